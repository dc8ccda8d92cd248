"""Files that nobody should obey, refused by every reader of other tools' files."""

from __future__ import annotations

import json
import time

import pytest

from analysis.instrument import Instrument
from questionnaires.formats.exchange import ExchangeFormat, Fate
from questionnaires.formats.problems import QuestionSetError
from tests.questionnaires.formats.foreign import (
    DORA,
    FILES,
    FORMATS,
    GOOGLE,
    LIMESURVEY,
    MICROSOFT,
    QUALTRICS,
    read,
    read_json,
    refused,
    said,
    sample,
    told,
)
from tests.questionnaires.formats.hostile import READ, REFUSED
from tests.workbooks import workbook

#: Seconds of this process alone; the benchmark measures them, and memory, on a quiet machine.
SECONDS = 6


@pytest.mark.parametrize("name", REFUSED)
def test_what_costs_more_than_it_says_is_refused_at_once(name: str) -> None:
    format_, make = REFUSED[name]
    data = make()
    assert format_.read is not None
    start = time.process_time()
    with pytest.raises(QuestionSetError) as error:
        format_.read(data, "file")
    assert time.process_time() - start < SECONDS
    assert len(str(error.value)) < 400


def test_what_is_large_and_honest_is_read() -> None:
    for format_, make in READ.values():
        reading = read(format_, make())
        assert reading.instrument.items
    format_, make = READ["qualtrics, many answers"]
    reading = read(format_, make())
    assert reading.instrument.items[0].scale.code == "short_text"
    assert "4,000 are more than the 100 of a scale" in said(reading)


@pytest.mark.parametrize("format_", FORMATS, ids=lambda one: one.code)
def test_each_format_knows_its_own_file_and_no_other(format_: ExchangeFormat) -> None:
    for other in FORMATS:
        found = format_.recognises(sample(other), FILES[other.code])
        assert found is (other is format_)
    assert not format_.recognises(b"", FILES[format_.code])
    assert not format_.recognises(b"code: a\ntitle: b\n", "set.yaml")


def test_a_workbook_of_an_xlsform_is_none_of_responses() -> None:
    data = workbook({"survey": [["type", "name", "label"]], "choices": [["list_name"]]})
    assert not MICROSOFT.recognises(data, "form.xlsx")


SCRIPT = '<script>alert("x")</script><img src=x onerror=alert(1)>Is <b onclick="x()">it</b> easy?'


def texts_of(instrument: Instrument) -> list[str]:
    items = [text for item in instrument.items for text in (item.text, item.help)]
    labels = [option.label for item in instrument.items for option in item.scale.options]
    titles = [text for part in instrument.sections for text in (part.title, part.intro)]
    return [instrument.title, instrument.description, *items, *labels, *titles]


_MARKED = (
    "Deployments are easy.", "Tools", "Editor", "Twice a year", "A release needs no meeting.",
    "How far do you agree?", "How we build",
)  # fmt: skip


def with_script(format_: ExchangeFormat) -> bytes:
    """The sample of a format with markup in front of texts of each kind."""
    if format_ is MICROSOFT:
        return workbook({"S": [[SCRIPT, f"{SCRIPT} 2"]]})
    text = sample(format_).decode()
    marked = SCRIPT if format_ is LIMESURVEY else json.dumps(SCRIPT)[1:-1]
    for words in _MARKED:
        text = text.replace(words, f"{marked} {words}")
    return text.encode()


@pytest.mark.parametrize("format_", FORMATS, ids=lambda one: one.code)
def test_markup_and_scripts_are_gone_and_named(format_: ExchangeFormat) -> None:
    reading = read(format_, with_script(format_))
    assert any("Is it easy?" in text for text in texts_of(reading.instrument))
    for text in [*texts_of(reading.instrument), reading.source]:
        assert "<" not in text
        assert "alert" not in text
    assert "markup b, img, script changed" in said(reading)


@pytest.mark.parametrize("format_", [QUALTRICS, GOOGLE, DORA], ids=lambda one: one.code)
def test_other_encodings_of_json_are_read_or_refused_with_a_hint(format_: ExchangeFormat) -> None:
    text = sample(format_).decode().replace("Editor", "Édition")
    expected = read(format_, text.encode()).instrument
    for encoding in ("utf-8-sig", "utf-16", "utf-16-le", "utf-32"):
        assert read(format_, text.encode(encoding)).instrument == expected
    assert "UTF-8" in refused(format_, json.dumps({"é": "é"}, ensure_ascii=False).encode("latin-1"))


def test_other_encodings_of_xml_are_read_as_they_say() -> None:
    text = sample(LIMESURVEY).decode()
    expected = read(LIMESURVEY).instrument
    for encoding in ("utf-16", "iso-8859-1", "windows-1252"):
        named = text.replace('encoding="UTF-8"', f'encoding="{encoding}"')
        assert read(LIMESURVEY, named.encode(encoding)).instrument == expected
    assert "no XML" in refused(LIMESURVEY, text.encode("latin-1"))


@pytest.mark.parametrize("format_", FORMATS, ids=lambda one: one.code)
def test_half_a_file_is_refused(format_: ExchangeFormat) -> None:
    data = sample(format_)
    for share in (0.1, 0.5, 0.9, 0.99):
        assert refused(format_, data[: int(len(data) * share)])
    assert refused(format_, b"")


@pytest.mark.parametrize("format_", [QUALTRICS, GOOGLE, DORA], ids=lambda one: one.code)
def test_json_of_anything_else_is_refused(format_: ExchangeFormat) -> None:
    nothing: list[object] = [None, 1, "text", [], {}]
    empty: list[object] = [
        {"items": {}, "categories": 3, "SurveyElements": "x"},
        {"items": [], "categories": [], "SurveyElements": []},
    ]
    for value in nothing + empty:
        assert refused(format_, json.dumps(value).encode())


def test_long_texts_are_cut_and_their_rest_is_named() -> None:
    long = "word " * 200 + "end"
    item = {"title": long, "description": long,
            "questionItem": {"question": {"choiceQuestion": {"type": "RADIO", "options": [
                {"value": long}, {"value": "No"}]}}}}  # fmt: skip
    reading = read_json(GOOGLE, {"info": {"title": long}, "items": [item]})
    found = reading.instrument.items[0]
    assert len(found.text) == len(found.help) == 500
    assert len(found.scale.options[0].label) == len(reading.instrument.title) == 200
    cuts = [one for one in told(reading, Fate.CHANGED) if "at most" in one or "cut after" in one]
    assert len(cuts) == 4


def test_more_questions_than_a_section_holds_go_on_in_another() -> None:
    item = {"title": "Is it easy?", "questionItem": {"question": {"textQuestion": {}}}}
    reading = read_json(GOOGLE, {"info": {"title": "Long"}, "items": [item] * 450})
    assert [len(part.items) for part in reading.instrument.sections] == [200, 200, 50]
    assert len(set(reading.instrument.sections)) == 3
    assert "The others stand in “Long (continued)”." in said(reading)
