"""Releases as they are stored and as they are read: verified, and in the reader's language."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import lru_cache
from typing import TYPE_CHECKING

from django.utils.translation import gettext as _

from analysis.words import language, remembered
from questionnaires.models import Programme, Round, StoredRelease
from questionnaires.queries.releases import (
    previous_released_round,
    release_of,
    released_rounds_of,
)

if TYPE_CHECKING:
    from analysis.release import Release

#: Releases, and what was made of them, that a process remembers.
REMEMBERED = 32


class DamagedReleaseError(Exception):
    """A stored release does not match its hash; nothing of it is shown."""


@dataclass(frozen=True, slots=True)
class Document:
    """A release as stored. Two documents are the same when their hashes are."""

    sha256: str
    content: str = field(compare=False, repr=False)

    @classmethod
    def of(cls, stored: StoredRelease) -> Document:
        """The verified document; :class:`DamagedReleaseError` where the hash does not fit."""
        if hashlib.sha256(stored.content.encode()).hexdigest() != stored.sha256:
            raise DamagedReleaseError(
                _("%(release)s does not match its hash. Restore the database from a backup.")
                % {"release": stored}
            )
        return cls(stored.sha256, stored.content)

    @property
    def release(self) -> Release:
        """The release with its questions in the language of now, where it has them."""
        return _shown(self)

    @property
    def as_stored(self) -> Release:
        """The release with its questions as they were written."""
        return _loaded(self)


def document_of(round_: Round) -> Document:
    """The newest release of a released round."""
    return Document.of(release_of(round_))


def documents_of_rounds(rounds: Iterable[int]) -> dict[int, Document]:
    """The newest releases of released rounds, oldest round first, by the keys of the rounds."""
    stored = StoredRelease.objects.filter(round__in=set(rounds)).order_by(
        "round__position", "number"
    )
    newest = {one.round_id: one for one in stored.select_related("round__programme")}
    return {round_: Document.of(one) for round_, one in newest.items()}


def document_before(
    round_: Round, against: Round | None = None, readers: str = Round.ResultsFor.ROLES
) -> Document | None:
    """The release of the earlier round ``against``, or of the released round before this one.

    Everybody asked, and whoever has a link, is shown none that is for others to read. A link to a
    round that everybody asked reads shows no more than they read.
    """
    if readers == Round.ResultsFor.LINK and round_.is_read_by_asked:
        readers = Round.ResultsFor.ASKED
    earlier = against or previous_released_round(round_)
    if earlier is None or not may_read(earlier, readers):
        return None
    return document_of(earlier)


def may_read(round_: Round, readers: str) -> bool:
    """Whether the people of a released round were told that such readers see its results."""
    if readers == Round.ResultsFor.ASKED:
        return round_.is_read_by_asked
    return round_.is_read_by_link if readers == Round.ResultsFor.LINK else True


def documents_of(
    round_: Round, against: Round | None = None, readers: str = Round.ResultsFor.ROLES
) -> tuple[Document, ...]:
    """The release compared with, where there is one, and the release of this round."""
    before = document_before(round_, against, readers)
    return (before, document_of(round_)) if before else (document_of(round_),)


def trend_documents(programme: Programme, until: Round | None = None) -> tuple[Document, ...]:
    """The releases of a programme, oldest round first, up to a round where one is given."""
    rounds = released_rounds_of(programme)
    if until is not None:
        rounds = rounds.filter(position__lte=until.position)
    return tuple(document_of(round_) for round_ in rounds)


@lru_cache(maxsize=REMEMBERED)
def _loaded(document: Document) -> Release:
    from analysis.release import load_release

    return load_release(document.content, verified=document.sha256)


@remembered(maxsize=REMEMBERED)
def _shown(document: Document) -> Release:
    from analysis.showing import release_in

    return release_in(_loaded(document), language())
