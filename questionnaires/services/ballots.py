"""Ballots, the people side: one for each invitation, signed without being seen.

Who drew a ballot is known here, which makes reminders and rates right. Which answer came with it is
not: what is signed is blinded (:mod:`questionnaires.blindrsa`), and what is handed in on the other
side (:mod:`questionnaires.services.spent_tokens`) bears no likeness to it.
"""

from __future__ import annotations

import hashlib
import secrets
from collections.abc import Callable, Iterable

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from questionnaires.blindrsa import PrivateKey, blind_sign, generate_key
from questionnaires.models import Invitation
from questionnaires.services.erasing import forget_order_of_answering
from questionnaires.services.errors import ServiceError
from questionnaires.services.responses import RoundNotOpenError


class BallotDrawnError(ServiceError):
    """The invitation has its one ballot, which belongs to another value."""


def draw_ballot(*, invitation: Invitation, blinded: bytes) -> bytes:
    """Afterwards the invitation has its one ballot and counts as used; its blind signature.

    ``blinded`` is a number of as many octets as the modulus of the unit's key. The same value again
    has the same signature, so that an answer that was lost on its way can be asked for again.
    Raises ``BallotDrawnError`` for another value, ``RoundNotOpenError``, and
    :class:`questionnaires.blindrsa.BlindRSAError` for what cannot be signed; that uses up nothing.
    """
    digest = hashlib.sha256(blinded).hexdigest()
    if not invitation.collection_unit.signing_key:
        raise RoundNotOpenError(_("This round is not open: no ballot can be drawn."))
    # Signed before it is looked whether one was drawn: else what cannot be signed, or the time that
    # an answer takes, would tell whoever holds a link of somebody else.
    key = PrivateKey.from_pem(invitation.collection_unit.signing_key)
    signature = blind_sign(key, blinded)
    with transaction.atomic(durable=True):
        current = (
            Invitation.objects.select_for_update(of=("self",))
            .select_related("round")
            .get(pk=invitation.pk)
        )
        if not current.round.is_open:
            raise RoundNotOpenError(_("This round is not open: no ballot can be drawn."))
        _refuse_another(current, digest)
        if not current.used:
            # As long as what stood there before, so that the row stays at its place in the file.
            current.ballot, current.used = digest, True
            current.save(update_fields=["ballot", "used"])
    forget_order_of_answering()
    return signature


def nobodys_ballot() -> str:
    """What stands in place of a digest until a ballot is drawn."""
    return secrets.token_hex(32)


def signing_keys(
    paths: Iterable[str], progress: Callable[[str], None] | None = None
) -> dict[str, str]:
    """A new private key (PEM) for each collection unit: some 0.2 s each."""
    say = progress or (lambda step: None)
    waiting = list(paths)
    keys: dict[str, str] = {}
    for done, path in enumerate(waiting, start=1):
        keys[path] = generate_key()
        if done % 10 == 0 or done == len(waiting):
            say(
                ngettext(
                    "%(done)s of %(n)s key made.", "%(done)s of %(n)s keys made.", len(waiting)
                )
                % {"done": done, "n": len(waiting)}
            )
    return keys


def _refuse_another(invitation: Invitation, digest: str) -> None:
    if invitation.used and invitation.ballot != digest:
        raise BallotDrawnError(
            _(
                "A ballot was drawn with this link before, on another device or in another "
                "browser. Answers can be sent from there alone."
            )
        )
