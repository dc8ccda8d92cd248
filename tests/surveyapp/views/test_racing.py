"""Many answer at the same moment: each answer counts once, and nobody meets a broken page."""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlencode

import pytest
from django.test import Client

from analysis.tally import Tally
from questionnaires.models import CollectedRound, Comment, Invitation, Response, Round, StoredTally
from questionnaires.services.closing import close_round
from questionnaires.services.invitations import issue_links
from questionnaires.services.responses import confidential_response_id
from tests.racing import databases_that_can_race, race
from tests.rounds import TODAY, opened

pytestmark = pytest.mark.django_db(transaction=True, databases=["default", "answers"])
FORM = "application/x-www-form-urlencoded"
STORED = 303


@pytest.fixture(autouse=True)
def racing(transactional_db: None, tmp_path: Path) -> Iterator[None]:
    with databases_that_can_race(tmp_path):
        yield


def links_of(round_: Round) -> list[str]:
    """The path of a link for each of the 38 people."""
    links = issue_links(round=round_, actor="test")
    return ["/s/" + link.url.rsplit("/s/", 1)[1] for link in links]


def send(path: str, level: str = "4") -> int:
    """The status with which an answer is received."""
    fields = {"q.release_at_will": level, "q.fix_first": "builds", "q.best_thing": f"Level {level}"}
    return Client().post(path, urlencode(fields), content_type=FORM).status_code


def test_many_send_through_one_link_and_one_answer_stays() -> None:
    round_ = opened()
    path, levels = links_of(round_)[0], list("12345123")
    outcomes = race(lambda: send(path, levels.pop()), threads=8)
    assert outcomes == [STORED] * 8
    response, comment = Response.objects.get(), Comment.objects.get()
    assert comment.text == f"Level {response.answers['release_at_will']}"
    used = Invitation.objects.get(used=True)
    assert response.pk == confidential_response_id(round_, used)


def test_many_send_through_links_of_their_own_and_none_is_lost() -> None:
    round_ = opened()
    waiting = links_of(round_)

    def several() -> list[int]:
        return [send(waiting.pop()) for _ in range(4)]

    outcomes = race(several, threads=9)
    assert outcomes == [[STORED] * 4] * 9
    assert Response.objects.count() == 36
    assert Comment.objects.count() == 36
    used = Invitation.objects.filter(used=True)
    ids = {confidential_response_id(round_, invitation) for invitation in used}
    assert set(Response.objects.values_list("pk", flat=True)) == ids
    assert len(ids) == 36


def test_a_round_that_closes_meanwhile_counts_exactly_what_was_received() -> None:
    round_ = opened()
    waiting = links_of(round_)

    def several() -> list[int]:
        return [send(waiting.pop()) for _ in range(4)]

    def close() -> list[int]:
        while waiting and Response.objects.count() < 12:
            time.sleep(0.01)
        close_round(round=round_, actor="test", today=TODAY)
        return []

    turns = [close, *[several] * 8]

    def take_a_turn() -> list[int]:
        return turns.pop()()

    statuses: Counter[int] = Counter()
    for outcome in race(take_a_turn, threads=9):
        if isinstance(outcome, BaseException):
            raise outcome
        statuses.update(outcome)
    # Gone, and once the links are destroyed too, not known any more.
    assert set(statuses) <= {STORED, 410, 404}
    assert statuses[STORED] >= 12
    stored = StoredTally.objects.get(pk=round_.public_id)
    assert Tally.from_json(stored.content).organisation.respondents == statuses[STORED]
    assert not CollectedRound.objects.get(pk=round_.public_id).is_open
    assert not Response.objects.exists()
