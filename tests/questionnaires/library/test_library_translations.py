"""The question sets that ship, in every language of the interface: complete, the same survey."""

from __future__ import annotations

import re
from collections import defaultdict
from pathlib import Path

import pytest
from django.conf import settings

from analysis.instrument import Instrument, Item
from analysis.scales import BUILT_IN
from analysis.translations import languages_of, translated
from questionnaires.formats.problems import QuestionSetError
from questionnaires.formats.question_set_drafts import texts_to_translate
from questionnaires.formats.question_set_yaml import read_question_set
from questionnaires.services.question_sets import LIBRARY
from surveyapp.survey_pages import survey_context

SHIPPED = sorted(path for path in LIBRARY.rglob("*.yaml") if path.parent.name != "items")
LANGUAGES = [code for code, _name in settings.LANGUAGES if code != "en"]
#: What reads in another language as it does in English.
ALIKE = {
    ("de", "DORA Quick Check"),
    ("de", "Flow"),
    ("de", "Reviews"),
    ("es", "DORA Quick Check"),
    ("es", "No"),
}

each_set = pytest.mark.parametrize("path", SHIPPED, ids=[path.stem for path in SHIPPED])
each_language = pytest.mark.parametrize("language", LANGUAGES)


def shipped(path: Path) -> Instrument:
    return read_question_set(path.read_text(encoding="utf-8"), path.name)


def pairs(instrument: Instrument, language: str) -> list[tuple[Item, Item]]:
    return list(zip(instrument.items, translated(instrument, language).items, strict=True))


def test_these_sets_and_languages_are_looked_at() -> None:
    names = [path.stem for path in SHIPPED]
    assert names == ["style-page", "waiting", "developer-experience", "dora-quick-check", "pulse"]
    assert LANGUAGES == ["de", "es"]


@each_set
def test_it_has_every_text_in_every_language_of_the_interface(path: Path) -> None:
    instrument = shipped(path)
    assert languages_of(instrument) == tuple(sorted(["en", *LANGUAGES]))
    wanted = texts_to_translate(instrument)
    assert len(wanted) > 15
    for language in LANGUAGES:
        texts = instrument.translations[language]
        assert set(texts) == set(wanted)
        assert all(text.strip() for text in texts.values())


@each_set
@each_language
def test_a_text_that_is_taken_out_is_missed(path: Path, language: str) -> None:
    source = path.read_text(encoding="utf-8")
    shorter, found = re.subn(rf"(\n  {language}:)\n    title: .+", r"\1", source)
    assert found == 1
    message = f"Translations, {language}: 1 texts are missing: title"
    with pytest.raises(QuestionSetError, match=message):
        read_question_set(shorter, path.name)


@each_set
@each_language
def test_nothing_is_left_in_english(path: Path, language: str) -> None:
    instrument = shipped(path)
    english = texts_to_translate(instrument)
    texts = instrument.translations[language]
    same = {(language, text) for code, text in texts.items() if text == english[code]}
    assert same <= ALIKE


@each_language
def test_what_reads_alike_is_no_more_than_is_listed(language: str) -> None:
    instruments = [shipped(path) for path in SHIPPED]
    found = {
        (language, text)
        for instrument in instruments
        for code, text in texts_to_translate(instrument).items()
        if instrument.translations[language][code] == text
    }
    assert found == {entry for entry in ALIKE if entry[0] == language}


@each_set
@each_language
def test_it_is_the_same_survey(path: Path, language: str) -> None:
    instrument = shipped(path)
    for item, twin in pairs(instrument, language):
        assert (twin.code, twin.wording, twin.reverse) == (item.code, item.wording, item.reverse)
        assert twin.text[-1] == item.text[-1]
        assert twin.scale.values == item.scale.values
        assert twin.scale.favourable == item.scale.favourable
        labels = [option.label for option in twin.scale.options]
        assert len(set(labels)) == len(labels), f"{item.scale.code}: two answers read alike"
    survey = survey_context(instrument, language=language)["survey"]
    original = survey_context(instrument)["survey"]
    layouts = [[question.layout for question in page.questions] for page in survey.pages]
    assert layouts == [[q.layout for q in page.questions] for page in original.pages]
    assert survey.minutes == original.minutes


@each_language
def test_one_question_and_one_scale_have_one_wording_in_all_sets(language: str) -> None:
    questions: dict[str, set[str]] = defaultdict(set)
    labels: dict[str, set[tuple[str, ...]]] = defaultdict(set)
    asked = 0
    for path in SHIPPED:
        for item, twin in pairs(shipped(path), language):
            asked += 1
            questions[item.text].add(twin.text)
            if item.scale == BUILT_IN.get(item.scale.code):
                labels[item.scale.code].add(tuple(option.label for option in twin.scale.options))
    assert asked > len(questions) + 20  # dora-quick-check and pulse alone share ten each
    assert {"agreement_5", "how_much_5", "lead_time"} <= set(labels)
    assert [text for text, wordings in questions.items() if len(wordings) > 1] == []
    assert [code for code, wordings in labels.items() if len(wordings) > 1] == []


@each_set
def test_people_are_spoken_to_as_the_interface_does(path: Path) -> None:
    translations = shipped(path).translations
    german, spanish = ("; ".join(translations[code].values()) for code in ("de", "es"))
    assert re.search(r"\b(du|dein|deine|deiner|dir|denk)\b", german, re.IGNORECASE)
    assert not re.search(r"\w,? (Sie|Ihnen|Ihr|Ihre|Ihrer|Ihrem)\b", german)
    assert re.search(r"\b(tú|tu|te|piensa)\b", spanish, re.IGNORECASE)
    assert not re.search(r"\b(usted|ustedes|piense|vosotros|vuestro)\b", spanish, re.IGNORECASE)
    assert not re.search(r"[!¡]", german + spanish)


@each_set
def test_a_question_in_spanish_opens_with_its_mark(path: Path) -> None:
    texts = [twin.text for _item, twin in pairs(shipped(path), "es")]
    assert any(text.endswith("?") for text in texts)
    for text in texts:
        assert text.count("¿") == text.count("?") == text.endswith("?"), text
