"""The information sheet of a round: what people are told before the first question.

Three texts are written by whoever runs the round: what it is for, who is responsible, who sees the
results. What follows from mode and rules is not written by anybody; the survey says it by itself.
"""

from __future__ import annotations

from django.utils.translation import gettext as _

from questionnaires.models import QuestionSetVersion, Round


def default_purpose(version: QuestionSetVersion) -> str:
    """What the question set says that it is for, in its own language; empty where it is silent."""
    return version.instrument.description.strip()


def default_audience() -> str:
    """Who sees the results where nothing else is arranged: what this site does."""
    return _(
        "After the release, everybody who has an account with a role on this site: counts of "
        "groups, and comments without name or unit. Before that, nobody."
    )


def fill_in_information(round: Round) -> None:
    """Afterwards an empty purpose or audience has its default; the round is not stored."""
    round.purpose = round.purpose.strip() or default_purpose(round.version)
    round.responsible = round.responsible.strip()
    round.audience = round.audience.strip() or default_audience()


def problems_of_information(round: Round) -> list[str]:
    """What people would not be told, one sentence each. A round with any of it is not opened."""
    problems: list[str] = []
    if not round.purpose:
        problems.append(
            _(
                "Nobody would be told what the round is for. Write its purpose: the question set "
                "has no description to take it from."
            )
        )
    if not round.responsible:
        problems.append(
            _(
                "Nobody would be told who is responsible. Name a person or a team with an "
                "address, as in: Platform team, platform@example.org."
            )
        )
    return problems
