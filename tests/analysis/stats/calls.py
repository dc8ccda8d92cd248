"""Calls of every statistic that are all right, and what would spoil each of their arguments."""

from __future__ import annotations

import math
from typing import Any

import pandas as pd

from analysis.stats.counts import MOST

FRAME = pd.DataFrame(
    {
        "a": [1, 2, 4, 5, 3, 4, 2, 5, 1, 3] * 3,
        "b": [2, 2, 5, 4, 1, 4, 1, 3, 2, 3] * 3,
        "c": [1, 3, 4, 4, 2, 3, 3, 4, 1, 5] * 3,
    }
)
COUNTS, OTHER = [3, 5, 8, 6, 2], [1, 4, 6, 9, 5]
TABLE, SQUARE = [COUNTS, OTHER, [2, 3, 7, 8, 6]], [[5, 3, 1], [2, 9, 4], [1, 2, 6]]
TEAMS = {"team": ["api", "web", "data"]}

#: A call of each function that is all right, by the names of its arguments.
FINE: dict[str, dict[str, Any]] = {
    "proportions.wilson_interval": {"successes": 38, "n": 58, "population": 70, "confidence": 0.95},
    "proportions.finite_population_interval": {
        "successes": 38,
        "n": 58,
        "population": 70,
        "confidence": 0.95,
    },
    "proportions.newcombe_difference": {
        "successes1": 19,
        "n1": 57,
        "successes2": 39,
        "n2": 58,
        "confidence": 0.95,
    },
    "proportions.response_rates": {"answered": [26, 16], "invited": [37, 26]},
    "proportions.net_promoter_score": {
        "counts_0_to_10": [1, 0, 2, 0, 1, 3, 4, 9, 8, 6, 5],
        "confidence": 0.95,
    },
    "descriptives.summarize_counts": {
        "counts": COUNTS,
        "values": [1, 2, 3, 4, 5],
        "population": 70,
        "confidence": 0.95,
        "boxes": 2,
    },
    "ordinal.mann_whitney": {"counts_a": COUNTS, "counts_b": OTHER},
    "ordinal.brunner_munzel": {"counts_a": COUNTS, "counts_b": OTHER, "confidence": 0.95},
    "ordinal.cliffs_delta": {"counts_a": COUNTS, "counts_b": OTHER, "confidence": 0.95},
    "ordinal.kruskal_wallis": {"counts": TABLE},
    "ordinal.chi_square": {"counts": TABLE},
    "trends.jonckheere_terpstra": {"counts_by_round": TABLE},
    "trends.cochran_armitage": {
        "successes": [8, 14, 14],
        "totals": [24, 25, 26],
        "scores": [0, 1, 2],
    },
    "trends.mann_kendall": {"figures": [0.4, 0.45, 0.47, 0.53, 0.49, 0.59]},
    "trends.theil_sen": {
        "figures": [0.4, 0.45, 0.47, 0.53],
        "positions": [0, 1, 2, 3],
        "confidence": 0.9,
    },
    "trends.ordinal_logit_trend": {
        "counts_by_round": TABLE,
        "scores": [0, 1, 2],
        "confidence": 0.95,
    },
    "paired.mcnemar": {"table": [[28, 10], [7, 14]], "confidence": 0.95},
    "paired.stuart_maxwell": {"table": SQUARE},
    "paired.wilcoxon_signed_rank": {"table": SQUARE, "values": [1, 2, 3]},
    "paired.partially_overlapping_t": {
        "only_first": [4, 6, 9],
        "only_second": [3, 7, 9],
        "table": SQUARE,
        "values": [1, 2, 3],
        "confidence": 0.95,
    },
    "reliability.cronbach_alpha": {"data": FRAME, "reverse": ["c"]},
    "reliability.alpha_interval": {"data": FRAME, "reverse": ["c"], "confidence": 0.95},
    "reliability.item_total": {"data": FRAME, "reverse": ["c"]},
    "reliability.mcdonald_omega": {"data": FRAME, "reverse": []},
    "drivers.lmg_importance": {"data": FRAME, "outcome": "a", "predictors": ["b", "c"]},
    "drivers.johnson_weights": {"data": FRAME, "outcome": "a", "predictors": ["b", "c"]},
    "weighting.post_stratify": {"answered": [26, 16, 15], "population": [37, 26, 33]},
    "weighting.rake": {"answered": [[10, 5], [5, 20]], "margins": [[30, 50], [40, 40]]},
    "weighting.calibrate": {
        "answered": [10, 20],
        "auxiliary": [[1, 3.5], [1, 1.5]],
        "totals": [60, 130],
        "start": [1, 1],
    },
    "weighting.trim_weights": {
        "weights": [1.0, 1.0, 4.0],
        "upper": 3.0,
        "lower": 0.5,
        "counts": [2, 2, 1],
    },
    "weighting.kish_design_effect": {"weights": [1.0, 3.0], "counts": [10, 10]},
    "weighting.r_indicator": {
        "answered": [26, 16, 15],
        "invited": [37, 26, 33],
        "attributes": TEAMS,
    },
    "multiplicity.holm": {"p_values": [0.01, 0.04, math.nan]},
    "multiplicity.benjamini_hochberg": {"p_values": [0.01, 0.04, math.nan]},
    "power.detectable_difference": {
        "n_before": 57,
        "n_after": 58,
        "share_before": 0.33,
        "power": 0.8,
        "alpha": 0.05,
        "population": 70,
    },
    "power.required_n": {
        "share_before": 0.33,
        "difference": 0.2,
        "power": 0.8,
        "alpha": 0.05,
        "population": 70,
    },
    "dora.delivery_scores": {
        "lead_time": 5,
        "frequency": 4,
        "recovery": 5,
        "change_fail": 10,
        "rework": 5,
    },
    "dora.nearest_cluster": {
        "year": 2024,
        "lead_time": 5,
        "frequency": 4,
        "recovery": 5,
        "change_fail": 10,
    },
    "dora.capability_score": {"answers": [3, 4, None, 2, 5]},
}

#: Wrong things to put in the place of an argument, each with what the message has to quote.
Bad = list[tuple[Any, str]]
COUNT: Bad = [(-1, "-1"), (0.5, "0.5"), (math.nan, "nan"), (math.inf, "inf"), ("x", "x|'1'")]
NOT_COUNTS: Bad = [
    *(([1, value, 2, 3, 4], quoted) for value, quoted in COUNT),
    ([True, False, True, True, True], "True"),
    ([1, 2 * MOST, 2, 3, 4], str(2 * MOST)),
    ([1, None, 2, 3, 4], "None"),
    ([], r"\(0,\)"),
    (3, r"\(\)"),
]
NOT_A_TABLE: Bad = [
    *(([one, one], quoted) for one, quoted in NOT_COUNTS),
    ([[1, 2], [1, 2, 3]], "2, 3"),
    ([[1, 2, 3]], "1 group"),
    ([], "0 group"),
    (5, "5"),
]
FRACTION: Bad = [(0, "0"), (1, "1"), (95, "95"), (-0.5, "-0.5"), (math.nan, "nan"), ("x", "x")]
NOT_A_SHARE: Bad = [(-0.5, "-0.5"), (33, "33"), (math.nan, "nan"), (None, "None"), ("x", "x")]
NUMBERS: Bad = [(["x", 1, 2], "x"), ([1, math.inf, 2], "inf"), ([[1, 2], [3, 4]], "1")]
NOT_FINITE: Bad = [*NUMBERS, ([1, math.nan, 2], "nan"), ([1], "1")]
ITEMS: Bad = [
    (pd.DataFrame({"a": [1, 2], "b": ["often", "never"]}), "often"),
    (pd.DataFrame({"a": [1, 2], "b": [math.inf, 2]}), "inf"),
    (pd.DataFrame({"a": [True, False], "b": [1, 2]}), "True"),
    (pd.DataFrame({"a": [1, 2]}), "a"),
    (pd.DataFrame([[1, 2]], columns=["a", "a"]), "a"),
    (pd.DataFrame(), "no columns"),
    ([[1, 2], [3, 4]], "list"),
    (None, "None"),
]
SINGULAR = FRAME.assign(b=FRAME["c"] * 2)
FLAT = FRAME.assign(b=3)
MATCHED: Bad = [
    (FRAME.assign(b=math.inf), "inf"),
    (SINGULAR, "singular"),
    (FLAT, "b"),
    (FRAME[:25], "25 complete"),
]
NO_NAMES: Bad = [("b", "'b'"), (["nobody"], "nobody"), ([], r"\(\)"), (["b", "b"], "b")]
BANDS: Bad = [(0, "0"), (6.5, "6.5"), (math.nan, "nan"), ("fast", "fast"), ([5], "5")]
RATES: Bad = [(-1, "-1"), (101, "101"), (math.nan, "nan")]

BAD: dict[str, Bad] = {
    "n": [*COUNT, (None, "None"), (37, "38 of 37")],
    "successes": [*COUNT, (None, "None"), ([8, 14, 27], "27 of 26")],
    "population": [(-1, "-1"), (0.5, "0.5"), ("x", "x"), (5, "5")],
    "confidence": FRACTION,
    "power": FRACTION,
    "alpha": FRACTION,
    "counts": NOT_COUNTS,
    "counts_a": [*NOT_COUNTS, ([1, 2, 3], "3, 5")],
    "counts_b": [*NOT_COUNTS, ([1, 2, 3], "3, 5")],
    "counts_0_to_10": [*NOT_COUNTS, (COUNTS, "5 counts")],
    "counts_by_round": NOT_A_TABLE,
    "totals": NOT_COUNTS,
    "only_first": [*NOT_COUNTS, ([1, 2], "2, 3")],
    "only_second": [*NOT_COUNTS, ([1, 2], "2, 3")],
    "values": NOT_FINITE,
    "boxes": [(0, "0"), (3, "3"), (1.5, "1.5"), ("x", "x")],
    "scores": NOT_FINITE,
    "positions": NOT_FINITE,
    "figures": NUMBERS,
    "table": [*NOT_A_TABLE, (TABLE, "3 x 5|3 levels")],
    "answered": NOT_COUNTS,
    "invited": [*NOT_COUNTS, ([1], "1"), ([25, 16, 15], "26")],
    "attributes": [({"team": ["api"]}, "team has 1"), (["api"], "api")],
    "data": ITEMS,
    "reverse": [("c", "'c'"), (["nobody"], "nobody")],
    "outcome": [("nobody", "nobody"), ("b", "b")],
    "predictors": NO_NAMES,
    "margins": [
        ([[30, 50], [40, 41]], "80, 81"),
        ([[80]], "1"),
        ([[80, 0], [40, 40]], "no people"),
    ],
    "auxiliary": [([[1, 2], [1, 2]], "follows"), ([[1, math.nan], [1, 2]], "nan"), ([1, 2], "2,")],
    "start": [([0, 1], "0"), ([1, math.nan], "nan"), ([1], "1")],
    "weights": [([-1.0, 2.0], "-1"), ([1.0, math.nan], "nan"), (["x", 1], "x"), ([0.0], "0|1")],
    "upper": [(0.1, "0.1"), (math.nan, "nan"), ("x", "x"), (1.0, "1.6|1.0")],
    "lower": [(-1, "-1"), (4, "4"), ("x", "x"), (2.5, "2.5")],
    "p_values": [([0.1, 1.2], "1.2"), ([-0.1], "-0.1"), (0.1, "0.1"), (["x"], "x")],
    "n_before": [(-1, "-1"), (math.nan, "nan"), (None, "None"), (71, "71")],
    "n_after": [(-1, "-1"), (math.nan, "nan"), (None, "None"), (71, "71")],
    "share_before": NOT_A_SHARE,
    "difference": [(0, "0"), (0.9, "1.23"), (math.nan, "nan"), (None, "None")],
    "lead_time": BANDS,
    "frequency": BANDS,
    "recovery": BANDS,
    "change_fail": RATES,
    "rework": RATES,
    "year": [(2025, "2025"), (2020, "2020"), ("2024", "2024")],
    "answers": [([3, 6], "6"), ([0], "0"), ([math.nan], "nan"), (["x"], "x")],
}
BAD["successes1"] = BAD["successes2"] = [*COUNT, (60, "60 of")]
BAD["n1"] = BAD["n2"] = [*COUNT, (3, "of 3")]
#: Where an argument of the same name means something else.
BAD_HERE: dict[str, Bad] = {
    "trends.cochran_armitage:successes": [*NOT_COUNTS, ([8, 14, 27], "27 of 26")],
    "proportions.wilson_interval:successes": [*COUNT, (None, "None"), (59, "59 of 58")],
    "proportions.finite_population_interval:successes": [*COUNT, (59, "59 of 58")],
    "proportions.finite_population_interval:population": [*COUNT, (None, "None"), (57, "57")],
    "proportions.response_rates:answered": [([-1, 1], "-1"), ([38, 1], "38 of 37"), (1, "1")],
    "proportions.response_rates:invited": [([0.5, 26], "0.5"), ([1], "2 groups.* 1 "), (1, "1")],
    "descriptives.summarize_counts:counts": [*NOT_COUNTS, ([1, 2], "2 counts")],
    "ordinal.kruskal_wallis:counts": NOT_A_TABLE,
    "ordinal.chi_square:counts": NOT_A_TABLE,
    "drivers.lmg_importance:data": [*MATCHED, (None, "None")],
    "drivers.johnson_weights:data": [*MATCHED, (None, "None")],
    "reliability.mcdonald_omega:data": [*ITEMS, (SINGULAR, "singular"), (FLAT, "b")],
    "weighting.post_stratify:population": [*NOT_COUNTS, ([37, 26], "3 .* 2"), ([9, 26, 33], "26")],
    "weighting.post_stratify:answered": [*NOT_COUNTS, ([26, 16, 0], "people but no answers")],
    "weighting.rake:answered": [
        *NOT_COUNTS[:-1],
        (3, "0 attributes"),
        ([[1, 2], [3]], "3"),
        ([[0, 0], [1, 1]], "no answers"),
    ],
    "power.required_n:population": [(1, "1"), (0.5, "0.5"), (-1, "-1")],
    "weighting.calibrate:totals": [([60], "1"), ([60, math.nan], "nan"), (["x", 1], "x")],
    "weighting.trim_weights:weights": [([-1.0, 2.0, 2.0], "-1"), ([1.0, 2.0], "2 weights")],
    "weighting.trim_weights:counts": [*NOT_COUNTS[:-1], ([2], "3 weights")],
    "weighting.kish_design_effect:counts": [*NOT_COUNTS[:-1], ([2], "2 weights")],
    "weighting.kish_design_effect:weights": [*BAD["weights"], ([0.0, 0.0], "0")],
}
