"""One run of mails at a time, on the whole installation."""

from __future__ import annotations

import fcntl
import os
import threading
from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager, nullcontext
from pathlib import Path

from django.db import connection
from django.utils.translation import gettext as _

from questionnaires.services.errors import ServiceError

#: Names the lock on PostgreSQL; any number that nothing else uses.
LOCK_NUMBER = 0x6D61696C
_running = threading.Lock()


class BusyError(ServiceError):
    """Somebody else is sending mails at this moment."""


@contextmanager
def one_at_a_time() -> Iterator[None]:
    """Nobody else is inside meanwhile, in no process; :class:`BusyError` where somebody is.

    The lock ends with the process that holds it, however that ends: so a mail that is found
    half-way sent by whoever comes in was left by somebody who is gone.
    """
    # The second lock lets the same connection in twice on PostgreSQL; the first does not.
    with _in_this_process(), _among_processes():
        yield


def _among_processes() -> AbstractContextManager[None]:
    if connection.vendor == "postgresql":
        return _advisory_lock()
    if connection.is_in_memory_db():  # type: ignore[attr-defined]
        return nullcontext()
    return _file_lock(Path(f"{connection.settings_dict['NAME']}-mailing"))


@contextmanager
def _file_lock(path: Path) -> Iterator[None]:
    # For reading: the file may be another account's, made by a command of an administrator.
    file = os.open(path, os.O_RDONLY | os.O_CREAT, 0o644)
    try:
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        yield
    except BlockingIOError:
        raise _busy() from None
    finally:
        os.close(file)  # which ends the lock


@contextmanager
def _advisory_lock() -> Iterator[None]:
    if not _asked("SELECT pg_try_advisory_lock(%s)"):
        raise _busy()
    try:
        yield
    finally:
        _asked("SELECT pg_advisory_unlock(%s)")


def _asked(question: str) -> bool:
    with connection.cursor() as cursor:
        cursor.execute(question, [LOCK_NUMBER])
        return bool(cursor.fetchone()[0])


@contextmanager
def _in_this_process() -> Iterator[None]:
    if not _running.acquire(blocking=False):
        raise _busy()
    try:
        yield
    finally:
        _running.release()


def _busy() -> BusyError:
    return BusyError(
        _(
            "Mails are being sent at this moment, by a command or another page. Wait until that "
            "has ended, then go on here."
        )
    )
