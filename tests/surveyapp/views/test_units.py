"""The page of a unit: who works there, what it was called, and another name or place for it."""

from __future__ import annotations

from html import unescape

import pytest
from django.test import Client

from questionnaires.models import Unit
from questionnaires.services.roster import import_roster
from tests.rounds import opened, roster
from tests.stored import logged_in, page_text

pytestmark = pytest.mark.django_db(databases=["default", "answers"])


@pytest.fixture
def admin() -> Client:
    import_roster(data=roster({"Ops/Build": 2, "Ops": 1, "Lab": 1}), actor="test")
    return logged_in("admin")


def test_a_unit_shows_its_people_and_what_is_below(admin: Client) -> None:
    page = page_text("/people/units/Ops/", "admin")
    assert "ops-1@example.org" in page
    assert "ops-build-1@example.org" not in page
    assert 'href="/people/units/Ops/Build/"' in page
    assert "It has always had this path." in page


def test_renaming_is_said_and_stays_in_the_history(admin: Client) -> None:
    done = admin.post("/people/units/Ops/Build/", {"path": " New / Make "}, follow=True)
    assert done.redirect_chain == [("/people/units/New/Make/", 302)]
    page = done.content.decode()
    assert "Ops/Build is New/Make now. New is a new unit." in page
    assert "<bdi>Ops/Build</bdi> until" in page
    assert admin.get("/people/units/Ops/Build/").status_code == 404


@pytest.mark.parametrize(
    ("path", "said"),
    [
        ("Lab", "“Lab” is there."),
        ("ops", ""),
        ("Ops/Build/Deep", "that would be a cycle"),
        ("Ops", "The path is “Ops” already."),
        ("A + B", "names pooled units"),
        ("A//B", "has an empty part"),
        ("", "required"),
    ],
)
def test_what_cannot_be_is_refused_and_comes_back(path: str, said: str, admin: Client) -> None:
    response = admin.post("/people/units/Ops/", {"path": path})
    assert response.status_code == (422 if said else 302)
    if said:
        page = response.content.decode()
        assert said in page
        assert f'value="{path}"' in page or not path
        assert Unit.objects.get(title="Ops").path == "Ops"


@pytest.mark.parametrize("path", ["Never", "Ops/", "ops", "%00", "..%2f"])
def test_an_unknown_unit_is_not_found(path: str, admin: Client) -> None:
    assert admin.get(f"/people/units/{path}/").status_code == 404


def test_while_a_round_is_open_the_rule_is_said() -> None:
    import_roster(data=roster(), actor="test")
    assert "is open" not in page_text("/people/units/Ops/", "admin")
    opened()
    assert "Who is asked was fixed when it opened" in page_text("/people/units/Ops/", "admin")


def test_a_retired_unit_says_so_and_is_listed_apart(admin: Client) -> None:
    import_roster(data=roster({"Ops/Build": 2, "Ops": 1}), actor="test")
    assert "nobody works here" in page_text("/people/units/Lab/", "admin")
    assert 'href="/people/units/Lab/"' in page_text("/people/", "admin").split("Retired units")[1]


@pytest.mark.parametrize("title", ["R&D?", "50% Süd", "開発 #1", "a;b", "100%25"])
def test_every_title_makes_an_address(title: str, admin: Client) -> None:
    import_roster(
        data=f"name,mail,unit\nA,a@b.org,{title}\n".encode(), actor="test", confirm_shrink=True
    )
    page = admin.get("/people/").content.decode()
    address = page.split('<a class="inline-target" href="/people/units/')[1].split('"')[0]
    assert admin.get(f"/people/units/{unescape(address)}").status_code == 200
