"""An instrument as the survey's template shows it: pages of questions with what was typed.

:func:`survey_context` is all that ``survey/form.html`` needs. The survey itself and the authors'
preview both use it, so that a preview cannot differ from what people get.
"""

from __future__ import annotations

import json
import math
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

from django.utils.text import capfirst
from django.utils.translation import get_language_info, ngettext
from django.utils.translation import gettext as _

from analysis.instrument import (
    NOT_APPLICABLE,
    SAY_LENGTH,
    Instrument,
    Item,
    Option,
    Scale,
    ScaleKind,
    Section,
    shown_items,
)
from analysis.ranges import NumberRange
from surveyapp.answer_form import (
    FIELD_PREFIX,
    Answer,
    AnswerForm,
    alone_message,
    field_name,
    max_length,
    missing_message,
    number_message,
    number_words,
    place_name,
    say_message,
    say_name,
)
from surveyapp.asked import Asked
from surveyapp.identifying_words import kinds_for_script
from surveyapp.translations import languages_of, translated

#: Levels that fit one row of a phone; survey.css breaks longer ratings in two.
ONE_ROW = 7
#: Texts up to this many characters get one line.
SHORT_TEXT = 200


class Layout(StrEnum):
    """How a question looks; each has a template ``survey/<layout>.html``."""

    RATING = "rating"  # one row of numbers
    CHOICES = "choices"  # a list of labels
    NUMBER = "number"  # a field, beside a slider where the ends are known
    RANKING = "ranking"
    TEXT = "text"


#: Seconds that a question takes, for "about 4 min left". A rule of thumb, on the slow side.
SECONDS = {
    Layout.RATING: 8,
    Layout.CHOICES: 12,
    Layout.NUMBER: 15,
    Layout.RANKING: 30,
    Layout.TEXT: 40,
}


@dataclass(frozen=True, slots=True)
class Choice:
    """One answer as a button: ``face`` stands on it (empty: the label does)."""

    id: str
    value: str
    label: str
    face: str = ""
    chosen: bool = False
    alone: str = ""  # why nothing else can be chosen with it, where that is so

    @property
    def spoken(self) -> str:
        """The face and the label, as they are read together: ``4 · Agree``."""
        return self.label if self.face in ("", self.label) else f"{self.face} · {self.label}"


@dataclass(frozen=True, slots=True)
class Ranked:
    """An option of a ranking: the field of its place, and what was typed into it."""

    id: str
    name: str
    value: str
    label: str
    place: str = ""


@dataclass(frozen=True, slots=True)
class OwnWords:
    """The field beside "Other, please say"; ``option`` is the value of the option."""

    id: str
    name: str
    option: str
    label: str
    typed: str = ""
    unchosen: str = ""  # what to say where it is filled in and the option is not chosen


@dataclass(frozen=True, slots=True)
class Question:
    """An item on its page."""

    item: Item
    layout: Layout
    choices: tuple[Choice, ...] = ()
    not_applicable: Choice | None = None
    typed: str = ""
    error: str = ""
    ranked: tuple[Ranked, ...] = ()
    own_words: OwnWords | None = None

    @property
    def id(self) -> str:
        """The id of the fieldset; links of errors lead here."""
        return f"q-{self.item.code}"

    @property
    def name(self) -> str:
        """The name of the form fields."""
        return field_name(self.item)

    @property
    def several(self) -> bool:
        """Whether more than one answer can be chosen."""
        return self.item.scale.kind is ScaleKind.MULTIPLE

    @property
    def places(self) -> range:
        """The places of a ranking, from 1."""
        return range(1, self.item.scale.places + 1)

    @property
    def numbers(self) -> NumberRange | None:
        """What a number can be."""
        return self.item.scale.range if self.layout is Layout.NUMBER else None

    @property
    def has_slider(self) -> bool:
        """Whether a number can be pointed at: its ends are those of the thing itself."""
        return self.item.scale.kind in (ScaleKind.PERCENTAGE, ScaleKind.SLIDER)

    @property
    def keyboard(self) -> str:
        """Which keys a phone offers for a number; those for decimals have no minus."""
        numbers = self.item.scale.range
        if numbers.minimum < 0:
            return "text"
        return "numeric" if float(numbers.step).is_integer() else "decimal"

    @property
    def one_line(self) -> bool:
        """Whether a text fits one line."""
        return self.max_length <= SHORT_TEXT

    @property
    def max_length(self) -> int:
        """Characters that a text may have, or the words beside an option."""
        return SAY_LENGTH if self.own_words else max_length(self.item)

    @property
    def seconds(self) -> int:
        """How long it takes, roughly."""
        return SECONDS[self.layout]

    @property
    def has_words(self) -> bool:
        """Whether the faces of a rating need words beside them."""
        return any(choice.spoken != choice.face for choice in self.choices)

    @property
    def ends(self) -> tuple[str, str]:
        """What the two ends of a rating say; with their numbers where the row may break in two."""
        first, last = self.choices[0], self.choices[-1]
        if len(self.choices) > ONE_ROW:
            return first.spoken, last.spoken
        return first.label, last.label

    @property
    def hint(self) -> str:
        """What the layout asks of people."""
        most = self.item.scale.max_choices
        if self.several and most is not None and most < len(self.choices):
            return ngettext("Choose up to %(n)d.", "Choose up to %(n)d.", most) % {"n": most}
        if self.several:
            return _("Choose all that apply.")
        if self.layout is Layout.NUMBER:
            return capfirst(number_words(self.item)) + "."
        if self.layout is Layout.RANKING:
            return self._ranking_hint
        if self.layout is Layout.TEXT:
            return _(
                "Comments are read as you write them, apart from your other answers. Leave out "
                "names, addresses, links, ticket and commit numbers, and whatever only you would "
                "say."
            )
        return ""

    @property
    def missing_message(self) -> str:
        """What the script says where a required answer is missing."""
        return missing_message(self.item) if self.item.required else ""

    @property
    def _ranking_hint(self) -> str:
        if self.item.scale.ranks is None:
            return _("Put all of them in order; 1 comes first.")
        n = self.item.scale.ranks
        return ngettext(
            "Put up to %(n)d in order; 1 comes first.",
            "Put up to %(n)d in order; 1 comes first.",
            n,
        ) % {"n": n}

    @property
    def incomplete_message(self) -> str:
        """What the script says of a ranking of all that leaves some out."""
        if self.layout is not Layout.RANKING or self.item.scale.ranks is not None:
            return ""
        return _("Give each of the %(n)d a place, or none of them.") % {"n": len(self.ranked)}

    @property
    def range_message(self) -> str:
        """What the script says of a number that is none."""
        return number_message(self.item) if self.layout is Layout.NUMBER else ""

    @property
    def show_if(self) -> str:
        """The condition for the script, as JSON; empty where the question is always shown."""
        condition = self.item.show_if
        if condition is None:
            return ""
        return json.dumps({"item": condition.item, "answers": sorted(condition.answers)})

    @property
    def described_by(self) -> str:
        """Ids of the texts that belong to the question."""
        ids = [f"{self.id}-hint" if self.hint else "", f"{self.id}-help" if self.item.help else ""]
        # The script fills in the error where it finds one, so the id always stands.
        return " ".join([*filter(None, ids), f"{self.id}-error"])


@dataclass(frozen=True, slots=True)
class Page:
    """A section with its questions."""

    id: str
    title: str
    intro: str
    questions: tuple[Question, ...]


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
            questions=tuple(_question(instrument.item(code), given) for code in section.items),
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
        minutes=max(1, math.ceil(sum(q.seconds for q in questions) / 60)),
        purpose=purpose,
        asked=asked,
        submission=submission,
        problems=tuple(
            Problem(f"q-{code}", instrument.item(code).text, message)
            for code, message in given.errors.items()
        ),
        notice=notice,
        is_typed=any(given.typed.values()),
        sending=sending or {},
    )
    return {"survey": survey}


def layout_of(item: Item) -> Layout:
    """How an item is shown.

    A row of numbers shows the words of its ends only. That is right where the levels between
    follow from the ends (agreement, satisfaction, how much, 0-10), and wrong for bands of time or
    tenure: those have no good end or have numbers in their labels, and are listed with all their
    words.

    >>> from analysis.instrument import AGREEMENT_5, likert
    >>> layout_of(Item("calm", "I am calm.", likert("agreement_5", AGREEMENT_5, boxes=2)))
    <Layout.RATING: 'rating'>
    """
    kind = item.scale.kind
    if kind is ScaleKind.TEXT:
        return Layout.TEXT
    if kind is ScaleKind.RANKING:
        return Layout.RANKING
    if item.scale.is_number:
        return Layout.NUMBER
    if kind is ScaleKind.ORDINAL and not item.attribute and _is_rating(item.scale):
        return Layout.RATING
    return Layout.CHOICES


def _is_rating(scale: Scale) -> bool:
    if not 3 <= len(scale.options) <= 11 or not all(o.value is not None for o in scale.options):
        return False
    levels = [_face_and_label(option) for option in scale.options]
    numbered = all(face == words for face, words in levels[1:-1])
    judged = bool(scale.favourable or scale.unipolar) and not any(
        _has_digit(words) for _face, words in levels
    )
    return numbered or judged


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


def _question(item: Item, form: AnswerForm) -> Question:
    layout = layout_of(item)
    typed = form.typed.get(item.code, ())
    listed = layout in (Layout.RATING, Layout.CHOICES)
    offers_na = item.allows_na and layout is not Layout.TEXT
    words = [value for value in typed if value != NOT_APPLICABLE]
    return Question(
        item=item,
        layout=layout,
        choices=tuple(_choice(item, option, layout, typed) for option in item.scale.options)
        if listed
        else (),
        not_applicable=Choice(
            f"q-{item.code}-na",
            NOT_APPLICABLE,
            _("Not applicable"),
            _("N/A"),
            NOT_APPLICABLE in typed,
        )
        if offers_na
        else None,
        typed="" if listed else "\n".join(words),
        error=form.errors.get(item.code, ""),
        ranked=_ranked(item, form) if layout is Layout.RANKING else (),
        own_words=_own_words(item, form),
    )


def _ranked(item: Item, form: AnswerForm) -> tuple[Ranked, ...]:
    names = [place_name(item, option) for option in item.scale.options]
    return tuple(
        Ranked(
            f"q-{item.code}-{option.code}",
            FIELD_PREFIX + name,
            option.code,
            option.label,
            "".join(form.typed.get(name, ())[:1]),
        )
        for option, name in zip(item.scale.options, names, strict=True)
    )


def _own_words(item: Item, form: AnswerForm) -> OwnWords | None:
    option = item.scale.say
    if option is None:
        return None
    name = say_name(item)
    return OwnWords(
        f"q-{item.code}-say",
        FIELD_PREFIX + name,
        option.code,
        option.label,
        "\n".join(form.typed.get(name, ())),
        say_message(option.label),
    )


def _choice(item: Item, option: Option, layout: Layout, typed: Iterable[str]) -> Choice:
    face, label = _face_and_label(option) if layout is Layout.RATING else ("", option.label)
    return Choice(
        id=f"q-{item.code}-{option.code}",
        value=option.code,
        label=label,
        face=face,
        chosen=option.code in typed,
        alone=alone_message(option.label) if option.exclusive else "",
    )


def _face_and_label(option: Option) -> tuple[str, str]:
    """The number of a level and its words: ``("10", "Extremely likely")``.

    A label may carry its number itself (``10 · Extremely likely``); it is not said twice.
    """
    face = f"{option.value:g}" if option.value is not None else option.code
    words = option.label.strip()
    if words.startswith(face) and not words.removeprefix(face)[:1].isalnum():
        words = words.removeprefix(face).lstrip(" ·:=.,-\N{EN DASH}(").removesuffix(")") or face
    return face, words


def _language_name(code: str) -> str:
    try:
        return str(get_language_info(code)["name_local"])
    except KeyError:
        return code


def _has_digit(text: str) -> bool:
    return any(character.isdigit() for character in text)
