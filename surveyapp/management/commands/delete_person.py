"""``manage.py delete_person MAIL``: nothing of a person stays but a nameless invitation."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from questionnaires.models import Person
from questionnaires.services.people import delete_person, nameless_invitations
from surveyapp.management.commands._rounds import service_errors


class Command(BaseCommand):
    """Deletes a person at any time."""

    help = (
        "Deletes a person. While a round is open, an invitation without name and attributes stays, "
        "so that the head count stays; answers cannot be looked up, so they stay in the counts."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        """MAIL."""
        parser.add_argument("mail", help="the person's mail address")

    def handle(self, *args: Any, **options: Any) -> None:
        """Delete, and say what stays. The address is not repeated."""
        person = Person.objects.filter(mail__iexact=options["mail"].strip()).first()
        if person is None:
            raise CommandError("Nobody has this mail address. Nobody was deleted.")
        open_rounds = nameless_invitations(person)
        with service_errors():
            delete_person(person=person, actor="manage.py delete_person")
        self.stdout.write("The person is deleted: name, mail address, unit, standing, categories.")
        for round_ in open_rounds:
            self.stdout.write(
                f"{round_} is open: an invitation without a name stays until it closes, so that "
                "the head count stays as it was frozen."
            )
        self.stdout.write(
            "What stays: answers in the counts, which nobody can look up; backups made before; "
            "an account for logging in, if there is one. A roster with the address brings the "
            "person back."
        )
