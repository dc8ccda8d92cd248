"""What the style page shows: tokens, parts, and a question of every kind in every state."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.utils.datastructures import MultiValueDict
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from analysis.instrument import Instrument
from analysis.translations import choose_language
from questionnaires.formats.question_set_yaml import read_question_set
from questionnaires.services.question_sets import LIBRARY
from surveyapp.answer_form import read_answers
from surveyapp.style_tokens import read_tokens
from surveyapp.survey_pages import survey_context

QUESTIONS = LIBRARY / "demonstration" / "style-page.yaml"

#: What somebody sent whose answers came back: one is right, one is missing, two are wrong.
SENT = MultiValueDict(
    {
        "q.answered": ["4"],
        "q.wrong_number": ["a few"],
        "q.wrong_order.speed": ["1"],
        "q.on_call": ["yes"],
    }
)


@dataclass(frozen=True, slots=True)
class Span:
    """A favourable share that is told as a range, as ``results/band.html`` takes it."""

    low: float
    high: float
    at_least: int
    at_most: int | None


@dataclass(frozen=True, slots=True)
class Cell:
    """A cell of ``results/heat.html``."""

    text: str = ""
    n: int = 0
    step: int | None = None
    hidden: bool = False
    is_band: bool = False
    n_words: str = ""


@dataclass(frozen=True, slots=True)
class Row:
    """A row of ``results/heat.html``; ``hidden`` is the reason why it has no cells."""

    label: str
    note: str = ""
    depth: int = 0
    cells: tuple[Cell, ...] = ()
    hidden: str = ""


@dataclass(frozen=True, slots=True)
class Heat:
    """A table of ``results/heat.html``."""

    columns: tuple[str, ...]
    rows: tuple[Row, ...]


def style_context() -> dict[str, Any]:
    """All of ``style/page.html``, in the language of the reader."""
    tokens = read_tokens()
    return {
        "colours": tokens.colours(),
        "pairs": tokens.pairs(),
        "spaces": tokens.numbered("space"),
        "sizes": tokens.numbered("text"),
        "band": Span(0.4, 0.6, 5, 9),
        "heat": heat(),
    } | survey_context(
        questions(),
        form=read_answers(questions(), SENT),
        language=choose_language(questions(), get_language()),
    )


def questions() -> Instrument:
    """A question of every kind."""
    return read_question_set(QUESTIONS.read_text(encoding="utf-8"), QUESTIONS.name)


def heat() -> Heat:
    """Every shade, a range, a hidden cell and a hidden row. The figures are made up."""

    def shades(n: int) -> tuple[Cell, ...]:
        shares = enumerate((8, 31, 52, 74, 96))
        return tuple(Cell(f"{share}\N{NO-BREAK SPACE}%", n, step) for step, share in shares)

    ranges = (
        Cell("40\N{EN DASH}60", is_band=True, n_words="n\N{NO-BREAK SPACE}5\N{EN DASH}9"),
        Cell(hidden=True),
    )
    return Heat(
        tuple(f"{low}\N{EN DASH}{low + 20}\N{NO-BREAK SPACE}%" for low in range(0, 100, 20)),
        (
            Row(_("A unit"), _("24 of 30"), cells=shades(24)),
            Row(_("A small unit"), depth=2, cells=(*ranges, *shades(12)[2:])),
            Row(_("A hidden unit"), depth=2, hidden=_("not shown: fewer than 5 answered")),
        ),
    )
