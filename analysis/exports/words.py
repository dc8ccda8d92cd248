"""The words that pictures, tables and the report share: modes, reasons, verdicts, facts."""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from datetime import date

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

MONTHS = "JanFebMarAprMayJunJulAugSepOctNovDec"

MODES = {
    "anonymous": "anonymous",
    "confidential": "confidential, not anonymous",
    "open": "open link, no head count",
    "file": "counted from a file, whole file shown",
    "imported": "imported from a file",
}

NOT_COMPARED = {
    NotComparedReason.NEW: "new: not asked in the earlier round",
    NotComparedReason.DROPPED: "not asked any more",
    NotComparedReason.REWORDED: "reworded: another question than before",
    NotComparedReason.HIDDEN: "not told in full in one of the two rounds",
    NotComparedReason.NO_DIRECTION: "no answer is better than another",
}

#: The interval where nobody knows of how many people the answers are, and why that is so.
NOT_NARROWED = "Interval: 95 % (Wilson), without a correction for the head count"
NO_HEAD_COUNT = {
    "open": "everybody with the link could answer, so nobody knows of how many",
    "imported": "the file does not say how many people were asked",
    "file": "the file does not say how many people were asked",
}
#: Everybody in the group answered, and all that is drawn; or some may have left a question out.
CENSUS = "Everybody answered, so it has no width."
CENSUS_OF_ITEMS = "Everybody answered, so it has no width where nobody left a question out."
SHOWN_TO_SOME = "only some were shown the question, and nobody knows how many of the silent"
#: Said wherever a band stands in the place of a share.
BAND_RULE = (
    "Dashed: a band that the favourable share lies in. Told in full, it could give away how some "
    "people answered."
)
#: Said under every construct chart: how a person's score becomes favourable.
CONSTRUCT_RULE = (
    "A person's score is the mean of the answers given, reverse-scored questions turned round, "
    "where at least half were answered; it is favourable where its nearest answer is."
)
#: Explains what stands beside a change.
POWER_RULE = (
    "\u201cShows from 26\u201d: with these n, a shift of 26 points would be noticed 8 times in 10; "
    "a smaller one may well be missed."
)


def interval_rule(
    release: Release, group: str = ORGANISATION, cells: Iterable[Estimate | Band | Hidden] = ()
) -> str:
    """Which question the interval of a share answers, and of how many people it speaks.

    ``cells`` are what is drawn: a question that only some were shown has no head count.
    """
    if release.group(group).invited is None:
        why = NO_HEAD_COUNT.get(release.round.mode, NO_HEAD_COUNT["imported"])
        return f"{NOT_NARROWED}: {why}."
    drawn = [cell for cell in cells if isinstance(cell, Estimate)]
    some = sum(cell.population is None for cell in drawn)
    if some and some == len(drawn):
        return f"{NOT_NARROWED}: {SHOWN_TO_SOME}."
    if some:
        return f"{theme.WHAT_WE_SAY} Not so for questions that only some were shown."
    unit = release.group(group)
    if unit.answers == unit.people and all(cell.n == cell.population for cell in drawn):
        return theme.WHAT_WE_SAY.replace(
            "It has no width when everybody answered.", CENSUS if drawn else CENSUS_OF_ITEMS
        )
    return theme.WHAT_WE_SAY


def ranking_rule(places: int, *, is_whole: bool) -> str:
    """Said under every ranking: what its figure is, and that nothing of it is tested.

    >>> ranking_rule(3, is_whole=False)[:62]
    'Points: 3 for a first place, one less for each place after it,'
    """
    meant = (
        "Mean rank: 1 where everybody put it first."
        if is_whole
        else f"Points: {places} for a first place, one less for each place after it, none where it "
        "was not named; the mean of everybody who answered."
    )
    return f"{meant} Rankings are not tested: a place that one takes is one that another loses."


def hidden_words(release: Release, reason: HiddenReason) -> str:
    """Why a figure is not shown, with the number that it would have needed."""
    k = release.round.k
    return {
        HiddenReason.ROUND_TOO_SMALL: f"hidden: fewer than {k} answers in the whole round",
        HiddenReason.TOO_FEW: f"hidden: fewer than {answers_in_full(release)} answers",
        HiddenReason.SIBLING: "hidden: shown, it would reveal a smaller group",
        HiddenReason.WITHDRAWN: "taken out by a correction",
        HiddenReason.GIVES_AWAY: "hidden: it would give some answers away",
    }[reason]


def unit_words(release: Release, unit: ReleasedGroup) -> str:
    """Why nothing of a group is shown; empty where something is."""
    # Where bands are told, whoever has k answers has one: what is hidden has fewer.
    if unit.hidden is HiddenReason.TOO_FEW and has_bands(release):
        return f"hidden: fewer than {release.round.k} answers"
    return hidden_words(release, unit.hidden) if unit.hidden else ""


def band_words(band: Band) -> str:
    """What is told of a cell instead of its figures; the words of pages, tables and alt texts.

    >>> band_words(Band(0.6, 1.0, 10))
    'told as a band: 60 % or more favourable, 10 or more answers'
    """
    people = people_in_words(band.at_least, band.at_most)
    return f"told as a band: {band_in_words(band)}, {people} answers"


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
    return (*((interval,) if exact or not bands else ()), *((BAND_RULE,) if bands else ()))


def mode_words(release: Release) -> str:
    """The mode as it must be said, and that responses are kept where they are.

    An anonymous round promises that no single response is left once it is closed. Where some are
    kept, that does not hold before they are destroyed, so it is not called anonymous until then.
    """
    facts = release.round
    said = MODES.get(facts.mode, facts.mode)
    if not facts.kept_responses_days:
        return said
    days = "1 day" if facts.kept_responses_days == 1 else f"{facts.kept_responses_days} days"
    if facts.mode == "anonymous":
        return f"{said} from {days} after release, responses kept until then"
    return f"{said}, responses kept {days} after release"


def answered_words(release: Release, group: str = ORGANISATION) -> str:
    """How many answered, of how many, where that may be said.

    For example "58 of 70 answered (83 %)".
    """
    unit = release.group(group)
    where = f" in {unit.title}" if group else ""
    if unit.between:
        asked = f", {unit.invited} asked" if unit.invited is not None else ""
        return f"{people_in_words(*unit.between)} answers{where}{asked}"
    if unit.answers is None:
        return f"number of answers{where} {unit_words(release, unit)}"
    if unit.invited is None or unit.response_rate is None:
        return f"{unit.answers} answers{where}, head count unknown"
    return f"{unit.answers} of {unit.invited}{where} answered ({percent(unit.response_rate)})"


def foot(release: Release, group: str, *rules: str) -> str:
    """n, round, mode, k and release hash; then the rules that a reader needs."""
    facts = release.round
    parts = (
        answered_words(release, group),
        facts.title,
        mode_words(release),
        "" if facts.mode == "file" else f"k = {facts.k}",
        f"release {release_sha256(release)[:12]}",
        f"told in full from {facts.k} answers" if facts.full_detail else "",
        "corrected" if release.corrects else "",
    )
    return " ".join([" \u00b7 ".join(part for part in parts if part) + ".", *rules])


def full_detail_words(release: Release) -> str:
    """That small groups are told in full, and who chose so; empty where they are not."""
    if not release.round.full_detail:
        return ""
    k = release.round.k
    return f"told in full from {k} answers, as whoever opened the round chose before it opened"


def period_words(release: Release) -> str:
    """When it could be answered, as far as that is known; empty where nothing is."""
    opened, closed = release.round.opened_on, release.round.closed_on
    if opened and closed:
        return f"{day(opened)} to {day(closed)}"
    if closed:
        return f"until {day(closed)}"
    return f"from {day(opened)}" if opened else ""


def smallest_words(release: Release) -> str:
    """How few answers a figure may rest on."""
    if release.round.mode == "file":
        return "no limit: whole-file figures for whoever holds the file"
    k, in_full = release.round.k, answers_in_full(release)
    if has_bands(release):
        return f"k = {k}; told in full from {in_full} answers, as a band from {k}"
    return f"k = {k}; every figure here rests on at least {in_full} answers"


def change_words(change: Change) -> str:
    """The verdict on a change, with its direction where there is one to tell."""
    share = change.difference.estimate
    effect = change.cliffs_delta.estimate if change.cliffs_delta else 0.0
    # Share and answers as a whole can move apart: then neither "better" nor "worse" is true.
    direction = 0.0 if share * effect < 0 else share + effect
    return _verdict(change.verdict, direction, "change", "answers")


def trend_words(line: TrendLine) -> str:
    """The verdict on a trend, with its direction where there is one to tell."""
    known = sum(share is not None for share in line.shares)
    return _verdict(line.verdict, line.direction, "trend", "rounds" if known < 3 else "answers")


def plan_words(row: PlannedComparison) -> str:
    """What is said of a group of which nothing could be said; empty of the others."""
    if row.answers < FEWEST_ANSWERS:
        return f"nothing: fewer than {FEWEST_ANSWERS} answers"
    return "no shift would show" if math.isnan(row.detectable) else ""


def day(iso: str) -> str:
    """An ISO day as people write it.

    >>> day("2027-04-21")
    '21 Apr 2027'
    """
    read = date.fromisoformat(iso)
    return f"{read.day} {MONTHS[3 * read.month - 3 : 3 * read.month]} {read.year}"


def _verdict(verdict: Verdict, direction: float, noun: str, lacking: str) -> str:
    way = f": {'better' if direction > 0 else 'worse'}" if direction else ""
    article = "a trend" if noun == "trend" else noun
    return {
        Verdict.CLEAR: f"clear {noun}{way}",
        Verdict.POSSIBLE: f"possible {noun}{way}",
        Verdict.NONE: f"no evidence of {article}",
        Verdict.TOO_FEW: f"too few {lacking} to tell",
    }[verdict]
