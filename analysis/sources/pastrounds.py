"""Past rounds: a file and its mapping become an instrument and responses.

Items of different rounds are the same item by code where the mapping gives one, else by the text
of the question.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from difflib import get_close_matches
from typing import Any, NamedTuple

from analysis.dataset import Answer, DatasetError, Responses, from_records
from analysis.instrument import NOT_APPLICABLE, Instrument, Item, Scale, Section
from analysis.sources.labels import (
    LEFT_OUT,
    SCALES,
    Reader,
    learned_labels,
    listed_scale,
    same,
    slug,
)
from analysis.sources.mapping import (
    AS_ASKED,
    AS_NOT_APPLICABLE,
    AS_NOTHING,
    CHOICES,
    SEPARATORS,
    MappedColumn,
    read_mapping,
)
from analysis.sources.tables import Table, read_table

#: More different answers than this, learned from a file, are words and not options.
MAX_LEARNED_OPTIONS = 500
#: Of so many missing columns it is looked up what they may be called, unless the name is longer.
_HINTS, _LONGEST_NAME = 5, 120


class KnownItem(NamedTuple):
    """What another round calls a question, and how it reads the answers."""

    code: str
    wording: int = 1
    reverse: bool = False


@dataclass(frozen=True, slots=True)
class Unknown:
    """An answer that no option matches: how often it was given, and where first."""

    label: str
    times: int
    place: str


@dataclass(frozen=True, slots=True)
class ColumnMatch:
    """How the answers of one mapped column were understood. ``matched`` counts by option label."""

    mapped: MappedColumn
    item: Item
    answers: Sequence[Answer | None]
    matched: Mapping[str, int]
    not_applicable: int
    blank: int
    unknown: tuple[Unknown, ...]
    #: How often each label was given of which the mapping says to leave it out.
    left_out: Mapping[str, int] = field(default_factory=dict)
    #: How many people gave each label, by what :func:`~analysis.sources.labels.same` makes of it.
    given: Mapping[str, int] = field(default_factory=dict)

    @property
    def is_learned(self) -> bool:
        """Whether its options come from the answers themselves."""
        return self.mapped.kind in CHOICES and not self.mapped.options


@dataclass(frozen=True, slots=True)
class PastRound:
    """A past round as far as it was understood.

    ``problems`` says what was not; ``unmapped`` names the columns of the file that the mapping
    leaves out, ``missing`` the mapped columns that the file does not have.
    """

    rows: int
    columns: tuple[ColumnMatch, ...]
    missing: tuple[MappedColumn, ...]
    unmapped: tuple[str, ...]
    problems: tuple[str, ...]

    @property
    def unknown_answers(self) -> int:
        """How many answers match no option."""
        return sum(one.times for column in self.columns for one in column.unknown)

    @property
    def left_out(self) -> int:
        """How many answers the mapping says to leave out."""
        return sum(sum(column.left_out.values()) for column in self.columns)

    @property
    def keys(self) -> dict[str, str]:
        """What results call each item: the code in the mapping, else the name of its column."""
        return {column.item.code: column.mapped.key for column in self.columns}

    def instrument(self, code: str, title: str) -> Instrument:
        """What was asked, in the order of the mapping file."""
        items = tuple(column.item for column in self.columns)
        section = Section("imported", title, tuple(item.code for item in items))
        return Instrument(code, title, (section,), items)

    def responses(self, code: str, title: str, *, skip_unknown: bool = False) -> Responses:
        """The responses, none of them with a unit.

        Raises :class:`DatasetError` where something was not understood; with ``skip_unknown`` such
        answers count as skipped, and columns that the file does not have are left out.
        """
        if self.problems and not skip_unknown:
            raise DatasetError(self.problems)
        return from_records(self.instrument(code, title), self._records(), ("",) * self.rows)

    def _records(self) -> Iterator[dict[str, Any]]:
        codes = [column.item.code for column in self.columns]
        for answers in zip(*(column.answers for column in self.columns), strict=True):
            yield dict(zip(codes, answers, strict=True))


def read_past_round(
    data: bytes,
    mapping: bytes,
    *,
    name: str = "the file",
    mapping_name: str = "the mapping file",
    known: Mapping[str, KnownItem] | None = None,
    asked: Mapping[str, Item] | None = None,
    read: Callable[[bytes, str], Table] | None = None,
) -> PastRound:
    """Match every column of a past round with its mapping.

    ``known`` gives the items of other rounds by the slug of their question, for questions whose
    mapping has no code here but had one there; ``asked`` the items by code that a mapping may name
    as asked before; ``read`` reads the file where it is no plain table. Raises
    :class:`DatasetError` where the files themselves cannot be read; what single answers or columns
    lack stands in ``problems``.
    """
    mapped = read_mapping(mapping, mapping_name)
    if read:
        table = read(data, name)
    else:
        table = read_table(data, name, [one.column for one in mapped if one.is_read])
    return match_past_round(table, mapped, mapping_name, known=known, asked=asked)


def match_past_round(
    table: Table,
    mapped: Sequence[MappedColumn],
    mapping_name: str,
    *,
    known: Mapping[str, KnownItem] | None = None,
    asked: Mapping[str, Item] | None = None,
) -> PastRound:
    """Match every column of a table with its mapping; as :func:`read_past_round`."""
    read = [one for one in mapped if one.is_read]
    _check_asked(read, asked or {}, mapping_name)
    found = [one for one in read if one.column in table.columns]
    missing = tuple(one for one in read if one.column not in table.columns)
    problems = [
        _missing_problem(table, one, mapping_name, is_compared=number < _HINTS)
        for number, one in enumerate(missing)
    ]
    if not found:
        raise DatasetError([*problems, _other_file_problem(table)])
    if not len(table):
        raise DatasetError(f"{table.name} names its columns but has no responses.")
    items = _identify(found, known or {}, mapping_name)
    columns = tuple(
        _match(table, one, items[one.column], (asked or {}).get(one.code or "")) for one in found
    )
    problems += [problem for column in columns for problem in _column_problems(table, column)]
    names = {one.column for one in mapped}
    return PastRound(
        rows=len(table),
        columns=columns,
        missing=missing,
        unmapped=tuple(column for column in table.header if column and column not in names),
        problems=tuple(problems),
    )


def question_codes(mappings: Sequence[Sequence[MappedColumn]]) -> dict[str, KnownItem]:
    """The codes that mapping files give, by the slug of their question. The last file wins."""
    return {
        one.question_slug: KnownItem(slug(one.code), reverse=one.reverse)
        for mapping in mappings
        for one in mapping
        if one.code
    }


def _identify(
    found: Sequence[MappedColumn], known: Mapping[str, KnownItem], mapping_name: str
) -> dict[str, KnownItem]:
    """The item of each column: its own code, that of the same question elsewhere, or its slug."""
    own = {slug(one.code) for one in found if one.code}
    items: dict[str, KnownItem] = {}
    for one in found:
        same_question = known.get(one.question_slug, KnownItem(one.question_slug))
        code = slug(one.code) if one.code else same_question.code
        if not one.code and code in own:
            code = one.question_slug
        items[one.column] = same_question if same_question.code == code else KnownItem(code)
    times = Counter(item.code for item in items.values())
    clashes = [column for column, item in items.items() if times[item.code] > 1]
    if clashes:
        raise DatasetError(
            f"{mapping_name}: the columns {', '.join(map(repr, clashes))} cannot be told apart. "
            "Give each its own code."
        )
    return items


def _check_asked(
    read: Sequence[MappedColumn], asked: Mapping[str, Item], mapping_name: str
) -> None:
    unknown = [one for one in read if one.kind == AS_ASKED and one.code not in asked]
    if unknown:
        raise DatasetError(
            [
                f"{mapping_name}, line {one.line}: no question with the code {one.code!r} was "
                "asked before whose answers can be matched. Name its kind instead."
                for one in unknown
            ]
        )


def reader_of(one: MappedColumn, scale: Scale) -> tuple[Reader, list[str]]:
    """What reads the cells of a column, and the labels for which it names no option."""
    codes: dict[str, str] = {AS_NOT_APPLICABLE: NOT_APPLICABLE, AS_NOTHING: LEFT_OUT}
    codes |= {same(option.label): option.code for option in scale.options}
    labels = {theirs: codes.get(same(ours)) for theirs, ours in one.labels}
    known = {label: code for label, code in labels.items() if code is not None}
    strange = [ours for theirs, ours in one.labels if labels[theirs] is None]
    return Reader.of(scale, known, SEPARATORS[one.separator]), strange


def _match(
    table: Table, one: MappedColumn, known: KnownItem, asked: Item | None = None
) -> ColumnMatch:
    cells = table.columns[one.column]
    if one.kind == AS_ASKED and asked is not None:
        item = _as_asked(asked)
    else:
        item = replace(
            _item(table, one, cells, known.code),
            wording=known.wording,
            reverse=one.reverse or known.reverse,
        )
    reader, strange_targets = reader_of(one, item.scale)
    if strange_targets:
        raise DatasetError(
            f"{table.name}, column {one.column!r}: labels are to become "
            f"{', '.join(map(repr, strange_targets))}, which is none of the answers. These are "
            f"{', '.join(repr(option.label) for option in item.scale.options[:12])}."
        )
    read = {cell: reader.read(cell) for cell in set(cells)}
    labels_in = {cell: reader.labels_in(cell) for cell in read}
    labels = {option.code: option.label for option in item.scale.options}
    matched: Counter[str] = Counter()
    unknown: Counter[str] = Counter()
    places: dict[str, str] = {}
    for row, cell in enumerate(cells):
        answer, strange = read[cell]
        given = answer if isinstance(answer, tuple) else (answer,)
        matched.update(labels[code] for code in given if code in labels)
        for label in strange:
            unknown[label] += 1
            places.setdefault(label, table.place(row))
    answers = [read[cell][0] for cell in cells]
    return ColumnMatch(
        mapped=one,
        item=item,
        answers=answers,
        matched={label: matched[label] for label in labels.values()},
        not_applicable=answers.count(NOT_APPLICABLE),
        blank=sum(not cell.strip() for cell in cells),
        unknown=tuple(Unknown(label, n, places[label]) for label, n in unknown.items()),
        left_out=_times(cells, labels_in, reader.is_left_out),
        given=_times(cells, {cell: {*map(same, labels)} for cell, labels in labels_in.items()}),
    )


def _times(
    cells: Iterable[str],
    labels_in: Mapping[str, Iterable[str]],
    is_counted: Callable[[str], bool] = lambda _label: True,
) -> Counter[str]:
    """How often each label was given, by what is in each cell."""
    found: Counter[str] = Counter()
    for cell, times in Counter(cells).items():
        for label in labels_in[cell]:
            if is_counted(label):
                found[label] += times
    return found


def _as_asked(item: Item) -> Item:
    """A question as it was asked, on its own: what it has of other questions is left behind."""
    options = tuple(replace(option, construct=None) for option in item.scale.options)
    return replace(
        item,
        scale=replace(item.scale, options=options),
        construct=None,
        about=None,
        show_if=None,
        piped_text="",
        piped_help="",
    )


def _item(table: Table, one: MappedColumn, cells: Sequence[str], code: str) -> Item:
    if one.kind in SCALES:
        return Item(code, one.question, SCALES[one.kind])
    kind, name = CHOICES[one.kind], slug(f"{code}_options")
    if one.options:
        scale = listed_scale(name, kind, one.options)
        return Item(code, one.question, scale, attribute=one.kind == "background")
    labels = learned_labels(kind, cells, SEPARATORS[one.separator])
    if len(labels) > MAX_LEARNED_OPTIONS:
        raise DatasetError(
            f"{table.name}, column {one.column!r}: {len(labels)} different answers, which "
            "are words and not options. Map it as text, or list its options."
        )
    scale = listed_scale(name, kind, labels)
    # What was learned may be one person's words: as an attribute, the gate merges the rare ones.
    return Item(code, one.question, scale, attribute=True)


def _missing_problem(
    table: Table, one: MappedColumn, mapping_name: str, *, is_compared: bool
) -> str:
    near: list[str] = []
    if is_compared and len(one.column) <= _LONGEST_NAME:
        names = [name for name in table.header if len(name) <= _LONGEST_NAME]
        near = get_close_matches(one.column, names, n=1)
    hint = f" Is it {near[0]!r}?" if near else ""
    return (
        f"{table.name} has no column {one.column!r}, which {mapping_name} names in line "
        f"{one.line}.{hint}"
    )


def _other_file_problem(table: Table) -> str:
    """What stands in a file of which a mapping names not one column."""
    header = [column for column in table.header if column]
    shown = ", ".join(repr(column[:40]) for column in header[:8])
    more = f" and {len(header) - 8} more" if len(header) > 8 else ""
    return f"The columns of {table.name} are {shown}{more}. Is this its mapping file?"


def _column_problems(table: Table, column: ColumnMatch) -> Iterator[str]:
    options = [option.label for option in column.item.scale.options]
    where = f"{table.name}, column {column.mapped.column!r}"
    shown = ", ".join(repr(label) for label in options[:12]) + (", ..." if options[12:] else "")
    for one in column.unknown:
        times = "once" if one.times == 1 else f"{one.times} times"
        yield (
            f"{where}, {one.place}: {one.label!r} ({times}) is not an answer of the kind "
            f"{column.mapped.kind}. Its answers are {shown}."
        )
