"""``manage.py invite PROGRAMME/ROUND``: mail personal links."""

from __future__ import annotations

import time
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from questionnaires.services.invitations import mail_links
from surveyapp.emails import mail_connection, occasion_of, send_invitation
from surveyapp.management.commands._rounds import ROUND_HELP, find_round, service_errors

_SECONDS_BETWEEN_LINES = 2


class Command(BaseCommand):
    """Mails links to everybody who has not answered."""

    help = (
        "Mails personal links to everybody who has not answered. A run that broke off is taken "
        "up where it stopped; nobody gets two mails of one run. --remind begins a further run."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        """PROGRAMME/ROUND and --remind."""
        parser.add_argument("round", help=ROUND_HELP)
        parser.add_argument(
            "--remind", action="store_true", help="write again to all who have not answered"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        """Send, and say how many."""
        round_ = find_round(options["round"])
        remind: bool = options["remind"]
        occasion = occasion_of(round_)
        self.last_line = time.monotonic()
        try:
            with service_errors(), mail_connection() as connection:
                mailed = mail_links(
                    round=round_,
                    actor="manage.py invite",
                    again=remind,
                    progress=self.progress,
                    send=lambda link: send_invitation(
                        link=link, occasion=occasion, reminder=remind, connection=connection
                    ),
                )
        except OSError as error:
            raise CommandError(
                f"The mail server cannot be reached: {error}. Check CANDOR_EMAIL_URL. "
                "Nobody got a mail."
            ) from error
        self.stdout.write(f"{mailed.sent} mails sent.")
        if mailed.failed or mailed.left:
            raise CommandError(
                f"The mail server refused {mailed.failed} mails; {mailed.left} people wait for "
                f"theirs. Run this again: python manage.py invite {options['round']}"
            )
        if not mailed.sent:
            self.stdout.write(
                "Everybody who has not answered has a link. To remind them: "
                f"python manage.py invite {options['round']} --remind"
            )

    def progress(self, number: int, of: int) -> None:
        """A line every two seconds."""
        if time.monotonic() - self.last_line >= _SECONDS_BETWEEN_LINES:
            self.last_line = time.monotonic()
            self.stdout.write(f"{number} of {of}")
