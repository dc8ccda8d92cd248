"""What is said to people by mail: one typed function and three templates a message."""

from __future__ import annotations

import unicodedata
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import date

from django.conf import settings
from django.core.mail import EmailMultiAlternatives
from django.template.loader import render_to_string
from django.utils import translation
from django.utils.text import Truncator

from questionnaires.models import Mailing, Round
from questionnaires.services.invitations import IssuedLink
from questionnaires.services.mailings import HandOver, Write
from surveyapp.postbox import Postbox
from surveyapp.survey_pages import survey_context

#: A purpose can have pages; a mail has room for so many words of its first paragraph.
WORDS_OF_PURPOSE = 40


@dataclass(frozen=True, slots=True)
class Occasion:
    """What a mail says of its round; the same for everybody who is asked."""

    programme: str
    title: str
    about: str
    responsible: str
    questions: int
    minutes: int
    closes_on: date | None
    kept_days: int
    k: int
    full_detail: bool
    manifest_sha256: str
    is_anonymous: bool = False


def occasion_of(round_: Round) -> Occasion:
    """What to say of a round that asks people by personal links."""
    instrument = round_.version.instrument
    survey = survey_context(instrument)["survey"]
    return Occasion(
        programme=one_line(round_.programme.title),
        title=one_line(round_.title),
        about=in_short(round_.purpose or instrument.description),
        responsible=one_line(round_.responsible),
        questions=survey.questions,
        minutes=survey.minutes,
        closes_on=round_.closes_on,
        kept_days=round_.kept_responses_days,
        k=round_.k,
        full_detail=round_.full_detail,
        manifest_sha256=round_.manifest_sha256,
        is_anonymous=round_.mode == Round.Mode.ANONYMOUS,
    )


def invitation(
    *, link: IssuedLink, occasion: Occasion, test: bool = False
) -> EmailMultiAlternatives:
    """Asks one person to answer; ``test`` says that it is none."""
    return _message("invitation", link, occasion, test=test)


def reminder(*, link: IssuedLink, occasion: Occasion, test: bool = False) -> EmailMultiAlternatives:
    """Asks one person again, with a further link; ``test`` says that it is none."""
    return _message("reminder", link, occasion, test=test)


#: The message of each kind of run.
MESSAGES: Mapping[str, Callable[..., EmailMultiAlternatives]] = {
    Mailing.Kind.INVITATION: invitation,
    Mailing.Kind.REMINDER: reminder,
}


def writer(*, kind: str, occasion: Occasion, postbox: Postbox) -> Write:
    """Writes the mails of a run, at the pace that the operator set."""

    def write(link: IssuedLink) -> HandOver:
        message = MESSAGES[kind](link=link, occasion=occasion)
        postbox.pace.wait()
        return lambda: postbox.hand_over(message)

    return write


def html_of(message: EmailMultiAlternatives) -> str:
    """The message as mail programs show it."""
    return next(str(part[0]) for part in message.alternatives if part[1] == "text/html")


def one_line(text: str) -> str:
    """A text without line breaks or other signs that steer: it cannot begin a header.

    >>> one_line("Ada\\r\\nBcc: all@example.org\\x00")
    'Ada Bcc: all@example.org'
    """
    spaced = " ".join(text.split())
    return "".join(sign for sign in spaced if unicodedata.category(sign) != "Cc")


def in_short(text: str) -> str:
    """The first paragraph, cut where it is long; the survey itself shows all of it.

    >>> in_short("To fix the builds.\\n\\nThen the rest.")
    'To fix the builds.'
    """
    first = text.strip().split("\n\n", 1)[0]
    return Truncator(one_line(first)).words(WORDS_OF_PURPOSE, truncate="…")


def _message(
    name: str, link: IssuedLink, occasion: Occasion, *, test: bool
) -> EmailMultiAlternatives:
    link = replace(link, person_name=one_line(link.person_name))
    context = {"link": link, "occasion": occasion, "test": test}
    # In the site's language, not in that of whoever presses the button.
    with translation.override(settings.LANGUAGE_CODE):
        subject, text, html = (
            render_to_string(f"emails/{name}.{end}", context)
            for end in ("subject.txt", "txt", "html")
        )
    message = EmailMultiAlternatives(
        subject=one_line(subject), body=text.strip() + "\n", to=[link.mail], headers=_headers(link)
    )
    message.attach_alternative(html, "text/html")
    return message


def _headers(link: IssuedLink) -> dict[str, str]:
    """No auto-reply, no bounce loop; nobody's out-of-office note tells who was asked.

    A mail program shows its own button for ``List-Unsubscribe``; one click (RFC 8058, https only)
    ends the reminders of this round.
    """
    headers = {
        "Auto-Submitted": "auto-generated",
        "X-Auto-Response-Suppress": "All",
        "List-Unsubscribe": f"<{link.opt_out_url}>",
    }
    if link.opt_out_url.startswith("https://"):
        headers["List-Unsubscribe-Post"] = "List-Unsubscribe=One-Click"
    return headers
