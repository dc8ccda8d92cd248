"""The survey in a browser: on a phone, by keyboard, without its script, with errors."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from playwright.sync_api import Dialog, Page, expect
from pytest_django.live_server_helper import LiveServer

from questionnaires.models import Comment, Invitation, Response, Round
from tests.e2e.conftest import barriers, wider
from tests.open_rounds import OpenRound, make_open_round

pytestmark = [
    pytest.mark.browser,
    pytest.mark.django_db(transaction=True, databases=["default", "answers"]),
]

#: Everything that is touched: small ones hide in labels that are not.
TOO_SMALL = """() => [...document.querySelectorAll(
    'label.level, label.choice, button, a:not(.skip), summary, input[type=text], textarea')]
  .filter((e) => e.checkVisibility({ visibilityProperty: true }))
  .map((e) => [e.textContent.trim() || e.id, e.getBoundingClientRect()])
  .filter(([, box]) => Math.min(box.width, box.height) < 43.9)
  .map(([name, box]) => `${name}: ${box.width} x ${box.height}`)"""


@pytest.fixture
def asked(live_server: LiveServer) -> OpenRound:
    """An open round behind a running server."""
    return make_open_round()


def visit(tabs: Any, live_server: LiveServer, asked: OpenRound, **options: Any) -> Page:
    page: Page = tabs.open(base_url=live_server.url, viewport=PHONE, **options)
    page.goto(asked.path)
    expect(page.locator("h1:visible")).not_to_have_count(0)
    return page


PHONE = {"width": 375, "height": 812}


def press(page: Page, name: str) -> None:
    page.get_by_role("button", name=name, exact=True).click()


def heading(page: Page, text: str) -> None:
    expect(page.get_by_role("heading", name=text)).to_be_focused()


def pages_of(page: Page) -> Iterator[str]:
    """Every page of the survey in turn, with all that depends on an answer shown."""
    yield "start"
    press(page, "Start")
    page.locator("#q-release_at_will-4").check()
    page.locator("#q-failure_known-4").check()
    yield "delivery"
    press(page, "Next")
    page.locator("#q-on_call-yes").check()
    page.locator("#q-woken-5").check()
    yield "on call"
    press(page, "Next")
    page.locator("#q-fix_first-builds").check()
    page.locator("#q-recommend-na").check()
    page.locator("#q-recommend-10").check()
    page.locator("#q-recommend").get_by_role("button", name="Clear").click()
    page.locator("#q-best_thing-text").fill("Tests.")
    yield "fixing"
    press(page, "Next")
    yield "you"
    press(page, "Next")
    yield "send"


# The way of most people ----------------------------------------------------------------------


def test_answering_by_keyboard_alone(tabs: Any, live_server: LiveServer, asked: OpenRound) -> None:
    page = visit(tabs, live_server, asked)
    keys = page.keyboard

    def tab_to(selector: str) -> None:
        for _ in range(40):
            if page.locator(f"{selector}:focus").count():
                return
            keys.press("Tab")
        pytest.fail(f"Tab does not reach {selector}")

    tab_to("[data-next]")
    keys.press("Enter")
    heading(page, "Getting changes out")
    tab_to("#q-release_at_will-1")
    for _ in range(3):
        keys.press("ArrowRight")
    tab_to("#q-release_fear-1")
    keys.press("Space")
    tab_to("#q-failure_known-1")
    keys.press("ArrowLeft")  # round the corner: N/A is the last of the group
    tab_to("#q-change_fail-number")
    keys.type("15")
    keys.press("Enter")  # turns the page, as it would send another form
    heading(page, "On call")
    tab_to("#q-on_call-yes")
    keys.press("Space")
    tab_to("#q-woken-1")
    keys.press("ArrowRight")
    tab_to("[data-next]")
    keys.press("Enter")
    heading(page, "What to fix")
    tab_to("#q-fix_first-docs")
    keys.press("Space")
    tab_to("#q-best_thing-text")
    keys.type("The tests.")
    tab_to("[data-next]")
    keys.press("Enter")
    tab_to("[data-next]")
    keys.press("Enter")
    heading(page, "Before you send")
    tab_to("[data-send]")
    keys.press("Enter")
    expect(page.get_by_role("heading", name="Your answers are stored")).to_be_visible()

    assert Response.objects.get().answers == {
        "release_at_will": "4",
        "release_fear": "1",
        "failure_known": "_na",
        "change_fail": "15",
        "on_call": "yes",
        "woken": "2",
        "fix_first": ["docs"],
    }
    assert Comment.objects.get().text == "The tests."
    assert Invitation.objects.filter(used=True).count() == 1
    assert asked.secrets[0] not in page.url


def test_the_head_says_how_far_and_how_long(
    tabs: Any, live_server: LiveServer, asked: OpenRound
) -> None:
    page = visit(tabs, live_server, asked)
    head = page.locator("[data-progress]")
    expect(head).to_have_text("5 pages · about 3 min")
    press(page, "Start")
    expect(head).to_have_text("Page 1 of 5 · about 3 min left")
    page.locator("#q-release_at_will-4").check()
    press(page, "Next")
    expect(head).to_have_text("Page 2 of 5 · about 3 min left")
    expect(page.locator(".survey-foot")).to_contain_text("You answer as: Payments, one of 8 people")


def test_nothing_is_chosen_beforehand_and_a_choice_can_be_read_and_cleared(
    tabs: Any, live_server: LiveServer, asked: OpenRound
) -> None:
    page = visit(tabs, live_server, asked)
    assert page.locator("input:checked").count() == 0
    press(page, "Start")
    question = page.locator("#q-release_at_will")
    page.locator("#q-release_at_will-4").check()
    words = question.get_by_text("4 · Agree")
    box = words.bounding_box()
    assert box is not None
    assert box["width"] > 40
    question.get_by_role("button", name="Clear").click()
    assert page.locator("input:checked").count() == 0
    box = words.bounding_box()
    assert box is not None
    assert box["width"] < 2


def test_a_screen_reader_hears_question_and_level(
    tabs: Any, live_server: LiveServer, asked: OpenRound
) -> None:
    page = visit(tabs, live_server, asked)
    press(page, "Start")
    group = page.get_by_role("group", name="When a deployment fails, I know what to do.")
    expect(group.get_by_role("radio")).to_have_count(8)
    expect(group.get_by_role("radio", name="5 · Somewhat agree")).to_have_count(1)
    expect(group.get_by_role("radio", name="N/A · Not applicable")).to_have_count(1)
    named = page.get_by_role("textbox", name="How many of 100 deployments need a repair soon")
    expect(named).to_be_visible()


def test_questions_appear_when_they_apply(
    tabs: Any, live_server: LiveServer, asked: OpenRound
) -> None:
    page = visit(tabs, live_server, asked)
    press(page, "Start")
    page.locator("#q-release_at_will-4").check()
    press(page, "Next")
    woken, why = page.locator("#q-woken"), page.locator("#q-woken_why")
    expect(woken).to_be_hidden()
    page.locator("#q-on_call-yes").check()
    expect(woken).to_be_visible()
    expect(why).to_be_hidden()
    page.locator("#q-woken-5").check()
    expect(why).to_be_visible()
    page.locator("#q-woken_why-text").fill("A disk")
    page.locator("#q-on_call-no").check()
    expect(woken).to_be_hidden()
    expect(why).to_be_hidden()
    page.locator("#q-on_call-yes").check()
    expect(page.locator("#q-woken_why-text")).to_have_value("A disk")
    page.locator("#q-on_call-no").check()
    press(page, "Next")
    page.locator("#q-fix_first-docs").check()
    for _ in range(2):
        press(page, "Next")
    press(page, "Send answers")
    page.wait_for_url("**/s/done/**")
    assert set(Response.objects.get().answers) == {"release_at_will", "on_call", "fix_first"}
    assert not Comment.objects.exists()


def test_no_more_than_three_can_be_chosen(
    tabs: Any, live_server: LiveServer, asked: OpenRound
) -> None:
    page = visit(tabs, live_server, asked)
    press(page, "Start")
    page.locator("#q-release_at_will-4").check()
    press(page, "Next")
    press(page, "Next")
    for code in ("builds", "docs", "reviews"):
        expect(page.locator("#q-fix_first-deploys")).to_be_enabled()
        page.locator(f"#q-fix_first-{code}").check()
    expect(page.locator("#q-fix_first-deploys")).to_be_disabled()
    expect(page.locator("#q-fix_first [data-count]")).to_contain_text("3 of 3 chosen")
    page.locator("#q-fix_first-docs").uncheck()
    expect(page.locator("#q-fix_first-deploys")).to_be_enabled()


def test_not_applicable_takes_the_place_of_an_answer(
    tabs: Any, live_server: LiveServer, asked: OpenRound
) -> None:
    page = visit(tabs, live_server, asked)
    press(page, "Start")
    number, na = page.locator("#q-change_fail-number"), page.locator("#q-change_fail-na")
    number.fill("12")
    na.check()
    expect(number).to_have_value("")
    number.fill("13")
    expect(na).not_to_be_checked()


def test_the_last_page_lists_what_is_open_and_leads_there(
    tabs: Any, live_server: LiveServer, asked: OpenRound
) -> None:
    page = visit(tabs, live_server, asked)
    for name in pages_of(page):
        if name == "send":
            break
    open_ = page.locator("[data-unanswered]")
    expect(open_.locator("summary")).to_have_text("14 of 20 questions")
    open_.locator("summary").click()
    expect(open_.get_by_role("link", name="How likely are you to recommend")).to_be_visible()
    expect(open_.get_by_role("link", name="I can release a change")).to_have_count(0)
    expect(page.locator("[data-comments]")).to_contain_text("Tests.")
    open_.get_by_role("link", name="How likely are you to recommend").click()
    expect(page.locator("#q-recommend-0")).to_be_focused()
    press(page, "Next")  # straight back, not through all the pages between
    heading(page, "Before you send")
    press(page, "Back")
    heading(page, "About you")
    press(page, "Next")
    heading(page, "Before you send")


# Small, wide, dark, without the script --------------------------------------------------------


@pytest.mark.parametrize("width", [320, 375, 1280])
def test_every_page_fits_and_every_target_is_large(
    tabs: Any, live_server: LiveServer, asked: OpenRound, width: int
) -> None:
    page = visit(tabs, live_server, asked)
    page.set_viewport_size({"width": width, "height": 700})
    seen = 0
    for name in pages_of(page):
        assert wider(page) == 0, name
        assert page.evaluate(TOO_SMALL) == [], name
        seen += 1
    page.locator("#kept summary").click()
    assert wider(page) == 0
    assert seen == 6


@pytest.mark.parametrize("count", [5, 7])
def test_a_scale_is_one_row_even_on_the_smallest_phone(
    tabs: Any, live_server: LiveServer, asked: OpenRound, count: int
) -> None:
    page = visit(tabs, live_server, asked)
    page.set_viewport_size({"width": 320, "height": 700})
    press(page, "Start")
    levels = page.locator(f".levels-{count} > .levels").first.locator(".level")
    assert levels.count() == count
    boxes = [level.bounding_box() for level in levels.all()]
    assert len({box and round(box["y"]) for box in boxes}) == 1


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_nothing(
    tabs: Any, live_server: LiveServer, asked: OpenRound, scheme: str
) -> None:
    # The page's policy keeps foreign scripts out; axe is one.
    page = visit(tabs, live_server, asked, color_scheme=scheme, bypass_csp=True)
    for name in pages_of(page):
        assert barriers(page) == [], name
    page.locator("#kept summary").click()
    assert barriers(page) == []


def test_axe_finds_what_is_wrong(tabs: Any, live_server: LiveServer, asked: OpenRound) -> None:
    page = visit(tabs, live_server, asked, bypass_csp=True)
    page.evaluate("document.querySelector('h1').style.color = '#f6f6f0'")
    assert [one.split(":")[0] for one in barriers(page)] == ["color-contrast"]


def test_without_the_script_it_is_one_page_that_works(
    tabs: Any, live_server: LiveServer, asked: OpenRound
) -> None:
    page = visit(tabs, live_server, asked, java_script_enabled=False)
    expect(page.get_by_role("button")).to_have_count(1)
    expect(page.locator("[data-page]:visible")).to_have_count(6)
    page.locator("#q-release_at_will-4").check()
    page.locator("#q-release_fear-2").check()
    page.locator("#q-release_fear").get_by_label("No answer").check()
    page.locator("#q-on_call-no").check()
    page.locator("#q-woken-5").check()  # visible here, and dropped by the server
    page.locator("#q-fix_first-docs").check()
    page.locator("#q-best_thing-text").fill("Tests.")
    press(page, "Send answers")
    expect(page.get_by_role("heading", name="Your answers are stored")).to_be_visible()
    assert Response.objects.get().answers == {
        "release_at_will": "4",
        "on_call": "no",
        "fix_first": ["docs"],
    }
    assert Comment.objects.get().text == "Tests."


def test_without_the_script_errors_give_everything_back(
    tabs: Any, live_server: LiveServer, asked: OpenRound
) -> None:
    page = visit(tabs, live_server, asked, java_script_enabled=False)
    page.locator("#q-release_fear-2").check()
    page.locator("#q-change_fail-number").fill("about 12")
    for code in ("builds", "docs", "reviews", "deploys"):
        page.locator(f"#q-fix_first-{code}").check()
    page.locator("#q-best_thing-text").fill("Tests.\n\nAnd <b>reviews</b>.")
    press(page, "Send answers")
    summary = page.locator("#problems")
    expect(summary).to_contain_text("3 questions need another look")
    expect(summary.get_by_role("link")).to_have_count(3)
    expect(page.locator("#q-fix_first-error")).to_have_text("Choose at most 3; 4 are chosen.")
    assert "q-change_fail-error" in (
        page.locator("#q-change_fail-number").get_attribute("aria-describedby") or ""
    )
    expect(page.locator("#q-release_fear-2")).to_be_checked()
    expect(page.locator("#q-change_fail-number")).to_have_value("about 12")
    expect(page.locator("#q-fix_first input:checked")).to_have_count(4)
    expect(page.locator("#q-best_thing-text")).to_have_value("Tests.\n\nAnd <b>reviews</b>.")
    assert not Response.objects.exists()


# Leaving ------------------------------------------------------------------------------------


def test_back_turns_the_page(tabs: Any, live_server: LiveServer, asked: OpenRound) -> None:
    page = visit(tabs, live_server, asked)
    press(page, "Start")
    page.locator("#q-release_at_will-4").check()
    press(page, "Next")
    page.go_back()
    heading(page, "Getting changes out")
    expect(page.locator("#q-release_at_will-4")).to_be_checked()
    page.go_forward()
    heading(page, "On call")
    press(page, "Back")
    heading(page, "Getting changes out")


def test_leaving_asks_first_where_nothing_is_kept(
    tabs: Any, live_server: LiveServer, asked: OpenRound
) -> None:
    page: Page = tabs.open(base_url=live_server.url, viewport=PHONE)
    page.add_init_script("Object.defineProperty(window, 'indexedDB', { value: undefined })")
    page.goto(asked.path)
    press(page, "Start")
    page.locator("#q-release_at_will-4").check()
    expect(page.locator(".saved:visible")).to_contain_text("This browser keeps nothing")
    seen: list[str] = []

    def stay(dialog: Dialog) -> None:
        seen.append(dialog.type)
        dialog.dismiss()

    page.on("dialog", stay)
    page.evaluate("setTimeout(() => location.reload())")
    page.wait_for_timeout(500)
    assert seen == ["beforeunload"]
    expect(page.locator("#q-release_at_will-4")).to_be_checked()


def test_back_after_sending_says_that_it_is_done(
    tabs: Any, live_server: LiveServer, asked: OpenRound
) -> None:
    page = visit(tabs, live_server, asked)
    for _ in pages_of(page):
        pass
    press(page, "Send answers")
    page.wait_for_url("**/s/done/**")
    page.goto(asked.path)
    expect(page.get_by_role("heading", name="You have already answered")).to_be_visible()


def test_a_double_click_stores_one_response(tabs: Any, live_server: LiveServer) -> None:
    asked = make_open_round(mode=Round.Mode.OPEN)
    page = visit(tabs, live_server, asked)
    for _ in pages_of(page):
        pass
    page.get_by_role("button", name="Send answers").dblclick()
    page.wait_for_url("**/s/done/**")
    assert Response.objects.count() == 1


def test_no_cookie_and_nothing_stored_on_the_device(
    tabs: Any, live_server: LiveServer, asked: OpenRound
) -> None:
    page = visit(tabs, live_server, asked)
    for _ in pages_of(page):
        pass
    press(page, "Send answers")
    page.wait_for_url("**/s/done/**")
    assert page.context.cookies() == []
    assert page.evaluate("localStorage.length + sessionStorage.length") == 0
    assert tabs.hosts == {"localhost"}
