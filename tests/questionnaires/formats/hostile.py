"""Files that cost more than they say, or that say what nobody should obey."""

from __future__ import annotations

import io
import json
import zipfile
from collections.abc import Callable

import xlsxwriter

from questionnaires.formats.exchange import ExchangeFormat
from tests.questionnaires.formats.foreign import DORA, GOOGLE, LIMESURVEY, MICROSOFT, QUALTRICS
from tests.workbooks import SHEET, changed, with_parts, workbook

MANY = 100_000
Make = Callable[[], bytes]


def _deep_json(start: str, end: str) -> bytes:
    return (start + "[" * MANY + "]" * MANY + end).encode()


def _lss(inner: str, head: str = "") -> bytes:
    return (
        f'<?xml version="1.0" encoding="UTF-8"?>{head}<document>'
        f"<LimeSurveyDocType>Survey</LimeSurveyDocType>{inner}</document>"
    ).encode()


def _many_questions_lss() -> bytes:
    row = "<row><qid>{0}</qid><gid>1</gid></row>"
    rows = "".join(row.format(n) for n in range(MANY))
    groups = "<groups><rows><row><gid>1</gid></row></rows></groups>"
    return _lss(f"{groups}<questions><rows>{rows}</rows></questions>")


def _some_questions_lss() -> bytes:
    """Fewer elements than are refused at sight, more questions than anybody asks."""
    row = "<row><qid>{0}</qid><gid>1</gid><type>S</type><question>Q</question></row>"
    rows = "".join(row.format(n) for n in range(30_000))
    groups = "<groups><rows><row><gid>1</gid></row></rows></groups>"
    return _lss(f"{groups}<questions><rows>{rows}</rows></questions>")


def _bomb() -> bytes:
    entities = '<!ENTITY a "aaaaaaaaaa">' + "".join(
        f'<!ENTITY {name} "{f"&{before};" * 10}">'
        for before, name in zip("abcdefgh", "bcdefghi", strict=True)
    )
    return _lss("<x>&i;</x>", f"<!DOCTYPE document [{entities}]>")


def _external(address: str) -> bytes:
    return _lss("<x>&e;</x>", f'<!DOCTYPE document [<!ENTITY e SYSTEM "{address}">]>')


def _qsf(payloads: list[dict[str, object]]) -> bytes:
    blocks = [{"ID": "B", "Description": "B", "BlockElements": [
        {"Type": "Question", "QuestionID": f"QID{n}"} for n in range(len(payloads))
    ]}]  # fmt: skip
    elements: list[dict[str, object]] = [{"Element": "BL", "Payload": blocks}]
    elements += [
        {"Element": "SQ", "Payload": {"QuestionID": f"QID{n}", **payload}}
        for n, payload in enumerate(payloads)
    ]
    return json.dumps({"SurveyEntry": {}, "SurveyElements": elements}).encode()


def _many_questions_qsf() -> bytes:
    text: dict[str, object] = {"QuestionText": "Q", "QuestionType": "TE", "Selector": "SL"}
    return _qsf([text] * 15_000)


def _many_options_qsf() -> bytes:
    """One question of ten thousand answers."""
    choices = {str(n): {"Display": f"Choice {n}"} for n in range(4_000)}
    return _qsf([{"QuestionText": "Q", "QuestionType": "MC", "Selector": "SAVR",
                  "Choices": choices}])  # fmt: skip


def _many_scales_qsf() -> bytes:
    """As many questions as are read, each with answers of its own."""
    return _qsf(
        [
            {"QuestionText": f"Q{n}", "QuestionType": "MC", "Selector": "SAVR",
             "Choices": {str(k): {"Display": f"{k} of {n}"} for k in range(90)}}
            for n in range(900)
        ]
    )  # fmt: skip


def _many_items_google() -> bytes:
    item = '{"title": "Q", "questionItem": {"question": {"textQuestion": {}}}}'
    return ('{"formId": "f", "items": [' + ",".join([item] * 40_000) + "]}").encode()


def _many_empty_google() -> bytes:
    return ('{"formId": "f", "items": [' + ",".join(["{}"] * MANY) + "]}").encode()


def _many_questions_dora() -> bytes:
    questions = ",".join(['"It is fast."'] * MANY)
    return (
        '{"categories": [{"heading": "H", "question_groups": [{"questions": ['
        + questions + "]}]}]}"
    ).encode()  # fmt: skip


def _many_commas_dora() -> bytes:
    """One answer text with brackets that never close."""
    text = "Q?|" + "(," * 500_000
    whole = {"categories": [{"heading": "H", "question_groups": [{"questions": [text]}]}]}
    return json.dumps(whole).encode()


def _zeros() -> bytes:
    """A part that unpacks to a thousand times its size."""
    return with_parts(workbook({"S": [["Question"]]}), {"xl/media/a.xml": b" " * 100_000_000})


def _zeros_in_the_sheet() -> bytes:
    """A sheet that unpacks to a thousand times its size before its first row comes."""

    def add(content: bytes) -> bytes:
        return content.replace(b"<sheetData>", b" " * 100_000_000 + b"<sheetData>")

    return changed(workbook({"S": [["Question"]]}), SHEET, add)


def _far_string() -> bytes:
    """A first row that names the last of many texts."""
    plain = io.BytesIO()
    with xlsxwriter.Workbook(plain) as made:
        made.add_worksheet("S").write(0, 0, "Question")
    strings = b"<si><t>a</t></si>" * 3_000_000
    far = changed(plain.getvalue(), SHEET, lambda one: one.replace(b"<v>0</v>", b"<v>3000000</v>"))
    return changed(far, "xl/sharedStrings.xml", lambda one: one.replace(b"<si>", strings + b"<si>"))


def _macros() -> bytes:
    return with_parts(workbook({"S": [["Question"]]}), {"xl/vbaProject.bin": b"Sub Run()"})


def _entities() -> bytes:
    def add(content: bytes) -> bytes:
        return content.replace(b"<worksheet", b'<!DOCTYPE w [<!ENTITY a "b">]><worksheet', 1)

    return changed(workbook({"S": [["Question"]]}), SHEET, add)


def _wide() -> bytes:
    return workbook({"S": [[f"Question {n}" for n in range(2_000)]]})


def _long_sheet() -> bytes:
    """Few bytes, many strings, of which only the first row is wanted."""
    strings = b"".join(b"<si><t>answer %d</t></si>" % n for n in range(900_000))
    plain, book = io.BytesIO(), io.BytesIO()
    with xlsxwriter.Workbook(plain) as made:
        made.add_worksheet("S").write(0, 0, "Question")
    with zipfile.ZipFile(plain) as old, zipfile.ZipFile(book, "w", 8) as new:
        for name in old.namelist():
            content = old.read(name)
            if name == "xl/sharedStrings.xml":
                content = content.replace(b"</sst>", strings + b"</sst>")
            new.writestr(name, content)
    return book.getvalue()


_OPEN_STRING = '{"formId": "' + '\\"' * 1_900_000

#: What no format reads, by a name; each is refused by the format that is named.
REFUSED: dict[str, tuple[ExchangeFormat, Make]] = {
    "qualtrics, deep": (QUALTRICS, lambda: _deep_json('{"SurveyElements": ', "}")),
    "google, deep": (GOOGLE, lambda: _deep_json('{"items": ', "}")),
    "dora, deep": (DORA, lambda: _deep_json('{"categories": ', "}")),
    "qualtrics, deep and open": (QUALTRICS, lambda: b'{"a":' * MANY),
    "google, quotes": (GOOGLE, _OPEN_STRING.encode),
    "google, not a number": (GOOGLE, lambda: b'{"items": [NaN]}'),
    "google, digits": (GOOGLE, lambda: b'{"items": [' + b"9" * 100_000 + b"]}"),
    "google, twice": (GOOGLE, lambda: b'{"items": [], "items": []}'),
    "google, large": (GOOGLE, lambda: b'{"items": [' + b" " * 5_000_000 + b"]}"),
    "google, commas": (GOOGLE, lambda: b'{"items": [' + b"0," * 1_500_000 + b"0]}"),
    "google, many": (GOOGLE, _many_items_google),
    "google, many empty": (GOOGLE, _many_empty_google),
    "qualtrics, many": (QUALTRICS, _many_questions_qsf),
    "qualtrics, many scales": (QUALTRICS, _many_scales_qsf),
    "dora, many": (DORA, _many_questions_dora),
    "dora, commas": (DORA, _many_commas_dora),
    "limesurvey, many": (LIMESURVEY, _many_questions_lss),
    "limesurvey, some": (LIMESURVEY, _some_questions_lss),
    "limesurvey, bomb": (LIMESURVEY, _bomb),
    "limesurvey, own file": (LIMESURVEY, lambda: _external("file:///etc/passwd")),
    "limesurvey, other host": (LIMESURVEY, lambda: _external("http://127.0.0.1:9/x")),
    "limesurvey, deep": (LIMESURVEY, lambda: _lss("<a>" * MANY + "</a>" * MANY)),
    "limesurvey, elements": (LIMESURVEY, lambda: _lss("<a/>" * 1_000_000)),
    "limesurvey, large": (LIMESURVEY, lambda: _lss("<a>" + "x" * 5_000_000 + "</a>")),
    "limesurvey, no encoding": (
        LIMESURVEY, lambda: b'<?xml version="1.0" encoding="martian"?><document/>'
    ),
    "microsoft, zeros in the sheet": (MICROSOFT, _zeros_in_the_sheet),
    "microsoft, far text": (MICROSOFT, _far_string),
    "microsoft, macros": (MICROSOFT, _macros),
    "microsoft, entities": (MICROSOFT, _entities),
    "microsoft, wide": (MICROSOFT, _wide),
    "microsoft, no workbook": (MICROSOFT, lambda: b"PK\x03\x04" + b"x" * 1000),
    "microsoft, empty": (MICROSOFT, lambda: workbook({"S": []})),
}  # fmt: skip

#: Large but honest: what is read of them is told, and takes no longer.
READ: dict[str, tuple[ExchangeFormat, Make]] = {
    "qualtrics, many answers": (QUALTRICS, _many_options_qsf),
    "microsoft, zeros": (MICROSOFT, _zeros),
    "microsoft, strings": (MICROSOFT, _long_sheet),
}
