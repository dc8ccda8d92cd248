"""What a respondent's device does in an anonymous round, in Python."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache
from itertools import count
from typing import Any
from unittest.mock import patch

from questionnaires.blindrsa import (
    RANDOMIZED,
    Blinding,
    PublicKey,
    blind,
    finalize,
    generate_key,
    prepare,
)
from questionnaires.models import CollectedRound, Invitation, Round
from questionnaires.receipts import Receipt
from questionnaires.services.ballots import draw_ballot
from questionnaires.services.roster import import_roster
from questionnaires.services.rounds import open_round
from questionnaires.services.spent_tokens import Ballot, hand_in_ballot, token_of
from tests.rounds import ANSWERS, TEAMS, TODAY, draft, roster


@cache
def _key(number: int) -> str:
    return generate_key()


def opened_anonymous(
    code: str = "2027-spring", *, teams: Mapping[str, int] = TEAMS, **fields: Any
) -> Round:
    """An open round in anonymous mode. Its keys are made once for all rounds: they take time."""
    import_roster(data=roster(teams), actor="test")
    round_ = draft(code, **fields)
    Round.objects.filter(pk=round_.pk).update(mode=Round.Mode.ANONYMOUS)
    round_.refresh_from_db()
    keys = map(_key, count())
    with patch("questionnaires.services.ballots.generate_key", lambda: next(keys)):
        return open_round(round=round_, actor="test", today=TODAY)


def people_of(round_: Round, path: str = "Ops/Build") -> list[Invitation]:
    """The invitations of a collection unit."""
    asked = Invitation.objects.select_related("round", "collection_unit")
    return list(asked.filter(round=round_, collection_unit__path=path).order_by("person__mail"))


@dataclass
class Device:
    """One person's browser: it knows the manifest, the link, and what it made up itself."""

    invitation: Invitation
    message: bytes = field(init=False)
    blinding: Blinding = field(init=False)

    def __post_init__(self) -> None:
        manifest = CollectedRound.objects.get(pk=self.invitation.round.public_id).manifest
        self.unit = self.invitation.collection_unit.path
        jwk = next(unit["key"] for unit in manifest["units"] if unit["path"] == self.unit)
        self.key = PublicKey.from_jwk(jwk)
        self.round = str(manifest["public_id"])
        self.message = prepare(token_of(self.round, self.unit), RANDOMIZED)
        self.blinding = blind(self.key, self.message, RANDOMIZED)

    def draw(self) -> Ballot:
        """A ballot, signed unseen."""
        signed = draw_ballot(invitation=self.invitation, blinded=self.blinding.blinded)
        signature = finalize(self.key, self.message, signed, self.blinding.inverse, RANDOMIZED)
        return Ballot(self.round, self.unit, self.message, signature)

    def send(
        self,
        answers: Mapping[str, Any] = ANSWERS,
        comments: Mapping[str, str] | None = None,
    ) -> Receipt:
        """Draw and hand in."""
        return hand_in_ballot(ballot=self.draw(), answers=answers, comments=comments or {})
