"""Workbooks (XLSX) that would cost more than they say: refused before anything is unpacked."""

from __future__ import annotations

import io
import lzma
import zipfile
import zlib
from xml.parsers import expat

#: Where a part that is XML has begun its first element. A workbook writes no words before it.
_PROLOG = 64 * 1024
_PIECE = 1024 * 1024
#: How parts of a workbook are packed. Other ways are rare, and some unpack far slower.
PACKED = (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED)

#: What may stand before the first "<" of XML: the marks of an encoding, and blanks.
_BEFORE = b"\xef\xbb\xbf\xff\xfe\0 \t\r\n"


class WorkbookError(ValueError):
    """A file that is no workbook, or one that nobody should unpack; the message is for people."""


def refuse_bombs(
    data: bytes,
    *,
    largest: int,
    ratio: int,
    most_parts: int,
    noun: str,
    most_marks: int | None = None,
) -> None:
    """Refuses, by the list of parts alone, what would unpack to far more than a ``noun``.

    ``largest`` is the size of all parts together, ``ratio`` how much larger than the file they may
    be. ``most_marks`` is how many tags and references their XML may have: a cell has four, and
    reading one takes a hundred times as long as counting it. Parts that declare XML entities are
    refused too. A workbook may call its parts as it likes, so each that begins like XML counts,
    whatever its name; pictures and settings of printers do not. Raises :class:`WorkbookError`.
    """
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            parts = archive.infolist()
            unpacked = sum(part.file_size for part in parts)
            if len(parts) > most_parts:
                raise WorkbookError(
                    f"The workbook has {len(parts)} parts; {noun} has at most {most_parts}."
                )
            if unpacked > largest or unpacked > ratio * len(data):
                raise WorkbookError(
                    f"The workbook of {_megabytes(len(data))} MB unpacks to "
                    f"{_megabytes(unpacked)} MB, far more than {noun}. Copy the columns that "
                    "are needed into a new workbook, or save them as CSV."
                )
            if any(part.compress_type not in PACKED for part in parts):
                raise WorkbookError("The workbook is packed in an unusual way. Save it again.")
            if any(part.flag_bits & 1 for part in parts):
                raise WorkbookError("The workbook has a password. Save it without one.")
            marks = 0
            for part in parts:
                with archive.open(part) as file:
                    piece = file.read(_PROLOG)
                    is_xml = _is_xml(piece, part.filename)
                    while is_xml and most_marks is not None and piece:
                        marks += piece.count(b"<") + piece.count(b"&")
                        if marks > most_marks:
                            raise WorkbookError(
                                f"The workbook has more cells than {noun}: some "
                                f"{most_marks // 4:,} at most. Copy the columns that are needed "
                                "into a new workbook, or save them as CSV."
                            )
                        piece = file.read(_PIECE)
    except WorkbookError:
        raise
    except (
        zipfile.BadZipFile,
        zlib.error,
        lzma.LZMAError,
        NotImplementedError,
        OSError,
        EOFError,
        ValueError,
    ) as error:
        message = "The file is damaged: it begins like a workbook, but is none."
        raise WorkbookError(message) from error


def _is_xml(start: bytes, name: str) -> bool:
    """Whether a part that begins so can be read as XML.

    Refuses one that declares entities, which a workbook never does, or that could do so later. A
    drawing may name its document type, which declares nothing.
    """
    begun: list[str] = []

    def refuse(*_declaration: object) -> None:
        raise WorkbookError("The workbook declares XML entities, which no spreadsheet does.")

    def begin(element: str, _attributes: object) -> None:
        begun.append(element)
        parser.StartElementHandler = None

    parser = expat.ParserCreate()
    if not name.lower().endswith(".svg"):
        parser.StartDoctypeDeclHandler = refuse
    parser.EntityDeclHandler = refuse
    parser.StartElementHandler = begin
    try:
        parser.Parse(start, False)
    except WorkbookError:
        raise
    except (expat.ExpatError, LookupError, ValueError):
        # Whoever reads it will say so; it counts, since others may know what is unknown here.
        return start.lstrip(_BEFORE).startswith(b"<")
    if not begun and len(start) == _PROLOG:
        message = "A part of the workbook says nothing in its first 64 KB. Save it as XLSX again."
        raise WorkbookError(message)
    return True


def _megabytes(size: int) -> str:
    return f"{size / 1024**2:.1f}"
