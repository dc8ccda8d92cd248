"""What somebody who is asked may know of a round: who asks, under which rules, as which unit."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from django.utils.crypto import salted_hmac
from django.utils.text import get_text_list
from django.utils.translation import gettext as _

from questionnaires.models import Invitation, Round
from questionnaires.queries.units import may_be_counted_with


@dataclass(frozen=True, slots=True)
class Asked:
    """Who asks whom, under which rules: what a respondent may know of the round."""

    programme: str
    title: str
    mode: str
    k: int
    public_id: str = ""
    closes_on: date | None = None
    kept_days: int = 0
    full_detail: bool = False
    #: Whether answers are told by what people say of themselves: role, tenure.
    by_attribute: bool = False
    manifest_sha256: str = ""
    unit: str = ""
    members: int = 0
    #: Units with which the own one is counted where one of them has too few answers.
    others: tuple[str, ...] = ()
    purpose: str = ""
    responsible: str = ""
    audience: str = ""
    #: Who reads the results here, as the manifest says it; empty where nobody was told so.
    results_for: str = ""
    #: Where the holder of a personal link says that they do not want to take part.
    decline_address: str = ""

    @property
    def joined_others(self) -> str:
        """``Search and Web``."""
        return str(get_text_list(list(self.others), _("and")))

    @property
    def is_anonymous(self) -> bool:
        """Whether answers come with a ballot, and without a link to an invitation."""
        return self.mode == Round.Mode.ANONYMOUS

    @property
    def is_for_asked(self) -> bool:
        """Whether everybody who is asked reads the results, once they are released."""
        return self.results_for == Round.ResultsFor.ASKED

    @property
    def is_for_roles(self) -> bool:
        """Whether people were told that only those with a role read the results here."""
        return self.results_for == Round.ResultsFor.ROLES

    @property
    def is_for_links(self) -> bool:
        """Whether people were told that those with a role may give others a link to them."""
        return self.results_for == Round.ResultsFor.LINK

    @property
    def is_confidential(self) -> bool:
        """Whether answers have a link to an invitation until the round closes."""
        return self.mode == Round.Mode.CONFIDENTIAL


def asked_by(
    round_: Round, invitation: Invitation | None = None, *, decline_address: str = ""
) -> Asked:
    """What a respondent may know of a round, and of the unit that an invitation names."""
    return Asked(
        programme=round_.programme.title,
        title=round_.title,
        mode=round_.mode,
        k=round_.k,
        public_id=round_.public_id,
        closes_on=round_.closes_on,
        kept_days=round_.kept_responses_days,
        full_detail=round_.full_detail,
        by_attribute=any(item.attribute for item in round_.version.instrument.counted_items),
        manifest_sha256=round_.manifest_sha256,
        unit=invitation.collection_unit.title if invitation else "",
        members=invitation.collection_unit.members if invitation else 0,
        others=may_be_counted_with(round_, invitation.collection_unit.path) if invitation else (),
        purpose=round_.purpose,
        responsible=round_.responsible,
        audience=round_.audience,
        results_for=_told_results_for(round_),
        decline_address=decline_address,
    )


def draft_name(invitation: Invitation) -> str:
    """Names an invitation to the device of whoever was invited, and to nobody else.

    So a further link of the same person finds what was typed behind the first one.
    """
    named = f"{invitation.round.public_id} {invitation.pk}"
    return salted_hmac("candor draft", named).hexdigest()


def _told_results_for(round_: Round) -> str:
    """Who reads the results, where people are told; rounds opened long ago told it in words."""
    if round_.is_draft or "results_for" in (round_.manifest or {}):
        return round_.results_for
    return ""
