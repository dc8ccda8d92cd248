"""Key drivers, against R and against regressions on the rows."""

from __future__ import annotations

import math
from itertools import permutations

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from analysis.stats.drivers import bootstrap_importance, johnson_weights, lmg_importance
from analysis.stats.moments import MomentSums

PREDICTORS = ["q1", "q2", "q3", "q4", "q5"]


def _answers(seed: int, n: int = 40) -> pd.DataFrame:
    generator = np.random.default_rng(seed)
    raw = 3 + generator.normal(size=(n, 1)) + generator.normal(size=(n, 4))
    return pd.DataFrame(np.clip(np.round(raw), 1, 5), columns=["y", "a", "b", "c"])


def _r_squared(frame: pd.DataFrame, names: tuple[str, ...]) -> float:
    y = frame["y"].to_numpy()
    design = np.column_stack([np.ones(len(y)), *(frame[name] for name in names)])
    rest = y - design @ np.linalg.lstsq(design, y)[0]
    return 1 - float((rest**2).sum() / ((y - y.mean()) ** 2).sum())


@settings(max_examples=20, deadline=None)
@given(st.integers(0, 10**6))
def test_lmg_is_the_mean_gain_over_all_orders_of_regressions(seed: int) -> None:
    frame = _answers(seed)
    gains = {"a": 0.0, "b": 0.0, "c": 0.0}
    for order in permutations(gains):
        for place, name in enumerate(order):
            gain = _r_squared(frame, order[: place + 1]) - _r_squared(frame, order[:place])
            gains[name] += gain / 6
    for driver in lmg_importance(frame, "y").drivers:
        assert driver.estimate == pytest.approx(gains[driver.item], abs=1e-12)


@settings(max_examples=30, deadline=None)
@given(st.integers(0, 10**6), st.integers(1, 39))
def test_sums_of_groups_give_the_number_of_the_rows(seed: int, cut: int) -> None:
    frame = _answers(seed)
    sums = MomentSums.from_frame(frame[:cut]) + MomentSums.from_frame(frame[cut:])
    assert lmg_importance(sums, "y") == lmg_importance(frame, "y")
    assert johnson_weights(sums, "y") == johnson_weights(frame, "y")


def test_uncorrelated_predictors_share_by_their_squared_correlations() -> None:
    # y correlates 0.6 with a and -0.3 with b, which do not correlate.
    products = ((1.0, 0.6, -0.3), (0.6, 1.0, 0.0), (-0.3, 0.0, 1.0))
    sums = MomentSums(("y", "a", "b"), 30, (0.0, 0.0, 0.0), products)
    for result in (lmg_importance(sums, "y"), johnson_weights(sums, "y")):
        assert [d.estimate for d in result.drivers] == pytest.approx([0.36, 0.09])
        assert [d.share for d in result.drivers] == pytest.approx([0.8, 0.2])


def test_nothing_explained_has_no_shares() -> None:
    products = ((1.0, 0.0, 0.0), (0.0, 1.0, 0.5), (0.0, 0.5, 1.0))
    result = lmg_importance(MomentSums(("y", "a", "b"), 30, (0.0, 0.0, 0.0), products), "y")
    assert result.estimate == 0
    assert all(math.isnan(driver.share) for driver in result.drivers)


@pytest.mark.parametrize("method", [lmg_importance, johnson_weights])
def test_refuses_what_has_no_answer(method: type) -> None:
    frame = _answers(1)
    assert method(frame[:26], "y").n == 26
    with pytest.raises(ValueError, match="25 complete answers: key drivers need more than 25"):
        method(frame[:25], "y")
    with pytest.raises(ValueError, match="0 complete answers"):
        method(frame[:0], "y")
    with pytest.raises(ValueError, match="singular"):
        method(frame.assign(c=frame["a"] + frame["b"]), "y")
    with pytest.raises(ValueError, match="same answer to b"):
        method(frame.assign(b=3), "y")
    with pytest.raises(ValueError, match="same answer to y"):
        method(frame.assign(y=3), "y")
    with pytest.raises(ValueError, match="no item z"):
        method(frame, "z")
    with pytest.raises(ValueError, match="at least one beside y"):
        method(frame, "y", ["y", "a"])
    with pytest.raises(ValueError, match="'ab': give a list"):
        method(frame, "y", "ab")


def test_refuses_more_subsets_than_can_be_tried() -> None:
    wide = pd.DataFrame(np.random.default_rng(1).normal(size=(50, 17))).add_prefix("x")
    with pytest.raises(ValueError, match="16 predictors: give at most 15"):
        lmg_importance(wide, "x0")


class TestBootstrap:
    def test_holds_the_share_and_narrows_with_more_answers(self) -> None:
        widths = []
        for n in (40, 400):
            frame = _answers(3, n)
            found = bootstrap_importance(
                frame, "y", generator=np.random.default_rng(1), resamples=200
            )
            for driver, interval in zip(lmg_importance(frame, "y").drivers, found, strict=True):
                assert driver.item == interval.item
                assert 0 <= interval.low < driver.share < interval.high <= 1
            widths.append(sum(interval.high - interval.low for interval in found))
        assert widths[1] < widths[0] / 2

    def test_is_that_of_the_same_people_drawn_by_hand(self) -> None:
        frame, rng = _answers(5), np.random.default_rng(7)
        found = bootstrap_importance(frame, "y", generator=np.random.default_rng(7), resamples=60)
        shares = []
        for _ in range(60):
            drawn = frame.iloc[rng.integers(0, len(frame), len(frame))]
            shares.append([driver.share for driver in lmg_importance(drawn, "y").drivers])
        low, high = np.quantile(shares, [0.025, 0.975], axis=0)
        assert [one.low for one in found] == pytest.approx(low.tolist(), abs=1e-9)
        assert [one.high for one in found] == pytest.approx(high.tolist(), abs=1e-9)

    def test_refuses_what_cannot_be_drawn(self) -> None:
        frame = _answers(5)
        with pytest.raises(ValueError, match="25 complete answers"):
            bootstrap_importance(frame[:25], "y", generator=np.random.default_rng(1))
        lone = frame.assign(a=[5.0] + [3.0] * 39)  # most draws leave the one who differs out
        lone["b"] = [3.0] * 39 + [5.0]
        with pytest.raises(ValueError, match="draws have no shares"):
            bootstrap_importance(lone, "y", generator=np.random.default_rng(1), resamples=50)
