"""Storing answers: once, apart from the person, and only while the round is open."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import pytest
from django.db import DatabaseError, OperationalError, connections, transaction
from django.db.models import Model

from analysis.counting import tally
from analysis.dataset import from_records
from questionnaires.models import CollectedRound, Comment, Invitation, Person, Response, Round
from questionnaires.models.answers import random_key
from questionnaires.services import erasing, erasing_postgresql, responses
from questionnaires.services.errors import ServiceError
from questionnaires.services.responses import (
    RoundNotOpenError,
    accept_response,
    answer_invitation,
    answer_open_round,
)
from questionnaires.services.storing import insert_row
from tests.open_rounds import OpenRound, make_open_round
from tests.racing import databases_that_can_race, race

BOTH = ["default", "answers"]
ANSWERS: Mapping[str, Any] = {
    "release_at_will": "4",
    "change_fail": "12",
    "tools_slow": ["ci", "wiki"],
    "fix_first": ["builds"],
    "recommend": "10",
    "failure_known": "_na",
    "hours_lost": "2.5",
    "waiting_slows": "4",
    "ease_of_work": "60",
    "improve_first": ["docs", "builds"],
    "valued": ["care", "calm", "speed"],
}
COMMENTS = {"best_thing": "The build is fast.\nKeep it."}


def answer(asked: OpenRound, secret: str) -> bool:
    return answer_invitation(
        invitation=asked.invitation(secret), answers=ANSWERS, comments=COMMENTS
    )


@pytest.mark.django_db(databases=BOTH)
def test_an_answer_is_stored_once_and_the_invitation_used() -> None:
    asked = make_open_round()
    assert answer(asked, asked.secrets[0]) is True
    response = Response.objects.get()
    assert response.answers == ANSWERS
    assert response.unit == "Platform/Payments"
    assert list(Invitation.objects.filter(used=True)) == [asked.invitation(asked.secrets[0])]


@pytest.mark.django_db(databases=BOTH)
def test_a_retry_changes_nothing() -> None:
    asked = make_open_round()
    answer(asked, asked.secrets[0])
    before = (Response.objects.get(), Comment.objects.get())
    again = answer_invitation(
        invitation=asked.invitation(asked.secrets[0]),
        answers={"release_at_will": "1"},
        comments={"best_thing": "Something else"},
    )
    assert again is False
    assert Response.objects.get().answers == before[0].answers
    assert Comment.objects.get().text == before[1].text


@pytest.mark.django_db(databases=BOTH)
def test_a_mark_that_was_lost_is_made_up_for() -> None:
    asked = make_open_round()
    answer(asked, asked.secrets[0])
    Invitation.objects.update(used=False)  # the process ended between the two databases
    assert answer(asked, asked.secrets[0]) is False
    assert Response.objects.count() == 1
    assert Invitation.objects.filter(used=True).count() == 1


@pytest.mark.django_db(databases=BOTH)
def test_words_lie_apart_with_a_coarser_unit() -> None:
    asked = make_open_round()
    answer(asked, asked.secrets[0])
    comment = Comment.objects.get()
    assert (comment.item, comment.unit) == ("best_thing", "Platform")
    assert "fast" not in str(Response.objects.get().answers)
    assert comment.pk != Response.objects.get().pk


@pytest.mark.django_db(databases=BOTH)
def test_what_is_stored_can_be_counted() -> None:
    asked = make_open_round()
    for secret in asked.secrets:
        answer(asked, secret)
    rows = Response.objects.values_list("answers", "unit")
    data = from_records(
        asked.collected.instrument, [row[0] for row in rows], [row[1] for row in rows]
    )
    counted = tally(data).organisation
    assert counted.respondents == 8
    assert counted.items["change_fail"].options["12"] == 8
    assert counted.items["woken"].not_shown == 8


@pytest.mark.django_db(databases=BOTH)
def test_an_open_round_stores_a_submission_once() -> None:
    asked = make_open_round(mode=Round.Mode.OPEN)
    for submission, stored in (("a" * 64, True), ("a" * 64, False), ("b" * 64, True)):
        assert stored is answer_open_round(
            round=asked.round, submission=submission, answers=ANSWERS, comments={}
        )
    assert Response.objects.count() == 2
    assert {r.unit for r in Response.objects.all()} == {""}
    assert not Response.objects.filter(pk__in=["a" * 64, "b" * 64]).exists()


@pytest.mark.django_db(databases=BOTH)
def test_a_closed_round_takes_nothing() -> None:
    asked = make_open_round()
    invitation = asked.invitation(asked.secrets[0])
    CollectedRound.objects.update(status=CollectedRound.Status.CLOSED)
    # The stale object still says open: the row is read again inside the transaction.
    assert asked.collected.is_open
    with pytest.raises(RoundNotOpenError):
        accept_response(collected=asked.collected, unit="", answers=ANSWERS, comments={})
    with pytest.raises(RoundNotOpenError):
        answer_invitation(invitation=invitation, answers=ANSWERS, comments=COMMENTS)
    assert not Response.objects.exists()
    assert not Invitation.objects.filter(used=True).exists()


@pytest.mark.django_db(databases=BOTH)
def test_without_its_key_a_round_takes_nothing() -> None:
    """An id under an empty key could be computed by anybody who has the invitation's number."""
    asked = make_open_round()
    Round.objects.update(response_key="")
    with pytest.raises(RoundNotOpenError):
        answer(asked, asked.secrets[0])


@pytest.mark.django_db(databases=BOTH)
@pytest.mark.parametrize(
    ("answers", "comments"),
    [
        ({"nonsense": "1"}, {}),
        ({"release_at_will": "6"}, {}),
        ({"release_at_will": 4}, {}),
        ({"release_at_will": ["4"]}, {}),
        ({"on_call": "_na"}, {}),
        ({"tools_slow": "ci"}, {}),
        ({"tools_slow": []}, {}),
        ({"tools_slow": ["ci", "ci"]}, {}),
        ({"fix_first": ["builds", "docs", "reviews", "deploys"]}, {}),
        ({"best_thing": "words"}, {}),
        ({}, {"release_at_will": "words"}),
    ],
)
def test_what_the_instrument_does_not_offer_is_refused(
    answers: dict[str, Any], comments: dict[str, str]
) -> None:
    asked = make_open_round()
    with pytest.raises(ServiceError, match=r"."):
        accept_response(collected=asked.collected, unit="", answers=answers, comments=comments)
    assert not Response.objects.exists()


@pytest.mark.django_db(databases=BOTH)
def test_words_beside_other_are_a_comment_and_never_in_the_response() -> None:
    asked = make_open_round()
    answers = {"waits_for": ["builds", "other"], "editor": "other"}
    words = {"waits_for": "A badge for the lab", "editor": "Emacs"}
    accept_response(
        collected=asked.collected, unit="Platform/Payments", answers=answers, comments=words
    )
    response = Response.objects.get()
    assert response.answers == answers
    assert not any(text in json.dumps(response.answers) for text in words.values())
    stored = {(one.item, one.unit, one.text) for one in Comment.objects.all()}
    assert stored == {(item, "Platform", text) for item, text in words.items()}


@pytest.mark.django_db(databases=BOTH)
@pytest.mark.parametrize(
    ("answers", "comments"),
    [
        ({"waits_for": ["builds"]}, {"waits_for": "a"}),  # the option is not chosen
        ({}, {"waits_for": "a"}),
        ({"waits_for": "_na"}, {}),  # not offered
        ({"waits_for": ["builds", "nothing"]}, {}),  # stands alone
        ({"tools_slow": ["ci"]}, {"tools_slow": "a"}),  # asks for no words
        ({"hours_lost": "0.3"}, {}),  # between two steps
        ({"hours_lost": "2.50"}, {}),  # not the plainest text
        ({"hours_lost": 2}, {}),
        ({"hours_lost": "41"}, {}),
        ({"ease_of_work": "-1"}, {}),
        ({"improve_first": "docs"}, {}),
        ({"improve_first": []}, {}),
        ({"improve_first": ["docs", "docs"]}, {}),
        ({"improve_first": ["docs", "builds", "calm", "access"]}, {}),
        ({"valued": ["care", "calm"]}, {}),  # all of them or none
        ({"valued": [["care"], "calm", "speed"]}, {}),
    ],
)
def test_answers_that_a_scale_does_not_take_are_refused(
    answers: dict[str, Any], comments: dict[str, str]
) -> None:
    asked = make_open_round()
    with pytest.raises(ServiceError):
        accept_response(collected=asked.collected, unit="", answers=answers, comments=comments)
    assert not Response.objects.exists()
    assert not Comment.objects.exists()


@pytest.mark.django_db(databases=BOTH)
def test_nothing_is_half_written(monkeypatch: pytest.MonkeyPatch) -> None:
    asked = make_open_round()
    stored: list[type[Model]] = []

    def fail(model: type[Model], **values: Any) -> bool:
        if model is Comment:
            raise DatabaseError("disk full")
        stored.append(model)
        return insert_row(model, **values)

    monkeypatch.setattr(responses, "insert_row", fail)
    with pytest.raises(DatabaseError):
        answer(asked, asked.secrets[0])
    assert stored == [Response]
    assert not Response.objects.exists()
    assert not Invitation.objects.filter(used=True).exists()
    monkeypatch.undo()
    assert answer(asked, asked.secrets[0]) is True


# What the stored rows tell -------------------------------------------------------------------


def test_a_response_has_no_column_for_time_user_address_or_order() -> None:
    assert {f.column for f in Response._meta.get_fields()} == {  # type: ignore[union-attr]
        "id", "round_id", "unit", "answers",
    }  # fmt: skip
    assert {f.column for f in Comment._meta.get_fields()} == {  # type: ignore[union-attr]
        "id", "round_id", "item", "unit", "text",
    }  # fmt: skip


def cells(database: str) -> Iterator[tuple[str, str, str]]:
    """Every value of every table: (table, column, value as text)."""
    connection = connections[database]
    with connection.cursor() as cursor:
        for table in connection.introspection.table_names(cursor):
            cursor.execute(f"SELECT * FROM {connection.ops.quote_name(table)}")  # noqa: S608
            columns = [column[0] for column in cursor.description]
            for row in cursor.fetchall():
                for column, value in zip(columns, row, strict=True):
                    yield table, column, str(value)


def found(database: str, needle: str) -> set[tuple[str, str]]:
    needle = needle.lower()
    return {(table, column) for table, column, text in cells(database) if needle in text.lower()}


@pytest.mark.django_db(databases=BOTH)
def test_no_database_holds_a_secret_and_the_answers_hold_no_person() -> None:
    asked = make_open_round()
    secret = asked.secrets[0]
    invitation = asked.invitation(secret)
    person = invitation.person
    assert person is not None
    answer(asked, secret)
    stored = Response.objects.get()

    # The scan finds what it looks for where it is planted.
    with transaction.atomic(using="answers"):
        Comment.objects.create(
            round=asked.collected, item="best_thing", text=f"{secret} {person.name} {person.mail}"
        )
        for needle in (secret, person.name, person.mail):
            assert ("questionnaires_comment", "text") in found("answers", needle)
        transaction.set_rollback(True, using="answers")
    Person.objects.create(name=secret, mail="x@example.org", unit=person.unit)
    assert ("questionnaires_person", "name") in found("default", secret)
    Person.objects.filter(mail="x@example.org").delete()

    for needle in (secret, f"{person.name}@", person.mail, asked.round.response_key):
        assert found("answers", needle) == set()
    words = {text for _, _, text in cells("answers")}
    assert person.name not in words
    assert found("default", secret) == set()
    # Nor does the people side know the response, its words or its key.
    for needle in (stored.pk, "The build is fast"):
        assert found("default", needle) == set()


@pytest.mark.sqlite("row ids; PostgreSQL: test_erasing_postgresql.py")
@pytest.mark.django_db(databases=BOTH)
def test_rows_do_not_lie_in_the_order_of_arrival() -> None:
    asked = make_open_round(mode=Round.Mode.OPEN)
    arrival = [random_key() for _ in range(20)]
    for key in arrival:
        accept_response(
            collected=asked.collected, unit="", answers=ANSWERS, comments={}, response_id=key
        )
    with connections["answers"].cursor() as cursor:
        cursor.execute("SELECT id FROM questionnaires_response")
        stored = [row[0] for row in cursor.fetchall()]
    assert stored == sorted(arrival)
    with (
        pytest.raises(DatabaseError, match="rowid"),
        connections["answers"].cursor() as cursor,
    ):
        cursor.execute("SELECT rowid FROM questionnaires_response")


@pytest.mark.sqlite("bytes of a file; PostgreSQL: test_erasing_postgresql.py")
def test_the_bytes_of_the_file_do_not_tell_the_order_of_arrival(tmp_path: Path) -> None:
    """In a process of its own, on real files in the mode that is served."""
    program = Path(__file__).resolve().parents[2] / "order_on_files.py"
    done = subprocess.run(
        [sys.executable, str(program), str(tmp_path)],
        cwd=program.parents[1],
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    assert json.loads(done.stdout) == {
        "without": {"logs": ["answers", "people"], "arrival": True, "keys": False},
        "with": {"logs": [], "arrival": False, "keys": True},
    }


@pytest.mark.django_db(transaction=True, databases=BOTH)
def test_an_answer_counts_where_files_cannot_be_rewritten(monkeypatch: pytest.MonkeyPatch) -> None:
    asked = make_open_round()
    refused: list[str] = []

    def refuse(alias: str = "") -> bool:
        refused.append(alias)
        raise OperationalError("database is locked")

    monkeypatch.setattr(erasing, "_empty_log", refuse)
    monkeypatch.setattr(erasing_postgresql, "rewrite_answers", refuse)
    monkeypatch.setattr(erasing_postgresql, "rewrite_invitations", refuse)
    assert answer(asked, asked.secrets[0]) is True
    assert len(refused) == 2
    assert Response.objects.count() == 1
    assert Invitation.objects.filter(used=True).count() == 1


# Racing --------------------------------------------------------------------------------------


@pytest.fixture
def racing(transactional_db: None, tmp_path: Path) -> Iterator[None]:
    with databases_that_can_race(tmp_path):
        yield


@pytest.mark.django_db(transaction=True, databases=BOTH)
@pytest.mark.usefixtures("racing")
def test_racing_on_one_link_stores_one_response() -> None:
    asked = make_open_round()
    outcomes = race(lambda: answer(asked, asked.secrets[0]))
    assert sorted(map(str, outcomes)) == ["False"] * 5 + ["True"]
    assert Response.objects.count() == 1
    assert Comment.objects.count() == 1


@pytest.mark.django_db(transaction=True, databases=BOTH)
@pytest.mark.usefixtures("racing")
def test_racing_on_many_links_loses_none() -> None:
    asked = make_open_round()
    waiting = list(asked.secrets)
    outcomes = race(lambda: answer(asked, waiting.pop()), threads=len(asked.secrets))
    assert outcomes == [True] * 8
    assert Response.objects.count() == 8
    assert Invitation.objects.filter(used=True).count() == 8
