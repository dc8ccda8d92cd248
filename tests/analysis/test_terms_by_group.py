"""Why no term is told by department: beside the comments, its numbers give departments away.

An attack on something that is not built, so that nobody builds it in good faith: every number here
is of five people or more, inside the department and outside it.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import Bounds, LinearConstraint, milp

K, COMMENTS, DEPARTMENTS, TERMS = 5, 40, 3, 50


def world(seed: int) -> tuple[NDArray[np.bool_], NDArray[np.bool_]]:
    """Which comment uses which term, as everybody can read it, and which come from a department."""
    random = np.random.default_rng(seed)
    home = random.integers(0, DEPARTMENTS, size=COMMENTS)
    uses = random.random((COMMENTS, TERMS)) < random.uniform(0.1, 0.5, size=TERMS)
    return uses, home == 0


def told_terms(uses: NDArray[np.bool_], inside: NDArray[np.bool_]) -> NDArray[np.bool_]:
    """The terms that at least k people used inside the department, and k outside it."""
    told: NDArray[np.bool_] = (uses[inside].sum(0) >= K) & (uses[~inside].sum(0) >= K)
    return told


def found(uses: NDArray[np.bool_], counts: NDArray[np.int64], n: int) -> list[bool | None]:
    """For each comment whether it must come from the department, must not, or may (``None``)."""
    equations = np.vstack([uses.T, np.ones((1, COMMENTS))]).astype(float)
    sums = np.append(counts, n).astype(float)
    answers: list[bool | None] = []
    for comment in range(COMMENTS):
        ends = []
        for sign in (1, -1):
            goal = np.zeros(COMMENTS)
            goal[comment] = sign
            solved = milp(
                goal,
                constraints=LinearConstraint(equations, sums, sums),
                integrality=np.ones(COMMENTS, dtype=np.int64),
                bounds=Bounds(0, 1),
            )
            assert solved.x is not None, solved.message
            ends.append(round(solved.x[comment]))
        answers.append(bool(ends[0]) if ends[0] == ends[1] else None)
    return answers


def test_the_department_of_every_comment_follows_from_terms_that_pass_every_threshold() -> None:
    uses, inside = world(seed=1)
    told = told_terms(uses, inside)
    counts = uses[inside][:, told].sum(0)
    assert counts.min() >= K
    assert 10 <= inside.sum() <= COMMENTS - 10
    assert found(uses[:, told], counts, int(inside.sum())) == inside.tolist()


def test_the_attack_finds_nothing_where_nothing_is_told_by_department() -> None:
    uses, inside = world(seed=1)
    nothing = np.zeros(TERMS, dtype=bool)
    assert set(found(uses[:, nothing], np.array([], dtype=int), int(inside.sum()))) == {None}
