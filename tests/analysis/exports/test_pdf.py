"""The report as PDF: A4, tagged and described, every word a text, the same bytes every time."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from dataclasses import replace
from datetime import date

import pytest

from analysis.charts import theme
from analysis.events import Event
from analysis.exports.blocks import Document, Figure, Paragraph, Table
from analysis.exports.document import MOST_UNITS_ON_PAPER, TOO_MANY_UNITS, report_document
from analysis.exports.pictures import draw_picture
from analysis.instrument import Construct
from analysis.release import Release, release_sha256
from analysis.report import pdf_of_report
from tests.analysis.charts.test_typesetting import HOSTILE
from tests.analysis.exports.small import small_release, small_releases
from tests.analysis.exports.test_heatmap import large_release
from tests.pdfs import page_count, page_sizes, streams, strings, text_of


@pytest.fixture(scope="module")
def made() -> bytes:
    """A report on two rounds."""
    return pdf_of_report(small_releases())


def words(raw: bytes) -> str:
    """All that is written on the pages, white space as one space."""
    return re.sub(r"\s+", " ", text_of(raw))


def hostile_release(number: int) -> Release:
    """A round whose every title would like to be markup."""
    release = small_release(number)
    asked = release.instrument
    items = tuple(replace(item, text=f"{HOSTILE} {item.code}") for item in asked.items)
    return replace(
        release,
        round=replace(release.round, title=f"{HOSTILE} {number}"),
        instrument=replace(
            asked,
            title=HOSTILE,
            items=items,
            constructs=tuple(Construct(c.code, HOSTILE, c.items) for c in asked.constructs),
            sections=tuple(replace(section, title=HOSTILE) for section in asked.sections),
        ),
        groups=tuple(replace(g, title=HOSTILE if g.path else g.title) for g in release.groups),
    )


def test_every_page_is_a4(made: bytes) -> None:
    sizes = page_sizes(made)
    assert len(sizes) == page_count(made) > 4
    for width, height in sizes:
        assert (width, height) == pytest.approx((595.276, 841.89), abs=0.01)


def test_it_is_tagged_and_has_a_title_a_language_and_bookmarks(made: bytes) -> None:
    raw = streams(made)
    for sign in (b"/StructTreeRoot", b"/Marked true", b"<pdfuaid:part>1</pdfuaid:part>"):
        assert sign in raw
    for role in (b"/S/H1", b"/S/Table", b"/S/TH", b"/S/Figure", b"/S/L", b"/S/Title"):
        assert role in raw.replace(b" ", b""), role
    said = strings(made)
    assert {"Small <survey>, Spring 2027", "en"} <= set(said)
    for part in report_document(small_releases(), paged=True).parts:
        assert part.title in said, part.title


def test_it_says_the_facts_the_findings_and_how_to_read_them(made: bytes) -> None:
    said = words(made)
    for text in (
        "Results of a survey", "30 of 40 answered (75 %)", "confidential, not anonymous",
        "6 Apr 2027 to 20 Apr 2027", "k = 5", release_sha256(small_release()), "ab" * 32,
        "What changed", "Since Autumn 2026.", "What to look at", "Contents", "How to read this",
        "Rounds are independent", "since the round before", f"1 / {page_count(made)}",
    ):  # fmt: skip
        assert text in said, text


def test_every_picture_is_there_with_its_alt_text(made: bytes) -> None:
    releases = small_releases()
    figures = report_document(releases, paged=True).figures
    assert {figure.name for figure in figures} >= {"constructs", "change-constructs", "heatmap"}
    said = strings(made)
    for one in figures:
        chart = draw_picture(one.name, releases, group=one.group, code=one.code, width=theme.PAPER)
        assert chart.alt in said, one.stem
        assert re.sub(r"\s+", " ", chart.title)[:30] in words(made), one.stem


def test_text_is_text_in_embedded_truetype_fonts(made: bytes) -> None:
    raw = streams(made)
    assert b"/FontFile2" in raw
    assert b"/Type3" not in raw
    names = set(re.findall(rb"/BaseFont/\w+\+([\w-]+)", raw))
    assert names == {b"DejaVuSans", b"DejaVuSans-Bold"}


def test_what_a_person_typed_is_never_markup() -> None:
    raw = pdf_of_report([hostile_release(0), hostile_release(1)])
    said = words(raw)
    for text in ("#panic(", "*bold*", "$x^2$", "@label", "<tag>", "[content]", "#read("):
        assert text in said, text
    assert "root:" not in said


def test_the_same_releases_are_the_same_bytes_in_any_process(made: bytes) -> None:
    script = (
        "import sys; from analysis.report import pdf_of_report;"
        "from tests.analysis.exports.small import small_releases;"
        "sys.stdout.buffer.write(pdf_of_report(small_releases()))"
    )
    other = subprocess.run(
        [sys.executable, "-c", script],
        check=True,
        capture_output=True,
        env={**os.environ, "PYTHONHASHSEED": "4711", "SOURCE_DATE_EPOCH": "1", "HOME": "/"},
    )
    assert other.stdout == made
    assert pdf_of_report(small_releases()) == made
    assert not re.search(rb"CreationDate|ModDate|xmp:\w+Date", streams(made))


def test_a_round_that_is_too_small_says_only_that() -> None:
    raw = pdf_of_report([small_release(1, people=4)])
    assert "ewer than 5 people answered" in words(raw)
    assert b"/S/Figure" not in streams(raw).replace(b" ", b"")
    assert report_document([small_release(1, people=4)], paged=True).figures == []


def test_a_hidden_unit_has_a_reason_and_no_figure() -> None:
    hidden = words(pdf_of_report([small_release(1, people=25, south=3)]))
    assert "3 of 14" not in hidden
    assert "South Hidden: fewer than 5 answers." in hidden
    assert "10 of 14" in words(pdf_of_report([small_release(1)]))


def test_a_unit_told_in_bands_says_them_and_no_figure() -> None:
    said = words(pdf_of_report([small_release(1, people=27)]))
    assert "5\u20139 answers in South, 14 asked." in said
    assert re.search(r"Flow 5\u20139 \u2013 ?(40 % or less|between 40 and 60 %|60 % or more)", said)
    assert "9 of 14" not in said


def test_events_are_on_the_trend() -> None:
    releases = [
        replace(one, round=replace(one.round, opened_on=None, closed_on=day))
        for one, day in zip(small_releases(), ("2026-10-20", "2027-04-20"), strict=True)
    ]
    moved = Event(date(2027, 1, 12), "reorganisation")
    assert "reorganisation" in words(pdf_of_report(releases, events=[moved]))
    assert "reorganisation" not in words(pdf_of_report(releases))


def test_many_units_are_on_several_pages() -> None:
    document = report_document([large_release(5, 7)], paged=True)
    pages = [one for one in document.figures if one.name == "heatmap"]
    assert [one.code for one in pages] == [str(number) for number in range(1, len(pages) + 1)]
    assert len(pages) > 1
    whole = report_document([large_release(5, 7)])
    assert [one for one in whole.figures if one.name == "heatmap"] == [Figure("heatmap")]


def test_too_many_units_have_no_page_each() -> None:
    few, many = (
        report_document([large_release(n, 0)], paged=True)
        for n in (MOST_UNITS_ON_PAPER, MOST_UNITS_ON_PAPER + 1)
    )
    assert len([one for one in few.figures if one.group]) == MOST_UNITS_ON_PAPER
    assert [one for one in many.figures if one.group] == []
    assert Paragraph("25 units are shown, too many" + TOO_MANY_UNITS.partition("too many")[2]) in [
        block for part in many.parts for block in part.blocks
    ]
    screen = report_document([large_release(MOST_UNITS_ON_PAPER + 1, 0)])
    assert len([one for one in screen.figures if one.group]) == MOST_UNITS_ON_PAPER + 1


def test_paper_has_the_same_rows_as_the_screen() -> None:
    screen, paper = (report_document(small_releases(), paged=paged) for paged in (False, True))

    def tables(document: Document) -> list[tuple[str, list[str]]]:
        return [
            (one.title, [line.label for line in one.lines])
            for part in document.parts
            for one in part.blocks
            if isinstance(one, Table)
        ]

    assert tables(screen) == tables(paper)
    assert len(tables(screen)) > 2


def test_progress_is_told() -> None:
    told: list[str] = []
    pdf_of_report([small_release()], told.append)
    assert told[0].startswith("Drawing constructs for paper (1 of ")
    assert told[-1].startswith("Typesetting")
