"""Reliability and drivers as tables, pictures and parts of the report; nothing of 25 answers."""

from __future__ import annotations

import csv
import io
from dataclasses import replace
from typing import Any

import pytest

from analysis.charts import theme
from analysis.exports.csv import table_bytes
from analysis.exports.document import report_document
from analysis.exports.html import report_html
from analysis.exports.pictures import draw_picture
from analysis.measurement import Together
from analysis.release import HiddenReason, Release
from tests.analysis.charts.looking import collisions, outside, texts
from tests.releases import demo_release, with_together


@pytest.fixture
def measured() -> Release:
    return with_together(demo_release())


def read(name: str, release: Release) -> list[dict[str, Any]]:
    raw = table_bytes(name, [release]).decode("utf-8-sig")
    return list(csv.DictReader(io.StringIO(raw, newline="")))


def test_the_table_of_reliability(measured: Release) -> None:
    rows = read("reliability", measured)
    apart = rows[0]
    assert (apart["what"], apart["verdict"], apart["n"]) == ("construct", "falls_apart", "58")
    assert (apart["alpha"], apart["alpha_low"], apart["alpha_high"]) == ("0.37", "0.11", "0.57")
    assert (rows[1]["what"], rows[1]["verdict"]) == ("question", "runs_against_the_others")
    assert rows[1]["r_drop"] == "-0.31"
    singles = [row for row in rows if row["verdict"] == "single"]
    assert not any(row["alpha"] for row in singles)
    several = [c for c in measured.instrument.constructs if len(c.items) > 1]
    assert len([row for row in rows if row["alpha"]]) == len(several)


def test_the_table_of_drivers(measured: Release) -> None:
    rows = read("drivers", measured)
    shares = [float(row["share"]) for row in rows]
    assert shares == sorted(shares, reverse=True)
    first = rows[0]
    assert (first["outcome"], first["n"], first["explained"]) == ("recommend", "57", "0.48")
    (none,) = read("drivers", replace(measured, together=Together()))
    assert "more than 25 people" in none["hidden"]
    assert "share" not in none


@pytest.mark.parametrize("width", [theme.WIDE, theme.PAPER, theme.NARROW])
def test_the_picture_of_drivers(measured: Release, width: float) -> None:
    chart = draw_picture("drivers", [measured], width=width)
    first, second, *_ = measured.instrument.constructs
    assert chart.title.startswith(f"{first.title} or {second.title}: one of them goes along with")
    assert "never a cause" in chart.alt
    assert "48\u00a0% of its differences that all constructs tell, 57 people" in chart.alt
    for one in measured.instrument.constructs:
        assert one.title in chart.alt
    assert (collisions(chart), outside(chart)) == ([], [])


@pytest.mark.parametrize(
    ("high", "explained", "title"),
    [
        (0.0, 0.48, "Ease of release goes along with"),
        (1.0, 0.48, "No construct surely goes along most with"),
        (0.0, 0.01, "Nothing goes along with"),
    ],
)
def test_the_title_says_no_more_than_is_sure(
    measured: Release, high: float, explained: float, title: str
) -> None:
    found = measured.together.drivers
    assert found
    rows = (found.drivers[0], *(replace(one, high=high) for one in found.drivers[1:]))
    drivers = replace(found, drivers=rows, explained=explained)
    chart = draw_picture("drivers", [replace(measured, together=Together(drivers=drivers))])
    assert chart.title.startswith(title)


def test_the_picture_without_drivers_says_why(measured: Release) -> None:
    none = draw_picture("drivers", [replace(measured, together=Together())])
    assert "more than 25 people have to answer it" in " ".join(texts(none))
    asked = replace(measured.instrument, outcome="")
    nothing = draw_picture("drivers", [replace(measured, instrument=asked, together=Together())])
    assert "names no outcome" in " ".join(texts(nothing))


def test_the_report_has_both_parts(measured: Release) -> None:
    document = report_document([measured])
    titles = [part.title for part in document.parts]
    assert "How well this was measured" in titles
    assert "drivers" in [figure.name for figure in document.figures]
    html = report_html(document, {}, ())
    for said in ("Read its items one by one", "hardly two things",
                 "runs against the other questions", "never a cause"):  # fmt: skip
        assert said in html


def test_the_report_without_figures_says_one_sentence_each(measured: Release) -> None:
    html = report_html(report_document([replace(measured, together=Together())]), {}, ())
    assert "more than 25 people have to answer all of its items" in html
    assert "more than 25 people have to answer it" in html
    assert "alpha 0" not in html
    assert "goes along with it most" not in html


def test_nothing_of_it_is_in_the_report_of_a_hidden_round(measured: Release) -> None:
    everybody = replace(measured.organisation, hidden=HiddenReason.ROUND_TOO_SMALL, answers=None)
    hidden = replace(measured, groups=(everybody,))
    html = report_html(report_document([hidden]), {}, ())
    assert "alpha" not in html
    assert "goes along" not in html
