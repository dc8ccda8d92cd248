"""Events of the organisation and targets, as charts of trends mark them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import date

from analysis.charts.marks import Mark, Marks
from analysis.charts.targets import TargetMark
from analysis.delivery import metric_items, metric_of
from analysis.events import Event, place_among
from analysis.release import Release, RoundFacts
from analysis.tally import ORGANISATION
from analysis.targets import Kind, Target, names_ahead
from analysis.words import day, shortest
from analysis.words import gettext as _


def event_marks(events: Iterable[Event], releases: Sequence[Release]) -> Marks:
    """Marks for the events between the first of the rounds and the last, in order of their days.

    An event before or after them has no place between rounds: it is said in words.
    """
    days = [round_day(release.round) for release in releases]
    placed, elsewhere = list[Mark](), list[Event]()
    for event in sorted(events):
        at = place_among(event.on, days)
        if at is None:
            elsewhere.append(event)
        else:
            placed.append(Mark(at, event.title, day(event.on.isoformat())))
    return Marks(tuple(placed), _elsewhere(elsewhere, days))


def target_marks(
    targets: Iterable[Target],
    releases: Sequence[Release],
    kind: Kind,
    group: str = ORGANISATION,
) -> Mapping[str, tuple[TargetMark, ...]]:
    """Where targets stand on the lines of constructs or of questions, by the code of the line.

    Those of everybody, set in one of these rounds. A mean is no share and has no place among them.
    """
    rounds = [release.round.code for release in releases]
    drawn = [one for one in _set_in(targets, releases, kind, group) if _is_share(one, releases[-1])]
    ahead = names_ahead(drawn, rounds)
    titles = _titles(drawn, releases)
    places = {name: place for place, name in enumerate((*rounds, *ahead))}
    by_code: dict[str, tuple[TargetMark, ...]] = {}
    for one in drawn:
        mark = TargetMark(places[one.due], one.goal, titles[one.due])
        by_code[one.code] = (*by_code.get(one.code, ()), mark)
    return by_code


def mean_targets(
    targets: Iterable[Target], releases: Sequence[Release], group: str = ORGANISATION
) -> Mapping[str, tuple[str, ...]]:
    """Targets on means of questions and on metrics, in words by the code of the question.

    Trends are of favourable shares, where a mean or a score has no place: it is said beside them.
    """
    asked = releases[-1].instrument
    found = [
        one
        for one in _set_in(targets, releases, Kind.ITEM, group)
        if asked.has_item(one.code) and asked.item(one.code).scale.is_number
    ]
    on_metrics = _set_in(targets, releases, Kind.METRIC, group)
    titles = _titles([*found, *on_metrics], releases)
    said: dict[str, tuple[str, ...]] = {}
    for one in found:
        unit, name = asked.item(one.code).scale.range.unit, titles[one.due]
        goal = f"{shortest(one.goal)} {unit}".strip()
        phrase = _("target: mean {goal} in {round}", goal=goal, round=name)
        said[one.code] = (*said.get(one.code, ()), phrase)
    items = metric_items(asked)
    for one in on_metrics:
        metric = metric_of(one.code)
        if metric in items:
            goal, code = shortest(one.goal), items[metric].code
            phrase = _("target: score {goal} of 10 in {round}", goal=goal, round=titles[one.due])
            said[code] = (*said.get(code, ()), phrase)
    return said


def with_mean_targets(
    marks: Marks, targets: Mapping[str, Sequence[str]], names: Mapping[str, str]
) -> Marks:
    """Marks that say as well which targets on means have no mark."""
    if not targets:
        return marks
    said = "; ".join(
        f"{names.get(code, code)}: {one}" for code, phrases in targets.items() for one in phrases
    )
    why = _("Not marked, because a mean has no place among shares: {targets}.", targets=said)
    return replace(marks, elsewhere=f"{marks.elsewhere} {why}".strip())


def _set_in(
    targets: Iterable[Target], releases: Sequence[Release], kind: Kind, group: str
) -> list[Target]:
    """Those of everybody that were set in one of these rounds."""
    rounds = [release.round.code for release in releases]
    return [
        one for one in targets if one.kind is kind and one.since in rounds and group == ORGANISATION
    ]


def _titles(targets: Sequence[Target], releases: Sequence[Release]) -> dict[str, str]:
    """What rounds are called, those ahead too, by their codes."""
    rounds = {release.round.code: release.round.title for release in releases}
    return rounds | names_ahead(targets, list(rounds))


def _is_share(target: Target, release: Release) -> bool:
    """Whether a target is about a line of the last release, which draws favourable shares."""
    instrument = release.instrument
    if target.kind is Kind.CONSTRUCT:
        return any(one.code == target.code for one in instrument.constructs)
    return instrument.has_item(target.code) and not instrument.item(target.code).scale.is_number


def round_day(facts: RoundFacts) -> date | None:
    """The day that a round stands for: the middle of its field period, or the end known."""
    opened, closed = (
        date.fromisoformat(day) if day else None for day in (facts.opened_on, facts.closed_on)
    )
    if opened and closed and opened <= closed:
        return opened + (closed - opened) / 2
    return closed or opened


def _elsewhere(events: Sequence[Event], days: Sequence[date | None]) -> str:
    """What has no mark, and why."""
    known = [one for one in days if one is not None]
    if not events:
        return ""
    if len(known) < 2:
        return _(
            "Not marked, because fewer than two rounds have dates: {events}.", events=_list(events)
        )
    before = [one for one in events if one.on < min(known)]
    after = [one for one in events if one.on >= min(known)]
    parts = (
        _("Before the first round: {events}.", events=_list(before)) if before else "",
        _("After the last round: {events}.", events=_list(after)) if after else "",
    )
    return " ".join(filter(None, parts))


def _list(events: Sequence[Event]) -> str:
    return "; ".join(f"{one.title}, {day(one.on.isoformat())}" for one in events)
