"""Backups on SQLite: compact copies of the two databases, each with a description beside it.

The answers database is copied only while no round takes answers and no close is unfinished. A copy
of the people database made meanwhile says in its name that it has to go when the round has closed
(docs/decisions/0031-backups-that-outlive-no-round.md). What is decided here is read from the copies
themselves, so that nothing can change between looking and copying.
"""

from __future__ import annotations

import hashlib
import json
import os
import sqlite3
from collections.abc import Iterator, Mapping
from contextlib import ExitStack, closing
from dataclasses import asdict, dataclass
from datetime import date
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import Any

import django
from django.db import connections
from django.utils import timezone
from django.utils.translation import gettext as _

from questionnaires.models import Round
from questionnaires.routers import ANSWERS
from questionnaires.services.audit import record_act
from questionnaires.services.erasing import refuse_inside_transaction
from questionnaires.services.errors import ServiceError

FORMAT = "candor-backup/1"
PEOPLE = "people"
#: The database of each side, as Django names it.
ALIASES = {PEOPLE: "default", ANSWERS: ANSWERS}
#: In the name of a people backup that has to be destroyed when the rounds it names have closed.
FIELD_PERIOD = "field-period"
#: Over within hours; whoever found a session in a copy would be logged in by it.
LEFT_OUT = ("django_session", "login_attempts")

_PEOPLE_ROUNDS = """
    SELECT p.code || '/' || r.code, r.public_id, r.status,
        r.status = 'open' OR (r.status = 'closed' AND r.closed_on IS NULL)
        OR (r.status = 'aborted' AND r.aborted_on IS NULL)
    FROM questionnaires_round AS r JOIN questionnaires_programme AS p ON p.id = r.programme_id
    ORDER BY p.code, r.position
"""
#: Closed, but with a ballot, a key, or an answer that nobody has counted yet.
_ANSWERS_ROUNDS = """
    SELECT c.id, c.status,
        c.status = 'open' OR c.receipt_key <> ''
        OR EXISTS (SELECT 1 FROM questionnaires_spenttoken WHERE round_id = c.id)
        OR NOT EXISTS (SELECT 1 FROM questionnaires_storedtally WHERE round_id = c.id)
        AND EXISTS (SELECT 1 FROM questionnaires_response WHERE round_id = c.id)
    FROM questionnaires_collectedround AS c ORDER BY c.id
"""


@dataclass(frozen=True, slots=True)
class BackedUpRound:
    """A round that a backup holds. ``unfinished``: it took answers, or its close was not done."""

    name: str
    public_id: str
    status: str
    unfinished: bool


@dataclass(frozen=True, slots=True)
class Backup:
    """A copy of one side, as the description beside it says."""

    side: str
    file: str
    made_on: str
    sha256: str
    versions: dict[str, str]
    migrations: dict[str, list[str]]
    rounds: tuple[BackedUpRound, ...]

    @property
    def unfinished(self) -> tuple[BackedUpRound, ...]:
        """The rounds at whose close it has to be destroyed."""
        return tuple(round for round in self.rounds if round.unfinished)

    def as_json(self) -> str:
        """What stands beside the copy."""
        return json.dumps({"format": FORMAT, **asdict(self)}, ensure_ascii=False, indent=2) + "\n"


@dataclass(frozen=True, slots=True)
class BackupsMade:
    """What was made, and in words why the answers were not copied, if they were not."""

    made: tuple[Backup, ...]
    why_no_answers: tuple[str, ...]


def make_backups(*, folder: Path, actor: str, today: date | None = None) -> BackupsMade:
    """Afterwards the folder holds a copy of the people database, and of the answers if they rest.

    The site may run meanwhile. Only the owner may read the copies; they hold no free pages, and
    nothing of :data:`LEFT_OUT`. Nothing is written over. Must not run inside a transaction.
    """
    refuse_inside_transaction()
    refuse_servers()
    with ExitStack() as stack:
        copies = {side: stack.enter_context(closing(_copied(side))) for side in ALIASES}
        people = tuple(_people_rounds(copies[PEOPLE]))
        answers = tuple(_answers_rounds(copies[ANSWERS], people))
        why_no_answers = tuple(_why_no_answers(answers))
        ready = {PEOPLE: people} if why_no_answers else {PEOPLE: people, ANSWERS: answers}
        made = _all_written(copies, ready, folder, today or timezone.localdate())
    for backup in made:
        record_backup(backup, folder=folder, action="back up", actor=actor)
    return BackupsMade(made, why_no_answers)


def record_backup(backup: Backup, *, folder: Path, action: str, actor: str) -> None:
    """Afterwards the log names the file, so that ``retain`` can say when it has to go."""
    record_act(
        actor=actor,
        action=action,
        subject=backup.file,
        folder=str(folder.resolve()),
        side=backup.side,
        made_on=backup.made_on,
        sha256=backup.sha256,
        unfinished=[round.public_id for round in backup.unfinished],
    )


def refuse_servers() -> None:
    """``ServiceError`` on PostgreSQL, whose own programs make and restore copies."""
    if any(connections[alias].vendor != "sqlite" for alias in ALIASES.values()):
        raise ServiceError(_("The databases are on PostgreSQL, which makes and restores copies."))


def sha256_of(file: Path) -> str:
    """The SHA-256 of a file, as 64 hexadecimal digits."""
    with file.open("rb") as opened:
        return hashlib.file_digest(opened, "sha256").hexdigest()


def _copied(side: str) -> sqlite3.Connection:
    """A copy in memory, of one moment; so that what is left out never reaches a disk."""
    connection = connections[ALIASES[side]]
    connection.ensure_connection()
    copy = sqlite3.connect(":memory:", isolation_level=None)
    connection.connection.backup(copy)
    if side == PEOPLE:
        for table in LEFT_OUT:
            copy.execute(f'DELETE FROM "{table}"')  # noqa: S608 -- our own table names
    return copy


def _people_rounds(copy: sqlite3.Connection) -> Iterator[BackedUpRound]:
    for name, public_id, status, unfinished in copy.execute(_PEOPLE_ROUNDS):
        yield BackedUpRound(name, public_id, status, bool(unfinished))


def _answers_rounds(
    copy: sqlite3.Connection, people: tuple[BackedUpRound, ...]
) -> Iterator[BackedUpRound]:
    """A close is done when both sides say so; a draft that never opened is no round of anybody."""
    known = {round.public_id: round for round in people}
    for public_id, status, unfinished in copy.execute(_ANSWERS_ROUNDS):
        other = known.get(public_id)
        name = other.name if other else public_id
        late = other is not None and other.unfinished
        yield BackedUpRound(name, public_id, status, bool(unfinished) or late)


def _why_no_answers(answers: tuple[BackedUpRound, ...]) -> Iterator[str]:
    for round in answers:
        if not round.unfinished:
            continue
        if round.status == Round.Status.OPEN:
            yield _("%(round)s is open.") % {"round": round.name}
        else:
            yield _("The close of %(round)s is not finished.") % {"round": round.name}


def _all_written(
    copies: Mapping[str, sqlite3.Connection],
    ready: Mapping[str, tuple[BackedUpRound, ...]],
    folder: Path,
    day: date,
) -> tuple[Backup, ...]:
    """All files or none: what was begun goes again where something fails."""
    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        with ExitStack() as begun:
            made = tuple(_written(begun, copies, ready, folder, day.isoformat()))
            begun.pop_all()
    except FileExistsError as error:
        raise ServiceError(
            _("%(file)s is there already and is not written over. Nothing was backed up.")
            % {"file": error.filename}
        ) from error
    except (OSError, sqlite3.Error) as error:
        raise ServiceError(
            _("Nothing was backed up to %(folder)s: %(problem)s")
            % {"folder": folder, "problem": error}
        ) from error
    return made


def _written(
    begun: ExitStack,
    copies: Mapping[str, sqlite3.Connection],
    ready: Mapping[str, tuple[BackedUpRound, ...]],
    folder: Path,
    day: str,
) -> Iterator[Backup]:
    """Each copy, then its description: a copy without one was not finished and is not restored."""
    for side, rounds in ready.items():
        marks = [side, day]
        if side == PEOPLE and any(round.unfinished for round in rounds):
            marks.append(FIELD_PERIOD)
        file = folder / f"{'-'.join(marks)}.sqlite3"
        description = file.with_suffix(".json")
        _make_private(begun, file)
        _make_private(begun, description)
        copies[side].execute("VACUUM INTO ?", [str(file)])
        _reach_the_disk(file)
        backup = Backup(
            side=side,
            file=file.name,
            made_on=day,
            sha256=sha256_of(file),
            versions=_versions(),
            migrations=migrations_in(copies[side]),
            rounds=rounds,
        )
        description.write_text(backup.as_json())
        _reach_the_disk(description)
        yield backup


def migrations_in(copy: sqlite3.Connection) -> dict[str, list[str]]:
    """The names of the migrations that made a database, by app."""
    found: dict[str, list[str]] = {}
    for app, name in copy.execute("SELECT app, name FROM django_migrations ORDER BY app, name"):
        found.setdefault(app, []).append(name)
    return found


def _make_private(begun: ExitStack, file: Path) -> None:
    """An empty file for the owner alone; ``FileExistsError`` where there is one."""
    os.close(os.open(file, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600))
    begun.callback(file.unlink, missing_ok=True)


def _reach_the_disk(file: Path) -> None:
    """SQLite does not wait for the disk when it writes a copy."""
    with file.open("rb") as opened:
        os.fsync(opened.fileno())


def _versions() -> dict[str, Any]:
    try:
        ours = version("candor")
    except PackageNotFoundError:  # run from its folder, not installed
        ours = ""
    return {
        "candor": ours,
        "django": django.get_version(),
        "sqlite": sqlite3.sqlite_version,
    }
