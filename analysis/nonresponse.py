"""Who answered, and could those who are silent have changed the story? From a release alone.

Answers are weighted by post-stratification on the units that the release shows: what it hides has
no weight of its own, so that nothing here tells more than the release does. Units that are shown
cover their parent or are left aside, and who belongs to none of them is a stratum of its own, of at
least as many answers as the gate asks of any group.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

from analysis.estimates import Estimate, estimate_construct, estimate_item
from analysis.measures import Measure, construct_measures, item_measures
from analysis.participation import CategoryRate
from analysis.release import Release, ReleasedGroup
from analysis.stats.counts import FloatArray
from analysis.stats.multiplicity import holm
from analysis.stats.ordinal import chi_square
from analysis.stats.proportions import Share
from analysis.stats.weighting import (
    DesignEffect,
    RIndicator,
    kish_design_effect,
    post_stratify,
    r_indicator,
)
from analysis.tally import ORGANISATION, ItemCounts
from analysis.words import gettext as _
from analysis.words import remembered

#: Units between which weights can tell anything.
FEWEST_STRATA = 2
#: A share that moves by less is the same to a reader of whole percentages.
SMALLEST_MOVE = 0.02
#: A bias below half a standard error: a 95 % interval then fails in 7.9 % instead of 5 %.
NEGLIGIBLE_BIAS = 0.5
#: Response rates differ where the adjusted p-value is below.
UNEVEN_BELOW = 0.05
_Z = 1.959963984540054
_REMEMBERED = 32


class NonresponseVerdict(StrEnum):
    """What may be said about those who are silent."""

    UNKNOWN = "unknown"  # nobody knows how many were asked
    EVERYBODY = "everybody"  # nobody is silent
    MOVES = "moves"  # weights move a share: read with care
    UNEVEN = "uneven"  # some answered more than others, but no share moves
    TOO_FEW = "too_few"  # too few units are shown to tell
    NO_SIGN = "no_sign"  # that the silent would have changed the story


@dataclass(frozen=True, slots=True)
class Stratum:
    """People of a unit, or of a parent outside the units shown: invited, and answered of these.

    ``good`` of ``valid`` answers to one measure are favourable.
    """

    title: str
    invited: int
    answers: int
    good: int = 0
    valid: int = 0


@dataclass(frozen=True, slots=True)
class Cut:
    """Response rates by unit (``code`` empty) or by an attribute.

    ``p_value`` is of the chi-square test that all rates are one, ``p_adjusted`` by Holm's method
    for all cuts of the release.
    """

    code: str
    title: str
    rates: tuple[CategoryRate, ...]
    p_value: float
    p_adjusted: float
    indicator: RIndicator


@dataclass(frozen=True, slots=True)
class Weighted:
    """A favourable share as it is and by head count of the units; all fractions.

    ``weighted`` is ``None`` where fewer than two strata are shown. ``at_least`` and ``at_most``
    are the share among everybody, had all who did not answer been unfavourable, or favourable;
    ``None`` where only some were asked.
    """

    code: str
    title: str
    is_construct: bool
    share: Share
    weighted: float | None
    at_least: float | None
    at_most: float | None

    @property
    def move(self) -> float | None:
        """The weighted share less the unweighted one, from -1 to 1."""
        return None if self.weighted is None else self.weighted - self.share.estimate

    @property
    def matters(self) -> bool:
        """Whether the move is one to read with care: see :func:`nonresponse_verdict`."""
        return self.move is not None and move_matters(self.move, self.share)


@dataclass(frozen=True, slots=True)
class Nonresponse:
    """What a release tells about those who are silent.

    ``strata`` is the number of parts that are weighted; ``left_out`` names attributes that may not
    be told. ``design`` is ``None`` where nothing is weighted.
    """

    invited: int | None
    answered: int
    strata: int
    cuts: tuple[Cut, ...]
    left_out: tuple[str, ...]
    constructs: tuple[Weighted, ...]
    items: tuple[Weighted, ...]
    design: DesignEffect | None
    verdict: NonresponseVerdict

    @property
    def silent(self) -> int | None:
        """People who were asked and did not answer."""
        return None if self.invited is None else self.invited - self.answered

    @property
    def is_minority(self) -> bool:
        """Whether fewer than half of those who were asked answered."""
        return self.invited is not None and 2 * self.answered < self.invited

    @property
    def judged(self) -> tuple[Weighted, ...]:
        """What the verdict rests on: constructs, or questions where there are none."""
        return self.constructs or self.items

    @property
    def moved(self) -> tuple[Weighted, ...]:
        """Of these, the ones that would move, the largest move first."""
        found = [one for one in self.judged if one.matters]
        return tuple(sorted(found, key=lambda one: -abs(one.move or 0.0)))


def move_matters(move: float, share: Share) -> bool:
    """Whether a move of a share is one to read with care, by the rule of the verdict."""
    error = (share.high - share.low) / (2 * _Z)
    # Sums of fractions: 0.02 is not to be missed by its last digit.
    return abs(move) + 1e-9 >= max(SMALLEST_MOVE, NEGLIGIBLE_BIAS * error)


def nonresponse_verdict(
    *,
    invited: int | None,
    answered: int,
    strata: int,
    moves: Sequence[tuple[float, Share]],
    p_adjusted: Sequence[float],
) -> NonresponseVerdict:
    """What may be said about those who are silent: the first of these that applies.

    ``moves`` are what weights make of each favourable share, with the share as it is shown and its
    interval; ``p_adjusted`` tell whether units, or categories of an attribute, answered unevenly.

    * ``UNKNOWN``: the number of people invited is not known.
    * ``EVERYBODY``: all of them answered.
    * ``MOVES``: a share moves by at least 2 points and by at least half of its standard error. A
      bias of half a standard error makes a 95 % interval fail in 7.9 % of rounds instead of 5 %;
      below, it is lost in the interval that is shown anyway.
    * ``UNEVEN``: an adjusted p-value is below 0.05.
    * ``TOO_FEW``: fewer than two strata, so that there is nothing to weigh.
    * ``NO_SIGN``: none of these. It is not evidence that the silent think alike.

    Source: Cochran, Sampling Techniques (1977), 1.8 and table 1.1 (bias over standard error).

    >>> share = Share(58, 0.67, 0.61, 0.72)
    >>> nonresponse_verdict(
    ...     invited=70, answered=58, strata=3, moves=[(-0.04, share)], p_adjusted=[0.2]
    ... ).value
    'moves'
    """
    if invited is None or answered > invited:
        return NonresponseVerdict.UNKNOWN
    if answered == invited:
        return NonresponseVerdict.EVERYBODY
    if any(move_matters(move, share) for move, share in moves):
        return NonresponseVerdict.MOVES
    if any(p < UNEVEN_BELOW for p in p_adjusted):
        return NonresponseVerdict.UNEVEN
    return NonresponseVerdict.TOO_FEW if strata < FEWEST_STRATA else NonresponseVerdict.NO_SIGN


@remembered(maxsize=_REMEMBERED)
def nonresponse(release: Release) -> Nonresponse:
    """Rates, weights and verdict of a release that shows anything; ``ValueError`` of any other."""
    whole = release.organisation
    if whole.answers is None:
        raise ValueError("The release shows nothing of this round.")
    parts = strata(release)
    cuts = _cuts(release, parts)
    constructs = _weighted(release, construct_measures(release.instrument))
    items = _weighted(release, item_measures(release.instrument))
    return Nonresponse(
        invited=whole.people,
        answered=whole.answers,
        strata=len(parts),
        cuts=cuts,
        left_out=release.participation.left_out,
        constructs=constructs,
        items=items,
        design=_design(parts),
        verdict=nonresponse_verdict(
            invited=whole.people,
            answered=whole.answers,
            strata=len(parts),
            moves=[(one.move, one.share) for one in constructs or items if one.move is not None],
            p_adjusted=[cut.p_adjusted for cut in cuts],
        ),
    )


def strata(release: Release, measure: Measure | None = None) -> tuple[Stratum, ...]:
    """The parts of the organisation that are weighted, each shown by the release.

    Of every parent the units below it, where all of them are shown (to a ``measure``: with their
    answers to it) and somebody answered in each; whoever is in none of them is the last of its
    parts. Otherwise the parent itself. Nothing without a head count.
    """
    whole = release.organisation
    if whole.people is None or whole.answers is None or whole.answers > whole.people:
        return ()
    read = _reader(measure)
    everybody = read(whole)
    return _parts(_children(release), whole, everybody, read) if everybody else ()


_Reader = Callable[[ReleasedGroup], Stratum | None]
#: The units right below each.
_Children = Mapping[str, Sequence[ReleasedGroup]]


def _children(release: Release) -> _Children:
    found: dict[str, list[ReleasedGroup]] = {}
    for group in release.units:
        if group.parent is not None:
            found.setdefault(group.parent, []).append(group)
    return found


def _reader(measure: Measure | None) -> _Reader:
    """A shown group as a stratum; ``None`` of what is hidden, or has no usable head count."""
    favourable = measure.favourable_counter() if measure else None

    def read(group: ReleasedGroup) -> Stratum | None:
        people, answers = group.people, group.answers
        if people is None or not answers or answers > people:
            return None
        if measure is None or favourable is None:
            return Stratum(group.title, people, answers)
        counts = measure.shown(group)
        if not isinstance(counts, ItemCounts) or not counts.answered:
            return None
        return Stratum(group.title, people, answers, favourable(counts), counts.answered)

    return read


def _parts(
    children_of: _Children, parent: ReleasedGroup, whole: Stratum, read: _Reader
) -> tuple[Stratum, ...]:
    """The parts of a parent that is shown as ``whole``; each unit is read once."""
    children = children_of.get(parent.path, ())
    found = [one for one in map(read, children) if one]
    if not children or len(found) < len(children):
        return (whole,)
    rest = Stratum(
        _("{unit}, in none of its units", unit=parent.title),
        whole.invited - sum(one.invited for one in found),
        whole.answers - sum(one.answers for one in found),
        whole.good - sum(one.good for one in found),
        whole.valid - sum(one.valid for one in found),
    )
    if not _is_possible(rest):
        return (whole,)
    parts = tuple(
        part
        for child, one in zip(children, found, strict=True)
        for part in _parts(children_of, child, one, read)
    )
    return (*parts, rest) if rest.answers else parts


def _is_possible(rest: Stratum) -> bool:
    """Whether what is left over is nobody, or people of whom some answered."""
    if rest.invited == 0:
        return rest.answers == rest.valid == rest.good == 0
    return (
        0 < rest.answers <= rest.invited
        and (0 < rest.valid <= rest.answers or rest.valid == 0 == rest.good)
        and 0 <= rest.good <= rest.valid
    )


def _cuts(release: Release, parts: Sequence[Stratum]) -> tuple[Cut, ...]:
    """Units where at least two are shown, then every attribute that is told."""
    named = [
        (one.code, one.title, one.categories)
        for one in release.participation.attributes
        if len(one.categories) >= FEWEST_STRATA
    ]
    if len(parts) >= FEWEST_STRATA:
        units = tuple(CategoryRate((one.title,), one.invited, one.answers) for one in parts)
        named.insert(0, (ORGANISATION, "Units", units))
    p_values = [
        chi_square([(one.answered, one.invited - one.answered) for one in rates]).p_value
        for _code, _title, rates in named
    ]
    adjusted = holm(p_values) if named else ()
    return tuple(
        Cut(code, title, rates, p, float(p_adjusted), _indicator(rates))
        for (code, title, rates), p, p_adjusted in zip(named, p_values, adjusted, strict=True)
    )


def _indicator(rates: Sequence[CategoryRate]) -> RIndicator:
    return r_indicator(
        [one.answered for one in rates],
        [one.invited for one in rates],
        {"category": [str(number) for number in range(len(rates))]},
    )


def _weighted(release: Release, measures: Sequence[Measure]) -> tuple[Weighted, ...]:
    found = []
    for measure in measures:
        if not measure.has_direction:
            continue
        estimate = estimate_construct if measure.is_construct else estimate_item
        cell = estimate(release, ORGANISATION, measure.code)
        if not isinstance(cell, Estimate) or cell.favourable is None:
            continue
        share, people = cell.favourable, cell.population
        is_known = people is not None and people >= share.n
        good = round(share.estimate * share.n)
        found.append(
            Weighted(
                code=measure.code,
                title=measure.title,
                is_construct=measure.is_construct,
                share=share,
                weighted=_share(strata(release, measure)),
                at_least=good / people if people and is_known else None,
                at_most=(good + people - share.n) / people if people and is_known else None,
            )
        )
    return tuple(found)


def _share(parts: Sequence[Stratum]) -> float | None:
    """The favourable share, each answer standing for the people of its stratum."""
    if len(parts) < FEWEST_STRATA:
        return None
    weights = _weights(parts)
    return float(weights @ [one.good for one in parts] / (weights @ [one.valid for one in parts]))


def _design(parts: Sequence[Stratum]) -> DesignEffect | None:
    if len(parts) < FEWEST_STRATA:
        return None
    return kish_design_effect(_weights(parts), [one.answers for one in parts])


def _weights(parts: Sequence[Stratum]) -> FloatArray:
    return post_stratify([one.answers for one in parts], [one.invited for one in parts])
