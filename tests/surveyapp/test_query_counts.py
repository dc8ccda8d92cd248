"""A list costs the same number of queries with one row and with three."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date

import pytest
from django.core.cache import cache
from django.db import connections
from django.test import Client
from django.test.utils import CaptureQueriesContext

from questionnaires.models import (
    Action,
    Attribute,
    Event,
    Invitation,
    Mailing,
    Person,
    Programme,
    QuestionSet,
    QuestionSetVersion,
    Round,
    Unit,
)
from questionnaires.services.support_requests import import_support_requests
from questionnaires.services.targets import set_target
from surveyapp.access import Role
from surveyapp.accounts import add_account
from tests.releases import ROUNDS, demo_release
from tests.rounds import draft, opened, programme, version
from tests.stored import stored_round
from tests.surveyapp.personas import Persona, client_of

pytestmark = pytest.mark.django_db(databases=["default", "answers"])


@dataclass(frozen=True, slots=True)
class List:
    """A page that lists things, and how one more of them is made. ``extra`` explains itself."""

    address: str
    add: Callable[[int], object]
    #: Something of each row that the page shows, by its number.
    shows: Callable[[int], str]
    persona: Persona = Persona.ADMIN
    before: Callable[[], object] = lambda: None


def add_question_set(number: int) -> None:
    """A question set with a published version and a draft."""
    question_set = QuestionSet.objects.create(code=f"set-{number}", title=f"Set {number}")
    for place, status in enumerate(("published", "draft"), start=1):
        QuestionSetVersion.objects.create(
            question_set=question_set,
            number=place,
            status=status,
            source="",
            content=version().content,
            sha256=f"{number}{place}" * 32,
        )


def add_version(number: int) -> None:
    """A version of the first question set, with a round that asks it."""
    asked = version()
    draft(f"round-{number}", version=asked, title=f"Round {number}")


def add_draft(number: int) -> None:
    """A round in a programme of its own."""
    draft(f"round-{number}", title=f"Round {number}", programme=programme(f"programme-{number}"))


def add_round_of_one_programme(number: int) -> None:
    """A further round of the same programme."""
    draft(f"round-{number}", title=f"Round {number}")


def add_released(number: int) -> None:
    """A released round in a programme of its own."""
    stored_round(demo_release(0, programme=f"programme-{number}"), title=f"Round {number}")


def add_person(number: int) -> None:
    """Somebody in a unit of the own, with an attribute."""
    unit = Unit.objects.create(path=f"Unit {number}", title=f"Unit {number}")
    Person.objects.create(
        name=f"Person {number}",
        mail=f"{number}@example.org",
        unit=unit,
        attributes={"site": "north"},
    )


def add_person_to_one_unit(number: int) -> None:
    """Somebody in the same unit."""
    unit, _new = Unit.objects.get_or_create(path="Ops", defaults={"title": "Ops"})
    Person.objects.create(name=f"Person {number}", mail=f"{number}@example.org", unit=unit)


def add_attribute(number: int) -> None:
    """Something known of people."""
    Attribute.objects.create(code=f"attribute-{number}", title=f"Attribute {number}")


def add_event(number: int) -> None:
    """An event of the programme."""
    Event.objects.create(
        programme=Programme.objects.get(), on=date(2027, 1, number), title=f"Event {number}"
    )


def add_account_with_all(number: int) -> None:
    """An account that leads a unit."""
    Unit.objects.create(path=f"Unit {number}", title=f"Unit {number}")
    add_account(
        mail=f"lead-{number}@example.org",
        name=f"Lead {number}",
        roles={Role.LEAD, Role.AUTHOR},
        unit=f"Unit {number}",
        actor="test",
    )


def add_mailing(number: int) -> None:
    """A run of mails that is over: the first invites, the others remind."""
    kind = Mailing.Kind.INVITATION if number == 1 else Mailing.Kind.REMINDER
    Mailing.objects.create(
        round=Round.objects.get(), kind=kind, number=number, sent=38, finished=True
    )


def add_target(number: int) -> None:
    """A target on a figure of its own, with what is done to reach it."""
    (round_,) = Round.objects.all()
    target = set_target(
        round=round_,
        kind="construct",
        measure=("focus", "load", "docs")[number - 1],
        to_value=0.9,
        due="2027-autumn",
        by=f"Team {number}",
        actor="test",
    )
    Action.objects.create(
        round=round_,
        said=f"Said {number}",
        done="A cache.",
        target=target,
        published_on=date(2027, 5, 1),
    )


def add_action(number: int) -> None:
    """An entry of what is done about the one released round."""
    Action.objects.create(
        round=Round.objects.get(),
        said=f"Said {number}",
        done="A cache.",
        construct="feedback",
        published_on=date(2027, 5, 1),
    )


def add_support_file(number: int) -> None:
    """A file of support requests with a topic of its own."""
    import_support_requests(
        programme=Programme.objects.get(),
        data=f"date,topic,unit\n2026-01-0{number},Topic {number},\n".encode(),
        filename=f"file-{number}.csv",
        actor="test",
    )


LISTS = (
    List("/question-sets/", add_question_set, lambda n: f"Set {n}"),
    List("/question-sets/all-scales/", add_version, lambda n: f"Round {n}"),
    List("/rounds/", add_draft, lambda n: f"Round {n}"),
    List("/rounds/", add_round_of_one_programme, lambda n: f"Round {n}"),
    List("/rounds/", add_released, lambda n: f"Round {n}", Persona.VIEWER),
    List("/rounds/new/", add_draft, lambda n: f"programme-{n}"),
    List("/", add_released, lambda n: f"Round {n}", Persona.VIEWER),
    List("/", add_draft, lambda n: f"Round {n}", Persona.ANALYST),
    List("/", add_question_set, lambda n: f"Set {n}", Persona.AUTHOR),
    List(
        "/results/engineering/outcomes/",
        add_target,
        lambda n: f"Team {n}",
        Persona.VIEWER,
        before=lambda: stored_round(demo_release(2)),
    ),
    List(
        "/rounds/engineering/2027-spring/actions/",
        add_target,
        lambda n: f"Said {n}",
        Persona.ANALYST,
        before=lambda: stored_round(demo_release(2)),
    ),
    List("/people/", add_person, lambda n: f"Person {n}"),
    List("/people/", add_person_to_one_unit, lambda n: f"Person {n}"),
    List("/people/attributes/", add_attribute, lambda n: f"Attribute {n}"),
    List("/accounts/", add_account_with_all, lambda n: f"Lead {n}"),
    List("/accounts/admin/", add_account_with_all, lambda n: f"Unit {n}"),
    List(
        "/programmes/dx/events/",
        add_event,
        lambda n: f"Event {n}",
        Persona.ANALYST,
        before=lambda: programme("dx"),
    ),
    List(
        "/programmes/engineering/support-requests/",
        add_support_file,
        lambda n: f"file-{n}.csv",
        Persona.ANALYST,
        before=lambda: stored_round(demo_release(2)),
    ),
    List(
        "/programmes/engineering/support-requests/topics/",
        add_support_file,
        lambda n: f"Topic {n}",
        Persona.ANALYST,
        before=lambda: stored_round(demo_release(2)),
    ),
    List(
        "/rounds/dx/2027-spring/mail/",
        add_mailing,
        lambda n: f"{n} · {'Invitation' if n == 1 else 'Reminder'}",
        Persona.ANALYST,
        before=opened,
    ),
    List(
        "/rounds/engineering/2027-spring/actions/",
        add_action,
        lambda n: f"Said {n}",
        Persona.ANALYST,
        before=lambda: stored_round(demo_release(2)),
    ),
    List(
        f"/s/did/{'a' * 32}/",
        add_action,
        lambda n: f"Said {n}",
        Persona.ANONYMOUS,
        before=lambda: stored_round(demo_release(2), public_id="a" * 32),
    ),
    List("/api/v1/programmes/", add_released, lambda n: f"Round {n}", Persona.VIEWER),
    List("/api/v1/programmes/", add_round_of_one_programme, lambda n: f"Round {n}"),
    List("/api/v1/question-sets/", add_question_set, lambda n: f"Set {n}"),
)


def queries_of(client: Client, address: str) -> tuple[int, str]:
    """How many queries a page costs on both sides, and its text."""
    with (
        CaptureQueriesContext(connections["default"]) as people,
        CaptureQueriesContext(connections["answers"]) as answers,
    ):
        response = client.get(address)
    assert response.status_code == 200
    return len(people) + len(answers), response.content.decode()


def costs(listed: List) -> tuple[int, int]:
    """Queries with one row and with three; what a process remembers is filled before."""
    client = client_of(listed.persona)
    listed.before()
    listed.add(1)
    client.get(listed.address)
    one, page = queries_of(client, listed.address)
    assert listed.shows(1) in page
    assert listed.shows(3) not in page
    listed.add(2)
    listed.add(3)
    client.get(listed.address)
    three, page = queries_of(client, listed.address)
    assert listed.shows(3) in page
    return one, three


@pytest.mark.parametrize("listed", LISTS, ids=lambda one: f"{one.address} {one.add.__name__}")
def test_a_list_costs_the_same_with_one_row_and_with_three(listed: List) -> None:
    one, three = costs(listed)
    assert one == three


def test_the_count_notices_a_query_for_each_row() -> None:
    add_person(1)
    with CaptureQueriesContext(connections["default"]) as one:
        [person.unit.path for person in Person.objects.all()]
    add_person(2)
    add_person(3)
    with CaptureQueriesContext(connections["default"]) as three:
        [person.unit.path for person in Person.objects.all()]
    assert len(three) > len(one)


RESULTS = (
    "/results/engineering/",
    "/results/engineering/{code}/",
    "/api/v1/programmes/engineering/trend/",
    "/api/v1/programmes/engineering/rounds/{code}/items/",
)


@pytest.mark.parametrize("address", RESULTS)
def test_results_cost_a_bounded_number_with_two_rounds_and_with_three(address: str) -> None:
    """A trend reads the release of each round: one query a round, and no other grows."""
    client = client_of(Persona.VIEWER)
    counted = []
    stored_round(demo_release(0))
    for number in (1, 2):
        stored_round(demo_release(number))
        here = address.format(code=ROUNDS[number][0])
        client.get(here)
        counted.append(queries_of(client, here)[0])
    assert counted[1] - counted[0] <= 1


@pytest.mark.parametrize("address", ["/rounds/dx/2027-spring/", "/rounds/dx/2027-spring/mail/"])
def test_a_round_costs_the_same_for_ten_people_and_for_all(address: str) -> None:
    client = client_of(Persona.ANALYST)
    round_ = opened()
    client.get(address)
    many = queries_of(client, address)[0]
    assert Invitation.objects.count() > 20
    kept = list(Invitation.objects.order_by("pk").values_list("pk", flat=True)[:10])
    Invitation.objects.filter(round=round_).exclude(pk__in=kept).delete()
    cache.clear()
    assert queries_of(client, address)[0] == many
