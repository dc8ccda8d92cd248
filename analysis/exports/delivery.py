"""Software delivery as a picture and as table rows, and the names of what stands beside it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from analysis.charts import theme
from analysis.charts.delivery import DeliveryRow, delivery_chart
from analysis.charts.theme import Chart
from analysis.delivery import (
    STABILITY,
    THROUGHPUT,
    Cell,
    Delivery,
    Metric,
    MetricFigures,
    delivery,
)
from analysis.estimates import Estimate
from analysis.exports import words
from analysis.release import Release
from analysis.stats.dora import BASELINES, Baseline, BaselineDistance, baseline
from analysis.stats.verdicts import FEWEST_ANSWERS
from analysis.tally import ORGANISATION
from analysis.words import decimal, gettext_noop, translate
from analysis.words import gettext as _

#: The year whose baseline stands behind the metrics, and the industry unless one is asked for.
BASELINE_YEAR, EVERY_INDUSTRY = 2025, "all"
#: DORA's industries as they are called, in the order of its table.
INDUSTRIES: Mapping[str, str] = {
    EVERY_INDUSTRY: gettext_noop("all industries"),
    "retail": gettext_noop("retail and e-commerce"),
    "media": gettext_noop("media and entertainment"),
    "non-profit": gettext_noop("non-profit"),
    "technology": gettext_noop("technology"),
    "telecom": gettext_noop("telecommunications"),
    "education": gettext_noop("education"),
    "financial": gettext_noop("financial services"),
    "healthcare": gettext_noop("healthcare"),
    "energy": gettext_noop("energy"),
    "government": gettext_noop("government"),
    "insurance": gettext_noop("insurance"),
    "industrials": gettext_noop("industry and manufacturing"),
}
#: What the means of several metrics are called, by their names in the scores.
MEANS: Mapping[str, tuple[str, tuple[Metric, ...]]] = {
    "throughput": (gettext_noop("Throughput"), THROUGHPUT),
    "stability": (gettext_noop("Stability"), STABILITY),
    "overall": (gettext_noop("Overall"), tuple(Metric)),
}
NOT_ASKED = gettext_noop("This round asked for none of DORA's five delivery metrics.")
#: Said wherever a mean of metrics stands.
NO_INTERVAL = gettext_noop(
    "Means of metrics have no interval: how one person answered several of them is not kept."
)


def industry_words(industry: str) -> str:
    """An industry as it is called; ``KeyError`` for an unknown one."""
    return translate(INDUSTRIES[industry])


def baseline_words(year: int = BASELINE_YEAR, industry: str = EVERY_INDUSTRY) -> str:
    """What a published baseline is called.

    >>> baseline_words(2025, "financial")
    'DORA 2025, financial services'
    """
    return _("DORA {year}, {industry}", year=year, industry=industry_words(industry))


def untold_words(release: Release, cell: Cell) -> str:
    """Why a cell has no score: its band, why it is hidden, or that too few answered."""
    if isinstance(cell, Estimate):
        return _("fewer than {number} answers", number=FEWEST_ANSWERS)
    return words.cell_words(release, cell)


def delivery_picture(
    release: Release,
    group: str = ORGANISATION,
    *,
    industry: str = "",
    width: float = theme.WIDE,
) -> Chart:
    """The metrics of a group before a published baseline; hatched, with the reason, where none is.

    ``KeyError`` for an unknown group or industry.
    """
    industry = industry or EVERY_INDUSTRY
    rows = scored_rows(release, group, industry)
    found = delivery(release, group)
    cells = [one.cell for one in found.metrics]
    return delivery_chart(
        rows,
        baseline=baseline_words(industry=industry),
        title=_headline(release, found),
        subtitle=_("Software delivery on DORA's scale from 0 to 10; 10 is best"),
        foot=words.foot(
            release,
            group,
            words.interval_rule(release, group, cells, words.STUDENT),
            translate(NO_INTERVAL),
            _("Nothing is tested against what was published: its number of answers is unknown."),
        ),
        hidden=None if found.told else _nothing(release, found),
        width=width,
    )


def scored_rows(
    release: Release, group: str = ORGANISATION, industry: str = EVERY_INDUSTRY
) -> tuple[DeliveryRow, ...]:
    """Each metric, then the means of several; ``KeyError`` for an unknown group or industry."""
    published = {one.metric: one for one in baseline(BASELINE_YEAR, _known(industry))}
    found = delivery(release, group)
    rows = [_metric_row(release, one, published[one.metric]) for one in found.metrics]
    return (*rows, *_mean_rows(found, published["overall"]))


def delivery_rows(
    release: Release, before: Release | None = None
) -> Iterator[Mapping[str, str | int | float | None]]:
    """One row for each group and metric, then one for each mean of metrics that is told.

    ``mean`` is a band from 1 (worst) to 6, or a rate in per cent; the distance is from the
    baseline of all industries.
    """
    for unit in release.groups:
        found = delivery(release, unit.path, before)
        beside = {one.metric: one for one in found.beside(BASELINE_YEAR).metrics}
        start = {"group": unit.path, "group_title": unit.title}
        if not found.metrics:
            yield {**start, "hidden": translate(NOT_ASKED)}
        for one in found.metrics:
            yield {
                **start, "metric": one.metric.value, "code": one.item.code,
                "question": one.item.text,
                **_figures(release, one), **_beside(beside.get(one.metric)), **_since(one),
            }  # fmt: skip
        for name, (_title, metrics) in MEANS.items():
            number = found.told_of(metrics)
            if number:
                yield {
                    **start, "metric": name, "hidden": "", "metrics": number,
                    "score": getattr(found.scores, name),
                    **_beside(beside.get(name)),
                    "score_before": found.figure_before(name, metrics),
                }  # fmt: skip


def _known(industry: str) -> str:
    if (BASELINE_YEAR, industry) not in BASELINES:
        raise KeyError(industry)
    return industry


def _nothing(release: Release, found: Delivery) -> str:
    if not found.metrics:
        return translate(NOT_ASKED)
    return untold_words(release, found.metrics[0].cell)


def _headline(release: Release, found: Delivery) -> str:
    """The mean of all, and the ends: what is nearest to the best, and farthest from it."""
    where = words.within(found.group)
    scores = sorted((one.score.estimate, one.metric) for one in found.told if one.score)
    if not scores:
        return _("Software delivery is not told{where}", where=where)
    overall = decimal(found.scores.overall or 0.0, 1)
    if len(scores) == 1:
        name = scores[0][1].called
        return _("{metric}{where}: {score} of 10", metric=name, where=where, score=overall)
    (low, worst), (high, best) = scores[0], scores[-1]
    return _(
        "Software delivery{where}: {overall} of 10; highest score: {best} ({high}), lowest: "
        "{worst} ({low})",
        where=where,
        overall=overall,
        best=best.called,
        high=decimal(high, 1),
        worst=worst.called,
        low=decimal(low, 1),
    )


def _metric_row(release: Release, one: MetricFigures, published: Baseline) -> DeliveryRow:
    label, code = one.metric.called, one.metric.value
    if one.score is None:
        return DeliveryRow(label, hidden=untold_words(release, one.cell), code=code)
    return DeliveryRow(
        label, f"{one.score.n}", one.score.estimate, one.score.low, one.score.high,
        published.mean, published.sd, code=code,
    )  # fmt: skip


def _mean_rows(found: Delivery, overall: Baseline) -> list[DeliveryRow]:
    """Means of the metrics that are told; the published overall is of all five."""
    rows = []
    heading = _("Means of metrics (n: of how many)")
    for name, (title, metrics) in MEANS.items():
        number = found.told_of(metrics)
        score = getattr(found.scores, name)
        if score is not None and len(found.told) > 1:
            rows.append(
                DeliveryRow(
                    translate(title),
                    _("{number} of {all}", number=number, all=len(metrics)),
                    score,
                    mean=overall.mean if name == "overall" and number == len(Metric) else None,
                    heading=heading,
                    code=name,
                )
            )
    return rows


def _figures(release: Release, one: MetricFigures) -> Mapping[str, str | int | float | None]:
    if one.score is None or not isinstance(one.cell, Estimate):
        return {"hidden": untold_words(release, one.cell)}
    labels, most = one.most_frequent
    return {
        "hidden": "",
        "n": one.score.n,
        "population": one.cell.population,
        "score": one.score.estimate,
        "score_low": one.score.low,
        "score_high": one.score.high,
        "mean": one.mean,
        "most_frequent": "; ".join(labels),
        "most_frequent_count": most,
    }


def _beside(one: BaselineDistance | None) -> Mapping[str, float | None]:
    if one is None:
        return {}
    return {"dora_2025_mean": one.mean, "dora_2025_sd": one.sd, "dora_2025_distance": one.distance}


def _since(one: MetricFigures) -> Mapping[str, str | float | None]:
    from_before = one.before.estimate if one.before else None
    if one.change is None:
        return {}
    judged = {"verdict": getattr(one.change, "verdict", None)}
    return {"score_before": from_before, **judged}
