"""What somebody learns who copies both databases on each evening of a field period.

From one copy to the next he sees whose ballots were drawn and which responses are new. So each
evening he guesses among the people of that day, unit, role and tenure. How well that goes depends
on how people answer: here 70 people in seven teams, as many a day as answer mails at work, with a
reminder on the eighth day. ``python -m tests.attackers.daily_copies`` prints the shares.
"""

from __future__ import annotations

import random
from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from tests.attackers.order import (
    Cell,
    Link,
    Person,
    allowed_by_chance,
    least_by_chance,
    matched,
)

PEOPLE = 70
SIZES = (8, 9, 10, 10, 10, 11, 12)
#: Of those who answer, how many do on each of ten days, in hundredths; then a weekend, then a mail.
CURVE = (32, 17, 9, 5, 1, 1, 6, 18, 7, 4)
ROLE_SHARES = {"backend": 40, "data": 15, "frontend": 30, "other": 15}
TENURE_SHARES = {"new": 20, "years": 45, "long": 35}
ROUNDS = 1_000
#: What of a response the attacker uses, from least to most.
USED = {"unit": 1, "unit and role": 2, "unit, role and tenure": 3}


def people(rng: random.Random) -> tuple[dict[Person, Cell], dict[Person, int]]:
    """Unit, role and tenure of everybody, and the day on which they answer."""
    units = [f"Team/{number}" for number, size in enumerate(SIZES) for _ in range(size)]
    roles = rng.choices([*ROLE_SHARES], [*ROLE_SHARES.values()], k=PEOPLE)
    tenures = rng.choices([*TENURE_SHARES], [*TENURE_SHARES.values()], k=PEOPLE)
    days = rng.choices(range(len(CURVE)), CURVE, k=PEOPLE)
    cells: dict[Person, Cell] = dict(enumerate(zip(units, roles, tenures, strict=True)))
    return cells, dict(enumerate(days))


def links(
    cells: Mapping[Person, Cell],
    drawn: Mapping[Person, int],
    their_cells: Mapping[str, Cell],
    arrived: Mapping[str, int],
    used: int,
    rng: random.Random,
) -> Link:
    """The guesses: in each day and cell at random."""
    link: Link = {}
    for day in sorted({*drawn.values()}):
        ours = {person: 0 for person, there in drawn.items() if there == day}
        theirs = {key: 0 for key, there in arrived.items() if there == day}
        link |= matched(
            ours,
            theirs,
            {person: cells[person][:used] for person in ours},
            {key: their_cells[key][:used] for key in theirs},
            drawing=rng,
        )
    return link


def simulated(rounds: int = ROUNDS, seed: int = 1) -> dict[str, dict[str, float]]:
    """The share of right guesses, by what is used: of one copy at the end, and of one each day."""
    rng = random.Random(seed)  # noqa: S311 -- the same each time
    right: dict[str, dict[str, float]] = defaultdict(lambda: defaultdict(float))
    for _ in range(rounds):
        cells, days = people(rng)
        keys = [str(number) for number in range(PEOPLE)]
        rng.shuffle(keys)
        truth = dict(zip(cells, keys, strict=True))
        theirs = {truth[person]: cell for person, cell in cells.items()}
        arrived = {truth[person]: day for person, day in days.items()}
        at_the_end = dict.fromkeys(days, 0), dict.fromkeys(arrived, 0)
        for name, used in USED.items():
            for copies, (ours, their) in (("one copy", at_the_end), ("daily", (days, arrived))):
                link = links(cells, ours, theirs, their, used, rng)
                right[copies][name] += share(link, truth) / rounds
    return {copies: dict(shares) for copies, shares in right.items()}


def share(link: Link, truth: Link) -> float:
    """Of all who answered, how many are linked to their response."""
    return sum(truth[person] == key for person, key in link.items()) / len(truth)


def on_files(folder: Path, log: Path) -> dict[str, Any]:
    """The same with real copies of real databases, of one field period."""
    from io import StringIO

    from django.core.management import call_command

    from questionnaires.models import Invitation
    from tests.attackers.field import opened_field
    from tests.attackers.weakened import order_kept

    rng = random.Random(7)  # noqa: S311 -- the same each time
    cells, days = people(rng)
    teams = {f"Team/{number}": size for number, size in enumerate(SIZES)}
    field = opened_field("2027-a", seed=7, teams=teams)
    asked = Invitation.objects.filter(round=field.round).order_by("collection_unit__path", "pk")
    invitations = list(asked.select_related("round", "collection_unit", "person"))
    drawn: dict[Person, int] = {}
    arrived: dict[str, int] = {}
    their_cells: dict[str, Cell] = {}
    for day in range(len(CURVE)):
        today = [number for number, there in days.items() if there == day]
        rng.shuffle(today)
        with order_kept():
            for number in today:
                field.send(invitations[number], *cells[number][1:])
        call_command("rewrite_answers", stdout=StringIO())
        _look(folder, log, field.public_id, day, (drawn, arrived, their_cells))
    said = {}
    for name, used in USED.items():
        link = links(field.cells, drawn, their_cells, arrived, used, rng)
        # One right guess in each day and cell, on average; never far from it.
        sizes = Counter((drawn[person], cell[:used]) for person, cell in field.cells.items())
        said[name] = {
            "correct": round(share(link, field.truth) * PEOPLE),
            "by chance": len(sizes),
            "at least": least_by_chance(sizes.values()),
            "at most": allowed_by_chance(sizes.values(), tries=1),
        }
    return said


def _look(
    folder: Path,
    log: Path,
    round_id: str,
    day: int,
    seen: tuple[dict[Person, int], dict[str, int], dict[str, Cell]],
) -> None:
    """What is new in this evening's copy."""
    from tests.attackers.evidence import copy_of
    from tests.attackers.order import cell_of

    drawn, arrived, their_cells = seen
    evidence = copy_of(folder, log)
    for row in evidence.rows("invitation"):
        if row["used"]:
            drawn.setdefault(row["person_id"], day)
    for row in evidence.rows("response"):
        if row["round_id"] == round_id:
            arrived.setdefault(row["id"], day)
            their_cells[row["id"]] = cell_of(row)


def lines(shares: Mapping[str, Mapping[str, float]]) -> Sequence[str]:
    """The shares in words, a line each."""
    return [
        f"{'copied every day' if copies == 'daily' else 'copied once'}, by {name}: "
        f"{100 * value:.0f} % of {PEOPLE} people linked to their response"
        for copies, by_use in shares.items()
        for name, value in by_use.items()
    ]


if __name__ == "__main__":
    print("\n".join(lines(simulated())))
