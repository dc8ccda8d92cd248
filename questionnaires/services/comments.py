"""Comments: few are never shown, and none outlives the release in the answers database."""

from __future__ import annotations

import secrets
from collections import Counter
from collections.abc import Iterable, Mapping
from typing import Any

from django.db import transaction

from analysis.instrument import shown_items
from questionnaires.models import (
    CollectedRound,
    Comment,
    ReleasedComments,
    Round,
    WithheldComment,
)
from questionnaires.models.answers import random_key
from questionnaires.queries.comments import CollectedComment, Fewest, collected_comments


def keep_comments_to_release(
    *, collected: CollectedRound, answers: Iterable[Mapping[str, Any]]
) -> None:
    """Afterwards only comments are left that may be shown, without unit and under new ids.

    ``answers`` are those of every respondent. At least ten people have to have been asked the
    question (a condition may put it to few), and at least five have to have written to it; both:
    or k, if that is more.
    """
    fewest = Fewest.of(int(collected.manifest["k"]))
    asked = Counter(
        item.code for given in answers for item in shown_items(collected.instrument, given)
    )
    written = collected_comments(collected)
    Comment.objects.filter(round=collected).delete()
    Comment.objects.bulk_create(
        (
            Comment(id=random_key(), round=collected, item=item, text=comment.text)
            for item, comments in written.items()
            if asked[item] >= fewest.asked and len(comments) >= fewest.comments
            for comment in comments
        ),
        batch_size=200,
    )


@transaction.atomic
def release_comments(*, round: Round, collected: CollectedRound) -> None:
    """Afterwards what was not withheld is stored for readers: shuffled, salted, each digested.

    Of what was withheld the number by reason stays.
    """
    withheld = dict(round.withheld_comments.values_list("comment", "reason"))
    for item, comments in collected_comments(collected).items():
        ReleasedComments.objects.create(
            round=round,
            item=item,
            withheld=Counter(withheld[one.key] for one in comments if one.key in withheld),
            **_released(item, [one for one in comments if one.key not in withheld]),
        )
    WithheldComment.objects.filter(round=round).delete()


def _released(item: str, comments: list[CollectedComment]) -> dict[str, Any]:
    texts = [comment.text for comment in comments]
    secrets.SystemRandom().shuffle(texts)
    salted = ReleasedComments(item=item)
    return {
        "texts": texts,
        "salt": salted.salt,
        "digests": sorted(salted.digest_of(text) for text in texts),
    }


def released_comments_on(round: Round, item: str) -> ReleasedComments | None:
    """What the released comments on a question are stored in; of none, and of no code, nothing."""
    if "\0" in item:  # which PostgreSQL does not even compare
        return None
    return ReleasedComments.objects.filter(round=round, item=item).first()


@transaction.atomic
def shuffle_released_comments(*, round: Round) -> None:
    """Afterwards the comments of a round stand in a new random order: one for each release."""
    for stored in ReleasedComments.objects.select_for_update().filter(round=round):
        secrets.SystemRandom().shuffle(stored.texts)
        stored.save(update_fields=["texts"])
