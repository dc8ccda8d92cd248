"""Pages beside the results of a round, each about one question: what they have in common."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from questionnaires.models import Round
from surveyapp.result_documents import Document

if TYPE_CHECKING:
    from analysis.release import Release


@dataclass(frozen=True, slots=True, kw_only=True)
class RoundPart:
    """A page about a released round, read by people with a role or by everybody asked.

    ``before`` is the release compared with, ``None`` in a first round and where it is for others to
    read. What a page shows of both stands in its own subclass.
    """

    round: Round
    document: Document
    #: What :mod:`surveyapp.result_addresses` calls the page, and what its readers do.
    name: str
    heading: str
    before: Document | None = None
    readers: str = Round.ResultsFor.ROLES.value

    @property
    def release(self) -> Release:
        """The release that everything comes from."""
        return self.document.release

    @property
    def is_for_asked(self) -> bool:
        """Whether it is read without an account: by everybody who was asked, or by a link."""
        return self.readers != Round.ResultsFor.ROLES

    @property
    def is_by_link(self) -> bool:
        """Whether it is read by a link that expires, and must not lead past it."""
        return self.readers == Round.ResultsFor.LINK

    @property
    def is_too_small(self) -> bool:
        """Whether fewer than k answered, so that nothing but that is shown."""
        return self.release.organisation.hidden is not None

    @property
    def base(self) -> str:
        """The template that its own one extends."""
        return "results/part_for_asked.html" if self.is_for_asked else "results/part.html"
