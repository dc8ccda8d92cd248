"""A release of 200 teams and 40 questions that comes in: read, vetted and held against its text.

The goal: under 2 seconds and 300 MB.
"""

from __future__ import annotations

import resource
from dataclasses import replace
from typing import Any

from analysis.disclosure import release
from analysis.instrument import Section
from analysis.release import Release, dump_release
from analysis.release_files import read_release_file
from analysis.vetting import vetted
from questionnaires.formats.question_set_drafts import settle_draft
from tests.bench.bench_disclosure import INSTRUMENT, facts, made_up

SECONDS, MEGABYTES = 2.0, 300


def test_reading_a_large_release(benchmark: Any) -> None:
    tally, frame = made_up(1)
    section = Section("all", "All", tuple(item.code for item in INSTRUMENT.items))
    made = release(tally, replace(INSTRUMENT, sections=(section,)), facts(1), frame)
    data = dump_release(made).encode()

    def read() -> Release:
        found = read_release_file(data).release
        assert settle_draft(found.instrument, "release.json")[1] == found.instrument
        assert vetted(found) == ()
        return found

    assert benchmark.pedantic(read, rounds=3, iterations=1) == made
    seconds = benchmark.stats.stats.min
    used = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(f"\n{len(data) / 1e6:.1f} MB in {seconds:.1f} s, with {used:.0f} MB (goal: {SECONDS} s)")
    assert seconds < SECONDS
    assert used < MEGABYTES
