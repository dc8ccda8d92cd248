"""Rules on answers: whether a scale leans, mixes, or leaves people without an answer."""

from __future__ import annotations

import re
from collections.abc import Iterator

from analysis.instrument import NUMBER_KINDS, Instrument, Item, Scale, ScaleKind
from questionnaires.advice.languages import phrases
from questionnaires.advice.values import Advice, Rule

#: The levels of 0 to 10 as the net promoter score reads them: it leans on purpose.
_NET_PROMOTER = [str(level) for level in range(11)]
#: A bipolar scale of fewer levels cannot lean much.
_FEWEST_LEVELS = 3

#: Words by which a level speaks well or ill, in the three languages together.
_GOOD = phrases("""
strongly agree|somewhat agree|agree|(?:very|fairly|quite|rather|extremely|completely) satisfied
satisfied|excellent|very good|good|(?:much|slightly|somewhat|a little) better|better|very easy|easy
great|outstanding|superb|fair|positive|improved|happy|very happy
stimme (?:voll|eher|völlig|ganz|vollkommen)? ?(?:und ganz )?zu|sehr gut|gut|eher gut|hervorragend
(?:sehr |eher |völlig )?zufrieden|(?:viel |etwas )?besser|(?:sehr |eher )?leicht|ausgezeichnet
(?:muy |totalmente |bastante |algo )?de acuerdo|(?:muy |bastante )?satisfech[oa]|(?:muy )?buen[oa]
excelente|(?:mucho |algo )?mejor|(?:muy )?fácil
""")
_BAD = phrases("""
strongly disagree|somewhat disagree|disagree
(?:very|fairly|quite|rather|extremely|completely) dissatisfied
dissatisfied|awful|terrible|very (?:bad|poor)|bad|poor|(?:much|slightly|somewhat|a little) worse
worse
very (?:hard|difficult)|hard|difficult|negative|unhappy|very unhappy|horrible
stimme (?:gar|eher|überhaupt)? ?nicht zu|lehne ab|sehr schlecht|schlecht|eher schlecht|furchtbar
mangelhaft|(?:sehr |eher |völlig )?unzufrieden|(?:viel |etwas )?schlechter|(?:sehr |eher )?schwer
(?:muy |totalmente |bastante |algo )?en desacuerdo|(?:muy |bastante )?insatisfech[oa]
(?:muy )?mal[oa]
pésim[oa]|(?:mucho |algo )?peor|(?:muy )?difícil
""")
_FAMILIES = {
    "agreement": phrases("""
(?:strongly |somewhat |completely |fully )?(?:dis)?agree|stimme .{0,20}zu|lehne ab
(?:muy |totalmente )?(?:de acuerdo|en desacuerdo)
"""),
    "frequency": phrases("""
never|rarely|seldom|sometimes|often|always|frequently|usually|nie|selten|manchmal|oft|immer|häufig
meistens|nunca|casi nunca|rara vez|a veces|a menudo|siempre|casi siempre
"""),
    "satisfaction": phrases("""
(?:very |rather |fairly |quite )?(?:dis)?satisfied|(?:sehr |eher )?(?:un)?zufrieden
(?:muy )?(?:in)?satisfech[oa]
"""),
    "quality": phrases("""
excellent|very good|good|fair|poor|very poor|bad|very bad|hervorragend|sehr gut|gut|mittelmäßig
schlecht|sehr schlecht|excelente|muy buen[oa]|buen[oa]|regular|mal[oa]|muy mal[oa]
"""),
    "likelihood": phrases("""
(?:very |extremely |rather )?(?:un)?likely|(?:sehr |eher )?(?:un)?wahrscheinlich
(?:muy )?(?:im)?probable
"""),
}  # fmt: skip
_NUMBER = re.compile(r"[-+]?\d+")


def scale_advice(scale: Scale) -> Iterator[Advice]:
    """What is worth a second look in a scale by itself."""
    if scale.kind is not ScaleKind.ORDINAL:
        return
    place, judged = f"scales.{scale.code}", _judged(scale)
    labels = [option.label for option in scale.options]
    if leaning := _leaning(scale):
        good, bad = leaning
        yield Advice(Rule.UNBALANCED_SCALE, place, judged, number=good, limit=bad)
    if len(families := _families(labels)) > 1:
        yield Advice(Rule.MIXED_SCALE, place, judged, found=" / ".join(families))
    bare = [label for label in labels if _NUMBER.fullmatch(label.strip())]
    is_eleven = [option.code for option in scale.options] == _NET_PROMOTER
    if bare and not is_eleven:
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
    if not item.allows_na:
        yield Advice(Rule.NO_NA, place, judged)
    # Of a share in percent no end can be set: DORA's are banded by their own research.
    can_have = not scale.is_unipolar and scale.kind is not ScaleKind.PERCENTAGE
    if can_have and not (scale.favourable or scale.unfavourable):
        yield Advice(Rule.NO_DIRECTION, place, judged)


def _leaning(scale: Scale) -> tuple[int, int] | None:
    """How many levels speak well and how many ill, where these are not as many."""
    labels = [option.label for option in scale.options]
    if len(labels) < _FEWEST_LEVELS or scale.is_unipolar:
        return None
    if [option.code for option in scale.options] == _NET_PROMOTER:
        return None
    sides = len(scale.favourable), len(scale.unfavourable)
    words = (
        sum(map(_is, [_GOOD] * len(labels), labels)),
        sum(map(_is, [_BAD] * len(labels), labels)),
    )
    for good, bad in (words, sides):
        if good != bad and good + bad > 1:
            return good, bad
    return None


def _is(kind: re.Pattern[str], label: str) -> bool:
    return kind.fullmatch(label.strip()) is not None


def _families(labels: list[str]) -> list[str]:
    """The labels that are of different families, the first of each."""
    first: dict[str, str] = {}
    for label in labels:
        for name, family in _FAMILIES.items():
            if _is(family, label):
                first.setdefault(name, label)
    return list(first.values())


def _ends(scale: Scale) -> tuple[str, str]:
    first, last = scale.options[0], scale.options[-1]
    return first.label.casefold().strip(), last.label.casefold().strip()


def _judged(scale: Scale) -> str:
    """A scale as far as the rules look at it."""
    if scale.kind in NUMBER_KINDS:
        numbers = scale.range
        return f"{scale.kind} {numbers.low} {numbers.high} {numbers.good} {numbers.bad}"
    return "\n".join(
        f"{option.label} {option.code in scale.favourable} {option.code in scale.unfavourable}"
        for option in scale.options
    )
