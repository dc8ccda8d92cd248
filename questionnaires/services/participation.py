"""Participation while a round is open: counted at most once a day, told coarsely.

Nobody may see from a number who has just answered, or who has not. What holds, and why:

* **Once a day.** A day's count replaces the one before and is all that is stored. Pages read it
  and count nothing, so between two counts nothing that anybody is shown changes with an answer.
* **Steps of five**, rounded down. From one day to the next such a number stays or rises by a step,
  which is one answer or as many as nine; it never falls, so that a ballot that was issued again is
  not seen. Of a part of the organisation nothing is told below ten.
* **Never near to all.** No number leaves fewer than five people open, or a tenth of those asked
  where that is more. So whoever made a number rise is one of at least five who had not answered
  before, and a part in which all have answered looks like one in which five or so are missing.
* **Small units are pooled** with siblings, the smallest first, until a part has people enough for
  ten answers to be told of it; a department that is pooled is told as a whole. Who is pooled with
  whom hangs on the people counted at opening, never on answers: a unit stands alone or does not,
  and if that depended on its answers it would tell them, at times to the person (0030).
* **Nothing to subtract.** The parts make up everybody: of none is a number left over. The number
  of everybody could still narrow down those of the parts; where a part could then have been only
  one of fewer than three numbers, the number of everybody is told a step lower, at the lowest the
  sum of the parts. "At least" stays true.

What does not hold: somebody who knows of everybody else in a part whether they have answered,
learns it of the last one when a step is taken. No number can be told that withstands that.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from django.db import transaction
from django.db.models import Count, Q
from django.utils import timezone
from django.utils.translation import gettext as _

from questionnaires.models import CollectionUnit, Response, Round
from questionnaires.queries.participation import (
    PARTICIPATION_STEP,
    NotedParticipation,
    UnitParticipation,
    highest_told,
    told_in_steps,
)
from questionnaires.services.errors import ServiceError
from questionnaires.services.rounds import locked

#: Answers that a part needs for a number to be told of it.
ANSWERS_MINIMUM = 10
#: So many numbers a part can have, for all that is told together.
_NUMBERS_LEFT = 3


@dataclass(frozen=True, slots=True)
class Counted:
    """A collection unit on the day of a count."""

    path: str
    people: int
    answered: int


@dataclass(frozen=True, slots=True)
class _Node:
    """Siblings told together, with the parts that they are told as."""

    titles: tuple[str, ...]
    people: int
    answered: int
    parts: tuple[UnitParticipation, ...] = ()

    @property
    def rank(self) -> tuple[int, tuple[str, ...]]:
        """Smallest first; the names decide between equals."""
        return self.people, self.titles

    @property
    def is_small(self) -> bool:
        """Whether nothing could ever be told of these people alone."""
        return highest_told(self.people) < ANSWERS_MINIMUM


def note_participation(*, round: Round, today: date | None = None) -> Round:
    """Afterwards an open round says how many have answered, as counted on this day.

    Counted from drawn ballots, used invitations or, behind an open link, responses. A second time
    on a day nothing is counted and nothing changes. Nothing is logged: nobody did anything.
    """
    day = today or timezone.localdate()
    with transaction.atomic():
        current = locked(round)
        if not current.is_open:
            raise ServiceError(
                _("The state of %(round)s is “%(status)s”. Participation is of open rounds.")
                % {"round": current, "status": current.get_status_display()}
            )
        noted = current.participation
        if noted is None or date.fromisoformat(noted["day"]) < day:
            current.participation = _not_less(_counted(current, day), noted).as_json()
            current.save(update_fields=["participation"])
    return current


def told_participation(
    units: Sequence[Counted], day: date, people: int | None = None
) -> NotedParticipation:
    """What may be told of counts by collection unit; ``people`` is everybody who was asked."""
    asked = sum(unit.people for unit in units) if people is None else people
    parts = _parts("", units)
    told = told_in_steps(sum(unit.answered for unit in units), asked)
    while any(_numbers_left(part, parts, told, asked) < _NUMBERS_LEFT for part in parts):
        told -= PARTICIPATION_STEP
    return NotedParticipation(day, told, parts)


def _counted(round: Round, day: date) -> NotedParticipation:
    if not round.is_personal:
        answers = Response.objects.filter(round_id=round.public_id).count()
        return NotedParticipation(day, told_in_steps(answers))
    units = CollectionUnit.objects.filter(round=round).annotate(
        answered=Count("invitations", filter=Q(invitations__used=True))
    )
    rows = units.order_by("path").values_list("path", "members", "answered")
    return told_participation([Counted(*row) for row in rows], day, round.population)


def _not_less(counted: NotedParticipation, earlier: Mapping[str, Any] | None) -> NotedParticipation:
    """The newer count, nowhere below the earlier one; the parts are the same from day to day."""
    if earlier is None:
        return counted
    before = NotedParticipation.from_json(earlier)
    return NotedParticipation(
        counted.day,
        max(counted.at_least, before.at_least),
        tuple(
            replace(unit, at_least=max(unit.at_least, old.at_least))
            for unit, old in zip(counted.units, before.units, strict=True)
        ),
    )


def _parts(within: str, units: Sequence[Counted]) -> tuple[UnitParticipation, ...]:
    """The parts of a parent: none where it can only be told as a whole."""
    nodes = sorted(_children(within, units), key=lambda node: node.rank)
    while len(nodes) > 1 and nodes[0].is_small:
        nodes = sorted([_merged(*nodes[:2]), *nodes[2:]], key=lambda node: node.rank)
    if len(nodes) < 2:
        return nodes[0].parts if nodes else ()
    parts = [part for node in nodes for part in node.parts or (_part(within, node),)]
    return tuple(sorted(parts, key=lambda part: part.path))


def _children(within: str, units: Iterable[Counted]) -> Iterator[_Node]:
    """One node for each title below a path; people of the path itself have the title ""."""
    below: dict[str, list[Counted]] = {}
    for unit in units:
        rest = unit.path.removeprefix(within).removeprefix("/")
        below.setdefault(rest.partition("/")[0], []).append(unit)
    for title, inside in below.items():
        path = f"{within}/{title}" if within else title
        parts = _parts(path, inside) if title and len(inside) > 1 else ()
        people = sum(unit.people for unit in inside)
        yield _Node((title,), people, sum(unit.answered for unit in inside), parts)


def _merged(one: _Node, other: _Node) -> _Node:
    """Two siblings as one, which has no parts."""
    titles = tuple(sorted(one.titles + other.titles))
    return _Node(titles, one.people + other.people, one.answered + other.answered)


def _part(within: str, node: _Node) -> UnitParticipation:
    told = told_in_steps(node.answered, node.people)
    return UnitParticipation(
        within, node.titles, node.people, told if told >= ANSWERS_MINIMUM else 0
    )


def _numbers_left(
    part: UnitParticipation, parts: Sequence[UnitParticipation], told: int, people: int
) -> int:
    """How many numbers of answers a part can have, for whoever reads all that is told."""
    others = [other for other in parts if other is not part]
    least = max(part.at_least, told - sum(_most(other) for other in others))
    most = min(_most(part), _highest(told, people) - sum(other.at_least for other in others))
    return most - least + 1


def _most(part: UnitParticipation) -> int:
    """The most answers that a part can have."""
    if part.at_least < ANSWERS_MINIMUM:
        return ANSWERS_MINIMUM - 1
    return _highest(part.at_least, part.people)


def _highest(told: int, people: int) -> int:
    """The most answers that are told as this number."""
    return people if told >= highest_told(people) else told + PARTICIPATION_STEP - 1
