"""Links to results: by their secret while they are open, and all that were made for a round."""

from __future__ import annotations

from datetime import date

from django.db.models import QuerySet
from django.utils.crypto import constant_time_compare

from questionnaires.models import ResultsLink, Round
from questionnaires.queries.invitations import secret_digest

#: What a secret is made of: letters, digits, - and _, as many as 32 bytes need.
SECRET_LENGTH = 43


def round_by_results_link(secret: str, *, today: date) -> Round | None:
    """The round whose results a link opens today, with its programme and version.

    ``None`` for a secret that nobody made, for a link that has expired or was ended, and where the
    round's people were not told of such readers: all the same to whoever asks.
    """
    if len(secret) != SECRET_LENGTH:
        return None
    digest = secret_digest(secret)
    found = ResultsLink.objects.select_related("round__programme", "round__version__question_set")
    link = found.filter(digest=digest).first()
    if link is None or not constant_time_compare(link.digest, digest):
        return None
    if link.ended_on is not None or link.expires_on < today or not link.round.is_read_by_link:
        return None
    return link.round


def results_links_of(round: Round) -> QuerySet[ResultsLink]:
    """All links that were made to the results of a round, the newest first."""
    return round.results_links.order_by("-pk")
