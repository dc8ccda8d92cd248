"""A wholly new question set: the ways to begin one; a language that is started, without script."""

from __future__ import annotations

import re
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from questionnaires.formats.item_bank_bundles import BUNDLES
from questionnaires.formats.item_bank_yaml import SETS
from questionnaires.formats.question_set_drafts import texts_to_translate
from questionnaires.models import AuditEntry, QuestionSet, QuestionSetVersion
from questionnaires.services.draft_library import library_words
from questionnaires.services.question_sets import import_question_set, publish_version
from tests.question_sets import SMALL
from tests.stored import logged_in
from tests.surveyapp.views.test_editor import EDIT, change, text

pytestmark = pytest.mark.django_db

NEW = "/question-sets/new/"
EMPTY = f"{NEW}empty/"
LIBRARY = f"{NEW}library/"
FIELDS = {"title": "Our survey", "code": "", "language": "de", "section": "Ausliefern"}
TICKS: dict[str, Any] = {
    "title": "Our survey",
    "code": "",
    "language": "de",
    "construct": ["flow", "burnout"],
    "item": ["recommend", "time_lost"],
}


@pytest.fixture
def author() -> Client:
    return logged_in("author")


def test_four_ways_to_begin(author: Client) -> None:
    assert NEW in author.get("/question-sets/").content.decode()
    publish_version(
        version=import_question_set(source=SMALL, filename="small.yaml", actor="ann"), actor="ann"
    )
    page = author.get(NEW).content.decode()
    for bundle in BUNDLES:
        assert f'href="{LIBRARY}?bundle={bundle.code}"' in page
    assert 'href="/question-sets/small-set/1/clone/"' in page
    assert 'href="/question-sets/import/"' in page
    assert f'href="{EMPTY}"' in page


def test_the_sets_that_ship_are_one_button_away(author: Client) -> None:
    nothing = author.get("/question-sets/").content.decode()
    assert f'action="{NEW}shipped/"' in nothing
    assert f'href="{NEW}"' in nothing.partition("<main")[2]
    response = author.post(f"{NEW}shipped/", follow=True)
    assert "The question sets that ship with Candor are here, published." in text(response)
    assert set(QuestionSet.objects.values_list("code", flat=True)) == set(SETS)
    page = author.get(NEW).content.decode()
    assert f'action="{NEW}shipped/"' not in page
    assert 'href="/question-sets/pulse/1/clone/"' in page


@pytest.mark.parametrize("bundle", BUNDLES, ids=lambda bundle: bundle.code)
def test_a_bundle_is_ticked_and_can_be_published_as_it_is(author: Client, bundle: Any) -> None:
    page = author.get(f"{LIBRARY}?bundle={bundle.code}")
    ticked = re.findall(r'name="(\w+)" value="(\w+)"[^>]* checked', page.content.decode())
    assert {code for field, code in ticked if field == "construct"} == set(bundle.constructs)
    assert {code for field, code in ticked if field == "item"} == set(bundle.singles)
    made = author.post(
        LIBRARY,
        {
            "title": "Ours",
            "language": "en",
            "construct": bundle.constructs,
            "item": bundle.singles,
        },
    )
    assert made.status_code == 302
    draft = QuestionSetVersion.objects.get()
    assert {item.code for item in draft.instrument.items} == {one.code for one in bundle.items}
    assert len({item.space for item in draft.instrument.items if item.space}) == 5
    known = library_words(draft.instrument, "de")
    assert set(texts_to_translate(draft.instrument)) - set(known) == {"title"}
    publish_version(version=draft, actor="author")


def test_what_is_ticked_in_the_library_becomes_a_draft(author: Client) -> None:
    response = author.post(LIBRARY, TICKS)
    assert response.headers["Location"] == "/question-sets/our-survey/1/edit/"
    draft = QuestionSetVersion.objects.get().instrument
    # Each theme in a section of its own, by a name that gives no answer away.
    assert [section.title for section in draft.sections] == ["Deine Woche", "Du bei der Arbeit"]
    assert {item.construct for item in draft.items if item.construct} == {"flow", "burnout"}
    assert (draft.language, draft.outcome, draft.time_lost) == ("de", "recommend", "time_lost")
    assert "Wie wahrscheinlich" in draft.item("recommend").text
    said = text(author.get("/question-sets/our-survey/1/edit/"))
    assert f"It has {len(draft.items)} questions; reword, remove and add as you like." in said


@pytest.mark.parametrize(
    ("fields", "said"),
    [
        ({"construct": [], "item": []}, "Tick at least one line"),
        ({"construct": ["zebra"]}, "Select a valid choice."),
        ({"title": ""}, "This field is required."),
        ({"code": "small-set"}, "There is a question set small-set already."),
    ],
    ids=["nothing", "unknown", "no title", "taken"],
)
def test_a_refusal_keeps_the_words_and_the_ticks(
    author: Client, fields: dict[str, Any], said: str
) -> None:
    import_question_set(source=SMALL, filename="small.yaml", actor="ann")
    response = author.post(f"{LIBRARY}?bundle=devex", TICKS | fields)
    assert response.status_code == 422
    assert said in text(response)
    html = response.content.decode()
    ticked = set(re.findall(r'name="\w+" value="(\w+)"[^>]* checked', html))
    sent = TICKS | fields
    assert ticked == {*sent["construct"], *sent["item"]} - {"zebra"}
    assert f'value="{sent["title"]}"' in html or not sent["title"]
    assert '<option value="de" selected>' in html
    assert QuestionSet.objects.count() == 1


def test_there_is_no_such_bundle(author: Client) -> None:
    assert author.get(f"{LIBRARY}?bundle=zebra").status_code == 404


def test_an_empty_question_set_opens_in_the_editor(author: Client) -> None:
    assert author.get(EMPTY).status_code == 200
    response = author.post(EMPTY, FIELDS)
    assert response.status_code == 302
    assert response.headers["Location"] == "/question-sets/our-survey/1/edit/"
    version = QuestionSetVersion.objects.get()
    draft = version.instrument
    assert (draft.code, draft.title, draft.language) == ("our-survey", "Our survey", "de")
    assert not draft.items
    assert [section.title for section in draft.sections] == ["Ausliefern"]
    assert not version.is_published
    assert AuditEntry.objects.filter(actor="author").exists()
    editor = text(author.get("/question-sets/our-survey/1/edit/"))
    assert "No question yet." in editor
    assert "From the library to Ausliefern" in editor


@pytest.mark.parametrize(
    ("fields", "said"),
    [
        ({"code": "Not A Code"}, "A code has lower-case letters"),
        ({"code": "small-set"}, "There is a question set small-set already."),
        ({"code": "new"}, "That is the address of a page."),
        ({"title": "我们的调查"}, "The title has no letters to make a code of."),
        ({"section": ""}, "This field is required."),
        ({"language": "xx"}, "Select a valid choice."),
    ],
)
def test_what_is_none_is_refused_filled_in(
    author: Client, fields: dict[str, str], said: str
) -> None:
    import_question_set(source=SMALL, filename="small.yaml", actor="ann")
    response = author.post(EMPTY, FIELDS | fields)
    assert response.status_code == 422
    assert said in text(response)
    for name, value in (FIELDS | fields).items():
        assert not value or name == "language" or f'value="{value}"' in response.content.decode()
    assert QuestionSet.objects.count() == 1


def test_only_authors_begin_one() -> None:
    for name in ("viewer", "analyst", "lead", "stranger"):
        client = logged_in(name)
        for address in (EMPTY, LIBRARY, f"{NEW}shipped/"):
            assert client.post(address, FIELDS | TICKS).status_code == 404
    assert not QuestionSet.objects.exists()


def started(author: Client, draft: QuestionSetVersion, **fields: Any) -> Any:
    return change(author, draft, "start-language", "new", **fields)


def test_a_language_is_started_beside_the_original(author: Client) -> None:
    draft = import_question_set(source=SMALL, filename="small.yaml", actor="ann")
    address = f"{EDIT}start-language/new/"
    assert address in author.get(f"{EDIT}set/whole/").content.decode()
    assert address in author.get(EDIT).content.decode()
    page = author.get(address)
    assert "Deutsch (de)" in text(page)
    assert "I can release a change whenever I decide to." in text(page)
    refused = started(author, draft, new_language="de")
    assert refused.status_code == 422
    assert "Write at least one text" in text(refused)
    refused = started(author, draft, title="Kleine Umfrage")
    assert refused.status_code == 422
    assert "Kleine Umfrage" in refused.content.decode()
    assert started(author, draft, new_language="de", title="Kleine Umfrage").status_code == 302
    assert draft.instrument.translations == {"de": {"title": "Kleine Umfrage"}}
    assert "Texts missing in de" in text(author.get(EDIT))
    again = started(author, draft, new_language="de", title="Noch eine")
    assert again.status_code == 422
    assert "Select a valid choice" in text(again)
    assert draft.instrument.translations == {"de": {"title": "Kleine Umfrage"}}


def test_what_the_library_says_is_filled_in_beside_what_was_typed(author: Client) -> None:
    draft = import_question_set(source=SMALL, filename="small.yaml", actor="ann")
    asked = started(author, draft, new_language="de", title="Kleine Umfrage", ask="yes")
    assert asked.status_code == 200
    form = asked.context["form"]
    assert form["title"].value() == "Kleine Umfrage"
    assert form["items.deploy_ease.text"].value() == (
        "Ich kann eine Änderung ausliefern, wann immer ich es will."
    )
    assert form["new_language"].value() == "de"
    assert draft.instrument.translations == {}


def test_the_list_costs_the_same_queries_with_one_set_and_with_three(author: Client) -> None:
    author.post(EMPTY, FIELDS)
    author.get("/question-sets/")
    with CaptureQueriesContext(connection) as one:
        author.get("/question-sets/")
        author.get(NEW)
    for code in ("second", "third"):
        assert author.post(EMPTY, FIELDS | {"code": code}).status_code == 302
    with CaptureQueriesContext(connection) as three:
        author.get("/question-sets/")
        author.get(NEW)
    assert len(one) == len(three)
