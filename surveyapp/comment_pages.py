"""Comments as a moderator sees them: question by question, with what may identify somebody marked.

What was found comes first, because it is what a moderator has to read; the order of the others, and
among those, is the random one in which they lie.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from analysis.identifying import NameWords, find_identifying
from questionnaires.models import Round
from questionnaires.queries.comments import comments_to_moderate, comments_to_withdraw
from questionnaires.queries.people import names_of_people
from surveyapp.identifying_words import kind_words


@dataclass(frozen=True, slots=True)
class Piece:
    """A part of a text; ``kind`` says what was found, empty where nothing was."""

    text: str
    kind: str = ""


@dataclass(frozen=True, slots=True)
class MarkedComment:
    """A comment in pieces. ``key`` names it in forms; ``withheld`` is the reason, if it is."""

    key: str
    pieces: tuple[Piece, ...]
    withheld: str = ""

    @property
    def kinds(self) -> tuple[str, ...]:
        """What was found in it, each kind once."""
        return tuple(dict.fromkeys(piece.kind for piece in self.pieces if piece.kind))


@dataclass(frozen=True, slots=True)
class MarkedItem:
    """The comments on one question."""

    code: str
    question: str
    comments: tuple[MarkedComment, ...]

    @property
    def found(self) -> int:
        """In how many of them something was found."""
        return sum(bool(comment.kinds) for comment in self.comments)

    @property
    def withheld(self) -> int:
        """How many of them a release will leave out."""
        return sum(bool(comment.withheld) for comment in self.comments)


def marked_pieces(text: str, names: NameWords) -> Iterator[Piece]:
    """The text in pieces, those marked that may identify somebody."""
    words = kind_words()
    end = 0
    for found in find_identifying(text, names):
        if found.start > end:
            yield Piece(text[end : found.start])
        yield Piece(text[found.start : found.end], words[found.kind])
        end = found.end
    if end < len(text):
        yield Piece(text[end:])


def items_to_moderate(round_: Round) -> tuple[MarkedItem, ...]:
    """The comments of a closed round that its release would show; empty at any other time."""
    names = NameWords(names_of_people())
    comments = {
        item: [
            MarkedComment(one.key, tuple(marked_pieces(one.text, names)), one.reason_words)
            for one in found
        ]
        for item, found in comments_to_moderate(round_).items()
    }
    return _by_question(round_, comments)


def items_to_withdraw(round_: Round) -> tuple[MarkedItem, ...]:
    """The comments that a release shows, under their digests; the same words are listed once."""
    names = NameWords(names_of_people())
    comments = {
        item: [
            MarkedComment(digest, tuple(marked_pieces(text, names)))
            for digest, text in dict(found).items()
        ]
        for item, found in comments_to_withdraw(round_).items()
    }
    return _by_question(round_, comments)


def _by_question(
    round_: Round, comments: Mapping[str, Iterable[MarkedComment]]
) -> tuple[MarkedItem, ...]:
    """In the order asked; what was found comes first."""
    return tuple(
        MarkedItem(
            item.code,
            item.text,
            tuple(sorted(comments[item.code], key=lambda comment: not comment.kinds)),
        )
        for item in round_.version.instrument.worded_items
        if comments.get(item.code)
    )
