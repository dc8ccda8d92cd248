"""Rounds for tests: a small questionnaire, an organisation, and people who answer."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from django.db import connections

from analysis.instrument import Instrument, instrument_as_json
from questionnaires.models import (
    CollectedRound,
    Comment,
    Invitation,
    Programme,
    QuestionSet,
    QuestionSetVersion,
    Response,
    Round,
)
from questionnaires.services.devices import Device
from questionnaires.services.programmes import create_programme
from questionnaires.services.responses import accept_response, answer_invitation
from questionnaires.services.roster import import_roster
from questionnaires.services.rounds import create_round, open_round
from tests.instruments import all_scales

#: People by unit: two teams of Ops stand alone, Data (6) is pooled with Search (8).
TEAMS = {"Ops/Build": 12, "Ops/Cloud": 12, "Product/Data": 6, "Product/Search": 8}
#: An answer to every item that has to be answered.
ANSWERS: Mapping[str, Any] = {"release_at_will": "4", "fix_first": ["builds"], "role": "data"}
#: Of somebody who is asked what woke them (``woken_why``).
WOKEN: Mapping[str, Any] = {**ANSWERS, "on_call": "yes", "woken": "5"}
TODAY = date(2027, 4, 6)
#: Who answers for a round; without it none is opened.
RESPONSIBLE = "Platform team, platform@example.org"


def roster(teams: Mapping[str, int] = TEAMS) -> bytes:
    """A roster file: ``Build 1, build-1@example.org, Ops/Build`` and so on."""
    lines = ["name,mail,unit"]
    for path, people in teams.items():
        title = path.rpartition("/")[2]
        mail = path.replace("/", "-").replace(" ", "-").lower()
        lines += [f"{title} {n},{mail}-{n}@example.org,{path}" for n in range(1, people + 1)]
    return "\n".join(lines).encode()


def programme(code: str = "dx") -> Programme:
    """A programme, made once."""
    return Programme.objects.filter(code=code).first() or create_programme(
        code=code, title="Developer experience", actor="test"
    )


def version(instrument: Instrument | None = None, *, published: bool = True) -> QuestionSetVersion:
    """A version of the questionnaire with everything in it."""
    asked = instrument or all_scales()
    question_set, _new = QuestionSet.objects.get_or_create(
        code=asked.code, defaults={"title": asked.title}
    )
    status = QuestionSetVersion.Status
    return QuestionSetVersion.objects.create(
        question_set=question_set,
        number=question_set.versions.count() + 1,
        status=status.PUBLISHED if published else status.DRAFT,
        source="",
        content=instrument_as_json(asked),
        sha256="5e" * 32,
        published_on=TODAY if published else None,
    )


def draft(code: str = "2027-spring", mode: str = Round.Mode.CONFIDENTIAL, **fields: Any) -> Round:
    """A round that can still change."""
    rules = {"title": "Spring 2027", "programme": programme(), **fields}
    rules.setdefault("version", QuestionSetVersion.objects.first() or version())
    rules.setdefault("responsible", RESPONSIBLE)
    return create_round(code=code, mode=mode, actor="test", **rules)


def opened(code: str = "2027-spring", mode: str = Round.Mode.CONFIDENTIAL, **fields: Any) -> Round:
    """An open round, with the roster imported where nobody is there yet."""
    if mode == Round.Mode.CONFIDENTIAL:
        import_roster(data=roster(), actor="test")
    return open_round(round=draft(code, mode, **fields), actor="test", today=TODAY)


def answer(
    round: Round,
    people: int,
    answers: Mapping[str, Any] = ANSWERS,
    comments: Mapping[str, str] | None = None,
) -> None:
    """So many more people answer, all the same."""
    if round.mode == Round.Mode.OPEN:
        for _ in range(people):
            accept_response(
                collected=CollectedRound.objects.get(pk=round.public_id),
                unit="",
                answers=answers,
                comments=comments or {},
                response_id=None,
            )
        return
    unused = Invitation.objects.filter(round=round, used=False).order_by("person__mail")
    for invitation in unused.select_related("round", "collection_unit")[:people]:
        if round.mode == Round.Mode.ANONYMOUS:
            Device(invitation).send(answers, comments or {})
        else:
            answer_invitation(invitation=invitation, answers=answers, comments=comments or {})


def answers_left(round: Round) -> tuple[int, int]:
    """How many responses and comments the answers database holds of a round."""
    return (
        Response.objects.filter(round_id=round.public_id).count(),
        Comment.objects.filter(round_id=round.public_id).count(),
    )


def everything_stored(alias: str) -> str:
    """All rows of all tables of a database, as one text to search in."""
    connection = connections[alias]
    rows: list[Any] = []
    with connection.cursor() as cursor:
        for table in connection.introspection.table_names(cursor):
            cursor.execute(f'SELECT * FROM "{table}"')  # noqa: S608 -- our own table names
            rows += cursor.fetchall()
    return str(rows)
