"""A questionnaire in another language."""

from __future__ import annotations

from dataclasses import replace

import pytest

from analysis.instrument import Instrument
from analysis.translations import choose_language, languages_of, translated
from surveyapp.survey_pages import Survey, survey_context
from tests.instruments import all_scales

GERMAN = {
    "title": "Wie wir Software bauen",
    "sections.on_call.title": "Bereitschaft",
    "items.on_call.text": "Hattest du in den letzten drei Monaten Bereitschaft?",
    "scales.yes_no.options.yes": "Ja",
    "scales.yes_no.options.no": "Nein",
}


@pytest.fixture
def instrument() -> Instrument:
    return replace(all_scales(), translations={"de": GERMAN})


def test_texts_change_and_codes_stay(instrument: Instrument) -> None:
    german = translated(instrument, "de")
    assert german.title == "Wie wir Software bauen"
    assert german.sections[1].title == "Bereitschaft"
    assert [o.label for o in german.item("on_call").scale.options] == ["Ja", "Nein"]
    assert [o.code for o in german.item("on_call").scale.options] == ["yes", "no"]
    assert german.item("role") == instrument.item("role")


def test_units_and_ends_of_numbers_are_translated_and_the_numbers_stay() -> None:
    texts = {"scales.hours_a_week.unit": "Stunden in der Woche", "scales.ease.high": "Geht leicht"}
    asked = replace(all_scales(), translations={"de": texts})
    german = translated(asked, "de")
    hours, ease = german.item("hours_lost").scale, german.item("ease_of_work").scale
    assert hours.option("2.5").label == "2.5 Stunden in der Woche"
    assert [o.code for o in hours.options] == [
        o.code for o in asked.item("hours_lost").scale.options
    ]
    assert (ease.range.low, ease.range.high) == ("It wears me out", "Geht leicht")
    assert german.item("change_fail") == asked.item("change_fail")


@pytest.mark.parametrize(
    ("wishes", "language"),
    [
        (("de",), "de"),
        (("de-at",), "de"),
        (("DE",), "de"),
        (("fr", "de"), "de"),
        (("fr",), "en"),
        ((None, ""), "en"),
        (("en", "de"), "en"),
    ],
)
def test_the_first_wish_that_can_be_met(
    instrument: Instrument, wishes: tuple[str | None, ...], language: str
) -> None:
    assert choose_language(instrument, *wishes) == language


def test_the_survey_offers_the_other_languages(instrument: Instrument) -> None:
    assert languages_of(instrument) == ("de", "en")
    for language, others in (("", ["de"]), ("en", ["de"]), ("de", ["en"])):
        survey = survey_context(instrument, language=language)["survey"]
        assert isinstance(survey, Survey)
        assert [code for code, _name in survey.other_languages] == others
