"""How far units are from everybody and from the round before: of released cells, and no others."""

from __future__ import annotations

import re
from dataclasses import replace

import pytest

from analysis.charts import theme
from analysis.charts.heatmap import HeatCell, HeatRow
from analysis.charts.theme import svg_bytes
from analysis.estimates import Change, Estimate, Verdict, compare_constructs, estimate_construct
from analysis.exports.heat_apart import apart_from_whole, since_before
from analysis.exports.heatmap import BY_NAME, HeatTable, heat_table, sort_heat_table
from analysis.exports.pictures import draw_picture
from analysis.release import Band, Hidden
from analysis.stats.proportions import wilson_interval
from analysis.tally import ORGANISATION
from tests.analysis.charts.looking import contrast, texts
from tests.releases import demo_release, demo_releases


def row(table: HeatTable, code: str) -> HeatRow:
    return next(one for one in table.rows if one.code == code)


def paired(table: HeatTable, code: str) -> list[tuple[str, HeatCell]]:
    return list(zip(table.codes, row(table, code).cells, strict=True))


def test_a_difference_is_one_of_two_shares_that_are_told_in_full() -> None:
    release = demo_release()
    table = apart_from_whole(release)
    found = 0
    for unit in release.units:
        for construct, cell in paired(table, unit.path):
            own = estimate_construct(release, unit.path, construct)
            whole = estimate_construct(release, ORGANISATION, construct)
            if isinstance(own, Estimate) and isinstance(whole, Estimate):
                assert own.favourable
                assert whole.favourable
                assert cell.apart == own.favourable.estimate - whole.favourable.estimate
                found += 1
            else:
                assert cell.apart is None
    assert found > 10


def test_bands_and_hidden_cells_have_no_difference_and_no_change() -> None:
    """Of two releases, a subtraction tells no more than the shares that both tell."""
    first, second, third = demo_releases()
    for table in (apart_from_whole(third), since_before(third, second)):
        kinds = set()
        for unit in third.units:
            for construct, cell in paired(table, unit.path):
                told = unit.constructs[construct]
                if isinstance(told, Band | Hidden):
                    kinds.add(type(told))
                    assert (cell.apart, cell.shade, cell.figure, cell.step) == (None,) * 4
                    assert cell.text in ("\u2013", "hidden")
        assert kinds == {Band, Hidden}
    # Told in full now, and as a band before: no change either.
    (path, code) = next(
        (unit.path, code)
        for unit in second.units
        for code, cell in unit.constructs.items()
        if not isinstance(cell, Band | Hidden)
        and isinstance(third.group(unit.path).constructs[code], Band)
    )
    cell = dict(paired(since_before(second, third), path))[code]
    assert (cell.apart, cell.share) == (None, None)
    assert cell.why == "not told in full in one of the two rounds"
    assert first


def test_a_change_is_that_of_the_comparison_and_shaded_by_its_verdict() -> None:
    _first, second, third = demo_releases()
    table = since_before(third, second)
    shades = {Verdict.CLEAR: 1, Verdict.POSSIBLE: 0, Verdict.NONE: None, Verdict.TOO_FEW: None}
    seen = set()
    for path in ("", "Product", "Insight"):
        changes = {one.code: one for one in compare_constructs(second, third, path)}
        for construct, cell in paired(table, path or "all"):
            change = changes[construct]
            if isinstance(change, Change):
                assert cell.apart == change.difference.estimate
                assert cell.shade == shades[change.verdict]
                seen.add(change.verdict)
            else:
                assert cell.apart is None
                assert cell.why
    assert {Verdict.CLEAR, Verdict.POSSIBLE, Verdict.NONE} <= seen


def test_a_reworded_construct_has_no_change_in_any_unit() -> None:
    _first, second, third = demo_releases()
    table = since_before(third, second)
    column = table.codes.index("batches")
    cells = [one.cells[column] for one in table.rows if one.cells]
    assert len(cells) > 3
    assert all(cell.apart is None for cell in cells if not cell.hidden)
    chart = draw_picture("heatmap-before", [second, third])
    assert "Small batches: reworded: another question than before" in chart.alt


def test_only_where_everybody_is_outside_the_interval_is_a_difference_shaded() -> None:
    release = demo_release()
    table = apart_from_whole(release)
    whole = dict(paired(heat_table(release), "all"))
    shaded = set()
    for unit in release.units:
        for construct, cell in paired(table, unit.path):
            if cell.apart is None:
                continue
            everybody = whole[construct].share
            assert everybody is not None
            assert cell.share is not None
            interval = wilson_interval(round(cell.share * cell.n), cell.n)
            outside = not interval.low <= everybody <= interval.high
            assert (cell.shade is not None) == outside
            if outside:
                assert (cell.shade == 1) == (cell.apart > 0)
            shaded.add(outside)
    assert shaded == {True, False}


def test_no_shade_is_that_of_an_answer_and_all_differ_in_grey() -> None:
    answers = {*theme.STEPS, *theme.FAVOURABLE[2], *theme.UNFAVOURABLE[2]}
    assert {theme.LESS, theme.MORE}.isdisjoint(answers)
    assert contrast(theme.SURFACE, theme.LESS) >= 1.3
    assert contrast(theme.LESS, theme.MORE) >= 3
    assert contrast(theme.LESS, theme.INK) >= 7
    assert contrast(theme.MORE, theme.SURFACE) >= 7


def test_titles_say_what_is_furthest_and_what_changed() -> None:
    releases = demo_releases()
    assert draw_picture("heatmap-whole", releases).title == (
        "Furthest from everybody: Platform on Documentation, +19 points"
    )
    assert draw_picture("heatmap-before", releases).title == (
        "Clearly changed in units since Autumn 2026: Ease of release, Product (+56) and "
        "Documentation, Product (\u221251)"
    )
    whole = releases[-1].organisation
    same = replace(releases[-1], groups=(whole, replace(whole, path="All", title="All", parent="")))
    assert draw_picture("heatmap-whole", [same]).title == (
        "Everybody lies within the interval of every unit that is told in full"
    )
    assert draw_picture("heatmap-before", [same, same]).title == (
        "No clear evidence of change in any unit since Spring 2027"
    )


def test_every_cell_says_its_figure_its_n_and_its_verdict() -> None:
    chart = draw_picture("heatmap-before", demo_releases())
    said = texts(chart)
    for text in ("+56", "\u221251", "n\u00a023", "clear", "possible"):
        assert text in said
    assert b"hidden" in svg_bytes(chart)
    assert re.search(r"Product \(23 of 27\): from Documentation \u221251 \(n 23\) to", chart.alt)


# ---------------------------------------------------------------------------------- sorting


def order(table: HeatTable) -> list[str]:
    return [one.code for one in table.rows]


def test_rows_are_sorted_by_a_column_in_both_directions() -> None:
    table = heat_table(demo_release(answers=40))
    for code in table.codes:
        column = table.codes.index(code)
        for descending in (True, False):
            found = sort_heat_table(table, code, descending=descending)
            assert sorted(order(found)) == sorted(order(table))
            assert found.rows[0].code == "all"
            cells = [one.cells[column] for one in found.rows[1:] if one.cells]
            figures = [cell.figure for cell in cells if cell.figure is not None]
            assert figures == sorted(figures, reverse=descending)


def test_what_is_not_told_in_full_comes_after_figures_and_hidden_rows_last() -> None:
    table = heat_table(demo_release(answers=40))
    hidden = [one.code for one in table.rows if one.hidden]
    assert hidden == ["Product/Payments"]
    for by in (*table.codes, BY_NAME):
        for descending in (True, False):
            found = sort_heat_table(table, by, descending=descending)
            assert order(found)[-1:] == hidden
    column = table.codes.index("release")
    found = sort_heat_table(table, "release", descending=True)
    told = [one.cells[column].figure is not None for one in found.rows[1:] if one.cells]
    assert True in told
    assert False in told
    assert told == sorted(told, reverse=True)


def test_bands_are_not_ranked_among_themselves() -> None:
    """They stand in the order of the tree whichever way the column is sorted."""
    table = heat_table(demo_release())
    column = table.codes.index("release")
    banded = [one.code for one in table.rows[1:] if one.cells[column].is_band]
    assert len(banded) > 3
    assert len({one.cells[column].band for one in table.rows[1:] if one.code in banded}) > 1
    for descending in (True, False):
        found = sort_heat_table(table, "release", descending=descending)
        assert [code for code in order(found) if code in banded] == banded


def test_names_are_sorted_with_those_above_them() -> None:
    table = heat_table(demo_release())
    found = sort_heat_table(table, BY_NAME, descending=False)
    labels = [one.label for one in found.rows[1:]]
    assert labels == sorted(labels, key=str.casefold)
    assert "Product / Shop" in labels
    with pytest.raises(KeyError):
        sort_heat_table(table, "nothing", descending=True)
