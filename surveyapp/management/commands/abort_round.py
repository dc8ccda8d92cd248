"""``manage.py abort_round PROGRAMME/ROUND --confirm CODE``: end a round without results."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from questionnaires.models import Round
from questionnaires.queries.rounds import answered_at_least
from questionnaires.services.aborting import abort_round
from surveyapp.management.commands._backups import after_the_end
from surveyapp.management.commands._rounds import ROUND_HELP, find_round, service_errors


class Command(BaseCommand):
    """Aborts an open round, or finishes an abort that broke off."""

    help = (
        "Ends an open round without results: every answer, comment, link and key is destroyed, "
        "nothing is counted. Without --confirm it says what would be destroyed. An abort that "
        "broke off is finished by running it again."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        """PROGRAMME/ROUND and the confirmation."""
        parser.add_argument("round", help=ROUND_HELP)
        parser.add_argument(
            "--confirm", default="", metavar="CODE", help="the code of the round, to destroy it"
        )
        parser.add_argument(
            "--answers-lost",
            action="store_true",
            help="end it although the answers database, which was lost, knows nothing of it",
        )

    def handle(self, *args: Any, **options: Any) -> None:
        """Abort, step by step, where it is confirmed."""
        round_ = find_round(options["round"])
        if options["confirm"] != round_.code:
            raise CommandError(f"{_what_would_go(round_)} To do it, add: --confirm {round_.code}")
        with service_errors():
            aborted = abort_round(
                round=round_,
                actor="manage.py abort_round",
                progress=self.stdout.write,
                answers_lost=options["answers_lost"],
            )
        self.stdout.write(
            f"{aborted} is aborted. Nothing of its answers is left; nothing was counted."
        )
        for line in after_the_end(aborted):
            self.stdout.write(line)


def _what_would_go(round_: Round) -> str:
    answered = answered_at_least(round_)
    answers = f"at least {answered} answers" if answered else "fewer than 5 answers"
    return (
        f"Nothing is destroyed yet. Aborting {round_} destroys {answers} with their comments, and "
        "all links, invitations and keys; nothing is counted, and nothing can ever be released."
    )
