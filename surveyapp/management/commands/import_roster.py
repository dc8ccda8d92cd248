"""``manage.py import_roster FILE``: who can be invited."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from questionnaires.services.roster import ImportResult, ShrinkError, import_roster

#: Far more than any organisation; a larger file is a mistake.
MAX_BYTES = 200 * 1024 * 1024
_PROBLEMS_SHOWN = 20
#: Before the names of a dry run.
_SIGNS = {"joined": "+", "left": "-", "moved": ">", "renamed": "="}


class Command(BaseCommand):
    """Makes the people those of a CSV file or a workbook."""

    help = (
        "Makes the people those of a CSV file or an XLSX workbook with the columns name, mail, "
        "unit (Department/Team), and, if they are there: standing, parent, declared attributes. "
        "Whoever is missing in the file leaves."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        """FILE, --dry-run and --confirm-shrink."""
        parser.add_argument("file", type=Path, help="the file: CSV in UTF-8, or XLSX")
        parser.add_argument(
            "--dry-run", action="store_true", help="say what would change, and change nothing"
        )
        parser.add_argument(
            "--confirm-shrink",
            action="store_true",
            help="apply it although half of the people or more would go",
        )

    def handle(self, *args: Any, **options: Any) -> None:
        """Import, and say what changed."""
        path: Path = options["file"]
        try:
            result = import_roster(
                data=read_bounded(path),
                actor="manage.py import_roster",
                dry_run=options["dry_run"],
                confirm_shrink=options["confirm_shrink"],
            )
        except ShrinkError as error:
            message = f"{path}: {error}\nTo confirm: --confirm-shrink"
            raise CommandError(message) from error
        if result.problems:
            shown = [f"{path}: {problem}" for problem in result.problems[:_PROBLEMS_SHOWN]]
            more = len(result.problems) - len(shown)
            shown += [f"... and {more} more."] if more else []
            raise CommandError("\n".join([*shown, "Nothing was changed."]))
        for note in result.notes:
            self.stdout.write(note)
        if options["dry_run"]:
            self._list(result)
        people = "person" if result.total == 1 else "people"
        self.stdout.write(f"{result.total} {people} in {path.name}. {result.in_words}")
        self.stdout.write(f"Asked in the next round: {result.asked} of {result.total}.")
        for rule in result.while_open if result.has_changes else ():
            self.stdout.write(rule)
        if options["dry_run"]:
            self.stdout.write("Nothing was changed: this was a dry run.")
            if result.shrinks:
                self.stdout.write("Half of the people or more go. To apply it: --confirm-shrink")

    def _list(self, result: ImportResult) -> None:
        for change in result.changes:
            sign = _SIGNS.get(change.kind)
            if sign is None:
                self.stdout.write(f"{change.label}:")
            for line in change.lines:
                self.stdout.write(f"{sign or ' '} {line}")


def read_bounded(path: Path) -> bytes:
    """The bytes of a file; ``CommandError`` where it cannot be read or is far too large."""
    try:
        size = path.stat().st_size
        if size > MAX_BYTES:
            raise CommandError(
                f"{path} has {size / 1024**2:.0f} MB; a roster has at most "
                f"{MAX_BYTES // 1024**2} MB. Is it the right file?"
            )
        return path.read_bytes()
    except OSError as error:
        raise CommandError(f"{path} cannot be read: {error.strerror}.") from error
