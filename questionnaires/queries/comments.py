"""Comments: what a moderator may read before a release, and what a reader may read after it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass

from questionnaires.models import (
    CollectedRound,
    Comment,
    CommentReason,
    ReleasedComments,
    Round,
)


@dataclass(frozen=True, slots=True)
class Fewest:
    """What a question needs before its comments are shown to anybody."""

    asked: int
    comments: int

    @classmethod
    def of(cls, k: int) -> Fewest:
        """Ten people who were asked it and five comments; both: or k, if that is more."""
        return cls(max(10, k), max(5, k))


@dataclass(frozen=True, slots=True)
class CollectedComment:
    """A comment on the answers side; ``key`` is its random id. ``reason``: why it is withheld."""

    key: str
    text: str
    reason: str = ""

    @property
    def reason_words(self) -> str:
        """The reason as people read it."""
        return str(CommentReason(self.reason).label) if self.reason else ""


@dataclass(frozen=True, slots=True)
class ItemComments:
    """The comments on one question as a reader sees them, and how many are not among them."""

    texts: tuple[str, ...]
    withheld: Mapping[str, int]
    withdrawn: Mapping[str, int]

    @property
    def withheld_words(self) -> tuple[tuple[str, int], ...]:
        """Reasons and how many comments were not released for them."""
        return _in_words(self.withheld)

    @property
    def withdrawn_words(self) -> tuple[tuple[str, int], ...]:
        """Reasons and how many comments were withdrawn after the release for them."""
        return _in_words(self.withdrawn)


def collected_comments(collected: CollectedRound) -> dict[str, list[CollectedComment]]:
    """What people wrote, by item code; the order is that of random ids and means nothing."""
    found: dict[str, list[CollectedComment]] = {}
    rows = Comment.objects.filter(round=collected).order_by("id")
    for item, key, text in rows.values_list("item", "id", "text"):
        found.setdefault(item, []).append(CollectedComment(key, text))
    return found


def comments_to_moderate(round_: Round) -> dict[str, list[CollectedComment]]:
    """What a release would show, by item code, with what is withheld; for who may release.

    Empty before the close is complete, when comments below the thresholds may still be there, and
    after the release.
    """
    if not can_be_moderated(round_):
        return {}
    collected = CollectedRound.objects.filter(pk=round_.public_id).first()
    if collected is None:
        return {}
    reasons = dict(round_.withheld_comments.values_list("comment", "reason"))
    return {
        item: [CollectedComment(one.key, one.text, reasons.get(one.key, "")) for one in comments]
        for item, comments in collected_comments(collected).items()
    }


def can_be_moderated(round_: Round) -> bool:
    """Whether the round is closed completely and not released yet."""
    return round_.status == Round.Status.CLOSED and not round_.is_close_unfinished


def comments_of(round_: Round) -> dict[str, ItemComments]:
    """Released comments by item code, in the random order in which they were stored."""
    if not round_.is_released:
        return {}
    return {
        stored.item: ItemComments(
            tuple(stored.texts),
            stored.withheld,
            Counter(one["reason"] for one in stored.withdrawn),
        )
        for stored in ReleasedComments.objects.filter(round=round_)
    }


def comments_to_withdraw(round_: Round) -> dict[str, list[tuple[str, str]]]:
    """Released comments as digest and text, by item code; for who may release."""
    if not round_.is_released:
        return {}
    return {
        stored.item: [(stored.digest_of(text), text) for text in stored.texts]
        for stored in ReleasedComments.objects.filter(round=round_)
    }


def _in_words(reasons: Mapping[str, int]) -> tuple[tuple[str, int], ...]:
    return tuple(
        (str(reason.label), reasons[reason]) for reason in CommentReason if reasons.get(reason)
    )
