"""Units by constructs: the tree's order, only what the release shows, pages for many."""

from __future__ import annotations

import re
from dataclasses import replace

import pytest

from analysis.charts.theme import svg_bytes
from analysis.estimates import Estimate, estimate_construct
from analysis.exports.heatmap import (
    BY_CHANCE,
    ROWS_OF_A_PAGE,
    heat_pages,
    heat_table,
    heatmap_picture,
)
from analysis.exports.pictures import draw_picture
from analysis.release import Band, Release
from analysis.stats.proportions import wilson_interval
from tests.analysis.exports.small import small_release
from tests.releases import demo_release


def large_release(departments: int, teams: int) -> Release:
    """Every department and team has the answers of one that is shown."""
    release = demo_release()
    shown = next(unit for unit in release.units if unit.hidden is None)
    groups = [release.organisation]
    for number in range(departments):
        path = f"D{number:02}"
        groups.append(replace(shown, path=path, title=path, parent=""))
        groups += [
            replace(shown, path=f"{path}/T{team}", title=f"T{team}", parent=path)
            for team in range(teams)
        ]
    return replace(release, groups=tuple(groups))


def test_units_stand_in_the_order_of_the_tree_below_everybody() -> None:
    rows = heat_table(demo_release(answers=40)).rows
    assert [(row.label, row.depth, bool(row.hidden)) for row in rows] == [
        ("Everybody", 0, False),
        ("Insight", 1, False),
        ("Analytics", 2, False),
        ("Data and Reports", 2, False),
        ("Platform", 1, False),
        ("Build", 2, False),
        ("Cloud", 2, False),
        ("Reliability", 2, False),
        ("Product", 1, False),
        ("Payments", 2, True),
        ("Search", 2, False),
        ("Shop", 2, False),
    ]
    assert (rows[1].note, rows[2].note) == ("10 of 18", "5\u20139 answers")
    assert rows[9].hidden == "hidden: fewer than 5 answers"
    assert rows[9].cells == ()


def test_cells_are_the_estimates_of_the_release() -> None:
    release = demo_release()
    table = heat_table(release)
    platform = next(row for row in table.rows if row.code == "Platform")
    for construct, cell in zip(release.instrument.constructs, platform.cells, strict=True):
        estimate = estimate_construct(release, "Platform", construct.code)
        if isinstance(estimate, Band):
            assert (cell.band, cell.share, cell.n) == ((estimate.low, estimate.high), None, 0)
        elif isinstance(estimate, Estimate):
            assert estimate.favourable is not None
            assert (cell.n, cell.share) == (estimate.n, estimate.favourable.estimate)
        else:
            assert cell.hidden
    assert {cell.is_band for cell in platform.cells} == {True, False}
    assert table.columns == tuple(one.title for one in release.instrument.constructs)


def test_a_hidden_unit_gives_no_number_away() -> None:
    shown, hidden = small_release(1), small_release(1, people=25, south=3)
    assert re.search(r"South \(\d+ of 14\)", heatmap_picture(shown).alt)
    assert hidden.group("South").hidden
    for said in (heatmap_picture(hidden).alt, svg_bytes(heatmap_picture(hidden)).decode()):
        assert "South: hidden: fewer than 5 answers" in said
        assert not re.search(r"South[^.:]*\(", said)


def test_a_unit_of_five_to_nine_is_told_in_bands_and_nothing_else() -> None:
    """Two rounds that differ in nothing but the shares within a band are one picture."""
    release = demo_release()
    row = next(row for row in heat_table(release).rows if row.code == "Insight/Analytics")
    assert {(cell.share, cell.n) for cell in row.cells} == {(None, 0)}
    assert {cell.people for cell in row.cells if cell.is_band} == {"5\u20139"}
    alt = heatmap_picture(release).alt
    said = re.search(r"Analytics \(5\u20139 answers\): ([^.]*)\.", alt)
    assert said
    assert set(re.findall(r"\d+", said[1])) <= {"1", "2", *map(str, range(3, 13)), "40", "60"}
    assert not re.search(r"\d of 8", alt)
    assert "dashed: a band" in alt
    assert "dashed" not in heatmap_picture(small_release(1)).alt


def test_a_hidden_cell_of_a_unit_that_is_shown_is_hidden() -> None:
    release = demo_release(answers=40)
    construct = release.instrument.constructs[0].code
    donor = next(unit for unit in release.units if unit.hidden)
    groups = tuple(
        replace(unit, constructs={**unit.constructs, construct: donor.constructs[construct]})
        if unit.path == "Platform"
        else unit
        for unit in release.groups
    )
    table = heat_table(replace(release, groups=groups))
    cells = next(row for row in table.rows if row.code == "Platform").cells
    assert [cell.hidden for cell in cells] == [True] + [False] * (len(cells) - 1)
    assert cells[0].n == 0
    assert cells[0].share is None


def test_without_units_or_constructs_there_is_none() -> None:
    no_units = demo_release(counted=False)
    with pytest.raises(ValueError, match="needs a unit"):
        draw_picture("heatmap", [no_units])
    release = demo_release()
    bare = replace(release, instrument=replace(release.instrument, constructs=()))
    with pytest.raises(ValueError, match="needs a unit"):
        draw_picture("heatmap", [bare])
    with pytest.raises(ValueError, match="needs a unit"):
        draw_picture("heatmap", [demo_release(answers=4)])


def test_a_part_of_the_tree_stands_below_everybody() -> None:
    rows = heat_table(demo_release(), "Platform").rows
    assert [row.label for row in rows] == ["Everybody", "Platform", "Build", "Cloud", "Reliability"]
    with pytest.raises(KeyError):
        heat_table(demo_release(), "Nowhere")


def test_many_units_are_paged_and_none_is_lost() -> None:
    table = heat_table(large_release(5, 7))
    pages = heat_pages(table)
    assert list(pages) == ["1", "2"] or len(pages) > 1
    assert all(len(rows) <= ROWS_OF_A_PAGE for rows in pages.values())
    assert all(rows[0].code == "all" for rows in pages.values())
    seen = [row.code for rows in pages.values() for row in rows[1:]]
    assert seen == [row.code for row in table.rows[1:]]
    assert "page 2 of" in heatmap_picture(large_release(5, 7), page="2").alt
    with pytest.raises(KeyError):
        heatmap_picture(large_release(5, 7), page="9")


def test_a_department_that_goes_on_is_named_again() -> None:
    pages = heat_pages(heat_table(large_release(1, 40)))
    assert len(pages) == 2
    assert [row.code for row in pages["2"][:2]] == ["all", "D00"]


def test_one_page_is_the_whole() -> None:
    table = heat_table(demo_release())
    assert heat_pages(table) == {"1": table.rows}


def test_the_title_names_where_units_are_furthest_apart() -> None:
    chart = heatmap_picture(demo_release())
    assert re.match(
        r"Of shares told in full, units are furthest apart on [\w ]+: \d+\xa0% in \w+, \d+\xa0% in",
        chart.title,
    )
    assert heatmap_picture(large_release(2, 0)).title == "Favourable shares by unit"


def test_what_is_said_about_chance_is_true() -> None:
    half = wilson_interval(5, 10)
    assert round(half.high * 100) - 50 == 26
    assert "26 points" in BY_CHANCE
    for good in range(11):
        share = wilson_interval(good, 10)
        assert (share.high - share.low) / 2 <= half.high - 0.5 + 1e-9
