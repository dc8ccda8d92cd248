"""One installation for all tests of faults, and a real server for the tests of a file."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from itertools import count

import pytest
from pytest_django import DjangoDbBlocker

from questionnaires.models import Round
from tests.programs import environment_with_tables
from tests.servers import Server, databases_of, serving
from tests.submissions import forget_answers, opened_for_faults

_numbers = count(1)


@pytest.fixture(scope="session")
def installation(
    tmp_path_factory: pytest.TempPathFactory,
) -> Mapping[str, str]:
    """The environment of programs whose databases have tables, on whatever the tests run on."""
    return environment_with_tables(tmp_path_factory.mktemp("installation"))


@pytest.fixture(scope="module")
def databases(
    installation: Mapping[str, str], django_db_blocker: DjangoDbBlocker
) -> Iterator[None]:
    """The models of the tests read and write what the server does."""
    with django_db_blocker.unblock(), databases_of(installation):
        yield


@pytest.fixture(scope="module")
def site(installation: Mapping[str, str], databases: None) -> Iterator[Server]:
    """Gunicorn with two workers. Whatever happens to it, it tells nothing about who answers."""
    with serving(installation) as server:
        already = len(server.printed)
        yield server
    refuse_words_about_respondents(server.printed[already:])


@pytest.fixture
def round_(databases: None) -> Iterator[Round]:
    """An open round of 300 people, and no answers of another."""
    yield opened_for_faults(f"faults-{next(_numbers)}")
    forget_answers()


def refuse_words_about_respondents(printed: str) -> None:
    """No traceback, no address of a page or a person, nothing of what was sent."""
    for told in ("Traceback", "/s/", "127.0.0.1", "Quiet morning", "signature"):
        assert told not in printed, printed
