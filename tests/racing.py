"""Several at once, each with database connections of their own."""

from __future__ import annotations

import shutil
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TypeVar

from django.db import connections

from tests.programs import files_with_tables
from tests.servers import DATABASES

Outcome = TypeVar("Outcome")


def race(work: Callable[[], Outcome], threads: int = 6) -> list[Outcome | BaseException]:
    """The same work in several threads at once; what each returned, or what stopped it."""
    outcomes: list[Outcome | BaseException] = []
    ready = threading.Barrier(threads)

    def run() -> None:
        try:
            ready.wait(timeout=60)
            outcomes.append(work())
        except BaseException as error:
            outcomes.append(error)
        finally:
            connections.close_all()

    running = [threading.Thread(target=run) for _ in range(threads)]
    for thread in running:
        thread.start()
    for thread in running:
        thread.join(timeout=120)
    return outcomes


@contextmanager
def databases_that_can_race(folder: Path) -> Iterator[None]:
    """SQLite files as in production: databases in memory share one connection and cannot race."""
    kept = {}
    for alias, (_variable, file) in DATABASES.items():
        if connections[alias].vendor != "sqlite":
            continue
        kept[alias] = (connections[alias], connections.databases[alias]["NAME"])
        connections.databases[alias]["NAME"] = folder / file
        del connections[alias]
        shutil.copy(files_with_tables() / file, folder / file)
    yield
    for alias, (connection, name) in kept.items():
        connections[alias].close()
        connections.databases[alias]["NAME"] = name
        connections[alias] = connection
