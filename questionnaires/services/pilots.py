"""Pilots: made with their links, told times by testers, ended with medians, deleted.

The log names a pilot, its days and who made it: never a secret, a tester, a time or a note.
"""

from __future__ import annotations

import secrets
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass
from datetime import date, timedelta
from statistics import median

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from questionnaires.models import Pilot, PilotLink, PilotNote, QuestionSetVersion
from questionnaires.models.pilots import FEWEST_LINKS, MOST_LINKS
from questionnaires.queries.invitations import secret_digest
from questionnaires.queries.pilots import FEWEST_TESTERS, timed_sections
from questionnaires.services.audit import record_act
from questionnaires.services.erasing import forget_earlier_states
from questionnaires.services.errors import ServiceError, invalid

#: Random bytes in a secret: 256 bits.
SECRET_BYTES = 32
#: Days that a pilot lasts unless told, and the most that it may.
USUAL_DAYS, MOST_DAYS = 14, 60
#: Times are told in steps of so many seconds, and none beyond the most.
STEP_SECONDS, MOST_SECONDS = 5, 600
#: Medians are kept in coarser steps, the least of which is one.
MEDIAN_STEP = 15


class PilotOverError(ServiceError):
    """The pilot has ended or is deleted: its links open nothing and it takes no times."""


@dataclass(frozen=True, slots=True)
class MadePilot:
    """A pilot with the secrets of its links, which are stored nowhere."""

    pilot: Pilot
    secrets: tuple[str, ...]


@transaction.atomic
def make_pilot(
    *,
    version: QuestionSetVersion,
    title: str,
    links: int,
    actor: str,
    told: str = "",
    ends_on: date | None = None,
    today: date | None = None,
) -> MadePilot:
    """Afterwards so many links open the questions as they are now, until a day.

    ``ServiceError`` for a version without questions, for too few or too many links, and for a day
    that is past or more than 60 days ahead.
    """
    day = today or timezone.localdate()
    last = ends_on or day + timedelta(days=USUAL_DAYS)
    if not version.instrument.items:
        raise ServiceError(_("There is no question yet that anybody could try out."))
    if not FEWEST_LINKS <= links <= MOST_LINKS:
        raise ServiceError(
            _("A pilot has %(fewest)d to %(most)d links.")
            % {"fewest": FEWEST_LINKS, "most": MOST_LINKS}
        )
    if not day <= last <= day + timedelta(days=MOST_DAYS):
        raise ServiceError(
            _("A pilot ends today at the earliest, and in %(days)d days at the latest.")
            % {"days": MOST_DAYS}
        )
    pilot = Pilot(
        version=version,
        title=" ".join(title.split()),
        told=told.strip(),
        content=version.content,
        sha256=version.sha256,
        links_made=links,
        made_by=actor,
        made_on=day,
        ends_on=last,
    )
    try:
        pilot.full_clean()
    except ValidationError as error:
        raise invalid(pilot, error) from error
    pilot.save()
    made = tuple(secrets.token_urlsafe(SECRET_BYTES) for _each in range(links))
    PilotLink.objects.bulk_create(
        PilotLink(pilot=pilot, digest=secret_digest(secret)) for secret in made
    )
    record_act(
        actor=actor, action="make pilot", subject=str(version), pilot=pilot.code, links=links,
        ends_on=last.isoformat(),
    )  # fmt: skip
    return MadePilot(pilot, made)


def take_times(*, link: PilotLink, seconds: Mapping[str, int]) -> None:
    """Afterwards the pilot counts these seconds, one number for each timed section.

    They are added to the counts of each section by itself; that they came together, by which link
    and when is stored nowhere. A link that was used before changes nothing, and nobody is told:
    else whoever has a link would learn whether times were sent by it. Never logged.

    :class:`PilotOverError` once the pilot has ended or is deleted; ``ValueError`` for anything but
    whole steps for exactly the timed sections.
    """
    with transaction.atomic():
        pilot = Pilot.objects.select_for_update().filter(pk=link.pilot_id).first()
        current = PilotLink.objects.filter(pk=link.pk).first()
        if pilot is None or not pilot.is_running or current is None:
            raise PilotOverError(_("The trial has ended."))
        _check(seconds, timed_sections(pilot.instrument))
        if current.sent:
            return
        pilot.times = _added(pilot.times, seconds)
        pilot.save(update_fields=["times"])
        current.sent = True
        current.save(update_fields=["sent"])
    forget_earlier_states(Pilot)


def _check(seconds: Mapping[str, int], timed: tuple[str, ...]) -> None:
    if set(seconds) != set(timed):
        raise ValueError("Times are told for every section that all testers see, and for no other.")
    for number in seconds.values():
        whole = isinstance(number, int) and not isinstance(number, bool)
        if not whole or not 0 <= number <= MOST_SECONDS or number % STEP_SECONDS:
            raise ValueError(f"Times are 0 to {MOST_SECONDS} seconds in steps of {STEP_SECONDS}.")


def _added(
    times: Mapping[str, Mapping[str, int]], seconds: Mapping[str, int]
) -> dict[str, dict[str, int]]:
    """The counts with one more in each section, sorted: their order tells of no arrival."""
    added: dict[str, dict[str, int]] = {}
    for section in sorted(seconds):
        counts = dict(times.get(section, {}))
        number = str(seconds[section])
        counts[number] = counts.get(number, 0) + 1
        added[section] = dict(sorted(counts.items(), key=lambda pair: int(pair[0])))
    return added


@transaction.atomic
def end_pilot(*, pilot: Pilot, actor: str, today: date | None = None) -> Pilot:
    """Afterwards its links and all times are deleted; of five testers or more, medians remain.

    To end it twice changes nothing. :class:`PilotOverError` where it was deleted meanwhile.
    """
    current = (
        Pilot.objects.select_for_update().select_related("version").filter(pk=pilot.pk).first()
    )
    if current is None:
        raise PilotOverError(_("The pilot was deleted meanwhile."))
    if not current.is_running:
        return current
    current.sent = current.links.filter(sent=True).count()
    if current.sent >= FEWEST_TESTERS:
        current.medians = {
            section: _told(median(int(one) for one, n in counts.items() for _each in range(n)))
            for section, counts in current.times.items()
        }
    current.times = {}
    current.ended_on = today or timezone.localdate()
    current.save(update_fields=["sent", "medians", "times", "ended_on"])
    current.links.all().delete()
    record_act(actor=actor, action="end pilot", subject=str(current.version), pilot=current.code)
    transaction.on_commit(lambda: forget_earlier_states(Pilot, PilotLink))
    return current


def _told(seconds: float) -> int:
    return MEDIAN_STEP * max(1, round(seconds / MEDIAN_STEP))


def end_pilots_that_are_over(*, today: date, dry_run: bool = False) -> list[Pilot]:
    """Afterwards no pilot runs on whose last day is past; those that were ended."""
    over = Pilot.objects.filter(ended_on=None, ends_on__lt=today).select_related(
        "version__question_set"
    )
    if dry_run:
        return list(over)
    ended = []
    for pilot in over:
        with suppress(PilotOverError):
            ended.append(end_pilot(pilot=pilot, actor="retain", today=today))
    return ended


@transaction.atomic
def delete_pilot(*, pilot: Pilot, actor: str) -> None:
    """Afterwards nothing of it is left: neither links and times, nor medians and notes."""
    record_act(actor=actor, action="delete pilot", subject=str(pilot.version), pilot=pilot.code)
    pilot.delete()
    transaction.on_commit(lambda: forget_earlier_states(Pilot, PilotLink, PilotNote))


@transaction.atomic
def write_note(
    *, pilot: Pilot, item: str, text: str, actor: str, today: date | None = None
) -> PilotNote:
    """Afterwards a note stands beside an item of the pilot."""
    if not Pilot.objects.select_for_update().filter(pk=pilot.pk).exists():
        raise PilotOverError(_("The pilot was deleted meanwhile."))
    if not pilot.instrument.has_item(item):
        raise ServiceError(_("The pilot does not ask “%(item)s”.") % {"item": item})
    note = PilotNote(
        pilot=pilot,
        item=item,
        text=text,
        written_by=actor,
        written_on=today or timezone.localdate(),
    )
    try:
        note.full_clean()
    except ValidationError as error:
        raise invalid(note, error) from error
    note.save()
    return note


@transaction.atomic
def delete_note(*, note: PilotNote) -> None:
    """Afterwards the note is gone."""
    note.delete()
