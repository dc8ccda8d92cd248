"""``manage.py import_question_set FILE...``: question sets from YAML files."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import transaction

from questionnaires.formats.located_yaml import MAX_BYTES, decode
from questionnaires.formats.problems import QuestionSetError
from questionnaires.models import QuestionSetVersion
from questionnaires.services.question_sets import import_library, import_question_set

ACTOR = "manage.py import_question_set"


class Command(BaseCommand):
    """Makes drafts of files, or brings in what ships."""

    help = (
        "Imports question sets from YAML files as drafts. Nothing is stored unless all files can "
        "be read. --library brings in the question sets that ship, published."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        """Files, or --library."""
        parser.add_argument("files", nargs="*", type=Path, metavar="FILE", help="YAML files")
        parser.add_argument(
            "--library", action="store_true", help="import the question sets that ship"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        """Import, and say what is there now."""
        files: list[Path] = options["files"]
        if not files and not options["library"]:
            raise CommandError("Name at least one YAML file, or write --library.")
        if options["library"]:
            self.report(import_library(actor=ACTOR))
        texts = [(path, self.read(path)) for path in files]
        with transaction.atomic():
            self.report([self.imported(path, text) for path, text in texts])

    def read(self, path: Path) -> str:
        """The text of a file; never more of it than a question set may have."""
        try:
            with path.open("rb") as file:
                return decode(file.read(MAX_BYTES + 1), str(path))
        except OSError as error:
            raise CommandError(f"{path}: cannot be read ({error.strerror}).") from error
        except QuestionSetError as error:
            raise CommandError(f"{error}\nNothing was imported.") from error

    def imported(self, path: Path, text: str) -> QuestionSetVersion:
        """The version that a file makes."""
        try:
            return import_question_set(source=text, filename=str(path), actor=ACTOR)
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
