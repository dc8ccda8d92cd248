"""Moment sums, against numpy on the rows."""

from __future__ import annotations

import math

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from analysis.stats.moments import MomentSums, covariances, refuse_singular

Rows = list[list[int | None]]
answers = st.one_of(st.integers(1, 7), st.none())
tables = st.lists(st.lists(answers, min_size=3, max_size=3), max_size=20)


def _frame(rows: Rows) -> pd.DataFrame:
    return pd.DataFrame(rows, columns=["a", "b", "c"], dtype="float64")


@settings(deadline=None)
@given(tables, tables)
def test_sums_of_two_groups_add_up_exactly(one: Rows, other: Rows) -> None:
    both = MomentSums.from_frame(_frame(one + other))
    assert MomentSums.from_frame(_frame(one)) + MomentSums.from_frame(_frame(other)) == both


@settings(deadline=None)
@given(tables)
def test_covariances_are_those_of_numpy_on_the_rows(rows: Rows) -> None:
    complete = _frame(rows).dropna()
    found, from_sums = covariances(_frame(rows)), covariances(MomentSums.from_frame(_frame(rows)))
    assert found.n == from_sums.n == len(complete)
    np.testing.assert_array_equal(found.matrix, from_sums.matrix)
    if len(complete) < 2:
        assert np.isnan(found.matrix).all()
        return
    np.testing.assert_allclose(found.matrix, np.cov(complete.T), rtol=1e-12, atol=1e-12)


def test_a_table_asks_only_for_the_items_named() -> None:
    frame = _frame([[1, 2, None], [3, 1, 4], [2, 5, 1]])
    assert covariances(frame, ["a", "b"]).n == 3
    assert covariances(MomentSums.from_frame(frame), ["a", "b"]).n == 2


def test_an_item_that_does_not_vary_has_no_spread_at_all() -> None:
    frame = pd.DataFrame({"a": [0.1] * 7, "b": [1, 2, 3, 4, 5, 6, 7]})
    assert covariances(frame).matrix.tolist()[0] == [0.0, 0.0]
    assert np.isnan(covariances(frame).correlations()[0]).all()


def test_reversing_turns_signs() -> None:
    frame = _frame([[1, 2, 3], [2, 1, 4], [4, 5, 1]])
    turned = covariances(frame).turned(["c"])
    frame["c"] = 6 - frame["c"]
    np.testing.assert_allclose(turned.matrix, covariances(frame).matrix, atol=1e-12)


@pytest.mark.parametrize(
    ("frame", "message"),
    [
        (pd.DataFrame({"a": [1, 2], "b": ["x", "y"]}), "b: 'x' is not a number"),
        (pd.DataFrame({"a": [1.0, math.inf]}), "a, row 2: inf is not an answer"),
        (pd.DataFrame([[1, 2]], columns=["a", "a"]), "a: every item is given once"),
        (pd.DataFrame(), "no columns"),
        (pd.DataFrame({"a": [True, False]}), "a: True is not a number"),
        ([[1, 2]], "list: give a pandas DataFrame or MomentSums"),
    ],
)
def test_refuses_what_are_not_answers(frame: pd.DataFrame, message: str) -> None:
    with pytest.raises(ValueError, match=message):
        covariances(frame)


def test_refuses_names_that_are_not_there() -> None:
    frame = _frame([[1, 2, 3], [2, 1, 4]])
    with pytest.raises(ValueError, match="no item d"):
        covariances(frame, ["a", "d"])
    with pytest.raises(ValueError, match="reverse has 'c'"):
        covariances(frame).turned("c")
    with pytest.raises(ValueError, match="'d'"):
        covariances(frame).turned(["d"])


def test_refuses_sums_that_do_not_fit() -> None:
    with pytest.raises(ValueError, match="2 items need 2 sums"):
        MomentSums(("a", "b"), 1, (1.0,), ((1.0, 1.0), (1.0, 1.0)))
    with pytest.raises(ValueError, match="n is -1"):
        MomentSums(("a",), -1, (1.0,), ((1.0,),))
    with pytest.raises(ValueError, match="finite"):
        MomentSums(("a",), 1, (math.nan,), ((1.0,),))
    with pytest.raises(ValueError, match="products: the sum"):
        MomentSums(("a", "b"), 1, (1.0, 2.0), ((1.0, 2.0), (3.0, 4.0)))
    one = MomentSums(("a",), 0, (0.0,), ((0.0,),))
    with pytest.raises(ValueError, match="cannot be added"):
        one + MomentSums(("b",), 0, (0.0,), ((0.0,),))


def test_refuses_singular_correlations() -> None:
    frame = _frame([[1, 2, 1], [2, 3, 4], [4, 5, 2], [3, 4, 2]])
    with pytest.raises(ValueError, match=r"matrix of a, b, c is singular"):
        refuse_singular(["a", "b", "c"], covariances(frame).correlations())
    frame["b"] = 3
    with pytest.raises(ValueError, match="same answer to b"):
        refuse_singular(["a", "b", "c"], covariances(frame).correlations())
