"""The made-up requests: what is planted there is there, and comes through the services."""

from __future__ import annotations

from collections import Counter
from datetime import date

import pytest

from questionnaires.formats.question_set_yaml import read_question_set
from questionnaires.models import SupportCount, SupportImport, TeamFinding
from questionnaires.queries.support_requests import topics_of
from questionnaires.services.demonstration import (
    IMPROVED,
    ORGANISATION,
    QUESTION_SET,
    WORSENED,
    roster_csv,
)
from questionnaires.services.demonstration_requests import (
    LOUD,
    PLACES,
    REQUESTS,
    SILENT,
    UNDECIDED,
    request_lines,
    tell_made_up_requests,
)
from questionnaires.services.question_sets import LIBRARY
from questionnaires.services.roster import import_roster
from tests.rounds import opened

pytestmark = pytest.mark.django_db(databases=["default", "answers"])

CLOSED = date(2026, 4, 27)
TEAMS = {f"{above}/{team}" for above, teams in ORGANISATION.items() for team in teams}


def test_one_topic_is_loud_where_the_survey_got_better_and_one_silent_where_it_got_worse() -> None:
    assert (PLACES[LOUD], PLACES[SILENT]) == (IMPROVED, WORSENED)
    by_topic: Counter[str] = Counter()
    for one in REQUESTS:
        by_topic[one.topic] += one.requests
    placed = sum(n for topic, n in by_topic.items() if PLACES.get(topic))
    shipped = read_question_set((LIBRARY / f"{QUESTION_SET}.yaml").read_text(), QUESTION_SET)
    codes = [construct.code for construct in shipped.constructs]
    assert {code for code in PLACES.values() if code} <= set(codes)
    assert by_topic[LOUD] * 2 > placed
    assert by_topic[SILENT] * len(codes) < placed
    assert UNDECIDED not in PLACES
    assert UNDECIDED in by_topic


def test_two_teams_are_never_heard_from_and_no_unit_is_made_up() -> None:
    heard = {one.unit for one in REQUESTS if one.unit}
    assert heard < TEAMS
    assert TEAMS - heard == {"Platform/Observability", "Insight/Search"}


def test_the_same_seed_makes_the_same_file() -> None:
    assert list(request_lines(CLOSED, 8)) == list(request_lines(CLOSED, 8))
    assert list(request_lines(CLOSED, 8)) != list(request_lines(CLOSED, 9))


def test_they_are_imported_once_and_placed_where_the_round_has_the_construct() -> None:
    import_roster(data=roster_csv(), actor="demo")
    round_ = opened(mode="open")
    round_.closed_on = CLOSED
    for _again in range(2):
        tell_made_up_requests(round_.programme, [round_], seed=8, actor="demo")
    assert SupportImport.objects.count() == 2
    total = sum(SupportCount.objects.values_list("requests", flat=True))
    assert total == sum(one.requests for one in REQUESTS)
    assert TeamFinding.objects.count() == 2
    requests = SupportImport.objects.get(kind=SupportImport.Kind.REQUESTS)
    assert (requests.requesters or 0) > 21
    assert requests.busiest is not None
    undecided = {topic.name for topic in topics_of(round_.programme) if topic.construct is None}
    assert UNDECIDED in undecided
