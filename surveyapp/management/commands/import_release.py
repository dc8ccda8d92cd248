"""``manage.py import_release``: bring in a round of another Candor by its release."""

from __future__ import annotations

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management import CommandError
from django.core.management.base import BaseCommand

from questionnaires.services.errors import ServiceError
from questionnaires.services.importing import read_import_file
from questionnaires.services.release_imports import FoundRelease, found_release, import_release

ACTOR = "import_release"


class Command(BaseCommand):
    """Stores the release as it is, once it was held against the rules of the gate."""

    help = (
        "Bring in rounds of another Candor, or of this one before it moved, by their releases: the "
        "files release.json below their results. What is hidden in them stays hidden, and the text "
        "of each is kept byte for byte."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Options."""
        parser.add_argument("files", type=Path, nargs="+", metavar="release.json")
        parser.add_argument(
            "--programme-title",
            default="",
            help="title of the programme where there is none of that code; default: its code",
        )
        parser.add_argument(
            "--dry-run", action="store_true", help="say what is in the files; write nothing"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        """Run it, one file after another; stops at the first that cannot come in."""
        for path in options["files"]:
            try:
                found = found_release(data=read_import_file(path), name=path.name)
                if not options["dry_run"]:
                    import_release(
                        found=found, actor=ACTOR, programme_title=options["programme_title"]
                    )
            except ServiceError as error:
                raise CommandError(str(error)) from error
            self.stdout.write(said_of(found))
        if options["dry_run"]:
            self.stdout.write("Dry run: nothing was written.")


def said_of(found: FoundRelease) -> str:
    """A release in words."""
    facts, everybody, cells = found.release.round, found.release.organisation, found.cells
    people = "too few people" if everybody.answers is None else f"{everybody.answers:,} people"
    asked = f" of {everybody.invited:,}" if everybody.answers and everybody.invited else ""
    days = " to ".join(day for day in (facts.opened_on, facts.closed_on) if day)
    figures = (
        f"{cells['Shown']:,} figures in full, {cells['Band']:,} as a band, "
        f"{cells['Hidden']:,} hidden"
    )
    return "\n".join(
        [
            f"{facts.programme}/{facts.code}: {facts.title}{f', {days}' if days else ''}",
            f"  {people}{asked} answered, {facts.mode}; groups from {facts.k} on",
            f"  {len(found.release.units):,} units, {found.items:,} closed questions; {figures}",
            f"  questions: {found.version or 'come in with it'}",
            f"  SHA-256 {found.sha256}",
        ]
    )
