"""Releasing: the counts pass the gate, and what passes is stored and hashed."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from datetime import date
from typing import TYPE_CHECKING

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from analysis.tally import ORGANISATION, Tally
from questionnaires.models import (
    CollectedRound,
    Comment,
    Round,
    StoredRelease,
    StoredTally,
)
from questionnaires.routers import ANSWERS
from questionnaires.services.audit import record_act
from questionnaires.services.comments import release_comments, shuffle_released_comments
from questionnaires.services.erasing import erase_deleted_rows, refuse_inside_transaction
from questionnaires.services.errors import ServiceError
from questionnaires.services.fallback_pools import pools_of, were_taken_over
from questionnaires.services.rounds import locked, name_of

if TYPE_CHECKING:
    from analysis.disclosure import UnitFrame
    from analysis.release import Release, RoundFacts


def release_round(*, round: Round, actor: str, today: date | None = None) -> StoredRelease:
    """Afterwards what passed the gate is stored and can be read; comments left the answers side.

    May be repeated: a release that broke off is finished, one that is done stays as it is. Must
    not run inside a transaction.
    """
    refuse_inside_transaction()
    stored = _store(round, actor=actor, today=today or timezone.localdate())
    # All that may be shown of them is copied by now.
    with transaction.atomic(using=ANSWERS):
        Comment.objects.filter(round_id=round.public_id).delete()
    erase_deleted_rows()
    return stored


@transaction.atomic
def _store(round: Round, *, actor: str, today: date) -> StoredRelease:
    current = locked(round)
    collected = CollectedRound.objects.filter(pk=current.public_id).first()
    if current.is_released:
        return current.releases.get(number=1)
    _refuse_unless_closed(current)
    if collected is None:
        raise ServiceError(_("The answers of %(round)s are not there.") % {"round": current})
    stored = _release(current, collected)
    release_comments(round=current, collected=collected)
    current.status = Round.Status.RELEASED
    current.released_on = today
    current.save(update_fields=["status", "released_on"])
    record_act(actor=actor, action="release round", subject=name_of(current), sha256=stored.sha256)
    return stored


def _refuse_unless_closed(round: Round) -> None:
    if round.is_open:
        raise ServiceError(
            _(
                "%(round)s is still open. Close it first: nothing is shown of a round before its "
                "answers are counted and destroyed."
            )
            % {"round": round}
        )
    if round.is_draft:
        raise ServiceError(
            _("%(round)s is a draft: nobody has answered. Open it and close it first.")
            % {"round": round}
        )
    if round.is_aborted:
        raise ServiceError(
            _("%(round)s was aborted: nothing was counted, so there is nothing to release.")
            % {"round": round}
        )
    if round.closed_on is None:
        raise ServiceError(
            _("The closing of %(round)s broke off. Close it again, then release it.")
            % {"round": round}
        )


def _release(round: Round, collected: CollectedRound) -> StoredRelease:
    from analysis.ballots import with_ballots  # slow import
    from analysis.disclosure import release, with_participation  # slow import

    tally = Tally.from_json(StoredTally.objects.get(round=collected).content)
    shown = release(tally, collected.instrument, _facts(round), list(_frame(round, tally)))
    shown = with_participation(shown, round.response_rates)
    if round.mode == Round.Mode.ANONYMOUS:
        shown = with_ballots(
            shown,
            drawn=(round.response_rates or {}).get("answered"),
            handed_in=len(round.spent_tokens or ()),
            reissued=_reissued(round, tally),
        )
    return _audited_and_stored(round, [shown], tally)


def _audited_and_stored(round: Round, releases: Sequence[Release], tally: Tally) -> StoredRelease:
    """The last of these, once an attacker found nothing in all of them together."""
    from analysis.audit import audit  # slow import
    from analysis.release import dump_release, release_sha256  # slow import

    found = audit(releases, tally)
    if found:
        shown = "; ".join(f"{one.path or _('Everybody')}, {one.code}" for one in found[:20])
        raise ServiceError(
            _(
                "%(round)s is not released: with what would be told, somebody could find out how "
                "single people answered. Found at: %(cells)s. Nothing was published. Report this "
                "with the names of these cells: the gate should have hidden them."
            )
            % {"round": round, "cells": shown}
        )
    newest = releases[-1]
    return StoredRelease.objects.create(
        round=round,
        number=newest.number,
        content=dump_release(newest),
        sha256=release_sha256(newest),
    )


@transaction.atomic
def correct_release(
    *,
    round: Round,
    reason: str,
    withdrawn: Sequence[str] = (),
    turned: Sequence[str] = (),
    actor: str,
) -> StoredRelease:
    """Afterwards a further release stands in the place of the last, and says what was corrected.

    ``withdrawn`` questions are taken out, ``turned`` ones read with their scale the other way. It
    is audited together with all releases before it, which needs the counts: once they are
    destroyed, nothing can be corrected any more.
    """
    from analysis.corrections import corrected  # slow import
    from analysis.release import load_release  # slow import

    current = locked(round)
    if not current.is_released:
        raise ServiceError(
            _("%(round)s has no release that could be corrected.") % {"round": current}
        )
    stored = StoredTally.objects.filter(round_id=current.public_id).first()
    if stored is None:
        raise ServiceError(
            _(
                "The counts of %(round)s were destroyed on their day. From then on its release "
                "stays as it is: a correction could not be checked any more."
            )
            % {"round": current}
        )
    earlier = [load_release(one.content) for one in current.releases.order_by("number")]
    try:
        newest = corrected(earlier[-1], reason=reason, withdrawn=withdrawn, turned=turned)
    except ValueError as error:
        raise ServiceError(str(error)) from error
    made = _audited_and_stored(current, [*earlier, newest], Tally.from_json(stored.content))
    shuffle_released_comments(round=current)
    record_act(
        actor=actor,
        action="correct release",
        subject=name_of(current),
        sha256=made.sha256,
        number=made.number,
        reason=reason,
        withdrawn=sorted(withdrawn),
        turned=sorted(turned),
    )
    return made


def _facts(round: Round) -> RoundFacts:
    from analysis.release import RoundFacts  # slow import

    return RoundFacts(
        programme=round.programme.code,
        code=round.code,
        title=round.title,
        mode=round.mode,
        k=round.k,
        opened_on=round.opened_on.isoformat() if round.opened_on else None,
        closed_on=round.closed_on.isoformat() if round.closed_on else None,
        kept_responses_days=round.kept_responses_days,
        manifest_sha256=round.manifest_sha256,
        full_detail=round.full_detail,
    )


def _reissued(round: Round, tally: Tally) -> dict[str, int]:
    """Ballots issued again, by the unit or pool that their people were counted at."""
    homes = were_taken_over(pools_of(round.manifest or {}), tally.groups)
    found: Counter[str] = Counter()
    for unit, n in round.collection_units.filter(reissued__gt=0).values_list("path", "reissued"):
        found[homes.get(unit, unit)] += n
    return dict(found)


def _frame(round: Round, tally: Tally) -> Iterator[UnitFrame]:
    """The organisation and every unit above or at a collection unit, with frozen head counts.

    A pool that took units over at close stands in their place.
    """
    from analysis.disclosure import UnitFrame  # slow import

    homes = were_taken_over(pools_of(round.manifest or {}), tally.groups)
    members: dict[str, int] = {}
    for unit, count in round.collection_units.values_list("path", "members"):
        path = homes.get(unit, unit)
        titles = path.split("/") if path else []
        for depth in range(1, len(titles) + 1):
            above = "/".join(titles[:depth])
            members[above] = members.get(above, 0) + count
    yield UnitFrame(ORGANISATION, _("Everybody"), None, round.population)
    for path in sorted(members):
        parent, _slash, title = path.rpartition("/")
        yield UnitFrame(path, title, parent, members[path])
