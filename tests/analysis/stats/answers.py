"""Answers to several items, as the R code was given them."""

from __future__ import annotations

import pandas as pd

from tests.analysis.stats.oracles import data

ITEMS = ["q1", "q2", "q3", "q4", "q5", "q6"]


def devex_answers() -> pd.DataFrame:
    """One row a questionnaire: round, q1 to q6 (1 to 5, q6 worded negatively), enps (0 to 10)."""
    rows = []
    for record in data("devex_answers").split():
        in_round, answers, enps = record.split(":")
        rows.append([_number(x) for x in (in_round, *answers, enps)])
    return pd.DataFrame(rows, columns=["round", *ITEMS, "enps"], dtype="float64")


def _number(text: str) -> float:
    return float("nan") if text == "-" else float(text)
