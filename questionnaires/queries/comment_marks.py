"""Released comments with what analysts added: tags, and which are quoted in the report."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass

from questionnaires.models import (
    CommentQuote,
    CommentTag,
    Programme,
    ReleasedComments,
    Round,
)
from questionnaires.queries.comments import ItemComments, comments_of


@dataclass(frozen=True, slots=True)
class ReadComment:
    """A released comment as people with a role read it; ``digest`` names it in forms."""

    digest: str
    text: str
    tags: tuple[str, ...] = ()
    is_quoted: bool = False


@dataclass(frozen=True, slots=True)
class ReadItem:
    """The comments on one question in their random order, and what is not among them."""

    comments: tuple[ReadComment, ...]
    left_out: ItemComments


def comments_to_read(round_: Round) -> dict[str, ReadItem]:
    """Released comments with their tags, by item code; none before the release."""
    shown = comments_of(round_)
    if not shown:
        return {}
    return {
        item: ReadItem(comments, shown[item])
        for item, comments in _with_marks(round_)
        if item in shown
    }


def quoted_comments(round_: Round) -> Mapping[str, tuple[str, ...]]:
    """The words that stand in the report, by item code, each once; never withdrawn ones."""
    if not round_.is_released:
        return {}
    found = {
        item: tuple(dict.fromkeys(one.text for one in comments if one.is_quoted))
        for item, comments in _with_marks(round_)
    }
    return {item: texts for item, texts in found.items() if texts}


def tags_of_programme(programme: Programme) -> list[str]:
    """The tags in use in a programme, by letter."""
    tags = CommentTag.objects.filter(comments__round__programme=programme)
    return sorted(set(tags.values_list("title", flat=True)), key=str.casefold)


def _with_marks(round_: Round) -> list[tuple[str, tuple[ReadComment, ...]]]:
    """The released comments of each item, by code."""
    tags: defaultdict[tuple[int, str], list[str]] = defaultdict(list)
    of_round = CommentTag.objects.filter(comments__round=round_)
    for item, digest, title in of_round.values_list("comments_id", "digest", "title"):
        tags[item, digest].append(title)
    quotes = CommentQuote.objects.filter(comments__round=round_)
    quoted = set(quotes.values_list("comments_id", "digest"))

    def marked(item: ReleasedComments, text: str) -> ReadComment:
        key = item.pk, item.digest_of(text)
        return ReadComment(key[1], text, tuple(sorted(tags[key], key=str.casefold)), key in quoted)

    stored = ReleasedComments.objects.filter(round=round_).order_by("item")
    return [(one.item, tuple(marked(one, text) for text in one.texts)) for one in stored]
