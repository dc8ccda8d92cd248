"""What an import would meet: the draft that is there, who works on it, what is published."""

from __future__ import annotations

from dataclasses import dataclass

from analysis.instrument import Instrument, instrument_as_json
from questionnaires.models import QuestionSet, QuestionSetVersion
from questionnaires.queries.reviews import writers_of


@dataclass(frozen=True, slots=True)
class Meeting:
    """What an import of a question set meets.

    ``draft`` is the one that would be replaced, ``others`` the people besides the reader who wrote
    in it. ``published`` is the number of the newest published version, which stays as it is.
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
    others = writers_of(draft) - {actor} if draft else ()
    newest = published.first()
    return Meeting(
        code=instrument.code,
        draft=draft,
        others=tuple(sorted(others)),
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
