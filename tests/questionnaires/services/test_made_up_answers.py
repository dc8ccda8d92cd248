"""Answers made up for a demonstration: every kind of question gets what it offers."""

from __future__ import annotations

from questionnaires.services.demonstration import made_up_answers
from questionnaires.services.responses import refuse_what_is_not_offered
from tests.instruments import all_scales


def test_made_up_answers_are_offered() -> None:
    instrument = all_scales()
    answered: set[str] = set()
    for answers, comments in made_up_answers(instrument, 0, 60, seed=1):
        refuse_what_is_not_offered(instrument, answers, comments)
        answered |= answers.keys() | comments.keys()
    assert answered == {item.code for item in instrument.items}
