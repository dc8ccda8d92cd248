"""Targets -> what pages say of them: where they start, what is to be reached, what became of them.

Figures come from releases and from nothing else: a start that a correction took out is not told any
more, and everybody who was asked reads figures of those rounds alone that are for them to read.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.utils.translation import gettext as _

from analysis.targets import Kind, Target
from analysis.words import remembered
from questionnaires.models import Action, OutcomeTarget, Programme, Round
from questionnaires.queries.releases import released_rounds_of
from questionnaires.queries.targets import (
    newest_released_round,
    rounds_waited_for,
    targets_in_force,
    targets_of,
)
from surveyapp.result_documents import (
    REMEMBERED,
    Document,
    document_of,
    documents_of_rounds,
)

if TYPE_CHECKING:
    from analysis.outcomes import Outcome, StartingPoint


@dataclass(frozen=True, slots=True)
class Told:
    """What two releases say of a target. Without a later round there is no verdict.

    ``verdict`` is one of ``analysis.outcomes.TargetVerdict``, ``word`` the same as people read it.
    """

    title: str
    start: str
    goal: str
    verdict: str = ""
    word: str = ""
    sentences: tuple[str, ...] = ()
    is_mean: bool = False


@dataclass(frozen=True, slots=True)
class TargetRow:
    """A target on the page of outcomes.

    ``judged`` is the round in which it was looked at: the one that it is due in, or the newest one
    before that. ``near`` says that the goal is closer than these rounds can show. ``is_marked``:
    the chart of its trend shows it, which one of a mean does not.
    """

    target: OutcomeTarget
    told: Told
    due_name: str
    judged: Round | None
    is_answered: bool
    near: str
    actions: tuple[Action, ...]
    is_marked: bool
    #: Whether its first release was corrected since, so that it starts from another one.
    is_corrected: bool

    @property
    def page(self) -> str:
        """The name of the page of a round that compares its figure."""
        is_metric = self.target.kind == OutcomeTarget.Kind.METRIC
        return "round-delivery" if is_metric else "round-results"

    @property
    def picture(self) -> str:
        """The name of the chart that shows it over the rounds, where it is marked."""
        is_construct = self.target.kind == OutcomeTarget.Kind.CONSTRUCT
        return "trend-constructs" if is_construct else "trend-items"


@dataclass(frozen=True, slots=True)
class OutcomesPage:
    """All targets of a programme: open ones first, then answered ones, then those given up."""

    programme: Programme
    newest: Round
    open: tuple[TargetRow, ...]
    answered: tuple[TargetRow, ...]
    dropped: tuple[TargetRow, ...]

    @property
    def is_empty(self) -> bool:
        """Whether no target was ever set."""
        return not (self.open or self.answered or self.dropped)


@dataclass(frozen=True, slots=True)
class TargetForAsked:
    """A target below an entry of "You said, we did". Sentences; empty where nothing is told."""

    aim: str
    outcome: str = ""


@dataclass(frozen=True, slots=True)
class MetricTarget:
    """A target on software delivery beside the scores of a round: its code, and a sentence."""

    code: str
    aim: str


def outcomes_page(programme: Programme) -> OutcomesPage:
    """Everything that the page of outcomes of a programme with a released round shows."""
    released = list(released_rounds_of(programme))
    documents = documents_of_rounds(round_.pk for round_ in released)
    targets = list(targets_of(programme).prefetch_related("actions__round__programme"))
    due = rounds_waited_for(targets)
    rows = [_row(target, due.get(_place(target)), released, documents) for target in targets]
    in_force = [row for row in rows if not row.target.is_dropped]
    return OutcomesPage(
        programme,
        released[-1],
        open=tuple(row for row in in_force if not row.is_answered),
        answered=tuple(row for row in reversed(in_force) if row.is_answered),
        dropped=tuple(row for row in reversed(rows) if row.target.is_dropped),
    )


def outcomes_of(rows: Iterable[TargetRow]) -> list[Outcome]:
    """The figures behind rows, not rounded; without a later round those of its start."""
    from analysis.outcomes import judge

    found = list(rows)
    judged = {row.judged.pk for row in found if row.judged}
    documents = documents_of_rounds({row.target.round_id for row in found} | judged)
    return [
        judge(
            as_value(row.target, None),
            documents[row.target.round_id].release,
            documents[row.judged.pk if row.judged else row.target.round_id].release,
        )
        for row in found
    ]


def marked_targets(programme: Programme) -> tuple[Target, ...]:
    """The targets that trends mark: those in force, but of a round that was aborted."""
    targets = list(targets_in_force(programme))
    due = rounds_waited_for(targets)
    found = ((target, due.get(_place(target))) for target in targets)
    return tuple(as_value(target, round_) for target, round_ in found if not _is_aborted(round_))


def metric_targets(round_: Round) -> tuple[MetricTarget, ...]:
    """The targets on software delivery that are on their way in a round, or due in it."""
    found = targets_in_force(round_.programme).filter(
        kind=OutcomeTarget.Kind.METRIC, round__position__lte=round_.position
    )
    targets = list(found)
    due = rounds_waited_for(targets)
    documents = documents_of_rounds(target.round_id for target in targets)
    lines = []
    for target in targets:
        later = due.get(_place(target))
        if _is_aborted(later) or (later is not None and later.position < round_.position):
            continue
        told = _told(documents[target.round_id], None, as_value(target, later))
        names = {"title": told.title, "due": later.title if later else target.due}
        names |= {"start": told.start, "goal": told.goal}
        lines.append(MetricTarget(target.code, _aim(names)))
    return tuple(lines)


def as_value(target: OutcomeTarget, due: Round | None) -> Target:
    """A target as the library takes it."""
    return Target(
        Kind(target.kind),
        target.measure,
        target.round.code,
        target.to_value,
        target.due,
        due.title if due else "",
    )


def starting_choices(programme: Programme) -> list[tuple[str, list[tuple[str, str]]]]:
    """What a target of today can be set on, by kind: ``construct:flow`` and how it stands now."""
    from analysis.exports.outcomes import starting_words

    newest = newest_released_round(programme)
    points = _starting_points(document_of(newest)) if newest else ()
    titles = {
        Kind.CONSTRUCT: _("Constructs"),
        Kind.ITEM: _("Questions"),
        Kind.METRIC: _("Software delivery"),
    }
    found = {
        kind: [
            (f"{kind.value}:{point.code}", f"{point.title} ({starting_words(point)})")
            for point in points
            if point.kind is kind
        ]
        for kind in Kind
    }
    return [(titles[kind], choices) for kind, choices in found.items() if choices]


def is_mean(round_: Round, kind: str, code: str) -> bool:
    """Whether targets on a figure are means and no shares."""
    point = _starting_point(document_of(round_), kind, code)
    return point is not None and point.level.is_mean


def start_of(target: OutcomeTarget) -> Told:
    """What a target is about and where it starts and ends, without what became of it."""
    return _told(document_of(target.round), None, as_value(target, None))


def _starting_point(document: Document, kind: str, code: str) -> StartingPoint | None:
    """The figure that a target starts from, where its release tells it in full."""
    points = _starting_points(document)
    return next((one for one in points if (one.kind.value, one.code) == (kind, code)), None)


def names_of_targets(targets: Iterable[OutcomeTarget]) -> dict[int, str]:
    """Targets in a line each, by their keys."""
    found = list(targets)
    documents = documents_of_rounds(one.round_id for one in found)
    told = {one.pk: _told(documents[one.round_id], None, as_value(one, None)) for one in found}
    return {
        one.pk: _("%(title)s: %(goal)s by %(due)s")
        % {"title": told[one.pk].title, "goal": told[one.pk].goal, "due": one.due}
        for one in found
    }


def near_goal(target: OutcomeTarget, document: Document | None = None) -> str:
    """That the goal is closer than such rounds can show; empty where it is far enough.

    ``document`` is the release that it starts from.
    """
    from analysis.exports.outcomes import near_words

    start = document or document_of(target.round)
    point = _starting_point(start, target.kind, target.measure)
    return near_words(point, target.to_value) if point else ""


def targets_for_asked(actions: Iterable[Action]) -> Mapping[int, TargetForAsked]:
    """What everybody who was asked is told of the targets of entries, by their keys."""
    targets = {one.target_id: one.target for one in actions if one.target is not None}
    due = rounds_waited_for(targets.values())
    read = [round_.pk for round_ in due.values() if round_.is_read_by_asked]
    documents = documents_of_rounds([*read, *(one.round_id for one in targets.values())])
    return {
        target.pk: _for_asked(target, due.get(_place(target)), documents)
        for target in targets.values()
    }


def _for_asked(
    target: OutcomeTarget, due: Round | None, documents: Mapping[int, Document]
) -> TargetForAsked:
    """Figures of a round only where it is for its people to read, and of the later one too."""
    due_name = due.title if due else target.due
    start = documents[target.round_id]
    later = documents[due.pk] if due and due.is_read_by_asked else None
    told = _told(start, later if target.round.is_read_by_asked else None, as_value(target, due))
    names = {"title": told.title, "due": due_name, "start": told.start, "goal": told.goal}
    if target.is_dropped:
        return TargetForAsked(
            _("There was a target on %(title)s for %(due)s, which was given up.") % names
        )
    if not target.round.is_read_by_asked:
        return TargetForAsked(_("A target is set on %(title)s for %(due)s.") % names)
    aim = _aim(names)
    if not told.verdict:
        return TargetForAsked(aim)
    outcome = _("What became of it: %(word)s. %(sentences)s") % {
        "word": told.word, "sentences": " ".join(told.sentences),
    }  # fmt: skip
    return TargetForAsked(aim, outcome)


def _aim(names: Mapping[str, str]) -> str:
    return _("Target: %(title)s, from %(start)s to %(goal)s in %(due)s.") % names


def _row(
    target: OutcomeTarget,
    due: Round | None,
    released: list[Round],
    documents: Mapping[int, Document],
) -> TargetRow:
    is_answered = due is not None and due.is_released
    since = [one for one in released if one.position > target.round.position]
    judged = due if is_answered else (since[-1] if since else None)
    if target.is_dropped:
        judged = None
    after = documents[judged.pk] if judged else None
    told = _told(documents[target.round_id], after, as_value(target, due))
    is_marked = not (target.is_dropped or told.is_mean or _is_aborted(due))
    return TargetRow(
        target,
        told,
        due.title if due else target.due,
        judged,
        is_answered,
        "" if is_answered else near_goal(target, documents[target.round_id]),
        tuple(target.actions.all()),
        is_marked=is_marked and _is_drawn(target, documents),
        is_corrected=target.release_sha256 != documents[target.round_id].sha256,
    )


def _is_drawn(target: OutcomeTarget, documents: Mapping[int, Document]) -> bool:
    """Whether the trend of today has a line for what a target is about."""
    from analysis.estimates import trend_constructs, trend_items

    releases = [document.release for document in documents.values()]
    is_construct = target.kind == OutcomeTarget.Kind.CONSTRUCT
    lines = (trend_constructs if is_construct else trend_items)(releases)
    return any(line.code == target.measure for line in lines)


def _place(target: OutcomeTarget) -> tuple[int, str]:
    return target.programme_id, target.due


def _is_aborted(due: Round | None) -> bool:
    return due is not None and due.is_aborted


@remembered(maxsize=REMEMBERED * 4)
def _told(before: Document, after: Document | None, target: Target) -> Told:
    from analysis.exports import outcomes as say
    from analysis.outcomes import judge

    found = judge(target, before.release, (after or before).release)
    goal = say.goal_words(
        target.goal, is_mean=found.is_mean, unit=found.unit, is_score=found.is_score
    )
    start = say.start_words(found, before.release)
    if after is None:
        return Told(found.title, start, goal, is_mean=found.is_mean)
    return Told(
        found.title,
        start,
        goal,
        found.verdict.value,
        say.verdict_words(found),
        say.outcome_sentences(found, before.release, after.release),
        found.is_mean,
    )


@remembered(maxsize=REMEMBERED)
def _starting_points(document: Document) -> tuple[StartingPoint, ...]:
    from analysis.outcomes import starting_points as points_of

    return points_of(document.release)
