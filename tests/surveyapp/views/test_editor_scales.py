"""Scales of every kind, made and changed in the editor; conditions on numbers; no script."""

from __future__ import annotations

import re
from dataclasses import replace
from html import unescape
from typing import Any

import pytest
from django.test import Client

from analysis.instrument import Condition, Scale, ScaleKind
from questionnaires.models import QuestionSetVersion
from questionnaires.services.question_sets import import_question_set
from tests.question_sets import SMALL
from tests.stored import logged_in
from tests.surveyapp.views.test_editor import EDIT, change, text

pytestmark = pytest.mark.django_db

ITEM = "fix_first"
OPTIONS = {"options": "One\nTwo\nThree"}
SLIDER = {"low": "It wears me out", "high": "It is easy", "minimum": 0, "maximum": 10, "step": 0.5}
AMOUNT = {"unit": "hours a week", "minimum": 0, "maximum": 40, "step": 1, "good": 2, "bad": 8}
#: What an author types for each kind.
TYPED: dict[str, dict[str, Any]] = {
    "ordinal": {**OPTIONS, "end": "high", "unipolar": "on"},
    "single": {**OPTIONS, "say": "Other, namely"},
    "multiple": {**OPTIONS, "say": "Other, namely", "exclusive": "None of these", "most": "2"},
    "ranking": {**OPTIONS, "most": "2"},
    "percentage": {},
    "amount": AMOUNT,
    "slider": SLIDER,
    "text": {"most": "500"},
}


@pytest.fixture
def draft() -> QuestionSetVersion:
    return import_question_set(source=SMALL, filename="small.yaml", actor="ann")


@pytest.fixture
def author() -> Client:
    return logged_in("author")


def made(author: Client, draft: QuestionSetVersion, kind: str, **fields: Any) -> Scale:
    """A new scale of the kind on the last question."""
    typed = {"name": "Own", "kind": kind} | TYPED[kind] | fields
    response = change(author, draft, "new-scale", ITEM, **typed)
    assert response.status_code == 302, text(response)
    return draft.instrument.item(ITEM).scale


def as_filled_in(response: Any) -> dict[str, Any]:
    """The fields of a form as a browser would send them untouched."""
    form = response.context["form"]
    sent: dict[str, Any] = {}
    for field in form:
        value = field.value()
        if value is True:
            sent[field.html_name] = "on"
        elif value is not None and value is not False and value != "":
            sent[field.html_name] = value
    return sent


def test_every_kind_has_a_row() -> None:
    assert set(TYPED) == set(ScaleKind)


@pytest.mark.parametrize("kind", ScaleKind)
def test_every_kind_can_be_made_and_is_the_same_when_saved_again(
    author: Client, draft: QuestionSetVersion, kind: str
) -> None:
    scale = made(author, draft, kind)
    assert scale.kind == kind
    page = author.get(f"{EDIT}options/own/")
    assert page.status_code == 200
    fields = as_filled_in(page)
    assert change(author, draft, "options", "own", **fields).status_code == 302
    assert draft.instrument.item(ITEM).scale == scale
    assert author.get(f"{EDIT}phone/shipping/").status_code == 200
    assert author.get(f"{EDIT}scale/{ITEM}/").status_code == 200


@pytest.mark.parametrize("kind", ScaleKind)
def test_a_scale_is_the_template_of_another(
    author: Client, draft: QuestionSetVersion, kind: str
) -> None:
    scale = made(author, draft, kind)
    fields = as_filled_in(author.get(f"{EDIT}new-scale/{ITEM}/?like=own")) | {"name": "Copy"}
    assert change(author, draft, "new-scale", ITEM, **fields).status_code == 302
    copy = draft.instrument.item(ITEM).scale
    assert replace(copy, code="own") == scale


def test_what_an_author_says_of_each_kind(author: Client, draft: QuestionSetVersion) -> None:
    slider = made(author, draft, "slider").range
    assert (slider.low, slider.high, slider.step) == ("It wears me out", "It is easy", 0.5)
    amount = made(author, draft, "amount", name="Hours")
    assert (amount.range.unit, amount.range.good, amount.range.bad) == ("hours a week", 2, 8)
    assert amount.favourable == {"0", "1", "2"}
    levels = made(author, draft, "ordinal", name="Levels")
    assert (levels.unipolar, levels.favourable) == (True, frozenset("3"))
    several = made(author, draft, "multiple", name="Several")
    assert [(o.label, o.say, o.exclusive) for o in several.options[-2:]] == [
        ("Other, namely", True, False),
        ("None of these", False, True),
    ]
    assert several.max_choices == 2
    assert made(author, draft, "ranking", name="First").ranks == 2
    assert made(author, draft, "text", name="Said").max_length == 500


def test_marks_limits_and_ends_are_edited(author: Client, draft: QuestionSetVersion) -> None:
    made(author, draft, "multiple")
    fields = as_filled_in(author.get(f"{EDIT}options/own/"))
    fields |= {"say.two": "on", "most": "3", "label.none_of_these": "Nothing"}
    refused = change(author, draft, "options", "own", **fields)
    assert refused.status_code == 422
    assert "Only one option can ask for words" in text(refused)
    fields.pop("say.other_namely")
    assert change(author, draft, "options", "own", **fields).status_code == 302
    scale = draft.instrument.item(ITEM).scale
    assert (scale.say and scale.say.code, scale.max_choices) == ("two", 3)
    assert scale.option("none_of_these").exclusive
    assert scale.option("none_of_these").label == "Nothing"
    made(author, draft, "slider", name="Ease")
    fields = as_filled_in(author.get(f"{EDIT}options/ease/")) | {"high": "Easy", "maximum": "5"}
    assert (
        change(author, draft, "options", "ease", **fields | {"good": 4, "bad": 1}).status_code
        == 302
    )
    numbers = draft.instrument.item(ITEM).scale.range
    assert (numbers.high, numbers.maximum, numbers.good, numbers.bad) == ("Easy", 5, 4, 1)


@pytest.mark.parametrize(
    ("kind", "fields", "said"),
    [
        ("single", {"options": "One", "say": ""}, "Write at least two options"),
        ("single", {"options": "One\nOne"}, "Write each option once"),
        ("single", {"say": "Two"}, "Write each option once"),
        ("multiple", {"most": "9"}, "There are 5 options."),
        ("amount", {"unit": ""}, "This field is required."),
        ("amount", {"minimum": "-1", "good": "", "bad": ""}, "An amount begins at 0 or above."),
        ("amount", {"maximum": "0"}, "Write a number above 0."),
        ("amount", {"step": "7"}, "From 0 to 40 is not a whole number of such steps"),
        ("amount", {"step": "0.01"}, "at most 500"),
        ("amount", {"bad": ""}, "Write both, or neither."),
        ("amount", {"bad": "2"}, "2 cannot be favourable and unfavourable."),
        ("amount", {"bad": "80"}, "Write a number from 0 to 40."),
        ("slider", {"high": ""}, "This field is required."),
    ],
)
def test_what_is_no_scale_is_refused_beside_its_field(
    author: Client, draft: QuestionSetVersion, kind: str, fields: dict[str, str], said: str
) -> None:
    typed = {"name": "Own", "kind": kind} | TYPED[kind] | fields
    response = change(author, draft, "new-scale", ITEM, **typed)
    assert response.status_code == 422
    assert said in text(response)
    assert draft.instrument.item(ITEM).scale.code == "area"
    if kind in ("amount", "slider"):
        assert 'value="Own"' in response.content.decode(), "nothing that was typed is lost"
        made(author, draft, kind)
        refused = change(author, draft, "options", "own", **TYPED[kind] | fields)
        assert refused.status_code == 422
        assert said in text(refused)


def test_the_kind_is_chosen_first_and_nothing_typed_is_lost(
    author: Client, draft: QuestionSetVersion
) -> None:
    first = author.get(f"{EDIT}new-scale/{ITEM}/").content.decode()
    assert 'name="options"' in first
    assert 'name="unit"' not in first
    response = change(
        author, draft, "new-scale", ITEM, name="Lost hours", kind="amount", ask="yes", base="0" * 64
    )
    html = response.content.decode()
    assert response.status_code == 200
    assert 'value="Lost hours"' in html
    assert 'name="unit"' in html
    assert 'name="options"' not in html
    assert f'value="{"0" * 64}"' in html, "the draft that it was made on stays the same one"
    assert draft.instrument.item(ITEM).scale.code == "area"
    assert draft.revisions.count() == 0


CONDITIONAL = SMALL.replace(
    "  - code: area",
    """  - {code: hours, kind: amount, unit: hours, maximum: 40}
  - {code: halves, kind: amount, unit: hours, maximum: 4, step: 0.5}
  - {code: wide, kind: amount, unit: hours, maximum: 400}
  - code: order
    kind: ranking
    options: [{code: a, label: A}, {code: b, label: B}]
  - code: area""",
).replace(
    "      - code: fix_first",
    """      - {code: lost, text: How many hours are lost, scale: hours}
      - {code: half, text: How many half hours, scale: halves}
      - {code: far, text: How many hours in all, scale: wide}
      - {code: put, text: What comes first, scale: order}
      - code: fix_first""",
)


def test_a_condition_names_numbers(author: Client) -> None:
    draft = import_question_set(source=CONDITIONAL, filename="small.yaml", actor="ann")
    menu = author.get(f"{EDIT}condition/{ITEM}/")
    offered = set(re.findall(r'<option value="(\w+)"', menu.content.decode()))
    assert {"lost", "far", "on_call"} <= offered
    assert not {"half", "put"} & offered
    assert "Not offered: “How many half hours”, “What comes first”." in text(menu)
    asked = author.get(f"{EDIT}condition/{ITEM}/?item_code=lost")
    assert "0 to 40 hours, both included." in text(asked)
    fields = {"item_code": "lost", "least": "5", "greatest": "40"}
    assert change(author, draft, "condition", ITEM, **fields).status_code == 302
    codes = frozenset(str(n) for n in range(5, 41))
    assert draft.instrument.item(ITEM).show_if == Condition("lost", codes)
    assert "Only after “5 to 40 hours” to “How many hours are lost”" in text(author.get(EDIT))
    again = as_filled_in(author.get(f"{EDIT}condition/{ITEM}/"))
    assert (again["least"], again["greatest"]) == (5, 40)
    assert change(author, draft, "condition", ITEM, item_code="").status_code == 302
    assert draft.instrument.item(ITEM).show_if is None


def test_numbers_that_no_condition_can_name_are_refused(author: Client) -> None:
    draft = import_question_set(source=CONDITIONAL, filename="small.yaml", actor="ann")
    for item, least, greatest, said in (
        ("lost", "41", "60", "Nobody can answer with a number between the two."),
        ("lost", "9", "5", "Nobody can answer"),
        ("lost", "", "5", "This field is required."),
        ("far", "1", "300", "That are 300 numbers. A condition names 100 at most."),
    ):
        fields = {"item_code": item, "least": least, "greatest": greatest}
        refused = change(author, draft, "condition", ITEM, **fields)
        assert refused.status_code == 422
        assert said in text(refused)
    assert draft.instrument.item(ITEM).show_if is None


def test_the_answers_of_a_chosen_question_are_shown_without_the_script(author: Client) -> None:
    draft = import_question_set(source=CONDITIONAL, filename="small.yaml", actor="ann")
    shown = change(author, draft, "condition", ITEM, item_code="on_call", ask="yes")
    assert shown.status_code == 200
    assert 'name="answers"' in unescape(shown.content.decode())
