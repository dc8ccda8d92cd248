"""The card for a chat: it keeps its shape, says what it leaves out, and draws where numbers are."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from analysis.charts import theme
from analysis.charts.change import ChangeRow
from analysis.charts.digest import RATIO, DigestColumn, DigestRow, digest_chart
from analysis.charts.theme import Chart, svg_bytes
from analysis.words import words_in
from tests.analysis.charts.looking import LONG, Part, lines, misplaced, texts

WIDTHS = [theme.WIDE, theme.PAPER, theme.NARROW]
GERMAN = "Unabhängigkeit der Entwicklungsmannschaften beim Ausliefern von Änderungen"


def change(code: str, before: float, after: float, label: str = "") -> ChangeRow:
    difference = Part(after - before, after - before - 0.15, after - before + 0.1)
    return ChangeRow(
        label or f"Construct {code}", 58, 58, before, after, difference, "clear change",
        is_clear=True, code=code,
    )  # fmt: skip


CHANGES = (change("a", 0.33, 0.67), change("b", 0.6, 0.2))
CANDIDATES = tuple(DigestRow(f"Candidate {n}", f"chosen by {n} of 58") for n in range(1, 6))


def draw(
    changes: tuple[ChangeRow, ...] = CHANGES,
    candidates: tuple[DigestRow, ...] = CANDIDATES,
    *,
    title: str = "Spring 2027: 2 clear changes",
    remark: str = "1 more possibly changed.",
    hidden: str | None = None,
    width: float = theme.WIDE,
) -> Chart:
    return digest_chart(
        changes,
        candidates,
        title=title,
        answered="58 of 70 answered (83 %).",
        changed=DigestColumn("What clearly changed", remark),
        to_look_at=DigestColumn("What to look at"),
        foot="58 of 70 answered, k = 5, release 0123.",
        hidden=hidden,
        width=width,
    )


def shape(chart: Chart) -> float:
    width, height = chart.figure.get_size_inches()
    return float(height / width)


def pixel(chart: Chart, name: str) -> float:
    return float(np.asarray(lines(chart)[name].get_xdata(), dtype=float)[0])


@pytest.mark.parametrize("width", WIDTHS)
def test_everything_is_written_and_in_the_alt_text(width: float) -> None:
    chart = draw(width=width)
    written = " ".join(texts(chart)).replace(theme.NBSP, " ")
    alt = chart.alt.replace(theme.NBSP, " ")
    for said in (
        "58 of 70 answered (83 %).",
        "33 % → 67 % favourable",
        "(+19 to +44 points)",
        "60 % → 20 % favourable",
        "chosen by 5 of 58",
        "1 more possibly changed.",
        "release 0123",
    ):
        assert said in written, said
        assert said in alt, said
    assert misplaced(chart) == []


@pytest.mark.parametrize("width", [theme.WIDE, theme.PAPER])
@pytest.mark.parametrize(("changes", "candidates"), [(0, 0), (1, 0), (0, 5), (2, 5)])
def test_the_card_has_one_shape_whatever_it_says(
    changes: int, candidates: int, width: float
) -> None:
    chart = draw(CHANGES[:changes], CANDIDATES[:candidates], width=width)
    assert shape(chart) == pytest.approx(RATIO)


def test_a_change_is_drawn_where_its_numbers_are() -> None:
    chart = draw()
    a, b = pixel(chart, "change-a"), pixel(chart, "change-b")
    unit = (a - b) / (0.34 + 0.4)
    assert unit > 0
    assert pixel(chart, "interval-a") == pytest.approx(a - 0.15 * unit)


def test_a_change_without_an_interval_is_drawn_as_a_dot() -> None:
    row = ChangeRow("Of few", 58, 58, 0.3, 0.6, Part(0.3, math.nan, math.nan), code="few")
    chart = draw((row,))
    assert "change-few" in lines(chart)
    assert "interval-few" not in lines(chart)


def test_letters_are_larger_where_there_is_room_for_them() -> None:
    def size(chart: Chart, label: str) -> float:
        return float(next(t.get_fontsize() for t in chart.figure.texts if t.get_text() == label))

    full = tuple(DigestRow(f"Candidate {n}", f"{GERMAN}, {GERMAN}") for n in range(1, 6))
    assert size(draw(), "Candidate 1") > size(draw(candidates=full), "Candidate 1")


def test_reasons_go_before_names_do_and_the_last_ones_first() -> None:
    long = tuple(
        DigestRow(f"Candidate {n}", f"reason {n} " + f"{GERMAN} " * 3) for n in range(1, 6)
    )
    chart = draw(candidates=long)
    written = " ".join(texts(chart))
    assert "reason 1" in written
    assert "reason 5" not in written
    assert all(f"Candidate {n}" in written for n in range(1, 6))
    assert "reason 5" in chart.alt, "the text of the picture has room for all"


def test_what_has_no_room_is_counted() -> None:
    rows = tuple(change(f"c{n}", 0.2, 0.7, f"{n}: {GERMAN}, {LONG}") for n in range(1, 6))
    chart = draw(rows)
    written = " ".join(texts(chart))
    assert "1: Unabhängigkeit" in written
    assert "5: Unabhängigkeit" not in written
    assert "more" in written.split("change in points")[-1]
    assert shape(chart) == pytest.approx(RATIO)
    assert misplaced(chart) == []


@pytest.mark.parametrize("width", WIDTHS)
def test_long_german_names_keep_apart(width: float) -> None:
    changes = tuple(change(f"c{n}", 0.2, 0.7, f"{GERMAN} {n}") for n in range(1, 6))
    rows = tuple(DigestRow(f"{GERMAN} {n}", GERMAN) for n in range(1, 6))
    with words_in("de"):
        assert misplaced(draw(changes, rows, title=f"{GERMAN}: {GERMAN}", width=width)) == []


@settings(max_examples=30, deadline=None)
@given(
    st.lists(st.integers(1, 400), max_size=5),
    st.lists(st.tuples(st.integers(1, 200), st.integers(0, 400)), max_size=5),
    st.sampled_from(WIDTHS),
)
def test_no_text_lies_on_another(
    names: list[int], rows: list[tuple[int, int]], width: float
) -> None:
    words = f"{LONG} {GERMAN} " * 5
    chart = draw(
        tuple(change(f"c{n}", 0.2, 0.7, words[:size]) for n, size in enumerate(names)),
        tuple(DigestRow(words[:name], words[:why].strip()) for name, why in rows),
        width=width,
    )
    assert misplaced(chart) == []


def test_a_round_of_which_nothing_is_shown_says_why() -> None:
    chart = draw(hidden="Fewer than 5 people answered, so nothing of this round is shown.")
    assert "Fewer than 5 people answered" in chart.alt
    assert "Candidate" not in " ".join(texts(chart))
    assert shape(chart) == pytest.approx(RATIO)
    assert misplaced(chart) == []


def test_the_same_card_is_the_same_bytes() -> None:
    assert svg_bytes(draw()) == svg_bytes(draw())
