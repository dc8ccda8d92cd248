"""Rules on the set as a whole and on attributes, at their limits, and all rules on any set."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from analysis.instrument import Construct, Instrument, Item, Option, Scale, ScaleKind
from analysis.scales import BUILT_IN
from questionnaires.advice.identifying import attribute_advice, attributes_together
from questionnaires.advice.judging import advice_on, advice_on_item
from questionnaires.advice.structure import construct_advice, length_advice, required_advice
from questionnaires.advice.values import Advice, Circumstances, Rule
from tests.question_sets import instruments
from tests.questionnaires.advice.cases import a_set

AGREE = BUILT_IN["agreement_5"]


def measuring(items: int) -> Instrument:
    codes = tuple(f"i{n}" for n in range(items))
    return a_set(
        (Item(code, "It works.", AGREE, construct="flow") for code in codes),
        (Construct("flow", "Flow", codes),),
    )


@pytest.mark.parametrize("items", range(8))
def test_a_construct_needs_two_questions(items: int) -> None:
    advice = list(construct_advice(measuring(items)))
    assert [one.rule for one in advice] == [Rule.THIN_CONSTRUCT] * (items < 2)
    assert all((one.place, one.number) == ("constructs.flow", items) for one in advice)


@pytest.mark.parametrize("opened", range(9))
def test_more_than_three_questions_to_write_to(opened: int) -> None:
    closed = [Item(f"c{n}", "It works.", AGREE) for n in range(20)]
    words = [Item(f"w{n}", "What else?", BUILT_IN["long_text"]) for n in range(opened)]
    rules = {one.rule for one in length_advice(a_set([*closed, *words]), Circumstances())}
    assert rules == ({Rule.OPEN_QUESTIONS} if opened > 3 else set())


@pytest.mark.parametrize("minutes", range(25))
def test_longer_than_ten_minutes(minutes: int) -> None:
    rules = {one.rule for one in length_advice(a_set([]), Circumstances(minutes=minutes))}
    assert rules == ({Rule.LONG_SET} if minutes > 10 else set())


def test_a_sensitive_question_that_may_be_left_out_gets_no_advice() -> None:
    item = Item("asked", "I feel burned out.", AGREE, required=True)
    [advice] = required_advice(item, "en")
    assert (advice.rule, advice.found) == (Rule.REQUIRED_SENSITIVE, "burned out")
    assert list(required_advice(replace(item, required=False), "en")) == []


def test_attributes_and_tags_are_sensitive_in_any_language() -> None:
    role = Item("role", "Rôle ?", BUILT_IN["yes_no"], required=True, attribute=True)
    tired = Item("tired", "Fatigué ?", AGREE, required=True, dora="burnout")
    assert len([*required_advice(role, "fr"), *required_advice(tired, "fr")]) == 2


def attribute(code: str, answers: int) -> Item:
    options = tuple(Option(f"o{n}", f"Group {n}") for n in range(answers))
    return Item(code, "Which?", Scale(code, ScaleKind.SINGLE, options), attribute=True)


def test_how_many_would_share_an_answer_is_told_of_attributes_alone() -> None:
    [advice] = attribute_advice(attribute("site", 9), Circumstances(people=40))
    assert (advice.found, advice.number, advice.limit) == ("9", 4, 5)
    plain = replace(attribute("site", 9), attribute=False)
    assert list(attribute_advice(plain, Circumstances(people=1))) == []


def test_attributes_put_together() -> None:
    asked = a_set([attribute("site", 4), attribute("role", 5), Item("works", "It works.", AGREE)])
    [advice] = attributes_together(asked, Circumstances(people=99))
    assert (advice.rule, advice.found, advice.number) == (Rule.IDENTIFYING_TOGETHER, "20", 4)
    assert list(attributes_together(asked, Circumstances(people=100))) == []
    assert list(attributes_together(asked, Circumstances())) == []
    assert list(attributes_together(a_set([attribute("site", 90)]), Circumstances(people=9))) == []


def test_a_set_is_judged_in_each_language_that_it_has() -> None:
    asked = replace(
        a_set([Item("works", "It works.", AGREE), Item("calm", "It is calm.", AGREE)]),
        translations={
            "de": {"items.works.text": "Es geht nicht.", "items.calm.text": "Es ist ruhig."}
        },
    )
    [advice] = advice_on(asked, Circumstances())
    assert (advice.rule, advice.place, advice.language) == (Rule.NEGATION, "items.works", "de")


def test_a_text_that_is_not_translated_is_judged_in_its_own_language_alone() -> None:
    asked = replace(
        a_set([Item("new", "New Work", AGREE), Item("calm", "It is calm.", AGREE)]),
        translations={"de": {"items.calm.text": "Es ist ruhig."}},
    )
    assert list(advice_on(asked, Circumstances())) == []
    said = replace(asked, translations={"de": {"items.new.text": "New Work"}})
    assert [one.rule for one in advice_on(said, Circumstances())] == [Rule.JARGON]


def test_the_same_text_in_two_languages_is_judged_apart() -> None:
    english, german = (Advice(Rule.LEADING, "items.a", "Chaos.", code) for code in ("en", "de"))
    assert english.digest != german.digest
    assert english.digest == Advice(Rule.LEADING, "items.a", "Chaos.", "en", found="Chaos").digest


@given(instruments(), st.integers(0, 500), st.integers(0, 60))
@settings(max_examples=60, deadline=None)
def test_no_question_set_raises(asked: Instrument, people: int, minutes: int) -> None:
    circumstances = Circumstances(people=people, minutes=minutes)
    all_of_it = advice_on(asked, circumstances)
    keys = [advice.key for advice in all_of_it]
    assert len(keys) == len(set(keys)), "a note could not say which advice it overrules"
    for item in asked.items:
        assert {a.rule for a in advice_on_item(item, asked.language, circumstances)} <= {
            a.rule for a in all_of_it
        }
