"""Ballots issued again to people who have lost theirs: few, counted, and shown in the release.

A ballot cannot be revoked: nobody knows which one is whose. Whoever gets another may answer twice.
Whether an invitation has drawn a ballot is told to nobody, so the answer is the same either way.
"""

from __future__ import annotations

from django.db import transaction
from django.utils.translation import gettext as _

from questionnaires.models import CollectionUnit, Invitation, Person, Round
from questionnaires.services.audit import record_act
from questionnaires.services.ballots import nobodys_ballot
from questionnaires.services.erasing import forget_order_of_answering
from questionnaires.services.errors import ServiceError
from questionnaires.services.invitations import IssuedLink, add_digest, link_to, locked_open
from questionnaires.services.rounds import name_of

#: People of a unit for one ballot that may be issued again; in any unit it is at least one.
_PEOPLE_FOR_ONE = 50


def most_reissued(members: int) -> int:
    """How many ballots of a unit may be issued again: 2 %, and at least one.

    >>> [most_reissued(members) for members in (8, 99, 100, 250)]
    [1, 1, 2, 5]
    """
    return max(1, members // _PEOPLE_FOR_ONE)


def reissue_ballot(*, round: Round, mail: str, actor: str) -> IssuedLink:
    """Afterwards the person with this address can draw a ballot, by a further link: the answer.

    Earlier links stay valid, and a ballot that was drawn stays good. The unit has one ballot more
    that counts as issued again, whether or not the person had drawn one: else the number would
    tell. Refuses without naming anybody in the log where the unit has none left.
    """
    with transaction.atomic():
        current = locked_open(round)
        if current.mode != Round.Mode.ANONYMOUS:
            raise ServiceError(
                _("%(round)s is not anonymous: nobody has a ballot that could be lost.")
                % {"round": current}
            )
        invitation, person = _invitation_of(current, mail)
        unit = CollectionUnit.objects.select_for_update().get(pk=invitation.collection_unit_id)
        if unit.reissued < most_reissued(unit.members):
            link = _issued(invitation, person, unit)
            record_act(
                actor=actor,
                action="reissue ballot",
                subject=name_of(current),
                unit=unit.path,
                reissued=unit.reissued,
            )
        else:
            link = None
            record_act(
                actor=actor,
                action="refused: reissue ballot",
                subject=name_of(current),
                unit=unit.path,
                reissued=unit.reissued,
            )
    if link is None:
        raise ServiceError(
            _(
                "%(unit)s, %(members)s people, has no ballot left that could be issued again "
                "(%(n)s were). More could change its results."
            )
            % {
                "unit": unit.path or _("Everybody"),
                "members": unit.members,
                "n": unit.reissued,
            }
        )
    forget_order_of_answering()
    return link


def _invitation_of(round: Round, mail: str) -> tuple[Invitation, Person]:
    invitations = Invitation.objects.select_for_update(of=("self",)).select_related("person")
    found = invitations.filter(round=round, person__mail__iexact=mail.strip()).first()
    if found is None or found.person is None:
        raise ServiceError(
            _("Nobody with the address %(mail)s was invited to %(round)s.")
            % {"mail": mail.strip(), "round": round}
        )
    return found, found.person


def _issued(invitation: Invitation, person: Person, unit: CollectionUnit) -> IssuedLink:
    """One more link, and room for a ballot; written in every case alike."""
    link, digest = link_to(person, invitation.round)
    # As long as what stands there, so that the row stays at its place in the file.
    invitation.ballot, invitation.used = nobodys_ballot(), False
    invitation.save(update_fields=["ballot", "used"])
    unit.reissued += 1
    unit.save(update_fields=["reissued"])
    add_digest(invitation=invitation, digest=digest)
    return link
