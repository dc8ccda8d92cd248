"""Two releases -> the page on what changed between any two rounds."""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.translation import gettext as _

from questionnaires.models import Round
from questionnaires.queries.releases import earlier_released_rounds
from surveyapp import result_pictures, results
from surveyapp.result_documents import document_before, document_of
from surveyapp.result_pages import Picture, Row
from surveyapp.result_parts import RoundPart


@dataclass(frozen=True, slots=True, kw_only=True)
class SlopePage(RoundPart):
    """A round beside an earlier one. ``earlier`` are those that could be, newest first.

    ``against`` is the code of the one chosen, empty where it is the round before.
    """

    earlier: tuple[Round, ...]
    against: str
    pictures: dict[str, Picture]
    constructs: tuple[Row, ...] = ()
    items: tuple[Row, ...] = ()


def slope_page(round_: Round, against: Round | None = None) -> SlopePage:
    """What the page says of a released round and of the earlier one, the one before unless told."""
    document, before = document_of(round_), document_before(round_, against)
    is_shown = before is not None and document.release.organisation.hidden is None
    documents = (before, document) if before is not None else (document,)
    # "items" would be the method of a dict to a template.
    names = {"constructs": "slope-constructs", "questions": "slope-items"} if is_shown else {}
    drawn = {called: result_pictures.picture(name, documents) for called, name in names.items()}
    constructs = results.construct_rows(document, before) if is_shown else ()
    return SlopePage(
        round=round_,
        document=document,
        before=before,
        name="between",
        heading=_("Between two rounds"),
        earlier=tuple(earlier_released_rounds(round_)),
        against=against.code if against else "",
        pictures={name: one for name, one in drawn.items() if one},
        constructs=tuple(row for row in constructs if row.change_words),
        items=tuple(row for row in results.item_rows(document, before) if _is_compared(row))
        if is_shown
        else (),
    )


def _is_compared(row: Row) -> bool:
    """Whether there is something to say: of questions without a good end there is not."""
    return bool(row.change_words) and row.not_compared != "no_direction"
