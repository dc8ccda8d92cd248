"""Runs of mails: resumable, nobody written to twice unasked, nobody shown whom a reminder reached.

A mail is WAITING, then SENDING (stored before the mail server is given it), then SENT or REFUSED.
Whatever ends a process in between leaves one mail SENDING: it may or may not have gone out, and is
sent again only by whoever says so. See ``docs/decisions/0012-mail-that-is-sent-once.md``.
"""

from __future__ import annotations

import secrets
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from enum import StrEnum
from itertools import count

from django.db import transaction
from django.db.models import F, Max
from django.utils.translation import gettext as _

from questionnaires.models import Delivery, Invitation, InvitationSecret, Mailing, Round
from questionnaires.queries.mailings import MailingState, latest_mailing
from questionnaires.services.audit import record_act
from questionnaires.services.errors import ServiceError
from questionnaires.services.invitations import (
    IssuedLink,
    level_digests,
    link_to,
    locked_open,
    nobodys_digest,
)
from questionnaires.services.one_at_a_time import one_at_a_time
from questionnaires.services.rounds import name_of

#: After so many mails in a row that the mail server does not take, it is left alone.
FAILURES_IN_A_ROW = 3


class Outcome(StrEnum):
    """What the mail server did with a mail."""

    SENT = "sent"
    #: It does not take mail for this address.
    REFUSED = "refused"
    #: It has not taken the mail, for a reason that has nothing to do with the address.
    POSTPONED = "postponed"
    #: It was given the mail and never answered.
    DOUBTFUL = "doubtful"


#: Hands a mail that is written over to the mail server.
HandOver = Callable[[], Outcome]
#: Writes the mail for a link; nothing has gone out before what it returns is called.
Write = Callable[[IssuedLink], HandOver]
#: Is told after each turn how many of how many people have had theirs.
Progress = Callable[[int, int], None]


@dataclass(frozen=True, slots=True)
class Again:
    """What of an earlier part of the run is sent once more, because somebody said so."""

    doubtful: bool = False
    refused: bool = False


NOTHING_AGAIN = Again()


@dataclass(frozen=True, slots=True)
class RunResult:
    """How far the run is, and whether the mail server ended this part of it."""

    state: MailingState
    stopped: bool = False


def run_mailing(
    *,
    round: Round,
    kind: str,
    actor: str,
    write: Write,
    again: Again = NOTHING_AGAIN,
    at_most: int | None = None,
    progress: Progress | None = None,
    seen: int | None = None,
) -> RunResult:
    """Afterwards the newest run of this kind is further, or a new one is under way, or at its end.

    Goes on with a run that is not at its end; else begins one, for everybody who was invited.
    ``at_most`` ends it after so many people. Refuses what cannot begin now: a second invitation, a
    reminder before the first mails, anything while somebody else is sending. ``seen`` is the
    number of the newest run that the caller knew of (0: none): a form that is sent a second time
    begins no second run.
    """
    with one_at_a_time():
        state = _under_way(round, kind, actor=actor, again=again, seen=seen)
        rows = _rows(state.mailing, again)[:at_most]
        try:
            stopped = _send_rows(rows, write, _counter(state, progress))
        finally:
            _settle(state.mailing, again)
        return RunResult(_state_now(round), stopped)


def next_kind(state: MailingState | None) -> str:
    """What a press of the button would send, after the newest run: an invitation comes first."""
    if state is None:
        return Mailing.Kind.INVITATION
    return state.mailing.kind if state.waiting else Mailing.Kind.REMINDER


def _under_way(
    round: Round, kind: str, *, actor: str, again: Again, seen: int | None
) -> MailingState:
    """The run to go on with, or a new one."""
    with transaction.atomic():
        current = locked_open(round)
        state = latest_mailing(current)
        if state and state.mailing.kind == kind and _asked_again(state, again):
            repeated = {"doubtful": again.doubtful, "refused": again.refused}
            record_act(actor=actor, action="mail again", subject=name_of(current), **repeated)
            return state
        if state and state.mailing.kind == kind and state.waiting:
            return state
        if state and state.waiting:
            raise ServiceError(
                _("The run of mails before, %(kind)s, is not at its end. Go on with it first.")
                % {"kind": state.mailing.get_kind_display()}
            )
        if again.doubtful or again.refused:
            raise ServiceError(_("There is no mail to send again. Leave that out to go on."))
        _refuse_out_of_turn(current, kind, state, seen)
        _begin(current, kind, actor=actor)
        return _state_now(current)


def _state_now(round: Round) -> MailingState:
    state = latest_mailing(round)
    if state is None or not Round.objects.get(pk=round.pk).is_open:
        raise ServiceError(_("The round was closed meanwhile; its mails ended with it."))
    return state


def _asked_again(state: MailingState, again: Again) -> bool:
    return bool((again.doubtful and state.doubtful) or (again.refused and state.refused))


def _refuse_out_of_turn(
    round: Round, kind: str, state: MailingState | None, seen: int | None
) -> None:
    if seen is not None and seen != (state.mailing.number if state else 0):
        raise ServiceError(
            _("Mails were sent meanwhile, from another page or by a second press. See below.")
        )
    if kind == Mailing.Kind.INVITATION and state is not None:
        raise ServiceError(
            _("Everybody in %(round)s was invited. What can be sent now is a reminder.")
            % {"round": round}
        )
    has_links = InvitationSecret.objects.filter(invitation__round=round).exists()
    if kind == Mailing.Kind.REMINDER and not has_links:
        raise ServiceError(
            _("Nobody in %(round)s has a link yet. Send the invitation first.") % {"round": round}
        )


def _begin(round: Round, kind: str, *, actor: str) -> None:
    """A run with a row for everybody who was invited, in random order.

    For everybody, so that a row says nothing; in random order, so that whoever watches a run
    cannot tell by its pace whose turn it is. What an earlier run left in doubt stays unsent.
    """
    earlier = Mailing.objects.filter(round=round)
    Delivery.objects.filter(mailing__in=earlier).delete()
    earlier.update(finished=True)
    last = earlier.aggregate(last=Max("number"))["last"] or 0
    mailing = Mailing.objects.create(round=round, kind=kind, number=last + 1)
    people = list(Invitation.objects.filter(round=round).values_list("pk", flat=True))
    secrets.SystemRandom().shuffle(people)
    Delivery.objects.bulk_create(
        [Delivery(mailing=mailing, invitation_id=pk) for pk in people], batch_size=500
    )
    record_act(actor=actor, action=f"mail {kind}", subject=name_of(round), run=mailing.number)


def _rows(mailing: Mailing, again: Again) -> list[tuple[int, str]]:
    """Whose turn it is, with the state that each must still have: those to be repeated first."""
    repeated = {
        Delivery.State.SENDING: again.doubtful,
        Delivery.State.REFUSED: again.refused,
    }
    wanted = [state for state, asked in repeated.items() if asked]
    rows = Delivery.objects.filter(mailing=mailing)
    return [
        *rows.filter(state__in=wanted).order_by("pk").values_list("pk", "state"),
        *rows.filter(state=Delivery.State.WAITING).order_by("pk").values_list("pk", "state"),
    ]


def _send_rows(
    rows: Iterable[tuple[int, str]], write: Write, turn_over: Callable[[], None]
) -> bool:
    """Give each its turn; whether the mail server does not answer, or takes none of several."""
    in_a_row = 0
    for pk, state in rows:
        outcome = _send_one(pk, state, write)
        if state == Delivery.State.WAITING and outcome is not Outcome.POSTPONED:
            turn_over()
        if outcome is Outcome.DOUBTFUL:
            return True  # a second one in doubt would be one too many
        if outcome is not None:
            in_a_row = 0 if outcome is Outcome.SENT else in_a_row + 1
        if in_a_row == FAILURES_IN_A_ROW:
            return True
    return False


def _counter(state: MailingState, progress: Progress | None) -> Callable[[], None]:
    """Counts turns that are over, and tells."""
    turns = count(state.done + 1)

    def turn_over() -> None:
        done = next(turns)
        if progress:
            progress(done, state.people)

    return turn_over


def _send_one(pk: int, state: str, write: Write) -> Outcome | None:
    """One turn; ``None``: passed over. The mail server is not waited for inside a transaction,
    which would keep respondents waiting too.
    """
    delivery = (
        Delivery.objects.select_related("invitation__person", "mailing__round")
        .filter(pk=pk, state=state)
        .first()
    )
    if delivery is None or not delivery.mailing.round.is_open:
        return None
    invitation = delivery.invitation
    person = invitation.person
    if person is None or not _wants_mail(invitation):
        _pass_over(delivery)
        return None
    link, digest = link_to(person, delivery.mailing.round)
    hand_over = write(link)
    secret = InvitationSecret(invitation=invitation, digest=digest)
    with transaction.atomic(durable=True):
        if not _claim(delivery, Delivery.State.SENDING):
            return None
        secret.save()
    outcome = hand_over()
    _note(delivery, secret, outcome)
    return outcome


def _wants_mail(invitation: Invitation) -> bool:
    person = invitation.person
    return not (person is None or person.declined or invitation.used or invitation.no_reminders)


def _pass_over(delivery: Delivery) -> None:
    """As if a mail had gone out: the same row, and a digest like everybody's."""
    with transaction.atomic(durable=True):
        if _claim(delivery, Delivery.State.SENT):
            InvitationSecret.objects.create(invitation=delivery.invitation, digest=nobodys_digest())


def _claim(delivery: Delivery, state: str) -> bool:
    """Whether the row was still as it was read, and is in the new state now.

    The condition names columns of the row alone. With a join PostgreSQL would look at the row as
    it was before it waited for whoever changed it, and let both have it.
    """
    rows = Delivery.objects.filter(pk=delivery.pk, state=delivery.state)
    return rows.update(state=state) == 1


def _note(delivery: Delivery, secret: InvitationSecret, outcome: Outcome) -> None:
    """Store what became of a mail. One in doubt stays as it is, with its link."""
    row = Delivery.objects.filter(pk=delivery.pk)
    with transaction.atomic(durable=True):
        if outcome is Outcome.SENT and row.update(state=Delivery.State.SENT):
            Mailing.objects.filter(pk=delivery.mailing_id).update(sent=F("sent") + 1)
        elif outcome is Outcome.REFUSED:
            row.update(state=Delivery.State.REFUSED)
            # Nobody has the link. The digest stays in its place, as one of nobody's.
            InvitationSecret.objects.filter(pk=secret.pk).update(digest=nobodys_digest())
        elif outcome is Outcome.POSTPONED:
            row.update(state=delivery.state)
            secret.delete()


def _settle(mailing: Mailing, again: Again) -> None:
    """Where nobody waits, the marks go of whoever had their turn; the run may be at its end.

    What is left are mails in doubt, and, of an invitation, refused addresses. A reminder forgets
    those: that it met one says that its owner has not answered. As long as somebody waits, who had
    their turn has one digest more than who had not. A mail that was sent again has yet another one,
    which nobody else lacks for long.
    """
    rows = Delivery.objects.filter(mailing=mailing)
    waiting = rows.filter(state=Delivery.State.WAITING).exists()
    if again.doubtful or again.refused or not waiting:
        level_digests(round=mailing.round)
    if waiting:
        return
    with transaction.atomic():
        rows.filter(state=Delivery.State.SENT).delete()
        if mailing.kind == Mailing.Kind.REMINDER:
            rows.filter(state=Delivery.State.REFUSED).delete()
        if not rows.exists():
            Mailing.objects.filter(pk=mailing.pk).update(finished=True)
