"""Slides and workbooks opened with LibreOffice: every text is there, and none leaves its place."""

from __future__ import annotations

import io
import os
from collections.abc import Callable
from typing import Any

import pytest
from openpyxl import load_workbook
from pptx import Presentation
from pptx.util import Length, Pt

from analysis.exports.xlsx import METHODS, workbook_bytes
from analysis.release import Release
from analysis.report import pptx_of_report
from analysis.words import words_in
from tests.analysis.exports.test_pptx import with_long_names
from tests.office import (
    NO_OFFICE,
    Box,
    Page,
    Word,
    drawn,
    letters,
    missing_programs,
    on_each_other,
    outside,
)
from tests.releases import demo_releases, with_together

pytestmark = pytest.mark.office

#: English metric units of a point, and points by which a letter may lean out of its place.
UNITS, SLACK = 12_700, 2.0


@pytest.fixture(scope="session")
def office(tmp_path_factory: pytest.TempPathFactory) -> Callable[[bytes, str], list[Page]]:
    """Draws a file; without the programs tests are skipped, and fail where ``CI=true``."""
    if missing_programs():
        if os.environ.get("CI") == "true":
            pytest.fail(NO_OFFICE)
        pytest.skip(NO_OFFICE)
    return lambda raw, ending: drawn(raw, ending, tmp_path_factory.mktemp("office"))


@pytest.fixture(scope="module")
def rounds() -> list[Release]:
    releases = list(demo_releases())
    return [*releases[:-1], with_together(releases[-1])]


def slides(rounds: list[Release], language: str) -> bytes:
    """The deck; in German with names that want more room than there is."""
    if language == "en":
        return pptx_of_report(rounds)
    with words_in("de"):
        return pptx_of_report([with_long_names(one) for one in rounds])


def box_of(shape: Any) -> Box:
    ends = (shape.left, shape.top, shape.left + shape.width, shape.top + shape.height)
    return Box(*(end / UNITS for end in ends))


def wrong_on(page: Page, slide: Any) -> list[str]:
    """Texts of a slide that are not in their place, and words that belong to no place."""
    found = [f"beside the slide: {word}" for word in outside(page)]
    found += [f"on each other: {pair}" for pair in on_each_other(page.words)]
    rest = list(page.words)
    for shape in slide.shapes:
        place = box_of(shape)
        inside = [word for word in rest if place.holds(word.box, SLACK)]
        rest = [word for word in rest if word not in inside]
        if shape.has_text_frame:
            text = shape.text_frame.text
            # Two sizes of type in one place are read in another order than they are written.
            if sorted(letters([text])) != sorted(letters(word.text for word in inside)):
                found.append(f"not in its place: {text[:80]}")
    return found + [f"in no place: {word.text}" for word in rest]


@pytest.mark.parametrize("language", ["en", "de"])
def test_every_slide_is_a_page_and_every_text_in_its_place(
    language: str, rounds: list[Release], office: Callable[[bytes, str], list[Page]]
) -> None:
    raw = slides(rounds, language)
    shown = list(Presentation(io.BytesIO(raw)).slides)
    pages = office(raw, "pptx")
    assert len(pages) == len(shown) > 15
    wrong = [
        f"{number}: {one}"
        for number, (page, slide) in enumerate(zip(pages, shown, strict=True), start=1)
        for one in wrong_on(page, slide)
    ]
    assert wrong == []
    n = "58 von 70 haben geantwortet" if language == "de" else "58 of 70 answered"
    for page, slide in zip(pages, shown, strict=True):
        assert letters([slide.shapes.title.text_frame.text]) in page.letters
        assert letters([n]) in page.letters


def test_a_text_that_leaves_its_place_is_found(
    rounds: list[Release], office: Callable[[bytes, str], list[Page]]
) -> None:
    opened = Presentation(io.BytesIO(slides(rounds[-1:], "en")))
    large, beside, *_rest = opened.slides
    large.shapes.title.text_frame.paragraphs[0].runs[0].font.size = Pt(150)
    below = next(shape for shape in beside.shapes if "58 of 70" in shape.text_frame.text)
    below.top = Length((opened.slide_height or 0) - 8 * UNITS)
    raw = io.BytesIO()
    opened.save(raw)
    pages = office(raw.getvalue(), "pptx")
    found = [wrong_on(page, slide) for page, slide in zip(pages, opened.slides, strict=True)]
    assert any(one.startswith("beside the slide: ") for one in found[0])
    assert any(one.startswith("on each other: ") for one in found[0])
    assert any(one.startswith("not in its place: Developer experience") for one in found[0])
    assert any(one.startswith("in no place: ") for one in found[0])
    assert found[1] == ["not in its place: 58 of 70 answered (83\u00a0%)."]
    assert not any(found[2:])


def head_of(page: Page) -> list[Word]:
    """The words of the highest line."""
    top = min(word.box.top for word in page.words)
    return [word for word in page.words if word.box.top - top < SLACK]


def sheets_of(pages: list[Page], raw: bytes) -> dict[str, list[Page]]:
    """The pages of each sheet, found by the head of its table, which is repeated on each."""
    heads = [sorted(letters(word.text for word in head_of(page))) for page in pages]
    found: dict[str, list[Page]] = {}
    for sheet in load_workbook(io.BytesIO(raw)).worksheets[1:]:
        own = sorted(letters(str(cell.value) for cell in sheet[1]))
        found[sheet.title] = [page for page, head in zip(pages, heads, strict=True) if head == own]
        assert found[sheet.title], sheet.title
    methods = len(pages) - sum(map(len, found.values()))
    told = {METHODS: pages[:methods], **found}
    assert [page for own in told.values() for page in own] == pages, "a head is on each page"
    return told


def wrong_in(page: Page) -> list[str]:
    """What of a page of a workbook cannot be read: figures without room, words on others."""
    found = [f"beside the sheet: {word}" for word in outside(page)]
    found += [f"no room: {word.text}" for word in page.words if "###" in word.text]
    return found + [f"on each other: {pair}" for pair in on_each_other(page.words)]


def test_every_sheet_is_drawn_with_its_head_and_room_for_every_cell(
    rounds: list[Release], office: Callable[[bytes, str], list[Page]]
) -> None:
    raw = workbook_bytes(rounds)
    sheets = sheets_of(office(raw, "xlsx"), raw)
    assert list(sheets)[:2] == [METHODS, "codebook"]
    methods = "".join(page.letters for page in sheets[METHODS])
    for fact in (
        "Developer experience, Spring 2027",
        "58 of 70 answered (83 %)",
        "k = 5; told in full",
        "SHA-256",
    ):
        assert letters([fact]) in methods
    wrong = [
        f"{name}: {one}"
        for name, pages in sheets.items()
        for page in pages
        for one in wrong_in(page)
    ]
    assert wrong == []


def test_titles_of_columns_are_whole_beside_long_german_names(
    rounds: list[Release], office: Callable[[bytes, str], list[Page]]
) -> None:
    raw = workbook_bytes([with_long_names(one) for one in rounds])
    for name, pages in sheets_of(office(raw, "xlsx"), raw).items():
        for page in pages:
            assert outside(page) == [], name
            assert on_each_other(head_of(page)) == [], name
            assert not any("###" in word.text for word in page.words), name


def test_columns_without_room_are_found(
    rounds: list[Release], office: Callable[[bytes, str], list[Page]]
) -> None:
    book = load_workbook(io.BytesIO(workbook_bytes(rounds, ["constructs"])))
    sheet = book["constructs"]
    for column in sheet.column_dimensions.values():
        column.width = 3
    raw = io.BytesIO()
    book.save(raw)
    found = [one for page in office(raw.getvalue(), "xlsx") for one in wrong_in(page)]
    assert any(one.startswith("no room: ###") for one in found)
    assert any(one.startswith("on each other: ") for one in found)
