"""A small survey with every kind of question, and with texts that would like to be formulas."""

from __future__ import annotations

from functools import lru_cache
from typing import Any

import numpy as np

from analysis.associations import count_round
from analysis.dataset import from_records
from analysis.disclosure import UnitFrame, release
from analysis.instrument import (
    AGREEMENT_5,
    Construct,
    Instrument,
    Item,
    Option,
    Scale,
    ScaleKind,
    Section,
    likert,
    percentage,
)
from analysis.release import Release, RoundFacts

HOSTILE = '=HYPERLINK("https://example.org","click") <script>alert(1)</script> & $x$'
AGREEMENT = likert("agreement", AGREEMENT_5, boxes=2)
TOOLS = Scale(
    "tools",
    ScaleKind.MULTIPLE,
    (
        Option("a", "@SUM(1+1)", construct="flow"),
        Option("b", "-2+3", construct="flow"),
        Option("c", "Plain"),
    ),
)
ROLE = Scale("role", ScaleKind.SINGLE, (Option("dev", "Developer"), Option("ops", "Operator")))

INSTRUMENT = Instrument(
    "small",
    "Small <survey>",
    (Section("only", "All & everything", ("ease", "tired", "tools", "waste", "role", "words")),),
    (
        Item("ease", HOSTILE, AGREEMENT, construct="flow"),
        Item("tired", "I am tired.", AGREEMENT, reverse=True, construct="flow"),
        Item("tools", "Which tools?", TOOLS),
        Item("waste", "Share of work that is waste?", percentage()),
        Item("role", "Your role?", ROLE, attribute=True),
        Item("words", "Anything else?", Scale("text", ScaleKind.TEXT)),
    ),
    (Construct("flow", "Flow", ("ease", "tired")),),
    outcome="ease",
)


@lru_cache
def small_release(
    number: int = 1, people: int = 30, mode: str = "confidential", south: int | None = None
) -> Release:
    """Round 0 or 1: in round 1 the ease is greater. Two units: 20 answers in one, 10 in the other.

    With fewer people both units are told in bands; ``south`` answers in the second unit, if they
    are fewer than 5, hide it.
    """
    north = people * 2 // 3 if south is None else people - south
    units = ["North" if index < north else "South" for index in range(people)]
    records: list[dict[str, Any]] = [
        {
            "ease": str(1 + (index + 3 * number) % 5 if index % 3 else 4 if number else 2),
            "tired": str(1 + index % 5),
            "tools": ["a", "b"] if index % 2 else ["c"],
            "waste": str(index % 40),
            "role": "dev" if index % 3 else "ops",
        }
        for index in range(people)
    ]
    frame = [
        UnitFrame("", "Everybody", None, 40),
        UnitFrame("North", "+North", "", 26),
        UnitFrame("South", "South", "", 14),
    ]
    code, title = (("2026", "Autumn 2026"), ("2027", "Spring 2027"))[number]
    facts = RoundFacts("programme", code, title, mode, 5, "2027-04-06", "2027-04-20", 0, "ab" * 32)
    counted = count_round(
        from_records(INSTRUMENT, records, units), k=5, generator=np.random.default_rng(1)
    )
    return release(counted, INSTRUMENT, facts, frame)


def small_releases() -> list[Release]:
    """Both rounds, oldest first."""
    return [small_release(0), small_release(1)]
