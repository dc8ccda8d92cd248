"""Outcomes: where a target stands in a later round, from two releases and nothing else.

The two questions stay apart. *Is it there?* is a question about the people of the organisation, and
the interval of an :class:`~analysis.estimates.Estimate`, narrowed by the head count, answers it.
*Did it move?* is a question about what makes them answer as they do, and the verdict on the
:class:`~analysis.estimates.Change`, which knows no head count, answers that.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from enum import StrEnum

from analysis.delivery import MetricFigures, delivery, metric_of
from analysis.estimates import (
    Change,
    Estimate,
    NotCompared,
    NotComparedReason,
    Verdict,
    compare_constructs,
    compare_items,
    estimate_construct,
    estimate_item,
)
from analysis.instrument import Item
from analysis.measures import Measure, construct_measures, item_measures
from analysis.release import Band, Hidden, Release
from analysis.stats.power import detectable_difference
from analysis.stats.verdicts import FEWEST_ANSWERS
from analysis.tally import ORGANISATION
from analysis.targets import Kind, Target

#: A goal and a share are fractions: these are equal.
EQUAL = 1e-9
#: Scores of metrics run from 0 to the best, and are read to one decimal place.
BEST_SCORE, SCORE_PLACES = 10.0, 1


class TargetVerdict(StrEnum):
    """What became of a target, the best first."""

    MET = "met"
    MOVING = "moving"  # towards it, and not there
    NO_EVIDENCE = "no_evidence"  # of change
    MOVED_AWAY = "moved_away"
    CANNOT_TELL = "cannot_tell"


@dataclass(frozen=True, slots=True)
class Level:
    """The figure that a target is about, with the interval for the people of the organisation.

    A favourable share as a fraction, or a mean in the units of its scale; ``is_score``: that mean
    is one of scores from 0 to 10. The ends are NaN where there is no interval.
    """

    n: int
    estimate: float
    low: float
    high: float
    is_mean: bool = False
    is_score: bool = False


@dataclass(frozen=True, slots=True)
class Outcome:
    """A target in a later round: what was found then and before, and what may be said of it.

    ``start`` and ``latest`` are as the two releases tell them; ``None`` where a round did not ask.
    ``change`` is ``None`` where neither did. ``is_mean``: the goal is a mean, in ``unit``, and no
    share. ``is_reached`` says that the figure of the later round
    is at the goal or past it, ``is_beyond`` that its whole interval is; ``rises`` that more is
    better.
    """

    target: Target
    title: str
    verdict: TargetVerdict
    start: Estimate | Band | Hidden | None
    latest: Estimate | Band | Hidden | None
    change: Change | NotCompared | None
    start_level: Level | None = None
    level: Level | None = None
    is_reached: bool = False
    is_beyond: bool = False
    rises: bool = True
    is_mean: bool = False
    unit: str = ""

    @property
    def is_score(self) -> bool:
        """Whether the goal is a score from 0 to 10, of a metric of software delivery."""
        return self.target.kind is Kind.METRIC


@dataclass(frozen=True, slots=True)
class StartingPoint:
    """A figure that a target can start from: shown in full, with a better end, of enough answers.

    ``detectable`` is the shift of the favourable share that another round with as many answers
    would show with a power of 80 %; NaN where none would, and for means.
    """

    kind: Kind
    code: str
    title: str
    level: Level
    rises: bool
    lowest: float
    highest: float
    unit: str
    detectable: float

    def is_better(self, goal: float) -> bool:
        """Whether a goal lies on the better side of the figure, and on its scale.

        A score reads better too: one of 6.0 is no start for a goal of 6 that it falls short of by
        hundredths.
        """
        figure = self.level.estimate
        if self.level.is_score:
            figure = max(figure, round(figure, SCORE_PLACES))
        further = goal - figure if self.rises else figure - goal
        return further > EQUAL and self.lowest - EQUAL <= goal <= self.highest + EQUAL

    def is_too_near(self, goal: float) -> bool:
        """Whether a shift from the figure to the goal would probably not show as a change."""
        if self.level.is_mean:
            return False
        shift = abs(goal - self.level.estimate)
        return math.isnan(self.detectable) or shift < self.detectable - EQUAL


def target_verdict(
    change: Verdict, direction: int, *, is_reached: bool, is_beyond: bool
) -> TargetVerdict:
    """What became of a target, from the verdict on the change and from where the figure is now.

    ``change`` is what is said about the change since the start (:func:`change_verdict`), and
    ``direction`` is 1 where the figure and the answers as a whole moved towards the goal, -1 where
    both moved away from it, 0 where they did neither. ``is_reached``: the figure is at the goal or
    past it. ``is_beyond``: so is the whole interval for the people of the organisation, which is
    narrowed by the head count. The first line that holds is said:

    * ``CANNOT_TELL``: too few answers to tell of a change.
    * ``MOVED_AWAY``: a clear or possible change, away from the goal.
    * ``MET``: the figure is at the goal or past it, and either there is a clear or possible change
      towards it (did something change?), or the whole interval is (what do our engineers say?).
    * ``MOVING``: a clear or possible change towards the goal, which is not reached.
    * ``NO_EVIDENCE``: all else. A figure just past its goal that may be there by chance is here.

    ``MET`` by the interval alone says where the organisation is, and nothing of a change: the
    verdict on the change stands beside it. ``NO_EVIDENCE`` is not evidence that nothing changed.

    >>> target_verdict(Verdict.CLEAR, 1, is_reached=True, is_beyond=False).value
    'met'
    >>> target_verdict(Verdict.NONE, 0, is_reached=True, is_beyond=False).value
    'no_evidence'
    """
    if change is Verdict.TOO_FEW:
        return TargetVerdict.CANNOT_TELL
    moved = change in (Verdict.CLEAR, Verdict.POSSIBLE)
    if moved and direction < 0:
        return TargetVerdict.MOVED_AWAY
    if is_reached and (is_beyond or (moved and direction > 0)):
        return TargetVerdict.MET
    return TargetVerdict.MOVING if moved and direction > 0 else TargetVerdict.NO_EVIDENCE


def judge(target: Target, before: Release, after: Release) -> Outcome:
    """Where a target stands in the round ``after``; it starts from the release ``before``.

    What one of them hides, tells as a band, asked in other words or did not ask cannot be told.
    """
    if target.kind is Kind.METRIC:
        return _judged_metric(target, before, after)
    measure = _measure(after, target) or _measure(before, target)
    start, latest = _cell(before, target), _cell(after, target)
    change = _change(target, before, after)
    found = Outcome(
        target,
        measure.title if measure else target.code,
        TargetVerdict.CANNOT_TELL,
        start,
        latest,
        change,
        level_of(measure, start),
        level_of(measure, latest),
        rises=measure is None or _rises(measure),
        is_mean=measure is not None and _is_mean(measure),
        unit=_unit(measure),
    )
    return _judged(found)


def starting_points(release: Release) -> tuple[StartingPoint, ...]:
    """What a target can be set on: constructs, questions, both as the instrument has them; metrics.

    Nothing that is hidden or told as a band, nothing without a better end, and nothing that fewer
    answered than a change is ever told of.
    """
    constructs = construct_measures(release.instrument)
    found = [(Kind.CONSTRUCT, one) for one in constructs]
    found += [(Kind.ITEM, one) for one in item_measures(release.instrument)]
    return (*_starting_points(release, found), *_metric_points(delivery(release).told))


def starting_point(release: Release, kind: Kind, code: str) -> StartingPoint | None:
    """The figure of this code, where a target can start from it."""
    points = starting_points(release)
    return next((one for one in points if (one.kind, one.code) == (kind, code)), None)


def level_of(measure: Measure | None, cell: Estimate | Band | Hidden | None) -> Level | None:
    """The figure that targets on a measure are about; ``None`` where it is not told in full."""
    if measure is None or not isinstance(cell, Estimate):
        return None
    if not _is_mean(measure):
        share = cell.favourable
        return Level(share.n, share.estimate, share.low, share.high) if share else None
    if cell.mean is None:
        return None
    low, high = (math.nan if end is None else end for end in (cell.mean_low, cell.mean_high))
    return Level(cell.n, cell.mean, low, high, is_mean=True)


def score_level(metric: MetricFigures | None) -> Level | None:
    """The score of a metric; ``None`` where it is not told in full, or of fewer than ten."""
    if metric is None or metric.score is None:
        return None
    score = metric.score
    low, high = (math.nan if end is None else end for end in (score.low, score.high))
    return Level(score.n, score.estimate, low, high, is_mean=True, is_score=True)


def _judged(found: Outcome) -> Outcome:
    """The same with its verdict, where two figures are compared."""
    start, level, goal = found.start_level, found.level, found.target.goal
    change, rises = found.change, found.rises
    if start is None or level is None or not isinstance(change, Change):
        return found
    sign = 1 if rises else -1
    is_reached = sign * (level.estimate - goal) >= -EQUAL
    is_beyond = sign * ((level.low if rises else level.high) - goal) >= -EQUAL
    direction = _direction(change, sign * (level.estimate - start.estimate))
    verdict = target_verdict(change.verdict, direction, is_reached=is_reached, is_beyond=is_beyond)
    return replace(found, verdict=verdict, is_reached=is_reached, is_beyond=is_beyond)


def _judged_metric(target: Target, before: Release, after: Release) -> Outcome:
    """The same for a metric: scores, and the change that the page about delivery shows of them."""
    start, latest = _metric(before, target.code), _metric(after, target.code, before)
    named = metric_of(target.code)
    return _judged(
        Outcome(
            target,
            named.called if named else target.code,
            TargetVerdict.CANNOT_TELL,
            start.cell if start else None,
            latest.cell if latest else None,
            _metric_change(start, latest, before, after),
            score_level(start),
            score_level(latest),
            is_mean=True,
        )
    )


def _metric(release: Release, code: str, before: Release | None = None) -> MetricFigures | None:
    """A metric of everybody by its name; ``None`` where the round asks for none of that name."""
    metrics = delivery(release, ORGANISATION, before).metrics
    return next((one for one in metrics if one.metric.value == code), None)


def _metric_change(
    start: MetricFigures | None, latest: MetricFigures | None, before: Release, after: Release
) -> Change | NotCompared | None:
    """The change that the page about delivery shows; nothing of two questions for one metric."""
    if latest is None:
        return _without_metric(start.item, before, after) if start else None
    if start is not None and start.item.code != latest.item.code:
        return NotCompared(latest.item.code, latest.item.text, NotComparedReason.REWORDED)
    return latest.change


def _without_metric(item: Item, before: Release, after: Release) -> NotCompared:
    """Why a metric is not compared that the later round does not ask for.

    Its question may be there still, on a scale that has no score: then it is another one.
    """
    row = next((row for row in compare_items(before, after) if row.code == item.code), None)
    if isinstance(row, NotCompared):
        return row
    return NotCompared(item.code, item.text, NotComparedReason.DROPPED)


def _direction(change: Change, moved: float) -> int:
    """1 where figure, share and answers as a whole got better, -1 where all got worse, else 0."""
    share = change.difference.estimate
    effect = change.cliffs_delta.estimate if change.cliffs_delta else 0.0
    if share * effect < 0 or moved * (share + effect) <= 0:
        return 0
    return 1 if moved > 0 else -1


def _change(target: Target, before: Release, after: Release) -> Change | NotCompared | None:
    """The comparison that the results of the later round show against the earlier one."""
    compare = compare_constructs if target.kind is Kind.CONSTRUCT else compare_items
    rows = compare(before, after)
    return next((row for row in rows if row.code == target.code), None)


def _cell(release: Release, target: Target) -> Estimate | Band | Hidden | None:
    estimate = estimate_construct if target.kind is Kind.CONSTRUCT else estimate_item
    measure = _measure(release, target)
    return None if measure is None else estimate(release, ORGANISATION, target.code)


def _measure(release: Release, target: Target) -> Measure | None:
    measures = construct_measures if target.kind is Kind.CONSTRUCT else item_measures
    return next((one for one in measures(release.instrument) if one.code == target.code), None)


def _is_mean(measure: Measure) -> bool:
    return not measure.is_construct and measure.items[0].scale.is_number


def _unit(measure: Measure | None) -> str:
    if measure is None or not _is_mean(measure):
        return ""
    return measure.items[0].scale.range.unit


def _rises(measure: Measure) -> bool:
    """Whether more is better: of shares always, of numbers where the largest is favourable."""
    item = measure.items[0]
    return not _is_mean(measure) or item.scale.options[-1].code in item.favourable


def _starting_points(
    release: Release, measures: list[tuple[Kind, Measure]]
) -> Iterator[StartingPoint]:
    for kind, measure in measures:
        cell = _cell(release, Target(kind, measure.code, "", 0.0, ""))
        level = level_of(measure, cell) if measure.has_direction else None
        if level is None or not isinstance(cell, Estimate) or level.n < FEWEST_ANSWERS:
            continue
        ends = (cell.low_score or 0.0, cell.high_score or 0.0) if level.is_mean else (0.0, 1.0)
        shows = math.nan
        if not level.is_mean:
            shows = detectable_difference(level.n, level.n, level.estimate)
        yield StartingPoint(
            kind, measure.code, measure.title, level, _rises(measure), *ends, cell.unit, shows
        )


def _metric_points(told: Iterable[MetricFigures]) -> Iterator[StartingPoint]:
    """Metrics that have a score, and answers of which some are better than others."""
    for one in told:
        level = score_level(one)
        if level is not None and (one.metric.is_rate or one.item.favourable):
            yield StartingPoint(
                Kind.METRIC, one.metric.value, one.metric.called, level,
                True, 0.0, BEST_SCORE, "", math.nan,
            )  # fmt: skip
