"""Hostile workbooks and tables: how long a refusal takes, and how much memory.

``make bench`` runs this; it is not part of ``make check``. Each file is read in a process of its
own, and prints one line: processor time of that process alone, and the most memory that it had.
"""

from __future__ import annotations

import resource
import subprocess
import sys
import time

import pytest

from analysis.dataset import DatasetError
from analysis.sources.presets import read_preset
from questionnaires.formats import xlsform_xlsx
from questionnaires.formats.answers_xlsx import csv_of_workbook, is_workbook
from questionnaires.formats.problems import QuestionSetError
from questionnaires.formats.roster_values import UnreadableError
from tests.questionnaires.formats.hostile_workbooks import TABLES, WORKBOOKS

#: The goals: seconds, and megabytes at the most.
SECONDS, MEGABYTES = 2.0, 300
CASES = [
    *(("questions", name) for name in WORKBOOKS),
    *(("answers", name) for name in (*WORKBOOKS, *TABLES)),
]


@pytest.mark.parametrize(("kind", "name"), CASES)
def test_a_hostile_file_is_refused_in_time_and_in_little_memory(kind: str, name: str) -> None:
    said = subprocess.run(
        [sys.executable, "-m", "tests.bench.bench_hostile_answers", kind, name],
        check=True,
        capture_output=True,
        text=True,
    ).stdout
    seconds, most, outcome = said.split(maxsplit=2)
    sys.stdout.write(f"{kind}, {name}: {float(seconds):.2f} s, {float(most):.0f} MB: {outcome}")
    assert not outcome.startswith("read")
    assert float(seconds) < SECONDS
    assert float(most) < MEGABYTES


def _measure(kind: str, name: str) -> None:
    data = {**WORKBOOKS, **TABLES}[name]()
    start = time.process_time()
    try:
        if kind == "questions":
            xlsform_xlsx.read(data, "file.xlsx")
        else:
            read_preset(csv_of_workbook(data) if is_workbook(data) else data, "file.csv")
        outcome = "read"
    except (QuestionSetError, UnreadableError, DatasetError) as error:
        outcome = str(error)[:100].replace("\n", " ")
    seconds = time.process_time() - start
    megabytes = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    sys.stdout.write(f"{seconds} {megabytes} {outcome}\n")


if __name__ == "__main__":
    _measure(sys.argv[1], sys.argv[2])
