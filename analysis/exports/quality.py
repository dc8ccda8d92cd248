"""Reliability and key drivers as a picture's rows, as table rows and as what a report says."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping

from analysis.charts import theme
from analysis.charts.drivers import DriverRow, drivers_chart
from analysis.charts.numbers import percent
from analysis.charts.theme import Chart
from analysis.exports import words
from analysis.exports.rows import quoted
from analysis.quality import (
    DriversInWords,
    Quality,
    construct_qualities,
    drivers_in_words,
    not_behind,
    ranked,
    tells_more_than_chance,
)
from analysis.release import Release
from analysis.words import gettext as _
from analysis.words import gettext_noop, inside, translate

Row = Mapping[str, str | int | float | None]

#: Which question the interval of a share answers, and how it was found.
INTERVAL = gettext_noop(
    "Interval: 95 %, people drawn anew (bootstrap), for the process that makes the answers; it is "
    "not narrowed by the head count."
)
#: Constructs that a title names where nobody can tell which of them comes first.
MOST_NAMES = 2
NO_CAUSE = gettext_noop("An association, never a cause.")


def drivers_picture(release: Release, *, width: float = theme.WIDE) -> Chart:
    """What goes along with the outcome; hatched, with the reason, where it is not told."""
    found = drivers_in_words(release)
    asked = quoted(found.title) if found.title else _("an outcome")
    drivers = found.drivers
    titles = {one.code: one.title for one in release.instrument.constructs}
    rows = [
        DriverRow(
            titles.get(one.construct, one.construct), one.share, one.low, one.high, one.johnson,
            one.construct,
        )
        for one in (ranked(drivers) if drivers else ())
        if math.isfinite(one.share)
    ]  # fmt: skip
    told = (
        _(
            "Shares of the {explained} of its differences that all constructs tell, {n} people",
            explained=percent(drivers.explained),
            n=drivers.n,
        )
        if drivers
        else _("Shares of what all constructs tell of it")
    )
    return drivers_chart(
        rows,
        title=_headline(found, rows, asked),
        subtitle=told,
        foot=words.foot(release, "", translate(INTERVAL), translate(NO_CAUSE)),
        hidden=None if rows else found.sentences[0],
        width=width,
    )


def _headline(found: DriversInWords, rows: list[DriverRow], asked: str) -> str:
    """What stands first, as far as that is sure."""
    if not rows or found.drivers is None:
        return _("What goes along with {asked} is not told", asked=asked)
    if not tells_more_than_chance(found.drivers):
        return _("Nothing goes along with {asked} more than by chance", asked=asked)
    near = not_behind(ranked(found.drivers))
    names = [row.label for row in rows[: len(near) + 1]]
    if len(names) == 1:
        return _("{construct} goes along with {asked} most", construct=names[0], asked=asked)
    if len(names) <= MOST_NAMES:
        return _(
            "{one} or {other}: one of them goes along with {asked} most",
            one=names[0],
            other=names[1],
            asked=asked,
        )
    return _(
        "No construct surely goes along most with {asked}; {construct} has the largest share",
        asked=asked,
        construct=names[0],
    )


def reliability_rows(release: Release) -> Iterator[Row]:
    """One row for each construct of several items, then one for each of its items.

    Figures as the release has them; an empty one is not told, and ``verdict`` says what follows.
    """
    texts = {item.code: item.text for item in release.instrument.items}
    for one in construct_qualities(release):
        start = {"what": "construct", "code": one.code, "title": one.title}
        found = one.reliability
        yield {
            **start,
            "verdict": one.coherence.value,
            "n": found.n if found else None,
            "alpha": found.alpha if found else None,
            "alpha_low": found.low if found else None,
            "alpha_high": found.high if found else None,
            "omega": found.omega if found else None,
            "variance_extracted": found.variance_extracted if found else None,
        }
        for fit in found.items if found else ():
            yield {
                "what": "question", "code": fit.item, "title": texts.get(fit.item, fit.item),
                "verdict": "runs_against_the_others" if fit.looks_reversed else "",
                "n": found.n if found else None,
                "r_drop": fit.r_drop,
                "alpha_if_dropped": fit.alpha_if_dropped,
            }  # fmt: skip


def driver_rows(release: Release) -> Iterator[Row]:
    """One row for each construct beside the outcome, the largest share first; else why none."""
    found = drivers_in_words(release)
    drivers = found.drivers
    start = {"outcome": release.instrument.outcome, "question": found.title}
    if drivers is None:
        yield {**start, "hidden": found.sentences[0]}
        return
    titles = {one.code: one.title for one in release.instrument.constructs}
    for one in ranked(drivers):
        yield {
            **start, "hidden": "",
            "construct": one.construct, "title": titles.get(one.construct, one.construct),
            "share": one.share, "low": one.low, "high": one.high, "johnson": one.johnson,
            "n": drivers.n, "explained": drivers.explained,
        }  # fmt: skip


def quality_sentences(qualities: tuple[Quality, ...]) -> list[str]:
    """A sentence for each construct with its remarks, as a report lists them."""
    return [" ".join((f"{one.title}: {inside(one.text)}", *one.remarks)) for one in qualities]
