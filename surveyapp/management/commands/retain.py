"""``manage.py retain``: destroy what was kept for a number of days, once they are over."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.core.management.base import BaseCommand, CommandParser
from django.utils import timezone
from django.utils.formats import date_format

from questionnaires.queries.backups import backups_made
from questionnaires.routers import ANSWERS
from questionnaires.services.pilots import end_pilots_that_are_over
from questionnaires.services.retention import Backups, Kept, destroy_expired_responses, kept_data
from questionnaires.services.rounds import name_of
from surveyapp.management.commands._backups import named, overdue
from surveyapp.management.commands._rounds import service_errors


class Command(BaseCommand):
    """Destroys responses, counts and times of pilots whose days are over; run it daily."""

    help = (
        "Destroys responses that were kept after release, and stored counts, on the day that "
        "their round's manifest states, and ends pilots whose last day is past. Run it every day."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        """--dry-run."""
        parser.add_argument(
            "--dry-run", action="store_true", help="say what would go, and destroy nothing"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        """Destroy, and say what went and what stays until when."""
        today = timezone.localdate()
        dry_run: bool = options["dry_run"]
        with service_errors():
            expired = destroy_expired_responses(today=today, dry_run=dry_run)
        for kept in expired:
            self.stdout.write(f"{name_of(kept.round)}: {_gone(kept, dry_run=dry_run)}")
            for line in _backups(kept.backups(today=today), dry_run=dry_run):
                self.stdout.write(f"  {line}")
        staying = [kept for kept in kept_data(today=today) if kept not in expired]
        for kept in staying:
            self.stdout.write(f"{name_of(kept.round)}: {_stays(kept)}")
        for pilot in end_pilots_that_are_over(today=today, dry_run=dry_run):
            gone = "would be" if dry_run else "are"
            self.stdout.write(f"{pilot.version}: times and links of a pilot {gone} destroyed.")
        if not expired and not staying:
            self.stdout.write("Nothing is kept of any released round but its release.")
        for line in overdue():
            self.stdout.write(line)


def _gone(kept: Kept, *, dry_run: bool) -> str:
    parts = [f"{kept.responses} responses"] * kept.responses_expired
    parts += ["the counts"] * kept.tally_expired
    return f"{' and '.join(parts)} {'would be' if dry_run else 'are'} destroyed."


def _backups(backups: Backups, *, dry_run: bool) -> Iterator[str]:
    """Which backups have to go too, and what is in them."""
    began = "imported" if backups.is_import else "opened"
    yield (
        f"{'These would have to be destroyed too' if dry_run else 'Destroy these too'}: every "
        f"backup of the answers database made between {backups.since.isoformat()} ({began}) and "
        f"{backups.until.isoformat()}."
    )
    if backups.responses_until:
        yield f"They hold single responses until {backups.responses_until.isoformat()}."
    if backups.counts_from:
        yield f"They hold the counts from {backups.counts_from.isoformat()} on."
    made = [
        backup
        for backup in backups_made()
        if backup.side == ANSWERS and backups.since <= backup.made_on <= backups.until
    ]
    if made:
        yield "Among them those that `backup` made:"
        yield from named(made)


def _stays(kept: Kept) -> str:
    parts: list[str] = []
    if kept.responses_due:
        parts.append(f"{kept.responses} responses until {date_format(kept.responses_due, 'j M Y')}")
    if kept.tally:
        parts.append(f"the counts until {date_format(kept.tally_due, 'j M Y')}")
    return f"keeps {', '.join(parts)}."
