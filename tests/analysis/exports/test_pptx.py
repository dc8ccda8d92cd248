"""The slides: each states what was found, nothing leaves its place, charts can be edited."""

from __future__ import annotations

import io
import os
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime
from typing import Any
from zipfile import ZipFile

import pytest
from openpyxl import load_workbook
from pptx import Presentation

from analysis.charts import theme
from analysis.delivery import delivery
from analysis.estimates import Estimate, estimate_construct
from analysis.exports.deck import report_deck
from analysis.exports.pptx_charts import LABEL, LEADING, label_place
from analysis.exports.pptx_places import BODY, POINTS, UNITS
from analysis.priorities import priorities
from analysis.release import Release, release_sha256
from analysis.report import pptx_of_report
from analysis.words import words_in
from tests.analysis.exports.asked_more import ABOUT, asking_more
from tests.analysis.exports.small import HOSTILE, small_release, small_releases
from tests.releases import demo_releases, with_together

LONG = "Bereitstellungsfreigabeverfahren und Zuverlässigkeitsübergabedokumentation"


def opened(raw: bytes) -> Any:
    return Presentation(io.BytesIO(raw))


def with_long_names(release: Release) -> Release:
    """The release with names that want more room than there is."""
    asked = release.instrument
    asked = replace(
        asked,
        title=f"{LONG} {asked.title}",
        items=tuple(replace(one, text=f"{one.text} {LONG} {LONG}") for one in asked.items),
        constructs=tuple(replace(one, title=f"{LONG} {one.title}") for one in asked.constructs),
    )
    groups = tuple(
        replace(one, title=f"{LONG} {one.title}") if one.path else one for one in release.groups
    )
    named = replace(release.round, title=f"{LONG} {release.round.title}")
    return replace(release, instrument=asked, groups=groups, round=named)


@pytest.fixture(scope="module")
def rounds() -> list[Release]:
    releases = list(demo_releases())
    return [*releases[:-1], with_together(releases[-1])]


@pytest.fixture(scope="module")
def deck(rounds: list[Release]) -> Any:
    """Slides on three rounds."""
    return opened(pptx_of_report(rounds))


@pytest.fixture(scope="module")
def german(rounds: list[Release]) -> Any:
    """The same in German, with long names."""
    with words_in("de"):
        return opened(pptx_of_report([with_long_names(one) for one in rounds]))


@pytest.fixture(scope="module")
def asked_more() -> list[Release]:
    """Rounds that asked what to fix first, and DORA's metrics."""
    return [asking_more(one) for one in demo_releases()]


@pytest.fixture(scope="module")
def deciding(asked_more: list[Release]) -> Any:
    return opened(pptx_of_report(asked_more))


@pytest.fixture(scope="module")
def german_deciding(asked_more: list[Release]) -> Any:
    with words_in("de"):
        return opened(pptx_of_report([with_long_names(one) for one in asked_more]))


ALL = ["deck", "german", "deciding", "german_deciding"]


def charts(shown: Any) -> Iterator[Any]:
    for slide in shown.slides:
        yield from (shape for shape in slide.shapes if shape.has_chart)


def alt(shape: Any) -> str:
    return str(shape.element.xpath("./*/p:cNvPr")[0].get("descr", ""))


def needed(shape: Any) -> float:
    """Pixels that the texts of a shape need, measured with the font of the charts."""
    tall = 0.0
    for paragraph in shape.text_frame.paragraphs:
        for run in paragraph.runs:
            size = run.font.size.pt / POINTS
            width = shape.width / UNITS
            lines = theme.wrap(run.text, size, width, bold=bool(run.font.bold))
            widest = max(theme.text_width(one, size, bold=bool(run.font.bold)) for one in lines)
            assert widest <= width, run.text
            tall += len(lines) * size * 1.3
        tall += paragraph.space_after.pt / POINTS
    return tall


@pytest.mark.parametrize("which", ALL)
def test_no_text_leaves_its_place(which: str, request: pytest.FixtureRequest) -> None:
    shown = request.getfixturevalue(which)
    texts = [shape for slide in shown.slides for shape in slide.shapes if shape.has_text_frame]
    assert len(texts) > 60
    for shape in texts:
        assert needed(shape) <= shape.height / UNITS + 1, shape.text_frame.text


@pytest.mark.parametrize("which", ALL)
def test_nothing_lies_on_anything_or_beside_the_slide(
    which: str, request: pytest.FixtureRequest
) -> None:
    shown = request.getfixturevalue(which)
    for slide in shown.slides:
        boxes = [(s.left, s.top, s.left + s.width, s.top + s.height) for s in slide.shapes]
        assert len(boxes) > 2
        for number, one in enumerate(boxes):
            assert one[0] >= 0
            assert one[1] >= 0
            assert one[2] <= shown.slide_width
            assert one[3] <= shown.slide_height
            for other in boxes[number + 1 :]:
                apart = (
                    one[2] <= other[0] or other[2] <= one[0]
                    or one[3] <= other[1] or other[3] <= one[1]
                )  # fmt: skip
                assert apart, slide.shapes.title.text_frame.text


@pytest.mark.parametrize("which", ALL)
def test_the_labels_of_bars_have_room(which: str, request: pytest.FixtureRequest) -> None:
    found = [c for c in charts(request.getfixturevalue(which)) if len(c.chart.plots[0].series) > 1]
    assert found
    for shape in found:
        labels = list(shape.chart.plots[0].categories)
        place = label_place(BODY, len(labels))
        for label in labels:
            lines = theme.wrap(label, LABEL, place.width)
            assert len(lines) * LABEL * LEADING <= place.height, label


def test_a_slide_is_16_to_9(deck: Any) -> None:
    assert deck.slide_width / deck.slide_height == pytest.approx(16 / 9, abs=1e-3)


def test_the_first_slide_says_what_it_is_of(deck: Any, rounds: list[Release]) -> None:
    first = deck.slides[0]
    said = "\n".join(shape.text_frame.text for shape in first.shapes)
    for text in (
        "Developer experience, Spring 2027", "58 of 70 answered", "confidential, not anonymous",
        "k = 5", release_sha256(rounds[-1]),
    ):  # fmt: skip
        assert text in said


def test_every_slide_has_title_source_and_notes(deck: Any, rounds: list[Release]) -> None:
    digest = release_sha256(rounds[-1])
    assert len(deck.slides) > 12
    for slide in list(deck.slides)[1:]:
        assert len(slide.shapes.title.text_frame.text) > 10
        said = "\n".join(shape.text_frame.text for shape in slide.shapes if shape.has_text_frame)
        assert "58 of 70 answered" in said
        assert "Spring 2027" in said
        assert digest[:12] in said
        assert digest in slide.notes_slide.notes_text_frame.text
        assert len(slide.notes_slide.notes_text_frame.text) > 150


def test_titles_state_the_finding(deck: Any) -> None:
    titles = [slide.shapes.title.text_frame.text for slide in deck.slides]
    assert "Clearly better: Ease of release; clearly worse: Documentation" in titles
    # As the overview and the page of priorities say it.
    assert "4 of 12 constructs stand out, Documentation most" in titles
    assert any(one.startswith("Most favourable: Version control") for one in titles)
    assert any(one.startswith("Clear trend to the better: Ease of release") for one in titles)
    assert "8 of 11 units are not told in full" in titles


def test_every_picture_and_chart_has_its_alt_text(deck: Any) -> None:
    pictures = [s for slide in deck.slides for s in slide.shapes if s.shape_type == 13]
    assert len(pictures) > 5
    assert len(list(charts(deck))) == 13
    for shape in (*pictures, *charts(deck)):
        assert len(alt(shape)) > 60
        assert any(letter.isdigit() for letter in alt(shape))


def test_pictures_are_as_fine_as_two_screens(deck: Any) -> None:
    for slide in deck.slides:
        for shape in slide.shapes:
            if shape.shape_type == 13:
                assert shape.image.size[0] * UNITS / shape.width >= 1.99
                assert shape.image.content_type == "image/png"


def test_bars_are_the_constructs_own_figures_and_can_be_edited(
    deck: Any, rounds: list[Release]
) -> None:
    shape = next(one for one in charts(deck) if len(one.chart.plots[0].series) == 3)
    bad, middle, good = shape.chart.plots[0].series
    assert [one.name for one in (bad, middle, good)] == ["unfavourable", "neutral", "favourable"]
    for place, construct in enumerate(rounds[-1].instrument.constructs):
        cell = estimate_construct(rounds[-1], "", construct.code)
        assert isinstance(cell, Estimate)
        assert cell.favourable is not None
        assert good.values[place] == cell.favourable.estimate
        assert middle.values[place] == cell.neutral
        assert bad.values[place] == cell.unfavourable
        assert f"n {cell.n}" in shape.chart.plots[0].categories[place]
    workbook = load_workbook(io.BytesIO(shape.chart.part.chart_workbook.xlsx_part.blob))
    assert workbook.active is not None
    assert [cell.value for cell in workbook.active[1]][1:] == [
        "unfavourable", "neutral", "favourable",
    ]  # fmt: skip


def pairs(shown: Any, first: str) -> Any:
    """The chart whose first series is called so."""
    return next(one for one in charts(shown) if one.chart.plots[0].series[0].name == first)


def test_priorities_are_a_ranked_list_that_can_be_edited(
    deciding: Any, asked_more: list[Release]
) -> None:
    shape = next(one for one in charts(deciding) if len(one.chart.plots[0].series) == 2)
    good, chosen = shape.chart.plots[0].series
    assert [good.name, chosen.name] == ["favourable", "chose it to fix first"]
    found = [one for one in priorities(asked_more[-1], asked_more[-2]) if one.chosen]
    assert len(found) == len(set(ABOUT.values())) == len(good.values)
    for place, one in enumerate(found):
        assert one.favourable is not None
        assert one.chosen is not None
        assert good.values[place] == one.favourable.estimate
        assert chosen.values[place] == one.chosen.estimate
        label = shape.chart.plots[0].categories[place]
        assert label.startswith(f"{place + 1}. {one.title}: ")
        assert f"{one.chosen.least} of {one.chosen.n}" in label.replace("\xa0", " ")
    ends = shape.chart._chartSpace.xpath(".//c:errBars//c:pt")
    assert len(ends) == 2 * 2 * len(found)
    assert shape.chart.value_axis.minimum_scale == 0


def test_delivery_stands_beside_what_was_published(
    deciding: Any, asked_more: list[Release]
) -> None:
    shape = pairs(deciding, "this round")
    own, published = shape.chart.plots[0].series
    assert published.name == "DORA 2025, all industries"
    found = delivery(asked_more[-1], "")
    scores = [one.score.estimate for one in found.told if one.score]
    assert list(own.values)[:5] == scores
    assert own.values[7] == found.scores.overall
    assert list(published.values)[5:7] == [None, None]  # nothing was published of these
    assert "mean of 3 of 3 metrics" in shape.chart.plots[0].categories[5]
    assert shape.chart.value_axis.maximum_scale == 10
    slide = next(one for one in deciding.slides if shape.name in [s.name for s in one.shapes])
    assert "no test" in slide.notes_slide.notes_text_frame.text


def test_what_was_not_asked_has_no_slide(deck: Any, deciding: Any) -> None:
    def names(shown: Any) -> set[str]:
        return {one.chart.plots[0].series[0].name for one in charts(shown)}

    assert names(deciding) - names(deck) == {"this round"}
    assert not [one for one in charts(deck) if len(one.chart.plots[0].series) == 2]


def test_lines_have_gaps_where_nothing_is_told_and_intervals_where_something_is(
    deck: Any,
) -> None:
    lines = {alt(one).partition(":")[0]: one for one in charts(deck)}
    reworded = lines["Small batches"].chart
    assert list(reworded.plots[0].series[0].values)[:2] == [None, None]
    bars = reworded._chartSpace.xpath(".//c:errBars//c:pt")
    assert len(bars) == 2
    whole = lines["Ease of release"].chart
    assert None not in whole.plots[0].series[0].values
    assert len(whole._chartSpace.xpath(".//c:errBars//c:pt")) == 6
    assert whole.value_axis.minimum_scale == 0


def test_what_is_hidden_or_in_a_band_is_no_bar() -> None:
    shown = opened(pptx_of_report([small_release(1, people=8)]))
    (shape,) = charts(shown)
    assert [list(series.values) for series in shape.chart.plots[0].series] == [[None]] * 3
    assert "told as a band" in shape.chart.plots[0].categories[0]
    said = " ".join(
        shape.text_frame.text for slide in shown.slides for shape in slide.shapes
        if shape.has_text_frame
    )  # fmt: skip
    assert "8 of 40" not in said
    assert "5\u20139 answers" in said


def test_a_round_that_is_too_small_has_that_slide_and_how_to_read() -> None:
    shown = opened(pptx_of_report([small_release(1, people=4)]))
    titles = [slide.shapes.title.text_frame.text for slide in shown.slides]
    assert len(titles) == 3
    assert titles[1].startswith("Fewer than 5 people answered")
    assert not list(charts(shown))


def test_a_first_round_compares_nothing() -> None:
    figures = {one.name for one in report_deck([small_release()]).figures}
    assert figures == {"constructs", "items", "item", "heatmap", "priorities"}
    both = {one.name for one in report_deck(small_releases()).figures}
    assert both - figures == {"change-constructs", "trend-constructs"}


def test_hostile_texts_are_text() -> None:
    shown = opened(pptx_of_report([small_release()]))
    said = " ".join(alt(shape) for slide in shown.slides for shape in slide.shapes)
    assert HOSTILE.replace(" & ", " & ") in said


@pytest.mark.parametrize("text", ["=1+1", "{=1+1}", "https://example.org", "@SUM(1)", "mailto:a@b"])
def test_no_text_runs_in_the_workbook_inside_a_chart(text: str) -> None:
    releases = [
        replace(
            one,
            round=replace(one.round, title=text),
            instrument=replace(
                one.instrument,
                constructs=tuple(replace(c, title=text) for c in one.instrument.constructs),
            ),
        )
        for one in small_releases()
    ]
    found = [one.chart.part.chart_workbook.xlsx_part.blob
             for one in charts(opened(pptx_of_report(releases)))]  # fmt: skip
    assert len(found) == 3
    for raw in found:
        sheet = load_workbook(io.BytesIO(raw)).active
        assert sheet is not None
        cells = [cell for row in sheet.iter_rows() for cell in row]
        # Behind the place in a ranked list a text begins nothing.
        assert [c for c in cells if str(c.value).startswith((f"'{text}", f"1. {text}"))]
        assert not [cell for cell in cells if cell.data_type == "f" or cell.hyperlink]


def test_no_part_loads_anything_from_elsewhere() -> None:
    with ZipFile(io.BytesIO(pptx_of_report(small_releases()))) as parts:
        relations = [name for name in parts.namelist() if name.endswith(".rels")]
        assert len(relations) > 10
        assert not [name for name in relations if b'TargetMode="External"' in parts.read(name)]
        theme_part = parts.read("ppt/theme/theme1.xml").decode()
    assert f'typeface="{theme.FONT}" panose=' in theme_part


def test_the_same_releases_are_the_same_bytes_in_any_process() -> None:
    raw = pptx_of_report(small_releases())
    script = (
        "import sys; from analysis.report import pptx_of_report;"
        "from tests.analysis.exports.small import small_releases;"
        "sys.stdout.buffer.write(pptx_of_report(small_releases()))"
    )
    other = subprocess.run(
        [sys.executable, "-c", script],
        check=True,
        capture_output=True,
        env={**os.environ, "PYTHONHASHSEED": "4711"},
    )
    assert other.stdout == raw
    known = opened(raw).core_properties
    assert known.created == datetime(2027, 4, 20)  # noqa: DTZ001 -- as the file has it
    assert release_sha256(small_releases()[-1]) in known.comments


def test_no_release_is_refused() -> None:
    with pytest.raises(ValueError, match="at least one release"):
        pptx_of_report([])
