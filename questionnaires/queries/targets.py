"""Outcome targets and the rounds that they wait for."""

from __future__ import annotations

from collections.abc import Iterable

from django.db.models import QuerySet

from questionnaires.models import OutcomeTarget, Programme, Round


def targets_of(programme: Programme) -> QuerySet[OutcomeTarget]:
    """All targets of a programme with the rounds that they start from, in order of entry."""
    return programme.targets.select_related("round__version", "programme").order_by("pk")


def targets_in_force(programme: Programme) -> QuerySet[OutcomeTarget]:
    """Those that were not dropped, answered or not."""
    return targets_of(programme).filter(dropped_on__isnull=True)


def rounds_waited_for(targets: Iterable[OutcomeTarget]) -> dict[tuple[int, str], Round]:
    """The rounds that targets are due in, where they are there, by programme and code."""
    wanted = {(target.programme_id, target.due) for target in targets}
    found = Round.objects.filter(
        programme__in={programme for programme, _code in wanted},
        code__in={code for _programme, code in wanted},
    ).select_related("programme")
    by_place = {(round_.programme_id, round_.code): round_ for round_ in found}
    return {place: round_ for place, round_ in by_place.items() if place in wanted}


def round_waited_for(target: OutcomeTarget) -> Round | None:
    """The round that a target is due in, where it is there."""
    return rounds_waited_for([target]).get((target.programme_id, target.due))


def newest_released_round(programme: Programme) -> Round | None:
    """The round that a target of today starts from."""
    released = programme.rounds.filter(status=Round.Status.RELEASED)
    return released.select_related("programme", "version").order_by("-position").first()
