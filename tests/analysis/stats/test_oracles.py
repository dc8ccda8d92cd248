"""Every number of the R bundle: what agrees, what differs on purpose, what is out of scope.

``AGREES`` names, for each entry, our figure for each of R's; ``DIFFERS`` those of R's figures that
are not to be imitated, and why; ``NOT_OFFERED`` the entries whose method the library does not have.
What follows from the numbers (edges, invariances, raw rows) is tested in the file of each family.
"""

from __future__ import annotations

import json
import os
from collections.abc import Callable, Mapping
from dataclasses import asdict
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from analysis.stats.descriptives import summarize_counts
from analysis.stats.drivers import johnson_weights, lmg_importance
from analysis.stats.multiplicity import benjamini_hochberg, holm
from analysis.stats.ordinal import (
    brunner_munzel,
    chi_square,
    cliffs_delta,
    kruskal_wallis,
    mann_whitney,
)
from analysis.stats.ordinal_logit import ordinal_logit_trend
from analysis.stats.paired import (
    mcnemar,
    partially_overlapping_t,
    stuart_maxwell,
    wilcoxon_signed_rank,
)
from analysis.stats.power import required_n, whitehead_power, whitehead_required_n
from analysis.stats.proportions import (
    finite_population_interval,
    net_promoter_change,
    net_promoter_score,
    newcombe_difference,
    response_rates,
    wilson_interval,
)
from analysis.stats.reliability import cronbach_alpha, item_total, mcdonald_omega
from analysis.stats.trends import cochran_armitage, jonckheere_terpstra, mann_kendall, theil_sen
from analysis.stats.weighting import (
    kish_design_effect,
    post_stratify,
    r_indicator,
    rake,
    weighted_mean,
)
from tests.analysis.stats.answers import ITEMS, devex_answers
from tests.analysis.stats.oracles import REFERENCE, ROUND_1, ROUND_6, ROUNDS, data, expected

BUNDLE = Path(__file__).resolve().parents[4] / "shared" / "oracles" / "oracles.json"
Figures = dict[str, Any]

SCALE = [1, 2, 3, 4, 5]
FAVOURABLE = [sum(row[3:]) for row in ROUNDS]
ASKED = [sum(row) for row in ROUNDS]
SMALL = data("small_teams")
SURVEY = data("weighting")
FRAME, Q1 = np.array(SURVEY["frame"]), np.array(SURVEY["q1"])
SKIPPED = np.array(SURVEY["missing"])
OVERLAP = data("q1_rounds_1_and_2")
BOTH = OVERLAP["both"]


def _renamed(result: Any, **names: str) -> Figures:
    """A result's fields under R's names: ``chisq="statistic"``."""
    fields = asdict(result)
    return {theirs: fields[ours] for theirs, ours in names.items()}


def _descriptives() -> Figures:
    one = summarize_counts(ROUND_1, SCALE)
    boxes = {"top2": one.favourable, "bottom2": one.unfavourable, "net": one.net}
    moments = _renamed(one, n="n", mean="mean", sd="sd", median="median")
    return boxes | moments | {"se": one.sd / one.n**0.5}


def _mean_interval() -> Figures:
    return _renamed(summarize_counts(ROUND_1, SCALE), mean="mean", low="low", high="high")


def _wilson() -> Figures:
    shares = [wilson_interval(k, n) for k, n in ((38, 95), (0, 95), (95, 95), (3, 7))]
    return {"low": [share.low for share in shares], "high": [share.high for share in shares]}


def _hypergeometric() -> Figures:
    cases = ((3, 7, 9), (0, 7, 9), (7, 7, 9), (38, 95, 160), (5, 8, 8), (4, 10, 12))
    shares = [(finite_population_interval(*case, exact=True), case[2]) for case in cases]
    return {
        "low_count": [share.low * people for share, people in shares],
        "high_count": [share.high * people for share, people in shares],
    }


def _rates() -> Figures:
    teams = data("frame_by_team").values()
    rates = response_rates([t["answered"] for t in teams], [t["invited"] for t in teams])
    return {"rate": list(rates.rates), "overall": rates.estimate}


def _nonresponse() -> Figures:
    teams = data("frame_by_team").values()
    table = [[t["invited"] - t["answered"], t["answered"]] for t in teams]
    return _renamed(chi_square(table), chisq="statistic", df="df", p="p_value")


def _population_mean() -> Figures:
    everybody = [ROUND_1]
    mean = weighted_mean(everybody, SCALE, [1.0], population=160)
    without = weighted_mean(everybody, SCALE, [1.0]).standard_error
    names = {"mean": "estimate", "se": "standard_error", "low": "low", "high": "high", "df": "df"}
    return _renamed(mean, **names) | {"se_without_fpc": without}


def _of_persons(weights: Any) -> list[float]:
    return [float(weights[tuple(cell)]) for cell in SURVEY["person_cells"]]


def _raked() -> Figures:
    answered = Q1.sum(axis=2) + SKIPPED
    weights = rake(answered, [FRAME.sum(axis=1), FRAME.sum(axis=0)])
    effect = kish_design_effect(weights.ravel(), answered.ravel())
    margins = [[*np.eye(5)[team], *np.eye(3)[level]] for team in range(5) for level in range(3)]
    counts, skipped, cells = Q1.reshape(15, 5), SKIPPED.ravel(), weights.ravel()
    mean = weighted_mean(
        counts, SCALE, cells, missing=skipped, population=160, calibrated_on=margins
    )
    favourable = weighted_mean(counts, [0, 0, 0, 1, 1], cells, missing=skipped)
    return {
        "w": _of_persons(weights),
        "kish_deff": effect.estimate,
        "fav_q1": favourable.estimate,
    } | _renamed(mean, mean_q1="estimate", se_q1="standard_error")


def _post_stratified() -> Figures:
    weights = post_stratify((Q1.sum(axis=2) + SKIPPED).sum(axis=1), FRAME.sum(axis=1))
    mean = weighted_mean(
        Q1.sum(axis=1),
        SCALE,
        weights,
        missing=SKIPPED.sum(axis=1),
        population=160,
        calibrated_on=np.eye(5),
    )
    persons = [float(weights[team]) for team, _level in SURVEY["person_cells"]]
    return {"w": persons} | _renamed(mean, mean_q1="estimate", se_q1="standard_error")


def _representative() -> Figures:
    cells = data("propensities")
    attributes = {name: cells[name] for name in ("team", "level", "site")}
    result = r_indicator(cells["answered"], cells["invited"], attributes)
    whole = result.deviation * (159 / 160) ** 0.5  # with the divisor n in place of n - 1
    return {
        "S_population": whole,
        "R_population": 1 - 2 * whole,
        "rho": [result.propensities[cell] for cell in cells["person_cells"]],
        "max_abs_bias_bound": result.bias_bound,
    } | _renamed(result, R="estimate", S="deviation", cv="bias_bound")


def _first_round() -> Any:
    answers = devex_answers()
    return answers.loc[answers["round"] == 1, ITEMS]


def _alpha() -> Figures:
    rows, turned = _first_round(), ["q6"]
    items = item_total(rows, reverse=turned)
    return _renamed(
        cronbach_alpha(rows, reverse=turned),
        n="n",
        raw_alpha="estimate",
        std_alpha="standardized",
        G6="lambda6",
        average_r="average_r",
        median_r="median_r",
        ase="standard_error",
    ) | {
        "alpha_if_dropped": [item.alpha_if_dropped for item in items],
        "raw_r": [item.r_total for item in items],
        "r_drop": [item.r_drop for item in items],
        "r_cor": [item.r_corrected for item in items],
    }


def _omega() -> Figures:
    omega = mcdonald_omega(_first_round(), reverse=["q6"])
    return {
        "omega": omega.estimate,
        "alpha": cronbach_alpha(_first_round(), reverse=["q6"]).estimate,
        "loadings": list(omega.loadings),
        "residual_variances": list(omega.residual_variances),
    }


def _mann_whitney(*, continuity: bool) -> Figures:
    test = mann_whitney(ROUND_6, ROUND_1, continuity=continuity)
    return {"U_b": test.statistic, "p": test.p_value}


def _small_mann_whitney() -> Figures:
    def p(**options: bool) -> float:
        return mann_whitney(SMALL["b"], SMALL["a"], **options).p_value

    return {
        "U_b": mann_whitney(SMALL["b"], SMALL["a"]).statistic,
        "p": p(exact=True),
        "p_coin": p(exact=True),
        "p_asymptotic_cc": p(),
        "p_asymptotic": p(continuity=False),
    }


def _brunner_munzel(first: list[int], second: list[int], **names: str) -> Figures:
    return _renamed(brunner_munzel(first, second), **names)


def _cliff(**names: str) -> Figures:
    return _renamed(cliffs_delta(ROUND_1, ROUND_6), delta="estimate", **names)


def _chi_square(rows: list[list[int]]) -> Figures:
    return _renamed(chi_square(rows), chisq="statistic", df="df", p="p_value")


def _two_shares() -> Figures:
    rows = [[k, n - k] for k, n in ((FAVOURABLE[0], ASKED[0]), (FAVOURABLE[5], ASKED[5]))]
    difference = newcombe_difference(*rows_of_first_and_last()).estimate
    test = chi_square(rows)
    return {"chisq": test.statistic, "p": test.p_value, "diff": -difference}


def rows_of_first_and_last() -> tuple[int, int, int, int]:
    """Favourable answers and all answers of round 1 and round 6."""
    return FAVOURABLE[0], ASKED[0], FAVOURABLE[5], ASKED[5]


def _newcombe() -> Figures:
    names = {"diff": "estimate", "low": "low", "high": "high"}
    return _renamed(newcombe_difference(*rows_of_first_and_last()), **names)


def _adjusted() -> Figures:
    p = data("pvalues")
    return {"holm": holm(p).tolist(), "BH": benjamini_hochberg(p).tolist()}


def _armitage() -> Figures:
    trend = cochran_armitage(FAVOURABLE, ASKED)
    square = {"chisq_prop_trend": trend.statistic**2, "p_prop_trend": trend.p_value}
    return _renamed(trend, z="statistic", p="p_value") | square


def _smokers() -> Figures:
    table = data("smokers")
    trend = cochran_armitage(table["smokers"], table["patients"])
    scored = cochran_armitage(table["smokers"], table["patients"], [0, 0, 1, 2])
    return {
        "chisq": trend.statistic**2,
        "p": trend.p_value,
        "z_abs": abs(trend.statistic),
        "chisq_0012": scored.statistic**2,
    }


def _jonckheere() -> Figures:
    trend = jonckheere_terpstra(ROUNDS)
    kendall = {"z_kendall": trend.z, "p_kendall": trend.p_value}
    return _renamed(trend, J="statistic", z="z", p="p_value") | kendall


def _piecework() -> Figures:
    trend = jonckheere_terpstra(data("piecework")["counts"])
    return {"JT": trend.statistic, "JT_clinfun": trend.statistic, "z_kendall": trend.z}


def _mann_kendall() -> Figures:
    shares = [k / n for k, n in zip(FAVOURABLE, ASKED, strict=True)]
    normal = mann_kendall(shares, exact=False)
    return {
        "share": shares,
        "p_exact": mann_kendall(shares).p_value,
        "slope": theil_sen(shares).estimate,
    } | _renamed(normal, S="statistic", var="variance", z="z", p="p_value")


def _polr() -> Figures:
    trend = ordinal_logit_trend(ROUNDS, range(1, 7))
    return {
        "n": trend.n,
        "coef": trend.estimate,
        "zeta": list(trend.thresholds),
        "se": [trend.standard_error, *trend.threshold_errors],
        "loglik": trend.log_likelihood,
    }


def _overlap() -> Figures:
    both = partially_overlapping_t(OVERLAP["only_first"], OVERLAP["only_second"], BOTH)
    return {
        "both": both.n_both,
        "only_first": sum(OVERLAP["only_first"]),
        "only_second": sum(OVERLAP["only_second"]),
    }


def _mcnemar(table: list[list[int]]) -> Figures:
    corrected, plain = mcnemar(table), mcnemar(table, correction=False)
    return {
        "chisq_cc": corrected.statistic,
        "p_cc": corrected.p_value,
        "chisq": plain.statistic,
        "p": plain.p_value,
        "p_exact": plain.p_exact,
    }


def _moved_to_favourable() -> list[list[int]]:
    table = np.array(BOTH)
    parts = (slice(0, 3), slice(3, 5))
    return [[int(table[a, b].sum()) for b in parts] for a in parts]


def _signed_rank() -> Figures:
    plain = wilcoxon_signed_rank(BOTH)
    pratt = wilcoxon_signed_rank(BOTH, pratt=True)
    return {
        "V": plain.statistic,
        "p": plain.p_value,
        "p_cc": wilcoxon_signed_rank(BOTH, correction=True).p_value,
        "p_pratt": pratt.p_value,
        "z_pratt": pratt.z,
        "z_wilcoxon": plain.z,
        "p_exact_wilcoxon": wilcoxon_signed_rank(BOTH, exact=True).p_value,
        "p_exact_pratt": wilcoxon_signed_rank(BOTH, pratt=True, exact=True).p_value,
        "zeros": plain.zeros,
        "rank_biserial": plain.estimate,
    }


def _stuart_maxwell(table: list[list[int]]) -> Figures:
    return _renamed(stuart_maxwell(table), chisq="statistic", df="df", p="p_value")


def _overlapping_t(
    first: list[int], second: list[int], *, equal_variances: bool = False
) -> Figures:
    result = partially_overlapping_t(first, second, BOTH, equal_variances=equal_variances)
    fields = _renamed(result, t="statistic", df="df", p="p_value", low="low", high="high")
    return fields | {"diff": result.estimate} if any(first) else fields


def _lmg() -> Figures:
    predictors = ITEMS[:5]
    shares = lmg_importance(devex_answers(), "enps", predictors)
    johnson = johnson_weights(devex_answers(), "enps", predictors)
    return {
        "n": shares.n,
        "R2": shares.estimate,
        "lmg": [driver.estimate for driver in shares.drivers],
        "lmg_share": [driver.share for driver in shares.drivers],
        "genizi": [driver.estimate for driver in johnson.drivers],
    }


def _promoters() -> Figures:
    names = {"n": "n", "promoters": "promoters", "passives": "passives"}
    limits = {"nps": "estimate", "low_wald": "low", "high_wald": "high"}
    score = net_promoter_score(data("enps_round1"))
    return _renamed(score, detractors="detractors", **names, **limits)


def _promoters_changed() -> Figures:
    first, last = data("enps_round1"), data("enps_round6")
    change = net_promoter_change(first, last)
    return {
        "nps_a": net_promoter_score(first).estimate,
        "nps_b": net_promoter_score(last).estimate,
        "se_delta": change.estimate / change.statistic,
    } | _renamed(change, delta="estimate", low="low", high="high", p="p_value")


def _whitehead() -> Figures:
    shares = [0.1, 0.15, 0.3, 0.3, 0.15]
    # Its efficiency is that of these levels against a scale without ties, for 120 answers.
    efficiency = (1 - sum(share**3 for share in shares)) / (1 - 1 / 120**2)
    return {
        "power": whitehead_power(shares, 1.8, 60, 60),
        "n_total": 2 * whitehead_required_n(shares, 1.8),
        "efficiency": efficiency,
    }


AGREES: Mapping[str, Callable[[], Figures]] = {
    "desc.q1.round1": _descriptives,
    "desc.q1.round1.mean_ci": _mean_interval,
    "binom_ci.wilson": _wilson,
    "binom_ci.wilson.prop_test": lambda: _renamed(wilson_interval(38, 95), low="low", high="high"),
    "fpc.devex.wilson": lambda: _renamed(wilson_interval(38, 95, 160), low="low", high="high"),
    "fpc.hypergeometric_exact": _hypergeometric,
    "fpc.devex.mean": _population_mean,
    "response.rates": _rates,
    "nonresponse.chisq": _nonresponse,
    "r_indicator.devex": _representative,
    "weights.rake.devex": _raked,
    "weights.poststratify.devex": _post_stratified,
    "alpha.devex.round1": _alpha,
    "omega.cfa.devex": _omega,
    "mwu.asymptotic": lambda: _mann_whitney(continuity=False),
    "mwu.asymptotic_cc": lambda: _mann_whitney(continuity=True),
    "mwu.exact_ties": _small_mann_whitney,
    "brunner_munzel": lambda: _brunner_munzel(
        ROUND_1,
        ROUND_6,
        statistic="statistic",
        df="df",
        p="p_value",
        p_a_less_b="estimate",
        low="low",
        high="high",
    ),
    "brunner_munzel.permuted": lambda: _brunner_munzel(
        SMALL["a"], SMALL["b"], p_a_less_b="estimate", p_t="p_value"
    ),
    "cles": lambda: _brunner_munzel(ROUND_1, ROUND_6, ps="estimate"),
    "cles.nparcomp_logit": lambda: _brunner_munzel(ROUND_1, ROUND_6, ps="estimate"),
    "cles.nparcomp_t": lambda: _brunner_munzel(
        ROUND_1, ROUND_6, ps="estimate", low="low", high="high", t="statistic", p="p_value"
    ),
    "cliff_delta.unbiased_t": lambda: _cliff(low="low", high="high", var="variance"),
    "cliff_delta.row_partitioning": lambda: _cliff(low="low", high="high", var="variance"),
    "cliff_delta.unbiased_normal": _cliff,
    "cliff_delta.consistent_t": _cliff,
    "cliff_delta.rank_biserial": _cliff,
    "chisq.2x5": lambda: _chi_square([ROUND_1, ROUND_6]),
    "prop2.no_correction": _two_shares,
    "prop2.ci.score": _newcombe,
    "padjust": _adjusted,
    "kruskal": lambda: _renamed(kruskal_wallis(ROUNDS), H="statistic", df="df", p="p_value"),
    "cochran_armitage.devex": _armitage,
    "cochran_armitage.smokers": _smokers,
    "jonckheere.devex": lambda: {"JT": jonckheere_terpstra(ROUNDS).statistic},
    "jonckheere.tie_variance": _jonckheere,
    "jonckheere.piecework": _piecework,
    "mann_kendall.favourable": _mann_kendall,
    "polr.devex": _polr,
    "paired.overlap": _overlap,
    "mcnemar.approval": lambda: _mcnemar(data("approval")),
    "mcnemar.devex": lambda: _mcnemar(_moved_to_favourable()),
    "wilcoxon_signed.devex": _signed_rank,
    "stuart_maxwell.vision": lambda: _stuart_maxwell(data("vision")),
    "stuart_maxwell.devex": lambda: _stuart_maxwell(BOTH),
    "paired_t.devex": lambda: _overlapping_t([0] * 5, [0] * 5),
    "partover_t.devex": lambda: _overlapping_t(OVERLAP["only_first"], OVERLAP["only_second"]),
    "partover_t_equal.devex": lambda: _overlapping_t(
        OVERLAP["only_first"], OVERLAP["only_second"], equal_variances=True
    ),
    "lmg.devex": _lmg,
    "enps.round1": _promoters,
    "enps.round1_vs_6": _promoters_changed,
    "power.prop2": lambda: {"n_per_group": required_n(0.5, 0.15)},
    "power.whitehead": _whitehead,
    # Resampled 20,000 times, so loosely: the intervals that need no rows say the same.
    "bootstrap.bca.top2": lambda: _renamed(wilson_interval(38, 95), bca_low="low", bca_high="high"),
    "bootstrap.bca.cliff": lambda: _cliff(low="low", high="high"),
}

#: R's figures that ours are not: our figure, and why the other is not imitated.
DIFFERS: Mapping[tuple[str, str], tuple[Callable[[], float], str]] = {
    ("jonckheere.devex", "p"): (
        lambda: jonckheere_terpstra(ROUNDS).p_value,
        "DescTools leaves ties out of the variance; five levels are full of them",
    ),
    ("jonckheere.devex", "p_clinfun"): (
        lambda: jonckheere_terpstra(ROUNDS).p_value,
        "clinfun leaves ties out of the variance too",
    ),
    ("fpc.devex.ciprop.wilson", "low"): (
        lambda: wilson_interval(38, 95, 160).low,
        "survey takes t for z and n/deff for n; under simple sampling the effective n is known",
    ),
    ("fpc.devex.ciprop.wilson", "high"): (
        lambda: wilson_interval(38, 95, 160).high,
        "survey takes t for z and n/deff for n; under simple sampling the effective n is known",
    ),
    ("cles.nparcomp_logit", "low"): (
        lambda: brunner_munzel(ROUND_1, ROUND_6).low,
        "a logit interval; ours is the one of the test beside it, so that the two never disagree",
    ),
    ("cliff_delta.unbiased_normal", "low"): (
        lambda: cliffs_delta(ROUND_1, ROUND_6).low,
        "normal quantiles are too narrow for small teams: t is used",
    ),
    ("cliff_delta.consistent_t", "var"): (
        lambda: cliffs_delta(ROUND_1, ROUND_6).variance,
        "the consistent variance is biased at the sizes of teams",
    ),
    ("cliff_delta.rank_biserial", "low"): (
        lambda: cliffs_delta(ROUND_1, ROUND_6).low,
        "Fisher's z is meant for Pearson's r",
    ),
    ("prop2.yates", "p"): (
        lambda: chi_square([[38, 57], [55, 39]]).p_value,
        "Yates's correction makes a test of shares too cautious",
    ),
    ("brunner_munzel.permuted", "p"): (
        lambda: brunner_munzel(SMALL["a"], SMALL["b"]).p_value,
        "t is known to be too small below ten answers; the exact p is mann_whitney's",
    ),
    ("stuart_maxwell.vision", "bhapkar"): (
        lambda: stuart_maxwell(data("vision")).statistic,
        "Bhapkar's statistic is another one",
    ),
    ("stuart_maxwell.vision", "bowker"): (
        lambda: stuart_maxwell(data("vision")).statistic,
        "Bowker's test asks for symmetry, not for equal margins",
    ),
    ("linear_by_linear", "z"): (
        lambda: jonckheere_terpstra(ROUNDS).z,
        "it scores the answers 1 to 5; the trend test takes their order alone",
    ),
}

#: Entries of the bundle whose method the library does not have.
NOT_OFFERED: Mapping[str, str] = {
    "binom_ci.wilsoncc": "one interval of a share is enough: Wilson's",
    "binom_ci.agresti-coull": "one interval of a share is enough: Wilson's",
    "binom_ci.clopper-pearson": "one interval of a share is enough: Wilson's",
    "binom_ci.jeffreys": "one interval of a share is enough: Wilson's",
    "binom_ci.wald": "far too narrow near 0 and 1",
    "binom_ci.midp": "one interval of a share is enough: Wilson's",
    "fpc.devex.ciprop.logit": "of a known head count the interval is Wilson's or exact",
    "fpc.devex.ciprop.likelihood": "of a known head count the interval is Wilson's or exact",
    "fpc.devex.ciprop.beta": "of a known head count the interval is Wilson's or exact",
    "fpc.devex.ciprop.xlogit": "of a known head count the interval is Wilson's or exact",
    "fpc.devex.ciprop.mean": "of a known head count the interval is Wilson's or exact",
    "fpc.devex.ciprop.asin": "of a known head count the interval is Wilson's or exact",
    "prop2.fisher": "shares of two rounds are compared by their difference with an interval",
    "fisher.2x5": "answers of two groups are compared by their order",
    "prop2.ci.wald": "one interval of a difference is enough: Newcombe's",
    "prop2.ci.scorecc": "one interval of a difference is enough: Newcombe's",
    "prop2.ci.mn": "one interval of a difference is enough: Newcombe's",
    "prop2.ci.mee": "one interval of a difference is enough: Newcombe's",
    "prop2.ci.ac": "one interval of a difference is enough: Newcombe's",
    "ttest.welch": "answers of a scale are compared by their order, not by their means",
    "dunn": "two rounds at a time are compared by Brunner and Munzel's test",
    "conover": "two rounds at a time are compared by Brunner and Munzel's test",
    "clm.devex": "covariates need rows, and rows are destroyed",
    "mh_ordinal.devex": "the signed ranks answer the same question",
    "cochran_q.devex": "three rounds of the same people are never linked",
    "partover_prop.devex": "shares of imported rounds have McNemar's and Newcombe's figures",
    "spearman": "scipy has it",
    "kendall": "scipy has it",
    "pearson": "scipy has it",
    "polychoric.pair": "no page needs it",
    "power.t2": "plans are made for shares and for ordinal answers",
    "power.chisq_anova": "plans are made for shares and for ordinal answers",
}


@pytest.mark.parametrize("entry", AGREES)
def test_agrees_with_r(entry: str) -> None:
    figures = AGREES[entry]()
    assert figures
    for name, figure in figures.items():
        assert figure == expected(entry, name), name


@pytest.mark.parametrize(("entry", "name"), DIFFERS)
def test_differs_from_r_on_purpose(entry: str, name: str) -> None:
    ours, reason = DIFFERS[entry, name]
    assert ours() != expected(entry, name), reason


def test_every_entry_kept_here_is_compared() -> None:
    kept = set(json.loads(REFERENCE.read_text())["entries"])
    assert kept == set(AGREES) | {entry for entry, _name in DIFFERS}
    assert not kept & set(NOT_OFFERED)


@pytest.mark.skipif(os.environ.get("CANDOR_SHARED") != "1", reason="needs the bundle of oracles")
def test_the_bundle_has_no_other_entry_and_the_same_numbers() -> None:
    bundle = {entry["id"]: entry for entry in json.loads(BUNDLE.read_text())["entries"]}
    kept = json.loads(REFERENCE.read_text())["entries"]
    assert set(bundle) == set(kept) | set(NOT_OFFERED)
    for entry, oracle in kept.items():
        assert oracle["expected"] == bundle[entry]["expected"], entry
        assert oracle["tolerance"] == bundle[entry]["tolerance"], entry
