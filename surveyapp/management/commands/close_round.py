"""``manage.py close_round PROGRAMME/ROUND``: count the answers and destroy the responses."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from questionnaires.services.closing import close_round
from surveyapp.management.commands._backups import after_the_end
from surveyapp.management.commands._rounds import ROUND_HELP, find_round, service_errors


class Command(BaseCommand):
    """Closes an open round, or finishes a close that broke off."""

    help = (
        "Closes a round: no more answers, the counts are checked and stored, the responses, "
        "links and keys destroyed. A close that broke off is finished by running it again."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        """PROGRAMME/ROUND."""
        parser.add_argument("round", help=ROUND_HELP)

    def handle(self, *args: Any, **options: Any) -> None:
        """Close, step by step."""
        round_ = find_round(options["round"])
        with service_errors():
            closed = close_round(
                round=round_, actor="manage.py close_round", progress=self.stdout.write
            )
        kept = closed.kept_responses_days
        fate = f"kept until {kept} days after release" if kept else "destroyed"
        self.stdout.write(
            f"{closed} is closed. The responses are {fate}; links and keys are destroyed. "
            f"Next: python manage.py release_round {options['round']}"
        )
        for line in after_the_end(closed):
            self.stdout.write(line)
