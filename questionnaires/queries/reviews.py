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


def writers_of(version: QuestionSetVersion) -> frozenset[str]:
    """Everybody who wrote in a draft, or in the drafts that it is a copy of; commands too.

    Of a draft that is a published version unchanged, nobody.
    """
    writers: set[str] = set()
    draft: QuestionSetVersion | None = version
    while draft is not None:
        subject = f"{draft.question_set.code} {draft.number}"
        acts = AuditEntry.objects.filter(subject=subject, action__in=_WRITING)
        writers |= {*acts.values_list("actor", flat=True)}
        # The history is cut after some hundred edits, the log is not.
        writers |= {*draft.revisions.values_list("actor", flat=True)} - {""}
        origin = draft.question_set.origin if draft.number == 1 else None
        draft = origin if origin is not None and not origin.is_published else None
    return frozenset(writers)


def barred_from_review(version: QuestionSetVersion) -> frozenset[str]:
    """Who is no second person for the draft: whoever wrote in it, and whoever asked."""
    waiting = waiting_review_of(version)
    return writers_of(version) | ({waiting.asked_by} if waiting else set())


def cannot_review(version: QuestionSetVersion, name: str) -> str:
    """Why this person is no second person for the draft; empty for one who is."""
    waiting = waiting_review_of(version)
    if waiting is not None and waiting.asked_by == name:
        return _("You asked for this review: somebody else answers it.")
    if name in writers_of(version):
        return _("You wrote in this draft: somebody else reviews it.")
    return ""
