"""What has to be done every day, done by one command."""

from __future__ import annotations

import time
from datetime import date, timedelta
from io import StringIO
from typing import Any

import pytest
from django.core.management import CommandError, call_command

from questionnaires.models import Pilot
from questionnaires.queries.participation import noted_participation
from questionnaires.services.erasing import UnfinishedError
from questionnaires.services.pilots import make_pilot
from surveyapp.management.commands import daily, rewrite_answers
from tests.rounds import answer, opened, version

pytestmark = pytest.mark.django_db(transaction=True, databases=["default", "answers"])


def test_it_counts_rewrites_and_destroys() -> None:
    round_ = opened()
    answer(round_, 7)
    said = StringIO()
    call_command("daily", stdout=said)
    round_.refresh_from_db()
    noted = noted_participation(round_)
    assert noted is not None
    assert noted.at_least == 5
    assert noted.day > date(2026, 1, 1)
    for words in ("counted on", "Both databases are written anew", "Nothing is kept"):
        assert words in said.getvalue()


def test_it_ends_pilots_whose_last_day_is_past() -> None:
    """Each is named, and a dry run ends none."""
    made_on = date(2026, 1, 5)
    asked = version()
    for days in (3, 4000):
        pilot = make_pilot(version=asked, title="x", links=5, actor="ann", today=made_on).pilot
        Pilot.objects.filter(pk=pilot.pk).update(ends_on=made_on + timedelta(days=days))
    for arguments, words, running in (
        (["retain", "--dry-run"], "times and links of a pilot would be destroyed", 2),
        (["daily"], "times and links of a pilot are destroyed", 1),
    ):
        said = StringIO()
        call_command(*arguments, stdout=said)
        assert said.getvalue().count(words) == 1
        assert Pilot.objects.filter(ended_on=None).count() == running
    call_command("daily", stdout=(again := StringIO()))
    assert "pilot" not in again.getvalue()


def test_what_fails_is_named_and_stops_nothing_else(monkeypatch: Any) -> None:
    def in_use() -> None:
        raise UnfinishedError("Somebody reads the file.")

    monkeypatch.setattr(rewrite_answers, "rewrite_in_random_order", in_use)
    said = StringIO()
    with pytest.raises(CommandError, match="rewrite_answers: Somebody reads the file"):
        call_command("daily", stdout=said)
    assert "Nothing is kept" in said.getvalue()


def test_it_goes_on_every_night_whatever_failed(monkeypatch: Any) -> None:
    nights: list[float] = []

    class OverError(Exception):
        """Enough nights."""

    def sleep(seconds: float) -> None:
        nights.append(seconds)
        if len(nights) == 3:
            raise OverError

    def in_use() -> None:
        raise UnfinishedError("Somebody reads the file.")

    monkeypatch.setattr(time, "sleep", sleep)
    monkeypatch.setattr(rewrite_answers, "rewrite_in_random_order", in_use)
    said, trouble = StringIO(), StringIO()
    with pytest.raises(OverError):
        call_command("daily", "--loop", stdout=said, stderr=trouble)
    assert said.getvalue().count("Nothing is kept") == 3
    assert trouble.getvalue().count("Somebody reads the file") == 3
    assert all(60 <= seconds <= daily.HOUR * 3600 + 24 * 3600 for seconds in nights)
