"""The pages of rounds: who sees what, what each step says and does, and what none tells."""

from __future__ import annotations

import csv
import io
import re
from datetime import timedelta
from html import unescape
from typing import Any

import pytest
from django.core import mail
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils.formats import date_format
from django.utils.html import strip_tags

from questionnaires.models import (
    AuditEntry,
    Invitation,
    InvitationSecret,
    Person,
    Programme,
    Round,
    StoredRelease,
)
from questionnaires.queries.invitations import invitation_by_secret
from questionnaires.services.closing import close_round
from questionnaires.services.errors import ServiceError
from questionnaires.services.participation import note_participation
from questionnaires.services.releasing import release_round
from questionnaires.services.roster import import_roster
from questionnaires.services.rounds import open_round
from surveyapp.views import field_periods as field_periods_views
from tests.rounds import TODAY, answer, answers_left, draft, opened, programme, roster, version
from tests.stored import persona

pytestmark = pytest.mark.django_db(databases=["default", "answers"])

whole = pytest.mark.django_db(transaction=True, databases=["default", "answers"])

ROUND = "/rounds/dx/2027-spring/"
PAGES = ["", "edit/", "open/", "close/", "release/", "links/", "mail/"]
PERSONAS = ["admin", "analyst", "author", "viewer", "stranger", "nobody"]


def client(name: str, *, csrf: bool = False) -> Client:
    """Somebody's browser; ``nobody`` is not logged in."""
    browser = Client(enforce_csrf_checks=csrf)
    if name != "nobody":
        browser.force_login(persona(name))
    return browser


def text(response: Any) -> str:
    """What can be read on a page, in one line."""
    body = response.content.decode().replace("</td>", " </td>").replace("</th>", " </th>")
    return " ".join(unescape(strip_tags(body)).split())


@pytest.fixture
def analyst() -> Client:
    return client("analyst")


# Who may


@pytest.mark.parametrize("name", PERSONAS)
@pytest.mark.parametrize("page", PAGES)
def test_only_who_runs_rounds_sees_their_pages(name: str, page: str) -> None:
    draft() if page == "edit/" else opened()
    for address in (ROUND + page, "/rounds/new/"):
        response = client(name).get(address)
        if name in ("admin", "analyst"):
            assert response.status_code == 200
            assert "Spring 2027" in text(response) or address == "/rounds/new/"
        elif name == "nobody":
            assert response.headers["Location"].startswith("/login/?next=/rounds/")
        else:
            assert response.status_code == 404


@pytest.mark.parametrize("name", ["author", "viewer", "stranger", "nobody"])
@pytest.mark.parametrize("page", PAGES[1:])
def test_nobody_else_changes_anything(name: str, page: str) -> None:
    round_ = opened() if page != "open/" else _openable()
    before = Round.objects.filter(pk=round_.pk).values().get()
    client(name).post(ROUND + page, {"title": "Changed"})
    assert Round.objects.filter(pk=round_.pk).values().get() == before
    assert not InvitationSecret.objects.exists()
    assert mail.outbox == []


@pytest.mark.parametrize("page", [*(ROUND + page for page in PAGES[1:]), "/rounds/new/"])
def test_a_post_without_a_token_of_this_site_is_refused(page: str) -> None:
    round_ = _openable()
    assert client("admin", csrf=True).post(page).status_code == 403
    assert Round.objects.get(pk=round_.pk).is_draft


@pytest.mark.parametrize("page", PAGES)
def test_an_unknown_round_is_a_404(analyst: Client, page: str) -> None:
    opened()
    assert analyst.get(f"/rounds/dx/never/{page}").status_code == 404
    assert analyst.get(f"/rounds/never/2027-spring/{page}").status_code == 404


def test_reading_a_page_changes_nothing(analyst: Client) -> None:
    round_ = opened()
    acts = AuditEntry.objects.count()
    before = Round.objects.filter(pk=round_.pk).values().get()
    for page in PAGES:
        analyst.get(ROUND + page)
    assert Round.objects.filter(pk=round_.pk).values().get() == before
    assert AuditEntry.objects.count() == acts
    assert not InvitationSecret.objects.exists()


def _openable() -> Round:
    import_roster(data=roster(), actor="test")
    return draft()


# The list


@whole
def test_the_list_shows_all_rounds_to_who_runs_them_and_released_ones_to_readers() -> None:
    released = opened("2026-autumn", title="Autumn 2026")
    close_round(round=released, actor="test")
    release_round(round=released, actor="test")
    opened(title="Spring 2027")
    draft("2027-autumn", title="Autumn 2027")
    for name in ("admin", "analyst"):
        page = text(client(name).get("/rounds/"))
        for expected in ("Autumn 2026", "Results", "Spring 2027", "Close", "Check and open"):
            assert expected in page
    for name in ("viewer", "author"):
        response = client(name).get("/rounds/")
        page = text(response)
        assert "Autumn 2026" in page
        assert "Results" in page
        assert "2027" not in page.replace("Autumn 2026", "")
        assert "/rounds/dx/" not in response.content.decode()
        assert "New round" not in page
    assert client("stranger").get("/rounds/").status_code == 404
    assert client("nobody").get("/rounds/").status_code == 302


def test_the_list_says_what_to_do_when_there_is_nothing() -> None:
    assert "Nobody has been asked yet" in text(client("analyst").get("/rounds/"))
    assert "No round is released yet" in text(client("viewer").get("/rounds/"))


def test_the_list_costs_the_same_for_one_round_and_for_three(analyst: Client) -> None:
    draft("a")
    analyst.get("/rounds/")
    counts = []
    for code in ("b", "c"):
        with CaptureQueriesContext(connection) as queries:
            analyst.get("/rounds/")
        counts.append(len(queries))
        draft(code)
        draft(f"{code}-other", programme=programme(f"other-{code}"))
    assert counts[0] == counts[1]


# Drafts

FORM = {
    "programme": "",
    "programme_title": "Developer experience",
    "title": "Spring 2027",
    "code": "",
    "mode": "confidential",
    "k": "5",
    "kept_responses_days": "0",
    "results_for": "asked",
    "closes_on": "2027-04-20",
    "responsible": "Platform team, platform@example.org",
}


def test_a_round_is_made_in_a_new_programme(analyst: Client) -> None:
    response = analyst.post("/rounds/new/", {**FORM, "version": version().pk})
    assert response.headers["Location"] == "/rounds/developer-experience/spring-2027/"
    round_ = Round.objects.get()
    assert (round_.title, round_.mode, round_.k, round_.is_draft) == (
        "Spring 2027",
        "confidential",
        5,
        True,
    )
    assert str(round_.closes_on) == "2027-04-20"


def test_full_detail_is_off_until_somebody_who_read_the_price_chooses_it(
    analyst: Client,
) -> None:
    asked = version()
    form = analyst.get("/rounds/new/")
    page = form.content.decode()
    assert "checked" not in page.partition('id="id_full_detail"')[2].partition(">")[0]
    assert "their own to begin with, can work out others" in text(form)
    chosen = {**FORM, "version": str(asked.pk)}
    analyst.post("/rounds/new/", chosen)
    address = "/rounds/developer-experience/spring-2027/"
    assert not Round.objects.get().full_detail
    shown = text(analyst.get(address))
    assert "Groups of 5 to 9 answers" in shown
    assert "told as a band, such as" in shown
    edited = {**chosen, "code": "spring-2027", "full_detail": "on"}
    assert analyst.post(f"{address}edit/", edited).status_code == 302
    assert Round.objects.get().full_detail
    for page in (address, f"{address}open/"):
        shown = text(analyst.get(page))
        assert "whoever knows some of the answers can work out others, and pages say so" in shown
        assert "told as a band" not in shown
    bad = analyst.post(f"{address}edit/", {**edited, "k": "3"})
    assert "checked" in bad.content.decode().partition('id="id_full_detail"')[2].partition(">")[0]


def test_everybody_asked_reads_the_results_unless_somebody_chooses_otherwise(
    analyst: Client,
) -> None:
    asked = version()
    page = analyst.get("/rounds/new/").content.decode()
    choices = dict(re.findall(r'name="results_for" value="(\w+)"([^>]*)', page))
    assert {value: "checked" in rest for value, rest in choices.items()} == {
        "asked": True,
        "link": False,
        "roles": False,
    }
    chosen = {**FORM, "version": str(asked.pk)}
    bad = analyst.post("/rounds/new/", {**chosen, "results_for": "friends"})
    assert bad.status_code == 422
    assert 'href="#id_results_for_0"' in bad.content.decode()
    analyst.post("/rounds/new/", chosen)
    address = "/rounds/developer-experience/spring-2027/"
    assert Round.objects.get().results_for == "asked"
    assert "everybody who is asked; without an account" in text(analyst.get(address))
    edited = {**chosen, "code": "spring-2027", "results_for": "roles"}
    assert analyst.post(f"{address}edit/", edited).status_code == 302
    for shown in (address, f"{address}open/"):
        assert "people with a role only" in text(analyst.get(shown))


def test_a_round_is_made_in_a_programme_that_is_there(analyst: Client) -> None:
    programme()
    form = {**FORM, "programme": "dx", "programme_title": "", "code": "s27"}
    response = analyst.post("/rounds/new/", {**form, "version": version().pk})
    assert response.headers["Location"] == "/rounds/dx/s27/"


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"title": ""}, "Title: This field is required."),
        ({"k": "3"}, "greater than or equal to 4"),
        ({"k": "many"}, "Enter a whole number."),
        ({"mode": "secret"}, "Select a valid choice"),
        ({"mode": "imported"}, "Select a valid choice"),
        ({"code": "Spring 2027"}, "lower-case letters"),
        ({"code": "taken", "programme": "dx", "programme_title": ""}, "a round taken already"),
        ({"programme": "never"}, "Select a valid choice"),
        ({"programme": "dx"}, "A programme is chosen above"),
        ({"programme_title": ""}, "Name the new programme"),
        ({"programme_title": "DX"}, "a programme dx already"),
        ({"programme_title": "???"}, "Use some letters"),
        ({"title": "???"}, "no letters to make a code of"),
        ({"version": "9999"}, "Select a valid choice"),
        ({"kept_responses_days": "-1"}, "greater than or equal to 0"),
        ({"closes_on": "20.4.2027"}, "Enter a valid date"),
    ],
)
def test_a_bad_form_comes_back_with_what_was_typed(
    analyst: Client, change: dict[str, str], said: str
) -> None:
    draft("taken")
    before = Programme.objects.count(), Round.objects.count()
    chosen = Round.objects.get().version_id
    form = {**FORM, "version": str(chosen), "title": "Typed by Ann", **change}
    response = analyst.post("/rounds/new/", form)
    assert response.status_code == 422
    assert said in text(response)
    if "title" not in change:
        assert 'value="Typed by Ann"' in response.content.decode()
    assert (Programme.objects.count(), Round.objects.count()) == before


def test_only_published_questions_can_be_chosen(analyst: Client) -> None:
    assert "No question set is published yet" in text(analyst.get("/rounds/new/"))
    unpublished = version(published=False)
    form = {**FORM, "version": unpublished.pk}
    assert analyst.post("/rounds/new/", form).status_code == 422


def test_the_information_sheet_is_part_of_the_draft(analyst: Client) -> None:
    asked = version()
    page = text(analyst.get("/rounds/new/"))
    assert "everybody who has an account with a role on this site" in page
    form = {**FORM, "version": asked.pk}
    analyst.post("/rounds/new/", {**form, "purpose": " To fix the builds. ", "audience": ""})
    made = Round.objects.get(code="spring-2027")
    assert made.purpose == "To fix the builds."
    assert made.responsible == "Platform team, platform@example.org"
    assert made.audience.startswith("After the release, everybody who has an account")
    page = text(analyst.get("/rounds/developer-experience/spring-2027/"))
    assert "To fix the builds." in page
    assert "Platform team, platform@example.org" in page


def test_a_round_that_nobody_is_responsible_for_does_not_open(analyst: Client) -> None:
    import_roster(data=roster(), actor="test")
    draft(responsible="")
    page = text(analyst.get(ROUND + "open/"))
    assert "Nobody would be told who is responsible" in page
    assert analyst.post(ROUND + "open/").status_code == 409
    assert Round.objects.get().is_draft


def test_a_draft_changes_and_an_open_round_does_not(analyst: Client) -> None:
    round_ = _openable()
    page = analyst.get(ROUND + "edit/").content.decode()
    assert 'value="Spring 2027"' in page
    form = {**FORM, "version": round_.version_id, "code": "2027-spring", "k": "8"}
    assert analyst.post(ROUND + "edit/", form).headers["Location"] == ROUND
    assert Round.objects.get().k == 8
    analyst.post(ROUND + "open/")
    response = analyst.post(ROUND + "edit/", {**form, "k": "4"}, follow=True)
    assert "frozen when the round opened" in text(response)
    assert Round.objects.get().k == 8


def test_each_mode_says_what_it_means(analyst: Client) -> None:
    version()
    page = text(analyst.get("/rounds/new/"))
    assert "Confidential, not anonymous" in page
    assert "the server could find out who gave which answers" in page
    assert "anybody with the link can answer, more than once too" in page


# Opening


def test_opening_says_what_is_frozen_and_then_freezes_it(analyst: Client) -> None:
    _openable()
    page = text(analyst.get(ROUND + "open/"))
    for expected in (
        "38 people of the roster are invited",
        "These rules are frozen",
        "Product/Data + Search 14 Product/Data, Product/Search",
        "destroyed when the round closes",
    ):
        assert expected in page
    assert analyst.post(ROUND + "open/").headers["Location"] == ROUND
    round_ = Round.objects.get()
    assert round_.is_open
    assert AuditEntry.objects.get(action="open round").actor == "analyst"
    detail = text(analyst.get(ROUND))
    assert round_.manifest_sha256 in detail
    assert "38 invitations" in detail
    assert mail.outbox == []


def test_what_stands_in_the_way_is_said_and_there_is_no_button(analyst: Client) -> None:
    draft()
    page = text(analyst.get(ROUND + "open/"))
    assert "Import a roster under People first" in page
    assert "Open the round" not in page
    response = analyst.post(ROUND + "open/")
    assert response.status_code == 409
    assert "Import a roster" in text(response)
    assert Round.objects.get().is_draft


def test_an_open_round_behind_one_link_shows_the_link(analyst: Client) -> None:
    round_ = opened(mode=Round.Mode.OPEN)
    page = analyst.get(ROUND).content.decode()
    assert f"http://127.0.0.1:8000/s/open/{round_.public_id}/" in page
    response = analyst.get(ROUND + "links/")
    assert round_.public_id in response.content.decode()
    assert "<button" not in response.content.decode().partition("<main")[2]
    assert analyst.post(ROUND + "links/").status_code == 409


# While it is open: nothing tells who has answered


@pytest.mark.parametrize("mode", [Round.Mode.CONFIDENTIAL, Round.Mode.OPEN])
def test_participation_is_told_in_steps_of_five_and_not_below(
    analyst: Client, mode: Round.Mode
) -> None:
    round_ = opened(mode=mode)
    pages = [text(analyst.get(ROUND))]
    for days, people in enumerate((4, 1, 4, 1), start=1):  # 4, 5, 9, 10 answers in all
        answer(round_, people)
        assert text(analyst.get(ROUND)) == pages[-1]
        note_participation(round=round_, today=TODAY + timedelta(days=days))
        pages.append(text(analyst.get(ROUND)))
    assert "Counted on 8 Apr 2027; at most once a day." in pages[2]
    said = [re.search(r"(not counted yet|Fewer than 5|At least \d+)", page) for page in pages]
    assert [match and match[0] for match in said] == [
        "not counted yet",
        "Fewer than 5",
        "At least 5",
        "At least 5",
        "At least 10",
    ]
    # Nothing else on the page moves with an answer.
    assert pages[2].replace("8 Apr", "9 Apr") == pages[3]


def test_participation_is_told_by_unit(analyst: Client) -> None:
    teams = {"Ops/Build": 20, "Ops/Cloud": 20, "Web/Data": 7, "Web/Search": 9}
    import_roster(data=roster(teams), actor="test")
    round_ = open_round(round=draft(), actor="test", today=TODAY)
    answer(round_, 24)
    note_participation(round=round_, today=TODAY)
    page = text(analyst.get(ROUND))
    assert "At least 20 of 56 have answered." in page
    assert "Ops/Build at least 15 of 20" in page
    assert "Ops/Cloud fewer than 10 of 20 Web fewer than 10 of 16" in page
    for people in (12, 3):
        answer(round_, people)
        assert text(analyst.get(ROUND)) == page


def test_of_very_few_people_no_number_is_told(analyst: Client) -> None:
    import_roster(data=roster({"Ops/Build": 9}), actor="test")
    round_ = open_round(round=draft(), actor="test", today=TODAY)
    answer(round_, 9)
    note_participation(round=round_, today=TODAY)
    page = text(analyst.get(ROUND))
    assert "Too few people are asked for a number to be told of them." in page
    assert "Fewer than" not in page


def test_no_page_of_an_open_round_names_anybody_or_any_answer(analyst: Client) -> None:
    round_ = opened()
    answer(round_, 20, comments={"best_thing": "Quiet mornings."})
    assert Invitation.objects.filter(used=True).exists()
    for page in PAGES:
        content = analyst.get(ROUND + page).content.decode()
        assert not [
            p for p in Person.objects.all() if p.mail in content or f">{p.name}<" in content
        ]
        assert "Quiet mornings" not in content
        assert round_.response_key not in content


# Links


def _read_links(response: Any) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(response.content.decode("utf-8-sig"))))


def test_links_are_downloaded_once_and_work(analyst: Client) -> None:
    round_ = opened()
    assert "were made before" not in text(analyst.get(ROUND + "links/"))
    response = analyst.post(ROUND + "links/")
    assert response.headers["Content-Disposition"] == (
        'attachment; filename="dx-2027-spring-links.csv"'
    )
    assert response.headers["Cache-Control"] == "no-store"
    rows = _read_links(response)
    assert len(rows) == 38
    first = next(row for row in rows if row["mail"] == "ops-build-1@example.org")
    assert first["name"] == "Build 1"
    secret = first["link"].rstrip("/").rpartition("/")[2]
    found = invitation_by_secret(secret)
    assert found is not None
    assert found.round == round_
    again = text(analyst.get(ROUND + "links/"))
    assert "cannot be downloaded again: this makes new ones" in again
    assert secret not in again


def test_the_file_of_links_does_not_tell_who_has_answered(analyst: Client) -> None:
    round_ = opened()
    answer(round_, 7)
    assert {row["mail"] for row in _read_links(analyst.post(ROUND + "links/"))} == set(
        Person.objects.values_list("mail", flat=True)
    )


def test_a_name_that_is_a_formula_is_not_one_in_the_file(analyst: Client) -> None:
    data = roster().replace(b"Build 1,", b"=HYPERLINK(0),")
    import_roster(data=data, actor="test")
    round_ = draft()
    analyst.post(ROUND + "open/")
    assert round_.programme.code == "dx"
    names = {row["name"] for row in _read_links(analyst.post(ROUND + "links/"))}
    assert "'=HYPERLINK(0)" in names


# Closing and releasing


@whole
def test_closing_says_what_is_destroyed_and_then_destroys_it() -> None:
    analyst = client("analyst")
    round_ = opened()
    answer(round_, 25)
    note_participation(round=round_)
    page = text(analyst.get(ROUND + "close/"))
    for expected in (
        "At least 25 of 38 have answered",
        "Every single response is destroyed",
        "All links and the key of the round are destroyed",
        "This cannot be undone",
    ):
        assert expected in page
    response = analyst.post(ROUND + "close/", follow=True)
    assert "closed and counted" in text(response)
    assert "At least" not in text(response)
    assert answers_left(round_) == (0, 0)
    assert "The state of this round is “closed”. Only an open round" in text(
        analyst.get(ROUND + "close/")
    )
    assert analyst.post(ROUND + "close/").status_code == 409


@whole
def test_kept_responses_are_said_before_closing() -> None:
    opened(kept_responses_days=14)
    page = text(client("analyst").get(ROUND + "close/"))
    assert "Single responses are kept until 14 days after the release" in page
    assert "Every single response is destroyed" not in page


@whole
def test_a_close_that_broke_off_is_offered_again(monkeypatch: pytest.MonkeyPatch) -> None:
    analyst = client("analyst")
    opened()

    def broken(**kwargs: Any) -> None:
        Round.objects.update(status="closed")
        raise ServiceError("The file is in use.")

    with monkeypatch.context() as patch:
        patch.setattr(field_periods_views, "close_round", broken)
        response = analyst.post(ROUND + "close/")
    assert response.status_code == 409
    assert "The file is in use." in text(response)
    assert "Finish closing" in text(response)
    assert "Finish closing" in text(analyst.get("/rounds/"))
    assert "Finish it first" in text(analyst.get(ROUND + "release/"))
    assert analyst.post(ROUND + "close/").status_code == 302
    assert Round.objects.get().closed_on is not None


@whole
def test_releasing_says_what_is_shown_and_leads_to_the_results() -> None:
    analyst = client("analyst")
    round_ = opened()
    answer(round_, 25)
    early = analyst.post(ROUND + "release/")
    assert early.status_code == 409
    assert "still open. Close it first" in text(early)
    assert "still open" in text(analyst.get(ROUND + "release/"))
    close_round(round=round_, actor="test")
    assert "Nothing is shown of fewer than 5 answers" in text(analyst.get(ROUND + "release/"))
    response = analyst.post(ROUND + "release/")
    assert response.headers["Location"] == "/results/dx/2027-spring/"
    assert StoredRelease.objects.count() == 1
    assert "released already" in text(analyst.get(ROUND + "release/"))
    round_.refresh_from_db()
    until = date_format((round_.released_on or TODAY) + timedelta(days=30), "j M Y")
    assert f"kept until {until}, in case something has to be corrected" in text(analyst.get(ROUND))
    analyst.post(ROUND + "release/")
    assert StoredRelease.objects.count() == 1


@pytest.mark.parametrize("page", ["close/", "release/", "links/"])
def test_a_draft_has_nothing_to_close_release_or_send(analyst: Client, page: str) -> None:
    draft()
    content = analyst.get(ROUND + page).content.decode()
    assert "raft" in content
    assert "<button" not in content.partition("<main")[2]
