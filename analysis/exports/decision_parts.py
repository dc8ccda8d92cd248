"""What a report says of what to work on first, and of software delivery."""

from __future__ import annotations

from collections.abc import Iterator

from analysis.charts.theme import printable
from analysis.delivery import asks_delivery, capabilities, delivery, metric_items
from analysis.exports.blocks import Block, Figure, Listing, Part
from analysis.exports.delivery_words import capability_sentences, delivery_sentences
from analysis.exports.loudness import (
    agreement_words,
    concentration_sentences,
    problem_sentences,
)
from analysis.exports.priorities import has_priorities
from analysis.loudness import LOUD_AND_SILENT, RequestsBeside
from analysis.priorities import HoursLost, hours_lost, priorities
from analysis.reasons import hours_in_words, why_in_words
from analysis.release import Release
from analysis.tally import ORGANISATION
from analysis.words import gettext as _


def decision_parts(release: Release, before: Release | None) -> Iterator[Part]:
    """Priorities with the reasons for them, and software delivery, where they are asked for."""
    yield from _priorities(release, before)
    yield from _delivery(release, before)


def loud_parts(release: Release, asked: RequestsBeside | None) -> Iterator[Part]:
    """Support requests beside the survey, where there are any: what the page of it says."""
    if asked is None or release.organisation.hidden:
        return
    found = asked.beside(release)
    said = (*problem_sentences(found), agreement_words(found), *concentration_sentences(found))
    blocks = (Figure(LOUD_AND_SILENT), Listing(tuple(map(printable, said))))
    yield Part(_("Loud and silent"), blocks, LOUD_AND_SILENT)


def _priorities(release: Release, before: Release | None) -> Iterator[Part]:
    found = [one for one in priorities(release, before) if one.reasons]
    said = [f"{one.title}: {why_in_words(one, release.instrument)}." for one in found]
    lost = hours_lost(release)
    if isinstance(lost, HoursLost):
        said += hours_in_words(lost)
    blocks: list[Block] = [Figure("priorities")] if has_priorities(release) else []
    if said:
        blocks.append(Listing(tuple(map(printable, said))))
    if blocks:
        yield Part(_("What to work on first"), tuple(blocks), "priorities")


def _delivery(release: Release, before: Release | None) -> Iterator[Part]:
    if not asks_delivery(release.instrument):
        return
    blocks: list[Block] = [Figure("delivery")] if metric_items(release.instrument) else []
    said = [
        *delivery_sentences(release, delivery(release, ORGANISATION, before), before),
        *capability_sentences(capabilities(release)),
    ]
    if said:
        blocks.append(Listing(tuple(map(printable, said))))
    if blocks:
        yield Part(_("Software delivery"), tuple(blocks), "delivery")
