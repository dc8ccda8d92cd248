"""The functions that anybody may look for by name: section 3 of the page on statistics."""

from __future__ import annotations

from collections.abc import Callable
from importlib import import_module
from typing import Any

NAMES = {
    "proportions": (
        "wilson_interval",
        "finite_population_interval",
        "newcombe_difference",
        "response_rates",
        "net_promoter_score",
    ),
    "descriptives": ("summarize_counts",),
    "ordinal": ("mann_whitney", "brunner_munzel", "cliffs_delta", "kruskal_wallis", "chi_square"),
    "trends": (
        "jonckheere_terpstra",
        "cochran_armitage",
        "mann_kendall",
        "theil_sen",
        "ordinal_logit_trend",
    ),
    "paired": ("mcnemar", "stuart_maxwell", "wilcoxon_signed_rank", "partially_overlapping_t"),
    "reliability": ("cronbach_alpha", "alpha_interval", "item_total", "mcdonald_omega"),
    "drivers": ("lmg_importance", "johnson_weights"),
    "weighting": (
        "post_stratify",
        "rake",
        "calibrate",
        "trim_weights",
        "kish_design_effect",
        "r_indicator",
    ),
    "multiplicity": ("holm", "benjamini_hochberg"),
    "power": ("detectable_difference", "required_n"),
    "dora": ("delivery_scores", "nearest_cluster", "capability_score"),
}
PATHS = tuple(f"{module}.{name}" for module, names in NAMES.items() for name in names)


def function(path: str) -> Callable[..., Any]:
    """The function of a path such as ``power.required_n``."""
    module, name = path.split(".")
    found: Callable[..., Any] = getattr(import_module(f"analysis.stats.{module}"), name)
    return found
