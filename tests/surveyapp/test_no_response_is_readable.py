"""No address of the site reads a response: not for an admin, and not while a round is open."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from django.conf import settings
from django.db import connections
from django.http import StreamingHttpResponse
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver

from questionnaires.models import Comment, QuestionSetVersion, Response, Round
from questionnaires.routers import ANSWERS
from tests.rounds import answer, opened
from tests.stored import logged_in

pytestmark = pytest.mark.django_db(databases=["default", "answers"])

MARKER = "quarxel-is-written-by-one-person"
TABLES = (Response._meta.db_table, Comment._meta.db_table)


@pytest.fixture
def asked() -> Round:
    """An open round in which people answered and wrote."""
    round_ = opened()
    words = round_.version.instrument.text_items[0].code
    answer(round_, 12, comments={words: MARKER})
    assert Response.objects.count() == 12
    assert Comment.objects.filter(text=MARKER).count() == 12
    return round_


class Watch:
    """Notes every statement that touches the tables of single answers."""

    def __init__(self) -> None:
        self.statements: list[str] = []

    def __call__(self, execute: Callable[..., Any], sql: str, *rest: Any) -> Any:
        if any(table in sql for table in TABLES):
            self.statements.append(sql)
        return execute(sql, *rest)


def routes(patterns: list[URLPattern | URLResolver], prefix: str = "") -> Iterator[str]:
    """The route of every address, as ``urls.py`` writes it."""
    for pattern in patterns:
        route = prefix + str(pattern.pattern)
        if isinstance(pattern, URLResolver):
            yield from routes(pattern.url_patterns, route)
        else:
            yield route


ROUTES = sorted(routes(get_resolver().url_patterns))


def address(route: str, round_: Round, version: QuestionSetVersion) -> str:
    """An address of this route that exists where one can."""
    is_set = "question-sets" in route
    values = {
        "<slug:programme>": round_.programme.code,
        "<slug:code>": version.question_set.code if is_set else round_.code,
        "<int:number>": str(version.number),
        "<str:public_id>": round_.public_id,
        "<str:secret>": "a-secret-that-nobody-was-sent",
        "<slug:name>": "items",
        "<slug:form>": "svg",
    }
    for name, value in values.items():
        route = route.replace(name, value)
    assert "<" not in route, f"Say above what {route} means."
    return f"/{route}"


def body(response: Any) -> bytes:
    if isinstance(response, StreamingHttpResponse):
        return b"".join(response)
    return bytes(response.content)


def test_the_watch_notices() -> None:
    watch = Watch()
    with connections[ANSWERS].execute_wrapper(watch):
        list(Response.objects.all())
        list(Comment.objects.all())
    assert len(watch.statements) == 2


@pytest.mark.parametrize("route", ROUTES)
def test_no_address_reads_or_shows_one(route: str, asked: Round) -> None:
    client: Client = logged_in("admin")
    ids = [response.id.encode() for response in Response.objects.all()]
    watch = Watch()
    with connections[ANSWERS].execute_wrapper(watch):
        response = client.get(address(route, asked, asked.version))
    shown = body(response)
    assert response.status_code < 500
    assert watch.statements == []
    assert MARKER.encode() not in shown
    assert not [one for one in ids if one in shown]


def test_most_addresses_were_really_there(asked: Round) -> None:
    client = logged_in("admin")
    found = [client.get(address(route, asked, asked.version)).status_code for route in ROUTES]
    assert found.count(200) >= 20


def test_there_is_no_other_door() -> None:
    assert "django.contrib.admin" not in settings.INSTALLED_APPS
    assert not [route for route in ROUTES if "admin" in route]
