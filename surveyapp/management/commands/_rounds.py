"""What the commands about rounds share."""

from __future__ import annotations

from argparse import ArgumentTypeError
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from datetime import date

from django.core.management.base import CommandError

from questionnaires.models import Programme, Round
from questionnaires.services.errors import ServiceError
from questionnaires.services.rounds import name_of
from questionnaires.services.verification import Check

ROUND_HELP = "programme and round by their codes, as in developer-experience/2027-spring"


def find_round(name: str) -> Round:
    """The round that an argument names; ``CommandError`` names those that exist."""
    programme_code, slash, code = name.partition("/")
    if not slash:
        raise CommandError(f"{not_a_round(name)} {_what_exists()}")
    if not Programme.objects.filter(code=programme_code).exists():
        raise CommandError(f"There is no programme “{programme_code}”. {_what_exists()}")
    rounds = Round.objects.select_related("programme", "version__question_set")
    round_ = rounds.filter(programme__code=programme_code, code=code).first()
    if round_ is None:
        raise CommandError(f"{programme_code} has no round “{code}”. {_what_exists()}")
    return round_


def not_a_round(name: str) -> str:
    """What is wrong with an argument that has no "/"."""
    return f"“{name}” names no round. Write PROGRAMME/ROUND: developer-experience/2027-spring."


def day(text: str) -> date:
    """An option's date, as in 2027-04-30."""
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise ArgumentTypeError(
            f"{text!r} is no date. Write year, month and day: 2027-04-30"
        ) from None


@contextmanager
def service_errors() -> Iterator[None]:
    """Shows what a service refuses as the command's error."""
    try:
        yield
    except ServiceError as error:
        raise CommandError(str(error)) from error


def write_checks(write: Callable[[str], None], round_: Round, checks: Iterable[Check]) -> int:
    """A line for each check of a round, and what is wrong where one fails; how many fail."""
    write(f"{round_}, manifest {round_.manifest_sha256}")
    failed = 0
    for check in checks:
        write(f"  {'holds ' if check.holds else 'FAILED'}  {check.what}")
        if not check.holds:
            failed += 1
            write(f"          {check.problem}")
    return failed


def _what_exists() -> str:
    rounds = Round.objects.select_related("programme").order_by("programme__code", "position")
    names = [f"{name_of(round_)} ({round_.get_status_display()})" for round_ in rounds]
    return f"There are: {', '.join(names)}." if names else "There are no rounds yet."
