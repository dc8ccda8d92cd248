"""How a question looks, and what the survey's template is given."""

from __future__ import annotations

from dataclasses import replace

import pytest
from django.http import QueryDict
from django.template.loader import render_to_string

from analysis.instrument import Instrument, Item, Option, Scale, ScaleKind, likert
from surveyapp.answer_form import read_answers
from surveyapp.survey_pages import Survey, survey_context
from surveyapp.survey_questions import Layout, layout_of
from tests.instruments import AGREEMENT_7, FREQUENCY, LEAD_TIME, LIKELIHOOD, all_scales


def survey(instrument: Instrument, **options: object) -> Survey:
    made = survey_context(instrument, **options)["survey"]  # type: ignore[arg-type]
    assert isinstance(made, Survey)
    return made


PLAIN_11 = Scale("n", ScaleKind.ORDINAL, tuple(Option(str(n), str(n), n) for n in range(11)))
TENURE = likert("tenure", ("Less than 1 year", "1 to 3 years", "More than 3 years"), boxes=1)
OFTEN = likert("often", ("Never", "Once a month", "Once a week", "Every day"), boxes=0)


@pytest.mark.parametrize(
    ("scale", "layout"),
    [
        (AGREEMENT_7, Layout.RATING),
        (FREQUENCY, Layout.RATING),
        (LIKELIHOOD, Layout.RATING),
        (PLAIN_11, Layout.RATING),
        (LEAD_TIME, Layout.CHOICES),
        (TENURE, Layout.CHOICES),
        (OFTEN, Layout.CHOICES),
    ],
)
def test_only_scales_whose_ends_say_enough_are_a_row(scale: Scale, layout: Layout) -> None:
    assert layout_of(Item("x", "X?", scale)) is layout


def test_an_attribute_is_listed() -> None:
    assert layout_of(Item("x", "X?", FREQUENCY, attribute=True)) is Layout.CHOICES


def test_the_number_of_a_level_is_not_said_twice() -> None:
    page = survey(all_scales()).pages[2]
    recommend = next(q for q in page.questions if q.item.code == "recommend")
    assert [choice.face for choice in recommend.choices] == [str(n) for n in range(11)]
    assert recommend.choices[10].spoken == "10 · Extremely likely"
    assert recommend.choices[7].spoken == "7"
    assert recommend.ends == ("0 · Not at all likely", "10 · Extremely likely")


def test_items_of_no_section_are_asked_at_the_end() -> None:
    whole = all_scales()
    short = replace(whole, sections=whole.sections[:-1])
    assert [q.item.code for q in survey(short).pages[-1].questions] == ["role"]
    assert len(survey(whole).pages) == len(survey(short).pages) == 4


def test_only_questions_that_everybody_sees_are_counted() -> None:
    made = survey(all_scales())
    assert (made.questions, made.minutes) == (18, 3)


def test_a_form_that_comes_back_shows_what_was_typed() -> None:
    instrument = all_scales()
    form = read_answers(instrument, QueryDict("q.change_fail=lots&q.role=data&q.tools_slow=_na"))
    made = survey(instrument, form=form)
    questions = {q.item.code: q for page in made.pages for q in page.questions}
    assert questions["change_fail"].typed == "lots"
    assert "whole number" in questions["change_fail"].error
    assert [c.value for c in questions["role"].choices if c.chosen] == ["data"]
    not_applicable = questions["tools_slow"].not_applicable
    assert not_applicable
    assert not_applicable.chosen
    assert [problem.anchor for problem in made.problems] == [
        "q-release_at_will",
        "q-change_fail",
        "q-fix_first",
    ]


def test_a_preview_sends_nothing() -> None:
    page = render_to_string("survey/form.html", {**survey_context(all_scales()), "preview": True})
    assert "data-preview" in page
    assert 'type="submit"' not in page
    assert "This is a preview" in page
    assert "release a change whenever" in page
