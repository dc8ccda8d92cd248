"""Release -> the page that shows units side by side: shares, or how far they are from others."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.utils.translation import gettext as _

from analysis.words import remembered
from questionnaires.models import Round
from surveyapp import result_pictures
from surveyapp.heat_columns import ORDERS, HeatColumn, sorted_heat
from surveyapp.result_documents import REMEMBERED, Document, document_before, document_of
from surveyapp.result_pages import Picture
from surveyapp.result_parts import RoundPart

if TYPE_CHECKING:
    from analysis.exports.heatmap import HeatTable

#: What ``?heat=`` asks for, and the picture of it: shares where it asks for nothing.
KINDS = {"": "heatmap", "whole": "heatmap-whole", "before": "heatmap-before"}


@dataclass(frozen=True, slots=True, kw_only=True)
class HeatmapPage(RoundPart):
    """Units by constructs as ``kind`` (a key of :data:`KINDS`) shows them, sorted as asked.

    ``table`` is ``None`` where there is nothing to show side by side; ``kinds`` are those that can
    be chosen. ``sort`` and ``order`` are what the address said.
    """

    kind: str
    sort: str
    order: str
    kinds: tuple[str, ...]
    table: HeatTable | None = None
    columns: tuple[HeatColumn, ...] = ()
    picture: Picture | None = None

    @property
    def against(self) -> str:
        """The code of the round compared with; nothing, as it is the one before."""
        return ""

    @property
    def chart(self) -> str:
        """The name of the picture that is shown."""
        return KINDS[self.kind]


def heatmap_page(
    round_: Round,
    kind: str = "",
    sort: str = "",
    order: str = "",
    readers: str = Round.ResultsFor.ROLES,
) -> HeatmapPage | None:
    """The page of a released round; ``None`` for a kind, column or order that is not there."""
    from analysis.exports.heatmap import has_heatmap

    document, before = document_of(round_), document_before(round_, None, readers)
    kinds = tuple(one for one in KINDS if one != "before" or before)
    if kind not in kinds or order not in ORDERS:
        return None
    shown, picture = None, None
    if has_heatmap(document.release):
        shown = sorted_heat(heat_table_of(document, before, kind), sort, order)
        picture = result_pictures.picture(
            KINDS[kind], (before, document) if before else (document,)
        )
        if shown is None:
            return None
    return HeatmapPage(
        round=round_,
        document=document,
        before=before,
        readers=readers,
        name="heatmap",
        heading=_("Units side by side"),
        kind=kind,
        sort=sort,
        order=order,
        kinds=kinds,
        table=shown.table if shown else None,
        columns=shown.columns if shown else (),
        picture=picture,
    )


@remembered(maxsize=REMEMBERED)
def heat_table_of(document: Document, before: Document | None, kind: str) -> HeatTable:
    """The table of a kind, in the order of the tree."""
    from analysis.exports.heat_apart import apart_from_whole, since_before
    from analysis.exports.heatmap import heat_table

    if kind == "whole":
        return apart_from_whole(document.release)
    if kind == "before" and before:
        return since_before(document.release, before.release)
    return heat_table(document.release)
