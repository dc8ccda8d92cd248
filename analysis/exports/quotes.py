"""Quotes in a report: comments that somebody chose, word for word, with their question.

A release holds no comments, so a report that is made from the file alone has none and says nothing
of them.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from analysis.exports.blocks import Block, Heading, Listing, Paragraph, Part
from analysis.words import gettext as _
from analysis.words import gettext_noop, translate

HEADING = gettext_noop("In their words")
NOTE = gettext_noop(
    "Comments chosen by whoever runs the survey, word for word. They show what a figure can mean; "
    "how many people think so only the figures tell."
)


@dataclass(frozen=True, slots=True)
class Quotes:
    """A question, and the comments on it that are quoted."""

    question: str
    texts: tuple[str, ...]


def quoted(text: str) -> str:
    """The words in quotation marks, their lines in a row.

    >>> quoted("Builds are slow.\\nVery slow.")
    '“Builds are slow. Very slow.”'
    """
    return _("“{text}”", text=" ".join(text.split()))


def quote_parts(quotes: Sequence[Quotes]) -> Iterator[Part]:
    """The part of the report with all quotes; none without any."""
    blocks: list[Block] = []
    for one in quotes:
        if one.texts:
            blocks += [Heading(one.question), Listing(tuple(map(quoted, one.texts)))]
    if blocks:
        note = Paragraph(translate(NOTE), quiet=True)
        yield Part(translate(HEADING), (note, *blocks), "in-their-words")
