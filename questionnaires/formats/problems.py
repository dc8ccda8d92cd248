"""What is wrong with a file that somebody wrote, and where."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from difflib import SequenceMatcher, get_close_matches


@dataclass(frozen=True, slots=True, order=True)
class Problem:
    """One thing to change in a file; ``line`` counts from 1, 0 stands for the whole file.

    ``is_gap`` marks what is only missing yet: a draft may be kept with it, and not be published.
    """

    file: str
    line: int
    message: str
    is_gap: bool = False

    def __str__(self) -> str:
        place = f"{self.file}, line {self.line}" if self.line else self.file
        return f"{place}: {self.message}"


class QuestionSetError(Exception):
    """A question set that cannot be read; ``problems`` holds everything that is wrong with it."""

    def __init__(self, problems: Iterable[Problem]) -> None:
        self.problems = sorted(set(problems))
        super().__init__("\n".join(str(problem) for problem in self.problems))


#: More names than this are not listed in a sentence.
_MOST_NAMES = 40
_LONGEST_QUOTE = 60


def suggestion(given: str, known: Iterable[str]) -> str:
    """A sentence that names what was probably meant, else what could be.

    >>> suggestion("requird", ["required", "reverse"])
    "Did you mean 'required'?"
    >>> suggestion("agreement", ["agreement_5", "agreement_7", "nps"])
    "Did you mean 'agreement_5' or 'agreement_7'?"
    >>> suggestion("xyz", ["required", "reverse"])
    'There are: required, reverse.'
    """
    names = list(known)
    if nearest := get_close_matches(given[:_LONGEST_QUOTE], names, n=3):
        return f"Did you mean {_as_near(given, nearest)}?"
    if not names:
        return "There are none."
    more = f" and {len(names) - _MOST_NAMES} more" if len(names) > _MOST_NAMES else ""
    return f"There are: {', '.join(names[:_MOST_NAMES])}{more}."


def _as_near(given: str, nearest: list[str]) -> str:
    """The nearest name, with those that are exactly as near: ``agreement_5`` or ``agreement_7``."""
    ratios = [SequenceMatcher(None, name, given[:_LONGEST_QUOTE]).ratio() for name in nearest]
    best = [name for name, ratio in zip(nearest, ratios, strict=True) if ratio == max(ratios)]
    return " or ".join(map(repr, sorted(best)))


def quoted(value: object) -> str:
    """A value as its author may recognise it, cut where it is long.

    >>> quoted("deploy ease"), quoted(True), quoted([1, 2])
    ("'deploy ease'", 'true', 'a list')
    """
    if isinstance(value, dict):
        return "a mapping"
    if isinstance(value, list):
        return "a list"
    if isinstance(value, bool):
        return "true" if value else "false"
    text = str(value)
    cut = text if len(text) <= _LONGEST_QUOTE else text[:_LONGEST_QUOTE] + "…"
    return repr(cut) if isinstance(value, str) else cut


def sentence(message: str) -> str:
    """The message with a capital at its beginning."""
    return message[:1].upper() + message[1:]
