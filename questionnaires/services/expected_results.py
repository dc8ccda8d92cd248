"""What a draft would tell of each unit if so many answered, while its tree can still change."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import comb
from typing import TYPE_CHECKING

from questionnaires.models import Round
from questionnaires.services.fallback_pools import taken_over
from questionnaires.services.manifests import OpeningPlan

if TYPE_CHECKING:
    from analysis.expectations import Expected

#: Shares of people of whom it is said what they would make visible.
SHARES = (0.6, 0.8, 1.0)


def chance_of_k(members: int, k: int, share: float = 0.8) -> float:
    """The probability, 0 to 1, that so many people give at least k answers, each with ``share``.

    >>> [round(chance_of_k(members, 5), 2) for members in (5, 6, 7, 8)]
    [0.33, 0.66, 0.85, 0.94]
    """
    return sum(
        comb(members, n) * share**n * (1 - share) ** (members - n) for n in range(k, members + 1)
    )


@dataclass(frozen=True, slots=True)
class ExpectedResult:
    """What would be told of a unit: by itself, or of the pool at ``pool`` that took it over."""

    answers: int
    told: Expected
    pool: str | None = None


@dataclass(frozen=True, slots=True)
class ExpectedUnit:
    """A unit with one result for each share, in their order.

    ``teams`` are the units of the roster that it stands for, more than one where small ones are
    pooled at opening; none of a department, which has units below it, and of everybody.
    """

    path: str
    members: int
    teams: int
    results: tuple[ExpectedResult, ...]


def expected_results(
    round: Round, plan: OpeningPlan, shares: Sequence[float] = SHARES
) -> tuple[ExpectedUnit, ...]:
    """Everybody, the departments and the collection units of a plan, parents before children.

    Each share of people (0 to 1) answers in every unit, as mixed as can be; pools take over and
    the gate decides, as at close.
    """
    if not plan.population:
        return ()
    members: dict[str, int] = {}
    for unit in plan.units:
        for path in _at_and_above(unit.path):
            members[path] = members.get(path, 0) + unit.members
    teams = {unit.path: max(1, len(unit.pooled)) for unit in plan.units}
    departments = {above for path in teams for above in _at_and_above(path)[:-1]}
    by_share = [_results(round, plan, members, share) for share in shares]
    return tuple(
        ExpectedUnit(
            path=path,
            members=members[path],
            teams=0 if path in departments or not path else teams[path],
            results=tuple(results[path] for results in by_share),
        )
        for path in sorted(members, key=lambda path: path.split("/") if path else [])
    )


def _results(
    round: Round, plan: OpeningPlan, members: dict[str, int], share: float
) -> dict[str, ExpectedResult]:
    from analysis.expectations import expected  # slow import

    answers = {unit.path: int(unit.members * share + 0.5) for unit in plan.units}
    homes = taken_over(plan.fallback_pools, answers, round.k)
    counted: dict[str, int] = {}
    for path, people in answers.items():
        home = homes.get(path, path)
        counted[home] = counted.get(home, 0) + people
    told = expected(counted, k=round.k, full_detail=round.full_detail)
    everybody = dict.fromkeys(members, 0)
    for path, people in answers.items():
        for above in _at_and_above(path):
            everybody[above] += people
    return {
        path: ExpectedResult(
            answers=everybody[path],
            told=told[path] if path in told else told[homes[path]],
            pool=None if path in told else homes[path],
        )
        for path in members
    }


def _at_and_above(path: str) -> list[str]:
    """Everybody, the units above, and the unit itself, in this order."""
    titles = path.split("/") if path else []
    return ["/".join(titles[:depth]) for depth in range(len(titles) + 1)]
