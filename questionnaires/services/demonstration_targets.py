"""What the made-up organisation wants to reach, set before anybody there could know.

After the second round it aims at faster feedback, which the third finds better, and at more time
without interruption, which the third finds worse. After the third it aims at that once more.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from questionnaires.models import OutcomeTarget, Round
from questionnaires.queries.targets import newest_released_round
from questionnaires.services.targets import set_target, start_value

#: Goals are so many points above the start, on the next step of five.
STEP, HIGHEST = 0.05, 0.95


@dataclass(frozen=True, slots=True)
class MadeUpTarget:
    """A goal of a construct, ``further`` above where the release has it."""

    construct: str
    further: float
    by: str
    objective: str


#: By the number of the round that they start from, oldest first.
TARGETS: Mapping[int, tuple[MadeUpTarget, ...]] = {
    1: (
        MadeUpTarget("feedback_loops", 0.25, "Team Build", "O2: fast feedback for everybody"),
        MadeUpTarget("flow", 0.15, "Heads of department", "O3: time to think"),
    ),
    2: (MadeUpTarget("flow", 0.3, "Heads of department", "O3: time to think"),),
}


def set_made_up_targets(number: int, start: Round, *, due: str, actor: str) -> None:
    """Afterwards the newest released round has its targets for the next one, once."""
    is_newest = newest_released_round(start.programme) == start
    if start.released_on is None or not is_newest or start.targets.exists():
        return
    for one in TARGETS.get(number, ()):
        kind = OutcomeTarget.Kind.CONSTRUCT
        figure = start_value(round=start, kind=kind, measure=one.construct)
        goal = min(HIGHEST, round((figure + one.further) / STEP) * STEP)
        set_target(
            round=start,
            kind=kind,
            measure=one.construct,
            to_value=round(goal, 2),
            due=due,
            by=one.by,
            objective=one.objective,
            actor=actor,
            today=start.released_on,
        )


def made_up_target(start: Round, construct: str) -> OutcomeTarget | None:
    """The target on a construct that starts from a round."""
    return start.targets.filter(measure=construct).first() if construct else None
