"""All formats together: which one a file is of, and what none of them takes."""

from __future__ import annotations

import pytest
from hypothesis import HealthCheck, given, settings

from analysis.instrument import Instrument
from questionnaires.formats.exchange import Fate
from questionnaires.formats.exchange_formats import (
    FORMATS,
    READABLE,
    WRITABLE,
    format_named,
    read_any,
    recognise,
)
from questionnaires.formats.problems import QuestionSetError
from questionnaires.formats.question_set_yaml import read_question_set, write_question_set
from tests.question_sets import SMALL, instruments


def test_each_format_has_a_name_of_its_own() -> None:
    codes = [one.code for one in FORMATS]
    assert len(codes) == len({*codes})
    assert all(one.read or one.write for one in FORMATS)
    with pytest.raises(KeyError):
        format_named("never")


@pytest.mark.parametrize("code", [one.code for one in WRITABLE])
def test_what_a_format_writes_it_recognises_and_keeps(code: str) -> None:
    found = format_named(code)
    assert found.write
    written = found.write(read_question_set(SMALL, "x.yaml"))
    name = f"small{found.suffix}"
    assert recognise(written.data, name) is found
    _format, reading = read_any(written.data, name)
    assert {remark.fate for remark in reading.remarks} == {Fate.KEPT}
    assert reading.count(Fate.KEPT) == len(reading.remarks) >= 5
    assert read_question_set(reading.source, name) == reading.instrument


@settings(suppress_health_check=[HealthCheck.too_slow], deadline=None, max_examples=30)
@given(instruments())
def test_our_yaml_comes_back_unchanged(instrument: Instrument) -> None:
    text = write_question_set(instrument)
    _format, reading = read_any(text.encode(), "x.yaml")
    assert (reading.instrument, reading.source) == (instrument, text)


HOSTILE = [
    b"", b"\0" * 100, b"\xff\xfe<\0", b"{", b"[" * 100_000, b"PK\x03\x04",
    b"PK\x05\x06" + b"\0" * 18,
    b"<script>", b"\xef\xbb\xbf", "text,scale\nä,yes_no".encode("latin-1"),
    "text,scale\na,yes_no".encode("utf-16"), b"a" * (4 * 1024**2 + 1),
    b"text,scale\n\"" + b"a" * 300_000,
    b"text;scale\n" + b"x;yes_no\n" * 100_000, b"a: &a [*a]", b"code: " + b"[" * 10_000,
]  # fmt: skip


@pytest.mark.parametrize("code", [one.code for one in READABLE])
@pytest.mark.parametrize("data", HOSTILE, ids=range(len(HOSTILE)))
def test_what_is_hostile_is_refused_with_a_reason(code: str, data: bytes) -> None:
    with pytest.raises(QuestionSetError) as refused:
        read_any(data, f"bad{format_named(code).suffix}", code)
    assert all(problem.message for problem in refused.value.problems)
    assert len(str(refused.value)) < 20_000


def test_a_file_of_no_format_and_an_unknown_format_name_what_there_is() -> None:
    with pytest.raises(QuestionSetError, match=r"no file of a format that is known.*XLSForm"):
        read_any(b"x", "x.pdf")
    with pytest.raises(QuestionSetError, match=r"no format 'pdf' to read.*XLSForm"):
        read_any(b"x", "x.csv", "pdf")
