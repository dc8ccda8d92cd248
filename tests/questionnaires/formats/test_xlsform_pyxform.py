"""pyxform, which ODK's own tools are built on, takes every XLSForm that is written."""

from __future__ import annotations

import io
import re

import pytest
from hypothesis import HealthCheck, given, settings
from pyxform.xls2xform import convert

from analysis.instrument import Instrument
from questionnaires.formats import xlsform_xlsx
from questionnaires.formats.question_set_yaml import read_question_set
from questionnaires.services.question_sets import LIBRARY
from tests.question_sets import REPEATING, SMALL, instruments

_CONTROL = re.compile(r'<(?:select1|select|input|range|odk:rank) [^>]*?ref="([^"]+)"')


def asked(instrument: Instrument) -> list[str]:
    """The names of the questions of the form that pyxform makes, in order; it has no errors."""
    result = convert(io.BytesIO(xlsform_xlsx.write(instrument).data))
    names = (path.rpartition("/")[2] for path in _CONTROL.findall(result.xform))
    return [name for name in names if instrument.has_item(name)]


@settings(suppress_health_check=[HealthCheck.too_slow], deadline=None, max_examples=30)
@given(instruments())
def test_pyxform_asks_the_same_questions(instrument: Instrument) -> None:
    assert asked(instrument) == [item.code for item in instrument.items]


@pytest.mark.parametrize(
    "name", ["small", "repeating", *sorted(p.stem for p in LIBRARY.glob("*.yaml"))]
)
def test_pyxform_takes_what_ships_without_a_warning(name: str) -> None:
    given = {"small": SMALL, "repeating": REPEATING}
    source = given.get(name) or (LIBRARY / f"{name}.yaml").read_text(encoding="utf-8")
    instrument = read_question_set(source, name)
    result = convert(io.BytesIO(xlsform_xlsx.write(instrument).data))
    assert result.warnings == []
    for item in instrument.items:
        assert item.text.split("“")[0][:20] in result.xform
    assert asked(instrument) == [item.code for item in instrument.items]
