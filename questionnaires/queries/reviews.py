"""Reviews of drafts: what waits, what stands, and who may answer."""

from __future__ import annotations

from django.utils.translation import gettext as _

from questionnaires.models import AuditEntry, QuestionSetVersion, VersionReview

#: Acts after which a draft has its text from somebody.
_WRITING = ("import question set", "edit question set", "clone question set")


def waiting_review_of(version: QuestionSetVersion) -> VersionReview | None:
    """The review that was asked for and not answered, of this draft or of an earlier state."""
    return version.reviews.filter(outcome=VersionReview.Outcome.WAITING).first()


def approval_of(version: QuestionSetVersion) -> VersionReview | None:
    """The last answer on exactly this draft, where it approves."""
    answered = version.reviews.exclude(outcome=VersionReview.Outcome.WAITING)
    last = answered.filter(sha256=version.sha256).order_by("-answered_at", "-pk").first()
    return last if last and last.outcome == VersionReview.Outcome.APPROVED else None


def last_editor_of(version: QuestionSetVersion) -> str:
    """Who wrote the draft as it is now; empty where it is a published version unchanged."""
    newest = version.revisions.defer("source").order_by("-number").first()
    if newest is not None:
        return newest.actor
    subject = f"{version.question_set.code} {version.number}"
    acts = AuditEntry.objects.filter(subject=subject, action__in=_WRITING)
    entry = acts.order_by("-pk").first()
    return entry.actor if entry else ""


def cannot_review(version: QuestionSetVersion, name: str) -> str:
    """Why this person is no second person for the draft; empty for one who is."""
    waiting = waiting_review_of(version)
    if waiting is not None and waiting.asked_by == name:
        return _("You asked for this review: somebody else answers it.")
    if last_editor_of(version) == name:
        return _("You wrote the last change: somebody else reviews it.")
    return ""
