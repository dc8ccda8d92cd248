"""``manage.py reissue_ballot PROGRAMME/ROUND --mail MAIL``: a ballot for one that was lost."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from questionnaires.services.reissues import reissue_ballot
from surveyapp.management.commands._rounds import ROUND_HELP, find_round, service_errors


class Command(BaseCommand):
    """Lets somebody draw a ballot again and prints the link."""

    help = (
        "Lets a person whose ballot was lost with its device draw another one, and prints a link. "
        "The first ballot cannot be revoked, so the person may answer twice: at most 2 %% of a "
        "unit, logged, and shown in the release."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        """PROGRAMME/ROUND and the address."""
        parser.add_argument("round", help=ROUND_HELP)
        parser.add_argument("--mail", required=True, help="the person's mail address")

    def handle(self, *args: Any, **options: Any) -> None:
        """Issue it, and print the link, which is stored nowhere."""
        round_ = find_round(options["round"])
        with service_errors():
            link = reissue_ballot(
                round=round_, mail=options["mail"], actor="manage.py reissue_ballot"
            )
        self.stdout.write(
            "One ballot more than people in this unit, whether or not one was drawn. The release "
            "will say so."
        )
        self.stdout.write(link.url)
