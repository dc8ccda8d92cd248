"""What is said of support requests beside a release: sentences, picture, table."""

from __future__ import annotations

import csv
import io

import pyarrow.parquet as pq
import pytest
from openpyxl import load_workbook

from analysis.charts import theme
from analysis.concentration import busiest_tenth
from analysis.exports.blocks import Figure, Listing
from analysis.exports.columns import COLUMNS, ROWS
from analysis.exports.csv import table_bytes
from analysis.exports.deck import report_deck
from analysis.exports.document import report_document
from analysis.exports.loudness import (
    LONGEST,
    agreement_words,
    concentration_sentences,
    headline,
    loudness_picture,
    problem_sentences,
    requester_words,
)
from analysis.exports.parquet import parquet_bytes
from analysis.exports.pptx_charts import LABEL, LEADING, label_place
from analysis.exports.pptx_places import BODY, UNITS
from analysis.exports.tables import make_table
from analysis.exports.xlsx import workbook_bytes
from analysis.loudness import LOUD_AND_SILENT, Loudness, Requests, RequestsBeside, loudness
from analysis.report import html_of_report, pptx_of_report
from analysis.words import words_in
from tests.analysis.charts.looking import collisions, outside
from tests.analysis.exports.test_pptx import charts, needed, opened, with_long_names
from tests.releases import TEAMS, demo_release, demo_releases

RELEASE = demo_releases()[-1]
PLACES = {one.code: one.code for one in RELEASE.instrument.constructs}
LOUD = {"release": 36, "docs": 24, "feedback": 20, "tests": 10, "load": 10}


def found(by_code: dict[str, int], unit: str = "Platform/Build") -> Loudness:
    return loudness(RELEASE, [Requests(code, unit, n) for code, n in by_code.items()], PLACES)


def beside(by_code: dict[str, int], unit: str = "Platform/Build") -> RequestsBeside:
    return RequestsBeside(
        requests=tuple(Requests(code, unit, n) for code, n in by_code.items()),
        places=tuple(PLACES.items()),
        findings=(),
        first="2026-11-01",
        last="2027-04-30",
        period="Nov 2026 to Apr 2027",
    )


def spaced(text: str) -> str:
    return text.replace("\u00a0", " ")


def test_loud_problems_silent_ones_and_noise_are_named_with_their_figures() -> None:
    problems, fine = map(spaced, problem_sentences(found(LOUD)))
    assert problems == (
        "Loud problems: Documentation (24 of 100 requests, 19 % favourable), Feedback loops "
        "(20 of 100 requests, 43 % favourable) and Test automation (10 of 100 requests, 43 % "
        "favourable); silent problems: Focus time (0 of 100 requests, 38 % favourable)."
    )
    assert fine == (
        "Loud, but no problem in the survey: Ease of release (36 of 100 requests, 78 % favourable)."
    )


@pytest.mark.parametrize(
    ("by_code", "said"),
    [
        ({}, "No support request of this period is imported."),
        ({"docs": 19}, "Too few requests to tell loud from silent: 19 belong to a construct"),
        ({"docs": 1}, "1 belongs to a construct, and it takes 20."),
        ({"vcs": 60}, "no loud one is found."),
        (dict.fromkeys(("docs", "focus", "feedback", "tests"), 10), "no silent one is found."),
    ],
)
def test_what_cannot_be_said_is_not_said(by_code: dict[str, int], said: str) -> None:
    assert said in problem_sentences(found(by_code))[0]


def test_nothing_low_is_no_problem() -> None:
    small = demo_release(answers=3)
    result = loudness(small, [Requests("docs", "", 40)], PLACES)
    assert problem_sentences(result) == (
        "No construct is clearly low, so no problem is found, loud or silent.",
    )
    assert "0 constructs are told in full, and it takes 6" in agreement_words(result)


def test_no_sentence_claims_a_cause_or_significance() -> None:
    result = found(LOUD)
    said = " ".join(
        (*problem_sentences(result), agreement_words(result), *concentration_sentences(result),
         headline(result), loudness_picture(RELEASE, result, period="a year").alt)
    ).lower()  # fmt: skip
    assert "loud problems" in said
    for word in ("significan", "because", "cause", "due to", "leads to"):
        assert word not in said


def test_agreement_is_said_in_pairs() -> None:
    said = agreement_words(found(LOUD))
    assert said.startswith("Of 66 pairs of constructs, ")
    assert "n 12" in said
    assert "not tested" in said
    nothing = agreement_words(found({}))
    assert "tau-b –" in nothing  # all tied: there is no order to agree with


def test_concentration_in_words() -> None:
    requests = [Requests("docs", path, 1) for path in list(TEAMS)[1:6]]
    one = concentration_sentences(
        loudness(RELEASE, [*requests, Requests("docs", "Platform/Build", 15)], PLACES)
    )
    assert spaced(one[0]) == (
        "The busiest tenth of the 8 units is a single one, Build: it sent 75 % of the requests "
        "that name a unit, 15 of 20."
    )
    assert one[1] == "All in all 20 requests for 70 people, 0.3 a head."
    assert one[2].startswith("Never heard from in this period: ")
    assert "(8 people)" in one[2]
    tied = concentration_sentences(loudness(RELEASE, requests, PLACES))
    assert tied[0].startswith("Most come from ")
    assert "each with 1 of 5 requests" in tied[0]
    everybody = [Requests("docs", path, 2) for path in TEAMS]
    assert "Every unit was heard from in this period." in concentration_sentences(
        loudness(RELEASE, everybody, PLACES)
    )


def test_requests_without_a_unit_are_not_laid_on_any() -> None:
    said = concentration_sentences(found(LOUD, unit=""))
    assert said == (
        "No request names a unit of this round, so nobody can tell where they come from.",
    )
    mixed = loudness(RELEASE, [Requests("docs", "", 3), Requests("docs", "Platform/Build", 9)], {})
    assert "3 requests name no unit of this round: they may be of any." in concentration_sentences(
        mixed
    )


def test_requesters_in_words() -> None:
    tenth = busiest_tenth([20, 10, 5, *[1] * 22])
    assert spaced(requester_words(tenth)) == (
        "25 different people asked. The busiest tenth of them, 3 people, sent 61 % of the "
        "requests: 35 of 57."
    )


def test_a_long_title_leaves_out_what_is_no_problem() -> None:
    short, long = headline(found({"docs": 60, "release": 60})), headline(found(LOUD))
    assert "no problem" not in long
    assert len(short) > 0
    assert max(len(long), len(short)) <= LONGEST + 60


@pytest.mark.parametrize("language", ["en", "de", "es"])
@pytest.mark.parametrize("width", [theme.WIDE, theme.PAPER, theme.NARROW])
def test_the_picture_states_what_was_found_and_nothing_overlaps(
    width: float, language: str
) -> None:
    with words_in(language):
        chart = loudness_picture(RELEASE, found(LOUD), period="2027", width=width)
    assert (collisions(chart), outside(chart)) == ([], [])
    assert "Documentation" in chart.title
    assert "24 (24\u00a0%)" in chart.alt
    assert "release" in chart.alt


def test_a_round_that_is_too_small_is_one_hatch() -> None:
    small = demo_release(answers=3)
    chart = loudness_picture(small, loudness(small, [], {}), period="2027")
    assert "fewer than 5 answers in the whole round" in chart.alt


def test_the_table_has_constructs_then_units_and_no_answers_by_unit() -> None:
    body = table_bytes(LOUD_AND_SILENT, [RELEASE], beside(LOUD))
    rows = list(csv.DictReader(io.StringIO(body.decode("utf-8-sig"))))
    constructs = [row for row in rows if row["what"] == "construct"]
    units = [row for row in rows if row["what"] == "unit"]
    assert len(constructs) == len(PLACES)
    assert {row["code"] for row in units} == set(TEAMS)
    assert constructs[0]["verdict"] == "loud_but_fine"
    assert constructs[0]["favourable"]
    # A unit's requests stand beside its head count and beside nothing that anybody answered.
    assert {row[name] for row in units for name in ("favourable", "low", "high", "n")} == {""}
    assert {row["requests_from"] for row in rows} == {"2026-11-01"}


# ------------------------------------------------------------- in reports, slides and workbooks


def test_a_report_says_what_the_page_says_and_nothing_without_requests() -> None:
    asked = beside(LOUD)
    part = next(one for one in report_document([RELEASE], asked=asked).parts
                if one.anchor == LOUD_AND_SILENT)  # fmt: skip
    figure, listed = part.blocks
    assert isinstance(figure, Figure)
    assert figure.name == LOUD_AND_SILENT
    assert isinstance(listed, Listing)
    loud = asked.beside(RELEASE)
    said = {*problem_sentences(loud), agreement_words(loud), *concentration_sentences(loud)}
    assert {spaced(one) for one in listed.items} == {spaced(one) for one in said}
    anchors = [one.anchor for one in report_document([RELEASE]).parts]
    assert "constructs" in anchors
    assert LOUD_AND_SILENT not in anchors


def test_a_round_that_is_too_small_has_no_requests_beside_it_anywhere() -> None:
    """What it has a part of with enough answers it has none of with three."""
    small, asked = demo_release(answers=3), beside(LOUD)
    assert LOUD_AND_SILENT not in [
        one.anchor for one in report_document([small], asked=asked).parts
    ]
    named = [slide.figure.name for slide in report_deck([RELEASE], asked).slides if slide.figure]
    assert LOUD_AND_SILENT in named
    assert not [one for one in report_deck([small], asked).slides if one.figure]


def test_html_and_slides_carry_the_chart() -> None:
    release = RELEASE
    page = html_of_report([release], asked=beside(LOUD)).decode()
    assert 'id="loud-and-silent"' in page
    assert "Documentation (24 of 100 requests" in spaced(page)
    assert 'id="loud-and-silent"' not in html_of_report([release]).decode()


@pytest.mark.parametrize("language", ["en", "de"])
def test_slides_of_requests_can_be_edited_and_nothing_leaves_its_place(language: str) -> None:
    with words_in(language):
        shown = opened(pptx_of_report([with_long_names(RELEASE)], asked=beside(LOUD)))
    found = [one for one in charts(shown) if len(one.chart.plots[0].series) == 2]
    loud = beside(LOUD).beside(RELEASE)
    shares = [share for one in found for share in one.chart.plots[0].series[1].values]
    assert shares == [one.share for one in loud.constructs]
    good = [value for one in found for value in one.chart.plots[0].series[0].values]
    assert good == [one.favourable.estimate if one.favourable else None for one in loud.constructs]
    shapes = [s for slide in shown.slides for s in slide.shapes if s.has_text_frame]
    for shape in (one for one in shapes if one.text_frame.text):
        assert needed(shape) <= shape.height / UNITS + 1, shape.text_frame.text
    for shape in found:
        labels = list(shape.chart.plots[0].categories)
        place = label_place(BODY, len(labels))
        for label in labels:
            assert len(theme.wrap(label, LABEL, place.width)) * LABEL * LEADING <= place.height


def test_every_column_of_the_table_is_named_and_in_the_workbook() -> None:
    asked = beside(LOUD)
    table = make_table(LOUD_AND_SILENT, [RELEASE], asked)
    assert {*table.columns} <= {*COLUMNS}
    assert LOUD_AND_SILENT in ROWS
    schema = pq.read_schema(io.BytesIO(parquet_bytes(LOUD_AND_SILENT, [RELEASE], asked)))
    assert schema.names == list(table.columns)
    assert schema.field("requests").type == "int64"
    with_requests = load_workbook(io.BytesIO(workbook_bytes([RELEASE], asked=asked)))
    without = load_workbook(io.BytesIO(workbook_bytes([RELEASE])))
    assert {*with_requests.sheetnames} - {*without.sheetnames} == {LOUD_AND_SILENT}
    with pytest.raises(ValueError, match="needs support requests"):
        make_table(LOUD_AND_SILENT, [RELEASE])
