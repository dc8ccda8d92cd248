"""``manage.py restore FILE_OR_FOLDER``: put backups in place of databases without rounds."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import connections

from questionnaires.models import Round
from questionnaires.services.backups import record_backup
from questionnaires.services.restoring import (
    FoundBackup,
    answers_without_round,
    find_backups,
    put_in_place,
    refuse_unfit,
    what_to_do,
)
from questionnaires.services.verification import verify_round
from surveyapp.management.commands._rounds import service_errors, write_checks

ON_POSTGRESQL = """\
Nothing was restored: the databases are on PostgreSQL, whose own program does that. Into a new and \
empty database:
  pg_restore --no-owner --exit-on-error --dbname="$DATABASE_URL" people.dump
then: python manage.py migrate, and python manage.py verify_round for each round. Step by step: \
docs/howto/back-up-and-restore.md."""


class Command(BaseCommand):
    """Restores one side, or both."""

    help = (
        "Puts a backup, or the newest of each side in a folder, in place of databases that hold "
        "no round, migrates them forward and verifies every round. Stop the site first."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        """FILE_OR_FOLDER."""
        parser.add_argument("backup", help="a file that `backup` made, or the folder of them")

    def handle(self, *args: Any, **options: Any) -> None:
        """Look at all first, then restore, migrate, verify."""
        if connections["default"].vendor == "postgresql":
            raise CommandError(ON_POSTGRESQL)
        with service_errors():
            found = find_backups(Path(options["backup"]))
            for one in found:
                refuse_unfit(one)
            for one in found:
                self._restore(one)
        for one in found:
            record_backup(
                one.backup,
                folder=one.path.parent,
                action="restore backup",
                actor="manage.py restore",
            )
        self._verify()

    def _restore(self, found: FoundBackup) -> None:
        put_in_place(found)
        self.stdout.write(f"{found.path}: restored, made on {found.backup.made_on}.")
        # Of the other side as well, which may never have been made.
        for alias in ("default", "answers"):
            call_command("migrate", database=alias, verbosity=0)

    def _verify(self) -> None:
        """What is wrong after restoring, and what to do, round by round."""
        failed = 0
        rounds = Round.objects.select_related("programme", "version__question_set")
        for round_ in rounds.order_by("programme__code", "position"):
            if round_.manifest:
                failed += write_checks(self.stdout.write, round_, verify_round(round_))
            for sentence in what_to_do(round_):
                self.stdout.write(f"  TO DO   {sentence}")
        for public_id in answers_without_round():
            self.stdout.write(
                f"TO DO: the answers side holds a round {public_id} that this people side never "
                "opened. Restore a newer backup of people, or destroy what was answered: "
                f"python manage.py destroy_answers {public_id}"
            )
        if failed:
            raise CommandError(f"Restored, but {failed} checks failed: see above.")
        self.stdout.write("Restored. All checks hold.")
