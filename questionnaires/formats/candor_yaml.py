"""Our own YAML as one of the formats: nothing is lost either way."""

from __future__ import annotations

from analysis.instrument import Instrument
from questionnaires.formats.exchange import ExchangeFormat, Reading, Remark, Writing, kept
from questionnaires.formats.located_yaml import decode
from questionnaires.formats.question_set_yaml import read_question_set, write_question_set


def read(data: bytes, filename: str) -> Reading:
    """The question set as it is written, comments and all."""
    source = decode(data, filename).replace("\r\n", "\n")
    instrument = read_question_set(source, filename)
    return Reading(instrument, source, tuple(_kept(instrument)))


def write(instrument: Instrument) -> Writing:
    """The file that :func:`read` reads as the same question set."""
    return Writing(write_question_set(instrument).encode(), tuple(_kept(instrument)))


def _kept(instrument: Instrument) -> list[Remark]:
    return [
        kept(f"section {section.code}", f"question {code}")
        for section in instrument.sections
        for code in section.items
    ]


def _recognises(_data: bytes, filename: str) -> bool:
    return filename.lower().endswith((".yaml", ".yml"))


FORMAT = ExchangeFormat(
    code="yaml",
    title="Candor YAML",
    suffix=".yaml",
    media_type="application/yaml",
    recognises=_recognises,
    read=read,
    write=write,
)
