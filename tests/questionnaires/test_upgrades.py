"""The databases of every released version migrate to the newest, with rounds open, and go on.

A folder for each version is kept in ``tests/reference/databases``, with the program that makes it.
"""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

from tests.demo import PROJECT
from tests.programs import environment

KEPT = PROJECT / "tests" / "reference" / "databases"
FOLDERS = sorted(path for path in KEPT.iterdir() if (path / "people.sqlite.sql").exists())
ENGINES = ("sqlite", "postgresql")


def test_there_are_databases_to_upgrade() -> None:
    kept = {file.name for file in FOLDERS[0].iterdir()}
    sides = {f"{side}.{engine}.sql" for side in ("people", "answers") for engine in ENGINES}
    assert kept == sides | {f"links.{engine}.json" for engine in ENGINES}


@pytest.mark.parametrize("folder", FOLDERS, ids=lambda folder: folder.name)
def test_open_rounds_survive_an_upgrade(folder: Path, tmp_path: Path) -> None:
    done = subprocess.run(
        [sys.executable, "-W", "error", PROJECT / "tests" / "upgrade.py", folder],
        env=environment(tmp_path),
        capture_output=True,
        text=True,
        check=False,
        timeout=300,
    )
    assert done.returncode == 0, done.stderr
    said = json.loads(done.stdout.splitlines()[-1])
    assert said["rows before"]["answers questionnaires_response"] == 54
    assert said["rows before"]["answers questionnaires_spenttoken"] == 12
    assert said["tables that lost rows"] == []
    assert said["problems"] == []
    assert said["hashes kept"]
    assert said["published"] == 6
    rounds = ("anonymous", "closed", "confidential", "open", "released")
    assert said["verified"] == {code: ["all hold"] for code in rounds}
    assert said["links"] == {"confidential": 200, "open": 200}
    assert said["accepted"] == {"anonymous": 2, "confidential": 2, "open": 2}
    assert said["released"] == {
        "dx/anonymous": 13,
        "named/confidential": 12,
        "link/open": 12,
        "late/closed": 20,
    }
    assert said["verified at the end"] == said["verified"]
    # Nobody was told that everybody who is asked reads the results, so nobody does.
    assert said["read by"] == said["read by at the end"] == ["roles"]
    assert said["pages"] == {"results": [404], "did": [200], "done": [200], "how": [200]}
