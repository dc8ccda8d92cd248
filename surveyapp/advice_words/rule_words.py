"""A rule in words, and the books that several rules go by."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

DILLMAN = "Dillman, Smyth & Christian 2014, Internet, Phone, Mail, and Mixed-Mode Surveys"
FOWLER = "Fowler 1995, Improving Survey Questions"
KROSNICK = "Krosnick & Presser 2010, Question and questionnaire design, Handbook of Survey Research"
PAYNE = "Payne 1951, The Art of Asking Questions"


@dataclass(frozen=True, slots=True)
class RuleWords:
    """A rule in words: its name, what it says of something found, why, what to do, its source.

    ``said`` names what was found as ``%(found)s``, and what was counted as ``%(n)d`` and
    ``%(limit)d``.
    """

    name: Any
    said: Any
    reason: Any
    instead: Any
    source: str
