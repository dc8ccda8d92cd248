"""How a draft differs from what was asked before, and which trends that puts in question."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass

from analysis.instrument import Item
from questionnaires.formats.question_set_diff import (
    ASKED,
    FORCED,
    MOVED,
    Change,
    Kind,
    Outline,
    answer_words,
    is_measured_alike,
    item_changes,
    moved_items,
)
from questionnaires.models import QuestionSet, QuestionSetVersion

#: What names a group of items, where a decision can name one: ``@moved``.
GROUP = "@"


@dataclass(frozen=True, slots=True)
class Rewording:
    """An item of a draft that is asked otherwise than when it was last published.

    ``number`` is the version ``asked`` that the ``draft`` is held against, ``origin`` the question
    set of that version where this one began as a copy of it.
    """

    code: str
    asked: Outline
    draft: Outline
    number: int
    origin: str
    changes: tuple[Change, ...]

    @property
    def before(self) -> Item:
        """The item as it was published."""
        return self.asked.items[self.code]

    @property
    def after(self) -> Item:
        """The item as it is now."""
        return self.draft.items[self.code]

    @property
    def kinds(self) -> frozenset[Kind]:
        """In what it differs, as far as a trend is in question."""
        return frozenset(change.kind for change in self.changes) & ASKED

    @property
    def is_raised(self) -> bool:
        """Whether its author raised the wording already, so that nothing is left to decide."""
        return self.after.wording > self.before.wording

    @property
    def scale_changed(self) -> bool:
        """Whether its answers cannot be compared at all: other ones, or turned round."""
        return bool(self.kinds & FORCED)

    @property
    def wording_lowered(self) -> bool:
        """Whether the draft counts back."""
        return self.after.wording < self.before.wording

    @property
    def must_be_raised(self) -> bool:
        """Whether no author can say that it still measures the same."""
        return self.scale_changed or self.wording_lowered

    @property
    def group(self) -> str:
        """The items that one decision can be made for; empty: for this one alone.

        Those that only moved, those of which only a translation changed, and those of a section of
        which only the introduction did.
        """
        if self.wording_lowered:
            return ""
        if self.kinds <= MOVED:
            return f"{GROUP}moved"
        if self.kinds <= MOVED | {Kind.TRANSLATION}:
            return f"{GROUP}translations"
        if self.kinds <= MOVED | {Kind.TRANSLATION, Kind.INTRO}:
            return f"{GROUP}{self.draft.section_of[self.code].code}"
        return ""


@dataclass(frozen=True, slots=True)
class PublishedItem:
    """An item as the version with this number asked it."""

    item: Item
    number: int


@dataclass(frozen=True, slots=True)
class _Asked:
    """A published version that a draft is held against."""

    outline: Outline
    number: int
    origin: str


def rewordings_of(version: QuestionSetVersion) -> tuple[Rewording, ...]:
    """Items whose trend somebody has to decide on, in the order asked.

    Each is held against the last earlier published version that asks it; what was raised already
    is decided.
    """
    return tuple(one for one in changed_items(version) if not one.is_raised)


def changed_items(version: QuestionSetVersion) -> tuple[Rewording, ...]:
    """Items whose trend is in question, decided in the draft or not, in the order asked."""
    published = _published(version)
    if not published:
        return ()
    draft = Outline(version.instrument)
    last = {code: asked for asked in published for code in asked.outline.items}
    moved = moved_items(published[-1].outline, draft)
    found = []
    for item in draft.instrument.items:
        if (asked := last.get(item.code)) is None:
            continue
        is_moved = item.code in moved and asked is published[-1]
        one = Rewording(
            item.code,
            asked.outline,
            draft,
            asked.number,
            asked.origin,
            item_changes(asked.outline, draft, item.code, moved=is_moved),
        )
        if one.kinds or one.before.wording != one.after.wording:
            found.append(one)
    return tuple(found)


def clashing_items(version: QuestionSetVersion) -> frozenset[str]:
    """Codes of new and raised items whose wording a copy, or its original, published otherwise.

    Two sets that began as one would else be compared on words that are not the same.
    """
    line = _published(version)
    asked = {item.code: item for one in line for item in one.outline.instrument.items}
    begun = {
        item.code: item
        for item in version.instrument.items
        if item.code not in asked or item.wording > asked[item.code].wording
    }
    family = QuestionSetVersion.objects.filter(
        question_set_id__in=_related(version.question_set),
        status=QuestionSetVersion.Status.PUBLISHED,
    ).exclude(question_set_id=version.question_set_id)
    return frozenset(
        other.code
        for one in family
        for other in one.instrument.items
        if (item := begun.get(other.code)) is not None
        and item.wording == other.wording
        and not _reads_the_same(item, other)
    )


def _reads_the_same(item: Item, other: Item) -> bool:
    """Whether the words and the answers are the same, whatever the scale is called."""
    return (
        item.text == other.text
        and is_measured_alike(item, other)
        and answer_words(item.scale) == answer_words(other.scale)
    )


def _related(question_set: QuestionSet) -> set[int]:
    """The question set, what it began as a copy of, and all copies of those."""
    first = question_set
    while first.origin is not None:
        first = first.origin.question_set
    found = {first.pk}
    newest = set(found)
    while newest:
        copies = QuestionSet.objects.filter(origin__question_set_id__in=newest)
        newest = {*copies.values_list("pk", flat=True)} - found
        found |= newest
    return found


def published_items(version: QuestionSetVersion) -> dict[str, PublishedItem]:
    """Every item that a version before this one asked, by code, as it was last published."""
    return {
        item.code: PublishedItem(item, asked.number)
        for asked in _published(version)
        for item in asked.outline.instrument.items
    }


def named_items(rewordings: Sequence[Rewording], names: Iterable[str]) -> frozenset[str]:
    """Codes of items, where a name can be that of a group: then of all items in it."""
    given = frozenset(names)
    groups = frozenset(one.code for one in rewordings if one.group in given)
    return groups | frozenset(name for name in given if not name.startswith(GROUP))


def unknown_groups(rewordings: Sequence[Rewording], names: Collection[str]) -> frozenset[str]:
    """Names of groups in which there is no item."""
    there = {one.group for one in rewordings}
    return frozenset(name for name in names if name.startswith(GROUP) and name not in there)


def _published(version: QuestionSetVersion) -> list[_Asked]:
    """What was published before, oldest first: what the set began as a copy of comes first.

    A copy of a draft began as what was published before that draft, and so on back.
    """
    found: list[_Asked] = []
    before: QuestionSetVersion | None = version
    while before is not None:
        earlier = QuestionSetVersion.objects.filter(
            question_set_id=before.question_set_id,
            status=QuestionSetVersion.Status.PUBLISHED,
            number__lt=before.number,
        )
        origin = "" if before is version else before.question_set.code
        asked = [*earlier.order_by("number")]
        if before is not version and before.is_published:
            asked.append(before)
        found[:0] = [_Asked(Outline(one.instrument), one.number, origin) for one in asked]
        before = before.question_set.origin
    return found
