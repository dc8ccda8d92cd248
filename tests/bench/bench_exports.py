"""The full table of a large round as files: 200 units, 40 questions of six answers, 48,000 rows.

``make bench`` runs this on a machine that does nothing else; it is not part of ``make check``. Each
goal prints one line. The release is made up and tells everything, which no gate would.
"""

from __future__ import annotations

import csv
import io
import time
from collections.abc import Callable, Iterable, Mapping

import numpy as np
import pytest

from analysis.exports.csv import table_bytes
from analysis.exports.parquet import parquet_bytes
from analysis.exports.xlsx import workbook_bytes
from analysis.instrument import Construct, Instrument, Item, likert
from analysis.release import Release, ReleasedGroup, RoundFacts, Shown
from analysis.tally import ItemCounts

UNITS, DEPARTMENTS, ITEMS, LEVELS, CONSTRUCTS = 200, 20, 40, 6, 12
#: The goal, in seconds.
SECONDS = 3.0
LABELS = tuple(f"Level {number} of six, in words" for number in range(1, LEVELS + 1))
SCALE = likert("six", LABELS, boxes=2)
FORMS: dict[str, Callable[[list[Release]], bytes]] = {
    "CSV": lambda releases: table_bytes("answers", releases),
    "XLSX": lambda releases: workbook_bytes(releases, ["answers"]),
    "Parquet": lambda releases: parquet_bytes("answers", releases),
}


def made_up() -> Release:
    """Units of 20 to 400 people, 20 departments of nine or ten, and everybody: 200 groups."""
    drawing = np.random.default_rng(8)
    items = tuple(
        Item(f"q{number}", f"Question {number} of forty, about as long as most?", SCALE)
        for number in range(ITEMS)
    )
    departments = [f"Department {number}" for number in range(DEPARTMENTS)]
    teams = [f"{departments[n % DEPARTMENTS]}/Team {n}" for n in range(UNITS - 1 - DEPARTMENTS)]
    answers = {
        team: {item.code: _cell(people, drawing) for item in items}
        for team in teams
        for people in [int(drawing.integers(20, 400))]
    }
    for department in departments:
        answers[department] = _together(
            cells for team, cells in answers.items() if team.startswith(f"{department}/")
        )
    answers[""] = _together(answers[department] for department in departments)
    groups = [_group(path, answers[path]) for path in ("", *sorted((*departments, *teams)))]
    constructs = tuple(
        Construct(f"c{number}", f"Construct {number}", (f"q{number}",))
        for number in range(CONSTRUCTS)
    )
    instrument = Instrument("bench", "Bench", (), items, constructs)
    facts = RoundFacts("bench", "r1", "Round 1", "confidential", k=5, closed_on="2027-04-20")
    return Release(facts, instrument, tuple(groups))


def _group(path: str, counts: Mapping[str, ItemCounts]) -> ReleasedGroup:
    people = counts["q0"].answered
    cells = {code: Shown(one) for code, one in counts.items()}
    return ReleasedGroup(
        path,
        path,
        path.rpartition("/")[0] if path else None,
        people,
        people,
        items=cells,
        constructs={f"c{number}": cells[f"q{number}"] for number in range(CONSTRUCTS)},
    )


def _together(parts: Iterable[Mapping[str, ItemCounts]]) -> dict[str, ItemCounts]:
    """The sum of the counts of several groups, by item."""
    found: dict[str, ItemCounts] = {}
    for counts in parts:
        found = {code: found.get(code, ItemCounts()) + one for code, one in counts.items()}
    return found


def _cell(people: int, drawing: np.random.Generator) -> ItemCounts:
    counts = drawing.multinomial(people, [1 / LEVELS] * LEVELS)
    levels = (option.code for option in SCALE.options)
    return ItemCounts(people, options=dict(zip(levels, map(int, counts), strict=True)))


@pytest.mark.parametrize("form", FORMS)
def test_the_full_table(form: str) -> None:
    release = made_up()
    rows = csv.reader(io.StringIO(table_bytes("answers", [release]).decode("utf-8-sig")))
    assert sum(1 for _ in rows) == UNITS * ITEMS * LEVELS + 1
    begun = time.process_time()
    made = FORMS[form]([release])
    seconds = time.process_time() - begun
    print(f"\n48,000 rows as {form}, {len(made):,} bytes: {seconds:.2f} s (goal: {SECONDS:.0f} s)")
    assert seconds < SECONDS
