"""Personal links, of which only digests are stored, and what their holders say about mail."""

from __future__ import annotations

import secrets
from collections.abc import Iterable
from dataclasses import dataclass

from django.conf import settings
from django.db import transaction
from django.db.models import Count
from django.urls import reverse
from django.utils.translation import gettext as _

from questionnaires.models import Invitation, InvitationSecret, Person, Round
from questionnaires.queries.invitations import mail_secret, secret_digest
from questionnaires.services.audit import record_act
from questionnaires.services.errors import ServiceError
from questionnaires.services.rounds import locked, name_of

__all__ = [
    "IssuedLink",
    "add_digest",
    "choose_mails",
    "issue_links",
    "level_digests",
    "link_to",
    "locked_open",
    "nobodys_digest",
    "secret_digest",
]

#: Random bytes in a secret: 192 bits.
SECRET_BYTES = 24
#: Digits of the manifest's fingerprint in the link of an anonymous round: 128 bits.
FINGERPRINT_DIGITS = 32


@dataclass(frozen=True, slots=True)
class IssuedLink:
    """A personal link, on its way to its person; stored nowhere."""

    person_name: str
    mail: str
    url: str
    #: Where its holder says that no more mail should come.
    opt_out_url: str


def issue_links(*, round: Round, actor: str, everybody: bool = False) -> list[IssuedLink]:
    """Afterwards everybody who has not answered has one more link; earlier ones stay valid.

    With ``everybody`` also who has answered gets one (it leads to the receipt), so that the list
    does not tell who is missing in it. Links are in the order of names. Whoever gets none has one
    more digest all the same: their number says nothing.
    """
    with transaction.atomic():
        current = locked_open(round)
        invitations = Invitation.objects.filter(round=current).select_related("person")
        links: list[IssuedLink] = []
        digests: list[InvitationSecret] = []
        for invitation in invitations.order_by("person__name", "person__mail", "pk"):
            digest = nobodys_digest()
            if invitation.person is not None and (everybody or not invitation.used):
                link, digest = link_to(invitation.person, current)
                links.append(link)
            digests.append(InvitationSecret(invitation=invitation, digest=digest))
        _store(digests)
        record_act(actor=actor, action="issue links", subject=name_of(current))
    return links


def level_digests(*, round: Round) -> None:
    """Afterwards every invitation of an open round has equally many digests.

    Where somebody has more than others have, the others get some that nobody holds a link to. So
    a number of digests says neither who has answered nor whose mail was sent a second time.
    """
    with transaction.atomic():
        if not locked(round).is_open:
            return
        counted = Invitation.objects.filter(round=round).annotate(digests=Count("secrets"))
        numbers = dict(counted.values_list("pk", "digests"))
        most = max(numbers.values(), default=0)
        _store(
            InvitationSecret(invitation_id=pk, digest=nobodys_digest())
            for pk, number in numbers.items()
            for _missing in range(most - number)
        )


def add_digest(*, invitation: Invitation, digest: str) -> None:
    """Afterwards an invitation has this digest too, and each other of its round one of nobody's.

    All at once: a digest that was stored before the others would say whose it is.
    """
    others = Invitation.objects.filter(round_id=invitation.round_id).exclude(pk=invitation.pk)
    _store(
        [
            InvitationSecret(invitation=invitation, digest=digest),
            *(InvitationSecret(invitation=other, digest=nobodys_digest()) for other in others),
        ]
    )


def choose_mails(*, invitation: Invitation, no_reminders: bool, declined: bool) -> None:
    """Afterwards the holder of a link gets the mails that they want, in this round and later ones.

    ``declined``: is left out of the head count of rounds that open from now on, and is not written
    to. Both can be taken back. Nothing is logged.
    """
    with transaction.atomic():
        Invitation.objects.filter(pk=invitation.pk).update(no_reminders=no_reminders)
        Person.objects.filter(invitations=invitation).update(declined=declined)


def link_to(person: Person, round: Round) -> tuple[IssuedLink, str]:
    """A new link and its digest; the secret itself is stored nowhere.

    In anonymous mode the secret stands behind the ``#``, which no browser sends and no server
    writes down, with the fingerprint of the rules that the browser holds the round to.
    """
    text = secrets.token_urlsafe(SECRET_BYTES)
    address, about_mail = reverse("survey", args=[text]), text
    if round.mode == Round.Mode.ANONYMOUS:
        fingerprint = round.manifest_sha256[:FINGERPRINT_DIGITS]
        address = reverse("survey-anonymous", args=[round.public_id]) + f"#{text}.{fingerprint}"
        about_mail = mail_secret(text)
    link = IssuedLink(
        person_name=person.name,
        mail=person.mail,
        url=settings.BASE_URL + address,
        opt_out_url=settings.BASE_URL + reverse("survey-opt-out", args=[about_mail]),
    )
    return link, secret_digest(about_mail)


def nobodys_digest() -> str:
    """A digest that no link belongs to, which looks like any other."""
    return secrets.token_hex(32)


def locked_open(round: Round) -> Round:
    """The round, locked, where people are asked in it by personal links; else refuses."""
    with transaction.atomic():
        current = locked(round)
    if not current.is_open:
        raise ServiceError(
            _("The state of %(round)s is “%(status)s”. Links are made while a round is open.")
            % {"round": current, "status": current.get_status_display()}
        )
    if not current.is_personal:
        raise ServiceError(
            _("%(round)s has one open link for all. Nobody has a link of their own.")
            % {"round": current}
        )
    return current


def _store(digests: Iterable[InvitationSecret]) -> None:
    """In random order, so that their numbers say nothing."""
    shuffled = list(digests)
    secrets.SystemRandom().shuffle(shuffled)
    InvitationSecret.objects.bulk_create(shuffled, batch_size=500)
