"""The page of attributes: a few, declared by admins, removed from everybody."""

from __future__ import annotations

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from questionnaires.models import Attribute, Person
from questionnaires.services.attributes import MOST_ATTRIBUTES, add_attribute
from questionnaires.services.roster import import_roster
from tests.stored import logged_in, page_text

pytestmark = pytest.mark.django_db(databases=["default", "answers"])

PAGE = "/people/attributes/"


@pytest.fixture
def admin() -> Client:
    return logged_in("admin")


def test_what_attributes_are_for_is_said() -> None:
    page = page_text(PAGE, "admin")
    assert "They serve response rates and nothing else: no answer is ever counted by them." in page
    assert "None is declared." in page


def test_an_attribute_is_added_and_removed(admin: Client) -> None:
    done = admin.post(PAGE, {"title": "Kind of contract"}, follow=True)
    assert "“Kind of contract” is declared." in done.content.decode()
    import_roster(
        data=b"name,mail,unit,Kind of contract\nAda,a@b.org,Ops,part time\n", actor="test"
    )
    assert Person.objects.get().attributes == {"kind-of-contract": "part time"}
    remove = f"{PAGE}kind-of-contract/remove/"
    assert "is forgotten" in page_text(remove, "admin")
    assert Attribute.objects.exists()
    assert "is removed" in admin.post(remove, follow=True).content.decode()
    assert not Attribute.objects.exists()
    assert Person.objects.get().attributes == {}


def test_a_refused_attribute_comes_back_filled_in(admin: Client) -> None:
    response = admin.post(PAGE, {"title": "E-Mail", "code": "mail-2"})
    assert response.status_code == 422
    page = response.content.decode()
    assert "“E-Mail” is a column of the roster already" in page
    assert 'value="E-Mail"' in page
    assert 'value="mail-2"' in page


def test_where_no_more_are_possible_the_form_is_not_there(admin: Client) -> None:
    for number in range(MOST_ATTRIBUTES):
        assert 'name="title"' in page_text(PAGE, "admin")
        add_attribute(title=f"A {number}", actor="test")
    assert 'name="title"' not in page_text(PAGE, "admin")
    assert admin.post(PAGE, {"title": "One more"}).status_code == 422


def test_the_page_costs_the_same_for_one_and_for_three(admin: Client) -> None:
    counts = []
    admin.get(PAGE)
    for titles in (("A",), ("B", "C")):
        for title in titles:
            add_attribute(title=title, actor="test")
        with CaptureQueriesContext(connection) as queries:
            admin.get(PAGE)
        counts.append(len(queries))
    assert counts[0] == counts[1]
