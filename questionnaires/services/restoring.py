"""Restoring: a backup takes the place of a database that holds no round."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

from django.db import connections
from django.db.migrations.loader import MigrationLoader
from django.db.models import Model
from django.utils.translation import gettext as _

from questionnaires.models import CollectedRound, Round, StoredTally
from questionnaires.routers import ANSWERS
from questionnaires.services.backups import (
    ALIASES,
    FORMAT,
    PEOPLE,
    BackedUpRound,
    Backup,
    migrations_in,
    sha256_of,
)
from questionnaires.services.erasing import refuse_inside_transaction
from questionnaires.services.errors import ServiceError

_ROUNDS: dict[str, type[Model]] = {PEOPLE: Round, ANSWERS: CollectedRound}


@dataclass(frozen=True, slots=True)
class FoundBackup:
    """A backup and the file that it is in."""

    path: Path
    backup: Backup

    @property
    def alias(self) -> str:
        """The database that it is of."""
        return ALIASES[self.backup.side]


def find_backups(path: Path) -> list[FoundBackup]:
    """The backup in a file, or the newest of each side in a folder, people first.

    ``ServiceError`` where there is none, or where two are of the same day.
    """
    if not path.is_dir():
        return [_described(path.with_suffix(".json"))]
    descriptions = sorted((*path.glob(f"{PEOPLE}-*.json"), *path.glob(f"{ANSWERS}-*.json")))
    found = [_described(description) for description in descriptions]
    if not any(one.backup.side == PEOPLE for one in found):
        raise ServiceError(_("%(folder)s holds no backup of people.") % {"folder": path})
    return [one for side in ALIASES for one in _newest(found, side)]


def refuse_unfit(found: FoundBackup) -> None:
    """``ServiceError`` where the file is damaged or of a newer version, or would replace rounds."""
    file, backup = found.path, found.backup
    if not file.is_file():
        raise ServiceError(_("%(file)s is not there.") % {"file": file})
    if sha256_of(file) != backup.sha256:
        raise ServiceError(
            _("%(file)s is not the file that was made: its SHA-256 differs.") % {"file": file}
        )
    with closing(_opened(file)) as copy:
        _refuse_damaged(copy, file)
        _refuse_newer(copy, backup)
    if _holds_rounds(backup.side):
        raise ServiceError(
            _(
                "The database of %(side)s holds rounds, which would be lost. Nothing was "
                "restored. Move its file away first, or restore only the other side by naming "
                "its file."
            )
            % {"side": backup.side}
        )


def put_in_place(found: FoundBackup) -> None:
    """Afterwards the database is the backup, as it was made: not yet migrated.

    It is copied by SQLite, so that whoever has the old file open reads the new content. Must not
    run inside a transaction.
    """
    refuse_inside_transaction()
    connection = connections[found.alias]
    connection.ensure_connection()
    try:
        with closing(_opened(found.path)) as copy:
            copy.backup(connection.connection)
    except sqlite3.Error as error:
        raise ServiceError(
            _("%(file)s was not restored: %(problem)s. Stop the site and try again.")
            % {"file": found.path, "problem": error}
        ) from error


def what_to_do(round: Round) -> list[str]:
    """In sentences, what of a round no longer fits after one of its sides was restored."""
    if not round.manifest:  # a draft, or imported
        return []
    collected = CollectedRound.objects.filter(pk=round.public_id).first()
    if collected is None:
        return [_("Its answers are not there. %(next)s") % {"next": _without_answers(round)}]
    if round.is_open and not collected.is_open:
        if not StoredTally.objects.filter(round=collected).exists():
            return [
                _("Its counts were destroyed on their day: nothing is left to count. Abort it.")
            ]
        return [
            _(
                "It closed after this backup was made: its answers are counted and destroyed, and "
                "the list of ballots handed in is lost. Restore a newer backup if there is one. "
                "Otherwise close it again, so that links, keys and who answered go too, and "
                "release it again: the figures are those of before, while response rates are "
                "those of the backup, and comments that were released are lost."
            )
        ]
    if round.is_open:
        return [
            _(
                "It takes answers. Whoever answered after this backup was made counts as silent "
                "again: they get reminders, and a second answer of theirs would be taken in "
                "anonymous mode. Links sent since then lead nowhere: send new ones (remind). To "
                "take no risk, close it now."
            )
        ]
    if round.is_close_unfinished or round.is_abort_unfinished:
        return [_("Its close or abort was not finished. Run it again.")]
    return []


def answers_without_round() -> list[str]:
    """Ids of rounds that the answers side holds and the people side has never opened."""
    opened = Round.objects.exclude(status=Round.Status.DRAFT).values_list("public_id", flat=True)
    return sorted(set(CollectedRound.objects.values_list("pk", flat=True)) - set(opened))


def _without_answers(round: Round) -> str:
    if round.is_open or round.is_abort_unfinished:
        return _(
            "If the answers database still exists, check ANSWERS_DATABASE_URL and CANDOR_DATA_DIR. "
            "If it is lost, end the round: abort_round --answers-lost."
        )
    if round.is_released:
        return _("Its releases stand by themselves; no correction is possible.")
    if round.is_aborted:
        return _("Nothing was counted, so nothing is missing.")
    return _("Restore the backup of the answers made after it closed.")


def _described(description: Path) -> FoundBackup:
    try:
        content = json.loads(description.read_text())
        if content.pop("format") != FORMAT:
            raise ValueError
        rounds = tuple(BackedUpRound(**round) for round in content.pop("rounds"))
        backup = Backup(rounds=rounds, **content)
        if backup.side not in ALIASES or Path(backup.file).name != backup.file:
            raise ValueError
    except OSError as error:
        raise ServiceError(
            _("%(file)s cannot be read: %(problem)s. It stands beside each finished backup.")
            % {"file": description, "problem": error.strerror}
        ) from error
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        raise ServiceError(
            _("%(file)s does not describe a backup.") % {"file": description}
        ) from error
    return FoundBackup(description.with_name(backup.file), backup)


def _newest(found: list[FoundBackup], side: str) -> Iterator[FoundBackup]:
    of_side = [one for one in found if one.backup.side == side]
    if not of_side:
        return
    day = max(one.backup.made_on for one in of_side)
    first, *others = [one for one in of_side if one.backup.made_on == day]
    if others:
        raise ServiceError(
            _("%(one)s and %(other)s are of the same day. Name the file to restore.")
            % {"one": first.path.name, "other": others[0].path.name}
        )
    yield first


def _opened(file: Path) -> sqlite3.Connection:
    return sqlite3.connect(f"{file.resolve().as_uri()}?mode=ro&immutable=1", uri=True)


def _refuse_damaged(copy: sqlite3.Connection, file: Path) -> None:
    try:
        sound = copy.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
        fits = not copy.execute("PRAGMA foreign_key_check").fetchall()
    except sqlite3.Error:
        sound = fits = False
    if not sound or not fits:
        raise ServiceError(_("%(file)s is damaged. Take another one.") % {"file": file})


def _refuse_newer(copy: sqlite3.Connection, backup: Backup) -> None:
    known = MigrationLoader(None, ignore_no_migrations=True).disk_migrations.keys()
    made_by = migrations_in(copy)
    unknown = [f"{app}.{name}" for app in made_by for name in made_by[app]]
    unknown = [name for name in unknown if tuple(name.split(".", 1)) not in known]
    if unknown:
        raise ServiceError(
            _(
                "%(file)s was made by a version of Candor (%(version)s) that this one does not "
                "know: %(migrations)s. Install that version or a later one."
            )
            % {
                "file": backup.file,
                "version": backup.versions.get("candor") or _("unknown"),
                "migrations": ", ".join(unknown),
            }
        )


def _holds_rounds(side: str) -> bool:
    model = _ROUNDS[side]
    connection = connections[ALIASES[side]]
    with connection.cursor() as cursor:
        if model._meta.db_table not in connection.introspection.table_names(cursor):
            return False
    return model._default_manager.exists()
