"""What result pages show: values without slow imports, made by :mod:`surveyapp.results`."""

from __future__ import annotations

import math
import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.utils.translation import gettext as _

from analysis.events import Event
from questionnaires.models import Programme, Round
from questionnaires.queries.comments import Fewest, ItemComments

if TYPE_CHECKING:
    from analysis.estimates import Change, Estimate, TrendLine
    from analysis.exports.breakdowns import CategoryTable
    from analysis.exports.heatmap import HeatTable
    from analysis.exports.overview import Answer
    from analysis.release import Band, Release, ReleasedGroup, RoundFacts
    from analysis.stats.proportions import Share
    from analysis.stats.rankings import Standing
    from surveyapp.heat_columns import SortedHeat
    from surveyapp.measured_results import MeasuredPart
    from surveyapp.result_documents import Document
    from surveyapp.silent_results import SilentPart
    from surveyapp.trend_results import UnitTrend


@dataclass(frozen=True, slots=True)
class Row:
    """An item or a construct in one group: its figures, their band, or why they are hidden.

    ``hidden`` and ``not_compared`` are reasons (values of the enums of ``analysis``), empty where
    there is none. ``change`` is ``None`` in a first round and of a band; ``change_words`` says it
    in words, and ``verdict_words`` without the figures.
    """

    code: str
    title: str
    estimate: Estimate | None
    hidden: str = ""
    hidden_words: str = ""
    change: Change | None = None
    not_compared: str = ""
    change_words: str = ""
    verdict_words: str = ""
    band: Band | None = None

    @property
    def has_share(self) -> bool:
        """Whether its answers have a good end, and are shown in full."""
        return self.estimate is not None and self.estimate.favourable is not None

    @property
    def is_told(self) -> bool:
        """Whether its favourable answers are shown in full or as a band."""
        return self.has_share or self.band is not None

    @property
    def options(self) -> list[tuple[str, int, float | None]]:
        """Label, people, and their share of those with a valid answer; nothing where hidden."""
        if self.estimate is None:
            return []
        n = self.estimate.n
        pairs = zip(self.estimate.labels, self.estimate.counts, strict=True)
        return [(label, count, count / n if n else None) for label, count in pairs]

    @property
    def top_option(self) -> tuple[str, int, float | None] | None:
        """What most people chose."""
        return max(self.options, key=lambda option: option[1], default=None)

    @property
    def places(self) -> list[Place]:
        """The options of a ranking, the best placed first; of other questions none."""
        if self.estimate is None or not self.estimate.n:
            return []
        found = zip(self.estimate.labels, self.estimate.standings, strict=False)
        whole = self.is_whole_ranking
        return sorted(
            (Place(label, standing) for label, standing in found),
            key=lambda one: one.standing.mean_rank if whole else -one.standing.points,
        )

    @property
    def is_whole_ranking(self) -> bool:
        """Whether everybody ranked every option, so that mean ranks can be told."""
        standings = self.estimate.standings if self.estimate else ()
        return not any(math.isnan(one.mean_rank) for one in standings)

    @property
    def top_place(self) -> Place | None:
        """What most people put first."""
        return max(self.places, key=lambda one: one.standing.first, default=None)

    @property
    def together(self) -> tuple[tuple[str, str, int], ...]:
        """The few pairs of options that most people chose together."""
        return self.estimate.pairs[:MOST_PAIRS] if self.estimate else ()

    @property
    def chosen_options(self) -> list[tuple[str, int, float | None]]:
        """The options as far as a page lists them: of a scale from 0 to 100 only those chosen."""
        long = len(self.options) > LONGEST_LIST
        return [option for option in self.options if option[1] or not long]


@dataclass(frozen=True, slots=True)
class CouldShow:
    """What two rounds of a group could show: a shift of the favourable share, from 0 to 1.

    ``words`` say why where nothing would; ``shift`` is NaN then.
    """

    path: str
    people: int
    answers: int
    shift: float
    words: str


@dataclass(frozen=True, slots=True)
class Place:
    """An option of a ranking: how it stands, and the share of those who put it first."""

    label: str
    standing: Standing

    @property
    def share(self) -> float | None:
        """The people who put it first, divided by all who answered."""
        return self.standing.first / self.standing.n if self.standing.n else None


#: How the bars of favourable and unfavourable answers are drawn where that is asked for: as 100 %.
WHOLE = "whole"
#: Units up to which the page of a round has them side by side: of more, a page of their own has.
MOST_UNITS = 24


def has_many_units(release: Release) -> bool:
    """Whether there are too many units to stand on the page of a round."""
    return len(release.units) > MOST_UNITS


#: Options of a scale up to which a page lists all, chosen or not.
LONGEST_LIST = 15
#: Pairs of options chosen together that a page lists; the table of answers has all.
MOST_PAIRS = 5


@dataclass(frozen=True, slots=True)
class Section:
    """Items as they were asked together; ``has_sides`` where some of them have two sides."""

    code: str
    title: str
    rows: tuple[Row, ...]
    has_sides: bool = True

    @property
    def has_chart(self) -> bool:
        """Whether something of it is drawn as favourable and unfavourable."""
        return self.has_sides and any(row.has_share for row in self.rows)

    @property
    def has_changes(self) -> bool:
        """Whether something of it is compared with the round before."""
        return any(row.change for row in self.rows)

    @property
    def clear(self) -> tuple[int, int]:
        """How many questions are clearly better and clearly worse than in the round before."""
        moved = [
            row.change.difference.estimate
            for row in self.rows
            if row.change and row.change.verdict == "clear"
        ]
        better = sum(one > 0 for one in moved)
        return better, len(moved) - better


@dataclass(frozen=True, slots=True)
class UnitColumn:
    """A unit in the table of its parent; ``hidden_words`` say why nothing of it is shown."""

    group: ReleasedGroup
    hidden_words: str = ""


@dataclass(frozen=True, slots=True)
class UnitRow:
    """An item or a construct in every unit of a parent, in the order of the columns."""

    code: str
    title: str
    cells: tuple[tuple[UnitColumn, Row], ...]


@dataclass(frozen=True, slots=True)
class UnitTable:
    """All units of one parent side by side in the order of their titles, hidden or not.

    There are no rows where every one of them is hidden.
    """

    parent: ReleasedGroup
    columns: tuple[UnitColumn, ...]
    constructs: tuple[UnitRow, ...]
    items: tuple[UnitRow, ...]

    @property
    def is_shown(self) -> bool:
        """Whether something of one of the units is shown."""
        return any(not column.hidden_words for column in self.columns)

    @property
    def has_bands(self) -> bool:
        """Whether something of a unit is told as a band."""
        rows = (*self.constructs, *self.items)
        return any(cell.band for row in rows for _column, cell in row.cells)


@dataclass(frozen=True, slots=True)
class Figures:
    """All figures of a round; shared between readers, so without a word in any one language."""

    overview: tuple[Answer, ...]
    constructs: tuple[Row, ...]
    sections: tuple[Section, ...]
    dropped: tuple[Row, ...]
    units: tuple[UnitTable, ...]
    heat: HeatTable | None = None
    by_attribute: tuple[CategoryTable, ...] = ()
    no_attribute: str = ""
    ballots: str = ""

    @property
    def has_bands(self) -> bool:
        """Whether something of a unit is told as a band."""
        return any(table.has_bands for table in self.units)


@dataclass(frozen=True, slots=True)
class Caption:
    """What a page says of a chart that is drawn when a browser asks for it.

    ``size`` is its width and height in pixels, as the SVG has them.
    """

    alt: str
    size: tuple[str, str]

    @property
    def short(self) -> str:
        """What the chart found and what it draws, for a page whose table has the figures."""
        return _short(self.alt)


def _short(alt: str) -> str:
    return ". ".join([*alt.split(". ")[:2], _("The table below has the figures.")])


@dataclass(frozen=True, slots=True)
class Picture:
    """A chart as SVG, and the text that says the same."""

    alt: str
    svg: bytes

    @property
    def short(self) -> str:
        """What the chart found and what it draws, for a page whose table has the figures."""
        return _short(self.alt)

    @property
    def size(self) -> tuple[str, str] | None:
        """Width and height in pixels."""
        found = re.search(rb'width="([\d.]+)px" height="([\d.]+)px"', self.svg)
        return (found[1].decode(), found[2].decode()) if found else None


@dataclass(frozen=True, slots=True)
class RoundPage:
    """What the results page of a round shows.

    ``fewest_answers`` is the number of valid answers that the figures of a group need. ``against``
    is the code of the round compared with, where that is not the one before. Without ``has_sides``
    no question has favourable and unfavourable levels, and there is no chart of them all.
    ``heat`` are units by constructs, sorted by the column ``sort`` where one was asked for.
    ``readers`` are those whom the page is for. ``not_compared_with`` is the round before, where its
    results are for others to read. ``bars`` is :data:`WHOLE` where they are drawn as 100 %.
    ``loud`` are sentences about support requests, for people with a role alone.
    """

    round: Round
    document: Document
    release: Release
    before: Release | None
    figures: Figures
    fewest_answers: int
    comments: tuple[tuple[str, str, ItemComments], ...]
    rounds: tuple[Round, ...]
    pictures: Mapping[str, Caption]
    silent: SilentPart | None = None
    measured: MeasuredPart | None = None
    against: str = ""
    has_sides: bool = True
    readers: str = Round.ResultsFor.ROLES.value
    not_compared_with: Round | None = None
    bars: str = ""
    loud: tuple[str, ...] = ()
    heat: SortedHeat | None = None
    sort: str = ""

    @property
    def constructs_chart(self) -> str:
        """The name of the picture of the constructs, as its bars were asked for."""
        return f"constructs{self.bars and '-' + self.bars}"

    @property
    def questions_chart(self) -> str:
        """The name of the pictures of questions, as their bars were asked for."""
        return f"items{self.bars and '-' + self.bars}"

    @property
    def construct_pages(self) -> frozenset[str]:
        """Codes of the constructs that have a page: those that this round measured."""
        return frozenset(one.code for one in self.release.instrument.constructs)

    @property
    def name(self) -> str:
        """What :mod:`surveyapp.result_addresses` calls it."""
        return "page"

    @property
    def has_many_units(self) -> bool:
        """Whether its units stand on pages of their own alone."""
        return has_many_units(self.release)

    @property
    def is_for_asked(self) -> bool:
        """Whether everybody who was asked reads it, and not only people with a role."""
        return self.readers != Round.ResultsFor.ROLES

    @property
    def is_by_link(self) -> bool:
        """Whether it is read by a link that expires, and must not lead past it."""
        return self.readers == Round.ResultsFor.LINK

    @property
    def fewest_of_comments(self) -> Fewest:
        """What a question needs before its comments are shown."""
        return Fewest.of(self.round.k)

    @property
    def query(self) -> str:
        """What addresses carry on where another round than the one before was chosen."""
        return f"?against={self.against}" if self.against else ""

    @property
    def earlier(self) -> tuple[Round, ...]:
        """Rounds that this one can be compared with, newest first."""
        return tuple(one for one in reversed(self.rounds) if one.position < self.round.position)

    @property
    def construct_codes(self) -> frozenset[str]:
        """Codes of the constructs, to tell them from items."""
        return frozenset(row.code for row in self.figures.constructs)

    @property
    def reversed(self) -> frozenset[str]:
        """Codes of the items on which agreeing is unfavourable."""
        return frozenset(item.code for item in self.release.instrument.items if item.reverse)

    @property
    def attributes(self) -> frozenset[str]:
        """Codes of the items that only tell people apart: nobody asks for their mean."""
        return frozenset(item.code for item in self.release.instrument.items if item.attribute)

    @property
    def is_too_small(self) -> bool:
        """Whether fewer than k answered, so that nothing but that is shown."""
        return self.release.organisation.hidden is not None


#: Values of :class:`analysis.release.HiddenReason`.
HIDDEN_REASONS = frozenset({"round_too_small", "too_few", "sibling", "gives_away", "withdrawn"})
#: The reason why a round that is told as a band has no point on a line.
BANDED = "band"
#: The reason why a unit that a round counted together with others has none.
POOLED = "pooled"


@dataclass(frozen=True, slots=True)
class TrendCell:
    """One round on a line: a share with its interval, its band, or why there is neither."""

    share: Share | None
    reason: str = ""
    starts_anew: bool = False
    band: Band | None = None

    @property
    def is_hidden(self) -> bool:
        """Whether there is a share that may not be shown."""
        return self.reason in HIDDEN_REASONS


@dataclass(frozen=True, slots=True)
class TrendRow:
    """An item or construct over all rounds."""

    line: TrendLine
    cells: tuple[TrendCell, ...]
    #: What is to be reached, and in which round: phrases.
    targets: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class TrendPage:
    """What the trend page of a programme shows.

    ``events`` has, for each round, what happened up to it since the round before;
    ``events_after`` what happened after the last.
    """

    programme: Programme
    rounds: tuple[Round, ...]
    releases: tuple[Release, ...]
    documents: tuple[Document, ...]
    constructs: tuple[TrendRow, ...]
    items: tuple[TrendRow, ...]
    pictures: Mapping[str, Picture]
    events: tuple[tuple[Event, ...], ...]
    events_after: tuple[Event, ...]
    by_unit: UnitTrend | None = None

    @property
    def in_full_detail(self) -> tuple[RoundFacts, ...]:
        """The rounds that tell small groups in full, of which the page says so."""
        return tuple(one.round for one in self.releases if one.round.full_detail)

    @property
    def has_events(self) -> bool:
        """Whether anything happened up to the last round."""
        return any(self.events)
