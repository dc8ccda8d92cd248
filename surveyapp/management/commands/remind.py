"""``manage.py remind PROGRAMME/ROUND``: write again to everybody who has not answered."""

from __future__ import annotations

from questionnaires.models import Mailing
from surveyapp.management.commands._mailings import EXIT_CODES, MailingCommand


class Command(MailingCommand):
    """Reminds, without telling whom."""

    kind = Mailing.Kind.REMINDER
    name = "remind"
    help = (
        "Mails a further link to everybody in an open round who has not answered and has not said "
        "that they want no mail. A run that broke off is taken up where it stopped; after its end "
        "the next call is the next reminder. Nothing that it prints says who gets one. "
        + EXIT_CODES
    )
