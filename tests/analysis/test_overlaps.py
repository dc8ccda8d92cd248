"""The attacker on cuts that overlap, against one that tries every table there is.

The solver of these tests is their own: it lists all tables of whole numbers with ``itertools`` and
finds the row space by rank. It shares no line with the product's.
"""

from __future__ import annotations

from itertools import product
from typing import Any

import numpy as np
import pytest
from numpy.typing import NDArray

from analysis import overlaps
from analysis.overlaps import Told, World, gives_someone_away, leaves_few_over, told_exactly

Ints = NDArray[np.int64]

#: Three answers: no, neither, yes; each is its own box.
YES = np.array([[0, 0, 1]])
EACH = np.eye(3, dtype=np.int64)


def world(people: Any, teams: int, *, role: Any = EACH) -> World:
    """Teams beside roles. Atoms run team by team; each team and each role is told."""
    table = np.array(people, dtype=np.int64)
    atoms = np.arange(len(table))
    roles = len(table) // teams
    every = np.eye(table.shape[1], dtype=np.int64)
    told = [told_exactly(atoms // roles == team, every, table) for team in range(teams)]
    told += [
        told_exactly(atoms % roles == one, role if role is not EACH else every, table)
        for one in range(roles)
    ]
    return World(table, every.astype(bool), tuple(told))


def compositions(people: int, answers: int) -> list[tuple[int, ...]]:
    """All ways in which so many people can give so many answers."""
    if answers == 1:
        return [(people,)]
    return [
        (first, *rest)
        for first in range(people + 1)
        for rest in compositions(people - first, answers - 1)
    ]


def all_tables(world: World) -> list[Ints]:
    """Every table that fits what is told, one by one."""
    answers = world.people.shape[1]
    ways = [compositions(int(row.sum()), answers) for row in world.people]
    fitting = []
    for table in (np.array(rows) for rows in product(*ways)):
        sums = [one.forms @ table[one.members].sum(axis=0) for one in world.told]
        if all(
            (one.low <= total).all() and (total <= one.high).all()
            for one, total in zip(world.told, sums, strict=True)
        ):
            fitting.append(table)
    return fitting


def is_broken(world: World, fewest: int) -> bool:
    """What the product's attacker has to find, from the definition."""
    return (
        row_space_is_broken(world, fewest)
        or some_few_are_known(world, fewest)
        or somebody_is_known(world)
    )


def row_space_is_broken(world: World, fewest: int) -> bool:
    told = [one.members for one in world.told if not one.is_band]
    cells = np.array(told, dtype=float)
    sizes = world.people.sum(axis=1)
    rank = int(np.linalg.matrix_rank(cells))
    for union in product((0, 1), repeat=len(sizes)):
        is_small = 0 < np.dot(union, sizes) < fewest
        if is_small and int(np.linalg.matrix_rank(np.vstack([cells, union]))) == rank:
            return True
    return False


def some_few_are_known(world: World, fewest: int) -> bool:
    tables = all_tables(world)
    sizes = world.people.sum(axis=1)
    cells = [one.members for one in world.told]
    groups = [np.arange(len(sizes)) == place for place in range(len(sizes))]
    groups += [one & other for one in cells for other in cells]
    groups += [one & ~other for one in cells for other in cells]
    for group in groups:
        if not 0 < sizes[group].sum() < fewest:
            continue
        for mark in world.marks:
            if any(is_said_by(band, group, mark) for band in world.told if band.is_band):
                continue
            seen = {int(table[group][:, mark].sum()) for table in tables}
            if len(seen) == 1 and seen != {0}:
                return True
    return False


def is_said_by(band: Told, group: NDArray[np.bool_], mark: NDArray[np.bool_]) -> bool:
    """Whether the band alone says it, because only one number lies in it."""
    is_its_own = bool((group == band.members).all() and (mark == band.forms[0]).all())
    return is_its_own and bool(band.low[0] == band.high[0])


def somebody_is_known(world: World) -> bool:
    """Whether one person, who knows their own answer, knows that of another."""
    tables = all_tables(world)
    for atom, answer in np.argwhere(world.people > 0):
        fitting = []
        for table in tables:
            if table[atom, answer] > 0:
                others = table.copy()
                others[atom, answer] -= 1
                fitting.append(others)
        for other in range(len(world.people)):
            left = fitting[0][other].sum()
            for mark in world.marks:
                if left and all(others[other][mark].sum() == left for others in fitting):
                    return True
    return False


def random_world(generator: np.random.Generator) -> World:
    """Up to three teams and two roles, a few people in each, and sometimes a band."""
    teams, answers = int(generator.integers(1, 4)), int(generator.integers(2, 4))
    most = {(1, 2): 9, (1, 3): 6, (2, 2): 6, (2, 3): 3, (3, 2): 3, (3, 3): 2}[teams, answers]
    sizes = generator.integers(most // 2, most + 1, size=teams * 2)
    shares = generator.dirichlet([4.0] * answers)
    people = np.array([generator.multinomial(size, shares) for size in sizes])
    yes = np.eye(answers, dtype=np.int64)[-1:]
    made = world(people, teams, role=yes if generator.random() < 0.5 else EACH)
    if generator.random() < 0.3:  # the first team is told as a band and nothing else
        members = made.told[0].members
        favourable = int(people[members][:, -1].sum())
        low, high = max(0, favourable - 2), favourable + int(generator.integers(0, 3))
        band = Told(members, yes, np.array([low]), np.array([high]), is_band=True)
        made = World(made.people, made.marks, (*made.told[1:], band))
    return made


def test_it_finds_what_trying_every_table_finds() -> None:
    generator = np.random.default_rng(20270406)
    verdicts = []
    for _ in range(60):
        one = random_world(generator)
        fewest = int(generator.integers(1, 4))
        if one.people.sum() == 0:
            continue
        assert gives_someone_away(one, fewest) == is_broken(one.without_empty_atoms(), fewest), one
        verdicts.append(gives_someone_away(one, fewest))
    assert 12 < sum(verdicts) < len(verdicts) - 12  # both happen often


def test_the_row_space_is_found_on_three_cuts_at_once() -> None:
    generator = np.random.default_rng(5)
    verdicts = []
    for _ in range(150):
        sizes = generator.integers(1, 6, size=8)
        cuts = [generator.integers(0, 2, size=8) for _ in range(3)]
        cells = np.array([cut == side for cut in cuts for side in (0, 1)])
        fewest = int(generator.integers(2, 12))
        answers = [told_exactly(one, np.eye(1, dtype=np.int64), sizes[:, None]) for one in cells]
        whole = World(sizes[:, None], np.zeros((0, 1), dtype=bool), tuple(answers))
        found = leaves_few_over(cells, sizes, fewest)
        assert found == row_space_is_broken(whole, fewest)
        verdicts.append(found)
    assert 15 < sum(verdicts) < len(verdicts) - 15


def test_a_role_inside_a_team_with_a_few_others_gives_those_away() -> None:
    # Twelve of the team have the role, and four others are in the team; nobody else has the role.
    people = [[4, 4, 4], [1, 1, 2], [0, 0, 0], [10, 10, 10]]
    inside = world(people, 2)
    assert gives_someone_away(inside, 10)
    sizes = np.array([12, 4, 30])
    assert leaves_few_over(np.array([[1, 1, 0], [0, 0, 1], [1, 0, 0], [0, 1, 1]], bool), sizes, 10)
    # A large rest is as good as told, which is allowed.
    people[1] = [5, 5, 5]
    assert not gives_someone_away(world(people, 2), 10)


def test_an_overlap_that_leaves_one_possibility_gives_everybody_away() -> None:
    # 9 of 12 in the team said yes, 3 of the 12 in the role; six people are in both. Nine in the
    # team can only be six outside the role and three in both: everybody's answer follows.
    answers = np.array([[3, 3], [0, 6], [6, 0], [20, 20]])
    every = np.eye(2, dtype=np.int64)
    atoms = np.arange(4)
    told = tuple(
        told_exactly(members, every, answers)
        for members in (atoms < 2, atoms >= 2, atoms % 2 == 0, atoms % 2 == 1)
    )
    tight = World(answers, every.astype(bool), told)
    sizes = answers.sum(axis=1)
    assert not leaves_few_over(np.array([one.members for one in told]), sizes, 6)  # no sum shows it
    assert gives_someone_away(tight, 6)
    loose = np.array([[3, 3], [2, 4], [3, 3], [20, 20]])
    told = tuple(told_exactly(one.members, every, loose) for one in told)
    assert not gives_someone_away(World(loose, every.astype(bool), told), 6)


def test_what_is_too_large_or_not_finished_is_in_doubt(monkeypatch: pytest.MonkeyPatch) -> None:
    fine = world([[5, 5, 5]] * 4, 2)
    assert not gives_someone_away(fine, 10)
    monkeypatch.setattr(overlaps, "MOST_VARIABLES", 11)
    assert gives_someone_away(fine, 10)
    monkeypatch.setattr(overlaps, "MOST_VARIABLES", 12)
    monkeypatch.setattr(overlaps, "SAMPLES", 0)
    monkeypatch.setattr(overlaps, "MOST_QUESTIONS", 0)
    few = world([[2, 2, 2]] * 4, 2)
    assert gives_someone_away(few, 8)


def test_the_same_counts_get_the_same_verdict() -> None:
    generator = np.random.default_rng(3)
    for _ in range(20):
        people = generator.integers(0, 5, size=(6, 3))
        assert len({gives_someone_away(world(people, 3), 10) for _ in range(3)}) == 1
