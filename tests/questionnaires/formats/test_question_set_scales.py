"""Rankings, amounts, sliders and words of one's own in a file: read, written, refused by line."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from analysis.instrument import ScaleKind, instrument_as_json, instrument_from_json
from questionnaires.formats.problems import QuestionSetError
from questionnaires.formats.question_set_yaml import read_question_set, write_question_set

PROJECT = Path(__file__).resolve().parents[3]
TEXT = (PROJECT / "docs" / "howto" / "example" / "waiting.yaml").read_text(encoding="utf-8")


def test_the_example_is_the_one_of_the_docs() -> None:
    page = (PROJECT / "docs" / "question-sets.md").read_text(encoding="utf-8")
    examples = re.findall(r"^```yaml\n(.*?)^```", page, re.MULTILINE | re.DOTALL)
    assert TEXT.split("\n", 1)[1] in examples


def test_every_new_kind_is_read() -> None:
    instrument = read_question_set(TEXT, "waiting.yaml")
    waits, hours, slows, ease, first = (item.scale for item in instrument.items)
    assert waits.say is not None
    assert waits.say.code == "other"
    assert [option.code for option in waits.options if option.exclusive] == ["nothing"]
    assert (hours.kind, len(hours.options)) == (ScaleKind.AMOUNT, 81)
    assert hours.option("2.5").label == "2.5 hours a week"
    assert hours.favourable == {"0", "0.5", "1", "1.5", "2"}
    assert min(map(float, hours.unfavourable)) == 8
    assert slows.is_unipolar
    assert not slows.favourable
    assert (ease.range.minimum, ease.range.maximum, ease.range.step) == (0, 100, 1)
    assert (first.kind, first.places) == (ScaleKind.RANKING, 3)


def test_it_comes_back_from_yaml_and_from_storage() -> None:
    instrument = read_question_set(TEXT, "waiting.yaml")
    assert read_question_set(write_question_set(instrument), "again.yaml") == instrument
    assert instrument_from_json(instrument_as_json(instrument)) == instrument


def test_units_and_ends_are_translated_and_the_numbers_are_not() -> None:
    missing = TEXT + "translations:\n  de:\n    title: Worauf du wartest\n"
    with pytest.raises(QuestionSetError) as caught:
        read_question_set(missing, "waiting.yaml")
    (problem,) = caught.value.problems
    assert "22 texts are missing" in problem.message
    stray = missing.replace("title: Worauf", "scales.hours_a_week.options.1: x\n    title: Worauf")
    with pytest.raises(QuestionSetError) as caught:
        read_question_set(stray, "waiting.yaml")
    assert any("scales.hours_a_week.options.1" in one.message for one in caught.value.problems)


@pytest.mark.parametrize(
    ("old", "new", "part", "said"),
    [
        ("maximum: 40", "maximum: 0", "maximum: 0", "does not exceed the minimum 0"),
        ("step: 0.5", "step: 0.3", "step: 0.3", "not a whole number of steps of 0.3"),
        ("step: 0.5", "step: 0.01", "step: 0.01", "at most 500"),
        ("step: 0.5", "step: 0", "step: 0", "Write a number above 0"),
        ("maximum: 40", "minimum: -4\n    maximum: 40", "minimum: -4", "an amount begins at 0"),
        ("    unit: hours a week\n", "", "code: hours_a_week", "unit is missing"),
        ("    bad: 8\n", "", "good: 2", "good is given and bad is not"),
        ("bad: 8", "bad: 41", "bad: 41", "not between 0 and 40"),
        ("bad: 8", "bad: 2", "bad: 2", "cannot be good and bad"),
        ("    low: It wears me out\n", "", "code: ease\n", "low is missing"),
        ("low: It", "unit: a\n    ranks: 2\n    low: It", "ranks: 2", "does not belong"),
        ("ranks: 3", "ranks: 5", "ranks: 5", "there are 4 options"),
        ("ranks: 3", "max_choices: 3", "max_choices", "does not belong to a scale of this kind"),
        (", exclusive: true", ", say: true", "code: nothing", "two options ask for words"),
        (
            "label: Faster builds",
            "label: Faster builds, exclusive: true",
            "Faster builds",
            "exclusive belongs to kind: multiple",
        ),
        (
            "label: Faster builds",
            "label: Faster builds, say: true",
            "Faster builds",
            "say belongs to kind: single or multiple",
        ),
        (
            "scale: waiting, na: off",
            "scale: waiting, attribute: true",
            "scale: waiting,",
            "words of one's own would say who wrote them",
        ),
        (
            "scale: hours_a_week",
            "scale: hours_a_week, reverse: true",
            "code: hours_lost",
            "good and bad say which way is better",
        ),
        (
            "scale: hours_a_week",
            "scale: hours_a_week, about: waiting",
            "code: hours_lost",
            "hours_a_week takes none",
        ),
        (
            "scale: hours_a_week",
            "scale: hours_a_week, about: nothing_known",
            "code: hours_lost",
            "there is no construct 'nothing_known'",
        ),
        (
            "scale: hours_a_week",
            "scale: hours_a_week, attribute: true",
            "code: hours_lost",
            "an attribute is one of a few categories",
        ),
        (
            "scale: how_much_5",
            "scale: how_much_5, show_if: {item: hours_lost, answers: ['90']}",
            "answers: ['90']",
            "Write whole numbers from 0 to 40.",
        ),
    ],
)
def test_what_does_not_fit_is_said_with_its_line(old: str, new: str, part: str, said: str) -> None:
    assert old in TEXT
    text = TEXT.replace(old, new, 1)
    with pytest.raises(QuestionSetError) as caught:
        read_question_set(text, "waiting.yaml")
    found = [one for one in caught.value.problems if said in one.message]
    assert found, str(caught.value)
    assert found[0].line == text[: text.index(part)].count("\n") + 1


def test_an_open_question_says_which_construct_its_words_are_about() -> None:
    listed = "constructs:\n  - {code: waits, title: Waiting}\n"
    items = (
        "      - {code: why, text: Why, scale: long_text, about: waits}\n"
        "      - {code: easy, text: Easy, scale: agreement_5, construct: waits}\n"
    )
    text = TEXT.replace("sections:\n", f"{listed}sections:\n", 1) + items
    instrument = read_question_set(text, "waiting.yaml")
    assert instrument.item("why").about == "waits"
    assert instrument.construct("waits").items == ("easy",)
    assert [one.code for one in instrument.worded_items_about("waits")] == ["why"]
    assert instrument.worded_items_about("other") == ()
    assert read_question_set(write_question_set(instrument), "again.yaml") == instrument
    assert instrument_from_json(instrument_as_json(instrument)) == instrument
    without = instrument_as_json(read_question_set(TEXT, "waiting.yaml"))
    assert not any("about" in one for one in without["items"])


def test_a_condition_on_a_ranking_of_everything_says_nothing() -> None:
    item = "      - {code: why, text: Why, scale: long_text, show_if: {item: improve_first, answers: [docs]}}\n"  # noqa: E501 -- one line of YAML
    read_question_set(TEXT + item, "waiting.yaml")
    with pytest.raises(QuestionSetError, match="ranks all of its options"):
        read_question_set(TEXT.replace("    ranks: 3\n", "") + item, "waiting.yaml")
