"""Release -> the page of one construct: its share, questions, units, and how it was measured."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from analysis.words import decimal
from questionnaires.models import Round
from questionnaires.queries.releases import released_rounds_of
from questionnaires.queries.trend_decisions import decided_between
from surveyapp import result_pictures, results
from surveyapp.comment_results import ItemPart, comments_about
from surveyapp.result_documents import (
    Document,
    document_before,
    document_of,
    trend_documents,
)
from surveyapp.result_pages import WHOLE, Picture, Row
from surveyapp.result_parts import RoundPart
from surveyapp.wordings import History, histories

if TYPE_CHECKING:
    from analysis.quality import Quality
    from analysis.release import ReleasedGroup


@dataclass(frozen=True, slots=True)
class Published:
    """A question that asks for one of DORA's metrics: its score beside the published mean."""

    name: str
    score: str
    mean: str
    distance: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ConstructPage(RoundPart):
    """What the page of a construct shows.

    ``bars`` is :data:`WHOLE` where they are drawn as 100 %. ``units`` are those of the release with
    the construct in each. ``capability`` is its score on DORA's scale in words, empty where it is
    none of DORA's capabilities. Histories are for people with a role: they tell of other rounds.
    So are comments: everybody asked was told that they are not on these pages.
    """

    code: str
    row: Row
    items: tuple[Row, ...]
    sections: tuple[tuple[str, str], ...]
    bars: str
    quality: Quality | None
    histories: tuple[History, ...]
    against: str = ""
    picture: Picture | None = None
    units: tuple[tuple[ReleasedGroup, Row], ...] = ()
    units_picture: Picture | None = None
    capability: str = ""
    published: tuple[Published, ...] = ()
    comments: tuple[ItemPart, ...] = ()

    @property
    def asks_for_words(self) -> bool:
        """Whether some question asks for words about it."""
        return bool(self.release.instrument.worded_items_about(self.code))

    @property
    def chart(self) -> str:
        """The name of the picture of its questions."""
        return f"construct{self.bars and '-' + self.bars}"

    @property
    def units_chart(self) -> str:
        """The name of the picture of its units."""
        return f"construct-units{self.bars and '-' + self.bars}"

    @property
    def reversed(self) -> frozenset[str]:
        """Codes of the items on which agreeing is unfavourable."""
        return frozenset(item.code for item in self.release.instrument.items if item.reverse)

    @property
    def has_bands(self) -> bool:
        """Whether something of a unit is told as a band."""
        return any(row.band for _group, row in self.units)


def construct_page(
    round_: Round,
    code: str,
    *,
    bars: str = "",
    against: Round | None = None,
    readers: str = Round.ResultsFor.ROLES,
) -> ConstructPage | None:
    """The page of a construct in a released round; ``None`` where the round measured none such."""
    document, before = document_of(round_), document_before(round_, against, readers)
    instrument = document.release.instrument
    if code not in {one.code for one in instrument.constructs}:
        return None
    items = instrument.construct(code).items
    rows = {row.code: row for row in results.item_rows(document, before)}
    page = ConstructPage(
        round=round_,
        document=document,
        before=before,
        readers=readers,
        name="construct",
        heading=instrument.construct(code).title,
        code=code,
        row=_row_of(results.construct_rows(document, before), code),
        items=tuple(rows[item] for item in items),
        sections=tuple(
            (one.code, one.title) for one in instrument.sections if set(one.items) & set(items)
        ),
        bars=WHOLE if bars == WHOLE else "",
        quality=_quality(document, code),
        histories=(_histories_of(round_, code) if readers == Round.ResultsFor.ROLES else ()),
        against=against.code if against else "",
        comments=(comments_about(round_, code) if readers == Round.ResultsFor.ROLES else ()),
    )
    return page if page.is_too_small else _with_figures(page)


def _histories_of(round_: Round, code: str) -> tuple[History, ...]:
    rounds = released_rounds_of(round_.programme).filter(position__lte=round_.position)
    decided = decided_between(rounds.select_related("version"))
    return histories(trend_documents(round_.programme, until=round_), code, decided)


def _with_figures(page: ConstructPage) -> ConstructPage:
    """The page with what a round has that is shown: pictures, units, what was published."""
    from analysis.exports.pictures import has_boxes

    document, release = page.document, page.release
    has_sides = any(has_boxes(item) for item in release.instrument.items_of(page.code))
    drawn = [
        result_pictures.picture(name, (document,), code=page.code) if has_sides else None
        for name in (page.chart, page.units_chart)
    ]
    return replace(
        page,
        picture=drawn[0],
        units=tuple(
            (unit, _row_of(results.construct_rows(document, None, unit.path), page.code))
            for unit in release.units
        ),
        units_picture=drawn[1] if release.units else None,
        capability=_capability(document, page.code),
        published=_published(document, page.code),
    )


def _row_of(rows: tuple[Row, ...], code: str) -> Row:
    return next(row for row in rows if row.code == code)


def _quality(document: Document, code: str) -> Quality | None:
    """How far its questions go together; nothing of a round that is hidden."""
    from analysis.quality import construct_qualities

    return next((one for one in construct_qualities(document.release) if one.code == code), None)


def _capability(document: Document, code: str) -> str:
    """Its score on DORA's scale, where its questions are those of one of DORA's capabilities."""
    from analysis.delivery import capabilities
    from analysis.exports.delivery_words import score_words

    for one in capabilities(document.release):
        if one.construct == code and one.score:
            return f"{one.title}: {score_words(one.score)}"
    return ""


def _published(document: Document, code: str) -> tuple[Published, ...]:
    """DORA's metrics among its questions, beside the published means of all industries."""
    from analysis.charts.numbers import NBSP
    from analysis.delivery import delivery
    from analysis.exports.delivery import BASELINE_YEAR
    from analysis.exports.delivery_words import distance_words

    found = delivery(document.release)
    told = [one for one in found.told if one.item.construct == code]
    asked = {one.metric.value: one.metric.called for one in told}
    return tuple(
        Published(
            asked[one.metric],
            decimal(one.estimate, 1),
            decimal(one.mean, 1)
            if one.sd is None
            else (f"{decimal(one.mean, 1)}{NBSP}±{NBSP}{decimal(one.sd, 1)}"),
            distance_words(one.distance),
        )
        for one in found.beside(BASELINE_YEAR).metrics
        if one.metric in asked
    )
