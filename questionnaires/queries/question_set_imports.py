"""What an import would meet: the draft that is there, who works on it, what is published."""

from __future__ import annotations

from dataclasses import dataclass

from analysis.instrument import Instrument, instrument_as_json
from questionnaires.models import QuestionSet, QuestionSetVersion


@dataclass(frozen=True, slots=True)
class Meeting:
    """What an import of a question set meets.

    ``draft`` is the one that would be replaced, ``others`` the people besides the reader who edited
    it. ``published`` is the number of the newest published version, which stays as it is.
    """

    code: str
    draft: QuestionSetVersion | None
    others: tuple[str, ...]
    published: int | None
    is_known: bool

    @property
    def digest(self) -> str:
        """What stands for the draft that is there; empty without one."""
        return self.draft.sha256 if self.draft else ""


def meeting_of(instrument: Instrument, *, actor: str, sha256: str) -> Meeting:
    """What an import of this instrument, whose content has this digest, would meet."""
    versions = QuestionSetVersion.objects.filter(question_set__code=instrument.code)
    published = versions.filter(status=QuestionSetVersion.Status.PUBLISHED).order_by("-number")
    draft = versions.filter(status=QuestionSetVersion.Status.DRAFT).first()
    edited = draft.revisions.exclude(actor__in=["", actor]) if draft else None
    others = edited.order_by("actor").values_list("actor", flat=True).distinct() if edited else ()
    newest = published.first()
    return Meeting(
        code=instrument.code,
        draft=draft,
        others=tuple(others),
        published=newest.number if newest else None,
        is_known=versions.filter(sha256=sha256).exists(),
    )


def unstored_version(instrument: Instrument) -> QuestionSetVersion:
    """The instrument as a version that is nowhere stored, to be looked at."""
    return QuestionSetVersion(
        question_set=QuestionSet(code=instrument.code, title=instrument.title),
        number=0,
        content=instrument_as_json(instrument),
    )
