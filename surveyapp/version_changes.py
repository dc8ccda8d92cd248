"""What differs between two versions of a question set, in words, and what is asked of it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby

from django.utils.translation import get_language_info, gettext_lazy
from django.utils.translation import gettext as _

from analysis.instrument import Instrument, Item
from questionnaires.formats.question_set_diff import (
    ASKED,
    MOVED,
    Change,
    Kind,
    Outline,
    Whole,
    WholeChange,
    Words,
    diff,
    marked_words,
)
from questionnaires.queries.rewordings import GROUP, Rewording
from surveyapp.question_set_pages import condition_words, kind_words

KINDS = {
    Kind.TEXT: gettext_lazy("Text"),
    Kind.HELP: gettext_lazy("Help"),
    Kind.SCALE: gettext_lazy("Answers"),
    Kind.DIRECTION: gettext_lazy("Reverse-scored"),
    Kind.LABELS: gettext_lazy("Words of an answer"),
    Kind.CONDITION: gettext_lazy("Who is asked"),
    Kind.REQUIRED: gettext_lazy("Required"),
    Kind.NA: gettext_lazy("N/A offered"),
    Kind.INTRO: gettext_lazy("Introduction of the section"),
    Kind.TRANSLATION: gettext_lazy("Translation"),
    Kind.SECTION: gettext_lazy("Section"),
    Kind.ORDER: gettext_lazy("Place"),
    Kind.SHUFFLED: gettext_lazy("In a random order"),
    Kind.WORDING: gettext_lazy("Wording"),
    Kind.ATTRIBUTE: gettext_lazy("Attribute"),
    Kind.CONSTRUCT: gettext_lazy("Construct"),
    Kind.TAGS: gettext_lazy("Tags"),
    Kind.SOURCE: gettext_lazy("Source"),
    Kind.TOPICS: gettext_lazy("What options are about"),
    Kind.SCALE_NAME: gettext_lazy("Name of the scale"),
    Kind.LENGTH: gettext_lazy("Longest text"),
}
WHOLE = {
    Whole.CODE: gettext_lazy("Code"),
    Whole.TITLE: gettext_lazy("Title"),
    Whole.DESCRIPTION: gettext_lazy("Description"),
    Whole.LANGUAGE: gettext_lazy("Language"),
    Whole.OUTCOME: gettext_lazy("Outcome"),
    Whole.TIME_LOST: gettext_lazy("Hours lost"),
    Whole.SECTION: gettext_lazy("Section"),
    Whole.SECTION_TITLE: gettext_lazy("Title of a section"),
    Whole.SECTION_INTRO: gettext_lazy("Introduction of a section"),
    Whole.SECTION_SHUFFLED: gettext_lazy("In a random order"),
    Whole.SECTION_ORDER: gettext_lazy("Place of a section: behind"),
    Whole.CONSTRUCT: gettext_lazy("Construct"),
    Whole.CONSTRUCT_TITLE: gettext_lazy("Title of a construct"),
    Whole.CONSTRUCT_ORDER: gettext_lazy("Place of a construct: behind"),
    Whole.TRANSLATED: gettext_lazy("Language of translation"),
    Whole.TRANSLATION: gettext_lazy("Translation"),
}
#: Told of a section, so that it is not told again of each item in it.
_OF_SECTION = (Kind.INTRO, Kind.SHUFFLED)
_FLAGS = (Kind.REQUIRED, Kind.NA, Kind.SHUFFLED, Kind.DIRECTION, Kind.ATTRIBUTE)


@dataclass(frozen=True, slots=True)
class Line:
    """One difference: what it is, and both sides of it with the words marked that changed.

    ``language`` is that of a translation.
    """

    name: str
    before: tuple[Words, ...]
    after: tuple[Words, ...]
    language: str = ""


@dataclass(frozen=True, slots=True)
class ChangedItem:
    """An item that was added, removed or changed; its text of now, or its last one."""

    code: str
    title: str
    lines: tuple[Line, ...] = ()
    is_added: bool = False
    is_removed: bool = False


@dataclass(frozen=True, slots=True)
class Changes:
    """Everything that differs between two versions, as the page lists it."""

    whole: tuple[Line, ...]
    items: tuple[ChangedItem, ...]


def changes_between(before: Instrument, after: Instrument) -> Changes:
    """Two versions as the page of their changes shows them."""
    found, old, new = diff(before, after), Outline(before), Outline(after)
    items = []
    for one in found.items:
        changes = [change for change in one.changes if change.kind not in _OF_SECTION]
        if one.changes and not changes:
            continue
        items.append(
            ChangedItem(
                one.code,
                (one.after or old.items[one.code]).text,
                item_lines(one.code, changes, old, new),
                is_added=one.before is None,
                is_removed=one.after is None,
            )
        )
    return Changes(tuple(_whole_line(change) for change in found.whole), tuple(items))


def item_lines(
    code: str, changes: Iterable[Change], old: Outline, new: Outline
) -> tuple[Line, ...]:
    """The changes of an item in words."""
    return tuple(_line(code, change, old, new) for change in changes)


def kind_names(kinds: Iterable[str]) -> str:
    """The names of kinds of change, as they are stored with a decision."""
    return ", ".join(str(name) for kind, name in KINDS.items() if kind.value in set(kinds))


def _line(code: str, change: Change, old: Outline, new: Outline) -> Line:
    name = str(KINDS[change.kind])
    if change.kind is Kind.TRANSLATION:
        return Line(name, *marked_words(change.before, change.after), change.language)
    was, now = (
        _said(code, change.kind, change.before, old),
        _said(code, change.kind, change.after, new),
    )
    if change.kind in (Kind.TEXT, Kind.HELP, Kind.LABELS, Kind.INTRO, Kind.SOURCE, Kind.SCALE):
        return Line(name, *marked_words(was, now))
    return Line(name, (Words(was),), (Words(now),))


def _said(code: str, kind: Kind, value: str, outline: Outline) -> str:
    """One side of a change as people say it; texts stay as they are."""
    if kind in _FLAGS:
        return _("yes") if value == "yes" else _("no")
    if kind is Kind.CONDITION:
        return _who(outline, code)
    if kind is Kind.SCALE:
        return _answers(outline.items[code])
    if kind is Kind.SECTION:
        return outline.section_of[code].title
    if kind is Kind.CONSTRUCT and value:
        return outline.instrument.construct(value).title
    if kind is Kind.ORDER and value:
        return _("behind “%(question)s”") % {"question": outline.items[value].text}
    if kind is Kind.ORDER:
        return _("at the beginning")
    return value


def _who(outline: Outline, code: str) -> str:
    """After which answers an item is asked, and those that the question before it rests on."""
    items = [outline.items[code]]
    items += [outline.items[one.item] for one in outline.conditions(code)]
    said = [condition_words(item, outline.instrument) for item in items]
    return "; ".join(filter(None, said)) or _("everybody")


def _answers(item: Item) -> str:
    if item.scale.is_number or not item.scale.options:
        return kind_words(item)
    labels = ", ".join(option.label for option in item.scale.options)
    return f"{kind_words(item)}: {labels}"


def _whole_line(change: WholeChange) -> Line:
    name = str(WHOLE[change.kind])
    if change.kind is Whole.TRANSLATION:
        language, _dot, path = change.name.partition(".")
        return Line(f"{name}, {path}", *marked_words(change.before, change.after), language)
    if change.kind is Whole.SECTION_SHUFFLED:
        was, now = (_("yes") if one == "yes" else _("no") for one in (change.before, change.after))
    elif change.kind is Whole.TRANSLATED:
        was, now = (_language(one) for one in (change.before, change.after))
    else:
        was, now = change.before, change.after
    if change.name and change.kind not in (Whole.SECTION, Whole.CONSTRUCT, Whole.TRANSLATED):
        name = f"{name} ({change.name})"
    return Line(name, *marked_words(was, now))


def _language(code: str) -> str:
    if not code:
        return ""
    try:
        return f"{get_language_info(code)['name_local']} ({code})"
    except KeyError:
        return code


@dataclass(frozen=True, slots=True)
class Asked:
    """One item of a decision, with what an author should look at before it is made."""

    rewording: Rewording
    lines: tuple[Line, ...]


@dataclass(frozen=True, slots=True)
class Choice:
    """What an author is asked of a changed item, or of several at once; and what was chosen."""

    key: str
    asked: tuple[Asked, ...]
    chosen: str = ""
    note: str = ""

    @property
    def rewording(self) -> Rewording:
        """The one item, or the first."""
        return self.asked[0].rewording

    @property
    def name(self) -> str:
        """The name of the form field."""
        return f"meaning.{self.key}"

    @property
    def note_name(self) -> str:
        """The name of the form field for the reason."""
        return f"note.{self.key}"

    @property
    def is_group(self) -> bool:
        """Whether one decision is made for several items."""
        return self.key.startswith(GROUP)

    @property
    def common(self) -> tuple[Line, ...]:
        """The changes of a group, where they are the same for each of its items."""
        first, *others = (one.lines for one in self.asked)
        return first if self.is_group and all(one == first for one in others) else ()

    @property
    def heading(self) -> str:
        """What the items of a group have in common."""
        kinds = frozenset[Kind]().union(*(one.rewording.kinds for one in self.asked))
        if kinds <= MOVED:
            return _("Questions that only moved")
        if Kind.INTRO in kinds:
            section = self.rewording.draft.section_of[self.rewording.code]
            return _("Questions of “%(section)s”, which is introduced in other words") % {
                "section": section.title
            }
        return _("Questions of which only a translation changed")

    @property
    def next_wording(self) -> int:
        """What its wording would be raised to."""
        return self.rewording.after.wording + 1


def choices_of(
    rewordings: Sequence[Rewording], said: Mapping[str, str], fields: Mapping[str, str]
) -> list[Choice]:
    """What is asked before a draft is published: of each item, of those of a group at once.

    ``fields`` are what was sent; ``said`` what authors said while they reworded, which goes for
    items of which nothing but the text changed.
    """
    alone = [one for one in rewordings if not one.group]
    grouped = sorted((one for one in rewordings if one.group), key=lambda one: one.group)
    parts = [(one.code, [one]) for one in alone]
    parts += [(key, list(members)) for key, members in groupby(grouped, lambda one: one.group)]
    return [
        Choice(
            key,
            tuple(Asked(one, _lines_asked(one)) for one in members),
            fields.get(f"meaning.{key}", _said_before(key, members, said)),
            fields.get(f"note.{key}", ""),
        )
        for key, members in parts
    ]


def _said_before(key: str, members: Sequence[Rewording], said: Mapping[str, str]) -> str:
    return said.get(key, "") if members[0].kinds <= {Kind.TEXT, Kind.HELP} else ""


def _lines_asked(one: Rewording) -> tuple[Line, ...]:
    changes = [change for change in one.changes if change.kind in ASKED]
    return item_lines(one.code, changes, one.asked, one.draft)
