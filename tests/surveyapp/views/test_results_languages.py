"""What results say, in the language of the page: sentences, pictures, the report; data in one."""

from __future__ import annotations

from dataclasses import replace

import pytest
from django.test import Client
from django.utils import translation

from analysis.release import Release, release_sha256
from analysis.words import language
from surveyapp.result_documents import document_of
from tests.pdfs import text_of
from tests.releases import demo_releases
from tests.stored import logged_in, stored_programme, stored_round

LANGUAGES = ENGLISH, GERMAN, SPANISH = "en", "de", "es"
NO_EVIDENCE = {
    ENGLISH: "no evidence of change",
    GERMAN: "kein Beleg für eine Änderung",
    SPANISH: "sin indicios de cambio",
}


def addresses() -> dict[str, str]:
    programme, code = (demo_releases()[-1].round.programme, demo_releases()[-1].round.code)
    start = f"/results/{programme}/{code}/"
    return {
        "page": start,
        "picture": f"{start}charts/change-constructs.svg",
        "table": f"{start}tables/constructs.csv",
        "report": f"{start}report.pdf",
        "items": f"/api/v1/programmes/{programme}/rounds/{code}/items/",
    }


def read(client: Client, address: str, code: str) -> bytes:
    answer = client.get(address, headers={"accept-language": code})
    assert answer.status_code == 200, address
    assert "Accept-Language" in answer.headers["Vary"]
    return answer.content


def test_results_are_said_in_the_language_that_is_active() -> None:
    """Asked anew for every text: nothing that a server set once can be out of date."""
    assert language() == translation.get_language() == ENGLISH
    with translation.override(GERMAN):
        assert language() == GERMAN
        with translation.override(SPANISH):
            assert language() == SPANISH
        with translation.override(None):
            assert language() == ENGLISH
        assert language() == GERMAN


@pytest.mark.django_db
def test_german_after_english_is_german_and_english_after_that_english() -> None:
    stored_programme()
    client = logged_in()
    for name in ("page", "picture"):
        said = [read(client, addresses()[name], code).decode() for code in (*LANGUAGES, ENGLISH)]
        assert [NO_EVIDENCE[ENGLISH] in body for body in said] == [True, False, False, True]
        assert [NO_EVIDENCE[GERMAN] in body for body in said] == [False, True, False, False]
        assert [NO_EVIDENCE[SPANISH] in body for body in said] == [False, False, True, False]


@pytest.mark.django_db
def test_a_browser_that_has_the_english_picture_is_not_told_that_the_german_is_the_same() -> None:
    stored_programme()
    client = logged_in()
    picture = addresses()["picture"]
    etags = {
        code: client.get(picture, headers={"accept-language": code}).headers["ETag"]
        for code in (ENGLISH, GERMAN)
    }
    assert etags[ENGLISH] != etags[GERMAN]
    again = {"accept-language": GERMAN, "if-none-match": etags[GERMAN]}
    assert client.get(picture, headers=again).status_code == 304
    other = {"accept-language": GERMAN, "if-none-match": etags[ENGLISH]}
    assert client.get(picture, headers=other).status_code == 200


@pytest.mark.django_db
def test_the_report_speaks_the_language_of_its_reader() -> None:
    stored_programme()
    client = logged_in()
    said = {code: text_of(read(client, addresses()["report"], code)) for code in (GERMAN, SPANISH)}
    assert "Ergebnisse einer Umfrage" in said[GERMAN]
    assert "Resultados de una encuesta" in said[SPANISH]


@pytest.mark.django_db
def test_data_say_the_same_in_every_language() -> None:
    stored_programme()
    client = logged_in()
    for name in ("table", "items"):
        english, german = (read(client, addresses()[name], code) for code in (ENGLISH, GERMAN))
        assert english == german
        assert b"favourable" in english


def german_set(release: Release) -> Release:
    titles = {
        f"constructs.{one.code}.title": f"Konstrukt {one.code}"
        for one in release.instrument.constructs
    }
    asked = replace(release.instrument, translations={GERMAN: titles})
    return replace(release, instrument=asked)


@pytest.mark.django_db
def test_questions_are_those_of_the_language_and_the_hash_is_that_of_the_release() -> None:
    release = german_set(demo_releases()[-1])
    stored_round(release)
    client = logged_in()
    english, german = (
        read(client, addresses()["page"], code).decode() for code in (ENGLISH, GERMAN)
    )
    title = release.instrument.constructs[0].title
    assert title in english
    assert "Konstrukt release" not in english
    assert "Konstrukt release" in german
    assert release_sha256(release) in german
    table = read(client, addresses()["table"], GERMAN).decode()
    assert title in table
    assert "Konstrukt release" not in table
    items = read(client, addresses()["items"].replace("items", "constructs"), GERMAN).decode()
    assert title in items


@pytest.mark.django_db
def test_a_release_is_read_once_for_all_languages() -> None:
    """Only what holds words is made again."""
    round_ = stored_round(demo_releases()[-1])
    document = document_of(round_)
    with translation.override(GERMAN):
        assert document.release is document.as_stored
    assert document.release is document.as_stored
