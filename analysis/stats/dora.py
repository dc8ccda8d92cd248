"""Software delivery on DORA's scales: scores, nearest published cluster, baselines.

Bands run from 1 (worst) to 6 (best), rates from 0 to 100 %, scores from 0 to 10 (best). Facts are
from DORA (dora.dev, CC BY 4.0). A metric that was not answered is None and is left out.
"""

from __future__ import annotations

import math
from collections.abc import Hashable, Sequence
from dataclasses import dataclass
from enum import StrEnum

from analysis.words import gettext_noop, translate

_METRICS = ("lead_time", "frequency", "recovery", "change_fail", "rework")


@dataclass(frozen=True, slots=True)
class DeliveryScores:
    """Scores from 0 to 10, 10 is best; None where no metric of the score was answered.

    ``n`` is how many of the five metrics were answered. ``overall``: mean of those; ``throughput``:
    of lead time, frequency and recovery; ``stability``: of change fail and rework.
    """

    n: int
    lead_time: float | None
    frequency: float | None
    recovery: float | None
    change_fail: float | None
    rework: float | None
    overall: float | None
    throughput: float | None
    stability: float | None


@dataclass(frozen=True, slots=True)
class CapabilityScore:
    """``estimate``: from 0 to 10, of the ``n`` items that were answered; None where none was."""

    n: int
    estimate: float | None


class Caution(StrEnum):
    """What has to be said beside a cluster or a baseline. ``text`` says it."""

    STABILITY_NOT_COMPARABLE = "stability-not-comparable"
    CHANGE_FAIL_BANDED = "change-fail-banded"
    RECOVERY_REDEFINED = "recovery-redefined"
    ELITE_WITHIN_HIGH = "elite-within-high"
    NO_ELITE = "no-elite"
    CHANGE_FAIL_INVERTED = "change-fail-inverted"
    SECOND_HAND = "second-hand"
    METRICS_MISSING = "metrics-missing"
    TIED = "tied"
    NO_N = "no-n"
    OVERALL_SD_UNKNOWN = "overall-sd-unknown"

    @property
    def text(self) -> str:
        """One sentence, in the language of whoever reads."""
        return translate(_TEXTS[self])


_TEXTS = {
    Caution.STABILITY_NOT_COMPARABLE: gettext_noop(
        "Stability is not comparable across years: change fail was "
        "given in bands until 2022, and recovery was redefined in 2023."
    ),
    Caution.CHANGE_FAIL_BANDED: gettext_noop(
        "This year's change fail rate was published as a band: a rate inside it has distance 0."
    ),
    Caution.RECOVERY_REDEFINED: gettext_noop(
        "Recovery was redefined in 2023: this year's table measures it in "
        "another way than the scores here."
    ),
    Caution.ELITE_WITHIN_HIGH: gettext_noop("In 2018 the elite teams are a part of the high ones."),
    Caution.NO_ELITE: gettext_noop("No elite cluster was found in 2022."),
    Caution.CHANGE_FAIL_INVERTED: gettext_noop(
        "In 2024 the high cluster has a worse change fail rate than the medium one."
    ),
    Caution.SECOND_HAND: gettext_noop(
        "This year's table was read from a transcription, not from the report."
    ),
    Caution.METRICS_MISSING: gettext_noop(
        "Not all four metrics were answered: the cluster rests on fewer."
    ),
    Caution.TIED: gettext_noop("Another cluster is equally near."),
    Caution.NO_N: gettext_noop(
        "No number of answers is published: there is a distance and no test."
    ),
    Caution.OVERALL_SD_UNKNOWN: gettext_noop(
        "The spread of the overall score is not published: it has no standardised distance."
    ),
}


@dataclass(frozen=True, slots=True)
class Cluster:
    """A published cluster. Bands 1 to 6; ``change_fail``: lowest and highest per cent.

    ``share``: part of the respondents, 0 to 1, None where it is not published.
    """

    name: str
    lead_time: int
    frequency: int
    recovery: int
    change_fail: tuple[float, float]
    share: float | None


@dataclass(frozen=True, slots=True)
class ClusterMatch:
    """The nearest cluster of a year, and how far away it is.

    ``distance``: root mean square of the differences of scores, 0 to 10, over the ``n`` metrics
    that were answered. ``distances``: every cluster of the year, from elite to low. ``tied``: other
    clusters exactly as near. ``cautions`` are to be shown beside it.
    """

    year: int
    n: int
    name: str
    distance: float
    distances: tuple[tuple[str, float], ...]
    tied: tuple[str, ...]
    cautions: tuple[Caution, ...]


@dataclass(frozen=True, slots=True)
class Baseline:
    """A published mean and standard deviation of a metric on 0 to 10; no n is published.

    ``overall`` is the mean of the means; its ``sd`` is unknown.
    """

    metric: str
    mean: float
    sd: float | None


@dataclass(frozen=True, slots=True)
class BaselineDistance:
    """A score beside a baseline. ``distance``: (estimate - mean) / sd; None where sd is unknown."""

    metric: str
    estimate: float
    mean: float
    sd: float | None
    distance: float | None


@dataclass(frozen=True, slots=True)
class BaselineComparison:
    """Each answered metric beside the baseline of its year and industry. There is no test."""

    year: int
    industry: str
    metrics: tuple[BaselineDistance, ...]
    cautions: tuple[Caution, ...]


def _point(per_cent: float) -> tuple[float, float]:
    return (per_cent, per_cent)


#: Clusters by year, best first: lead time, frequency and recovery in bands, change fail in %.
CLUSTERS: dict[int, tuple[Cluster, ...]] = {
    2018: (
        Cluster("elite", 6, 6, 6, (0, 15), 0.07),
        Cluster("high", 4, 5, 5, (0, 15), 0.48),
        Cluster("medium", 3, 3, 5, (0, 15), 0.37),
        Cluster("low", 2, 3, 3, (46, 60), 0.15),
    ),
    2019: (
        Cluster("elite", 5, 6, 6, (0, 15), 0.20),
        Cluster("high", 4, 4, 5, (0, 15), 0.23),
        Cluster("medium", 3, 3, 5, (0, 15), 0.44),
        Cluster("low", 2, 2, 3, (46, 60), 0.12),
    ),
    2021: (
        Cluster("elite", 6, 6, 6, (0, 15), 0.26),
        Cluster("high", 4, 3, 5, (16, 30), 0.40),
        Cluster("medium", 2, 2, 4, (16, 30), 0.28),
        Cluster("low", 1, 1, 1, (16, 30), 0.07),
    ),
    2022: (
        Cluster("high", 4, 6, 5, (0, 15), None),
        Cluster("medium", 3, 3, 4, (16, 30), None),
        Cluster("low", 2, 2, 3, (46, 60), None),
    ),
    2023: (
        Cluster("elite", 5, 6, 6, _point(5), 0.18),
        Cluster("high", 4, 4, 5, _point(10), 0.31),
        Cluster("medium", 3, 3, 4, _point(15), 0.33),
        Cluster("low", 3, 3, 2, _point(64), 0.17),
    ),
    2024: (
        Cluster("elite", 5, 6, 6, _point(5), 0.19),
        Cluster("high", 4, 4, 5, _point(20), 0.22),
        Cluster("medium", 3, 3, 5, _point(10), 0.35),
        Cluster("low", 2, 2, 3, _point(40), 0.25),
    ),
}

_YEAR_CAUTIONS = {
    2018: (Caution.ELITE_WITHIN_HIGH, Caution.CHANGE_FAIL_BANDED, Caution.RECOVERY_REDEFINED),
    2019: (Caution.CHANGE_FAIL_BANDED, Caution.RECOVERY_REDEFINED),
    2021: (Caution.CHANGE_FAIL_BANDED, Caution.RECOVERY_REDEFINED),
    2022: (
        Caution.NO_ELITE,
        Caution.CHANGE_FAIL_BANDED,
        Caution.RECOVERY_REDEFINED,
        Caution.SECOND_HAND,
    ),
    2023: (Caution.SECOND_HAND,),
    2024: (Caution.CHANGE_FAIL_INVERTED, Caution.SECOND_HAND),
}

#: Mean and standard deviation by year and industry: lead time, frequency, recovery, change fail and
#: (2025) rework. Change fail and rework are turned, so that 10 is best.
BASELINES: dict[tuple[int, str], tuple[tuple[float, float], ...]] = {
    (2024, "all"): ((5.1, 2.6), (5.3, 2.9), (7.5, 2.3), (8.3, 2.0)),
    (2025, "all"): ((5.5, 2.4), (4.8, 2.8), (7.4, 2.1), (8.1, 2.1), (7.8, 2.2)),
    (2025, "retail"): ((5.9, 2.3), (5.3, 2.7), (7.8, 1.8), (8.3, 2.0), (8.0, 1.9)),
    (2025, "media"): ((5.8, 2.4), (5.2, 2.7), (7.6, 2.1), (8.2, 1.8), (8.2, 1.7)),
    (2025, "non-profit"): ((5.9, 2.7), (4.5, 2.6), (7.5, 1.8), (7.8, 2.8), (7.9, 2.5)),
    (2025, "technology"): ((5.7, 2.4), (4.9, 2.8), (7.4, 2.1), (8.1, 2.0), (7.7, 2.2)),
    (2025, "telecom"): ((5.2, 2.4), (4.7, 2.6), (7.2, 2.3), (7.6, 2.5), (7.4, 2.5)),
    (2025, "education"): ((5.5, 2.6), (4.5, 2.9), (6.6, 2.6), (7.3, 2.4), (7.1, 2.3)),
    (2025, "financial"): ((5.4, 2.3), (5.1, 2.6), (7.7, 1.9), (8.3, 2.1), (8.1, 1.9)),
    (2025, "healthcare"): ((5.0, 2.6), (4.3, 2.8), (7.1, 2.2), (7.5, 2.5), (7.4, 2.6)),
    (2025, "energy"): ((5.4, 2.5), (4.5, 2.7), (7.2, 1.9), (8.2, 1.8), (7.9, 1.9)),
    (2025, "government"): ((4.8, 2.6), (4.3, 3.0), (7.0, 2.1), (7.9, 2.2), (7.6, 2.2)),
    (2025, "insurance"): ((4.8, 2.2), (4.4, 2.5), (7.5, 1.8), (8.3, 2.0), (8.2, 1.9)),
    (2025, "industrials"): ((4.9, 2.6), (3.7, 2.7), (6.5, 2.3), (8.0, 1.9), (7.6, 2.3)),
}


def delivery_scores(
    lead_time: float | None = None,
    frequency: float | None = None,
    recovery: float | None = None,
    change_fail: float | None = None,
    rework: float | None = None,
) -> DeliveryScores:
    """Scores from bands (1 to 6, means of bands too) and rates (0 to 100 %).

    Band ``10 (v - 1) / 5``, rate ``10 - p / 10``. A metric that is None is left out of the means,
    and never scored as best. The score of 2024 is the overall without ``rework``.

    Source: DORA Quick Check (dora.dev).

    >>> scores = delivery_scores(5, 5, 5, change_fail=47, rework=0)
    >>> round(scores.overall, 2), round(scores.throughput, 2), round(scores.stability, 2)
    (7.86, 8.0, 7.65)
    """
    lead = _band_score(lead_time, "lead_time")
    often = _band_score(frequency, "frequency")
    back = _band_score(recovery, "recovery")
    failed = _rate_score(change_fail, "change_fail")
    redone = _rate_score(rework, "rework")
    scores = (lead, often, back, failed, redone)
    answered = sum(score is not None for score in scores)
    return DeliveryScores(
        answered, *scores, _mean(scores), _mean((lead, often, back)), _mean((failed, redone))
    )


def capability_score(answers: Sequence[float | None]) -> CapabilityScore:
    """Mean of ``10 (x - 1) / 4`` over answers x from 1 to 5, or their means; None is left out.

    DORA asks 5 items on continuous integration, 6 on loosely coupled teams, 6 on culture.

    Source: DORA Quick Check (dora.dev).

    >>> capability_score([3, 3, 3, 3, 3])
    CapabilityScore(n=5, estimate=5.0)
    """
    values = [_within(x, f"answer {place}", 1, 5) for place, x in enumerate(answers, start=1)]
    scores = [None if x is None else 10 * (x - 1) / 4 for x in values]
    return CapabilityScore(sum(score is not None for score in scores), _mean(scores))


def nearest_cluster(
    year: int,
    lead_time: float | None = None,
    frequency: float | None = None,
    recovery: float | None = None,
    change_fail: float | None = None,
) -> ClusterMatch:
    """The published cluster nearest to these bands (1 to 6) and this rate (0 to 100 %).

    ``sqrt(mean((score - cluster's score)^2))`` over the metrics that were answered; the distance to
    a band of rates is that to its nearer end, 0 inside. No metric alone decides. Of equally near
    clusters the lower is named. The distance is ours: DORA publishes no rule for a single team.
    ``ValueError`` for a year without a table (for 2025 no centres are published) and where nothing
    was answered.

    Source: DORA's reports of 2018, 2019, 2021 to 2024.

    >>> match = nearest_cluster(2024, lead_time=4, frequency=4, recovery=5, change_fail=10)
    >>> match.name, match.distance
    ('high', 0.5)
    """
    if not isinstance(year, Hashable) or year not in CLUSTERS:
        raise ValueError(f"{year}: no centres are published; give one of {sorted(CLUSTERS)}")
    own = delivery_scores(lead_time, frequency, recovery, change_fail)
    if own.n == 0:
        raise ValueError("no metric was answered: give at least one")
    far = tuple((cluster.name, _distance(own, cluster)) for cluster in CLUSTERS[year])
    least = min(distance for _, distance in far)
    nearest = [name for name, distance in far if math.isclose(distance, least, abs_tol=1e-12)]
    cautions = [Caution.STABILITY_NOT_COMPARABLE, *_YEAR_CAUTIONS[year]]
    cautions += [Caution.METRICS_MISSING] * (own.n < 4) + [Caution.TIED] * (len(nearest) > 1)
    return ClusterMatch(year, own.n, nearest[-1], least, far, tuple(nearest[:-1]), tuple(cautions))


def baseline(year: int, industry: str = "all") -> tuple[Baseline, ...]:
    """Published means and standard deviations, and the overall mean without one.

    >>> [round(metric.mean, 2) for metric in baseline(2025) if metric.metric == "overall"]
    [6.72]
    """
    if (year, industry) not in BASELINES:
        raise ValueError(f"{year}, {industry!r}: there are baselines for {sorted(BASELINES)}")
    published = BASELINES[year, industry]
    metrics = [Baseline(name, *pair) for name, pair in zip(_METRICS, published, strict=False)]
    mean = math.fsum(metric.mean for metric in metrics) / len(metrics)
    return (*metrics, Baseline("overall", mean, None))


def compare_with_baseline(
    scores: DeliveryScores, year: int = 2025, industry: str = "all"
) -> BaselineComparison:
    """Standardised distances ``(score - mean) / sd`` of the metrics that were answered.

    The overall score is compared only where the metrics of that year were answered, all of them,
    and is then the mean of those; its distance is None. No n is published, so there is no test.

    Source: DORA's reports of 2024 and 2025.

    >>> result = compare_with_baseline(delivery_scores(lead_time=5))
    >>> result.metrics[0].metric, round(result.metrics[0].distance, 2)
    ('lead_time', 1.04)
    """
    *published, overall = baseline(year, industry)
    own = [_score(scores, metric.metric) for metric in published]
    found = [
        BaselineDistance(m.metric, score, m.mean, m.sd, _standardised(score, m))
        for m, score in zip(published, own, strict=True)
        if score is not None
    ]
    cautions = [Caution.NO_N, Caution.STABILITY_NOT_COMPARABLE]
    if found and len(found) == len(published):
        mean = math.fsum(metric.estimate for metric in found) / len(found)
        found.append(BaselineDistance("overall", mean, overall.mean, None, None))
        cautions.append(Caution.OVERALL_SD_UNKNOWN)
    return BaselineComparison(year, industry, tuple(found), tuple(cautions))


def _within(value: float | None, name: str, low: float, high: float) -> float | None:
    if value is None:
        return None
    try:
        number = float(value)
    except (TypeError, ValueError):
        number = math.nan
    if not low <= number <= high:
        raise ValueError(f"{name} is {value}: give a number from {low} to {high}, or None")
    return number


def _band_score(value: float | None, name: str) -> float | None:
    band = _within(value, name, 1, 6)
    return None if band is None else 10 * (band - 1) / 5


def _rate_score(value: float | None, name: str) -> float | None:
    rate = _within(value, name, 0, 100)
    return None if rate is None else 10 - rate / 10


def _mean(scores: Sequence[float | None]) -> float | None:
    given = [score for score in scores if score is not None]
    return math.fsum(given) / len(given) if given else None


def _score(scores: DeliveryScores, metric: str) -> float | None:
    value: float | None = getattr(scores, metric)
    return value


def _standardised(score: float, metric: Baseline) -> float | None:
    return None if metric.sd is None else (score - metric.mean) / metric.sd


def _distance(own: DeliveryScores, cluster: Cluster) -> float:
    bands = (
        (own.lead_time, cluster.lead_time),
        (own.frequency, cluster.frequency),
        (own.recovery, cluster.recovery),
    )
    gaps = [score - 10 * (band - 1) / 5 for score, band in bands if score is not None]
    if own.change_fail is not None:
        best, worst = (10 - per_cent / 10 for per_cent in cluster.change_fail)
        gaps.append(max(worst - own.change_fail, own.change_fail - best, 0.0))
    return math.sqrt(math.fsum(gap**2 for gap in gaps) / len(gaps))
