"""What authors see of question sets."""

from __future__ import annotations

from django.db.models import Exists, OuterRef, Prefetch, Q, QuerySet

from analysis.instrument import Instrument
from questionnaires.formats.question_set_drafts import Outdated, outdated_after
from questionnaires.models import QuestionSet, QuestionSetVersion, VersionReview


def question_sets_for_authors() -> QuerySet[QuestionSet]:
    """All question sets with their versions, newest first, without the versions' contents.

    Of each version it is known whether it ``waits_for_review``.
    """
    asked = VersionReview.objects.filter(
        version=OuterRef("pk"), sha256=OuterRef("sha256"), outcome=VersionReview.Outcome.WAITING
    )
    versions = (
        QuestionSetVersion.objects.defer("source", "content")
        .annotate(waits_for_review=Exists(asked))
        .order_by("-number")
    )
    return QuestionSet.objects.prefetch_related(Prefetch("versions", queryset=versions))


def drafts_for_authors() -> QuerySet[QuestionSetVersion]:
    """Versions that nobody can be asked yet, by the title of their question set."""
    drafts = QuestionSetVersion.objects.filter(status=QuestionSetVersion.Status.DRAFT)
    return drafts.select_related("question_set").order_by("question_set__title", "number")


def versions_to_ask(*, besides: int | None = None) -> QuerySet[QuestionSetVersion]:
    """Published versions, newest first in each question set, and the one with this key."""
    usable = Q(status=QuestionSetVersion.Status.PUBLISHED)
    if besides is not None:
        usable |= Q(pk=besides)
    versions = QuestionSetVersion.objects.filter(usable).select_related("question_set")
    return versions.order_by("question_set__title", "-number")


def newest_published_before(version: QuestionSetVersion) -> QuestionSetVersion | None:
    """The last version that was published before this one."""
    return (
        version.question_set.versions.filter(
            status=QuestionSetVersion.Status.PUBLISHED, number__lt=version.number
        )
        .order_by("-number")
        .first()
    )


def meanings_of(version: QuestionSetVersion) -> dict[str, str]:
    """What the authors of a draft said of its reworded items, ``same`` or ``new``, by code.

    Only of texts that are still the ones they said it of.
    """
    texts = {item.code: item.written_text for item in version.instrument.items}
    found: dict[str, str] = {}
    for said in version.revisions.order_by("number").values_list("meanings", flat=True):
        found |= {code: one["says"] for code, one in said.items() if one["text"] == texts.get(code)}
    return found


def outdated_translations(version: QuestionSetVersion) -> Outdated:
    """The translations of a draft that are older than their text, with the text they were made of.

    Of a draft that nobody edited yet, those that the last published version has in the same words
    for another text. What is published was taken as right.
    """
    if version.is_published:
        return {}
    edits = version.revisions.order_by("-number").values_list("outdated", flat=True)
    newest: Outdated | None = edits.first()
    if newest is not None:
        return newest
    before = (
        QuestionSetVersion.objects.filter(
            question_set_id=version.question_set_id,
            status=QuestionSetVersion.Status.PUBLISHED,
            number__lt=version.number,
        )
        .order_by("-number")
        .first()
    )
    if before is None or before.sha256 == version.sha256:
        return {}
    return outdated_after(before.instrument, version.instrument, {}, {})


def newest_instruments(*, besides: int) -> list[Instrument]:
    """The newest published version of every other question set, by title."""
    published = QuestionSetVersion.objects.filter(status=QuestionSetVersion.Status.PUBLISHED)
    newest = {
        version.question_set_id: version
        for version in published.exclude(question_set_id=besides)
        .select_related("question_set")
        .order_by("question_set__title", "number")
    }
    return [version.instrument for version in newest.values()]
