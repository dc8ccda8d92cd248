"""What statistics refuse to be given."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from analysis.stats.counts import as_counts, as_fraction, as_probability, as_table, as_whole


@pytest.mark.parametrize(
    "bad", [[], [[1, 2], [3, 4]], [1, -1], [1, 0.5], [1, float("nan")], ["one", "two"], 3, [1j]]
)
def test_only_counts_are_counts(bad: Any) -> None:
    with pytest.raises(ValueError, match=r"^answers"):
        as_counts(bad, "answers")


def test_counts_may_be_numpy_or_whole_floats() -> None:
    assert as_counts(np.array([1, 2], dtype=np.int32)).tolist() == [1, 2]
    assert as_counts([1.0, 2.0]).tolist() == [1, 2]  # type: ignore[list-item]


def test_a_table_needs_two_rows_over_the_same_levels() -> None:
    assert as_table([[1, 2], [3, 4]]).shape == (2, 2)
    with pytest.raises(ValueError, match="at least two groups"):
        as_table([[1, 2]])
    with pytest.raises(ValueError, match="same levels"):
        as_table([[1, 2], [3, 4, 5]])


@pytest.mark.parametrize("bad", [-1, 0.5, float("nan"), float("inf")])
def test_a_number_of_people_is_whole(bad: float) -> None:
    assert as_whole(3.0, "n") == 3
    with pytest.raises(ValueError, match="n is"):
        as_whole(bad, "n")


@pytest.mark.parametrize("bad", [-0.1, 1.1, float("nan")])
def test_fractions_and_probabilities_have_bounds(bad: float) -> None:
    assert as_fraction(1, "share") == 1.0
    with pytest.raises(ValueError, match="share is"):
        as_fraction(bad, "share")
    with pytest.raises(ValueError, match="alpha is"):
        as_probability(bad, "alpha")
    with pytest.raises(ValueError, match="alpha is"):
        as_probability(1, "alpha")
