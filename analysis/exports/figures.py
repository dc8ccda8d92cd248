"""Figures as plain data: what a release, a comparison or a trend says, unrounded, ready for JSON.

Shares are fractions from 0 to 1; ``None`` stands where a scale has no such figure.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from typing import Any

from analysis.estimates import (
    Change,
    Estimate,
    NotCompared,
    TrendLine,
    compare_items,
    estimate_item,
    trend_items,
)
from analysis.planning import PlannedComparison
from analysis.release import Band, Hidden, Release
from analysis.stats.proportions import Share
from analysis.tally import ORGANISATION

#: Every item by its code, under the name that the reader knows: the column where no code was given.
Keys = Mapping[str, str]


def summary_figures(release: Release, keys: Keys) -> dict[str, Any]:
    """Per closed item: question, n, missing, counts, mean, favourable, low, high and more.

    ``low`` and ``high`` are the 95 % interval of ``favourable``.
    """
    return {keys[code]: _item(release, code) for code in _codes(release)}


def comparison_figures(
    before: Release, after: Release, keys_before: Keys, keys_after: Keys
) -> dict[str, Any]:
    """Per item: ``before``, ``after`` and either the change or ``not_compared`` with its reason.

    The change is the second round minus the first: ``difference`` of the favourable shares with its
    95 % interval ``low`` to ``high``. Items are called as in the later round.
    """
    return {
        keys_after.get(row.code, keys_before.get(row.code, row.code)): {
            "question": row.title,
            "before": _item(before, row.code),
            "after": _item(after, row.code),
            **_change(row),
        }
        for row in compare_items(before, after)
    }


def plan_figures(rows: Sequence[PlannedComparison]) -> dict[str, Any]:
    """Per group: people, answers, and the detectable shift as a fraction; ``None`` where none."""
    return {
        row.group: {
            "people": row.people,
            "answers": row.answers,
            "detectable": None if math.isnan(row.detectable) else row.detectable,
        }
        for row in rows
    }


def trend_figures(releases: Sequence[Release], keys: Keys) -> dict[str, Any]:
    """Per item of the last round: its figures in each round, oldest first, and the trend.

    The shares of a round carry no correction for a finite population here: the question is
    whether something changed.
    """
    lines = {line.code: line for line in trend_items(releases)}
    return {
        keys[code]: {
            "question": releases[-1].instrument.item(code).text,
            "rounds": [
                _point(release, lines.get(code), index, code)
                for index, release in enumerate(releases)
            ],
            **_trend(lines.get(code)),
        }
        for code in _codes(releases[-1])
    }


def _codes(release: Release) -> list[str]:
    return [item.code for item in release.instrument.counted_items]


def _item(release: Release, code: str) -> dict[str, Any] | None:
    if not release.instrument.has_item(code):
        return None
    cell = estimate_item(release, ORGANISATION, code)
    if isinstance(cell, Hidden):
        return {"question": release.instrument.item(code).text, "hidden": cell.reason.value}
    if isinstance(cell, Band):
        return {
            "question": release.instrument.item(code).text,
            "band": [cell.low, cell.high],
            "n_at_least": cell.at_least,
            "n_at_most": cell.at_most,
        }
    return _estimate(cell)


def _estimate(cell: Estimate) -> dict[str, Any]:
    return {
        "question": cell.title,
        "n": cell.n,
        "missing": cell.missing,
        "not_applicable": cell.not_applicable,
        "population": cell.population,
        "counts": dict(zip(cell.labels, cell.counts, strict=True)),
        "mean": cell.mean,
        "mean_low": cell.mean_low,
        "mean_high": cell.mean_high,
        **_share(cell.favourable),
        "neutral": cell.neutral,
        "unfavourable": cell.unfavourable,
        **_of_its_kind(cell),
    }


def _of_its_kind(cell: Estimate) -> dict[str, Any]:
    """What only numbers, rankings or multiple choice have."""
    found: dict[str, Any] = {}
    if cell.quartiles is not None:
        found |= {"unit": cell.unit, "quartiles": list(cell.quartiles)}
    if cell.standings:
        found["places"] = {
            label: {
                "counts": list(places),
                "mean_rank": _number(one.mean_rank),
                "points": _number(one.points),
            }
            for label, places, one in zip(cell.labels, cell.places, cell.standings, strict=True)
        }
    if cell.pairs:
        found["together"] = [list(pair) for pair in cell.pairs]
    return found


def _share(share: Share | None) -> dict[str, float | None]:
    return {
        "favourable": _number(share.estimate) if share else None,
        "low": _number(share.low) if share else None,
        "high": _number(share.high) if share else None,
    }


def _change(row: Change | NotCompared) -> dict[str, Any]:
    if isinstance(row, NotCompared):
        return {"not_compared": row.reason.value}
    delta = row.cliffs_delta
    return {
        "difference": _number(row.difference.estimate),
        "low": _number(row.difference.low),
        "high": _number(row.difference.high),
        "cliffs_delta": _number(delta.estimate) if delta else None,
        "cliffs_delta_low": _number(delta.low) if delta else None,
        "cliffs_delta_high": _number(delta.high) if delta else None,
        "p_value": _number(row.p_value),
        "p_adjusted": _number(row.p_adjusted),
        "detectable": _number(row.detectable),
        "verdict": row.verdict.value,
    }


def _point(release: Release, line: TrendLine | None, index: int, code: str) -> dict[str, Any]:
    point = {"round": release.round.code, "asked": release.instrument.has_item(code)}
    figures = _item(release, code) or {}
    shares = _share(line.shares[index]) if line and "n" in figures else {}
    return {**point, **figures, **shares}


def _trend(line: TrendLine | None) -> dict[str, Any]:
    if line is None:
        return {"not_followed": "no_direction"}
    return {
        "breaks": list(line.breaks),
        "p_value": _number(line.p_value),
        "p_adjusted": _number(line.p_adjusted),
        "verdict": line.verdict.value,
        "direction": line.direction,
    }


def _number(number: float | None) -> float | None:
    """NaN is not JSON."""
    return None if number is None or math.isnan(number) else float(number)
