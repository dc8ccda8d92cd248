"""The attacker on cuts that overlap: what follows from tables of a team beside tables of a role.

Whoever knows which people are in which team and role sees them as *atoms*: the people of one team
and one role. What is told are sums over atoms. Three things must not follow:

* how many people of a few (a union of atoms) there are in any option, by adding and subtracting
  (the row space of what is told);
* how many people of a few gave an answer, because no other whole numbers fit what is told;
* the answer of any one person, even for somebody who knows their own.

The first is decided exactly by one integer program over unions, the others by looking for other
tables of whole numbers that fit everything told (the truth is one): a question is answered as soon
as one of them differs there, and what is left is asked of the solver one by one. Programs are
limited by nodes, never by time, so the same counts always get the same verdict; where one is not
finished, somebody counts as given away.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import Bounds, LinearConstraint, milp
from scipy.sparse import csr_array, eye_array, kron, vstack

Ints = NDArray[np.int64]
Bools = NDArray[np.bool_]
Floats = NDArray[np.float64]

#: Atoms times answers of the largest audit; what is larger is not told.
MOST_VARIABLES = 1_000
#: Tables looked for at random before single questions are asked.
SAMPLES = 5
#: Single questions asked before it counts as unknown whether somebody is given away.
MOST_QUESTIONS = 60
#: Branches of one program.
MOST_NODES = 2_000
#: How near to a whole number a coefficient is one.
_NEARLY = 1e-9


@dataclass(frozen=True, slots=True, eq=False)
class Told:
    """What is told of a group: of ``members`` (by atom), sums of people over answers.

    ``forms`` says which answers each sum is made of (sum x answer, whole numbers); it lies between
    ``low`` and ``high``, which are equal where it is told exactly. Of a *band* how many people
    answered is not told either; a share in it may still have one possibility.
    """

    members: Bools
    forms: Ints
    low: Ints
    high: Ints
    is_band: bool = False


def told_exactly(members: Bools, forms: Ints, people: Ints) -> Told:
    """All of these sums as they are; ``people`` by atom and answer."""
    sums = forms @ people[members].sum(axis=0)
    return Told(members, forms, sums, sums)


@dataclass(frozen=True, slots=True, eq=False)
class World:
    """One item, as it was answered and as it is told.

    ``people`` who gave a valid answer, by atom and answer. ``marks`` says what answers have in
    common (mark x answer): each option, each box.
    """

    people: Ints
    marks: Bools
    told: tuple[Told, ...]

    def without_empty_atoms(self) -> World:
        """The same without atoms that nobody is in."""
        there = self.people.sum(axis=1) > 0
        told = (replace(one, members=one.members[there]) for one in self.told)
        return World(self.people[there], self.marks, tuple(told))


class NotDecidedError(Exception):
    """A program is too large, or was not finished."""


def gives_someone_away(world: World, fewest: int) -> bool:
    """Whether something follows of fewer than ``fewest`` people, or of one.

    True too where that cannot be decided: when in doubt, nothing is told.
    """
    world = world.without_empty_atoms()
    if world.people.size > MOST_VARIABLES:
        return True
    sizes = world.people.sum(axis=1)
    exact = [one.members for one in world.told if not one.is_band]
    try:
        return leaves_few_over(np.array(exact, dtype=bool), sizes, fewest) or _follows(
            world, fewest
        )
    except NotDecidedError:
        return True


def leaves_few_over(cells: Bools, sizes: Ints, fewest: int) -> bool:
    """Whether some union of 1 to ``fewest - 1`` people is a sum or difference of cells.

    ``cells`` by cell and atom; ``sizes`` people by atom, none of them 0. Raises
    :class:`NotDecidedError` where the program is not finished.

    >>> cells = np.array([[1, 1, 0, 0], [0, 0, 1, 1], [1, 0, 1, 0], [0, 1, 0, 1]], dtype=bool)
    >>> leaves_few_over(cells, np.array([20, 5, 6, 20]), 10)
    False
    >>> leaves_few_over(cells[:, :3], np.array([20, 5, 20]), 10)
    True
    """
    if not cells.any():
        return False
    rows, pivots = _reduced(cells)
    # A union is such a sum exactly where it is one of reduced rows; those say, at their own pivot,
    # how often each is taken: once or not at all.
    free = [place for place in range(len(sizes)) if place not in pivots]
    table = np.zeros((len(free) + 1, len(sizes)))
    for row, place in enumerate(free):
        table[row, place] = 1.0
        table[row, pivots] -= rows[:, place]
    table[-1] = sizes
    limits = np.concatenate([np.zeros(len(free)), [1.0]])
    upper = np.concatenate([np.zeros(len(free)), [fewest - 1.0]])
    found = milp(
        np.zeros(len(sizes)),
        integrality=np.ones(len(sizes), dtype=np.int64),
        bounds=Bounds(0, 1),
        constraints=LinearConstraint(csr_array(table), limits, upper),
        options={"node_limit": MOST_NODES},
    )
    if found.status == _INFEASIBLE:
        return False
    if found.x is None:
        raise NotDecidedError
    return True


#: What ``milp`` says where nothing fits.
_INFEASIBLE = 2


def _reduced(cells: Bools) -> tuple[Floats, list[int]]:
    """The reduced row echelon form, and the columns of its pivots."""
    rows = np.unique(cells, axis=0).astype(float)
    pivots: list[int] = []
    for column in range(rows.shape[1]):
        top = len(pivots)
        if top == len(rows):
            break
        best = top + int(np.abs(rows[top:, column]).argmax())
        if abs(rows[best, column]) < _NEARLY:
            continue
        rows[[top, best]] = rows[[best, top]]
        rows[top] /= rows[top, column]
        others = np.arange(len(rows)) != top
        rows[others] -= np.outer(rows[others, column], rows[top])
        rows[np.abs(rows) < _NEARLY] = 0.0
        pivots.append(column)
    return rows[: len(pivots)], pivots


def _follows(world: World, fewest: int) -> bool:
    tables, questions = _Tables(world), _Questions(world, fewest)
    generator = np.random.default_rng(0)  # the same counts, the same verdict
    for _ in range(SAMPLES):
        if not questions.are_open:
            return False
        questions.compare(tables.drawn(generator))
    for _ in range(MOST_QUESTIONS):
        if not questions.are_open:
            return False
        if not questions.ask(tables):
            return True
    raise NotDecidedError


class _Tables:
    """All tables of whole numbers that fit what is told."""

    def __init__(self, world: World) -> None:
        self.people = world.people
        atoms, answers = world.people.shape
        sizes = world.people.sum(axis=1)
        blocks = [kron(eye_array(atoms), np.ones((1, answers)))]
        low, high = [sizes], [sizes]
        for one in world.told:
            blocks.append(kron(one.members[None, :].astype(float), one.forms.astype(float)))
            low.append(one.low)
            high.append(one.high)
        self._limits = np.concatenate(low), np.concatenate(high)
        self._rows = csr_array(vstack(blocks))
        self._most = np.repeat(sizes, answers).astype(float)

    def drawn(self, generator: np.random.Generator) -> Ints:
        """One at random that keeps somebody in a random half of where there is somebody."""
        kept = (self.people > 0) & (generator.random(self.people.shape) < 0.5)
        table, _is_least = self.least(generator.normal(size=self.people.shape), kept)
        return table

    def least(self, weights: Floats, kept: Bools) -> tuple[Ints, bool]:
        """A table of least weight with somebody where ``kept`` says; whether none weighs less."""
        found = milp(
            weights.ravel(),
            integrality=np.ones(weights.size, dtype=np.int64),
            bounds=Bounds(kept.ravel().astype(float), self._most),
            constraints=LinearConstraint(self._rows, *self._limits),
            options={"node_limit": MOST_NODES, "mip_rel_gap": 0.0},
        )
        # A table that is not known to be the least is one that fits, all the same.
        if found.x is None:
            raise NotDecidedError
        table = np.asarray(np.rint(found.x), dtype=np.int64)
        sums = self._rows @ table
        if (sums < self._limits[0]).any() or (sums > self._limits[1]).any():
            raise NotDecidedError  # rounded, it fits no longer
        return table.reshape(weights.shape), bool(found.status == 0)


class _Questions:
    """What must not follow, and has not yet been shown not to.

    *Few*: of a group of few people, how many have a mark, where some have. *Single*: for somebody
    of whom the own answer is known, whether everybody else in an atom has a mark, where they do.
    """

    def __init__(self, world: World, fewest: int) -> None:
        self.marks = world.marks.astype(np.int64)
        self.groups = _few(world, fewest).astype(np.int64)
        self.people = world.people
        self.marked = world.people @ self.marks.T
        self.few = self.groups @ self.marked > 0
        for band in (one for one in world.told if one.is_band and (one.low == one.high).all()):
            # What a band says of its own group stands without any table.
            itself = (self.groups == band.members).all(axis=1)
            said = (self.marks[:, None] == band.forms[None]).all(axis=2).any(axis=1)
            self.few[np.ix_(itself, said)] = False
        self.atoms, self.answers = np.nonzero(world.people)
        own = np.zeros((len(self.atoms), *self.marked.shape), dtype=np.int64)
        own[np.arange(len(self.atoms)), self.atoms] = self.marks[:, self.answers].T
        self.own = own
        others = np.broadcast_to(world.people.sum(axis=1), (len(self.atoms), len(world.people)))
        others = others - np.eye(len(world.people), dtype=np.int64)[self.atoms]
        self.others = others[:, :, None]
        self.single = (self.others > 0) & (self.marked - own == self.others)

    @property
    def are_open(self) -> bool:
        """Whether anything is left to be asked."""
        return bool(self.few.any() or self.single.any())

    def compare(self, table: Ints) -> None:
        """Close what this table answers: it fits what is told, and differs from the truth there."""
        marked = table @ self.marks.T
        self.few &= self.groups @ marked == self.groups @ self.marked
        agrees = table[self.atoms, self.answers] > 0
        self.single[agrees] &= (marked - self.own[agrees]) == self.others[agrees]

    def ask(self, tables: _Tables) -> bool:
        """Close the first open question, and whatever its table answers; false where it follows."""
        kept = np.zeros(self.people.shape, dtype=bool)
        if self.few.any():
            kind, place = self.few, tuple(np.argwhere(self.few)[0])
            weights = np.outer(self.groups[place[0]], self.marks[place[1]]).astype(float)
            tried = [weights, -weights]
        else:
            kind, place = self.single, tuple(np.argwhere(self.single)[0])
            kept[self.atoms[place[0]], self.answers[place[0]]] = True
            weights = np.zeros(self.people.shape)
            weights[place[1]] = self.marks[place[2]]
            tried = [weights]
        for one in tried:
            table, is_least = tables.least(one, kept)
            self.compare(table)
            if not kind[place]:
                return True
            if not is_least:
                raise NotDecidedError
        return False


def _few(world: World, fewest: int) -> Bools:
    """Groups of few people that somebody may ask about: atoms, and overlaps of what is told."""
    cells = np.unique(np.array([one.members for one in world.told], dtype=bool), axis=0)
    both = cells[:, None] & cells[None]
    less = cells[:, None] & ~cells[None]
    atoms = len(world.people)
    groups = np.concatenate(
        [np.eye(atoms, dtype=bool), both.reshape(-1, atoms), less.reshape(-1, atoms)]
    )
    people = groups @ world.people.sum(axis=1)
    found: Bools = np.unique(groups[(people > 0) & (people < fewest)], axis=0)
    return found
