"""What a browser sent, read against an instrument: typed answers, or what is wrong and where.

The browser's module checks the same things first, for comfort. Nothing rests on it.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from django.http import QueryDict
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from analysis.instrument import (
    NOT_APPLICABLE,
    Instrument,
    Item,
    ScaleKind,
    shown_items,
)

#: Form fields are named ``q.`` and the item's code.
FIELD_PREFIX = "q."
#: Longest text where the scale sets no limit of its own, in characters.
DEFAULT_MAX_LENGTH = 2_000

Answer = str | list[str]


@dataclass(frozen=True, slots=True)
class AnswerForm:
    """A form as it was sent.

    ``answers`` are option codes by item code (a list on multiple choice), ``comments`` words by
    item code: only of items that these answers show, and only valid ones. ``errors`` say by item
    code what is wrong. ``typed`` is everything that was sent, as it was sent, to be given back.
    """

    answers: Mapping[str, Answer] = field(default_factory=dict)
    comments: Mapping[str, str] = field(default_factory=dict)
    errors: Mapping[str, str] = field(default_factory=dict)
    typed: Mapping[str, Sequence[str]] = field(default_factory=dict)

    @property
    def is_valid(self) -> bool:
        """Whether it can be stored."""
        return not self.errors

    @property
    def is_empty(self) -> bool:
        """Whether nothing is answered; not where something is wrong, which is said first."""
        return not (self.errors or self.answers or self.comments)


class AnswerError(Exception):
    """An answer that cannot be taken; the message says what to do."""


def field_name(item: Item) -> str:
    """The name of an item's form fields."""
    return FIELD_PREFIX + item.code


def read_answers(instrument: Instrument, data: QueryDict) -> AnswerForm:
    """Read a form against an instrument. Never raises on anything that a browser can send.

    Answers to items that are not shown are dropped, and so is everything that is no item's.
    """
    typed = {item.code: _given(item, data) for item in instrument.items}
    read: dict[str, Answer] = {}
    problems: dict[str, str] = {}
    for item in instrument.items:
        try:
            answer = READERS[item.scale.kind](item, typed[item.code])
        except AnswerError as error:
            problems[item.code] = str(error)
            continue
        if answer:
            read[item.code] = answer
    shown = list(shown_items(instrument, read))
    errors = {item.code: problems[item.code] for item in shown if item.code in problems}
    for item in shown:
        if item.required and item.code not in read and item.code not in errors:
            errors[item.code] = missing_message(item)
    given = {item.code: read[item.code] for item in shown if item.code in read}
    return AnswerForm(
        answers={code: a for code, a in given.items() if instrument.item(code).is_counted},
        comments={
            code: str(a) for code, a in given.items() if not instrument.item(code).is_counted
        },
        errors={item.code: errors[item.code] for item in shown if item.code in errors},
        typed=typed,
    )


def max_length(item: Item) -> int:
    """The longest text that an item takes, in characters."""
    return item.scale.max_length or DEFAULT_MAX_LENGTH


def missing_message(item: Item) -> str:
    """What to say of a required item without an answer."""
    if item.scale.kind is ScaleKind.TEXT:
        return _("This question needs an answer. Write a few words.")
    if item.scale.kind is ScaleKind.PERCENTAGE:
        return _("This question needs an answer. Write a whole number from 0 to 100.")
    if item.allows_na:
        return _("This question needs an answer. Choose one; N/A is an answer too.")
    return _("This question needs an answer. Choose one.")


def range_message() -> str:
    """What to say of a percentage that is none."""
    return _("Write a whole number from 0 to 100, without a unit.")


def _given(item: Item, data: QueryDict) -> list[str]:
    """What was sent for an item: without empty values, twice the same, and control characters."""
    values = [_plain(value) for value in data.getlist(field_name(item))]
    return list(dict.fromkeys(value for value in values if value))


def _plain(text: str) -> str:
    """Trimmed, with plain line ends and no control characters: no database refuses the rest."""
    lines = text.replace("\r\n", "\n").replace("\r", "\n")
    kept = (c for c in lines if c in "\n\t" or unicodedata.category(c) not in ("Cc", "Cs"))
    return "".join(kept).strip()


def _read_one(item: Item, given: list[str]) -> str:
    if len(given) > 1:
        raise AnswerError(_("Choose one answer only."))
    if given:
        _refuse_unknown(item, given)
    return given[0] if given else ""


def _read_several(item: Item, given: list[str]) -> Answer:
    if NOT_APPLICABLE in given:
        return _read_one_or_na(item, given)
    _refuse_unknown(item, given)
    most = item.scale.max_choices
    if most is not None and len(given) > most:
        raise AnswerError(
            ngettext(
                "Choose at most %(most)d; %(chosen)d are chosen.",
                "Choose at most %(most)d; %(chosen)d are chosen.",
                most,
            )
            % {"most": most, "chosen": len(given)}
        )
    order = {option.code: place for place, option in enumerate(item.scale.options)}
    return sorted(given, key=order.__getitem__)


def _read_percentage(item: Item, given: list[str]) -> str:
    if NOT_APPLICABLE in given:
        return _read_one_or_na(item, given)
    if not given:
        return ""
    number = given[0].removesuffix("%").strip()
    if len(given) > 1 or not (number.isascii() and number.isdigit() and len(number) <= 3):
        raise AnswerError(range_message())
    if int(number) > 100:
        raise AnswerError(range_message())
    return str(int(number))


def _read_one_or_na(item: Item, given: list[str]) -> str:
    if len(given) > 1:
        raise AnswerError(_("Give an answer or choose N/A, not both."))
    return _read_one(item, given)


def _read_text(item: Item, given: list[str]) -> str:
    text = "\n".join(given)
    most = max_length(item)
    if len(text) > most:
        raise AnswerError(
            _("Shorten this to %(most)d characters; it has %(length)d.")
            % {"most": most, "length": len(text)}
        )
    return text


def _refuse_unknown(item: Item, given: list[str]) -> None:
    offered = {option.code for option in item.scale.options}
    if item.allows_na:
        offered.add(NOT_APPLICABLE)
    if not offered.issuperset(given):
        raise AnswerError(_("That is not one of the answers. Choose one of those below."))


READERS = {
    ScaleKind.ORDINAL: _read_one,
    ScaleKind.SINGLE: _read_one,
    ScaleKind.MULTIPLE: _read_several,
    ScaleKind.PERCENTAGE: _read_percentage,
    ScaleKind.TEXT: _read_text,
}
