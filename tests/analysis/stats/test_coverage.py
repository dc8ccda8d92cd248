"""Intervals hold the truth as often as the methods page says, and false alarms are as rare."""

from __future__ import annotations

import math
import re
from pathlib import Path

import pytest

from tests.analysis.stats.coverage import SIZES, coverages, false_alarms

PAGE = Path(__file__).resolve().parents[3] / "docs" / "methods" / "coverage.md"
FIGURE = re.compile(r"(\d+\.\d) ± (\d+\.\d)")
#: Below 95 per cent by more than chance, and said so on the page.
TOO_SURE = {
    ("process", "favourable share (Wilson)", 5),
    ("process", "net promoter score", 5),
    ("process", "net promoter score", 20),
    ("process", "probability of superiority (Brunner-Munzel)", 5),
    ("process", "change of the net promoter score", 5),
}


def _rows() -> list[tuple[str, list[tuple[float, float]]]]:
    """The rows of the page's tables: their name, and (per cent, error) by number of answers."""
    rows = []
    for line in PAGE.read_text().splitlines():
        cells = [cell.strip() for cell in line.strip("|").split("|")]
        figures = [FIGURE.match(cell) for cell in cells[1:]]
        if len(cells) == 1 + len(SIZES) and all(figures):
            rows.append((cells[0], [(float(f[1]), float(f[2])) for f in figures if f]))
    return rows


def test_the_page_says_what_the_simulation_finds() -> None:
    found = [
        (name, [one for (_p, other, _n), one in coverages().items() if (_p, other) == (part, name)])
        for part, name in dict.fromkeys((part, name) for part, name, _n in coverages())
    ]
    alarms = zip(*false_alarms().values(), strict=True)
    expected = [*found, *zip(("pages of 12 with any", "comparisons"), alarms, strict=True)]
    assert [name for name, _ in _rows()] == [name for name, _ in expected]
    for (name, said), (_name, simulated) in zip(_rows(), expected, strict=True):
        for (per_cent, error), now in zip(said, simulated, strict=True):
            apart = abs(per_cent / 100 - now.held)
            assert apart <= 4 * math.hypot(error / 100, now.error) + 0.0005, name


@pytest.mark.parametrize("size", SIZES)
def test_intervals_are_not_too_sure_of_themselves(size: int) -> None:
    for (part, name, n), coverage in coverages().items():
        if n == size:
            short = coverage.held + 3 * coverage.error < 0.95
            assert not short or (part, name, n) in TOO_SURE, name


@pytest.mark.parametrize("size", SIZES)
def test_a_page_without_change_rarely_shows_one(size: int) -> None:
    of_pages, of_comparisons = false_alarms()[size]
    assert of_pages.held <= 0.05 + 3 * of_pages.error
    assert of_comparisons.held <= of_pages.held
