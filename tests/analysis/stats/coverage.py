"""How often each interval holds the true value, and how often "clear change" is a false alarm.

``python -m tests.analysis.stats.coverage`` prints the tables of ``docs/methods/coverage.md``.
Simulated with a fixed generator: made-up organisations whose true values are known.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, Protocol

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from analysis.stats.descriptives import summarize_counts
from analysis.stats.multiplicity import benjamini_hochberg
from analysis.stats.ordinal import brunner_munzel, change_p_value, cliffs_delta
from analysis.stats.ordinal_logit import ordinal_logit_trend
from analysis.stats.paired import mcnemar, partially_overlapping_t
from analysis.stats.proportions import (
    net_promoter_change,
    net_promoter_score,
    newcombe_difference,
    wilson_interval,
)
from analysis.stats.reliability import alpha_interval
from analysis.stats.trends import theil_sen
from analysis.stats.verdicts import Verdict, change_verdict

Counts = NDArray[np.int64]

SEED = 20_270_421
DRAWS = 1_000
SIZES = (5, 20, 58)
#: Head counts of which 5, 20 and 58 people answered.
ORGANISATIONS = {5: 6, 20: 24, 58: 70}
#: Items on a page of comparisons.
ITEMS = 12

LEVELS = (1.0, 2.0, 3.0, 4.0, 5.0)
BEFORE = np.array([0.10, 0.20, 0.25, 0.30, 0.15])
AFTER = np.array([0.05, 0.15, 0.20, 0.35, 0.25])
#: Answers 0 to 10, some +8 after -10.
SCORES_BEFORE = np.array([2, 2, 3, 4, 6, 10, 11, 15, 19, 14, 14]) / 100
SCORES_AFTER = np.array([1, 1, 2, 3, 5, 9, 11, 15, 19, 17, 17]) / 100
#: Six rounds that rise by a constant odds ratio; ALPHA_LOADING makes an alpha near 0.8.
SLOPE, ROUNDS = 0.15, 6
ALPHA_LOADING, ALPHA_ITEMS = 0.7, 4


class Interval(Protocol):
    """Whatever has two limits."""

    @property
    def low(self) -> float:
        """Lower limit."""

    @property
    def high(self) -> float:
        """Upper limit."""


@dataclass(frozen=True, slots=True)
class Case:
    """An interval, how to draw one for n answers, and the true value that it should hold."""

    name: str
    truth: Callable[[int], float]
    draw: Callable[[np.random.Generator, int], Interval]


@dataclass(frozen=True, slots=True)
class Coverage:
    """Share of ``draws`` intervals that held the truth; ``told``: share that had limits at all."""

    held: float
    told: float
    draws: int

    @property
    def error(self) -> float:
        """Monte Carlo standard error of ``held``."""
        return math.sqrt(max(self.held * (1 - self.held), 1e-4) / (self.told * self.draws))


def _favourable(shares: NDArray[Any]) -> float:
    return float(shares[3:].sum())


def _superiority() -> float:
    below = np.concatenate([[0.0], np.cumsum(BEFORE)[:-1]])
    return float(AFTER @ (below + BEFORE / 2))


def _promoters(shares: NDArray[np.floating]) -> float:
    return float(shares[9:].sum() - shares[:7].sum())


def _people(n: int) -> Counts:
    """A whole organisation: its people by answer, as near the shares as whole people can be."""
    population = ORGANISATIONS[n]
    bounds = np.round(np.cumsum(BEFORE) * population).astype(np.int64)
    return np.diff(np.concatenate([[0], bounds]))


def _rounds(rng: np.random.Generator, n: int) -> list[Counts]:
    return [rng.multinomial(n, _shifted(position)) for position in range(ROUNDS)]


def _shifted(position: int) -> NDArray[np.floating]:
    """The answers of a round: the cumulative odds of the first, moved by ``SLOPE`` a round."""
    below = np.cumsum(BEFORE)[:-1]
    odds = np.log(below / (1 - below)) - SLOPE * position
    return np.diff(np.concatenate([[0.0], 1 / (1 + np.exp(-odds)), [1.0]]))


def _slope_of_shares(_n: int) -> float:
    shares = [_favourable(_shifted(position)) for position in range(ROUNDS)]
    slopes = [
        (b - a) / (j - i) for i, a in enumerate(shares) for j, b in enumerate(shares) if j > i
    ]
    return float(np.median(slopes))


def _theil_sen(rng: np.random.Generator, n: int) -> Interval:
    return theil_sen([_favourable(counts) / n for counts in _rounds(rng, n)])


def _answers_to_items(rng: np.random.Generator, n: int) -> pd.DataFrame:
    common = rng.normal(size=(n, 1))
    own = rng.normal(size=(n, ALPHA_ITEMS))
    latent = ALPHA_LOADING * common + math.sqrt(1 - ALPHA_LOADING**2) * own
    return pd.DataFrame(latent, columns=[f"item{k}" for k in range(ALPHA_ITEMS)])


def _alpha(_n: int) -> float:
    r = ALPHA_LOADING**2
    return ALPHA_ITEMS * r / (1 + (ALPHA_ITEMS - 1) * r)


def _pairs(rng: np.random.Generator, n: int) -> Counts:
    """People by first and second answer: half keep theirs, half answer anew."""
    joint = 0.5 * np.diag(BEFORE) + 0.5 * np.outer(BEFORE, AFTER)
    return rng.multinomial(n, joint.ravel()).reshape(5, 5)


def _fold(table: Counts) -> list[list[int]]:
    return [[int(table[a, b].sum()) for b in _HALVES] for a in _HALVES]


_HALVES = (slice(0, 3), slice(3, 5))


def _mean(_n: int) -> float:
    return float(BEFORE @ LEVELS)


#: A process that goes on: no head count, "did something change?".
PROCESS: tuple[Case, ...] = (
    Case(
        "favourable share (Wilson)",
        lambda n: _favourable(BEFORE),
        lambda rng, n: wilson_interval(int(rng.multinomial(n, BEFORE)[3:].sum()), n),
    ),
    Case("mean (t)", _mean, lambda rng, n: summarize_counts(rng.multinomial(n, BEFORE), LEVELS)),
    Case(
        "net promoter score",
        lambda n: _promoters(SCORES_BEFORE),
        lambda rng, n: net_promoter_score(rng.multinomial(n, SCORES_BEFORE)),
    ),
    Case(
        "change of the favourable share (Newcombe)",
        lambda n: _favourable(AFTER) - _favourable(BEFORE),
        lambda rng, n: newcombe_difference(
            int(rng.multinomial(n, BEFORE)[3:].sum()),
            n,
            int(rng.multinomial(n, AFTER)[3:].sum()),
            n,
        ),
    ),
    Case(
        "Cliff's delta",
        lambda n: 2 * _superiority() - 1,
        lambda rng, n: cliffs_delta(rng.multinomial(n, BEFORE), rng.multinomial(n, AFTER)),
    ),
    Case(
        "probability of superiority (Brunner-Munzel)",
        lambda n: _superiority(),
        lambda rng, n: brunner_munzel(rng.multinomial(n, BEFORE), rng.multinomial(n, AFTER)),
    ),
    Case(
        "change of the net promoter score",
        lambda n: _promoters(SCORES_AFTER) - _promoters(SCORES_BEFORE),
        lambda rng, n: net_promoter_change(
            rng.multinomial(n, SCORES_BEFORE), rng.multinomial(n, SCORES_AFTER)
        ),
    ),
    Case(
        "Cronbach's alpha of 4 items (Feldt)",
        _alpha,
        lambda rng, n: alpha_interval(_answers_to_items(rng, n)),
    ),
    Case("slope over six rounds (Theil-Sen)", _slope_of_shares, _theil_sen),
    Case(
        "slope over six rounds (ordinal logit)",
        lambda n: SLOPE,
        lambda rng, n: ordinal_logit_trend(_rounds(rng, n)),
    ),
    Case(
        "paired change of the favourable share (McNemar)",
        lambda n: 0.5 * (_favourable(AFTER) - _favourable(BEFORE)),
        lambda rng, n: mcnemar(_fold(_pairs(rng, n))),
    ),
    Case(
        "paired change of the mean (t)",
        lambda n: 0.5 * float((AFTER - BEFORE) @ LEVELS),
        lambda rng, n: partially_overlapping_t([0] * 5, [0] * 5, _pairs(rng, n)),
    ),
)

#: An organisation of which most answered: "what do our engineers say?".
POPULATION: tuple[Case, ...] = (
    Case(
        "favourable share",
        lambda n: float(_people(n)[3:].sum() / ORGANISATIONS[n]),
        lambda rng, n: wilson_interval(
            int(rng.multivariate_hypergeometric(_people(n), n)[3:].sum()), n, ORGANISATIONS[n]
        ),
    ),
    Case(
        "mean (t)",
        lambda n: float(_people(n) @ LEVELS / ORGANISATIONS[n]),
        lambda rng, n: summarize_counts(
            rng.multivariate_hypergeometric(_people(n), n), LEVELS, ORGANISATIONS[n]
        ),
    ),
)

#: The slow ones are drawn less often.
FEWER_DRAWS: Mapping[str, int] = {
    "slope over six rounds (ordinal logit)": 300,
    "Cronbach's alpha of 4 items (Feldt)": 500,
}


@lru_cache(maxsize=1)
def coverages() -> dict[tuple[str, str, int], Coverage]:
    """Coverage by part ("process", "population"), interval and number of answers."""
    tables = {"process": PROCESS, "population": POPULATION}
    return {
        (part, case.name, n): _coverage(case, n)
        for part, cases in tables.items()
        for case in cases
        for n in SIZES
    }


def _coverage(case: Case, n: int) -> Coverage:
    rng = np.random.default_rng([SEED, n, *case.name.encode()])
    draws, truth = FEWER_DRAWS.get(case.name, DRAWS), case.truth(n)
    told = held = 0
    for _ in range(draws):
        interval = case.draw(rng, n)
        if math.isnan(interval.low) or math.isnan(interval.high):
            continue
        told += 1
        held += interval.low - 1e-12 <= truth <= interval.high + 1e-12
    return Coverage(held / told, told / draws, draws)


@lru_cache(maxsize=1)
def false_alarms() -> dict[int, tuple[Coverage, Coverage]]:
    """By number of answers a round: pages with any "clear change", and comparisons called so."""
    return {n: _false_alarms(n) for n in SIZES}


def _false_alarms(n: int, pages: int = 1_000) -> tuple[Coverage, Coverage]:
    rng = np.random.default_rng([SEED, n])
    on_page = of_items = 0
    for _ in range(pages):
        clear = sum(verdict is Verdict.CLEAR for verdict in _page(rng, n))
        on_page += clear > 0
        of_items += clear
    share = Coverage(of_items / (pages * ITEMS), 1.0, pages * ITEMS)
    return Coverage(on_page / pages, 1.0, pages), share


def _page(rng: np.random.Generator, n: int) -> Sequence[Verdict]:
    """The verdicts of a page of items of which none has changed."""
    pairs = [(rng.multinomial(n, BEFORE), rng.multinomial(n, BEFORE)) for _ in range(ITEMS)]
    adjusted = benjamini_hochberg([change_p_value(*pair) for pair in pairs])
    return [
        change_verdict(
            float(p),
            cliffs_delta(before, after).estimate,
            newcombe_difference(int(before[3:].sum()), n, int(after[3:].sum()), n),
            math.nan,  # the detectable shift decides between the other words only
        )
        for p, (before, after) in zip(adjusted, pairs, strict=True)
    ]


def coverage_table(part: str) -> str:
    """A Markdown table: per cent of intervals that held the truth, with their Monte Carlo error."""
    found = coverages()
    heads = [str(n) if part == "process" else f"{n} of {ORGANISATIONS[n]}" for n in SIZES]
    lines = [f"| interval | {' | '.join(heads)} |", "|---|" + "---:|" * len(SIZES)]
    for name in dict.fromkeys(name for p, name, _n in found if p == part):
        cells = [_per_cent(found[part, name, n]) for n in SIZES]
        lines.append(f"| {name} | {' | '.join(cells)} |")
    return "\n".join(lines)


def alarm_table() -> str:
    """A Markdown table: per cent of false alarms, with their Monte Carlo error."""
    found = false_alarms()
    lines = [f"| | {' | '.join(map(str, SIZES))} |", "|---|" + "---:|" * len(SIZES)]
    for row, name in enumerate((f"pages of {ITEMS} with any", "comparisons")):
        cells = [_per_cent(found[n][row]) for n in SIZES]
        lines.append(f"| {name} | {' | '.join(cells)} |")
    return "\n".join(lines)


def _per_cent(coverage: Coverage) -> str:
    untold = "" if coverage.told > 0.995 else f", {100 * (1 - coverage.told):.0f} % untold"
    return f"{100 * coverage.held:.1f} ± {100 * coverage.error:.1f}{untold}"


if __name__ == "__main__":
    print(coverage_table("process"), coverage_table("population"), alarm_table(), sep="\n\n")
