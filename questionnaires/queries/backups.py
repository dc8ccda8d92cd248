"""Backups that were made here, as the log of acts names them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from pathlib import Path

from questionnaires.models import AuditEntry, Round

#: Acts that leave a backup behind: it was made, or it was read and stays where it is.
ACTS = ("back up", "restore backup")


@dataclass(frozen=True, slots=True)
class MadeBackup:
    """A file that ``backup`` made. ``unfinished``: rounds at whose close it has to go, by id."""

    file: Path
    side: str
    made_on: date
    unfinished: frozenset[str]

    @property
    def is_there(self) -> bool:
        """Whether it still lies where it was made."""
        return self.file.exists()


def backups_made() -> list[MadeBackup]:
    """All of them, oldest first, wherever they are by now."""
    found: dict[Path, MadeBackup] = {}
    for entry in AuditEntry.objects.filter(action__in=ACTS):
        file = Path(entry.detail["folder"]) / entry.subject
        found[file] = MadeBackup(
            file=file,
            side=entry.detail["side"],
            made_on=date.fromisoformat(entry.detail["made_on"]),
            unfinished=frozenset(entry.detail["unfinished"]),
        )
    return sorted(found.values(), key=lambda backup: (backup.made_on, backup.file))


def backups_of_field_period(*rounds: Round) -> list[MadeBackup]:
    """Those that were made while one of these rounds took answers: they tell who had answered."""
    ids = {round.public_id for round in rounds}
    return [backup for backup in backups_made() if backup.unfinished & ids]
