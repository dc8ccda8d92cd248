"""What a respondent's browser does in an anonymous round, in Python.

For made-up answers and for tests: the browser's own is ``surveyapp/static/candor/ballots.js``.
No page and no command answers for anybody with it.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from questionnaires.blindrsa import RANDOMIZED, Blinding, PublicKey, blind, finalize, prepare
from questionnaires.models import CollectedRound, Invitation
from questionnaires.receipts import Receipt
from questionnaires.services.ballots import draw_ballot
from questionnaires.services.spent_tokens import Ballot, hand_in_ballot, token_of


@dataclass
class Device:
    """One person's: it knows the manifest, the invitation, and what it made up itself."""

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

    def send(self, answers: Mapping[str, Any], comments: Mapping[str, str]) -> Receipt:
        """Draw and hand in."""
        return hand_in_ballot(ballot=self.draw(), answers=answers, comments=comments)
