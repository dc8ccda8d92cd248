"""Instruments: the items, scales and constructs of a questionnaire, as plain values.

Everything else in Candor speaks in these words. An instrument says what can be answered and how
an answer is read (which options are favourable, which way the numbers run); it holds no answer.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from enum import StrEnum
from typing import Any

from analysis.piping import plain_text, repeated_in
from analysis.ranges import PERCENT, NumberRange, plain_number

#: Answers that are not on the scale. Counted, never averaged.
NOT_APPLICABLE = "_na"
SKIPPED = "_skipped"
NOT_SHOWN = "_not_shown"


class ScaleKind(StrEnum):
    """How the answers of a scale may be treated."""

    ORDINAL = "ordinal"  # ordered levels with labels: agreement, frequency, time bands, 0-10
    PERCENTAGE = "percentage"  # a whole number from 0 to 100
    AMOUNT = "amount"  # how much of a unit, a number from 0 up: hours a week
    SLIDER = "slider"  # a number between two ends that have names
    SINGLE = "single"  # one of several, without order
    MULTIPLE = "multiple"  # any of several, perhaps at most some number of them
    RANKING = "ranking"  # several put in order, all of them or the first few
    TEXT = "text"  # words; never counted, stored apart


#: Kinds that are answered with a number.
NUMBER_KINDS = frozenset({ScaleKind.PERCENTAGE, ScaleKind.AMOUNT, ScaleKind.SLIDER})
#: Kinds of which an answer is a list of options.
LIST_KINDS = frozenset({ScaleKind.MULTIPLE, ScaleKind.RANKING})
#: Kinds of which a later text can repeat the answer: one option, which has a label.
PIPED_KINDS = frozenset({ScaleKind.ORDINAL, ScaleKind.SINGLE})
#: The longest text beside "Other, please say", in characters.
SAY_LENGTH = 200


@dataclass(frozen=True, slots=True)
class Option:
    """One answer of a scale.

    ``code`` is what is stored, ``label`` what a respondent reads, ``value`` the number that means
    are made of (``None`` on scales without order). ``say`` marks "Other, please say": the words go
    apart from the answer, as a comment on the item. An ``exclusive`` option ("none of these")
    stands alone. ``construct`` is what choosing it is about: it is read with the results, and is no
    part of what respondents answer.
    """

    code: str
    label: str
    value: float | None = None
    say: bool = False
    exclusive: bool = False
    construct: str | None = None


@dataclass(frozen=True, slots=True)
class Scale:
    """The answers that an item offers.

    ``options`` run from the lowest value to the highest. ``favourable`` and ``unfavourable`` are
    option codes for an item that is not reverse-scored; both are empty where no end is good.
    A ``unipolar`` scale measures how much of one thing: its middle is no neutral. ``ranks`` is how
    many options a ranking takes at most, first ones first; ``None``: all of them. ``numbers`` is
    what an amount or a slider can be.
    """

    code: str
    kind: ScaleKind
    options: tuple[Option, ...] = ()
    favourable: frozenset[str] = frozenset()
    unfavourable: frozenset[str] = frozenset()
    max_choices: int | None = None
    max_length: int | None = None
    unipolar: bool = False
    ranks: int | None = None
    numbers: NumberRange | None = None
    #: The options by code, and the one that asks for words of one's own: looked up for each answer.
    by_code: Mapping[str, Option] = field(init=False, repr=False, compare=False)
    say: Option | None = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        by_code = {option.code: option for option in reversed(self.options)}
        object.__setattr__(self, "by_code", by_code)
        say = next((option for option in self.options if option.say), None)
        object.__setattr__(self, "say", say)

    @property
    def is_ordered(self) -> bool:
        """Whether means make sense."""
        return self.kind is ScaleKind.ORDINAL or self.is_number

    @property
    def is_number(self) -> bool:
        """Whether the answer is a number that people give: a percentage is one too."""
        return self.kind in NUMBER_KINDS

    @property
    def takes_several(self) -> bool:
        """Whether an answer is a list of options."""
        return self.kind in LIST_KINDS

    @property
    def is_unipolar(self) -> bool:
        """Whether it measures how much of one thing, so that nothing on it is neutral."""
        return self.unipolar or self.kind is ScaleKind.AMOUNT

    @property
    def range(self) -> NumberRange:
        """The numbers of a scale of numbers; ``ValueError`` for any other."""
        found = PERCENT if self.kind is ScaleKind.PERCENTAGE else self.numbers
        if found is None:
            raise ValueError(f"{self.code} is no scale of numbers")
        return found

    @property
    def places(self) -> int:
        """How many places a ranking has; 0 on every other scale."""
        if self.kind is not ScaleKind.RANKING:
            return 0
        return len(self.options) if self.ranks is None else self.ranks

    @property
    def values(self) -> tuple[float, ...]:
        """The numbers of the options, lowest first; empty on scales without order."""
        return tuple(option.value for option in self.options if option.value is not None)

    def option(self, code: str) -> Option:
        """The option with this code; ``KeyError`` when there is none."""
        return self.by_code[code]


@dataclass(frozen=True, slots=True)
class Condition:
    """Show an item only when an earlier item was answered with one of these options."""

    item: str
    answers: frozenset[str]


@dataclass(frozen=True, slots=True)
class Item:
    """One question.

    ``code`` is stable over the years; ``wording`` counts how often its meaning changed: two rounds
    are compared on an item only where code and wording agree. ``reverse`` marks an item on which
    agreeing is bad. An ``attribute`` describes the respondent (role, tenure), not the work.
    ``about`` is the construct that words written to it are about, where it takes words: as of an
    option, it is read with the results and measures nothing.

    ``text`` and ``help`` are what is read everywhere. Where they repeat the answer to an earlier
    item (``analysis.piping``), ``piped_text`` and ``piped_help`` are as their author wrote them;
    :meth:`worded` gives both. A text that is replaced alone repeats nothing any more.
    """

    code: str
    text: str
    scale: Scale
    wording: int = 1
    required: bool = False
    allows_na: bool = True
    reverse: bool = False
    attribute: bool = False
    construct: str | None = None
    space: str | None = None
    devex: str | None = None
    dora: str | None = None
    source: str = ""
    help: str = ""
    show_if: Condition | None = None
    piped_text: str = ""
    piped_help: str = ""
    about: str | None = None

    def __post_init__(self) -> None:
        for name, piped in (("text", self.piped_text), ("help", self.piped_help)):
            if piped and (plain_text(piped) != getattr(self, name) or not repeated_in(piped)):
                object.__setattr__(self, f"piped_{name}", "")

    def worded(self, text: str, help: str = "") -> Item:  # noqa: A002 -- the name of the field
        """The item in other words, as an author writes them.

        >>> asked = Item("works", "?", percentage()).worded("Does {tool|it} work?")
        >>> asked.text, asked.written_text
        ('Does it work?', 'Does {tool|it} work?')
        """
        return replace(
            self,
            text=plain_text(text),
            help=plain_text(help),
            piped_text=text,
            piped_help=help,
        )

    @property
    def written_text(self) -> str:
        """The text as its author wrote it."""
        return self.piped_text or self.text

    @property
    def written_help(self) -> str:
        """The help as its author wrote it."""
        return self.piped_help or self.help

    @property
    def repeats(self) -> tuple[str, ...]:
        """The codes of the items whose answers it repeats."""
        return repeated_in(self.piped_text, self.piped_help)

    @property
    def favourable(self) -> frozenset[str]:
        """Option codes that speak well of the work, reverse scoring applied."""
        return self.scale.unfavourable if self.reverse else self.scale.favourable

    @property
    def unfavourable(self) -> frozenset[str]:
        """Option codes that speak ill of the work, reverse scoring applied."""
        return self.scale.favourable if self.reverse else self.scale.unfavourable

    @property
    def is_counted(self) -> bool:
        """Whether answers can be counted: every closed item."""
        return self.scale.kind is not ScaleKind.TEXT

    @property
    def takes_words(self) -> bool:
        """Whether words can be written to it: all of its answer, or beside an option."""
        return not self.is_counted or self.scale.say is not None

    def score(self, option_code: str) -> float:
        """The number of an answer, turned round on reverse-scored items so that more is better.

        >>> agreement = Scale("a", ScaleKind.ORDINAL, (Option("1", "No", 1), Option("2", "Yes", 2)))
        >>> Item("tired", "I am tired.", agreement, reverse=True).score("2")
        1.0
        """
        value = self.scale.option(option_code).value
        if value is None:
            raise ValueError(f"{self.code}: the scale {self.scale.code} has no numbers")
        if self.reverse:
            low, high = min(self.scale.values), max(self.scale.values)
            return float(low + high - value)
        return float(value)


@dataclass(frozen=True, slots=True)
class Construct:
    """What several items measure together; a construct of one item is that item."""

    code: str
    title: str
    items: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Section:
    """A page of the survey; ``is_shuffled``: each respondent gets its items in a random order."""

    code: str
    title: str
    items: tuple[str, ...]
    intro: str = ""
    is_shuffled: bool = False


@dataclass(frozen=True, slots=True)
class Instrument:
    """A whole questionnaire: what is asked, in which order, and what it measures.

    ``outcome`` is the item that everything else is for (would you advise a friend to work here?):
    key drivers are those of its answers. Empty: of none. ``time_lost`` is the item whose values are
    hours that somebody loses in a week; empty: it is not asked.

    ``translations`` holds, per language code, texts by path (``items.deploy_ease.text``,
    ``scales.agreement_5.options.1``, ``scales.hours.unit``, ``scales.ease.low``,
    ``sections.delivery.title``, ``constructs.flow.title``, ``title``).
    """

    code: str
    title: str
    sections: tuple[Section, ...]
    items: tuple[Item, ...]
    constructs: tuple[Construct, ...] = ()
    language: str = "en"
    description: str = ""
    translations: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    outcome: str = ""
    time_lost: str = ""

    def item(self, code: str) -> Item:
        """The item with this code; ``KeyError`` when there is none."""
        for item in self.items:
            if item.code == code:
                return item
        raise KeyError(code)

    def has_item(self, code: str) -> bool:
        """Whether an item with this code is asked."""
        return any(item.code == code for item in self.items)

    def construct(self, code: str) -> Construct:
        """The construct with this code; ``KeyError`` when there is none."""
        for construct in self.constructs:
            if construct.code == code:
                return construct
        raise KeyError(code)

    def items_of(self, construct: str) -> tuple[Item, ...]:
        """The items that measure a construct, in the order asked."""
        return tuple(self.item(code) for code in self.construct(construct).items)

    @property
    def counted_items(self) -> tuple[Item, ...]:
        """All closed items, in the order asked."""
        return tuple(item for item in self.items if item.is_counted)

    @property
    def text_items(self) -> tuple[Item, ...]:
        """All items that are answered in words."""
        return tuple(item for item in self.items if not item.is_counted)

    def worded_items_about(self, construct: str) -> tuple[Item, ...]:
        """The items whose words are about a construct: those that say so, and those that measure it
        and ask for words beside an option."""
        return tuple(
            item for item in self.worded_items if construct in (item.about, item.construct)
        )

    @property
    def worded_items(self) -> tuple[Item, ...]:
        """All items that words can be written to: those in words, and "Other, please say"."""
        return tuple(item for item in self.items if item.takes_words)


def likert(code: str, labels: tuple[str, ...], boxes: int) -> Scale:
    """An ordinal scale numbered from 1 whose ``boxes`` outer levels are (un)favourable.

    >>> scale = likert("agreement_5", AGREEMENT_5, boxes=2)
    >>> sorted(scale.favourable), sorted(scale.unfavourable)
    (['4', '5'], ['1', '2'])
    """
    options = tuple(Option(str(i), label, i) for i, label in enumerate(labels, start=1))
    codes = [option.code for option in options]
    return Scale(
        code,
        ScaleKind.ORDINAL,
        options,
        favourable=frozenset(codes[-boxes:]) if boxes else frozenset(),
        unfavourable=frozenset(codes[:boxes]) if boxes else frozenset(),
    )


def percentage(code: str = "percentage") -> Scale:
    """A whole number from 0 to 100."""
    options = tuple(Option(str(i), f"{i} %", i) for i in range(101))
    return Scale(code, ScaleKind.PERCENTAGE, options)


def number_scale(code: str, kind: ScaleKind, numbers: NumberRange) -> Scale:
    """An amount or a slider; ``ValueError`` where the range is no range.

    >>> number_scale("lost", ScaleKind.AMOUNT, NumberRange(0, 2, unit="hours")).options[1]
    Option(code='1', label='1 hours', value=1.0, say=False, exclusive=False, construct=None)
    """
    return Scale(
        code,
        kind,
        tuple(Option(one, numbers.label(one), float(one)) for one in numbers.codes),
        favourable=numbers.side(good=True),
        unfavourable=numbers.side(good=False),
        numbers=numbers,
    )


def with_numbers(scale: Scale, numbers: NumberRange) -> Scale:
    """The same scale in other words: unit and ends in another language."""
    return replace(
        scale,
        numbers=numbers,
        options=tuple(replace(one, label=numbers.label(one.code)) for one in scale.options),
    )


#: Hours that a week has.
HOURS_IN_A_WEEK = 168


def is_in_hours(item: Item) -> bool:
    """Whether the values of an item can be hours a week: numbers from 0 to 168, no percentage.

    >>> is_in_hours(Item("lost", "?", number_scale("h", ScaleKind.AMOUNT, NumberRange(0, 40))))
    True
    >>> is_in_hours(Item("rework", "?", percentage()))
    False
    """
    scale = item.scale
    if not scale.is_ordered or scale.kind is ScaleKind.PERCENTAGE or item.attribute:
        return False
    return min(scale.values) >= 0 and max(scale.values) <= HOURS_IN_A_WEEK


AGREEMENT_5 = ("Strongly disagree", "Disagree", "Neutral", "Agree", "Strongly agree")


class Broken(StrEnum):
    """Which rule of its scale an answer breaks."""

    UNKNOWN = "unknown"  # names something that is no option
    TWICE = "twice"  # names an option twice
    ONE_ONLY = "one_only"  # several answers where one is asked for
    TOO_MANY = "too_many"  # more than may be chosen or placed
    NOT_ALONE = "not_alone"  # an exclusive option beside others
    INCOMPLETE = "incomplete"  # a ranking of all that leaves some out


def broken_rule(scale: Scale, chosen: Sequence[str]) -> Broken | None:
    """The rule that these options, one or more, break as an answer; ``None``: they are one.

    >>> tools = Scale("t", ScaleKind.RANKING, (Option("ide", "Editor"), Option("ci", "Build")))
    >>> broken_rule(tools, ["ci"]), broken_rule(tools, ["ci", "ide"])
    (<Broken.INCOMPLETE: 'incomplete'>, None)
    """
    options = scale.by_code
    if any(code not in options for code in chosen):
        return Broken.UNKNOWN
    if len(set(chosen)) < len(chosen):
        return Broken.TWICE
    if not scale.takes_several:
        return Broken.ONE_ONLY if len(chosen) > 1 else None
    if len(chosen) > 1 and any(options[code].exclusive for code in chosen):
        return Broken.NOT_ALONE
    if len(chosen) > (scale.places or scale.max_choices or len(options)):
        return Broken.TOO_MANY
    if scale.kind is ScaleKind.RANKING and scale.ranks is None and len(chosen) < len(options):
        return Broken.INCOMPLETE
    return None


def condition_holds(condition: Condition | None, answers: Mapping[str, Any]) -> bool:
    """Whether an item with this condition is shown to somebody with these answers so far.

    Answers are option codes by item code, a list of them for multiple choice.

    >>> condition_holds(Condition("on_call", frozenset({"yes"})), {"on_call": "yes"})
    True
    >>> condition_holds(Condition("on_call", frozenset({"yes"})), {})
    False
    """
    if condition is None:
        return True
    given = answers.get(condition.item)
    chosen = set(given) if isinstance(given, list | tuple) else {given}
    return bool(chosen & condition.answers)


def shown_items(instrument: Instrument, answers: Mapping[str, Any]) -> Iterator[Item]:
    """The items that somebody with these answers gets to see, in the order asked.

    An item whose condition rests on a hidden item is hidden too.
    """
    visible: set[str] = set()
    for item in instrument.items:
        condition = item.show_if
        if condition is None or (condition.item in visible and condition_holds(condition, answers)):
            visible.add(item.code)
            yield item


def instrument_as_json(instrument: Instrument) -> dict[str, Any]:
    """Plain data with every scale written once; :func:`instrument_from_json` reads it back."""
    scales = {item.scale.code: item.scale for item in instrument.items}
    return {
        "code": instrument.code,
        "title": instrument.title,
        "language": instrument.language,
        "description": instrument.description,
        "scales": {code: _scale_as_json(scale) for code, scale in sorted(scales.items())},
        "constructs": [
            {"code": c.code, "title": c.title, "items": list(c.items)}
            for c in instrument.constructs
        ],
        "sections": [_section_as_json(section) for section in instrument.sections],
        "items": [_item_as_json(item) for item in instrument.items],
        "translations": {
            language: dict(sorted(texts.items()))
            for language, texts in sorted(instrument.translations.items())
        },
        **({"outcome": instrument.outcome} if instrument.outcome else {}),
        **({"time_lost": instrument.time_lost} if instrument.time_lost else {}),
    }


def instrument_from_json(data: Mapping[str, Any]) -> Instrument:
    """The inverse of :func:`instrument_as_json`."""
    scales = {code: _scale_from_json(code, scale) for code, scale in data["scales"].items()}
    return Instrument(
        code=data["code"],
        title=data["title"],
        language=data["language"],
        description=data["description"],
        sections=tuple(
            Section(
                s["code"],
                s["title"],
                tuple(s["items"]),
                s["intro"],
                s.get("order") == RANDOM,
            )
            for s in data["sections"]
        ),
        constructs=tuple(
            Construct(c["code"], c["title"], tuple(c["items"])) for c in data["constructs"]
        ),
        items=tuple(_item_from_json(item, scales) for item in data["items"]),
        translations=data["translations"],
        outcome=data.get("outcome", ""),
        time_lost=data.get("time_lost", ""),
    )


#: How a section says that the order of its items is random.
RANDOM = "random"


def _section_as_json(section: Section) -> dict[str, Any]:
    order = {"order": RANDOM} if section.is_shuffled else {}
    return {
        "code": section.code,
        "title": section.title,
        "intro": section.intro,
        "items": list(section.items),
        **order,
    }


_ITEM_FIELDS = (
    "code", "text", "wording", "required", "allows_na", "reverse", "attribute", "construct",
    "space", "devex", "dora", "source", "help",
)  # fmt: skip
#: Left out where they are empty, so that an item of an earlier format reads as it was written.
_OPTIONAL_FIELDS = ("piped_text", "piped_help", "about")


def _item_as_json(item: Item) -> dict[str, Any]:
    data: dict[str, Any] = {name: getattr(item, name) for name in _ITEM_FIELDS}
    data["scale"] = item.scale.code
    data["show_if"] = item.show_if and {
        "item": item.show_if.item,
        "answers": sorted(item.show_if.answers),
    }
    data |= {name: given for name in _OPTIONAL_FIELDS if (given := getattr(item, name))}
    return data


def _item_from_json(data: Mapping[str, Any], scales: Mapping[str, Scale]) -> Item:
    condition = data["show_if"]
    return Item(
        **{name: data[name] for name in _ITEM_FIELDS},
        **{name: data[name] for name in _OPTIONAL_FIELDS if name in data},
        scale=scales[data["scale"]],
        show_if=condition and Condition(condition["item"], frozenset(condition["answers"])),
    )


def _scale_as_json(scale: Scale) -> dict[str, Any]:
    """What is usual is left out, so that a scale of the first format reads as it was written."""
    options = () if scale.numbers else scale.options
    data: dict[str, Any] = {
        "kind": scale.kind.value,
        "options": [_option_as_json(option) for option in options],
        "favourable": [] if scale.numbers else sorted(scale.favourable),
        "unfavourable": [] if scale.numbers else sorted(scale.unfavourable),
        "max_choices": scale.max_choices,
        "max_length": scale.max_length,
    }
    if scale.unipolar:
        data["unipolar"] = True
    if scale.ranks is not None:
        data["ranks"] = scale.ranks
    if scale.numbers:
        data["numbers"] = {
            name: plain_number(getattr(scale.numbers, name)) for name in NumberRange.__slots__
        }
    return data


def _option_as_json(option: Option) -> dict[str, Any]:
    marks: dict[str, Any] = {name: True for name in ("say", "exclusive") if getattr(option, name)}
    if option.construct:
        marks["construct"] = option.construct
    return {"code": option.code, "label": option.label, "value": option.value, **marks}


def _scale_from_json(code: str, data: Mapping[str, Any]) -> Scale:
    kind = ScaleKind(data["kind"])
    if data.get("numbers"):
        return number_scale(code, kind, NumberRange(**data["numbers"]))
    return Scale(
        code=code,
        kind=kind,
        options=tuple(Option(**option) for option in data["options"]),
        favourable=frozenset(data["favourable"]),
        unfavourable=frozenset(data["unfavourable"]),
        max_choices=data["max_choices"],
        max_length=data["max_length"],
        unipolar=data.get("unipolar", False),
        ranks=data.get("ranks"),
    )
