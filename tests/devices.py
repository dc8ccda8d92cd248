"""What a respondent's device does in an anonymous round, in Python."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from itertools import count
from typing import Any
from unittest.mock import patch

from questionnaires.blindrsa import generate_key
from questionnaires.models import Invitation, Round
from questionnaires.receipts import Receipt
from questionnaires.services import devices
from questionnaires.services.roster import import_roster
from questionnaires.services.rounds import open_round
from tests.rounds import ANSWERS, TEAMS, TODAY, draft, roster


@cache
def _key(number: int) -> str:
    return generate_key()


def opened_anonymous(
    code: str = "2027-spring", *, teams: Mapping[str, int] = TEAMS, **fields: Any
) -> Round:
    """An open round in anonymous mode. Its keys are made once for all rounds: they take time."""
    import_roster(data=roster(teams), actor="test")
    round_ = draft(code, Round.Mode.ANONYMOUS, **fields)
    keys = map(_key, count())
    with patch("questionnaires.services.ballots.generate_key", lambda: next(keys)):
        return open_round(round=round_, actor="test", today=TODAY)


def people_of(round_: Round, path: str = "Ops/Build") -> list[Invitation]:
    """The invitations of a collection unit."""
    asked = Invitation.objects.select_related("round", "collection_unit")
    return list(asked.filter(round=round_, collection_unit__path=path).order_by("person__mail"))


class Device(devices.Device):
    """One person's browser, with something to say."""

    def send(
        self,
        answers: Mapping[str, Any] = ANSWERS,
        comments: Mapping[str, str] | None = None,
    ) -> Receipt:
        """Draw and hand in."""
        return super().send(answers, comments or {})
