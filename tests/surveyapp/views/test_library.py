"""The pages of the library: found by words and menus, added by ticks, without a script."""

from __future__ import annotations

import re
from html import unescape
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from pytest_django import DjangoAssertNumQueries

from questionnaires.formats.item_bank_yaml import item_bank
from questionnaires.models import QuestionSetVersion
from questionnaires.services.draft_sections import AddSection, RemoveSection
from questionnaires.services.editing import edit_version
from questionnaires.services.question_sets import import_question_set, publish_version
from tests.question_sets import SMALL
from tests.stored import logged_in

pytestmark = pytest.mark.django_db

ADDRESS = "/question-sets/small-set/1/library/"
ALL = len(item_bank())


@pytest.fixture
def draft() -> QuestionSetVersion:
    return import_question_set(source=SMALL, filename="small.yaml", actor="ann")


@pytest.fixture
def author() -> Client:
    return logged_in("author")


def text(response: Any) -> str:
    words = unescape(re.sub(r"<[^>]*>", " ", response.content.decode())).split()
    return re.sub(r" ([,;.)”])", r"\1", " ".join(words))


def offered(response: Any) -> list[str]:
    """The codes that can be ticked."""
    return re.findall(r'name="item" value="(\w+)"', response.content.decode())


def shown(response: Any) -> list[str]:
    return re.findall(r'id="pick-(\w+)"', response.content.decode())


def test_the_library_to_read(author: Client) -> None:
    page = author.get("/library/")
    assert len(shown(page)) == ALL
    assert offered(page) == []
    said = text(page)
    assert f"{ALL} questions, each with its source" in said
    assert "I can tell whom my work helps." in said
    assert "A low score: Users are far away. Meeting a few of them helps." in said
    assert "Source: Pink 2009, Drive: purpose; DORA, user-centricity" in said
    assert "Reverse-scored agreeing is bad" in said
    assert "agreement_5: Strongly disagree … Strongly agree" in said
    html = page.content.decode()
    assert len(re.findall(r"<details", html)) == len({one.heading for one in item_bank()})
    assert "<details open" not in re.sub(r' (class|id)="[^"]*"', "", html)
    assert 'method="post" action="/library' not in html
    assert 'href="/library/"' in author.get("/question-sets/").content.decode()


def test_found_by_words_and_menus(author: Client) -> None:
    page = author.get("/library/?q=finish&framework=DORA&dimension=dora:loosely_coupled_teams")
    assert shown(page) == ["finish_alone"]
    assert "1 question " in text(page)
    assert "<details open" in re.sub(r' (class|id)="[^"]*"', "", page.content.decode())
    assert 'value="finish"' in page.content.decode()
    assert '<option value="dora:loosely_coupled_teams" selected>' in page.content.decode()
    assert shown(author.get("/library/?construct=purpose")) == ["purpose_users", "purpose_aims"]
    nothing = author.get("/library/?q=zebra")
    assert shown(nothing) == []
    assert "0 questions. Look for fewer words" in text(nothing)


@pytest.mark.parametrize(
    "asked",
    [
        "framework=Zen",
        "dimension=x:y",
        "construct=%00",
        "q=" + "x" * 200,
        "missing=on",
        "to=%3Cb%3E",
    ],
)
def test_what_cannot_be_looked_for_is_left_out(author: Client, asked: str) -> None:
    page = author.get(f"/library/?{asked}")
    assert page.status_code == 200
    assert len(shown(page)) == ALL
    assert "<b>" not in page.content.decode()


def test_in_the_language_of_the_reader(author: Client, draft: QuestionSetVersion) -> None:
    author.cookies["django_language"] = "de"
    page = author.get(f"{ADDRESS}?construct=purpose")
    assert '<html lang="de"' in page.content.decode()
    said = text(page)
    assert "Ich kann sagen, wem meine Arbeit hilft." in said
    assert "Die Nutzer sind weit weg." in said
    # What the draft will say stands beside it: it is written in English.
    assert '<span lang="en">I can tell whom my work helps.</span>' in page.content.decode()


def test_beside_a_draft(author: Client, draft: QuestionSetVersion) -> None:
    page = author.get(ADDRESS)
    # deploy_ease, on_call and fix_first under their code; nothing else of the small set.
    assert set(shown(page)) - set(offered(page)) == {"deploy_ease", "on_call", "fix_first"}
    assert text(page).count("in this draft ") >= 3
    assert len(shown(author.get(f"{ADDRESS}?missing=on"))) == ALL - 3
    preset = author.get(f"{ADDRESS}?to=shipping").content.decode()
    assert '<option value="shipping" selected>Getting changes out</option>' in preset
    assert '<input type="hidden" name="to" value="shipping">' in preset
    assert (
        f'href="{ADDRESS}?to=shipping"'
        in author.get("/question-sets/small-set/1/edit/").content.decode()
    )


def add(author: Client, version: QuestionSetVersion, *codes: str, **fields: str) -> Any:
    query = fields.pop("query", "")
    data = {"base": version.sha256, "item": list(codes), "section": ""} | fields
    return author.post(f"{ADDRESS}{query}", data)


def test_what_is_ticked_is_added(author: Client, draft: QuestionSetVersion) -> None:
    query = "?construct=purpose&missing=on"
    response = add(author, draft, "purpose_users", "mastery_time", query=query)
    assert response.status_code == 302
    assert response.headers["Location"] == f"{ADDRESS}{query}"  # to look further
    page = author.get(response.headers["Location"])
    assert "Saved. Added 2 questions from the library." in text(page)
    assert offered(page) == ["purpose_aims"]
    draft.refresh_from_db()
    assert [s.title for s in draft.instrument.sections[1:]] == ["Mastery", "Purpose"]
    editor = text(author.get("/question-sets/small-set/1/edit/"))
    assert "I can tell whom my work helps." in editor
    assert "Undo : Added 2 questions from the library" in editor


def test_into_a_section(author: Client, draft: QuestionSetVersion) -> None:
    add(author, draft, "purpose_users", section="shipping")
    draft.refresh_from_db()
    assert draft.instrument.sections[0].items[-1] == "purpose_users"


@pytest.mark.parametrize(
    ("codes", "fields", "said"),
    [
        ((), {}, "Choose at least one question."),
        (("on_call",), {}, "The draft has all of these already."),
        (("zebra",), {}, "The library has no question zebra."),
        (
            ("purpose_users",),
            {"section": "gone"},
            "The section gone is not in this draft any more.",
        ),
    ],
)
def test_what_cannot_be_added_is_said(
    author: Client,
    draft: QuestionSetVersion,
    codes: tuple[str, ...],
    fields: dict[str, str],
    said: str,
) -> None:
    before = draft.sha256
    response = add(author, draft, *codes, **fields)
    assert response.status_code == 422
    assert said in text(response)
    draft.refresh_from_db()
    assert draft.sha256 == before


def test_ticks_are_kept_where_something_is_refused(
    author: Client, draft: QuestionSetVersion
) -> None:
    more = edit_version(
        version=draft,
        base_sha256=draft.sha256,
        change=AddSection("More", after="shipping"),
        actor="bea",
    )
    base = more.version.sha256
    gone = edit_version(version=draft, base_sha256=base, change=RemoveSection("more"), actor="bea")
    response = author.post(
        f"{ADDRESS}?construct=mastery", {"base": base, "item": ["purpose_users"], "section": "more"}
    )
    assert response.status_code == 422
    html = response.content.decode()
    assert re.search(r'value="purpose_users"[^>]* checked', html)  # although not looked for
    assert set(offered(response)) == {"mastery_time", "mastery_feedback", "purpose_users"}
    assert f'name="base" value="{gone.version.sha256}"' in html


def test_ticks_go_along_while_somebody_looks_for_more(
    author: Client, draft: QuestionSetVersion
) -> None:
    query = "?construct=mastery&item=purpose_users&item=zebra"
    page = author.get(f"{ADDRESS}{query}")
    assert re.findall(r'value="(\w+)"[^>]* checked', page.content.decode()) == ["purpose_users"]
    assert set(offered(page)) == {"mastery_time", "mastery_feedback", "purpose_users"}
    response = add(author, draft, "purpose_users", query=query)
    assert response.headers["Location"] == f"{ADDRESS}?construct=mastery"


def test_somebody_else_was_faster(author: Client, draft: QuestionSetVersion) -> None:
    base = draft.sha256
    add(author, draft, "purpose_users")
    response = author.post(
        ADDRESS, {"base": base, "item": ["purpose_users", "purpose_aims"], "section": ""}
    )
    said = text(author.get(response.headers["Location"]))
    assert "Saved. Added 1 question from the library. Edits of somebody else came in" in said
    draft.refresh_from_db()
    assert draft.instrument.construct("purpose").items == ("purpose_users", "purpose_aims")


def test_a_published_version_is_left_alone(author: Client, draft: QuestionSetVersion) -> None:
    publish_version(version=draft, actor="ann")
    for response in (author.get(ADDRESS), add(author, draft, "purpose_users")):
        assert response.status_code == 302
        assert response.headers["Location"] == "/question-sets/small-set/1/"
    draft.refresh_from_db()
    assert not draft.instrument.has_item("purpose_users")


def test_few_queries_however_much_is_found(
    author: Client, draft: QuestionSetVersion, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    with django_assert_max_num_queries(8):
        author.get(ADDRESS)


def test_a_nul_character_reaches_no_database(author: Client, draft: QuestionSetVersion) -> None:
    """Not even to be compared: PostgreSQL takes none."""
    code = offered(author.get(ADDRESS))[0]
    with CaptureQueriesContext(connection) as asked:
        author.post(ADDRESS, {"item": code, "section": "ship\0ping", "base": "a\0b"})
    assert len(asked) > 5
    assert not [one["sql"] for one in asked.captured_queries if "\0" in one["sql"]]
