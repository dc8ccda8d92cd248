"""A random order inside a section, and an earlier answer in a later text, in a browser."""

from __future__ import annotations

import json
from typing import Any
from urllib.parse import parse_qsl, urlsplit

import pytest
from django.test import Client
from playwright.sync_api import Dialog, Page, Request, expect
from pytest_django.live_server_helper import LiveServer

from analysis.instrument import (
    Condition,
    Instrument,
    Item,
    Option,
    Scale,
    ScaleKind,
    Section,
)
from questionnaires.models import Response, Round
from questionnaires.services.invitations import issue_links
from surveyapp import settings
from tests.devices import opened_anonymous
from tests.e2e.anonymous import ON_THE_DEVICE, PHONE, AnonymousRound, heading, press, send
from tests.instruments import AGREEMENT, FREQUENCY, LONG_TEXT, YES_NO
from tests.open_rounds import make_open_round
from tests.rounds import version
from tests.stored import persona

pytestmark = [
    pytest.mark.browser,
    pytest.mark.django_db(transaction=True, databases=["default", "answers"]),
]

INERT = "<img src=x onerror=alert(1)>"
TOOLS = Scale(
    "tools",
    ScaleKind.SINGLE,
    (
        Option("ide", "my editor"),
        Option("marked", INERT),
        Option("other", "Other, namely", say=True),
    ),
)
#: Statements that depend on nothing: with the two pairs below, 16 blocks in 2e13 orders, so that
#: two visits show one order by chance in less than one of 1e9 runs.
ALONE = tuple(f"calm_{n:02}" for n in range(14))
SHUFFLED = (*ALONE[:5], "tool", *ALONE[5:9], "on_call", "woken", *ALONE[9:], "tool_works")
GERMAN = {
    "items.tool.text": "Welches Werkzeug benutzt du?",
    "items.tool_works.text": "{tool|Mein Werkzeug} tut, was es soll.",
    "scales.tools.options.ide": "Mein Editor",
}


def instrument() -> Instrument:
    special = {
        "tool": Item("tool", "Which tool do you use most?", TOOLS),
        "tool_works": Item("tool_works", "", AGREEMENT, required=True).worded(
            "I trust {tool|the tool I use most}.", "Think of {tool|it}."
        ),
        "on_call": Item("on_call", "Are you on call?", YES_NO, allows_na=False),
        "woken": Item(
            "woken",
            "How often are you woken?",
            FREQUENCY,
            show_if=Condition("on_call", frozenset({"yes"})),
        ),
    }
    alone = {
        code: Item(code, f"Statement {code}.", AGREEMENT, required=code in ALONE[:3])
        for code in ALONE
    }
    last = Item("better", "", LONG_TEXT).worded("What would make {tool|your tool} better?")
    return Instrument(
        "order",
        "Work",
        (
            Section("work", "Your work", SHUFFLED, is_shuffled=True),
            Section("words", "In words", ("better",)),
        ),
        (*((special | alone)[code] for code in SHUFFLED), last),
        description="To find out what slows your work down.",
        translations={"de": GERMAN},
    )


class ShuffledRound(AnonymousRound):
    """An anonymous round with a section in a random order."""

    def __init__(self, server: LiveServer) -> None:
        self.server = server
        self.round = opened_anonymous(version=version(instrument()))
        self.people = issue_links(round=self.round, actor="test")


@pytest.fixture
def asked(live_server: LiveServer) -> ShuffledRound:
    return ShuffledRound(live_server)


def visit(tabs: Any, address: str, **options: Any) -> Page:
    """The first page of questions, in a browser of its own."""
    page: Page = tabs.open(viewport=PHONE, **options)
    page.goto(address)
    press(page, "Start")
    heading(page, "Your work")
    return page


def shown(page: Page) -> list[str]:
    """Codes of the questions from top to bottom, as they are seen."""
    found: list[str] = page.evaluate("""() =>
      [...document.querySelectorAll("#page-work [data-item]")]
        .filter((one) => one.checkVisibility())
        .sort((one, other) => one.getBoundingClientRect().y - other.getBoundingClientRect().y)
        .map((one) => one.dataset.item)""")
    return found


def in_document(page: Page) -> list[str]:
    found: list[str] = page.evaluate(
        "[...document.querySelectorAll('#page-work [data-item]')].map((one) => one.dataset.item)"
    )
    return found


# The order ------------------------------------------------------------------------------------


def test_every_person_gets_an_order_of_their_own(tabs: Any, asked: ShuffledRound) -> None:
    orders = [in_document(visit(tabs, asked.link(n))) for n in range(3)]
    assert all(sorted(order) == sorted(SHUFFLED) for order in orders)
    assert len({*map(tuple, orders)} | {SHUFFLED}) == 4


def test_the_order_is_drawn_with_crypto_and_nothing_else(tabs: Any, asked: ShuffledRound) -> None:
    """Zeros swap each block with the first in turn.

    The third draw is among 14, which do not divide 2 ** 32: the last numbers would favour some
    blocks, and are drawn again.
    """
    page: Page = tabs.open(viewport=PHONE)
    page.add_init_script(
        """{
      let draws = 0;
      crypto.getRandomValues = (into) => {
        draws += 1;
        globalThis.draws = draws;
        return into.fill(draws === 3 ? 2 ** 32 - 1 : 0);
      };
      Math.random = () => { throw new Error("not for this"); };
    }"""
    )
    page.goto(asked.link())
    blocks = [[code] for code in SHUFFLED if code not in ("woken", "tool_works")]
    for block in blocks:
        block.extend({"on_call": ["woken"], "tool": ["tool_works"]}.get(block[0], []))
    rest = blocks[1:] + blocks[:1]
    assert in_document(page) == [code for block in rest for code in block]
    assert page.evaluate("globalThis.draws") >= 16


def test_questions_that_rest_on_another_stay_behind_it(tabs: Any, asked: ShuffledRound) -> None:
    for person in range(4):
        order = in_document(visit(tabs, asked.link(person)))
        assert order.index("woken") == order.index("on_call") + 1
        assert order.index("tool_works") == order.index("tool") + 1


def test_keyboard_and_reading_order_are_the_order_seen(tabs: Any, asked: ShuffledRound) -> None:
    page = visit(tabs, asked.link())
    page.locator("#q-on_call-yes").check()
    seen = shown(page)
    assert "woken" in seen
    assert seen != list(SHUFFLED)
    page.locator("#page-work-title").focus()
    reached: list[str] = []
    for _step in range(120):
        page.keyboard.press("Tab")
        code = page.evaluate("document.activeElement.closest('[data-item]')?.dataset.item")
        if code is None:
            break
        reached += [code] if code not in reached else []
    assert reached == seen
    read = [line for line in page.aria_snapshot().splitlines() if "- group " in line]
    texts = [
        page.locator(f"#q-{code} legend").evaluate("(one) => one.firstChild.textContent.trim()")
        for code in seen
    ]
    positions = [next(at for at, line in enumerate(read) if text in line) for text in texts]
    assert positions == sorted(positions)


def test_the_order_stays_over_a_reload_and_in_a_new_tab(tabs: Any, asked: ShuffledRound) -> None:
    page = visit(tabs, asked.link())
    before = in_document(page)
    page.locator("#q-calm_00-4").check()
    expect(page.get_by_text("Saved on this device")).to_be_visible()
    for _again in range(2):
        page.reload()
        expect(page.locator("#q-calm_00-4")).to_be_checked()
        assert in_document(page) == before
    again = page.context.new_page()
    page.close()
    again.goto(asked.link())
    expect(again.locator("#q-calm_00-4")).to_be_checked()
    assert in_document(again) == before


def test_the_review_lists_in_the_order_shown(tabs: Any, asked: ShuffledRound) -> None:
    page = visit(tabs, asked.link())
    page.locator("#q-calm_00-4").check()
    expect(page.get_by_text("Saved on this device")).to_be_visible()
    page.reload()  # the order comes back with the draft, later than the page
    heading(page, "Your work")
    order = [code for code in in_document(page) if code != "woken"]
    for code in ("calm_00", "calm_01", "calm_02", "tool_works"):
        page.locator(f"#q-{code}-4").check()
    press(page, "Next")
    press(page, "Next")
    heading(page, "Before you send")
    links = page.locator("[data-unanswered] a").evaluate_all(
        "(all) => all.map((one) => one.hash.slice(3))"
    )
    given = {"calm_00", "calm_01", "calm_02", "tool_works"}
    assert links == [*(code for code in order if code not in given), "better"]


def test_the_first_error_is_the_first_one_seen(tabs: Any, asked: ShuffledRound) -> None:
    page = visit(tabs, asked.link())
    needed = [c for c in in_document(page) if c in ("calm_00", "calm_01", "calm_02", "tool_works")]
    press(page, "Next")
    expect(page.locator(f"#q-{needed[0]} input").first).to_be_focused()


@pytest.mark.parametrize("mode", [Round.Mode.OPEN, Round.Mode.CONFIDENTIAL])
def test_what_the_server_gives_back_stands_as_it_stood(
    tabs: Any, live_server: LiveServer, mode: Round.Mode
) -> None:
    opened = make_open_round(mode=mode, instrument=instrument())
    page = visit(tabs, f"{live_server.url}{opened.path}")
    page.evaluate(
        "document.querySelectorAll('[data-missing]').forEach((one) => delete one.dataset.missing)"
    )
    page.locator("#q-calm_05-4").check()
    expect(page.get_by_text("Saved on this device")).to_be_visible()
    before = in_document(page)
    press(page, "Next")
    press(page, "Next")
    press(page, "Send answers")
    expect(page.locator("#problems")).to_be_focused()
    expect(page.locator("[data-saved]")).to_be_visible()
    assert in_document(page) == before
    wrong = page.locator("#problems a").evaluate_all("(all) => all.map((a) => a.hash.slice(3))")
    assert len(wrong) == 4
    assert wrong == [code for code in before if code in wrong]
    assert "I trust the tool I use most." in page.locator("#problems").inner_text()
    page.locator("#q-tool-ide").evaluate("(one) => one.click()")
    assert "I trust my editor." in page.locator("#problems").inner_text()


def test_behind_an_open_link_the_order_comes_back_to_whoever_goes_on(
    tabs: Any, live_server: LiveServer
) -> None:
    opened = make_open_round(mode=Round.Mode.OPEN, instrument=instrument())
    page = visit(tabs, f"{live_server.url}{opened.path}")
    page.locator("#q-calm_05-4").check()
    expect(page.get_by_text("Saved on this device")).to_be_visible()
    before = in_document(page)
    context = page.context
    page.close()
    page = context.new_page()
    page.goto(f"{live_server.url}{opened.path}")
    box = page.locator("[data-earlier]")
    expect(box).to_be_visible()
    assert in_document(page) != before, "it may be somebody else"
    box.locator("[data-go-on]").click()
    expect(page.locator("#q-calm_05-4")).to_be_checked()
    assert in_document(page) == before


def test_without_the_script_the_order_and_the_words_are_the_author_s(
    tabs: Any, live_server: LiveServer
) -> None:
    opened = make_open_round(mode=Round.Mode.OPEN, instrument=instrument())
    page: Page = tabs.open(base_url=live_server.url, java_script_enabled=False)
    page.goto(opened.path)
    page.locator("#q-tool-ide").check()
    found = page.locator("#page-work fieldset").all()
    assert [one.get_attribute("id") for one in found] == [f"q-{code}" for code in SHUFFLED]
    expect(page.locator("#q-tool_works legend")).to_contain_text("I trust the tool I use most.")


def test_a_preview_shows_it(tabs: Any, live_server: LiveServer) -> None:
    made = version(instrument())
    browser = Client()
    browser.force_login(persona("author"))
    page: Page = tabs.open(viewport=PHONE)
    cookie = browser.cookies[settings.SESSION_COOKIE_NAME].value
    page.context.add_cookies(
        [{"name": settings.SESSION_COOKIE_NAME, "value": cookie, "url": live_server.url}]
    )
    orders = []
    for _visit in range(2):
        page.goto(f"{live_server.url}/question-sets/order/{made.number}/preview/")
        orders.append(in_document(page))
    assert orders[0] != orders[1]
    press(page, "Start")
    page.locator("#q-tool-ide").check()
    expect(page.locator("#q-tool_works legend")).to_contain_text("I trust my editor.")


# What is sent, and what is left -----------------------------------------------------------------


def fill_in(page: Page) -> None:
    for code in in_document(page):
        if code in ALONE:
            page.locator(f"#q-{code}-4").check()
    page.locator("#q-on_call-yes").check()
    page.locator("#q-woken-2").check()
    page.locator("#q-tool-ide").check()
    page.locator("#q-tool_works-5").check()
    press(page, "Next")
    page.locator("#q-better-text").fill("Fewer clicks")
    press(page, "Next")
    heading(page, "Before you send")


def test_what_is_handed_in_does_not_tell_the_order(tabs: Any, asked: ShuffledRound) -> None:
    sent, orders = [], []
    for person in range(2):
        bodies: list[str] = []

        def note(request: Request, bodies: list[str] = bodies) -> None:
            if urlsplit(request.url).path.endswith("/answers/"):
                bodies.append(request.post_data or "")

        page = visit(tabs, asked.link(person))
        page.on("request", note)
        fill_in(page)
        orders.append(in_document(page))
        kept = json.loads(page.evaluate(ON_THE_DEVICE))["rows"]["drafts"][0]
        send(page)
        (body,) = bodies
        assert "Fewer clicks" in body
        sent.append((kept["answers"], json.loads(body)["answers"]))
    assert orders[0] != orders[1]
    assert sent[0] == sent[1]
    assert Response.objects.count() == 2
    first, second = (json.dumps(one.answers) for one in Response.objects.all())
    assert first == second, "not by the order of keys either"


def test_a_plain_form_does_not_tell_the_order_either(tabs: Any, live_server: LiveServer) -> None:
    opened = make_open_round(mode=Round.Mode.OPEN, instrument=instrument())
    page = visit(tabs, f"{live_server.url}{opened.path}")
    assert in_document(page) != list(SHUFFLED)
    fill_in(page)
    with page.expect_request(lambda request: request.method == "POST") as posted:
        press(page, "Send answers")
    names = [name for name, _value in parse_qsl(posted.value.post_data or "")]
    asked = ["submission", *(f"q.{code}" for code in (*SHUFFLED, "better"))]
    assert names == asked
    expect(page.get_by_role("heading", level=1)).to_be_visible()
    assert list(Response.objects.get().answers) == list(SHUFFLED)


def test_nothing_of_the_order_is_left_after_sending_a_plain_form(
    tabs: Any, live_server: LiveServer
) -> None:
    opened = make_open_round(instrument=instrument())
    page = visit(tabs, f"{live_server.url}{opened.path}")
    fill_in(page)
    expect(page.locator("[data-saved]")).to_be_visible()
    assert "calm_" in page.evaluate(ON_THE_DEVICE)
    press(page, "Send answers")
    heading(page, "Your answers are stored")
    for _soon in range(50):  # the page removes the draft once it is there
        if "calm_" not in page.evaluate(ON_THE_DEVICE):
            break
        page.wait_for_timeout(100)
    assert "calm_" not in page.evaluate(ON_THE_DEVICE)
    assert page.evaluate("localStorage.length + sessionStorage.length") == 0


def test_nothing_of_the_order_is_left_after_sending(tabs: Any, asked: ShuffledRound) -> None:
    page = visit(tabs, asked.link())
    fill_in(page)
    before = page.evaluate(ON_THE_DEVICE)
    assert json.loads(before)["rows"]["drafts"][0]["order"] == in_document(page)
    send(page)
    after = page.evaluate(ON_THE_DEVICE)
    assert "receipts" in after
    for text in ("calm_", "tool", "order", "Fewer", "editor"):
        assert text not in after


def test_nothing_of_the_order_is_left_after_clearing(tabs: Any, asked: ShuffledRound) -> None:
    page = visit(tabs, asked.link())
    page.on("dialog", Dialog.accept)
    page.locator("#q-tool-ide").check()
    expect(page.locator("#q-tool_works legend")).to_contain_text("I trust my editor.")
    expect(page.get_by_text("Saved on this device")).to_be_visible()
    assert "calm_" in page.evaluate(ON_THE_DEVICE)
    press(page, "clear my answers")
    expect(page.get_by_text("Saved on this device")).to_be_hidden()
    assert "calm_" not in page.evaluate(ON_THE_DEVICE)
    assert json.loads(page.evaluate(ON_THE_DEVICE))["session"] == {}
    press(page, "Start")
    expect(page.locator("#q-tool_works legend")).to_contain_text("I trust the tool I use most.")
