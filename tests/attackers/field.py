"""A whole round for an attacker: people in units and roles draw ballots and hand in, one by one.

What the harness notes on the way is the truth that attackers are scored by; they are not given it.
"""

from __future__ import annotations

import random
from dataclasses import dataclass, field
from functools import cache
from typing import Any

from analysis.instrument import (
    AGREEMENT_5,
    Construct,
    Instrument,
    Item,
    Option,
    Scale,
    ScaleKind,
    Section,
    likert,
)
from questionnaires.models import (
    Invitation,
    QuestionSet,
    QuestionSetVersion,
    Response,
    Round,
    SpentToken,
)
from questionnaires.services.invitations import issue_links
from tests import devices
from tests.attackers.order import Cell, Known
from tests.instruments import LONG_TEXT, TOOLS, YES_NO
from tests.rounds import version

#: Twenty of 22 people answer in each team, ten in either role.
TEAMS = {"Ops/Build": 22, "Ops/Cloud": 22, "Product/Search": 22}
ANSWERING = 20
ROLES = ("backend", "data", "frontend", "other")
TENURES = ("new", "years", "long")
_TWO_ROLES, _ONE_TENURE = ROLES[:2], TENURES[:1]
RATINGS = tuple(f"rating_{n}" for n in range(1, 13))
#: People who write something; the second question is answered by too few to be kept.
WRITING, WRITING_MORE = 12, 3


@cache
def questionnaire() -> Instrument:
    """Ratings, a construct of two, a question with several answers, words, role and tenure."""
    agreement = likert("agreement", AGREEMENT_5, boxes=2)
    items = (
        Item("easy", "Releasing is easy.", agreement, required=True, construct="delivery"),
        Item("fear", "I fear releases.", agreement, required=True, reverse=True,
             construct="delivery"),
        *(Item(code, f"{code}: I agree.", agreement, required=True) for code in RATINGS),
        Item("on_call", "Are you on call?", YES_NO, required=True),
        Item("tools", "Which of these slow you down?", TOOLS, required=True),
        Item("best", "What should stay as it is?", LONG_TEXT, allows_na=False),
        Item("worst", "What should change?", LONG_TEXT, allows_na=False),
        *(Item(code, f"Your {code}?",
               Scale(code, ScaleKind.SINGLE, tuple(Option(one, one) for one in ways)),
               attribute=True, required=True)
          for code, ways in (("role", ROLES), ("tenure", TENURES))),
    )  # fmt: skip
    codes = tuple(item.code for item in items)
    return Instrument(
        "attacked",
        "Attacked",
        sections=(Section("all", "All", codes),),
        items=items,
        constructs=(Construct("delivery", "Delivery", ("easy", "fear")),),
        description="To find out what an attacker finds.",
    )


@dataclass
class Field:
    """One round in the field: attackers are given ``known``, and not ``truth``."""

    round: Round
    rng: random.Random
    cells: dict[int, Cell] = field(default_factory=dict)
    receipts: dict[int, str] = field(default_factory=dict)
    comments: dict[int, str] = field(default_factory=dict)
    mails: dict[int, str] = field(default_factory=dict)
    truth: dict[int, str] = field(default_factory=dict)
    answers: dict[int, dict[str, Any]] = field(default_factory=dict)
    sent: dict[int, dict[str, str]] = field(default_factory=dict)
    bodies: list[str] = field(default_factory=list)

    @property
    def known(self) -> Known:
        """Who is who, everybody's receipt, and who wrote what."""
        return Known(self.cells, self.receipts, self.comments, self.mails)

    @property
    def public_id(self) -> str:
        """The name of the round on the answers side."""
        return self.round.public_id

    def send(self, invitation: Invitation, role: str, tenure: str) -> None:
        """One person answers."""
        assert invitation.person is not None
        person, number = invitation.person.pk, len(self.truth)
        answers = drawn_answers(self.rng) | {"role": role, "tenure": tenure}
        words = {}
        if number % 5 == 0 and number // 5 < WRITING:
            words["best"] = f"Quiet mornings, number {self.rng.getrandbits(40):x}"
            self.comments[person] = words["best"]
        if number % 20 == 1 and number // 20 < WRITING_MORE:
            words["worst"] = f"Loud afternoons, number {self.rng.getrandbits(40):x}"
        before = set(self._stored())
        receipt = devices.Device(invitation).send(answers, words)
        (self.truth[person],) = set(self._stored()) - before
        self.cells[person] = (invitation.collection_unit.path, role, tenure)
        self.receipts[person] = receipt.digest
        self.mails[person] = invitation.person.mail
        self.answers[person] = answers
        self.sent[person] = words
        self.bodies.append(SpentToken.objects.get(pk=receipt.digest).body)

    def _stored(self) -> list[str]:
        return list(Response.objects.filter(round_id=self.public_id).values_list("pk", flat=True))


def drawn_answers(rng: random.Random) -> dict[str, Any]:
    """What somebody answers to everything but role and tenure; codes in order of the alphabet."""
    moods = [1, 2, 3, 4, 2]
    answers: dict[str, Any] = {
        code: rng.choices("12345", moods)[0] for code in ("easy", "fear", *RATINGS)
    }
    answers["on_call"] = rng.choice(["yes", "no"])
    answers["tools"] = sorted(rng.sample(["ide", "ci", "wiki"], rng.randint(1, 2)))
    return answers


def opened_field(code: str, seed: int, teams: dict[str, int] | None = None) -> Field:
    """An open anonymous round, with links sent to everybody."""
    if not QuestionSet.objects.filter(code="attacked").exists():
        version(questionnaire())
    asked = QuestionSetVersion.objects.get(question_set__code="attacked")
    round_ = devices.opened_anonymous(code, teams=teams or TEAMS, version=asked)
    issue_links(round=round_, actor="test")
    return Field(round_, random.Random(seed))  # noqa: S311 -- the same people each time


def in_order_of_arrival(field_: Field) -> list[tuple[Invitation, str, str]]:
    """Twenty of each team in random order, half of them in either role."""
    arriving = []
    for team in TEAMS:
        people = devices.people_of(field_.round, team)
        field_.rng.shuffle(people)
        arriving += [
            (person, _TWO_ROLES[place % 2], _ONE_TENURE[0])
            for place, person in enumerate(people[:ANSWERING])
        ]
    field_.rng.shuffle(arriving)
    return arriving


def everybody_answers(code: str, seed: int) -> Field:
    """A round in which sixty people have answered."""
    field_ = opened_field(code, seed)
    for person, role, tenure in in_order_of_arrival(field_):
        field_.send(person, role, tenure)
    return field_
