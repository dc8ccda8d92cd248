"""Diverging Likert bars: bars equal shares, reasons instead of blanks, nothing collides."""

from __future__ import annotations

import pytest
from matplotlib.colors import to_hex

from analysis.charts import theme
from analysis.charts.likert import FAVOURABLE_BAND, LikertRow, likert_chart
from analysis.charts.theme import Chart
from tests.analysis.charts.looking import (
    LONG,
    Part,
    collisions,
    luminance,
    outside,
    patch,
    rectangles,
    texts,
)

FIVE = LikertRow(
    "Tests are fast", 58, (0.05, 0.15), 0.1, (0.4, 0.3), Part(0.7, 0.6, 0.78), code="five"
)
SEVEN = LikertRow(LONG, 8, (0.1, 0.1, 0.1), 0.0, (0.2, 0.2, 0.3), Part(0.7, 0.4, 0.9), code="seven")
CONSTRUCT = LikertRow("Flow", 57, (0.25,), 0.25, (0.5,), Part(0.5, 0.4, 0.6), code="flow")
HIDDEN = LikertRow("Data", hidden="hidden: fewer than 10 answers", code="hidden")
BANDS = [
    LikertRow("Up to 40 %", band=(0.0, 0.4), people="5\u20139", code="low"),
    LikertRow("In between", band=(0.4, 0.6), people="5\u20139", code="middle"),
    LikertRow(LONG, band=(0.6, 1.0), people="\u2265\u00a010", code="high"),
]
EXTREME = [
    LikertRow("All against", 58, (1.0,), 0.0, (0.0,), Part(0.0, 0.0, 0.02), code="against"),
    LikertRow("All for", 58, (0.0,), 0.0, (1.0,), Part(1.0, 0.98, 1.0), code="for"),
    LikertRow("All neutral", 58, (0.0,), 1.0, (0.0,), Part(0.0, 0.0, 0.02), code="neutral"),
]


def draw(*rows: LikertRow, width: float = theme.WIDE) -> Chart:
    """A chart of these rows."""
    return likert_chart(
        rows, title=LONG, subtitle="What is drawn", foot="58 of 70 answered", width=width
    )


def test_bar_widths_equal_shares_and_start_at_zero() -> None:
    chart = draw(FIVE)
    right = [patch(chart, f"favourable-{i}-five") for i in range(2)]
    left = [patch(chart, f"unfavourable-{i}-five") for i in range(2)]
    assert [bar.get_width() for bar in right] == [0.4, 0.3]
    assert [bar.get_x() for bar in right] == pytest.approx([0.0, 0.4])
    # Drawn from the zero line outwards: the milder answer first.
    assert [bar.get_width() for bar in left] == [0.15, 0.05]
    assert [bar.get_x() for bar in left] == pytest.approx([-0.15, -0.2])
    neutral = patch(chart, "neutral-five")
    assert (neutral.get_x(), neutral.get_width()) == (0, 0.1)


def test_one_point_is_equally_wide_left_right_and_in_the_middle() -> None:
    chart = draw(CONSTRUCT)
    widths = [
        patch(chart, gid).get_window_extent().width / share
        for gid, share in (
            ("unfavourable-0-flow", 0.25), ("favourable-0-flow", 0.5), ("neutral-flow", 0.25),
        )
    ]  # fmt: skip
    assert widths == pytest.approx([widths[0]] * 3)


def test_the_outermost_boxes_are_darkest() -> None:
    chart = draw(FIVE)
    shades = [patch(chart, f"favourable-{i}-five").get_facecolor() for i in range(2)]
    assert luminance(to_hex(shades[0])) > luminance(to_hex(shades[1]))


def test_every_row_says_its_n_and_its_share_with_interval() -> None:
    said = texts(draw(FIVE, CONSTRUCT))
    for text in ("58", "57", "70\u00a0%", "60\u201378", "50\u00a0%", "40\u201360", "10\u00a0%"):
        assert text in said


def test_a_hidden_row_is_hatched_with_a_word_and_has_no_bar() -> None:
    chart = draw(FIVE, HIDDEN)
    assert patch(chart, "hidden-hidden").get_hatch()
    assert "hidden: fewer than 10 answers" in texts(chart)
    assert not [one for one in rectangles(chart) if str(one.get_gid()).endswith("-0-hidden")]
    assert "Data: hidden: fewer than 10 answers." in chart.alt


def test_a_band_is_outlined_over_its_range_and_is_no_bar() -> None:
    chart = draw(FIVE, *BANDS)
    exact = patch(chart, "favourable-0-five").get_window_extent()
    point = exact.width / 0.4
    for row, (low, high) in zip(BANDS, ((0.0, 0.4), (0.4, 0.6), (0.6, 1.0)), strict=True):
        drawn = patch(chart, f"band-{row.code}")
        box = drawn.get_window_extent()
        assert (box.x0 - exact.x0) / point == pytest.approx(low, abs=0.001)
        assert (box.x1 - exact.x0) / point == pytest.approx(high, abs=0.001)
        assert drawn.get_linestyle() not in ("solid", "-")
        assert to_hex(drawn.get_facecolor()) == theme.BAND
        bars = [one for one in rectangles(chart) if str(one.get_gid()).endswith(f"-{row.code}")]
        assert bars == [drawn]
    for text in (
        "\u2264\u00a040\u00a0%",
        "40\u201360\u00a0%",
        "\u2265\u00a060\u00a0%",
        "\u2265\u00a010",
    ):
        assert text in texts(chart)
    assert texts(chart).count("5\u20139") == 2
    assert "In between: 40\u201360\u00a0% favourable, a band, n 5\u20139." in chart.alt


@pytest.mark.parametrize("width", [theme.WIDE, theme.NARROW])
def test_a_sheet_of_nothing_but_bands_names_no_column_that_it_lacks(width: float) -> None:
    assert {"neutral", "unfavourable"} <= set(texts(draw(FIVE, *BANDS, width=width)))
    said = texts(draw(*BANDS, HIDDEN, width=width))
    assert not {"neutral", "unfavourable", "interval"} & set(said)
    assert FAVOURABLE_BAND in said


def test_a_row_without_answers_says_so() -> None:
    chart = draw(LikertRow("Nobody", code="none"))
    assert patch(chart, "hidden-none").get_hatch()
    assert "no answers" in texts(chart)


def test_more_boxes_than_shades_become_one_bar() -> None:
    chart = draw(LikertRow("eNPS", 10, (0.1,) * 7, 0.1, (0.1, 0.1), Part(0.2, 0.1, 0.4), code="x"))
    assert patch(chart, "unfavourable-0-x").get_width() == pytest.approx(0.7)


def test_shares_that_do_not_sum_to_one_are_refused() -> None:
    with pytest.raises(ValueError, match=r"Wrong: the shares sum to 0\.900000"):
        LikertRow("Wrong", 10, (0.2,), 0.2, (0.5,))


@pytest.mark.parametrize("width", [theme.WIDE, theme.NARROW])
@pytest.mark.parametrize(
    "rows",
    [
        [FIVE, SEVEN, CONSTRUCT, HIDDEN],
        EXTREME,
        [HIDDEN],
        EXTREME[:1],
        EXTREME[1:2],
        BANDS,
        [FIVE, *BANDS, HIDDEN],
    ],
)
def test_nothing_overlaps_or_leaves_the_paper(rows: list[LikertRow], width: float) -> None:
    chart = draw(*rows, width=width)
    assert collisions(chart) == []
    assert outside(chart) == []


def test_headings_stand_over_their_rows_once() -> None:
    rows = [
        LikertRow("a", 10, (0.5,), 0.0, (0.5,), heading="Flow"),
        LikertRow("b", 10, (0.5,), 0.0, (0.5,), heading="Flow"),
        LikertRow("c", 10, (0.5,), 0.0, (0.5,), heading="Load"),
    ]
    said = texts(draw(*rows))
    assert [said.count("Flow"), said.count("Load")] == [1, 1]


def test_alt_text_says_the_numbers() -> None:
    alt = draw(FIVE).alt
    assert "Tests are fast: 20\u00a0% unfavourable, 10\u00a0% neutral, 70\u00a0% favourable" in alt
    assert "interval 60\u201378" in alt
    assert "n 58" in alt
