"""A survey that was sent, cleared or closed leaves nothing here, and takes nothing else away."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import suppress
from dataclasses import replace
from typing import Any
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Dialog, Error, Page, Route, expect
from pytest_django.live_server_helper import LiveServer

from analysis.instrument import Instrument, Section
from questionnaires.models import Response, Round
from questionnaires.services.closing import close_round
from questionnaires.services.invitations import issue_links
from tests.e2e.anonymous import ON_THE_DEVICE, PHONE, heading, press
from tests.e2e.test_saving import answer, nothing_is_left, to_the_end, visit
from tests.instruments import all_scales
from tests.open_rounds import OpenRound, make_open_round
from tests.rounds import opened, version

pytestmark = [
    pytest.mark.browser,
    pytest.mark.django_db(transaction=True, databases=["default", "answers"]),
]


@pytest.fixture
def asked() -> OpenRound:
    """A confidential round."""
    return make_open_round()


@pytest.mark.parametrize("mode", [Round.Mode.CONFIDENTIAL, Round.Mode.OPEN])
def test_after_sending_nothing_is_left(
    tabs: Any, live_server: LiveServer, mode: Round.Mode
) -> None:
    page = visit(tabs, live_server, make_open_round(mode=mode))
    answer(page)
    to_the_end(page)
    press(page, "Send answers")
    heading(page, "Your answers are stored")
    nothing_is_left(page)
    page.go_back()
    if mode == Round.Mode.CONFIDENTIAL:
        heading(page, "You have already answered")
        expect(page.locator("form[data-survey]")).to_have_count(0)
    else:
        expect(page.locator("#q-best_thing-text")).to_have_count(1)
        page.wait_for_timeout(300)  # nor does the browser restore it
        expect(page.locator("#q-best_thing-text")).to_have_value("")
        expect(page.locator("#q-release_at_will-4")).not_to_be_checked()
        expect(page.locator("input:checked")).to_have_count(0)
    nothing_is_left(page)


@pytest.mark.parametrize("mode", [Round.Mode.CONFIDENTIAL, Round.Mode.OPEN])
def test_after_clear_nothing_is_left(tabs: Any, live_server: LiveServer, mode: Round.Mode) -> None:
    page = visit(tabs, live_server, make_open_round(mode=mode))
    page.on("dialog", Dialog.accept)
    answer(page)
    press(page, "clear my answers")
    heading(page, "Developer experience")
    expect(page.get_by_text("Saved on this device")).to_be_hidden()
    nothing_is_left(page)
    press(page, "Start")
    expect(page.locator("#q-release_at_will-4")).not_to_be_checked()
    page.reload()
    nothing_is_left(page)


def test_a_reply_that_was_lost_leaves_nothing_at_the_next_visit(
    tabs: Any, live_server: LiveServer, asked: OpenRound
) -> None:
    page = visit(tabs, live_server, asked)
    answer(page)
    to_the_end(page)

    def lose(route: Route) -> None:
        route.fetch(max_redirects=0)
        route.abort()

    page.route(f"**{asked.path}", lose, times=1)
    press(page, "Send answers")
    page.wait_for_timeout(500)
    assert Response.objects.count() == 1
    other = page.context.new_page()  # of another tab, which knows nothing of the sending
    other.goto(asked.path)
    heading(other, "You have already answered")
    nothing_is_left(other)
    page.goto(asked.path)  # and of the tab that knows
    heading(page, "You have already answered")
    nothing_is_left(page)


def opened_and_visited(
    tabs: Any, live_server: LiveServer, mode: Round.Mode, **fields: Any
) -> tuple[Round, Page]:
    """A round that the services opened, so that they can close it, and its survey."""
    round_ = opened(mode=mode, **fields)
    path = f"/s/open/{round_.public_id}/"
    if mode == Round.Mode.CONFIDENTIAL:
        path = urlsplit(issue_links(round=round_, actor="test")[0].url).path
    page: Page = tabs.open(base_url=live_server.url, viewport=PHONE)
    page.goto(path)
    return round_, page


@pytest.mark.parametrize("mode", [Round.Mode.CONFIDENTIAL, Round.Mode.OPEN])
def test_a_round_that_has_closed_leaves_nothing_and_says_so(
    tabs: Any, live_server: LiveServer, mode: Round.Mode
) -> None:
    round_, page = opened_and_visited(tabs, live_server, mode)
    path = page.url
    answer(page)
    close_round(round=round_, actor="test")
    page.goto(path)
    expect(page.get_by_text("removed from this device now")).to_be_visible()
    nothing_is_left(page)


@pytest.mark.parametrize("mode", [Round.Mode.CONFIDENTIAL, Round.Mode.OPEN])
def test_what_is_sent_too_late_leaves_nothing(
    tabs: Any, live_server: LiveServer, mode: Round.Mode
) -> None:
    round_, page = opened_and_visited(tabs, live_server, mode)
    answer(page)
    to_the_end(page)
    close_round(round=round_, actor="test")
    press(page, "Send answers")
    heading(page, "What you wrote")  # given back on the page, and kept nowhere
    nothing_is_left(page)
    assert not Response.objects.exists()


# The history of the tab -----------------------------------------------------------------------


def nights() -> Instrument:
    """A section that only those see who were on call: that it was open tells an answer."""
    whole = all_scales()
    delivery, on_call, *others = whole.sections
    seen = replace(on_call, items=("on_call",))
    hidden = Section("nights", "Nights", ("woken", "woken_why"))
    return replace(whole, sections=(delivery, seen, hidden, *others))


def through_the_nights(page: Page) -> None:
    """To the page before sending, by way of the section that tells an answer."""
    press(page, "Start")
    page.locator("#q-release_at_will-4").check()
    press(page, "Next")
    page.locator("#q-on_call-yes").check()
    press(page, "Next")
    heading(page, "Nights")
    press(page, "Next")
    page.locator("#q-fix_first-builds").check()
    to_the_end(page)


#: What an entry of the history holds, before any script of its page changes it.
EARLY = "window.early = JSON.stringify(history.state)"


def states(page: Page) -> Iterator[str]:
    """What every entry of the history holds, from the last to the first."""
    for _ in range(page.evaluate("history.length")):
        if not page.url.startswith("http"):
            return
        yield state_of(page)
        with suppress(Error):  # a page may load itself anew meanwhile
            page.go_back(wait_until="commit")
        page.wait_for_timeout(300)


def state_of(page: Page) -> str:
    """What the entry holds that is shown, at first and now."""
    for _ in range(20):
        try:
            page.wait_for_load_state()
            return str(page.evaluate("[window.early, JSON.stringify(history.state)].join(' ')"))
        except Error:
            page.wait_for_timeout(100)
    pytest.fail("the page does not come to rest")


@pytest.mark.parametrize("end", ["send", "clear", "close"])
@pytest.mark.parametrize("mode", [Round.Mode.CONFIDENTIAL, Round.Mode.OPEN])
def test_the_history_of_the_tab_does_not_tell_which_pages_were_seen(
    tabs: Any, live_server: LiveServer, mode: Round.Mode, end: str
) -> None:
    instrument = nights()
    round_, page = opened_and_visited(tabs, live_server, mode, version=version(instrument))
    path = page.url
    page.add_init_script(EARLY)
    page.reload()
    page.on("dialog", Dialog.accept)
    through_the_nights(page)
    if end == "send":
        press(page, "Send answers")
        heading(page, "Your answers are stored")
    elif end == "clear":
        press(page, "clear my answers")
        expect(page.get_by_role("button", name="Start")).to_be_visible()
    else:
        close_round(round=round_, actor="test")
        page.goto(path)
    found = list(states(page))
    assert len(found) >= 6  # a page of the survey each
    names = {
        *(section.code for section in instrument.sections),
        *(i.code for i in instrument.items),
    }
    for state in found:
        assert not [name for name in names if name in state], state
        assert "page-" not in state


# What is somebody else's ------------------------------------------------------------------------


def test_a_mark_that_was_left_of_one_round_removes_nothing_when_another_is_sent(
    tabs: Any, live_server: LiveServer, asked: OpenRound
) -> None:
    page = visit(tabs, live_server, asked)
    answer(page)
    to_the_end(page)
    page.context.set_offline(True)
    press(page, "Send answers")  # never arrives
    page.wait_for_timeout(500)
    page.context.set_offline(False)
    other = opened(code="2027-autumn", mode=Round.Mode.OPEN)
    page.goto(f"/s/done/{other.public_id}/")  # of another round
    heading(page, "Your answers are stored")
    page.wait_for_timeout(500)
    assert "Quiet mornings" in page.evaluate(ON_THE_DEVICE)
    page.goto(asked.path)
    heading(page, "Before you send")
    expect(page.locator("#q-best_thing-text")).to_have_value("Quiet mornings")


def test_behind_an_open_link_to_send_in_a_second_tab_leaves_the_first_as_it_is(
    tabs: Any, live_server: LiveServer
) -> None:
    asked = make_open_round(mode=Round.Mode.OPEN)
    page = visit(tabs, live_server, asked)
    answer(page)
    other = page.context.new_page()
    other.goto(asked.path)
    press(other, "Start")
    other.locator("#q-release_at_will-2").check()
    press(other, "Next")
    press(other, "Next")
    other.locator("#q-fix_first-docs").check()
    to_the_end(other)
    press(other, "Send answers")
    heading(other, "Your answers are stored")
    other.wait_for_timeout(500)
    assert "Quiet mornings" in other.evaluate(ON_THE_DEVICE)
    page.reload()
    expect(page.locator("#q-best_thing-text")).to_have_value("Quiet mornings")
    assert Response.objects.get().answers["fix_first"] == ["docs"]
