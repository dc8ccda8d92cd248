"""``manage.py export_questions CODE``: a question set as a file for another tool, or for us."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from questionnaires.formats.exchange import Fate
from questionnaires.formats.exchange_formats import WRITABLE
from questionnaires.models import QuestionSetVersion
from questionnaires.services.question_sets import export_version

EVERYTHING = 2


class Command(BaseCommand):
    """Writes a version to a file."""

    help = (
        "Writes a version of a question set to a file, and says what the format cannot hold. "
        "Without --number the newest one."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        """Which version, in which format, to which file."""
        codes = [one.code for one in WRITABLE]
        parser.add_argument("code", metavar="CODE", help="code of the question set")
        parser.add_argument("--number", type=int, help="left out: the newest")
        parser.add_argument("--format", choices=codes, default="yaml")
        parser.add_argument("--out", type=Path, required=True, metavar="FILE")

    def handle(self, *args: Any, **options: Any) -> None:
        """Write, and say what is lost."""
        versions = QuestionSetVersion.objects.filter(question_set__code=options["code"])
        if options["number"] is not None:
            versions = versions.filter(number=options["number"])
        version = versions.order_by("-number").first()
        if version is None:
            raise CommandError("There is no such version. See: Question sets, on the site.")
        writing = export_version(version=version, form=options["format"])
        path: Path = options["out"]
        try:
            path.write_bytes(writing.data)
        except OSError as error:
            raise CommandError(f"{path}: cannot be written ({error.strerror}).") from error
        self.stdout.write(f"{options['code']}, version {version.number}: written to {path}")
        for remark in writing.remarks:
            if options["verbosity"] >= EVERYTHING or remark.fate is not Fate.KEPT:
                self.stdout.write(f"  {remark}")
