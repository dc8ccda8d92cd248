"""What was decided of changed items, as the rounds of a programme have it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from questionnaires.models import QuestionSetVersion, Round, TrendDecision


def decisions_of(version: QuestionSetVersion) -> Sequence[TrendDecision]:
    """What was decided of a version, in the order its items are asked."""
    place = {item.code: n for n, item in enumerate(version.instrument.items)}
    return sorted(version.trend_decisions.all(), key=lambda one: place.get(one.item, 0))


@dataclass(frozen=True, slots=True)
class DecidedBetween:
    """The versions that rounds asked, oldest first, and what was decided of their question sets."""

    versions: tuple[tuple[int, int], ...]
    decisions: tuple[TrendDecision, ...]

    def on(self, item: str, before: int, after: int) -> tuple[TrendDecision, ...]:
        """What was decided of an item from one round to a later one, by their places.

        Nothing where they asked versions of two question sets.
        """
        (set_before, first), (set_after, last) = self.versions[before], self.versions[after]
        if set_before != set_after:
            return ()
        return tuple(
            one
            for one in self.decisions
            if one.item == item
            and one.version.question_set_id == set_after
            and first < one.version.number <= last
        )


def decided_between(rounds: Iterable[Round]) -> DecidedBetween:
    """What was decided between rounds, which come with their versions, oldest first."""
    versions = tuple((one.version.question_set_id, one.version.number) for one in rounds)
    decisions = (
        TrendDecision.objects.filter(version__question_set__in={one for one, _number in versions})
        .select_related("version")
        .defer("version__source", "version__content")
        .order_by("version__number", "pk")
    )
    return DecidedBetween(versions, tuple(decisions))
