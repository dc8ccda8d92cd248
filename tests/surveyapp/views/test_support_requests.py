"""Importing support requests on the page, placing topics, and deleting a file."""

from __future__ import annotations

from http import HTTPStatus
from typing import Any

import pytest
from django.conf import settings
from django.core.files.uploadedfile import SimpleUploadedFile, TemporaryUploadedFile
from django.core.management import CommandError
from django.test import Client, override_settings

from questionnaires.models import AuditEntry, SupportCount, SupportImport, SupportTopic
from questionnaires.services.support_requests import delete_support_import, place_topics
from tests.rounds import opened, programme
from tests.surveyapp.test_commands import run
from tests.surveyapp.test_round_pages import client, text

pytestmark = pytest.mark.django_db(databases=["default", "answers"])

PAGE = "/programmes/dx/support-requests/"
TOPICS = PAGE + "topics/"
FILE = "date,topic,unit,requester\n2026-03-31,CI is slow,Ops/Build,ann\n2025-03-30,Access,,bo\n"


@pytest.fixture
def analyst() -> Client:
    opened()
    return client("analyst")


def send(browser: Client, data: str = FILE, name: str = "spring.csv", **form: str) -> Any:
    file = SimpleUploadedFile(name, data.encode(), "text/csv")
    return browser.post(PAGE, {"kind": "requests", "file": file, **form}, follow=True)


def test_a_file_is_counted_and_topics_are_asked_about(analyst: Client) -> None:
    assert "No file is imported yet." in text(analyst.get(PAGE))
    response = send(analyst)
    assert response.redirect_chain == [(TOPICS, 302)]
    said = text(response)
    assert "2 rows are counted." in said
    assert "CI is slow" in said
    listed = text(analyst.get(PAGE))
    assert "spring.csv Support requests, 2 rows, Mar 2025 – Mar 2026" in listed
    assert AuditEntry.objects.get(action="import support requests").actor == "analyst"


def test_what_is_wrong_is_listed_and_nothing_changed(analyst: Client) -> None:
    response = send(analyst, FILE.replace("Ops/Build", "Nowhere"))
    assert response.status_code == HTTPStatus.UNPROCESSABLE_ENTITY
    said = text(response)
    assert "The file cannot be imported" in said
    assert "Row 2, column unit: there is no unit “Nowhere”." in said
    assert not SupportImport.objects.exists()


def test_a_second_time_it_is_refused_until_it_is_meant(analyst: Client) -> None:
    send(analyst)
    response = send(analyst, FILE + "2026-03-30,Access,,bo\n")
    assert response.status_code == HTTPStatus.UNPROCESSABLE_ENTITY
    assert "Another file spring.csv was imported on" in text(response)
    send(analyst, FILE + "2026-03-30,Access,,bo\n", replace="on")
    assert [one.rows for one in SupportImport.objects.all()] == [3]


def test_no_file_an_empty_one_and_one_that_is_too_large(analyst: Client) -> None:
    response = analyst.post(PAGE, {"kind": "requests"})
    assert response.status_code == HTTPStatus.UNPROCESSABLE_ENTITY
    assert "This field is required." in text(response)
    assert "Its first row should be: date,topic,unit,requester" in text(send(analyst, ""))
    with override_settings(UPLOAD_MAX_BYTES=10):
        assert "a file may have 0.0 MB here" in text(send(analyst))
    assert not SupportImport.objects.exists()


def test_a_file_that_is_accepted_never_touches_a_disk(
    analyst: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    written: list[str] = []

    def noted(self: TemporaryUploadedFile, name: str, *args: Any, **kwargs: Any) -> None:
        written.append(name)
        original(self, name, *args, **kwargs)

    original = TemporaryUploadedFile.__init__
    monkeypatch.setattr(TemporaryUploadedFile, "__init__", noted)
    columns = "date,topic,unit,requester,subject\n"

    def file(size: int) -> str:
        row = f"2026-03-31,CI is slow,Ops/Build,ann,{'x' * 9_000}\n"
        return columns + row * ((size - len(columns)) // len(row))

    send(analyst, file(settings.UPLOAD_MAX_BYTES))
    assert SupportImport.objects.get().rows > 500
    assert written == []
    assert "a file may have 5.0 MB here" in text(
        send(analyst, file(settings.UPLOAD_MAX_BYTES + 500_000), "large.csv")
    )
    assert written == ["large.csv"]  # or nothing was looked at


def test_topics_are_placed_with_a_guess_beside_and_never_in_the_field(analyst: Client) -> None:
    titles = [one.title for one in programme().rounds.get().version.instrument.constructs]
    send(analyst, FILE.replace("CI is slow", titles[0]))
    body = analyst.get(TOPICS)
    assert f"a guess by equal words: {titles[0]}" in text(body)
    form = body.context["form"]
    assert {field.initial for field in form.fields.values()} == {""}
    assert not SupportTopic.objects.exists()
    (first, second) = form.fields
    code = form.fields[first].choices[2][0]
    response = analyst.post(TOPICS, {first: code, second: "-"}, follow=True)
    assert "2 topics are changed." in text(response)
    assert set(SupportTopic.objects.values_list("construct", flat=True)) == {code, ""}
    assert "a guess by equal words" not in text(analyst.get(TOPICS))


def test_a_choice_that_is_not_offered_is_refused(analyst: Client) -> None:
    send(analyst)
    field = next(iter(analyst.get(TOPICS).context["form"].fields))
    assert analyst.post(TOPICS, {field: "nothing"}).status_code == HTTPStatus.UNPROCESSABLE_ENTITY
    assert not SupportTopic.objects.exists()


def test_a_file_is_deleted_after_a_question(analyst: Client) -> None:
    send(analyst)
    address = f"{PAGE}{SupportImport.objects.get().code}/delete/"
    assert "spring.csv, 2 rows: all counts and findings" in text(analyst.get(address))
    assert SupportCount.objects.count() == 2
    response = analyst.post(address, follow=True)
    assert "“spring.csv” is deleted." in text(response)
    assert not SupportCount.objects.exists()
    assert analyst.get(address).status_code == HTTPStatus.NOT_FOUND


def test_topics_of_deleted_files_are_led_to(analyst: Client) -> None:
    send(analyst)
    place_topics(programme=programme(), places={"Access": ""}, actor="ann")
    delete_support_import(support_import=SupportImport.objects.get(), actor="ann")
    page = analyst.get(PAGE).content.decode()
    assert "No file is imported yet." in page
    assert f'href="{TOPICS}"' in page
    assert "Access" in text(analyst.get(TOPICS))


def test_before_any_file_there_is_nothing_to_place(analyst: Client) -> None:
    assert "There are no topics before a file is imported." in text(analyst.get(TOPICS))


def test_the_command_imports_says_what_is_missing_and_refuses(tmp_path: Any) -> None:
    opened()
    file = tmp_path / "spring.csv"
    file.write_text(FILE)
    assert "Nothing was changed: this was a dry run." in run(
        "import_support_requests", "dx", str(file), "--dry-run"
    )
    said = run("import_support_requests", "dx", str(file))
    assert "2 requests, 2025-03 to 2026-03" in said
    assert "Nobody has said yet to which construct these belong: “Access”, “CI is slow”." in said
    with pytest.raises(CommandError, match="To replace it: --replace"):
        run("import_support_requests", "dx", str(file))
    run("import_support_requests", "dx", str(file), "--replace")
    with pytest.raises(CommandError, match=r"There is no programme “x”\. There are: dx"):
        run("import_support_requests", "x", str(file))
    file.write_text("date,topic,unit,finding\n2026-03-31,CI,Opps/Build,Slow.\n")
    with pytest.raises(CommandError, match=r"spring\.csv: Row 2, column unit: there is no unit"):
        run("import_support_requests", "dx", str(file), "--findings")
    file.write_text("date,topic,unit,finding\n2026-03-31,CI,Ops/Build,Slow.\n")
    assert "1 finding, 2026-03 to 2026-03" in run(
        "import_support_requests", "dx", str(file), "--findings"
    )
