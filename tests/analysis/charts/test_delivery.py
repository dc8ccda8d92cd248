"""Software delivery drawn: dots and intervals where they are, the published mean behind them."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from analysis.charts import theme
from analysis.charts.delivery import DeliveryRow, delivery_chart
from analysis.charts.theme import Chart
from tests.analysis.charts.looking import LONG, collisions, lines, outside, patch, texts

ROWS = [
    DeliveryRow("Change lead time", "58", 6.0, 5.5, 6.5, 5.5, 2.4, code="lead_time"),
    DeliveryRow("Change fail rate", "57", 8.4, 8.3, 8.6, 8.1, 2.1, code="change_fail"),
    DeliveryRow("Rework", hidden="hidden: fewer than 10 answers", code="rework"),
    DeliveryRow("Overall", "2 of 5", 7.2, mean=6.8, heading="Means", code="overall"),
]
BASELINE = "DORA 2025, all industries"


def draw(rows: list[DeliveryRow], **more: object) -> Chart:
    texts = {"baseline": BASELINE, "title": "T", "subtitle": "S", "foot": "F"}
    return delivery_chart(rows, **{**texts, **more})  # type: ignore[arg-type]


def _x(chart: Chart, gid: str) -> list[float]:
    return [float(x) for x in np.asarray(lines(chart, gid)[gid].get_xdata(), dtype=float)]


def test_scores_intervals_and_what_was_published_stand_on_one_scale() -> None:
    chart = draw(ROWS)
    x, mean = (_x(chart, f"{name}-lead_time")[0] for name in ("score", "mean"))
    left, right = _x(chart, "interval-lead_time")[:2]
    spread = patch(chart, "spread-lead_time")
    assert spread.get_x() == pytest.approx(5.5 - 2.4)
    assert spread.get_width() == pytest.approx(2 * 2.4)
    unit = right - left  # the interval is one point wide
    assert x == pytest.approx((left + right) / 2)
    assert x - mean == pytest.approx(unit * 0.5)


def test_a_spread_ends_where_the_scale_does() -> None:
    spread = patch(draw(ROWS), "spread-change_fail")
    assert spread.get_x() + spread.get_width() == pytest.approx(10.0)
    low = replace(ROWS[0], mean=1.0, sd=2.0)
    assert patch(draw([low]), "spread-lead_time").get_x() == 0.0


def test_a_mean_of_metrics_is_hollow_and_claims_no_interval() -> None:
    chart = draw(ROWS)
    (mean,) = lines(chart, "score-overall").values()
    (metric,) = lines(chart, "score-lead_time").values()
    assert mean.get_markerfacecolor() == theme.SURFACE
    assert metric.get_markerfacecolor() == theme.ACCENT
    assert not lines(chart, "interval-overall")
    assert "Overall: 7.2, the mean of 2 of 5 metrics; published 6.8." in chart.alt


def test_a_hidden_metric_is_hatched_with_its_reason() -> None:
    chart = draw(ROWS)
    assert patch(chart, "hidden-rework").get_hatch()
    assert "Rework: hidden: fewer than 10 answers." in chart.alt
    assert not lines(chart, "score-rework")
    nothing = draw(ROWS, hidden="Nothing of this was asked.")
    assert patch(nothing, "hidden-all").get_hatch()
    assert "6.0" not in nothing.alt


def test_the_alt_text_has_every_figure_and_names_what_stands_behind() -> None:
    chart = draw(ROWS)
    said = chart.alt.replace(theme.NBSP, " ")
    assert "Change lead time: 6.0 (interval 5.5\u20136.5), n 58; published 5.5 \u00b1 2.4." in said
    assert any(BASELINE in text for text in texts(chart))


def test_no_interval_and_one_without_width_are_said() -> None:
    assert DeliveryRow("a", "9", 1.0).interval == "\u2013"
    assert DeliveryRow("a", "9", 1.0, 1.0, 1.0).interval == "no width"
    assert "a: 1.0, without an interval, n 9." in draw([DeliveryRow("a", "9", 1.0)]).alt


@pytest.mark.parametrize("width", [theme.WIDE, theme.PAPER, theme.NARROW])
@pytest.mark.parametrize("label", ["Recovery", LONG, "Wiederherstellungszeit nach Auslieferungen"])
def test_nothing_overlaps_or_leaves_the_paper(width: float, label: str) -> None:
    rows = [replace(row, label=f"{label} {row.code}") for row in ROWS]
    ends = [
        replace(ROWS[0], score=score, low=score, high=score, code=f"{score}") for score in (0, 10)
    ]
    chart = draw([*rows, *ends], width=width, baseline=f"{BASELINE} und Gesundheitswesen")
    assert collisions(chart) == []
    assert outside(chart) == []
