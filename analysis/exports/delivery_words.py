"""What a release supports about software delivery and capabilities, in sentences.

Rules write them. A benchmark is a distance and never a test, a capability is a place to look and
never a cause.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence

from analysis.charts.numbers import EN_DASH, MINUS, points_range
from analysis.delivery import (
    STABILITY,
    THROUGHPUT,
    Capability,
    Delivery,
    Metric,
    MetricFigures,
    Score,
)
from analysis.estimates import Change, NotCompared, Verdict
from analysis.exports.delivery import (
    BASELINE_YEAR,
    EVERY_INDUSTRY,
    NO_INTERVAL,
    NOT_ASKED,
    baseline_words,
    untold_words,
)
from analysis.exports.words import change_words
from analysis.findings import change_in_words, people_in_words, percent, shows_in_words
from analysis.release import Release
from analysis.stats.dora import BaselineDistance, ClusterMatch
from analysis.words import decimal, gettext_noop, listed, translate
from analysis.words import gettext as _

#: Said wherever scores stand beside what was published.
NO_TEST = gettext_noop(
    "A distance and no test: how many people a published mean rests on is not known, and they were "
    "others than yours."
)
#: Said below the capabilities.
NO_CAUSE = gettext_noop(
    "A low capability is where to look, not why delivery is as it is: nothing here tells a cause."
)
#: A distance below this, in standard deviations, is told as none.
NEAR = 0.05
#: Published clusters, as they are called.
CLUSTER_NAMES = {
    "elite": gettext_noop("elite"),
    "high": gettext_noop("high"),
    "medium": gettext_noop("medium"),
    "low": gettext_noop("low"),
}


def score_words(score: Score) -> str:
    """A score with its interval where it has one.

    >>> score_words(Score(58, 6.14, 5.86, 6.42))
    '6.1 of 10 (interval 5.9 to 6.4)'
    """
    figures = {"score": decimal(score.estimate, 1)}
    if score.low is None or score.high is None or score.low == score.high:
        return _("{score} of 10", **figures)
    low, high = decimal(score.low, 1), decimal(score.high, 1)
    return _("{score} of 10 (interval {low} to {high})", low=low, high=high, **figures)


def distance_words(distance: float | None) -> str:
    """A standardised distance with its sign; a dash where there is none.

    >>> distance_words(0.266), distance_words(-1.04), distance_words(0.01), distance_words(None)
    ('+0.3', '\u22121.0', '0.0', '\u2013')
    """
    if distance is None:
        return EN_DASH
    if abs(distance) < NEAR:
        return decimal(0.0, 1)
    sign = "+" if distance > 0 else MINUS
    return f"{sign}{decimal(abs(distance), 1)}"


def delivery_sentences(
    release: Release, found: Delivery, before: Release | None, industry: str = EVERY_INDUSTRY
) -> tuple[str, ...]:
    """How delivery stands, what changed since the round before, and where it lies."""
    if not found.metrics:
        return (translate(NOT_ASKED),)
    if not found.told:
        reasons = dict.fromkeys(untold_words(release, one.cell) for one in found.metrics)
        return (_("No metric is told: {why}.", why="; ".join(reasons)),)
    return (
        _standing(found),
        *_untold(release, found),
        *_changes(found, before),
        *_beside(found, industry),
    )


def capability_sentences(found: Sequence[Capability]) -> tuple[str, ...]:
    """What to look at next: the lowest capability with its lowest question, and how sure it is."""
    told = [one for one in found if one.score]
    if not told:
        return ()
    lowest = told[0]
    if lowest.score is None:
        return ()
    figures = {"capability": lowest.title, "score": score_words(lowest.score)}
    said = (
        _(
            "Look at {capability} next: the lowest of {all} capabilities, {score}.",
            all=len(told),
            **figures,
        )
        if len(told) > 1
        else _("The one capability that was asked about: {capability}, {score}.", **figures)
    )
    return (said, *_lowest_item(lowest), *_as_low(told), translate(NO_CAUSE))


def change_of_metric(one: MetricFigures) -> str:
    """What became of a metric: both scores, and the verdict with what could have shown."""
    if one.change is None:
        return ""
    if not isinstance(one.change, Change):
        return change_in_words(one.change)
    if one.score is None or one.before is None:
        return scores_changed(one.change)
    return scores_changed(one.change, one.before.estimate, one.score.estimate)


def scores_changed(change: Change, before: float = math.nan, now: float = math.nan) -> str:
    """The verdict on a change with what could have shown, after both scores where they are told."""
    verdict = f"{change_words(change)}; {shows_in_words(change.detectable)}"
    if math.isnan(before) or math.isnan(now):
        return verdict
    return _(
        "{before} → {now}, {verdict}",
        before=decimal(before, 1),
        now=decimal(now, 1),
        verdict=verdict,
    )


def favourable_words(one: MetricFigures) -> str:
    """The share that the verdict rests on: answers in the two best bands, or low rates."""
    if not isinstance(one.change, Change) or one.change.verdict is Verdict.TOO_FEW:
        return ""
    return _("favourable answers: {interval} points", interval=points_range(one.change.difference))


def cluster_name(name: str) -> str:
    """A published cluster as it is called."""
    return translate(CLUSTER_NAMES[name])


def cluster_words(match: ClusterMatch) -> str:
    """The nearest cluster of a year, and how near it is."""
    figures = {
        "year": match.year,
        "name": cluster_name(match.name),
        "distance": decimal(match.distance, 1),
        "n": match.n,
    }
    if match.tied:
        figures["others"] = listed(cluster_name(name) for name in match.tied)
        return _(
            "{year}: {name} and, equally near, {others}, {distance} points away over {n} metrics",
            **figures,
        )
    return _("{year}: {name}, {distance} points away over {n} metrics", **figures)


def people_of(one: Capability) -> str:
    """How many people a capability rests on."""
    return people_in_words(*one.people) if one.people else EN_DASH


def _standing(found: Delivery) -> str:
    scores, number = found.scores, len(found.told)
    if number == 1:
        (one,) = found.told
        name = one.metric.called
        return _("{metric}: {score}.", metric=name, score=_only(one.score))
    parts = [
        _("{name} {score}", name=name, score=decimal(score, 1))
        for name, score in (
            (_("throughput"), scores.throughput if found.told_of(THROUGHPUT) else None),
            (_("stability"), scores.stability if found.told_of(STABILITY) else None),
        )
        if score is not None
    ]
    figures = {
        "overall": decimal(scores.overall or 0.0, 1),
        "parts": ", ".join(parts),
        "number": number,
        "all": len(Metric),
    }
    if number == len(Metric):
        return _("Overall {overall} of 10, the mean of all five metrics: {parts}.", **figures)
    return _(
        "Overall {overall} of 10, the mean of {number} of {all} metrics: {parts}. What is not told "
        "is left out and never counts as best.",
        **figures,
    )


def _only(score: Score | None) -> str:
    return score_words(score) if score else EN_DASH


def _untold(release: Release, found: Delivery) -> Iterator[str]:
    for one in found.metrics:
        if one.score is None:
            why = untold_words(release, one.cell)
            yield _("{metric} is not told: {why}.", metric=one.metric.called, why=why)


def _changes(found: Delivery, before: Release | None) -> Iterator[str]:
    """Clear and possible changes one by one, the others together; of a first round that it is."""
    if before is None:
        yield _("No earlier round stands beside this one.")
        return
    alike: dict[str, list[MetricFigures]] = {}
    for one in found.told:
        if isinstance(one.change, Change) and one.change.verdict in (
            Verdict.CLEAR,
            Verdict.POSSIBLE,
        ):
            yield _(
                "{metric} since {round}: {change}.",
                metric=one.metric.called,
                round=before.round.title,
                change=change_of_metric(one),
            )
        elif one.change is not None:
            alike.setdefault(_verdict(one.change), []).append(one)
    for verdict, rows in alike.items():
        names = listed([one.metric.called for one in rows])
        shows = _shows([one.change for one in rows if isinstance(one.change, Change)])
        yield _(
            "{metrics}: {words}.", metrics=names, words="; ".join(filter(None, (verdict, shows)))
        )


def _verdict(change: Change | NotCompared) -> str:
    return change_words(change) if isinstance(change, Change) else change_in_words(change)


def _shows(changes: Sequence[Change]) -> str:
    """What comparisons with one verdict could have shown; nothing of what is not compared."""
    shifts = sorted(one.detectable for one in changes if not math.isnan(one.detectable))
    if not changes:
        return ""
    if len(shifts) < len(changes) or percent(shifts[0]) == percent(shifts[-1]):
        return shows_in_words(shifts[-1] if shifts else math.nan)
    return _("shows from {low} to {high}", low=percent(shifts[0]), high=percent(shifts[-1]))


def _beside(found: Delivery, industry: str) -> Iterator[str]:
    """What lies highest above and farthest below the published means."""
    rows = [
        (one.distance, Metric(one.metric).called)
        for one in found.beside(BASELINE_YEAR, industry).metrics
        if one.distance is not None
    ]
    if not rows:
        return
    (low, worst), (high, best) = min(rows), max(rows)
    figures = {
        "baseline": baseline_words(BASELINE_YEAR, industry),
        "best": best,
        "high": distance_words(high),
        "worst": worst,
        "low": distance_words(low),
    }
    if len(rows) == 1:
        yield _(
            "Beside {baseline}: {best} {high} standard deviations from the published mean.",
            **figures,
        )
        return
    yield _(
        "Beside {baseline}: from {worst} ({low} standard deviations) to {best} ({high}).", **figures
    )


def _lowest_item(one: Capability) -> Iterator[str]:
    if len(one.told) < 2 or one.told[0].score is None:
        return
    yield _(
        "The lowest of its questions: “{question}” ({score}).",
        question=one.told[0].item.text.rstrip("."),
        score=decimal(one.told[0].score.estimate, 1),
    )


def _as_low(told: Sequence[Capability]) -> Iterator[str]:
    """Which others may be as low: their intervals reach that of the lowest."""
    first = told[0].score
    if first is None or len(told) < 2:
        return
    if first.high is None:
        yield _("Without an interval nobody can say whether the next are really higher.")
        return
    near = [
        one.title
        for one in told[1:]
        if one.score
        and (one.score.estimate if one.score.low is None else one.score.low) <= first.high
    ]
    if near:
        yield _(
            "{capabilities} may be as low: the intervals reach each other.",
            capabilities=listed(near),
        )


def method_sentences() -> tuple[str, ...]:
    """How the scores are made, for the end of a page."""
    return (
        _(
            "A score is the mean of people's answers: six bands count 0, 2, 4, 6, 8 and 10, a rate "
            "of p per cent counts 10 - p / 10. What people say of their team is no measurement of "
            "its pipeline."
        ),
        translate(NO_INTERVAL),
        _(
            "Only groups of ten answers or more, told in full, have scores. What is not told "
            "enters no mean."
        ),
        _(
            "A change has the verdict that its question has on the other pages; “shows from 26”: a "
            "shift of the favourable share of 26 points would be noticed 8 times in 10. Favourable "
            "are the two best bands, and rates of up to 15 per cent, which is our choice after the "
            "best band that was published."
        ),
        translate(NO_TEST),
    )


def beside_words(one: BaselineDistance) -> str:
    """What a row of a baseline is called."""
    return _("Overall") if one.metric == "overall" else Metric(one.metric).called
