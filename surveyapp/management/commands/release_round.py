"""``manage.py release_round PROGRAMME/ROUND``: let what passes the gate be read."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandParser
from django.urls import reverse

from questionnaires.services.releasing import release_round
from surveyapp.management.commands._rounds import ROUND_HELP, find_round, service_errors


class Command(BaseCommand):
    """Releases a closed round."""

    help = "Releases a closed round: what passes the disclosure gate can be read from then on."

    def add_arguments(self, parser: CommandParser) -> None:
        """PROGRAMME/ROUND."""
        parser.add_argument("round", help=ROUND_HELP)

    def handle(self, *args: Any, **options: Any) -> None:
        """Release, and say where it can be read."""
        round_ = find_round(options["round"])
        with service_errors():
            stored = release_round(round=round_, actor="manage.py release_round")
        page = reverse("round-results", args=[round_.programme.code, round_.code])
        self.stdout.write(f"{round_} is released, hash {stored.sha256}")
        self.stdout.write(f"Read it at {settings.BASE_URL}{page}")
