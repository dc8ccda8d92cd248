"""Hostile question sets of other tools: how long a refusal takes, and how much memory.

``make bench`` runs this on a machine that does nothing else; it is not part of ``make check``. Each
file is read in a process of its own, and prints one line.
"""

from __future__ import annotations

import resource
import subprocess
import sys
import time

import pytest

from questionnaires.formats.problems import QuestionSetError
from tests.questionnaires.formats.hostile import READ, REFUSED

#: The goals: seconds, and megabytes at the most.
SECONDS, MEGABYTES = 2.0, 300


@pytest.mark.parametrize("name", [*REFUSED, *READ])
def test_a_hostile_file_is_answered_in_time_and_in_little_memory(name: str) -> None:
    said = subprocess.run(
        [sys.executable, "-m", "tests.bench.bench_readers", name],
        check=True,
        capture_output=True,
        text=True,
    ).stdout
    seconds, before, most = (float(number) for number in said.split()[:3])
    sys.stdout.write(f"{name}: {seconds:.2f} s, {most:.0f} MB ({before:.0f} MB before reading)\n")
    assert seconds < SECONDS
    assert most < MEGABYTES


def _megabytes() -> float:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def _measure(name: str) -> None:
    """Read one file, in a process that has made it: seconds of it alone, and megabytes."""
    format_, make = {**REFUSED, **READ}[name]
    assert format_.read is not None
    data = make()
    before, start = _megabytes(), time.process_time()
    try:
        format_.read(data, "file")
        outcome = "read"
    except QuestionSetError as error:
        outcome = str(error)[:200]
    seconds = time.process_time() - start
    sys.stdout.write(f"{seconds} {before} {_megabytes()} {outcome}\n")


if __name__ == "__main__":
    _measure(sys.argv[1])
