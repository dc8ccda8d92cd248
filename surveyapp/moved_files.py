"""A connection that is kept is given up where another file has taken the place of its database.

SQLite would go on writing into the file that was moved away or deleted, and a backup that is put
back while the site runs would swallow every answer after it.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any
from weakref import WeakKeyDictionary

from django.db import connections
from django.db.backends.base.base import BaseDatabaseWrapper

_opened: WeakKeyDictionary[BaseDatabaseWrapper, tuple[int, int] | None] = WeakKeyDictionary()


def remember_file(connection: BaseDatabaseWrapper, **kwargs: Any) -> None:
    """A receiver of ``connection_created``."""
    if connection.vendor == "sqlite":
        _opened[connection] = _file(connection)


def give_up_moved_files(**kwargs: Any) -> None:
    """Afterwards the next query opens what lies in the place now. A receiver of requests."""
    for connection in connections.all(initialized_only=True):
        if (
            connection.vendor == "sqlite"
            and connection.connection is not None
            and not connection.in_atomic_block
            and _file(connection) != _opened.get(connection)
        ):
            connection.close()


def _file(connection: BaseDatabaseWrapper) -> tuple[int, int] | None:
    """Which file lies there; ``None``: none does, or the database is in memory."""
    try:
        found = Path(connection.settings_dict["NAME"]).stat()
    except OSError:
        return None
    return found.st_dev, found.st_ino
