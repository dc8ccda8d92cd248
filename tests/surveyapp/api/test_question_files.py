"""Question sets from files and as files, over the API."""

from __future__ import annotations

import json

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from questionnaires.formats.exchange_formats import FORMATS
from questionnaires.models import AuditEntry, QuestionSetVersion
from questionnaires.services.question_sets import export_version, import_question_set
from tests.question_sets import SMALL
from tests.stored import persona

pytestmark = pytest.mark.django_db

FILES = "/api/v1/question-files/"
SURVEY = {"elements": [
    {"type": "radiogroup", "name": "ok", "title": "Is it good?", "colCount": 2,
     "choices": ["Yes", "No"]}
]}  # fmt: skip


def client(name: str = "author") -> Client:
    browser = Client()
    browser.force_login(persona(name))
    return browser


def posted(browser: Client, data: bytes, name: str, **form: str) -> tuple[int, dict[str, object]]:
    response = browser.post(FILES, {"file": SimpleUploadedFile(name, data), **form})
    return response.status_code, response.json()


def test_formats_say_what_they_can() -> None:
    found = client().get("/api/v1/question-formats/").json()
    assert [one["code"] for one in found] == [one.code for one in FORMATS]
    assert all(one["can_be_read"] for one in found)
    assert {one["code"] for one in found if one["can_be_written"]} >= {
        "yaml", "csv", "surveyjs", "xlsform",
    }  # fmt: skip


def test_a_file_is_read_with_its_remarks_and_stored_only_when_confirmed() -> None:
    data = json.dumps(SURVEY).encode()
    status, read = posted(client(), data, "ours.json")
    assert (status, read["format"], read["code"], read["version"]) == (
        200,
        "surveyjs",
        "ours",
        None,
    )
    assert "text: Is it good?" in str(read["yaml"])
    remarks = read["remarks"]
    assert isinstance(remarks, list)
    assert {(one["fate"], one["what"]) for one in remarks} >= {("dropped", "colCount")}
    assert not QuestionSetVersion.objects.exists()
    status, read = posted(client(), data, "ours.json", confirm="true", format="surveyjs")
    assert (status, read["version"]) == (200, 1)
    assert QuestionSetVersion.objects.get().source == read["yaml"]
    assert AuditEntry.objects.get().actor == "author"


def test_the_draft_of_somebody_else_is_replaced_only_where_it_is_named() -> None:
    theirs = import_question_set(source=SMALL, filename="x", actor="ann")
    mine = SMALL.replace("Are you on call?", "Were you on call?").encode()
    status, read = posted(client(), mine, "small.yaml", confirm="true")
    assert status == 409
    assert "ann worked on the draft of small-set, and nothing was stored." in str(read["detail"])
    assert QuestionSetVersion.objects.get().source == SMALL
    status, read = posted(client(), mine, "small.yaml")
    assert (status, read["draft"], read["others"]) == (200, theirs.sha256, ["ann"])
    newer = SMALL.replace("Are you on call?", "Will you be on call?")
    import_question_set(source=newer, filename="x", actor="ann")
    for stale in (theirs.sha256, ""):
        status, read = posted(client(), mine, "small.yaml", confirm="true", over=stale)
        assert status == 409
        assert "The draft was changed meanwhile" in str(read["detail"])
    assert QuestionSetVersion.objects.get().source == newer
    digest = QuestionSetVersion.objects.get().sha256
    status, read = posted(client(), mine, "small.yaml", confirm="true", over=digest)
    assert (status, read["version"]) == (200, 1)
    assert QuestionSetVersion.objects.get().source == mine.decode()
    assert read["draft"] == QuestionSetVersion.objects.get().sha256


def test_an_own_draft_and_what_is_there_already_need_no_name() -> None:
    import_question_set(source=SMALL, filename="x", actor="author")
    mine = SMALL.replace("Are you on call?", "Were you on call?").encode()
    assert posted(client(), mine, "small.yaml", confirm="true")[0] == 200
    other = Client()
    other.force_login(persona("admin"))
    assert posted(other, mine, "small.yaml", confirm="true")[0] == 200
    assert posted(other, SMALL.encode(), "small.yaml", confirm="true")[0] == 409


def test_the_description_of_the_api_says_so() -> None:
    schema = client().get("/api/v1/schema/").json()
    post = schema["paths"]["/api/v1/question-files/"]["post"]
    assert "409" in post["responses"]
    sent = schema["components"]["schemas"]["QuestionFile"]["properties"]
    assert "the draft that may be replaced" in sent["over"]["description"]


@pytest.mark.parametrize(
    ("data", "name", "said"),
    [
        (b"{", "x.json", "no file of a format that is known"),
        (b"code: X\n", "x.yaml", "x.yaml, line 1: Code is 'X'"),
        (
            SMALL.replace("small-set", "new").encode(),
            "x.yaml",
            "line 2: The code 'new' is an address",
        ),
        (b"text,scale\n", "x.csv", "no question that can be asked"),
    ],
)
def test_what_cannot_be_read_is_said(data: bytes, name: str, said: str) -> None:
    status, read = posted(client(), data, name, confirm="true")
    assert status == 422
    assert said in str(read["detail"])
    assert not QuestionSetVersion.objects.exists()


def test_a_form_without_a_file_and_an_unknown_format_are_refused() -> None:
    assert client().post(FILES, {}).status_code == 400
    assert posted(client(), b"x", "x.csv", format="never")[0] == 400


@pytest.mark.parametrize("name", ["viewer", "analyst"])
def test_only_authors_read_and_store_files(name: str) -> None:
    data = json.dumps(SURVEY).encode()
    assert posted(client(name), data, "ours.json", confirm="true")[0] == 404
    assert not QuestionSetVersion.objects.exists()
    assert posted(client(), data, "ours.json", confirm="true")[0] == 200


@pytest.mark.parametrize("form", [one.code for one in FORMATS if one.write])
def test_a_version_is_the_file_of_the_page(form: str) -> None:
    version = import_question_set(source=SMALL, filename="x", actor="ann")
    address = f"/api/v1/question-sets/small-set/versions/1/files/{form}/"
    response = client().get(address)
    assert response.content == export_version(version=version, form=form).data
    page = client().get(f"/question-sets/small-set/1/export/{form}/")
    assert page.content == response.content
    assert page.headers["Content-Disposition"] == response.headers["Content-Disposition"]


def test_a_format_that_nobody_writes_is_not_there() -> None:
    import_question_set(source=SMALL, filename="x", actor="ann")
    address = "/api/v1/question-sets/small-set/versions/1/files/never/"
    assert client().get(address).status_code == 404
    assert client().get("/question-sets/small-set/1/export/never/").status_code == 404
