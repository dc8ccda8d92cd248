"""The gallery of charts in the docs: each one of the registry, drawn by ``make screenshots``.

Pictures are SVG, so that a change of a chart can be read in a diff. Whether a chart is good no test
can say: somebody looks at the page.
"""

from __future__ import annotations

import os
import re
from functools import lru_cache
from pathlib import Path

import pytest

from analysis.charts.theme import Chart, svg_bytes
from analysis.exports.pictures import OF_ONE_CONSTRUCT, PICTURES, draw_picture
from analysis.release import Release
from analysis.words import words_in
from tests.analysis.exports.asked_more import asking_more
from tests.releases import demo_releases, with_together

PROJECT = Path(__file__).parents[3]
PAGE = PROJECT / "docs" / "charts.md"
FOLDER = PROJECT / "docs" / "img" / "charts"
#: Pictures that are drawn of one thing: a question, a construct, a section.
CODES = {
    "item": "fix_first", "items": "shipping", "items-whole": "shipping",
    "change-items": "shipping", "slope-items": "shipping",
    "trend-items": "release_1", "trend-units": "docs", **dict.fromkeys(OF_ONE_CONSTRUCT, "docs"),
}  # fmt: skip
#: Pictures of what the demonstration does not ask, of the same rounds with these questions.
OF_MORE = ("priorities", "delivery")
#: The chart that is there in German too.
GERMAN = "change-constructs"
#: Kilobytes that all pictures may have together.
LARGEST = 2_000


@lru_cache
def releases() -> tuple[Release, ...]:
    """The rounds of the demonstration, the last with figures of reliability and drivers."""
    first, second, third = demo_releases()
    return first, second, with_together(third)


def drawn(name: str) -> Chart:
    of = tuple(map(asking_more, releases())) if name in OF_MORE else releases()
    return draw_picture(name, of, code=CODES.get(name, ""))


def file_of(name: str, language: str = "en") -> Path:
    return FOLDER / (f"{name}.svg" if language == "en" else f"{name}-{language}.svg")


@pytest.mark.parametrize("name", PICTURES)
def test_every_chart_of_the_registry_is_drawn_and_says_its_title(name: str) -> None:
    chart = drawn(name)
    svg = svg_bytes(chart)
    assert chart.title.encode().split(b": ")[0][:20] in svg
    if os.environ.get("CANDOR_PICTURES"):
        FOLDER.mkdir(exist_ok=True)
        file_of(name).write_bytes(svg)


def test_one_of_them_is_drawn_in_german() -> None:
    english = drawn(GERMAN)
    with words_in("de"):
        chart = drawn(GERMAN)
    assert chart.alt != english.alt
    assert chart.title.startswith("Klar besser: ")
    if os.environ.get("CANDOR_PICTURES"):
        FOLDER.mkdir(exist_ok=True)
        file_of(GERMAN, "de").write_bytes(svg_bytes(chart))


def test_the_page_shows_every_picture_and_there_is_no_other() -> None:
    text = PAGE.read_text(encoding="utf-8")
    shown = re.findall(r"!\[([^\]]+)\]\(img/charts/([\w-]+\.svg)\)", text)
    wanted = {file_of(name).name for name in PICTURES} | {file_of(GERMAN, "de").name}
    assert {name for _alt, name in shown} == wanted
    assert len(shown) == len(wanted)
    assert {one.name for one in FOLDER.iterdir()} == wanted
    for name in PICTURES:
        assert f"`{name}`" in text, name
    assert all(len(alt) > 20 for alt, _name in shown)


def test_the_pictures_are_small() -> None:
    sizes = [one.stat().st_size for one in FOLDER.iterdir()]
    assert sum(sizes) > 0
    assert sum(sizes) <= LARGEST * 1000
