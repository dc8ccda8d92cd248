"""Which of several labels says more: told from their words, never from their places.

Tools list the answers of one scale from best to worst or the other way, and put "not applicable"
anywhere. Labels in English are recognised; of any others nothing is claimed.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from functools import lru_cache

from analysis.scales import BUILT_IN

_NOT_APPLICABLE = re.compile(
    r"(?:i )?(?:do not know|dont know|unsure|not sure|no opinion|cannot say|cant say)"
    r"|n a|na|not applicable|does not apply|no answer|(?:i )?prefer not to (?:say|answer|disclose)"
)
#: Two of them in one answer: "I don't know or NA".
_EITHER = re.compile(r" or | / | and ")
#: "We do not do code reviews": whoever says that has nothing to place on an ordered scale.
_WITHOUT = re.compile(r"(?:i|we|my team) (?:do not|dont|never) (?:do|have|use|receive|perform)\b.*")
_OTHER = re.compile(
    r"others?(?: (?:please )?(?:specify|say|name|namely|describe).*)?|(?:or )?in your own words"
)

_STRENGTHS = {
    "slightly": 1, "slight": 1, "a little": 1, "little": 1, "minimally": 1, "a little bit": 1,
    "somewhat": 2, "rather": 2, "partly": 2, "moderately": 3, "moderate": 3, "mostly": 3,
    "a moderate": 3, "very": 4, "very much": 4, "a lot": 4, "strongly": 4, "completely": 4,
    "fully": 4, "significantly": 4, "significant": 4, "well": 4, "extremely": 5,
    "a great deal": 5, "extensively": 5,
}  # fmt: skip
#: How strong a pole is that stands alone: "Agree".
_PLAIN = 3
_POLES = {
    "agree": "disagree", "satisfied": "dissatisfied", "stable": "unstable", "good": "bad",
    "positive": "negative", "improved": "worsened", "better": "worse", "increased": "decreased",
    "increase": "decrease", "above": "below", "easy": "difficult", "likely": "unlikely",
    "important": "unimportant", "clear": "unclear", "high": "low",
}  # fmt: skip
_GOOD, _BAD = frozenset(_POLES), frozenset({*_POLES.values(), "unsatisfied", "poor", "hard"})
_MIDDLE = re.compile(
    r"neither .*|neutral|undecided|unchanged|about the same|(?:has had )?no (?:change|impact)\b.*"
    r"|met goals|average"
)
_NOTHING = re.compile(r"(?:none|not|no \w+) at all\b|none\b|nothing\b")
_OFTEN = {
    "never": 0, "rarely": 1, "seldom": 1, "occasionally": 2, "sometimes": 2,
    "about half the time": 3, "often": 4, "frequently": 4, "most of the time": 4,
    "very often": 5, "always": 6, "all the time": 6,
}  # fmt: skip
#: How many labels an ordered scale has.
_FEWEST, _MOST = 3, 20
_PHRASES = sorted(_STRENGTHS, key=len, reverse=True)
_SMALL_WORDS = frozenset({"of", "amount", "a", "the", "my", "our", "on", "in", "with", "at", "all"})
_NUMBERED = re.compile(r"(\d{1,2})(?:\s*[.:)\u00b7\u2013-])?(?:\s+(\S.*))?")


@lru_cache(maxsize=512)  # questions share answers, and each is looked at several times
def plain(label: str) -> str:
    """A label for comparison: small letters and digits, apostrophes gone.

    >>> plain("I don't know / NA")
    'i dont know / na'
    """
    text = unicodedata.normalize("NFKC", label).casefold()
    text = text.replace("\u2019", "").replace("'", "").replace("cannot", "can not")
    text = re.sub(r"[^\w/%<>+ ]+", " ", text)
    return " ".join(text.split())


def is_not_applicable(label: str) -> bool:
    """Whether an answer is none: it stands beside the scale.

    >>> is_not_applicable("I don't know or NA"), is_not_applicable("N/A"), is_not_applicable("No")
    (True, True, False)
    """
    text = plain(label).replace("can not", "cannot")
    text = re.sub(r"\bn/a\b", "na", text)
    return all(_NOT_APPLICABLE.fullmatch(part.strip()) for part in _EITHER.split(text))


def is_without(label: str) -> bool:
    """Whether an answer says that there is nothing to be rated: "We do not do code reviews"."""
    return _WITHOUT.fullmatch(plain(label)) is not None


def is_other(label: str) -> bool:
    """Whether an answer asks for words of one's own.

    >>> is_other("Other (please specify)"), is_other("Other teams")
    (True, False)
    """
    return _OTHER.fullmatch(plain(label)) is not None


def numbered(label: str) -> tuple[int, str] | None:
    """A number that a label begins with, and the words behind it.

    >>> numbered("1 Not at all"), numbered("5"), numbered("10 to 19 employees"), numbered("Two")
    ((1, 'Not at all'), (5, ''), (10, 'to 19 employees'), None)
    """
    found = _NUMBERED.fullmatch(label.strip())
    return (int(found[1]), found[2] or "") if found else None


def ranks_of(labels: Sequence[str]) -> tuple[float, ...] | None:
    """How much each label says, more for more; ``None`` where that is not sure for all of them.

    >>> ranks_of(["Strongly agree", "Neither agree nor disagree", "Mostly disagree"])
    (4.0, 0.0, -3.0)
    >>> ranks_of(["Red", "Green", "Blue"])
    >>> ranks_of(["Always", "Never", "Sometimes"])
    (6.0, 0.0, 2.0)
    """
    if not _FEWEST <= len(labels) <= _MOST:
        return None
    for family in (_numbers, _built_in, _frequencies, _strengths):
        ranks = family(labels)
        if ranks is not None and len(set(ranks)) == len(labels):
            return ranks
    return None


def _numbers(labels: Sequence[str]) -> tuple[float, ...] | None:
    """Levels that are numbered, "1 Not at all", or nothing but numbers."""
    found = [numbered(label) for label in labels]
    pairs = [pair for pair in found if pair is not None]
    if len(pairs) < len(labels):
        return None
    numbers = [number for number, _words in pairs]
    if sorted(numbers) != list(range(min(numbers), min(numbers) + len(numbers))):
        return None
    return tuple(float(number) for number in numbers)


def _built_in(labels: Sequence[str]) -> tuple[float, ...] | None:
    """The levels of a scale that this product has, in any order."""
    wanted = [plain(label) for label in labels]
    for scale in BUILT_IN.values():
        levels = {plain(option.label): option.value for option in scale.options}
        if scale.is_ordered and not scale.is_number and set(wanted) == set(levels):
            return tuple(float(levels[label] or 0) for label in wanted)
    return None


def _frequencies(labels: Sequence[str]) -> tuple[float, ...] | None:
    found = [_OFTEN.get(plain(label)) for label in labels]
    return None if None in found else tuple(float(rank or 0) for rank in found)


def _strengths(labels: Sequence[str]) -> tuple[float, ...] | None:
    """Labels that differ in nothing but how strong they are, and in which direction."""
    found: list[tuple[float, bool]] = []
    about: set[frozenset[str]] = set()
    for label in labels:
        text = plain(label)
        if _MIDDLE.fullmatch(text) or _NOTHING.match(text):
            found.append((0.0, False))
            continue
        phrase = next((p for p in _PHRASES if re.search(rf"\b{p}\b", text)), "")
        rest = re.sub(rf"\b{phrase}\b", " ", text, count=1).split() if phrase else text.split()
        poles = [word for word in rest if word in _GOOD or word in _BAD]
        if len(poles) > 1 or not (phrase or poles) or "not" in rest:
            return None
        strength = _STRENGTHS[phrase] if phrase else _PLAIN
        found.append((-strength if poles and poles[0] in _BAD else strength, bool(poles)))
        about.add(frozenset(word for word in rest if word not in {*_SMALL_WORDS, *poles}))
    # "Moderate" between low and high is the middle; between slight and great it is a strength.
    has_two_ends = min(rank for rank, _pole in found) < 0
    ranks = tuple(float(rank) if pole or not has_two_ends else 0.0 for rank, pole in found)
    return ranks if len(about) == 1 else None
