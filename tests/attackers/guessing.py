"""Tries guessed answers on the hashes that tell a repeated message from a second answer.

The guess is the best there is: what the person really answered, written as the server writes it. He
has the receipt of everybody, so he knows the digest of each token; what he lacks are the 32 random
octets with which the token began.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator, Mapping
from typing import Any

from questionnaires.services.spent_tokens import PREFIX_OCTETS, token_of
from tests.attackers.evidence import Evidence
from tests.attackers.order import Known, Person


def confirmed(
    evidence: Evidence,
    round_id: str,
    known: Known,
    guesses: Mapping[Person, tuple[Mapping[str, Any], Mapping[str, str]]],
) -> list[Person]:
    """People of whom a stored hash confirms what was guessed."""
    stored = {row["body"] for row in evidence.rows("spenttoken")}
    return [
        person
        for person, (answers, comments) in guesses.items()
        if stored & set(_hashes(round_id, known, person, answers, comments))
    ]


def _hashes(
    round_id: str,
    known: Known,
    person: Person,
    answers: Mapping[str, Any],
    comments: Mapping[str, str],
) -> Iterator[str]:
    digest = known.receipts[person]
    token = token_of(round_id, known.cells[person][0])
    before = (
        b"", token, digest.encode(), bytes.fromhex(digest), bytes(PREFIX_OCTETS) + token,
        bytes.fromhex(digest) + token, round_id.encode(), known.mails[person].encode(),
    )  # fmt: skip
    bodies = [
        json.dumps(part, ensure_ascii=False, sort_keys=True)
        for part in ([answers, comments], answers, comments, *comments.values())
    ] + [*comments.values()]
    for prefix in before:
        for body in bodies:
            yield hashlib.sha256(prefix + body.encode()).hexdigest()
