"""Comments: few are never shown, and none outlives the release in the answers database."""

from __future__ import annotations

from questionnaires.models import CollectedRound, Comment
from questionnaires.models.answers import random_key

#: What a question needs before its comments are shown to anybody.
RESPONDENTS_MINIMUM = 10
COMMENTS_MINIMUM = 5


def keep_comments_to_release(*, collected: CollectedRound, respondents: int) -> None:
    """Afterwards only comments are left that will be shown, without unit and under new ids.

    At least ten people have to have answered the round, and at least five (both: or k, if that is
    more) have to have written to the question.
    """
    texts = comments_by_item(collected=collected)
    Comment.objects.filter(round=collected).delete()
    k = int(collected.manifest["k"])
    if respondents < max(RESPONDENTS_MINIMUM, k):
        return
    Comment.objects.bulk_create(
        (
            Comment(id=random_key(), round=collected, item=item, text=text)
            for item, written in texts.items()
            if len(written) >= max(COMMENTS_MINIMUM, k)
            for text in written
        ),
        batch_size=200,
    )


def comments_by_item(*, collected: CollectedRound) -> dict[str, list[str]]:
    """What people wrote, by item code; the order is that of random ids and means nothing."""
    texts: dict[str, list[str]] = {}
    for item, text in collected.comments.order_by("id").values_list("item", "text"):
        texts.setdefault(item, []).append(text)
    return texts
