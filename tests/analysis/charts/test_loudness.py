"""Support requests beside the survey as a picture: the numbers drawn are those given."""

from __future__ import annotations

import math
from dataclasses import replace

import numpy as np
import pytest
from matplotlib.lines import Line2D

from analysis.charts import theme
from analysis.charts.loudness import LoudnessRow, loudness_chart
from analysis.charts.theme import Chart, svg_bytes
from tests.analysis.charts.looking import LONG, Part, collisions, outside, patch, texts

ROWS = (
    LoudnessRow(
        "Softwarebereitstellungsgeschwindigkeit und Verlässlichkeit der Auslieferungskette",
        36, 0.4, Part(0.78, 0.73, 0.82), 58, 1, 4, "laut, aber kein Problem", code="release",
    ),
    LoudnessRow("Feedback loops", 30, 1 / 3, Part(0.38, 0.29, 0.47), 57, 2, 2, "laut und niedrig",
                is_problem=True, code="feedback"),
    LoudnessRow(LONG, 24, 24 / 90, Part(0.52, 0.43, 0.6), 58, 3, 3, "nicht zu sagen", code="long"),
    LoudnessRow("Fokus", 0, 0.0, Part(0.1, 0.1, 0.1), 55, 4, 1, "still", is_problem=True,
                code="focus"),
    LoudnessRow("Kultur", 0, 0.0, None, 0, None, None, "nicht zu sagen",
                word="verborgen: weniger als 10 Antworten", code="culture"),
)  # fmt: skip


def drawn(*rows: LoudnessRow, hidden: str | None = None, width: float = theme.WIDE) -> Chart:
    return loudness_chart(
        rows, title="Silent: Fokus", subtitle="90 requests", foot="58 of 70", hidden=hidden,
        even=0.2, width=width,
    )  # fmt: skip


@pytest.mark.parametrize("width", [theme.WIDE, theme.PAPER, theme.NARROW])
def test_every_figure_is_written_and_nothing_overlaps(width: float) -> None:
    chart = drawn(*ROWS, width=width)
    written = " ".join(texts(chart))
    for said in (
        "36 (40\u00a0%)",
        "78\u00a0% (73\u201382)",
        "30 (33\u00a0%)",
        "38\u00a0% (29\u201347)",
    ):
        assert said in written
        assert said in chart.alt
    for said in ("n 58", "n 57", "n 55"):
        assert said in written.replace("\u00a0", " ")
        assert said in chart.alt
    assert "laut und niedrig" in written
    assert "weniger als 10 Antworten" in written.replace("\n", " ")
    assert (collisions(chart), outside(chart)) == ([], [])


@pytest.mark.parametrize("width", [theme.WIDE, theme.NARROW])
def test_marks_stand_where_the_numbers_are(width: float) -> None:
    chart = drawn(*ROWS, width=width)
    lines = [one for one in chart.figure.findobj(Line2D) if isinstance(one, Line2D)]
    x = {str(one.get_gid()): np.asarray(one.get_xdata(), dtype=float) for one in lines}
    unit = (x["favourable-release"][0] - x["favourable-focus"][0]) / (0.78 - 0.1)
    zero = x["favourable-focus"][0] - 0.1 * unit
    assert x["interval-feedback"][0] == pytest.approx(zero + 0.29 * unit)
    assert x["interval-feedback"][1] == pytest.approx(zero + 0.47 * unit)
    release, feedback = (patch(chart, f"requests-{code}") for code in ("release", "feedback"))
    assert release.get_x() == 0.0
    assert release.get_width() == pytest.approx(0.4)
    assert feedback.get_width() == pytest.approx(1 / 3)


def test_what_is_not_told_is_hatched_and_never_a_dot() -> None:
    chart = drawn(*ROWS)
    named = {str(part.get_gid()) for part in chart.figure.findobj()}
    assert "favourable-release" in named
    assert "hidden-culture" in named
    assert not {"favourable-culture", "requests-culture", "interval-culture"} & named
    assert "nan" not in chart.alt


def test_a_share_without_requests_is_a_dash() -> None:
    chart = drawn(replace(ROWS[3], share=math.nan))
    assert "0 (\u2013)" in " ".join(texts(chart))
    assert "nan" not in chart.alt + " ".join(texts(chart))


def test_one_reason_where_nothing_is_told() -> None:
    assert "fewer than 5 answers" in drawn(hidden="fewer than 5 answers").alt
    assert "nothing to show" in drawn().alt


def test_the_same_figure_is_the_same_bytes() -> None:
    assert svg_bytes(drawn(*ROWS)) == svg_bytes(drawn(*ROWS))
