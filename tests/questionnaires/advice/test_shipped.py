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

from questionnaires.advice.judging import advice_on
from questionnaires.advice.values import Advice, Circumstances, Rule
from questionnaires.advice.wording import LANGUAGES
from questionnaires.formats.item_bank_yaml import item_bank
from questionnaires.formats.question_set_yaml import read_question_set

LIBRARY = Path(__file__).resolve().parents[3] / "questionnaires" / "library"
SETS = sorted([*LIBRARY.glob("*.yaml"), *LIBRARY.glob("demonstration/*.yaml")])
BANK = sorted(LIBRARY.glob("items/*.yaml"))

CI = "continuous integration is defined by what becomes of every commit"
TEAMS = "“all” are the teams that the sentence names first, not all there are"
STYLE = "the style page shows each kind of question, also with little room and without N/A"
FEELING = "how work feels has no end that anybody should call good for others"
HOW_MUCH = "how often AI is used is asked to read other answers by, and is no merit"
#: By file, rule and place: why it stands although a rule finds it.
EXPLAINED = {
    ("dora-quick-check", "absolute", "items.ci_builds"): CI,
    ("dora-quick-check", "absolute", "items.ci_tests"): CI,
    ("dora-quick-check", "absolute", "items.tasks_shared"): TEAMS,
    ("tools", "no-direction", "items.ai_use"): HOW_MUCH,
    ("style-page", "scales-differ", "scales.agreement_7"): STYLE,
    ("style-page", "no-na", "items.five_alone"): STYLE,
    ("style-page", "no-na", "items.seven_alone"): STYLE,
    ("style-page", "no-na", "items.eleven_alone"): STYLE,
    ("style-page", "no-direction", "items.slider"): FEELING,
    ("waiting", "no-direction", "items.ease_of_work"): FEELING,
}
#: Advice on a whole set depends on how many people there are: as many as the acceptance round has.
CIRCUMSTANCES = Circumstances(people=120)


def banked(path: Path) -> Iterator[Advice]:
    """All that is found in the questions of a file of the item bank that have words of their own.

    Each is judged alone, in all its languages; that a construct needs a second item is known.
    """
    content: dict[str, Any] = yaml.safe_load(path.read_text())
    own = {entry["code"] for entry in content["items"] if "text" in entry}
    for one in item_bank():
        if one.code in own:
            found = advice_on(one.alone, CIRCUMSTANCES)
            yield from (advice for advice in found if advice.rule is not Rule.THIN_CONSTRUCT)


def found_in(path: Path) -> list[Advice]:
    if path in BANK:
        return list(banked(path))
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
    shipped = [read_question_set(path.read_text(), path.name) for path in SETS]
    judged = {
        (item.code, language)
        for instrument in [*shipped, *(one.alone for one in item_bank())]
        for item in instrument.items
        for language in {instrument.language, *instrument.translations} & LANGUAGES.keys()
    }
    assert {language for _code, language in judged} == {"en", "de", "es"}
    assert len(judged) > 500
