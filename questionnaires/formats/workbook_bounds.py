"""Workbooks (XLSX) that would cost more than they say: refused before anything is unpacked."""

from __future__ import annotations

import io
import lzma
import zipfile
import zlib
from xml.parsers import expat

_PROLOG = 64 * 1024
_PIECE = 1024 * 1024
#: How parts of a workbook are packed. Other ways are rare, and some unpack far slower.
PACKED = (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED)


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
    refused too. Raises :class:`WorkbookError`.
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
                if not part.filename.lower().endswith((".xml", ".rels", ".vml")):
                    continue
                with archive.open(part) as file:
                    piece = file.read(_PROLOG)
                    _refuse_document_type(piece)
                    while most_marks is not None and piece:
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


def _refuse_document_type(start: bytes) -> None:
    """Refuses a part that declares entities; a workbook never does."""

    def refuse(*_declaration: object) -> None:
        raise WorkbookError("The workbook declares XML entities, which no spreadsheet does.")

    parser = expat.ParserCreate()
    parser.StartDoctypeDeclHandler = refuse
    parser.EntityDeclHandler = refuse
    try:
        parser.Parse(start, False)
    except WorkbookError:
        raise
    except (expat.ExpatError, LookupError, ValueError):
        return  # not XML: whoever reads it will say so


def _megabytes(size: int) -> str:
    return f"{size / 1024**2:.1f}"
