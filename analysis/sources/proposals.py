"""Proposals: what a column of a past round probably asks, and what a label probably means.

Nothing is matched by a proposal alone: somebody looks at it, beside how sure it is.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from difflib import SequenceMatcher
from enum import StrEnum

from analysis.instrument import Item, Option, ScaleKind
from analysis.sources.labels import same, slug
from analysis.sources.mapping import AS_ASKED, AS_NOT_APPLICABLE, AS_NOTHING, MappedColumn
from analysis.sources.pastrounds import ColumnMatch, PastRound
from analysis.sources.plain import PlainColumn, PlainTable, is_other, scale_of

#: From so much likeness of two texts on, one is proposed for the other.
_ALIKE, _VERY_ALIKE = 0.75, 0.9
#: Texts that are longer are not compared letter by letter.
_LONGEST = 400
_NUMBER = re.compile(r"(?:[a-z]{0,3})0*(\d{1,2})")
#: A number alone, or behind the letters of LimeSurvey's own codes: what nobody has words in.
_PLACE = re.compile(r"(?:ao?)?0{0,2}([0-9]{1,2})")
#: Kinds of scales whose answers are labels that a file can hold.
MATCHED_KINDS = frozenset(
    {ScaleKind.ORDINAL, ScaleKind.SINGLE, ScaleKind.MULTIPLE, ScaleKind.PERCENTAGE}
)


class Sureness(StrEnum):
    """How sure a proposal is."""

    KEPT = "kept"  # somebody said so of an earlier file
    SURE = "sure"
    LIKELY = "likely"
    GUESS = "guess"


@dataclass(frozen=True, slots=True)
class ColumnProposal:
    """What a column probably asks."""

    mapped: MappedColumn
    sureness: Sureness


@dataclass(frozen=True, slots=True)
class LabelProposal:
    """A label that matches no option: how often it was given, and what it probably means.

    ``becomes`` is the label of an option, or :data:`~analysis.sources.mapping.AS_NOTHING`.
    """

    column: str
    label: str
    times: int
    becomes: str


def propose_columns(
    plain: PlainTable, asked: Mapping[str, Item], kept: Mapping[str, MappedColumn]
) -> tuple[ColumnProposal, ...]:
    """A proposal for each column of a file, in their order.

    ``asked`` are the items that it could be, by code; ``kept`` what was said of columns before.
    """
    proposals = []
    free = dict(asked)
    for column in plain.columns:
        before = kept.get(column.name)
        if before and (before.kind != AS_ASKED or before.code in asked):
            free.pop(before.code or "", None)
            proposals.append(ColumnProposal(before, Sureness.KEPT))
        else:
            proposal = _proposed(column, plain.table.columns[column.name], free)
            free.pop(proposal.mapped.code or "", None)
            proposals.append(proposal)
    return tuple(proposals)


def _proposed(
    column: PlainColumn, cells: Iterable[str], asked: Mapping[str, Item]
) -> ColumnProposal:
    item, sureness = _closest(column, asked)
    if item is not None:
        mapped = MappedColumn(
            column.name, item.text, item.code, AS_ASKED, (), 0, separator=column.separator
        )
        return ColumnProposal(mapped, sureness)
    kind, sureness = _kind(column, cells)
    mapped = MappedColumn(
        column.name,
        column.question,
        None,
        kind,
        tuple(option.replace("|", "/") for option in column.options),
        0,
        separator=column.separator,
    )
    return ColumnProposal(mapped, sureness)


def _closest(column: PlainColumn, asked: Mapping[str, Item]) -> tuple[Item | None, Sureness]:
    """The item that says the same or nearly the same."""
    names = {slug(column.name), slug(column.question)}
    for item in asked.values():
        if item.code in {column.name, column.question} or slug(item.text) in names:
            return item, Sureness.SURE
    best, likeness = None, _ALIKE
    for item in asked.values():
        found = _likeness(column.question, item.text, likeness)
        if found >= likeness:
            best, likeness = item, found
    return best, Sureness.LIKELY if likeness >= _VERY_ALIKE else Sureness.GUESS


def _likeness(one: str, other: str, least: float) -> float:
    """How much of two texts is the same, from 0 to 1; 0 at once where it is less than ``least``."""
    if max(len(one), len(other)) > _LONGEST:
        return 0.0
    matcher = SequenceMatcher(None, same(one), same(other))
    if matcher.real_quick_ratio() < least or matcher.quick_ratio() < least:
        return 0.0
    return matcher.ratio()


def _kind(column: PlainColumn, cells: Iterable[str]) -> tuple[str, Sureness]:
    if column.options:
        return "multiple", Sureness.SURE
    if column.separator:
        return "multiple", Sureness.LIKELY
    given = {same(cell) for cell in cells if cell.strip()}
    kind = scale_of(given)
    if not kind:
        return "single", Sureness.GUESS
    # Numbers are on many scales.
    has_words = any(not re.fullmatch(r"[\d.%\s]+", cell) for cell in given)
    return kind, Sureness.SURE if has_words else Sureness.GUESS


def propose_labels(past: PastRound) -> tuple[LabelProposal, ...]:
    """A proposal for each label that matches no option, column by column."""
    return tuple(
        LabelProposal(
            column.mapped.column,
            unknown.label,
            unknown.times,
            _meaning(unknown.label, column.item.scale.options),
        )
        for column in past.columns
        for unknown in column.unknown
    )


def _meaning(label: str, options: tuple[Option, ...]) -> str:
    """The option of the same position or of nearly the same words."""
    if is_other(label):
        return next((one.label for one in options if is_other(one.label)), AS_NOTHING)
    number = _NUMBER.fullmatch(same(label))
    if number and 1 <= int(number[1]) <= len(options):
        return options[int(number[1]) - 1].label
    best, likeness = AS_NOTHING, 0.8
    for option in options:
        found = _likeness(label, option.label, likeness)
        if found >= likeness:
            best, likeness = option.label, found
    return best


def with_labels(
    mapping: Iterable[MappedColumn], labels: Mapping[tuple[str, str], str]
) -> tuple[MappedColumn, ...]:
    """The mapping with what further labels become, by column and label."""
    further: dict[str, list[tuple[str, str]]] = {}
    for (column, label), ours in labels.items():
        further.setdefault(column, []).append((label, ours))
    return tuple(
        replace(one, labels=(*one.labels, *further.get(one.column, ()))) for one in mapping
    )


def worth_keeping(
    mapping: Iterable[MappedColumn], past: PastRound, k: int
) -> tuple[MappedColumn, ...]:
    """The mapping without labels that may be one person's words.

    A label stays that at least ``k`` people gave, or that its option alone tells: the number of
    its place, or its very words. Words that are only nearly the same, or that follow on "Other",
    say more than the option does.
    """
    columns = {one.mapped.column: one for one in past.columns}
    return tuple(
        replace(
            one,
            labels=tuple(
                (label, ours)
                for label, ours in one.labels
                if one.column in columns and _may_stay(label, ours, columns[one.column], k)
            ),
        )
        for one in mapping
    )


def _may_stay(label: str, ours: str, column: ColumnMatch, k: int) -> bool:
    is_common = column.given.get(same(label), 0) >= k
    if not column.is_learned:
        return is_common or _is_told_by(ours, label, column.item.scale.options)
    # Its options are what people wrote.
    is_no_option = same(ours) in {AS_NOT_APPLICABLE, AS_NOTHING}
    return is_common and (is_no_option or column.given.get(same(ours), 0) >= k)


def _is_told_by(ours: str, label: str, options: tuple[Option, ...]) -> bool:
    """Whether a label says nothing that its option does not say: its words, or its place."""
    if same(label) == same(ours):
        return any(same(option.label) == same(ours) for option in options)
    number = _PLACE.fullmatch(same(label))
    return (
        number is not None
        and 1 <= int(number[1]) <= len(options)
        and same(options[int(number[1]) - 1].label) == same(ours)
    )
