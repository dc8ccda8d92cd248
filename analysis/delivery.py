"""Software delivery from a release, on DORA's scales: five metrics, means of them, capabilities.

Everything is a function of cells that the release tells in full, of 10 answers or more: a band
stays a band, and what is hidden enters no mean. Scores run from 0 to 10, 10 is best.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum

from analysis.estimates import (
    REMEMBERED_COMPARISONS,
    Change,
    Estimate,
    NotCompared,
    compare_items,
    compare_measures,
    estimate_construct,
    estimate_item,
)
from analysis.instrument import Instrument, Item, ScaleKind
from analysis.measures import Measure, item_measure, item_measures
from analysis.release import Band, Hidden, Release, ReleasedGroup
from analysis.stats.dora import (
    CLUSTERS,
    BaselineComparison,
    ClusterMatch,
    DeliveryScores,
    capability_score,
    compare_with_baseline,
    delivery_scores,
    nearest_cluster,
)
from analysis.stats.verdicts import FEWEST_ANSWERS
from analysis.tally import ORGANISATION
from analysis.words import gettext_noop, remembered, translate

Cell = Estimate | Band | Hidden
_Scored = Callable[[float], float]

#: A rate up to this, in per cent, counts as favourable where a change is judged and the scale says
#: nothing of its own. The choice is ours: the best band that was published, 2018 to 2022.
FAVOURABLE_RATE = 15.0


class Metric(StrEnum):
    """The five metrics of software delivery, under the names of :mod:`analysis.stats.dora`."""

    LEAD_TIME = "lead_time"
    FREQUENCY = "frequency"
    RECOVERY = "recovery"
    CHANGE_FAIL = "change_fail"
    REWORK = "rework"

    @property
    def tag(self) -> str:
        """What a question set calls it, in the key ``dora`` of an item."""
        return _TAGS[self]

    @property
    def called(self) -> str:
        """Its name, in the language of whoever reads."""
        return translate(_TITLES[self])

    @property
    def is_rate(self) -> bool:
        """Whether it is answered in per cent; in six bands otherwise."""
        return self in STABILITY

    def is_asked_by(self, item: Item) -> bool:
        """Whether an item asks for it, on a scale that has a score: six bands, or per cent."""
        if item.dora != self.tag:
            return False
        if self.is_rate:
            return item.scale.kind is ScaleKind.PERCENTAGE
        return item.scale.kind is ScaleKind.ORDINAL and sorted(item.scale.values) == _BANDS


_TAGS = {
    Metric.LEAD_TIME: "change_lead_time",
    Metric.FREQUENCY: "deployment_frequency",
    Metric.RECOVERY: "failed_deployment_recovery_time",
    Metric.CHANGE_FAIL: "change_fail_rate",
    Metric.REWORK: "deployment_rework_rate",
}
_TITLES = {
    Metric.LEAD_TIME: gettext_noop("Change lead time"),
    Metric.FREQUENCY: gettext_noop("Deployment frequency"),
    Metric.RECOVERY: gettext_noop("Failed deployment recovery time"),
    Metric.CHANGE_FAIL: gettext_noop("Change fail rate"),
    Metric.REWORK: gettext_noop("Deployment rework rate"),
}
THROUGHPUT = (Metric.LEAD_TIME, Metric.FREQUENCY, Metric.RECOVERY)
STABILITY = (Metric.CHANGE_FAIL, Metric.REWORK)
_BANDS = [1, 2, 3, 4, 5, 6]
_LEVELS = [1, 2, 3, 4, 5]

#: DORA's capabilities by the tag that names them; outcomes such as burnout are none.
CAPABILITIES: Mapping[str, str] = {
    "code_maintainability": gettext_noop("Code maintainability"),
    "continuous_delivery": gettext_noop("Continuous delivery"),
    "continuous_integration": gettext_noop("Continuous integration"),
    "database_change_management": gettext_noop("Database change management"),
    "deployment_automation": gettext_noop("Deployment automation"),
    "documentation_quality": gettext_noop("Documentation quality"),
    "empowering_teams_to_choose_tools": gettext_noop("Teams empowered to choose tools"),
    "flexible_infrastructure": gettext_noop("Flexible infrastructure"),
    "generative_culture": gettext_noop("Generative culture"),
    "loosely_coupled_teams": gettext_noop("Loosely coupled teams"),
    "monitoring_and_observability": gettext_noop("Monitoring and observability"),
    "pervasive_security": gettext_noop("Pervasive security"),
    "reliability_engineering": gettext_noop("Reliability engineering"),
    "streamlining_change_approval": gettext_noop("Streamlined change approval"),
    "test_automation": gettext_noop("Test automation"),
    "test_data_management": gettext_noop("Test data management"),
    "transformational_leadership": gettext_noop("Transformational leadership"),
    "trunk_based_development": gettext_noop("Trunk-based development"),
    "user_centricity": gettext_noop("User-centricity"),
    "version_control": gettext_noop("Version control"),
    "working_in_small_batches": gettext_noop("Working in small batches"),
}


@dataclass(frozen=True, slots=True)
class Score:
    """A mean of people's scores, 0 to 10, with its interval for the people of the group.

    ``low`` and ``high`` are ``None`` where there is no interval: all answers are the same, or it is
    a mean of several questions whose answers are not kept together.
    """

    n: int
    estimate: float
    low: float | None
    high: float | None


@dataclass(frozen=True, slots=True)
class MetricFigures:
    """One metric in a group. ``score`` is ``None`` where it is not told in full, or of too few.

    ``mean`` is the mean answer behind it: a band from 1 (worst) to 6, or a rate from 0 to 100 %.
    ``before`` is the score in the round compared with, where ``change`` compares the two.
    """

    metric: Metric
    item: Item
    cell: Cell
    score: Score | None
    mean: float | None
    change: Change | NotCompared | None = None
    before: Score | None = None
    mean_before: float | None = None

    @property
    def most_frequent(self) -> tuple[tuple[str, ...], int]:
        """The answers that most people gave, and how many gave each of them."""
        if self.score is None or not isinstance(self.cell, Estimate):
            return (), 0
        return most_frequent(self.cell)

    @property
    def answers(self) -> tuple[tuple[str, int, float], ...]:
        """Label, people and their share, in the order of the scale; of a rate those chosen."""
        if self.score is None or not isinstance(self.cell, Estimate):
            return ()
        n, pairs = self.cell.n, zip(self.cell.labels, self.cell.counts, strict=True)
        return tuple(
            (label, count, count / n) for label, count in pairs if count or not self.metric.is_rate
        )


@dataclass(frozen=True, slots=True)
class Delivery:
    """Software delivery of one group: the metrics that were asked, in DORA's order.

    ``scores`` holds those that are told, and the means of those: nothing else enters them.
    ``previous`` has the same of the round before, of metrics that are compared.
    """

    group: ReleasedGroup
    metrics: tuple[MetricFigures, ...]
    scores: DeliveryScores
    previous: DeliveryScores | None = None

    @property
    def told(self) -> tuple[MetricFigures, ...]:
        """The metrics that have a score."""
        return tuple(one for one in self.metrics if one.score)

    def told_of(self, metrics: Sequence[Metric]) -> int:
        """How many of these metrics have a score: a mean rests on so many."""
        return sum(one.metric in metrics for one in self.told)

    def figure_before(self, name: str, metrics: Sequence[Metric]) -> float | None:
        """A mean of the round before; ``None`` unless it is of the very same metrics as now."""
        compared = {one.metric for one in self.told if one.before}
        now = {one.metric for one in self.told if one.metric in metrics}
        if self.previous is None or not now or not now <= compared:
            return None
        value: float | None = getattr(self.previous, name)
        return value

    def beside(self, year: int, industry: str = "all") -> BaselineComparison:
        """The scores beside a published baseline: distances, no test."""
        return compare_with_baseline(self.scores, year, industry)

    @property
    def clusters(self) -> tuple[ClusterMatch, ...]:
        """The nearest cluster of each year that has centres, the latest first."""
        given = _as_answered(
            {one.metric: one.mean for one in self.told if one.metric is not Metric.REWORK}
        )
        if not given:
            return ()
        return tuple(nearest_cluster(year, **given) for year in sorted(CLUSTERS, reverse=True))


@dataclass(frozen=True, slots=True)
class CapabilityItem:
    """A question about a capability: its score, or ``None`` where that is not told."""

    item: Item
    cell: Cell
    score: Score | None


@dataclass(frozen=True, slots=True)
class Capability:
    """One of DORA's capabilities; its questions, the lowest first, those without a score last.

    Where a construct holds exactly its questions, ``score`` is the mean of people's scores with its
    interval, and ``construct`` the code; else the mean of the questions' scores, without one.
    """

    tag: str
    items: tuple[CapabilityItem, ...]
    score: Score | None
    construct: str = ""

    @property
    def title(self) -> str:
        """Its name, in the language of whoever reads."""
        return translate(CAPABILITIES[self.tag])

    @property
    def told(self) -> tuple[CapabilityItem, ...]:
        """The questions that have a score."""
        return tuple(one for one in self.items if one.score)

    @property
    def people(self) -> tuple[int, int] | None:
        """The fewest and the most people that its score rests on."""
        if self.score is None:
            return None
        if self.construct:
            return self.score.n, self.score.n
        numbers = [one.score.n for one in self.items if one.score]
        return min(numbers), max(numbers)


def metric_of(name: str) -> Metric | None:
    """The metric of this name; ``None`` where there is none."""
    return next((metric for metric in Metric if metric.value == name), None)


def most_frequent(cell: Estimate) -> tuple[tuple[str, ...], int]:
    """The answers that most people gave, and how many gave each of them."""
    most = max(cell.counts)
    pairs = zip(cell.labels, cell.counts, strict=True)
    return tuple(label for label, count in pairs if count == most), most


def metric_items(instrument: Instrument) -> dict[Metric, Item]:
    """The question that asks for each metric, the first where there are several."""
    found: dict[Metric, Item] = {}
    for metric in Metric:
        for item in instrument.counted_items:
            if metric.is_asked_by(item):
                found.setdefault(metric, item)
    return found


def asks_delivery(instrument: Instrument) -> bool:
    """Whether anything is asked that :func:`delivery` or :func:`capabilities` tells of."""
    return bool(metric_items(instrument) or _capability_items(instrument))


@remembered(maxsize=REMEMBERED_COMPARISONS)
def delivery(
    release: Release, group: str = ORGANISATION, before: Release | None = None
) -> Delivery:
    """Software delivery of a group; ``KeyError`` where the release has no such group.

    A change of a metric has the verdict that :func:`analysis.estimates.compare_items` gives it.
    That of a rate, of which most scales do not say what is good, counts up to
    :data:`FAVOURABLE_RATE` per cent as favourable, and is adjusted together with all items.
    """
    compared = _changes(before, release, group) if before else {}
    metrics = tuple(
        _figures(release, group, metric, item, compared.get(item.code))
        for metric, item in metric_items(release.instrument).items()
    )
    now = {one.metric: one.mean for one in metrics}
    then = {one.metric: one.mean_before for one in metrics if one.score}
    return Delivery(
        group=release.group(group),
        metrics=metrics,
        scores=delivery_scores(**_as_answered(now)),
        previous=delivery_scores(**_as_answered(then)) if before else None,
    )


def units_told(release: Release) -> tuple[Delivery, ...]:
    """Every unit of which at least one metric is told, parents before children."""
    found = (delivery(release, unit.path) for unit in release.units if unit.hidden is None)
    return tuple(one for one in found if one.told)


def capabilities(release: Release, group: str = ORGANISATION) -> tuple[Capability, ...]:
    """The capabilities that were asked about, the lowest score first, those without one last."""
    found = [
        _capability(release, group, tag, items)
        for tag, items in _capability_items(release.instrument).items()
    ]
    return tuple(sorted(found, key=lambda one: one.score.estimate if one.score else 11.0))


def _capability_items(instrument: Instrument) -> dict[str, list[Item]]:
    """Items on five levels of agreement by the capability that they ask about."""
    found: dict[str, list[Item]] = {}
    for item in instrument.counted_items:
        scale = item.scale
        on_five_levels = scale.kind is ScaleKind.ORDINAL and sorted(scale.values) == _LEVELS
        if item.dora in CAPABILITIES and on_five_levels and item.favourable and not item.attribute:
            found.setdefault(item.dora or "", []).append(item)
    return found


def _capability(release: Release, group: str, tag: str, items: Sequence[Item]) -> Capability:
    told = [_capability_item(release, group, item) for item in items]
    ordered = tuple(sorted(told, key=lambda one: one.score.estimate if one.score else 11.0))
    construct = _construct_of(release.instrument, {item.code for item in items})
    if construct:
        cell = estimate_construct(release, group, construct)
        if score := _score(cell, _agreement):
            return Capability(tag, ordered, score, construct)
    scores = [one.score for one in ordered if one.score]
    if not scores:
        return Capability(tag, ordered, None)
    if len(items) == 1:
        return Capability(tag, ordered, scores[0])
    mean = math.fsum(score.estimate for score in scores) / len(scores)
    least = min(score.n for score in scores)
    return Capability(tag, ordered, Score(least, mean, None, None))


def _capability_item(release: Release, group: str, item: Item) -> CapabilityItem:
    cell = estimate_item(release, group, item.code)
    return CapabilityItem(item, cell, _score(cell, _agreement, _turned(item)))


def _construct_of(instrument: Instrument, codes: set[str]) -> str:
    """The construct of several questions that holds these and no others; empty where none does."""
    several = len(codes) > 1
    found = (one.code for one in instrument.constructs if several and set(one.items) == codes)
    return next(found, "")


def _figures(
    release: Release,
    group: str,
    metric: Metric,
    item: Item,
    change: Change | NotCompared | None,
) -> MetricFigures:
    scored = _rate if metric.is_rate else _band
    turned = None if metric.is_rate else _turned(item)
    cell = estimate_item(release, group, item.code)
    before = change.before if isinstance(change, Change) else None
    return MetricFigures(
        metric=metric,
        item=item,
        cell=cell,
        score=_score(cell, scored, turned),
        mean=_answer(cell, turned),
        change=change,
        before=_score(before, scored, turned) if before else None,
        mean_before=_answer(before, turned) if before else None,
    )


def _changes(before: Release, release: Release, group: str) -> dict[str, Change | NotCompared]:
    """By code: as the pages of the round have it, and rates by what is good of them."""
    judged = {row.code: row for row in compare_items(before, release, group)}
    rates = {
        item.code
        for metric, item in metric_items(release.instrument).items()
        if metric.is_rate and not item.favourable
    }
    if rates:
        rows = compare_measures(before, release, group, _with_good_rates)
        judged |= {row.code: row for row in rows if row.code in rates}
    return judged


def _with_good_rates(instrument: Instrument) -> tuple[Measure, ...]:
    """All items as they are compared, rates of DORA's with a good end and a bad one."""
    rates = {item.code for metric, item in metric_items(instrument).items() if metric.is_rate}
    return tuple(
        item_measure(_with_good_end(measure.items[0])) if measure.code in rates else measure
        for measure in item_measures(instrument)
    )


def _with_good_end(item: Item) -> Item:
    if item.favourable:
        return item
    good = {one.code for one in item.scale.options if (one.value or 0) <= FAVOURABLE_RATE}
    bad = {one.code for one in item.scale.options} - good
    scale = replace(item.scale, favourable=frozenset(good), unfavourable=frozenset(bad))
    return replace(item, scale=scale, reverse=False)


def _as_answered(means: Mapping[Metric, float | None]) -> dict[str, float]:
    """Means of bands and rates by the names that the statistics give them."""
    return {metric.value: mean for metric, mean in means.items() if mean is not None}


def _turned(item: Item) -> float | None:
    """Lowest and highest value together, where a high answer is a bad one."""
    return min(item.scale.values) + max(item.scale.values) if item.reverse else None


def _answer(cell: Cell, turned: float | None) -> float | None:
    """The mean answer of a cell that is told in full, of enough people; the higher the better."""
    if not isinstance(cell, Estimate) or cell.n < FEWEST_ANSWERS or cell.mean is None:
        return None
    return cell.mean if turned is None else turned - cell.mean


def _score(cell: Cell, scored: _Scored, turned: float | None = None) -> Score | None:
    """The mean of people's scores: scores are linear, so it is the score of the mean answer.

    The interval ends where the scale does.
    """
    mean = _answer(cell, turned)
    if mean is None or not isinstance(cell, Estimate):
        return None
    estimate = scored(mean)
    if cell.mean_low is None or cell.mean_high is None:
        return Score(cell.n, estimate, None, None)
    least, most = cell.low_score or 0.0, cell.high_score or 0.0
    ends = [min(max(end, least), most) for end in (cell.mean_low, cell.mean_high)]
    low, high = sorted(scored(end if turned is None else turned - end) for end in ends)
    return Score(cell.n, estimate, low, high)


def _band(mean: float) -> float:
    return _known(delivery_scores(lead_time=mean).lead_time)


def _rate(mean: float) -> float:
    return _known(delivery_scores(change_fail=mean).change_fail)


def _agreement(mean: float) -> float:
    return _known(capability_score([mean]).estimate)


def _known(score: float | None) -> float:
    return math.nan if score is None else score
