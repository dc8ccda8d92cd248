"""The words that pictures, tables and the report share: modes, reasons, verdicts, facts."""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence

from analysis.charts import theme
from analysis.charts.numbers import percent
from analysis.estimates import Change, Estimate, NotComparedReason, TrendLine, Verdict
from analysis.findings import band_in_words, people_in_words
from analysis.planning import PlannedComparison
from analysis.release import (
    Band,
    Hidden,
    HiddenReason,
    Release,
    ReleasedGroup,
    release_sha256,
)
from analysis.stats.verdicts import FEWEST_ANSWERS
from analysis.tally import ORGANISATION
from analysis.words import day, gettext_noop, ngettext, translate
from analysis.words import gettext as _

MODES = {
    "anonymous": gettext_noop("anonymous"),
    "confidential": gettext_noop("confidential, not anonymous"),
    "open": gettext_noop("open link, no head count"),
    "file": gettext_noop("counted from a file, whole file shown"),
    "imported": gettext_noop("imported from a file"),
}

NOT_COMPARED = {
    NotComparedReason.NEW: gettext_noop("new: not asked in the earlier round"),
    NotComparedReason.DROPPED: gettext_noop("not asked any more"),
    NotComparedReason.REWORDED: gettext_noop("reworded: another question than before"),
    NotComparedReason.HIDDEN: gettext_noop("not told in full in one of the two rounds"),
    NotComparedReason.NO_DIRECTION: gettext_noop("no answer is better than another"),
}

#: Why nobody knows of how many people the answers are.
NO_HEAD_COUNT = {
    "open": gettext_noop("everybody with the link could answer, so nobody knows of how many"),
    "imported": gettext_noop("the file does not say how many people were asked"),
    "file": gettext_noop("the file does not say how many people were asked"),
}
SHOWN_TO_SOME = gettext_noop(
    "only some were shown the question, and nobody knows how many of the silent"
)
#: Said wherever a band stands in the place of a share.
BAND_RULE = gettext_noop(
    "Dashed: a band that the favourable share lies in. Told in full, it could give away how some "
    "people answered."
)
#: Said under every construct chart: how a person's score becomes favourable.
CONSTRUCT_RULE = gettext_noop(
    "A person's score is the mean of the answers given, reverse-scored questions turned round, "
    "where at least half were answered; it is favourable where its nearest answer is."
)
#: Explains what stands beside a change.
POWER_RULE = gettext_noop(
    "“Shows from 26”: with these n, a shift of 26 points would be noticed 8 times in 10; "
    "a smaller one may well be missed."
)
#: How the intervals of shares and of means are found.
WILSON, STUDENT = gettext_noop("Wilson"), gettext_noop("Student's t")


def interval_rule(
    release: Release,
    group: str = ORGANISATION,
    cells: Iterable[Estimate | Band | Hidden] = (),
    method: str = WILSON,
) -> str:
    """Which question the interval of a share answers, and of how many people it speaks.

    ``cells`` are what is drawn: a question that only some were shown has no head count. ``method``
    is how the interval was found.
    """
    if release.group(group).invited is None:
        return _not_narrowed(no_head_count(release), method)
    drawn = [cell for cell in cells if isinstance(cell, Estimate)]
    some = sum(cell.population is None for cell in drawn)
    if some and some == len(drawn):
        return _not_narrowed(translate(SHOWN_TO_SOME), method)
    if some:
        return _(
            "{rule} Not so for questions that only some were shown.",
            rule=translate(theme.WHAT_WE_SAY),
        )
    unit = release.group(group)
    if unit.answers == unit.people and all(cell.n == cell.population for cell in drawn):
        return _of_a_census(is_of_all=bool(drawn))
    return translate(theme.WHAT_WE_SAY)


def no_head_count(release: Release) -> str:
    """Why nobody knows of how many people the answers are: a phrase."""
    return translate(NO_HEAD_COUNT.get(release.round.mode, NO_HEAD_COUNT["imported"]))


def _not_narrowed(why: str, method: str) -> str:
    return _(
        "Interval: 95 % ({method}), without a correction for the head count: {why}.",
        method=translate(method),
        why=why,
    )


def _of_a_census(*, is_of_all: bool) -> str:
    """Everybody in the group answered all that is drawn; or some may have left a question out."""
    if is_of_all:
        return _(
            "Interval: 95 %, for the people of this organisation (what do our engineers say?). "
            "Everybody answered, so it has no width."
        )
    return _(
        "Interval: 95 %, for the people of this organisation (what do our engineers say?). "
        "Everybody answered, so it has no width where nobody left a question out."
    )


def ranking_rule(places: int, *, is_whole: bool) -> str:
    """Said under every ranking: what its figure is, and that nothing of it is tested.

    >>> ranking_rule(3, is_whole=False)[:62]
    'Points: 3 for a first place, one less for each place after it,'
    """
    if is_whole:
        return _(
            "Mean rank: 1 where everybody put it first. Rankings are not tested: a place that one "
            "takes is one that another loses."
        )
    return _(
        "Points: {places} for a first place, one less for each place after it, none where it was "
        "not named; the mean of everybody who answered. Rankings are not tested: a place that one "
        "takes is one that another loses.",
        places=places,
    )


def hidden_words(release: Release, reason: HiddenReason) -> str:
    """Why a figure is not shown, with the number that it would have needed."""
    why = why_hidden(release, reason)
    return why if reason is HiddenReason.WITHDRAWN else _("hidden: {why}", why=why)


def why_hidden(release: Release, reason: HiddenReason) -> str:
    """The reason alone, where it is said elsewhere that nothing is shown."""
    match reason:
        case HiddenReason.ROUND_TOO_SMALL:
            return _("fewer than {k} answers in the whole round", k=release.round.k)
        case HiddenReason.TOO_FEW:
            return _fewer_than(answers_in_full(release))
        case HiddenReason.SIBLING:
            return _("shown, it would reveal a smaller group")
        case HiddenReason.WITHDRAWN:
            return _("taken out by a correction")
        case HiddenReason.GIVES_AWAY:
            return _("it would give some answers away")


def _fewer_than(number: int) -> str:
    return _("fewer than {number} answers", number=number)


def unit_words(release: Release, unit: ReleasedGroup) -> str:
    """Why nothing of a group is shown; empty where something is."""
    # Where bands are told, whoever has k answers has one: what is hidden has fewer.
    if unit.hidden is HiddenReason.TOO_FEW and has_bands(release):
        return _("hidden: {why}", why=_fewer_than(release.round.k))
    return hidden_words(release, unit.hidden) if unit.hidden else ""


def band_words(band: Band) -> str:
    """What is told of a cell instead of its figures; the words of pages, tables and alt texts.

    >>> band_words(Band(0.6, 1.0, 10))
    'told as a band: 60 % or more favourable, 10 or more answers'
    """
    people = people_in_words(band.at_least, band.at_most)
    return _("told as a band: {band}, {people} answers", band=band_in_words(band), people=people)


def cell_words(release: Release, cell: Band | Hidden) -> str:
    """What stands in the place of figures: the band, or why nothing is shown."""
    return band_words(cell) if isinstance(cell, Band) else hidden_words(release, cell.reason)


def answers_in_full(release: Release) -> int:
    """Answers from which everything is told; below, a band at most."""
    k = release.round.k
    return k if release.round.full_detail else max(FEWEST_ANSWERS, k)


def has_bands(release: Release) -> bool:
    """Whether anything is told as a band."""
    return any(
        group.between or isinstance(cell, Band)
        for group in release.groups
        for cell in (*group.items.values(), *group.constructs.values(), None)
    )


def foot_rules(cells: Sequence[Estimate | Band | Hidden], interval: str) -> tuple[str, ...]:
    """What a reader of these cells needs: the rule of the interval, of bands, or of both."""
    exact = any(isinstance(cell, Estimate) for cell in cells)
    bands = any(isinstance(cell, Band) for cell in cells)
    rule = (translate(BAND_RULE),) if bands else ()
    return (*((interval,) if exact or not bands else ()), *rule)


def mode_words(release: Release) -> str:
    """The mode as it must be said, and that responses are kept where they are.

    An anonymous round promises that no single response is left once it is closed. Where some are
    kept, that does not hold before they are destroyed, so it is not called anonymous until then.
    """
    facts = release.round
    said = translate(MODES.get(facts.mode, facts.mode))
    if not facts.kept_responses_days:
        return said
    if facts.mode == "anonymous":
        return ngettext(
            "{mode} from {n} day after release, responses kept until then",
            "{mode} from {n} days after release, responses kept until then",
            facts.kept_responses_days,
            mode=said,
        )
    return ngettext(
        "{mode}, responses kept {n} day after release",
        "{mode}, responses kept {n} days after release",
        facts.kept_responses_days,
        mode=said,
    )


def answered_words(release: Release, group: str = ORGANISATION) -> str:
    """How many answered, of how many, where that may be said.

    For example "58 of 70 answered (83 %)".
    """
    unit = release.group(group)
    where = within(unit)
    if unit.between:
        people = people_in_words(*unit.between)
        if unit.invited is None:
            return _("{people} answers{where}", people=people, where=where)
        return _(
            "{people} answers{where}, {invited} asked",
            people=people,
            where=where,
            invited=unit.invited,
        )
    if unit.answers is None:
        return _("number of answers{where} {why}", where=where, why=unit_words(release, unit))
    if unit.invited is None or unit.response_rate is None:
        return _("{answers} answers{where}, head count unknown", answers=unit.answers, where=where)
    return _(
        "{answers} of {invited}{where} answered ({rate})",
        answers=unit.answers,
        invited=unit.invited,
        where=where,
        rate=percent(unit.response_rate),
    )


def within(unit: ReleasedGroup) -> str:
    """Where people are, behind a word: nothing of everybody.

    >>> within(ReleasedGroup("Platform/Build", "Build", "Platform", None, None))
    ' in Build'
    """
    return _(" in {unit}", unit=unit.title) if unit.path else ""


def foot(release: Release, group: str, *rules: str) -> str:
    """n, round, mode, k and release hash; then the rules that a reader needs."""
    facts = release.round
    parts = (
        answered_words(release, group),
        facts.title,
        mode_words(release),
        "" if facts.mode == "file" else f"k = {facts.k}",
        _("release {digits}", digits=release_sha256(release)[:12]),
        _("told in full from {k} answers", k=facts.k) if facts.full_detail else "",
        _("corrected") if release.corrects else "",
    )
    return " ".join([" \u00b7 ".join(part for part in parts if part) + ".", *rules])


def full_detail_words(release: Release) -> str:
    """That small groups are told in full, and who chose so; empty where they are not."""
    if not release.round.full_detail:
        return ""
    return _(
        "told in full from {k} answers, as whoever opened the round chose before it opened",
        k=release.round.k,
    )


def period_words(release: Release) -> str:
    """When it could be answered, as far as that is known; empty where nothing is."""
    opened, closed = release.round.opened_on, release.round.closed_on
    if opened and closed:
        return _("{first} to {last}", first=day(opened), last=day(closed))
    if closed:
        return _("until {day}", day=day(closed))
    return _("from {day}", day=day(opened)) if opened else ""


def smallest_words(release: Release) -> str:
    """How few answers a figure may rest on."""
    if release.round.mode == "file":
        return _("no limit: whole-file figures for whoever holds the file")
    k, in_full = release.round.k, answers_in_full(release)
    if has_bands(release):
        return _(
            "k = {k}; told in full from {in_full} answers, as a band from {k}", k=k, in_full=in_full
        )
    return _("k = {k}; every figure here rests on at least {in_full} answers", k=k, in_full=in_full)


def change_words(change: Change) -> str:
    """The verdict on a change, with its direction where there is one to tell."""
    share = change.difference.estimate
    effect = change.cliffs_delta.estimate if change.cliffs_delta else 0.0
    # Share and answers as a whole can move apart: then neither "better" nor "worse" is true.
    direction = 0.0 if share * effect < 0 else share + effect
    match change.verdict:
        case Verdict.CLEAR:
            return _by_direction(
                direction, _("clear change"), _("clear change: better"), _("clear change: worse")
            )
        case Verdict.POSSIBLE:
            return _by_direction(
                direction,
                _("possible change"),
                _("possible change: better"),
                _("possible change: worse"),
            )
        case Verdict.NONE:
            return _("no evidence of change")
        case Verdict.TOO_FEW:
            return _("too few answers to tell")


def trend_words(line: TrendLine) -> str:
    """The verdict on a trend, with its direction where there is one to tell."""
    known = sum(share is not None for share in line.shares)
    match line.verdict:
        case Verdict.CLEAR:
            return _by_direction(
                line.direction, _("clear trend"), _("clear trend: better"), _("clear trend: worse")
            )
        case Verdict.POSSIBLE:
            return _by_direction(
                line.direction,
                _("possible trend"),
                _("possible trend: better"),
                _("possible trend: worse"),
            )
        case Verdict.NONE:
            return _("no evidence of a trend")
        case Verdict.TOO_FEW:
            return _("too few rounds to tell") if known < 3 else _("too few answers to tell")


def _by_direction(direction: float, neither: str, better: str, worse: str) -> str:
    if not direction:
        return neither
    return better if direction > 0 else worse


def plan_words(row: PlannedComparison) -> str:
    """What is said of a group of which nothing could be said; empty of the others."""
    if row.answers < FEWEST_ANSWERS:
        return _("nothing: fewer than {number} answers", number=FEWEST_ANSWERS)
    return _("no shift would show") if math.isnan(row.detectable) else ""
