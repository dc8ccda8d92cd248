"""Attributes: a few, each with a heading of its own; removed from everybody."""

from __future__ import annotations

import pytest

from questionnaires.models import Attribute, AuditEntry, Invitation, Person
from questionnaires.services.attributes import MOST_ATTRIBUTES, add_attribute, remove_attribute
from questionnaires.services.errors import ServiceError
from questionnaires.services.roster import import_roster
from tests.rounds import opened, roster

pytestmark = pytest.mark.django_db(databases=["default", "answers"])


def add(title: str, code: str = "") -> Attribute:
    return add_attribute(title=title, code=code, actor="ann")


@pytest.mark.parametrize(
    ("title", "code"),
    [("Site", "site"), ("  Kind of  contract ", "kind-of-contract"), ("勤務地", "attribute-1")],
)
def test_the_code_comes_from_the_title(title: str, code: str) -> None:
    assert add(title).code == code
    assert AuditEntry.objects.get(action="add attribute").subject == code


@pytest.mark.parametrize(
    ("title", "code", "said"),
    [
        ("Mail", "", "is a column of the roster already"),
        ("Where", "unit", "is a column of the roster already"),
        ("E-Mail", "x", "is a column of the roster already"),
        ("SITE", "y", "“SITE” is a column of the roster already"),
        ("Z", "site", "“site” is a column of the roster already"),
        ("Level", "Bad Code", "lower-case letters"),
        ("x" * 101, "x", "at most 100"),
        ("", "x", "blank"),
    ],
)
def test_a_heading_is_used_once_and_can_be_read(title: str, code: str, said: str) -> None:
    add("Site")
    with pytest.raises(ServiceError, match=said):
        add(title, code)
    assert Attribute.objects.count() == 1


def test_there_are_a_few_at_most() -> None:
    for number in range(MOST_ATTRIBUTES):
        add(f"A {number}")
    with pytest.raises(ServiceError, match="There are 4 attributes, and no more are possible"):
        add("One more")


def test_removing_one_takes_its_categories_from_everybody_and_no_other() -> None:
    site = add("Site")
    add("Level")
    lines = roster().decode().splitlines()
    text = "\n".join([f"{lines[0]},Site,Level", *(f"{line},Oslo,3" for line in lines[1:])])
    import_roster(data=text.encode(), actor="test")
    opened()
    assert Person.objects.filter(attributes__site="Oslo").count() == 38
    assert Invitation.objects.filter(attributes__site="Oslo").count() == 38
    remove_attribute(attribute=site, actor="ann")
    for model in (Person, Invitation):
        assert [known.attributes for known in model._default_manager.all()] == [{"level": "3"}] * 38
    assert [attribute.code for attribute in Attribute.objects.all()] == ["level"]
