"""Outcomes in words: what a target says, and what became of it.

Every sentence says the figure with its interval for the people of the organisation, then what is
said of the change since the start, which is another question.
"""

from __future__ import annotations

import math

from analysis.delivery import Score, most_frequent
from analysis.estimates import Change, Estimate, NotComparedReason
from analysis.exports import words
from analysis.exports.delivery import untold_words
from analysis.exports.delivery_words import score_words, scores_changed
from analysis.exports.headlines import mean_in_words
from analysis.findings import change_in_words, percent, share_in_words
from analysis.outcomes import Level, Outcome, StartingPoint, TargetVerdict
from analysis.release import Band, Hidden, Release
from analysis.words import decimal, gettext_noop, inside, listed, shortest, translate
from analysis.words import gettext as _

VERDICTS = {
    TargetVerdict.MET: gettext_noop("met"),
    TargetVerdict.MOVING: gettext_noop("moving towards it"),
    TargetVerdict.NO_EVIDENCE: gettext_noop("no evidence of change"),
    TargetVerdict.MOVED_AWAY: gettext_noop("moved away"),
    TargetVerdict.CANNOT_TELL: gettext_noop("cannot tell"),
}


def verdict_words(outcome: Outcome) -> str:
    """The verdict alone: a phrase."""
    return translate(VERDICTS[outcome.verdict])


def goal_words(goal: float, *, is_mean: bool, unit: str = "", is_score: bool = False) -> str:
    """The value to reach.

    >>> goal_words(0.67, is_mean=False), goal_words(4.5, is_mean=True, unit="hours")
    ('67 % favourable', 'a mean of 4.5 hours')
    >>> goal_words(6.0, is_mean=True, is_score=True)
    'a score of 6 of 10'
    """
    if is_score:
        return _("a score of {score} of 10", score=shortest(goal))
    if not is_mean:
        return _("{share} % favourable", share=percent(goal))
    number = shortest(goal)
    return _("a mean of {number}", number=f"{number} {unit}" if unit else number)


def level_words(level: Level, unit: str = "") -> str:
    """A figure without its interval, as starts and goals are written.

    >>> level_words(Level(58, 0.333, 0.2, 0.5))
    '33 % favourable'
    """
    if level.is_score:
        return _("{score} of 10", score=decimal(level.estimate, 1))
    if level.is_mean:
        number = decimal(level.estimate, 1)
        return _("a mean of {number}", number=f"{number} {unit}" if unit else number)
    return _("{share} % favourable", share=percent(level.estimate))


def figure_words(outcome: Outcome, after: Release) -> str:
    """The figure of the later round with its interval and its people, or why there is none."""
    cell = outcome.latest
    if cell is None:
        return _("not asked in {round}", round=after.round.title)
    if isinstance(cell, Band | Hidden):
        return words.cell_words(after, cell)
    if outcome.is_score:
        return _score_figure(outcome.level, cell) if outcome.level else untold_words(after, cell)
    if outcome.level is not None and outcome.level.is_mean:
        return inside(mean_in_words(cell))
    if cell.favourable is None or outcome.level is None:
        return _("nobody answered")
    return share_in_words(cell.favourable, cell)


def outcome_sentences(outcome: Outcome, before: Release, after: Release) -> tuple[str, ...]:
    """What became of a target in the round ``after``, in two sentences or three."""
    figure = _("{round}: {figure}.", round=after.round.title, figure=figure_words(outcome, after))
    near = _beside_the_goal(outcome)
    change = _("Since {round}: {change}.", round=before.round.title, change=_change(outcome))
    return tuple(filter(None, (figure, near, change)))


def _score_figure(level: Level, cell: Estimate) -> str:
    """A score with its interval, and what most people answered."""
    ends = (None, None) if math.isnan(level.low) else (level.low, level.high)
    labels, most = most_frequent(cell)
    return _(
        "{score}; most frequent answer: {answers} ({most} of {n})",
        score=score_words(Score(level.n, level.estimate, *ends)),
        answers=listed(labels),
        most=most,
        n=level.n,
    )


def _change(outcome: Outcome) -> str:
    """What is said of the change, or why nothing is."""
    change, start, level = outcome.change, outcome.start_level, outcome.level
    if change is None:
        return translate(words.NOT_COMPARED[NotComparedReason.DROPPED])
    if outcome.is_score and isinstance(change, Change) and start and level:
        return scores_changed(change, start.estimate, level.estimate)
    return change_in_words(change)


def _beside_the_goal(outcome: Outcome) -> str:
    """What a reader could take wrongly of a figure that stands close to its goal."""
    level = outcome.level
    if level is None or not isinstance(outcome.change, Change):
        return ""
    if outcome.verdict is TargetVerdict.MET and not outcome.is_beyond:
        return _("It is at the target; its interval reaches to the near side of it too.")
    if outcome.verdict is TargetVerdict.MET and not _is_change_told(outcome):
        return _(
            "That it is at the target holds for the people asked, whether or not anything changed."
        )
    if outcome.verdict is TargetVerdict.NO_EVIDENCE and outcome.is_reached:
        return _("It is at the target, but so near its start that chance may have brought it.")
    goal = outcome.target.goal
    looks_reached = percent(level.estimate) == percent(goal)
    if level.is_mean:
        looks_reached = level.is_score and decimal(level.estimate, 1) == decimal(goal, 1)
    if looks_reached and not outcome.is_reached:
        return _("Before rounding it is just short of the target.")
    return ""


def _is_change_told(outcome: Outcome) -> bool:
    change = outcome.change
    return isinstance(change, Change) and change.verdict.value in ("clear", "possible")


def near_words(point: StartingPoint, goal: float) -> str:
    """That a target may be met without anybody being able to tell; empty where it is far enough."""
    if not point.is_too_near(goal):
        return ""
    if math.isnan(point.detectable):
        return _("With {n} answers no shift would show.", n=point.level.n)
    return _(
        "A shift under {shift} points would probably not show with {n} answers; this target is "
        "{away} points away.",
        shift=percent(point.detectable),
        n=point.level.n,
        away=percent(abs(goal - point.level.estimate)),
    )


def starting_words(point: StartingPoint) -> str:
    """What a target can start from, with what another round like this one would show."""
    level = level_words(point.level, point.unit)
    if point.level.is_mean:
        return _("{level}, n {n}", level=level, n=point.level.n)
    if math.isnan(point.detectable):
        return _("{level}, n {n}; no shift would show", level=level, n=point.level.n)
    return _(
        "{level}, n {n}; shows from {shift} points",
        level=level,
        n=point.level.n,
        shift=percent(point.detectable),
    )


def start_words(outcome: Outcome, before: Release) -> str:
    """The figure that a target starts from, before the words of its goal, or why it is not told."""
    level = outcome.start_level
    if level is not None:
        return decimal(level.estimate, 1) if level.is_mean else f"{percent(level.estimate)} %"
    if isinstance(outcome.start, Band | Hidden):
        return words.cell_words(before, outcome.start)
    if outcome.is_score and outcome.start is not None:
        return untold_words(before, outcome.start)
    return translate(words.NOT_COMPARED[NotComparedReason.NEW])
