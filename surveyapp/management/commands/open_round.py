"""``manage.py open_round PROGRAMME/ROUND``: freeze the rules and accept answers."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandParser
from django.urls import reverse

from questionnaires.models import Round
from questionnaires.services.rounds import open_round
from surveyapp.management.commands._rounds import ROUND_HELP, find_round, service_errors


class Command(BaseCommand):
    """Opens a draft."""

    help = "Opens a draft: its rules are frozen and hashed, and answers are accepted."

    def add_arguments(self, parser: CommandParser) -> None:
        """PROGRAMME/ROUND."""
        parser.add_argument("round", help=ROUND_HELP)
        parser.add_argument(
            "--small-units",
            action="store_true",
            help="open an anonymous round of fewer than 8 people too: with 80 %% answering, 5 "
            "people give 5 answers one time in three, and below k nothing is told",
        )

    def handle(self, *args: Any, **options: Any) -> None:
        """Open, and say what was frozen."""
        draft = find_round(options["round"])
        with service_errors():
            round_ = open_round(
                round=draft,
                actor="manage.py open_round",
                progress=self.stderr.write,
                small_units_confirmed=options["small_units"],
            )
        self.stdout.write(f"{round_} is open. Manifest {round_.manifest_sha256}")
        if round_.mode == Round.Mode.OPEN:
            link = settings.BASE_URL + reverse("survey-open", args=[round_.public_id])
            self.stdout.write(f"One link for everybody: {link}")
            return
        for unit in round_.collection_units.all():
            pooled = f" (pooled: {', '.join(unit.pooled)})" if unit.pooled else ""
            self.stdout.write(f"  {unit.path or unit.title}: {unit.members} people{pooled}")
        self.stdout.write(
            f"{round_.population} people are invited. Send the links: "
            f"python manage.py invite {options['round']}"
        )
