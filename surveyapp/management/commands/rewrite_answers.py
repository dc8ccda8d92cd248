"""``manage.py rewrite_answers``: what was answered so far loses its order, once a day."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand

from questionnaires.services.erasing import logs_that_stay, rewrite_in_random_order
from surveyapp.management.commands._rounds import service_errors


class Command(BaseCommand):
    """Writes both databases anew; run it every day while a round is open."""

    help = (
        "Writes both databases anew, in an order that says nothing of who answered when. Run it "
        "every day while a round is open."
    )

    def handle(self, *args: Any, **options: Any) -> None:
        """Rewrite, or say which database somebody is using."""
        with service_errors():
            rewrite_in_random_order()
        self.stdout.write("Both databases are written anew. Their files tell no order of answers.")
        for alias in logs_that_stay():
            self.stdout.write(
                f"The server of “{alias}” keeps its log, which tells one until it is overwritten: "
                "the role may not start a new one (surveyapp.W010)."
            )
