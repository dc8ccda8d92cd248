"""Invitations by the secret of a link. Only digests are stored, so only digests are looked up."""

from __future__ import annotations

import hashlib

from questionnaires.models import InvitationSecret
from questionnaires.models.invitations import Invitation


def secret_digest(secret: str) -> str:
    """The SHA-256 of a link's secret, as 64 hexadecimal digits: what is stored of it."""
    return hashlib.sha256(secret.encode()).hexdigest()


def mail_secret(secret: str) -> str:
    """What the link about mails carries in an anonymous round: made one way from the secret.

    So an address that a mail program opens by itself, or a proxy writes down, draws no ballot.
    """
    return hashlib.sha256(f"candor-mail/1\n{secret}".encode()).hexdigest()


def invitation_by_ballot_secret(secret: str) -> Invitation | None:
    """The invitation whose ballot is drawn with a secret; ``None`` as below."""
    return invitation_by_secret(mail_secret(secret))


def invitation_by_secret(secret: str) -> Invitation | None:
    """The invitation that a secret opens, with its round and unit but without its person.

    One query, the same for every secret. ``None`` for a secret that nobody was sent and for one
    whose round has closed: closing destroys the digests.
    """
    links = InvitationSecret.objects.select_related(
        "invitation__round__programme", "invitation__round__version", "invitation__collection_unit"
    )
    link = links.filter(digest=secret_digest(secret)).first()
    return link.invitation if link else None
