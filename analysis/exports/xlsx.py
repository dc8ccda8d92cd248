"""All tables as one workbook: numbers as numbers, a sheet a table, and first how to read them.

Numbers are not rounded; a number format shows shares as percentages. A text is always written as
text, and never run or linked. The workbook says the same to everybody, in English, as the tables
do. The same releases give the same bytes.
"""

from __future__ import annotations

import io
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, time
from typing import Any

from xlsxwriter import Workbook
from xlsxwriter.utility import xl_col_to_name
from xlsxwriter.worksheet import Worksheet

from analysis.charts import theme
from analysis.exports.codebook import CODEBOOK
from analysis.exports.columns import COLUMNS, ROWS, Kind
from analysis.exports.csv import is_formula, one_line
from analysis.exports.document import RULES
from analysis.exports.provenance import Fact, made_on, provenance
from analysis.exports.sheet_rows import ColumnStyle, Rows, RowSheet
from analysis.exports.tables import Cell, Table, make_table, names_of_tables
from analysis.loudness import RequestsBeside
from analysis.release import Release
from analysis.words import DATA, words_in

METHODS = "Methods"
#: Letters of a column: at least, at most, and on the sheet of methods.
NARROWEST, WIDEST, METHOD_WIDTHS = 8, 60, (24, 110)
#: Points of a line of text; its size in pixels; the width of a digit as a share of that.
LINE_HEIGHT, LETTER, LETTER_WIDTH = 15.0, 13.0, 0.56
#: Texts are wrapped on sheets that people read; elsewhere rows stay one line high.
WRAPPED = frozenset({METHODS, CODEBOOK})

FORMATS = {
    Kind.WHOLE: "0",
    Kind.NUMBER: "0.00",
    Kind.SHARE: "0%",
    Kind.DIFFERENCE: '+0%;\u22120%;0%',
    Kind.P_VALUE: "0.000",
}  # fmt: skip
DAY = "d mmm yyyy"
#: What the facts of a release are called on the sheet of methods.
FACTS = {
    "programme": "Programme",
    "round": "Round",
    "round_title": "Round in words",
    "question_set": "Question set",
    "opened_on": "Asked from",
    "closed_on": "Asked until",
    "answered": "Answered",
    "n": "Answers (n)",
    "n_at_least": "Answers (n), at least",
    "n_at_most": "Answers (n), at most",
    "invited": "People asked",
    "response_rate": "Response rate",
    "mode": "Mode",
    "k": "k",
    "smallest_group": "Smallest group",
    "full_detail": "Full detail",
    "release": "Release",
    "corrected": "Corrected",
    "release_sha256": "Release, SHA-256",
    "manifest_sha256": "Manifest, SHA-256",
    "compared_with": "Compared with",
    "compared_with_sha256": "Its release, SHA-256",
    "interval": "Interval of a share",
}


@words_in(DATA)
def workbook_bytes(
    releases: Sequence[Release],
    names: Sequence[str] | None = None,
    asked: RequestsBeside | None = None,
) -> bytes:
    """The workbook of the last of the releases, which are given oldest first.

    ``names`` picks tables of :data:`analysis.exports.tables.TABLES`; without it all that these
    releases have, and that of the support requests ``asked``. ``ValueError`` without a release.
    """
    facts = provenance(releases)
    wanted = names_of_tables(len(releases), asked) if names is None else names
    tables = {name: make_table(name, releases, asked) for name in wanted}
    raw = io.BytesIO()
    with Workbook(raw, {"in_memory": True}) as workbook:
        _describe(workbook, releases[-1], facts)
        book = _Book(workbook, f"{facts['round']}, release {facts['release_sha256']}")
        book.write_methods(facts, tables)
        for name in sorted(tables, key=lambda name: name != CODEBOOK):
            book.write_table(name, tables[name])
    return raw.getvalue()


def _describe(workbook: Workbook, release: Release, facts: Mapping[str, Fact]) -> None:
    """What a file manager tells of the file, and a date that is not that of the making."""
    day = datetime.combine(made_on(release), time())
    answered = f"{facts['answered']}; {facts['mode']}"
    workbook.set_properties(
        {
            "title": f"{facts['question_set']}, {facts['round_title']}",
            "subject": answered,
            "comments": f"{answered}; release {facts['release_sha256']}",
            "created": day,
        }
    )
    for name in ("round", "n", "mode", "k", "release_sha256"):
        if name in facts:
            workbook.set_custom_property(name, facts[name])


@dataclass(frozen=True, slots=True)
class _Line:
    """A line of the sheet of methods: a heading, or what something is called and what it says."""

    name: str
    says: Fact = ""
    is_heading: bool = False


class _Book:
    """A workbook with the formats that its sheets share."""

    def __init__(self, workbook: Workbook, foot: str) -> None:
        self._workbook = workbook
        self._foot = foot
        top = {"valign": "top"}
        add = workbook.add_format
        head = add({"bold": True, "bottom": 1, "bg_color": "#eef0f4", "valign": "top"})
        self._head = ColumnStyle(head, head)
        self._title = add({"bold": True, "font_size": 14})
        self._heading = add({"bold": True, "top": 1, "valign": "bottom"})
        self._day = add({**top, "num_format": DAY, "align": "left"})
        self._left = add({**top, "align": "left"})
        self._rate = add({**top, "align": "left", "num_format": FORMATS[Kind.SHARE]})
        numbers = {kind: add({**top, "num_format": text}) for kind, text in FORMATS.items()}
        self._numbers = {kind: ColumnStyle(one, one) for kind, one in numbers.items()}
        # With a quote before it a text stays one, even where somebody opens and closes its cell.
        self._texts = {
            is_wrapped: ColumnStyle(
                add({**top, "text_wrap": is_wrapped}),
                add({**top, "text_wrap": is_wrapped, "quote_prefix": True}),
            )
            for is_wrapped in (False, True)
        }
        self._untold = add({"pattern": 14, "fg_color": theme.HATCH, "bg_color": theme.SURFACE})

    def write_methods(self, facts: Mapping[str, Fact], tables: Mapping[str, Table]) -> None:
        """The first sheet: where the figures come from and how to read them."""
        sheet = self._sheet(METHODS, Worksheet)
        for column, width in enumerate(METHOD_WIDTHS):
            sheet.set_column(column, column, width)
        title = f"{facts['question_set']}, {facts['round_title']}"
        sheet.write_string(0, 0, one_line(title), self._title)
        for number, line in enumerate(_lines(facts, tables), start=2):
            if line.is_heading:
                sheet.write_string(number, 0, line.name, self._heading)
                sheet.write_blank(number, 1, None, self._heading)
                continue
            sheet.write_string(number, 0, line.name, self._texts[True].plain)
            self._write_fact(sheet, number, line.says)

    def _write_fact(self, sheet: Worksheet, row: int, fact: Fact) -> None:
        match fact:
            case str():
                text = one_line(fact)
                style = self._texts[True]
                sheet.set_row(row, _height(text, METHOD_WIDTHS[1]))
                sheet.write_string(row, 1, text, style.quoted if is_formula(text) else style.plain)
            case float():
                sheet.write_number(row, 1, fact, self._rate)
            case int():
                sheet.write_number(row, 1, fact, self._left)
            case day:
                sheet.write_datetime(row, 1, datetime.combine(day, time()), self._day)

    def write_table(self, name: str, table: Table) -> None:
        """A table under a head that stays in view, with a filter for each column."""
        if not table.rows:
            sheet = self._sheet(name, Worksheet)
            sheet.write_string(0, 0, "Nothing of this is told in this round.")
            return
        sheet = self._sheet(name, RowSheet)
        widths = list(_widths(table))
        for place, width in enumerate(widths):
            sheet.set_column(place, place, width)
        last = (len(table.rows), len(table.columns) - 1)
        sheet.freeze_panes(1, 0)
        sheet.repeat_rows(0)
        sheet.autofilter(0, 0, *last)
        if "hidden" in table.columns:
            self._hatch(sheet, table.columns.index("hidden"), last)
        is_wrapped = name in WRAPPED
        heights = [_row_height(row, widths) for row in table.rows] if is_wrapped else ()
        styles = [self._style(column, is_wrapped=is_wrapped) for column in table.columns]
        sheet.take(Rows(table.columns, table.rows, styles, self._head, heights))

    def _style(self, column: str, *, is_wrapped: bool) -> ColumnStyle:
        kind = COLUMNS[column].kind
        return self._texts[is_wrapped] if kind is Kind.TEXT else self._numbers[kind]

    def _hatch(self, sheet: Worksheet, hidden: int, last: tuple[int, int]) -> None:
        """Empty cells of a row that says why it is hidden are hatched, as on every page."""
        letter = xl_col_to_name(hidden)
        rule = {
            "type": "formula",
            "criteria": f'=AND(${letter}2<>"",A2="")',
            "format": self._untold,
        }
        sheet.conditional_format(1, 0, *last, rule)

    def _sheet(self, name: str, kind: type[Worksheet]) -> Any:
        sheet = self._workbook.add_worksheet(name, worksheet_class=kind)
        sheet.set_landscape()
        sheet.set_paper(9)
        sheet.fit_to_pages(1, 0)
        sheet.set_footer(f"&L{_escaped(self._foot)}&R&P / &N")
        return sheet


def _lines(facts: Mapping[str, Fact], tables: Mapping[str, Table]) -> Iterator[_Line]:
    """The sheet of methods below its title."""
    yield _Line("What this is", is_heading=True)
    for name, fact in facts.items():
        yield _Line(FACTS[name], fact)
    yield _Line("How to read it", is_heading=True)
    for number, rule in enumerate(RULES, start=1):
        yield _Line(f"{number}", rule)
    yield _Line("Sheets", is_heading=True)
    for name, table in tables.items():
        yield _Line(name, f"A row: {ROWS[name]} {len(table.rows)} rows.")
    yield _Line("Columns", is_heading=True)
    for name in dict.fromkeys(column for table in tables.values() for column in table.columns):
        yield _Line(name, f"{COLUMNS[name].says} ({COLUMNS[name].kind.value})")


def _widths(table: Table) -> Iterator[int]:
    """As wide as the longest of the cells, within bounds; room for the sign of the filter."""
    for place, column in enumerate(table.columns):
        longest = len(column) + 3
        if COLUMNS[column].kind is Kind.TEXT:
            letters = max(_length(row[place]) for row in table.rows)
            longest = max(longest, letters)
        yield min(max(longest, NARROWEST), WIDEST)


def _row_height(row: Sequence[Cell], widths: Sequence[int]) -> float:
    """Points that the longest of the wrapped texts of a row needs."""
    texts = ((cell, width) for cell, width in zip(row, widths, strict=True) if cell)
    return max(_height(f"{text}", width) for text, width in texts)


def _height(text: str, width: int) -> float:
    """Points that a text needs in a column of so many letters: spreadsheets measure it otherwise
    on each machine, and some not at all."""
    return LINE_HEIGHT * len(theme.wrap(one_line(text), LETTER, width * LETTER * LETTER_WIDTH))


def _length(cell: Cell) -> int:
    return len(cell) if isinstance(cell, str) else 0


def _escaped(text: str) -> str:
    """An ampersand begins a command in the foot of a sheet; it holds 255 letters."""
    return one_line(text).replace("&", "&&")[:200]
