"""What is made up for a demonstration: answers of every kind, and an item that is reworded."""

from __future__ import annotations

from datetime import date

import pytest

from questionnaires.models import QuestionSetVersion
from questionnaires.services.demonstration import (
    QUESTION_SET,
    REWORDED,
    REWORDED_IN,
    made_up_answers,
    reworded_version,
)
from questionnaires.services.question_sets import import_library
from questionnaires.services.responses import refuse_what_is_not_offered
from tests.instruments import all_scales


def test_made_up_answers_are_offered() -> None:
    instrument = all_scales()
    answered: set[str] = set()
    for answers, comments in made_up_answers(instrument, 0, 60, seed=1):
        refuse_what_is_not_offered(instrument, answers, comments)
        answered |= answers.keys() | comments.keys()
    assert answered == {item.code for item in instrument.items}


@pytest.mark.django_db
def test_the_item_that_is_reworded_asks_something_new_in_every_language() -> None:
    import_library(actor="test")
    first = QuestionSetVersion.objects.get(question_set__code=QUESTION_SET)
    second = reworded_version(first, today=date(2026, 4, 1))
    assert second.instrument.item(REWORDED).wording == 2
    path = f"items.{REWORDED}.text"
    before, after = first.instrument.translations, second.instrument.translations
    assert set(before) == set(after) == set(REWORDED_IN) == {"de", "es"}
    assert {code: texts[path] for code, texts in after.items()} == REWORDED_IN
    for code, texts in after.items():
        assert texts[path] != before[code][path]
        assert {**texts, path: ""} == {**before[code], path: ""}
