"""Rankings, amounts, sliders and words of one's own in a browser: thumb, keyboard, no script."""

from __future__ import annotations

from typing import Any

import pytest
from playwright.sync_api import Page, expect
from pytest_django.live_server_helper import LiveServer

from questionnaires.models import Comment, Response
from tests.e2e.conftest import barriers, wider
from tests.e2e.test_survey import PHONE, TOO_SMALL, press
from tests.open_rounds import OpenRound, make_open_round

pytestmark = [
    pytest.mark.browser,
    pytest.mark.django_db(transaction=True, databases=["default", "answers"]),
]


@pytest.fixture
def asked(live_server: LiveServer) -> OpenRound:
    """An open round behind a running server."""
    return make_open_round()


def fixing(tabs: Any, live_server: LiveServer, asked: OpenRound, **options: Any) -> Page:
    """The page with every new kind of question."""
    page: Page = tabs.open(base_url=live_server.url, viewport=PHONE, **options)
    page.goto(asked.path)
    press(page, "Start")
    page.locator("#q-release_at_will-4").check()
    press(page, "Next")
    press(page, "Next")
    page.locator("#q-fix_first-builds").check()
    return page


def send(page: Page) -> dict[str, Any]:
    """Sends from the page with the new kinds; the answers that are stored."""
    press(page, "Next")
    press(page, "Next")
    press(page, "Send answers")
    page.wait_for_url("**/s/done/**")
    answers: dict[str, Any] = Response.objects.get().answers
    return answers


def order_of(page: Page, code: str) -> list[str]:
    return [
        text.strip()
        for text in page.locator(f"#q-{code} .is-placed .ranked-label").all_inner_texts()
    ]


def test_a_ranking_by_thumb(tabs: Any, live_server: LiveServer, asked: OpenRound) -> None:
    page = fixing(tabs, live_server, asked, has_touch=True)
    question = page.locator("#q-improve_first")
    for name in ("Fewer interruptions", "Quicker reviews", "Access without a ticket"):
        question.get_by_role("button", name=f"Place next: {name}").tap()
    assert order_of(page, "improve_first") == [
        "Fewer interruptions", "Quicker reviews", "Access without a ticket",
    ]  # fmt: skip
    expect(question.get_by_role("status")).to_have_text("Access without a ticket: place 3 of 3")
    # A fourth has no place, and is told so.
    question.get_by_role("button", name="Place next: Faster").tap(force=True)
    expect(question.get_by_role("status")).to_contain_text("3 of 3 placed")
    question.get_by_role("button", name="Take out: Fewer interruptions").tap()
    question.get_by_role("button", name="Up: Access without a ticket").tap()
    assert order_of(page, "improve_first") == ["Access without a ticket", "Quicker reviews"]
    assert send(page)["improve_first"] == ["access", "reviews"]


def test_a_ranking_by_keyboard_keeps_its_focus(
    tabs: Any, live_server: LiveServer, asked: OpenRound
) -> None:
    page = fixing(tabs, live_server, asked)
    keys, question = page.keyboard, page.locator("#q-valued")
    question.get_by_role("button", name="Place next: Care").focus()
    keys.press("Enter")
    expect(question.get_by_role("button", name="Place next: Speed")).to_be_focused()
    press(page, "Next")  # two of three are missing
    expect(page.locator("#q-valued-error")).to_have_text(
        "Give each of the 3 a place, or none of them."
    )
    question.get_by_role("button", name="Place next: Speed").focus()
    keys.press("Space")
    keys.press("Space")
    expect(question.get_by_role("button", name="Up: Calm")).to_be_focused()
    keys.press("Enter")
    expect(question.get_by_role("button", name="Up: Calm")).to_be_focused()
    expect(page.locator("#q-valued-error")).to_be_hidden()
    assert send(page)["valued"] == ["care", "calm", "speed"]


def test_not_applicable_and_clear_empty_a_ranking(
    tabs: Any, live_server: LiveServer, asked: OpenRound
) -> None:
    page = fixing(tabs, live_server, asked)
    question = page.locator("#q-improve_first")
    place = question.get_by_role("button", name="Place next: Quicker reviews")
    place.click()
    page.locator("#q-improve_first-na").check()
    assert order_of(page, "improve_first") == []
    place.click()
    expect(page.locator("#q-improve_first-na")).not_to_be_checked()
    question.get_by_role("button", name="Clear").click()
    assert order_of(page, "improve_first") == []
    assert "improve_first" not in send(page)


def test_a_slider_says_nothing_until_it_is_touched(
    tabs: Any, live_server: LiveServer, asked: OpenRound
) -> None:
    page = fixing(tabs, live_server, asked)
    slider, number = page.locator("#q-ease_of_work-slider"), page.locator("#q-ease_of_work-number")
    expect(slider).to_have_attribute("aria-valuetext", "not answered")
    expect(number).to_have_value("")
    assert "ease_of_work" not in send(page)


def test_a_slider_by_keyboard_and_by_thumb_and_its_number(
    tabs: Any, live_server: LiveServer, asked: OpenRound
) -> None:
    page = fixing(tabs, live_server, asked, has_touch=True)
    slider, number = page.locator("#q-ease_of_work-slider"), page.locator("#q-ease_of_work-number")
    question = page.locator("#q-ease_of_work")
    slider.focus()
    page.keyboard.press("Space")  # this, in the middle
    expect(number).to_have_value("50")
    page.keyboard.press("ArrowRight")
    expect(number).to_have_value("51")
    expect(slider).to_have_attribute("aria-valuetext", "51")
    question.get_by_role("button", name="Clear").click()
    expect(number).to_have_value("")
    expect(slider).to_have_attribute("aria-valuetext", "not answered")
    box = slider.bounding_box()
    assert box is not None
    slider.tap(position={"x": box["width"] - 3, "y": box["height"] / 2})
    expect(number).to_have_value("100")
    number.fill("12")
    expect(slider).to_have_value("12")
    page.locator("#q-ease_of_work-na").check()
    expect(number).to_have_value("")
    number.fill("33")
    expect(page.locator("#q-ease_of_work-na")).not_to_be_checked()
    assert send(page)["ease_of_work"] == "33"


def test_an_amount_off_its_scale_is_said_before_the_page_turns(
    tabs: Any, live_server: LiveServer, asked: OpenRound
) -> None:
    page = fixing(tabs, live_server, asked)
    number, error = page.locator("#q-hours_lost-number"), page.locator("#q-hours_lost-error")
    for wrong in ("0.3", "41", "-1", "a lot"):
        number.fill(wrong)
        press(page, "Next")
        expect(error).to_have_text("Write a number from 0 to 40 in steps of 0.5, without a unit.")
        expect(number).to_be_focused()
    number.fill("2,5")
    expect(error).to_be_hidden()
    assert send(page)["hours_lost"] == "2.5"


def test_words_beside_other_and_an_answer_that_stands_alone(
    tabs: Any, live_server: LiveServer, asked: OpenRound
) -> None:
    page = fixing(tabs, live_server, asked)
    own, error = page.locator("#q-waits_for-say"), page.locator("#q-waits_for-error")
    expect(own).to_be_hidden()
    page.locator("#q-waits_for-other").check()
    own.fill("A badge for the lab")
    page.locator("#q-waits_for-nothing").check()  # excludes all others
    expect(page.locator("#q-waits_for-other")).not_to_be_checked()
    expect(own).to_have_value("A badge for the lab")  # and nothing that was typed is lost
    press(page, "Next")
    expect(error).to_contain_text("You wrote something beside “Other, namely”")
    page.locator("#q-waits_for-builds").check()
    expect(page.locator("#q-waits_for-nothing")).not_to_be_checked()
    page.locator("#q-waits_for-other").check()
    expect(error).to_be_hidden()
    assert send(page)["waits_for"] == ["builds", "other"]
    assert Comment.objects.get().text == "A badge for the lab"


def test_everything_without_the_script(
    tabs: Any, live_server: LiveServer, asked: OpenRound
) -> None:
    page: Page = tabs.open(base_url=live_server.url, viewport=PHONE, java_script_enabled=False)
    page.goto(asked.path)
    page.locator("#q-release_at_will-4").check()
    page.locator("#q-fix_first-builds").check()
    expect(page.locator("#q-ease_of_work-slider")).to_be_hidden()
    page.locator("#q-ease_of_work-number").fill("60")
    page.locator("#q-hours_lost-number").fill("3 hours a week")
    page.locator("#q-improve_first-docs").select_option("1")
    page.locator("#q-improve_first-calm").select_option("1")
    page.locator("#q-editor-say").fill("Emacs")
    page.locator("#q-waits_for-reviews").check()
    page.locator("#q-waits_for-nothing").check()
    press(page, "Send answers")
    summary = page.locator("#problems")
    expect(summary).to_contain_text("3 questions need another look")
    expect(summary).to_contain_text("Two stand in place 1.")
    expect(page.locator("#q-improve_first-calm")).to_have_value("1")
    expect(page.locator("#q-editor-say")).to_have_value("Emacs")
    page.locator("#q-improve_first-calm").select_option("2")
    page.locator("#q-editor-other").check()
    page.locator("#q-waits_for-nothing").uncheck()
    press(page, "Send answers")
    page.wait_for_url("**/s/done/**")
    answers = Response.objects.get().answers
    assert answers["improve_first"] == ["docs", "calm"]
    assert (answers["ease_of_work"], answers["hours_lost"]) == ("60", "3")
    assert (answers["editor"], answers["waits_for"]) == ("other", ["reviews"])
    assert Comment.objects.get().text == "Emacs"


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [320, 375, 1280])
def test_filled_in_it_fits_is_large_and_has_no_faults_for_axe(
    tabs: Any, live_server: LiveServer, asked: OpenRound, width: int, scheme: str
) -> None:
    page = fixing(tabs, live_server, asked, color_scheme=scheme)
    page.set_viewport_size({"width": width, "height": 800})
    page.locator("#q-waits_for-other").check()
    page.locator("#q-hours_lost-number").fill("4")
    page.locator("#q-ease_of_work-number").fill("40")
    for name in ("Documents", "Faster builds"):
        page.get_by_role("button", name=f"Place next: {name}").click()
    assert wider(page) == 0
    assert page.evaluate(TOO_SMALL) == []
    assert barriers(page) == []
