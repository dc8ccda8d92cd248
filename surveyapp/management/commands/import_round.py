"""``manage.py import_round``: bring in a past round from a CSV file, or from a survey tool's."""

from __future__ import annotations

from argparse import ArgumentParser
from collections.abc import Iterator
from pathlib import Path
from textwrap import wrap
from typing import Any

from django.core.management import CommandError
from django.core.management.base import BaseCommand

from questionnaires.services.errors import ServiceError
from questionnaires.services.import_matching import preset_titles, saved_mapping
from questionnaires.services.importing import (
    ImportedColumn,
    ImportResult,
    import_round,
    read_import_file,
)
from surveyapp.management.commands._rounds import day

#: The answers of a column that a dry run shows; the most frequent where there are more.
_MOST_ANSWERS = 11


class Command(BaseCommand):
    """Counts a file of answers by a mapping file and stores the release, and no response."""

    help = (
        "Bring in a past round from a CSV file. The file is counted; no response of it is stored. "
        "docs/howto/import-a-past-round.md explains the mapping file."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Options."""
        parser.add_argument("file", type=Path, metavar="FILE.csv", help="one row a response")
        mapping = parser.add_mutually_exclusive_group(required=True)
        mapping.add_argument("--questions", type=Path, metavar="QUESTIONS.csv", help="mapping file")
        mapping.add_argument(
            "--saved-mapping",
            action="store_true",
            help="match columns and labels as in the last file of the tool that --preset names",
        )
        parser.add_argument(
            "--preset",
            default="",
            choices=sorted(preset_titles()),
            metavar="TOOL",
            help=f"the tool that wrote the file: {', '.join(sorted(preset_titles()))}; "
            "the mapping is kept for its next file",
        )
        parser.add_argument(
            "--programme", required=True, metavar="CODE", help="made where there is none"
        )
        parser.add_argument("--round", required=True, metavar="CODE", help="code of the round")
        parser.add_argument("--title", default="", help="title of the round; default: its code")
        parser.add_argument(
            "--closed-on",
            type=day,
            metavar="DATE",
            help="last day of the round (2026-04-21); puts it in its place among the others",
        )
        parser.add_argument(
            "--population", type=int, metavar="N", help="how many people were asked, where known"
        )
        parser.add_argument(
            "--dry-run",
            action="store_true",
            help="say, column by column, what matches and what does not; write nothing",
        )
        parser.add_argument(
            "--skip-unknown",
            action="store_true",
            help="leave out answers that match no option, and columns that are not there",
        )

    def handle(self, *args: Any, **options: Any) -> None:
        """Run it: exit code 0 where it is done or would be, 1 where something stands in the way."""
        try:
            result = import_round(
                programme=options["programme"],
                code=options["round"],
                title=options["title"],
                data=read_import_file(options["file"]),
                mapping=_mapping(options),
                actor="import_round",
                skip_unknown=options["skip_unknown"],
                dry_run=options["dry_run"],
                population=options["population"],
                closed_on=options["closed_on"],
                name=options["file"].name,
                mapping_name=_mapping_name(options),
                preset=options["preset"],
                kept_as=options["preset"],
            )
        except ServiceError as error:
            raise CommandError(str(error)) from error
        if options["dry_run"]:
            self.stdout.write("\n".join(report(result)))
        if result.problems and not (result.total and options["skip_unknown"]):
            raise CommandError("\n".join([*result.problems, what_to_do(result)]))
        if options["dry_run"]:
            self.stdout.write("Dry run: nothing was written.")
        elif result.round is not None:
            self.stdout.write(
                f"{result.total:,} responses counted into {options['programme']}/"
                f"{options['round']}; {result.skipped:,} answers left out. No response is stored."
            )


def _mapping(options: dict[str, Any]) -> bytes:
    """The mapping file that was given, or the one that is kept."""
    if not options["saved_mapping"]:
        return read_import_file(options["questions"])
    if not options["preset"]:
        raise CommandError("--saved-mapping needs --preset: say which tool wrote the file.")
    return saved_mapping(programme=options["programme"], preset=options["preset"])


def _mapping_name(options: dict[str, Any]) -> str:
    return "the saved mapping" if options["saved_mapping"] else options["questions"].name


def what_to_do(result: ImportResult) -> str:
    """The last line after problems."""
    if not result.total:
        return "Nothing was written."
    return (
        "Nothing was written. Correct the mapping or the file, or leave this out with "
        "--skip-unknown; --dry-run shows every column."
    )


def report(result: ImportResult) -> Iterator[str]:
    """A dry run in words: per column what matched and what did not."""
    yield f"{result.total:,} responses, {len(result.columns)} columns"
    for column in result.columns:
        yield ""
        yield from column_report(column)
    if result.missing:
        yield ""
        yield from wrapped(f"Not in the file: {', '.join(result.missing)}")
    if result.unmapped:
        yield ""
        yield from wrapped(f"Not in the mapping, not read: {', '.join(result.unmapped)}")
    yield ""


def wrapped(line: str) -> list[str]:
    """A line in lines of at most 80 characters, the further ones indented."""
    return wrap(line, 80, subsequent_indent="    ", break_long_words=False)


def column_report(column: ImportedColumn) -> Iterator[str]:
    """One column: its item, then counts."""
    yield from wrapped(f"{column.column} ({column.kind}) -> {column.item}")
    given = [(label, n) for label, n in column.matched.items() if n]
    shown = given
    if len(given) > _MOST_ANSWERS:
        shown = sorted(given, key=lambda one: -one[1])[:_MOST_ANSWERS]
    matched = "; ".join(f"{label}: {n:,}" for label, n in shown)
    more = f"; and {len(given) - len(shown)} more" if len(given) > len(shown) else ""
    choices = " choices" if column.kind == "multiple" else ""
    yield from wrapped(f"  matched {sum(column.matched.values()):,}{choices} ({matched}{more})")
    left_out = f", left out {column.left_out:,}" if column.left_out else ""
    yield f"  not applicable {column.not_applicable:,}, blank {column.blank:,}{left_out}"
    for label, times, place in column.unknown:
        yield from wrapped(f"  not understood: {label!r}, {times:,} times, first in {place}")
