"""Forms of Microsoft by the workbook of their responses: its headings, and nothing below them.

The workbook holds what people answered. Not even the different answers of a column are looked at,
though scales could be guessed from them: answers belong to those who gave them.
"""

from __future__ import annotations

import io
import lzma
import re
import zipfile
import zlib
from pathlib import PurePath

from analysis.instrument import ScaleKind
from questionnaires.formats.exchange import ExchangeFormat, Reading, refuse_large, unreadable
from questionnaires.formats.exchange_answers import Answers, Words
from questionnaires.formats.exchange_draft import Draft
from questionnaires.formats.exchange_questions import Question
from questionnaires.formats.label_order import plain
from questionnaires.formats.workbook_headings import HeadingsError, read_headings

MOST_COLUMNS = 400
_XLSX = b"PK\x03\x04"
#: What the first columns of every export are called, in the languages of this product.
_ABOUT_PEOPLE = frozenset(
    {
        "id", "start time", "completion time", "email", "name", "last modified time", "language",
        "startzeit", "fertigstellungszeit", "e mail", "uhrzeit der letzten änderung", "sprache",
        "hora de inicio", "hora de finalización", "correo electrónico", "nombre", "idioma",
        "hora de la última modificación", "total points", "quiz feedback",
        "gesamtpunktzahl", "quizfeedback", "total de puntos",
    }
)  # fmt: skip
#: What a quiz adds beside each question.
_OF_A_QUIZ = re.compile(r"(?:points|feedback|punkte|puntos)\s+-\s+.+", re.IGNORECASE)
_COUNTS = re.compile(r"\s*\(\s*\d+\s*[-\u2013]\s*\d+\s*\)(?:\s*\(\d+\))?\s*$")
_SHEET_OF_XLSFORM = re.compile(rb'<sheet [^>]*name="survey"', re.IGNORECASE)
_PEEK = 64 * 1024


def _recognises(data: bytes, filename: str) -> bool:
    if not data.startswith(_XLSX) or not filename.casefold().endswith(".xlsx"):
        return False
    try:
        with (
            zipfile.ZipFile(io.BytesIO(data)) as archive,
            archive.open("xl/workbook.xml") as file,
        ):
            return _SHEET_OF_XLSFORM.search(file.read(_PEEK)) is None
    except (zipfile.BadZipFile, zlib.error, lzma.LZMAError, LookupError, OSError, EOFError,
            RuntimeError, ValueError):  # fmt: skip
        return False  # NotImplementedError is a RuntimeError


def _read(data: bytes, filename: str) -> Reading:
    refuse_large(data, filename)
    try:
        headings = read_headings(data, MOST_COLUMNS)
    except HeadingsError as error:
        raise unreadable(filename, str(error)) from error
    if not headings.cells:
        raise unreadable(filename, "The first row of the first sheet is empty: it has headings.")
    draft = Draft(filename, "Microsoft Forms")
    title = _COUNTS.sub("", PurePath(filename.replace("\\", "/")).stem)
    draft.entitle("name of the file", draft.words("name of the file", title))
    draft.dropped(
        "rows from 2 on",
        "answers of people",
        "They were not read: only the headings are, so no scale could be seen either.",
    )
    for sheet in headings.sheets[1:]:
        draft.dropped(f"sheet {sheet}", f"sheet {sheet}", "Only the first sheet is read.")
    is_about_people = True
    for column, heading in headings.cells:
        where = f"column {column}"
        words = draft.words(where, heading)
        is_about_people = is_about_people and plain(words.text) in _ABOUT_PEOPLE
        if is_about_people or plain(words.text) in ("total points", "quiz feedback"):
            why = "It says who answered and when, which is not asked here."
            draft.dropped(where, f"heading “{words.text}”", why)
        elif _OF_A_QUIZ.fullmatch(words.text):
            draft.dropped(where, f"heading “{words.text}”", "It holds the points of a quiz.")
        else:
            _ask(draft, where, words)
    return draft.reading()


def _ask(draft: Draft, where: str, words: Words) -> None:
    answers = Answers(ScaleKind.ORDINAL, built_in="agreement_5", is_guess=True)
    if draft.ask(Question(where, where, "", words, answers)):
        draft.changed(
            where,
            "answers, which a heading does not name",
            "agreement_5 holds their place. Choose the scale on which it was asked.",
        )


FORMAT = ExchangeFormat(
    code="microsoft_forms",
    title="Microsoft Forms (.xlsx)",
    suffix=".xlsx",
    media_type="application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    recognises=_recognises,
    read=_read,
)
