"""Release -> the page about software delivery: DORA's metrics, benchmarks, capabilities."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.utils.translation import gettext as _

from analysis.words import decimal, listed, remembered, translate
from questionnaires.models import Round
from surveyapp import result_pictures
from surveyapp.outcome_pages import MetricTarget, metric_targets
from surveyapp.result_documents import REMEMBERED, Document, document_before, document_of
from surveyapp.result_pages import Picture
from surveyapp.result_parts import RoundPart

if TYPE_CHECKING:
    from analysis.delivery import Capability, Delivery, MetricFigures, Score
    from analysis.release import Release
    from analysis.stats.dora import BaselineComparison, BaselineDistance, Caution, ClusterMatch

EVERY_INDUSTRY = "all"


@dataclass(frozen=True, slots=True)
class Told:
    """A score in words: of a metric in a group, or of one of its means; ``hidden``: why none."""

    name: str
    question: str = ""
    score: str = ""
    interval: str = ""
    n: str = ""
    hidden: str = ""
    frequent: str = ""
    frequent_count: int = 0
    change: str = ""
    favourable: str = ""
    answers: tuple[tuple[str, int, float], ...] = ()


@dataclass(frozen=True, slots=True)
class UnitScores:
    """A unit in the table of units: its metrics, then the mean of those that are told."""

    title: str
    metrics: tuple[Told, ...]
    overall: str
    overall_of: str


@dataclass(frozen=True, slots=True)
class Beside:
    """A score beside what was published in two years: mean with its spread, and the distance."""

    name: str
    score: str
    published: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class Nearest:
    """The nearest cluster of a year in words, how far the others are, and the warnings."""

    year: int
    words: str
    others: str
    cautions: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class CapabilityRow:
    """A capability: its score, and its questions with theirs, the lowest first."""

    name: str
    score: str
    n: str
    items: tuple[tuple[str, str, str], ...]


@dataclass(frozen=True, slots=True)
class DeliveryFigures:
    """What the page says; all of it in the language of its reader."""

    sentences: tuple[str, ...]
    next_sentences: tuple[str, ...]
    metrics: tuple[Told, ...]
    means: tuple[Told, ...]
    units: tuple[UnitScores, ...]
    left_out: tuple[str, ...]
    baselines: tuple[str, ...]
    beside: tuple[Beside, ...]
    cautions: tuple[str, ...]
    clusters: tuple[Nearest, ...]
    capabilities: tuple[CapabilityRow, ...]
    method: tuple[str, ...]
    is_told: bool

    @property
    def names(self) -> tuple[str, ...]:
        """The metrics that were asked, as the columns of the units."""
        return tuple(one.name for one in self.metrics)


@dataclass(frozen=True, slots=True, kw_only=True)
class DeliveryPage(RoundPart):
    """What the page about software delivery shows. ``industry`` is that of the baseline.

    ``targets`` are for people with a role: all others read one below the entry that names it.
    """

    shown: DeliveryFigures
    industry: str
    industries: tuple[tuple[str, str], ...]
    picture: Picture | None
    targets: tuple[MetricTarget, ...] = ()

    @property
    def asked_industry(self) -> str:
        """What addresses carry on: nothing for all industries."""
        return "" if self.industry == EVERY_INDUSTRY else self.industry


def delivery_page(
    round_: Round,
    *,
    industry: str = "",
    against: Round | None = None,
    readers: str = Round.ResultsFor.ROLES,
) -> DeliveryPage | None:
    """The page of a released round; ``None`` for an industry that nothing is published of."""
    from analysis.exports.delivery import INDUSTRIES, industry_words

    industry = industry or EVERY_INDUSTRY
    if industry not in INDUSTRIES:
        return None
    document, before = document_of(round_), document_before(round_, against, readers)
    shown = delivery_figures(document, before, industry)
    drawn = (
        result_pictures.picture("delivery", (document,), code=industry) if shown.is_told else None
    )
    return DeliveryPage(
        round=round_,
        document=document,
        before=before,
        readers=readers,
        name="delivery",
        heading=_("Software delivery"),
        shown=shown,
        industry=industry,
        industries=tuple((code, industry_words(code)) for code in INDUSTRIES),
        picture=drawn,
        targets=metric_targets(round_) if readers == Round.ResultsFor.ROLES else (),
    )


@remembered(maxsize=REMEMBERED * 2)
def delivery_figures(document: Document, before: Document | None, industry: str) -> DeliveryFigures:
    """All of the page but its picture."""
    from analysis.delivery import capabilities, delivery, units_told
    from analysis.exports import delivery_words as say
    from analysis.exports.delivery import BASELINE_YEAR, baseline_words

    release = document.release
    earlier = before.release if before else None
    found = delivery(release, "", earlier)
    years = ((BASELINE_YEAR, industry), (BASELINE_YEAR - 1, EVERY_INDUSTRY))
    compared = [found.beside(*year) for year in years]
    able = capabilities(release)
    units = units_told(release)
    told = {one.group.path for one in units}
    return DeliveryFigures(
        sentences=say.delivery_sentences(release, found, earlier, industry),
        next_sentences=say.capability_sentences(able),
        metrics=tuple(_metric(release, one) for one in found.metrics),
        means=_means(found),
        units=tuple(_unit(release, one) for one in units),
        left_out=tuple(one.title for one in release.units if one.path not in told),
        baselines=tuple(baseline_words(*year) for year in years),
        beside=_beside(found, compared),
        cautions=_cautions([caution for one in compared for caution in one.cautions]),
        clusters=tuple(map(_nearest, found.clusters)),
        capabilities=tuple(_capability(release, one) for one in able),
        method=say.method_sentences(),
        is_told=bool(found.told),
    )


def _metric(release: Release, one: MetricFigures) -> Told:
    from analysis.exports.delivery import untold_words
    from analysis.exports.delivery_words import change_of_metric, favourable_words

    name, question, change = one.metric.called, one.item.text, change_of_metric(one)
    if one.score is None:
        return Told(name, question, hidden=untold_words(release, one.cell), change=change)
    score = one.score
    labels, most = one.most_frequent
    return Told(
        name,
        question,
        score=decimal(score.estimate, 1),
        interval=_interval(score),
        n=str(score.n),
        frequent=listed(labels),
        frequent_count=most,
        change=change,
        favourable=favourable_words(one),
        answers=one.answers,
    )


def _interval(score: Score) -> str:
    from analysis.charts.numbers import EN_DASH

    if score.low is None or score.high is None:
        return EN_DASH
    if score.low == score.high:
        return _("no width")
    return f"{decimal(score.low, 1)}{EN_DASH}{decimal(score.high, 1)}"


def _means(found: Delivery) -> tuple[Told, ...]:
    """Throughput, stability and the mean of all, as far as there is something to take a mean of."""
    from analysis.exports.delivery import MEANS

    rows = []
    for name, (title, metrics) in MEANS.items():
        score, before = getattr(found.scores, name), found.figure_before(name, metrics)
        if score is None:
            continue
        now = decimal(score, 1)
        since = "" if before is None else f"{decimal(before, 1)} → {now}"
        number = _("%(number)s of %(all)s metrics") % {
            "number": found.told_of(metrics),
            "all": len(metrics),
        }
        rows.append(Told(translate(title), score=now, n=number, change=since))
    return tuple(rows)


def _unit(release: Release, one: Delivery) -> UnitScores:
    from analysis.charts.numbers import EN_DASH

    overall = one.scores.overall
    return UnitScores(
        title=one.group.title,
        metrics=tuple(_metric(release, metric) for metric in one.metrics),
        overall=EN_DASH if overall is None else decimal(overall, 1),
        overall_of=_("of %(number)s") % {"number": len(one.told)},
    )


def _beside(found: Delivery, compared: list[BaselineComparison]) -> tuple[Beside, ...]:
    """One row for each metric of the first year, with what the second one published of it."""
    from analysis.exports.delivery_words import beside_words

    by_year = [{one.metric: one for one in year.metrics} for year in compared]
    return tuple(
        Beside(
            beside_words(one),
            decimal(one.estimate, 1),
            tuple(_published(year.get(one.metric), one.estimate) for year in by_year),
        )
        for one in compared[0].metrics
    )


def _published(one: BaselineDistance | None, estimate: float) -> tuple[str, str]:
    """Mean with its spread, and the distance; dashes where the two are not of the same metrics."""
    from analysis.charts.numbers import EN_DASH, NBSP
    from analysis.exports.delivery_words import distance_words

    if one is None or one.estimate != estimate:
        return EN_DASH, EN_DASH
    spread = "" if one.sd is None else f"{NBSP}±{NBSP}{decimal(one.sd, 1)}"
    return f"{decimal(one.mean, 1)}{spread}", distance_words(one.distance)


def _cautions(found: list[Caution]) -> tuple[str, ...]:
    return tuple(caution.text for caution in dict.fromkeys(found))


def _nearest(match: ClusterMatch) -> Nearest:
    from analysis.exports.delivery_words import cluster_name, cluster_words

    others = [
        f"{cluster_name(name)} {decimal(distance, 1)}"
        for name, distance in match.distances
        if name != match.name
    ]
    return Nearest(
        match.year, cluster_words(match), ", ".join(others), _cautions([*match.cautions])
    )


def _capability(release: Release, one: Capability) -> CapabilityRow:
    from analysis.exports.delivery import untold_words
    from analysis.exports.delivery_words import people_of, score_words

    return CapabilityRow(
        name=one.title,
        score=score_words(one.score) if one.score else "",
        n=people_of(one),
        items=tuple(
            (
                item.item.text,
                score_words(item.score) if item.score else untold_words(release, item.cell),
                str(item.score.n) if item.score else "",
            )
            for item in one.items
        ),
    )
