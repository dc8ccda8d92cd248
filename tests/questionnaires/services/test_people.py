"""Deletion at any time: what stays is a nameless invitation while a round is open, and no more."""

from __future__ import annotations

from typing import Any

import pytest
from django.db import connections, transaction

from questionnaires.models import AuditEntry, Invitation, Person, Response, Round
from questionnaires.queries.invitations import invitation_by_secret
from questionnaires.services.attributes import add_attribute
from questionnaires.services.closing import close_round
from questionnaires.services.invitations import issue_links
from questionnaires.services.people import delete_person, nameless_invitations, set_standing
from questionnaires.services.releasing import release_round
from questionnaires.services.roster import import_roster
from tests.rounds import TODAY, answer, opened, roster

pytestmark = pytest.mark.django_db(transaction=True, databases=["default", "answers"])

MAIL = "ops-build-1@example.org"


def open_with_sites() -> Round:
    add_attribute(title="Site", actor="test")
    lines = roster().decode().splitlines()
    sites = [lines[0] + ",Site", *(f"{line},Reykjavik" for line in lines[1:])]
    import_roster(data="\n".join(sites).encode(), actor="test")
    return opened()


def everything(alias: str) -> str:
    connection = connections[alias]
    rows: list[Any] = []
    with connection.cursor() as cursor:
        for table in connection.introspection.table_names(cursor):
            cursor.execute(f'SELECT * FROM "{table}"')  # noqa: S608 -- our own table names
            rows += cursor.fetchall()
    return str(rows)


def test_a_deleted_person_is_nowhere_and_the_head_count_stays() -> None:
    round_ = open_with_sites()
    invitation = Invitation.objects.get(person__mail=MAIL)
    assert invitation.attributes == {"site": "Reykjavik"}
    assert MAIL in everything("default")
    assert nameless_invitations(Person.objects.get(mail=MAIL)) == [round_]
    delete_person(person=Person.objects.get(mail=MAIL), actor="ann")
    assert MAIL not in everything("default") + everything("answers")
    invitation.refresh_from_db()
    assert (invitation.person, invitation.attributes) == (None, {})
    round_.refresh_from_db()
    assert (round_.population, Invitation.objects.count()) == (38, 38)
    entry = AuditEntry.objects.get(action="delete person")
    assert (entry.actor, entry.subject, entry.detail) == ("ann", "a person", {})
    assert "Build 1'" not in everything("default")


def test_the_link_of_a_deleted_person_works_until_the_round_closes() -> None:
    round_ = opened()
    (link,) = [link for link in issue_links(round=round_, actor="ann") if link.mail == MAIL]
    secret = link.url.rstrip("/").rpartition("/")[2]
    delete_person(person=Person.objects.get(mail=MAIL), actor="ann")
    assert invitation_by_secret(secret) is not None
    assert MAIL not in [link.mail for link in issue_links(round=round_, actor="ann")]
    close_round(round=round_, actor="ann", today=TODAY)
    assert invitation_by_secret(secret) is None
    assert not Invitation.objects.exists()


def test_answers_of_a_deleted_person_stay_counted() -> None:
    round_ = opened()
    answer(round_, 38)
    assert Invitation.objects.get(person__mail=MAIL).used
    delete_person(person=Person.objects.get(mail=MAIL), actor="ann")
    assert Response.objects.count() == 38
    close_round(round=round_, actor="ann", today=TODAY)
    release_round(round=round_, actor="ann", today=TODAY)
    round_.refresh_from_db()
    rates = round_.response_rates
    assert rates is not None
    assert (rates["invited"], rates["answered"]) == (38, 38)


def test_a_person_is_deleted_while_no_round_is_open_and_after_one() -> None:
    import_roster(data=roster(), actor="test")
    first, second = Person.objects.filter(mail__in=[MAIL, "ops-build-2@example.org"])
    delete_person(person=first, actor="ann")
    round_ = opened()
    close_round(round=round_, actor="ann", today=TODAY)
    assert nameless_invitations(second) == []
    delete_person(person=second, actor="ann")
    assert not Person.objects.filter(pk__in=[first.pk, second.pk]).exists()


def test_deleting_twice_is_no_error() -> None:
    import_roster(data=roster(), actor="test")
    person = Person.objects.get(mail=MAIL)
    gone = Person.objects.get(mail=MAIL)
    delete_person(person=person, actor="ann")
    delete_person(person=gone, actor="ann")
    assert Person.objects.count() == 37


def test_deletion_inside_a_transaction_is_a_programming_error() -> None:
    import_roster(data=roster(), actor="test")
    person = Person.objects.get(mail=MAIL)
    with pytest.raises(RuntimeError, match="inside a transaction"), transaction.atomic():
        delete_person(person=person, actor="ann")
    assert Person.objects.filter(mail=MAIL).exists()


def test_no_log_entry_about_people_names_anybody() -> None:
    opened()
    person = Person.objects.get(mail=MAIL)
    set_standing(person=person, standing="on-leave", declined=True, actor="ann")
    import_roster(data=roster({"Ops/Build": 1}), actor="ann", confirm_shrink=True)
    delete_person(person=person, actor="ann")
    log = str(list(AuditEntry.objects.values_list("subject", "detail")))
    assert "a person" in log
    assert "ops-build" not in log
    assert "Build 1" not in log
