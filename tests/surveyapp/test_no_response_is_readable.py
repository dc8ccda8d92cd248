"""No address reads a response, or counts that have not passed the gate: pages are given releases.

Not for an admin, and not while a round is open.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from django.conf import settings
from django.db import connections
from django.http import StreamingHttpResponse

from questionnaires.models import Comment, Response, StoredTally
from questionnaires.routers import ANSWERS
from tests.rounds import answer
from tests.surveyapp.personas import ROWS, Persona, Row, World, build_world, client_of

pytestmark = pytest.mark.django_db(databases=["default", "answers"])

MARKER = "quarxel-is-written-by-one-person"
TALLIES = StoredTally._meta.db_table
TABLES = (Response._meta.db_table, Comment._meta.db_table)


@pytest.fixture
def asked() -> World:
    """Everything that the table names, and an open round in which people answered and wrote."""
    world = build_world()
    words = world.open.version.instrument.text_items[0].code
    answer(world.open, 12, comments={words: MARKER})
    assert Response.objects.count() == 12
    assert Comment.objects.filter(text=MARKER).count() == 12
    return world


class Watch:
    """Notes every statement that touches the tables of single answers."""

    def __init__(self) -> None:
        self.statements: list[str] = []

    def __call__(self, execute: Callable[..., Any], sql: str, *rest: Any) -> Any:
        if any(table in sql for table in TABLES) or f'"{TALLIES}"."content"' in sql:
            self.statements.append(sql)
        return execute(sql, *rest)


def body(response: Any) -> bytes:
    if isinstance(response, StreamingHttpResponse):
        return b"".join(response)
    return bytes(response.content)


def test_the_watch_notices() -> None:
    watch = Watch()
    with connections[ANSWERS].execute_wrapper(watch):
        list(Response.objects.all())
        list(Comment.objects.all())
        list(StoredTally.objects.all())
    assert len(watch.statements) == 3


@pytest.mark.parametrize("row", ROWS, ids=lambda row: row.name)
def test_no_address_reads_or_shows_one(row: Row, asked: World) -> None:
    client = client_of(Persona.ADMIN)
    ids = [response.id.encode() for response in Response.objects.all()]
    watch = Watch()
    with connections[ANSWERS].execute_wrapper(watch):
        response = client.get(asked.address_of(row))
    shown = body(response)
    assert response.status_code < 500
    assert watch.statements == []
    assert MARKER.encode() not in shown
    assert not [one for one in ids if one in shown]


def test_most_addresses_were_really_there(asked: World) -> None:
    client = client_of(Persona.ADMIN)
    found = [client.get(asked.address_of(row)).status_code for row in ROWS]
    assert found.count(200) >= len(ROWS) * 3 // 4


def test_there_is_no_other_door() -> None:
    assert "django.contrib.admin" not in settings.INSTALLED_APPS
    assert not [row for row in ROWS if "/admin" in row.address]
