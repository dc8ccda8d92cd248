"""The whole report as a PDF: of the demonstration's size, and of 200 units with 40 questions.

``make bench`` runs this on a machine that does nothing else; it is not part of ``make check``.
"""

from __future__ import annotations

import time
from collections.abc import Callable

import pytest

from analysis.release import Release
from analysis.report import pdf_of_report
from tests.bench.bench_exports import made_up
from tests.pdfs import page_count
from tests.releases import demo_releases, with_together

#: The goal, in seconds of the processor.
SECONDS = 20.0


def demonstration() -> list[Release]:
    """Three rounds of an organisation of 70, with reliability and drivers."""
    releases = list(demo_releases())
    return [*releases[:-1], with_together(releases[-1])]


ROUNDS: dict[str, Callable[[], list[Release]]] = {
    "three rounds, 11 units, 35 questions": demonstration,
    "200 units, 40 questions": lambda: [made_up()],
}


@pytest.mark.parametrize("name", ROUNDS)
def test_the_whole_report(name: str) -> None:
    releases = ROUNDS[name]()
    begun = time.process_time()
    made = pdf_of_report(releases)
    seconds = time.process_time() - begun
    print(
        f"\nreport on {name}: {page_count(made)} pages, {len(made):,} bytes, {seconds:.1f} s "
        f"(goal: {SECONDS:.0f} s)"
    )
    assert seconds < SECONDS
