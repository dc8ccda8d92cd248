"""The bank of items: enough of everything, in three languages, each a plain question of its own."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import replace
from difflib import SequenceMatcher
from itertools import combinations

import pytest

from analysis.instrument import Construct, Instrument, Item, ScaleKind, Section
from analysis.scales import BUILT_IN
from questionnaires.formats.item_bank import FRAMEWORKS, LANGUAGES, BankItem
from questionnaires.formats.item_bank_yaml import LIBRARY, SETS, THEMES, item_bank, read_shipped
from questionnaires.formats.question_set_yaml import read_question_set, write_question_set

BANK = item_bank()
each_item = pytest.mark.parametrize("one", BANK.items, ids=[one.code for one in BANK])
each_language = pytest.mark.parametrize("language", LANGUAGES)

#: What has to be there: by construct or by its name in DORA's research, with how many items.
DORA = {
    "burnout": 4,
    "streamlining_change_approval": 2,
    "code_maintainability": 3,
    "continuous_delivery": 3,
    "continuous_integration": 2,
    "generative_culture": 6,
    "database_change_management": 2,
    "deployment_automation": 2,
    "deployment_pain": 2,
    "documentation_quality": 3,
    "empowering_teams_to_choose_tools": 2,
    "flexible_infrastructure": 2,
    "job_satisfaction": 1,
    "transformational_leadership": 3,
    "loosely_coupled_teams": 2,
    "monitoring_and_observability": 2,
    "productivity": 3,
    "reliability_engineering": 9,
    "pervasive_security": 3,
    "test_automation": 2,
    "test_data_management": 2,
    "trunk_based_development": 2,
    "user_centricity": 3,
    "version_control": 4,
    "working_in_small_batches": 2,
    "organizational_performance": 1,
    "rework": 2,
    "change_lead_time": 1,
    "deployment_frequency": 1,
    "change_fail_rate": 1,
    "failed_deployment_recovery_time": 1,
    "deployment_rework_rate": 1,
}
CONSTRUCTS = {
    "reliability_targets": 4,
    "reliability_practices": 5,
    "autonomy": 2,
    "mastery": 2,
    "purpose": 2,
    "motivation": 3,
    "culture": 6,
    "burnout": 4,
    "tooling": 3,
    "ai_assistance": 4,
    "on_call_load": 2,
    "onboarding": 2,
    "code_review": 4,
    "meetings": 2,
    "platform": 2,
    "engagement": 2,
    "staying": 2,
    "feedback_loops": 5,
    "cognitive_load": 4,
    "flow": 4,
}
#: Single questions that §5 and §6 ask for: what people do with their time, and a few more.
SINGLE = {
    "time_lost", "lost_to_builds", "hours_new_work", "hours_unplanned", "hours_meetings",
    "on_call_nights", "reviews_satisfied", "first_change_after", "few_handoffs", "deploy_speed",
    "docs_clear", "delivery_easy", "service_dependable", "recommend",
}  # fmt: skip


ABSOLUTES = re.compile(r"\b(always|never|all|every|only|obviously|everybody)\b", re.IGNORECASE)
NEGATIONS = re.compile(r"\b(not|no|don't|doesn't|cannot|isn't|without)\b", re.IGNORECASE)
#: The few words of question sets that ship which a rule would ask about; none of the bank's own.
ABSOLUTE = {"job_liked", "tasks_shared", "ci_builds", "ci_tests", "ci_merges"}
NEGATIVE = {
    "change_alone", "ci_builds", "deploy_alone", "deploy_calm", "finish_alone", "focus_time",
    "test_alone",
}  # fmt: skip


def words(text: str) -> list[str]:
    return re.findall(r"\w+", text.casefold())


def test_there_are_enough() -> None:
    assert len(BANK) >= 120
    assert len({one.code for one in BANK}) == len(BANK)
    assert sorted(path.stem for path in (LIBRARY / "items").glob("*.yaml")) == sorted(THEMES)


@pytest.mark.parametrize("page", ["howto/edit-a-question-set.md", "question-sets.md"])
def test_the_docs_say_how_many(page: str) -> None:
    text = (LIBRARY.parent.parent / "docs" / page).read_text("utf-8")
    assert re.findall(r"library[^.]{0,20} (\d+) ", text) == [str(len(BANK))]


def test_each_construct_has_its_items() -> None:
    dora = Counter(one.item.dora for one in BANK)
    assert {name: n for name, n in DORA.items() if dora[name] < n} == {}
    constructs = Counter(one.item.construct for one in BANK)
    assert {name: n for name, n in CONSTRUCTS.items() if constructs[name] < n} == {}
    assert {one.code for one in BANK} >= SINGLE


def test_every_capability_of_the_schema_is_asked_for() -> None:
    described = (LIBRARY.parent / "formats" / "question_set.schema.json").read_text("utf-8")
    assert all(f'"{name}"' in described for name in DORA)
    assert {one.item.dora for one in BANK} - {None} == DORA.keys()


def test_every_dimension_of_space_and_devex() -> None:
    space = Counter(one.item.space for one in BANK if not one.item.attribute)
    assert set(space) == {"satisfaction", "performance", "activity", "communication", "efficiency"}
    assert min(space.values()) >= 8
    devex = Counter(one.item.devex for one in BANK)
    assert all(devex[name] >= 10 for name in ("feedback_loops", "cognitive_load", "flow_state"))


def test_a_construct_is_more_than_one_item_on_one_scale() -> None:
    measured = [one for one in BANK if one.item.construct]
    for code, n in Counter(one.item.construct for one in measured).items():
        assert n >= 2, code
        scales = {one.item.scale.code for one in measured if one.item.construct == code}
        assert scales == {"agreement_5"}, code


def test_what_the_sets_ask_is_there_in_their_words() -> None:
    for name in SETS:
        shipped = read_shipped((LIBRARY / f"{name}.yaml").read_text("utf-8"), name).instrument
        for item in shipped.items:
            found = BANK.get(item.code)
            assert found is not None, item.code
            asked = (found.item.text, found.item.help, found.item.reverse, found.item.allows_na)
            assert asked == (item.text, item.help, item.reverse, item.allows_na)
            assert found.item.scale == item.scale
            for language in ("de", "es"):
                path = f"items.{item.code}.text"
                assert found.texts(language)[path] == shipped.translations[language][path]


@each_language
def test_the_whole_bank_is_a_question_set(language: str) -> None:
    """Every rule of question sets holds for it: tags, scales, constructs, translations."""
    others = [other for other in LANGUAGES if other != language]
    paths: dict[str, dict[str, str]] = {other: {} for other in others}
    constructs: dict[str, Construct] = {}
    items: list[Item] = []
    for one in BANK:
        alone = one.in_language(language)
        for construct in alone.constructs:
            constructs.setdefault(construct.code, construct)
        items += alone.items
        for other in others:
            paths[other] |= one.texts(other)
    parts = {}
    for n, start in enumerate(range(0, len(items), 100)):
        codes = tuple(item.code for item in items[start : start + 100])
        parts[f"part_{n}"] = Section(f"part_{n}", "Part", codes)
    for other in others:
        kept = {p: t for p, t in paths[other].items() if not p.startswith("sections.")}
        kept |= {f"sections.{part}.title": f"Part in {other}" for part in parts}
        paths[other] = kept | {"title": f"All in {other}"}
    known = constructs.keys()
    whole = Instrument(
        "all", "All", tuple(parts.values()), tuple(items),
        tuple(
            replace(c, items=tuple(i.code for i in items if i.construct == c.code))
            for c in constructs.values()
        ),
        language=language, translations=paths,
    )  # fmt: skip
    assert {o.construct for i in items for o in i.scale.options} - {None} <= known
    read = read_question_set(write_question_set(whole), "all.yaml")
    assert read == whole


@each_item
def test_it_is_told_in_every_language(one: BankItem) -> None:
    said = {language: one.texts(language) for language in LANGUAGES}
    assert said["en"].keys() == said["de"].keys() == said["es"].keys()
    text = f"items.{one.code}.text"
    assert len({texts[text] for texts in said.values()}) == 3
    assert len(set(one.low.values())) == 3
    for language in LANGUAGES:
        assert all(value.strip() == value and value for value in said[language].values())
        assert "  " not in one.low[language]
        assert len(one.low[language]) <= 130, language
        assert one.low[language][0].isupper()
        assert one.low[language].endswith(".")


@each_item
def test_it_is_one_plain_question(one: BankItem) -> None:
    item = one.item
    assert not re.search(r"\b(and|or|and/or)\b|/|;", item.text)
    assert bool(ABSOLUTES.search(item.text)) == (one.code in ABSOLUTE)
    assert bool(NEGATIONS.search(item.text)) == (one.code in NEGATIVE)
    longest = {"en": 16, "de": 16, "es": 20}
    for language, n in longest.items():
        text = one.texts(language)[f"items.{one.code}.text"]
        assert len(text.split()) <= n, text
        assert text.count(".") + text.count("?") == 1
        assert text.endswith("." if item.scale.code.startswith("agreement") else "?")
        assert (text[0] if language != "es" else text.lstrip("¿")[0]).isupper()
        assert text.count("¿") == (text.endswith("?") and language == "es")
        assert not re.search(r"[{}<>!¡]", text)


@each_item
def test_it_says_where_it_comes_from_and_what_it_measures(one: BankItem) -> None:
    assert one.frameworks, one.item.source
    assert set(one.frameworks) <= set(FRAMEWORKS)
    assert one.item.space or one.item.attribute
    if one.item.dora:
        assert {"DORA", "Accelerate"} & set(one.frameworks)
    assert not one.item.required
    assert one.item.wording == 1


def test_which_way_is_good_is_set_or_said() -> None:
    """Where no end of a scale is good, it is one of these, for a reason."""
    open_ended = {
        one.item.scale.code
        for one in BANK
        if one.item.scale.kind is not ScaleKind.TEXT and not one.item.favourable
    }
    assert open_ended == {
        "percentage",  # out of 100 deployments: read by the delivery metrics, less is better
        "hours_a_week",  # where time goes
        "how_often",  # use of a tool is no aim
        "obstacles", "role", "tenure", "yes_no",  # choices
    }  # fmt: skip


def test_no_two_ask_the_same() -> None:
    for language in LANGUAGES:
        texts = {one.code: one.texts(language)[f"items.{one.code}.text"] for one in BANK}
        near = [
            (first, second)
            for first, second in combinations(texts, 2)
            if SequenceMatcher(None, words(texts[first]), words(texts[second])).ratio() > 0.8
        ]
        # One frame for what time goes into, and for how far things are kept in version control.
        assert [
            pair
            for pair in near
            if not all(code.startswith(("hours_", "lost_", "versioned_")) for code in pair)
        ] == []


def test_people_are_spoken_to_as_the_interface_does() -> None:
    for one in BANK:
        german = " ".join([*one.texts("de").values(), one.low["de"]])
        spanish = " ".join([*one.texts("es").values(), one.low["es"]])
        assert not re.search(r"\w,? (Sie|Ihnen|Ihr|Ihre|Ihrer|Ihrem)\b", german), one.code
        assert not re.search(
            r"\b(usted|ustedes|vuestro|vosotros|pregunte|mire|lea)\b", spanish, re.IGNORECASE
        ), one.code


def test_a_scale_has_one_wording_in_a_language() -> None:
    for language in LANGUAGES:
        labels: dict[str, set[tuple[str, ...]]] = {}
        for one in BANK:
            scale = one.in_language(language).items[0].scale
            labels.setdefault(scale.code, set()).add(tuple(o.label for o in scale.options))
        assert [code for code, wordings in labels.items() if len(wordings) > 1] == []
    assert {one.item.scale for one in BANK} & set(BUILT_IN.values())
