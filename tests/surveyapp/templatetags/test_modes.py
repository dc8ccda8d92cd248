"""Modes in words: the same on pages and in exports, and honest where responses are kept."""

from __future__ import annotations

from datetime import date

import pytest

from analysis.exports import words
from questionnaires.models import Round
from surveyapp.templatetags.modes import mode_words


@pytest.mark.parametrize("mode", Round.Mode)
def test_pages_and_exports_say_the_same(mode: Round.Mode) -> None:
    assert mode_words(Round(mode=mode)) == str(mode.label) == words.MODES[mode]


@pytest.mark.parametrize("mode", [Round.Mode.CONFIDENTIAL, Round.Mode.OPEN])
def test_no_other_mode_is_called_anonymous(mode: Round.Mode) -> None:
    assert "anonymous" not in mode_words(Round(mode=mode)).replace("not anonymous", "")


def test_a_round_that_keeps_responses_is_not_anonymous_before_they_are_destroyed() -> None:
    round_ = Round(mode=Round.Mode.ANONYMOUS, kept_responses_days=14)
    assert mode_words(round_) == ("anonymous from 14 days after release, responses kept until then")
    round_.released_on = date(2027, 4, 21)
    assert mode_words(round_) == "anonymous from 5 May 2027, responses kept until then"
    round_.mode = Round.Mode.CONFIDENTIAL
    assert mode_words(round_) == "confidential, not anonymous"
