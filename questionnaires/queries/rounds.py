"""Rounds as somebody may see them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Protocol

from django.db.models import QuerySet

from questionnaires.models import Programme, Response, Round


class Viewer(Protocol):
    """Whoever looks; ``surveyapp.access.Roles`` is one."""

    @property
    def analyst(self) -> bool:
        """May run rounds."""

    @property
    def viewer(self) -> bool:
        """May read releases."""


def rounds_visible_to(viewer: Viewer, *, with_aborted: bool = False) -> QuerySet[Round]:
    """All rounds for somebody who runs them, released ones for readers, newest first.

    Aborted ones have nothing to tell and are left out, unless asked for.
    """
    rounds = Round.objects.select_related("programme", "version__question_set")
    if not with_aborted:
        rounds = rounds.exclude(status=Round.Status.ABORTED)
    if not viewer.analyst:
        rounds = rounds.filter(status=Round.Status.RELEASED) if viewer.viewer else rounds.none()
    return rounds.order_by("programme__title", "-position")


@dataclass(frozen=True, slots=True)
class ProgrammeRounds:
    """A programme with those of its rounds that somebody may see, newest first."""

    programme: Programme
    rounds: tuple[Round, ...]

    @property
    def has_results(self) -> bool:
        """Whether one of them is released."""
        return any(round.is_released for round in self.rounds)


def programmes_visible_to(viewer: Viewer, *, with_aborted: bool = False) -> list[ProgrammeRounds]:
    """Programmes by title with their events, in three queries.

    Those without a visible round only for who runs them.
    """
    rounds: dict[int, list[Round]] = {}
    for round in rounds_visible_to(viewer, with_aborted=with_aborted):
        rounds.setdefault(round.programme_id, []).append(round)
    return [
        ProgrammeRounds(programme, tuple(rounds.get(programme.pk, ())))
        for programme in Programme.objects.prefetch_related("events").order_by("title")
        if viewer.analyst or programme.pk in rounds
    ]


def all_programmes() -> QuerySet[Programme]:
    """Programmes by title, for whoever runs rounds."""
    return Programme.objects.order_by("title")


def unfinished_rounds() -> QuerySet[Round]:
    """Rounds that wait for whoever runs them: drafts, open ones, closed ones."""
    done = (Round.Status.RELEASED, Round.Status.ABORTED)
    return Round.objects.exclude(status__in=done).select_related("programme")


def round_by_public_id(public_id: str) -> Round | None:
    """The round that an address of respondents names, whoever asks."""
    rounds = Round.objects.select_related("programme", "version")
    return rounds.filter(public_id=public_id).first()


def days_of_aborted_rounds(*, since: date) -> list[date]:
    """Days from ``since`` on when a round that had personal links was aborted, oldest first."""
    aborted = Round.objects.filter(
        status=Round.Status.ABORTED, aborted_on__gte=since, mode__in=Round.PERSONAL
    )
    return sorted({round.aborted_on for round in aborted if round.aborted_on})


def single_responses_are_kept(round: Round) -> bool:
    """Whether the answers database still holds responses of a round."""
    return Response.objects.filter(round_id=round.public_id).exists()
