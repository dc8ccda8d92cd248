"""Connections to SQLite files are kept, but not beyond the file they were opened for."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.core.signals import request_started
from django.db import connections

from questionnaires.models import CollectedRound
from surveyapp.databases import KEPT_SECONDS, database
from tests.racing import databases_that_can_race

pytestmark = [
    pytest.mark.sqlite("files; PostgreSQL: a server that restarts ends its connections itself"),
    pytest.mark.django_db(transaction=True, databases=["default", "answers"]),
]


@pytest.fixture
def folder(transactional_db: None, tmp_path: Path) -> Iterator[Path]:
    with databases_that_can_race(tmp_path):
        CollectedRound.objects.create(id="here", manifest={}, content={})
        yield tmp_path


def test_a_connection_is_kept_for_further_requests(folder: Path) -> None:
    kept = connections["answers"].connection
    assert kept is not None
    request_started.send(sender=None)
    assert connections["answers"].connection is kept
    assert database("DATABASE_URL", f"sqlite:///{folder}/x.db")["CONN_MAX_AGE"] == KEPT_SECONDS


def test_a_file_that_was_put_back_is_read_and_written_with_the_next_request(folder: Path) -> None:
    file, backup = folder / "answers.sqlite3", folder / "backup.sqlite3"
    with sqlite3.connect(backup) as copy:
        connections["answers"].connection.backup(copy)
    copy.close()
    CollectedRound.objects.create(id="later", manifest={}, content={})
    backup.rename(file)
    for ending in ("-wal", "-shm"):
        (folder / f"answers.sqlite3{ending}").unlink(missing_ok=True)
    assert CollectedRound.objects.count() == 2  # the file that is gone
    request_started.send(sender=None)
    assert [round_.pk for round_ in CollectedRound.objects.all()] == ["here"]
