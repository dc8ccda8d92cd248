"""Sample files of other tools, in our own words, and how tests read them."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from analysis.instrument import Instrument
from questionnaires.formats import (
    dora_json,
    google_forms_json,
    limesurvey_lss,
    microsoft_forms_xlsx,
    qualtrics_qsf,
)
from questionnaires.formats.exchange import ExchangeFormat, Fate, Reading
from questionnaires.formats.problems import QuestionSetError
from questionnaires.formats.question_set_yaml import read_question_set
from tests.workbooks import workbook

SAMPLES = Path(__file__).with_name("samples")

LIMESURVEY, QUALTRICS = limesurvey_lss.FORMAT, qualtrics_qsf.FORMAT
GOOGLE, MICROSOFT, DORA = google_forms_json.FORMAT, microsoft_forms_xlsx.FORMAT, dora_json.FORMAT
FORMATS = (LIMESURVEY, QUALTRICS, GOOGLE, MICROSOFT, DORA)

#: The sample of each format; a workbook is made when it is asked for.
FILES = {
    LIMESURVEY.code: "engineering.lss",
    QUALTRICS.code: "engineering.qsf",
    GOOGLE.code: "engineering_google_forms.json",
    MICROSOFT.code: "Engineering survey(1-3).xlsx",
    DORA.code: "2031_dora_shape.json",
}

HEADINGS = (
    "ID", "Start time", "Completion time", "Email", "Name", "Last modified time",
    "Deployments are easy.", "What do you wait for?\n", "Name",
    "Rate these.With <b>your</b> tools", "Points - What do you wait for?",
    "Feedback - What do you wait for?",
)  # fmt: skip
ANSWERS = (
    (1, "5/1/26 9:00", "5/1/26 9:09", "ada@example.org", "Ada Ames", "", "Agree", "Builds;", "A",
     "4", "1", "secret words"),
    (2, "5/1/26 9:00", "5/1/26 9:09", "bo@example.org", "Bo Berg", "", "Neutral", "Nothing;", "B",
     "5", "1", ""),
)  # fmt: skip


def sample(format_: ExchangeFormat) -> bytes:
    """The sample file of a format."""
    if format_ is MICROSOFT:
        return workbook({"Sheet1": [HEADINGS, *ANSWERS], "Charts": [["A picture"]]})
    return (SAMPLES / FILES[format_.code]).read_bytes()


def read(format_: ExchangeFormat, data: bytes | None = None, name: str = "") -> Reading:
    """What a format makes of a file, of its sample unless another is given."""
    assert format_.read is not None
    content = sample(format_) if data is None else data
    reading = format_.read(content, name or FILES[format_.code])
    # Its source is the question set, and nothing else.
    assert read_question_set(reading.source, "read again", draft=True) == reading.instrument
    return reading


def read_json(format_: ExchangeFormat, value: Any, name: str = "") -> Reading:
    """What a format of JSON makes of a value."""
    return read(format_, json.dumps(value).encode(), name)


def refused(format_: ExchangeFormat, data: bytes) -> str:
    """Why a file is not read."""
    assert format_.read is not None
    with pytest.raises(QuestionSetError) as error:
        format_.read(data, "file")
    return str(error.value)


def told(reading: Reading, fate: Fate | None = None) -> list[str]:
    """What a reading says became of each part, or of those with this fate."""
    return [str(remark) for remark in reading.remarks if fate in (None, remark.fate)]


def said(reading: Reading) -> str:
    """Everything that a reading says, as one text."""
    return "\n".join(told(reading))


def texts_in(value: Any, keys: frozenset[str]) -> Iterator[str]:
    """All texts under these keys, however deep they lie."""
    if isinstance(value, dict):
        for key, inner in value.items():
            if key in keys and isinstance(inner, str):
                yield inner
            else:
                yield from texts_in(inner, keys)
    elif isinstance(value, list):
        for inner in value:
            yield from texts_in(inner, keys)


def keys_in(value: Any) -> Iterator[str]:
    """All keys of objects, however deep they lie."""
    if isinstance(value, dict):
        for key, inner in value.items():
            yield key
            yield from keys_in(inner)
    elif isinstance(value, list):
        for inner in value:
            yield from keys_in(inner)


def outline(instrument: Instrument) -> list[str]:
    """Each item on a line: its scale, and what else is not as usual."""
    lines = []
    for item in instrument.items:
        flags = (("required", item.required), ("na", item.allows_na))
        marks = [name for name, is_on in flags if is_on]
        if item.show_if:
            answers = " ".join(sorted(item.show_if.answers))
            marks.append(f"after {item.show_if.item} {answers}")
        parts = [f"{item.code}: {item.scale.kind} {item.scale.code}", *marks]
        lines.append(", ".join(parts))
    return lines
