"""Links people to responses by whatever lies beside them: order, numbers, times, places, digests.

The attacker knows who is in which unit and what they say of themselves (role and the like), and, as
the strongest that he could be, the receipt of everybody and who wrote which comment. He tries every
trace of a person against every trace of a response. The traces that a sound build leaves tell
nothing, so each of these methods is then a guess among those of one unit and role.
"""

from __future__ import annotations

import hashlib
import hmac
import json
import math
import random
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from tests.attackers.evidence import Evidence, Row

Person = int
Cell = tuple[str, ...]
#: By the name of a trace, its value for each person or response.
Traces = dict[str, dict[Any, Any]]
Link = dict[Person, str]

#: What people say of themselves in the survey.
ATTRIBUTES = ("role", "tenure")


@dataclass(frozen=True, slots=True)
class Known:
    """What the attacker knows from outside of those who answered, by person."""

    cells: Mapping[Person, Cell]
    receipts: Mapping[Person, str]
    comments: Mapping[Person, str]
    mails: Mapping[Person, str]


@dataclass(frozen=True, slots=True)
class Method:
    """A way to link, and whom it links to which response."""

    name: str
    link: Link

    @property
    def uses_log(self) -> bool:
        """Whether it reads the write-ahead log of either database."""
        return "people log" in self.name or "answers log" in self.name


def methods(evidence: Evidence, round_id: str, known: Known) -> Iterator[Method]:
    """All that can be tried on one copy."""
    responses = {row["id"]: row for row in evidence.rows("response") if row["round_id"] == round_id}
    cells = {key: cell_of(row) for key, row in responses.items()}
    theirs = traces_of(evidence, responses, "answers")
    people = traces_of_people(evidence, round_id, known)
    for name, values in people.items():
        for other, places in theirs.items():
            yield Method(f"{name} against {other}", matched(values, places, known.cells, cells))
            turned = matched(values, places, known.cells, cells, backwards=True)
            yield Method(f"{name} against {other}, backwards", turned)
    yield Method("what stands in the response", by_content(evidence, responses, known))


def cell_of(response: Row) -> Cell:
    """Unit and attributes, which stand in every response."""
    answers = json.loads(response["answers"])
    return (response["unit"], *(str(answers.get(code)) for code in ATTRIBUTES))


def traces_of(evidence: Evidence, rows: Mapping[Any, Row], side: str) -> Traces:
    """Every column of these rows that can be sorted, and where each stands in the files."""
    found: Traces = defaultdict(dict)
    for owner, row in rows.items():
        for column, value in row.items():
            if isinstance(value, int | float | str | tuple):
                found[column][owner] = len(str(value)) if column == "answers" else value
    texts = {row["id"]: owner for owner, row in rows.items() if isinstance(row.get("id"), str)}
    texts |= {row["ballot"]: owner for owner, row in rows.items() if row.get("ballot")}
    for where in (side, f"{side} log"):
        for key, places in evidence.places(texts, where).items():
            found[f"first in {where}"][texts[key]] = places[0]
            found[f"last in {where}"][texts[key]] = places[-1]
    for number, line in enumerate(evidence.lines):
        for key, owner in texts.items():
            if key in line:
                found["line of a log"].setdefault(owner, number)
    return {name: values for name, values in found.items() if _tells(values)}


def traces_of_people(evidence: Evidence, round_id: str, known: Known) -> Traces:
    """Of each person who answered: the invitation, its links, the receipt, the comment."""
    rounds = {row["id"] for row in evidence.rows("round") if row["public_id"] == round_id}
    asked = {
        row["person_id"]: row
        for row in evidence.rows("invitation")
        if row["round_id"] in rounds and row["used"] and row["person_id"] in known.cells
    }
    by_invitation = {row["id"]: person for person, row in asked.items()}
    links = {
        by_invitation[row["invitation_id"]]: row
        for row in evidence.rows("invitationsecret")
        if row["invitation_id"] in by_invitation
    }
    tokens, words = _by(evidence.rows("spenttoken"), "id"), _by(evidence.rows("comment"), "text")
    handed_in = {p: tokens[digest] for p, digest in known.receipts.items() if digest in tokens}
    wrote = {p: words[text] for p, text in known.comments.items() if text in words}
    named = {
        person: {"line of a log": number}
        for number, line in reversed(list(enumerate(evidence.lines)))
        for person, mail in known.mails.items()
        if mail in line
    }
    found: Traces = {}
    for name, rows, side in (
        ("invitation", asked, "people"),
        ("link", links, "people"),
        ("token", handed_in, "answers"),
        ("comment", wrote, "answers"),
        ("mail address", named, "people"),
    ):
        traces = traces_of(evidence, rows, side)
        found |= {f"{name}: {trace}": values for trace, values in traces.items()}
    return found


def _by(rows: Iterable[Row], column: str) -> dict[Any, Row]:
    return {row[column]: row for row in rows}


def _tells(values: Mapping[Any, Any]) -> bool:
    kinds = {type(value) for value in values.values()}
    return len(set(values.values())) > 1 and (len(kinds) == 1 or kinds <= {int, float, bool})


def matched(
    ours: Mapping[Person, Any],
    theirs: Mapping[str, Any],
    cells: Mapping[Person, Cell],
    their_cells: Mapping[str, Cell],
    *,
    backwards: bool = False,
    drawing: random.Random | None = None,
) -> Link:
    """In each cell both sides sorted and put side by side; equal traces in any order."""
    link: Link = {}
    drawing = drawing or random.Random(1)  # noqa: S311 -- a guess, the same each time
    for cell in sorted(set(cells.values())):
        people = sorted(person for person in ours if cells[person] == cell)
        rows = sorted(key for key in theirs if their_cells[key] == cell)
        for some in (people, rows):
            drawing.shuffle(some)
        people.sort(key=ours.__getitem__)
        rows.sort(key=theirs.__getitem__, reverse=backwards)
        link |= dict(zip(people, rows, strict=False))
    return link


def by_content(evidence: Evidence, responses: Mapping[str, Row], known: Known) -> Link:
    """Whom anything names that stands in a response: as it is, hashed, or under a stored key."""
    texts = {key: json.dumps(list(row.values())) for key, row in responses.items()}
    stored = [
        str(row[column])
        for model in ("round", "collectedround", "collectionunit")
        for row in evidence.rows(model)
        for column in ("response_key", "receipt_key", "signing_key")
        if row.get(column)
    ]
    link: Link = {}
    for person, names in _names(evidence, known).items():
        hashed = [hashlib.sha256(name.encode()).hexdigest() for name in names]
        keyed = [
            hmac.new(key.encode(), name.encode(), hashlib.sha256).hexdigest()
            for key in stored
            for name in names
        ]
        # A number is in many texts by chance; it counts under a hash alone.
        looked_for = [name for name in names if len(name) > 20] + hashed + keyed
        for key, text in texts.items():
            if any(name in text for name in looked_for):
                link[person] = key
    return link


def _names(evidence: Evidence, known: Known) -> dict[Person, list[str]]:
    """Everything that stands for a person anywhere."""
    names = {person: [known.receipts[person], known.mails[person]] for person in known.cells}
    tokens = _by(evidence.rows("spenttoken"), "id")
    for person, found in names.items():
        if known.receipts[person] in tokens:
            found.append(tokens[known.receipts[person]]["body"])
        if known.comments.get(person):
            found.append(known.comments[person])
    for row in evidence.rows("invitation"):
        if row["person_id"] in names:
            names[row["person_id"]] += [str(row["id"]), str(row["person_id"]), str(row["ballot"])]
    return names


@dataclass(frozen=True, slots=True)
class Success:
    """How the best method did: ``correct`` of ``answered``, and what chance allows."""

    answered: int
    correct: int
    best: str
    methods: int
    by_chance: float
    allowed: int

    @classmethod
    def of(cls, tried: Iterable[Method], known: Known, truth: Link) -> Success:
        """Scored by the truth, which no attacker has: the harness picks his best method for him."""
        done = list(tried)
        scores = [
            sum(truth.get(person) == key for person, key in method.link.items()) for method in done
        ]
        best = max(range(len(done)), key=scores.__getitem__)
        sizes = Counter(known.cells.values()).values()
        return cls(
            answered=len(known.cells),
            correct=scores[best],
            best=done[best].name,
            methods=len(done),
            by_chance=float(len(sizes)),
            allowed=allowed_by_chance(sizes, len(done)),
        )


def allowed_by_chance(sizes: Iterable[int], tries: int, risk: float = 1e-6) -> int:
    """Correct links that the best of so many random matchings exceeds with less than this risk.

    In a cell of n people a random matching is right for one person on average, whatever n: the
    number that are is that of the fixed points of a permutation. Cells add up.

    >>> allowed_by_chance([10] * 6, 1, risk=0.5)
    6
    """
    chances = _added(sizes)
    left = 1.0
    for correct, chance in enumerate(chances):
        left -= chance
        if left * tries < risk:
            return correct
    return len(chances) - 1


def least_by_chance(sizes: Iterable[int], risk: float = 1e-6) -> int:
    """Correct links that one random matching falls short of with less than this risk."""
    below = 0.0
    for correct, chance in enumerate(_added(sizes)):
        below += chance
        if below >= risk:
            return correct
    raise ValueError("the risk is no probability")


def fixed_points(n: int) -> list[float]:
    """How likely a permutation of n leaves 0, 1, ..., n in their places.

    >>> [round(chance * 6) for chance in fixed_points(3)]
    [2, 3, 0, 1]
    """
    return [
        sum((-1) ** i / math.factorial(i) for i in range(n - k + 1)) / math.factorial(k)
        for k in range(n + 1)
    ]


def _added(sizes: Iterable[int]) -> list[float]:
    """How likely the cells have 0, 1, ... right guesses together."""
    total = [1.0]
    for size in sizes:
        one = fixed_points(size)
        both = [0.0] * (len(total) + len(one) - 1)
        for i, a in enumerate(total):
            for j, b in enumerate(one):
                both[i + j] += a * b
        total = both
    return total
