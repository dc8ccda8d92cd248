"""Units: those of now, those that were, and the paths that each has had."""

from __future__ import annotations

from django.db.models import QuerySet

from questionnaires.models import Unit


def paths_of(unit: Unit) -> tuple[str, ...]:
    """The path of a unit and all that it has had, newest first, each once.

    Collection units of earlier rounds keep the path they had, so these are the names under which
    a trend finds them.
    """
    former = unit.former_paths.order_by("-until", "-pk").values_list("path", flat=True)
    return tuple(dict.fromkeys([unit.path, *former]))


def retired_units() -> QuerySet[Unit]:
    """Units in which nobody works any more, by path."""
    return Unit.objects.exclude(retired_on=None).order_by("path")
