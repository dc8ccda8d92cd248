"""Mapping files: what each column of a past round asks, and on which scale.

A CSV file with the columns ``column`` and ``kind`` (or ``scale``), and, where wanted, ``question``,
``code``, ``options``, ``reverse``, ``labels`` and ``separator``;
``docs/howto/import-a-past-round.md`` explains them.
"""

from __future__ import annotations

import csv
import io
import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from difflib import get_close_matches

from analysis.dataset import DatasetError
from analysis.instrument import ScaleKind
from analysis.sources.labels import ANY_SEPARATOR, SCALES, same, slug
from analysis.sources.safe_cells import plain_cell, safe_cell
from analysis.sources.tables import MAX_COLUMNS, Table, read_table

#: Kinds whose options stand in the mapping file or are learned from the answers.
CHOICES = {
    "single": ScaleKind.SINGLE,
    "background": ScaleKind.SINGLE,
    "multiple": ScaleKind.MULTIPLE,
}
#: Kinds of columns that are not read at all.
UNREAD = ("text", "ignore")
#: As the question of that code was asked before: its text, its scale, its direction.
AS_ASKED = "as-asked"
KINDS = (*SCALES, *CHOICES, AS_ASKED, *UNREAD)
#: What stands between the choices in a cell, by its name in a mapping file.
SEPARATORS = {"": ANY_SEPARATOR, "comma": ",", "semicolon": ";", "line": "\r\n"}
#: What a label may become beside an option.
AS_NOT_APPLICABLE, AS_NOTHING = "n/a", "skip"

#: The columns of a mapping file as it is written.
FIELDS = ("column", "question", "code", "kind", "options", "reverse", "labels", "separator")
_FIELDS = (*FIELDS, "scale")
#: Of one column; with more of them, its answers are words.
MAX_OPTIONS, MAX_LABELS = 500, 2_000
_YES = frozenset({"yes", "y", "true", "1", "x"})
_NO = frozenset({"", "no", "n", "false", "0"})
_ALIASES = {
    "agreement-5": "agreement",
    "agreement-of-5": "agreement",
    "agreement-of-7": "agreement-7",
    "frequency-5": "frequency",
    "satisfaction-5": "satisfaction",
    "nps": "0-10",
    "enps": "0-10",
    "percent": "percentage",
    "time-bands": "lead-time",
    "dora-time-bands": "lead-time",
    "single-choice": "single",
    "multiple-choice": "multiple",
    "pick-up-to-3": "multiple",
    "short-text": "text",
    "long-text": "text",
}
_CODE = re.compile(r"[\w.-]{1,60}")
_WRITTEN = (("\\|", "|"), ("=\\>", "=>"))


@dataclass(frozen=True, slots=True)
class MappedColumn:
    """One line of a mapping file.

    ``options`` are labels, empty where they are to be learned; ``reverse`` marks a question on
    which agreeing is bad. ``labels`` says of labels of the file which option each one is, or
    :data:`AS_NOT_APPLICABLE`, or :data:`AS_NOTHING`; ``separator`` is a name of :data:`SEPARATORS`.
    """

    column: str
    question: str
    code: str | None
    kind: str
    options: tuple[str, ...]
    line: int
    reverse: bool = False
    labels: tuple[tuple[str, str], ...] = ()
    separator: str = ""

    @property
    def key(self) -> str:
        """What results call the column: its code, or its name where it has none."""
        return self.code or self.column

    @property
    def is_read(self) -> bool:
        """Whether its answers are counted."""
        return self.kind not in UNREAD

    @property
    def question_slug(self) -> str:
        """Equal for the same question text in every file."""
        return slug(self.question)


def read_mapping(data: bytes, name: str) -> tuple[MappedColumn, ...]:
    """Read a mapping file; ``name`` is what errors call it. Raises :class:`DatasetError`."""
    table = read_table(data, name, _FIELDS)
    problems = [
        f"{name}, line 1: there is no column {field!r}. A mapping file has the columns column and "
        "kind (or scale), and may have question, code, options, reverse, labels and separator."
        for field, found in (
            ("column", "column" in table.columns),
            ("kind", "kind" in table.columns or "scale" in table.columns),
        )
        if not found
    ]
    if len(table) > MAX_COLUMNS:
        problems.append(
            f"{name} has {len(table)} lines; at most {MAX_COLUMNS} columns are mapped. Leave out "
            "those whose answers are not counted."
        )
    if problems:
        raise DatasetError(problems)
    mapping = tuple(_mapped_column(table, row) for row in range(len(table)))
    problems = [
        f"{name}, line {one.line}: {problem}" for one in mapping for problem in _problems(one)
    ]
    problems += [
        f"{name}, line {table.lines[row]}: reverse is {cell!r}. Write yes or no."
        for row, cell in enumerate(table.columns.get("reverse", ()))
        if same(cell) not in _YES | _NO
    ]
    problems += _clashes(mapping, name)
    if not any(one.is_read for one in mapping):
        problems.append(f"{name} maps no column whose answers are counted.")
    if problems:
        raise DatasetError(problems)
    return mapping


def _mapped_column(table: Table, row: int) -> MappedColumn:
    def cell(field: str) -> str:
        if field not in table.columns:
            return ""
        return " ".join(plain_cell(table.columns[field][row]).split())

    kind = same(cell("scale") or cell("kind")).replace("_", "-").replace(" ", "-")
    return MappedColumn(
        column=cell("column"),
        question=cell("question") or cell("column"),
        code=cell("code") or None,
        kind=_ALIASES.get(kind, kind),
        options=tuple(label.strip() for label in cell("options").split("|") if label.strip()),
        line=table.lines[row],
        reverse=same(cell("reverse")) in _YES,
        labels=tuple(_label_pairs(cell("labels"))),
        separator=same(cell("separator")),
    )


def _label_pairs(text: str) -> Iterator[tuple[str, str]]:
    """``Sort of => Agree | ? => n/a``; a backslash makes a sign of these a plain one."""
    for part in re.split(r"(?<!\\)\|", text):
        theirs, _, ours = part.partition("=>")
        if part.strip():
            yield _plain(theirs), _plain(ours)


def _plain(text: str) -> str:
    for written, meant in _WRITTEN:
        text = text.replace(written, meant)
    return text.strip()


def write_mapping(mapping: Iterable[MappedColumn]) -> bytes:
    """A mapping file that :func:`read_mapping` reads as the same columns.

    Headings and labels are other people's words: in a spreadsheet, none of them is a formula.
    """
    text = io.StringIO(newline="")
    writer = csv.writer(text, lineterminator="\r\n")
    writer.writerow(FIELDS)
    for one in mapping:
        labels = " | ".join(
            f"{_written(theirs)} => {_written(ours)}" for theirs, ours in one.labels
        )
        cells = (
            one.column, one.question, one.code or "", one.kind, " | ".join(one.options),
            "yes" if one.reverse else "", labels, one.separator,
        )  # fmt: skip
        writer.writerow([safe_cell(cell) for cell in cells])
    return text.getvalue().encode()


def _written(text: str) -> str:
    for written, meant in _WRITTEN:
        text = text.replace(meant, written)
    return text


def _problems(one: MappedColumn) -> Iterator[str]:
    if not one.column:
        yield "the name of the column is missing."
    if one.kind not in KINDS:
        near = get_close_matches(one.kind, KINDS, n=1)
        hint = f"Did you mean {near[0]!r}? " if near else ""
        yield f"the kind {one.kind!r} is unknown. {hint}Use one of {', '.join(KINDS)}."
    if one.code and not _CODE.fullmatch(one.code):
        yield (
            f"the code {one.code!r} has other signs than letters, digits, '_', '-' and '.', or "
            "more than 60 of them."
        )
    if one.options and one.kind not in CHOICES:
        yield f"options belong to the kinds {', '.join(CHOICES)}, not to {one.kind}."
    if len(one.options) > MAX_OPTIONS:
        yield f"{len(one.options)} options are listed; at most {MAX_OPTIONS} are read."
    if len(one.labels) > MAX_LABELS:
        yield f"{len(one.labels)} labels are listed; at most {MAX_LABELS} are read."
    if len({same(label) for label in one.options}) < len(one.options):
        yield "an option is listed twice."
    if one.kind == AS_ASKED and not one.code:
        yield f"the kind {AS_ASKED} needs the code of the question that was asked before."
    if one.separator not in SEPARATORS:
        names = ", ".join(name for name in SEPARATORS if name)
        yield f"the separator {one.separator!r} is unknown. Use one of {names}, or leave it out."
    for theirs, ours in one.labels:
        if not theirs or not ours:
            yield f"labels has {theirs or ours!r} without its other half. Write: theirs => ours"
    if len({same(theirs) for theirs, _ in one.labels}) < len(one.labels):
        yield "labels names a label twice."


def _clashes(mapping: Sequence[MappedColumn], name: str) -> Iterator[str]:
    columns = Counter(one.column for one in mapping if one.column)
    yield from (
        f"{name}: the column {column!r} stands there {n} times. Map it once."
        for column, n in columns.items()
        if n > 1
    )
    read = [one for one in mapping if one.is_read]
    keys = Counter(one.key for one in read)
    yield from (
        f"{name}: {n} columns have the code or name {key!r}. Give each its own code."
        for key, n in keys.items()
        if n > 1 and columns[key] < 2
    )
    slugs = Counter(one.question_slug for one in read if not one.code)
    yield from (
        f"{name}, line {one.line}: another column asks the same question, "
        f"{one.question!r}. Give each a code."
        for one in read
        if not one.code and slugs[one.question_slug] > 1 and columns[one.column] == 1
    )
