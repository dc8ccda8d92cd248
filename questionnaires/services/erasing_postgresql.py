"""PostgreSQL: tables rewritten, so that they tell no order and their files hold nothing deleted.

Each row carries the number of the transaction that wrote it (``xmin``), which rises with time, and
lies where it was put. ``VACUUM FULL`` and ``CLUSTER`` keep both the number and what an older
snapshot may still see, so tables whose order tells something are written anew: all rows in one
transaction, in the order of their keys, into a new file.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import Any

from django.apps import apps
from django.db import DatabaseError, connections, router, transaction
from django.db.backends.utils import CursorWrapper
from django.db.models import Model

from questionnaires.models import (
    CollectedRound,
    CollectionUnit,
    Comment,
    Delivery,
    Invitation,
    InvitationSecret,
    Person,
    Pilot,
    PilotLink,
    Response,
    Round,
    SpentToken,
    StoredTally,
)
from questionnaires.routers import ANSWERS

#: Columns of which the server must take no samples for its planner (``pg_statistic``): what stands
#: in them is destroyed some day, and samples outlive the rows. Set by a migration.
NEVER_SAMPLED: dict[type[Model], tuple[str, ...]] = {
    Person: ("name", "mail", "attributes"),
    Invitation: ("used", "ballot", "no_reminders", "attributes"),
    InvitationSecret: ("invitation_id", "digest"),
    Delivery: ("invitation_id", "state"),
    Round: ("response_key",),
    CollectionUnit: ("signing_key",),
    Pilot: ("times",),
    PilotLink: ("digest", "sent"),
    CollectedRound: ("receipt_key",),
    Response: ("id", "round_id", "unit", "answers"),
    Comment: ("id", "round_id", "item", "unit", "text"),
    SpentToken: ("id", "round_id", "body"),
    StoredTally: ("content",),
}

_PAUSE_SECONDS = 0.2
#: How long the table of invitations is waited for after an answer, in milliseconds.
_INVITATIONS_WAIT = 200

#: Where another session may still see what was deleted before transaction %(mark)s, it stays.
_OLDER_SNAPSHOTS = """
SELECT count(*) FROM (
  SELECT greatest(age(backend_xmin), age(backend_xid)) AS age FROM pg_stat_activity
  WHERE pid <> pg_backend_pid()
  AND (datname = current_database() OR backend_type = 'walsender')
  UNION ALL SELECT age(transaction) FROM pg_prepared_xacts WHERE database = current_database()
  UNION ALL SELECT age(xmin) FROM pg_replication_slots
) AS others WHERE age > age(%s::xid)
"""
_MAY_CHECKPOINT = """
SELECT EXISTS (
  SELECT FROM pg_roles WHERE rolname = 'pg_checkpoint' AND pg_has_role(oid, 'USAGE')
) OR (SELECT rolsuper FROM pg_roles WHERE rolname = current_user)
"""
_MAY_SWITCH = "SELECT has_function_privilege('pg_switch_wal()', 'EXECUTE')"


def rewrite_answers() -> bool:
    """Afterwards what was answered lies in the order of its keys, as if written at once.

    ``False``: somebody stores an answer at this moment, or closes a round. Nothing is waited for.
    """
    rounds = f'"{CollectedRound._meta.db_table}"'
    tables = [f'"{model._meta.db_table}"' for model in (Response, Comment, SpentToken)]
    with transaction.atomic(using=ANSWERS, durable=True), connections[ANSWERS].cursor() as cursor:
        # Whoever stores an answer holds the row of its round. The rows are tried first, because
        # waiting for a table would be written to the server's log, with the time.
        cursor.execute(
            f"SELECT (SELECT count(*) FROM {rounds}) = count(*) FROM "  # noqa: S608
            f"(SELECT FROM {rounds} FOR UPDATE SKIP LOCKED) AS free"
        )
        if not _first(cursor):
            return False
        cursor.execute(f"LOCK TABLE {', '.join(tables)} IN ACCESS EXCLUSIVE MODE NOWAIT")
        for table in tables:
            cursor.execute(f"CREATE TEMPORARY TABLE rewritten AS TABLE {table}")
            cursor.execute(f"TRUNCATE {table}")
            cursor.execute(f"INSERT INTO {table} SELECT * FROM rewritten ORDER BY id")  # noqa: S608
            cursor.execute("DROP TABLE rewritten")
    return True


def rewrite_invitations() -> bool:
    """Afterwards invitations lie in the order of their numbers, as if written at once.

    Other tables point to this one, so it cannot be emptied; changing a column to its own type has
    every row written anew. Raises ``DatabaseError`` where the table is in use for longer.
    """
    table = f'"{Invitation._meta.db_table}"'
    with transaction.atomic(durable=True), connections["default"].cursor() as cursor:
        cursor.execute(f"SET LOCAL lock_timeout = {_INVITATIONS_WAIT}")
        cursor.execute(f"LOCK TABLE {table} IN ACCESS EXCLUSIVE MODE")
        cursor.execute(
            f"ALTER TABLE {table} ALTER COLUMN used TYPE boolean USING coalesce(used, used)"
        )
        cursor.execute(
            "SELECT indexrelid::regclass::text FROM pg_index "
            "WHERE indrelid = %s::regclass AND indisprimary",
            [table],
        )
        cursor.execute(f"CLUSTER {table} USING {_first(cursor)}")
    return True


def rewrite_small_tables(*models: type[Model]) -> None:
    """Afterwards these tables of the people's side hold no row that was changed or deleted.

    Raises ``DatabaseError`` where one is in use for longer.
    """
    with connections["default"].cursor() as cursor:
        cursor.execute(f"SET lock_timeout = {_INVITATIONS_WAIT}")
        try:
            for model in models:
                cursor.execute(f'VACUUM (FULL) "{model._meta.db_table}"')
        finally:
            cursor.execute("RESET lock_timeout")


def erase(alias: str, *, patience: float) -> bool:
    """Whether no file of the database holds a byte of a deleted row any more.

    ``patience`` is how many seconds others are waited for. The log (WAL) is emptied too where the
    role may do that (system check ``surveyapp.W010``).
    """
    end = time.monotonic() + patience
    connection = connections[alias]
    rewrite = rewrite_answers if alias == ANSWERS else rewrite_invitations
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_current_xact_id()::xid::text")
        mark = _first(cursor)
        steps: tuple[Callable[[], bool], ...] = (
            lambda: _tried(rewrite),
            lambda: _is_forgotten(cursor, mark),
        )
        for is_done in steps:
            while not is_done():
                if time.monotonic() >= end:
                    return False
                time.sleep(_PAUSE_SECONDS)
        cursor.execute(f"SET lock_timeout = {int(patience * 1000)}")
        try:
            for table in _tables(alias):
                cursor.execute(f'VACUUM (FULL) "{table}"')
        except DatabaseError:
            return False
        finally:
            cursor.execute("RESET lock_timeout")
        _empty_log(cursor)
    return True


def may_empty_log(cursor: CursorWrapper) -> bool:
    """Whether the role of this connection may have the server start a new log."""
    cursor.execute(_MAY_SWITCH)
    if not _first(cursor):
        return False
    cursor.execute(_MAY_CHECKPOINT)
    return bool(_first(cursor))


def _empty_log(cursor: CursorWrapper) -> None:
    if may_empty_log(cursor):
        cursor.execute("SELECT pg_switch_wal()")
        cursor.execute("CHECKPOINT")


def _tried(rewrite: Callable[[], bool]) -> bool:
    try:
        return rewrite()
    except DatabaseError:
        return False


def _is_forgotten(cursor: CursorWrapper, mark: str) -> bool:
    cursor.execute(_OLDER_SNAPSHOTS, [mark])
    return not _first(cursor)


def _tables(alias: str) -> list[str]:
    models = apps.get_app_config("questionnaires").get_models()
    return [model._meta.db_table for model in models if router.db_for_write(model) == alias]


def _first(cursor: CursorWrapper) -> Any:
    row = cursor.fetchone()
    return row[0] if row else None
