"""Pages of respondents speak the language of their questions, and carry along the one asked for."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import Any

import pytest
from django.test import Client, override_settings

from questionnaires.models import Round
from surveyapp.emails import invitation, occasion_of
from surveyapp.interface import in_this_language, interface_asked_for, interface_in
from surveyapp.trial_mails import sample_link
from tests.devices import opened_anonymous
from tests.instruments import all_scales
from tests.open_rounds import OpenRound, make_open_round

pytestmark = pytest.mark.django_db(databases=["default", "answers"])

GERMAN = {"title": "Wie wir bauen", "items.on_call.text": "Hattest du Bereitschaft?"}
FRENCH = {"title": "Comment nous construisons", "items.on_call.text": "Étais-tu d’astreinte ?"}
HTML = re.compile(r'<html lang="([\w-]+)" dir="(\w+)">')


@pytest.fixture
def asked() -> OpenRound:
    return make_open_round(
        instrument=replace(all_scales(), translations={"de": GERMAN, "fr": FRENCH})
    )


def get(path: str, *, browser: str = "en") -> Any:
    return Client().get(path, headers={"accept-language": browser})


def post(path: str, body: str) -> Any:
    return Client().post(path, body, content_type="application/x-www-form-urlencoded")


def spoken(response: Any) -> tuple[str, str]:
    """The language and the direction that a page claims to be in."""
    found = HTML.search(response.content.decode())
    assert found is not None
    assert response.headers["Content-Language"] == found[1]
    return found[1], found[2]


def test_the_interface_follows_the_questions(asked: OpenRound) -> None:
    english = get(asked.path)
    assert spoken(english) == ("en", "ltr")
    assert "Before you send" in english.content.decode()
    german = get(f"{asked.path}?lang=de")
    assert spoken(german) == ("de", "ltr")
    page = german.content.decode()
    assert "Bevor du sendest" in page
    assert "Before you send" not in page
    assert 'lang="de" dir="ltr" data-survey' in page
    # No Spanish questions are there, so a Spanish browser gets the ones that are, and all in one.
    assert spoken(get(asked.path, browser="es")) == ("en", "ltr")
    assert spoken(get(asked.path, browser="de-AT")) == ("de", "ltr")


def test_where_no_catalogue_has_the_language_of_the_questions_it_stays(asked: OpenRound) -> None:
    page = get(f"{asked.path}?lang=fr", browser="de")
    assert spoken(page) == ("de", "ltr")
    assert 'lang="fr" dir="ltr" data-survey' in page.content.decode()
    assert "Étais-tu d’astreinte" in page.content.decode()


def test_what_is_wrong_is_said_in_the_language_of_the_questions(asked: OpenRound) -> None:
    page = post(f"{asked.path}?lang=de", "")
    assert "Nothing was sent" not in page.content.decode()
    assert "Nichts wurde gesendet" in page.content.decode()


def test_the_receipt_and_what_is_linked_keep_the_language_asked_for(asked: OpenRound) -> None:
    page = get(f"{asked.path}?lang=de").content.decode()
    how = f"/s/how/{asked.round.public_id}/"
    assert f'href="{how}?lang=de"' in page
    assert 'href="opt-out/?lang=de"' in page
    assert "Wie deine Antworten aufbewahrt werden" in get(f"{how}?lang=de").content.decode()
    sent = post(f"{asked.path}?lang=de", "q.release_at_will=4&q.fix_first=builds&q.best_thing=So")
    assert sent.status_code == 303
    done = get(sent.headers["Location"])
    assert spoken(done) == ("de", "ltr")
    assert "Deine Antworten sind gespeichert" in done.content.decode()
    assert "Du hast schon geantwortet" in get(f"{asked.path}?lang=de").content.decode()


def test_who_asked_for_none_is_given_none(asked: OpenRound) -> None:
    page = get(asked.path, browser="de").content.decode()
    assert f'href="/s/how/{asked.round.public_id}/"' in page
    assert 'href="opt-out/"' in page


def test_the_choice_of_mails_keeps_the_language(asked: OpenRound) -> None:
    address = f"{asked.path}opt-out/"
    page = get(f"{address}?lang=es").content.decode()
    assert "Qué correos te llegan" in page
    assert 'action=".?lang=es"' in page
    saved: Any = Client().post(f"{address}?lang=es", {"no_reminders": "on"})
    assert saved.headers["Location"] == "?saved&lang=es"
    assert "Guardado." in get(f"{address}?saved&lang=es").content.decode()


def languages_offered(response: Any) -> list[str]:
    """The languages that a page leads to, each on the same address."""
    return re.findall(r'<a href="\?lang=(\w+)" hreflang="\1" lang="\1"', response.content.decode())


def test_pages_besides_the_survey_lead_to_the_other_languages(asked: OpenRound) -> None:
    public_id = asked.round.public_id
    for path in (
        f"/s/done/{public_id}/",
        f"/s/how/{public_id}/",
        f"/s/receipt/{public_id}/",
        f"{asked.path}opt-out/",
        "/s/unknown/",
    ):
        page = get(path)
        assert languages_offered(page) == ["de", "es"], path
        german = get(f"{path}?lang=de")
        assert spoken(german) == ("de", "ltr")
        assert languages_offered(german) == ["en", "es"], path
        assert ">English</a>" in german.content.decode()


def test_a_page_that_gives_words_back_leads_to_no_other_language(asked: OpenRound) -> None:
    typed = "q.best_thing=What+I+wrote"
    assert languages_offered(post("/s/unknown/", "q.best_thing=Word")) == ["de", "es"]
    page = post("/s/unknown/", typed)
    assert "What I wrote" in page.content.decode()
    assert languages_offered(page) == []


@pytest.mark.django_db(transaction=True, databases=["default", "answers"])
def test_a_receipt_that_was_pasted_is_not_lost_to_another_language() -> None:
    address = f"/s/receipt/{opened_anonymous().public_id}/"
    assert languages_offered(get(address)) == ["de", "es"]
    assert languages_offered(post(address, "receipt=No+receipt")) == []


def test_an_unknown_language_is_no_language(asked: OpenRound) -> None:
    for wish in ("tlh", "x" * 2000, "../de", "%00"):
        assert spoken(get(f"{asked.path}?lang={wish}")) == ("en", "ltr")
        assert spoken(get(f"/s/unknown/?lang={wish}", browser="de")) == ("de", "ltr")


@pytest.mark.django_db(transaction=True, databases=["default", "answers"])
def test_an_anonymous_survey_sends_its_device_on_in_the_same_language() -> None:
    round_ = opened_anonymous()
    address = f"/s/a/{round_.public_id}/"
    plain = get(address).content.decode()
    assert f'data-done="/s/done/{round_.public_id}/"' in plain
    page = get(f"{address}?lang=de").content.decode()
    assert f'data-done="/s/done/{round_.public_id}/?lang=de"' in page
    assert numbers_of(page) == numbers_of(plain)


def numbers_of(page: str) -> list[str]:
    """What scripts calculate with: it must not be written as people of a country write it."""
    return re.findall(r'\b(?:data-\w+|value|min|max|step|maxlength)="(-?[\d.,]+)"', page)


def test_numbers_for_scripts_are_written_the_same_everywhere(asked: OpenRound) -> None:
    english, german = (get(f"{asked.path}?lang={code}").content.decode() for code in ("en", "de"))
    assert [number for number in numbers_of(english) if "." in number]
    assert numbers_of(german) == numbers_of(english)


@override_settings(LANGUAGES=[("en", "English"), ("de", "German"), ("ar", "Arabic")])
def test_a_language_from_right_to_left_turns_the_page(asked: OpenRound) -> None:
    assert spoken(get("/s/unknown/?lang=ar")) == ("ar", "rtl")
    assert spoken(get(asked.path, browser="ar")) == ("en", "ltr")


def test_the_language_ends_with_the_page() -> None:
    with interface_asked_for("de"):
        assert in_this_language("/a/?b") == "/a/?b&lang=de"
        with interface_in("en"):
            assert in_this_language("/a/") == "/a/?lang=de"
    assert in_this_language("/a/") == "/a/"


@pytest.mark.parametrize(
    ("language", "words"),
    [("de", "Hallo Ada Beispiel,"), ("es", "Hola, Ada Ejemplo:")],
)
def test_mails_speak_the_language_of_the_site(language: str, words: str) -> None:
    round_: Round = make_open_round().round
    with override_settings(LANGUAGE_CODE=language), interface_in(language):
        link = sample_link(round_)
        message = invitation(link=link, occasion=occasion_of(round_))
    assert str(message.body).startswith(words)
    assert f'<html lang="{language}" dir="ltr">' in str(message.alternatives[0][0])
