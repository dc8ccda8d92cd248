"""From releases to the numbers that pages, charts, findings and exports show.

Two questions, two intervals. An :class:`Estimate` answers "what do our engineers say?": where the
head count is known its intervals are those of a finite population. A :class:`Change` and a
:class:`TrendLine` answer "did something change?": their intervals carry no such correction.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from fractions import Fraction
from functools import lru_cache
from itertools import pairwise

from analysis.answers import of_its_kind, options_of
from analysis.instrument import Instrument
from analysis.measures import (
    Measure,
    Reading,
    construct_measures,
    item_measure,
    item_measures,
    read,
)
from analysis.release import OTHER, Band, Hidden, Release, ReleasedGroup
from analysis.stats.descriptives import summarize_counts
from analysis.stats.multiplicity import benjamini_hochberg
from analysis.stats.ordinal import CliffsDelta, change_p_value, cliffs_delta
from analysis.stats.power import detectable_difference
from analysis.stats.proportions import Difference, Share, newcombe_difference, wilson_interval
from analysis.stats.rankings import Standing
from analysis.stats.trends import CochranArmitage, cochran_armitage
from analysis.stats.verdicts import FEWEST_ANSWERS, Verdict, change_verdict
from analysis.tally import ORGANISATION, ItemCounts
from analysis.words import remembered

#: What is compared of an instrument, each thing once.
MeasuresOf = Callable[[Instrument], tuple[Measure, ...]]

__all__ = [
    "Change",
    "Estimate",
    "NotCompared",
    "NotComparedReason",
    "TrendLine",
    "UnitPaths",
    "Verdict",
    "change_verdict",
    "compare_constructs",
    "compare_items",
    "compare_measures",
    "estimate_construct",
    "estimate_item",
    "trend_constructs",
    "trend_items",
    "trend_units",
]

#: Rounds that a trend needs.
FEWEST_ROUNDS = 3
#: Cells, and comparisons of whole rounds, that a process remembers: pages, pictures and tables of
#: the same releases ask for the same figures again and again.
REMEMBERED_CELLS, REMEMBERED_COMPARISONS = 8192, 64


@dataclass(frozen=True, slots=True)
class Estimate:
    """What one shown cell says about an item or a construct.

    ``n`` people gave a valid answer, ``missing`` did not (``not_applicable`` of them said that the
    question does not apply); ``population`` is the head count of the group, ``None`` where it is
    unknown and for a question that only some were asked. ``labels`` and
    ``counts`` go by option in the scale's order; on multiple choice the counts add up to more than
    ``n``; they are empty for constructs of several items. Where small categories were counted
    together, the last label says so and the item is read as having no order.

    ``mean`` is in the scale's own units from ``low_score`` to ``high_score``; an item's mean is
    never turned round, a construct's is made of turned scores, so that more is better.
    ``favourable``, ``neutral`` and ``unfavourable`` are fractions that add up to 1, reverse scoring
    applied; on a unipolar scale nothing is neutral, and ``neutral`` is ``None``. ``None`` marks
    what a scale does not have, and everything that nobody answered.

    Of numbers that people gave, ``quartiles`` are the lower one, the median and the upper one, and
    ``unit`` is what was counted. ``standings`` go by option on rankings; ``pairs`` are two labels
    and how many people chose both, most first, where that is shown.
    """

    code: str
    title: str
    n: int
    missing: int
    not_applicable: int
    population: int | None
    labels: tuple[str, ...]
    counts: tuple[int, ...]
    mean: float | None
    mean_low: float | None
    mean_high: float | None
    favourable: Share | None
    neutral: float | None
    unfavourable: float | None
    low_score: float | None
    high_score: float | None
    unit: str = ""
    quartiles: tuple[float, float, float] | None = None
    standings: tuple[Standing, ...] = ()
    places: tuple[tuple[int, ...], ...] = ()
    pairs: tuple[tuple[str, str, int], ...] = ()


@dataclass(frozen=True, slots=True)
class Change:
    """What changed between two rounds, the second minus the first; positive is better.

    ``difference`` of the favourable shares is a fraction with Newcombe's interval. ``cliffs_delta``
    and ``p_value`` (Brunner and Munzel) are about all answers in order, reverse scoring applied;
    ``p_adjusted`` takes in everything compared in the same call (Benjamini and Hochberg).
    ``detectable`` is the shift that these n would show with a power of 80 %. It and the p-values
    are NaN where either round has fewer than 10 answers: such a comparison is not tested.
    """

    code: str
    title: str
    before: Estimate
    after: Estimate
    difference: Difference
    cliffs_delta: CliffsDelta | None
    p_value: float
    p_adjusted: float
    detectable: float
    verdict: Verdict


class NotComparedReason(StrEnum):
    """Why an item or construct is not compared."""

    NEW = "new"  # not asked before
    DROPPED = "dropped"  # not asked any more
    REWORDED = "reworded"  # asked or answered differently: another question
    HIDDEN = "hidden"  # not told in full in one of the rounds
    NO_DIRECTION = "no_direction"  # no answer is favourable


@dataclass(frozen=True, slots=True)
class NotCompared:
    """An item or construct that cannot be compared, and why."""

    code: str
    title: str
    reason: NotComparedReason


@dataclass(frozen=True, slots=True)
class TrendLine:
    """The favourable share over rounds, oldest first, with Wilson's interval (no correction).

    A share is ``None`` where it is hidden, was not asked, or was asked in other words than last.
    ``breaks`` are the indexes of rounds whose wording differs from the time before; only rounds
    since the last break have shares and are tested (Cochran and Armitage). ``p_value`` is ``None``
    and the verdict ``TOO_FEW`` below three rounds with at least 10 answers each. ``direction`` is
    1 (rises), -1 (falls) or 0 (level, or not tested). ``detectable`` is the shift between the first
    and the last round tested that their n would show with a power of 80 %; NaN where not tested,
    and where none would be.
    """

    code: str
    title: str
    rounds: tuple[str, ...]
    shares: tuple[Share | None, ...]
    breaks: tuple[int, ...]
    p_value: float | None
    p_adjusted: float | None
    verdict: Verdict
    direction: int
    detectable: float = math.nan


@dataclass(frozen=True, slots=True)
class UnitPaths:
    """A unit of the last round, and the path that it was counted at in each, oldest first.

    A path is ``None`` where a round did not count it by itself: ``pooled`` are the indexes of those
    that counted it together with others, the rest had no such unit.
    """

    path: str
    label: str
    paths: tuple[str | None, ...]
    pooled: frozenset[int] = frozenset()


@remembered(maxsize=REMEMBERED_CELLS)
def estimate_item(release: Release, group: str, item_code: str) -> Estimate | Band | Hidden:
    """What a group says on an item.

    ``KeyError`` where the release has no such group or item, ``ValueError`` for an item that is
    answered in words.
    """
    item = release.instrument.item(item_code)
    if not item.is_counted:
        raise ValueError(f"{item_code} is answered in words: it has no counts.")
    return _estimate(read(item_measure(item), release.group(group)))


@lru_cache(maxsize=REMEMBERED_CELLS)
def estimate_construct(
    release: Release, group: str, construct_code: str
) -> Estimate | Band | Hidden:
    """What a group says on a construct; ``KeyError`` where the release has no such thing.

    People are counted by the mean of their scores. A score is favourable where its nearest box is,
    ties upwards.
    """
    measures = {measure.code: measure for measure in construct_measures(release.instrument)}
    return _estimate(read(measures[construct_code], release.group(group)))


@lru_cache(maxsize=REMEMBERED_COMPARISONS)
def compare_items(
    before: Release, after: Release, group: str = ORGANISATION
) -> tuple[Change | NotCompared, ...]:
    """Every closed item of ``after``, in its order, then those that were dropped."""
    return _compare(before, after, group, item_measures)


@lru_cache(maxsize=REMEMBERED_COMPARISONS)
def compare_constructs(
    before: Release, after: Release, group: str = ORGANISATION
) -> tuple[Change | NotCompared, ...]:
    """Every construct of ``after``, in its order, then those that were dropped.

    A construct is another one (``REWORDED``) where an item's wording or the set of items differs.
    """
    return _compare(before, after, group, construct_measures)


def compare_measures(
    before: Release, after: Release, group: str, measures_of: MeasuresOf
) -> tuple[Change | NotCompared, ...]:
    """What ``measures_of`` finds in ``after``, in its order, then what is found before only.

    They are adjusted for each other, and for nothing else.
    """
    return _compare(before, after, group, measures_of)


def trend_items(releases: Sequence[Release], group: str = ORGANISATION) -> tuple[TrendLine, ...]:
    """Every item of the last release that has favourable answers. ``releases``: oldest first."""
    return _trends(releases, group, item_measures)


def trend_constructs(
    releases: Sequence[Release], group: str = ORGANISATION
) -> tuple[TrendLine, ...]:
    """Every construct of the last release that has favourable answers. Oldest release first."""
    return _trends(releases, group, construct_measures)


def trend_units(
    releases: Sequence[Release], construct_code: str, units: Sequence[UnitPaths]
) -> tuple[TrendLine, ...]:
    """One construct in each unit, judged together. Oldest release first.

    ``KeyError`` where the last release has no such construct, or no answer to it is favourable.
    """
    measures = [_directed(release).get(construct_code) for release in releases]
    if not measures or measures[-1] is None:
        raise KeyError(construct_code)
    lines = [
        _line(
            measures,
            [
                None if path is None else _group(release, path)
                for release, path in zip(releases, unit.paths, strict=True)
            ],
        )
        for unit in units
    ]
    return _judged_lines(lines, releases)


def _directed(release: Release) -> dict[str, Measure]:
    return {one.code: one for one in construct_measures(release.instrument) if one.has_direction}


# ------------------------------------------------------------------------------ one estimate


def _estimate(reading: Reading | Band | Hidden) -> Estimate | Band | Hidden:
    return _estimate_shown(reading) if isinstance(reading, Reading) else reading


def _estimate_shown(reading: Reading) -> Estimate:
    measure, group, counts = reading.measure, reading.group, reading.counts
    scores = measure.scores(counts)
    labels, by_option = options_of(measure, counts, scores)
    invited = _head_count(measure, group)
    # More answers than people invited: the head count is wrong, and corrects nothing.
    population = invited if invited is not None and counts.answered <= invited else None
    mean, mean_low, mean_high = _mean(measure, scores, population)
    favourable, neutral, unfavourable = _boxes(measure, counts, population)
    values = measure.items[0].scale.values if scores else ()
    return Estimate(
        code=measure.code,
        title=measure.title,
        n=counts.answered,
        missing=counts.missing,
        not_applicable=counts.not_applicable,
        population=invited,
        labels=labels,
        counts=by_option,
        mean=mean,
        mean_low=mean_low,
        mean_high=mean_high,
        favourable=favourable,
        neutral=neutral,
        unfavourable=unfavourable,
        low_score=min(values, default=None),
        high_score=max(values, default=None),
        **of_its_kind(measure, counts),
    )


def _head_count(measure: Measure, group: ReleasedGroup) -> int | None:
    """The people a measure is about; unknown where a condition decided who was asked.

    Of the silent nobody knows whether they would have been shown the question.
    """
    return None if any(item.show_if for item in measure.items) else group.people


def _mean(
    measure: Measure, scores: Mapping[Fraction, int], population: int | None
) -> tuple[float | None, float | None, float | None]:
    if not scores:
        return None, None, None
    values = [float(score) for score in scores]
    if not measure.is_construct and measure.items[0].reverse:
        ends = measure.items[0].scale.values
        values = [min(ends) + max(ends) - value for value in values]
    summary = summarize_counts(list(scores.values()), values, population)
    return _known(summary.mean), _known(summary.low), _known(summary.high)


def _boxes(
    measure: Measure, counts: ItemCounts, population: int | None
) -> tuple[Share | None, float | None, float | None]:
    n = counts.answered
    if n == 0 or not measure.has_boxes or OTHER in counts.options:
        return None, None, None
    good, bad = measure.favourable(counts), measure.unfavourable(counts)
    neutral = None if measure.items[0].scale.is_unipolar else (n - good - bad) / n
    return wilson_interval(good, n, population), neutral, bad / n


def _known(number: float) -> float | None:
    return None if math.isnan(number) else number


# ---------------------------------------------------------------------------------- changes


def _compare(
    before: Release, after: Release, group: str, measures_of: MeasuresOf
) -> tuple[Change | NotCompared, ...]:
    earlier = {measure.code: measure for measure in measures_of(before.instrument)}
    later = {measure.code: measure for measure in measures_of(after.instrument)}
    groups = _group(before, group), _group(after, group)
    rows = [_compare_one(earlier.get(code), new, *groups) for code, new in later.items()]
    rows += [
        NotCompared(code, old.title, NotComparedReason.DROPPED)
        for code, old in earlier.items()
        if code not in later
    ]
    return _judged(rows)


def _group(release: Release, path: str) -> ReleasedGroup | None:
    return next((group for group in release.groups if group.path == path), None)


def _compare_one(
    old: Measure | None,
    new: Measure,
    group_before: ReleasedGroup | None,
    group_after: ReleasedGroup | None,
) -> Change | NotCompared:
    def refuse(reason: NotComparedReason) -> NotCompared:
        return NotCompared(new.code, new.title, reason)

    if old is None:
        return refuse(NotComparedReason.NEW)
    if not new.has_direction:
        return refuse(NotComparedReason.NO_DIRECTION)
    if old.identity != new.identity:
        return refuse(NotComparedReason.REWORDED)
    if group_before is None:
        return refuse(NotComparedReason.NEW)
    if group_after is None:
        return refuse(NotComparedReason.HIDDEN)
    before, after = read(old, group_before), read(new, group_after)
    if isinstance(before, Reading) and isinstance(after, Reading):
        return _change(before, after)
    return refuse(NotComparedReason.HIDDEN)


def _change(before: Reading, after: Reading) -> Change:
    """The comparison of two readings, before it is adjusted for its neighbours and judged."""
    n1, n2 = before.counts.answered, after.counts.answered
    good1, good2 = (one.measure.favourable(one.counts) for one in (before, after))
    counts1, counts2 = _over_the_same_levels(before, after)
    tested = min(n1, n2) >= FEWEST_ANSWERS
    return Change(
        code=after.measure.code,
        title=after.measure.title,
        before=_estimate_shown(before),
        after=_estimate_shown(after),
        difference=newcombe_difference(good1, n1, good2, n2),
        cliffs_delta=cliffs_delta(counts1, counts2) if min(n1, n2) else None,
        p_value=change_p_value(counts1, counts2) if tested else math.nan,
        p_adjusted=math.nan,
        detectable=detectable_difference(n1, n2, good1 / n1) if tested else math.nan,
        verdict=Verdict.TOO_FEW,
    )


def _over_the_same_levels(before: Reading, after: Reading) -> tuple[list[int], list[int]]:
    one, two = (reading.measure.scores(reading.counts) for reading in (before, after))
    levels = sorted({*one, *two}, reverse=after.measure.low_is_good)  # from bad to good
    return [one.get(level, 0) for level in levels], [two.get(level, 0) for level in levels]


def _judged(rows: Sequence[Change | NotCompared]) -> tuple[Change | NotCompared, ...]:
    changes = [row for row in rows if isinstance(row, Change)]
    adjusted = iter(benjamini_hochberg([change.p_value for change in changes]).tolist())
    return tuple(
        _with_verdict(row, next(adjusted)) if isinstance(row, Change) else row for row in rows
    )


def _with_verdict(change: Change, p_adjusted: float) -> Change:
    verdict = change_verdict(
        p_adjusted=p_adjusted,
        effect=change.cliffs_delta.estimate if change.cliffs_delta else math.nan,
        difference=change.difference,
        detectable=change.detectable,
    )
    return replace(change, p_adjusted=p_adjusted, verdict=verdict)


# ----------------------------------------------------------------------------------- trends


@dataclass(frozen=True, slots=True)
class _Point:
    """A round on a trend line: its place, and how many of n were favourable."""

    index: int
    good: int
    n: int


@dataclass(frozen=True, slots=True)
class _Line:
    """A trend line before it is judged."""

    measure: Measure
    points: tuple[_Point, ...]
    breaks: tuple[int, ...]
    test: CochranArmitage | None

    @property
    def tested(self) -> tuple[_Point, ...]:
        return tuple(point for point in self.points if point.n >= FEWEST_ANSWERS)


def _trends(
    releases: Sequence[Release], group: str, measures_of: MeasuresOf
) -> tuple[TrendLine, ...]:
    if not releases:
        return ()
    by_round = [{one.code: one for one in measures_of(release.instrument)} for release in releases]
    groups = [_group(release, group) for release in releases]
    lines = [
        _line([measures.get(code) for measures in by_round], groups)
        for code, measure in by_round[-1].items()
        if measure.has_direction
    ]
    return _judged_lines(lines, releases)


def _judged_lines(lines: Sequence[_Line], releases: Sequence[Release]) -> tuple[TrendLine, ...]:
    rounds = tuple(release.round.code for release in releases)
    adjusted = benjamini_hochberg(
        [math.nan if line.test is None else line.test.p_value for line in lines]
    )
    return tuple(
        _trend_line(line, rounds, p) for line, p in zip(lines, adjusted.tolist(), strict=True)
    )


def _line(measures: Sequence[Measure | None], groups: Sequence[ReleasedGroup | None]) -> _Line:
    asked = [(index, one) for index, one in enumerate(measures) if one is not None]
    breaks = tuple(
        index for (_, old), (index, new) in pairwise(asked) if old.identity != new.identity
    )
    since = breaks[-1] if breaks else 0
    points = []
    for index, measure in asked:
        group = groups[index]
        counts = measure.shown(group) if group is not None and index >= since else None
        if isinstance(counts, ItemCounts) and counts.answered:
            points.append(_Point(index, measure.favourable(counts), counts.answered))
    line = _Line(asked[-1][1], tuple(points), breaks, None)
    return replace(line, test=_trend_test(line.tested))


def _trend_test(points: Sequence[_Point]) -> CochranArmitage | None:
    if len(points) < FEWEST_ROUNDS:
        return None
    return cochran_armitage(
        [point.good for point in points],
        [point.n for point in points],
        scores=[point.index for point in points],
    )


def _trend_line(line: _Line, rounds: tuple[str, ...], p_adjusted: float) -> TrendLine:
    shares = {point.index: wilson_interval(point.good, point.n) for point in line.points}
    test = line.test
    shows = math.nan if test is None else _shows(line)
    return TrendLine(
        code=line.measure.code,
        title=line.measure.title,
        rounds=rounds,
        shares=tuple(shares.get(index) for index in range(len(rounds))),
        breaks=line.breaks,
        p_value=None if test is None else test.p_value,
        p_adjusted=None if test is None else p_adjusted,
        verdict=_trend_verdict(line, p_adjusted, shows),
        direction=0 if test is None else (test.statistic > 0) - (test.statistic < 0),
        detectable=shows,
    )


def _shows(line: _Line) -> float:
    first, last = line.tested[0], line.tested[-1]
    return detectable_difference(first.n, last.n, first.good / first.n)


def _trend_verdict(line: _Line, p_adjusted: float, shows: float) -> Verdict:
    """Judged by the fitted change of the share from the first round tested to the last.

    Its interval is that of the test turned round: it leaves out 0 where p is below 0.05. The
    difference of two shares is Cliff's delta of the answers "favourable or not".
    """
    if line.test is None:
        return Verdict.TOO_FEW
    first, last = line.tested[0], line.tested[-1]
    moved = line.test.estimate * (last.index - first.index)
    half = 1.96 * moved / line.test.statistic if line.test.statistic else 0.0
    return change_verdict(
        p_adjusted=p_adjusted,
        effect=moved,
        difference=Difference(first.n, last.n, moved, moved - half, moved + half),
        detectable=shows,
    )
