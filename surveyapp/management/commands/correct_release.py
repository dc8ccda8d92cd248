"""``manage.py correct_release PROGRAMME/ROUND``: a further release in the place of a wrong one."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from questionnaires.services.releasing import correct_release
from surveyapp.management.commands._rounds import ROUND_HELP, find_round, service_errors


class Command(BaseCommand):
    """Corrects the release of a round."""

    help = (
        "Corrects the release of a round: takes questions out, or reads their scale the other way. "
        "The correction is audited together with every earlier release, and its reason is shown."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        """PROGRAMME/ROUND, what to correct, and why."""
        parser.add_argument("round", help=ROUND_HELP)
        parser.add_argument("--reason", required=True, help="Shown beside the results.")
        parser.add_argument(
            "--take-out",
            action="append",
            default=[],
            metavar="CODE",
            help="A question to take out.",
        )
        parser.add_argument(
            "--turn-round",
            action="append",
            default=[],
            metavar="CODE",
            help="A question on which agreeing is bad, though it was not marked so.",
        )

    def handle(self, *args: Any, **options: Any) -> None:
        """Correct, and say what stands there now."""
        round_ = find_round(options["round"])
        with service_errors():
            stored = correct_release(
                round=round_,
                reason=options["reason"],
                withdrawn=options["take_out"],
                turned=options["turn_round"],
                actor="manage.py correct_release",
            )
        self.stdout.write(f"Release {stored.number} of {round_} is there, hash {stored.sha256}")
