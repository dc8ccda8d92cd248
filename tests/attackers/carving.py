"""Single responses read out of bytes: rows, their remains in free pages and logs, tallies of one.

A response is answers to several questions side by side. Text (SQLite) shows that at once; of the
binary JSON of PostgreSQL the header is looked for: a count and a mark for objects, an entry for
each key and value, then keys and values (``jsonb.h`` in its source).
"""

from __future__ import annotations

import json
import re
import struct
from collections.abc import Collection, Iterator
from itertools import pairwise
from typing import Any

import numpy as np

from tests.attackers.evidence import Evidence

#: Answers side by side from which on they are a piece of somebody's response.
SIDE_BY_SIDE = 3
_OBJECT, _NUMBER, _HAS_OFFSET, _KIND = 1 << 29, (1 << 28) - 1, 1 << 31, 7 << 28


def single_responses(evidence: Evidence, codes: Collection[str], k: int) -> list[str]:
    """Everything found that is one person's answers, each as a text."""
    found = set(carved(evidence.everything, codes))
    found |= set(small_counts(evidence, k))
    return sorted(found)


def carved(content: bytes, codes: Collection[str]) -> Iterator[str]:
    """Answers to several of the questions, side by side in these bytes."""
    code = "|".join(map(re.escape, sorted(codes, key=len, reverse=True)))
    pair = rf'"(?:{code})": ?(?:"[^"\\]{{0,80}}"|\[(?:"[^"\\]{{0,80}}"(?:, ?)?)*\])'
    piece = re.compile(rf"(?:{pair}(?:, ?)?){{{SIDE_BY_SIDE},}}".encode())
    for match in piece.finditer(content):
        yield match.group().decode(errors="replace").rstrip(", ")
    yield from _carved_binary(content, frozenset(codes))


def _carved_binary(content: bytes, codes: frozenset[str]) -> Iterator[str]:
    lengths = np.array(sorted({len(code.encode()) for code in codes}))
    for shift in range(4):
        usable = (len(content) - shift) // 4 * 4
        words = np.frombuffer(content, dtype="<u4", count=usable // 4, offset=shift)
        counts, first_keys = words[:-1] & _NUMBER, words[1:] & _NUMBER
        begins = (words[:-1] & ~np.uint32(_NUMBER)) == _OBJECT
        begins &= (counts >= SIDE_BY_SIDE) & (counts <= len(codes))
        # The first entry names a key and is marked as holding an offset.
        begins &= (words[1:] & ~np.uint32(_NUMBER)) == _HAS_OFFSET
        for place in np.flatnonzero(begins & np.isin(first_keys, lengths)):
            answers = _object_at(content, shift + 4 * int(place), codes)
            if answers:
                yield json.dumps(answers, sort_keys=True)


def _object_at(content: bytes, place: int, codes: frozenset[str]) -> dict[str, str] | None:
    """The answers that begin here; ``None`` where something else does."""
    (header,) = struct.unpack_from("<I", content, place)
    count = header & _NUMBER
    start = place + 4 + 8 * count
    if start > len(content):
        return None
    ends, end = [0], 0
    entries = struct.unpack_from(f"<{2 * count}I", content, place + 4)
    for entry in entries:
        end = entry & _NUMBER if entry & _HAS_OFFSET else end + (entry & _NUMBER)
        ends.append(end)
    texts = [content[start + a : start + b] for a, b in pairwise(ends)]
    keys = [text.decode(errors="replace") for text in texts[:count]]
    if not codes.issuperset(keys) or any(entry & _KIND for entry in entries[:count]):
        return None
    # A tally holds an object for each question; an answer is a text, or a list of texts.
    answers = {
        key: text.decode(errors="replace")
        for key, entry, text in zip(keys, entries[count:], texts[count:], strict=True)
        if not entry & _KIND
    }
    return answers if len(answers) >= SIDE_BY_SIDE else None


def small_counts(evidence: Evidence, k: int) -> Iterator[str]:
    """Groups of fewer than k people whose counts are stored: of one, they are a response."""
    for row in evidence.rows("storedtally"):
        for path, group in _groups(json.loads(row["content"])):
            people = group.get("respondents", 0)
            if isinstance(people, int) and 0 < people < k and group.get("items"):
                yield f"counts of {people} people at “{path}”"


def _groups(content: Any, path: str = "") -> Iterator[tuple[str, dict[str, Any]]]:
    if isinstance(content, dict):
        if "respondents" in content:
            yield path, content
        for name, inner in content.items():
            yield from _groups(inner, f"{path}{name} ")
    elif isinstance(content, list):
        for number, inner in enumerate(content):
            yield from _groups(inner, f"{path}{number} ")
