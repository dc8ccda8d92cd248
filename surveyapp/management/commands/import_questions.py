"""``manage.py import_questions FILE...``: question sets from files of any format."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import transaction

from questionnaires.formats.exchange import LARGEST_FILE, ExchangeFormat, Fate, Reading
from questionnaires.formats.exchange_formats import READABLE, read_any
from questionnaires.formats.problems import QuestionSetError
from questionnaires.models import QuestionSetVersion
from questionnaires.services.question_sets import import_library, import_question_set

ACTOR = "manage.py import_questions"
EVERYTHING = 2


class Command(BaseCommand):
    """Makes drafts of files, or brings in what ships."""

    help = (
        "Imports question sets from files as drafts: from our YAML and from other tools. Says of "
        "each part of a file of another tool what became of it. Nothing is stored unless all files "
        "can be read. --library brings in the question sets that ship, published."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        """Files, or --library."""
        codes = [one.code for one in READABLE]
        parser.add_argument("files", nargs="*", type=Path, metavar="FILE", help="files to read")
        parser.add_argument(
            "--format", choices=codes, default="", help="of all files; left out, it is found out"
        )
        parser.add_argument(
            "--dry-run", action="store_true", help="say what would be kept, and store nothing"
        )
        parser.add_argument(
            "--library", action="store_true", help="import the question sets that ship"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        """Import, and say what is there now."""
        files: list[Path] = options["files"]
        if not files and not options["library"]:
            raise CommandError("Name at least one file, or write --library.")
        if options["library"] and not options["dry_run"]:
            self.report(import_library(actor=ACTOR))
        read = [(path, *self.read(path, options["format"])) for path in files]
        for path, found, reading in read:
            self.tell(path, found, reading, everything=options["verbosity"] >= EVERYTHING)
        if options["dry_run"]:
            self.stdout.write("Nothing was stored: this was a dry run.")
            return
        with transaction.atomic():
            self.report([self.imported(*one) for one in read])

    def read(self, path: Path, code: str) -> tuple[ExchangeFormat, Reading]:
        """What a file says; never more of it than a file may have."""
        try:
            with path.open("rb") as file:
                data = file.read(LARGEST_FILE + 1)
            return read_any(data, str(path), code)
        except OSError as error:
            raise CommandError(f"{path}: cannot be read ({error.strerror}).") from error
        except QuestionSetError as error:
            raise CommandError(f"{error}\nNothing was imported.") from error

    def tell(
        self, path: Path, found: ExchangeFormat, reading: Reading, *, everything: bool
    ) -> None:
        """What became of the parts of a file of another tool, line by line."""
        if found.code == "yaml" and not everything:
            return
        counts = ", ".join(f"{reading.count(fate)} {fate.value}" for fate in Fate)
        self.stdout.write(f"{path} ({found.title}): {counts}")
        for remark in reading.remarks:
            if everything or remark.fate is not Fate.KEPT:
                self.stdout.write(f"  {remark}")

    def imported(self, path: Path, found: ExchangeFormat, reading: Reading) -> QuestionSetVersion:
        """The version that a file makes."""
        try:
            return import_question_set(
                source=reading.source,
                filename=path.name,
                actor=ACTOR,
                draft=found.code != "yaml",
            )
        except QuestionSetError as error:
            raise CommandError(f"{error}\nNothing was imported.") from error

    def report(self, versions: list[QuestionSetVersion]) -> None:
        """A line for each version, and what can be done next."""
        for version in versions:
            code = version.question_set.code
            next_step = (
                "published"
                if version.is_published
                else f"a draft. Publish it: python manage.py publish_question_set {code}"
            )
            self.stdout.write(f"{code}, version {version.number}: {next_step}")
