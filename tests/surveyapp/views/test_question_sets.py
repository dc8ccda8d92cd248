"""The pages of question sets: authors only, errors by line, nothing published by accident."""

from __future__ import annotations

import re
from html import unescape
from typing import Any

import pytest
from django.conf import settings as django_settings
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from questionnaires.formats.question_set_yaml import read_question_set
from questionnaires.models import AuditEntry, QuestionSet, QuestionSetVersion
from questionnaires.services.question_sets import import_question_set, publish_version
from tests.question_sets import SMALL, text_paths
from tests.stored import persona

pytestmark = pytest.mark.django_db(databases=["default", "answers"])

HOME = "/question-sets/"
IMPORT = f"{HOME}import/"
SET = f"{HOME}small-set/"
VERSION = f"{SET}1/"
READING = (HOME, IMPORT, SET, VERSION, f"{VERSION}preview/", f"{VERSION}export/")


def client(name: str, *, csrf: bool = False) -> Client:
    browser = Client(enforce_csrf_checks=csrf)
    if name != "nobody":
        browser.force_login(persona(name))
    return browser


def text(response: Any) -> str:
    """What a page says, its elements parted by spaces."""
    words = unescape(re.sub(r"<[^>]*>", " ", response.content.decode())).split()
    return re.sub(r" ([,;)”])", r"\1", " ".join(words))


def draft(source: str = SMALL) -> QuestionSetVersion:
    return import_question_set(source=source, filename="small.yaml", actor="ann")


def paste(browser: Client, source: str) -> Any:
    return browser.post(IMPORT, {"text": source})


def upload(browser: Client, data: bytes, name: str = "small.yaml") -> Any:
    return browser.post(IMPORT, {"file": SimpleUploadedFile(name, data)})


def publish(browser: Client, version: QuestionSetVersion, **fields: str) -> Any:
    address = f"{HOME}{version.question_set.code}/{version.number}/publish/"
    return browser.post(address, {"sha256": version.sha256, "confirm": "yes"} | fields)


@pytest.fixture
def author() -> Client:
    return client("author")


@pytest.mark.parametrize("address", READING)
@pytest.mark.parametrize("name", ["admin", "author", "analyst", "viewer", "stranger", "nobody"])
def test_who_reads_question_sets(name: str, address: str) -> None:
    draft()
    response = client(name).get(address)
    if name in ("admin", "author"):
        assert response.status_code == 200
    elif name == "nobody":
        assert response.status_code == 302
        assert response.headers["Location"].startswith("/login/")
    else:
        assert response.status_code == 404
        assert "deploy_ease" not in response.content.decode()


@pytest.mark.parametrize("name", ["analyst", "viewer", "stranger", "nobody"])
def test_only_authors_import_and_publish(name: str, author: Client) -> None:
    version = draft()
    refused = 302 if name == "nobody" else 404
    assert paste(client(name), SMALL.replace("small-set", "other")).status_code == refused
    assert publish(client(name), version).status_code == refused
    version.refresh_from_db()
    assert not version.is_published
    assert QuestionSet.objects.count() == 1
    assert paste(author, SMALL.replace("small-set", "other")).status_code == 302
    assert publish(author, version).status_code == 302


def test_posts_need_a_token_of_this_site() -> None:
    version, browser = draft(), client("author", csrf=True)
    assert paste(browser, SMALL).status_code == 403
    assert publish(browser, version).status_code == 403


@pytest.mark.parametrize("address", [f"{HOME}none/", f"{SET}7/", f"{SET}{10**30}/"])
def test_what_is_not_there(author: Client, address: str) -> None:
    draft()
    assert author.get(address).status_code == 404


@pytest.mark.parametrize("end", ["", "preview/", "export/"])
def test_reading_pages_take_no_posts(author: Client, end: str) -> None:
    draft()
    assert author.post(VERSION + end).status_code == 405


def test_a_reloaded_refusal_leads_back_to_the_document(author: Client) -> None:
    version = draft()
    refused = author.post(f"{VERSION}publish/", {"sha256": version.sha256})
    assert refused.status_code == 422
    response = author.get(f"{VERSION}publish/")
    assert (response.status_code, response.headers["Location"]) == (302, VERSION)
    version.refresh_from_db()
    assert not version.is_published


def test_an_empty_list_says_what_to_do(author: Client) -> None:
    said = text(author.get(HOME))
    assert "There is none yet. Begin one with questions of the library" in said
    assert "Bring them in" in said


def test_the_list_takes_the_same_queries_for_one_and_for_three(author: Client) -> None:
    def queries(address: str) -> int:
        with CaptureQueriesContext(
            connection,
        ) as captured:
            assert author.get(address).status_code == 200
        return len(captured)

    publish_version(version=draft(), actor="ann")
    author.get(HOME)
    one, one_version = queries(HOME), queries(SET)
    for number in range(2, 5):
        changed = SMALL.replace("title: Small set", f"title: Small set {number}")
        publish_version(version=draft(changed), actor="ann")
    draft(SMALL.replace("small-set", "b"))
    draft(SMALL.replace("small-set", "c"))
    assert queries(HOME) == one
    assert queries(SET) == one_version
    assert "Version 4" in text(author.get(HOME))


def test_a_version_reads_as_a_document(author: Client) -> None:
    draft()
    page = text(author.get(VERSION))
    parts = [
        "Getting changes out",
        "Think of the last three months.",
        "I can release a change whenever I decide to.",
        "Strongly disagree (unfavourable)",
        "Strongly agree (favourable)",
        "Construct Delivery SPACE Efficiency DevEx Flow state DORA Deployment automation",
        "Source: DORA, deployment automation",
        "I put off releases",
        "Strongly disagree (favourable)",
        "Reverse-scored agreeing is bad",
        "Wording 3",
        "Are you on call?",
        "N/A not offered",
        "Only after “Yes” to “Are you on call?”",
        "What should be fixed first?",
        "area: up to 2 answers",
        "Publish version 1",
        "5 questions, about 1 min",
        "Covers 1 of 5. Ask about three or more",
        "Delivery deploy_ease, deploy_fear",
        "4 questions name no source.",
    ]
    places = [page.find(part) for part in parts]
    assert -1 not in places, parts[places.index(-1)]
    assert places == sorted(places)


def test_three_dimensions_are_enough(author: Client) -> None:
    source = SMALL.replace(
        "        reverse: true", "        reverse: true\n        space: activity"
    )
    source = source.replace(
        "        scale: area", "        scale: area\n        space: performance"
    )
    draft(source)
    page = text(author.get(VERSION))
    assert "Covers 3 of 5." in page
    assert "three are advised" not in page


def test_pasted_text_becomes_a_draft(author: Client) -> None:
    response = author.post(IMPORT, {"text": SMALL.replace("\n", "\r\n")}, follow=True)
    assert response.redirect_chain == [(VERSION, 302)]
    assert "Version 1 is a draft now." in text(response)
    assert QuestionSetVersion.objects.get().source == SMALL
    assert AuditEntry.objects.get().actor == "author"


def test_a_file_becomes_a_draft_and_comes_back_as_it_was(author: Client) -> None:
    assert upload(author, b"\xef\xbb\xbf" + SMALL.encode()).status_code == 302
    response = author.get(f"{VERSION}export/")
    assert response.content.decode() == SMALL
    assert response.headers["Content-Disposition"] == 'attachment; filename="small-set-1.yaml"'
    assert response.headers["Content-Type"] == "application/yaml; charset=utf-8"
    again = author.post(IMPORT, {"text": response.content.decode()}, follow=True)
    assert again.redirect_chain == [(VERSION, 302)]
    assert QuestionSetVersion.objects.count() == 1


def test_what_is_published_is_found_again(author: Client) -> None:
    publish_version(version=draft(), actor="ann")
    response = author.post(IMPORT, {"text": SMALL}, follow=True)
    assert "This is version 1, which is published already." in text(response)


def test_errors_are_listed_with_lines_and_the_text_comes_back(author: Client) -> None:
    broken = SMALL.replace("scale: frequency_5", "scale: often").replace("space:", "spice:")
    line = broken[: broken.index("spice:")].count("\n") + 1
    response = paste(author, broken)
    assert response.status_code == 422
    page = text(response)
    assert "Nothing was imported: 2 things to change" in page
    assert f"Line {line} Item deploy_ease: the key 'spice' is unknown. Did you mean" in page
    html = response.content.decode()
    assert f'href="#line-{line}"' in html
    assert f'<li id="line-{line}" class="wrong">{line}</li>' in html
    assert f'<li id="line-{line + 1}">{line + 1}</li>' in html
    area = html[html.index("<textarea") : html.index("</textarea>")]
    assert unescape(area[area.index(">") + 2 :]) == broken
    assert not QuestionSet.objects.exists()


def test_what_was_typed_is_text_on_the_page(author: Client) -> None:
    html = paste(author, "</textarea><script>alert(1)</script>: [").content.decode()
    assert "<script>alert" not in html
    assert "&lt;script&gt;alert(1)" in html


@pytest.mark.parametrize(
    ("data", "said"),
    [
        (b"", "Nothing was handed in"),
        (b"code: \xff", "Line 1 The byte 0xFF is not UTF-8"),
        (SMALL.encode("utf-16"), "is not UTF-8. Save the file with the encoding UTF-8"),
        (b"a: *b", "*b is an alias"),
        (b"a: [1\nb: 2", "Line 2 Column 2: a list in [ ] is not complete"),
        (b"x" * (2 * 1024**2), "big.yaml has 2.0 MB; a question set has at most 1 MB"),
    ],
)
def test_files_that_are_no_question_set(author: Client, data: bytes, said: str) -> None:
    response = upload(author, data, "big.yaml") if data else author.post(IMPORT, {"text": "  "})
    assert response.status_code == 422
    assert said in text(response)
    assert not QuestionSet.objects.exists()


def test_an_upload_beyond_every_limit(author: Client) -> None:
    limit = django_settings.DATA_UPLOAD_MAX_MEMORY_SIZE
    response = author.post(IMPORT, {"text": "x" * (limit + 1)})
    assert response.status_code in (400, 413)
    assert not QuestionSet.objects.exists()


def test_a_preview_is_the_survey_and_sends_nothing(author: Client) -> None:
    draft()
    response = author.get(f"{VERSION}preview/")
    html = response.content.decode()
    assert "Nothing can be sent from here." in text(response)
    assert 'name="q.deploy_ease"' in html
    assert "data-preview" in html
    assert 'type="submit"' not in html
    buttons = re.findall(r"<button[^>]*data-send[^>]*>", html)
    assert buttons
    assert all(" disabled" in button for button in buttons)


def test_a_preview_in_another_language(author: Client) -> None:
    paths = text_paths(read_question_set(SMALL, "x"))
    texts = "".join(f"    {path}: Deutsch {n}\n" for n, path in enumerate(paths))
    draft(f"{SMALL}translations:\n  de:\n{texts}")
    assert 'href="?lang=de"' in author.get(f"{VERSION}preview/").content.decode()
    assert "Deutsch 0" in text(author.get(f"{VERSION}preview/?lang=de"))
    assert "Small set" in text(author.get(f"{VERSION}preview/?lang=xx"))


def test_publishing_needs_a_confirmation(author: Client) -> None:
    version = draft()
    response = author.post(f"{VERSION}publish/", {"sha256": version.sha256})
    assert response.status_code == 422
    assert "can never be changed or taken back" in text(response)
    version.refresh_from_db()
    assert not version.is_published
    response = publish(author, version)
    assert response.headers["Location"] == VERSION
    page = text(author.get(VERSION))
    assert "Version 1 is published. Rounds can ask it" in page
    assert "Publish version" not in page
    # Whoever may run rounds goes on to one.
    ways = [client(name).get(VERSION).content.decode() for name in ("author", "admin")]
    assert ['href="/rounds/new/"' in way for way in ways] == [False, True]
    entry = AuditEntry.objects.get(action="publish question set")
    assert (entry.actor, entry.subject) == ("author", "small-set 1")
    assert publish(author, version).status_code == 302
    assert AuditEntry.objects.filter(action="publish question set").count() == 1


def test_a_draft_that_was_replaced_meanwhile_is_not_published(author: Client) -> None:
    seen = draft()
    replaced = draft(SMALL.replace("Are you on call?", "Are you ever on call?"))
    assert replaced.pk == seen.pk
    response = publish(author, seen)
    assert response.status_code == 422
    assert "replaced while you read it" in text(response)
    assert not QuestionSetVersion.objects.get().is_published


def test_rewordings_are_decided_side_by_side(author: Client) -> None:
    publish_version(version=draft(), actor="ann")
    changed = SMALL.replace("Are you on call?", "Were you on call?").replace(
        "What should be fixed first?", "What comes first?"
    )
    version = draft(changed)
    page = text(author.get(f"{SET}2/"))
    asked = "on_call is asked otherwise than in version 1 Were you on call? Text before: Are you"
    assert asked in page
    response = publish(author, version, **{"meaning.on_call": "same"})
    assert response.status_code == 422
    assert "fix_first reads “What comes first?”" in text(response)
    html = response.content.decode()
    assert 'name="meaning.on_call" value="same" required checked' in html
    decided = {"meaning.on_call": "same", "meaning.fix_first": "new"}
    assert publish(author, version, **decided).status_code == 302
    version.refresh_from_db()
    wordings = {item.code: item.wording for item in version.instrument.items}
    assert (wordings["on_call"], wordings["fix_first"]) == (1, 2)


def test_other_answers_leave_one_decision(author: Client) -> None:
    publish_version(version=draft(), actor="ann")
    version = draft(SMALL.replace("max_choices: 2", "max_choices: 3"))
    response = author.get(f"{SET}2/")
    assert "no trend can go on" in text(response)
    html = response.content.decode()
    assert 'name="meaning.fix_first" value="new"' in html
    assert 'value="same"' not in html
    assert publish(author, version, **{"meaning.fix_first": "same"}).status_code == 422
    assert publish(author, version, **{"meaning.fix_first": "new"}).status_code == 302


def test_a_draft_that_changes_between_reading_and_publishing_is_not_published(
    author: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    """After the page has looked, and before the row is locked."""
    version = draft()

    def meanwhile(**given: Any) -> QuestionSetVersion:
        draft(SMALL.replace("Are you on call?", "Were you on call?"))
        return publish_version(**given)

    monkeypatch.setattr("surveyapp.views.question_sets.publish_version", meanwhile)
    response = publish(author, version)
    assert response.status_code == 422
    assert "The draft was replaced while you read it." in text(response)
    assert "Were you on call?" in text(response)
    assert not QuestionSetVersion.objects.get().is_published
