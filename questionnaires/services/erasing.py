"""Deleted rows leave the files too, and places in files tell no order: databases are rewritten."""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress

from django.db import DatabaseError, Error, connections
from django.db.models import Model
from django.utils.translation import gettext as _

from questionnaires.routers import ANSWERS
from questionnaires.services import erasing_postgresql
from questionnaires.services.errors import ServiceError
from questionnaires.services.rewriting_budget import RewritingBudget

#: How long a reader of the file is waited for.
PATIENCE_SECONDS = 5.0
_PAUSE_SECONDS = 0.2
#: What this process may still spend on rewriting, by database: drawing takes none from answering.
BUDGETS = {alias: RewritingBudget() for alias in (ANSWERS, "default")}


class UnfinishedError(ServiceError):
    """Rows are deleted, but a file may still hold traces of them. Run the same step again."""


def erase_deleted_rows() -> None:
    """Afterwards no file of either database holds a byte of a deleted row. May be repeated.

    SQLite: the file is rewritten (``VACUUM``) and the write-ahead log truncated. PostgreSQL: see
    :func:`questionnaires.services.erasing_postgresql.erase`. Raises :class:`UnfinishedError` where
    somebody keeps using the database meanwhile.
    """
    refuse_inside_transaction()
    for alias in (ANSWERS, "default"):
        if connections[alias].vendor == "sqlite":
            _erase_sqlite(alias)
        else:
            _erase_postgresql(alias)


def rewrite_in_random_order() -> None:
    """Afterwards no file tells in which order anybody answered so far; for once a day.

    Whatever the size, and however often answers were rewritten as they came: both databases are
    written anew, with their free pages and logs. Rows lie in the order of their keys, which were
    drawn at random. Where somebody is in the way, the other database is rewritten all the same,
    and :class:`UnfinishedError` says which was not.
    """
    refuse_inside_transaction()
    in_use = [alias for alias in (ANSWERS, "default") if not _is_written_anew(alias)]
    if in_use:
        raise UnfinishedError(
            _(
                "Somebody is using the database %(names)s, so it was not written anew, and its "
                "files may tell in which order people answered. Stop what reads it (a backup, a "
                "console), then do this again."
            )
            % {"names": ", ".join(f"“{alias}”" for alias in in_use)}
        )


def forget_order_of_arrival() -> None:
    """Afterwards the answers' files do not tell which answers came last. Never raises.

    A page of an SQLite file is filled from its end, so that where a row lies in it says when it
    came, whatever its key; so does the write-ahead log. On PostgreSQL a row's place and the number
    of its transaction do. Rewritten, rows lie in the order of their keys. Where the budget of this
    process is spent (:mod:`questionnaires.services.rewriting_budget`), or somebody else is writing,
    nothing is done: the next answer or the daily rewriting makes up for it.
    """
    connection, budget = connections[ANSWERS], BUDGETS[ANSWERS]
    if connection.in_atomic_block or not budget.is_left:
        return
    with suppress(Error), budget.spending():
        if connection.vendor == "sqlite":
            with _without_waiting(ANSWERS):
                with connection.cursor() as cursor:
                    cursor.execute("VACUUM")
                _empty_log(ANSWERS)
        else:
            erasing_postgresql.rewrite_answers()


def forget_order_of_answering() -> None:
    """Afterwards the people's files do not tell whose invitation was used last. Never raises.

    SQLite changes the mark where it stands, and its log is emptied, which takes no longer than
    storing the mark. PostgreSQL writes the row anew, behind all others, which has a budget; see
    :func:`forget_order_of_arrival`.
    """
    connection, budget = connections["default"], BUDGETS["default"]
    if connection.in_atomic_block:
        return
    with suppress(Error):
        if connection.vendor == "sqlite":
            with _without_waiting("default"):
                _empty_log("default")
        elif budget.is_left:
            with budget.spending():
                erasing_postgresql.rewrite_invitations()


def forget_earlier_states(*models: type[Model]) -> None:
    """Afterwards the people's files hold no state of these tables but the present. Never raises.

    For small tables, where one state less the one before would tell what somebody added. SQLite:
    its log is emptied; PostgreSQL: the tables are written anew. Where somebody is in the way,
    nothing is done, and the daily rewriting makes up for it.
    """
    connection = connections["default"]
    if connection.in_atomic_block:
        return
    with suppress(Error):
        if connection.vendor == "sqlite":
            with _without_waiting("default"):
                _empty_log("default")
        else:
            erasing_postgresql.rewrite_small_tables(*models)


def logs_that_stay() -> list[str]:
    """Databases of which the write-ahead log cannot be emptied: the role lacks a right there."""
    staying: list[str] = []
    for alias in (ANSWERS, "default"):
        if connections[alias].vendor != "sqlite":
            with connections[alias].cursor() as cursor:
                if not erasing_postgresql.may_empty_log(cursor):
                    staying.append(alias)
    return staying


def refuse_inside_transaction() -> None:
    """``RuntimeError`` inside a transaction: there nothing is final, and no file is rewritten."""
    if any(connections[alias].in_atomic_block for alias in (ANSWERS, "default")):
        raise RuntimeError("This must not run inside a transaction.")


def _is_written_anew(alias: str) -> bool:
    try:
        if connections[alias].vendor == "sqlite":
            _erase_sqlite(alias)
        else:
            _erase_postgresql(alias)
    except UnfinishedError:
        return False
    return True


def _erase_postgresql(alias: str) -> None:
    try:
        erased = erasing_postgresql.erase(alias, patience=PATIENCE_SECONDS)
    except DatabaseError:
        erased = False
    if not erased:
        raise UnfinishedError(
            _(
                "The rows are deleted, but a transaction of somebody else keeps the database "
                "“%(name)s” from being rewritten. End it (a backup, a console), then do this again."
            )
            % {"name": alias}
        )


def _erase_sqlite(alias: str) -> None:
    connection = connections[alias]
    try:
        with connection.cursor() as cursor:
            cursor.execute("VACUUM")
        emptied = _truncate_log(alias)
    except DatabaseError:
        emptied = False
    if not emptied:
        raise UnfinishedError(
            _(
                "The rows are deleted, but the file of the database “%(name)s” is in use and "
                "could not be rewritten. Stop what reads it (a backup, a console), then do this "
                "again."
            )
            % {"name": alias}
        )


def _truncate_log(alias: str) -> bool:
    """Whether the write-ahead log is empty: tried until nobody reads it, or patience ends."""
    end = time.monotonic() + PATIENCE_SECONDS
    # A reader is waited for here, not inside SQLite, which would take its 20 seconds.
    with _without_waiting(alias):
        while not _empty_log(alias):
            if time.monotonic() >= end:
                return False
            time.sleep(_PAUSE_SECONDS)
    return True


def _empty_log(alias: str) -> bool:
    return not _asked_of(alias, "PRAGMA wal_checkpoint(TRUNCATE)")


@contextmanager
def _without_waiting(alias: str) -> Iterator[None]:
    """Whatever is locked is given up at once."""
    usual = _asked_of(alias, "PRAGMA busy_timeout")
    _asked_of(alias, "PRAGMA busy_timeout = 0")
    try:
        yield
    finally:
        _asked_of(alias, f"PRAGMA busy_timeout = {usual:d}")


def _asked_of(alias: str, question: str) -> int:
    """A number. All is fetched: a statement half read would stand in the way of the next."""
    with connections[alias].cursor() as cursor:
        cursor.execute(question)
        return int(cursor.fetchall()[0][0])
