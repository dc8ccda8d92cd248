"""What an attacker finds of a round that was closed: single responses, read or reckoned."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from tests.attackers.carving import single_responses
from tests.attackers.evidence import Evidence, copy_of
from tests.attackers.field import Field, questionnaire
from tests.attackers.whole_numbers import (
    certain_responses,
    members_of,
    multiset,
    read_tally,
)

_K = 5


def found_in(field: Field, folder: Path, log: Path) -> dict[str, Any]:
    """By how: how many single responses, and what of the round's secrets stands in the files."""
    evidence = copy_of(folder, log)
    codes = [item.code for item in questionnaire().counted_items]
    rows = [row for row in evidence.rows("response") if row["round_id"] == field.public_id]
    kept = {row["id"]: json.loads(row["answers"]) for row in rows}
    carved = [one for one in single_responses(evidence, codes, _K) if _is_theirs(one, field)]
    return {
        "rows": len(kept),
        "read": len(carved),
        "traces": _traces(evidence, field),
        **_reckoned(evidence, field, list(kept.values())),
    }


def _is_theirs(text: str, field: Field) -> bool:
    """Whether somebody of this round answered so; of other rounds something may be left."""
    try:
        piece = json.loads("{" + text.strip("{}") + "}")
    except ValueError:
        return True
    return any(piece.items() <= answers.items() for answers in field.answers.values())


def _traces(evidence: Evidence, field: Field) -> list[str]:
    """What was stored beside answers while the round was open and is still in some file."""
    listed = " ".join(str(row["spent_tokens"]) for row in evidence.rows("round"))
    keys = {
        "ids of responses": set(field.truth.values()),
        "digests beside the list": {one for one in field.receipts.values() if one not in listed},
        "hashes of answers": set(field.bodies),
    }
    found = [
        name
        for name, some in keys.items()
        if any(evidence.places(some, where) for where in evidence.raw)
    ]
    few = [words["worst"].encode() for words in field.sent.values() if "worst" in words]
    if any(text in content for text in few for content in evidence.raw.values()):
        found.append("words that too few wrote")
    return found


def _reckoned(evidence: Evidence, field: Field, kept: list[dict[str, Any]]) -> dict[str, Any]:
    """The integer program, where there are counts: over kept rows, and over the counts alone."""
    stored = [
        row["content"] for row in evidence.rows("storedtally") if row["round_id"] == field.public_id
    ]
    if not stored:
        return {}
    tally = read_tally(stored[0])
    cells = sorted(field.cells.values())
    if not kept:
        certain = certain_responses(questionnaire(), tally, cells)
        return {
            "counts of": sorted(path for path, group in tally.groups.items() if group.items),
            "tables by attribute": sum(
                len(group.items) for cut in tally.cuts for group in cut.groups.values()
            ),
            "certain": len(certain),
        }
    units = {path: group for path, group in tally.groups.items() if "/" in path}
    right = {
        path: multiset([kept[place] for place in places]) == multiset(_members(field, path))
        for path, places in members_of(kept, units).items()
    }
    return {"members of units known": sorted(path for path, is_right in right.items() if is_right)}


def _members(field: Field, path: str) -> list[dict[str, Any]]:
    """The truth: what the people of a unit answered, without what rows were stripped of."""
    return [
        {code: chosen for code, chosen in answers.items() if code not in ("role", "tenure")}
        for person, answers in field.answers.items()
        if field.cells[person][0] == path
    ]
