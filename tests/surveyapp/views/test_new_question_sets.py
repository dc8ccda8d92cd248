"""A wholly new question set, and a language that is started, without the script."""

from __future__ import annotations

from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from questionnaires.models import AuditEntry, QuestionSet, QuestionSetVersion
from questionnaires.services.question_sets import import_question_set, publish_version
from tests.question_sets import SMALL
from tests.stored import logged_in
from tests.surveyapp.views.test_editor import EDIT, change, text

pytestmark = pytest.mark.django_db

NEW = "/question-sets/new/"
FIELDS = {
    "title": "Our survey",
    "code": "",
    "language": "de",
    "section": "Ausliefern",
    "text": "Ich kann jederzeit ausliefern.",
    "scale": "agreement_5",
}


@pytest.fixture
def author() -> Client:
    return logged_in("author")


def test_a_new_question_set_opens_in_the_editor(author: Client) -> None:
    assert NEW in author.get("/question-sets/").content.decode()
    assert author.get(NEW).status_code == 200
    response = author.post(NEW, FIELDS)
    assert response.status_code == 302
    assert response.headers["Location"] == "/question-sets/our-survey/1/edit/"
    version = QuestionSetVersion.objects.get()
    draft = version.instrument
    assert (draft.code, draft.title, draft.language) == ("our-survey", "Our survey", "de")
    (item,) = draft.items
    assert (item.text, item.scale.code) == ("Ich kann jederzeit ausliefern.", "agreement_5")
    assert [section.title for section in draft.sections] == ["Ausliefern"]
    assert not version.is_published
    assert AuditEntry.objects.filter(actor="author").exists()
    assert "Ich kann jederzeit ausliefern." in text(author.get("/question-sets/our-survey/1/edit/"))
    publish_version(version=version, actor="author")


@pytest.mark.parametrize(
    ("fields", "said"),
    [
        ({"code": "Not A Code"}, "Lower-case letters and digits"),
        ({"code": "small-set"}, "There is a question set small-set already."),
        ({"code": "new"}, "That is the address of a page."),
        ({"title": "我们的调查"}, "the title has no letters for one"),
        ({"section": ""}, "This field is required."),
        ({"language": "xx"}, "Select a valid choice."),
        ({"scale": "nothing"}, "Select a valid choice."),
    ],
)
def test_what_is_none_is_refused_filled_in(
    author: Client, fields: dict[str, str], said: str
) -> None:
    import_question_set(source=SMALL, filename="small.yaml", actor="ann")
    response = author.post(NEW, FIELDS | fields)
    assert response.status_code == 422
    assert said in text(response)
    assert "Ich kann jederzeit ausliefern." in response.content.decode()
    assert QuestionSet.objects.count() == 1


def test_only_authors_begin_one() -> None:
    for name in ("viewer", "analyst", "lead", "stranger"):
        assert logged_in(name).post(NEW, FIELDS).status_code == 404
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
    author.post(NEW, FIELDS)
    author.get("/question-sets/")
    with CaptureQueriesContext(connection) as one:
        author.get("/question-sets/")
    for code in ("second", "third"):
        assert author.post(NEW, FIELDS | {"code": code}).status_code == 302
    with CaptureQueriesContext(connection) as three:
        author.get("/question-sets/")
    assert len(one) == len(three)
