"""False alarms on what ships: every question, in each of its languages, by every rule.

Whatever is found has its reason below. A finding that nobody explained fails, and so does an
explanation of what is no longer found.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import yaml

from analysis.instrument import Item
from analysis.scales import BUILT_IN
from questionnaires.advice.judging import advice_on
from questionnaires.advice.values import Advice, Circumstances
from questionnaires.advice.wording import LANGUAGES, wording_advice
from questionnaires.formats.question_set_yaml import read_question_set

LIBRARY = Path(__file__).resolve().parents[3] / "questionnaires" / "library"
SETS = sorted([*LIBRARY.glob("*.yaml"), *LIBRARY.glob("demonstration/*.yaml")])
BANK = sorted(LIBRARY.glob("items/*.yaml"))

CI = "continuous integration is defined by what becomes of every commit"
TEAMS = "“all” are the teams that the sentence names first, not all there are"
STYLE = "the style page shows each kind of question, also with little room and without N/A"
FEELING = "how work feels has no end that anybody should call good for others"
#: By file, rule and place: why it stands although a rule finds it.
EXPLAINED = {
    ("dora-quick-check", "absolute", "items.ci_builds"): CI,
    ("dora-quick-check", "absolute", "items.ci_tests"): CI,
    ("dora-quick-check", "absolute", "items.tasks_shared"): TEAMS,
    ("style-page", "scales-differ", "scales.agreement_7"): STYLE,
    ("style-page", "no-na", "items.five_alone"): STYLE,
    ("style-page", "no-na", "items.seven_alone"): STYLE,
    ("style-page", "no-na", "items.eleven_alone"): STYLE,
    ("style-page", "no-direction", "items.slider"): FEELING,
    ("waiting", "no-direction", "items.ease_of_work"): FEELING,
}
#: Advice on a whole set depends on how many people there are: as many as the acceptance round has.
CIRCUMSTANCES = Circumstances(people=120)


def banked(path: Path) -> Iterator[tuple[Item, str]]:
    """The questions of a file of the item bank that have words of their own, by language."""
    content: dict[str, Any] = yaml.safe_load(path.read_text())
    for entry in content["items"]:
        scale = BUILT_IN.get(entry.get("scale", ""), BUILT_IN["agreement_5"])
        for language, text in (entry.get("text") or {}).items():
            yield Item(entry["code"], text, scale), language


def found_in(path: Path) -> list[Advice]:
    if path in BANK:
        return [a for item, language in banked(path) for a in wording_advice(item, language)]
    return list(advice_on(read_question_set(path.read_text(), path.name), CIRCUMSTANCES))


@pytest.mark.parametrize("path", [*SETS, *BANK], ids=lambda path: path.stem)
def test_nothing_is_found_that_nobody_explained(path: Path) -> None:
    unexplained = [
        (path.stem, advice.rule.value, advice.place)
        for advice in found_in(path)
        if (path.stem, advice.rule.value, advice.place) not in EXPLAINED
    ]
    assert unexplained == []


def test_every_explanation_is_of_something_found() -> None:
    found = {
        (path.stem, advice.rule.value, advice.place)
        for path in [*SETS, *BANK]
        for advice in found_in(path)
    }
    assert EXPLAINED.keys() - found == set()


def test_what_ships_is_judged_in_all_three_languages() -> None:
    """Otherwise nothing could have been found."""
    judged: set[tuple[str, str]] = set()
    for path in SETS:
        instrument = read_question_set(path.read_text(), path.name)
        languages = {instrument.language, *instrument.translations} & LANGUAGES.keys()
        judged |= {(item.code, code) for item in instrument.items for code in languages}
    for path in BANK:
        judged |= {(item.code, language) for item, language in banked(path)}
    assert {language for _code, language in judged} == {"en", "de", "es"}
    assert len(judged) > 200
