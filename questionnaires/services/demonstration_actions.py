"""What the made-up organisation says it does about the results of its rounds.

It follows from what is planted there: a build cache after the second round goes before the better
feedback loops of the third, and the worse flow of the third has a plan that is not carried out yet.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta

from questionnaires.models import Action, Round
from questionnaires.services.actions import add_action, publish_action
from questionnaires.services.demonstration_targets import made_up_target


@dataclass(frozen=True, slots=True)
class MadeUpAction:
    """An entry; its day is counted from the release."""

    said: str
    construct: str
    state: str
    done: str
    by: str = ""
    days: int | None = None


#: By the number of the round, oldest first.
ACTIONS: dict[int, tuple[MadeUpAction, ...]] = {
    1: (
        MadeUpAction(
            said="Builds and tests take too long.",
            construct="feedback_loops",
            state=Action.State.DONE,
            done="All services share one build cache, and tests run only for what changed.",
            by="Team Build",
            days=75,
        ),
        MadeUpAction(
            said="Nobody knows which document is right.",
            construct="documentation",
            state=Action.State.UNDER_WAY,
            done="Every service gets one page with an owner. Half of them have theirs.",
            by="Team Observability",
        ),
    ),
    2: (
        MadeUpAction(
            said="Fewer people have time to work without being interrupted.",
            construct="flow",
            state=Action.State.PLANNED,
            done="Two mornings a week without meetings, for all three departments. We start with "
            "Platform and ask there after a month.",
            by="Heads of department",
        ),
        MadeUpAction(
            said="Some wish to choose the tools of their team themselves.",
            construct="",
            state=Action.State.DECIDED_AGAINST,
            done="We stay with one build system. Two would halve the people who can mend each, and "
            "slow builds were what hurt most. We look at it again in a year.",
        ),
        MadeUpAction(
            said="Builds are faster, and should stay so.",
            construct="feedback_loops",
            state=Action.State.UNDER_WAY,
            done="Team Build watches the longest test run and tells everybody when it passes ten "
            "minutes.",
            by="Team Build",
        ),
    ),
}


def tell_made_up_actions(released: Sequence[Round], *, actor: str) -> None:
    """Afterwards the rounds say what is done about them, where they did not yet."""
    for index, entries in ACTIONS.items():
        round_ = released[index]
        if round_.released_on is None or round_.actions.exists():
            continue
        for made_up in entries:
            action = add_action(
                round=round_,
                said=made_up.said,
                construct=made_up.construct,
                target=made_up_target(round_, made_up.construct),
                state=made_up.state,
                done=made_up.done,
                by=made_up.by,
                on=None
                if made_up.days is None
                else round_.released_on + timedelta(days=made_up.days),
                actor=actor,
            )
            publish_action(
                action=action, actor=actor, today=round_.released_on + timedelta(days=14)
            )
