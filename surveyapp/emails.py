"""What is said to people by mail: one typed function and three templates a message."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date

from django.core.mail import EmailMultiAlternatives, get_connection
from django.core.mail.backends.base import BaseEmailBackend
from django.template.loader import render_to_string

from questionnaires.models import Round
from questionnaires.services.invitations import IssuedLink
from surveyapp.survey_pages import survey_context

#: Seconds that a mail server may take to answer.
MAIL_TIMEOUT = 20


@dataclass(frozen=True, slots=True)
class Occasion:
    """What an invitation says of its round; the same for everybody who is asked."""

    programme: str
    title: str
    about: str
    questions: int
    minutes: int
    closes_on: date | None
    kept_days: int
    manifest_sha256: str


def occasion_of(round_: Round) -> Occasion:
    """What to say of a round that asks people by personal links."""
    instrument = round_.version.instrument
    survey = survey_context(instrument)["survey"]
    return Occasion(
        programme=round_.programme.title,
        title=round_.title,
        about=instrument.description,
        questions=survey.questions,
        minutes=survey.minutes,
        closes_on=round_.closes_on,
        kept_days=round_.kept_responses_days,
        manifest_sha256=round_.manifest_sha256,
    )


def invitation_text(*, link: IssuedLink, occasion: Occasion, reminder: bool = False) -> str:
    """The words of an invitation without its markup."""
    return render_to_string("emails/invitation.txt", _context(link, occasion, reminder=reminder))


def send_invitation(
    *,
    link: IssuedLink,
    occasion: Occasion,
    reminder: bool = False,
    connection: BaseEmailBackend | None = None,
) -> None:
    """Afterwards the mail server has an invitation for one person; ``OSError`` where it refuses."""
    context = _context(link, occasion, reminder=reminder)
    mail = EmailMultiAlternatives(
        subject=" ".join(render_to_string("emails/invitation.subject.txt", context).split()),
        body=invitation_text(link=link, occasion=occasion, reminder=reminder),
        to=[link.mail],
        # No auto-reply, no bounce loop; and nobody's out-of-office note tells who was asked.
        headers={"Auto-Submitted": "auto-generated", "X-Auto-Response-Suppress": "All"},
        connection=connection,
    )
    mail.attach_alternative(render_to_string("emails/invitation.html", context), "text/html")
    mail.send()


@contextmanager
def mail_connection() -> Iterator[BaseEmailBackend]:
    """One connection for many mails; ``OSError`` where the mail server cannot be reached."""
    connection: BaseEmailBackend = get_connection(timeout=MAIL_TIMEOUT)
    connection.open()
    try:
        yield connection
    finally:
        connection.close()


def _context(link: IssuedLink, occasion: Occasion, *, reminder: bool) -> dict[str, object]:
    return {"link": link, "occasion": occasion, "reminder": reminder}
