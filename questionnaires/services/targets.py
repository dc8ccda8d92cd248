"""Outcome targets: set on what a release shows, before the round that answers them is released.

The log names the target and what of it was changed, with its numbers and codes; never its words.
"""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from analysis.targets import Kind
from questionnaires.models import OutcomeTarget, Programme, Round, StoredRelease
from questionnaires.queries.releases import release_of
from questionnaires.queries.targets import newest_released_round, round_waited_for
from questionnaires.services.audit import record_act
from questionnaires.services.errors import ServiceError, invalid
from questionnaires.services.rounds import name_of

if TYPE_CHECKING:
    from analysis.outcomes import StartingPoint

#: What of a target can be changed, and what of one whose round is released.
CHANGEABLE = frozenset({"to_value", "due", "by", "objective", "note"})
CHANGEABLE_LATER = frozenset({"note"})
#: What the log tells of a change beside its name: numbers and codes, no words.
LOGGED = ("to_value", "due")


@transaction.atomic
def set_target(
    *,
    round: Round,
    kind: str,
    measure: str,
    to_value: float,
    due: str,
    by: str = "",
    objective: str = "",
    note: str = "",
    actor: str,
    today: date | None = None,
) -> OutcomeTarget:
    """Afterwards a figure of the newest released round is to be better in a later one.

    ``ServiceError`` where the release does not show that figure in full, where another round has
    been released since, and where the later one is released already: a target is set before
    anybody knows what becomes of it.
    """
    programme = Programme.objects.select_for_update().get(pk=round.programme_id)
    newest = newest_released_round(programme)
    if newest is None or newest.pk != round.pk:
        raise ServiceError(
            _("A target starts from the newest released round, which %(round)s is not.")
            % {"round": round}
        )
    stored = release_of(newest)
    point = _starting_point(stored, kind, measure)
    target = OutcomeTarget(
        programme=programme,
        round=newest,
        release_sha256=stored.sha256,
        kind=kind,
        measure=measure,
        from_value=point.level.estimate,
        to_value=to_value,
        due=due,
        by=by,
        objective=objective,
        note=note,
        set_on=today or timezone.localdate(),
    )
    _refuse_goal(point, to_value)
    _refuse_due(target)
    _store(target)
    _record("set target", target, actor, measure=measure, to_value=to_value, due=target.due)
    return target


@transaction.atomic
def change_target(
    *, target: OutcomeTarget, actor: str, today: date | None = None, **fields: Any
) -> OutcomeTarget:
    """Afterwards a target has another goal, round, team, objective or note.

    Once its round is released only the note changes; ``ServiceError`` for all else.
    """
    unknown = sorted(fields.keys() - CHANGEABLE)
    if unknown:
        raise ServiceError(_("%(name)s cannot be changed.") % {"name": ", ".join(unknown)})
    current = _locked(target)
    changed = sorted(name for name, value in fields.items() if getattr(current, name) != value)
    if not changed:
        return current
    if not set(changed) <= CHANGEABLE_LATER:
        _refuse_answered(current)
    for name in changed:
        setattr(current, name, fields[name])
    if "due" in changed:
        _refuse_due(current)
    if "to_value" in changed:
        _refuse_goal(
            _starting_point(release_of(current.round), current.kind, current.measure),
            current.to_value,
        )
    if not set(changed) <= CHANGEABLE_LATER:
        current.changed_on = today or timezone.localdate()
    _store(current)
    detail = {name: getattr(current, name) for name in LOGGED if name in changed}
    _record("change target", current, actor, fields=changed, **detail)
    return current


@transaction.atomic
def drop_target(
    *, target: OutcomeTarget, because: str, actor: str, today: date | None = None
) -> OutcomeTarget:
    """Afterwards a target is given up, and says why; it stays on the page.

    To drop it twice changes nothing. ``ServiceError`` once its round is released: whoever set it is
    told what became of it.
    """
    current = _locked(target)
    if current.is_dropped:
        return current
    _refuse_answered(current)
    current.dropped_because = " ".join(because.split())
    if not current.dropped_because:
        raise ServiceError(_("Say why the target is given up."))
    current.dropped_on = today or timezone.localdate()
    _store(current)
    _record("drop target", current, actor)
    return current


def start_value(*, round: Round, kind: str, measure: str) -> float:
    """The figure of a released round that a target would start from.

    ``ServiceError`` where its release does not show it in full.
    """
    return _starting_point(release_of(round), kind, measure).level.estimate


def is_answered(target: OutcomeTarget) -> bool:
    """Whether the round that a target is due in is released."""
    due = round_waited_for(target)
    return due is not None and due.is_released


def _locked(target: OutcomeTarget) -> OutcomeTarget:
    """The target as it stands now; whoever changes targets of its programme waits."""
    Programme.objects.select_for_update().get(pk=target.programme_id)
    return OutcomeTarget.objects.select_related("programme", "round__programme").get(pk=target.pk)


def _starting_point(stored: StoredRelease, kind: str, measure: str) -> StartingPoint:
    """The figure that a release shows in full; ``ServiceError`` of any other."""
    from analysis.outcomes import starting_point
    from analysis.release import load_release

    known = kind in set(Kind)
    point = starting_point(load_release(stored.content), Kind(kind), measure) if known else None
    if point is None:
        raise ServiceError(
            _("%(round)s shows no figure of “%(code)s” in full that a target could start from.")
            % {"round": stored.round, "code": measure}
        )
    return point


def _refuse_goal(point: StartingPoint, to_value: float) -> None:
    if point.is_better(to_value):
        return
    if point.level.is_score:
        raise ServiceError(
            _(
                "A score runs from 0 to 10. A target on one is better than what it starts from, to "
                "one decimal place."
            )
        )
    raise ServiceError(
        _("A target is better than what it starts from, and an answer of its scale.")
    )


def _refuse_answered(target: OutcomeTarget) -> None:
    if target.is_dropped:
        raise ServiceError(_("This target was given up. Set a new one."))
    if is_answered(target):
        raise ServiceError(
            _("%(due)s is released and answers this target. Only its note can be changed.")
            % {"due": target.due}
        )


def _refuse_due(target: OutcomeTarget) -> None:
    """A later round is one that is not there yet, or comes after and has not been released."""
    due = round_waited_for(target)
    if due is None:
        return
    if due.position <= target.round.position:
        raise ServiceError(
            _("%(due)s is no later round than %(round)s.") % {"due": due, "round": target.round}
        )
    if due.is_aborted:
        raise ServiceError(_("%(due)s was aborted. Name a later round.") % {"due": due})
    if due.is_released:
        raise ServiceError(
            _("%(due)s is released: a target is set before its round is.") % {"due": due}
        )


def _store(target: OutcomeTarget) -> None:
    target.by, target.objective = (" ".join(text.split()) for text in (target.by, target.objective))
    target.note = target.note.strip()
    try:
        target.full_clean(validate_constraints=False)
    except ValidationError as error:
        raise invalid(target, error) from error
    if not target.is_dropped:
        _refuse_twice(target)
    target.save()


def _refuse_twice(target: OutcomeTarget) -> None:
    same = OutcomeTarget.objects.filter(
        programme=target.programme,
        kind=target.kind,
        measure=target.measure,
        due=target.due,
        dropped_on__isnull=True,
    )
    if same.exclude(pk=target.pk).exists():
        raise ServiceError(
            _("There is a target on “%(code)s” for %(due)s already. Change that one.")
            % {"code": target.measure, "due": target.due}
        )


def _record(act: str, target: OutcomeTarget, actor: str, **detail: Any) -> None:
    record_act(actor=actor, action=act, subject=name_of(target.round), target=target.code, **detail)
