"""How well the constructs of a release were measured, and what goes along with its outcome, in
words.

Rules write the sentences, from the figures of the release and from no others. The limits are
conventions; each names its source, and the methods pages (reliability, drivers) say when they
mislead. Plain text without markup; figures are rounded here, and only here.
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from analysis.findings import percent
from analysis.instrument import Construct, Instrument, Item
from analysis.measurement import FEWEST_COMPLETE, Driver, ItemFit, KeyDrivers, Reliability
from analysis.release import Release
from analysis.stats.validity import HARDLY_TWO
from analysis.words import decimal, gettext_noop, listed, ngettext, translate
from analysis.words import gettext as _

#: From here on a construct holds together (Nunnally, 1978, Psychometric Theory).
HOLDS: Final = 0.7
#: Below, it does not; in between it does loosely, which is enough to explore with (Hair, Black,
#: Babin and Anderson, 2010, Multivariate Data Analysis).
HOLDS_LOOSELY: Final = 0.6
#: Variance extracted below this: the items differ more than they have in common (Fornell and
#: Larcker, 1981, Journal of Marketing Research 18).
CONVERGES: Final = 0.5
#: A gain of alpha that is worth a sentence: ours, as less is within the noise of some 50 answers.
CLEAR_GAIN: Final = 0.05

NEVER_A_CAUSE: Final = gettext_noop(
    "These are associations, never a cause: both may follow from a third thing, and nothing says "
    "that the outcome moves when a construct does."
)


class Coherence(StrEnum):
    """Whether the items of a construct measure one thing."""

    HOLDS = "holds"
    LOOSE = "loose"
    FALLS_APART = "falls_apart"
    UNTOLD = "untold"  # too few complete answers, or answers that do not differ
    SINGLE = "single"  # one item: nothing to compare it with


@dataclass(frozen=True, slots=True)
class Quality:
    """How a construct was measured.

    ``text`` is a sentence without the construct's name; ``remarks`` are sentences about its items.
    ``reliability`` has the figures, where there are any.
    """

    code: str
    title: str
    coherence: Coherence
    text: str
    remarks: tuple[str, ...] = ()
    reliability: Reliability | None = None


@dataclass(frozen=True, slots=True)
class DriversInWords:
    """What goes along with the outcome: sentences, the weightiest first; why none, if none."""

    title: str
    sentences: tuple[str, ...]
    drivers: KeyDrivers | None = None


def construct_qualities(release: Release) -> tuple[Quality, ...]:
    """Every construct of the release, in its order; nothing of a round that is hidden.

    Judged by omega where it can be told, else by alpha: alpha is too low where items load
    unequally. ``HOLDS`` (0.7) or more holds together, ``HOLDS_LOOSELY`` (0.6) or more does so
    loosely, less does not. Where Feldt's interval of alpha crosses the limit that decided, it is
    said. Variance extracted below ``CONVERGES`` (0.5), an item that runs against the others, and
    one without which alpha would be ``CLEAR_GAIN`` (0.05) higher are remarks.
    """
    if release.organisation.hidden:
        return ()
    known = {one.construct: one for one in release.together.reliability}
    return tuple(
        _quality(release.instrument, construct, known.get(construct.code))
        for construct in release.instrument.constructs
    )


def qualities_in_a_sentence(qualities: Sequence[Quality]) -> str:
    """How many constructs hold together; empty where there is none."""
    if not qualities:
        return ""
    several = [one for one in qualities if one.coherence is not Coherence.SINGLE]
    told = [one for one in several if one.reliability]
    if not told:
        if several:
            return _(
                "How far the questions of a construct go together is not told: more than {fewest} "
                "people have to answer all of its items.",
                fewest=FEWEST_COMPLETE - 1,
            )
        return _("Every construct is one question: how reliable it is cannot be told.")
    counts = Counter(one.coherence for one in told)
    parts = [translate(text, number=counts[one]) for one, text in _COUNTED.items() if counts[one]]
    said = ngettext(
        "Of {n} construct of several questions: {parts}.",
        "Of {n} constructs of several questions: {parts}.",
        len(told),
        parts=", ".join(parts),
    )
    left = len(several) - len(told)
    untold = _("Of {number} it is not told.", number=left) if left else ""
    return " ".join(filter(None, (said, untold)))


def hardly_two(release: Release) -> tuple[str, ...]:
    """A sentence for each two constructs whose heterotrait-monotrait ratio is above 0.85, the
    highest first.

    Only of constructs that hold together, at least loosely: the ratio divides by how far the
    questions within go together, and where they do not it is high for no other reason.
    """
    titles = _titles(release.instrument)
    sound = {
        one.code
        for one in construct_qualities(release)
        if one.coherence in (Coherence.HOLDS, Coherence.LOOSE)
    }
    pairs = [
        pair
        for pair in release.together.pairs
        if pair.ratio > HARDLY_TWO and {pair.first, pair.second} <= sound
    ]
    return tuple(
        _(
            "{first} and {second} are hardly two things: their questions go together nearly as "
            "much across as within (ratio {ratio}, limit {limit}; {n} complete answers).",
            first=titles[pair.first],
            second=titles[pair.second],
            ratio=_figure(pair.ratio),
            limit=decimal(HARDLY_TWO, 2),
            n=pair.n,
        )
        for pair in sorted(pairs, key=lambda one: (-one.ratio, one.first, one.second))
    )


def drivers_in_words(release: Release) -> DriversInWords:
    """What goes along with the outcome, or the one sentence why that is not told.

    The first construct is named with its interval; where the interval of the next reaches its
    share, its rank is not sure. What p constructs and n people tell of answers given by chance,
    p / (n - 1), stands beside what is explained; where no more is explained, the shares say
    nothing and no construct is named.
    """
    instrument, found = release.instrument, release.together.drivers
    title = outcome_title(release)
    if not instrument.outcome or not instrument.has_item(instrument.outcome):
        said = _(
            "The question set names no outcome, so nothing is told of what goes along with it."
        )
        return DriversInWords(title, (said,))
    if found is None or not found.drivers or release.organisation.hidden:
        return DriversInWords(title, (_why_untold(instrument),))
    return DriversInWords(title, tuple(_told(instrument, found)), found)


def outcome_title(release: Release) -> str:
    """The outcome as it was asked; empty where there is none."""
    instrument = release.instrument
    if not instrument.outcome or not instrument.has_item(instrument.outcome):
        return ""
    return instrument.item(instrument.outcome).text


def ranked(drivers: KeyDrivers) -> tuple[Driver, ...]:
    """The drivers, the largest share first; shares that are none come last."""
    return tuple(sorted(drivers.drivers, key=lambda one: (_or_less(one.share), one.construct)))


def not_behind(rows: Sequence[Driver]) -> list[Driver]:
    """The drivers whose intervals reach that of the first of these."""
    return [one for one in rows[1:] if one.high >= rows[0].low]


def tells_more_than_chance(drivers: KeyDrivers) -> bool:
    """Whether the constructs explain more than as many would of answers given by chance."""
    return drivers.explained > chance_level(drivers)


def chance_level(drivers: KeyDrivers) -> float:
    """What this many constructs explain of answers given by chance, on average: p / (n - 1)."""
    return drivers.by_chance


def _quality(instrument: Instrument, construct: Construct, found: Reliability | None) -> Quality:
    if len(construct.items) < 2:
        said = _("One question: how reliable it is cannot be told.")
        return Quality(construct.code, construct.title, Coherence.SINGLE, said)
    if found is None:
        said = _(
            "How far its questions go together is not told: more than {fewest} people have to "
            "answer all of its items.",
            fewest=FEWEST_COMPLETE - 1,
        )
        return Quality(construct.code, construct.title, Coherence.UNTOLD, said)
    coherence = _coherence(found)
    return Quality(
        construct.code,
        construct.title,
        coherence,
        _standing(coherence, found),
        tuple(_remarks(instrument, coherence, found)),
        found,
    )


def _coherence(found: Reliability) -> Coherence:
    figure = _deciding(found)
    if figure is None:
        return Coherence.UNTOLD
    if figure >= HOLDS:
        return Coherence.HOLDS
    return Coherence.LOOSE if figure >= HOLDS_LOOSELY else Coherence.FALLS_APART


def _deciding(found: Reliability) -> float | None:
    """Omega where it can be told, else alpha."""
    return next((one for one in (found.omega, found.alpha) if _is_told(one)), None)


_COUNTED = {
    Coherence.HOLDS: gettext_noop("{number} hold together"),
    Coherence.LOOSE: gettext_noop("{number} loosely"),
    Coherence.FALLS_APART: gettext_noop("{number} not"),
    Coherence.UNTOLD: gettext_noop("{number} without differences to tell"),
}
_SAID = {
    Coherence.HOLDS: gettext_noop("Holds together: {figures}."),
    Coherence.LOOSE: gettext_noop("Holds together loosely: {figures}."),
    Coherence.FALLS_APART: gettext_noop(
        "Does not hold together: {figures}. Read its items one by one."
    ),
}


def _standing(coherence: Coherence, found: Reliability) -> str:
    """The sentence with its figures, and how sure it is."""
    if coherence is Coherence.UNTOLD:
        return _(
            "Whether it holds together cannot be told: the answers to its questions do not differ."
        )
    figures = [_("{n} complete answers", n=found.n)]
    if _is_told(found.omega):
        figures.insert(0, _("omega {figure}", figure=_figure(found.omega)))
    if _is_told(found.alpha):
        figures.insert(0, _alpha_in_words(found))
    said = translate(_SAID[coherence], figures=", ".join(figures))
    return " ".join(filter(None, (said, _doubt(coherence, found))))


def _alpha_in_words(found: Reliability) -> str:
    alpha = _figure(found.alpha)
    if not (_is_told(found.low) and _is_told(found.high)):
        return _("alpha {figure}", figure=alpha)
    return _(
        "alpha {figure} (interval {low} to {high})",
        figure=alpha,
        low=_figure(found.low),
        high=_figure(found.high),
    )


def _doubt(coherence: Coherence, found: Reliability) -> str:
    """What the interval leaves open."""
    if coherence is Coherence.HOLDS and _is_told(found.low) and _as_number(found.low) < HOLDS:
        return _(
            "The interval begins below {limit}: it may hold together less well.",
            limit=decimal(HOLDS, 1),
        )
    if coherence is Coherence.FALLS_APART and _as_number(found.high) >= HOLDS_LOOSELY:
        return _(
            "The interval reaches {limit}: so few answers do not rule out that it does.",
            limit=decimal(HOLDS_LOOSELY, 1),
        )
    return ""


def _remarks(instrument: Instrument, coherence: Coherence, found: Reliability) -> list[str]:
    said = []
    shared = found.variance_extracted
    # Of one that does not hold together this would say the same again.
    if coherence in (Coherence.HOLDS, Coherence.LOOSE) and _as_number(shared) < CONVERGES:
        said.append(
            _(
                "Its questions have less than half of their variance in common ({figure}): read "
                "them beside it.",
                figure=_figure(shared),
            )
        )
    for fit in found.items:
        if instrument.has_item(fit.item):
            said += _of_an_item(instrument.item(fit.item), fit, found)
    return said


def _of_an_item(item: Item, fit: ItemFit, found: Reliability) -> list[str]:
    name = _quoted(item.text)
    if fit.looks_reversed:
        runs = (
            _(
                "{name} runs against the other questions (correlation {figure}).",
                name=name,
                figure=_figure(fit.r_drop),
            )
            if _is_told(fit.r_drop)
            else _("{name} runs against the other questions.", name=name)
        )
        asked = (
            _("It is scored in reverse: was it meant to be?")
            if item.reverse
            else _("Was it meant to be reverse-scored?")
        )
        return [f"{runs} {asked}"]
    if not (_is_told(fit.alpha_if_dropped) and _is_told(found.alpha)):
        return []
    without = _as_number(fit.alpha_if_dropped)
    if round(without - _as_number(found.alpha), 2) < CLEAR_GAIN:
        return []
    said = _(
        "Without {name} alpha would be {without} instead of {alpha}: it may measure something "
        "else, or be understood in several ways.",
        name=name,
        without=_figure(without),
        alpha=_figure(found.alpha),
    )
    return [said]


def _why_untold(instrument: Instrument) -> str:
    return _(
        "What goes along with {name} is not told: more than {fewest} people have to answer it and "
        "at least half of the questions of every construct, and no construct may follow from the "
        "others.",
        name=_quoted(instrument.item(instrument.outcome).text),
        fewest=FEWEST_COMPLETE - 1,
    )


def _told(instrument: Instrument, found: KeyDrivers) -> list[str]:
    by_chance = chance_level(found)
    rows = [one for one in ranked(found) if _is_told(one.share)]
    if not rows or not _is_told(found.explained):
        same = _("The answers do not differ enough to tell what goes along with it.")
        return [same, translate(NEVER_A_CAUSE)]
    explained = _(
        "Together the constructs tell {explained} % of the differences in the answers of {n} "
        "people; of answers given by chance they would tell about {by_chance} %.",
        explained=percent(found.explained),
        n=found.n,
        by_chance=percent(by_chance),
    )
    if not tells_more_than_chance(found):
        nothing = _("That is no more than chance: the shares say nothing about this outcome.")
        return [explained, nothing, translate(NEVER_A_CAUSE)]
    return [*_ranks(instrument, rows), explained, translate(NEVER_A_CAUSE)]


def _ranks(instrument: Instrument, rows: Sequence[Driver]) -> list[str]:
    titles = _titles(instrument)
    first = rows[0]
    name = titles.get(first.construct, first.construct)
    said = [_most(name, first)]
    if near := not_behind(rows):
        others = _up_to_three([titles.get(one.construct, one.construct) for one in near])
        said.append(
            _(
                "That it comes first is not sure: its interval overlaps with that of {others}.",
                others=others,
            )
        )
    other = max(rows, key=lambda one: one.johnson if _is_told(one.johnson) else -math.inf)
    if other.johnson > first.johnson:
        second = titles.get(other.construct, other.construct)
        said.append(
            _(
                "Johnson's weights put {construct} first: the order hangs on the method.",
                construct=second,
            )
        )
    return said


def _most(name: str, first: Driver) -> str:
    share = percent(first.share)
    if not (_is_told(first.low) and _is_told(first.high)):
        return _(
            "{construct} goes along with it most: {share} % of what is told.",
            construct=name,
            share=share,
        )
    return _(
        "{construct} goes along with it most: {share} % of what is told ({low} to {high} %).",
        construct=name,
        share=share,
        low=percent(first.low),
        high=percent(first.high),
    )


def _up_to_three(names: Sequence[str]) -> str:
    """Up to three names; more are counted."""
    return _("{number} others", number=len(names)) if len(names) > 3 else listed(names)


def _titles(instrument: Instrument) -> dict[str, str]:
    return {construct.code: construct.title for construct in instrument.constructs}


def _quoted(text: str) -> str:
    return _("“{text}”", text=text.rstrip("."))


def _is_told(figure: float | None) -> bool:
    return figure is not None and math.isfinite(figure)


def _as_number(figure: float | None) -> float:
    return math.nan if figure is None else figure


def _or_less(share: float) -> float:
    """To sort by: large first, none last."""
    return -share if math.isfinite(share) else math.inf


def _figure(number: float | None) -> str:
    """Two decimals, as the release has them."""
    return decimal(_as_number(number), 2)
