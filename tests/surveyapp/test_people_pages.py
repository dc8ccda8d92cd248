"""The page of people: admins only; a roster is looked at before it is applied."""

from __future__ import annotations

from html import unescape
from typing import Any

import pytest
from django.conf import settings as django_settings
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils.html import strip_tags

from questionnaires.models import AuditEntry, Person
from questionnaires.services.roster import import_roster
from surveyapp.views.people import roster_limit
from tests.rounds import opened, roster
from tests.stored import persona

pytestmark = pytest.mark.django_db(databases=["default", "answers"])

GOOD = b"name,mail,unit\nAda,ada@example.org,Platform/Payments\nBo,bo@example.org,Data\n"


def client(name: str, *, csrf: bool = False) -> Client:
    browser = Client(enforce_csrf_checks=csrf)
    if name != "nobody":
        browser.force_login(persona(name))
    return browser


def text(response: Any) -> str:
    return " ".join(unescape(strip_tags(response.content.decode())).split())


def upload(browser: Client, data: bytes, **fields: str) -> Any:
    file = SimpleUploadedFile("roster.csv", data, content_type="text/csv")
    return browser.post("/people/", {"file": file, **fields})


@pytest.fixture
def admin() -> Client:
    return client("admin")


@pytest.mark.parametrize("name", ["analyst", "author", "viewer", "stranger", "nobody"])
def test_only_admins_see_people_and_change_them(name: str, admin: Client) -> None:
    import_roster(data=GOOD, actor="test")
    assert "ada@example.org" in text(admin.get("/people/"))
    browser = client(name)
    for response in (browser.get("/people/"), upload(browser, roster(), apply="yes")):
        assert response.status_code == (302 if name == "nobody" else 404)
        assert "ada@example.org" not in text(response)
    assert Person.objects.count() == 2


def test_a_post_without_a_token_of_this_site_is_refused() -> None:
    assert upload(client("admin", csrf=True), GOOD, apply="yes").status_code == 403
    assert not Person.objects.exists()


def test_units_are_listed_with_head_counts(admin: Client) -> None:
    assert "Nobody is here yet" in text(admin.get("/people/"))
    import_roster(data=roster({"Ops/Build": 3, "Data": 1}), actor="test")
    page = text(admin.get("/people/"))
    assert "4 people" in page
    assert "Ops/Build 3 people" in page
    assert "Data 1 person" in page


def test_the_page_costs_the_same_for_one_unit_and_for_three(admin: Client) -> None:
    counts = []
    admin.get("/people/")
    for teams in ({"A": 1}, {"A": 9, "B/C": 9, "D": 9}):
        import_roster(data=roster(teams), actor="test")
        with CaptureQueriesContext(connection) as queries:
            admin.get("/people/")
        counts.append(len(queries))
    assert counts[0] == counts[1]


def test_a_roster_is_shown_in_words_before_it_is_applied(admin: Client) -> None:
    import_roster(data=GOOD, actor="test")
    changed = b"name,mail,unit\nAda,ada@example.org,Data\nCy,cy@example.org,Data\n"
    response = upload(admin, changed)
    page = text(response)
    assert "1 joins, 1 leaves, 1 moves." in page
    assert "Nobody is changed yet" in page
    for line in ("Cy, Data", "Bo, Data", "Ada, Platform/Payments → Data"):
        assert line in page
    assert set(Person.objects.values_list("name", flat=True)) == {"Ada", "Bo"}
    # The second form carries the text of the first: nothing is kept on the server meanwhile.
    carried = unescape(response.content.decode().split('name="text" hidden>')[1].split("<")[0])
    assert carried.encode() == changed
    done = admin.post("/people/", {"text": carried, "apply": "yes"}, follow=True)
    assert "The roster is applied. 1 joins, 1 leaves, 1 moves. 2 people in all." in text(done)
    assert set(Person.objects.values_list("name", "unit__path")) == {
        ("Ada", "Data"),
        ("Cy", "Data"),
    }
    assert AuditEntry.objects.filter(action="import roster", actor="admin").count() == 1


def test_line_ends_of_a_browser_change_nothing(admin: Client) -> None:
    import_roster(data=GOOD, actor="test")
    crlf = GOOD.decode().replace("\n", "\r\n")
    assert "Nothing changes." in text(admin.post("/people/", {"text": crlf}))


def test_a_roster_without_a_difference_has_nothing_to_apply(admin: Client) -> None:
    import_roster(data=GOOD, actor="test")
    page = text(upload(admin, GOOD))
    assert "Nothing changes." in page
    assert "Apply the roster" not in page


def test_an_open_round_is_said_to_stay_as_it_is(admin: Client) -> None:
    opened()
    page = text(upload(admin, GOOD))
    assert "Spring 2027 is open: its people and units stay as they were at opening" in page


@pytest.mark.parametrize("fields", [{}, {"apply": "yes"}])
def test_a_bad_roster_names_row_and_column_and_comes_back(
    admin: Client, fields: dict[str, str]
) -> None:
    import_roster(data=GOOD, actor="test")
    bad = b"name,mail,unit\nAda,ada@example.org,Data\n<b>Bo</b>,bo.example.org,Data\n"
    response = upload(admin, bad, **fields)
    assert response.status_code == 422
    assert "Row 3, column mail: “bo.example.org” is not a mail address." in text(response)
    body = response.content.decode()
    assert "&lt;b&gt;Bo&lt;/b&gt;,bo.example.org,Data" in body.split("<textarea")[1]
    assert "<b>Bo" not in body
    assert set(Person.objects.values_list("unit__path", flat=True)) == {"Platform/Payments", "Data"}


def test_many_problems_are_counted_not_listed(admin: Client) -> None:
    rows = b"".join(b"P%d,bad-%d,Data\n" % (n, n) for n in range(50))
    page = text(upload(admin, b"name,mail,unit\n" + rows))
    assert "Row 21, column mail" in page
    assert "Row 22, column mail" not in page
    assert "and 30 more" in page


def test_a_wrong_encoding_is_named_by_its_row(admin: Client) -> None:
    response = upload(admin, b"name,mail,unit\nJ\xf6rg,j@example.org,Data\n")
    assert response.status_code == 422
    assert "Row 2: byte 0xF6 is not UTF-8" in text(response)


def test_a_missing_column_is_named(admin: Client) -> None:
    page = text(upload(admin, b"name,unit\nAda,Data\n"))
    assert "Row 1, column mail: is missing; the heading has name, unit." in page


def test_a_file_that_is_too_large_is_not_read(
    admin: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("surveyapp.views.people.import_roster", None)
    response = upload(admin, b"x" * (roster_limit() + 1))
    assert response.status_code == 422
    assert "roster.csv has 4.0 MB; a roster may have 4.0 MB here" in text(response)
    assert roster_limit() <= django_settings.UPLOAD_MAX_BYTES


def test_the_largest_roster_fits_into_the_form_that_applies_it(admin: Client) -> None:
    row = b"N" * 150 + b"%06d,p%06d@example.org,Data\n"
    head = b"name,mail,unit\n"
    count = (roster_limit() - len(head)) // len(row % (0, 0))
    data = head + b"".join(row % (n, n) for n in range(count))
    crlf = data.decode().replace("\n", "\r\n")
    assert len(data) <= roster_limit()
    assert admin.post("/people/", {"text": crlf}).status_code == 200


def test_nothing_chosen_is_said(admin: Client) -> None:
    response = admin.post("/people/")
    assert response.status_code == 422
    assert "No file is chosen" in text(response)
