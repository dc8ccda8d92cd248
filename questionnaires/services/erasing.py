"""Deleted rows leave the files too: databases rewritten, their logs emptied."""

from __future__ import annotations

import time

from django.db import DatabaseError, connections
from django.utils.translation import gettext as _

from questionnaires.routers import ANSWERS
from questionnaires.services.errors import ServiceError

#: How long a reader of the file is waited for.
PATIENCE_SECONDS = 5.0
_PAUSE_SECONDS = 0.2


class UnfinishedError(ServiceError):
    """Rows are deleted, but a file may still hold traces of them. Run the same step again."""


def erase_deleted_rows() -> None:
    """Afterwards neither database file holds a byte of a deleted row. May be repeated.

    SQLite: the file is rewritten (``VACUUM``) and the write-ahead log truncated. Raises
    :class:`UnfinishedError` where somebody keeps reading the file meanwhile.
    """
    refuse_inside_transaction()
    for alias in (ANSWERS, "default"):
        if connections[alias].vendor == "sqlite":
            _erase_sqlite(alias)


def refuse_inside_transaction() -> None:
    """``RuntimeError`` inside a transaction: there nothing is final, and no file is rewritten."""
    if any(connections[alias].in_atomic_block for alias in (ANSWERS, "default")):
        raise RuntimeError("This must not run inside a transaction.")


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
    with connections[alias].cursor() as cursor:
        cursor.execute("PRAGMA busy_timeout")
        usual = cursor.fetchone()[0]
        # A reader is waited for here, not inside SQLite, which would take its 20 seconds.
        cursor.execute("PRAGMA busy_timeout = 0")
        try:
            while True:
                cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)")
                if not cursor.fetchone()[0]:
                    return True
                if time.monotonic() >= end:
                    return False
                time.sleep(_PAUSE_SECONDS)
        finally:
            cursor.execute(f"PRAGMA busy_timeout = {usual:d}")
