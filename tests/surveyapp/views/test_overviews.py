"""Outline, coverage, minutes and translations of a version, without the script."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import Any

import pytest
from django.test import Client

from analysis.instrument import Instrument
from analysis.scales import BUILT_IN
from questionnaires.models import QuestionSetVersion
from questionnaires.queries.question_sets import outdated_translations
from questionnaires.services.question_sets import (
    import_library,
    import_question_set,
    publish_version,
    start_next_version,
)
from surveyapp.coverage_pages import coverage_of, is_perceptual
from surveyapp.overview_pages import minutes_of
from surveyapp.views.editor import FRAGMENT_HEADER
from tests.question_sets import REPEATING, SMALL
from tests.rounds import version as stored
from tests.stored import logged_in
from tests.surveyapp.views.test_editor import text

pytestmark = pytest.mark.django_db

SETS = "/question-sets"


@pytest.fixture
def author() -> Client:
    return logged_in("author")


@pytest.fixture
def draft() -> QuestionSetVersion:
    return import_question_set(source=SMALL, filename="small.yaml", actor="ann")


@pytest.fixture
def tools() -> QuestionSetVersion:
    return import_question_set(source=REPEATING, filename="tools.yaml", actor="ann")


def post(browser: Client, version: QuestionSetVersion, part: str, /, **fields: Any) -> Any:
    version.refresh_from_db()
    address = f"{SETS}/{version.question_set.code}/{version.number}/edit/{part}/"
    response = browser.post(address, {"base": version.sha256} | fields)
    version.refresh_from_db()
    return response


def test_every_way_to_look_is_one_tab_away(author: Client, draft: QuestionSetVersion) -> None:
    for name in ("edit", "outline", "coverage", "minutes", "translations"):
        html = author.get(f"{SETS}/small-set/1/{name}/").content.decode()
        tabs = re.search(r'<nav class="tabs".*?</nav>', html, re.DOTALL)
        assert tabs
        current = re.findall(r'href="([^"]*)" aria-current="page"', tabs[0])
        assert current == [f"{SETS}/small-set/1/{name}/"]
        assert len(re.findall("href=", tabs[0])) == 5


def test_the_outline_shows_codes_scales_conditions_and_moves(
    author: Client, draft: QuestionSetVersion
) -> None:
    said = text(author.get(f"{SETS}/small-set/1/outline/"))
    for words in ("deploy_ease · agreement_5", "Only after “Yes” to “Are you on call?”"):
        assert words in said
    response = post(author, draft, "move/deploy_fear", place="shipping:", view="outline")
    assert response.headers["Location"] == f"{SETS}/small-set/1/outline/#tools-deploy_fear"
    assert draft.instrument.items[0].code == "deploy_fear"


def test_a_refused_move_leads_back_to_the_outline(
    author: Client, draft: QuestionSetVersion
) -> None:
    response = post(author, draft, "move/woken", place="shipping:", view="outline")
    assert response.status_code == 422
    html = response.content.decode()
    assert "is shown only after some answers to" in text(response)
    assert f'href="{SETS}/small-set/1/outline/#tools-woken" data-cancel' in html
    assert '<input type="hidden" name="view" value="outline"' in html


def test_what_is_published_is_shown_and_not_moved(
    author: Client, draft: QuestionSetVersion
) -> None:
    def moves(version: QuestionSetVersion) -> int:
        address = f"{SETS}/small-set/{version.number}/outline/"
        return author.get(address).content.decode().count("/edit/")

    assert moves(draft) > 0
    assert moves(publish_version(version=draft, actor="ann")) == 0
    for name in ("coverage", "minutes", "translations"):
        page = author.get(f"{SETS}/small-set/1/{name}/")
        assert (page.status_code, "/edit/" in page.content.decode()) == (200, False)


def test_coverage_counts_questions_by_two_tags_and_leads_to_them(
    author: Client, draft: QuestionSetVersion
) -> None:
    coverage = coverage_of(draft)
    efficiency = next(row for row in coverage.rows if row.name == "Efficiency")
    assert [[item.code for item in cell.items] for cell in efficiency.cells] == [
        [], [], ["deploy_ease"], [],
    ]  # fmt: skip
    assert coverage.totals == (0, 0, 1, 4)
    assert sum(row.items for row in coverage.rows) == coverage.questions == 5
    assert [one.name for one in coverage.capabilities] == ["Deployment automation"]
    assert "Trunk-based development" in coverage.not_asked
    page = author.get(f"{SETS}/small-set/1/coverage/")
    assert f'href="{SETS}/small-set/1/edit/#item-deploy_ease"' in page.content.decode()
    said = text(page)
    assert "It covers 1 of the 5 dimensions of SPACE" in said
    assert "Not asked: Satisfaction, Performance, Activity, Communication." in said
    assert f'href="{SETS}/small-set/1/library/"' in page.content.decode()


def covering(draft: QuestionSetVersion, **tags: str | None) -> Instrument:
    """The small set, the tags of its questions replaced by code: ``on_call="activity"``."""
    whole = draft.instrument
    items = (replace(item, space=tags.get(item.code)) for item in whole.items)
    return replace(whole, items=tuple(items))


def warned(instrument: Instrument) -> list[str]:
    return [warn.text for warn in coverage_of(stored(instrument, published=False)).warnings]


def test_three_dimensions_and_a_perception_warn_of_nothing(draft: QuestionSetVersion) -> None:
    enough = {"deploy_ease": "efficiency", "on_call": "activity", "woken": "satisfaction"}
    assert warned(covering(draft, **enough)) == []
    assert len(warned(covering(draft, deploy_ease="efficiency", on_call="activity"))) == 1
    alone = warned(covering(draft, on_call="activity"))
    assert "Activity is asked about alone." in alone


def test_a_set_without_a_perception_is_warned_of(author: Client, draft: QuestionSetVersion) -> None:
    whole = covering(draft, deploy_ease="efficiency", on_call="activity", woken="satisfaction")
    only_facts = tuple(
        replace(item, scale=BUILT_IN["yes_no"], show_if=None, construct=None, reverse=False)
        for item in whole.items
    )
    facts = replace(whole, items=only_facts, constructs=())
    assert warned(facts) == ["No question asks how people find their work."]
    lead_time = replace(whole.items[0], scale=BUILT_IN["lead_time"], dora="change_lead_time")
    assert not is_perceptual(lead_time)
    assert is_perceptual(whole.items[0])
    assert not is_perceptual(replace(whole.items[0], attribute=True))


def test_the_default_set_covers_enough(author: Client) -> None:
    import_library(actor="test")
    page = text(author.get(f"{SETS}/developer-experience/1/coverage/"))
    assert "Three or more dimensions of SPACE are covered" in page


def test_minutes_are_told_by_section_and_by_kind(author: Client, draft: QuestionSetVersion) -> None:
    page = minutes_of(draft)
    assert [(s.questions, s.always, s.at_most) for s in page.sections] == [(5, 32, 39)]
    assert sum(kind.at_most for kind in page.kinds) == page.whole.at_most
    said = text(author.get(f"{SETS}/small-set/1/minutes/"))
    assert "32 s to 39 s" in said
    assert "longer than ten minutes" not in said


def test_more_than_ten_minutes_are_said_plainly(author: Client, draft: QuestionSetVersion) -> None:
    whole = draft.instrument
    many = tuple(replace(whole.items[0], code=f"item_{n}") for n in range(100))
    home = replace(whole.sections[0], items=tuple(item.code for item in many))
    long = replace(whole, items=many, sections=(home,), constructs=(), code="long-set")
    stored(long, published=False)
    said = text(author.get(f"{SETS}/long-set/1/minutes/"))
    assert "About 12 minutes at most" in said
    assert "It takes longer than ten minutes." in said


def test_texts_stand_beside_their_translations(author: Client, tools: QuestionSetVersion) -> None:
    said = text(author.get(f"{SETS}/tools/1/translations/"))
    assert "Deutsch (de) complete" in said
    assert "Question Does it matter? Ist das wichtig?" in said
    assert author.get(f"{SETS}/tools/1/translations/fr/").status_code == 404
    only = text(author.get(f"{SETS}/tools/1/translations/de/?only=open"))
    assert "Nothing is missing, and nothing is out of date." in only
    assert "Ist das wichtig?" not in only


def test_a_section_is_translated_alone_and_leads_back(
    author: Client, tools: QuestionSetVersion
) -> None:
    part = "texts/de--section-tools"
    form = author.get(f"{SETS}/tools/1/edit/{part}/?view=translations:de:open")
    fields = form.context["form"]
    given = {name: fields[name].value() for name in fields.fields if name != "base"}
    assert "scales.yes_no.options.yes" not in given
    given["items.later.text"] = "Spielt das eine Rolle?"
    response = post(author, tools, part, **given)
    assert response.headers["Location"] == (
        f"{SETS}/tools/1/translations/de/?only=open#texts-de--section-tools"
    )
    words = tools.instrument.translations["de"]
    assert words["items.later.text"] == "Spielt das eine Rolle?"
    assert words["scales.yes_no.options.yes"] == "Ja"
    assert post(author, tools, part, **given | {"items.later.text": ""}).status_code == 302
    assert "Deutsch (de) 1 missing" in text(author.get(f"{SETS}/tools/1/translations/de/"))


def test_a_translation_of_a_reworded_question_is_out_of_date_until_it_is_looked_at(
    author: Client, tools: QuestionSetVersion
) -> None:
    post(author, tools, "text/later", text="Does it matter to you?")
    page = text(author.get(f"{SETS}/tools/1/translations/de/?only=open"))
    assert "1 out of date" in page
    assert "Out of date: translated when this read “Does it matter?”" in page
    assert "Benutzt du einen Debugger?" not in page
    asked = text(author.get(f"{SETS}/tools/1/"))
    assert "1 text in Deutsch (de) is older than the question it translates." in asked
    part = "texts/de--section-tools"
    form = author.get(f"{SETS}/tools/1/edit/{part}/").context["form"]
    given = {name: form[name].value() or "" for name in form.fields}
    post(author, tools, part, **given)
    assert outdated_translations(tools), "saved as it was, without a word on it"
    post(author, tools, part, **given | {"right.items.later.text": "on"})
    assert outdated_translations(tools) == {}
    assert "older than" not in text(author.get(f"{SETS}/tools/1/"))


def test_texts_that_are_gone_are_no_page(author: Client, tools: QuestionSetVersion) -> None:
    for target in ("de--section-gone", "fr--section-tools", "de"):
        assert author.get(f"{SETS}/tools/1/edit/texts/{target}/").status_code == 302


@pytest.mark.parametrize("part", ["tags/gone", "texts/de--section-gone", "scale/gone"])
def test_what_is_sent_for_something_that_went_is_refused_in_words(
    author: Client, draft: QuestionSetVersion, part: str
) -> None:
    before = draft.sha256
    assert post(author, draft, part, source="Typed").status_code == 302
    address = f"{SETS}/small-set/1/edit/{part}/"
    response = author.post(address, {"base": draft.sha256}, headers={FRAGMENT_HEADER: "1"})
    assert response.status_code == 410
    assert "not in this draft any more" in response.content.decode()
    assert draft.sha256 == before


def test_the_first_language_is_started_from_the_translations(
    author: Client, draft: QuestionSetVersion
) -> None:
    said = text(author.get(f"{SETS}/small-set/1/translations/"))
    assert "It is in no other language yet." in said
    fields = {"new_language": "de", "title": "Klein", "view": "translations"}
    response = post(author, draft, "start-language/new", **fields)
    assert response.headers["Location"].startswith(f"{SETS}/small-set/1/translations/")
    assert "Klein" in text(author.get(f"{SETS}/small-set/1/translations/"))


def test_a_draft_with_a_gap_is_refused_and_stays(author: Client, draft: QuestionSetVersion) -> None:
    post(author, draft, "add-section/shipping", title="Later", intro="")
    form = {"confirm": "yes", "sha256": draft.sha256}
    response = author.post(f"{SETS}/small-set/1/publish/", form)
    assert response.status_code == 422
    assert "Not published" in text(response)
    draft.refresh_from_db()
    assert (draft.is_published, len(draft.instrument.sections)) == (False, 2)


def test_removing_what_was_published_says_what_becomes_of_its_answers(
    author: Client, draft: QuestionSetVersion
) -> None:
    published = publish_version(version=draft, actor="ann")
    following = start_next_version(version=published, actor="ann")
    post(author, following, "remove/fix_first")
    said = text(author.get(f"{SETS}/small-set/2/edit/"))
    assert "Version 1 asked it: rounds keep their answers, its trend ends there" in said
    published.refresh_from_db()
    assert published.instrument.has_item("fix_first")
    fields = {"text": "What should be fixed first?", "scale": "In this question set:yes_no"}
    post(author, following, "add-item/shipping", **fields)
    assert "what_should_be_fixed_first" in {item.code for item in following.instrument.items}
    taken = post(author, following, "code/what_should_be_fixed_first", new="fix_first")
    assert (taken.status_code, "Rounds are compared by code" in text(taken)) == (422, True)
    post(author, following, "bring-back/fix_first")
    assert following.instrument.has_item("fix_first")


def test_another_scale_under_a_published_question_ends_its_trend_in_words(
    author: Client, draft: QuestionSetVersion
) -> None:
    published = publish_version(version=draft, actor="ann")
    following = start_next_version(version=published, actor="ann")
    form = author.get(f"{SETS}/small-set/2/edit/scale/on_call/")
    assert "With other answers its trend begins anew." in text(form)
    seven = next(
        value
        for _group, choices in form.context["form"].fields["scale"].choices
        for value, _label in choices
        if value.endswith(":agreement_7")
    )
    assert post(author, following, "scale/deploy_ease", scale=seven).status_code == 422, (
        "its construct has other numbers"
    )
    assert post(author, following, "scale/woken", scale=seven).status_code == 302
    assert following.instrument.item("woken").wording == 2
    said = text(author.get(f"{SETS}/small-set/2/edit/"))
    assert "Answered otherwise than in version 1: the trend begins anew." in said
    assert published.instrument.item("woken").scale.code == "frequency_5"


def test_an_import_into_a_published_version_is_a_next_one(draft: QuestionSetVersion) -> None:
    published = publish_version(version=draft, actor="ann")
    changed = SMALL.replace("Are you on call?", "Were you on call?")
    following = import_question_set(source=changed, filename="small.yaml", actor="ann")
    published.refresh_from_db()
    assert (following.number, following.is_published) == (2, False)
    assert published.instrument.item("on_call").text == "Are you on call?"
