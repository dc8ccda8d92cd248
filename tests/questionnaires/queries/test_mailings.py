"""What a run tells of itself: never more than participation does."""

from __future__ import annotations

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from questionnaires.models import Invitation, Mailing
from questionnaires.queries.mailings import MailingState, mail_choices, mailings_of
from questionnaires.services.invitations import choose_mails
from tests.rounds import opened

DATABASES = ["default", "answers"]


def state(kind: str, sent: int, people: int = 38, **more: int) -> MailingState:
    return MailingState(Mailing(kind=kind, number=1, sent=sent), people, **more)


def test_an_invitation_to_everybody_is_told_exactly() -> None:
    assert state("invitation", 38).sent_exactly == 38
    assert state("invitation", 35, refused=2, doubtful=1).sent_exactly == 35


def test_an_invitation_that_passed_somebody_over_is_not_told() -> None:
    """Who had answered by a link of another way was passed over."""
    assert state("invitation", 30).sent_exactly is None


def test_of_a_reminder_no_number_is_told() -> None:
    for sent in range(39):
        assert state("reminder", sent).sent_exactly is None


def test_refused_addresses_of_a_reminder_are_not_told() -> None:
    assert state("invitation", 30, refused=3).refused_told == 3
    assert state("invitation", 30, refused=3).is_open_question
    assert state("reminder", 30, refused=3).refused_told == 0
    assert not state("reminder", 30, refused=3).is_open_question


@pytest.mark.django_db(databases=DATABASES)
def test_runs_cost_one_query_and_come_newest_first() -> None:
    round_ = opened()
    for number in (1, 2, 3):
        Mailing.objects.create(round=round_, kind="reminder", number=number)
        with CaptureQueriesContext(connection) as queries:
            runs = mailings_of(round_)
        assert len(queries) == 1
        assert [run.mailing.number for run in runs] == list(range(number, 0, -1))


@pytest.mark.django_db(databases=DATABASES)
def test_choices_are_those_of_this_link_and_without_a_person_nobody_declined() -> None:
    round_ = opened()
    invitation = Invitation.objects.filter(round=round_).earliest("pk")
    choose_mails(invitation=invitation, no_reminders=True, declined=True)
    invitation.refresh_from_db()
    assert mail_choices(invitation).no_reminders
    assert mail_choices(invitation).declined
    other = Invitation.objects.filter(round=round_).latest("pk")
    assert not mail_choices(other).no_reminders
    assert not mail_choices(other).declined
    assert invitation.person is not None
    invitation.person.delete()
    invitation.refresh_from_db()
    assert not mail_choices(invitation).declined
