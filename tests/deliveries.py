"""Releases of rounds that asked DORA's Quick Check: an organisation of 70, asked twice."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from functools import lru_cache
from typing import Any

import numpy as np

from analysis.counting import tally
from analysis.dataset import from_records
from analysis.disclosure import UnitFrame, release
from analysis.instrument import Instrument
from analysis.release import Release, Shown
from questionnaires.formats.question_set_yaml import read_question_set
from tests.demo import PROJECT
from tests.releases import facts

LIBRARY = PROJECT / "questionnaires" / "library"
METRICS = ("lead_time", "deploy_frequency", "recovery_time", "change_fail", "rework")
#: Head counts: two units that are told in full, one in bands and one not at all.
UNITS = {"Platform": 24, "Product": 30, "Data": 12, "Legal": 4}
#: Of whom so many answer.
ANSWERS = {"Platform": 21, "Product": 27, "Data": 7, "Legal": 3}


@lru_cache
def quick_check() -> Instrument:
    """The set that ships."""
    path = LIBRARY / "dora-quick-check.yaml"
    return read_question_set(path.read_text(encoding="utf-8"), path.name)


def delivery_release(
    records: Iterable[Mapping[str, Any]],
    paths: list[str] | None = None,
    *,
    number: int = 2,
    asked: Instrument | None = None,
    invited: int | None = None,
    **changes: Any,
) -> Release:
    """The release of these answers; ``paths`` are their units, of :data:`UNITS`."""
    asked, given = asked or quick_check(), list(records)
    whole = UnitFrame("", "Everybody", None, invited or sum(UNITS.values()))
    below = [UnitFrame(path, path, "", people) for path, people in UNITS.items() if paths]
    counted = tally(from_records(asked, given, paths or [""] * len(given)))
    return release(counted, asked, facts(number, **changes), [whole, *below])


def told_in_full(
    records: Iterable[Mapping[str, Any]], *, asked: Instrument | None = None, **changes: Any
) -> Release:
    """A release of everybody past the gate, which would hide that all of them agree.

    The vectors that are published are answers on which all agree.
    """
    asked, given = asked or quick_check(), list(records)
    shown = delivery_release(given, asked=asked, **changes)
    counted = tally(from_records(asked, given, [""] * len(given))).groups[""]
    whole = replace(
        shown.organisation,
        items={code: Shown(cell) for code, cell in counted.items.items()},
        constructs={code: Shown(cell) for code, cell in counted.constructs.items()},
    )
    return replace(shown, groups=(whole, *shown.groups[1:]))


@lru_cache
def delivery_releases() -> tuple[Release, ...]:
    """Two rounds: lead time gets clearly better, the rest stays what it was."""
    return tuple(_round(number) for number in (1, 2))


def _round(number: int) -> Release:
    generator = np.random.default_rng(20250900 + number)
    paths = [path for path, people in ANSWERS.items() for _ in range(people)]
    fast = [0.02, 0.08, 0.15, 0.35, 0.3, 0.1] if number == 2 else [0.1, 0.3, 0.3, 0.2, 0.08, 0.02]
    records = [_answers(generator, fast) for _ in paths]
    return delivery_release(records, paths, number=number)


def _answers(generator: np.random.Generator, fast: list[float]) -> dict[str, Any]:
    bands = ["1", "2", "3", "4", "5", "6"]
    given: dict[str, Any] = {
        "lead_time": generator.choice(bands, p=fast),
        "deploy_frequency": generator.choice(bands, p=[0.05, 0.15, 0.3, 0.3, 0.15, 0.05]),
        "recovery_time": generator.choice(bands, p=[0.0, 0.05, 0.1, 0.25, 0.4, 0.2]),
        "change_fail": str(int(generator.beta(2, 9) * 20) * 5),
        "rework": str(int(generator.beta(2, 7) * 20) * 5),
    }
    leaning = {"continuous_integration": 0.5, "loose_coupling": 0.2, "culture": 0.6}
    for item in quick_check().items:
        if item.construct:
            given[item.code] = str(1 + generator.binomial(4, 0.3 + leaning[item.construct] / 2))
    return {code: str(answer) for code, answer in given.items()}
