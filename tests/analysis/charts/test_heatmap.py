"""The heatmap: figures as text on every cell, legible, and nothing of what is hidden."""

from __future__ import annotations

from itertools import pairwise

import pytest

from analysis.charts import theme
from analysis.charts.heatmap import (
    BAND_WORDS,
    HIDDEN,
    HeatCell,
    HeatRow,
    heatmap_chart,
    step_of,
    step_ranges,
)
from analysis.charts.theme import Chart, svg_bytes
from tests.analysis.charts.looking import (
    LONG,
    collisions,
    contrast,
    outside,
    patch,
    rectangles,
    texts,
)

COLUMNS = ("Ease of release", "Feedback loops", "Freedom from burnout")
ALL = HeatRow(
    "Everybody", "58 of 70", 0, (HeatCell(58, 0.78), HeatCell(57, 0.43), HeatCell(56, 0.19)),
    code="all",
)  # fmt: skip
EAST = HeatRow(
    "East", "21 of 25", 1, (HeatCell(21, 1.0), HeatCell(hidden=True), HeatCell(0)), code="East"
)
RANGES = ((0.0, 0.4), (0.4, 0.6), (0.6, 1.0))
BAND = HeatRow(
    "South", "5\u20139 answers", 1,
    tuple(HeatCell(band=ends, people="5\u20139") for ends in RANGES), code="South",
)  # fmt: skip
WEST = HeatRow("West, North", depth=1, hidden="hidden: fewer than 10 answers", code="West")


def draw(*rows: HeatRow, columns: tuple[str, ...] = COLUMNS, width: float = theme.WIDE) -> Chart:
    """A chart of these units."""
    return heatmap_chart(columns, rows, title="T", subtitle="S", foot="F", width=width)


def test_every_cell_has_its_share_and_its_n() -> None:
    said = texts(draw(ALL, EAST))
    for text in ("78\u00a0%", "43\u00a0%", "19\u00a0%", "100\u00a0%", "n\u00a058", "n\u00a021"):
        assert text in said
    assert "58 of 70" in said


def test_what_is_hidden_is_hatched_with_a_word_and_is_no_number() -> None:
    shown = HeatCell(4, 0.25)
    bare = HeatRow("East", "", 1, (shown, shown, shown), code="East")
    assert "n\u00a04" in texts(draw(bare))
    covered = HeatRow("East", "", 1, (shown, HeatCell(4, 0.75, hidden=True), shown), code="East")
    chart = draw(ALL, covered, WEST)
    assert patch(chart, "hidden-1-East").get_hatch()
    assert HIDDEN in texts(chart)
    assert patch(chart, "hidden-West").get_hatch()
    assert "hidden: fewer than 10 answers" in texts(chart)
    for said in (chart.alt, svg_bytes(chart).decode(), " ".join(texts(chart))):
        assert "75\u00a0%" not in said
    assert "Feedback loops hidden" in chart.alt
    assert "West, North: hidden: fewer than 10 answers" in chart.alt


def test_what_nobody_answered_is_neither_hidden_nor_zero() -> None:
    chart = draw(ALL, EAST)
    assert "\u2013" in texts(chart)
    assert "n\u00a00" in texts(chart)
    assert patch(chart, "cell-2-East").get_hatch() is None
    assert "Freedom from burnout \u2013 (n 0)" in chart.alt


@pytest.mark.parametrize("width", [theme.WIDE, theme.PAPER, theme.NARROW])
def test_a_band_is_drawn_as_a_range_and_in_no_shade_of_a_share(width: float) -> None:
    chart = draw(ALL, BAND, width=width)
    said = texts(chart)
    assert {"\u2264\u00a040", "40\u201360", "\u2265\u00a060"} <= set(said)
    assert said.count("n\u00a05\u20139") == 3
    assert BAND_WORDS in said
    for number, cell in enumerate(BAND.cells):
        drawn = patch(chart, f"band-{number}-South")
        assert drawn.get_linestyle() not in ("solid", "-")
        assert theme_colour(drawn.get_facecolor()) not in theme.STEPS
        assert drawn.get_hatch() is None
        assert cell.step is None
    assert "Feedback loops 40\u201360\u00a0%, a band (n 5\u20139)" in chart.alt
    assert collisions(chart) == []
    assert outside(chart) == []


def test_the_key_names_ranges_only_where_there_are_some() -> None:
    assert BAND_WORDS not in texts(draw(ALL, EAST))


def test_an_alt_text_of_many_cells_counts_the_ranges() -> None:
    rows = [HeatRow(f"Unit {n}", "5\u20139 answers", 1, BAND.cells, code=str(n)) for n in range(40)]
    alt = draw(*rows).alt
    assert (
        "Unit 39 (5\u20139 answers): 1 in the band 40\u201360\u00a0%, 1 in the band \u2264" in alt
    )


@pytest.mark.parametrize(("ground", "ink"), list(zip(theme.STEPS, theme.ON_STEPS, strict=True)))
def test_text_is_legible_on_every_shade(ground: str, ink: str) -> None:
    assert contrast(ground, ink) >= 5


def test_shades_are_told_apart_in_grey_and_go_one_way() -> None:
    for pale, dark in pairwise(theme.STEPS):
        assert contrast(pale, theme.INK) > contrast(dark, theme.INK)
        assert contrast(pale, dark) >= 1.2


def test_the_shade_is_that_of_the_percentage_that_is_written() -> None:
    assert [step_of(share) for share in (0, 0.194, 0.195, 0.4, 0.599, 0.6, 0.8, 1)] == [
        0, 0, 1, 2, 3, 3, 4, 4,
    ]  # fmt: skip
    assert step_ranges() == [
        f"{low}\u2013{high}\u00a0%"
        for low, high in ((0, 19), (20, 39), (40, 59), (60, 79), (80, 100))
    ]
    chart = draw(ALL, EAST)
    for number, cell in enumerate(ALL.cells):
        colour = patch(chart, f"cell-{number}-all").get_facecolor()
        assert cell.step is not None
        assert theme_colour(colour) == theme.STEPS[cell.step]


def theme_colour(colour: object) -> str:
    """A colour as the theme writes it."""
    from matplotlib.colors import to_hex

    return to_hex(colour)  # type: ignore[arg-type]


@pytest.mark.parametrize("width", [theme.WIDE, theme.PAPER, theme.NARROW])
@pytest.mark.parametrize(("units", "columns"), [(1, 1), (3, 12), (40, 3), (3, 20)])
def test_nothing_collides_with_few_units_and_with_many(
    units: int, columns: int, width: float
) -> None:
    names = tuple(COLUMNS[number % 3] for number in range(columns))
    cells = tuple(ALL.cells[number % 3] for number in range(columns))
    rows = [
        HeatRow(LONG if number == 2 else f"Unit {number}", "21 of 25", 1 + number % 2, cells,
                code=str(number))
        for number in range(units)
    ]  # fmt: skip
    chart = draw(*rows, WEST, columns=names, width=width)
    assert collisions(chart) == []
    assert outside(chart) == []
    drawn = [one for one in rectangles(chart) if str(one.get_gid()).startswith("cell-")]
    assert len(drawn) == units * columns


def test_an_alt_text_of_many_cells_says_the_ends_of_each_row() -> None:
    rows = [HeatRow(f"Unit {n}", "9 of 9", 1, ALL.cells, code=str(n)) for n in range(40)]
    alt = draw(*rows, WEST).alt
    assert "Unit 39 (9 of 9): from Freedom from burnout 19\u00a0% (n 56) to Ease of" in alt
    assert "West, North: hidden: fewer than 10 answers" in alt
    assert len(alt) < 6000


def test_rows_and_shares_that_do_not_fit_are_refused() -> None:
    with pytest.raises(ValueError, match="3 cells for 1 columns"):
        draw(ALL, columns=("One",))
    for share, band in ((1.2, None), (None, (0.5, 0.2)), (None, (-0.1, 0.2))):
        with pytest.raises(ValueError, match="no shares"):
            HeatCell(3, share, band)
