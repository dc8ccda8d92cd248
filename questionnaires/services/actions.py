"""Actions: what was said in a round and what is done about it, written down and published.

The log names the entry and what of it was changed, never its words: somebody might have copied
what a single person wrote.
"""

from __future__ import annotations

from datetime import date
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from questionnaires.models import Action, OutcomeTarget, Round
from questionnaires.services.audit import record_act
from questionnaires.services.errors import ServiceError, invalid
from questionnaires.services.rounds import locked, name_of

#: What of an entry can be written.
CHANGEABLE = frozenset({"said", "construct", "target", "state", "done", "by", "on"})


@transaction.atomic
def add_action(
    *,
    round: Round,
    said: str,
    done: str,
    state: str = Action.State.PLANNED,
    construct: str = "",
    target: OutcomeTarget | None = None,
    by: str = "",
    on: date | None = None,
    actor: str,
) -> Action:
    """Afterwards the round has one more entry, after all others, as a draft."""
    current = locked(round)
    _refuse_unreleased(current)
    action = Action(
        round=current,
        said=said,
        done=done,
        state=state,
        construct=construct,
        target=target,
        by=by,
        on=on,
    )
    _store(action)
    _record("add action", action, actor)
    return action


@transaction.atomic
def change_action(*, action: Action, actor: str, **fields: Any) -> Action:
    """Afterwards an entry has other words or another state, published or not as it was."""
    unknown = sorted(fields.keys() - CHANGEABLE)
    if unknown:
        raise ServiceError(_("%(name)s cannot be changed.") % {"name": ", ".join(unknown)})
    current = _locked(action)
    changed = sorted(name for name, value in fields.items() if getattr(current, name) != value)
    for name, value in fields.items():
        setattr(current, name, value)
    _store(current)
    if changed:
        _record("change action", current, actor, fields=changed)
    return current


@transaction.atomic
def publish_action(*, action: Action, actor: str, today: date | None = None) -> Action:
    """Afterwards everybody who was asked can read the entry; to publish it twice is once."""
    current = _locked(action)
    if not current.is_published:
        current.published_on = today or timezone.localdate()
        current.save(update_fields=["published_on"])
        _record("publish action", current, actor)
    return current


@transaction.atomic
def take_back_action(*, action: Action, actor: str) -> Action:
    """Afterwards the entry is a draft again, which nobody reads who was asked."""
    current = _locked(action)
    if current.is_published:
        current.published_on = None
        current.save(update_fields=["published_on"])
        _record("take back action", current, actor)
    return current


@transaction.atomic
def remove_action(*, action: Action, actor: str) -> None:
    """Afterwards there is no such entry; to remove it twice changes nothing."""
    if Action.objects.filter(pk=action.pk).delete()[0]:
        _record("remove action", action, actor)


def _locked(action: Action) -> Action:
    actions = Action.objects.select_for_update(of=("self",)).select_related(
        "round__programme", "round__version", "target"
    )
    current = actions.filter(pk=action.pk).first()
    if current is None:
        raise ServiceError(_("This entry was removed meanwhile."))
    return current


def _refuse_unreleased(round: Round) -> None:
    if round.mode == Round.Mode.IMPORTED:
        raise ServiceError(
            _("%(round)s was imported: nobody was asked here who could read it.") % {"round": round}
        )
    if not round.is_released:
        raise ServiceError(
            _("%(round)s is not released. What is done about results is written after them.")
            % {"round": round}
        )


def _store(action: Action) -> None:
    """Stores what can be read: words on both sides, and a construct that was asked."""
    action.said, action.done, action.by = (
        action.said.strip(),
        action.done.strip(),
        " ".join(action.by.split()),
    )
    asked = {construct.code for construct in action.round.version.instrument.constructs}
    if action.construct and action.construct not in asked:
        raise ServiceError(
            _("The questions of %(round)s have no construct “%(code)s”.")
            % {"round": action.round, "code": action.construct}
        )
    if action.target and action.target.programme_id != action.round.programme_id:
        raise ServiceError(
            _("%(round)s has no such target: it belongs to another programme.")
            % {"round": action.round}
        )
    try:
        action.full_clean()
    except ValidationError as error:
        raise invalid(action, error) from error
    action.save()


def _record(act: str, action: Action, actor: str, **detail: Any) -> None:
    record_act(actor=actor, action=act, subject=name_of(action.round), entry=action.code, **detail)
