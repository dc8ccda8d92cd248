"""Forms of Microsoft by the workbook of their responses: its headings, and nothing below them.

The workbook holds what people answered. Not even the different answers of a column are looked at,
though scales could be guessed from them: answers belong to those who gave them.
"""

from __future__ import annotations

import io
import re
import warnings
import zipfile
from pathlib import PurePath

from analysis.instrument import ScaleKind
from questionnaires.formats.exchange import ExchangeFormat, Reading, refuse_large, unreadable
from questionnaires.formats.foreign_draft import Draft
from questionnaires.formats.foreign_questions import Question
from questionnaires.formats.foreign_scales import Answers, Words
from questionnaires.formats.label_order import plain
from questionnaires.formats.roster_values import UnreadableError
from questionnaires.formats.roster_xlsx import _refuse_bombs

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
    except (zipfile.BadZipFile, KeyError, NotImplementedError, OSError, EOFError, RuntimeError):
        return False


def _read(data: bytes, filename: str) -> Reading:
    refuse_large(data, filename)
    try:
        _refuse_bombs(data)
    except UnreadableError as error:
        raise unreadable(filename, str(error)) from error
    _refuse_macros(data, filename)
    headings, sheets = _headings(data, filename)
    draft = Draft(filename, "Microsoft Forms")
    title = _COUNTS.sub("", PurePath(filename.replace("\\", "/")).stem)
    draft.begin("name of the file", draft.words("name of the file", title))
    draft.dropped(
        "rows from 2 on",
        "answers of people",
        "They were not read: only the headings are, so no scale could be seen either.",
    )
    for sheet in sheets[1:]:
        draft.dropped(f"sheet {sheet}", f"sheet {sheet}", "Only the first sheet is read.")
    is_about_people = True
    for column, heading in headings:
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
    answers = Answers(ScaleKind.ORDINAL, built_in="agreement_5")
    if draft.ask(Question(where, where, "", words, answers)):
        draft.changed(
            where,
            "answers, which a heading does not name",
            "agreement_5 holds their place. Choose the scale on which it was asked.",
        )


def _refuse_macros(data: bytes, filename: str) -> None:
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        names = [name.casefold() for name in archive.namelist()]
    if any(name.endswith("vbaproject.bin") for name in names):
        raise unreadable(filename, "The workbook holds macros, which no export of a form does.")


def _headings(data: bytes, filename: str) -> tuple[list[tuple[str, str]], list[str]]:
    """The first row of the first sheet, by the letters of its columns, and the sheets' names."""
    from openpyxl import load_workbook  # noqa: PLC0415 -- slow import
    from openpyxl.utils import get_column_letter  # noqa: PLC0415

    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # of styles and extensions that do not matter here
            workbook = load_workbook(io.BytesIO(data), read_only=True, keep_links=False)
            try:
                sheet = workbook.worksheets[0]
                sheet.reset_dimensions()
                rows = sheet.iter_rows(max_row=1, max_col=MOST_COLUMNS + 1, values_only=True)
                first = next(rows, ())
                sheets = [one.title for one in workbook.worksheets]
            finally:
                workbook.close()
    except Exception as error:  # openpyxl raises whatever its parts raise
        message = "The workbook cannot be read. Open it, save it as XLSX again."
        raise unreadable(filename, message) from error
    if len(first) > MOST_COLUMNS and first[MOST_COLUMNS] is not None:
        raise unreadable(filename, f"The first sheet has more than {MOST_COLUMNS} columns.")
    found = [
        (get_column_letter(place), str(value))
        for place, value in enumerate(first, start=1)
        if value is not None and str(value).strip()
    ]
    if not found:
        raise unreadable(filename, "The first row of the first sheet is empty: it has headings.")
    return found, sheets


FORMAT = ExchangeFormat(
    code="microsoft_forms",
    title="Microsoft Forms (.xlsx)",
    suffix=".xlsx",
    media_type="application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    recognises=_recognises,
    read=_read,
)
