"""What differs between two instruments, item by item: plain values, in no language.

:func:`diff` is complete: of two instruments that differ it names at least one change.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from difflib import SequenceMatcher
from enum import StrEnum
from functools import cached_property

from analysis.instrument import Condition, Instrument, Item, Scale, Section


class Kind(StrEnum):
    """In what an item differs."""

    TEXT = "text"
    HELP = "help"
    SCALE = "scale"  # other options, numbers, boxes: its answers cannot be compared
    DIRECTION = "direction"  # turned round
    LABELS = "labels"  # other words of the same answers
    CONDITION = "condition"  # other people are asked
    REQUIRED = "required"
    NA = "na"
    INTRO = "intro"  # its section is introduced in other words
    TRANSLATION = "translation"  # reads otherwise in a language that both versions have
    SECTION = "section"
    ORDER = "order"
    SHUFFLED = "shuffled"  # its section is in a random order, or is not any more
    WORDING = "wording"
    ATTRIBUTE = "attribute"
    CONSTRUCT = "construct"
    TAGS = "tags"
    SOURCE = "source"
    TOPICS = "topics"
    SCALE_NAME = "scale_name"
    LENGTH = "length"


#: After these no answer can be compared with one from before, whatever anybody says.
FORCED = frozenset({Kind.SCALE, Kind.DIRECTION})
#: The question is the same and stands elsewhere.
MOVED = frozenset({Kind.SECTION, Kind.ORDER, Kind.SHUFFLED})
#: What respondents read or are asked by, so that a trend is in question. All other kinds are only
#: seen by those who read the results.
ASKED = (
    FORCED
    | MOVED
    | {
        Kind.TEXT,
        Kind.HELP,
        Kind.LABELS,
        Kind.CONDITION,
        Kind.REQUIRED,
        Kind.NA,
        Kind.INTRO,
        Kind.TRANSLATION,
    }
)


class Whole(StrEnum):
    """In what a question set differs beside its items."""

    CODE = "code"
    TITLE = "title"
    DESCRIPTION = "description"
    LANGUAGE = "language"
    OUTCOME = "outcome"
    TIME_LOST = "time_lost"
    SECTION = "section"  # there or not
    SECTION_TITLE = "section_title"
    SECTION_INTRO = "section_intro"
    SECTION_SHUFFLED = "section_shuffled"
    SECTION_ORDER = "section_order"
    CONSTRUCT = "construct"  # there or not
    CONSTRUCT_TITLE = "construct_title"
    CONSTRUCT_ORDER = "construct_order"
    TRANSLATED = "translated"  # a whole language there or not
    TRANSLATION = "translation"


@dataclass(frozen=True, slots=True)
class Change:
    """One difference of an item; codes where it is no text. ``language`` is set of translations."""

    kind: Kind
    before: str
    after: str
    language: str = ""


@dataclass(frozen=True, slots=True)
class WholeChange:
    """One difference of a question set; ``name`` says which section, construct or text."""

    kind: Whole
    name: str
    before: str
    after: str


@dataclass(frozen=True, slots=True)
class ItemDiff:
    """An item that was added (no ``before``), removed (no ``after``) or changed."""

    code: str
    before: Item | None
    after: Item | None
    changes: tuple[Change, ...] = ()

    @property
    def kinds(self) -> frozenset[Kind]:
        """In what it differs."""
        return frozenset(change.kind for change in self.changes)


@dataclass(frozen=True, slots=True)
class Diff:
    """Everything that differs: of the set, and of its items in the order they are asked.

    Items that are not asked any more come last.
    """

    whole: tuple[WholeChange, ...]
    items: tuple[ItemDiff, ...]

    @property
    def is_empty(self) -> bool:
        """Whether both say the same."""
        return not (self.whole or self.items)


class Outline:
    """An instrument with what is looked up for every item."""

    def __init__(self, instrument: Instrument) -> None:
        self.instrument = instrument
        self.items: Mapping[str, Item] = {item.code: item for item in instrument.items}

    @cached_property
    def section_of(self) -> Mapping[str, Section]:
        """The section in which each item stands."""
        return {code: one for one in self.instrument.sections for code in one.items}

    def conditions(self, code: str) -> tuple[Condition, ...]:
        """What decides who is asked: the item's condition, that of the item it rests on, ..."""
        found: list[Condition] = []
        seen: set[str] = set()
        while code not in seen and (item := self.items.get(code)) and item.show_if:
            seen.add(code)
            found.append(item.show_if)
            code = item.show_if.item
        return tuple(found)

    def texts(self, language: str, code: str, *, scale: bool) -> dict[str, str]:
        """What somebody reads of an item in a language, by the part of the item."""
        texts = self.instrument.translations[language]
        prefixes = [f"items.{code}."]
        if scale:
            prefixes.append(f"scales.{self.items[code].scale.code}.")
        return {
            path.removeprefix(prefix): text
            for prefix in prefixes
            for path, text in texts.items()
            if path.startswith(prefix)
        }


def diff(before: Instrument, after: Instrument) -> Diff:
    """What differs between two instruments."""
    old, new = Outline(before), Outline(after)
    moved = moved_items(old, new)
    items = []
    for item in after.items:
        if item.code not in old.items:
            items.append(ItemDiff(item.code, None, item))
        elif changes := item_changes(old, new, item.code, moved=item.code in moved):
            items.append(ItemDiff(item.code, old.items[item.code], item, changes))
    gone = (ItemDiff(one.code, one, None) for one in before.items if one.code not in new.items)
    return Diff(tuple(_whole_changes(before, after)), (*items, *gone))


def moved_items(before: Outline, after: Outline) -> frozenset[str]:
    """Items that stand elsewhere among those of both: as few as explain the new order."""
    return _moved(list(before.items), list(after.items))


def item_changes(before: Outline, after: Outline, code: str, *, moved: bool) -> tuple[Change, ...]:
    """In what an item that both have differs."""
    return tuple(_item_changes(before, after, code, moved=moved))


def _item_changes(before: Outline, after: Outline, code: str, *, moved: bool) -> Iterator[Change]:
    old, new = before.items[code], after.items[code]
    yield from _unlike(Kind.TEXT, old.written_text, new.written_text)
    yield from _unlike(Kind.HELP, old.written_help, new.written_help)
    yield from _scale_changes(old, new)
    if before.conditions(code) != after.conditions(code):
        yield Change(Kind.CONDITION, _rests_on(before, code), _rests_on(after, code))
    yield from _unlike(Kind.REQUIRED, _flag(old.required), _flag(new.required))
    yield from _unlike(Kind.NA, _flag(old.allows_na), _flag(new.allows_na))
    yield from _place_changes(before, after, code)
    if moved:
        yield Change(Kind.ORDER, _behind(before, code), _behind(after, code))
    yield from _translation_changes(before, after, code)
    yield from _unlike(Kind.WORDING, str(old.wording), str(new.wording))
    yield from _unlike(Kind.ATTRIBUTE, _flag(old.attribute), _flag(new.attribute))
    yield from _unlike(Kind.CONSTRUCT, old.construct or "", new.construct or "")
    yield from _unlike(Kind.TAGS, _tags(old), _tags(new))
    yield from _unlike(Kind.SOURCE, old.source, new.source)


def _scale_changes(old: Item, new: Item) -> Iterator[Change]:
    if _measured_by(old.scale) != _measured_by(new.scale):
        yield Change(Kind.SCALE, old.scale.code, new.scale.code)
    elif answer_words(old.scale) != answer_words(new.scale):
        pairs = zip(answer_words(old.scale), answer_words(new.scale), strict=True)
        yield from (Change(Kind.LABELS, was, now) for was, now in pairs if was != now)
    yield from _unlike(Kind.DIRECTION, _flag(old.reverse), _flag(new.reverse))
    yield from _unlike(Kind.SCALE_NAME, old.scale.code, new.scale.code)
    yield from _unlike(Kind.TOPICS, _topics(old.scale), _topics(new.scale))
    yield from _unlike(Kind.LENGTH, str(old.scale.max_length), str(new.scale.max_length))


def _place_changes(before: Outline, after: Outline, code: str) -> Iterator[Change]:
    was, now = before.section_of.get(code), after.section_of.get(code)
    if was is None or now is None:
        return
    yield from _unlike(Kind.SECTION, was.code, now.code)
    if was.code == now.code:
        yield from _unlike(Kind.INTRO, was.intro, now.intro)
    yield from _unlike(Kind.SHUFFLED, _flag(was.is_shuffled), _flag(now.is_shuffled))


def _translation_changes(before: Outline, after: Outline, code: str) -> Iterator[Change]:
    """Of languages that both have: one that is new is read by nobody before."""
    alike = _measured_by(before.items[code].scale) == _measured_by(after.items[code].scale)
    for language in _common(before.instrument.translations, after.instrument.translations):
        was = before.texts(language, code, scale=alike)
        now = after.texts(language, code, scale=alike)
        for path in sorted(was.keys() | now.keys()):
            if was.get(path) != now.get(path):
                yield Change(Kind.TRANSLATION, was.get(path, ""), now.get(path, ""), language)


def _whole_changes(before: Instrument, after: Instrument) -> Iterator[WholeChange]:
    for kind in Whole.CODE, Whole.TITLE, Whole.DESCRIPTION, Whole.LANGUAGE, Whole.OUTCOME:
        yield from _differing(kind, "", getattr(before, kind), getattr(after, kind))
    yield from _differing(Whole.TIME_LOST, "", before.time_lost, after.time_lost)
    old, new = ({one.code: one for one in side.sections} for side in (before, after))
    yield from _there_or_not(Whole.SECTION, old, new)
    for code in _common(old, new):
        was, now = old[code], new[code]
        yield from _differing(Whole.SECTION_TITLE, code, was.title, now.title)
        yield from _differing(Whole.SECTION_INTRO, code, was.intro, now.intro)
        yield from _differing(
            Whole.SECTION_SHUFFLED, code, _flag(was.is_shuffled), _flag(now.is_shuffled)
        )
    yield from _moved_parts(Whole.SECTION_ORDER, list(old), list(new))
    yield from _construct_changes(before, after)
    yield from _language_changes(before, after)


def _construct_changes(before: Instrument, after: Instrument) -> Iterator[WholeChange]:
    """Which items measure it is told of the items."""
    old, new = ({one.code: one.title for one in side.constructs} for side in (before, after))
    yield from _there_or_not(Whole.CONSTRUCT, old, new)
    for code in _common(old, new):
        yield from _differing(Whole.CONSTRUCT_TITLE, code, old[code], new[code])
    yield from _moved_parts(Whole.CONSTRUCT_ORDER, list(old), list(new))


def _language_changes(before: Instrument, after: Instrument) -> Iterator[WholeChange]:
    """Translations of items and of their answers are told of the items."""
    old, new = before.translations, after.translations
    yield from _there_or_not(Whole.TRANSLATED, old, new)
    for language in _common(old, new):
        was, now = old[language], new[language]
        for path in sorted(was.keys() | now.keys()):
            if not path.startswith(("items.", "scales.")):
                name = f"{language}.{path}"
                yield from _differing(Whole.TRANSLATION, name, was.get(path, ""), now.get(path, ""))


def reads_alike(before: Item, after: Item) -> bool:
    """Whether respondents read the same question with the same answers."""
    return (
        before.written_text == after.written_text
        and is_measured_alike(before, after)
        and answer_words(before.scale) == answer_words(after.scale)
    )


def is_measured_alike(before: Item, after: Item) -> bool:
    """Whether the answers can be compared, whatever their words: options, numbers, direction."""
    return (
        _measured_by(before.scale) == _measured_by(after.scale) and before.reverse == after.reverse
    )


def answer_words(scale: Scale) -> tuple[str, ...]:
    """What is read of the answers: of numbers their unit and ends."""
    if scale.numbers:
        return scale.numbers.unit, scale.numbers.low, scale.numbers.high
    return tuple(option.label for option in scale.options)


def _measured_by(scale: Scale) -> Scale:
    """The answers without their words; no name, no longest text, no topics of options."""
    options = tuple(replace(option, label="", construct=None) for option in scale.options)
    numbers = scale.numbers and replace(scale.numbers, unit="", low="", high="")
    return replace(scale, code="", max_length=None, options=options, numbers=numbers)


@dataclass(frozen=True, slots=True)
class Words:
    """A run of words, and whether the other text has them not."""

    text: str
    is_changed: bool = False


def marked_words(before: str, after: str) -> tuple[tuple[Words, ...], tuple[Words, ...]]:
    """Both texts with the words marked that the other has not.

    >>> marked_words("Are you on call?", "Were you on call?")[0]
    (Words(text='Are ', is_changed=True), Words(text='you on call?', is_changed=False))
    """
    old, new = (re.findall(r"\S+\s*|\s+", text) for text in (before, after))
    left: list[Words] = []
    right: list[Words] = []
    for tag, i, j, k, m in SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        if j > i:
            left.append(Words("".join(old[i:j]), tag != "equal"))
        if m > k:
            right.append(Words("".join(new[k:m]), tag != "equal"))
    return tuple(left), tuple(right)


def _moved(before: Sequence[str], after: Sequence[str]) -> frozenset[str]:
    """All that are in both but not in a longest run that keeps its order.

    >>> sorted(_moved("abcd", "bcda"))
    ['a']
    """
    place = {code: n for n, code in enumerate(after)}
    common = [code for code in before if code in place]
    ends: list[int] = []  # the lowest place at which a run of each length ends
    last: list[str] = []
    comes_from: dict[str, str | None] = {}
    for code in common:
        length = bisect_left(ends, place[code])
        comes_from[code] = last[length - 1] if length else None
        ends[length : length + 1] = [place[code]]
        last[length : length + 1] = [code]
    kept: set[str] = set()
    one = last[-1] if last else None
    while one is not None:
        kept.add(one)
        one = comes_from[one]
    return frozenset(common) - kept


def _moved_parts(kind: Whole, before: Sequence[str], after: Sequence[str]) -> Iterator[WholeChange]:
    for code in sorted(_moved(before, after)):
        yield WholeChange(kind, code, _before(before, code), _before(after, code))


def _unlike(kind: Kind, before: str, after: str) -> Iterator[Change]:
    if before != after:
        yield Change(kind, before, after)


def _differing(kind: Whole, name: str, before: str, after: str) -> Iterator[WholeChange]:
    if before != after:
        yield WholeChange(kind, name, before, after)


def _there_or_not(
    kind: Whole, before: Mapping[str, object], after: Mapping[str, object]
) -> Iterator[WholeChange]:
    yield from (WholeChange(kind, code, "", code) for code in after if code not in before)
    yield from (WholeChange(kind, code, code, "") for code in before if code not in after)


def _common(before: Mapping[str, object], after: Mapping[str, object]) -> list[str]:
    return [code for code in after if code in before]


def _flag(value: object) -> str:
    return "yes" if value else "no"


def _behind(outline: Outline, code: str) -> str:
    return _before(list(outline.items), code)


def _before(codes: Sequence[str], code: str) -> str:
    """What stands in front of it; empty: nothing."""
    place = codes.index(code)
    return codes[place - 1] if place else ""


def _rests_on(outline: Outline, code: str) -> str:
    return "; ".join(
        f"{one.item}: {', '.join(sorted(one.answers))}" for one in outline.conditions(code)
    )


def _tags(item: Item) -> str:
    names = ("space", "devex", "dora", "about")
    return ", ".join(f"{name}: {value}" for name in names if (value := getattr(item, name)))


def _topics(scale: Scale) -> str:
    return ", ".join(f"{one.code}: {one.construct}" for one in scale.options if one.construct)
