"""``extend_round``, ``abort_round`` and ``add_event``: exact, and nothing destroyed by a slip."""

from __future__ import annotations

from datetime import date

import pytest
from django.core.management import CommandError
from django.utils import timezone

from questionnaires.models import AuditEntry, Event, Invitation, Round
from questionnaires.services.participation import note_participation
from tests.rounds import answer, answers_left, opened, programme
from tests.surveyapp.test_commands import run

pytestmark = pytest.mark.django_db(databases=["default", "answers"])
whole = pytest.mark.django_db(transaction=True, databases=["default", "answers"])

NAME = "dx/2027-spring"


def test_extend_round_announces_a_later_day() -> None:
    round_ = opened(closes_on=date(2027, 4, 21))
    said = run("extend_round", NAME, "2099-05-07")
    assert "announced until 2099-05-07" in said
    round_.refresh_from_db()
    assert round_.closes_on == date(2099, 5, 7)
    assert AuditEntry.objects.get(action="extend field period").actor == "manage.py extend_round"


@pytest.mark.parametrize(
    ("name", "day", "said"),
    [
        (NAME, "2027-04-20", "has to be later"),
        (NAME, "7.5.2027", "is no date. Write year, month and day"),
        ("dx/never", "2099-05-07", "dx has no round “never”"),
    ],
)
def test_extend_round_says_what_is_wrong(name: str, day: str, said: str) -> None:
    opened(closes_on=date(2027, 4, 21))
    with pytest.raises(CommandError, match=said):
        run("extend_round", name, day)
    assert Round.objects.get().closes_on == date(2027, 4, 21)


@pytest.mark.parametrize("confirmed", [(), ("--confirm", "dx"), ("--confirm", "2027-Spring")])
def test_abort_round_destroys_nothing_unless_the_code_is_typed(confirmed: tuple[str, ...]) -> None:
    round_ = opened()
    answer(round_, 7)
    note_participation(round=round_, today=date(2027, 4, 7))
    with pytest.raises(CommandError) as refused:
        run("abort_round", NAME, *confirmed)
    assert "Nothing is destroyed yet." in str(refused.value)
    assert "destroys all answers (at least 5 on 7 Apr 2027) with their" in str(refused.value)
    assert "--confirm 2027-spring" in str(refused.value)
    assert answers_left(round_) == (7, 0)
    assert Round.objects.get().is_open


@whole
def test_abort_round_destroys_step_by_step() -> None:
    round_ = opened()
    answer(round_, 7)
    said = run("abort_round", NAME, "--confirm", "2027-spring")
    assert said.startswith("Destroying answers and comments.\n")
    assert "is aborted. Nothing of its answers is left" in said
    assert answers_left(round_) == (0, 0)
    assert not Invitation.objects.exists()
    assert Round.objects.get().aborted_on == timezone.localdate()
    with pytest.raises(CommandError, match=r"“aborted”\. Only an open round"):
        run("abort_round", NAME, "--confirm", "2027-spring")
    with pytest.raises(CommandError, match="was aborted"):
        run("close_round", NAME)


def test_add_event_adds_and_lists() -> None:
    programme()
    run("add_event", "dx", "2027-09-01", "Reorganisation")
    said = run("add_event", "dx", "2027-03-01", "New CI")
    assert said.splitlines() == [
        "Events of Developer experience:",
        "  2027-03-01: New CI",
        "  2027-09-01: Reorganisation",
    ]


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("never", "2027-03-01", "New CI"), "no programme “never”. There are: dx."),
        (("dx", "1.3.2027", "New CI"), "is no date"),
        (("dx", "2027-03-01", " "), "cannot be blank"),
        (("dx", "2027-03-01", "x" * 61), "at most 60 characters"),
    ],
)
def test_add_event_says_what_is_wrong(arguments: tuple[str, ...], said: str) -> None:
    programme()
    with pytest.raises(CommandError, match=said):
        run("add_event", *arguments)
    assert not Event.objects.exists()


def test_note_participation_counts_every_open_round_once_a_day() -> None:
    assert run("note_participation") == "No round is open.\n"
    round_ = opened()
    answer(round_, 7)
    first = run("note_participation")
    assert first.startswith("dx/2027-spring: counted on ")
    assert first.endswith(", at least 5 answers.\n")
    answer(round_, 20)
    assert run("note_participation") == first
