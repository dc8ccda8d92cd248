"""What the made-up organisation asks its platform team for, in the two half-years before a close.

Planted: one topic is loud and no problem in the survey, as nearly all of it comes from one team;
one problem of the survey is silent, as hardly anybody asks about it. Two teams are never heard
from, one topic belongs to no construct, and of another nobody has said where it belongs.
"""

from __future__ import annotations

import random
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from questionnaires.models import Programme, Round, SupportImport
from questionnaires.queries.support_requests import constructs_asked, support_imports
from questionnaires.services.support_requests import import_support_requests, place_topics

#: Loud and fine, low and silent; the others are neither.
LOUD, SILENT = "CI is slow", "Too many interruptions"
#: Where topics belong; of the licences nobody has said it yet.
PLACES = {
    LOUD: "feedback_loops",
    SILENT: "flow",
    "Deployment failed": "deployment",
    "Where is it written down": "documentation",
    "Laptops": "",
}
UNDECIDED = "Licences"
DAYS = 350


@dataclass(frozen=True, slots=True)
class MadeUpRequests:
    """So many requests on a topic from a unit, made by so many people."""

    topic: str
    unit: str
    requests: int
    people: int


REQUESTS = (
    MadeUpRequests(LOUD, "Product/Payments", 68, 4),
    MadeUpRequests(LOUD, "Platform/Build", 9, 3),
    MadeUpRequests(LOUD, "Product/Mobile", 7, 3),
    MadeUpRequests("Deployment failed", "Product/Accounts", 16, 4),
    MadeUpRequests("Deployment failed", "Insight/Data", 9, 3),
    MadeUpRequests("Deployment failed", "Platform/Cloud", 7, 3),
    MadeUpRequests("Where is it written down", "Insight/Machine Learning", 4, 3),
    MadeUpRequests("Where is it written down", "Product/Accounts", 3, 2),
    MadeUpRequests(SILENT, "Product/Mobile", 4, 2),
    MadeUpRequests("Laptops", "", 8, 6),
    MadeUpRequests(UNDECIDED, "Platform/Cloud", 7, 3),
)
#: Days before the close, topic, unit, and what was found there.
FINDINGS = (
    (40, SILENT, "Platform/Observability",
     "Two of eight are on call every week and come to nothing else. Nobody had asked for help."),
    (75, "Deployment failed", "Product/Accounts",
     "A failed migration stops the release train of the whole department for a day."),
)  # fmt: skip


def tell_made_up_requests(
    programme: Programme, released: Sequence[Round], *, seed: int, actor: str
) -> None:
    """Afterwards the programme has requests and findings up to its last close, once."""
    closed_on = released[-1].closed_on
    if closed_on is None or support_imports(programme).exists():
        return
    for kind, name, lines in (
        (SupportImport.Kind.REQUESTS, "support-channel.csv", request_lines(closed_on, seed)),
        (SupportImport.Kind.FINDINGS, "worked-with-teams.csv", finding_lines(closed_on)),
    ):
        import_support_requests(
            programme=programme, data="\n".join(lines).encode(), filename=name, kind=kind,
            actor=actor, today=closed_on,
        )  # fmt: skip
    asked = constructs_asked(programme)
    places = {topic: code for topic, code in PLACES.items() if not code or code in asked}
    place_topics(programme=programme, places=places, actor=actor)


def request_lines(closed_on: date, seed: int) -> Iterator[str]:
    """The file of requests, line by line.

    >>> next(request_lines(date(2026, 4, 27), 8))
    'date,topic,unit,requester'
    """
    draws = random.Random(f"{seed}:requests")  # noqa: S311 -- made up
    yield "date,topic,unit,requester"
    for place, one in enumerate(REQUESTS):
        for number in range(one.requests):
            day = closed_on - timedelta(days=draws.randrange(DAYS))
            # Within a group the first ask most: as it is wherever people ask for help.
            who = min(draws.randrange(one.people), draws.randrange(one.people))
            yield f"{day},{one.topic},{one.unit},{place}-{who if number >= one.people else number}"


def finding_lines(closed_on: date) -> Iterator[str]:
    """The file of findings, line by line."""
    yield "date,topic,unit,finding"
    for days, topic, unit, text in FINDINGS:
        yield f'{closed_on - timedelta(days=days)},{topic},{unit},"{text}"'
