"""Rules on the set as a whole, and on who could be told by its attributes."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from analysis.instrument import Construct, Instrument, Item, Option, Scale, ScaleKind, Section
from analysis.scales import BUILT_IN
from questionnaires.advice.identifying import attribute_advice, attributes_together
from questionnaires.advice.judging import advice_on, advice_on_item
from questionnaires.advice.structure import construct_advice, length_advice, required_advice
from questionnaires.advice.values import Advice, Circumstances, Rule
from tests.question_sets import instruments

AGREE = BUILT_IN["agreement_5"]


def a_set(*items: Item, constructs: tuple[Construct, ...] = ()) -> Instrument:
    section = Section("only", "Only", tuple(item.code for item in items))
    return Instrument("set", "Set", (section,), items, constructs)


def measuring(items: int) -> Instrument:
    codes = tuple(f"i{n}" for n in range(items))
    return a_set(
        *(Item(code, "It works.", AGREE, construct="flow") for code in codes),
        constructs=(Construct("flow", "Flow", codes),),
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
    rules = {one.rule for one in length_advice(a_set(*closed, *words), Circumstances())}
    assert rules == ({Rule.OPEN_QUESTIONS} if opened > 3 else set())


@pytest.mark.parametrize("minutes", range(25))
def test_longer_than_ten_minutes(minutes: int) -> None:
    rules = {one.rule for one in length_advice(a_set(), Circumstances(minutes=minutes))}
    assert rules == ({Rule.LONG_SET} if minutes > 10 else set())


SENSITIVE = {
    "en": (
        "My work leaves me exhausted.",
        "I feel burned out.",
        "How old are you?",
        "What is your gender?",
        "My salary is fair.",
        "My manager listens to me.",
        "I have thought about a new job.",
        "I was harassed at work.",
        "Do you have a disability?",
        "My work is stressful.",
        "Were you on sick leave last year?",
        "I am afraid to say what I think.",
        "I am anxious before a release.",
        "How is your health?",
        "I plan to leave this company.",
    ),
    "de": (
        "Meine Arbeit erschöpft mich.",
        "Wie alt bist du?",
        "Mein Gehalt ist angemessen.",
        "Ich habe Angst vor Auslieferungen.",
        "Ich denke an eine Kündigung.",
    ),
    "es": (
        "Mi trabajo me agota.",
        "¿Qué edad tienes?",
        "Mi sueldo es justo.",
        "Tengo miedo de los despliegues.",
        "Pienso en otro trabajo.",
    ),
}
HARMLESS = {
    "en": (
        "The tests are fast.",
        "I can release whenever I decide to.",
        "The documentation is up to date.",
        "How often do you deploy?",
        "Reviews start soon.",
        "My team knows its goals.",
        "I find whom to ask.",
        "Builds are reliable.",
        "I can try out a change within minutes.",
        "How long does a change take?",
        "My team can change its services.",
        "Alerts are worth reading.",
        "I have enough time without interruptions.",
        "I manage my own environments.",
        "The page of the service tells whom to call.",
    ),
    "de": (
        "Die Tests sind schnell.",
        "Reviews beginnen bald.",
        "Mein Team kennt seine Ziele.",
        "Wie oft liefert ihr aus?",
        "Die alte Schnittstelle ist dokumentiert.",
    ),
    "es": (
        "Las pruebas son rápidas.",
        "Las revisiones empiezan pronto.",
        "Mi equipo conoce sus objetivos.",
        "¿Con qué frecuencia desplegáis?",
        "La documentación está al día.",
    ),
}


def _texts(table: dict[str, tuple[str, ...]]) -> list[tuple[str, str]]:
    return [(language, text) for language, texts in table.items() for text in texts]


@pytest.mark.parametrize(("language", "text"), _texts(SENSITIVE))
def test_a_sensitive_question_may_be_left_out(language: str, text: str) -> None:
    item = Item("asked", text, AGREE, required=True)
    assert [one.rule for one in required_advice(item, language)] == [Rule.REQUIRED_SENSITIVE]
    assert list(required_advice(replace(item, required=False), language)) == []


@pytest.mark.parametrize(("language", "text"), _texts(HARMLESS))
def test_a_harmless_question_may_be_required(language: str, text: str) -> None:
    assert list(required_advice(Item("asked", text, AGREE, required=True), language)) == []


def test_attributes_and_tags_are_sensitive_in_any_language() -> None:
    role = Item("role", "Rôle ?", BUILT_IN["yes_no"], required=True, attribute=True)
    tired = Item("tired", "Fatigué ?", AGREE, required=True, dora="burnout")
    assert len([*required_advice(role, "fr"), *required_advice(tired, "fr")]) == 2


def attribute(code: str, answers: int) -> Item:
    options = tuple(Option(f"o{n}", f"Group {n}") for n in range(answers))
    return Item(code, "Which?", Scale(code, ScaleKind.SINGLE, options), attribute=True)


#: People, answers of the attribute, the smallest group that is told.
IDENTIFYING = [
    (10, 3, 5), (20, 5, 5), (24, 5, 5), (29, 6, 5), (40, 9, 5), (49, 5, 10), (12, 4, 5), (4, 2, 5),
    (70, 15, 5), (100, 21, 5), (9, 2, 5), (30, 8, 5), (1, 2, 5), (59, 6, 10), (14, 3, 5),
]  # fmt: skip
TOO_MANY_TO_TELL = [
    (10, 2, 5), (25, 5, 5), (30, 6, 5), (45, 9, 5), (50, 5, 10), (20, 4, 5), (70, 6, 5),
    (400, 15, 5), (105, 21, 5),
    (1000, 40, 5), (40, 8, 5), (60, 6, 10), (15, 3, 5), (12, 2, 5), (0, 50, 5),
]  # fmt: skip


@pytest.mark.parametrize(("people", "answers", "k"), IDENTIFYING)
def test_an_attribute_of_groups_that_are_too_small(people: int, answers: int, k: int) -> None:
    [advice] = attribute_advice(attribute("site", answers), Circumstances(people=people, k=k))
    assert (advice.rule, advice.number, advice.limit) == (Rule.IDENTIFYING, people // answers, k)


@pytest.mark.parametrize(("people", "answers", "k"), TOO_MANY_TO_TELL)
def test_an_attribute_of_large_groups(people: int, answers: int, k: int) -> None:
    """The last one: where nobody is on the roster nothing is known, and nothing said."""
    circumstances = Circumstances(people=people, k=k)
    assert list(attribute_advice(attribute("site", answers), circumstances)) == []
    plain = replace(attribute("site", answers), attribute=False)
    assert list(attribute_advice(plain, Circumstances(people=1, k=k))) == []


def test_attributes_put_together() -> None:
    asked = a_set(attribute("site", 4), attribute("role", 5), Item("works", "It works.", AGREE))
    [advice] = attributes_together(asked, Circumstances(people=99))
    assert (advice.rule, advice.found, advice.number) == (Rule.IDENTIFYING_TOGETHER, "20", 4)
    assert list(attributes_together(asked, Circumstances(people=100))) == []
    assert list(attributes_together(asked, Circumstances())) == []
    assert list(attributes_together(a_set(attribute("site", 90)), Circumstances(people=9))) == []


def test_a_set_is_judged_in_each_language_that_it_has() -> None:
    asked = replace(
        a_set(Item("works", "It works.", AGREE), Item("calm", "It is calm.", AGREE)),
        translations={
            "de": {"items.works.text": "Es geht nicht.", "items.calm.text": "Es ist ruhig."}
        },
    )
    [advice] = advice_on(asked, Circumstances())
    assert (advice.rule, advice.place, advice.language) == (Rule.NEGATION, "items.works", "de")


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
