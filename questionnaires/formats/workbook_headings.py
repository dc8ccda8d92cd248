"""The first row of a workbook (XLSX), and nothing of it below that row.

Parts of the file are unpacked a piece at a time, until the row and the texts that it names are
there. What stands below belongs to those who answered, and is never looked at.
"""

from __future__ import annotations

import io
import posixpath
import re
import zipfile
import zlib
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from xml.parsers import expat

from questionnaires.formats.workbook_bounds import PACKED

#: What is unpacked of one part before its first row, or a text that it names, must be there.
MOST_UNPACKED = 4 * 1024 * 1024
_PIECE = 64 * 1024
_LETTERS = re.compile(r"[A-Z]{1,3}")
_RELATIONS = "xl/_rels/workbook.xml.rels"

Handler = Callable[[str, Mapping[str, str]], None]


class HeadingsError(ValueError):
    """Why the headings of a workbook cannot be read; the message is for people."""


class _Found(Exception):  # noqa: N818 -- no error: what was looked for is there
    """Ends the reading of a part."""


@dataclass(frozen=True, slots=True)
class Headings:
    """The filled cells of the first row by the letters of their columns, and all sheets' names."""

    cells: tuple[tuple[str, str], ...]
    sheets: tuple[str, ...]


@dataclass(slots=True)
class _Cell:
    column: str
    kind: str
    text: str = ""


@dataclass(slots=True)
class _Reader:
    """What is read of one part: an element at a time, with its name and what stands in it."""

    begin: Callable[[str, Mapping[str, str]], None]
    end: Callable[[str, str], None]
    words: list[str] = field(default_factory=list)

    def read(self, archive: zipfile.ZipFile, name: str) -> None:
        """Read a part until it has been found, or ends. Raises :class:`HeadingsError`."""
        parser = expat.ParserCreate()
        parser.buffer_text = True
        parser.StartDoctypeDeclHandler = _refuse_document_type
        parser.StartElementHandler = self._start
        parser.EndElementHandler = self._stop
        parser.CharacterDataHandler = self.words.append
        try:
            with archive.open(name) as part:
                for _piece in range(MOST_UNPACKED // _PIECE):
                    piece = part.read(_PIECE)
                    parser.Parse(piece, not piece)
                    if not piece:
                        return
        except _Found:
            return
        raise HeadingsError("The first row lies too deep in it. Delete the rows below the first.")

    def _start(self, name: str, attributes: dict[str, str]) -> None:
        self.words.clear()
        self.begin(name.rpartition(":")[2], attributes)

    def _stop(self, name: str) -> None:
        self.end(name.rpartition(":")[2], "".join(self.words))
        self.words.clear()


def read_headings(data: bytes, most: int) -> Headings:
    """The headings of the first sheet, at most ``most`` of them. Raises :class:`HeadingsError`."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            if any(part.compress_type not in PACKED for part in archive.infolist()):
                raise HeadingsError("The workbook is packed in an unusual way. Save it again.")
            names = set(archive.namelist())
            if any(name.casefold().endswith("vbaproject.bin") for name in names):
                raise HeadingsError("The workbook holds macros, which no export of a form does.")
            sheets = _sheets(archive)
            cells = _first_row(archive, _path_of(archive, next(iter(sheets.values()), "")), most)
            texts = _shared(archive, {int(one.text) for one in cells if _is_shared(one)})
    except HeadingsError:
        raise
    except (zipfile.BadZipFile, zlib.error, expat.ExpatError, LookupError, OSError, EOFError,
            RuntimeError, ValueError) as error:  # fmt: skip
        message = "The file is damaged: it begins like a workbook, but is none."
        raise HeadingsError(message) from error
    found = [
        (cell.column, texts.get(int(cell.text), "") if _is_shared(cell) else cell.text)
        for cell in cells
    ]
    return Headings(tuple((column, text) for column, text in found if text.strip()), tuple(sheets))


def _refuse_document_type(*_declaration: object) -> None:
    raise HeadingsError("The workbook declares XML entities, which no spreadsheet does.")


def _sheets(archive: zipfile.ZipFile) -> dict[str, str]:
    """The names of the sheets in their order, each with the identifier of its part."""
    found: dict[str, str] = {}

    def begin(name: str, attributes: Mapping[str, str]) -> None:
        if name == "sheet":
            relation = next((text for key, text in attributes.items() if key.endswith(":id")), "")
            found[attributes.get("name", "")] = relation

    _Reader(begin, _nothing).read(archive, "xl/workbook.xml")
    return found


def _path_of(archive: zipfile.ZipFile, relation: str) -> str:
    targets: dict[str, str] = {}

    def begin(name: str, attributes: Mapping[str, str]) -> None:
        if name == "Relationship":
            targets[attributes.get("Id", "")] = attributes.get("Target", "")

    _Reader(begin, _nothing).read(archive, _RELATIONS)
    target = targets[relation]
    return target.lstrip("/") if target.startswith("/") else posixpath.join("xl", target)


def _first_row(archive: zipfile.ZipFile, path: str, most: int) -> list[_Cell]:
    cells: list[_Cell] = []

    def begin(name: str, attributes: Mapping[str, str]) -> None:
        if name == "c":
            column = _LETTERS.match(attributes.get("r", ""))
            letters = column[0] if column else f"{len(cells) + 1}"
            cells.append(_Cell(letters, attributes.get("t", "")))
        if len(cells) > most:
            raise HeadingsError(f"The first sheet has more than {most} columns.")

    def end(name: str, words: str) -> None:
        if cells and name in ("v", "t"):
            cells[-1].text += words
        elif name == "row" and cells:
            raise _Found

    _Reader(begin, end).read(archive, path)
    return cells


def _is_shared(cell: _Cell) -> bool:
    return cell.kind == "s" and cell.text.strip().isascii() and cell.text.strip().isdigit()


def _shared(archive: zipfile.ZipFile, wanted: set[int]) -> dict[int, str]:
    """The texts with these numbers; reading ends behind the last of them."""
    if not wanted:
        return {}
    texts: dict[int, str] = {}
    place, last = 0, max(wanted)
    pieces: list[str] = []

    def end(name: str, words: str) -> None:
        nonlocal place
        if name == "t" and place in wanted:
            pieces.append(words)
        elif name == "si":
            if place in wanted:
                texts[place] = "".join(pieces)
                pieces.clear()
            place += 1
            if place > last:
                raise _Found

    _Reader(_nothing, end).read(archive, "xl/sharedStrings.xml")
    return texts


def _nothing(*_element: object) -> None:
    """Where beginnings or ends of elements say nothing."""
