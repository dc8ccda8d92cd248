"""Releases: what may be shown of a round; saved, loaded and hashed as one JSON document.

A release is made by the gate (:mod:`analysis.disclosure`) and by nothing else. Pages, charts,
exports and the API are given releases; a figure that is not in the release cannot leak.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from enum import StrEnum
from functools import lru_cache
from typing import Any

from analysis.instrument import Instrument, ScaleKind, instrument_as_json, instrument_from_json
from analysis.measurement import Together
from analysis.participation import Participation
from analysis.tally import ORGANISATION, ItemCounts

#: The format of releases that the first version could write, byte for byte, and of all others:
#: rankings, amounts, sliders, marked options, choices made together, what answers say together and
#: who took part by attribute came with the second; bands, tables by attribute and full detail from
#: k answers, ballots, and what options and hours are about, with the third.
FIRST_FORMAT, SECOND_FORMAT, FORMAT = "candor-release/1", "candor-release/2", "candor-release/3"
FORMATS = (FIRST_FORMAT, SECOND_FORMAT, FORMAT)

#: Hashes that a process remembers: one is of a whole document.
REMEMBERED = 32

#: The option under which the gate counts the merged small categories of an attribute.
OTHER = "_other"


class HiddenReason(StrEnum):
    """Why a figure is not shown."""

    ROUND_TOO_SMALL = "round_too_small"  # fewer than k answers in the whole round
    TOO_FEW = "too_few"  # fewer answers than a distribution needs
    SIBLING = "sibling"  # shown, it would reveal a smaller sibling by subtraction
    GIVES_AWAY = "gives_away"  # shown, it would tell how some people answered
    WITHDRAWN = "withdrawn"  # taken out by a correction


@dataclass(frozen=True, slots=True)
class Shown:
    """A cell that may be shown in full."""

    counts: ItemCounts


@dataclass(frozen=True, slots=True)
class Hidden:
    """A cell that may not be shown, and why."""

    reason: HiddenReason


@dataclass(frozen=True, slots=True)
class Band:
    """A cell of which only a range of the favourable share may be told.

    Between ``at_least`` and ``at_most`` people (``None``: no upper end is told) gave a valid
    answer, and from ``low`` to ``high`` of them, as fractions, a favourable one.
    """

    low: float
    high: float
    at_least: int
    at_most: int | None = None


Cell = Shown | Band | Hidden


@dataclass(frozen=True, slots=True)
class ReleasedGroup:
    """What may be shown of one group of people.

    ``invited`` is the head count frozen at opening, ``None`` behind an open link. ``answers`` is
    ``None`` where their number is not told: ``between`` then says in which range it lies, both
    ends included (``None``: no upper end), or ``hidden`` why nothing is told.
    """

    path: str
    title: str
    parent: str | None
    invited: int | None
    answers: int | None
    hidden: HiddenReason | None = None
    items: Mapping[str, Cell] = field(default_factory=dict)
    constructs: Mapping[str, Cell] = field(default_factory=dict)
    between: tuple[int, int | None] | None = None
    #: Ballots that were issued again to people of this group: as many may have answered twice.
    reissued: int = 0

    @property
    def people(self) -> int | None:
        """The head count for whatever rests on it; ``None`` where it is unknown.

        Where ballots that were issued again brought more answers than there are people, the
        group is complete, and the number is that of its answers.
        """
        if self.invited is not None and 0 < (self.answers or 0) - self.invited <= self.reissued:
            return self.answers
        return self.invited

    @property
    def response_rate(self) -> float | None:
        """Answers divided by people invited, from 0 to 1; ``None`` where either is unknown."""
        if self.people is None or self.answers is None or self.people == 0:
            return None
        return self.answers / self.people


@dataclass(frozen=True, slots=True)
class RoundFacts:
    """What a release says about its round. Dates are ISO days, ``None`` where unknown.

    ``kept_responses_days`` is the number of days that responses are kept after release; 0 where
    they were destroyed when the round closed. ``full_detail`` says that groups of k to 9 answers
    are told in full, which whoever opened the round chose beforehand.
    """

    programme: str
    code: str
    title: str
    mode: str
    k: int
    opened_on: str | None = None
    closed_on: str | None = None
    kept_responses_days: int = 0
    manifest_sha256: str = ""
    full_detail: bool = False


@dataclass(frozen=True, slots=True)
class Breakdown:
    """Answers by the categories of an attribute, within the whole or one department.

    ``attribute`` is the code of the item that asked for it, ``within`` the path of the unit. The
    path of each group is the category's code, its parent ``within``; categories are told in the
    order of the scale, merged ones (:data:`OTHER`) last.
    """

    attribute: str
    within: str
    groups: tuple[ReleasedGroup, ...]


@dataclass(frozen=True, slots=True)
class Ballots:
    """Of an anonymous round: people who drew one, ballots issued again, and those handed in."""

    drawn: int
    reissued: int
    handed_in: int


@dataclass(frozen=True, slots=True)
class Release:
    """Everything that may be shown of a round. The first group is the whole organisation.

    ``corrects`` says of a later release of the same round what it changed, in words. ``shown_from``
    is the hash of the document that this is a translation of, empty of what is stored.

    A release never changes, so what was made of it can be remembered under it.
    """

    round: RoundFacts
    instrument: Instrument
    groups: tuple[ReleasedGroup, ...]
    number: int = 1
    together: Together = field(default_factory=Together)
    participation: Participation = field(default_factory=Participation)
    breakdowns: tuple[Breakdown, ...] = ()
    corrects: str = ""
    ballots: Ballots | None = None
    shown_from: str = ""
    #: The hash that its text was compared with; empty of what was made here.
    verified: str = field(default="", init=False, repr=False, compare=False)

    def __hash__(self) -> int:
        """Equal releases have equal hashes; that of every figure would cost as much as reading."""
        return hash((self.round, self.number))

    @property
    def organisation(self) -> ReleasedGroup:
        """The group of everybody."""
        return self.group(ORGANISATION)

    @property
    def units(self) -> tuple[ReleasedGroup, ...]:
        """All groups below the organisation, parents before children."""
        return tuple(group for group in self.groups if group.path != ORGANISATION)

    def group(self, path: str) -> ReleasedGroup:
        """The group with this path; ``KeyError`` when there is none."""
        for group in self.groups:
            if group.path == path:
                return group
        raise KeyError(path)


def dump_release(release: Release) -> str:
    """The release as canonical JSON: the same release is the same text.

    ``ValueError`` for a translation of one, which is to be shown and never stored.
    """
    if release.shown_from:
        raise ValueError("This release is a translation: only what it was made from is stored.")
    return json.dumps(release_as_json(release), ensure_ascii=False, sort_keys=True, indent=1) + "\n"


def load_release(text: str, *, verified: str = "") -> Release:
    """The inverse of :func:`dump_release`; ``ValueError`` for anything else.

    ``verified`` is the SHA-256 of ``text`` where the caller compared it with the one that it is
    stored under; then nobody has to write the text once more to know it.
    """
    data = json.loads(text)
    if not isinstance(data, dict) or data.get("format") not in FORMATS:
        raise ValueError(f"This is not a release: its format should be one of {FORMATS}.")
    release = Release(
        round=RoundFacts(**data["round"]),
        instrument=instrument_from_json(data["instrument"]),
        groups=tuple(_group_from_json(group) for group in data["groups"]),
        number=data["number"],
        together=Together.from_json(data["together"]) if "together" in data else Together(),
        participation=Participation.from_json(data["participation"])
        if "participation" in data
        else Participation(),
        breakdowns=tuple(
            Breakdown(
                one["attribute"],
                one["within"],
                tuple(_group_from_json(group) for group in one["groups"]),
            )
            for one in data.get("breakdowns", ())
        ),
        corrects=data.get("corrects", ""),
        ballots=Ballots(**data["ballots"]) if "ballots" in data else None,
    )
    # No argument of its own: a release that is made from this one has another hash.
    object.__setattr__(release, "verified", verified)
    return release


def release_sha256(release: Release) -> str:
    """The SHA-256 of :func:`dump_release`, as 64 hexadecimal digits; of a translation, of what it
    was made from."""
    return release.shown_from or release.verified or _sha256(release)


@lru_cache(maxsize=REMEMBERED)
def _sha256(release: Release) -> str:
    return hashlib.sha256(dump_release(release).encode()).hexdigest()


def release_as_json(release: Release) -> dict[str, Any]:
    """Plain data."""
    return {
        "format": _oldest_format(release),
        "number": release.number,
        "round": _facts_as_json(release.round),
        "instrument": instrument_as_json(release.instrument),
        "groups": [_group_as_json(group) for group in release.groups],
        **({} if release.together == Together() else {"together": release.together.as_json()}),
        **(
            {}
            if release.participation == Participation()
            else {"participation": release.participation.as_json()}
        ),
        **(
            {
                "breakdowns": [
                    {
                        "attribute": one.attribute,
                        "within": one.within,
                        "groups": [_group_as_json(group) for group in one.groups],
                    }
                    for one in release.breakdowns
                ]
            }
            if release.breakdowns
            else {}
        ),
        **({"corrects": release.corrects} if release.corrects else {}),
        **({"ballots": asdict(release.ballots)} if release.ballots else {}),
    }


def _facts_as_json(facts: RoundFacts) -> dict[str, Any]:
    told = {name: getattr(facts, name) for name in RoundFacts.__slots__}
    if not facts.full_detail:
        del told["full_detail"]
    return told


def _oldest_format(release: Release) -> str:
    """The oldest format that can say all of it: the text of an old release stays its own."""
    if _needs_the_third_format(release):
        return FORMAT
    return FIRST_FORMAT if _fits_the_first_format(release) else SECOND_FORMAT


#: Reasons that the second format does not know.
_LATE_REASONS = frozenset({HiddenReason.GIVES_AWAY, HiddenReason.WITHDRAWN})


def _needs_the_third_format(release: Release) -> bool:
    cells = [
        cell
        for group in release.groups
        for cell in (*group.items.values(), *group.constructs.values())
    ]
    return bool(
        release.breakdowns
        or release.corrects
        or release.ballots
        or release.instrument.time_lost
        or any(
            option.construct for item in release.instrument.items for option in item.scale.options
        )
        or any(group.reissued for group in release.groups)
        or release.round.full_detail
        or any(group.between for group in release.groups)
        or any(
            isinstance(cell, Band) or (isinstance(cell, Hidden) and cell.reason in _LATE_REASONS)
            for cell in cells
        )
    )


def _fits_the_first_format(release: Release) -> bool:
    """Whether it holds nothing that the first format cannot say."""
    scales = [item.scale for item in release.instrument.items]
    cells = [cell for group in release.groups for cell in group.items.values()]
    return not (
        release.together != Together()
        or release.participation != Participation()
        or any(
            scale.unipolar
            or scale.kind in (ScaleKind.AMOUNT, ScaleKind.SLIDER, ScaleKind.RANKING)
            or any(option.say or option.exclusive for option in scale.options)
            for scale in scales
        )
        or any(isinstance(cell, Shown) and cell.counts.pairs for cell in cells)
    )


def _group_as_json(group: ReleasedGroup) -> dict[str, Any]:
    return {
        "path": group.path,
        "title": group.title,
        "parent": group.parent,
        "invited": group.invited,
        "answers": group.answers,
        "hidden": group.hidden and group.hidden.value,
        "items": {code: _cell_as_json(cell) for code, cell in group.items.items()},
        "constructs": {code: _cell_as_json(cell) for code, cell in group.constructs.items()},
        **({"between": list(group.between)} if group.between else {}),
        **({"reissued": group.reissued} if group.reissued else {}),
    }


def _group_from_json(data: Mapping[str, Any]) -> ReleasedGroup:
    return ReleasedGroup(
        path=data["path"],
        title=data["title"],
        parent=data["parent"],
        invited=data["invited"],
        answers=data["answers"],
        hidden=HiddenReason(data["hidden"]) if data["hidden"] else None,
        items={code: _cell_from_json(cell) for code, cell in data["items"].items()},
        constructs={code: _cell_from_json(cell) for code, cell in data["constructs"].items()},
        between=(data["between"][0], data["between"][1]) if "between" in data else None,
        reissued=data.get("reissued", 0),
    )


def _cell_as_json(cell: Cell) -> dict[str, Any]:
    if isinstance(cell, Hidden):
        return {"hidden": cell.reason.value}
    if isinstance(cell, Band):
        return {"band": [cell.low, cell.high], "n": [cell.at_least, cell.at_most]}
    return {"shown": cell.counts.as_json()}


def _cell_from_json(data: Mapping[str, Any]) -> Cell:
    if "hidden" in data:
        return Hidden(HiddenReason(data["hidden"]))
    if "band" in data:
        return Band(*data["band"], *data["n"])
    return Shown(ItemCounts.from_json(data["shown"]))
