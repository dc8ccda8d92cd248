"""The pages of a field period: extending, aborting, and the round that follows."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from django.test import Client
from django.utils import timezone
from django.utils.formats import date_format

from questionnaires.models import AuditEntry, Invitation, Round
from questionnaires.services import aborting
from questionnaires.services.aborting import abort_round
from questionnaires.services.closing import close_round
from questionnaires.services.invitations import issue_links
from questionnaires.services.participation import note_participation
from questionnaires.services.releasing import release_round
from questionnaires.services.roster import import_roster
from tests.rounds import answer, answers_left, draft, opened, roster
from tests.surveyapp.test_round_pages import ROUND, client, text

pytestmark = pytest.mark.django_db(databases=["default", "answers"])
whole = pytest.mark.django_db(transaction=True, databases=["default", "answers"])

TODAY = timezone.localdate()
LAST = TODAY + timedelta(days=7)
LATER = TODAY + timedelta(days=14)


def shown(day: date) -> str:
    return date_format(day, "j M Y")


def opened_until(day: date) -> Round:
    """An open round with a last day seen from the day of the test run, on which pages look."""
    round_ = opened()
    Round.objects.update(closes_on=day)
    round_.refresh_from_db()
    return round_


@pytest.fixture
def analyst() -> Client:
    return client("analyst")


# Opening


def test_an_anonymous_round_of_six_says_how_likely_results_are_before_it_opens(
    analyst: Client,
) -> None:
    import_roster(data=roster({"Ops/Build": 6}), actor="test")
    draft(mode=Round.Mode.ANONYMOUS)
    page = text(analyst.get(f"{ROUND}open/"))
    assert "at least 5 answers with a probability of 66 %" in page
    assert "A key is made for 1 unit" in page
    assert analyst.post(f"{ROUND}open/").status_code == 409
    assert Round.objects.get().is_draft
    assert analyst.post(f"{ROUND}open/", {"small_units": "on"}).status_code == 302
    assert Round.objects.get().is_open


# The one next step


@whole
def test_each_state_has_one_next_step_and_says_what_else_is_possible(analyst: Client) -> None:
    round_ = draft()
    assert steps(analyst) == ("open/", ["edit/"])
    Round.objects.all().delete()
    round_ = opened_until(LAST)
    assert steps(analyst) == ("mail/", ["links/", "extend/", "close/", "abort/"])
    issue_links(round=round_, actor="test")
    assert steps(analyst)[0] == "mail/"
    Round.objects.update(closes_on=TODAY - timedelta(days=1))
    assert steps(analyst) == ("close/", ["mail/", "links/", "extend/", "abort/"])
    assert "is over" in text(analyst.get(ROUND))
    answer(round_, 20)
    close_round(round=round_, actor="test")
    assert steps(analyst) == ("release/", ["comments/", "next/"])
    release_round(round=round_, actor="test")
    assert steps(analyst) == (
        "/results/dx/2027-spring/",
        ["actions/", "results-links/", "comments/withdraw/", "next/"],
    )


def test_behind_one_link_the_link_is_beside_the_next_step(analyst: Client) -> None:
    round_ = opened(mode=Round.Mode.OPEN)
    assert steps(analyst) == ("close/", ["extend/", "abort/"])
    assert f"/s/open/{round_.public_id}/" in text(analyst.get(ROUND))


def steps(analyst: Client) -> tuple[str, list[str]]:
    """Addresses of the one primary button and of the other steps, as seen from the round."""
    content = analyst.get(ROUND).content.decode().partition("<main")[2]
    first = content.split('class="button primary" href="')
    assert len(first) == 2
    others = content.partition('class="others"')[2].partition("</ul>")[0]
    found = [part.partition('"')[0].removeprefix(ROUND) for part in others.split('href="')[1:]]
    return first[1].partition('"')[0].removeprefix(ROUND), found


# Extending


def test_a_later_last_day_is_announced_and_people_read_it(analyst: Client) -> None:
    round_ = opened_until(LAST)
    link = issue_links(round=round_, actor="test")[0].url.removeprefix("http://127.0.0.1:8000")
    assert f"Until {shown(LAST)}" in text(Client().get(link))
    page = text(analyst.get(ROUND + "extend/"))
    assert f"open until {shown(LAST)}. A later day can be announced" in page
    response = analyst.post(ROUND + "extend/", {"closes_on": LATER.isoformat()}, follow=True)
    assert response.redirect_chain == [(ROUND, 302)]
    assert f"announced until {shown(LATER)}" in text(response)
    assert round_.manifest_sha256 in text(response)
    assert f"Until {shown(LATER)}" in text(Client().get(link))
    assert AuditEntry.objects.get(action="extend field period").actor == "analyst"


@pytest.mark.parametrize(
    ("typed", "status", "said"),
    [
        (LAST.isoformat(), 409, "has to be later: what was announced is not taken back"),
        ("", 422, "This field is required."),
        ("7.5.2027", 422, "Enter a valid date."),
    ],
)
def test_a_day_that_cannot_be_comes_back_with_what_was_typed(
    analyst: Client, typed: str, status: int, said: str
) -> None:
    round_ = opened_until(LAST)
    response = analyst.post(ROUND + "extend/", {"closes_on": typed})
    assert response.status_code == status
    assert said in text(response)
    assert f'value="{typed}"' in response.content.decode() or not typed
    round_.refresh_from_db()
    assert round_.closes_on == LAST


def test_only_an_open_round_offers_to_be_extended(analyst: Client) -> None:
    draft()
    content = analyst.get(ROUND + "extend/").content.decode().partition("<main")[2]
    assert "Only an open round can be extended" in content
    assert "<button" not in content
    assert analyst.post(ROUND + "extend/", {"closes_on": LATER.isoformat()}).status_code == 409


# Aborting


def test_the_page_says_what_is_destroyed_and_what_remains(analyst: Client) -> None:
    round_ = opened(kept_responses_days=5)
    assert "There were" not in text(analyst.get(ROUND + "abort/"))
    for day, people in ((7, 4), (8, 3), (9, 15)):
        answer(round_, people)
        note_participation(round=round_, today=date(2027, 4, day))
        page = text(analyst.get(ROUND + "abort/"))
        assert ("There were at least" in page) is (day > 7)
    assert "There were at least 20 on 9 Apr 2027." in page
    for expected in (
        "Also in this round, whose rules keep single responses for a time.",
        "Every comment.",
        "All personal links, and the key of the round.",
        "who was asked, who has answered, who got which mail",
        "Nothing is counted first, so nothing can be released, now or later.",
        "2027-spring is not free for another round",
        "that you aborted it, and when. Never how many answered.",
        "Type the code of the round: 2027-spring",
    ):
        assert expected in page
    assert "22" not in page.replace("2027", "")


@pytest.mark.parametrize("typed", ["", "2027", "2027-SPRING", "dx/2027-spring"])
def test_without_the_code_nothing_is_destroyed(analyst: Client, typed: str) -> None:
    round_ = opened()
    answer(round_, 7)
    response = analyst.post(ROUND + "abort/", {"confirmed_code": typed})
    assert response.status_code == 422
    assert "The code of this round is 2027-spring. Nothing is destroyed." in text(response)
    assert answers_left(round_) == (7, 0)
    assert Round.objects.get().is_open
    assert Invitation.objects.exists()


@whole
def test_with_the_code_the_round_ends_and_the_list_shows_it_as_aborted() -> None:
    analyst = client("analyst")
    round_ = opened()
    answer(round_, 7)
    response = analyst.post(ROUND + "abort/", {"confirmed_code": " 2027-spring "}, follow=True)
    page = text(response)
    assert response.redirect_chain == [(ROUND, 302)]
    assert "The round is aborted. Nothing of its answers is left." in page
    assert f"aborted on {shown(TODAY)}, without results" in page
    assert steps(analyst) == ("next/", [])
    assert answers_left(round_) == (0, 0)
    assert "aborted" in text(analyst.get("/rounds/"))
    assert AuditEntry.objects.get(action="abort round").actor == "analyst"
    assert "Spring 2027" not in text(analyst.get("/"))
    refused = analyst.post(ROUND + "abort/", {"confirmed_code": "2027-spring"})
    assert refused.status_code == 409


@whole
def test_an_abort_that_broke_off_is_offered_again(monkeypatch: pytest.MonkeyPatch) -> None:
    analyst = client("analyst")
    round_ = opened()
    answer(round_, 7)
    with monkeypatch.context() as patch:
        patch.setattr(aborting, "erase_deleted_rows", in_use)
        response = analyst.post(ROUND + "abort/", {"confirmed_code": "2027-spring"})
    assert response.status_code == 409
    assert "The file is in use." in text(response)
    assert "aborting broke off; finish it" in text(analyst.get("/rounds/"))
    assert steps(analyst) == ("abort/", [])
    assert "Destroy the rest" in text(analyst.get(ROUND + "abort/"))
    analyst.post(ROUND + "abort/", {"confirmed_code": "2027-spring"})
    assert Round.objects.get().aborted_on == TODAY
    assert answers_left(round_) == (0, 0)


def in_use() -> None:
    from questionnaires.services.erasing import UnfinishedError

    raise UnfinishedError("The file is in use.")


@whole
def test_nobody_but_who_runs_rounds_sees_an_aborted_one_and_no_result_names_it() -> None:
    first = opened("2026-autumn", title="Autumn 2026")
    answer(first, 20)
    close_round(round=first, actor="test")
    release_round(round=first, actor="test")
    second = opened()
    assert "2027-spring" in client("analyst").get("/api/v1/programmes/").content.decode()
    abort_round(round=second, actor="test")
    for name in ("admin", "analyst", "viewer"):
        for address in ("/api/v1/programmes/", "/results/dx/", "/api/v1/programmes/dx/trend/"):
            response = client(name).get(address)
            assert response.status_code == 200
            assert "2027-spring" not in response.content.decode()
            assert "Spring 2027" not in response.content.decode()
        assert client(name).get("/api/v1/programmes/dx/rounds/2027-spring/").status_code == 404
        assert client(name).get("/results/dx/2027-spring/").status_code == 404
    assert "Spring 2027" not in text(client("viewer").get("/rounds/"))
    assert "was aborted. Nothing was counted" in text(
        client("analyst").get("/results/dx/2027-spring/")
    )


# The next one


def test_the_next_round_is_filled_in_like_this_one(analyst: Client) -> None:
    opened(k=7, full_detail=True, kept_responses_days=3, purpose="To fix it.", audience="The team.")
    page = analyst.get(ROUND + "next/").content.decode()
    assert "checked" in page.partition('id="id_full_detail"')[2].partition(">")[0]
    for value in ("Autumn 2027", "2027-autumn", "7", "3"):
        assert f'value="{value}"' in page
    assert "To fix it." in page
    assert "The team." in page
    assert "A round like Spring 2027" in page
    form = {
        "title": "Autumn 2027", "code": "2027-autumn", "mode": "confidential", "k": "7",
        "kept_responses_days": "3", "results_for": "roles", "closes_on": "2027-10-20",
        "purpose": "To fix it.",
        "responsible": "Ann, ann@example.org", "audience": "The team.",
        "version": str(Round.objects.get().version_id),
    }  # fmt: skip
    bad = analyst.post(ROUND + "next/", {**form, "code": "2027-spring"})
    assert bad.status_code == 422
    assert "a round 2027-spring already" in text(bad)
    assert 'value="Ann, ann@example.org"' in bad.content.decode()
    made = analyst.post(ROUND + "next/", form)
    assert made.headers["Location"] == "/rounds/dx/2027-autumn/"
    round_ = Round.objects.get(code="2027-autumn")
    assert (round_.is_draft, round_.k, round_.responsible) == (True, 7, "Ann, ann@example.org")
    assert round_.results_for == "roles"  # and not what the round before chose
