"""Rules on words beyond their examples: limits, other languages, the formulas, their speed."""

from __future__ import annotations

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from analysis.instrument import Item
from analysis.scales import BUILT_IN
from questionnaires.advice.reading import (
    amstad_reading_ease,
    english_syllables,
    fernandez_huerta_reading_ease,
    flesch_reading_ease,
    german_syllables,
    spanish_syllables,
    words_of,
)
from questionnaires.advice.values import Rule
from questionnaires.advice.wording import (
    FEWEST_WORDS_TO_READ,
    LANGUAGES,
    MOST_WORDS,
    wording_advice,
)


def rules(text: str, language: str, scale: str = "agreement_5") -> set[Rule]:
    item = Item("asked", text, BUILT_IN[scale])
    return {advice.rule for advice in wording_advice(item, language)}


@pytest.mark.parametrize("language", ["en", "de", "es", "fr"])
@pytest.mark.parametrize("words", range(1, 2 * MOST_WORDS))
def test_length_is_judged_at_its_limit_in_any_language(language: str, words: int) -> None:
    text = " ".join(["word"] * words) + "."
    assert (Rule.TOO_LONG in rules(text, language)) == (words > MOST_WORDS)


def test_a_few_words_are_never_called_hard() -> None:
    text = "Organisational transformation initiatives demonstrate interdepartmental collaboration."
    assert len(words_of(text)) < FEWEST_WORDS_TO_READ
    assert Rule.HARD_TO_READ not in rules(text, "en")


def test_an_open_question_may_say_not() -> None:
    assert Rule.NEGATION in rules("What would you not change?", "en")
    assert Rule.NEGATION not in rules("What would you not change?", "en", scale="long_text")


@pytest.mark.parametrize("scale", ["agreement_5", "frequency_5", "yes_no", "percentage"])
def test_a_share_of_what_did_not_happen_denies_nothing(scale: str) -> None:
    found = rules("Which share of the deployments was not planned?", "en", scale)
    assert (Rule.NEGATION in found) == (scale != "percentage")


def test_of_another_language_nothing_is_said_but_its_length() -> None:
    assert rules("I do not agree and always feel terrible.", "en") >= {Rule.NEGATION}
    assert rules("I do not agree and always feel terrible.", "fr") == set()


def test_a_dialect_is_judged_as_its_language() -> None:
    assert Rule.NEGATION in rules("Ich vertraue den Tests nicht.", "de-AT")


def test_the_words_that_gave_rise_are_told() -> None:
    item = Item("asked", "Builds are fast and reliable.", BUILT_IN["agreement_5"])
    [advice] = wording_advice(item, "en")
    assert (advice.place, advice.language, advice.found) == (
        "items.asked",
        "en",
        "fast and reliable",
    )
    assert advice.item == "asked"


# Worked by hand from the formulas that the papers give.
def test_the_formulas_give_the_numbers_of_their_authors() -> None:
    # Flesch 1948: 206.835 - 1.015 x 20 - 84.6 x 1.5
    assert flesch_reading_ease(20, 1.5) == pytest.approx(59.635)
    # Amstad 1978: 180 - 20 - 58.5 x 1.8
    assert amstad_reading_ease(20, 1.8) == pytest.approx(54.7)
    # Fernandez Huerta 1959: 206.84 - 1.02 x 20 - 60 x 2
    assert fernandez_huerta_reading_ease(20, 2.0) == pytest.approx(66.44)


@pytest.mark.parametrize(
    ("count", "words"),
    [
        (english_syllables, {"release": 2, "deploy": 2, "team": 1, "developer": 4, "managed": 2}),
        (german_syllables, {"Ausliefern": 3, "Team": 2, "Werkzeuge": 3, "über": 2, "Feuer": 2}),
        (spanish_syllables, {"equipo": 3, "cambio": 2, "días": 2, "huevo": 2, "código": 3}),
    ],
)
def test_syllables(count: object, words: dict[str, int]) -> None:
    assert callable(count)
    assert {word: count(word) for word in words} == words


@given(st.text(max_size=500), st.sampled_from(["en", "de", "es", "fr", ""]))
def test_no_text_raises(text: str, language: str) -> None:
    for advice in wording_advice(Item("asked", text, BUILT_IN["agreement_5"]), language):
        assert advice.judged == text


@pytest.mark.parametrize("language", sorted(LANGUAGES))
@pytest.mark.parametrize("part", ["and ", "y ", "und ", "my a and ", "both ", "sowohl ", "a" * 50])
def test_a_text_made_to_be_slow_is_not(language: str, part: str) -> None:
    """The longest text of a question, ten times over, within a second of the processor."""
    begin = time.process_time()
    rules(part * (5000 // len(part)), language)
    assert time.process_time() - begin < 1
