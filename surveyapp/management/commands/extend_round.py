"""``manage.py extend_round PROGRAMME/ROUND DATE``: announce a later last day."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from questionnaires.services.field_periods import extend_field_period
from surveyapp.management.commands._rounds import ROUND_HELP, day, find_round, service_errors


class Command(BaseCommand):
    """Moves the announced last day of an open round on."""

    help = (
        "Announces a later last day of an open round. Nothing frozen changes; the round still "
        "stays open until close_round."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        """PROGRAMME/ROUND and the day."""
        parser.add_argument("round", help=ROUND_HELP)
        parser.add_argument("day", type=day, metavar="DATE", help="last day, as in 2027-05-07")

    def handle(self, *args: Any, **options: Any) -> None:
        """Announce it."""
        round_ = find_round(options["round"])
        with service_errors():
            extended = extend_field_period(
                round=round_, closes_on=options["day"], actor="manage.py extend_round"
            )
        self.stdout.write(
            f"{extended} is announced until {extended.closes_on}. The survey and every mail from "
            "now on say so."
        )
