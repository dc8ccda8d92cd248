"""Release -> the page about what to work on first: candidates, quadrant, table, hours lost."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.utils.translation import gettext as _

from analysis.words import as_sentence, remembered
from questionnaires.models import Round
from questionnaires.queries.releases import previous_released_round
from surveyapp import result_pictures
from surveyapp.result_documents import REMEMBERED, Document, document_before, document_of
from surveyapp.result_pages import Picture
from surveyapp.result_parts import RoundPart

if TYPE_CHECKING:
    from analysis.priorities import Priority
    from analysis.release import Release


@dataclass(frozen=True, slots=True)
class Told:
    """A construct as the page tells it: its figures, and what is said beside them.

    ``untold`` is what stands in the place of figures; ``chosen`` is empty where no option is about
    it or nobody was asked, ``chosen_of_all`` also where nobody knows how many all are, ``change``
    where there is nothing to compare with.
    """

    priority: Priority
    reasons: tuple[str, ...]
    is_candidate: bool
    unfavourable: str = ""
    chosen: str = ""
    chosen_of_all: str = ""
    options: str = ""
    change: str = ""
    untold: str = ""


@dataclass(frozen=True, slots=True)
class PriorityFigures:
    """All that the page says, in the language of its reader.

    ``headline`` is the finding, ``no_choices`` why nothing is told of what people chose, ``hours``
    sentences about hours lost, empty where they are not asked for.
    """

    headline: str
    rows: tuple[Told, ...]
    no_choices: str
    no_drivers: str
    outcome: str
    hours_title: str
    hours: tuple[str, ...]

    @property
    def candidates(self) -> tuple[Told, ...]:
        """What to work on, at most five."""
        return tuple(row for row in self.rows if row.is_candidate)

    @property
    def has_choices(self) -> bool:
        """Whether anybody's choices are told."""
        return any(row.priority.chosen for row in self.rows)

    @property
    def has_drivers(self) -> bool:
        """Whether shares of what goes along with the outcome are told."""
        return any(row.priority.driver for row in self.rows)


@dataclass(frozen=True, slots=True, kw_only=True)
class PriorityPage(RoundPart):
    """What the page about priorities shows; ``against`` names the round that was asked for."""

    shown: PriorityFigures
    picture: Picture | None
    against: str = ""
    not_compared_with: Round | None = None


def priority_page(
    round_: Round, against: Round | None = None, readers: str = Round.ResultsFor.ROLES
) -> PriorityPage:
    """The page of a released round, compared with ``against`` or the round before."""
    document, before = document_of(round_), document_before(round_, against, readers)
    shown = priority_figures(document, before)
    documents = (before, document) if before else (document,)
    return PriorityPage(
        round=round_,
        document=document,
        before=before,
        readers=readers,
        name="priorities",
        heading=_("What to work on first"),
        shown=shown,
        picture=None if shown.no_choices else result_pictures.picture("priorities", documents),
        against=against.code if against else "",
        not_compared_with=None if before else previous_released_round(round_),
    )


@remembered(maxsize=REMEMBERED)
def priority_figures(document: Document, before: Document | None) -> PriorityFigures:
    """All of the page but its picture."""
    from analysis.exports.priorities import has_priorities, headline, nothing_in_words
    from analysis.priorities import candidates, priorities
    from analysis.quality import drivers_in_words

    release, earlier = document.release, before.release if before else None
    found, standing = priorities(release, earlier), candidates(release, earlier)
    drivers = drivers_in_words(release)
    title, hours = _hours(release)
    codes = {one.code for one in standing}
    return PriorityFigures(
        headline=headline(standing, found) if any(one.favourable for one in found) else "",
        rows=tuple(_told(release, one, is_candidate=one.code in codes) for one in found),
        no_choices="" if has_priorities(release) else nothing_in_words(release),
        no_drivers="" if drivers.drivers else drivers.sentences[0],
        outcome=drivers.title,
        hours_title=title,
        hours=hours,
    )


def _told(release: Release, one: Priority, *, is_candidate: bool) -> Told:
    from analysis.exports.words import cell_words
    from analysis.findings import change_in_words
    from analysis.reasons import (
        about_in_words,
        chosen_in_words,
        people_of_all_in_words,
        reasons_in_words,
    )

    return Told(
        one,
        reasons_in_words(one, release.instrument),
        is_candidate,
        unfavourable=people_of_all_in_words(one.unfavourable) if one.unfavourable else "",
        chosen=chosen_in_words(one.chosen) if one.chosen else "",
        chosen_of_all=people_of_all_in_words(one.chosen)
        if one.chosen and one.chosen.of_all
        else "",
        options=about_in_words(one),
        change=change_in_words(one.change) if one.change else "",
        untold=cell_words(release, one.untold) if one.untold else "",
    )


def _hours(release: Release) -> tuple[str, tuple[str, ...]]:
    """The question about hours lost, and what is told of it; empty where it is not asked."""
    from analysis.exports.words import cell_words
    from analysis.priorities import HoursLost, hours_lost
    from analysis.reasons import hours_in_words

    found = hours_lost(release)
    if found is None:
        return "", ()
    title = release.instrument.item(release.instrument.time_lost).text
    if isinstance(found, HoursLost):
        return title, hours_in_words(found) if found.n else (_("Nobody answered."),)
    return title, (as_sentence(cell_words(release, found)),)
