"""What ``invite`` and ``remind`` share: a run of mails, its progress, and how it ended."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from questionnaires.models import Round
from questionnaires.queries.mailings import MailingState
from questionnaires.services.mailings import Again, RunResult, run_mailing
from surveyapp.emails import occasion_of, writer
from surveyapp.management.commands._rounds import ROUND_HELP, find_round, service_errors
from surveyapp.postbox import NoMailServerError, open_postbox

SECONDS_BETWEEN_LINES = 2
#: Exit codes beside 0, the run is at its end, and 1, it could not begin.
NOT_AT_ITS_END = 3
LEFT_OVER = 4
EXIT_CODES = (
    "Ends with 0 when everybody had their turn, 1 when it could not begin, 3 when people still "
    "wait (run it again), 4 when mails are in doubt or were refused (run it again with an option "
    "that says what becomes of them)."
)


class MailingCommand(BaseCommand):
    """A command that sends the mails of a round. Its output names nobody."""

    kind: str
    name: str

    def add_arguments(self, parser: CommandParser) -> None:
        """PROGRAMME/ROUND, and what becomes of mails that did not simply go out."""
        parser.add_argument("round", help=ROUND_HELP)
        parser.add_argument(
            "--send-doubtful",
            action="store_true",
            help="send again a mail that may or may not have gone out",
        )
        parser.add_argument(
            "--send-refused",
            action="store_true",
            help="try again addresses that the mail server refused",
        )

    def handle(self, *args: Any, **options: Any) -> None:
        """Send, and say how far the run is."""
        round_ = find_round(options["round"])
        again = Again(doubtful=options["send_doubtful"], refused=options["send_refused"])
        result, trouble = self.send(round_, again)
        state = result.state
        self.stdout.write(f"{state.done} of {state.people} people had their turn. {mails(state)}")
        if state.waiting:
            why = f"The mail server stopped taking mails. {trouble} " if result.stopped else ""
            raise CommandError(
                f"{why}{state.waiting} people wait.{left_over(state)} Run this again: "
                f"python manage.py {self.name} {options['round']}",
                returncode=NOT_AT_ITS_END,
            )
        if state.is_open_question:
            raise CommandError(left_over(state).strip(), returncode=LEFT_OVER)

    def send(self, round_: Round, again: Again) -> tuple[RunResult, str]:
        """The run after this, and what the mail server said where it stopped it."""
        try:
            with service_errors(), open_postbox() as postbox:
                result = run_mailing(
                    round=round_,
                    kind=self.kind,
                    actor=f"manage.py {self.name}",
                    write=writer(kind=self.kind, occasion=occasion_of(round_), postbox=postbox),
                    again=again,
                    progress=self.every_two_seconds(),
                )
        except NoMailServerError as error:
            raise CommandError(f"{error} Nobody got a mail.") from error
        return result, postbox.trouble

    def every_two_seconds(self) -> Callable[[int, int], None]:
        """Writes how far the run is, not at every turn."""
        last = time.monotonic()

        def progress(done: int, of: int) -> None:
            nonlocal last
            if time.monotonic() - last >= SECONDS_BETWEEN_LINES:
                last = time.monotonic()
                self.stderr.write(f"{done} of {of}")

        return progress


def mails(state: MailingState) -> str:
    """How many mails were sent, unless the number would say how many have answered."""
    if state.waiting:
        return "How many mails that were is told at the end."
    exactly = state.sent_exactly
    if exactly is None:
        return "They went to those who have not answered; how many that are is not told."
    return f"{exactly} mails sent."


def left_over(state: MailingState) -> str:
    """Mails that somebody has to decide about, in words; empty where there are none."""
    said = ""
    if state.doubtful:
        verb = "mail" if state.doubtful == 1 else "mails"
        said += (
            f" {state.doubtful} {verb} may or may not have gone out. To send what is in doubt "
            "again: --send-doubtful."
        )
    if state.refused_told:
        noun = "address was" if state.refused_told == 1 else "addresses were"
        said += (
            f" {state.refused_told} {noun} refused by the mail server. Correct the roster, then "
            "try again: --send-refused."
        )
    return said
