"""The whole way of an engineer: on a phone in a train, at a desk by keyboard, in another script."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import Any

import pytest
from playwright.sync_api import Page, expect
from pytest_django.live_server_helper import LiveServer

from analysis.instrument import Instrument, Item, Section
from questionnaires.formats.question_set_yaml import read_question_set
from questionnaires.models import Response
from tests.demo import PROJECT
from tests.e2e.anonymous import PHONE, AnonymousRound, heading, press
from tests.e2e.conftest import barriers, wider
from tests.instruments import AGREEMENT, AGREEMENT_7, LIKELIHOOD, all_scales
from tests.open_rounds import OpenRound, make_open_round

pytestmark = [
    pytest.mark.browser,
    pytest.mark.django_db(transaction=True, databases=["default", "answers"]),
]

#: Seconds that a scripted respondent takes for an item.
PACE = 7
#: The tallest that four statements may be on a phone, in pixels.
FOUR = 700


def visit(tabs: Any, live_server: LiveServer, asked: OpenRound, **options: Any) -> Page:
    page: Page = tabs.open(base_url=live_server.url, **{"viewport": PHONE, **options})
    page.goto(asked.path)
    return page


def default_set() -> Instrument:
    path = PROJECT / "questionnaires/library/developer-experience.yaml"
    return read_question_set(path.read_text(), path.name)


def sixty() -> Instrument:
    """Sixty statements on six pages, on scales of five and seven levels and from 0 to 10."""
    scales = (AGREEMENT, AGREEMENT, AGREEMENT_7, LIKELIHOOD)
    items = tuple(
        Item(f"item_{n}", f"The statement with the number {n} is true of my work.", scales[n % 4])
        for n in range(60)
    )
    sections = tuple(
        Section(f"page_{n}", f"Page {n}", tuple(item.code for item in items[n * 10 : n * 10 + 10]))
        for n in range(6)
    )
    return replace(all_scales(), items=items, sections=sections, constructs=(), outcome="")


# How long it takes ----------------------------------------------------------------------------


def minutes_told(page: Page) -> int:
    found = re.search(r"about (\d+) min", page.locator("[data-progress]").inner_text())
    assert found
    return int(found[1])


def test_the_default_set_takes_less_than_ten_minutes_and_says_so(
    tabs: Any, live_server: LiveServer
) -> None:
    instrument = default_set()
    page = visit(tabs, live_server, make_open_round(instrument=instrument))
    told_at_first = minutes_told(page)
    press(page, "Start")
    answered, told = 0, []
    while not page.get_by_role("heading", name="Before you send").is_visible():
        told.append((answered, minutes_told(page)))
        asked: set[str] = set()
        while new := [
            question
            for question in page.locator(".question:visible").all()
            if (code := str(question.get_attribute("data-item"))) not in asked
        ]:
            question = new[0]
            code = str(question.get_attribute("data-item"))
            asked.add(code)
            if question.locator("textarea").count():
                question.locator("textarea").fill("Quiet mornings")
            elif question.locator("[data-number]").count():
                question.locator("[data-number]").fill("10")
            else:
                question.locator("input:not([data-slider])").first.check()
            answered += 1
        press(page, "Next")
    seconds = answered * PACE
    assert answered >= len(instrument.items) - 1
    assert seconds < 10 * 60
    assert abs(told_at_first - seconds / 60) <= 1
    for so_far, minutes in told:
        assert abs(minutes - (answered - so_far) * PACE / 60) <= 1, (so_far, minutes)


# On a phone -----------------------------------------------------------------------------------


#: The heights of all blocks of four statements on scales of five that stand below each other.
BLOCKS = """() => [...document.querySelectorAll('.question:has(.levels-5)')].flatMap((first) => {
  const block = [first];
  while (block.length < 4) {
    const next = block.at(-1).nextElementSibling;
    if (!next?.matches('.question:has(.levels-5)') || !next.checkVisibility()) return [];
    block.push(next);
  }
  if (!first.checkVisibility()) return [];
  return block[3].getBoundingClientRect().bottom - first.getBoundingClientRect().top;
})"""


@pytest.mark.parametrize("language", ["en", "de", "es"])
def test_four_statements_fit_one_phone(tabs: Any, live_server: LiveServer, language: str) -> None:
    asked = make_open_round(instrument=default_set())
    page: Page = tabs.open(base_url=live_server.url, viewport=PHONE)
    page.goto(f"{asked.path}?lang={language}")
    expect(page.locator("form[data-survey]")).to_have_attribute("lang", language)
    heights: list[float] = []
    forward = page.locator("[data-next]")
    while forward.is_visible():
        heights += page.evaluate(BLOCKS)
        forward.click()
    assert len(heights) >= 5
    assert max(heights) <= FOUR, heights


@pytest.mark.parametrize("width", [320, 375])
def test_sixty_statements_by_thumb_on_a_slow_line(
    tabs: Any, live_server: LiveServer, width: int
) -> None:
    asked = make_open_round(instrument=sixty())
    page: Page = tabs.open(
        base_url=live_server.url,
        viewport={"width": width, "height": 640},
        has_touch=True,
        is_mobile=True,
    )
    line = page.context.new_cdp_session(page)
    line.send("Network.enable")
    slow = {"downloadThroughput": 200_000, "uploadThroughput": 100_000, "latency": 150}
    line.send("Network.emulateNetworkConditions", {"offline": False, **slow})
    page.goto(asked.path)
    page.get_by_role("button", name="Start").tap()
    for number in range(6):
        heading(page, f"Page {number}")
        for question in page.locator(".question:visible").all():
            question.locator(".level").nth(3).tap()
        assert wider(page) == 0
        page.get_by_role("button", name="Next").tap()
    expect(page.get_by_text("Every question has an answer.")).to_be_visible()
    page.get_by_role("button", name="Send answers").tap()
    heading(page, "Your answers are stored")
    assert len(Response.objects.get().answers) == 60


#: What of the chosen words stands outside their card, or on what else can be touched.
ASTRAY = """(question) => {
  const box = (e) => e.getBoundingClientRect();
  const word = question.querySelector(':checked ~ .word');
  const said = box(word);
  const card = box(question);
  const found = [];
  if (said.width < 8 || said.height < 8) found.push('not shown');
  if (word.scrollWidth > word.clientWidth + 1 && getComputedStyle(word).overflowX === 'hidden') {
    found.push('cut off');
  }
  if (said.left < card.left || said.right > card.right + 0.5
    || said.top < card.top || said.bottom > card.bottom + 0.5) found.push('outside the card');
  for (const other of question.querySelectorAll('.face, .clear')) {
    const there = box(other);
    if (said.left < there.right - 0.5 && said.right > there.left + 0.5
      && said.top < there.bottom - 0.5 && said.bottom > there.top + 0.5) {
      found.push(`on ${other.textContent.trim()}`);
    }
  }
  return found;
}"""


@pytest.mark.parametrize("levels", [5, 7])
def test_the_words_of_every_level_have_a_place_of_their_own(
    tabs: Any, live_server: LiveServer, levels: int
) -> None:
    page = visit(
        tabs,
        live_server,
        make_open_round(instrument=sixty()),
        viewport={"width": 320, "height": 640},
    )
    press(page, "Start")
    question = page.locator(f".question:visible:has(.levels-{levels})").first
    choices = question.locator("input").all()
    assert len(choices) == levels + 1
    for choice in choices:
        choice.check()
        assert question.evaluate(ASTRAY) == [], choice.get_attribute("value")
    question.locator(".clear").evaluate(
        "e => { e.style.position = 'relative'; e.style.top = '-30px' }"
    )
    question.locator(":checked ~ .word").evaluate("e => { e.style.translate = '0 90px' }")
    assert "outside the card" in question.evaluate(ASTRAY)  # so it would be found


# By keyboard ----------------------------------------------------------------------------------


def test_digits_answer_while_a_scale_has_the_focus(tabs: Any, live_server: LiveServer) -> None:
    page = visit(tabs, live_server, make_open_round(instrument=sixty()))
    keys = page.keyboard
    keys.press("5")
    expect(page.get_by_role("button", name="Start")).to_be_visible()  # nowhere else
    press(page, "Start")
    keys.press("5")
    assert page.locator("input:checked").count() == 0
    page.locator("#q-item_0-1").focus()
    keys.press("4")
    expect(page.locator("#q-item_0-4")).to_be_checked()
    expect(page.locator("#q-item_0-4")).to_be_focused()
    keys.press("7")  # not on this scale
    expect(page.locator("#q-item_0-4")).to_be_checked()
    keys.press("Control+2")  # the browser's own
    expect(page.locator("#q-item_0-4")).to_be_checked()
    keys.press("n")
    expect(page.locator("#q-item_0-na")).to_be_checked()
    keys.press("ArrowLeft")
    expect(page.locator("#q-item_0-5")).to_be_checked()
    page.locator("#q-item_2-1").focus()
    keys.press("7")
    expect(page.locator("#q-item_2-7")).to_be_checked()
    page.locator("#q-item_3-1").focus()
    keys.press("0")
    expect(page.locator("#q-item_3-0")).to_be_checked()
    keys.press("Enter")
    heading(page, "Page 1")


def test_digits_in_words_and_numbers_are_digits(tabs: Any, live_server: LiveServer) -> None:
    page = visit(tabs, live_server, make_open_round())
    press(page, "Start")
    page.locator("#q-change_fail-number").focus()
    page.keyboard.type("15")
    expect(page.locator("#q-change_fail-number")).to_have_value("15")
    assert page.locator("input:checked").count() == 0


def test_an_anonymous_round_by_keys_alone(tabs: Any, live_server: LiveServer) -> None:
    page: Page = tabs.open(viewport={"width": 1280, "height": 800})
    page.goto(AnonymousRound(live_server).link())
    keys = page.keyboard

    def tab_to(selector: str) -> None:
        for _ in range(60):
            if page.locator(f"{selector}:focus").count():
                return
            keys.press("Tab")
        pytest.fail(f"Tab does not reach {selector}")

    expect(page.get_by_role("button", name="Start")).to_be_visible()
    expect(page.locator("[data-keys]")).to_be_visible()
    tab_to("[data-next]")
    keys.press("Enter")
    expect(page.get_by_role("heading", name="Getting changes out")).to_be_focused()
    keys.press("Enter")
    tab_to("#q-release_at_will-1")
    keys.press("4")
    keys.press("Enter")
    expect(page.get_by_role("heading", name="On call")).to_be_focused()
    tab_to("[data-next]")
    keys.press("Enter")
    tab_to("#q-fix_first-builds")
    keys.press("Space")
    keys.press("Enter")
    expect(page.get_by_role("heading", name="About you")).to_be_focused()
    tab_to("[data-next]")
    keys.press("Enter")
    expect(page.get_by_role("heading", name="Before you send")).to_be_focused()
    tab_to("[data-send]")
    keys.press("Enter")
    heading(page, "Your receipt")
    assert Response.objects.get().answers == {"release_at_will": "4", "fix_first": ["builds"]}


# In words ---------------------------------------------------------------------------------------


def test_a_long_text_says_how_long_it_is(tabs: Any, live_server: LiveServer) -> None:
    page = visit(tabs, live_server, make_open_round())
    press(page, "Start")
    page.locator("#q-release_at_will-4").check()
    press(page, "Next")
    press(page, "Next")
    length = page.locator("#q-best_thing [data-length]")
    expect(length).to_have_text("0 of 2,000 characters")
    page.locator("#q-best_thing-text").fill("a" * 2001)
    expect(length).to_have_text("2,001 of 2,000 characters")
    expect(length).to_have_class(re.compile(r"\bover\b"))
    page.locator("#q-fix_first-builds").check()
    press(page, "Next")
    expect(page.locator("#q-best_thing-error")).to_contain_text("Shorten this")


# Another script ---------------------------------------------------------------------------------


@pytest.mark.parametrize("width", [320, 375, 1280])
def test_a_questionnaire_from_right_to_left(tabs: Any, live_server: LiveServer, width: int) -> None:
    arabic = {
        "title": "تجربة المطورين",
        "items.release_at_will.text": "أستطيع نشر تغيير متى قررت ذلك.",
        "scales.agreement_5.options.1": "لا أوافق بشدة",
        "scales.agreement_5.options.5": "أوافق بشدة",
    }
    asked = make_open_round(instrument=replace(all_scales(), translations={"ar": arabic}))
    page: Page = tabs.open(
        base_url=live_server.url,
        viewport={"width": width, "height": 800},
        locale="ar",
        bypass_csp=True,
    )
    page.goto(asked.path)
    expect(page.locator("form[data-survey]")).to_have_attribute("dir", "rtl")
    press(page, "Start")
    question = page.locator("#q-release_at_will")
    boxes = [level.bounding_box() for level in question.locator(".level").all()]
    lefts = [box["x"] for box in boxes if box]
    assert len(lefts) == 6
    assert lefts == sorted(lefts, reverse=True)  # 1 is at the right, N/A at the very left
    page.locator("#q-release_at_will-1").check()
    chosen = question.locator(".level .word").first.bounding_box()
    clear = question.locator(".clear").bounding_box()
    assert chosen
    assert clear
    assert clear["x"] < chosen["x"]
    pages = 0
    while page.locator("[data-next]").is_visible():
        pages += 1
        assert wider(page) == 0
        assert barriers(page) == []
        if page.locator("#q-fix_first").is_visible():
            page.locator("#q-fix_first-builds").check()
            slider_from_right_to_left(page)
        page.locator("[data-next]").click()
    assert pages == 4
    heading(page, "Before you send")
    assert wider(page) == 0
    assert barriers(page) == []


def slider_from_right_to_left(page: Page) -> None:
    """Zero is at the right, and the arrow to the left goes up."""
    slider, number = page.locator("#q-ease_of_work-slider"), page.locator("#q-ease_of_work-number")
    assert slider.evaluate("e => getComputedStyle(e).direction") == "rtl"
    slider.scroll_into_view_if_needed()
    box = slider.bounding_box()
    assert box
    slider.click(position={"x": box["width"] * 0.9, "y": box["height"] / 2})
    low = int(number.input_value())
    assert low < 20
    slider.press("ArrowLeft")
    assert int(number.input_value()) == low + 1
    low_end, high_end = (
        end.bounding_box() for end in page.locator("#q-ease_of_work .slider-ends > span").all()
    )
    assert low_end
    assert high_end
    assert high_end["x"] < low_end["x"]


def test_from_right_to_left_the_arrow_keys_move_along_a_scale(
    tabs: Any, live_server: LiveServer
) -> None:
    asked = make_open_round(
        instrument=replace(all_scales(), translations={"ar": {"title": "تجربة"}})
    )
    page = visit(tabs, live_server, asked, locale="ar")
    press(page, "Start")
    page.locator("#q-release_at_will-2").focus()
    page.keyboard.press("Space")
    page.keyboard.press("ArrowLeft")
    boxes = [page.locator(f"#q-release_at_will-{level} ~ .face").bounding_box() for level in (2, 3)]
    assert boxes[0]
    assert boxes[1]
    assert boxes[1]["x"] < boxes[0]["x"]
    expect(page.locator("#q-release_at_will-3")).to_be_checked()
