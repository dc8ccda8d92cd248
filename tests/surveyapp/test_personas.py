"""Everybody asks for everything, and gets what the table of :mod:`personas` says."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace

import pytest
from django.db import transaction
from django.http import HttpResponseBase
from django.test import Client
from django.urls import get_resolver, resolve

from questionnaires.models import AuditEntry
from tests.surveyapp.personas import (
    READERS,
    ROWS,
    Outcome,
    Persona,
    Row,
    World,
    build_world,
    client_of,
    named_patterns,
)

pytestmark = pytest.mark.django_db(databases=["default", "answers"])

POSTED = [row for row in ROWS if row.post is not None]


@pytest.fixture
def world() -> World:
    return build_world()


def outcome_of(response: HttpResponseBase) -> Outcome:
    """What a response means to whoever asked."""
    status = response.status_code
    if status == 302 and response.headers["Location"].startswith("/login/?"):
        return Outcome.LOGIN
    refusals = {
        403: Outcome.FORBIDDEN,
        404: Outcome.NOT_FOUND,
        405: Outcome.NOT_ALLOWED,
    }
    assert status < 500
    return refusals.get(status, Outcome.OK)


def asked(client: Client, method: str, address: str, row: Row) -> Outcome:
    """One request. Closing and releasing refuse to run in a test's transaction: let in, then."""
    try:
        if method == "get":
            return outcome_of(client.get(address))
        return outcome_of(client.post(address, row.form))
    except RuntimeError as error:
        if "inside a transaction" not in str(error):
            raise
        return Outcome.OK


def got(row: Row, method: str, world: World) -> dict[Persona, Outcome]:
    """What each persona gets; whatever a request changes is taken back after it."""
    outcomes = {}
    for persona in Persona:
        client = client_of(persona)
        address = world.address_of(row)
        with transaction.atomic(), transaction.atomic(using="answers"):
            before = AuditEntry.objects.count()
            outcomes[persona] = asked(client, method, address, row)
            if method == "get" or outcomes[persona] is not Outcome.OK:
                assert AuditEntry.objects.count() == before, f"{persona} left a trace"
            transaction.set_rollback(True)
            transaction.set_rollback(True, using="answers")
    return outcomes


def expected(row: Row, method: str) -> dict[Persona, Outcome]:
    return {persona: row.expected(method, persona) for persona in Persona}


@pytest.mark.parametrize("row", ROWS, ids=lambda row: row.name)
def test_everybody_reads_what_the_table_says(row: Row, world: World) -> None:
    assert got(row, "get", world) == expected(row, "get")


@pytest.mark.parametrize("row", POSTED, ids=lambda row: row.name)
def test_everybody_changes_what_the_table_says(row: Row, world: World) -> None:
    assert got(row, "post", world) == expected(row, "post")


@pytest.mark.parametrize("row", [r for r in ROWS if r.post is None], ids=lambda row: row.name)
def test_what_takes_no_post_does_nothing_with_one(row: Row, world: World) -> None:
    assert Outcome.OK not in got(row, "post", world).values()


def test_every_address_of_the_site_is_in_the_table() -> None:
    names = dict(named_patterns(get_resolver().url_patterns))
    assert "" not in names, f"Give {names.get('')} a name."
    missing = {name: route for name, route in names.items() if name not in {r.name for r in ROWS}}
    assert not missing, f"Add a row to tests/surveyapp/personas.py for {missing}."


def test_every_row_is_an_address_of_the_site_and_the_one_it_names() -> None:
    counted = Counter(row.name for row in ROWS)
    assert [name for name, times in counted.items() if times > 1] == []
    for row in ROWS:
        path = row.address.partition("?")[0].format(
            secret="x",
            open_link="x",
            blind="x",
            person="x",
            told="x",
            action="x",
            support="x",
            target="x",
            shared="x",
            link="x",
            trial="x",
            pilot="x",
            note="x",
        )
        assert resolve(path).url_name == row.name


def test_the_walk_notices_a_row_that_is_wrong(world: World) -> None:
    (people,) = [row for row in ROWS if row.name == "people"]
    generous = replace(people, get=READERS)
    assert got(people, "get", world) == expected(people, "get")
    assert got(generous, "get", world) != expected(generous, "get")


def test_a_lead_gets_nothing_that_a_viewer_does_not_get() -> None:
    for row in ROWS:
        for method in ("get", "post"):
            assert row.expected(method, Persona.LEAD) == row.expected(method, Persona.VIEWER)
