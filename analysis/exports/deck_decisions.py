"""Slides of what to work on first, and of software delivery."""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass

from analysis.charts.delivery import BEST, DeliveryRow
from analysis.charts.numbers import percent, percent_range
from analysis.delivery import asks_delivery, capabilities, delivery
from analysis.exports import words
from analysis.exports.blocks import Figure
from analysis.exports.delivery import NO_INTERVAL, baseline_words, scored_rows
from analysis.exports.delivery_words import NO_TEST, capability_sentences, delivery_sentences
from analysis.exports.loudness import RULE, agreement_words, concentration_sentences, why_not_told
from analysis.exports.priorities import drawn_rows, remarks_in_words
from analysis.exports.slides import NATIVE, Pair, Pairs, Sentences, Slide
from analysis.loudness import LOUD_AND_SILENT, ConstructLoudness, Loudness, RequestsBeside
from analysis.release import Release
from analysis.tally import ORGANISATION
from analysis.words import decimal, translate, translate_all
from analysis.words import gettext as _


@dataclass(frozen=True, slots=True)
class _Figure:
    """A figure with the interval that it has; without one both ends are the figure."""

    estimate: float
    low: float
    high: float


def priority_slides(release: Release, before: Release | None) -> Iterator[Slide]:
    """How constructs are rated and who chose them, the first to work on first."""
    drawn = drawn_rows(release, before)
    if not drawn:
        return
    rows = tuple(
        Pair(f"{place}. {one.label}: {one.figures}", one.favourable, one.chosen)
        for place, one in enumerate(drawn, start=1)
    )
    notes = (
        translate(NATIVE),
        words.interval_rule(release),
        translate(words.CONSTRUCT_RULE),
        *remarks_in_words(release, before),
        _("The more and the stronger its reasons, the higher a construct stands. None is a cause."),
    )
    body = Pairs(rows, (_("favourable"), _("chose it to fix first")))
    about = _("Constructs in the order to look at them, with the share that chose each")
    yield Slide(about, "\n".join(notes), body, figure=Figure("priorities"))


def loud_slides(release: Release, asked: RequestsBeside | None) -> Iterator[Slide]:
    """Requests beside answers, the most asked about first; then where the requests come from."""
    if asked is None or release.organisation.hidden or not release.instrument.constructs:
        return
    found = asked.beside(release)
    cells = [one.cell for one in found.constructs]
    rules = (translate(RULE), words.interval_rule(release, cells=cells))
    body = Pairs(
        tuple(_asked_about(release, one, found) for one in found.constructs),
        (_("favourable"), _("share of requests")),
    )
    about = _("Loud and silent: support requests, {period}, beside the survey", period=asked.period)
    notes = "\n".join((translate(NATIVE), *rules))
    yield Slide(about, notes, body, figure=Figure(LOUD_AND_SILENT))
    title, *rest = (*concentration_sentences(found), agreement_words(found))
    about = _("Where requests come from")
    yield Slide(about, rules[0], Sentences(tuple(rest)), title.rstrip("."))


def _asked_about(release: Release, one: ConstructLoudness, found: Loudness) -> Pair:
    shown = {"name": one.title, "requests": one.requests, "placed": found.placed}
    sent = None if math.isnan(one.share) else _Figure(one.share, one.share, one.share)
    good = one.favourable
    if good is None:
        why = why_not_told(release, one)
        said = _("{name}: {requests} of {placed} requests; {why}", why=why, **shown)
        return Pair(said, None, sent)
    said = _(
        "{name}: {requests} of {placed} requests; {share} ({interval}) favourable, n {n}",
        share=percent(good.estimate), interval=percent_range(good), n=good.n, **shown,
    )  # fmt: skip
    return Pair(said, good, sent)


def delivery_slides(release: Release, before: Release | None) -> Iterator[Slide]:
    """Metrics beside what was published, then what is said of them and of capabilities."""
    if not asks_delivery(release.instrument):
        return
    found = delivery(release, ORGANISATION, before)
    cells = [one.cell for one in found.metrics]
    rules = (
        words.interval_rule(release, ORGANISATION, cells, words.STUDENT),
        *translate_all((NO_INTERVAL, NO_TEST)),
    )
    about = _("Software delivery on DORA's scale from 0 to 10; 10 is best")
    if found.told:
        rows = tuple(_scored(one) for one in scored_rows(release))
        body = Pairs(rows, (_("this round"), baseline_words()), BEST)
        notes = "\n".join((translate(NATIVE), *rules))
        yield Slide(about, notes, body, figure=Figure("delivery"))
    said = (
        *capability_sentences(capabilities(release)),
        *delivery_sentences(release, found, before),
    )
    title, *rest = said
    about = _("Software delivery")
    yield Slide(about, "\n".join(rules), Sentences(tuple(rest)), title.rstrip("."))


def _scored(one: DeliveryRow) -> Pair:
    published = None if one.mean is None else _Figure(one.mean, one.mean, one.mean)
    if one.hidden is not None:
        return Pair(f"{one.label}: {one.hidden}")
    score = decimal(one.score, 1)
    if one.low is None or one.high is None:
        said = _("{metric}: {score} of 10, mean of {n} metrics",
                 metric=one.label, score=score, n=one.n)  # fmt: skip
        return Pair(said, _Figure(one.score, one.score, one.score), published)
    said = _(
        "{metric}: {score} of 10 ({interval}), n {n}",
        metric=one.label, score=score, interval=one.interval, n=one.n,
    )  # fmt: skip
    return Pair(said, _Figure(one.score, one.low, one.high), published)
