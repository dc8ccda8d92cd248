"""Questions and sections dragged, by mouse and by finger; and what is typed outlives the page."""

from __future__ import annotations

from typing import Any

import pytest
from playwright.sync_api import Locator, Page, expect

from questionnaires.models import QuestionSetVersion
from questionnaires.services.draft_sections import AddSection
from questionnaires.services.editing import edit_version
from tests.e2e.conftest import barriers
from tests.e2e.test_editor import Open, author, said, small_draft

__all__ = ["author"]

pytestmark = [
    pytest.mark.browser,
    pytest.mark.django_db(transaction=True, databases=["default", "answers"]),
]

LAPTOP = {"viewport": {"width": 1280, "height": 900}}


def order() -> list[str]:
    return [item.code for item in QuestionSetVersion.objects.get().instrument.items]


def middle(place: Locator) -> tuple[float, float]:
    box = place.bounding_box()
    assert box
    return box["x"] + box["width"] / 2, box["y"] + box["height"] / 2


def handle(page: Page, code: str) -> Locator:
    return page.locator(f"#tools-{code} [data-handle]")


def pulled(page: Page, code: str, to: float) -> None:
    """The handle of a question pressed and moved to a height, still held."""
    handle(page, code).scroll_into_view_if_needed()
    x, y = middle(handle(page, code))
    page.mouse.move(x, y)
    page.mouse.down()
    page.mouse.move(x, y + 10)
    page.mouse.move(x, to, steps=4)


def top_of(page: Page, code: str) -> float:
    box = page.locator(f"#item-{code}").bounding_box()
    assert box
    return box["y"]


def test_a_question_goes_where_it_is_dropped_and_says_so(author: Open) -> None:
    small_draft()
    page = author("small-set/1/outline/", **LAPTOP)
    pulled(page, "fix_first", top_of(page, "deploy_ease") + 2)
    expect(said(page)).to_have_text("First in “Getting changes out”")
    expect(page.locator("#item-deploy_ease")).to_have_attribute("data-drop", "before")
    page.mouse.up()
    expect(said(page)).to_contain_text("Saved. Moved “What should be fixed first?”")
    expect(page.locator("[data-code]").first).to_have_attribute("data-code", "fix_first")
    assert order()[0] == "fix_first"
    page.get_by_role("button", name="Undo").click()
    expect(page.locator("[data-code]").last).to_have_attribute("data-code", "fix_first")


def test_what_the_server_refuses_stays_where_it_was(author: Open) -> None:
    small_draft()
    before = order()
    page = author("small-set/1/edit/", **LAPTOP)
    page.locator("#item-woken").hover()
    pulled(page, "woken", top_of(page, "deploy_fear") + 2)
    page.mouse.up()
    expect(said(page)).to_contain_text("which would then be asked after it")
    expect(page.locator("#tools-woken .problem")).to_contain_text("Move both, or take")
    assert order() == before
    codes = [line.get_attribute("data-code") for line in page.locator(".line").all()]
    assert codes == before


def test_escape_and_a_drop_in_place_change_nothing(author: Open) -> None:
    small_draft()
    before = order()
    page = author("small-set/1/outline/", **LAPTOP)
    pulled(page, "fix_first", top_of(page, "deploy_ease"))
    page.keyboard.press("Escape")
    page.mouse.up()
    expect(said(page)).to_have_text("Left where it was.")
    expect(page.locator("[data-drop], .dragged")).to_have_count(0)
    pulled(page, "deploy_fear", top_of(page, "deploy_fear") + 3)
    page.mouse.up()
    expect(said(page)).to_have_text("Left where it was.")
    assert order() == before


def test_a_section_is_dragged_and_moved_by_keys(author: Open) -> None:
    draft = small_draft()
    change = AddSection("Later", after="shipping")
    edit_version(version=draft, base_sha256=draft.sha256, change=change, actor="ann")
    page = author("small-set/1/outline/", **LAPTOP)
    x, y = middle(page.locator("#section-later [data-handle]"))
    page.mouse.move(x, y)
    page.mouse.down()
    page.mouse.move(x, 60, steps=4)
    expect(said(page)).to_have_text("First of all sections")
    page.mouse.up()
    expect(page.locator("[data-section]").first).to_have_attribute("data-section", "later")
    page.locator("#section-later button").first.focus()
    page.keyboard.press("Alt+ArrowDown")
    expect(page.locator("[data-section]").first).to_have_attribute("data-section", "shipping")
    pulled(page, "fix_first", page.locator("#part-later").bounding_box()["y"] + 60)  # type: ignore[index]
    expect(said(page)).to_have_text("First in “Later”")
    page.mouse.up()
    expect(page.locator("#part-later #item-fix_first")).to_be_visible()


@pytest.mark.parametrize("path", ["outline", "edit"])
def test_by_finger_on_a_phone_it_scrolls_at_the_edge(author: Open, path: str) -> None:
    small_draft()
    screen = {"width": 375, "height": 560}
    page = author(f"small-set/1/{path}/", viewport=screen, has_touch=True, is_mobile=True)
    handle(page, "deploy_ease").scroll_into_view_if_needed()
    box = handle(page, "deploy_ease").bounding_box()
    assert box
    assert min(box["width"], box["height"]) >= 44
    x, y = middle(handle(page, "deploy_ease"))
    finger = page.context.new_cdp_session(page)

    def touch(kind: str, *points: tuple[float, float]) -> None:
        at = [{"x": x, "y": y} for x, y in points]
        finger.send("Input.dispatchTouchEvent", {"type": kind, "touchPoints": at})

    started = page.evaluate("scrollY")
    touch("touchStart", (x, y))
    touch("touchMove", (x, y + 20))
    touch("touchMove", (x, 550))
    page.wait_for_function("(from) => scrollY > from + 60", arg=started)
    page.wait_for_function("() => innerHeight + scrollY >= document.body.scrollHeight - 2")
    expect(said(page)).to_have_text("After “What should be fixed first?”")
    touch("touchEnd")
    expect(said(page)).to_contain_text("Saved. Moved “I can release")
    assert order()[-1] == "deploy_ease"
    assert page.evaluate("document.documentElement.scrollWidth") <= 375
    assert barriers(page) == []


def test_without_the_script_there_are_buttons_and_no_handles(author: Open) -> None:
    small_draft()
    page = author("small-set/1/outline/", java_script_enabled=False)
    expect(handle(page, "fix_first")).to_be_hidden()
    page.locator("#tools-fix_first [data-move=up] button").click()
    page.wait_for_url("**/outline/#tools-fix_first")
    assert order()[3] == "fix_first"


def test_what_is_typed_is_there_after_loading_again(author: Open) -> None:
    small_draft()
    page = author("small-set/1/edit/", **LAPTOP)
    page.locator("#text-on_call a").click()
    page.locator("#text-on_call textarea").first.fill("Typed and not saved.")
    page.locator("#item-fix_first").hover()
    page.locator("#tools-fix_first a", has_text="Condition").click()
    page.get_by_label("Only after the question").select_option("on_call")
    page.get_by_label("No", exact=True).check()
    page.reload()
    expect(page.locator("#text-on_call textarea").first).to_have_value("Typed and not saved.")
    expect(page.get_by_label("No", exact=True)).to_be_checked()
    expect(said(page)).to_contain_text("What you had typed is back.")
    page.get_by_role("link", name="Publish").click()
    expect(said(page)).to_contain_text("A form is still open.")
    page.locator("#tools-fix_first").get_by_role("link", name="Cancel").click()
    page.locator("#text-on_call").get_by_role("button", name="Save").click()
    expect(said(page)).to_contain_text("Saved.")
    page.reload()
    expect(page.locator("#text-on_call h3")).to_contain_text("Typed and not saved.")
    expect(page.locator("form.edit")).to_have_count(0)


def test_a_form_on_its_own_page_keeps_what_is_typed_while_the_server_is_away(
    author: Open,
) -> None:
    small_draft()
    page = author("small-set/1/edit/start-language/new/", **LAPTOP)
    page.get_by_label("Language", exact=True).select_option("de")
    page.get_by_label("Are you on call?").fill("Hast du Bereitschaft?")
    page.route("**/edit/start-language/**", lambda route: route.fulfill(status=502, body="none"))
    page.get_by_role("button", name="Start the language").click()
    expect(said(page)).to_contain_text("Not saved: the server did not answer.")
    page.unroute("**/edit/start-language/**")
    page.reload()
    expect(page.get_by_label("Are you on call?")).to_have_value("Hast du Bereitschaft?")
    page.get_by_role("button", name="Start the language").click()
    page.wait_for_url("**/edit/#languages")
    expect(said(page)).to_contain_text("Saved.")
    page.goto(page.url.split("#")[0] + "start-language/new/")
    expect(page.get_by_label("Are you on call?")).to_have_value("")


def test_a_translation_is_edited_in_its_place(author: Open) -> None:
    small_draft()
    page = author("small-set/1/edit/start-language/new/", **LAPTOP)
    page.get_by_label("Language", exact=True).select_option("de")
    page.get_by_label("Small set").fill("Klein")
    page.get_by_role("button", name="Start the language").click()
    page.wait_for_url("**/edit/#languages")
    page.get_by_role("navigation", name="Ways to look").get_by_text("Translations").click()
    page.get_by_role("link", name="Show only what is missing").click()
    section = page.locator("#texts-de--section-shipping")
    section.get_by_role("link", name="Edit").click()
    page.get_by_label("Are you on call?").fill("Hast du Bereitschaft?")
    page.get_by_role("button", name="Save").click()
    expect(said(page)).to_contain_text("Saved.")
    expect(section.get_by_text("Hast du Bereitschaft?")).to_have_count(0)
    assert page.url.endswith("?only=open")
    words: Any = QuestionSetVersion.objects.get().instrument.translations["de"]
    assert words["items.on_call.text"] == "Hast du Bereitschaft?"
    page.get_by_role("link", name="Show all").click()
    expect(section).to_contain_text("Hast du Bereitschaft?")
