"""``manage.py add_event PROGRAMME DATE TITLE``: something that charts show as a mark."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from questionnaires.models import Programme
from questionnaires.services.events import add_event
from surveyapp.management.commands._rounds import day, service_errors


class Command(BaseCommand):
    """Adds a dated event of the organisation to a programme."""

    help = "Adds an event of the organisation, which charts over the rounds show as a mark."

    def add_arguments(self, parser: CommandParser) -> None:
        """Programme, day and a few words."""
        parser.add_argument("programme", help="programme by its code, as in developer-experience")
        parser.add_argument("day", type=day, metavar="DATE", help="when, as in 2027-03-01")
        parser.add_argument("title", help="a few words: 'New CI'")

    def handle(self, *args: Any, **options: Any) -> None:
        """Add it, and list what is there."""
        programme = Programme.objects.filter(code=options["programme"]).first()
        if programme is None:
            codes = ", ".join(Programme.objects.order_by("code").values_list("code", flat=True))
            known = f"There are: {codes}." if codes else "There are no programmes yet."
            raise CommandError(f"There is no programme “{options['programme']}”. {known}")
        with service_errors():
            add_event(
                programme=programme,
                on=options["day"],
                title=options["title"],
                actor="manage.py add_event",
            )
        self.stdout.write(f"Events of {programme}:")
        for event in programme.events.all():
            self.stdout.write(f"  {event}")
