"""What a viewer may read: released rounds and their releases; see ``comments`` for those.

Pages, exports and the API all ask here, so that none of them shows more than the others.
"""

from __future__ import annotations

from django.db.models import Max, QuerySet

from questionnaires.models import Programme, Round, StoredRelease


def rounds_for_viewers() -> QuerySet[Round]:
    """Rounds whose results a viewer may read, by programme, oldest first."""
    return Round.objects.filter(status=Round.Status.RELEASED).select_related("programme")


def released_rounds_of(programme: Programme) -> QuerySet[Round]:
    """The released rounds of a programme, oldest first."""
    return rounds_for_viewers().filter(programme=programme).order_by("position")


def latest_rounds_for_viewers() -> list[Round]:
    """The newest released round of every programme that has one, by the programme's title."""
    newest = rounds_for_viewers().values("programme").annotate(newest=Max("position"))
    positions = {row["programme"]: row["newest"] for row in newest.order_by()}
    return [
        round_
        for round_ in rounds_for_viewers().order_by("programme__title")
        if positions[round_.programme_id] == round_.position
    ]


def earlier_released_rounds(round_: Round) -> QuerySet[Round]:
    """The released rounds before this one in its programme, newest first."""
    return (
        rounds_for_viewers()
        .filter(programme_id=round_.programme_id, position__lt=round_.position)
        .order_by("-position")
    )


def previous_released_round(round_: Round) -> Round | None:
    """The released round before this one in its programme."""
    return earlier_released_rounds(round_).first()


def release_of(round_: Round) -> StoredRelease:
    """The newest release of a released round; ``StoredRelease.DoesNotExist`` without one."""
    return round_.releases.order_by("-number")[:1].get()
