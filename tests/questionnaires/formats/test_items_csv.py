"""Items as CSV."""

from __future__ import annotations

from hypothesis import HealthCheck, given, settings

from analysis.instrument import Instrument
from questionnaires.formats import items_csv
from tests.question_sets import instruments
from tests.questionnaires.formats.losses import without


@settings(suppress_health_check=[HealthCheck.too_slow], deadline=None)
@given(instruments())
def test_a_question_set_comes_back_up_to_the_loss_that_is_told(instrument: Instrument) -> None:
    written = items_csv.write(instrument)
    read = items_csv.read(written.data, "questions.csv")
    assert read.instrument == without(instrument, written.remarks)
