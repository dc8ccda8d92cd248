"""Review of a draft by a second person, before it is published."""

from __future__ import annotations

from collections.abc import Mapping

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from questionnaires.models import QuestionSet, QuestionSetVersion, VersionReview
from questionnaires.queries.reviews import approval_of, cannot_review, waiting_review_of
from questionnaires.services.audit import record_act
from questionnaires.services.errors import ServiceError

LONGEST_REMARK = 2000
LONGEST_REQUEST = 1000


def switch_review(*, question_set: QuestionSet, on: bool, actor: str) -> None:
    """Afterwards a second person reads each version before it is published, or need not.

    Who may switch it off is for the caller to know.
    """
    question_set.is_reviewed = on
    question_set.save(update_fields=["is_reviewed"])
    action = "switch review on" if on else "switch review off"
    record_act(actor=actor, action=action, subject=question_set.code)


@transaction.atomic
def ask_for_review(
    *, version: QuestionSetVersion, sha256: str, actor: str, request: str = ""
) -> VersionReview:
    """Afterwards a review of exactly this draft waits; one asked for before is withdrawn."""
    draft = _locked(version)
    if draft.sha256 != sha256:
        raise ServiceError(_("The draft was changed while you read it. Read it again, then ask."))
    request = request.strip()
    _check_length(request, LONGEST_REQUEST)
    draft.reviews.filter(outcome=VersionReview.Outcome.WAITING).delete()
    review = draft.reviews.create(sha256=sha256, asked_by=actor, request=request)
    record_act(actor=actor, action="ask for review", subject=_subject(draft), sha256=sha256)
    return review


@transaction.atomic
def answer_review(
    *,
    version: QuestionSetVersion,
    sha256: str,
    approved: bool,
    actor: str,
    remark: str = "",
    remarks: Mapping[str, str] | None = None,
) -> VersionReview:
    """Afterwards the draft that this digest names is approved, or changes are asked for.

    ``remarks`` are by the codes of items. Raises :class:`ServiceError` for whoever asked or wrote
    in it, where the draft is another one by now, and for changes without a word.
    """
    draft = _locked(version)
    review = waiting_review_of(draft)
    if review is None:
        raise ServiceError(_("No review of this draft waits. Its author asks for one first."))
    if draft.sha256 != sha256 or review.sha256 != sha256:
        raise ServiceError(
            _("The draft was changed after the review was asked for. Its author asks again.")
        )
    if reason := cannot_review(draft, actor):
        raise ServiceError(reason)
    said = {
        code: text.strip()
        for code, text in (remarks or {}).items()
        if text.strip() and draft.instrument.has_item(code)
    }
    for text in (remark.strip(), *said.values()):
        _check_length(text, LONGEST_REMARK)
    if not approved and not remark.strip() and not said:
        raise ServiceError(_("Say what should be changed: of the whole, or beside a question."))
    outcome = VersionReview.Outcome.APPROVED if approved else VersionReview.Outcome.CHANGES
    review.outcome, review.reviewer, review.answered_at = outcome, actor, timezone.now()
    review.remark, review.remarks = remark.strip(), said
    review.save()
    action = "approve version" if approved else "ask for changes"
    record_act(actor=actor, action=action, subject=_subject(draft), sha256=sha256)
    return review


def check_reviewed(version: QuestionSetVersion) -> None:
    """Refuse to publish what a second person has to read and has not."""
    if not version.question_set.is_reviewed or approval_of(version) is not None:
        return
    if version.reviews.filter(outcome=VersionReview.Outcome.APPROVED).exists():
        raise ServiceError(
            _("The draft was changed after it was approved. Ask for a review of what it is now.")
        )
    raise ServiceError(
        _("A second person reads a version of this question set first. Ask for a review.")
    )


def _locked(version: QuestionSetVersion) -> QuestionSetVersion:
    draft = QuestionSetVersion.objects.select_for_update().get(pk=version.pk)
    if draft.is_published:
        raise ServiceError(_("Version %(number)d is published already.") % {"number": draft.number})
    return draft


def _check_length(text: str, limit: int) -> None:
    if len(text) > limit:
        raise ServiceError(
            _("A remark has at most %(limit)d characters. Shorten it.") % {"limit": limit}
        )


def _subject(version: QuestionSetVersion) -> str:
    return f"{version.question_set.code} {version.number}"
