"""Advice as a value: which rule, about what, and what gave rise to it."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from enum import StrEnum


class Rule(StrEnum):
    """Every rule, in the order in which a page lists them."""

    DOUBLE_BARRELLED = "double-barrelled"
    LEADING = "leading"
    NEGATION = "negation"
    JARGON = "jargon"
    ABSOLUTE = "absolute"
    TOO_LONG = "too-long"
    HARD_TO_READ = "hard-to-read"
    UNBALANCED_SCALE = "unbalanced-scale"
    MIXED_SCALE = "mixed-scale"
    SCALES_DIFFER = "scales-differ"
    BARE_NUMBERS = "bare-numbers"
    NO_NA = "no-na"
    NO_DIRECTION = "no-direction"
    THIN_CONSTRUCT = "thin-construct"
    REQUIRED_SENSITIVE = "required-sensitive"
    OPEN_QUESTIONS = "open-questions"
    LONG_SET = "long-set"
    IDENTIFYING = "identifying"
    IDENTIFYING_TOGETHER = "identifying-together"


#: The place of advice that is about the set as a whole.
WHOLE_SET = "set"


@dataclass(frozen=True, slots=True)
class Advice:
    """One thing worth a second look.

    ``place`` is the path of what was judged (``items.deploy_ease``, ``scales.mood``,
    ``constructs.flow``, ``set``) and ``language`` the language of its text, empty where the rule
    judges no text. ``judged`` is all that the rule looked at: where it changes, a note that
    overruled the advice holds no longer. ``found`` are the words that gave rise; ``number`` and
    ``limit`` are what was counted and how far it may go.
    """

    rule: Rule
    place: str
    judged: str
    language: str = ""
    found: str = ""
    number: float = 0
    limit: float = 0

    @property
    def digest(self) -> str:
        """Names what was judged, in which language."""
        return hashlib.sha256(f"{self.language}\0{self.judged}".encode()).hexdigest()

    @property
    def key(self) -> tuple[str, str, str]:
        """What an overruling note is kept by: rule, place and digest."""
        return self.rule.value, self.place, self.digest

    @property
    def item(self) -> str:
        """The code of the item that it is about; empty where it is about something else."""
        kind, _dot, code = self.place.partition(".")
        return code if kind == "items" else ""


@dataclass(frozen=True, slots=True)
class Circumstances:
    """What a question set alone does not tell.

    ``people`` is how many are asked, 0 where nobody is on the roster; ``k`` the smallest group that
    results tell of; ``minutes`` how long the set takes, 0 where nobody estimated it.
    """

    people: int = 0
    k: int = 5
    minutes: int = 0
