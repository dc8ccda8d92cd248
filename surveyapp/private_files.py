"""SQLite files are for the account that runs Candor, not for everybody on the machine."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from django.db.backends.base.base import BaseDatabaseWrapper

#: The file and what SQLite lays beside it; it gives these the mode of the file.
ENDINGS = ("", "-wal", "-shm")
OTHERS = 0o007


def keep_from_others(connection: BaseDatabaseWrapper, **kwargs: Any) -> None:
    """Afterwards only owner and group may open the files of an SQLite database.

    A receiver of ``connection_created``. The group is left alone: a backup may need it. Files of
    another owner, who alone can change them, stay as they are.
    """
    if connection.vendor != "sqlite":
        return
    for ending in ENDINGS:
        file = Path(f"{connection.settings_dict['NAME']}{ending}")
        try:
            mode = file.stat().st_mode & 0o777
            if mode & OTHERS:
                file.chmod(mode & ~OTHERS)
        except OSError:  # not there, in memory, or not ours
            continue
