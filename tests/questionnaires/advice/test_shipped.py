"""False alarms on what ships: every question, in each of its languages, by every rule.

Whatever is found has its reason below. A finding that nobody explained fails, and so does an
explanation of what is no longer found. ``docs/advice.md`` states the counts.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import pytest

from analysis.instrument import Instrument
from questionnaires.advice.judging import advice_on
from questionnaires.advice.values import Advice, Circumstances, Rule
from questionnaires.advice.wording import LANGUAGES
from questionnaires.formats.item_bank_yaml import item_bank
from questionnaires.formats.question_set_yaml import read_question_set
from surveyapp.survey_pages import Survey, survey_context
from tests.demo import PROJECT
from tests.questionnaires.advice.cases import examples

LIBRARY = PROJECT / "questionnaires" / "library"
#: As many people as the acceptance round has: advice on attributes depends on it.
PEOPLE = 120

CI = "“every commit” is what continuous integration means"
TEAMS = "“all” are the teams that the sentence names"
STYLE = "the style page shows each kind of question, also with little room and without N/A"
FEELING = "how work feels has no end that anybody should call good for others"
HOW_MUCH = "how often AI is used is asked to read other answers by, and is no merit"
#: By rule and place: why it stands although a rule finds it.
EXPLAINED = {
    ("absolute", "items.ci_builds"): CI,
    ("absolute", "items.ci_tests"): CI,
    ("absolute", "items.tasks_shared"): TEAMS,
    ("no-direction", "items.ai_use"): HOW_MUCH,
    ("scales-differ", "scales.agreement_7"): STYLE,
    ("no-na", "items.five_alone"): STYLE,
    ("no-na", "items.seven_alone"): STYLE,
    ("no-na", "items.eleven_alone"): STYLE,
    ("no-direction", "items.slider"): FEELING,
    ("no-direction", "items.ease_of_work"): FEELING,
}


@dataclass(frozen=True, slots=True)
class Shipped:
    """A part of what ships, judged: how many questions and texts it has, and what was found."""

    questions: int
    texts: int
    found: tuple[Advice, ...]

    @property
    def unexplained(self) -> list[tuple[str, str, str]]:
        """What nobody explained."""
        return [
            (one.rule.value, one.place, one.language)
            for one in self.found
            if (one.rule.value, one.place) not in EXPLAINED
        ]


@cache
def shipped() -> dict[str, Shipped]:
    """What ships, by the name that the page gives it."""
    return {
        "The library": _library(),
        "Question sets": _sets(LIBRARY.glob("*.yaml")),
        "Demonstrations": _sets(LIBRARY.glob("demonstration/*.yaml")),
    }


def _library() -> Shipped:
    """Each question judged alone: that its construct needs a second one is known."""
    alone = [one.alone for one in item_bank()]
    found = (advice for one in alone for advice in advice_on(one, Circumstances(people=PEOPLE)))
    return Shipped(
        len(alone),
        sum(map(_texts, alone)),
        tuple(advice for advice in found if advice.rule is not Rule.THIN_CONSTRUCT),
    )


def _sets(paths: Iterable[Path]) -> Shipped:
    """Whole sets, as long as the site says that they take."""
    sets = [read_question_set(path.read_text(), path.name) for path in sorted(paths)]
    return Shipped(
        sum(len(asked.items) for asked in sets),
        sum(map(_texts, sets)),
        tuple(advice for asked in sets for advice in advice_on(asked, _of_its_length(asked))),
    )


def _of_its_length(asked: Instrument) -> Circumstances:
    survey: Survey = survey_context(asked)["survey"]
    return Circumstances(people=PEOPLE, minutes=survey.most_minutes)


def _texts(asked: Instrument) -> int:
    """How many texts of questions a set has, in the languages that are judged."""
    return sum(
        language == asked.language or f"items.{item.code}.text" in asked.translations[language]
        for language in {asked.language, *asked.translations} & LANGUAGES.keys()
        for item in asked.items
    )


@pytest.mark.parametrize("name", ["The library", "Question sets", "Demonstrations"])
def test_nothing_is_found_that_nobody_explained(name: str) -> None:
    assert shipped()[name].unexplained == []


def test_every_explanation_is_of_something_found() -> None:
    found = {(one.rule.value, one.place) for part in shipped().values() for one in part.found}
    assert EXPLAINED.keys() - found == set()


def test_what_ships_is_judged_in_all_three_languages() -> None:
    """Otherwise nothing could have been found."""
    assert all(part.texts == 3 * part.questions > 0 for part in shipped().values())
    assert shipped()["The library"].questions >= 170


def test_the_page_states_what_is_found() -> None:
    """The tables in docs/advice.md, which nobody has to count by hand."""
    page = (PROJECT / "docs" / "advice.md").read_text().splitlines()
    for name, part in shipped().items():
        found = len(part.found)
        explained = found - len(part.unexplained)
        row = (name, part.questions, part.texts, found, explained, len(part.unexplained))
        assert f"| {' | '.join(map(str, row))} |" in page
    notes = Counter(
        EXPLAINED[one.rule.value, one.place] for part in shipped().values() for one in part.found
    )
    for note, found in notes.items():
        assert f"| {note[0].upper()}{note[1:]} | {found} |" in page


def test_the_page_states_how_many_examples_there_are() -> None:
    page = " ".join((PROJECT / "docs" / "advice.md").read_text().split())
    given = examples().values()
    bad = sum(len(one.bad) for one in given)
    good = sum(len(one.good) for one in given)
    assert f"{bad} examples that deserve it and {good} near misses" in page
