"""Numbers from R, kept in tests/reference/oracles_used.json with the R code that made them."""

from __future__ import annotations

import json
from functools import lru_cache
from pathlib import Path
from typing import Any

import pytest

REFERENCE = Path(__file__).resolve().parents[2] / "reference" / "oracles_used.json"


@lru_cache(maxsize=1)
def _reference() -> dict[str, Any]:
    loaded: dict[str, Any] = json.loads(REFERENCE.read_text())
    return loaded


def data(name: str) -> Any:
    """The counts that the R code was given."""
    return _reference()["data"][name]


def expected(entry: str, key: str) -> Any:
    """What R gives, to be compared with ``==``: approximate at the tolerance of the entry.

    ``key`` may end in an index: ``"low[0]"``.
    """
    oracle = _reference()["entries"][entry]
    name, _, index = key.removesuffix("]").partition("[")
    value = oracle["expected"][name]
    return pytest.approx(value[int(index)] if index else value, rel=oracle["tolerance"], abs=1e-15)


ROUNDS: list[list[int]] = data("q1_by_round")
ROUND_1, ROUND_6 = ROUNDS[0], ROUNDS[5]
