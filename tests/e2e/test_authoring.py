"""From nothing to a published set of thirty questions, and to a break in a trend a round later."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from questionnaires.models import QuestionSetVersion
from questionnaires.services.closing import close_round
from questionnaires.services.draft_library import library_words
from questionnaires.services.releasing import release_round
from tests.e2e.test_editor import Open, author, said
from tests.rounds import TEAMS, answer, opened, programme

__all__ = ["author"]

pytestmark = [
    pytest.mark.browser,
    pytest.mark.django_db(transaction=True, databases=["default", "answers"]),
]

#: What is written by hand; the rest comes from the library.
FIRST = "I hear within an hour whether a change works."
ASKED, DEPENDING = "Did you review code last week?", "Reviews wait for less than a day."
REWORDED = "I hear within ten minutes whether a change works."
WHOLE = 30


def draft() -> QuestionSetVersion:
    return QuestionSetVersion.objects.get(status=QuestionSetVersion.Status.DRAFT)


def test_a_set_is_written_published_asked_reworded_and_asked_again(author: Open) -> None:
    page = author("", viewport={"width": 1280, "height": 900})
    begin(page)
    one_construct_of_our_own(page)
    one_condition(page)
    from_the_library(page, WHOLE - len(draft().instrument.items))
    one_language(page)
    publish(page, 1)
    asked = QuestionSetVersion.objects.get(number=1)
    assert len(asked.instrument.items) == WHOLE
    assert asked.instrument.translations["de"]
    code = asked.instrument.items[0].code
    ask(asked, "2027-spring", date(2027, 4, 6), {code: "2"})

    reword(page, code)
    publish(page, 2)
    asked = QuestionSetVersion.objects.get(number=2)
    assert asked.instrument.item(code).wording == 2
    ask(asked, "2027-autumn", date(2027, 10, 5), {code: "4"})
    trend = author("../results/dx/", "viewer")
    for part in trend.locator("main details.part > summary").all():
        part.click()
    row = trend.locator("tr", has_text=REWORDED)
    expect(row.first.get_by_text("reworded")).to_be_visible()
    other = asked.instrument.items[3].text
    expect(trend.locator("tr", has_text=other).first).to_be_visible()
    expect(trend.locator("tr", has_text=other).get_by_text("reworded")).to_have_count(0)


def begin(page: Page) -> None:
    """Two constructs of the library; before them a section and a question of our own."""
    page.get_by_role("link", name="New question set").click()
    page.get_by_role("link", name="Your own choice").click()
    page.get_by_label("Title", exact=True).fill("Our work")
    total = page.locator("[data-total]")
    expect(total).to_contain_text("Nothing is ticked.")
    page.get_by_role("checkbox", name="Flow", exact=True).check()
    page.get_by_role("checkbox", name="Code review", exact=True).check()
    expect(total).to_contain_text("Questions: 8, about 1 min")
    page.get_by_role("button", name="Begin").click()
    page.wait_for_url("**/question-sets/our-work/1/edit/")
    expect(page.get_by_text("It has 8 questions; reword, remove and add")).to_be_visible()
    page.get_by_role("link", name="Add a section").first.click()
    page.get_by_label("Title", exact=True).fill("Feedback")
    page.locator("form.edit").get_by_role("button").first.click()
    section = page.locator("[data-section=feedback_2]")
    section.get_by_role("link", name="Add a question").click()
    page.get_by_label("The question, or the statement to agree with").fill(FIRST)
    page.get_by_label("Answers").select_option("In this question set:agreement_5")
    page.get_by_role("button", name="Add the question").click()
    expect(section.locator("h3", has_text=FIRST)).to_be_visible()
    section.locator(".chapter-head").get_by_role("button", name="Up").click()
    expect(page.locator("[data-section]").first).to_have_attribute("data-section", "feedback_2")


def one_construct_of_our_own(page: Page) -> None:
    """Added, then chosen for a question beside its tags."""
    page.get_by_role("link", name="Add a construct").click()
    page.get_by_label("What results call it").fill("Feedback")
    page.get_by_role("button", name="Add the construct").click()
    expect(page.locator(".gaps")).to_contain_text("No question measures “Feedback”.")
    page.locator(".beside .tags").first.click()
    page.get_by_label("Construct", exact=True).select_option(label="Feedback")
    page.get_by_label("SPACE").select_option(label="Efficiency")
    page.get_by_role("button", name="Save").click()
    expect(page.locator(".gaps")).to_have_count(0)


def one_condition(page: Page) -> None:
    """A section, a question with other answers, and one that is asked after them."""
    page.get_by_role("link", name="Add a section").last.click()
    page.get_by_label("Title", exact=True).fill("Reviews")
    page.locator("form.edit").get_by_role("button").first.click()
    section = page.locator("[data-section=reviews]")
    for text, source, scale in (
        (ASKED, "Built in", "yes_no"),
        (DEPENDING, "In this question set", "agreement_5"),
    ):
        section.get_by_role("link", name="Add a question").click()
        page.get_by_label("The question, or the statement to agree with").fill(text)
        page.get_by_label("Answers").select_option(f"{source}:{scale}")
        page.get_by_role("button", name="Add the question").click()
        expect(section.locator("h3", has_text=text)).to_be_visible()
    last = section.locator(".line").last
    last.hover()
    last.get_by_role("link", name="Condition").click()
    page.get_by_label("Only after the question").select_option(label=ASKED)
    page.get_by_label("Yes", exact=True).check()
    page.get_by_role("button", name="Save").click()
    expect(last.locator(".condition")).to_contain_text("Only after “Yes”")


def from_the_library(page: Page, questions: int) -> None:
    """So many questions more, ticked in the library and added at once to the first section."""
    page.get_by_role("link", name="From the library to Feedback").click()
    page.get_by_label("Framework that its source names").select_option("SPACE")
    page.get_by_role("button", name="Find").click()
    ticks = page.locator("[name=item]")
    for n in range(questions):
        ticks.nth(n).check()
    page.get_by_label("Add to").select_option("feedback_2")
    page.get_by_role("button", name="Add what is ticked").click()
    expect(page.get_by_text(f"Added {questions} questions from the library")).to_be_visible()
    page.get_by_role("link", name="Our work, version 1").click()


def one_language(page: Page) -> None:
    """Every text beside its translation; without one of them it is not published."""
    page.get_by_role("navigation", name="Ways to look").get_by_text("Translations").click()
    page.get_by_role("link", name="Start a language").click()
    page.get_by_label("Language", exact=True).select_option("de")
    words = library_words(draft().instrument, "de")
    path, text = next((p, t) for p, t in words.items() if p.startswith("items."))
    expect(page.locator(f"textarea[name='{path}']")).to_have_value(text)
    fields = page.locator("form.edit textarea").all()
    assert len(fields) > WHOLE
    for n, field in enumerate(fields):
        if not field.input_value():
            field.fill(f"Auf Deutsch, Text {n}")
    page.get_by_role("button", name="Start the language").click()
    page.wait_for_url("**/translations/**")
    expect(page.locator(".tongues")).to_contain_text("complete")


def publish(page: Page, number: int) -> None:
    """Read, ticked, frozen."""
    page.get_by_role("navigation", name="Ways to look").get_by_text("Text").click()
    page.get_by_role("link", name="Publish").click()
    page.get_by_role("checkbox", name="I have read it").check()
    page.get_by_role("button", name="Publish").click()
    expect(page.get_by_role("status")).to_contain_text(f"Version {number} is published.")


def reword(page: Page, code: str) -> None:
    """The next version: one question means something new, and its translation is written anew."""
    page.get_by_role("button", name="Make the next version").click()
    page.locator(f"#text-{code} a").click()
    page.get_by_label("The question, or the statement to agree with").fill(REWORDED)
    page.get_by_role("radio", name="Something new").check()
    page.get_by_role("button", name="Save").click()
    expect(page.locator(f"#item-{code} .mark")).to_contain_text("the trend begins anew")
    page.get_by_role("navigation", name="Ways to look").get_by_text("Translations").click()
    expect(page.locator(".tongues")).to_contain_text("1 out of date")
    page.get_by_role("link", name="Show only what is missing or out of date").click()
    page.locator("#texts-de--section-feedback_2").get_by_role("link", name="Edit").click()
    page.get_by_label(REWORDED).fill("Ob eine Änderung geht, höre ich in zehn Minuten.")
    page.get_by_role("button", name="Save").click()
    expect(said(page)).to_contain_text("Saved.")
    expect(page.locator(".tongues")).to_contain_text("complete")


def ask(version: QuestionSetVersion, code: str, today: date, own: Mapping[str, Any]) -> None:
    """A round in which everybody answers alike, closed and released."""
    answers = {
        item.code: "yes" if item.scale.code == "yes_no" else "4"
        for item in version.instrument.items
    }
    rules: dict[str, Any] = {
        "programme": programme(),
        "title": code,
        "purpose": "To fix what is in the way.",
    }
    round_ = opened(code, version=version, **rules)
    answer(round_, sum(TEAMS.values()), {**answers, **own})
    close_round(round=round_, actor="test", today=today)
    release_round(round=round_, actor="test", today=today)
