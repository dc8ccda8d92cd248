"""What an invitation says, in three templates."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest
from django.core import mail

from questionnaires.services.invitations import IssuedLink
from surveyapp.emails import Occasion, invitation_text, occasion_of, send_invitation
from tests.rounds import opened

pytestmark = pytest.mark.django_db(databases=["default", "answers"])

LINK = IssuedLink("Ada <b>", "ada@example.org", "https://candor.example.org/s/SECRET/")
OCCASION = Occasion(
    programme="Developer experience",
    title="Spring 2027",
    about="To find out what slows your work down, and to fix the worst of it first.",
    questions=41,
    minutes=9,
    closes_on=date(2027, 4, 20),
    kept_days=0,
    manifest_sha256="ab" * 32,
)


def sent(occasion: Occasion = OCCASION, *, reminder: bool = False) -> mail.EmailMessage:
    send_invitation(link=LINK, occasion=occasion, reminder=reminder)
    message: mail.EmailMessage = mail.outbox[-1]
    return message


def test_an_invitation_says_all_that_is_asked_before_answering() -> None:
    message = sent()
    assert message.to == ["ada@example.org"]
    assert message.subject == "Developer experience, Spring 2027: 9 minutes"
    for expected in (
        "Hello Ada <b>,",
        "the people who run “Developer experience” here",  # who
        "what slows your work down",  # why
        "41 questions, about 9 min, until 20 Apr 2027.",  # how long, until when
        "https://candor.example.org/s/SECRET/",
        "Confidential, not anonymous",  # how answers are kept
        "counted and destroyed",
        "you are not asked again",  # how not to be asked
        "ab" * 32,
    ):
        assert expected in message.body


def test_it_is_about_ninety_words() -> None:
    words = invitation_text(link=LINK, occasion=OCCASION).split()
    assert 80 <= len(words) <= 120


def test_the_html_says_the_same_with_one_button_and_no_markup_of_a_name() -> None:
    message = sent()
    assert isinstance(message, mail.EmailMultiAlternatives)
    ((content, kind),) = message.alternatives
    assert kind == "text/html"
    html = str(content)
    assert html.count("<a ") == 1
    assert 'href="https://candor.example.org/s/SECRET/"' in html
    assert "Ada &lt;b&gt;" in html
    for expected in ("Confidential, not anonymous", "20 Apr 2027", "ab" * 32):
        assert expected in html


def test_kept_responses_and_no_last_day_are_said() -> None:
    body = sent(replace(OCCASION, kept_days=30, closes_on=None)).body
    assert "kept for 30 days after the release" in body
    assert "about 9 min." in body
    assert "until 20" not in body


def test_a_reminder_says_that_it_is_one() -> None:
    message = sent(reminder=True)
    assert message.subject == "Reminder: Developer experience, Spring 2027"
    assert "You have not answered yet" in message.body


def test_nothing_asks_for_an_automatic_reply() -> None:
    assert sent().extra_headers["Auto-Submitted"] == "auto-generated"


def test_the_mail_is_plain_and_without_exclamation() -> None:
    body = sent().body
    assert not [word for word in ("!", "please", "oops") if word in body.lower()]


def test_a_round_is_described_by_its_own_questions() -> None:
    round_ = opened(kept_responses_days=7)
    occasion = occasion_of(round_)
    assert occasion.questions == 11  # 13 items, two behind a condition
    assert occasion.about == round_.version.instrument.description
    assert (occasion.kept_days, occasion.manifest_sha256) == (7, round_.manifest_sha256)
