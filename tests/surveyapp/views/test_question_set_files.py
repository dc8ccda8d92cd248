"""Question sets from files and as files, on pages: shown first, stored when confirmed."""

from __future__ import annotations

import json
import re
from html import unescape
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from questionnaires.formats.exchange_formats import WRITABLE, read_any
from questionnaires.models import DraftRevision, QuestionSet, QuestionSetVersion
from questionnaires.services.question_sets import import_question_set, publish_version
from tests.question_sets import SMALL
from tests.stored import persona

pytestmark = pytest.mark.django_db

IMPORT = "/question-sets/import/"
SURVEY = {
    "title": "Small set", "candor": {"code": "small-set"},
    "elements": [
        {"type": "html", "name": "hi", "html": "<b>Hello</b>"},
        {"type": "boolean", "name": "on_call", "title": "On call at <script>night</script>?"},
        {"type": "comment", "name": "more", "title": "What else?", "visibleIf": "{on_call} = true"},
    ],
}  # fmt: skip


@pytest.fixture
def author() -> Client:
    browser = Client()
    browser.force_login(persona("author"))
    return browser


def upload(browser: Client, data: bytes, name: str = "ours.json", **form: str) -> Any:
    return browser.post(IMPORT, {"file": SimpleUploadedFile(name, data), **form})


def survey(browser: Client) -> Any:
    return upload(browser, json.dumps(SURVEY).encode())


def text(response: Any) -> str:
    plain = re.sub(r"<[^>]+>", " ", response.content.decode())
    return " ".join(unescape(plain).split())


def fields(response: Any) -> dict[str, str]:
    """The hidden fields of the page, and the button that confirms."""
    html = response.content.decode()
    found = re.findall(r'<input type="hidden" name="(source|name|over)" value="([^"]*)"', html)
    assert len(found) == 3
    return {name: unescape(value) for name, value in found} | {"confirm": "yes"}


def draft(source: str = SMALL, actor: str = "ann") -> QuestionSetVersion:
    return import_question_set(source=source, filename="small.yaml", actor=actor)


def test_a_foreign_file_is_shown_with_its_losses_and_stored_when_confirmed(author: Client) -> None:
    response = survey(author)
    page = text(response)
    for part in (
        "ours.json was read as SurveyJS JSON. Nothing is stored yet.",
        "small-set becomes a new question set",
        "parts dropped",
        "html hi : it asks nothing that a question here can ask.",
        "question on_call (type, name, title)",
        "On call at ?",
        "Only after “Yes” to",
    ):
        assert part in page
    assert "<script>night" not in response.content.decode()
    assert not QuestionSetVersion.objects.exists()
    stored = author.post(IMPORT, fields(response), follow=True)
    assert stored.redirect_chain == [("/question-sets/small-set/1/", 302)]
    version = QuestionSetVersion.objects.get()
    assert [item.code for item in version.instrument.items] == ["on_call", "more"]
    assert not version.is_published


def test_an_import_into_a_published_version_branches(author: Client) -> None:
    first = publish_version(version=draft(), actor="ann")
    response = survey(author)
    assert "Version 1 of small-set is published and stays as it is" in text(response)
    stored = author.post(IMPORT, fields(response), follow=True)
    assert stored.redirect_chain == [("/question-sets/small-set/2/", 302)]
    first.refresh_from_db()
    assert first.source == SMALL


def test_a_draft_is_replaced_only_as_it_was_shown_and_its_history_keeps_it(author: Client) -> None:
    version = draft()
    draft(SMALL.replace("Are you on call?", "Were you on call?"), actor="bob")
    response = survey(author)
    page = text(response)
    assert "The draft of version 1 is replaced. Its history keeps it" in page
    assert "bob worked on that draft. Talk to them first." in page
    assert "Replace the draft" in page
    newer = SMALL.replace("Are you on call?", "Will you be on call?")
    draft(newer, actor="bob")
    refused = author.post(IMPORT, fields(response))
    assert refused.status_code == 409
    assert "The draft was changed meanwhile, and nothing was stored." in text(refused)
    version.refresh_from_db()
    assert version.source == newer
    assert fields(refused)["source"] == fields(response)["source"]
    assert author.post(IMPORT, fields(refused)).status_code == 302
    version.refresh_from_db()
    assert version.source == fields(response)["source"]
    assert newer in version.revisions.values_list("source", flat=True)


def test_our_own_yaml_asks_first_only_where_somebody_else_worked(author: Client) -> None:
    mine = SMALL.replace("Are you on call?", "Were you on call?")
    draft(actor="author")
    assert upload(author, mine.encode(), "small.yaml").status_code == 302
    draft(SMALL.replace("small set", "smallest"), actor="bob")
    draft(SMALL.replace("What should", "What must"), actor="bob")
    response = upload(author, mine.replace("Were", "Will").encode(), "small.yaml")
    assert response.status_code == 200
    assert "bob worked on that draft" in text(response)
    assert "Everything in it is kept." in text(response)


def test_a_draft_that_somebody_else_imported_is_not_replaced_unasked(author: Client) -> None:
    theirs = draft(actor="ann")
    mine = SMALL.replace("Are you on call?", "Were you on call?")
    response = upload(author, mine.encode(), "small.yaml")
    assert "ann worked on that draft" in text(response)
    theirs.refresh_from_db()
    assert theirs.source == SMALL


def test_the_code_of_a_question_set_is_no_address_of_a_page(author: Client) -> None:
    response = upload(author, SMALL.replace("small-set", "library").encode(), "small.yaml")
    assert response.status_code == 422
    assert "The code 'library' is an address already. Write another." in text(response)
    assert not QuestionSet.objects.exists()


def test_a_nul_character_in_the_name_of_a_file_is_a_space(author: Client) -> None:
    draft(actor="author")
    mine = SMALL.replace("Are you on call?", "Were you on call?")
    sent = {"confirm": "yes", "source": mine, "name": "a\0b", "over": version_digest()}
    assert author.post(IMPORT, sent).status_code == 302
    assert DraftRevision.objects.latest("number").summary == "Imported a b"
    for name in ("source", "text"):
        nul = {**sent, name: SMALL.replace("DORA", "\0")}
        nul = nul if name == "source" else {"text": nul["text"]}
        assert author.post(IMPORT, nul).status_code == 422


def version_digest() -> str:
    return QuestionSetVersion.objects.get().sha256


@pytest.mark.parametrize(
    ("data", "name", "form", "said"),
    [
        (b"{}", "x.json", "surveyjs", "no question that can be asked"),
        (b"{}", "x.bin", "", "This is no file of a format that is known. Formats are: Candor YAML"),
        (b"PK\x03\x04", "x.xlsx", "", "The file is damaged"),
        (b"text,scale\n", "x.csv", "", "no question that can be asked"),
        (b"x", "x.csv", "never", "There is no format 'never' to read"),
        (b" " * (4 * 1024**2 + 1), "x.json", "", "x.json has 4.0 MB; a question set has at most 4"),
    ],
)
def test_what_cannot_be_read_is_refused(
    author: Client, data: bytes, name: str, form: str, said: str
) -> None:
    response = upload(author, data, name, format=form)
    assert response.status_code == 422
    assert said in text(response)
    assert not QuestionSetVersion.objects.exists()


def test_the_text_of_another_format_can_be_pasted(author: Client) -> None:
    form = {"text": "text,scale\r\nWorks?,yes_no\r\n", "format": "csv"}
    response = author.post(IMPORT, form)
    assert "pasted text was read as CSV of items" in text(response)
    assert author.post(IMPORT, fields(response)).status_code == 302


def test_a_confirmation_that_somebody_made_up_is_checked_like_any_file(author: Client) -> None:
    response = author.post(IMPORT, {"confirm": "yes", "source": "code: X", "over": ""})
    assert response.status_code == 422
    assert "Code is 'X'" in text(response)


def test_exports_say_what_is_lost_and_each_file_comes_back(author: Client) -> None:
    version = publish_version(version=draft(), actor="ann")
    page = author.get("/question-sets/small-set/1/exports/")
    assert "Nothing is lost." in text(page)
    assert "XLSForm does not score answers" in text(page)
    for one in WRITABLE:
        address = f"/question-sets/small-set/1/export/{one.code}/"
        assert f'href="{address}" download="small-set-1{one.suffix}"' in page.content.decode()
        response = author.get(address)
        assert response.headers["Content-Type"].partition(";")[0] == one.media_type
        _found, reading = read_any(response.content, f"x{one.suffix}")
        assert reading.instrument == version.instrument
