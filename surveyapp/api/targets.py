"""Targets of a programme and what became of them, for programs."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.http import Http404
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from questionnaires.models import OutcomeTarget, Programme
from surveyapp import access
from surveyapp.api.fields import VERDICTS, Number
from surveyapp.api.views import ERRORS, Reading
from surveyapp.outcome_pages import TargetRow, outcomes_of, outcomes_page

if TYPE_CHECKING:
    from analysis.outcomes import Level, Outcome

STATES = ("open", "answered", "dropped")
TARGET_VERDICTS = ("met", "moving", "no_evidence", "moved_away", "cannot_tell")


class LevelSerializer(serializers.Serializer[Any]):
    """A figure of the whole organisation with its 95 % interval for the people of it.

    A favourable share as a fraction, a mean in the units of its scale, or the score of a metric.
    """

    n = serializers.IntegerField()
    estimate = Number()
    low = Number()
    high = Number()


class DifferenceSerializer(serializers.Serializer[Any]):
    """The change of the favourable share since the start, later minus earlier, and its verdict."""

    estimate = Number()
    low = Number()
    high = Number()
    verdict = serializers.ChoiceField(choices=VERDICTS)


class TargetSerializer(serializers.Serializer[Any]):
    """A target: which figure is to be where in which later round, and what became of it."""

    code = serializers.CharField()
    kind = serializers.ChoiceField(choices=OutcomeTarget.Kind.values)
    measure = serializers.CharField(
        help_text="Code of the construct or question, or name of the metric."
    )
    title = serializers.CharField()
    since = serializers.CharField(help_text="Code of the round that it starts from.")
    due = serializers.CharField(help_text="Code of the round that answers it.")
    to_value = Number(
        help_text="A favourable share as a fraction; with `is_mean` a mean, of a metric that of "
        "scores from 0 to 10."
    )
    is_mean = serializers.BooleanField()
    unit = serializers.CharField(allow_blank=True)
    by = serializers.CharField(allow_blank=True)
    objective = serializers.CharField(allow_blank=True)
    note = serializers.CharField(allow_blank=True)
    set_on = serializers.DateField()
    changed_on = serializers.DateField(allow_null=True)
    dropped_on = serializers.DateField(allow_null=True)
    dropped_because = serializers.CharField(allow_blank=True)
    state = serializers.ChoiceField(choices=STATES)
    judged_in = serializers.CharField(
        allow_null=True, help_text="Code of the round in which it was looked at; null before one."
    )
    verdict = serializers.ChoiceField(
        choices=TARGET_VERDICTS,
        allow_null=True,
        help_text="What became of it; while it is open, so far.",
    )
    words = serializers.ListField(
        child=serializers.CharField(), help_text="What is said of it, as on the page."
    )
    start = LevelSerializer(allow_null=True)
    latest = LevelSerializer(allow_null=True)
    change = DifferenceSerializer(allow_null=True)


class TargetList(Reading):
    """The targets of a programme."""

    @extend_schema(responses={200: TargetSerializer(many=True), **ERRORS})
    def get(self, request: Request, programme: str) -> Response:
        """All of them as on the page: open ones, answered ones, those given up."""
        found = access.released_programme_for(self.site_request, programme)
        return Response(TargetSerializer(_data(found), many=True).data)


class TargetDetail(Reading):
    """One target of a programme."""

    @extend_schema(responses={200: TargetSerializer, **ERRORS})
    def get(self, request: Request, programme: str, target: str) -> Response:
        """The target and what became of it."""
        found = access.released_programme_for(self.site_request, programme)
        for one in _data(found):
            if one["code"] == target:
                return Response(TargetSerializer(one).data)
        raise Http404


def _data(programme: Programme) -> list[dict[str, Any]]:
    page = outcomes_page(programme)
    by_state = zip((page.open, page.answered, page.dropped), STATES, strict=True)
    rows = [(row, state) for rows, state in by_state for row in rows]
    figures = outcomes_of(row for row, _state in rows)
    return [_told(*row, found) for row, found in zip(rows, figures, strict=True)]


def _told(row: TargetRow, state: str, found: Outcome) -> dict[str, Any]:
    target = row.target
    kept = (
        "code", "kind", "measure", "due", "to_value", "by", "objective", "note", "set_on",
        "changed_on", "dropped_on", "dropped_because",
    )  # fmt: skip
    return {
        **{name: getattr(target, name) for name in kept},
        "title": row.told.title,
        "since": target.round.code,
        "is_mean": found.is_mean,
        "unit": found.unit,
        "state": state,
        "judged_in": row.judged.code if row.judged else None,
        "verdict": row.told.verdict or None,
        "words": row.told.sentences,
        "start": found.start_level,
        "latest": _latest(row, found),
        "change": _change(row, found),
    }


def _latest(row: TargetRow, found: Outcome) -> Level | None:
    return found.level if row.judged else None


def _change(row: TargetRow, found: Outcome) -> dict[str, Any] | None:
    """The comparison that pages show; of means there is a change of answers, and no share."""
    from analysis.estimates import Change

    if not row.judged or not isinstance(found.change, Change):
        return None
    difference = found.change.difference
    return {
        "estimate": difference.estimate,
        "low": difference.low,
        "high": difference.high,
        "verdict": found.change.verdict.value,
    }
