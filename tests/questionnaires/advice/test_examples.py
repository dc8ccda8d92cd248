"""Every rule on examples: those that deserve its advice, and near misses that must not get it."""

from __future__ import annotations

import pytest

from questionnaires.advice.values import Rule
from questionnaires.advice.wording import LANGUAGES
from tests.questionnaires.advice.cases import IN_LANGUAGES, Case, Examples, examples

#: Examples of each rule at least, each way; in each language where it goes by words.
FEWEST = 15

EXAMPLES = examples()


@pytest.fixture(params=list(Rule), ids=[rule.value for rule in Rule])
def rule(request: pytest.FixtureRequest) -> Rule:
    found: Rule = request.param
    return found


def _by_language(rule: Rule, cases: tuple[Case, ...]) -> dict[str, list[Case]]:
    if rule not in IN_LANGUAGES:
        return {"": list(cases)}
    return {code: [case for case in cases if case.language == code] for code in LANGUAGES}


def test_there_are_enough_of_each_rule_each_way(rule: Rule) -> None:
    given: Examples = EXAMPLES[rule]
    for cases in (given.bad, given.good):
        for language, of_language in _by_language(rule, cases).items():
            assert len({case.name for case in of_language}) >= FEWEST, language


def test_what_deserves_advice_gets_it(rule: Rule) -> None:
    assert [case.name for case in EXAMPLES[rule].bad if rule not in case.found] == []


def test_a_near_miss_gets_none(rule: Rule) -> None:
    assert [case.name for case in EXAMPLES[rule].good if rule in case.found] == []


def test_nothing_is_bad_and_good_at_once(rule: Rule) -> None:
    assert [case.name for case in EXAMPLES[rule].bad if case in EXAMPLES[rule].good] == []
