"""``invite`` and ``remind``: progress, exit codes, and nothing that names anybody."""

from __future__ import annotations

import logging
import math
import re
from dataclasses import dataclass
from io import StringIO
from typing import Any

import pytest
from django.core import mail
from django.core.management import CommandError, call_command

from questionnaires.models import Delivery, Invitation, Mailing, Person
from questionnaires.services.one_at_a_time import one_at_a_time
from surveyapp import postbox as postbox_module
from surveyapp.management.commands import _mailings
from tests.mail_server import MailServer, send_to, unused_port
from tests.rounds import answer, draft, opened

pytestmark = pytest.mark.django_db(databases=["default", "answers"])

NOT_TOLD = "They went to those who have not answered; how many that are is not told."
NAME = "dx/2027-spring"


@dataclass(frozen=True, slots=True)
class Ran:
    """What a command wrote, and its exit code."""

    out: str
    err: str
    code: int


def run(*arguments: str) -> Ran:
    out, err = StringIO(), StringIO()
    try:
        call_command(*arguments, stdout=out, stderr=err)
    except CommandError as error:
        return Ran(out.getvalue(), err.getvalue() + str(error), error.returncode)
    return Ran(out.getvalue(), err.getvalue(), 0)


@pytest.fixture(autouse=True)
def no_lines_of_progress(monkeypatch: pytest.MonkeyPatch) -> None:
    """However slow the machine is."""
    monkeypatch.setattr(_mailings, "SECONDS_BETWEEN_LINES", math.inf)


def everybodys_mail() -> set[str]:
    return set(Person.objects.values_list("mail", flat=True))


def test_everybody_is_invited_once_over_smtp(settings: Any) -> None:
    opened()
    with MailServer() as server:
        server.serve(settings)
        ran = run("invite", NAME)
        assert ran == Ran("38 of 38 people had their turn. 38 mails sent.\n", "", 0)
        assert set(server.counts) == everybodys_mail()
        assert set(server.counts.values()) == {1}
        message = server.messages[0]
        assert message["Auto-Submitted"] == "auto-generated"
        assert re.fullmatch(
            r"<http://127.0.0.1:8000/s/[\w-]{32}/opt-out/>", message["List-Unsubscribe"].strip()
        )
        body = message.get_body(("plain",))
        assert body is not None
        links = set(re.findall(r"/s/([\w-]{32})/", body.get_content()))
        assert len(links) == 1
        again = run("invite", NAME)
        assert again.code == 1
        assert "What can be sent now is a reminder" in again.err
        assert len(server.messages) == 38


def test_reminders_go_to_the_others_and_the_output_tells_nothing(
    settings: Any, caplog: pytest.LogCaptureFixture
) -> None:
    round_ = opened()
    caplog.set_level(logging.INFO)
    with MailServer() as server:
        server.serve(settings)
        run("invite", NAME)
        answer(round_, 7)
        server.messages.clear()
        ran = run("remind", NAME)
        assert len(server.messages) == 31
        assert "Reminder" in server.messages[0]["Subject"]
    assert ran == Ran(
        f"38 of 38 people had their turn. {NOT_TOLD}\n",
        "",
        0,
    )
    answered = set(Invitation.objects.filter(used=True).values_list("person__mail", flat=True))
    assert set(server.counts) == everybodys_mail() - answered
    seen = (
        ran.out
        + ran.err
        + "\n".join(
            r.getMessage()
            for r in caplog.records
            if not r.name.startswith(("django.db", "mail.log"))
        )
    )
    assert not [p for p in Person.objects.all() if p.mail in seen or p.name in seen]


def test_progress_is_written_beside_the_output(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(_mailings, "SECONDS_BETWEEN_LINES", 0)
    opened()
    ran = run("invite", NAME)
    assert ran.err.splitlines() == [f"{n} of 38" for n in range(1, 39)]
    assert ran.out == "38 of 38 people had their turn. 38 mails sent.\n"


def test_a_mail_server_that_is_down_is_said_and_nobody_is_touched(settings: Any) -> None:
    opened()
    send_to(settings, unused_port())
    ran = run("invite", NAME)
    assert ran.code == 1
    assert "The mail server cannot be reached." in ran.err
    assert "Nobody got a mail." in ran.err
    assert not Mailing.objects.exists()


def test_a_mail_server_that_dies_half_way_is_said_and_the_next_run_goes_on(settings: Any) -> None:
    opened()
    with MailServer(dies_with=10) as server:
        server.serve(settings)
        ran = run("invite", NAME)
        assert ran.code == 3
        assert ran.out.startswith("10 of 38 people had their turn.")
        assert "The mail server stopped taking mails." in ran.err
        assert "28 people wait. Run this again: python manage.py invite dx/2027-spring" in ran.err
        server.dies_with = None
        assert run("invite", NAME).code == 0
        assert set(server.counts.values()) == {1}
        assert len(server.messages) == 38 == Mailing.objects.get().sent


def test_a_slow_mail_server_leaves_one_mail_in_doubt_which_goes_again_when_asked(
    settings: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(postbox_module, "MAIL_TIMEOUT", 0.3)
    opened()
    with MailServer(holds=True) as server:
        server.serve(settings)
        ran = run("invite", NAME)
        assert ran.code == 3
        assert "It was given a mail and did not say that it has it." in ran.err
        assert "1 mail may or may not have gone out" in ran.err
        assert "37 people wait." in ran.err
        server.release()
        monkeypatch.setattr(postbox_module, "MAIL_TIMEOUT", 15)
        ran = run("invite", NAME)
        assert ran.code == 4
        assert "37 mails sent." in ran.out
        assert "1 mail may or may not have gone out" in ran.err
        assert set(server.counts.values()) == {1}
        ran = run("invite", NAME, "--send-doubtful")
        assert (ran.code, "38 mails sent." in ran.out) == (0, True)
        assert len(server.messages) == 39


def test_a_mail_server_that_is_too_slow_to_begin_leaves_nothing_in_doubt(
    settings: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(postbox_module, "MAIL_TIMEOUT", 0.2)
    opened()
    with MailServer(hangs=True) as server:
        server.serve(settings)
        ran = run("invite", NAME)
        assert ran.code == 3
        assert "does not answer within 0.2 s" in ran.err
        assert "38 people wait." in ran.err
        assert "in doubt" not in ran.err


def test_a_refused_address_is_a_number_and_is_tried_again_when_asked(settings: Any) -> None:
    opened()
    with MailServer(refuses={"ops-build-3@example.org"}) as server:
        server.serve(settings)
        ran = run("invite", NAME)
        assert ran.code == 4
        assert ran.out == "38 of 38 people had their turn. 37 mails sent.\n"
        assert "1 address was refused by the mail server." in ran.err
        assert "ops-build-3" not in ran.out + ran.err
        server.refuses.clear()
        assert run("invite", NAME, "--send-refused").code == 0
        assert set(server.counts) == everybodys_mail()
        assert set(server.counts.values()) == {1}


def test_a_refused_address_of_a_reminder_is_not_told(settings: Any) -> None:
    opened()
    with MailServer() as server:
        server.serve(settings)
        run("invite", NAME)
        server.refuses = {"ops-build-3@example.org"}
        assert run("remind", NAME) == Ran(
            f"38 of 38 people had their turn. {NOT_TOLD}\n",
            "",
            0,
        )
        assert not Delivery.objects.exists()


def test_a_mail_server_that_refuses_everybody_is_asked_thrice(settings: Any) -> None:
    opened()
    with MailServer(says_to_all="554 5.7.1 Relay access denied") as server:
        server.serve(settings)
        ran = run("invite", NAME)
        assert ran.code == 3
        assert "It answered with code 554." in ran.err
        assert "3 addresses were refused" in ran.err
        assert "35 people wait" in ran.err


def test_while_somebody_else_sends_it_does_not_begin() -> None:
    opened()
    with one_at_a_time():
        ran = run("invite", NAME)
    assert (ran.code, "being sent at this moment" in ran.err) == (1, True)
    assert mail.outbox == []


def test_a_test_goes_to_one_address_and_leads_to_no_answer() -> None:
    draft()
    ran = run("invite", NAME, "--test", "ann@example.org")
    assert ran == Ran("A test is on its way to ann@example.org. Nobody else got a mail.\n", "", 0)
    (message,) = mail.outbox
    assert message.to == ["ann@example.org"]
    assert message.subject.startswith("Test: ")
    assert "/s/" not in message.body
    assert "http://127.0.0.1:8000/rounds/dx/2027-spring/mail/survey/" in message.body
    assert not Mailing.objects.exists()
    assert run("invite", NAME, "--test", "nobody").code == 1


@pytest.mark.parametrize("command", ["invite", "remind"])
def test_a_draft_has_nobody_to_write_to(command: str) -> None:
    draft()
    ran = run(command, NAME)
    assert (ran.code, "while a round is open" in ran.err) == (1, True)
    assert run(command, "dx/never").code == 1
