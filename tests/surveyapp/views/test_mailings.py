"""The page of a round's mails: what it shows, what a press does, and what no page tells."""

from __future__ import annotations

import re
from html import unescape
from typing import Any

import pytest
from django.core import mail
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils.html import strip_tags

from questionnaires.models import AuditEntry, Delivery, Invitation, Mailing, Person, Round
from questionnaires.services.one_at_a_time import one_at_a_time
from surveyapp import postbox as postbox_module
from surveyapp.views import mailings as mailing_views
from tests.mail_server import MailServer, send_to, unused_port
from tests.rounds import answer, draft, opened
from tests.stored import logged_in

pytestmark = pytest.mark.django_db(databases=["default", "answers"])

MAIL = "/rounds/dx/2027-spring/mail/"
SEND, TEST = f"{MAIL}send/", f"{MAIL}test/"


def secrets_in(text: str) -> list[str]:
    """Addresses of respondents that may carry a secret: not the page on how answers are kept."""
    return re.findall(r"/s/(?!how/)[^\s\"]+", text)


@pytest.fixture
def analyst() -> Client:
    return logged_in("analyst")


@pytest.fixture
def all_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(mailing_views, "TURNS_AT_ONCE", 1_000)


def text(response: Any) -> str:
    main = response.content.decode().partition("<main")[2]
    return " ".join(unescape(strip_tags(main.replace("</td>", " </td>"))).split())


def fields(response: Any, button: str) -> dict[str, str]:
    """The hidden fields of the form that has a button with these words."""
    (form,) = [f for f in response.content.decode().split("<form")[1:] if f">{button}<" in f]
    return dict(re.findall(r'type="hidden" name="(kind|seen)" value="(\w+)"', form))


def press(client: Client, button: str, **more: str) -> Any:
    """Press a button of the page, and look at what comes back."""
    form = fields(client.get(MAIL), button)
    return client.post(SEND, {**form, **more}, follow=True)


# Before anything is sent


def test_the_page_says_what_would_happen_and_shows_both_mails(analyst: Client) -> None:
    opened()
    page = analyst.get(MAIL)
    said = text(page)
    assert "38 people get a mail with a link of their own." in said
    assert "Send 38 invitations" in said
    assert "Mails come from Candor <candor@localhost>." in said
    assert re.search(r"Subject: Developer experience, Spring 2027: \d+ minutes ", said)
    assert "Subject: Reminder: Developer experience, Spring 2027" in said
    assert said.count("Hello Ada Example,") == 2
    html = page.content.decode()
    for kind in ("invitation", "reminder"):
        assert f'<iframe class="mail" src="{MAIL}{kind}.html" sandbox' in html
    assert "frame-src 'self'" in page.headers["Content-Security-Policy"]
    assert "unsafe" not in page.headers["Content-Security-Policy"]
    assert not Mailing.objects.exists()
    assert not AuditEntry.objects.filter(action__startswith="mail").exists()


@pytest.mark.parametrize("kind", ["invitation", "reminder"])
def test_a_preview_can_do_nothing_but_be_looked_at_on_this_site(analyst: Client, kind: str) -> None:
    opened()
    response = analyst.get(f"{MAIL}{kind}.html")
    assert "Hello Ada Example," in response.content.decode()
    assert secrets_in(response.content.decode()) == []
    assert response.headers["X-Frame-Options"] == "SAMEORIGIN"
    policy = response.headers["Content-Security-Policy"]
    assert policy == (
        "default-src 'none'; style-src-attr 'unsafe-inline'; frame-ancestors 'self'; sandbox"
    )
    assert analyst.get(f"{MAIL}other.html").status_code == 404


def test_the_link_of_a_preview_leads_to_a_survey_that_sends_nothing(analyst: Client) -> None:
    opened()
    page = analyst.get(f"{MAIL}survey/")
    html = page.content.decode()
    assert "Preview of Spring 2027: what a respondent sees. Nothing can be sent from here." in html
    assert "data-preview" in html


# Sending


@pytest.mark.usefixtures("all_at_once")
def test_one_press_invites_and_the_next_reminds(analyst: Client) -> None:
    round_ = opened()
    page = press(analyst, "Send 38 invitations")
    assert {m.to[0] for m in mail.outbox} == set(Person.objects.values_list("mail", flat=True))
    assert len(mail.outbox) == 38
    said = text(page)
    assert "1 · Invitation 38 of 38 at its end" in said
    assert "Remind who has not answered" in said
    answer(round_, 7)
    mail.outbox.clear()
    page = press(analyst, "Send a reminder")
    assert len(mail.outbox) == 31
    assert {m.subject for m in mail.outbox} == {"Reminder: Developer experience, Spring 2027"}
    said = text(page).replace(round_.manifest_sha256, "")
    assert "2 · Reminder to those without an answer at its end" in said
    assert not re.search(r"\b(7|31)\b", said)
    html = page.content.decode()
    assert not [p for p in Person.objects.all() if p.mail in html or f">{p.name}<" in html]


def test_a_press_sends_some_and_says_how_far_it_is_and_what_leaving_does(analyst: Client) -> None:
    opened()
    page = press(analyst, "Send 38 invitations")
    assert len(mail.outbox) == 20
    said = text(page)
    assert "20 of 38 people have had their turn." in said
    assert "You can leave this page at any time." in said
    assert "nobody gets a mail of this run twice" in said
    assert '<progress max="38" value="20"' in page.content.decode()
    assert "Send a reminder" not in said
    page = press(analyst, "Continue")
    assert len({m.to[0] for m in mail.outbox}) == len(mail.outbox) == 38
    assert "Send a reminder" in text(page)


def test_how_far_a_reminder_is_says_nothing_about_answers(analyst: Client) -> None:
    round_ = opened()
    for _press in range(2):
        press(analyst, "Send 38 invitations") if not mail.outbox else press(analyst, "Continue")
    answer(round_, 30)
    mail.outbox.clear()
    page = press(analyst, "Send a reminder")
    assert "20 of 38 people have had their turn." in text(page)
    assert "2 · Reminder told at the end under way: 20 of 38" in text(page)
    press(analyst, "Continue")
    assert len(mail.outbox) == 8


def test_the_pace_that_the_operator_sets_makes_a_press_shorter(settings: Any) -> None:
    assert mailing_views.turns_at_once() == 20
    for per_minute, turns in ((600, 20), (60, 10), (6, 1), (1, 1)):
        settings.MAIL_PER_MINUTE = per_minute
        assert mailing_views.turns_at_once() == turns


@pytest.mark.usefixtures("all_at_once")
def test_a_form_that_is_sent_twice_begins_no_second_reminder(analyst: Client) -> None:
    opened()
    press(analyst, "Send 38 invitations")
    form = fields(analyst.get(MAIL), "Send a reminder")
    analyst.post(SEND, form)
    mail.outbox.clear()
    response = analyst.post(SEND, form)
    assert response.status_code == 409
    assert "Mails were sent meanwhile" in text(response)
    assert mail.outbox == []


def test_while_somebody_else_sends_a_press_waits_for_nothing(analyst: Client) -> None:
    opened()
    with one_at_a_time():
        response = analyst.post(SEND, {"kind": "invitation", "seen": "0"})
    assert response.status_code == 409
    assert "Mails are being sent at this moment" in text(response)


@pytest.mark.parametrize("form", [{}, {"kind": "both"}, {"kind": "reminder", "seen": "²"}])
def test_a_form_that_nobody_made_sends_nothing(analyst: Client, form: dict[str, str]) -> None:
    opened()
    assert analyst.post(SEND, form).status_code == 409
    assert mail.outbox == []
    assert not Mailing.objects.exists()


def test_looking_at_where_forms_go_leads_back(analyst: Client) -> None:
    opened()
    for address in (SEND, TEST):
        assert analyst.get(address).headers["Location"] == MAIL
    assert analyst.post(MAIL).status_code == 405


# A mail server in trouble


def test_a_mail_server_that_is_down_is_said(analyst: Client, settings: Any) -> None:
    opened()
    send_to(settings, unused_port())
    response = press(analyst, "Send 38 invitations")
    assert response.status_code == 503
    assert "The mail server cannot be reached." in text(response)
    assert "Nobody got a mail." in text(response)
    assert "Send 38 invitations" in text(response)


@pytest.mark.usefixtures("all_at_once")
def test_a_mail_server_that_dies_half_way_is_said_and_the_next_press_goes_on(
    analyst: Client, settings: Any
) -> None:
    opened()
    with MailServer(dies_with=10) as server:
        server.serve(settings)
        response = press(analyst, "Send 38 invitations")
        assert response.status_code == 503
        assert "The mail server stopped taking mails." in text(response)
        assert "10 of 38 people have had their turn." in text(response)
        server.dies_with = None
        assert press(analyst, "Continue").status_code == 200
        assert set(server.counts.values()) == {1}
        assert len(server.messages) == 38


@pytest.mark.usefixtures("all_at_once")
def test_a_mail_in_doubt_is_told_and_goes_again_when_somebody_ticks_it(
    analyst: Client, settings: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    opened()
    monkeypatch.setattr(postbox_module, "MAIL_TIMEOUT", 0.3)
    with MailServer(holds=True) as server:
        server.serve(settings)
        response = press(analyst, "Send 38 invitations")
        assert "Send again the 1 mail that may or may not have gone out" in text(response)
        assert "could get it twice" in text(response)
        server.release()
        monkeypatch.setattr(postbox_module, "MAIL_TIMEOUT", 15)
        response = press(analyst, "Continue")
        assert len(server.messages) == 38
        assert "1 mail may or may not have gone out" in text(response)
        assert "at its end, 1 in doubt" in text(response)
        response = press(analyst, "Send it again", doubtful="yes")
        assert len(server.messages) == 39
        assert "in doubt" not in text(response)
        assert "38 of 38" in text(response)


@pytest.mark.usefixtures("all_at_once")
def test_refused_addresses_are_a_number_with_a_button(analyst: Client, settings: Any) -> None:
    opened()
    with MailServer(refuses={"ops-build-3@example.org"}) as server:
        server.serve(settings)
        response = press(analyst, "Send 38 invitations")
        assert "1 address was refused by the mail server." in text(response)
        assert "at its end, 1 refused" in text(response)
        assert "ops-build-3" not in response.content.decode()
        server.refuses.clear()
        assert "38 of 38" in text(press(analyst, "Try it again", refused="yes"))


@pytest.mark.usefixtures("all_at_once")
def test_what_is_left_over_can_be_given_up_by_reminding(analyst: Client, settings: Any) -> None:
    opened()
    with MailServer(refuses={"ops-build-3@example.org"}) as server:
        server.serve(settings)
        response = press(analyst, "Send 38 invitations")
        assert "What is left over from before is then given up." in text(response)
        response = press(analyst, "Send a reminder")
        assert response.status_code == 200
        assert "refused" not in text(response)
        assert not Delivery.objects.exists()


# Tests


def test_a_test_goes_to_the_own_address_or_another(analyst: Client) -> None:
    opened()
    response = analyst.post(TEST, {"address": "ann@example.org", "kind": "reminder"}, follow=True)
    assert "A test is on its way to ann@example.org." in text(response)
    (message,) = mail.outbox
    assert (message.to, message.subject[:15]) == (["ann@example.org"], "Test: Reminder:")
    assert secrets_in(str(message.body)) == []
    entry = AuditEntry.objects.get(action="mail test")
    assert (entry.actor, entry.detail) == ("analyst", {})
    assert not Mailing.objects.exists()
    assert not Invitation.objects.filter(secrets__isnull=False).exists()


def test_a_bad_address_comes_back_as_it_was_typed(analyst: Client) -> None:
    opened()
    response = analyst.post(TEST, {"address": "ann at example", "kind": "reminder"})
    assert response.status_code == 422
    assert 'value="ann at example"' in response.content.decode()
    assert "Enter a valid email address." in text(response)
    assert '<option value="reminder" selected>' in response.content.decode()


def test_a_test_that_the_mail_server_refuses_is_said(analyst: Client, settings: Any) -> None:
    opened()
    form = {"address": "ann@example.org", "kind": "invitation"}
    with MailServer(refuses={"ann@example.org"}) as server:
        server.serve(settings)
        response = analyst.post(TEST, form)
        assert response.status_code == 503
        assert "does not take mail for this address. It answered with code 550." in text(response)
        assert 'value="ann@example.org"' in response.content.decode()
        server.refuses.clear()
        server.says_to_all = "450 Later"
        assert "did not take the mail" in text(analyst.post(TEST, form))
    assert "cannot be reached" in text(analyst.post(TEST, form))


# Rounds without mails


def test_a_draft_shows_the_mails_and_sends_tests_only(analyst: Client) -> None:
    draft()
    said = text(analyst.get(MAIL))
    assert "The state of this round is “draft”" in said
    assert "Hello Ada Example," in said
    assert "Send the test" in said
    assert "invitations" not in said
    assert analyst.post(SEND, {"kind": "invitation"}).status_code == 409


def test_a_round_behind_one_link_has_no_mails(analyst: Client) -> None:
    opened(mode=Round.Mode.OPEN)
    page = analyst.get(MAIL)
    assert "one link for everybody" in text(page)
    assert "<button" not in page.content.decode().partition("<main")[2]


def test_a_round_with_three_runs_costs_as_much_as_with_one(analyst: Client) -> None:
    round_ = opened()
    counts = []
    for number in (1, 2, 3):
        Mailing.objects.create(round=round_, kind="reminder", number=number, finished=True)
        with CaptureQueriesContext(connection) as queries:
            analyst.get(MAIL)
        counts.append(len(queries))
    assert counts[0] == counts[1] == counts[2]
