"""What a mail server did with a mail: taken, refused, not now, or nobody knows."""

from __future__ import annotations

import smtplib
from typing import Any

import pytest
from django.core.mail import EmailMessage

from questionnaires.services.mailings import Outcome
from surveyapp import postbox as postbox_module
from surveyapp.postbox import NoMailServerError, Pace, SMTPBackend, open_postbox, trouble_in_words
from tests.mail_server import MailServer, print_mail, send_to, unused_port


def a_mail(address: str = "ada@example.org") -> EmailMessage:
    return EmailMessage("Subject", "Text", "candor@example.org", [address])


def hand_over(address: str = "ada@example.org") -> tuple[Outcome, str]:
    with open_postbox() as postbox:
        return postbox.hand_over(a_mail(address)), postbox.trouble


def test_a_mail_that_is_taken(settings: Any) -> None:
    with MailServer() as server:
        server.serve(settings)
        assert hand_over() == (Outcome.SENT, "")
        assert server.recipients == ["ada@example.org"]


@pytest.mark.parametrize(
    ("said", "outcome", "trouble"),
    [
        ("550 5.1.1 No such user", Outcome.REFUSED, "code 550"),
        ("553 Not allowed", Outcome.REFUSED, "code 553"),
        ("450 4.2.0 Greylisted", Outcome.POSTPONED, "code 450"),
        ("452 4.3.1 Disk full", Outcome.POSTPONED, "code 452"),
    ],
)
def test_what_is_said_to_an_address(
    settings: Any, said: str, outcome: Outcome, trouble: str
) -> None:
    with MailServer(says_to_all=said) as server:
        server.serve(settings)
        got, words = hand_over()
        assert (got, trouble in words) == (outcome, True)
        assert server.messages == []


@pytest.mark.parametrize(
    ("said", "outcome"),
    [
        ("552 Too large", Outcome.REFUSED),
        ("554 Looks like spam", Outcome.REFUSED),
        ("451 Later", Outcome.POSTPONED),
        ("421 Going down", Outcome.POSTPONED),
    ],
)
def test_what_is_said_to_the_text(settings: Any, said: str, outcome: Outcome) -> None:
    """It has answered, and has not taken it: that is no doubt."""
    with MailServer(says_to_text=said) as server:
        server.serve(settings)
        assert hand_over()[0] is outcome


def test_words_of_the_mail_server_are_not_repeated_because_they_name_the_address(
    settings: Any,
) -> None:
    with MailServer(refuses={"ada@example.org"}) as server:
        server.serve(settings)
        outcome, words = hand_over()
        assert outcome is Outcome.REFUSED
        with smtplib.SMTP("127.0.0.1", server.port) as client:
            client.ehlo()
            client.mail("x@example.org")
            assert b"<ada@example.org>" in client.rcpt("ada@example.org")[1]  # there is a name
    assert "ada" not in words


def test_a_sender_that_is_refused_is_named_with_the_setting_and_says_nothing_of_the_address(
    settings: Any,
) -> None:
    settings.DEFAULT_FROM_EMAIL = "Candor <candor@localhost>"
    with MailServer(says_to_sender="553 5.7.1 Not yours") as server:
        server.serve(settings)
        assert hand_over() == (
            Outcome.POSTPONED,
            "It takes no mail from Candor <candor@localhost> (code 553). Check CANDOR_EMAIL_FROM.",
        )


def test_silence_before_the_text_is_certain_and_silence_after_it_is_doubt(
    settings: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(postbox_module, "MAIL_TIMEOUT", 0.3)
    with MailServer(hangs=True) as server:
        server.serve(settings)
        outcome, words = hand_over()
        assert outcome is Outcome.POSTPONED
        assert "does not answer within 0.3 s" in words
    with MailServer(holds=True) as server:
        server.serve(settings)
        outcome, words = hand_over()
        assert outcome is Outcome.DOUBTFUL
        assert "did not say that it has it" in words
        assert server.recipients == ["ada@example.org"]  # it had it


def test_no_mail_server_is_said_before_anything_is_sent(settings: Any) -> None:
    send_to(settings, unused_port())
    with pytest.raises(NoMailServerError, match=r"cannot be reached\. Nothing answers"):
        hand_over()


def test_a_connection_that_the_server_ends_is_opened_anew(settings: Any) -> None:
    with MailServer(mails_a_connection=2) as server:
        server.serve(settings)
        with open_postbox() as postbox:
            outcomes = [postbox.hand_over(a_mail(f"{n}@example.org")) for n in range(7)]
        assert outcomes == [Outcome.SENT] * 7
        assert server.recipients == [f"{n}@example.org" for n in range(7)]


def test_a_mail_server_that_is_gone_does_not_take_the_rest(settings: Any) -> None:
    with MailServer(dies_with=2) as server:
        server.serve(settings)
        with open_postbox() as postbox:
            outcomes = [postbox.hand_over(a_mail(f"{n}@example.org")) for n in range(4)]
    assert outcomes == [Outcome.SENT, Outcome.SENT, Outcome.POSTPONED, Outcome.POSTPONED]


def test_an_address_that_no_mail_server_could_take_is_refused(settings: Any) -> None:
    with MailServer() as server:
        server.serve(settings)
        with open_postbox() as postbox:
            assert postbox.hand_over(a_mail("a\nb@example.org")) is Outcome.REFUSED
            assert postbox.hand_over(a_mail()) is Outcome.SENT


def test_without_a_mail_server_links_are_printed_on_this_machine_only(
    settings: Any, capsys: pytest.CaptureFixture[str]
) -> None:
    print_mail(settings)
    assert hand_over() == (Outcome.SENT, "")
    assert "ada@example.org" in capsys.readouterr().out
    settings.IS_LOCAL = False
    with pytest.raises(NoMailServerError, match="Set CANDOR_EMAIL_URL"):
        hand_over()
    assert capsys.readouterr().out == ""


def test_a_wrong_password_is_said_without_it() -> None:
    error = smtplib.SMTPAuthenticationError(535, b"5.7.8 wrong: hunter2")
    assert trouble_in_words(error) == "It does not accept user and password."


def test_tls_from_the_first_byte_and_without() -> None:
    for use_ssl in (True, False):
        backend = SMTPBackend(
            alias="default", host="mail.example.org", use_ssl=use_ssl, use_tls=False
        )
        protocol = backend.connection_class
        assert issubclass(protocol, smtplib.SMTP_SSL) is use_ssl
        assert issubclass(protocol, smtplib.SMTP)


class Time:
    """A clock that only sleeping moves."""

    def __init__(self) -> None:
        self.now = 100.0

    def sleep(self, seconds: float) -> None:
        self.now += seconds


@pytest.mark.parametrize(("per_minute", "seconds"), [(0, 0.0), (30, 18.0), (600, 0.9)])
def test_mails_keep_the_pace(per_minute: int, seconds: float) -> None:
    time = Time()
    pace = Pace(per_minute, clock=lambda: time.now, sleep=time.sleep)
    for _mail in range(10):
        pace.wait()
    assert time.now - 100.0 == pytest.approx(seconds)


def test_a_pause_of_the_mail_server_is_not_made_up_for() -> None:
    time = Time()
    pace = Pace(60, clock=lambda: time.now, sleep=time.sleep)
    pace.wait()
    time.now += 30
    for _mail in range(3):
        pace.wait()
    assert time.now == 132.0
