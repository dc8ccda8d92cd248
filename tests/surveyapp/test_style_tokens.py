"""The tokens as the style page shows them: all of them, and legible on the ground they are on."""

from __future__ import annotations

import re

import pytest

from surveyapp.style_tokens import (
    COLOURS,
    ENHANCED,
    PAIRS,
    SHAPE,
    TEXT,
    TOKENS_CSS,
    Pair,
    Tokens,
    contrast,
    read_tokens,
)
from tests.analysis.charts.looking import contrast as contrast_of_charts

STYLE_CSS = TOKENS_CSS.with_name("style.css")
USED = [name for uses in COLOURS.values() for name in uses]


def test_every_colour_is_shown_once() -> None:
    assert len(USED) == len(set(USED))
    assert set(USED) == set(read_tokens().colour_names)
    assert len(USED) == 25


def test_a_colour_of_the_style_sheet_is_of_the_list_or_fails_the_test_above() -> None:
    css = TOKENS_CSS.read_text(encoding="utf-8")
    more = Tokens(css.replace("--paper:", "--rose: #ff0000; --paper:", 1))
    assert set(more.colour_names) - set(USED) == {"rose"}


def test_dark_is_read_apart_and_completed_from_light() -> None:
    tokens = read_tokens()
    assert (tokens.light["paper"], tokens.dark["paper"]) == ("#fbfbf9", "#14161b")
    assert tokens.dark["focus-outer"] == tokens.light["focus-outer"] == "#ffb000"
    assert tokens.dark["motion"] == "120ms"
    assert all(re.fullmatch("#[0-9a-f]{6}", tokens.dark[name]) for name in tokens.colour_names)


@pytest.mark.parametrize("pair", read_tokens().pairs(), ids=[f"{a}-on-{b}" for a, b, _ in PAIRS])
def test_everything_is_legible_on_its_ground(pair: Pair) -> None:
    assert pair.light >= pair.least
    assert pair.dark >= pair.least


def test_text_is_held_to_what_it_needs() -> None:
    least = {(seen, ground): need for seen, ground, need in PAIRS}
    assert len(least) == len(PAIRS)
    assert set(least.values()) == {ENHANCED, TEXT, SHAPE}
    for seen in ("ink", "ink-2"):  # what people read
        assert least[seen, "paper"] == least[seen, "surface"] == ENHANCED
    faint = Tokens(TOKENS_CSS.read_text(encoding="utf-8").replace("#4a5160", "#7a8190"))
    assert [pair.seen for pair in faint.pairs() if pair.light < pair.least] == ["ink-2", "ink-2"]


def test_contrast_is_that_of_the_charts() -> None:
    assert contrast("#777777", "#ffffff") == pytest.approx(4.478, abs=0.001)  # WebAIM's checker
    tokens = read_tokens()
    for seen, ground, _least in PAIRS:
        one, other = tokens.light[seen], tokens.light[ground]
        assert contrast(one, other) == pytest.approx(contrast_of_charts(one, other))


@pytest.mark.parametrize(("family", "count"), [("space", 8), ("text", 5)])
def test_every_size_has_its_sample(family: str, count: int) -> None:
    css = STYLE_CSS.read_text(encoding="utf-8")
    names = [name for name, _value in read_tokens().numbered(family)]
    assert len(names) == count
    for name in names:
        assert re.search(rf"\.of-{name} {{\s+[a-z-]+: var\(--{name}\);\s+}}", css), name
