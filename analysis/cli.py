"""The command line: figures of survey files that the user holds, without Django and a database.

``python -m analysis summary | compare | trend | report | render | digest | power``; ``--help``
explains each.
"""

from __future__ import annotations

import argparse
import io
import json
import math
import sys
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from analysis.counting import tally
from analysis.dataset import DatasetError
from analysis.disclosure import whole_file_release
from analysis.exports.figures import (
    comparison_figures,
    plan_figures,
    summary_figures,
    trend_figures,
)
from analysis.exports.terminal import comparison_table, plan_table, summary_table, trend_table
from analysis.planning import plan_comparisons
from analysis.release import Release, RoundFacts
from analysis.report_command import (
    FORMATS,
    USUAL,
    formats,
    read_release_files,
    write_digest,
    write_reports,
)
from analysis.sources.mapping import read_mapping
from analysis.sources.pastrounds import PastRound, question_codes, read_past_round
from analysis.sources.tables import read_bytes
from analysis.words import ENGLISH, LANGUAGES, words_in

BAD_INPUT = 2

#: Files beyond this many bytes take more than two seconds, so their reading is announced.
_LARGE = 5_000_000

_FILES = """\
Each DATA.csv has one row a response. Each --questions file says what its columns ask: a CSV file
with the columns column and kind (or scale), and where wanted question, code, options and reverse.
See docs/howto/import-a-past-round.md.
"""
_RELEASES = """\
Each FILE is a RELEASE.json, or a DATA.csv with a --questions file. The last one is shown, and what
changed since the one before it.
"""
_FORMS = "Forms:\n" + "".join(f"  {name:<8} {said}\n" for name, said in FORMATS.items())
_KEYS = """\
The JSON is one object with an entry per item. The key is the item's code in the mapping file, or
the column's name where that gives no code; with several files, the key of the newest. Figures are
not rounded, shares are fractions from 0 to 1, and null stands where a scale has no such figure.
"""


@dataclass(frozen=True, slots=True)
class _File:
    """One data file as read: its figures, and what its items are called."""

    release: Release
    keys: Mapping[str, str]


class _NotUnderstoodError(DatasetError):
    """Some answers match no option, or columns are missing: the rest could be counted."""


def main(argv: Sequence[str] | None = None) -> int:
    """Run one command. The exit code is 0, or 2 for input that cannot be used."""
    options = _parser().parse_args(argv)
    if isinstance(sys.stdout, io.TextIOWrapper):
        sys.stdout.reconfigure(errors="replace")  # a terminal may lack a sign of a question
    try:
        with words_in(options.language):
            if options.command in _WITHOUT_DATA:
                _WITHOUT_DATA[options.command](options)
            elif options.command == "report" and not options.questions:
                _report_of_releases(options)
            else:
                _COMMANDS[options.command](_read_files(options), options)
    except DatasetError as error:
        print(error, file=sys.stderr)
        if isinstance(error, _NotUnderstoodError):
            print("Nothing was counted. --skip-unknown leaves this out.", file=sys.stderr)
        return BAD_INPUT
    except BrokenPipeError:
        sys.stderr.close()  # the reader, say head, has seen enough
    return 0


def _summary(files: Sequence[_File], options: argparse.Namespace) -> None:
    (one,) = files
    if options.json:
        _print_json(summary_figures(one.release, one.keys))
    else:
        print(summary_table(one.release), end="")


def _compare(files: Sequence[_File], options: argparse.Namespace) -> None:
    before, after = files
    if options.json:
        _print_json(comparison_figures(before.release, after.release, before.keys, after.keys))
    else:
        print(comparison_table(before.release, after.release), end="")


def _trend(files: Sequence[_File], options: argparse.Namespace) -> None:
    releases = [one.release for one in files]
    if options.json:
        _print_json(trend_figures(releases, files[-1].keys))
    else:
        print(trend_table(releases), end="")


def _report(files: Sequence[_File], options: argparse.Namespace) -> None:
    write_reports([one.release for one in files], options)


def _report_of_releases(options: argparse.Namespace) -> None:
    _check_report(options)
    write_reports(read_release_files(options), options)


def _power(options: argparse.Namespace) -> None:
    groups = {"everybody": options.people}
    for name, people in options.group:
        if name in groups:
            raise DatasetError(f"--group {name} is given twice, or means everybody: rename it.")
        if people > options.people:
            raise DatasetError(
                f"--group {name}={people}: more than the {options.people} people of --people."
            )
        groups[name] = people
    rows = plan_comparisons(groups, options.rate, options.share)
    if options.json:
        _print_json(plan_figures(rows))
    else:
        print(plan_table(rows, options.rate, options.share), end="")


_WITHOUT_DATA: dict[str, Callable[[argparse.Namespace], None]] = {
    "digest": write_digest,
    "power": _power,
    "render": _report_of_releases,
}

_COMMANDS: dict[str, Callable[[Sequence[_File], argparse.Namespace], None]] = {
    "summary": _summary,
    "compare": _compare,
    "trend": _trend,
    "report": _report,
}


def _read_files(options: argparse.Namespace) -> list[_File]:
    """Read every data file with its mapping; questions in both get one code."""
    data: list[Path] = options.data
    if len(options.questions) != len(data):
        raise DatasetError(
            f"{len(data)} data files need {len(data)} --questions files, in the same order; "
            f"{len(options.questions)} given."
        )
    _check_report(options)
    populations = _of_each(options.population, "--population", len(data))
    days = _of_each(options.day, "--day", len(data))
    mappings = [read_bytes(path) for path in options.questions]
    codes = question_codes(
        [
            read_mapping(mapping, path.name)
            for mapping, path in zip(mappings, options.questions, strict=True)
        ]
    )
    files: list[_File] = []
    for path, mapping, questions, population, day in zip(
        data, mappings, options.questions, populations, days, strict=True
    ):
        content = read_bytes(path)
        if len(content) > _LARGE:
            _say(f"Reading {path.name} ({len(content) / 1e6:.0f} MB)")
        past = read_past_round(
            content,
            mapping,
            name=path.name,
            mapping_name=questions.name,
            known=codes,
        )
        name = _round_code(path, [one.release.round.code for one in files])
        files.append(_count(past, name, population, day, skip_unknown=options.skip_unknown))
    return files


def _check_report(options: argparse.Namespace) -> None:
    """Say what is missing before the work begins, not after."""
    if options.command != "report":
        return
    if not options.out and not options.pdf:
        raise DatasetError("Say where to: --out DIR for pages and files, --pdf FILE for one PDF.")
    if options.events and options.questions and not options.day:
        raise DatasetError("--events needs --day once for each file: when each survey closed.")


def _of_each(given: Sequence[Any] | None, option: str, files: int) -> Sequence[Any]:
    """What an option says of each file; ``None`` of each where it was not given."""
    if given is not None and len(given) != files:
        raise DatasetError(f"Give {option} once for each of the {files} files, or never.")
    return given or [None] * files


def _count(
    past: PastRound, name: str, population: int | None, day: date | None, *, skip_unknown: bool
) -> _File:
    if past.problems and not skip_unknown:
        raise _NotUnderstoodError(past.problems)
    if population is not None and population < past.rows:
        raise DatasetError(
            f"{name} has {past.rows} responses, more than the {population} people of --population."
        )
    if past.unknown_answers:
        _say(f"{name}: left out {past.unknown_answers} answers that match no option.")
    for one in past.missing:
        _say(f"{name}: left out {one.column!r}, a column that is not there.")
    responses = past.responses(name, name, skip_unknown=skip_unknown)
    closed_on = day.isoformat() if day else None
    facts = RoundFacts(programme="", code=name, title=name, mode="file", k=5, closed_on=closed_on)
    release = whole_file_release(tally(responses), responses.instrument, facts, population)
    return _File(release, past.keys)


def _round_code(path: Path, taken: Sequence[str]) -> str:
    """The file's name without its ending; numbered where another file is called the same."""
    times = sum(code == path.stem or code.startswith(f"{path.stem} (") for code in taken)
    return f"{path.stem} ({times + 1})" if times else path.stem


def _print_json(figures: Mapping[str, Any]) -> None:
    print(json.dumps(figures, indent=2, allow_nan=False))


def _say(line: str) -> None:
    print(line, file=sys.stderr, flush=True)


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="python -m analysis",
        description="Figures of survey files that you hold, without a server.",
        formatter_class=argparse.RawDescriptionHelpFormatter,
        epilog=_FILES,
    )
    parser.set_defaults(language=ENGLISH)
    commands = parser.add_subparsers(dest="command", required=True, metavar="COMMAND")
    summary = _command(commands, "summary", "every item of one file", data=1)
    _add_population(summary)
    _command(commands, "compare", "what changed from one file to a later one", data=2)
    _command(commands, "trend", "every item over several files, oldest first", data="+")
    _add_report(commands)
    _add_render(commands)
    _add_digest(commands)
    _add_power(commands)
    return parser


def _add_report(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    report = _command(
        commands, "report", "charts, tables and slides of one or more files, oldest first", data="+"
    )
    _add_population(report)
    _add_language(report)
    report.add_argument("--out", type=Path, metavar="DIR", help="folder for pages and files")
    report.add_argument(
        "--format",
        type=formats,
        default=(USUAL,),
        metavar="FORM,FORM",
        help=f"forms to write into it, with commas between them ({USUAL}); see below",
    )
    report.add_argument("--pdf", type=Path, metavar="FILE", help="the whole report as one PDF")
    report.add_argument(
        "--events",
        type=Path,
        metavar="E.csv",
        help="what happened, with the columns date and title: marked on trends; data need --day",
    )
    report.add_argument(
        "--day",
        type=_day,
        action="append",
        metavar="DATE",
        help="when the survey closed, as 2026-04-21; once for each data file, in the same order",
    )


def _add_render(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    purpose = "the same as report, of release files and in its usual form"
    render = commands.add_parser(
        "render", help=purpose, description=f"{purpose[0].upper()}{purpose[1:]}."
    )
    render.set_defaults(pdf=None, format=(USUAL,))
    render.add_argument("data", type=Path, nargs="+", metavar="RELEASE.json")
    render.add_argument("--out", type=Path, required=True, metavar="DIR", help="folder for files")
    _add_language(render)
    render.add_argument(
        "--events",
        type=Path,
        metavar="E.csv",
        help="what happened, with the columns date and title: marked on trends",
    )


def _add_digest(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    purpose = "the overview of the last release in short, to paste into a chat"
    digest = commands.add_parser(
        "digest", help=purpose, description=f"{purpose[0].upper()}{purpose[1:]}."
    )
    digest.add_argument("data", type=Path, nargs="+", metavar="RELEASE.json")
    digest.add_argument("--markdown", action="store_true", help="as Markdown, not as plain text")
    digest.add_argument("--link", default="", metavar="URL", help="where the results are")
    digest.add_argument(
        "--picture", type=Path, metavar="FILE", help="the same as a picture, .png or .svg"
    )
    _add_language(digest)


def _add_power(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    purpose = "what change two rounds of an organisation could show, before they are asked"
    power = commands.add_parser(
        "power", help=purpose, description=f"{purpose[0].upper()}{purpose[1:]}."
    )
    power.add_argument(
        "--people", type=_people, required=True, metavar="N", help="how many are asked"
    )
    power.add_argument(
        "--rate", type=_fraction, required=True, metavar="R", help="share that answers, as 0.8"
    )
    power.add_argument(
        "--group",
        type=_group,
        action="append",
        default=[],
        metavar="NAME=N",
        help="a unit and how many are in it; may be given again",
    )
    power.add_argument(
        "--share",
        type=_fraction,
        default=0.5,
        metavar="S",
        help="favourable share to start from (0.5, the hardest to move visibly)",
    )
    power.add_argument("--json", action="store_true", help="figures as JSON, not rounded")


def _people(text: str) -> int:
    """A head count."""
    if not text.isdecimal() or int(text) < 1:
        raise argparse.ArgumentTypeError(f"{text!r} is no number of people; write it as 70")
    return int(text)


def _fraction(text: str) -> float:
    """A share from 0 to 1."""
    try:
        share = float(text)
    except ValueError:
        share = math.nan
    if not 0 <= share <= 1:
        raise argparse.ArgumentTypeError(f"{text!r} is no share; write 80 % as 0.8")
    return share


def _group(text: str) -> tuple[str, int]:
    """A unit and its head count."""
    name, _equals, people = text.rpartition("=")
    if not name.strip():
        raise argparse.ArgumentTypeError(f"{text!r}: write a unit and its people as Platform=30")
    return name.strip(), _people(people)


def _day(text: str) -> date:
    """A day as ISO writes it."""
    try:
        return date.fromisoformat(text)
    except ValueError as error:
        raise argparse.ArgumentTypeError(f"{text!r} is no day; write it as 2026-04-21") from error


def _command(
    commands: argparse._SubParsersAction[argparse.ArgumentParser],
    name: str,
    purpose: str,
    *,
    data: int | str,
) -> argparse.ArgumentParser:
    command = commands.add_parser(
        name,
        help=purpose,
        description=f"{purpose[0].upper()}{purpose[1:]}.",
        formatter_class=argparse.RawDescriptionHelpFormatter,
        epilog=f"{_RELEASES}\n{_FORMS}\n{_FILES}" if name == "report" else f"{_FILES}\n{_KEYS}",
    )
    kind = "FILE" if name == "report" else "DATA.csv"
    command.add_argument("data", type=Path, nargs=data, metavar=kind)
    command.add_argument(
        "--questions",
        type=Path,
        action="append",
        required=name != "report",
        metavar="Q.csv",
        help="mapping file; once for each data file, in the same order",
    )
    command.add_argument(
        "--skip-unknown",
        action="store_true",
        help="count the rest where answers match no option or columns are missing",
    )
    command.set_defaults(population=None, day=None)
    if name != "report":
        command.add_argument("--json", action="store_true", help="figures as JSON, not rounded")
    return command


def _add_language(command: argparse.ArgumentParser) -> None:
    command.add_argument(
        "--language",
        choices=LANGUAGES,
        default=ENGLISH,
        help="of sentences, pictures and the report (en); tables stay in English",
    )


def _add_population(command: argparse.ArgumentParser) -> None:
    command.add_argument(
        "--population",
        type=int,
        action="append",
        metavar="N",
        help="how many people were asked, where known: intervals are then those of N people",
    )
