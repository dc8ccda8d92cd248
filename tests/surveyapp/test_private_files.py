"""Files of databases and who may open them."""

from __future__ import annotations

import os
import stat
import subprocess
import sys
from pathlib import Path

import pytest

PROJECT = Path(__file__).resolve().parents[2]
PROGRAM = """
import sqlite3
from django.core.management import call_command
for database in ("default", "answers"):
    call_command("migrate", database=database, verbosity=0)
from questionnaires.models import AuditEntry, CollectedRound
CollectedRound.objects.create(id="c", manifest={}, content={})
AuditEntry.objects.create(actor="a", action="b", subject="c")
from pathlib import Path
from django.conf import settings
print([file.name for file in Path(settings.DATA_DIR).glob("*.sqlite3*")])
for file in Path(settings.DATA_DIR).glob("*.sqlite3*"):
    assert not file.stat().st_mode & 0o007, file.name
"""


@pytest.mark.sqlite("who may open its files; a server keeps its own")
def test_nobody_else_on_the_machine_may_open_the_databases(tmp_path: Path) -> None:
    done = subprocess.run(
        [sys.executable, "manage.py", "shell", "--no-imports", "-c", PROGRAM],
        cwd=PROJECT,
        env={**os.environ, "CANDOR_DATA_DIR": str(tmp_path)},
        capture_output=True,
        text=True,
        check=False,
        umask=0o022,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    assert "answers.sqlite3-wal" in done.stdout
    for name in ("people.sqlite3", "answers.sqlite3"):
        assert stat.S_IMODE((tmp_path / name).stat().st_mode) == 0o640
