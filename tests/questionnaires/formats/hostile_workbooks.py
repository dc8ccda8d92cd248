"""Workbooks and tables of answers that cost more than they say; none unpacks to much more."""

from __future__ import annotations

import hashlib
import io
import zipfile
from collections.abc import Callable

import xlsxwriter

from tests.workbooks import SHEET, changed, with_parts

Make = Callable[[], bytes]
_STRINGS = "xl/sharedStrings.xml"


def _book(rows: bytes = b"", strings: bytes = b"") -> bytes:
    """A workbook with these rows and texts, and noise: it unpacks to few times its size."""
    plain, book = io.BytesIO(), io.BytesIO()
    with xlsxwriter.Workbook(plain) as made:
        made.add_worksheet("survey").write(0, 0, "type")
    with zipfile.ZipFile(plain) as old, zipfile.ZipFile(book, "w", 8) as new:
        for name in old.namelist():
            content = old.read(name)
            if name == SHEET:
                content = content.replace(b"</sheetData>", rows + b"</sheetData>")
            if name == _STRINGS:
                content = content.replace(b"</sst>", strings + b"</sst>")
            new.writestr(name, content)
        new.writestr("xl/media/image1.png", hashlib.shake_128(b"noise").digest(700_000))
    return book.getvalue()


def _cells(rows: int, columns: int) -> bytes:
    row = b"<c><v>4</v></c>" * columns
    return b"".join(b'<row r="%d">%s</row>' % (n + 2, row) for n in range(rows))


def _renamed(book: bytes, name: str) -> bytes:
    """The workbook, whose sheet is a part of this name."""
    moved = io.BytesIO()
    old_name, new_name = SHEET.rpartition("/")[2].encode(), name.encode()
    with zipfile.ZipFile(io.BytesIO(book)) as old, zipfile.ZipFile(moved, "w", 8) as new:
        for part in old.namelist():
            content = old.read(part).replace(old_name, new_name)
            new.writestr(part.replace("sheet1.xml", name), content)
    return moved.getvalue()


def _text(text: bytes) -> bytes:
    cell = b'<c r="A2" t="inlineStr"><is><t>%s</t></is></c>' % text
    return b'<row r="2">%s</row>' % cell


#: Workbooks that are refused as questions and as answers.
WORKBOOKS: dict[str, Make] = {
    "100,000 rows of 20 cells": lambda: _book(_cells(100_000, 20)),
    "900,000 texts": lambda: _book(strings=b"<si><t>a</t></si>" * 900_000),
    "4 million brackets in one cell": lambda: _book(_text(b"&lt;" * 3_900_000)),
    "4 million empty cells in one row": lambda: _book(
        b'<row r="2">' + b"<c/>" * 3_900_000 + b"</row>"
    ),
    "4 million empty cells in a part of another name": lambda: _renamed(
        _book(b'<row r="2">' + b"<c/>" * 3_900_000 + b"</row>"), "sheet1.png"
    ),
    "a cell in the last row of all": lambda: _book(b'<row r="1048576"><c><v>1</v></c></row>'),
    "15 million letters in one cell": lambda: _book(_text(b"x" * 15_000_000)),
}


def _table(rows: int, columns: int) -> bytes:
    heading = ",".join(f"q{n}" for n in range(columns))
    return (heading + ("\n" + ",".join("4" * columns)) * rows + "\n").encode()


#: Tables that are refused as answers.
TABLES: dict[str, Make] = {
    "5 million empty lines": lambda: b"\n" * 5_000_000,
    "2.5 million columns": lambda: b"a," * 2_500_000,
    "200,001 rows": lambda: _table(200_001, 1),
    "400,000 texts, no two the same": lambda: (
        b"a,b\n" + b"".join(b"x%d,y%d\n" % (n, n) for n in range(199_000))
    ),
    "an open quotation mark": lambda: b'a,b\n"' + b"x" * 5_000_000,
    "quotation marks": lambda: b'"' * 5_000_000,
    "Latin-1 at the end": lambda: _table(100_000, 20) + b"\xe9",
    "NUL at the end": lambda: _table(100_000, 20) + b"\0",
    "truncated": lambda: _table(100_000, 20)[:-7],
}


def _with(prolog: bytes, name: str) -> bytes:
    """A small workbook whose sheet is a part of this name, with a prolog."""
    book = changed(_book(), SHEET, lambda xml: prolog + xml[xml.index(b"<worksheet") :])
    return _renamed(book, name)


_ENTITY = b'<!DOCTYPE worksheet [<!ENTITY a "b">]>'
#: Workbooks that declare entities where few look for them.
ENTITIES: dict[str, Make] = {
    "in a part of another name": lambda: _with(_ENTITY, "sheet1.dat"),
    "in a drawing": lambda: _with(_ENTITY, "sheet1.svg"),
    "behind a long remark": lambda: _with(b"<!--" + b"p" * 70_000 + b"-->" + _ENTITY, "sheet1.xml"),
}


def with_media(book: bytes) -> bytes:
    """The workbook with what programs put beside the cells of a sheet."""
    drawing = b'<?xml version="1.0"?><!DOCTYPE svg PUBLIC "-//W3C//DTD SVG 1.1//EN" "x.dtd"><svg/>'
    return with_parts(
        book,
        {
            "xl/media/image1.png": b"\x89PNG\r\n\x1a\n" + hashlib.shake_128(b"p").digest(200_000),
            "xl/media/image2.bmp": b"BM" + b"<&" * 300_000 + hashlib.shake_128(b"b").digest(90_000),
            "xl/media/image3.svg": drawing,
            "xl/media/nothing.emf": b"",
            "xl/printerSettings/printerSettings1.bin": "\\\\printer".encode("utf-16-le")
            + b"\0" * 900,
            "xl/embeddings/zeros.bin": b"\0" * 100_000,
        },
    )
