"""What is done after a round, as somebody may read it."""

from __future__ import annotations

from django.db.models import QuerySet

from questionnaires.models import Action, Round


def published_actions(round_: Round) -> QuerySet[Action]:
    """What everybody who was asked may read, in order of entry; nothing before the release."""
    published = Action.objects.filter(round=round_, published_on__isnull=False)
    return published.order_by("pk") if round_.is_released else published.none()


def all_actions(round_: Round) -> QuerySet[Action]:
    """Drafts too, in order of entry, for those who run the round."""
    return Action.objects.filter(round=round_).order_by("pk")
