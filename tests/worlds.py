"""Small organisations on a stated grid, and an attacker who shares no code with the product.

A world has up to three departments of up to four teams of one to eight people, who answered one
item of five levels (two unfavourable, one neutral, two favourable). The attacker is given what is
told of each group, in whatever form, and how many people of each team answered validly. He works
on sets of possible counts: a set is one whole number, whose bits are the possible pairs
(favourable, neutral) of a group, and the sums of two groups are shifts of one by the bits of the
other.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import reduce
from itertools import product
from operator import or_

import numpy as np

LEVELS = ("1", "2", "3", "4", "5")
BOX_OF = {"1": 0, "2": 0, "3": 1, "4": 2, "5": 2}
#: Wider than any number of people here.
WIDTH = 128

#: Favourable, neutral and unfavourable answers.
Boxes = tuple[int, int, int]


@dataclass(frozen=True)
class World:
    """Answers by team: the number of people on each of the five levels, and those without any."""

    teams: Mapping[str, tuple[int, ...]]
    silent: Mapping[str, int]

    def boxes(self, team: str) -> Boxes:
        """What the attacker is after."""
        one, two, three, four, five = self.teams[team]
        return four + five, three, one + two

    def __str__(self) -> str:
        return ", ".join(f"{team}: {levels}" for team, levels in self.teams.items())


def worlds(number: int, seed: int) -> Iterator[World]:
    """So many of the grid: every shape of tree in turn, sizes and moods drawn anew."""
    rng = np.random.default_rng(seed)
    shapes = [shape for n in (1, 2, 3) for shape in product(range(1, 5), repeat=n)]
    for place in range(number):
        shape = shapes[place % len(shapes)]
        teams, silent = {}, {}
        # From all alike, over one-sided, to evenly mixed.
        mood = rng.dirichlet(np.full(5, rng.choice([0.15, 0.5, 3.0])))
        for d, width in enumerate(shape):
            for t in range(width):
                name = f"D{d}/T{t}"
                size = int(rng.integers(1, 9))
                own = rng.dirichlet(np.full(5, 0.4)) if rng.random() < 0.4 else mood
                silent[name] = int(rng.binomial(size, 0.1)) if rng.random() < 0.3 else 0
                levels = rng.multinomial(size - silent[name], own)
                teams[name] = tuple(int(n) for n in levels)
        yield World(teams, silent)


@dataclass(frozen=True)
class Told:
    """What is told of a group: all five counts, or the ends of its favourable share, in percent.

    The ends belong to it; those of the band from 40 to 60 do not, as the pages say.
    """

    levels: tuple[int, ...] | None = None
    share: tuple[float, float] | None = None


@dataclass(frozen=True)
class Found:
    """Somebody whose answer follows; ``knowing`` is the team and box of who finds it."""

    team: str
    what: str
    knowing: tuple[str, int] | None = None


def attack(world: World, told: Mapping[str, Told], *, k: int = 5) -> list[Found]:
    """All that follows from what is told; ``told`` goes by path, ``""`` is everybody."""
    found = list(_Attacker(world, told, {}).someone(None))
    found += _small_groups(world, told, k)
    for team in world.teams:
        for box, people in enumerate(world.boxes(team)):
            if people and not found:
                found += _Attacker(world, told, {team: box}).someone((team, box))
    return found


def _bit(good: int, neutral: int) -> int:
    return 1 << (good * WIDTH + neutral)


def _pairs(possible: int) -> Iterator[tuple[int, int]]:
    while possible:
        low = possible & -possible
        yield divmod(low.bit_length() - 1, WIDTH)
        possible ^= low


def _sums(one: int, other: int) -> int:
    small, large = sorted((one, other), key=int.bit_count)
    total = 0
    while small:
        low = small & -small
        total |= large << (low.bit_length() - 1)
        small ^= low
    return total


def _differences(wholes: int, others: int) -> int:
    """Pairs that some other pair adds up with to a possible whole."""
    whole, other = list(_pairs(wholes)), list(_pairs(others))
    left = {(a - c, b - d) for a, b in whole for c, d in other if a >= c and b >= d}
    return reduce(or_, (_bit(*pair) for pair in left), 0)


class _Attacker:
    """``knows`` is the box of one person's answer, by their team."""

    def __init__(self, world: World, told: Mapping[str, Told], knows: Mapping[str, int]) -> None:
        self.world = world
        self.knows = knows
        self.size = {team: sum(levels) for team, levels in world.teams.items()}
        self.told = told
        self.below: dict[str, list[str]] = {}
        for team in world.teams:
            department = team.partition("/")[0]
            self.below.setdefault(department, []).append(team)
        self.below[""] = list(self.below)
        self.possible: dict[str, int] = {}
        self._up("")
        self._down("", self.possible[""])

    def people(self, path: str) -> int:
        return sum(
            n for team, n in self.size.items() if not path or f"{team}/".startswith(f"{path}/")
        )

    def _allowed(self, path: str) -> int:
        """What is told of the group alone; all there is where nothing is."""
        people, told = self.people(path), self.told.get(path, Told())
        if told.levels is not None:
            one, two, three, four, five = told.levels
            assert one + two + three + four + five == people
            return _bit(four + five, three)
        allowed = 0
        for good in range(people + 1):
            if told.share and not self._in_band(good, people, told.share):
                continue
            for neutral in range(people - good + 1):
                allowed |= _bit(good, neutral)
        return allowed

    @staticmethod
    def _in_band(good: int, people: int, share: tuple[float, float]) -> bool:
        low, high = share
        if share == (40, 60):
            return 2 * people < 5 * good < 3 * people
        return low * people <= 100 * good <= high * people

    def _up(self, path: str) -> None:
        allowed = self._allowed(path)
        if path in self.below:
            for part in self.below[path]:
                self._up(part)
            allowed &= reduce(_sums, (self.possible[part] for part in self.below[path]))
        elif path in self.knows:
            mine = self.knows[path]
            allowed = reduce(
                or_,
                (
                    _bit(good, neutral)
                    for good, neutral in _pairs(allowed)
                    if (good, neutral, self.size[path] - good - neutral)[mine]
                ),
                0,
            )
        self.possible[path] = allowed

    def _down(self, path: str, wholes: int) -> None:
        """Keep of each part what fits the whole and the other parts."""
        self.possible[path] = wholes
        parts = self.below.get(path, [])
        came_up = {part: self.possible[part] for part in parts}
        for part in parts:
            others = reduce(_sums, (came_up[one] for one in parts if one != part), 1)
            self._down(part, came_up[part] & _differences(wholes, others))

    def boxes(self, path: str) -> set[Boxes]:
        """Every triple that is still possible."""
        people = self.people(path)
        return {(good, mid, people - good - mid) for good, mid in _pairs(self.possible[path])}

    def someone(self, me: tuple[str, int] | None) -> Iterator[Found]:
        for team, size in self.size.items():
            mine = [me[1]] if me and me[0] == team else []
            others = size - len(mine)
            if others == 0:
                continue
            possible = self.boxes(team)
            for box in range(3):
                if all(one[box] - mine.count(box) == others for one in possible):
                    yield Found(team, f"all others are in box {box}", me)


def _small_groups(world: World, told: Mapping[str, Told], k: int) -> Iterator[Found]:
    """Groups of fewer than k people whose counts are known, though they are not told."""
    attacker = _Attacker(world, told, {})
    for path in [*world.teams, *attacker.below]:
        is_hidden = told.get(path, Told()).levels is None
        if is_hidden and 0 < attacker.people(path) < k and len(attacker.boxes(path)) == 1:
            yield Found(path, "determined")


def alike_by_level(world: World, told: Mapping[str, Told]) -> list[Found]:
    """Groups, told or left over by subtraction, of which all but one at most share a level."""
    found = []
    full = {path: one.levels for path, one in told.items() if one.levels is not None}
    for top, whole in full.items():
        parts = _largest([path for path in full if path != top and _is_below(path, top)])
        for taken in ([], parts):
            left = [whole[level] - sum(full[part][level] for part in taken) for level in range(5)]
            if sum(left) and max(left) >= sum(left) - 1:
                found.append(Found(top, f"level by level {left} beside {taken}"))
    return found


def _is_below(path: str, top: str) -> bool:
    return not top or f"{path}/".startswith(f"{top}/")


def _largest(paths: Sequence[str]) -> list[str]:
    return [
        one for one in paths if not any(one != other and _is_below(one, other) for other in paths)
    ]
