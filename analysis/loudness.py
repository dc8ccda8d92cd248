"""Support requests beside the survey: which problems are loud, and which are silent.

A release and plain counts of requests in, one value out. Requests are those who ask for something,
the survey is everybody: nothing here says that one explains the other, and nothing is tested.
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

from analysis.concentration import BusiestTenth, busiest_tenth
from analysis.estimates import Estimate, estimate_construct
from analysis.release import Band, Hidden, Release, ReleasedGroup
from analysis.stats.agreement import RankAgreement, rank_agreement
from analysis.stats.proportions import Share
from analysis.tally import ORGANISATION

#: What files, figures and tables of it are called.
LOUD_AND_SILENT = "loud-and-silent"
#: Below so many requests that belong to a construct, nothing is called loud or silent.
FEWEST_REQUESTS = 20
#: Two rankings of fewer constructs are not compared: of five, there are ten pairs.
FEWEST_CONSTRUCTS = 6
HALF = 0.5


class LoudnessVerdict(StrEnum):
    """What requests and survey say together of a construct."""

    LOUD_AND_LOW = "loud_and_low"  # many requests, and fewer than half are favourable
    LOUD_BUT_FINE = "loud_but_fine"  # many requests, and more than half are favourable
    SILENT = "silent"  # few requests, and fewer than half are favourable
    QUIET_AND_FINE = "quiet_and_fine"  # few requests, and more than half are favourable
    CANNOT_TELL = "cannot_tell"  # about half, not told in full, or too few requests


@dataclass(frozen=True, slots=True)
class Requests:
    """``requests`` about one topic from one unit, a path; empty where nobody knows the unit."""

    topic: str
    unit: str
    requests: int


@dataclass(frozen=True, slots=True)
class RequestsBeside:
    """What was asked for in a period, to be put beside a release: counts, no row is a request.

    ``places`` are topics with the code of their construct, ``findings`` topics with a number.
    ``first`` and ``last`` are ISO days, both included; ``period`` says the same in words.
    """

    requests: tuple[Requests, ...]
    places: tuple[tuple[str, str], ...]
    findings: tuple[tuple[str, int], ...]
    first: str
    last: str
    period: str

    def beside(self, release: Release) -> Loudness:
        """The same beside what a release tells."""
        return loudness(release, self.requests, dict(self.places), dict(self.findings))


@dataclass(frozen=True, slots=True)
class ConstructLoudness:
    """A construct: its requests beside its answers.

    ``share`` is a fraction of the requests that belong to a construct, NaN where none does.
    ``findings`` were made in working with teams. Ranks go from 1, the most requests and the lowest
    favourable share; equals have the same rank; ``None`` where the cell is not told in full.
    """

    code: str
    title: str
    requests: int
    share: float
    findings: int
    cell: Estimate | Band | Hidden
    rank_by_requests: int | None
    rank_by_survey: int | None
    verdict: LoudnessVerdict

    @property
    def favourable(self) -> Share | None:
        """The favourable share with its interval, where it is told in full."""
        return self.cell.favourable if isinstance(self.cell, Estimate) else None


@dataclass(frozen=True, slots=True)
class UnitLoudness:
    """A unit as the round counted it, with its head count (``None``: unknown) and its requests."""

    path: str
    title: str
    people: int | None
    requests: int

    @property
    def per_head(self) -> float:
        """Requests by head; NaN where the head count is unknown."""
        return self.requests / self.people if self.people else math.nan


@dataclass(frozen=True, slots=True)
class Loudness:
    """Requests of a period beside a release. Constructs come with the most requests first.

    ``total`` requests; ``placed`` of them belong to a construct of this round. ``undecided`` are
    topics of which nobody has said where they belong, ``apart`` those that belong to none of its
    constructs, each with its requests. ``without_unit`` requests name no unit of this round.
    ``tenth`` is of the units, by the requests that name one; ``agreement`` of the two rankings, and
    ``None`` where too few constructs have both.
    """

    constructs: tuple[ConstructLoudness, ...]
    units: tuple[UnitLoudness, ...]
    undecided: tuple[tuple[str, int], ...]
    apart: tuple[tuple[str, int], ...]
    total: int
    placed: int
    without_unit: int
    people: int | None
    tenth: BusiestTenth
    agreement: RankAgreement | None

    @property
    def has_enough(self) -> bool:
        """Whether there are requests enough to call anything loud or silent."""
        return self.placed >= FEWEST_REQUESTS

    @property
    def ranked(self) -> tuple[ConstructLoudness, ...]:
        """Constructs that have both ranks."""
        return tuple(one for one in self.constructs if one.rank_by_survey is not None)

    @property
    def busiest(self) -> tuple[UnitLoudness, ...]:
        """The unit with the most requests, or all that have as many; none without requests."""
        most = max((unit.requests for unit in self.units), default=0)
        return tuple(unit for unit in self.units if most and unit.requests == most)

    @property
    def unheard(self) -> tuple[UnitLoudness, ...]:
        """Units of which no request is known."""
        return tuple(unit for unit in self.units if not unit.requests)

    @property
    def per_head(self) -> float:
        """All requests by the head count of everybody; NaN where that is unknown."""
        return self.total / self.people if self.people else math.nan

    def of(self, verdict: LoudnessVerdict) -> tuple[ConstructLoudness, ...]:
        """Constructs with a verdict: loud ones by their requests, silent ones the lowest first."""
        found = [one for one in self.constructs if one.verdict is verdict]
        if verdict is LoudnessVerdict.SILENT:
            found.sort(key=lambda one: one.rank_by_survey or 0)
        return tuple(found)


def loudness(
    release: Release,
    requests: Iterable[Requests],
    constructs_of_topics: Mapping[str, str],
    findings: Mapping[str, int] | None = None,
) -> Loudness:
    """Put the requests of a period beside the answers of a round.

    ``constructs_of_topics`` has the code of a construct for each topic that belongs to one, and
    empty text for one that belongs to none. ``findings`` are numbers by topic. A request from a
    unit that the release does not have counts as one without a unit. ``ValueError`` for a negative
    number of requests.
    """
    asked = tuple(requests)
    if any(one.requests < 0 for one in asked):
        raise ValueError("A number of requests is not negative.")
    by_topic = _counted((one.topic, one.requests) for one in asked)
    codes = {one.code for one in release.instrument.constructs}
    placed = {topic: constructs_of_topics.get(topic, "") in codes for topic in by_topic}
    rest = [(topic, n) for topic, n in _most_first(by_topic) if not placed[topic]]
    units = _units(release, asked)
    constructs = _constructs(release, by_topic, constructs_of_topics, findings or {})
    total = sum(by_topic.values())
    known = sum(unit.requests for unit in units)
    return Loudness(
        constructs=constructs,
        units=units,
        undecided=tuple(one for one in rest if one[0] not in constructs_of_topics),
        apart=tuple(one for one in rest if one[0] in constructs_of_topics),
        total=total,
        placed=sum(one.requests for one in constructs),
        without_unit=total - known,
        people=release.organisation.people,
        tenth=busiest_tenth(unit.requests for unit in units),
        agreement=_agreement(constructs),
    )


def loudness_verdict(
    requests: int, placed: int, constructs: int, favourable: Share | None
) -> LoudnessVerdict:
    """What is said of a construct with so many of the ``placed`` requests.

    * Loud: at least the even share, ``placed / constructs``; else quiet.
    * Low: the interval of the favourable share lies below one half; fine: above it.
    * Cannot tell: fewer than 20 placed requests, a share that is not told in full (``None``), or
      an interval that holds one half.

    >>> loudness_verdict(30, 60, 6, Share(58, 0.38, 0.32, 0.44)).value
    'loud_and_low'
    >>> loudness_verdict(2, 60, 6, Share(58, 0.38, 0.32, 0.44)).value
    'silent'
    >>> loudness_verdict(30, 60, 6, Share(58, 0.52, 0.45, 0.58)).value
    'cannot_tell'
    """
    if placed < FEWEST_REQUESTS or favourable is None:
        return LoudnessVerdict.CANNOT_TELL
    is_loud = requests * constructs >= placed
    if favourable.high < HALF:
        return LoudnessVerdict.LOUD_AND_LOW if is_loud else LoudnessVerdict.SILENT
    if favourable.low > HALF:
        return LoudnessVerdict.LOUD_BUT_FINE if is_loud else LoudnessVerdict.QUIET_AND_FINE
    return LoudnessVerdict.CANNOT_TELL


def units_counted(release: Release) -> tuple[ReleasedGroup, ...]:
    """The units of a release that hold no others: teams, and pools of small ones."""
    above = {group.parent for group in release.groups}
    return tuple(group for group in release.units if group.path not in above)


def _constructs(
    release: Release,
    by_topic: Mapping[str, int],
    constructs_of_topics: Mapping[str, str],
    findings: Mapping[str, int],
) -> tuple[ConstructLoudness, ...]:
    asked = release.instrument.constructs
    requests = _counted((constructs_of_topics.get(topic, ""), n) for topic, n in by_topic.items())
    found = _counted((constructs_of_topics.get(topic, ""), n) for topic, n in findings.items())
    placed = sum(requests[one.code] for one in asked)
    cells = {one.code: estimate_construct(release, ORGANISATION, one.code) for one in asked}
    shares = {code: _favourable(cell) for code, cell in cells.items()}
    told = {code: share.estimate for code, share in shares.items() if share is not None}
    by_requests = _ranks({code: -requests[code] for code in told})
    by_survey = _ranks(told)
    rows = (
        ConstructLoudness(
            code=one.code,
            title=one.title,
            requests=requests[one.code],
            share=requests[one.code] / placed if placed else math.nan,
            findings=found[one.code],
            cell=cells[one.code],
            rank_by_requests=by_requests.get(one.code),
            rank_by_survey=by_survey.get(one.code),
            verdict=loudness_verdict(requests[one.code], placed, len(asked), shares[one.code]),
        )
        for one in asked
    )
    return tuple(sorted(rows, key=lambda row: (-row.requests, row.rank_by_survey or len(asked))))


def _favourable(cell: Estimate | Band | Hidden) -> Share | None:
    return cell.favourable if isinstance(cell, Estimate) else None


def _units(release: Release, asked: Sequence[Requests]) -> tuple[UnitLoudness, ...]:
    by_unit = _counted((one.unit, one.requests) for one in asked)
    rows = (
        UnitLoudness(group.path, group.title, group.people, by_unit[group.path])
        for group in units_counted(release)
    )
    return tuple(sorted(rows, key=lambda unit: (-unit.requests, unit.path)))


def _agreement(constructs: Sequence[ConstructLoudness]) -> RankAgreement | None:
    ranks = [
        (one.rank_by_requests, one.rank_by_survey)
        for one in constructs
        if one.rank_by_requests is not None and one.rank_by_survey is not None
    ]
    if len(ranks) < FEWEST_CONSTRUCTS:
        return None
    return rank_agreement([first for first, _ in ranks], [second for _, second in ranks])


def _ranks(values: Mapping[str, float]) -> dict[str, int]:
    """The place of each from the lowest on; equals share the best of their places."""
    return {code: 1 + sum(other < own for other in values.values()) for code, own in values.items()}


def _counted(pairs: Iterable[tuple[str, int]]) -> Counter[str]:
    counts: Counter[str] = Counter()
    for name, n in pairs:
        counts[name] += n
    return counts


def _most_first(counts: Mapping[str, int]) -> list[tuple[str, int]]:
    return sorted(counts.items(), key=lambda pair: (-pair[1], pair[0]))
