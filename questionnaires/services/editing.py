"""Drafts of question sets, edited a change at a time; those of two people are joined or shown."""

from __future__ import annotations

import logging
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from analysis.instrument import Instrument, instrument_as_json
from questionnaires.formats.question_set_drafts import settle_draft, texts_to_translate
from questionnaires.formats.question_set_yaml import read_question_set
from questionnaires.models import DraftRevision, QuestionSetVersion
from questionnaires.queries.question_sets import outdated_translations
from questionnaires.queries.rewordings import published_items
from questionnaires.services.audit import record_act
from questionnaires.services.draft_changes import Change, ChangeError, part_of
from questionnaires.services.draft_items import BringBack, ChangeCode, ChangeText, kept_items
from questionnaires.services.draft_measures import Translate
from questionnaires.services.errors import ServiceError
from questionnaires.services.question_sets import content_sha256, save_draft, subject_of

logger = logging.getLogger(__name__)


class EditConflictError(ServiceError):
    """Somebody else changed the same part meanwhile. Nothing was stored.

    ``base`` is the draft that the author saw (``None`` where it is not known any more), ``stored``
    the draft as it is now, which ``sha256`` names; ``other`` is who changed it last.
    """

    def __init__(
        self, *, base: Instrument | None, stored: Instrument, sha256: str, other: str
    ) -> None:
        super().__init__(
            _("%(name)s changed this while you wrote. Both texts are shown: choose one.")
            % {"name": other or _("Somebody")}
        )
        self.base, self.stored, self.sha256, self.other = base, stored, sha256, other


@dataclass(frozen=True, slots=True)
class Edited:
    """The draft after an edit. ``joined``: somebody else's edits came in between."""

    version: QuestionSetVersion
    summary: str
    changed: bool = True
    joined: bool = False


@transaction.atomic
def edit_version(
    *, version: QuestionSetVersion, base_sha256: str, change: Change, actor: str
) -> Edited:
    """Afterwards the draft has the change, beside what others changed elsewhere in it meanwhile.

    ``base_sha256`` names the draft that the change was made on. Raises :class:`EditConflictError`
    where somebody else changed the same part, :class:`ChangeError` where it cannot be made, and
    :class:`QuestionSetError` where the result would be no question set.
    """
    draft = _locked_draft(version, actor)
    before = draft.instrument
    joined = draft.sha256 != base_sha256
    if joined:
        _check_untouched(draft, before, base_sha256, change)
    summary = change.summary(before)
    after = change.applied(before, published_items(draft))
    meanings: dict[str, Any] = {}
    if isinstance(change, ChangeText) and change.meaning:
        meanings = {
            change.code: {"text": after.item(change.code).written_text, "says": change.meaning}
        }
    gone = [i.code for i in before.items if not after.has_item(i.code)]
    stored = _store(
        draft,
        after,
        actor=actor,
        summary=summary,
        meanings=meanings,
        removed=[] if isinstance(change, ChangeCode) else kept_items(before, gone),
        **_translating(draft, change, base_sha256),
    )
    return Edited(draft, summary, changed=stored, joined=joined)


@transaction.atomic
def undo_edit(*, version: QuestionSetVersion, base_sha256: str, actor: str) -> Edited:
    """Afterwards the draft is as before the last edit that was not undone yet."""
    draft = _locked_draft(version, actor)
    last = edit_to_undo(draft)
    if last is None:
        raise ChangeError(_("There is nothing to undo."))
    _check_unchanged(draft, base_sha256)
    before = draft.revisions.get(number=last.number - 1)
    summary = _("Undone: %(summary)s") % {"summary": last.summary}
    _restore(draft, before, actor=actor, summary=summary, undoes=last.number)
    return Edited(draft, summary)


@transaction.atomic
def restore_revision(
    *, version: QuestionSetVersion, number: int, base_sha256: str, actor: str
) -> Edited:
    """Afterwards the draft is as it was after this edit; what came later stays in the history."""
    draft = _locked_draft(version, actor)
    _check_unchanged(draft, base_sha256)
    revision = draft.revisions.filter(number=number).first()
    if revision is None:
        raise ChangeError(_("That state of the draft is not kept any more."))
    summary = _("Went back to edit %(number)d") % {"number": number}
    _restore(draft, revision, actor=actor, summary=summary)
    return Edited(draft, summary)


@transaction.atomic
def bring_back_item(
    *, version: QuestionSetVersion, code: str, base_sha256: str, actor: str
) -> Edited:
    """Afterwards a question that was removed is back where it stood."""
    for revision in version.revisions.exclude(removed=[]).order_by("-number"):
        for kept in revision.removed:
            if kept["content"]["items"][0]["code"] == code:
                return edit_version(
                    version=version, base_sha256=base_sha256, change=BringBack(kept), actor=actor
                )
    raise ChangeError(_("The history keeps no question %(code)s.") % {"code": code})


def edit_to_undo(version: QuestionSetVersion) -> DraftRevision | None:
    """The last edit that was not undone and whose state before is kept."""
    revisions = list(version.revisions.defer("source", "removed").order_by("-number"))
    undone = {revision.undoes for revision in revisions}
    for revision in revisions[:-1]:
        if revision.undoes is None and revision.number not in undone:
            return revision
    return None


def state_at(version: QuestionSetVersion, sha256: str) -> Instrument | None:
    """The draft that a digest names, if its history keeps it."""
    if sha256 == version.sha256:
        return version.instrument
    found = version.revisions.filter(sha256=sha256).order_by("-number").first()
    return read_question_set(found.source, "", draft=True) if found else None


def _locked_draft(version: QuestionSetVersion, actor: str) -> QuestionSetVersion:
    draft = QuestionSetVersion.objects.select_for_update().get(pk=version.pk)
    if draft.is_published:
        logger.warning("%s tried to edit %s, which is published.", actor, draft)
        raise ChangeError(
            _("Version %(number)d is published and never changes. Edit the next version instead.")
            % {"number": draft.number}
        )
    return draft


def _check_untouched(
    draft: QuestionSetVersion, stored: Instrument, base_sha256: str, change: Change
) -> None:
    base = state_at(draft, base_sha256)
    parts = change.parts()
    if base is None or any(part_of(base, part) != part_of(stored, part) for part in parts):
        if base is None and not parts:
            return
        newest = draft.revisions.order_by("-number").first()
        raise EditConflictError(
            base=base, stored=stored, sha256=draft.sha256, other=newest.actor if newest else ""
        )


def _check_unchanged(draft: QuestionSetVersion, base_sha256: str) -> None:
    if draft.sha256 != base_sha256:
        raise ChangeError(
            _("The draft was changed meanwhile. Look at it as it is now, then decide again.")
        )


def _store(
    draft: QuestionSetVersion, instrument: Instrument, *, actor: str, summary: str, **kept: Any
) -> bool:
    """Write the draft and its revision; false where nothing changed."""
    source, settled = settle_draft(instrument, subject_of(draft))
    content = instrument_as_json(settled)
    if content_sha256(content) == draft.sha256 and not _confirms(draft, kept.get("confirmed", {})):
        return False
    save_draft(version=draft, source=source, content=content, actor=actor, summary=summary, **kept)
    record_act(actor=actor, action="edit question set", subject=subject_of(draft), change=summary)
    return True


def _translating(draft: QuestionSetVersion, change: Change, base_sha256: str) -> dict[str, Any]:
    """What a translation was made of, and which ones its author says are still right."""
    if not isinstance(change, Translate):
        return {}
    base = state_at(draft, base_sha256)
    return {
        "confirmed": {change.language: change.confirmed},
        "seen": texts_to_translate(base) if base is not None else None,
    }


def _confirms(draft: QuestionSetVersion, confirmed: Mapping[str, Collection[str]]) -> bool:
    """Whether a translation that is older than its text is said to be right."""
    outdated = outdated_translations(draft)
    return any({*paths} & outdated.get(name, {}).keys() for name, paths in confirmed.items())


def _restore(
    draft: QuestionSetVersion,
    revision: DraftRevision,
    *,
    actor: str,
    summary: str,
    undoes: int | None = None,
) -> None:
    before = draft.instrument
    after = read_question_set(revision.source, subject_of(draft), draft=True)
    gone = [i.code for i in before.items if not after.has_item(i.code)]
    content, kept = instrument_as_json(after), kept_items(before, gone)
    save_draft(
        version=draft,
        source=revision.source,
        content=content,
        actor=actor,
        summary=summary,
        undoes=undoes,
        removed=kept,
        outdated=revision.outdated,
    )
    record_act(actor=actor, action="edit question set", subject=subject_of(draft), change=summary)
