"""What a report says of reliability and of what goes along with the outcome."""

from __future__ import annotations

from collections.abc import Iterator

from analysis.charts.numbers import EN_DASH
from analysis.charts.theme import printable
from analysis.exports.blocks import Figure, Line, Listing, Paragraph, Part, Table
from analysis.exports.quality import quality_sentences
from analysis.exports.rows import quoted
from analysis.measurement import Reliability
from analysis.quality import (
    Quality,
    construct_qualities,
    drivers_in_words,
    hardly_two,
    qualities_in_a_sentence,
)
from analysis.release import Release
from analysis.words import decimal, gettext_noop, translate, translate_all
from analysis.words import gettext as _

RELIABILITY_COLUMNS = (
    gettext_noop("n"), gettext_noop("alpha"), gettext_noop("interval"), gettext_noop("omega"),
    gettext_noop("variance"),
)  # fmt: skip
RELIABILITY_RULE = gettext_noop(
    "Whether the questions of a construct go together: from 0.7 on it holds together, from 0.6 on "
    "loosely, by omega where it can be told, else by alpha. Of everybody who answered all of its "
    "questions, more than 25 people."
)


def quality_parts(release: Release) -> Iterator[Part]:
    """How well the constructs were measured, and what goes along with the outcome."""
    qualities = construct_qualities(release)
    if not qualities:
        return
    blocks: tuple[Paragraph | Listing | Table, ...] = (
        Paragraph(qualities_in_a_sentence(qualities)),
    )
    if any(one.reliability for one in qualities):
        said = [*quality_sentences(qualities), *hardly_two(release)]
        blocks += (
            Listing(tuple(printable(one) for one in said)),
            _table(qualities),
            Paragraph(translate(RELIABILITY_RULE), quiet=True),
        )
    yield Part(_("How well this was measured"), blocks, "measured")
    yield _drivers(release)


def _table(qualities: tuple[Quality, ...]) -> Table:
    lines = tuple(Line(one.title, _cells(one.reliability)) for one in qualities if one.reliability)
    columns = translate_all(RELIABILITY_COLUMNS)
    return Table(_("Reliability"), lines, compared=False, columns=columns)


def _cells(found: Reliability) -> tuple[str, ...]:
    return (
        f"{found.n}",
        _figure(found.alpha),
        _("{low} to {high}", low=_figure(found.low), high=_figure(found.high)),
        _figure(found.omega),
        _figure(found.variance_extracted),
    )


def _figure(number: float | None) -> str:
    return EN_DASH if number is None else decimal(number, 2)


def _drivers(release: Release) -> Part:
    found = drivers_in_words(release)
    title = (
        _("What goes along with {asked}", asked=quoted(found.title))
        if found.title
        else _("Key drivers")
    )
    said = tuple(printable(one) for one in found.sentences)
    if found.drivers is None:
        return Part(title, (Paragraph(said[0]),), "drivers")
    return Part(title, (Listing(said), Figure("drivers")), "drivers")
