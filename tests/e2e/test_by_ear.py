"""What a screen reader says of the pages of those who are asked, and in which order."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise
from typing import Any

import pytest
from playwright.sync_api import CDPSession, Page, expect
from pytest_django.live_server_helper import LiveServer

from analysis.instrument import NUMBER_KINDS, Item, Scale, ScaleKind
from tests.e2e.anonymous import press
from tests.e2e.respondent_pages import PAGES, brought_up
from tests.e2e.test_respondent_pages import close
from tests.instruments import LEAD_TIME, all_scales
from tests.open_rounds import make_open_round

pytestmark = [
    pytest.mark.browser,
    pytest.mark.django_db(transaction=True, databases=["default", "answers"]),
]


#: What is answered by; the rest of a question is read only.
HANDS = {"radio", "checkbox", "textbox", "slider", "button", "combobox"}


def test_a_scale_is_read_out_in_order(tabs: Any, live_server: LiveServer) -> None:
    page = brought_up("scales", tabs, live_server)
    expect(page.locator("#q-release_at_will")).to_match_aria_snapshot("""
        - group /I can release a change whenever I decide to/:
          - radio "1 · Strongly disagree"
          - radio "2 · Disagree"
          - radio "3 · Neutral"
          - radio "4 · Agree" [checked]
          - radio "5 · Strongly agree"
          - radio "N/A · Not applicable"
          - 'button "Clear : I can release a change whenever I decide to."'
    """)
    press(page, "Next")
    expect(page.locator("#q-on_call")).to_match_aria_snapshot("""
        - group /on call/:
          - radio "Yes"
          - radio "No"
    """)


def test_every_kind_is_read_out_in_order(tabs: Any, live_server: LiveServer) -> None:
    page = brought_up("every-kind", tabs, live_server)
    expect(page.locator("#q-fix_first")).to_match_aria_snapshot("""
        - group "What should be fixed first? needs an answer":
          - paragraph: Choose up to 3.
          - checkbox "Waiting for builds and tests" [checked]
          - checkbox "Deployments that need somebody else" [disabled]
          - status: 3 of 3 chosen. Take one away to choose another.
    """)
    expect(page.locator("#q-ease_of_work")).to_match_aria_snapshot("""
        - group:
          - slider
          - textbox
    """)
    expect(page.locator("#q-best_thing")).to_match_aria_snapshot("""
        - group:
          - textbox
          - paragraph: /30 of .* characters/
          - status: /what looks like a name/
    """)
    expect(page.locator("#q-improve_first")).to_match_aria_snapshot("""
        - group:
          - list:
            - listitem:
              - 'button "Up: Documents that can be found and trusted"'
              - 'button "Down: Documents that can be found and trusted"'
              - 'button "Take out: Documents that can be found and trusted"'
    """)


# Every question -------------------------------------------------------------------------------


def read_out(browser: CDPSession, selector: str) -> list[tuple[str, str]]:
    """Role and name of an element and of all that is answered in it, in the order of reading."""
    found = browser.send(
        "Runtime.evaluate", {"expression": f"document.querySelector({selector!r})"}
    )
    tree = browser.send("Accessibility.queryAXTree", {"objectId": found["result"]["objectId"]})
    nodes = [
        (str(node["role"]["value"]), str(node.get("name", {}).get("value", "")))
        for node in tree["nodes"]
        if not node["ignored"]
    ]
    return [nodes[0], *(node for node in nodes[1:] if node[0] in HANDS)]


def expected(item: Item) -> Iterator[tuple[str, str]]:
    """What the author asked for, as it has to be heard: the question first."""
    scale, question = item.scale, item.text + " needs an answer" * item.required
    yield "group", question
    hand = "checkbox" if scale.kind is ScaleKind.MULTIPLE else "radio"
    if scale.kind is ScaleKind.TEXT:
        yield "textbox", question
    elif scale.kind in NUMBER_KINDS:
        if scale.kind is not ScaleKind.AMOUNT:
            yield "slider", question
        yield "textbox", f"{question} {scale.range.unit}".strip()
        hand = "checkbox"
    elif scale.kind is ScaleKind.RANKING:
        for option in scale.options:
            yield "button", f"Place next: {option.label}"
        hand = "checkbox"
    else:
        for option in scale.options:
            yield hand, level(scale, option.value, option.label)
            if option.say:
                yield "textbox", f"{option.label}: In your own words"
    if item.allows_na and scale.kind is not ScaleKind.TEXT:
        yield hand, "N/A · Not applicable" if is_a_row(scale) else "Not applicable"


def is_a_row(scale: Scale) -> bool:
    """Whether the levels stand beside each other, with a number on each."""
    return scale.kind is ScaleKind.ORDINAL and scale != LEAD_TIME


def level(scale: Scale, value: float | None, label: str) -> str:
    """The name of an option: of a level with its number, which some labels begin with."""
    if not is_a_row(scale) or label.startswith(f"{value:g}"):
        return label
    return f"{value:g} · {label}"


def test_every_question_is_read_out_as_its_author_wrote_it(
    tabs: Any, live_server: LiveServer
) -> None:
    page: Page = tabs.open(base_url=live_server.url)
    page.goto(make_open_round().path)
    instrument = all_scales()
    browser = page.context.new_cdp_session(page)
    browser.send("Accessibility.enable")
    items = {item.code: item for item in instrument.items}
    press(page, "Start")
    heard = []
    for section in instrument.sections:
        expect(page.get_by_role("heading", name=section.title)).to_be_visible()
        if section.code == "on_call":
            page.locator("#q-on_call-yes").check()
            page.locator("#q-woken-5").check()
        for code in section.items:
            expect(page.locator(f"#q-{code}")).to_be_visible()
            for option in items[code].scale.options:
                if option.say:  # the words beside it appear
                    page.locator(f"#q-{code}-{option.code}").check()
            said = [
                node
                for node in read_out(browser, f"#q-{code}")
                if node != ("button", f"Clear : {items[code].text}")
                and node != ("button", f"Clear: {items[code].text}")
            ]
            assert said == list(expected(items[code])), code
            heard.append(code)
        for needed in ("#q-release_at_will-4", "#q-fix_first-builds"):
            if page.locator(needed).is_visible():
                page.locator(needed).check()
        press(page, "Next")
    assert heard == [item.code for item in instrument.items]


# Every page -----------------------------------------------------------------------------------

#: The headings that are there, by level; a list of errors may stand before the first.
HEADINGS = """() => [...document.querySelectorAll('h1, h2, h3, h4, h5, h6')]
  .filter((e) => e.checkVisibility({ visibilityProperty: true }) && !e.closest('#problems'))
  .map((e) => [Number(e.tagName[1]), e.textContent.trim()])"""


@pytest.mark.parametrize("name", PAGES)
def test_headings_landmarks_and_names_lead_through_every_page(
    tabs: Any, live_server: LiveServer, name: str
) -> None:
    page = brought_up(name, tabs, live_server)
    headings = page.evaluate(HEADINGS)
    levels = [level for level, _text in headings]
    assert levels[0] == 1, headings
    assert levels.count(1) == 1, headings
    assert all(text for _level, text in headings)
    for above, below in pairwise(levels):
        assert below <= above + 1, headings
    assert page.get_by_role("main").count() == 1
    *named, product = page.title().split(" · ")
    assert product == "Candor"
    # The survey is one page of many parts, and keeps its name in all of them.
    names = {headings[0][1], headings[0][1].partition(":")[0], "Developer experience"}
    assert names & set(named), named
    close(page, tabs, name)
