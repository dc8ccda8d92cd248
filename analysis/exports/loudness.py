"""Loud and silent: sentences, picture and table of support requests beside a release."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator, Mapping, Sequence

from analysis.charts import theme
from analysis.charts.loudness import LoudnessRow, loudness_chart
from analysis.charts.numbers import EN_DASH, MINUS, percent
from analysis.charts.theme import Chart
from analysis.concentration import BusiestTenth
from analysis.exports import words
from analysis.loudness import (
    FEWEST_CONSTRUCTS,
    FEWEST_REQUESTS,
    ConstructLoudness,
    Loudness,
    LoudnessVerdict,
    RequestsBeside,
    UnitLoudness,
)
from analysis.release import Band, Hidden, Release
from analysis.words import decimal, gettext_noop, listed, ngettext, translate
from analysis.words import gettext as _

Row = Mapping[str, str | int | float | None]
_Named = Callable[[ConstructLoudness, Loudness], str]

VERDICTS = {
    LoudnessVerdict.LOUD_AND_LOW: gettext_noop("loud and low"),
    LoudnessVerdict.LOUD_BUT_FINE: gettext_noop("loud but fine"),
    LoudnessVerdict.SILENT: gettext_noop("silent"),
    LoudnessVerdict.QUIET_AND_FINE: gettext_noop("quiet and fine"),
    LoudnessVerdict.CANNOT_TELL: gettext_noop("cannot tell"),
}
#: The verdicts that name a problem.
PROBLEMS = (LoudnessVerdict.LOUD_AND_LOW, LoudnessVerdict.SILENT)
#: How the verdicts are found; stands below the chart.
RULE = gettext_noop(
    "Loud: at least the even share of the requests that belong to a construct. Low and fine: the "
    "interval of the favourable share lies below one half, or above it. Silent: low, and not loud. "
    "Requests come from those who ask, the survey from everybody who answered; neither explains "
    "the other, and nothing is tested."
)
#: Constructs that the title of the chart names, and units that a sentence names.
_MOST_NAMED, _MOST_UNITS = 3, 12
#: Titles of more letters leave out what is no problem.
LONGEST = 120


def problem_sentences(found: Loudness) -> tuple[str, ...]:
    """Which problems are loud and which are silent, and what is loud without being one."""
    return tuple(_sentences(found, _with_figures))


def headline(found: Loudness) -> str:
    """The same in the few words of a title; what is no problem only where there is room for it."""
    sentences = [*_sentences(found, lambda one, _found: one.title)]
    whole = " ".join(sentences)
    return (whole if len(whole) <= LONGEST else sentences[0]).rstrip(".")


def verdict_words(verdict: LoudnessVerdict) -> str:
    """The word for a construct."""
    return translate(VERDICTS[verdict])


def why_not_told(release: Release, one: ConstructLoudness) -> str:
    """Why a construct has no rank; empty where it has one."""
    if isinstance(one.cell, Band | Hidden):
        return words.cell_words(release, one.cell)
    return "" if one.favourable else _("no answers")


def agreement_words(found: Loudness) -> str:
    """How far the two rankings agree, in pairs of constructs."""
    agreement = found.agreement
    if agreement is None:
        return _(
            "The two rankings are not compared: {n} constructs are told in full, and it takes "
            "{fewest}.",
            n=len(found.ranked),
            fewest=FEWEST_CONSTRUCTS,
        )
    tau = EN_DASH
    if math.isfinite(agreement.estimate):
        tau = decimal(agreement.estimate, 2).replace("-", MINUS)
    return _(
        "Of {pairs} pairs of constructs, {same} stand in the same order in both rankings, "
        "{opposite} in opposite order, and {tied} are tied (Kendall's tau-b {tau}, n {n}). It is "
        "not tested: these are all constructs, not a sample of them.",
        pairs=agreement.pairs,
        same=agreement.same,
        opposite=agreement.opposite,
        tied=agreement.tied,
        tau=tau,
        n=agreement.n,
    )


def concentration_sentences(found: Loudness) -> tuple[str, ...]:
    """From how few units the requests came, and by head; which units were never heard from."""
    return tuple(_concentration(found))


def requester_words(of: BusiestTenth) -> str:
    """How many people asked, and how much the busiest tenth of them did."""
    asked = ngettext("{n} person asked.", "{n} different people asked.", of.of)
    return _(
        "{asked} The busiest tenth of them, {busiest} people, sent {share} of the requests: {sent} "
        "of {total}.",
        asked=asked,
        busiest=of.busiest,
        share=percent(of.share),
        sent=of.sent,
        total=of.total,
    )


def loudness_picture(
    release: Release, found: Loudness, *, period: str, width: float = theme.WIDE
) -> Chart:
    """The chart "loud and silent"; ``period`` says of when the requests are."""
    hidden = release.organisation.hidden
    cells = [one.cell for one in found.constructs]
    rules = words.foot_rules(cells, words.interval_rule(release, cells=cells))
    subtitle = ngettext(
        "{n} request that belongs to a construct, {period}, beside the answers of {answered}",
        "{n} requests that belong to a construct, {period}, beside the answers of {answered}",
        found.placed,
        period=period,
        answered=release.round.title,
    )
    return loudness_chart(
        [_row(release, one) for one in found.constructs],
        title=headline(found),
        subtitle=subtitle,
        foot=words.foot(release, "", translate(RULE), *rules),
        even=1 / len(found.constructs) if found.constructs and found.placed else math.nan,
        hidden=words.hidden_words(release, hidden) if hidden else None,
        width=width,
    )


def loudness_rows(release: Release, asked: RequestsBeside) -> Iterator[Row]:
    """One row for each construct, then for each unit; the days of the requests on every row."""
    found = asked.beside(release)
    period = {"requests_from": asked.first, "requests_until": asked.last}
    yield from ({**_construct_cells(release, one), **period} for one in found.constructs)
    yield from ({**_unit_cells(one), **period} for one in found.units)


def _sentences(found: Loudness, named: _Named) -> Iterator[str]:
    if not found.total:
        yield _("No support request of this period is imported.")
        return
    if not found.has_enough:
        yield ngettext(
            "Too few requests to tell loud from silent: {n} belongs to a construct, and it takes "
            "{fewest}.",
            "Too few requests to tell loud from silent: {n} belong to a construct, and it takes "
            "{fewest}.",
            found.placed,
            fewest=FEWEST_REQUESTS,
        )
        return
    loud, silent, fine = (
        [named(one, found) for one in found.of(verdict)]
        for verdict in (*PROBLEMS, LoudnessVerdict.LOUD_BUT_FINE)
    )
    if loud and silent:
        yield _(
            "Loud problems: {loud}; silent problems: {silent}.",
            loud=_some(loud),
            silent=_some(silent),
        )
    elif loud:
        yield _("Loud problems: {loud}; no silent one is found.", loud=_some(loud))
    elif silent:
        yield _("Silent problems: {silent}; no loud one is found.", silent=_some(silent))
    else:
        yield _("No construct is clearly low, so no problem is found, loud or silent.")
    if fine:
        yield _("Loud, but no problem in the survey: {fine}.", fine=_some(fine))


def _some(names: Sequence[str], most: int = _MOST_NAMED) -> str:
    """The first names, and how many there are besides."""
    more = len(names) - most
    return listed([*names[:most], _("{number} more", number=more)] if more > 0 else names)


def _with_figures(one: ConstructLoudness, found: Loudness) -> str:
    share = percent(one.favourable.estimate if one.favourable else None)
    return _(
        "{name} ({requests} of {placed} requests, {share} favourable)",
        name=one.title,
        requests=one.requests,
        placed=found.placed,
        share=share,
    )


def _concentration(found: Loudness) -> Iterator[str]:
    tenth, busiest = found.tenth, found.busiest
    if not busiest:
        yield _("No request names a unit of this round, so nobody can tell where they come from.")
        return
    if tenth.busiest > 1:
        yield _(
            "The busiest tenth of the units, {busiest} of {of}, sent {share} of the requests that "
            "name one: {sent} of {total}.",
            busiest=tenth.busiest,
            of=tenth.of,
            share=percent(tenth.share),
            sent=tenth.sent,
            total=tenth.total,
        )
    yield _busiest(busiest, tenth)
    if math.isfinite(found.per_head):
        yield _(
            "All in all {requests} requests for {people} people, {per_head} a head.",
            requests=found.total,
            people=found.people,
            per_head=decimal(found.per_head, 1),
        )
    yield from _unheard(found)


def _busiest(busiest: Sequence[UnitLoudness], tenth: BusiestTenth) -> str:
    first = busiest[0]
    if len(busiest) > 1:
        return _(
            "Most come from {units}, each with {requests} of {total} requests.",
            units=_some([unit.title for unit in busiest], _MOST_UNITS),
            requests=first.requests,
            total=tenth.total,
        )
    said = {
        "unit": first.title,
        "share": percent(first.requests / tenth.total),
        "requests": first.requests,
        "total": tenth.total,
        "of": tenth.of,
    }
    if tenth.busiest == 1:
        return _(
            "The busiest tenth of the {of} units is a single one, {unit}: it sent {share} of the "
            "requests that name a unit, {requests} of {total}.",
            **said,
        )
    return _("The busiest unit is {unit}, with {share}: {requests} of {total}.", **said)


def _unheard(found: Loudness) -> Iterator[str]:
    unheard = found.unheard
    if not unheard:
        yield _("Every unit was heard from in this period.")
    else:
        yield _(
            "Never heard from in this period: {units}; {n} of {of} units.",
            n=len(unheard),
            units=_some([_with_people(unit) for unit in unheard], _MOST_UNITS),
            of=len(found.units),
        )
    if found.without_unit:
        yield ngettext(
            "{n} request names no unit of this round: it may be of any.",
            "{n} requests name no unit of this round: they may be of any.",
            found.without_unit,
        )


def _with_people(unit: UnitLoudness) -> str:
    if unit.people is None:
        return unit.title
    return ngettext("{unit} ({n} person)", "{unit} ({n} people)", unit.people, unit=unit.title)


def _row(release: Release, one: ConstructLoudness) -> LoudnessRow:
    favourable = one.favourable
    return LoudnessRow(
        label=one.title,
        requests=one.requests,
        share=one.share,
        favourable=favourable,
        n=favourable.n if favourable else 0,
        rank_by_requests=one.rank_by_requests,
        rank_by_survey=one.rank_by_survey,
        verdict=verdict_words(one.verdict),
        is_problem=one.verdict in PROBLEMS,
        word=why_not_told(release, one),
        code=one.code,
    )


def _construct_cells(release: Release, one: ConstructLoudness) -> Row:
    share = one.favourable
    return {
        "what": "construct",
        "code": one.code,
        "title": one.title,
        "requests": one.requests,
        "share_of_requests": one.share,
        "rank_by_requests": one.rank_by_requests,
        "favourable": share.estimate if share else None,
        "low": share.low if share else None,
        "high": share.high if share else None,
        "n": share.n if share else None,
        "rank_by_survey": one.rank_by_survey,
        "findings": one.findings,
        "verdict": one.verdict.value,
        "hidden": why_not_told(release, one),
        "people": None,
        "requests_per_head": None,
    }


def _unit_cells(one: UnitLoudness) -> Row:
    return {
        "what": "unit",
        "code": one.path,
        "title": one.title,
        "requests": one.requests,
        "people": one.people,
        "requests_per_head": one.per_head,
    }
