"""A release of another Candor, page by page: looked at, brought in, and read like any round."""

from __future__ import annotations

import json
from dataclasses import replace
from html import unescape
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import CommandError, call_command

from analysis.instrument import Section
from analysis.release import Release, dump_release, release_sha256
from questionnaires.models import Programme, Round, StoredRelease
from surveyapp.views.release_imports import packed
from tests.analysis.test_cuts import MIXED, answered, released
from tests.forms_in_pages import form_of
from tests.releases import demo_releases, with_together
from tests.rounds import everything_stored
from tests.stored import logged_in, stored_round
from tests.surveyapp.personas import RELEASED, ROWS

pytestmark = pytest.mark.django_db(databases=["default", "answers"])

START = "/past-rounds/import/"
CONFIRM = f"{START}release/"
NEWEST = demo_releases()[-1]


def upload(data: bytes, name: str = "release.json", **fields: str) -> Any:
    given = {**fields, "file": SimpleUploadedFile(name, data)}
    return logged_in("analyst").post(f"{START}columns/", given)


def page(response: Any) -> str:
    return " ".join(unescape(response.content.decode()).split())


def bring(release: Release, **changed: str) -> Any:
    shown = upload(dump_release(release).encode())
    assert shown.status_code == 200
    action, fields = form_of(shown.content.decode())
    assert action == CONFIRM
    return logged_in("analyst").post(action, {**fields, **changed})


def test_the_page_says_what_is_in_a_release_and_stores_nothing() -> None:
    before = everything_stored("default")
    shown = upload(dump_release(NEWEST).encode(), programme_title="Engineers")
    text = page(shown)
    for words in (
        "What would come in", "Spring 2027", "2027-spring", "engineering: new here", "58 of 70",
        "6 Apr 2027 – 20 Apr 2027", "confidential, not anonymous", release_sha256(NEWEST),
        "not published here yet", 'value="Engineers"',
    ):  # fmt: skip
        assert words in text, words
    assert shown["Cache-Control"] == "no-store, private"
    assert not Round.objects.exists()
    assert everything_stored("default").count("2027-spring") == before.count("2027-spring")


def test_the_round_comes_in_byte_for_byte_through_the_form() -> None:
    response = bring(NEWEST, programme_title="Engineers")
    assert (response.status_code, response["Location"]) == (
        302, "/results/engineering/2027-spring/",
    )  # fmt: skip
    assert StoredRelease.objects.get().content == dump_release(NEWEST)
    assert Programme.objects.get().title == "Engineers"
    told = logged_in("viewer").get("/results/engineering/2027-spring/release.json")
    assert told.content.decode() == dump_release(NEWEST)


def test_beside_rounds_that_are_here_the_page_says_so() -> None:
    stored_round(demo_releases()[0])
    text = page(upload(dump_release(NEWEST).encode()))
    assert "Engineering survey</bdi> (engineering): it has 1 round here" in text
    assert "Title of the new programme" not in text


@pytest.mark.parametrize(
    ("data", "fields", "said"),
    [
        (b'{"format": "candor-release/9"}', {}, "Upgrade Candor here"),
        (b'{"a": 1}', {}, "is not a release of Candor"),
        (b"q1,q2\n1,2\n", {"preset": "candor"}, "is not a release of Candor"),
        (b" " * (5 * 1024 * 1024 + 1), {"preset": "candor"}, "import_release FILE"),
    ],
    ids=["later", "other", "table", "large"],
)
def test_what_cannot_come_in_is_explained_on_the_first_page(
    data: bytes, fields: dict[str, str], said: str
) -> None:
    response = upload(data, **fields)
    assert response.status_code == 422
    assert said in page(response)
    assert "Nothing was changed." in page(response)


def test_candor_without_a_file_asks_for_one() -> None:
    response = logged_in("analyst").post(f"{START}columns/", {"preset": "candor"})
    assert response.status_code == 422
    assert "No file is chosen" in page(response)


@pytest.mark.parametrize(
    "field",
    ["", "!!!", "eHh4", packed('{"format": "candor-release/1"}'), packed("x" * 6_000_000)],
    ids=["empty", "no base64", "not packed", "no release", "too large"],
)
def test_a_form_that_carries_something_else_is_refused(field: str) -> None:
    response = logged_in("analyst").post(CONFIRM, {"release": field})
    assert response.status_code == 422
    assert "The round cannot be brought in" in page(response)
    assert not Round.objects.exists()


def test_a_release_that_is_changed_between_the_pages_is_judged_anew() -> None:
    document = json.loads(dump_release(NEWEST))
    document["groups"][0]["items"]["release_1"]["shown"]["options"]["1"] += 1
    text = json.dumps(document, ensure_ascii=False, sort_keys=True, indent=1) + "\n"
    response = logged_in("analyst").post(CONFIRM, {"release": packed(text)})
    assert response.status_code == 422
    assert "Everybody, release_1: the numbers do not add up" in page(response)
    assert not Round.objects.exists()


def test_sending_the_form_twice_brings_it_in_once() -> None:
    bring(NEWEST)
    response = logged_in("analyst").post(CONFIRM, {"release": packed(dump_release(NEWEST))})
    assert response.status_code == 422
    assert "This release is here already" in page(response)
    assert StoredRelease.objects.count() == 1


def test_the_address_alone_leads_to_the_first_page() -> None:
    response = logged_in("analyst").get(CONFIRM)
    assert (response.status_code, response["Location"]) == (302, START)


#: Every address of results that is made of releases alone.
ADDRESSES = sorted(
    row.address
    for row in ROWS
    if row.address.startswith(f"{RELEASED}/") and row.get and "loud" not in row.name
    and "comments" not in row.name and "terms" not in row.name and "report" not in row.name
)  # fmt: skip
#: Leads to a page of one's own unit, which an analyst has none of.
LEADS_ON = {f"{RELEASED}/own-unit/"}


def test_every_page_of_results_answers_and_every_file_is_as_where_it_came_from() -> None:
    release = with_together(NEWEST)
    assert len(ADDRESSES) > 10
    bring(demo_releases()[1], programme_title="Engineering survey")
    bring(release)
    here = {address: logged_in("viewer").get(address) for address in ADDRESSES}
    assert {address for address, told in here.items() if told.status_code != 200} == LEADS_ON
    StoredRelease.objects.all().delete()
    Round.objects.all().delete()
    stored_round(demo_releases()[1])
    stored_round(release)
    files = [address for address in ADDRESSES if address.endswith((".csv", ".svg", ".json"))]
    assert len(files) > 2
    for address in files:
        assert here[address].content == logged_in("viewer").get(address).content, address


def test_a_round_with_tables_by_attribute_is_read_like_its_own() -> None:
    release = released(answered(MIXED))
    asked = release.instrument
    section = Section("all", "All", tuple(item.code for item in asked.items))
    release = replace(release, instrument=replace(asked, sections=(section,)))
    assert bring(release).status_code == 302
    round_ = Round.objects.get()
    response = logged_in("viewer").get(f"/results/{round_.programme.code}/{round_.code}/")
    assert "By role and other attributes" in page(response)


def test_a_trend_runs_from_a_round_that_came_in_to_one_that_was_asked_here() -> None:
    bring(demo_releases()[0])
    Programme.objects.update(title="Engineering survey")
    stored_round(demo_releases()[1])
    text = page(logged_in("viewer").get("/results/engineering/"))
    assert "Spring 2026" in text
    assert "Autumn 2026" in text
    change = logged_in("viewer").get("/results/engineering/2026-autumn/tables/changes.csv")
    assert change.status_code == 200
    assert b"release_1" in change.content


def test_the_command_says_what_is_in_it_and_brings_it_in(tmp_path: Path) -> None:
    file = tmp_path / "release.json"
    file.write_text(dump_release(NEWEST), encoding="utf-8", newline="")
    said = StringIO()
    call_command("import_release", file, "--dry-run", stdout=said)
    assert f"SHA-256 {release_sha256(NEWEST)}" in said.getvalue()
    assert "58 people of 70 answered, confidential; groups from 5 on" in said.getvalue()
    assert not Round.objects.exists()
    call_command("import_release", file, "--programme-title", "Engineers", stdout=said)
    assert Round.objects.get().programme.title == "Engineers"
    with pytest.raises(CommandError, match="here already"):
        call_command("import_release", file)


def test_the_how_to_shows_what_is_printed() -> None:
    docs = Path(__file__).resolve().parents[3] / "docs" / "howto"
    said = StringIO()
    call_command("import_release", docs / "example" / "release.json", "--dry-run", stdout=said)
    how_to = (docs / "import-a-past-round.md").read_text("utf-8")
    for line in said.getvalue().splitlines()[:2]:
        assert f"    {line}\n" in how_to
