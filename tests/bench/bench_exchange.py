"""How soon hostile files with questions are refused, and in how much memory.

The goals: refused within two seconds of a processor, in less than 300 MB for the whole program.
Each file is read in a program of its own, so that its memory is its own.
"""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable
from functools import partial
from pathlib import Path

import pytest

from tests.questionnaires.formats.test_exchange_formats import HOSTILE
from tests.questionnaires.formats.test_xlsform_xlsx import bomb, entity, form, many

#: Seconds, and bytes.
GOAL, MEMORY = 2.0, 300 * 1024**2
READ = """
import resource, sys, time
from pathlib import Path
from questionnaires.formats.exchange_formats import read_any
from questionnaires.formats.problems import QuestionSetError
data = Path(sys.argv[1]).read_bytes()
began = time.process_time()
try:
    read_any(data, sys.argv[1], sys.argv[2])
    print("read", end=" ")
except QuestionSetError as error:
    print("refused", end=" ")
print(time.process_time() - began, resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024)
"""
MADE: dict[str, tuple[Callable[[], bytes], str]] = {
    "zip bomb": (bomb, "xlsform"),
    "entities": (entity, "xlsform"),
    "1,001 questions": (lambda: many(1_001), "xlsform"),
    "5,001 rows": (lambda: many(5_001, "note"), "xlsform"),
    "truncated": (lambda: form()[:3_000], "xlsform"),
    "10^5 rows": (lambda: b"text,scale\n" + b"x,yes_no\n" * 100_000, "csv"),
    "10^5 elements": (
        lambda: b'{"elements":[' + b'{"type":"text"},' * 99_999 + b'{"type":"text"}]}',
        "surveyjs",
    ),
    "10^5 deep": (lambda: b"[" * 100_000, "surveyjs"),
    "many brackets": (lambda: b"[" + b"[]," * 1_300_000 + b"[]]", "surveyjs"),
    **{f"hostile {n} as {code}": (partial(bytes, data), code)
       for n, data in enumerate(HOSTILE) for code in ("csv", "surveyjs", "xlsform", "yaml")},
}  # fmt: skip


@pytest.mark.parametrize("name", MADE)
def test_a_hostile_file_is_refused_soon(name: str, tmp_path: Path) -> None:
    make, code = MADE[name]
    path = tmp_path / "file"
    path.write_bytes(make())
    command = [sys.executable, "-c", READ, str(path), code]
    said = subprocess.run(command, capture_output=True, text=True, check=True).stdout.split()
    print(f"{name}: {said[0]} in {float(said[1]):.2f} s, {int(said[2]) / 1024**2:.0f} MB")
    assert said[0] == "refused"
    assert float(said[1]) < GOAL
    assert int(said[2]) < MEMORY
