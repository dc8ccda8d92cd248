"""Whatever a statistic is given, it answers, or says what was wrong and what it expected."""

from __future__ import annotations

import dataclasses
import inspect
import math
import warnings
from collections.abc import Iterator
from functools import partial
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from analysis.stats.drivers import bootstrap_importance
from analysis.stats.moments import MomentSums
from analysis.stats.power import detectable_difference, whitehead_power, whitehead_required_n
from analysis.stats.reliability import mcdonald_omega
from tests.analysis.stats.calls import BAD, BAD_HERE, FINE, FRAME, SINGULAR, TEAMS
from tests.analysis.stats.names import PATHS, function


def _wrong() -> Iterator[Any]:
    for path in PATHS:
        for argument in FINE.get(path, {}):
            wrong = BAD_HERE.get(f"{path}:{argument}") or BAD[argument]
            for number, (value, quoted) in enumerate(wrong):
                name = f"{path}-{argument}-{number}"
                yield pytest.param(path, argument, value, quoted, id=name)


def test_every_function_is_tried_with_every_argument() -> None:
    assert set(FINE) == set(PATHS)
    for path, arguments in FINE.items():
        flags = {
            name
            for name, parameter in inspect.signature(function(path)).parameters.items()
            if isinstance(parameter.default, bool) or name in {"exact", "tolerance", "most_rounds"}
        }
        assert set(arguments) == set(inspect.signature(function(path)).parameters) - flags, path


@pytest.mark.parametrize("path", PATHS)
def test_the_call_that_is_spoilt_is_all_right(path: str) -> None:
    assert not _untold(function(path)(**FINE[path])) - {"p_values"}


@pytest.mark.parametrize(("path", "argument", "value", "quoted"), list(_wrong()))
def test_bad_input_is_refused_by_its_value(
    path: str, argument: str, value: Any, quoted: str
) -> None:
    with pytest.raises(ValueError, match=quoted) as refusal:
        function(path)(**{**FINE[path], argument: value})
    assert len(str(refusal.value).split()) >= 4, "say what was expected, too"


EMPTY: dict[str, dict[str, Any]] = {
    "all N/A": {
        "counts": [0] * 5,
        "counts_a": [0] * 5,
        "counts_0_to_10": [0] * 11,
        "successes": 0,
        "n": 0,
        "successes1": 0,
        "n1": 0,
        "n_before": 0,
        "data": FRAME * math.nan,
        "figures": [math.nan] * 4,
        "p_values": [math.nan] * 3,
        "answers": [None] * 5,
        "lead_time": None,
    },
    "one answer": {
        "counts": [0, 0, 1, 0, 0],
        "counts_a": [0, 0, 1, 0, 0],
        "counts_0_to_10": [0] * 10 + [1],
        "successes": 1,
        "n": 1,
        "successes1": 1,
        "n1": 1,
        "n_before": 1,
        "data": FRAME[:1],
        "figures": [0.4, math.nan, math.nan, math.nan],
        "p_values": [0.01],
        "answers": [3],
        "only_first": [0, 1, 0],
        "only_second": [1, 0, 0],
    },
    "all the same": {
        "counts": [0, 0, 9, 0, 0],
        "counts_a": [0, 0, 9, 0, 0],
        "counts_b": [0, 0, 9, 0, 0],
        "counts_0_to_10": [0] * 8 + [9, 0, 0],
        "data": FRAME * 0 + 3,
        "figures": [0.4] * 4,
        "only_first": [0, 4, 0],
        "only_second": [0, 4, 0],
        "table": [[0, 0, 0], [0, 9, 0], [0, 0, 0]],
    },
}
#: Tables of several groups, whose argument has the name of a single row elsewhere.
EMPTY_TABLES: dict[str, Any] = {
    "all N/A": [[0] * 5] * 3,
    "one answer": [[0, 0, 1, 0, 0], [0] * 5, [0] * 5],
    "all the same": [[0, 0, 9, 0, 0]] * 3,
}
OF_TABLES = {
    "ordinal.kruskal_wallis",
    "ordinal.chi_square",
    "trends.jonckheere_terpstra",
    "trends.ordinal_logit_trend",
}
OF_SQUARES: dict[str, Any] = {
    "all N/A": [[0, 0], [0, 0]],
    "one answer": [[0, 1], [0, 0]],
    "all the same": [[0, 0], [0, 9]],
}
#: Nothing can be said there at all, and the function says that.
REFUSES = {
    ("drivers.lmg_importance", "all N/A"): "0 complete",
    ("drivers.johnson_weights", "all N/A"): "0 complete",
    ("drivers.lmg_importance", "one answer"): "1 complete",
    ("drivers.johnson_weights", "one answer"): "1 complete",
    ("drivers.lmg_importance", "all the same"): "same answer",
    ("drivers.johnson_weights", "all the same"): "same answer",
    ("reliability.mcdonald_omega", "all the same"): "same answer",
    ("weighting.post_stratify", "all N/A"): "people but no answers",
    ("weighting.rake", "all N/A"): "no answers",
    ("weighting.calibrate", "all N/A"): "follows from the others",
    ("dora.nearest_cluster", "all N/A"): "no metric",
}


def _spoilt(path: str, case: str) -> dict[str, Any]:
    """The call of a function where nobody answered, one did, or all said the same."""
    given = {**FINE[path]}
    wanted = EMPTY[case]
    if path in OF_TABLES:
        given[next(iter(given))] = EMPTY_TABLES[case]
        return given
    if path.startswith("paired."):
        square = np.zeros((3, 3), dtype=int)
        small = np.array(OF_SQUARES[case])
        square[:2, :2] = small
        empty = {"only_first": [0] * 3, "only_second": [0] * 3} if case == "all N/A" else {}
        table = small if path == "paired.mcnemar" else square
        spoilt = {**given, **wanted, **empty, "table": table}
        return {name: spoilt[name] for name in given}
    if path == "trends.cochran_armitage":
        most = {"all N/A": [0, 0, 0], "one answer": [1, 0, 0], "all the same": [9, 9, 9]}[case]
        return {"successes": most, "totals": most, "scores": [0, 1, 2]}
    if path == "proportions.response_rates":
        return {"answered": [0, 0], "invited": [0, 0] if case == "all N/A" else [1, 0]}
    if path == "weighting.r_indicator":
        invited = {"all N/A": [0, 0, 0], "one answer": [1, 0, 0], "all the same": [9, 9, 9]}[case]
        return {"answered": [min(n, 1) for n in invited], "invited": invited, "attributes": TEAMS}
    if path.startswith("weighting.") and case == "all N/A":
        fields = "counts" if "counts" in given else "answered"
        return {**given, fields: (np.array(given[fields]) * 0).tolist()}
    if path in {"weighting.trim_weights", "weighting.kish_design_effect"}:
        alike = 1 if case == "one answer" else 9
        return {**given, "weights": [1.5] * alike, "counts": [1] * alike}
    if path.startswith("dora.") and case == "all N/A" and "lead_time" in given:
        return {name: None if name != "year" else 2024 for name in given}
    return {**given, **{name: wanted[name] for name in given if name in wanted}}


@pytest.mark.parametrize("case", EMPTY)
@pytest.mark.parametrize("path", PATHS)
def test_little_to_go_by_is_an_answer_that_the_docstring_names(path: str, case: str) -> None:
    given = _spoilt(path, case)
    if (path, case) in REFUSES:
        with pytest.raises(ValueError, match=REFUSES[path, case]):
            function(path)(**given)
        return
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        result = function(path)(**given)
    if _untold(result):
        said = f"{function(path).__doc__} {type(result).__doc__}"
        assert "NaN" in said, f"{path} gives NaN for {_untold(result)}, and does not say so"


def test_sums_are_refused_as_rows_are() -> None:
    with pytest.raises(ValueError, match="n is -1"):
        MomentSums(("a", "b"), -1, (0.0, 0.0), ((0.0, 0.0), (0.0, 0.0)))
    with pytest.raises(ValueError, match="singular"):
        mcdonald_omega(MomentSums.from_frame(SINGULAR))
    for path in PATHS:
        if "data" in FINE[path]:
            sums = MomentSums.from_frame(FRAME)
            assert repr(function(path)(**{**FINE[path], "data": sums})) == repr(
                function(path)(**FINE[path])
            )


@pytest.mark.parametrize("path", [path for path in PATHS if path.startswith(("ord", "tr", "pa"))])
def test_millions_of_answers_do_not_overflow(path: str) -> None:
    """A hundred million times the answers: the same estimate, but for ranks that start at 1."""
    big = {
        name: (np.array(value) * 10**8).tolist()
        if name.startswith(("counts", "table", "only_", "successes", "totals"))
        else value
        for name, value in FINE[path].items()
    }
    small, large = function(path)(**FINE[path]), function(path)(**big)
    if hasattr(small, "estimate"):
        assert large.estimate == pytest.approx(small.estimate, rel=0.02)
    if hasattr(small, "p_value"):
        assert large.p_value <= small.p_value


@pytest.mark.parametrize("odds_ratio", ["x", None, 0, -1, math.nan, math.inf])
def test_an_odds_ratio_that_is_none_is_refused(odds_ratio: Any) -> None:
    for plan in (whitehead_required_n, partial(whitehead_power, n1=60, n2=60)):
        with pytest.raises(ValueError, match=f"odds_ratio is {odds_ratio!r}: give a number"):
            plan([0.5, 0.5], odds_ratio)


@pytest.mark.parametrize("resamples", [0, -1, 0.5, "x"])
def test_draws_that_are_none_are_refused(resamples: Any) -> None:
    with pytest.raises(ValueError, match=f"resamples is {resamples!r}: give a"):
        bootstrap_importance(FRAME, "a", generator=np.random.default_rng(1), resamples=resamples)


def test_a_year_that_is_none_is_refused() -> None:
    with pytest.raises(ValueError, match=r"\[2024\]: no centres are published"):
        function("dora.nearest_cluster")([2024], 4)


@pytest.mark.parametrize(
    "path", [path for path in PATHS if path.startswith(("ordinal.", "trends.", "paired."))]
)
@given(data=st.data())
def test_any_small_table_is_an_answer_that_the_docstring_names(path: str, data: Any) -> None:
    """Ties, empty levels, empty groups, constant answers: no warning, and no silent NaN."""
    levels = 2 if path == "paired.mcnemar" else data.draw(st.integers(2, 5))
    row = st.lists(st.integers(0, 3), min_size=levels, max_size=levels)
    given_ = dict(FINE[path])
    for name in given_:
        if name in {"counts", "counts_by_round"}:
            given_[name] = [data.draw(row) for _ in range(3)]
        elif name == "table":
            given_[name] = [data.draw(row) for _ in range(levels)]
        elif name in {"counts_a", "counts_b", "only_first", "only_second"}:
            given_[name] = data.draw(row)
        elif name == "values":
            given_[name] = list(range(1, levels + 1))
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        result = function(path)(**given_)
    if _untold(result):
        assert "NaN" in f"{function(path).__doc__} {type(result).__doc__}"


def test_a_shift_that_cannot_be_seen_is_nan_as_documented() -> None:
    assert math.isnan(detectable_difference(1, 1, 0.5))


def _untold(result: Any) -> set[str]:
    """Names of the numbers of a result that are NaN."""
    if isinstance(result, tuple):
        return set().union(*map(_untold, result)) if result else set()
    if dataclasses.is_dataclass(result) and not isinstance(result, type):
        parts: dict[str, Any] = {
            field.name: getattr(result, field.name) for field in dataclasses.fields(result)
        }
        return {name for name, value in parts.items() if _has_nan(value)}
    return {"p_values"} if _has_nan(result) else set()


def _has_nan(value: Any) -> bool:
    if isinstance(value, float | np.ndarray):
        return bool(np.isnan(value).any())
    if isinstance(value, tuple):
        return any(map(_has_nan, value))
    return bool(_untold(value)) if dataclasses.is_dataclass(value) else False
