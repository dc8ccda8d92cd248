"""What a browser sent, read against an instrument: typed answers, or what is wrong and where.

The browser's module checks the same things first, for comfort. Nothing rests on it.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from django.utils.datastructures import MultiValueDict
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from analysis.instrument import (
    NOT_APPLICABLE,
    SAY_LENGTH,
    Broken,
    Instrument,
    Item,
    Option,
    ScaleKind,
    broken_rule,
    shown_items,
)
from analysis.ranges import NumberRange, number_code

#: Form fields are named ``q.`` and the item's code.
FIELD_PREFIX = "q."
#: The last part of the name of a field for words beside an option.
SAY = "say"
#: Longest text where the scale sets no limit of its own, in characters.
DEFAULT_MAX_LENGTH = 2_000

#: A number with a mark that separates thousands in one language and decimals in another.
THOUSAND = re.compile(r"-?\d{1,3}[.,]\d{3}")

Answer = str | list[str]
#: What a browser sent: values by the name of their field.
Fields = MultiValueDict[str, str]


@dataclass(frozen=True, slots=True)
class AnswerForm:
    """A form as it was sent.

    ``answers`` are option codes by item code (a list on multiple choice, in order on a ranking),
    ``comments`` words by item code: only of items that these answers show, and only valid ones.
    ``errors`` say by item code what is wrong. ``typed`` is everything that was sent, as it was
    sent, to be given back: by item code, or by item and option where an option has a field of its
    own (``fix_first.docs``).
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


def read_answers(instrument: Instrument, data: Fields) -> AnswerForm:
    """Read a form against an instrument. Never raises on anything that a browser can send.

    Answers to items that are not shown are dropped, and so is everything that is no item's.
    """
    typed = {name: _given(data, name) for item in instrument.items for name in _names(item)}
    read: dict[str, Answer] = {}
    words: dict[str, str] = {}
    problems: dict[str, str] = {}
    for item in instrument.items:
        try:
            answer = _read(item, typed)
            words[item.code] = _read_own_words(item, typed, answer)
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
    in_words = {
        item.code: str(given[item.code])
        for item in shown
        if item.code in given and not item.is_counted
    }
    return AnswerForm(
        answers={code: a for code, a in given.items() if code not in in_words},
        comments=in_words | {code: words[code] for code in given if words[code]},
        errors={item.code: errors[item.code] for item in shown if item.code in errors},
        typed=typed,
    )


def unread_fields(instrument: Instrument, data: Fields, form: AnswerForm) -> list[str]:
    """Names of what was filled in and is no answer: of no question, or of one that is not asked.

    A browser sends none of these. ``form`` is what :func:`read_answers` made of ``data``.
    """
    read = form.answers.keys() | form.comments.keys() | form.errors.keys()
    plain = {FIELD_PREFIX + code for code in read}
    others = [name for name in data if name not in plain]
    if not others:
        return []
    fields = {FIELD_PREFIX + name: item.code for item in instrument.items for name in _names(item)}
    return [
        name
        for name in others
        if any(value.strip() for value in data.getlist(name)) and fields.get(name) not in read
    ]


def max_length(item: Item) -> int:
    """The longest text that an item takes, in characters."""
    return item.scale.max_length or DEFAULT_MAX_LENGTH


def missing_message(item: Item) -> str:
    """What to say of a required item without an answer."""
    if item.scale.kind is ScaleKind.TEXT:
        return _("This question needs an answer. Write a few words.")
    if item.scale.is_number:
        return _("This question needs an answer.") + " " + number_message(item)
    if item.scale.kind is ScaleKind.RANKING:
        return _("This question needs an answer. Put at least one in the first place.")
    if item.allows_na:
        return _("This question needs an answer. Choose one; N/A is an answer too.")
    return _("This question needs an answer. Choose one.")


def number_message(item: Item) -> str:
    """What to say of a number that is none of the scale."""
    return _("Write %(which)s, without a unit.") % {"which": number_words(item)}


def number_words(item: Item) -> str:
    """Which numbers a scale takes, as a part of a sentence.

    >>> from analysis.instrument import Item, percentage
    >>> number_words(Item("fails", "How many of 100?", percentage()))
    'a whole number from 0 to 100'
    """
    numbers = item.scale.range
    ends = {"low": _plain_number(numbers.minimum), "high": _plain_number(numbers.maximum)}
    if numbers.step == 1 and float(numbers.minimum).is_integer():
        return _("a whole number from %(low)s to %(high)s") % ends
    steps = {**ends, "step": _plain_number(numbers.step)}
    return _("a number from %(low)s to %(high)s in steps of %(step)s") % steps


def place_name(item: Item, option: Option) -> str:
    """The name under which the place of an option is typed, without the prefix of fields."""
    return f"{item.code}.{option.code}"


def say_name(item: Item) -> str:
    """The name under which words of one's own are typed, without the prefix of fields."""
    return f"{item.code}.{SAY}"


def _plain_number(number: float) -> str:
    return number_code(str(number))


def _names(item: Item) -> list[str]:
    """Under which names an item's answer is typed."""
    names = [item.code]
    if item.scale.kind is ScaleKind.RANKING:
        names += [place_name(item, option) for option in item.scale.options]
    if item.scale.say:
        names.append(say_name(item))
    return names


def _given(data: Fields, name: str) -> list[str]:
    """What was sent under a name: without empty values, twice the same, and control characters."""
    sent = data.getlist(FIELD_PREFIX + name)
    if not sent:
        return sent
    values = [_plain(value) for value in sent]
    return list(dict.fromkeys(value for value in values if value))


def _plain(text: str) -> str:
    """Trimmed, with plain line ends and no control characters: no database refuses the rest."""
    if text.isprintable():  # nothing to take out, as in nearly all answers
        return text.strip()
    lines = text.replace("\r\n", "\n").replace("\r", "\n")
    kept = (c for c in lines if c in "\n\t" or unicodedata.category(c) not in ("Cc", "Cs"))
    return "".join(kept).strip()


def _read(item: Item, typed: Mapping[str, list[str]]) -> Answer:
    """The answer to an item; empty where there is none."""
    given = typed[item.code]
    if item.scale.kind is ScaleKind.TEXT:
        return _read_text(given, max_length(item))
    places = {
        option.code: typed[place_name(item, option)]
        for option in item.scale.options
        if item.scale.kind is ScaleKind.RANKING and typed[place_name(item, option)]
    }
    if NOT_APPLICABLE in given:
        if len(given) > 1 or places:
            raise AnswerError(_("Give an answer or choose N/A, not both."))
        if not item.allows_na:
            raise AnswerError(_unknown_message())
        return NOT_APPLICABLE
    if item.scale.kind is ScaleKind.RANKING:
        return _read_ranking(item, places)
    if item.scale.is_number:
        return _read_number(item, given)
    return _read_choice(item, given)


def _read_choice(item: Item, given: list[str]) -> Answer:
    if given and (broken := broken_rule(item.scale, given)):
        raise AnswerError(_broken_message(broken, item, given))
    if not item.scale.takes_several:
        return given[0] if given else ""
    order = {option.code: place for place, option in enumerate(item.scale.options)}
    return sorted(given, key=order.__getitem__)


def _read_number(item: Item, given: list[str]) -> str:
    if not given:
        return ""
    numbers = item.scale.range
    typed = _without_unit(given[0], numbers)
    try:
        code = number_code(typed)
    except ValueError:
        raise AnswerError(number_message(item)) from None
    # 1,000 may be a thousand or one, where a thousand is an answer.
    is_ambiguous = numbers.maximum >= 1000 and THOUSAND.fullmatch(typed)
    if len(given) > 1 or is_ambiguous or broken_rule(item.scale, [code]):
        raise AnswerError(number_message(item))
    return code


def _without_unit(typed: str, numbers: NumberRange) -> str:
    """The number alone; a unit that could be digits of it is left where it stands."""
    if not numbers.unit or numbers.unit[0].isdigit():
        return typed
    return typed.removesuffix(numbers.unit).strip()


def _read_ranking(item: Item, typed: Mapping[str, list[str]]) -> Answer:
    """The options in order; the places that were typed begin with 1 and leave none out."""
    offered = [str(place) for place in range(1, item.scale.places + 1)]
    if any(places[0] not in offered or len(places) > 1 for places in typed.values()):
        raise AnswerError(_unknown_message())
    ranked = sorted(typed, key=lambda code: int(typed[code][0]))
    given = [typed[code][0] for code in ranked]
    if len(set(given)) < len(given):
        raise AnswerError(
            _("Two stand in place %(place)s. Give each a place of its own.")
            % {"place": next(place for place in given if given.count(place) > 1)}
        )
    if ranked and (broken := broken_rule(item.scale, ranked)):
        raise AnswerError(_broken_message(broken, item, ranked))
    if given != offered[: len(given)]:
        missing = next(place for place in offered if place not in given)
        raise AnswerError(
            _("Nothing stands in place %(place)s. Begin with 1 and leave no place out.")
            % {"place": missing}
        )
    return ranked


def _read_own_words(item: Item, typed: Mapping[str, list[str]], answer: Answer) -> str:
    """Words beside an option; they are kept for the person where the option is not chosen."""
    option = item.scale.say
    text = _read_text(typed[say_name(item)], SAY_LENGTH) if option else ""
    if option and text and option.code not in (answer if isinstance(answer, list) else [answer]):
        raise AnswerError(say_message(option.label))
    return text


def _read_text(given: list[str], most: int) -> str:
    text = "\n".join(given)
    if len(text) > most:
        raise AnswerError(
            _("Shorten this to %(most)d characters; it has %(length)d.")
            % {"most": most, "length": len(text)}
        )
    return text


def _unknown_message() -> str:
    return _("That is not one of the answers. Choose one of those below.")


def _broken_message(broken: Broken, item: Item, given: Sequence[str]) -> str:
    match broken:
        case Broken.ONE_ONLY:
            return _("Choose one answer only.")
        case Broken.TOO_MANY:
            most = item.scale.places or item.scale.max_choices or 0
            return ngettext(
                "Choose at most %(most)d; %(chosen)d are chosen.",
                "Choose at most %(most)d; %(chosen)d are chosen.",
                most,
            ) % {"most": most, "chosen": len(given)}
        case Broken.NOT_ALONE:
            alone = [o.label for o in item.scale.options if o.exclusive and o.code in given]
            return alone_message(alone[0])
        case Broken.INCOMPLETE:
            return _("Give each of the %(n)d a place, or none of them.") % {"n": item.scale.places}
        case _:
            return _unknown_message()


def say_message(label: str) -> str:
    """What to say of words beside an option that is not chosen."""
    return _(
        "You wrote something beside “%(option)s” and did not choose it. Choose it, or empty the "
        "field."
    ) % {"option": label}


def alone_message(label: str) -> str:
    """What to say of an option that stands alone and was chosen with others."""
    return _("“%(option)s” is an answer of its own. Choose it alone, or take it away.") % {
        "option": label
    }
