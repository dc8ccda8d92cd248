"""All formats that question sets come in and go out in."""

from __future__ import annotations

from questionnaires.formats import (
    candor_yaml,
    dora_json,
    google_forms_json,
    items_csv,
    limesurvey_lss,
    microsoft_forms_xlsx,
    qualtrics_qsf,
    surveyjs_json,
    xlsform_xlsx,
)
from questionnaires.formats.exchange import ExchangeFormat, Reading, recognised, unreadable

#: In the order in which they are asked whether a file is one of theirs: what looks at names and
#: cannot be mistaken comes first, what takes any table last.
FORMATS: tuple[ExchangeFormat, ...] = (
    candor_yaml.FORMAT,
    limesurvey_lss.FORMAT,
    qualtrics_qsf.FORMAT,
    google_forms_json.FORMAT,
    dora_json.FORMAT,
    surveyjs_json.FORMAT,
    xlsform_xlsx.FORMAT,
    microsoft_forms_xlsx.FORMAT,  # any workbook without a sheet "survey"
    items_csv.FORMAT,
)
READABLE = tuple(one for one in FORMATS if one.read)
WRITABLE = tuple(one for one in FORMATS if one.write)


def format_named(code: str) -> ExchangeFormat:
    """The format with this code; ``KeyError`` where there is none."""
    return {one.code: one for one in FORMATS}[code]


def recognise(data: bytes, filename: str) -> ExchangeFormat | None:
    """The format that takes the file for one of its own."""
    code = recognised(READABLE, data, filename)
    return None if code is None else format_named(code)


def read_any(data: bytes, filename: str, code: str = "") -> tuple[ExchangeFormat, Reading]:
    """What a file says, in the named format or in the one that recognises it.

    Raises :class:`QuestionSetError` where it cannot be read, or is of no format.
    """
    names = ", ".join(one.title for one in READABLE)
    if code and code not in {one.code for one in READABLE}:
        raise unreadable(filename, f"There is no format {code[:40]!r} to read. There are: {names}.")
    found = format_named(code) if code else recognise(data, filename)
    if found is None or found.read is None:
        raise unreadable(
            filename, f"This is no file of a format that is known. Formats are: {names}."
        )
    return found, found.read(data, filename)
