"""Question sets: imported as drafts, published for good."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Collection, Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import replace
from datetime import date
from pathlib import Path
from types import MappingProxyType
from typing import Any

from django.db import transaction
from django.db.models import Max
from django.utils import timezone
from django.utils.translation import gettext as _

from analysis.instrument import Instrument, instrument_as_json, instrument_from_json
from questionnaires.formats.exchange import Writing
from questionnaires.formats.exchange_formats import format_named
from questionnaires.formats.problems import QuestionSetError
from questionnaires.formats.question_set_drafts import Outdated, outdated_after
from questionnaires.formats.question_set_yaml import (
    raise_wordings,
    read_question_set,
    write_question_set,
)
from questionnaires.models import QuestionSet, QuestionSetVersion
from questionnaires.queries.question_sets import outdated_translations
from questionnaires.queries.rewordings import clashing_items, rewordings_of
from questionnaires.services.audit import record_act
from questionnaires.services.errors import ServiceError
from questionnaires.services.reviews import check_reviewed
from questionnaires.services.trend_decisions import Decisions, record_decisions, refusal

#: Edits of one draft that can be undone and brought back; older ones are forgotten.
MOST_REVISIONS = 300
LONGEST_SUMMARY = 300

#: The question sets that ship.
LIBRARY = Path(__file__).resolve().parent.parent / "library"

_NONE: frozenset[str] = frozenset()
_NO_NOTES: Mapping[str, str] = MappingProxyType({})


@transaction.atomic
def import_question_set(
    *, source: str, filename: str, actor: str, draft: bool = False, over: str | None = None
) -> QuestionSetVersion:
    """Afterwards the file is the draft of its question set; an earlier draft is replaced.

    Content that is there already, as a version published before or as the draft, changes nothing.
    Raises :class:`QuestionSetError` with all problems of the file; of a ``draft``, what is only
    missing yet is none. ``over`` is the digest of the draft that its author decided to replace,
    empty for none: raises :class:`ServiceError` where another one is there by now.
    """
    instrument = read_question_set(source, filename, draft=draft)
    content = instrument_as_json(instrument)
    question_set = _locked_question_set(instrument.code, instrument.title)
    known = question_set.versions.filter(sha256=content_sha256(content)).order_by("-number").first()
    if known is not None and (known.is_published or known.source == source):
        return known
    drafts = question_set.versions.select_for_update().filter(
        status=QuestionSetVersion.Status.DRAFT
    )
    version = drafts.first()
    if over is not None and over != (version.sha256 if version else ""):
        raise ServiceError(
            _("The draft was changed meanwhile, and nothing was stored. Look at it, then decide.")
        )
    if version is not None:
        summary = _("Imported %(filename)s") % {"filename": filename}
        save_draft(version=version, source=source, content=content, actor=actor, summary=summary)
    else:
        version = QuestionSetVersion.objects.create(
            question_set=question_set,
            number=_next_number(question_set),
            source=source,
            content=content,
            sha256=content_sha256(content),
        )
    record_act(actor=actor, action="import question set", subject=subject_of(version))
    return version


@transaction.atomic
def start_question_set(*, first: Instrument, actor: str) -> QuestionSetVersion:
    """Afterwards there is a new question set with this as its first draft.

    Raises :class:`ServiceError` where its code is taken, and :class:`QuestionSetError` with all
    that is wrong with it; what is only missing yet, such as questions, is none.
    """
    _question_set, is_new = QuestionSet.objects.get_or_create(
        code=first.code, defaults={"title": first.title}
    )
    if not is_new:
        raise ServiceError(
            _("There is a question set %(code)s already. Write another code.")
            % {"code": first.code}
        )
    return import_question_set(
        source=write_question_set(first), filename=f"{first.code}.yaml", actor=actor, draft=True
    )


@transaction.atomic
def start_next_version(*, version: QuestionSetVersion, actor: str) -> QuestionSetVersion:
    """Afterwards the question set has a draft: this published version to begin with, unchanged.

    A draft that is there already stays as it is, and is the one returned.
    """
    question_set = QuestionSet.objects.select_for_update().get(pk=version.question_set_id)
    draft = question_set.versions.filter(status=QuestionSetVersion.Status.DRAFT).first()
    if draft is not None:
        return draft
    draft = QuestionSetVersion.objects.create(
        question_set=question_set,
        number=_next_number(question_set),
        source=version.source,
        content=version.content,
        sha256=version.sha256,
    )
    record_act(
        actor=actor, action="start next version", subject=subject_of(draft), origin=version.number
    )
    return draft


def save_draft(
    *,
    version: QuestionSetVersion,
    source: str,
    content: dict[str, Any],
    actor: str,
    summary: str,
    undoes: int | None = None,
    removed: Sequence[Mapping[str, Any]] = (),
    meanings: Mapping[str, Any] | None = None,
    confirmed: Mapping[str, Collection[str]] | None = None,
    seen: Mapping[str, str] | None = None,
    outdated: Outdated | None = None,
) -> None:
    """Afterwards the draft, whose row is locked, has this content, and its history one edit more.

    The first edit keeps the state before it too, so that it can be undone. ``outdated`` are the
    translations older than their text; unless given, they follow from what the edit reworded,
    ``confirmed`` and ``seen`` (:func:`outdated_after`).
    """
    known = outdated_translations(version)
    if outdated is None:
        after = instrument_from_json(content)
        outdated = outdated_after(version.instrument, after, known, confirmed or {}, seen)
    newest: int | None = version.revisions.aggregate(newest=Max("number"))["newest"]
    if newest is None:
        newest = 1
        version.revisions.create(
            number=newest,
            actor="",
            summary=_("The draft before its first edit"),
            source=source_of(version),
            sha256=version.sha256,
            outdated=known,
        )
    version.source, version.content = source, content
    version.sha256 = content_sha256(content)
    version.save()
    version.revisions.create(
        number=newest + 1,
        actor=actor,
        summary=summary[:LONGEST_SUMMARY],
        source=source,
        sha256=version.sha256,
        undoes=undoes,
        removed=list(removed),
        meanings=dict(meanings or {}),
        outdated=outdated,
    )
    version.revisions.filter(number__lte=newest + 1 - MOST_REVISIONS).delete()


@transaction.atomic
def publish_version(
    *,
    version: QuestionSetVersion,
    actor: str,
    same_meaning: AbstractSet[str] = _NONE,
    new_meaning: AbstractSet[str] = _NONE,
    notes: Mapping[str, str] = _NO_NOTES,
    unreviewed: str = "",
    sha256: str | None = None,
    today: date | None = None,
) -> QuestionSetVersion:
    """Afterwards the version can be asked, and never changes again.

    An item that is asked otherwise than when it was last published is either in ``same_meaning``,
    which keeps its trend, or in ``new_meaning``, which raises its wording and ends the trend;
    ``@moved`` there stands for all that only moved. ``notes`` say why, by the same names.
    ``unreviewed`` is why no second person has to have read it, where one should. ``sha256`` names
    the draft that was read: raises :class:`ServiceError` where it is another one by now. Publishing
    a published version changes nothing.
    """
    locked = QuestionSetVersion.objects.select_for_update().get(pk=version.pk)
    if locked.is_published:
        return locked
    if sha256 is not None and locked.sha256 != sha256:
        raise ServiceError(
            _("The draft was replaced while you read it. Read it again, then publish.")
        )
    _check_complete(locked)
    if not unreviewed.strip():
        check_reviewed(locked)
    decided = Decisions.on(locked, same_meaning, new_meaning, notes)
    if decided.new:
        _raise(locked, decided.new)
        # A wording that was counted back may need more than one step.
        if rest := [r for r in rewordings_of(locked) if r.code not in decided.same]:
            raise ServiceError(refusal(rest))
    while clashing := clashing_items(locked):
        _raise(locked, clashing)
    locked.status = QuestionSetVersion.Status.PUBLISHED
    locked.published_on = today or timezone.localdate()
    locked.save()
    record_decisions(version=locked, decided=decided, actor=actor, today=locked.published_on)
    locked.revisions.all().delete()
    question_set = locked.question_set
    question_set.title = locked.instrument.title
    question_set.save(update_fields=["title"])
    record_act(
        actor=actor,
        action="publish question set",
        subject=subject_of(locked),
        same_meaning=sorted(decided.same),
        new_meaning=sorted(decided.new),
        **({"unreviewed": unreviewed.strip()} if unreviewed.strip() else {}),
    )
    return locked


def _raise(version: QuestionSetVersion, items: AbstractSet[str]) -> None:
    """The draft with the wordings of these items raised by one, not saved yet."""
    source = raise_wordings(source_of(version), items)
    try:
        instrument = read_question_set(source, subject_of(version))
    except QuestionSetError as error:
        raise ServiceError("\n".join(one.message for one in error.problems)) from error
    version.source = source
    version.content = instrument_as_json(instrument)
    version.sha256 = content_sha256(version.content)


def import_library(*, actor: str, today: date | None = None) -> list[QuestionSetVersion]:
    """Afterwards the question sets that ship are there, published; safe to run again.

    A set that has versions of its own by now is not overruled: a new edition becomes a draft, and
    only where no other draft waits.
    """
    return [_import_shipped(path, actor, today) for path in sorted(LIBRARY.glob("*.yaml"))]


@transaction.atomic
def _import_shipped(path: Path, actor: str, today: date | None) -> QuestionSetVersion:
    source = path.read_text(encoding="utf-8")
    versions = QuestionSetVersion.objects.filter(question_set__code=path.stem).order_by("-number")
    content = instrument_as_json(read_question_set(source, path.name))
    if known := versions.filter(sha256=content_sha256(content)).first():
        return known
    newest = versions.first()
    if newest is not None and not newest.is_published:
        return newest
    version = import_question_set(source=source, filename=path.name, actor=actor)
    return version if newest else publish_version(version=version, actor=actor, today=today)


def export_version(*, version: QuestionSetVersion, form: str) -> Writing:
    """The version as a file of this format, with what the format cannot hold; nothing changes.

    ``KeyError`` where no such format can be written. Our YAML is as its author wrote it.
    """
    found = format_named(form)
    if found.write is None:
        raise KeyError(form)
    writing = found.write(version.instrument)
    return replace(writing, data=source_of(version).encode()) if form == "yaml" else writing


def source_of(version: QuestionSetVersion) -> str:
    """The version as YAML: as its author wrote it, else written from its content."""
    return version.source or write_question_set(version.instrument)


def content_sha256(content: dict[str, Any]) -> str:
    """64 hexadecimal digits that stand for an instrument, however its file is laid out."""
    text = json.dumps(content, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()


def _locked_question_set(code: str, title: str) -> QuestionSet:
    """The question set, made where it is new; imports of one set wait for each other."""
    QuestionSet.objects.get_or_create(code=code, defaults={"title": title})
    return QuestionSet.objects.select_for_update().get(code=code)


def _next_number(question_set: QuestionSet) -> int:
    newest: int | None = question_set.versions.aggregate(newest=Max("number"))["newest"]
    return (newest or 0) + 1


def subject_of(version: QuestionSetVersion) -> str:
    """How the audit log calls a version: ``developer-experience 2``."""
    return f"{version.question_set.code} {version.number}"


def _check_complete(version: QuestionSetVersion) -> None:
    """Refuse a draft in which something is missing yet, which no file with it could import."""
    try:
        read_question_set(write_question_set(version.instrument), subject_of(version))
    except QuestionSetError as error:
        raise ServiceError("\n".join(problem.message for problem in error.problems)) from error
