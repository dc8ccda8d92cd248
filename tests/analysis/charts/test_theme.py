"""The theme: colours that can be told apart, and the same bytes every time."""

from __future__ import annotations

import os
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from itertools import pairwise
from time import process_time
from xml.etree import ElementTree as ET

import matplotlib as mpl
import pytest
from matplotlib.figure import Figure

from analysis.charts import theme
from analysis.charts.distribution import DistributionRow, distribution_chart
from analysis.charts.sheet import bare
from analysis.charts.theme import Chart, png_bytes, svg_bytes, text_width, wrap
from tests.analysis.charts.looking import LONG, contrast

SVG = "{http://www.w3.org/2000/svg}"


def chart(label: str = "Waiting for reviews") -> Chart:
    """A small chart."""
    rows = [DistributionRow(label, 27, 27 / 58, code="a")]
    return distribution_chart(rows, 58, title="A finding", subtitle="What", foot="58 of 70")


@pytest.mark.parametrize("side", [theme.FAVOURABLE, theme.UNFAVOURABLE])
def test_neighbouring_shades_differ_in_grey(side: dict[int, tuple[str, ...]]) -> None:
    for shades in side.values():
        for outer, inner in pairwise(shades):
            assert contrast(outer, inner) >= 1.5


def test_text_has_seven_to_one_and_marks_three_to_one_on_white() -> None:
    assert contrast(theme.INK, theme.SURFACE) >= 7
    assert contrast(theme.INK_2, theme.SURFACE) >= 7
    assert contrast(theme.EARLIER, theme.SURFACE) >= 3
    assert contrast(theme.ACCENT, theme.SURFACE) >= 3
    assert contrast(theme.EARLIER, theme.ACCENT) >= 1.5


def test_shades_of_too_many_boxes_are_refused() -> None:
    with pytest.raises(ValueError, match="1 to 3"):
        theme.shades(theme.FAVOURABLE, 4)


def test_a_long_word_is_cut_in_a_moment() -> None:
    """A comment has room for ten thousand letters, and may be quoted on a slide."""
    began = process_time()
    lines = wrap("w" * 10_000, 12, 600)
    assert process_time() - began < 10  # letter by letter it took minutes
    assert "".join(lines) == "w" * 10_000
    assert all(text_width(line, 12) <= 600 / theme.SLACK for line in lines)
    assert wrap("wide", 12, 1) == ["w", "i", "d", "e"]


def test_wrapped_lines_fit_with_slack_and_lose_nothing() -> None:
    lines = wrap(LONG, 12.5, 200)
    assert len(lines) > 3
    assert " ".join(lines) == LONG
    assert all(text_width(line, 12.5) * 1.1 <= 200 for line in lines)


def test_a_word_wider_than_the_line_is_cut_and_not_lost() -> None:
    lines = wrap("x" * 100, 12.5, 100)
    assert len(lines) > 1
    assert "".join(lines) == "x" * 100


def test_svg_runs_nothing_and_loads_nothing() -> None:
    raw = svg_bytes(chart('https://example.org <script>alert(1)</script> & "quotes" $x^2$'))
    root = ET.fromstring(raw)  # noqa: S314 -- our own output
    tags = {element.tag.removeprefix(SVG) for element in root.iter()}
    assert "text" in tags
    assert not tags & {"script", "image", "foreignObject", "a", "use", "metadata", "link"}
    for element in root.iter():
        for name, value in element.attrib.items():
            assert not name.startswith("on")
            if name.endswith("href"):
                assert value.startswith("#")
    head = raw.decode()
    assert "<!DOCTYPE" not in head
    assert "url(http" not in head
    assert "@import" not in head


def test_svg_keeps_text_as_text_and_describes_itself() -> None:
    one = chart("Cost & <effort> $x^2$")
    root = ET.fromstring(svg_bytes(one))  # noqa: S314 -- our own output
    written = [element.text for element in root.iter(f"{SVG}text")]
    assert "Cost & <effort> $x^2$" in written
    assert "A finding" in written
    assert root.attrib["aria-label"] == one.alt
    assert root.findtext(f"{SVG}desc") == one.alt
    assert root.attrib["width"].endswith("px")


def test_control_characters_do_not_break_the_svg() -> None:
    raw = svg_bytes(chart("a\x00b\x0bc\td\ne\u202e"))
    root = ET.fromstring(raw)  # noqa: S314 -- our own output
    assert "abc d e" in [element.text for element in root.iter(f"{SVG}text")]


def test_letters_that_the_font_lacks_are_drawn_without_a_warning() -> None:
    assert svg_bytes(chart("日本語の質問"))
    assert png_bytes(chart("日本語の質問"))


def test_the_same_chart_is_the_same_bytes() -> None:
    assert svg_bytes(chart()) == svg_bytes(chart())
    assert png_bytes(chart()) == png_bytes(chart())
    assert svg_bytes(chart()) != svg_bytes(chart("Meetings"))


def test_bytes_do_not_depend_on_process_hash_seed_or_time() -> None:
    script = (
        "import hashlib; from tests.analysis.charts.test_theme import chart;"
        "from analysis.charts.theme import png_bytes, svg_bytes;"
        "print(hashlib.sha256(svg_bytes(chart()) + png_bytes(chart())).hexdigest())"
    )
    digests = {
        subprocess.run(
            [sys.executable, "-c", script],
            check=True,
            capture_output=True,
            text=True,
            env={**os.environ, "PYTHONHASHSEED": seed, "SOURCE_DATE_EPOCH": seed},
        ).stdout
        for seed in ("1", "2027")
    }
    assert len(digests) == 1


def test_bytes_carry_no_date_creator_or_software() -> None:
    for raw in (svg_bytes(chart()), png_bytes(chart())):
        assert b"matplotlib" not in raw.lower()
        assert b"date" not in raw


def test_drawing_changes_no_global_setting_even_from_threads() -> None:
    before = dict(mpl.rcParams)
    expected = svg_bytes(chart())
    with ThreadPoolExecutor(4) as pool:
        drawn = list(pool.map(lambda _: svg_bytes(chart()), range(8)))
    assert set(drawn) == {expected}
    assert dict(mpl.rcParams) == before


def test_png_has_more_pixels_at_a_higher_resolution() -> None:
    assert len(png_bytes(chart(), dpi=160)) > len(png_bytes(chart(), dpi=72))


def test_a_bare_figure_can_be_written_too() -> None:
    assert b"<desc>" not in svg_bytes(Figure(figsize=(1, 1)))


def test_a_bare_chart_leaves_title_and_foot_to_what_it_stands_on_and_is_one_all_the_same() -> None:
    whole = chart()
    with bare():
        alone = chart()
    drawn, without = svg_bytes(whole).decode(), svg_bytes(alone).decode()
    title = f">{whole.title}<"
    assert title in drawn
    assert title not in without
    assert (alone.title, alone.alt) == (whole.title, whole.alt)
    assert alone.figure.get_size_inches()[1] < whole.figure.get_size_inches()[1]
    assert svg_bytes(chart()) == svg_bytes(whole)
