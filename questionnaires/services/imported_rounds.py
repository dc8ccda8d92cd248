"""Rounds that were asked elsewhere: stored as a release, in their place among the others."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Max, Q
from django.utils.translation import gettext as _

from analysis.instrument import Instrument, instrument_as_json
from questionnaires.formats.question_set_yaml import write_question_set
from questionnaires.models import (
    Programme,
    QuestionSet,
    QuestionSetVersion,
    Round,
    StoredRelease,
)
from questionnaires.services.audit import record_act
from questionnaires.services.errors import ServiceError, invalid
from questionnaires.services.programmes import create_programme
from questionnaires.services.question_sets import content_sha256
from questionnaires.services.rounds import RESERVED_CODES, name_of

_SUFFIX = "-imported"


def refuse_second_import(programme: str, code: str) -> None:
    """Nothing, where there is no round of that code yet; ``ServiceError`` otherwise."""
    if Round.objects.filter(programme__code=programme, code=code).exists():
        raise ServiceError(
            _(
                "%(programme)s has a round %(code)s already, and a release never changes. "
                "Import under another round code."
            )
            % {"programme": programme, "code": code}
        )


def titled(code: str) -> str:
    """A title made of a code: ``state-of-haskell`` is "State of haskell"."""
    words = code.replace("-", " ").strip()
    return words[:1].upper() + words[1:]


def check_facts(draft: Round) -> None:
    """Refuse codes and titles that cannot stand, each with its reason."""
    if draft.code in RESERVED_CODES:
        raise ServiceError(_("“%(code)s” is the address of a page.") % {"code": draft.code})
    for instance, unset in (
        (draft.programme, []),
        (draft, ["programme", "version", "position"]),
    ):
        try:
            instance.clean_fields(exclude=unset)
        except ValidationError as error:
            raise invalid(instance, error) from error


@transaction.atomic
def store_imported(
    draft: Round,
    *,
    instrument: Instrument,
    content: str,
    sha256: str,
    actor: str,
    responses: int | None,
    number: int = 1,
    action: str = "import round",
) -> Round:
    """Afterwards the round is stored with its release, and its programme where it was not there.

    ``responses`` is how many people answered, ``None`` where that is not told.
    """
    found = Programme.objects.select_for_update().filter(code=draft.programme.code).first()
    programme = found or create_programme(
        code=draft.programme.code, title=draft.programme.title, actor=actor
    )
    refuse_second_import(programme.code, draft.code)
    draft.programme = programme
    draft.version = _version(programme, instrument, draft.released_on)
    draft.position = _make_room(programme, draft.closed_on)
    draft.save()
    StoredRelease.objects.create(round=draft, number=number, content=content, sha256=sha256)
    record_act(
        actor=actor, action=action, subject=name_of(draft), responses=responses, sha256=sha256
    )
    return draft


def imported_set_code(programme: Programme) -> str:
    """The code of the programme's own set of questions that were asked elsewhere."""
    longest = QuestionSet._meta.get_field("code").max_length or 0
    return programme.code[: longest - len(_SUFFIX)].rstrip("-") + _SUFFIX


def _version(
    programme: Programme, instrument: Instrument, published_on: date | None
) -> QuestionSetVersion:
    """What was asked, as it was published here before, or else in the programme's own set."""
    # A draft with the same content may change any day; what was asked never does.
    published = QuestionSetVersion.objects.filter(status=QuestionSetVersion.Status.PUBLISHED)
    asked = content_sha256(instrument_as_json(instrument))
    if known := published.filter(sha256=asked).order_by("pk").first():
        return known
    code = imported_set_code(programme)
    begun, _created = QuestionSet.objects.get_or_create(
        code=code,
        defaults={"title": _("%(programme)s, imported") % {"programme": programme.title[:180]}},
    )
    # Whoever begins a draft of the set meanwhile waits, so that no number is taken twice.
    question_set = QuestionSet.objects.select_for_update().get(pk=begun.pk)
    instrument = replace(instrument, code=code)
    content = instrument_as_json(instrument)
    sha256 = content_sha256(content)
    last = question_set.versions.aggregate(last=Max("number"))["last"]
    known = published.filter(question_set=question_set, sha256=sha256).first()
    return known or QuestionSetVersion.objects.create(
        question_set=question_set,
        number=(last or 0) + 1,
        status=QuestionSetVersion.Status.PUBLISHED,
        source=write_question_set(instrument),
        content=content,
        sha256=sha256,
        published_on=published_on,
    )


def _make_room(programme: Programme, closed_on: date | None) -> int:
    """The position of a past round: before what is not released yet, and by its last day."""
    later = ~Q(status=Round.Status.RELEASED)
    if closed_on is not None:
        later |= Q(closed_on__gt=closed_on)
    following = programme.rounds.filter(later).order_by("position").first()
    if following is None:
        last: int | None = programme.rounds.aggregate(last=Max("position"))["last"]
        return (last or 0) + 1
    position = following.position
    # From the last one, so that no two rounds ever share a position.
    for one in programme.rounds.filter(position__gte=position).order_by("-position"):
        programme.rounds.filter(pk=one.pk).update(position=one.position + 1)
    return position
