"""An instrument as the survey's template shows it: pages of questions with what was typed.

:func:`survey_context` is all that ``survey/form.html`` needs. The survey itself and the authors'
preview both use it, so that a preview cannot differ from what people get.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from django.utils.translation import get_language_info

from analysis.instrument import (
    Instrument,
    Section,
    shown_items,
)
from analysis.translations import languages_of, translated
from surveyapp.answer_form import (
    Answer,
    AnswerForm,
)
from surveyapp.asked import Asked
from surveyapp.identifying_words import kinds_for_script
from surveyapp.survey_questions import Question, question_of, text_of


@dataclass(frozen=True, slots=True)
class Page:
    """A section with its questions; ``is_shuffled``: order.js gives them another order."""

    id: str
    title: str
    intro: str
    questions: tuple[Question, ...]
    is_shuffled: bool = False


@dataclass(frozen=True, slots=True)
class Problem:
    """A line of the summary of errors."""

    anchor: str
    question: str
    message: str


@dataclass(frozen=True, slots=True)
class Survey:
    """The whole survey, for ``survey/form.html``."""

    instrument: Instrument
    language: str
    pages: tuple[Page, ...]
    questions: int
    minutes: int
    #: What it is for: in the words of the round where it has its own.
    purpose: str = ""
    asked: Asked | None = None
    submission: str = ""
    problems: tuple[Problem, ...] = field(default_factory=tuple)
    notice: str = ""
    #: Whether it comes back with something in it, which a reader would lose by leaving.
    is_typed: bool = False
    #: Where a device sends what, in an anonymous round, by the names that anonymous.js reads.
    sending: Mapping[str, str] = field(default_factory=dict)
    #: Under which names a device keeps what is typed, in the other modes, for saving.js.
    keeping: Mapping[str, str] = field(default_factory=dict)

    @property
    def most_minutes(self) -> int:
        """How long it takes somebody who is asked everything, at least 1."""
        seconds = sum(question.seconds for page in self.pages for question in page.questions)
        return max(1, round(seconds / 60))

    @property
    def for_script(self) -> tuple[tuple[str, str], ...]:
        """What the form tells its script, as names of ``data-`` and their values."""
        return tuple((self.sending or self.keeping).items())

    @property
    def is_shared(self) -> bool:
        """Whether somebody else may have typed on this device, behind the same link."""
        return bool(self.keeping) and "link" not in self.keeping

    @property
    def language_name(self) -> str:
        """The language that it is in, in that language."""
        return _language_name(self.language)

    @property
    def direction(self) -> str:
        """Which way it is read: also where the interface does not speak its language."""
        return "rtl" if _is_right_to_left(self.language) else "ltr"

    @property
    def kinds(self) -> str:
        """What the script calls that which may tell who wrote a comment."""
        return kinds_for_script()

    @property
    def other_languages(self) -> tuple[tuple[str, str], ...]:
        """Codes and names of the languages that it can be read in besides this one."""
        codes = (c for c in languages_of(self.instrument) if c != self.language)
        return tuple((code, _language_name(code)) for code in codes)

    @property
    def has_piping(self) -> bool:
        """Whether a text repeats an earlier answer."""
        return any(item.repeats for item in self.instrument.items)

    @property
    def has_required(self) -> bool:
        """Whether any question needs an answer."""
        return any(item.required for item in self.instrument.items)


def survey_context(
    instrument: Instrument,
    *,
    asked: Asked | None = None,
    form: AnswerForm | None = None,
    submission: str = "",
    notice: str = "",
    language: str = "",
    sending: Mapping[str, str] | None = None,
    keeping: Mapping[str, str] | None = None,
) -> dict[str, Any]:
    """What ``survey/form.html`` shows, in a language of the instrument (its own unless given).

    ``asked`` is left out in a preview; ``form`` is what was sent, when it comes back; ``notice``
    says why it comes back although nothing is wrong with it.
    """
    given = form or AnswerForm()
    purpose = _purpose(instrument, asked, language)
    instrument = translated(instrument, language)
    pages = tuple(
        Page(
            id=f"page-{section.code}",
            title=section.title,
            intro=section.intro,
            questions=tuple(question_of(instrument, code, given) for code in section.items),
            is_shuffled=section.is_shuffled,
        )
        for section in _sections(instrument)
    )
    answers: Mapping[str, Answer] = given.answers
    at_first = [item.code for item in shown_items(instrument, answers)]
    questions = [q for page in pages for q in page.questions if q.item.code in at_first]
    survey = Survey(
        instrument=instrument,
        language=language or instrument.language,
        pages=pages,
        questions=len(questions),
        minutes=max(1, round(sum(q.seconds for q in questions) / 60)),
        purpose=purpose,
        asked=asked,
        submission=submission,
        problems=tuple(
            Problem(f"q-{code}", text_of(instrument, code), message)
            for code, message in given.errors.items()
        ),
        notice=notice,
        is_typed=any(given.typed.values()),
        sending=sending or {},
        keeping=keeping or {},
    )
    return {"survey": survey}


def _purpose(instrument: Instrument, asked: Asked | None, language: str) -> str:
    """The purpose of the round; where that is the questionnaire's own, in the reader's language."""
    own = asked.purpose if asked else ""
    if own and own != instrument.description.strip():
        return own
    return translated(instrument, language).description


def _sections(instrument: Instrument) -> Iterable[Section]:
    """The sections; what stands in none of them makes a last one."""
    placed = {code for section in instrument.sections for code in section.items}
    rest = tuple(item.code for item in instrument.items if item.code not in placed)
    yield from instrument.sections
    if rest:
        yield Section("rest", instrument.title, rest)


def _language_name(code: str) -> str:
    try:
        return str(get_language_info(code)["name_local"])
    except KeyError:
        return code


def _is_right_to_left(code: str) -> bool:
    try:
        return bool(get_language_info(code)["bidi"])
    except KeyError:
        return False
