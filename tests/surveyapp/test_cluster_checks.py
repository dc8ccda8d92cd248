"""System checks of PostgreSQL, on servers that are set up with care and on careless ones."""

from __future__ import annotations

import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import dj_database_url
import psycopg
import pytest
from django.core.checks import CheckMessage
from django.db import connections
from django.db.utils import ConnectionHandler
from django.test import override_settings

from surveyapp import cluster_checks
from surveyapp.cluster_checks import (
    answers_are_not_recorded,
    clusters_are_two,
    engines_are_the_same,
    logs_are_emptied,
    nothing_destroyed_is_sampled,
    people_are_not_timed,
)
from tests.clusters import ROLE, SETTINGS, SUPERUSER, Clusters, start_clusters
from tests.programs import environment
from tests.relation_files import superuser

BOTH = ["default", "answers"]
PROJECT = Path(__file__).resolve().parents[2]
pytestmark = [pytest.mark.postgresql, pytest.mark.django_db(transaction=True, databases=BOTH)]

#: What an operator finds in other people's servers.
CARELESS = {
    "archive_mode": "on",
    "track_commit_timestamp": "on",
    "log_statement": "ddl",
    "log_duration": "on",
    "log_min_duration_statement": "0",
    "log_min_duration_sample": "100ms",
    "log_transaction_sample_rate": "0.5",
    "log_min_error_statement": "error",
}


@pytest.fixture(scope="module")
def careless() -> Iterator[Clusters]:
    """One server with two databases, as one is offered them everywhere."""
    settings = {
        **CARELESS,
        "wal_level": "logical",
        "max_wal_senders": "1",
        "archive_command": "'true'",
        "wal_recycle": "on",
    }
    lines = "\n".join(f"{name} = {value}" for name, value in settings.items())
    started = start_clusters(["one"], f"{SETTINGS}\n{lines}\n")
    with psycopg.connect(started.url("one", "postgres", SUPERUSER), autocommit=True) as connection:
        for name in ("people", "answers"):
            connection.execute(f"CREATE DATABASE {name} OWNER {ROLE}".encode())
    yield started
    started.stop()


@pytest.fixture
def on_one_server(
    careless: Clusters, monkeypatch: pytest.MonkeyPatch
) -> Iterator[ConnectionHandler]:
    """The checks look at the careless server instead of those of the test run."""
    handler = using(careless.url("one", "people"), careless.url("one", "answers"))
    monkeypatch.setattr(cluster_checks, "connections", handler)
    yield handler
    handler.close_all()


def using(people: str, answers: str) -> ConnectionHandler:
    addresses: dict[str, Any] = {
        "default": dict(dj_database_url.parse(people)),
        "answers": dict(dj_database_url.parse(answers)),
    }
    return ConnectionHandler(addresses)


def ids(problems: list[CheckMessage]) -> list[str | None]:
    return [problem.id for problem in problems]


def test_servers_set_up_with_care_pass_every_check() -> None:
    assert engines_are_the_same() == []
    for check in (
        clusters_are_two,
        answers_are_not_recorded,
        people_are_not_timed,
        nothing_destroyed_is_sampled,
        logs_are_emptied,
    ):
        assert check(databases=BOTH) == []


@pytest.mark.usefixtures("on_one_server")
def test_two_databases_of_one_cluster_are_refused_with_the_reason() -> None:
    problems = clusters_are_two(databases=["default"])
    assert ids(problems) == ["surveyapp.E005"]
    assert problems[0].is_serious()
    assert "links every answer to a person" in (problems[0].hint or "")
    assert clusters_are_two(databases=[]) == []


def test_the_reason_is_true(on_one_server: ConnectionHandler) -> None:
    """On one cluster a transaction of the one database is numbered after one of the other."""
    numbers = []
    for alias in ("answers", "default") * 3:
        with on_one_server[alias].cursor() as cursor:
            cursor.execute("SELECT pg_current_xact_id()::text::bigint")
            numbers.append(cursor.fetchone()[0])
    assert numbers == list(range(numbers[0], numbers[0] + 6))


def test_one_cluster_is_found_where_its_identifier_may_not_be_read(
    careless: Clusters, on_one_server: ConnectionHandler
) -> None:
    forbidden = "REVOKE EXECUTE ON FUNCTION pg_control_system() FROM PUBLIC"
    with psycopg.connect(careless.url("one", "answers", SUPERUSER), autocommit=True) as connection:
        connection.execute(forbidden)
    with on_one_server["answers"].cursor() as cursor, pytest.raises(Exception, match="denied"):
        cursor.execute("SELECT system_identifier FROM pg_control_system()")
    assert ids(clusters_are_two(databases=BOTH)) == ["surveyapp.E005"]


def test_two_clusters_are_told_apart_where_identifiers_may_not_be_read() -> None:
    may = "EXECUTE ON FUNCTION pg_control_system()"
    with superuser("answers") as connection:
        connection.execute(f"REVOKE {may} FROM PUBLIC".encode())
        try:
            assert clusters_are_two(databases=BOTH) == []
        finally:
            connection.execute(f"GRANT {may} TO PUBLIC".encode())


@pytest.mark.parametrize("is_local", [True, False])
@pytest.mark.usefixtures("on_one_server")
def test_what_records_answers_is_named_and_refused_off_this_machine(
    is_local: bool,  # noqa: FBT001 -- pytest passes it by name
) -> None:
    with override_settings(IS_LOCAL=is_local):
        problems = answers_are_not_recorded(databases=["answers"])
    assert set(ids(problems)) == {"surveyapp.W006" if is_local else "surveyapp.E006"}
    assert {problem.is_serious() for problem in problems} == {not is_local}
    assert {problem.msg.split()[0] for problem in problems} == set(CARELESS)
    assert "archive_mode is 'on' in the database of answers, not 'off'." in [
        problem.msg for problem in problems
    ]
    assert answers_are_not_recorded(databases=["default"]) == []


def test_a_setting_of_the_role_counts_as_one_of_the_server(
    careless: Clusters, on_one_server: ConnectionHandler
) -> None:
    """What cannot be changed for a whole server can be changed for one role."""
    with psycopg.connect(careless.url("one", "postgres", SUPERUSER), autocommit=True) as connection:
        for name, value in (("log_min_error_statement", "panic"), ("log_statement", "none")):
            connection.execute(f"ALTER ROLE {ROLE} SET {name} = {value}".encode())
    try:
        named = {problem.msg.split()[0] for problem in answers_are_not_recorded(databases=BOTH)}
        assert named == set(CARELESS) - {"log_min_error_statement", "log_statement"}
    finally:
        with psycopg.connect(
            careless.url("one", "postgres", SUPERUSER), autocommit=True
        ) as connection:
            connection.execute(f"ALTER ROLE {ROLE} RESET ALL".encode())


def test_a_logical_slot_is_found(careless: Clusters, on_one_server: ConnectionHandler) -> None:
    with psycopg.connect(careless.url("one", "answers", SUPERUSER), autocommit=True) as connection:
        connection.execute("SELECT pg_create_logical_replication_slot('copy', 'pgoutput')")
        try:
            said = [problem.msg for problem in answers_are_not_recorded(databases=["answers"])]
        finally:
            connection.execute("SELECT pg_drop_replication_slot('copy')")
    assert said[-1] == "A logical replication slot follows every change of the answers."


@pytest.mark.usefixtures("on_one_server")
def test_what_tells_when_somebody_answered_is_named_for_the_people_too() -> None:
    problems = people_are_not_timed(databases=["default"])
    assert set(ids(problems)) == {"surveyapp.W008"}
    archive_and_failures = {"archive_mode", "log_min_error_statement"}
    named = {problem.msg.split()[0] for problem in problems}
    assert named == set(CARELESS) - archive_and_failures
    assert people_are_not_timed(databases=["answers"]) == []


@pytest.mark.usefixtures("on_one_server")
def test_a_log_that_closing_cannot_empty_is_named() -> None:
    assert ids(logs_are_emptied(databases=BOTH)) == ["surveyapp.W010", "surveyapp.W010"]


@pytest.mark.parametrize(
    "right", ["pg_checkpoint TO {role}", "EXECUTE ON FUNCTION pg_switch_wal() TO {role}"]
)
def test_both_rights_are_needed_to_empty_a_log(right: str) -> None:
    grant = right.format(role=ROLE)
    with superuser("answers") as connection:
        connection.execute(f"REVOKE {grant.replace(' TO ', ' FROM ')}".encode())
        try:
            assert ids(logs_are_emptied(databases=BOTH)) == ["surveyapp.W010"]
        finally:
            connection.execute(f"GRANT {grant}".encode())


def test_a_column_that_is_sampled_again_is_named() -> None:
    sample = "ALTER TABLE questionnaires_response ALTER COLUMN answers SET STATISTICS"
    with connections["answers"].cursor() as cursor:
        cursor.execute(f"{sample} 100")
    try:
        problems = nothing_destroyed_is_sampled(databases=BOTH)
        assert ids(problems) == ["surveyapp.W009"]
        assert "questionnaires_response.answers" in problems[0].msg
        assert nothing_destroyed_is_sampled(databases=["default"]) == []
    finally:
        with connections["answers"].cursor() as cursor:
            cursor.execute(f"{sample} 0")


def test_one_file_and_one_server_are_named(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    url = connections["default"].settings_dict["HOST"]
    mixed = using(f"postgresql://x@{url.replace('/', '%2F')}/x", f"sqlite:///{tmp_path}/a.sqlite3")
    monkeypatch.setattr(cluster_checks, "connections", mixed)
    assert ids(engines_are_the_same()) == ["surveyapp.W007"]


# As operators meet them


def statements(block: str) -> list[str]:
    return [line.strip() for line in block.split(";") if line.strip()]


def test_servers_set_up_as_the_page_says_pass_every_check(tmp_path: Path) -> None:
    """Two servers as they come from Debian, and the SQL of the page."""
    page = (PROJECT / "docs" / "howto" / "run-on-postgresql.md").read_text()
    blocks = re.findall(r"^```sql\n(.*?)^```", page, flags=re.MULTILINE | re.DOTALL)
    in_each, in_database, in_answers = map(statements, blocks)
    servers = start_clusters(settings="listen_addresses = ''\nfsync = off", grants=())
    try:
        urls = {"DATABASE_URL": "people", "ANSWERS_DATABASE_URL": "answers"}
        for variable, name in urls.items():
            do(servers.url(name, "postgres", SUPERUSER), in_each)
            urls[variable] = servers.url(name)
        checks = ["check", "--deploy", "--fail-level", "WARNING"]
        databases = ["--database", "default", "--database", "answers"]
        said = manage(None, tmp_path, *checks, *databases, **PRODUCTION, **urls)
        assert set(re.findall(r"surveyapp\.\w+", said)) == {"surveyapp.E006", "surveyapp.W010"}
        for name in ("people", "answers"):
            do(servers.url(name, "candor", SUPERUSER), in_database)
        do(servers.url("answers", "postgres", SUPERUSER), in_answers)
        for name in ("people", "answers"):  # as good as a restart for what was changed here
            do(servers.url(name, "postgres", SUPERUSER), ["SELECT pg_reload_conf()"])
        for alias in BOTH:
            said = manage(None, tmp_path, "migrate", "--database", alias, **PRODUCTION, **urls)
            assert said.endswith("ended with 0"), said
        said = manage(None, tmp_path, *checks, *databases, **PRODUCTION, **urls)
        assert said.endswith("(0 silenced).\nended with 0"), said
    finally:
        servers.stop()


def do(url: str, statements: list[str]) -> None:
    with psycopg.connect(url, autocommit=True) as connection:
        for statement in statements:
            connection.execute(statement.encode())


def manage(careless: Clusters | None, folder: Path, *arguments: str, **variables: str) -> str:
    """What ``manage.py``, or Python where the first argument is ``-c``, says, with its end."""
    urls = {}
    if careless:
        urls = {
            "DATABASE_URL": careless.url("one", "people"),
            "ANSWERS_DATABASE_URL": careless.url("one", "answers"),
        }
    program = [] if arguments[0] == "-c" else ["manage.py"]
    done = subprocess.run(
        [sys.executable, *program, *arguments],
        cwd=PROJECT,
        env=environment(folder, **urls, **variables),
        capture_output=True,
        text=True,
        check=False,
    )
    return f"{done.stdout}{done.stderr}ended with {done.returncode}"


PRODUCTION = {
    "CANDOR_BASE_URL": "https://candor.example.org",
    "CANDOR_SECRET_KEY": "only-for-this-test-" + "0123456789abcdefghijklmnopqrstuvwxyzABCDEFGH",
    "CANDOR_EMAIL_URL": "smtps://candor@mail.example.org",
}


def test_nothing_is_migrated_and_nothing_served_on_one_cluster(
    careless: Clusters, tmp_path: Path
) -> None:
    said = manage(careless, tmp_path, "migrate", "--database", "answers")
    assert "surveyapp.E005" in said
    assert said.endswith("ended with 1")
    said = manage(careless, tmp_path, "-c", "import surveyapp.wsgi")
    assert re.search(r"ImproperlyConfigured: Not started\.\n.*surveyapp\.E005", said)


def test_servers_set_up_with_care_are_migrated_and_served(tmp_path: Path) -> None:
    checks = ["check", "--deploy", "--fail-level", "WARNING"]
    databases = ["--database", "default", "--database", "answers"]
    said = manage(None, tmp_path, *checks, *databases, **PRODUCTION)
    assert said.endswith("(0 silenced).\nended with 0")
    served = manage(None, tmp_path, "-c", "import surveyapp.wsgi; print('served')", **PRODUCTION)
    assert "served" in served


def test_a_server_that_is_away_does_not_keep_the_site_away(tmp_path: Path) -> None:
    away = {"ANSWERS_DATABASE_URL": "postgresql://candor@127.0.0.1:1/candor"}
    said = manage(None, tmp_path, "-c", "import surveyapp.wsgi; print('served')", **away)
    assert "A database is away" in said
    assert "served" in said


def test_one_file_and_one_server_do_not_start_off_this_machine(tmp_path: Path) -> None:
    one_file = {"ANSWERS_DATABASE_URL": f"sqlite:///{tmp_path}/answers.sqlite3"}
    said = manage(None, tmp_path, "check", **PRODUCTION, **one_file)
    assert said.startswith("Not started: One database is SQLite, the other PostgreSQL")
    assert said.endswith("ended with 1")
    assert "surveyapp.W007" in manage(None, tmp_path, "check", **one_file)
