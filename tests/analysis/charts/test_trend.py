"""Trends: gaps and breaks are marked, the last round stands out, one round is said to be one."""

from __future__ import annotations

from dataclasses import replace

import pytest
from matplotlib.colors import same_color

from analysis.charts import theme
from analysis.charts.targets import TargetMark
from analysis.charts.theme import Chart
from analysis.charts.trend import ONE_ROUND, trend_chart
from analysis.charts.trend_row import TrendRow
from tests.analysis.charts.looking import LONG, Part, collisions, lines, outside, patch, texts

ROUNDS = ("Spring 2026", "Autumn 2026", "Spring 2027")
LEVEL = TrendRow(
    "Flow", (Part(0.3, 0.2, 0.4), Part(0.35, 0.25, 0.45), Part(0.7, 0.6, 0.8)), (54, 57, 58),
    verdict="clear trend: better", is_clear=True, code="flow",
)  # fmt: skip
GAP = TrendRow(
    LONG, (Part(1.0, 0.9, 1.0), None, Part(0.0, 0.0, 0.1)), (54, None, 58),
    ("", "hidden", ""), code="gap",
)  # fmt: skip
BREAK = TrendRow(
    "Batches", (Part(1.0, 0.9, 1.0), Part(1.0, 0.9, 1.0), Part(1.0, 0.9, 1.0)), (54, 57, 58),
    breaks=(2,), verdict="too few rounds to tell", code="batches",
)  # fmt: skip


def draw(*rows: TrendRow, rounds: tuple[str, ...] = ROUNDS, width: float = theme.WIDE) -> Chart:
    """A chart of these lines."""
    return trend_chart(rows, rounds, title="T", subtitle="S", foot="58 of 70", width=width)


def test_points_carry_their_shares_and_n_stands_below() -> None:
    said = texts(draw(LEVEL))
    for text in ("30\u00a0%", "35\u00a0%", "70\u00a0%", "54", "57", "58", *ROUNDS):
        assert text in said


def test_only_the_current_round_is_accent() -> None:
    marks = lines(draw(LEVEL), "point-")
    colours = {name: mark.get_markerfacecolor() for name, mark in marks.items()}
    assert same_color(colours.pop("point-2-flow"), theme.ACCENT)
    assert len(colours) == 2
    assert all(same_color(colour, theme.EARLIER) for colour in colours.values())


def test_a_gap_is_hatched_with_its_word_and_no_line_crosses_it() -> None:
    chart = draw(GAP)
    assert patch(chart, "hidden-1-gap").get_hatch()
    assert "hidden" in texts(chart)
    assert list(lines(draw(LEVEL), "line-")) == ["line-1-flow", "line-2-flow"]
    assert not lines(chart, "line-")
    assert "Autumn 2026 hidden" in chart.alt


def test_no_line_leads_over_a_break() -> None:
    chart = draw(BREAK)
    assert list(lines(chart, "line-")) == ["line-1-batches"]
    assert list(lines(chart, "break-")) == ["break-2-batches"]
    assert "reworded" in texts(chart)


def test_one_round_is_said_to_be_one() -> None:
    chart = draw(TrendRow("Flow", (Part(0.3, 0.2, 0.4),), (54,), code="f"), rounds=ROUNDS[:1])
    assert ONE_ROUND in texts(chart)
    assert ONE_ROUND in chart.alt


def test_lines_with_other_rounds_are_refused() -> None:
    with pytest.raises(ValueError, match="3 shares for 1 rounds"):
        draw(LEVEL, rounds=ROUNDS[:1])
    with pytest.raises(ValueError, match="one entry for each round"):
        TrendRow("x", (None,), (1, 2))


@pytest.mark.parametrize("width", [theme.WIDE, theme.NARROW])
@pytest.mark.parametrize("rows", [[LEVEL, GAP, BREAK, LEVEL], [LEVEL], [BREAK], []])
def test_nothing_overlaps_or_leaves_the_paper(rows: list[TrendRow], width: float) -> None:
    chart = draw(*rows, width=width)
    assert collisions(chart) == []
    assert outside(chart) == []


@pytest.mark.parametrize("width", [theme.WIDE, theme.NARROW])
@pytest.mark.parametrize("count", [1, 2, 5, 8, 12])
def test_any_number_of_rounds_fits(count: int, width: float) -> None:
    names = tuple(f"{2016 + i // 2}-{'autumn' if i % 2 else 'spring'}" for i in range(count))
    shares = tuple(Part(0.9, 0.8, 1.0) if i != 1 else None for i in range(count))
    row = TrendRow("Flow", shares, tuple(1058 if s else None for s in shares), code="f")
    chart = draw(row, row, row, rounds=names, width=width)
    assert collisions(chart) == []
    assert outside(chart) == []


def test_narrow_rounds_keep_the_names_of_both_ends_and_no_n_without_a_number() -> None:
    rounds = tuple(f"Spring {2015 + place}" for place in range(12))
    row = TrendRow("Flow", (Part(0.9, 0.8, 1.0),) * 12, (1058,) * 12, code="flow")
    wide, phone = texts(draw(row, rounds=rounds)), texts(draw(row, rounds=rounds, width=360))
    assert {"n", "1058"} <= set(wide)
    assert not {"n", "1058"} & set(phone)
    assert {"Spring 2015", "Spring 2026"} <= set(phone)


def test_the_first_number_gives_way_to_the_current_one() -> None:
    parts = tuple(Part(share, share, share) for share in (1.0, 0.5, 0.98))
    row = TrendRow("Flow", parts, (54, 57, 58), code="flow")
    ahead = replace(row, targets=tuple(TargetMark(at, 0.2, "2028") for at in (3, 4, 5)))
    said = texts(draw(ahead, width=theme.NARROW))
    assert "98\u00a0%" in said
    assert said.count("100\u00a0%") == 1, "the scale's"
    assert texts(draw(row, width=theme.NARROW)).count("100\u00a0%") == 2
