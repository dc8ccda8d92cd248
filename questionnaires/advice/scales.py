"""Rules on answers: whether a scale leans, mixes, or leaves people without an answer."""

from __future__ import annotations

import re
from collections.abc import Iterator

from analysis.instrument import NUMBER_KINDS, Instrument, Item, Scale, ScaleKind
from questionnaires.advice.scale_words import (
    BAD,
    COUNTED,
    GOOD,
    KINDS,
    NOTHING,
    NUMBER,
    said_by,
)
from questionnaires.advice.values import Advice, Rule

#: The levels of 0 to 10 as the net promoter score reads them: it leans on purpose.
_NET_PROMOTER = [str(level) for level in range(11)]
#: A bipolar scale of fewer levels cannot lean much.
_FEWEST_LEVELS = 3


def scale_advice(scale: Scale) -> Iterator[Advice]:
    """What is worth a second look in a scale by itself."""
    if scale.kind is not ScaleKind.ORDINAL:
        return
    place, judged = f"scales.{scale.code}", _judged(scale)
    labels = [option.label for option in scale.options]
    if leaning := _leaning(scale):
        good, bad = leaning
        yield Advice(Rule.UNBALANCED_SCALE, place, judged, number=good, limit=bad)
    if len(kinds := _kinds(labels)) > 1:
        yield Advice(Rule.MIXED_SCALE, place, judged, found=" / ".join(kinds))
    bare = [label for label in labels if NUMBER.fullmatch(label.strip())]
    is_eleven = [option.code for option in scale.options] == _NET_PROMOTER
    if bare and not is_eleven and not any(map(COUNTED.search, labels)):
        yield Advice(Rule.BARE_NUMBERS, place, judged, found=", ".join(bare))


def scales_that_differ(instrument: Instrument) -> Iterator[Advice]:
    """Scales with the same ends of another length, or the other way round.

    Told of the later one: who has answered on the first for a page goes on as before.
    """
    seen: list[Scale] = []
    for scale in dict.fromkeys(item.scale for item in instrument.items):
        if scale.kind is not ScaleKind.ORDINAL or len(scale.options) < _FEWEST_LEVELS:
            continue
        ends = _ends(scale)
        for other in seen:
            same_ends = set(_ends(other)) == set(ends)
            if same_ends and (_ends(other) != ends or len(other.options) != len(scale.options)):
                judged = f"{_judged(other)}\n{_judged(scale)}"
                yield Advice(Rule.SCALES_DIFFER, f"scales.{scale.code}", judged, found=other.code)
                break
        seen.append(scale)


def answer_advice(item: Item) -> Iterator[Advice]:
    """What is worth a second look in how one question can be answered."""
    place = f"items.{item.code}"
    scale = item.scale
    if not scale.is_ordered or item.attribute:
        return
    judged = f"{item.text}\n{_judged(scale)}"
    if not item.allows_na and item.show_if is None:
        yield Advice(Rule.NO_NA, place, judged)
    # Of a share in percent no end can be set: DORA's are banded by their own research.
    can_have = not scale.is_unipolar and scale.kind is not ScaleKind.PERCENTAGE
    if can_have and not (scale.favourable or scale.unfavourable):
        yield Advice(Rule.NO_DIRECTION, place, judged)


def _leaning(scale: Scale) -> tuple[int, int] | None:
    """How many levels speak well and how many ill, where these are not as many."""
    labels = [said_by(option.label) for option in scale.options]
    if len(labels) < _FEWEST_LEVELS or scale.is_unipolar:
        return None
    if [option.code for option in scale.options] == _NET_PROMOTER:
        return None
    if any(_is(NOTHING, end) for end in (labels[0], labels[-1])):
        return None
    words = (
        sum(_is(GOOD, label) for label in labels),
        sum(_is(BAD, label) for label in labels),
    )
    sides = (0, 0) if _is_best_within(scale) else (len(scale.favourable), len(scale.unfavourable))
    for good, bad in (words, sides):
        if good != bad and good + bad > 1:
            return good, bad
    return None


def _is_best_within(scale: Scale) -> bool:
    """Whether neither end is favourable, as of "too slow, about right, too fast"."""
    ends = {scale.options[0].code, scale.options[-1].code}
    return bool(scale.favourable) and not scale.favourable & ends


def _is(kind: re.Pattern[str], label: str) -> bool:
    return kind.fullmatch(label) is not None


def _kinds(labels: list[str]) -> list[str]:
    """The labels that are of different kinds, the first of each."""
    first: dict[str, str] = {}
    for label in labels:
        for name, kind in KINDS.items():
            if _is(kind, said_by(label)):
                first.setdefault(name, label)
    return list(first.values())


def _ends(scale: Scale) -> tuple[str, str]:
    first, last = scale.options[0], scale.options[-1]
    return said_by(first.label).casefold(), said_by(last.label).casefold()


def _judged(scale: Scale) -> str:
    """A scale as far as the rules look at it."""
    if scale.kind in NUMBER_KINDS:
        numbers = scale.range
        return f"{scale.kind} {numbers.low} {numbers.high} {numbers.good} {numbers.bad}"
    return "\n".join(
        f"{option.label} {option.code in scale.favourable} {option.code in scale.unfavourable}"
        for option in scale.options
    )
