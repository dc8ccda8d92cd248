"""The pages of people: found among 700, changed, and deleted with what stays explained."""

from __future__ import annotations

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from questionnaires.models import AuditEntry, Invitation, Person
from questionnaires.queries.people import code_of, head_count, people_by_unit, person_by_code
from questionnaires.services.attributes import add_attribute
from questionnaires.services.roster import import_roster
from questionnaires.services.units import rename_unit
from surveyapp.views import people as people_views
from tests.rounds import TODAY, opened, roster
from tests.stored import logged_in, page_text

pytestmark = pytest.mark.django_db(databases=["default", "answers"])

MARKED = (
    b"name,mail,unit,standing\nAda,ada@b.org,Ops,staff\nBo,bo@b.org,Ops,contractor\n"
    b"Cy,cy@b.org,Lab,on leave\nDi,di@b.org,Lab,declined\nEd,ed@b.org,Lab,\n"
)


@pytest.fixture
def admin() -> Client:
    return logged_in("admin")


def address(name: str) -> str:
    return f"/people/{code_of(Person.objects.get(name=name))}/"


def test_units_are_listed_with_head_counts_and_who_is_left_out() -> None:
    assert "Nobody is here yet" in page_text("/people/", "admin")
    import_roster(data=MARKED, actor="test")
    page = page_text("/people/", "admin")
    assert "5 people" in page
    assert '<bdi>Ops</bdi> <span class="quiet">2 people</span>' in page
    assert "2 of 5 are asked in the next round (N)." in page
    assert "Left out: 1 contractor, 1 on leave, 1 who declined." in page


def test_the_head_count_on_the_page_is_the_one_that_a_round_would_freeze() -> None:
    import_roster(data=MARKED, actor="test")
    count = head_count(people_by_unit())
    assert (count.total, count.asked) == (5, 2)
    assert (count.contractors, count.on_leave, count.declined) == (1, 1, 1)


@pytest.mark.parametrize(
    ("search", "found"),
    [
        ("jose", {"José Ruiz"}),
        ("JOSÉ", {"José Ruiz"}),
        ("ruiz lab", {"José Ruiz"}),
        ("王", {"王小明"}),
        ("wang@", {"王小明"}),
        ("ops", {"王小明", "Ann"}),
        ("nobody", set()),
    ],
)
def test_people_are_found_without_regard_to_case_and_accents(
    search: str, found: set[str], admin: Client
) -> None:
    text = "name,mail,unit\nJosé Ruiz,jr@b.org,Lab\n王小明,wang@b.org,Ops\nAnn,ann@b.org,Ops\n"
    import_roster(data=text.encode(), actor="test")
    page = admin.get("/people/", {"q": search}).content.decode()
    for name in ("José Ruiz", "王小明", "Ann"):
        assert (f"<bdi>{name}</bdi>" in page) == (name in found)
    assert f"{len(found)} {'person' if len(found) == 1 else 'people'} found" in page
    assert f'value="{search}"' in page


def test_many_people_are_listed_on_the_pages_of_their_units(
    admin: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(people_views, "PEOPLE_LISTED", 10)
    import_roster(data=roster({"Ops/Build": 9, "Lab": 2}), actor="test")
    page = admin.get("/people/").content.decode()
    assert "build-1@example.org" not in page
    assert "/people/units/Ops/Build/" in page
    assert "ops-build-1@example.org" in admin.get("/people/units/Ops/Build/").content.decode()
    assert "ops-build-1@example.org" in admin.get("/people/?q=build-1").content.decode()


@pytest.mark.parametrize("search", ["", "?q=example"])
def test_the_page_costs_the_same_for_one_and_for_three(admin: Client, search: str) -> None:
    counts = []
    admin.get("/people/")
    for number, teams in enumerate(({"A": 1}, {"A": 9, "B/C": 9, "D": 9}), start=1):
        import_roster(data=roster(teams), actor="test", today=TODAY)
        add_attribute(title=f"Attribute {number}", actor="test")
        with CaptureQueriesContext(connection) as queries:
            admin.get(f"/people/{search}")
        counts.append(len(queries))
    assert counts[0] == counts[1]


def test_the_pages_of_a_person_and_a_unit_cost_the_same_for_one_and_for_three(
    admin: Client,
) -> None:
    counts = []
    for number, teams in enumerate(({"A": 1, "A/x": 1}, {"A": 3, "A/x": 3, "A/y": 1, "A/z": 1})):
        import_roster(data=roster(teams), actor="test")
        add_attribute(title=f"Attribute {number}", actor="test")
        for unit in (Person.objects.get(mail="a-x-1@example.org").unit,):
            rename_unit(unit=unit, path=f"A/x{number}", actor="test")
            rename_unit(unit=unit, path="A/x", actor="test")
        admin.get("/people/")
        with CaptureQueriesContext(connection) as queries:
            admin.get("/people/units/A/")
            admin.get("/people/units/A/x/")
            admin.get(address("A 1"))
        counts.append(len(queries))
    assert counts[0] == counts[1]


def test_names_are_shown_as_text_in_their_own_direction(admin: Client) -> None:
    text = 'name,mail,unit\n"<b>محمد</b>",m@b.org,<i>Ops</i>\n'
    import_roster(data=text.encode(), actor="test")
    for page in ("/people/", address("<b>محمد</b>"), "/people/units/%3Ci%3EOps%3C/i%3E/"):
        body = admin.get(page).content.decode()
        assert "&lt;b&gt;محمد" in body
        assert "<b>محمد" not in body


# One person


def test_a_person_is_shown_with_categories_and_no_word_on_answers(admin: Client) -> None:
    add_attribute(title="Site", actor="test")
    add_attribute(title="Level", actor="test")
    import_roster(data=b"name,mail,unit,site\nAda,ada@b.org,Ops,Oslo\n", actor="test")
    page = page_text(address("Ada"), "admin")
    assert "<dd><bdi>Oslo</bdi></dd>" in page
    assert "Whether this person has answered is nowhere to be seen." in page


def test_standing_and_declining_are_changed_on_the_page(admin: Client) -> None:
    opened()
    person = Person.objects.get(mail="ops-build-1@example.org")
    page = f"/people/{code_of(person)}/"
    assert admin.post(page, {"standing": "on-leave", "declined": "on"}).status_code == 302
    person.refresh_from_db()
    assert (person.standing, person.declined) == ("on-leave", True)
    # Still counted where the head count was frozen, and reminded no more.
    assert Invitation.objects.get(person=person).no_reminders
    assert admin.post(page, {"standing": "staff"}).status_code == 302
    person.refresh_from_db()
    assert (person.standing, person.declined) == ("staff", False)
    entry = AuditEntry.objects.filter(action="change standing")[0]
    assert (entry.actor, entry.subject) == ("admin", "a person")


def test_an_unknown_standing_is_refused(admin: Client) -> None:
    import_roster(data=MARKED, actor="test")
    assert admin.post(address("Ada"), {"standing": "king"}).status_code == 422
    assert Person.objects.get(name="Ada").standing == "staff"


@pytest.mark.parametrize("code", ["1", "MQ", "MQ:forged", "unknown"])
def test_a_code_that_was_not_made_here_finds_nobody(code: str, admin: Client) -> None:
    import_roster(data=MARKED, actor="test")
    assert person_by_code(code) is None
    assert admin.get(f"/people/{code}/").status_code == 404


# Deletion


def test_what_stays_of_a_person_is_explained_before(admin: Client) -> None:
    import_roster(data=roster(), actor="test")
    quiet = page_text(address("Build 1") + "delete/", "admin")
    assert "is open" not in quiet
    opened()
    page = page_text(address("Build 1") + "delete/", "admin")
    assert "Spring 2027 is open: an invitation without name and attributes stays" in page
    assert "Backups made before today" in page
    assert "cannot be taken out" in page


def test_looking_and_a_post_without_the_button_delete_nobody(admin: Client) -> None:
    import_roster(data=MARKED, actor="test")
    page = address("Ada") + "delete/"
    assert admin.get(page).status_code == 200
    assert admin.get(page, {"confirm": "yes"}).status_code == 200
    assert admin.post(page).status_code == 422
    assert Person.objects.filter(name="Ada").exists()


@pytest.mark.django_db(transaction=True, databases=["default", "answers"])
def test_a_person_is_deleted_and_the_page_is_gone(admin: Client) -> None:
    import_roster(data=MARKED, actor="test")
    page = address("Ada")
    done = admin.post(page + "delete/", {"confirm": "yes"}, follow=True)
    assert "The person is deleted." in done.content.decode()
    assert not Person.objects.filter(name="Ada").exists()
    assert admin.get(page).status_code == 404
