"""Where the results of a round lie: behind a role, beside the survey, or behind a link.

All show the same page. What differs is the address of everything that it leads to.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from functools import lru_cache
from urllib.parse import urlencode

from django.conf import settings
from django.urls import get_script_prefix, get_urlconf, reverse

from questionnaires.models import Round
from surveyapp.interface import in_this_language

#: Addresses that a process remembers: those of some dozen pages.
_REMEMBERED = 4096
#: What is read without an account besides the page itself.
_WITHOUT_ACCOUNT = (
    "heatmap",
    "chart",
    "table",
    "workbook",
    "release",
    "digest",
    "priorities",
    "delivery",
    "construct",
)
#: URL names by reader and by what is read.
NAMES: Mapping[str, Mapping[str, str]] = {
    Round.ResultsFor.ROLES: {
        "page": "round-results",
        "between": "round-between",
        "heatmap": "round-heatmap",
        "chart": "round-chart",
        "table": "round-table",
        "workbook": "round-workbook",
        "release": "round-release-file",
        "digest": "round-digest",
        "priorities": "round-priorities",
        "loud-and-silent": "round-loud-and-silent",
        "delivery": "round-delivery",
        "construct": "round-construct",
        "comments": "round-read-comments",
        "comment-mark": "round-comment-mark",
        "unit": "round-unit",
    },
    Round.ResultsFor.ASKED: {"page": "survey-results"}
    | {what: f"survey-results-{what}" for what in _WITHOUT_ACCOUNT},
    Round.ResultsFor.LINK: {"page": "linked-results"}
    | {what: f"linked-results-{what}" for what in _WITHOUT_ACCOUNT},
}

#: The secret of the link that the page being made is read by; empty for all others.
_secret: ContextVar[str] = ContextVar("secret_of_results_link", default="")


@contextmanager
def read_by_link(secret: str) -> Iterator[None]:
    """Addresses made inside for readers of a link carry its secret, and no name of the round."""
    token = _secret.set(secret)
    try:
        yield
    finally:
        _secret.reset(token)


@lru_cache(maxsize=_REMEMBERED)
def _path(name: str, arguments: tuple[str, ...], urlconf: str, prefix: str) -> str:
    """``reverse`` for pages with hundreds of addresses; ``prefix`` is the one in force, which it
    reads itself."""
    return reverse(name, urlconf, arguments)


def result_address(
    round_: Round, readers: str, what: str, *arguments: str, **query: str | int | None
) -> str:
    """The address of the page, of a chart (name, form), a table (name), a construct (code) ...

    What of ``query`` is empty is left out. Without an account it goes on in the language that was
    asked for.
    """
    is_for_asked = readers != Round.ResultsFor.ROLES
    own = {
        Round.ResultsFor.ROLES: [round_.programme.code, round_.code],
        Round.ResultsFor.ASKED: [round_.public_id],
        Round.ResultsFor.LINK: [_secret.get()],
    }[Round.ResultsFor(readers)]
    # A secret is not remembered.
    path = _path.__wrapped__ if readers == Round.ResultsFor.LINK else _path
    address = path(
        NAMES[readers][what],
        (*own, *arguments),
        get_urlconf() or settings.ROOT_URLCONF,
        get_script_prefix(),
    )
    if asked_for := urlencode({name: value for name, value in query.items() if value}):
        address = f"{address}?{asked_for}"
    return in_this_language(address) if is_for_asked else address
