"""One construct by unit over the rounds: each line its own unit's, and only what is released."""

from __future__ import annotations

import re
from dataclasses import replace

import pytest

from analysis.charts import theme
from analysis.charts.theme import Chart, svg_bytes
from analysis.estimates import UnitPaths, Verdict, trend_constructs, trend_units
from analysis.exports.pictures import draw_picture
from analysis.exports.unit_trends import MOST_PANELS, paths_as_named, unit_row, units_drawn
from analysis.release import Band, Hidden, HiddenReason, Release, ReleasedGroup
from tests.analysis.charts.looking import collisions, lines, outside, rectangles, texts
from tests.releases import demo_release, demo_releases


def panels(releases: tuple[Release, ...], *units: UnitPaths, code: str = "release") -> Chart:
    """The chart of one construct in these units, or in all as they are named."""
    return draw_picture("trend-units", releases, code=code, units=units)


def changed(release: Release, path: str, **fields: object) -> Release:
    """A release in which one group is another one."""
    groups = tuple(
        replace(one, **fields) if one.path == path else one  # type: ignore[arg-type]
        for one in release.groups
    )
    return replace(release, groups=groups)


def test_a_line_is_the_trend_of_the_unit_and_of_nobody_else() -> None:
    releases = demo_releases()
    units = paths_as_named(releases)
    found = dict(zip(units, trend_units(releases, "release", units), strict=True))
    assert len(found) == len(releases[-1].units) == 11
    for unit, line in found.items():
        alone = next(one for one in trend_constructs(releases, unit.path) if one.code == "release")
        assert (line.shares, line.breaks, line.p_value) == (
            alone.shares,
            alone.breaks,
            alone.p_value,
        )
    product = next(line for unit, line in found.items() if unit.path == "Product")
    assert [share.n if share else None for share in product.shares] == [21, 22, 23]


def test_units_are_judged_together() -> None:
    """Benjamini and Hochberg over the units tested: with m equal p-values none is changed."""
    releases = demo_releases()
    (one,) = [unit for unit in paths_as_named(releases) if unit.path == "Product"]
    everybody = UnitPaths("", "Everybody", ("", "", ""))
    few = replace(one, paths=(None, "Product", "Product"))
    (alone,) = trend_units(releases, "focus", [one])
    both = trend_units(releases, "focus", [one, everybody])
    assert alone.p_value == alone.p_adjusted
    assert both[0].p_value == alone.p_value
    smaller, larger = sorted(line.p_value or 0 for line in both)
    adjusted = sorted(line.p_adjusted or 0 for line in both)
    assert adjusted == pytest.approx([min(2 * smaller, larger), larger])
    (untested,) = trend_units(releases, "focus", [few])
    assert (untested.p_value, untested.verdict) == (None, Verdict.TOO_FEW)


def test_a_round_that_counted_a_unit_with_others_is_no_part_of_its_line() -> None:
    releases = demo_releases()
    unit = UnitPaths("Product", "Product", (None, None, "Product"), frozenset({0}))
    (line,) = trend_units(releases, "release", [unit])
    row = unit_row(line, unit, releases)
    assert row.gaps[:2] == ("pooled", "no such unit")
    assert row.shares[:2] == (None, None)
    chart = panels(releases, unit)
    assert {"pooled"} <= set(texts(chart))
    assert not lines(chart, "line-")
    assert list(lines(panels(releases), "line-2-release-Product")) == ["line-2-release-Product"]


def test_what_is_hidden_or_told_as_a_band_is_neither_zero_nor_a_point() -> None:
    releases = demo_releases()
    assert isinstance(releases[0].group("Product/Shop").constructs["release"], Band)
    assert isinstance(releases[1].group("Product/Shop").constructs["release"], Hidden)
    chart = panels(releases)
    points = lines(chart, "point-")
    assert "point-0-release-Product" in points
    assert not [name for name in points if "Shop" in name]
    drawn = {str(one.get_gid()) for one in rectangles(chart)}
    assert {"band-0-release-Product-Shop", "hidden-1-release-Product-Shop"} <= drawn
    said = re.search(r"Product / Shop: ([^.]*)\.", chart.alt)
    assert said
    assert "Autumn 2026 hidden" in said[1]
    assert re.search(r"Spring 2026 in a band \(\S+(\xa040|60)\xa0%, n 5–9\)", said[1])
    assert "interval" not in said[1]


def test_two_rounds_that_differ_within_a_band_are_one_picture() -> None:
    """What a band keeps to itself is in no panel: the counts of a hidden cell are not there at all,
    and no figure of the others rests on them."""
    first, second, third = demo_releases()
    path = "Product/Shop"
    cell = third.group(path).constructs["release"]
    assert isinstance(cell, Band)
    other = changed(third, path, constructs={"release": Band(cell.low, cell.high, 5, 9)})
    moved = changed(third, path, constructs={"release": Hidden(HiddenReason.TOO_FEW)})
    before = svg_bytes(panels((first, second, third)))
    strip = re.compile(rb"release [0-9a-f]{12}")
    assert strip.sub(b"", svg_bytes(panels((first, second, other)))) == strip.sub(b"", before)
    assert strip.sub(b"", svg_bytes(panels((first, second, moved)))) != strip.sub(b"", before)


def test_everybody_stands_pale_behind_every_panel() -> None:
    chart = panels(demo_releases())
    behind = lines(chart, "behind-")
    assert len(behind) == 11
    assert {one.get_color() for one in behind.values()} == {theme.BEHIND}
    assert "pale: Everybody" in texts(chart)
    assert re.search(r"Everybody: Spring 2026 7\xa0% \(interval", chart.alt)


def test_the_title_says_in_which_units_it_moved() -> None:
    releases = demo_releases()
    assert panels(releases).title == "Ease of release: clear trend to the better in Product"
    assert panels(releases, code="focus").title == (
        "Focus time: no clear evidence of a trend in 3 units over 3 rounds"
    )
    assert panels(releases[:2]).title == (
        "Ease of release in 11 units: two rounds, and a trend needs three"
    )
    assert panels(releases[:1]).title == "Ease of release in 11 units: one round so far"
    nobody = UnitPaths("Product", "Product", (None, None, "Product"))
    assert panels(releases, nobody).title == (
        "Ease of release: too few answers to test a trend over 3 rounds in any unit"
    )


def test_many_units_stand_for_those_below_them() -> None:
    paths = [f"D{n}" for n in range(5)]
    paths += [f"D{n}/T{m}" for n in range(5) for m in range(6)]
    units = [UnitPaths(path, path, (path,)) for path in paths]
    assert len(units) > MOST_PANELS
    assert [one.path for one in units_drawn(units)] == paths[:5]
    assert [one.path for one in units_drawn(units, "D1")] == [f"D1/T{m}" for m in range(6)]
    assert len(units_drawn(units[:20])) == 20


def test_unknown_constructs_and_groups_and_rounds_without_units_are_refused() -> None:
    releases = demo_releases()
    for code, group in (("nothing", ""), ("release", "Nowhere")):
        with pytest.raises(KeyError):
            draw_picture("trend-units", releases, code=code, group=group)
    with pytest.raises(ValueError, match="need a unit"):
        draw_picture("trend-units", [demo_release(units=False)])


@pytest.mark.parametrize("width", [theme.WIDE, theme.PAPER, theme.NARROW])
def test_nothing_overlaps_with_long_names_and_with_pools(width: float) -> None:
    last = demo_releases()[-1]
    shown = last.group("Product")
    groups: list[ReleasedGroup] = [last.organisation]
    groups += [
        replace(shown, path=f"Betriebsführung + Anwendungsentwicklung Nord-Süd {n}", parent="")
        for n in range(7)
    ]
    releases = (*demo_releases()[:2], replace(last, groups=tuple(groups)))
    units = tuple(
        replace(unit, pooled=frozenset({0})) if number % 2 else unit
        for number, unit in enumerate(paths_as_named(releases))
    )
    chart = draw_picture("trend-units", releases, units=units, width=width)
    assert collisions(chart) == []
    assert outside(chart) == []
