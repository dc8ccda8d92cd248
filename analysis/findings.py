"""Which sentences a release supports.

A rule writes each sentence, so that nothing is said that the numbers do not carry: "no evidence of
change" is never "no change", a share never stands without how many people it is of, and what is
hidden is said to be hidden. Plain text without markup; percentages and points are whole here, and
only here.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum

from analysis.estimates import (
    Change,
    Estimate,
    NotCompared,
    NotComparedReason,
    Verdict,
    compare_constructs,
    compare_items,
    estimate_construct,
    estimate_item,
)
from analysis.release import Band, Hidden, HiddenReason, Release
from analysis.stats.proportions import Share
from analysis.tally import ORGANISATION
from analysis.words import as_sentence, gettext_noop, listed, ngettext, translate
from analysis.words import gettext as _

#: At most so many things to look at: the lowest.
MOST_TO_LOOK_AT = 3
MAJORITY = 0.5


class FindingKind(StrEnum):
    """What a finding is about; findings come in this order."""

    RESPONSE = "response"  # who answered
    CHANGE = "change"  # clear or possible change since the round before
    NO_EVIDENCE = "no_evidence"  # of change; says what would not have shown
    TOO_FEW = "too_few"  # answers to tell whether anything changed
    NOT_COMPARED = "not_compared"  # asked differently before, new, or dropped
    LOOK_AT = "look_at"  # fewer than half are favourable, the interval too
    FINE = "fine"  # more than half are favourable, the interval too
    HIDDEN = "hidden"  # what is not told, or only as a band, and why


@dataclass(frozen=True, slots=True)
class Finding:
    """A sentence. ``code``: the item or construct that it is about, ``None`` where it is not."""

    kind: FindingKind
    text: str
    code: str | None = None


def findings(release: Release, previous: Release | None = None) -> tuple[Finding, ...]:
    """The sentences that a release supports about the organisation, the weightiest first.

    They are about constructs, and about the items that belong to none. ``previous`` is the round
    to compare with.
    """
    if release.organisation.hidden:
        reason = hidden_in_words(release.organisation.hidden, release.round.k)
        return (Finding(FindingKind.HIDDEN, as_sentence(reason)),)
    found = [Finding(FindingKind.RESPONSE, _response(release))]
    if previous is not None:
        found += sorted(_change_findings(previous, release), key=_by_kind)
    estimates = list(_estimates(release))
    found += _standing(estimates)
    found += _hidden(release, estimates)
    return tuple(found)


def change_in_words(change: Change | NotCompared) -> str:
    """What may be said about a comparison: a phrase without capital, title and full stop.

    Changes of the favourable share are in points with their interval. Beside every verdict stands
    the shift that these n could have shown.
    """
    if isinstance(change, NotCompared):
        return translate(_REASONS[change.reason])
    if change.verdict is Verdict.TOO_FEW:
        return _(
            "too few answers to tell ({before} before, {after} now); {shows}",
            before=change.before.n,
            after=change.after.n,
            shows=shows_in_words(change.detectable),
        )
    if change.verdict is Verdict.NONE:
        return _(
            "no evidence of change; a shift under {shift} points would not show",
            shift=percent(change.detectable),
        )
    difference = change.difference
    before, after = (percent(_estimate_of(one.favourable)) for one in (change.before, change.after))
    return _(
        "{manner}, {before} % -> {after} % favourable ({low} to {high} points); {shows}",
        manner=_manner(change),
        before=before,
        after=after,
        low=points(difference.low),
        high=points(difference.high),
        shows=shows_in_words(change.detectable),
    )


def shows_in_words(detectable: float) -> str:
    """What a comparison could have shown, in points; the same words stand in the pictures.

    >>> shows_in_words(0.255), shows_in_words(math.nan)
    ('shows from 26', 'no shift would show')
    """
    if math.isnan(detectable):
        return _("no shift would show")
    return _("shows from {shift}", shift=percent(detectable))


def hidden_in_words(reason: HiddenReason, k: int) -> str:
    """Why a figure is not shown: a phrase without capital and full stop."""
    match reason:
        case HiddenReason.ROUND_TOO_SMALL:
            return _("fewer than {k} people answered, so nothing of this round is shown", k=k)
        case HiddenReason.TOO_FEW:
            return _("too few answers to be shown")
        case HiddenReason.GIVES_AWAY:
            return _("shown, it would give away how some people answered")
        case HiddenReason.WITHDRAWN:
            return _("taken out when the release was corrected")
        case HiddenReason.SIBLING:
            return _("not shown, because that would give away the answers of a smaller group")


def band_in_words(band: Band) -> str:
    """In which range a favourable share lies that is not told in full, and nothing more.

    >>> bands = (0.0, 0.4), (0.4, 0.6), (0.6, 1.0)
    >>> [band_in_words(Band(low, high, 5, 9)) for low, high in bands]
    ['40 % or less favourable', 'between 40 and 60 % favourable', '60 % or more favourable']
    """
    low, high = percent(band.low), percent(band.high)
    if low <= 0:
        return _("{high} % or less favourable", high=high)
    if high >= 100:
        return _("{low} % or more favourable", low=low)
    return _("between {low} and {high} % favourable", low=low, high=high)


def band_alone_in_words(band: Band) -> str:
    """The same where a column says that it is about the favourable share.

    >>> band_alone_in_words(Band(0.0, 0.4, 5, 9)), band_alone_in_words(Band(0.4, 0.6, 5, 9))
    ('40 % or less', 'between 40 and 60 %')
    """
    low, high = percent(band.low), percent(band.high)
    if low <= 0:
        return _("{high} % or less", high=high)
    if high >= 100:
        return _("{low} % or more", low=low)
    return _("between {low} and {high} %", low=low, high=high)


def people_in_words(at_least: int, at_most: int | None) -> str:
    r"""How many people gave a valid answer, where their number is not told.

    >>> people_in_words(5, 9), people_in_words(10, None), people_in_words(9, 9)
    ('5\u20139', '10 or more', '9')
    """
    if at_most is None:
        return _("{number} or more", number=at_least)
    return f"{at_least}" if at_least == at_most else f"{at_least}\u2013{at_most}"


def percent(fraction: float) -> int:
    """A fraction as a whole percentage, halves away from zero.

    >>> percent(0.285), percent(58 / 70)
    (29, 83)
    """
    # The tiny addition keeps 28.499999999999996, which is 28.5, from being rounded down.
    return int(math.copysign(math.floor(abs(fraction) * 100 + 0.5 + 1e-9), fraction))


def points(difference: float) -> str:
    """A difference of shares in whole points, with its sign.

    >>> points(0.164), points(-0.07), points(0.001)
    ('+16', '-7', '0')
    """
    whole = percent(difference)
    return f"{whole:+d}" if whole else "0"


_REASONS = {
    NotComparedReason.NEW: gettext_noop(
        "not asked in the earlier round, so there is nothing to compare with"
    ),
    NotComparedReason.DROPPED: gettext_noop("not asked any more"),
    NotComparedReason.REWORDED: gettext_noop("asked differently before, so not compared"),
    NotComparedReason.HIDDEN: gettext_noop(
        "not told in full in one of the two rounds, so not compared"
    ),
    NotComparedReason.NO_DIRECTION: gettext_noop("no answer counts as favourable, so not compared"),
}

_CHANGE_KINDS = {
    Verdict.CLEAR: FindingKind.CHANGE,
    Verdict.POSSIBLE: FindingKind.CHANGE,
    Verdict.NONE: FindingKind.NO_EVIDENCE,
    Verdict.TOO_FEW: FindingKind.TOO_FEW,
}


def _response(release: Release) -> str:
    answers, invited = release.organisation.answers, release.organisation.invited
    if release.organisation.between:
        people = people_in_words(*release.organisation.between)
        if invited:
            return _(
                "{people} people answered; {invited} were asked.", people=people, invited=invited
            )
        return _("{people} people answered.", people=people)
    if not invited:
        return ngettext(
            "{n} person answered; how many were asked is not known.",
            "{n} people answered; how many were asked is not known.",
            answers or 0,
        )
    return _(
        "{answers} of {invited} answered ({rate} %).",
        answers=answers,
        invited=invited,
        rate=percent(release.organisation.response_rate or 0.0),
    )


def _change_findings(previous: Release, release: Release) -> Iterator[Finding]:
    grouped = {code for one in release.instrument.constructs for code in one.items}
    grouped |= {code for one in previous.instrument.constructs for code in one.items}
    rows = [(row, row.title) for row in compare_constructs(previous, release)]
    rows += [
        (row, _quoted(row.title))
        for row in compare_items(previous, release)
        if row.code not in grouped
    ]
    for row, name in sorted(rows, key=lambda pair: _weight(pair[0])):
        words = change_in_words(row)
        if isinstance(row, Change):
            yield Finding(_CHANGE_KINDS[row.verdict], f"{name}: {words}.", row.code)
        elif row.reason not in (NotComparedReason.NO_DIRECTION, NotComparedReason.HIDDEN):
            yield Finding(FindingKind.NOT_COMPARED, f"{name}: {words}.", row.code)


def _weight(row: Change | NotCompared) -> tuple[int, float]:
    """Clear changes before possible ones, large ones before small ones."""
    if isinstance(row, NotCompared):
        return len(Verdict), 0.0
    size = abs(row.difference.estimate)
    return list(Verdict).index(row.verdict), 0.0 if math.isnan(size) else -size


def _by_kind(finding: Finding) -> int:
    return list(FindingKind).index(finding.kind)


def _manner(change: Change) -> str:
    """How it changed. The share and the answers as a whole can move apart; then no direction."""
    effect = change.cliffs_delta.estimate if change.cliffs_delta else 0.0
    difference = change.difference.estimate
    is_clear = change.verdict is Verdict.CLEAR
    if effect * difference < 0 or effect == difference == 0:
        return _("clearly different") if is_clear else _("possibly different")
    if effect + difference > 0:
        return _("clearly better") if is_clear else _("possibly better")
    return _("clearly worse") if is_clear else _("possibly worse")


def _estimates(release: Release) -> Iterator[tuple[str, str, Estimate | Band | Hidden]]:
    """Code, name and estimate of every construct, and of every item that belongs to none."""
    instrument = release.instrument
    for construct in instrument.constructs:
        cell = estimate_construct(release, ORGANISATION, construct.code)
        yield construct.code, construct.title, cell
    grouped = {code for construct in instrument.constructs for code in construct.items}
    for item in instrument.counted_items:
        if item.code not in grouped and not item.attribute:
            yield item.code, _quoted(item.text), estimate_item(release, ORGANISATION, item.code)


def _standing(estimates: Sequence[tuple[str, str, Estimate | Band | Hidden]]) -> Iterator[Finding]:
    """What most people speak ill of (the lowest few), and what most speak well of."""
    shares = [
        (cell.favourable, cell, code, name)
        for code, name, cell in estimates
        if isinstance(cell, Estimate) and cell.favourable is not None
    ]
    low = sorted((one for one in shares if one[0].high < MAJORITY), key=lambda one: one[0].estimate)
    high = sorted(
        (one for one in shares if one[0].low > MAJORITY), key=lambda one: -one[0].estimate
    )
    for share, cell, code, name in low[:MOST_TO_LOOK_AT]:
        yield Finding(FindingKind.LOOK_AT, f"{name}: {share_in_words(share, cell)}.", code)
    for share, cell, code, name in high:
        yield Finding(FindingKind.FINE, f"{name}: {share_in_words(share, cell)}.", code)


def share_in_words(share: Share, cell: Estimate) -> str:
    """A favourable share with its interval, and how many people it is of: a phrase."""
    figures = {
        "good": round(share.estimate * share.n),
        "n": share.n,
        "share": percent(share.estimate),
        "low": percent(share.low),
        "high": percent(share.high),
        "people": cell.population,
    }
    if cell.n == cell.population:
        return _("{good} of {n} favourable ({share} %; everybody answered)", **figures)
    if cell.population is not None and cell.population >= share.n:
        return _(
            "{good} of {n} favourable ({share} %; {low} to {high} % of all {people})", **figures
        )
    return _("{good} of {n} favourable ({share} %; interval {low} to {high})", **figures)


def _hidden(
    release: Release, estimates: Sequence[tuple[str, str, Estimate | Band | Hidden]]
) -> Iterator[Finding]:
    for code, name, cell in estimates:
        if isinstance(cell, Band):
            people = people_in_words(cell.at_least, cell.at_most)
            words = _(
                "{band}, of {people} answers; more is not told",
                band=band_in_words(cell),
                people=people,
            )
            yield Finding(FindingKind.HIDDEN, f"{name}: {words}.", code)
        elif isinstance(cell, Hidden):
            words = hidden_in_words(cell.reason, release.round.k)
            yield Finding(FindingKind.HIDDEN, f"{name}: {words}.", code)
    yield from _units_in_bands(release)
    for reason in HiddenReason:
        names = [unit.title for unit in release.units if unit.hidden is reason]
        if names:
            words = hidden_in_words(reason, release.round.k)
            yield Finding(FindingKind.HIDDEN, f"{listed(names)}: {words}.")


def _units_in_bands(release: Release) -> Iterator[Finding]:
    """Units of which the number of answers, and with it every exact share, is not told."""
    for between in dict.fromkeys(unit.between for unit in release.units if unit.between):
        names = [unit.title for unit in release.units if unit.between == between]
        people = people_in_words(*between)
        told = ngettext(
            "{units}: {people} answers, so told in bands only.",
            "{units}: {people} answers each, so told in bands only.",
            len(names),
            units=listed(names),
            people=people,
        )
        yield Finding(FindingKind.HIDDEN, told)


def _estimate_of(share: Share | None) -> float:
    return share.estimate if share else math.nan


def _quoted(text: str) -> str:
    return _("“{text}”", text=text.rstrip("."))
