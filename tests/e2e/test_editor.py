"""Authors write in the browser: by keyboard alone, in two tabs at once, on a phone, for all."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from django.test import Client
from playwright.sync_api import Page, expect

from questionnaires.models import QuestionSetVersion
from questionnaires.services.question_sets import (
    import_library,
    import_question_set,
    publish_version,
    start_next_version,
)
from surveyapp import settings
from tests.e2e.conftest import barriers
from tests.question_sets import SMALL
from tests.stored import persona

pytestmark = [
    pytest.mark.browser,
    pytest.mark.django_db(transaction=True, databases=["default", "answers"]),
]

Open = Callable[..., Page]


@pytest.fixture
def author(tabs: Any, live_server: Any) -> Iterator[Open]:
    """Opens a page of somebody who is logged in as an author, or as somebody else.

    A browser notes refused requests of a script on its console; refusing them is meant here.
    """

    def opened(path: str, name: str = "author", **options: Any) -> Page:
        browser = Client()
        browser.force_login(persona(name))
        page: Page = tabs.open(**options)
        cookie = browser.cookies[settings.SESSION_COOKIE_NAME].value
        page.context.add_cookies(
            [{"name": settings.SESSION_COOKIE_NAME, "value": cookie, "url": live_server.url}]
        )
        page.goto(f"{live_server.url}/question-sets/{path}")
        return page

    yield opened
    noted = re.compile(r"Failed to load resource: .* status of (409|422|502) ")
    tabs.complaints[:] = [text for text in tabs.complaints if not noted.match(text)]


def small_draft() -> QuestionSetVersion:
    return import_question_set(source=SMALL, filename="small.yaml", actor="ann")


def said(page: Page) -> Any:
    return page.locator("[data-said]")


def tab_to(page: Page, selector: str, *, back: bool = False) -> None:
    """Press Tab until this element has the focus."""
    for _press in range(80):
        if page.evaluate("s => document.activeElement.matches(s)", selector):
            return
        page.keyboard.press("Shift+Tab" if back else "Tab")
    raise AssertionError(f"Tab does not reach {selector}")


def test_the_next_version_of_a_set_that_ships(author: Open) -> None:
    """Make it, reword, add with a condition, move, remove and undo, translate, publish."""
    import_library(actor="test")
    page = author("pulse/1/")
    page.get_by_role("button", name="Make the next version").click()
    first = page.locator(".line").first
    old = first.locator("h3").inner_text().removesuffix(", reword")
    code = first.get_attribute("data-code") or ""
    first.locator("h3 a").click()
    text = page.get_by_label("The question, or the statement to agree with")
    expect(text).to_be_focused()
    expect(page.get_by_text("Does it still measure the same?")).to_be_hidden()
    text.fill("Read otherwise than before.")
    page.get_by_role("button", name="Save").click()
    expect(page.locator(".edit .error")).to_contain_text("Say whether it still measures the same.")
    expect(text).to_have_value("Read otherwise than before.")
    page.get_by_role("radio", name="Something new").check()
    page.get_by_role("button", name="Save").click()
    expect(said(page)).to_have_text("Saved. Reworded “Read otherwise than before.”")
    expect(page.locator(f"#text-{code} h3 a")).to_be_focused()
    expect(page.locator(".mark").first).to_contain_text(old)

    page.locator(f"#tools-{code} a", has_text="Add below").click()
    page.get_by_label("The question, or the statement to agree with").fill("Were you away?")
    page.get_by_label("Answers").select_option(label="yes_no: Yes, No")
    page.get_by_role("button", name="Add the question").click()
    expect(page.locator("#item-were_you_away h3")).to_be_visible()
    following = page.locator(".line").nth(2)
    depending = following.get_attribute("data-code") or ""
    page.locator(f"#tools-{depending} a", has_text="Condition").click()
    page.get_by_label("Only after the question").select_option(label="Were you away?")
    page.get_by_label("No", exact=True).check()
    page.get_by_role("button", name="Save").click()
    expect(page.locator(f"#condition-{depending}")).to_contain_text("Only after “No” to “Were")

    page.locator("#tools-were_you_away [data-move=down] button").click()
    expect(said(page)).to_contain_text("would then be asked after it")
    page.get_by_role("link", name="Cancel").click()
    page.locator("#tools-were_you_away [data-move=up] button").click()
    expect(page.locator(".line").first).to_have_attribute("data-code", "were_you_away")

    last = page.locator(".line").last
    gone = last.get_attribute("data-code") or ""
    last.get_by_role("link", name="Remove").click()
    expect(page.locator("form.edit")).to_contain_text("rounds keep their answers, its trend ends")
    page.locator("form.edit").get_by_role("button", name="Remove").click()
    expect(page.locator(f"#item-{gone}")).to_have_count(0)
    undo = page.get_by_role("button", name="Undo")
    expect(undo).to_be_focused()
    undo.click()
    expect(page.locator(f"#item-{gone}")).to_be_visible()
    expect(page.frame_locator("[data-phone]").locator(".question").first).to_be_visible()

    away = {"de": ("Warst du weg?", "Ja", "Nein"), "es": ("¿Estuviste fuera?", "Sí", "No")}
    for language, texts in away.items():
        page.get_by_role("link", name=f"Texts missing in {language}: 3").click()
        for label, words in zip(("Were you away?", "Yes", "No"), texts, strict=True):
            page.get_by_label(label, exact=True).fill(words)
        page.get_by_role("button", name="Save").click()
        expect(page.get_by_role("link", name=f"Texts missing in {language}")).to_have_count(0)

    page.get_by_role("link", name="Publish").click()
    # What is something new was said beside its text; of the condition nobody has spoken yet.
    expect(page.locator("fieldset.rewording legend code")).to_have_text([depending])
    page.get_by_role("radio", name="It still measures the same").check()
    page.get_by_role("checkbox", name="I have read it").check()
    page.get_by_role("button", name="Publish").click()
    expect(page.get_by_role("status")).to_contain_text("Version 2 is published.")
    version = QuestionSetVersion.objects.get(question_set__code="pulse", number=2)
    assert version.is_published
    items = {item.code: item for item in version.instrument.items}
    assert (items[code].text, items[code].wording) == ("Read otherwise than before.", 2)
    assert items[depending].show_if is not None


def test_by_keyboard_alone(author: Open) -> None:
    small_draft()
    page = author("small-set/1/edit/", viewport={"width": 1280, "height": 900})
    tab_to(page, "#text-on_call a")
    page.keyboard.press("Enter")
    expect(page.locator("form.edit textarea").first).to_be_focused()
    page.keyboard.press("Control+A")
    page.keyboard.type("Do you take calls at night?")
    page.keyboard.press("Control+Enter")
    expect(page.locator("#text-on_call h3 a")).to_be_focused()
    page.keyboard.press("Alt+ArrowUp")
    expect(page.locator("#tools-on_call [data-move=up] button")).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.locator(".line").first).to_have_attribute("data-code", "on_call")
    tab_to(page, "#tools-on_call a[href*='/condition/']")
    page.keyboard.press("Enter")
    expect(page.locator("form.edit select")).to_be_focused()
    page.keyboard.press("Escape")
    expect(page.locator("form.edit")).to_have_count(0)
    expect(page.locator("#tools-on_call a[href*='/condition/']")).to_be_focused()
    tab_to(page, ".bar-tools form button", back=True)
    page.keyboard.press("Enter")
    expect(said(page)).to_contain_text("Undone: Moved")
    draft = QuestionSetVersion.objects.get()
    assert draft.instrument.sections[0].items[1] == "on_call"
    assert draft.instrument.item("on_call").text == "Do you take calls at night?"


def test_two_tabs_at_once_lose_nothing(author: Open) -> None:
    small_draft()
    mine, theirs = author("small-set/1/edit/"), author("small-set/1/edit/", "admin")
    mine.locator("#text-woken a").click()
    mine.get_by_label("A sentence below it").fill("Half written here.")
    for page, text in ((theirs, "Their words?"), (mine, "My words?")):
        page.locator("#text-on_call a").click()
        page.locator("#text-on_call textarea").first.fill(text)
    theirs.get_by_role("button", name="Save").click()
    expect(said(theirs)).to_contain_text("Saved.")
    mine.locator("#text-on_call").get_by_role("button", name="Save").click()
    both = mine.locator("#text-on_call .problem")
    expect(both).to_contain_text("admin changed this while you wrote.")
    expect(both).to_contain_text("Their words?")
    expect(mine.locator("#text-on_call textarea").first).to_have_value("My words?")
    mine.get_by_role("button", name="Save mine").click()
    expect(said(mine)).to_contain_text("Saved.")
    # The other form is still open, and goes in beside what happened meanwhile.
    half = mine.locator("#text-woken textarea").nth(1)
    expect(half).to_have_value("Half written here.")
    mine.locator("#text-woken").get_by_role("button", name="Save").click()
    expect(said(mine)).to_contain_text("Edits of somebody else came in meanwhile")
    draft = QuestionSetVersion.objects.get().instrument
    assert (draft.item("on_call").text, draft.item("woken").help) == (
        "My words?",
        "Half written here.",
    )


def test_a_server_that_does_not_answer_takes_nothing_away(author: Open) -> None:
    small_draft()
    page = author("small-set/1/edit/")
    page.locator("#text-on_call a").click()
    text = page.locator("#text-on_call textarea").first
    text.fill("Typed in a tunnel.")
    page.route("**/edit/text/**", lambda route: route.fulfill(status=502, body="nothing"))
    page.get_by_role("button", name="Save").click()
    expect(said(page)).to_contain_text("Not saved: the server did not answer.")
    expect(text).to_have_value("Typed in a tunnel.")
    page.unroute("**/edit/text/**")
    page.get_by_role("button", name="Save").click()
    expect(said(page)).to_contain_text("Saved.")
    assert QuestionSetVersion.objects.get().instrument.item("on_call").text == "Typed in a tunnel."


def test_without_the_script(author: Open) -> None:
    small_draft()
    page = author("small-set/1/edit/", java_script_enabled=False)
    page.locator("#condition-woken a").click()
    page.get_by_label("Only after the question").select_option("deploy_ease")
    page.get_by_role("button", name="Show its answers").click()
    page.get_by_label("Strongly agree").check()
    page.get_by_role("button", name="Save").click()
    expect(page.locator("main")).to_contain_text("Saved. Gave “How often")
    expect(page.locator("#condition-woken")).to_contain_text("Only after “Strongly agree”")
    page.locator("#tools-fix_first form button", has_text="Remove").click()
    expect(page.locator("#item-fix_first")).to_have_count(0)
    page.get_by_role("button", name="Undo").click()
    expect(page.locator("#item-fix_first")).to_be_visible()


@pytest.mark.parametrize("width", [320, 375, 1280])
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_every_page_fits_and_can_be_read_by_all(author: Open, width: int, scheme: str) -> None:
    start_next_version(version=publish_version(version=small_draft(), actor="ann"), actor="ann")
    page = author(
        "small-set/2/edit/", viewport={"width": width, "height": 900}, color_scheme=scheme
    )
    base = page.url
    page.locator("#text-on_call a").click()
    page.locator("#text-on_call textarea").first.fill("Otherwise?")
    page.get_by_role("button", name="Save").click()
    expect(page.locator("#text-on_call .error")).to_be_visible()
    addresses = (
        "", "tags/on_call/", "scale/fix_first/", "new-scale/fix_first/", "options/area/",
        "condition/fix_first/?item_code=on_call", "remove/on_call/", "language/de/", "history/",
        "phone/shipping/", "../outline/", "../coverage/", "../minutes/", "../translations/",
        "../translations/de/",
    )  # fmt: skip
    for number, address in enumerate(addresses):
        if number:
            page.on("dialog", lambda dialog: dialog.accept())
            page.goto(base + address)
        assert page.evaluate("document.documentElement.scrollWidth") <= width, address
        assert barriers(page) == [], address


def test_the_phone_follows_what_is_edited(author: Open) -> None:
    import_library(actor="test")
    version = QuestionSetVersion.objects.get(question_set__code="developer-experience")
    start_next_version(version=version, actor="ann")
    page = author("developer-experience/2/edit/", viewport={"width": 1280, "height": 900})
    phone = page.frame_locator("[data-phone]")
    page.locator("#text-test_speed a").click()
    expect(phone.locator("[data-current]")).to_have_attribute("id", "q-test_speed")
    page.locator("#text-test_speed textarea").nth(1).fill("Think of the slowest ones.")
    page.get_by_role("button", name="Save").click()
    expect(phone.locator("#q-test_speed-help")).to_have_text("Think of the slowest ones.")
    page.set_viewport_size({"width": 375, "height": 800})
    expect(page.locator("[data-phone]")).to_be_hidden()
    page.locator(".to-phone").first.click()
    expect(page.get_by_role("heading", name="Getting changes out")).to_be_visible()
    page.get_by_role("link", name="Back to the text").click()
    expect(page.locator("#section-delivery")).to_be_in_viewport()


def test_a_new_set_with_a_slider_and_a_language(author: Open) -> None:
    """From nothing to a slider on the phone; its fields follow from its kind, filled in."""
    page = author("")
    page.get_by_role("link", name="New question set").click()
    page.get_by_role("link", name="Begin an empty one").click()
    page.get_by_label("Title", exact=True).fill("How it feels")
    page.get_by_label("Title of the first section").fill("Work")
    page.get_by_role("button", name="Begin").click()
    page.wait_for_url("**/question-sets/how-it-feels/1/edit/")
    page.get_by_role("link", name="Add a question").click()
    page.get_by_label("The question, or the statement to agree with").fill("How is work?")
    page.get_by_role("button", name="Add the question").click()
    page.locator(".scale-line").click()
    page.get_by_role("link", name="Make a new scale", exact=True).click()
    page.get_by_label("Name", exact=True).fill("Feeling")
    page.get_by_label("How it is answered").select_option("slider")
    expect(page.get_by_label("What the low end means")).to_be_visible()
    expect(page.get_by_label("Name", exact=True)).to_have_value("Feeling")
    page.get_by_label("What the low end means").fill("Hard")
    page.get_by_label("What the high end means").fill("Easy")
    page.get_by_label("To", exact=True).fill("10")
    page.get_by_role("button", name="Use it for this question").click()
    expect(said(page)).to_contain_text("Saved.")
    phone = page.frame_locator("iframe")
    expect(phone.get_by_role("slider")).to_be_visible()
    expect(phone.get_by_text("Easy")).to_be_visible()
    page.get_by_role("link", name="Start a language").click()
    page.get_by_label("Language", exact=True).select_option("de")
    page.get_by_label("How is work?").fill("Wie ist die Arbeit?")
    page.get_by_role("button", name="Start the language").click()
    page.wait_for_url("**/edit/#languages")
    draft = QuestionSetVersion.objects.get().instrument
    assert draft.items[0].scale.range.high == "Easy"
    assert "Wie ist die Arbeit?" in draft.translations["de"].values()
    page.goto(page.url.split("#")[0] + "start-language/new/")
    page.set_viewport_size({"width": 320, "height": 720})
    assert page.evaluate("document.documentElement.scrollWidth") <= 320
    assert barriers(page) == []
