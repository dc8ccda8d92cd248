"""A question as the survey's template shows it: how it looks, what it says, what was typed."""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum

from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from analysis.instrument import (
    NOT_APPLICABLE,
    SAY_LENGTH,
    Instrument,
    Item,
    Option,
    Scale,
    ScaleKind,
)
from analysis.ranges import NumberRange
from surveyapp.answer_form import (
    FIELD_PREFIX,
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
from surveyapp.piped_texts import marked_text

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


#: Seconds that a question takes, for "about 4 min left": seven for a statement on a scale, more
#: where a list has to be read, and for words a mean that counts those who write none.
SECONDS = {
    Layout.RATING: 7,
    Layout.CHOICES: 9,
    Layout.NUMBER: 9,
    Layout.RANKING: 25,
    Layout.TEXT: 20,
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
    #: What is asked and the help below it; they may repeat an earlier answer.
    text: str = ""
    help: str = ""
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


def text_of(instrument: Instrument, code: str) -> str:
    """The text of an item, with places for the answers that it repeats."""
    item = instrument.item(code)
    return marked_text(item.piped_text, instrument) if item.piped_text else item.text


def question_of(instrument: Instrument, code: str, form: AnswerForm) -> Question:
    """An item as it is asked, with what was typed and what is wrong with it."""
    item = instrument.item(code)
    layout = layout_of(item)
    typed = form.typed.get(item.code, ())
    listed = layout in (Layout.RATING, Layout.CHOICES)
    offers_na = item.allows_na and layout is not Layout.TEXT
    words = [value for value in typed if value != NOT_APPLICABLE]
    return Question(
        item=item,
        layout=layout,
        text=text_of(instrument, code),
        help=marked_text(item.piped_help, instrument) if item.piped_help else item.help,
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


def _has_digit(text: str) -> bool:
    return any(character.isdigit() for character in text)
