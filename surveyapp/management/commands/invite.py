"""``manage.py invite PROGRAMME/ROUND``: mail everybody a personal link, once."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import ValidationError
from django.core.management.base import CommandError, CommandParser
from django.core.validators import validate_email

from questionnaires.models import Mailing
from surveyapp.management.commands._mailings import EXIT_CODES, MailingCommand
from surveyapp.management.commands._rounds import find_round
from surveyapp.trial_mails import send_test


class Command(MailingCommand):
    """Invites everybody, or sends one test mail."""

    kind = Mailing.Kind.INVITATION
    name = "invite"
    help = (
        "Mails everybody in an open round a link of their own. A run that broke off is taken up "
        "where it stopped; nobody gets two mails of one run. " + EXIT_CODES
    )

    def add_arguments(self, parser: CommandParser) -> None:
        """As ``remind``, and --test."""
        super().add_arguments(parser)
        parser.add_argument(
            "--test",
            metavar="ADDRESS",
            help="send one test mail to this address, and nothing to anybody else",
        )

    def handle(self, *args: Any, **options: Any) -> None:
        """Send the run, or the test."""
        address = options["test"]
        if address is None:
            super().handle(*args, **options)
            return
        round_ = find_round(options["round"])
        try:
            validate_email(address)
        except ValidationError:
            raise CommandError(f"“{address}” is not a mail address.") from None
        error = send_test(round_, kind=self.kind, address=address, actor="manage.py invite")
        if error:
            raise CommandError(error)
        self.stdout.write(f"A test is on its way to {address}. Nobody else got a mail.")
