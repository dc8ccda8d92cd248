"""Personal links: a secret for each, of which only the digest is stored."""

from __future__ import annotations

import secrets
from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum

from django.conf import settings
from django.db import transaction
from django.db.models import Count, Max, QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _

from questionnaires.models import Invitation, InvitationSecret, Person, Round
from questionnaires.queries.invitations import secret_digest
from questionnaires.services.audit import record_act
from questionnaires.services.errors import ServiceError
from questionnaires.services.rounds import locked, name_of

__all__ = [
    "IssuedLink",
    "MailStage",
    "Mailed",
    "Sender",
    "issue_links",
    "mail_links",
    "mail_stage",
    "secret_digest",
]

#: Random bytes in a secret: 192 bits.
SECRET_BYTES = 24
#: After so many refusals one after the other the mail server is taken to be away.
FAILURES_IN_A_ROW = 5


@dataclass(frozen=True, slots=True)
class IssuedLink:
    """A personal link, on its way to its person; stored nowhere."""

    person_name: str
    mail: str
    url: str


@dataclass(frozen=True, slots=True)
class Mailed:
    """What a run of mails did: sent, not taken by the mail server, left for the next run."""

    sent: int
    failed: int = 0
    left: int = 0


class MailStage(StrEnum):
    """What the next run of mails is."""

    FIRST = "first"
    REST = "rest"
    REMINDERS = "reminders"


#: Sends one link; raises ``OSError`` (as ``smtplib`` does) where the mail server refuses it.
Sender = Callable[[IssuedLink], None]


def issue_links(*, round: Round, actor: str, everybody: bool = False) -> list[IssuedLink]:
    """Afterwards everybody who has not answered has one more link; earlier ones stay valid.

    With ``everybody`` also who has answered gets one (it leads to the receipt), so that the list
    does not tell who is missing in it. Links are in the order of names.
    """
    with transaction.atomic():
        current = _locked_open(round)
        invitations = _reachable(current, everybody=everybody)
        links: list[IssuedLink] = []
        digests: list[InvitationSecret] = []
        for invitation in invitations:
            if invitation.person is not None:
                digests.append(InvitationSecret(invitation=invitation))
                links.append(_mint(digests[-1], invitation.person))
        InvitationSecret.objects.bulk_create(digests, batch_size=500)
        record_act(actor=actor, action="issue links", subject=name_of(current))
    return links


def mail_links(
    *,
    round: Round,
    actor: str,
    send: Sender,
    again: bool = False,
    at_most: int | None = None,
    progress: Callable[[int, int], None] | None = None,
) -> Mailed:
    """Afterwards everybody who has not answered has a mail with a link, nobody two of one run.

    A run gives everybody the same number of links: one that broke off is taken up where it
    stopped. When all have their mail, only ``again`` begins a further run, a reminder. Nobody's
    name and no time is stored or logged.
    """
    current = _locked_open(round)
    waiting = _waiting(current, again=again)
    sent = failed = in_a_row = 0
    for number, pk in enumerate(waiting[:at_most], start=1):
        if progress:
            progress(number, len(waiting[:at_most]))
        try:
            sent += _send_one(pk, send)
            in_a_row = 0
        except OSError:
            failed, in_a_row = failed + 1, in_a_row + 1
        if in_a_row == FAILURES_IN_A_ROW:
            break
    if sent or failed:
        action = "mail reminders" if again else "mail links"
        record_act(actor=actor, action=action, subject=name_of(current))
    return Mailed(sent=sent, failed=failed, left=len(_waiting(current, again=False)))


def mail_stage(*, round: Round) -> MailStage:
    """What a run of mails would do now: the first mails, the rest of a run, or reminders."""
    links = InvitationSecret.objects.filter(invitation__round=round)
    if not links.exists():
        return MailStage.FIRST
    return MailStage.REST if _waiting(round, again=False) else MailStage.REMINDERS


def _waiting(round: Round, *, again: bool) -> list[int]:
    """Invitations that have fewer links than others have, or, with ``again``, all."""
    invitations = _reachable(round).annotate(links=Count("secrets"))
    most = invitations.aggregate(most=Max("links"))["most"] or 0
    target = most + 1 if again else max(most, 1)
    return [invitation.pk for invitation in invitations if invitation.links < target]


def _send_one(pk: int, send: Sender) -> bool:
    """One mail. Its digest is stored first and taken back where no mail goes out.

    ``False``: answered by now. The mail server is not waited for inside a transaction, which
    would keep respondents waiting too.
    """
    invitation = Invitation.objects.select_related("person").filter(pk=pk, used=False).first()
    if invitation is None or invitation.person is None:
        return False
    secret = InvitationSecret(invitation=invitation)
    link = _mint(secret, invitation.person)
    secret.save()
    try:
        send(link)
    except BaseException:
        secret.delete()
        raise
    return True


def _reachable(round: Round, *, everybody: bool = False) -> QuerySet[Invitation]:
    invitations = Invitation.objects.filter(round=round, person__isnull=False)
    if not everybody:
        invitations = invitations.filter(used=False)
    return invitations.select_related("person").order_by("person__name", "person__mail")


def _mint(secret: InvitationSecret, person: Person) -> IssuedLink:
    """A link with a new secret, whose digest is set and whose text is stored nowhere."""
    text = secrets.token_urlsafe(SECRET_BYTES)
    secret.digest = secret_digest(text)
    url = settings.BASE_URL + reverse("survey", args=[text])
    return IssuedLink(person.name, person.mail, url)


def _locked_open(round: Round) -> Round:
    with transaction.atomic():
        current = locked(round)
    if not current.is_open:
        raise ServiceError(
            _("The state of %(round)s is “%(status)s”. Links are made while a round is open.")
            % {"round": current, "status": current.get_status_display()}
        )
    if current.mode != Round.Mode.CONFIDENTIAL:
        raise ServiceError(
            _("%(round)s has one open link for all. Nobody has a link of their own.")
            % {"round": current}
        )
    return current
