"""Pilots: by the secret of a link while it opens something, and what authors read of them."""

from __future__ import annotations

from datetime import date

from django.db.models import Count, QuerySet
from django.utils.crypto import constant_time_compare

from analysis.instrument import Instrument
from questionnaires.models import Pilot, PilotLink, PilotNote, QuestionSetVersion
from questionnaires.queries.invitations import secret_digest

#: What a secret is made of: letters, digits, - and _, as many as 32 bytes need.
SECRET_LENGTH = 43
#: Of so many testers medians are told. Of three, whoever sends twice, once nothing and once the
#: most, reads the third's time off the median; of five that takes four links of the five.
FEWEST_TESTERS = 5


def pilot_link_by_secret(secret: str, *, today: date) -> PilotLink | None:
    """The link of a pilot that runs today, with the pilot; ``None`` for every other secret."""
    if len(secret) != SECRET_LENGTH:
        return None
    digest = secret_digest(secret)
    link = PilotLink.objects.select_related("pilot__version").filter(digest=digest).first()
    if link is None or not constant_time_compare(link.digest, digest):
        return None
    return link if link.pilot.is_running and link.pilot.ends_on >= today else None


def pilots_of(version: QuestionSetVersion) -> QuerySet[Pilot]:
    """All pilots of a version, the newest first, each with its ``notes_written``."""
    return (
        version.pilots.select_related("version")
        .annotate(notes_written=Count("notes"))
        .order_by("-pk")
    )


def notes_by_item(pilot: Pilot) -> dict[str, list[PilotNote]]:
    """The notes of a pilot by the code of their item, in the order they were written."""
    found: dict[str, list[PilotNote]] = {}
    for note in pilot.notes.order_by("pk"):
        found.setdefault(note.item, []).append(note)
    return found


def has_enough(pilot: Pilot) -> bool:
    """Whether as many testers have sent times as medians need: all that is told while it runs."""
    if pilot.sent is not None:
        return pilot.sent >= FEWEST_TESTERS
    return pilot.links.filter(sent=True).count() >= FEWEST_TESTERS


def timed_sections(instrument: Instrument) -> tuple[str, ...]:
    """Codes of the sections that everybody sees, whatever they answer.

    Others are not timed: that somebody was there at all would tell how they answered.
    """
    always = {item.code for item in instrument.items if item.show_if is None}
    return tuple(section.code for section in instrument.sections if always & set(section.items))
