"""The style page: every kind and state, in every language, and on this machine alone."""

from __future__ import annotations

import html
import re
from dataclasses import fields
from typing import Any

import pytest
from django.test import Client

from analysis.charts.heatmap import HeatCell, HeatRow
from analysis.exports.heatmap import HeatTable
from analysis.instrument import ScaleKind
from analysis.release import Band
from surveyapp.style_pages import Cell, Heat, Row, Span, heat, questions, style_context
from surveyapp.survey_questions import Layout

pytestmark = pytest.mark.django_db

ADDRESSES = ["/style/", "/style/survey/", "/style/survey/?sent"]


def asked() -> list[Any]:
    """The questions of the page."""
    return [question for page in style_context()["survey"].pages for question in page.questions]


@pytest.mark.parametrize("address", ADDRESSES)
def test_it_stands_where_the_demonstration_runs_and_nowhere_else(
    client: Client, settings: Any, address: str
) -> None:
    assert client.get(address).status_code == 200
    settings.IS_LOCAL = False
    assert client.get(address).status_code == 404


@pytest.mark.parametrize("address", ADDRESSES)
@pytest.mark.parametrize(
    ("language", "words"),
    [("en", "Strongly agree"), ("de", "Stimme voll zu"), ("es", "Totalmente de acuerdo")],
)
def test_it_speaks_the_language_of_the_reader(
    client: Client, address: str, language: str, words: str
) -> None:
    page = client.get(address, headers={"Accept-Language": language}).content.decode()
    assert f'<html lang="{language}"' in page
    assert words in page


def test_every_kind_of_scale_and_every_layout_is_asked() -> None:
    assert {item.scale.kind for item in questions().items} == set(ScaleKind)
    assert {question.layout for question in asked()} == set(Layout)


def test_ratings_of_every_length_with_and_without_what_does_not_apply() -> None:
    ratings = [question for question in asked() if question.layout is Layout.RATING]
    shapes = {(len(rating.choices), rating.not_applicable is not None) for rating in ratings}
    assert shapes >= {(3, True), (5, True), (5, False), (7, True), (7, False), (11, True)}
    assert (11, False) in shapes
    assert any(rating.item.scale.unipolar for rating in ratings)


def test_lists_rankings_and_words_in_all_their_kinds() -> None:
    questions_ = asked()
    scales = [question.item.scale for question in questions_]
    assert {scale.max_choices for scale in scales if scale.kind is ScaleKind.MULTIPLE} == {3, None}
    assert {scale.ranks for scale in scales if scale.kind is ScaleKind.RANKING} == {None, 3}
    assert {q.one_line for q in questions_ if q.layout is Layout.TEXT} == {True, False}
    assert any(option.exclusive for scale in scales for option in scale.options)
    assert {q.several for q in questions_ if q.own_words} == {True, False}


def test_states_are_what_the_server_makes_of_answers() -> None:
    states = {question.item.code: question for question in asked()}
    assert [choice.value for choice in states["answered"].choices if choice.chosen] == ["4"]
    wrong = {code for code, question in states.items() if question.error}
    assert wrong == {"needed", "wrong_number", "wrong_order"}
    assert states["wrong_number"].typed == "a few"
    assert states["nights"].show_if
    assert any(question.item.help for question in states.values())


def test_the_page_holds_every_question_and_every_part(client: Client) -> None:
    page = html.unescape(client.get("/style/").content.decode())
    assert page.count("<fieldset") == len(questions().items) == 25
    for part in ("button primary", "button danger", "notice", "problem", "tag", "card", "hatched"):
        assert f'class="{part}"' in page, part
    contents = re.findall(r'<a href="#([a-z]+)">', page.partition("</nav>")[0])
    assert set(contents) <= set(re.findall(r' id="([a-z]+)"', page))
    assert not re.search(r"\sstyle=|<style|<script>", page)


def test_cells_are_made_like_those_of_results() -> None:
    real = {*(field.name for field in fields(HeatCell)), *vars(HeatCell)}
    assert {field.name for field in fields(Cell)} <= real
    assert {field.name for field in fields(Row)} <= {field.name for field in fields(HeatRow)}
    assert {field.name for field in fields(Heat)} <= {field.name for field in fields(HeatTable)}
    assert {field.name for field in fields(Span)} == {field.name for field in fields(Band)}
    cells = [cell for row in heat().rows for cell in row.cells]
    assert {cell.step for cell in cells} == {0, 1, 2, 3, 4, None}
    for cell in cells:
        if cell.step is not None:
            share = int(cell.text.partition("\N{NO-BREAK SPACE}")[0]) / 100
            twin = HeatCell(cell.n, share)
            assert (twin.text, twin.step) == (cell.text, cell.step)
