"""``manage.py import_roster FILE``: who can be invited."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from questionnaires.services.roster import import_roster

#: Far more than any organisation; a larger file is a mistake.
MAX_BYTES = 200 * 1024 * 1024
_PROBLEMS_SHOWN = 20


class Command(BaseCommand):
    """Makes the people those of a CSV file."""

    help = (
        "Makes the people those of a CSV file with the columns name, mail, unit "
        "(Department/Team). Whoever is missing in the file leaves."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        """FILE and --dry-run."""
        parser.add_argument("file", type=Path, help="the CSV file, in UTF-8")
        parser.add_argument(
            "--dry-run", action="store_true", help="say what would change, and change nothing"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        """Import, and say what changed."""
        path: Path = options["file"]
        result = import_roster(
            data=read_bounded(path), actor="manage.py import_roster", dry_run=options["dry_run"]
        )
        if result.problems:
            shown = [f"{path}: {problem}" for problem in result.problems[:_PROBLEMS_SHOWN]]
            more = len(result.problems) - len(shown)
            shown += [f"... and {more} more."] if more else []
            raise CommandError("\n".join([*shown, "Nothing was changed."]))
        for sign, lines in (
            ("+", result.joined),
            ("-", result.left),
            (">", result.moved),
            ("=", result.renamed),
        ):
            for line in lines if options["dry_run"] else ():
                self.stdout.write(f"{sign} {line}")
        self.stdout.write(f"{result.total} people in {path.name}. {result.in_words}")
        if options["dry_run"]:
            self.stdout.write("Nothing was changed: this was a dry run.")


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
