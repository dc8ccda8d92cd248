"""Runs the tests on two PostgreSQL servers: ``python -m pytest -p tests.postgresql``.

The servers start before Django reads its settings; the processes of a parallel run inherit them.
"""

from __future__ import annotations

import os
from collections.abc import Generator

import pytest
from django.db import connections
from pytest_django import DjangoDbBlocker

from tests.clusters import Clusters, start_clusters

_started: list[Clusters] = []


@pytest.hookimpl(wrapper=True, tryfirst=True)
def pytest_load_initial_conftests() -> Generator[None, None, None]:
    """Start the servers; in the worker processes of a parallel run this is never called."""
    clusters = start_clusters()
    _started.append(clusters)
    os.environ["DATABASE_URL"] = clusters.url("people")
    os.environ["ANSWERS_DATABASE_URL"] = clusters.url("answers")
    return (yield)


@pytest.fixture(scope="session", autouse=True)
def _no_session_is_left(
    django_db_setup: None, django_db_blocker: DjangoDbBlocker
) -> Generator[None, None, None]:
    """A server that a test ended may not have said so yet; its database could not be removed."""
    yield
    with django_db_blocker.unblock():
        for connection in connections.all():
            if not str(connection.settings_dict["NAME"]).startswith("test_"):
                continue  # no test asked for it, so it was not made
            with connection.cursor() as cursor:
                cursor.execute(
                    "SELECT pg_terminate_backend(pid) FROM pg_stat_activity "
                    "WHERE datname = current_database() AND pid <> pg_backend_pid()"
                )
            connection.close()


def pytest_unconfigure() -> None:
    """Stop them, also after Ctrl-C."""
    while _started:
        _started.pop().stop()
