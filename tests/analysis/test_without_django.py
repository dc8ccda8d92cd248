"""``analysis`` installs and runs where there is no Django."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

PROJECT = Path(__file__).resolve().parents[2]

#: Refuses what a plain install does not have, then runs the command line.
BARE = """
import runpy, sys

class Refuse:
    def find_spec(self, name, path=None, target=None):
        if name.partition(".")[0] in {"django", "rest_framework", "questionnaires", "surveyapp"}:
            raise ImportError(f"{name} is not part of a plain install")

sys.meta_path.insert(0, Refuse())
sys.argv = ["analysis", *sys.argv[1:]]
runpy.run_module("analysis", run_name="__main__")
"""


def run(code: str, *arguments: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-c", code, *arguments],
        cwd=PROJECT,
        capture_output=True,
        text=True,
        check=False,
        timeout=120,
    )


def test_something_could_be_refused() -> None:
    refused = run(BARE.replace('runpy.run_module("analysis"', 'runpy.run_module("django"'))
    assert "not part of a plain install" in refused.stderr


def test_the_command_line_needs_no_django(tmp_path: Path) -> None:
    (tmp_path / "q.csv").write_text("column,kind\nReleasing is easy.,agreement\n")
    (tmp_path / "data.csv").write_text("Releasing is easy.\nAgree\nDisagree\n")
    done = run(BARE, "summary", str(tmp_path / "data.csv"), "--questions", str(tmp_path / "q.csv"))
    assert (done.returncode, done.stderr) == (0, "")
    assert "Releasing is easy." in done.stdout


@pytest.mark.parametrize("module", ["analysis.cli", "analysis.exports.figures"])
def test_importing_loads_no_django(module: str) -> None:
    done = run(
        f"import {module}, sys; print(sorted(name for name in sys.modules "
        "if name.partition('.')[0] in {'django', 'surveyapp', 'questionnaires'}))"
    )
    assert (done.stdout.strip(), done.stderr) == ("[]", "")
