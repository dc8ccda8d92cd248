"""The page of a roster: admins only; looked at before it is applied, twice where many go."""

from __future__ import annotations

from html import unescape
from typing import Any

import pytest
from django.conf import settings as django_settings
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.utils.html import strip_tags

from questionnaires.models import AuditEntry, Person
from questionnaires.services.roster import import_roster
from surveyapp.views.rosters import roster_limit
from tests.rounds import opened, roster
from tests.stored import persona
from tests.workbooks import workbook

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
    return browser.post("/people/import/", {"file": file, **fields})


@pytest.fixture
def admin() -> Client:
    return client("admin")


@pytest.mark.parametrize("name", ["analyst", "author", "viewer", "stranger", "nobody"])
def test_only_admins_change_people(name: str) -> None:
    assert upload(client(name), roster(), apply="yes").status_code == (
        302 if name == "nobody" else 404
    )
    assert not Person.objects.exists()
    assert upload(client("admin"), roster(), apply="yes").status_code == 302
    assert Person.objects.count() == 38


def test_a_post_without_a_token_of_this_site_is_refused() -> None:
    assert upload(client("admin", csrf=True), GOOD, apply="yes").status_code == 403
    assert not Person.objects.exists()


def test_a_roster_is_shown_in_words_before_it_is_applied(admin: Client) -> None:
    import_roster(data=GOOD, actor="test")
    changed = b"name,mail,unit\nAda,ada@example.org,Data\nCy,cy@example.org,Data\n"
    response = upload(admin, changed)
    page = text(response)
    assert "1 joins, 1 leaves, 1 moves. 2 units are retired." in page
    assert "Nobody is changed yet" in page
    for line in ("Cy, Data", "Bo, Data", "Ada, Platform/Payments → Data"):
        assert line in page
    assert set(Person.objects.values_list("name", flat=True)) == {"Ada", "Bo"}
    # The second form carries the text of the first: nothing is kept on the server meanwhile.
    carried = unescape(response.content.decode().split('name="text" hidden>')[1].split("<")[0])
    assert carried.strip() == changed.decode().strip()
    fields = {"text": carried, "apply": "yes", "confirm_shrink": "on"}
    done = admin.post("/people/import/", fields, follow=True)
    assert (
        "The roster is applied. 1 joins, 1 leaves, 1 moves. 2 units are retired. 2 people in all."
        in text(done)
    )
    assert set(Person.objects.values_list("name", "unit__path")) == {
        ("Ada", "Data"),
        ("Cy", "Data"),
    }
    assert AuditEntry.objects.filter(action="import roster", actor="admin").count() == 1


def test_line_ends_of_a_browser_change_nothing(admin: Client) -> None:
    import_roster(data=GOOD, actor="test")
    crlf = GOOD.decode().replace("\n", "\r\n")
    assert "Nothing changes." in text(admin.post("/people/import/", {"text": crlf}))


def test_a_roster_without_a_difference_has_nothing_to_apply(admin: Client) -> None:
    import_roster(data=GOOD, actor="test")
    page = text(upload(admin, GOOD))
    assert "Nothing changes." in page
    assert "Apply the roster" not in page


def test_while_a_round_is_open_the_rule_is_said(admin: Client) -> None:
    assert "is open" not in text(upload(admin, GOOD))
    opened()
    page = text(upload(admin, GOOD))
    assert "Spring 2027 is open. Who is asked was fixed when it opened, on 6 Apr 2027" in page
    assert "whoever joins is asked in the next round" in page


def test_a_roster_that_shrinks_by_half_asks_twice(admin: Client) -> None:
    import_roster(data=roster({"Ops/Build": 4}), actor="test")
    half = roster({"Ops/Build": 2})
    page = upload(admin, half)
    assert 'name="confirm_shrink"' in page.content.decode()
    refused = upload(admin, half, apply="yes")
    assert refused.status_code == 422
    assert "2 of 4 people would leave, and 2 instead of 4 would be asked" in text(refused)
    # The form comes back with the difference and the roster in it.
    assert "2 leave." in text(refused)
    assert "build-2@example.org" in refused.content.decode().split("<textarea")[1]
    assert Person.objects.count() == 4
    assert upload(admin, half, apply="yes", confirm_shrink="on").status_code == 302
    assert Person.objects.count() == 2


def test_without_a_need_nothing_is_asked_twice(admin: Client) -> None:
    import_roster(data=roster({"Ops/Build": 4}), actor="test")
    assert 'name="confirm_shrink"' not in upload(admin, roster({"Ops/Build": 3})).content.decode()


def test_a_workbook_is_read_and_comes_back_as_text(admin: Client) -> None:
    rows: list[list[Any]] = [["Name", "Mail", "Unit", "Room"]]
    rows.append(["王小明", "wang@example.org", "開発/検索", 7])
    data = workbook({"Read me": [["Hello"]], "People": rows})
    response = upload(admin, data)
    page = text(response)
    assert "1 joins. 2 units are new." in page
    assert "Read from the sheet “People”. Not read: “Read me”." in page
    assert "Passed over: “Room”." in page
    carried = unescape(response.content.decode().split('name="text" hidden>')[1].split("<")[0])
    assert admin.post("/people/import/", {"text": carried, "apply": "yes"}).status_code == 302
    assert Person.objects.get().unit.path == "開発/検索"


def test_a_workbook_with_a_problem_comes_back_as_text_to_correct(admin: Client) -> None:
    data = workbook({"P": [["name", "mail", "unit"], ["Ada", "ada", "Ops"]]})
    response = upload(admin, data)
    assert response.status_code == 422
    assert "Row 2, column mail: “ada” is not a mail address." in text(response)
    assert "Ada,ada,Ops" in response.content.decode().split("<textarea")[1]


def test_a_workbook_that_is_too_long_for_a_form_as_text_is_refused(
    admin: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    rows = [["N" * 150, f"p{n}@example.org", "Ops"] for n in range(1_500)]
    data = workbook({"P": [["name", "mail", "unit"], *rows]})
    monkeypatch.setattr("surveyapp.views.rosters.roster_limit", lambda: 100_000)
    assert len(data) < 100_000
    response = upload(admin, data)
    assert response.status_code == 422
    assert "The workbook as text has 0.2 MB" in text(response)


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
    monkeypatch.setattr("surveyapp.views.rosters.import_roster", None)
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
    assert admin.post("/people/import/", {"text": crlf}).status_code == 200


def test_nothing_chosen_is_said(admin: Client) -> None:
    response = admin.post("/people/import/")
    assert response.status_code == 422
    assert "No file is chosen" in text(response)
