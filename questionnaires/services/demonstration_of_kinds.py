"""A small programme of the demonstration whose questions are of all kinds, behind an open link.

One round is released and one is open: the survey can be answered again and again, and the results
show how each kind looks. Nothing is planted here; the answers are made up and belong to nobody.
"""

from __future__ import annotations

import hashlib
import random
from collections.abc import Iterator, Mapping
from datetime import date, timedelta
from typing import Any

from analysis.instrument import Instrument
from questionnaires.models import CollectedRound, Programme, QuestionSetVersion, Round
from questionnaires.services.closing import close_round
from questionnaires.services.demonstration import (
    ACTOR,
    PUBLISHED_BEFORE,
    RESPONSIBLE,
    Demonstration,
    HalfYear,
    Progress,
    half_years,
    made_up_answers,
)
from questionnaires.services.programmes import create_programme
from questionnaires.services.question_sets import LIBRARY, import_question_set, publish_version
from questionnaires.services.releasing import release_round
from questionnaires.services.responses import accept_response
from questionnaires.services.rounds import create_round, open_round

PROGRAMME = "waiting"
QUESTION_SET = "waiting"
SOURCE = LIBRARY / "demonstration" / f"{QUESTION_SET}.yaml"
#: People who answered: enough for what was chosen together, and for words beside "Other".
PEOPLE = 48
#: What people write beside an option that asks for words, by item.
SAID: Mapping[str, tuple[str, ...]] = {
    "waits_for": ("Hardware", "The test environment", "Decisions", "Licences", "Data to test with"),
    "works_at": ("A library", "The train", "A shared office around the corner"),
}


def load_demonstration_of_kinds(
    *, today: date, seed: int = 8, progress: Progress = lambda _: None
) -> Demonstration:
    """Afterwards the programme stands: a released round and an open one, made once.

    Goes on where an earlier run was interrupted.
    """
    programme = Programme.objects.filter(code=PROGRAMME).first()
    if programme is None:
        progress("Waiting: a survey with questions of every kind")
        programme = create_programme(code=PROGRAMME, title="Waiting", actor=ACTOR)
    rounds = list(programme.rounds.all())
    past, now = half_years(today, 2)
    version = _version(today=past.begins - PUBLISHED_BEFORE)
    first, second = (*rounds, None, None)[:2]
    first = _released(first or _created(programme, past, version, past.begins), past.begins, seed)
    second = second or _created(programme, now, version, today)
    if second.is_draft:
        second = open_round(round=second, actor=ACTOR, today=today)
    return Demonstration(programme, (first,), second)


def _version(*, today: date) -> QuestionSetVersion:
    published = QuestionSetVersion.objects.filter(
        question_set__code=QUESTION_SET, status=QuestionSetVersion.Status.PUBLISHED
    )
    if version := published.order_by("number").first():
        return version
    source = SOURCE.read_text(encoding="utf-8")
    version = import_question_set(source=source, filename=SOURCE.name, actor=ACTOR)
    return publish_version(version=version, actor=ACTOR, today=today)


def _created(
    programme: Programme, half: HalfYear, version: QuestionSetVersion, begins: date
) -> Round:
    return create_round(
        programme=programme,
        code=half.code,
        title=half.title,
        version=version,
        mode=Round.Mode.OPEN,
        closes_on=begins + timedelta(days=21),
        responsible=RESPONSIBLE,
        actor=ACTOR,
    )


def _released(round_: Round, begins: date, seed: int) -> Round:
    """The round, answered, closed and released, as far as it is not yet."""
    if round_.is_draft:
        round_ = open_round(round=round_, actor=ACTOR, today=begins)
    if round_.is_open:
        answer_openly(round_, seed)
        round_ = close_round(round=round_, actor=ACTOR, today=begins + timedelta(days=21))
    if not round_.is_released:
        release_round(round=round_, actor=ACTOR, today=begins + timedelta(days=24))
        round_.refresh_from_db()
    return round_


def answer_openly(round_: Round, seed: int) -> None:
    """Afterwards so many people have answered who came by the open link."""
    collected = CollectedRound.objects.get(pk=round_.public_id)
    for number, (answers, comments) in enumerate(openly(round_.version.instrument, seed)):
        accept_response(
            collected=collected,
            unit="",
            answers=answers,
            comments=comments,
            response_id=hashlib.sha256(f"{seed}:{number}".encode()).hexdigest(),  # once, if resumed
        )


def openly(
    instrument: Instrument, seed: int
) -> Iterator[tuple[Mapping[str, Any], Mapping[str, str]]]:
    """Made-up answers, with words beside options that ask for them."""
    asking = {item.code: item.scale.say.code for item in instrument.items if item.scale.say}
    rng = random.Random(f"{seed}:words")  # noqa: S311 -- made up
    for answers, comments in made_up_answers(instrument, 0, PEOPLE, seed):
        said = {
            code: rng.choice(SAID[code])
            for code, option in asking.items()
            if option == answers.get(code) or option in list(answers.get(code, ()))
        }
        yield answers, {**comments, **said}
