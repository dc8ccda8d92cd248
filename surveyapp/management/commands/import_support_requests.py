"""``manage.py import_support_requests PROGRAMME FILE``: what people ask the platform team for."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from questionnaires.models import Programme, SupportImport
from questionnaires.services.support_requests import (
    ImportedBeforeError,
    SupportImportResult,
    import_support_requests,
)
from surveyapp.management.commands._rounds import service_errors
from surveyapp.management.commands.import_roster import read_bounded

_PROBLEMS_SHOWN = 20


class Command(BaseCommand):
    """Counts the support requests of a CSV file, or takes over findings."""

    help = (
        "Counts the support requests of a CSV file with the columns date, topic, unit and, if it "
        "is there, requester, by topic, unit and month. No single request and no requester is "
        "stored. With --findings: what was found in working with teams (date, topic, unit, "
        "finding)."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        """PROGRAMME, FILE, --findings, --replace and --dry-run."""
        parser.add_argument("programme", help="programme by its code, as in developer-experience")
        parser.add_argument("file", type=Path, help="the file: CSV in UTF-8")
        parser.add_argument(
            "--findings", action="store_true", help="the file has findings from working with teams"
        )
        parser.add_argument(
            "--replace",
            action="store_true",
            help="take the place of a file with the same content or the same name",
        )
        parser.add_argument(
            "--dry-run", action="store_true", help="say what would come of it, and change nothing"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        """Import, and say what came of it."""
        programme = _programme(options["programme"])
        path: Path = options["file"]
        data = read_bounded(path)
        self.stdout.write(f"Reading {path.name}, {max(1, len(data) // 1024)} kB ...")
        self.stdout.flush()
        kind = SupportImport.Kind.FINDINGS if options["findings"] else SupportImport.Kind.REQUESTS
        try:
            with service_errors():
                result = import_support_requests(
                    programme=programme, data=data, filename=path.name, kind=kind,
                    actor="manage.py import_support_requests", replace=options["replace"],
                    dry_run=options["dry_run"],
                )  # fmt: skip
        except CommandError as error:
            if isinstance(error.__cause__, ImportedBeforeError):
                raise CommandError(f"{path}: {error}\nTo replace it: --replace") from error
            raise
        if result.problems:
            shown = [f"{path}: {problem}" for problem in result.problems[:_PROBLEMS_SHOWN]]
            more = len(result.problems) - len(shown)
            shown += [f"... and {more} more."] if more else []
            raise CommandError("\n".join([*shown, "Nothing was changed."]))
        self._say(programme, result, findings=options["findings"], dry_run=options["dry_run"])

    def _say(
        self, programme: Programme, result: SupportImportResult, *, findings: bool, dry_run: bool
    ) -> None:
        for note in result.notes:
            self.stdout.write(note)
        noun = ("finding" if findings else "request") + ("" if result.rows == 1 else "s")
        months = f"{result.first_month:%Y-%m} to {result.last_month:%Y-%m}"
        self.stdout.write(f"{result.rows} {noun}, {months}, in {programme}.")
        if result.undecided:
            topics = ", ".join(f"“{topic}”" for topic in result.undecided)
            self.stdout.write(f"Nobody has said yet to which construct these belong: {topics}.")
            self.stdout.write(f"Say it at /programmes/{programme.code}/support-requests/topics/")
        if dry_run:
            self.stdout.write("Nothing was changed: this was a dry run.")


def _programme(code: str) -> Programme:
    programme = Programme.objects.filter(code=code).first()
    if programme is None:
        codes = ", ".join(Programme.objects.order_by("code").values_list("code", flat=True))
        known = f"There are: {codes}." if codes else "There are no programmes yet."
        raise CommandError(f"There is no programme “{code}”. {known}")
    return programme
