"""``manage.py backup FOLDER``: copy the databases while the site runs."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import connections

from questionnaires.services.backups import LEFT_OUT, Backup, make_backups
from surveyapp.management.commands._rounds import service_errors

#: What to type on PostgreSQL; a test runs it.
DUMP = 'pg_dump --format=custom --no-owner {left_out}--file={file} "${variable}"'
PAGE = "docs/howto/back-up-and-restore.md"


class Command(BaseCommand):
    """Copies people, and answers where no round is open."""

    help = (
        "Copies the people database to a folder while the site runs, and the answers database "
        "where no round takes answers. Files are named by day; none is written over. On "
        "PostgreSQL it says which pg_dump to run."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        """FOLDER."""
        parser.add_argument("folder", help="where the copies go; made where it is not there")

    def handle(self, *args: Any, **options: Any) -> None:
        """Copy, and say what must become of the copies."""
        if connections["default"].vendor == "postgresql":
            raise CommandError(on_postgresql())
        folder = Path(options["folder"])
        with service_errors():
            done = make_backups(folder=folder, actor="manage.py backup")
        for backup in done.made:
            self.stdout.write(f"{folder / backup.file}: {_what_it_is(backup)}")
        if done.why_no_answers:
            self.stdout.write(
                f"The answers database was not copied. {' '.join(done.why_no_answers)} A copy "
                "would keep single answers that closing could not destroy. Back up again after "
                "the close."
            )


def on_postgresql() -> str:
    """Nothing is copied: what to run instead."""
    tables = "".join(f"--exclude-table-data={table} " for table in LEFT_OUT)
    people = DUMP.format(left_out=tables, file="people.dump", variable="DATABASE_URL")
    answers = DUMP.format(left_out="", file="answers.dump", variable="ANSWERS_DATABASE_URL")
    return (
        "Nothing was backed up: the databases are on PostgreSQL, whose own program makes copies.\n"
        f"People, at any time:\n  {people}\n"
        "Answers, only while no round is open and no close is unfinished:\n"
        f"  {answers}\n"
        f"Which copies have to be destroyed when: {PAGE}."
    )


def _what_it_is(backup: Backup) -> str:
    sides = f"{backup.side}, {len(backup.rounds)} rounds"
    names = ", ".join(round.name for round in backup.unfinished)
    if not names:
        return f"{sides}."
    return (
        f"{sides}. It holds who has answered, and keys. Destroy it, and every copy of it, when "
        f"closed: {names}."
    )
