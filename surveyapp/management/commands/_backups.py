"""What commands say of backups that have to be destroyed."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from django.db.models import Q

from questionnaires.models import Round
from questionnaires.queries.backups import MadeBackup, backups_of_field_period


def after_the_end(round_: Round) -> Iterator[str]:
    """For a round that has just been closed or aborted."""
    made = backups_of_field_period(round_)
    if made:
        yield (
            "Destroy these backups of people, and every copy of them: they tell who had answered, "
            "and hold the keys of the round."
        )
        yield from named(made)


def overdue() -> Iterator[str]:
    """Day by day, until the files are gone."""
    ended = Round.objects.filter(Q(closed_on__isnull=False) | Q(aborted_on__isnull=False))
    made = [backup for backup in backups_of_field_period(*ended) if backup.is_there]
    if made:
        yield (
            "These backups of people were made while a round took answers that has ended since. "
            "They tell who had answered. Destroy them, and every copy of them:"
        )
        yield from named(made)


def named(made: Iterable[MadeBackup]) -> Iterator[str]:
    """A line each, and whether the file is where it was made."""
    for backup in made:
        place = "" if backup.is_there else " (not there any more: look where it was moved)"
        yield f"  {backup.file}{place}"
