"""Plain tables: what is left of a survey tool's file, one column a question.

A preset says where each column of the file belongs (:class:`Source`); :func:`plain_table` drops
what says who answered, leaves words aside, and puts choices that have a column each into one.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from functools import cache, lru_cache

from analysis.sources.labels import NOT_APPLICABLE_WORDS, SCALES, Reader, same, split_choices
from analysis.sources.mapping import SEPARATORS
from analysis.sources.metadata import is_metadata
from analysis.sources.tables import Table

#: What a tool writes beside a choice that has a column of its own.
_CHOSEN = frozenset({"1", "yes", "y", "true", "x", "checked", "selected", "ja", "j", "sí", "si"})
_NOT_CHOSEN = frozenset({"", "0", "no", "n", "false", "unchecked", "not selected", "nein", "n/a"})
#: More different answers than this are words.
MOST_ANSWERS = 60
#: With so many different answers, and most of them given once, a column holds words.
#: Different cells, of several choices together too; no question has so many.
_MOST_CASES = 10_000
_FEW_ANSWERS = 5
_LONGEST_LABEL = 160
OTHER = "Other"


@dataclass(frozen=True, slots=True)
class Source:
    """One column of a file.

    ``question`` is what it asks; ``part`` the statement or the choice where several columns share
    the question. ``words``: it holds words whatever stands in it. ``other``: words beside "Other".
    """

    position: int
    question: str
    part: str = ""
    words: bool = False
    other: bool = False
    metadata: bool = False

    @property
    def full(self) -> str:
        """Question and part in one line."""
        return f"{self.question} [{self.part}]" if self.part else self.question


@dataclass(frozen=True, slots=True)
class PlainColumn:
    """A column of answers. ``options`` are known where the file gives each a column."""

    name: str
    question: str
    options: tuple[str, ...] = ()
    separator: str = ""


@dataclass(frozen=True, slots=True)
class PlainTable:
    """What may be counted of a file.

    ``metadata`` and ``words`` name the columns that are left out; ``previews`` is the number of
    rows that are tests and no responses.
    """

    preset: str
    table: Table
    columns: tuple[PlainColumn, ...]
    metadata: tuple[str, ...] = ()
    words: tuple[str, ...] = ()
    previews: int = 0


@dataclass(slots=True)
class _Parts:
    columns: list[tuple[PlainColumn, list[str]]] = field(default_factory=list)
    metadata: list[str] = field(default_factory=list)
    words: list[str] = field(default_factory=list)


def plain_table(
    preset: str,
    name: str,
    sources: Sequence[Source],
    rows: Sequence[Sequence[str]],
    lines: Sequence[int],
    *,
    first_row: int,
    separator: str = "",
    previews: int = 0,
) -> PlainTable:
    """The answers of a file; ``separator`` is what its tool writes between choices in one cell."""
    parts = _Parts()
    groups: dict[tuple[str, bool], list[Source]] = {}
    for one in sources:
        groups.setdefault((one.question, bool(one.part)), []).append(one)
    for (question, _), group in groups.items():
        found = [(one, [row[one.position] for row in rows]) for one in group]
        _place(question, found, separator, parts)
    names = _unique(column.name for column, _ in parts.columns)
    columns = [
        PlainColumn(name, column.question, column.options, column.separator)
        for name, (column, _) in zip(names, parts.columns, strict=True)
    ]
    cells = {name: one for name, (_, one) in zip(names, parts.columns, strict=True)}
    table = Table(name, tuple(names), cells, lines, first_row)
    return PlainTable(
        preset, table, tuple(columns), tuple(parts.metadata), tuple(parts.words), previews
    )


def _place(
    question: str, found: list[tuple[Source, list[str]]], separator: str, parts: _Parts
) -> None:
    """Put the columns of one question where they belong."""
    closed = [(one, cells) for one, cells in found if not (one.other or one.words or one.metadata)]
    others = [cells for one, cells in found if one.other]
    if _are_choices(closed):
        options, joined = _joined(closed, others)
        parts.columns.append((PlainColumn(question, question, options, "line"), joined))
        return
    for one, cells in found:
        if one.metadata or is_metadata(one.question if not one.part else "", cells):
            parts.metadata.append(one.full)
        elif one.words or one.other or _holds_words(cells, separator):
            parts.words.append(one.full)
        else:
            asked = one.part if len(one.part.split()) > 2 else one.full
            answers = _with_other(cells, others) if len(closed) == 1 and not one.part else cells
            several = separator if _has_several(cells, separator) else ""
            parts.columns.append((PlainColumn(one.full, asked, (), several), answers))


def _is_a_choice(part: str, cells: Iterable[str]) -> bool:
    """Whether a column only says of one choice that it was made."""
    given = {same(cell) for cell in set(cells)} - _NOT_CHOSEN
    return given <= _CHOSEN or given == {same(part)}


def _are_choices(closed: Sequence[tuple[Source, list[str]]]) -> bool:
    """Whether several columns are the choices of one question."""
    return (
        len(closed) > 1
        and all(one.part and _is_a_choice(one.part, cells) for one, cells in closed)
        and any(cell.strip() for _, cells in closed for cell in cells)
    )


def _joined(
    closed: list[tuple[Source, list[str]]], others: list[list[str]]
) -> tuple[tuple[str, ...], list[str]]:
    """The choices of each person in one cell, one a line. Own words count as "Other"."""
    chosen: list[tuple[str, list[bool]]] = [
        (one.part, [same(cell) not in _NOT_CHOSEN for cell in cells]) for one, cells in closed
    ]
    if others:
        wrote = [
            any(same(cell) not in _NOT_CHOSEN for cell in row) for row in zip(*others, strict=True)
        ]
        has_other = next((n for n, (label, _) in enumerate(chosen) if is_other(label)), None)
        if has_other is None:
            chosen.append((OTHER, wrote))
    cells = [
        "\n".join(label for label, made in chosen if made[row]) for row in range(len(closed[0][1]))
    ]
    return tuple(label for label, _ in chosen), cells


def is_other(label: str) -> bool:
    """Whether a choice stands for all that is not listed.

    >>> is_other("Other (please specify)"), is_other("Mother")
    (True, False)
    """
    return same(label).startswith(("other", "-oth-", "sonstige", "andere", "otro", "otra"))


def _with_other(cells: list[str], others: list[list[str]]) -> list[str]:
    """Own words beside a blank answer are the answer "Other"; what they are is forgotten."""
    if not others:
        return cells
    return [
        cell if cell.strip() or not any(text.strip() for text in texts) else OTHER
        for cell, *texts in zip(cells, *others, strict=True)
    ]


def _has_several(cells: Iterable[str], separator: str) -> bool:
    return bool(separator) and any(
        len(split_choices(cell, (), SEPARATORS[separator])) > 1 for cell in set(cells)
    )


def _holds_words(cells: Sequence[str], separator: str) -> bool:
    """Whether people wrote what they liked: many answers that nobody else gave, or long ones."""
    cases = Counter(cells)
    if len(cases) > _MOST_CASES:
        return True
    given = Counter[str]()
    for cell, times in cases.items():
        if same(cell) and same(cell) not in NOT_APPLICABLE_WORDS:
            given[cell] += times
    if fits_a_scale(given):
        return False
    if _has_several(given, separator):
        choices = Counter[str]()
        for cell, times in given.items():
            for one in split_choices(cell, (), SEPARATORS[separator]):
                choices[one] += times
        given = choices
    different = {same(one) for one in given}
    if not different or any(len(one) > _LONGEST_LABEL for one in different):
        return True
    if len(different) > MOST_ANSWERS:
        return True
    return len(different) > _FEW_ANSWERS and len(different) * 2 > given.total()


def fits_a_scale(cells: Iterable[str]) -> bool:
    """Whether every answer is one of the same scale that is known without being told."""
    return scale_of(cells) != ""


def scale_of(cells: Iterable[str]) -> str:
    """The first kind of :data:`SCALES` on which every answer is; empty where there is none."""
    return _scale_of(frozenset(cells))


@lru_cache(maxsize=64)  # the columns of a table have few different answers
def _scale_of(cells: frozenset[str]) -> str:
    different = {cell for cell in cells if same(cell) and same(cell) not in NOT_APPLICABLE_WORDS}
    if not different:
        return ""
    return next(
        (
            kind
            for kind, reader in _readers()
            if all(reader.read(cell)[1] == () for cell in different)
        ),
        "",
    )


@cache
def _readers() -> tuple[tuple[str, Reader], ...]:
    return tuple((kind, Reader.of(scale)) for kind, scale in SCALES.items())


def _unique(names: Iterable[str]) -> list[str]:
    """The names, the second of the same with a number."""
    return list(_numbered(names))


def _numbered(names: Iterable[str]) -> Iterator[str]:
    seen: set[str] = set()
    for name in names:
        tidy = " ".join(name.split()) or "?"
        number, one = 2, tidy
        while one in seen:
            one, number = f"{tidy} ({number})", number + 1
        seen.add(one)
        yield one
