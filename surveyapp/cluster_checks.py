"""System checks of PostgreSQL: two clusters, which record nothing about respondents."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from django.conf import settings
from django.core.checks import CheckMessage, Error, Tags, Warning, register  # noqa: A004
from django.db import connections, router
from django.db.backends.base.base import BaseDatabaseWrapper

from questionnaires.routers import ANSWERS
from questionnaires.services.erasing_postgresql import NEVER_SAMPLED, may_empty_log

PEOPLE = "default"
NAMES = {PEOPLE: "people", ANSWERS: "answers"}
PAGE = "docs/howto/run-on-postgresql.md"

#: Settings that write down statements or when they came, and the value with which they do not.
#: Those with a point belong to extensions.
_TIMES = {"track_commit_timestamp": "off"}
_STATEMENTS = {
    "log_statement": "none",
    "log_duration": "off",
    "log_min_duration_statement": "-1",
    "log_min_duration_sample": "-1",
    "log_transaction_sample_rate": "0",
    "auto_explain.log_min_duration": "-1",
    "pgaudit.log": "none",
}
_ARCHIVES = {"archive_mode": "off"}
#: By default a statement that fails is logged, with the answers in it.
_FAILURES = {"log_min_error_statement": "panic"}


@register(Tags.database)
def clusters_are_two(databases: Sequence[str] | None = None, **kwargs: Any) -> list[CheckMessage]:
    """``surveyapp.E005``: one cluster numbers the transactions of both databases in one order."""
    pair = [connections[alias] for alias in NAMES]
    if not _is_asked(databases, *NAMES) or any(one.vendor != "postgresql" for one in pair):
        return []
    if _have_identifiers(pair):
        question = "SELECT system_identifier FROM pg_control_system()"
    else:  # to the microsecond
        question = "SELECT pg_postmaster_start_time()"
    if _answer(pair[0], question) != _answer(pair[1], question):
        return []
    return [
        Error(
            "DATABASE_URL and ANSWERS_DATABASE_URL are two databases of one PostgreSQL cluster.",
            hint=(
                "A cluster numbers all its transactions in one order: the number beside an answer "
                "and the number beside the invitation that was used follow each other, which "
                f"links every answer to a person. Run a cluster of its own for answers ({PAGE})."
            ),
            id="surveyapp.E005",
        )
    ]


@register(Tags.database)
def answers_are_not_recorded(
    databases: Sequence[str] | None = None, **kwargs: Any
) -> list[CheckMessage]:
    """``surveyapp.E006``, on this machine ``W006``: the server writes answers down elsewhere."""
    if not _is_asked(databases, ANSWERS) or connections[ANSWERS].vendor != "postgresql":
        return []
    found = list(_differing(ANSWERS, _ARCHIVES | _TIMES | _STATEMENTS | _FAILURES))
    problems = [
        f"{name} is {value!r} in the database of answers, not {right!r}."
        for name, value, right in found
    ]
    slots = "SELECT count(*) FROM pg_replication_slots WHERE slot_type = 'logical'"
    if _answer(connections[ANSWERS], slots):
        problems.append("A logical replication slot follows every change of the answers.")
    kind, letter = (Warning, "W") if settings.IS_LOCAL else (Error, "E")
    return [
        kind(
            problem,
            hint=(
                "It keeps answers, or when they came, where closing a round cannot destroy them. "
                f"What to set: {PAGE}."
            ),
            id=f"surveyapp.{letter}006",
        )
        for problem in problems
    ]


@register(Tags.database)
def people_are_not_timed(
    databases: Sequence[str] | None = None, **kwargs: Any
) -> list[CheckMessage]:
    """``surveyapp.W008``: the server writes down when whose invitation was used."""
    if not _is_asked(databases, PEOPLE) or connections[PEOPLE].vendor != "postgresql":
        return []
    return [
        Warning(
            f"{name} is {value!r} in the database of people, not {right!r}.",
            hint=f"It keeps who answered when. What to set: {PAGE}.",
            id="surveyapp.W008",
        )
        for name, value, right in _differing(PEOPLE, _TIMES | _STATEMENTS)
    ]


@register()
def engines_are_the_same(**kwargs: Any) -> list[CheckMessage]:
    """``surveyapp.W007``: one database in a file, one on a server. Refused off this machine."""
    if len({connections[alias].vendor for alias in NAMES}) == 1:
        return []
    return [
        Warning(
            "One database is SQLite, the other PostgreSQL.",
            hint=(
                "This works on one machine, to try things out. Elsewhere the site does not start "
                "with it: set DATABASE_URL and ANSWERS_DATABASE_URL both, or neither."
            ),
            id="surveyapp.W007",
        )
    ]


@register(Tags.database)
def nothing_destroyed_is_sampled(
    databases: Sequence[str] | None = None, **kwargs: Any
) -> list[CheckMessage]:
    """``surveyapp.W009``: samples for the planner outlive the rows that they were taken of.

    No error, because ``migrate``, which is the remedy, would refuse to run.
    """
    return [
        Warning(
            f"PostgreSQL takes samples of {column}, which outlive the rows.",
            hint=(
                f"Run: python manage.py migrate --database {alias}. Where that changes nothing, a "
                "later migration made the column anew: it has to set its statistics to 0, as "
                "migration 0005 does."
            ),
            id="surveyapp.W009",
        )
        for alias in NAMES
        if _is_asked(databases, alias) and connections[alias].vendor == "postgresql"
        for column in _sampled(alias)
    ]


@register(Tags.database)
def logs_are_emptied(databases: Sequence[str] | None = None, **kwargs: Any) -> list[CheckMessage]:
    """``surveyapp.W010``: closing a round cannot empty the write-ahead log of a server."""
    problems: list[CheckMessage] = []
    for alias, name in NAMES.items():
        connection = connections[alias]
        if not _is_asked(databases, alias) or connection.vendor != "postgresql":
            continue
        with connection.cursor() as cursor:
            may = may_empty_log(cursor)
        if not may or _answer(connection, "SELECT current_setting('wal_recycle')") != "off":
            problems.append(
                Warning(
                    f"After a round has closed, the write-ahead log of the database of {name} "
                    "still holds what was deleted, for hours or days.",
                    hint=(
                        "Set wal_recycle = off, and grant the role pg_checkpoint and "
                        f"pg_switch_wal(): {PAGE}."
                    ),
                    id="surveyapp.W010",
                )
            )
    return problems


def _is_asked(databases: Sequence[str] | None, *aliases: str) -> bool:
    return any(alias in (databases or ()) for alias in aliases)


def _have_identifiers(pair: Sequence[BaseDatabaseWrapper]) -> bool:
    may = "SELECT has_function_privilege('pg_control_system()', 'EXECUTE')"
    return all(_answer(connection, may) for connection in pair)


def _differing(alias: str, rules: dict[str, str]) -> Iterator[tuple[str, str, str]]:
    """Name, value and right value of each setting that is not as it should be."""
    for name, right in rules.items():
        value = _answer(connections[alias], f"SELECT current_setting('{name}', true)")
        if value not in (right, None, ""):
            yield name, str(value), right


def _sampled(alias: str) -> Iterator[str]:
    for model, columns in NEVER_SAMPLED.items():
        table = model._meta.db_table
        for column in columns if router.db_for_write(model) == alias else ():
            question = (
                "SELECT attstattarget IS DISTINCT FROM 0 FROM pg_attribute "  # noqa: S608
                f"WHERE attrelid = to_regclass('{table}') AND attname = '{column}'"
            )
            if _answer(connections[alias], question):
                yield f"{table}.{column}"


def _answer(connection: BaseDatabaseWrapper, question: str) -> Any:
    with connection.cursor() as cursor:
        cursor.execute(question)
        row = cursor.fetchone()
    return row[0] if row else None
