"""An anonymous round in a browser: sent, and nothing left; two at once, and what is refused."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Dialog, Page, Request, expect
from pytest_django.live_server_helper import LiveServer

from questionnaires.models import Invitation, Response, Round, SpentToken
from questionnaires.services.invitations import issue_links
from tests.devices import Device
from tests.e2e.anonymous import (
    ON_THE_DEVICE,
    PHONE,
    AnonymousRound,
    expect_complaints,
    fill_in,
    heading,
    press,
    send,
    stored_once,
    wait_until_kept,
)
from tests.frozen import overrule

pytestmark = [
    pytest.mark.browser,
    pytest.mark.django_db(transaction=True, databases=["default", "answers"]),
]


@pytest.fixture
def asked(live_server: LiveServer) -> AnonymousRound:
    return AnonymousRound(live_server)


def test_answers_are_sent_with_a_ballot_and_a_receipt_comes_back(
    tabs: Any, asked: AnonymousRound
) -> None:
    page: Page = tabs.open(viewport=PHONE)
    answer = page.goto(asked.link())
    policy = answer.headers["content-security-policy"] if answer else ""
    assert "require-trusted-types-for 'script'; trusted-types candor-worker;" in policy
    assert "unsafe" not in policy
    expect(page.locator(".facts [data-own-unit]")).to_have_text("Build, one of 12 people")
    fill_in(page)
    send(page)
    expect(page.locator("[data-receipt-text]")).to_contain_text(
        f"ballot {SpentToken.objects.get().pk}"
    )
    stored_once()


def test_the_secret_is_sent_to_one_side_and_the_answers_to_the_other(
    tabs: Any, asked: AnonymousRound
) -> None:
    page: Page = tabs.open(viewport=PHONE)
    page.context.add_cookies([{"name": "seen", "value": "before", "url": asked.server.url}])
    requests: list[Request] = []

    def note(one: Request) -> None:
        requests.append(one)

    page.on("request", note)
    page.goto(asked.link())
    fill_in(page)
    send(page)
    assert requests[0].all_headers()["cookie"] == "seen=before", "there is one to be sent"
    sent = [(one.url, one.post_data or "", one) for one in requests]
    secret = urlsplit(asked.link()).fragment.partition(".")[0]
    with_secret = {urlsplit(url).path for url, body, _one in sent if secret in url + body}
    with_answers = {urlsplit(url).path for url, body, _one in sent if "release_at_will" in body}
    base = f"/s/a/{asked.round.public_id}"
    assert with_secret == {f"{base}/invitation/", f"{base}/ballot/"}
    assert with_answers == {f"{base}/answers/"}
    handed_in = next(one for _url, body, one in sent if "release_at_will" in body).all_headers()
    assert not any(handed_in.get(name) for name in ("cookie", "referer", "authorization"))


# What is left on the device -------------------------------------------------------------------


def test_after_the_receipt_nothing_of_the_answer_is_on_the_device(
    tabs: Any, asked: AnonymousRound
) -> None:
    page: Page = tabs.open(viewport=PHONE)
    page.goto(asked.link())
    fill_in(page)
    wait_until_kept(page)
    before = page.evaluate(ON_THE_DEVICE)
    for text in ("Quiet mornings", "release_at_will", "/s/a/", '"workers":["http'):
        assert text in before
    send(page)
    after = page.evaluate(ON_THE_DEVICE)
    assert SpentToken.objects.get().pk in after, "the receipt stays"
    for text in ("Quiet", "release_at_will", "builds", "inverse", "message", "/s/a/", "secret"):
        assert text not in after
    assert '"workers":[]' in after


def test_back_after_sending_shows_the_receipt(tabs: Any, asked: AnonymousRound) -> None:
    page: Page = tabs.open(viewport=PHONE)
    page.goto(asked.link())
    fill_in(page)
    send(page)
    for _step in range(3):
        page.go_back()
        heading(page, "Your receipt")
        assert "Quiet" not in page.content()
    page.goto("about:blank")
    page.goto(asked.link())
    heading(page, "Your receipt")
    stored_once()


def test_what_was_typed_is_cleared_on_request(tabs: Any, asked: AnonymousRound) -> None:
    page: Page = tabs.open(viewport=PHONE)
    page.on("dialog", Dialog.accept)
    page.goto(asked.link())
    fill_in(page)
    expect(page.get_by_text("Saved on this device")).to_be_visible()
    assert "Quiet" in page.evaluate(ON_THE_DEVICE)
    press(page, "clear my answers")
    expect(page.get_by_text("Saved on this device")).to_be_hidden()
    assert "Quiet" not in page.evaluate(ON_THE_DEVICE)
    page.reload()
    press(page, "Start")
    assert page.locator("input:checked").count() == 0


def test_a_further_link_finds_what_was_typed_and_later_the_receipt(
    tabs: Any, asked: AnonymousRound
) -> None:
    def another() -> str:
        """As a reminder has it: nobody stored the secret of the first."""
        mail = asked.people[0].mail
        links = issue_links(round=asked.round, actor="test", everybody=True)
        address = urlsplit(next(link.url for link in links if link.mail == mail))
        return f"{asked.server.url}{address.path}#{address.fragment}"

    page: Page = tabs.open(viewport=PHONE)
    page.goto(asked.link())
    fill_in(page)
    expect(page.get_by_text("Saved on this device")).to_be_visible()
    page.goto("about:blank")
    page.goto(another())
    heading(page, "Before you send")
    expect(page.locator("[data-comments]")).to_contain_text("Quiet mornings")
    send(page)
    stored_once()
    for link in (asked.link(), another(), another()):
        page.goto("about:blank")
        page.goto(link)
        heading(page, "Your receipt")
        assert "secret" not in page.evaluate(ON_THE_DEVICE)
    stored_once()


# Two at once ----------------------------------------------------------------------------------


def test_a_second_tab_is_for_reading_and_takes_over_later(tabs: Any, asked: AnonymousRound) -> None:
    page: Page = tabs.open(viewport=PHONE)
    page.goto(asked.link())
    press(page, "Start")
    page.locator("#q-release_at_will-4").check()
    expect(page.get_by_text("Saved on this device")).to_be_visible()
    other = page.context.new_page()
    other.goto(asked.link())
    expect(other.get_by_text("The survey is open in another tab")).to_be_visible()
    expect(other.locator("#q-release_at_will-4")).to_be_checked()
    expect(other.locator("#q-release_at_will-4")).to_be_disabled()
    page.close()
    expect(other.get_by_text("The survey is open in another tab")).to_be_hidden()
    expect(other.locator("#q-release_at_will-4")).to_be_enabled()
    other.locator("#q-release_at_will-3").check()


def test_a_ballot_that_was_drawn_elsewhere_is_not_drawn_again(
    tabs: Any, asked: AnonymousRound
) -> None:
    page: Page = tabs.open(viewport=PHONE)
    page.goto(asked.link())
    fill_in(page)
    Device(Invitation.objects.get(person__mail=asked.people[0].mail)).draw()
    press(page, "Send answers")
    heading(page, "This link was used before")
    assert "Quiet mornings" in page.evaluate(ON_THE_DEVICE), "nothing typed is lost"
    page.reload()
    heading(page, "This link was used before")
    assert not Response.objects.exists()
    expect_complaints(tabs, "409")


# What is refused ------------------------------------------------------------------------------


def test_other_rules_than_those_of_the_invitation_are_refused(
    tabs: Any, asked: AnonymousRound
) -> None:
    page: Page = tabs.open(viewport=PHONE)
    base, _dot, fingerprint = asked.link().rpartition(".")
    page.goto(f"{base}.{'0' * len(fingerprint)}")
    heading(page, "These are not the rules that you were invited under")
    page.goto("about:blank")
    page.goto(asked.link())
    heading(page, "Developer experience")
    rules = {**(asked.round.manifest or {}), "k": 4}
    overrule(Round.objects.filter(pk=asked.round.pk), manifest=rules)
    page.reload()
    heading(page, "These are not the rules that you were invited under")


@pytest.mark.parametrize(
    ("without", "title"),
    [
        ("Object.defineProperty(crypto, 'subtle', { value: undefined })", "This connection is"),
        ("Object.defineProperty(window, 'isSecureContext', { value: false })", "This connection"),
    ],
)
def test_a_browser_that_cannot_blind_is_told_why(
    tabs: Any, asked: AnonymousRound, without: str, title: str
) -> None:
    page: Page = tabs.open(viewport=PHONE)
    page.add_init_script(without)
    page.goto(asked.link())
    heading(page, title)
    expect(page.locator("form[data-survey]")).to_be_hidden()


def test_a_browser_that_keeps_nothing_sends_and_says_so(tabs: Any, asked: AnonymousRound) -> None:
    page: Page = tabs.open(viewport=PHONE)
    page.add_init_script("Object.defineProperty(window, 'indexedDB', { value: undefined })")
    page.goto(asked.link())
    expect(page.get_by_text("This browser keeps nothing").last).to_be_visible()
    fill_in(page)
    send(page)
    expect(page.locator("[data-receipt-text]")).to_contain_text(
        f"ballot {SpentToken.objects.get().pk}"
    )
    stored_once()


def test_answers_that_the_server_does_not_take_come_back_and_can_be_mended(
    tabs: Any, asked: AnonymousRound
) -> None:
    page: Page = tabs.open(viewport=PHONE)
    page.goto(asked.link())
    fill_in(page)
    page.evaluate("document.querySelector('#q-release_at_will-4').value = '99'")
    press(page, "Send answers")
    expect(page.get_by_text("Your answers were not stored")).to_be_visible()
    assert not Response.objects.exists()
    page.evaluate("document.querySelector('#q-release_at_will-4').value = '4'")
    send(page)
    stored_once()
    expect_complaints(tabs, "422")


def test_an_empty_form_draws_no_ballot(tabs: Any, asked: AnonymousRound) -> None:
    page: Page = tabs.open(viewport=PHONE)
    page.goto(asked.link())
    fill_in(page)
    page.evaluate("document.querySelector('#survey').reset()")
    page.evaluate(
        "document.querySelectorAll('[data-missing]').forEach((q) => delete q.dataset.missing)"
    )
    press(page, "Send answers")
    expect(page.get_by_text("Nothing was sent, because no question has an answer")).to_be_visible()
    assert not Invitation.objects.filter(used=True).exists()
