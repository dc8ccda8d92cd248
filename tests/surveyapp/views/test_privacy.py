"""How answers are kept, the manifest, and receipts: what each mode says, and what nobody keeps."""

from __future__ import annotations

import hashlib
import html
import json
import logging
import re
from datetime import date, timedelta
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

import pytest
from django.conf import settings
from django.contrib.staticfiles import finders
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from django.utils.html import strip_tags

from questionnaires.models import CollectedRound, Invitation, Response, Round
from questionnaires.receipts import Receipt, receipt_text, sign_receipt
from questionnaires.services.aborting import abort_round
from questionnaires.services.closing import close_round
from questionnaires.services.invitations import issue_links
from questionnaires.services.releasing import release_round
from surveyapp.emails import invitation, occasion_of
from surveyapp.privacy_pages import CLAIM, CLIENT_CODE
from tests.devices import Device, opened_anonymous, people_of
from tests.frozen import overrule
from tests.open_rounds import make_open_round
from tests.rounds import RESPONSIBLE, TODAY, draft, everything_stored, opened
from tests.surveyapp.personas import Persona, client_of

pytestmark = pytest.mark.django_db(transaction=True, databases=["default", "answers"])
PROJECT = Path(__file__).resolve().parents[3]
TEMPLATES = PROJECT / "surveyapp" / "templates" / "survey"

#: The claim as the design of the house words it (its page on privacy, section 3).
WORDED = (
    "whoever obtains the databases, files and keys after the round has closed finds no single "
    "response, only counts of groups. Whoever copies both databases again and again while it is "
    "open learns what a day stamp tells, and sees unit and attributes (role, tenure) of a response "
    "together. Whoever watches the network live, or serves altered JavaScript, is not stopped."
)
#: What anonymous mode does not stop, each with a word that the page names it by.
NOT_STOPPED = (
    "watches the network live",
    "Altered JavaScript",
    "Ballots that an operator makes for himself",
    "Made-up members in a unit",
    "A managed laptop that records the browser",
    "Your style of writing",
    "Giving your ballot away",
    "Guessing",
    "Copies made while the round is open",
    "Snapshots of the machine and a database’s write-ahead log",
    "an administrator of the database can switch that off",
)


def get(path: str) -> Any:
    return asked(Client().get(path))


def paste(round_: Round, text: str) -> Any:
    address = f"/s/receipt/{round_.public_id}/"
    form = urlencode({"receipt": text})
    client = Client(enforce_csrf_checks=True)
    return asked(client.post(address, form, content_type="application/x-www-form-urlencoded"))


def asked(response: Any) -> Any:
    """Every answer below ``/s/``: no cookie, no copy, the policy of respondents."""
    assert not response.cookies
    assert response.headers["Cache-Control"] == "no-store"
    assert response.headers["Referrer-Policy"] == "no-referrer"
    assert "script-src 'self'" in response.headers["Content-Security-Policy"]
    return response


def words(response: Any) -> str:
    """What a reader reads, each space one space."""
    body = response.content.decode().partition("<main")[2]
    return re.sub(r"\s+", " ", html.unescape(strip_tags(f"<main{body}"))).strip()


def how(round_: Round) -> str:
    response = get(f"/s/how/{round_.public_id}/")
    assert response.status_code == 200
    return words(response)


def closed(round_: Round) -> Round:
    close_round(round=round_, actor="test", today=TODAY)
    return Round.objects.select_related("programme").get(pk=round_.pk)


# The claim ------------------------------------------------------------------------------------


def test_the_claim_is_the_same_text_in_code_on_the_page_and_in_the_documentation() -> None:
    claim = " ".join(map(str, CLAIM))
    assert claim == WORDED[0].upper() + WORDED[1:]
    assert claim in how(opened_anonymous())
    written = (PROJECT / "docs" / "privacy.md").read_text()
    assert claim in re.sub(r"\s+", " ", written.replace("\n> ", " "))


@pytest.mark.parametrize("mode", ["anonymous", "confidential", "open"])
def test_every_mode_says_what_stays_on_the_device(mode: str) -> None:
    anonymous = mode == Round.Mode.ANONYMOUS
    page = how(opened_anonymous() if anonymous else opened(mode=mode))
    assert "What you type stays on this device until you send or clear it" in page
    assert ("the receipt stays, and a digest of your link" in page) == anonymous


def test_no_other_mode_makes_the_claim() -> None:
    assert "no single response" in how(opened_anonymous())
    for mode in (Round.Mode.CONFIDENTIAL, Round.Mode.OPEN):
        overrule(Round.objects.all(), mode=mode)
        assert "no single response" not in how(Round.objects.get())


def test_what_copies_of_an_open_round_tell_is_said_in_figures() -> None:
    text = how(opened_anonymous())
    for words_ in ("one copy links 10 % of them", "52 %", "64 % and 91 %"):
        assert words_ in text


# The page -------------------------------------------------------------------------------------


def test_an_anonymous_round_says_how_and_what_is_not_stopped() -> None:
    round_ = opened_anonymous()
    page = how(round_)
    assert page.startswith("How your answers stay anonymous Developer experience, Spring 2027")
    for named in (*NOT_STOPPED, RESPONSIBLE, round_.manifest_sha256, "RFC 9474"):
        assert named in page
    assert "verify_round dx/2027-spring" in page
    assert "does not hold yet" not in page
    assert "could find out which answers are yours" not in page


def test_the_addresses_and_files_that_the_page_names_are_there() -> None:
    round_ = opened_anonymous()
    page = get(f"/s/how/{round_.public_id}/").content.decode()
    for what in ("invitation", "ballot", "answers"):
        assert f"/s/a/{round_.public_id}/{what}/" in page
        assert Client().get(f"/s/a/{round_.public_id}/{what}/").status_code == 405
    for path in CLIENT_CODE:
        assert f"/static/{path}" in page
        assert finders.find(path)
    for link in re.findall(rf'href="(?:{settings.BASE_URL})?(/s/[^"]+)"', page):
        assert Client().get(link).status_code == 200


def modules_behind(names: set[str]) -> set[str]:
    """The modules of some names, and all that they import, at once or later."""
    found: set[str] = set()
    while names - found:
        name = (names - found).pop()
        found.add(name)
        source = Path(str(finders.find(f"candor/{name}"))).read_text(encoding="utf-8")
        names = names | set(re.findall(r"""(?:from|import\() ?"\./(\w+\.js)\"""", source))
    return found


def test_every_module_of_an_anonymous_round_is_named() -> None:
    templates = {
        name: (TEMPLATES / f"{name}.html").read_text(encoding="utf-8")
        for name in ("page", "anonymous", "kept_modules", "done", "message")
    }
    # What sends stands behind it; an anonymous round has a sender of its own in its place.
    templates["page"], own, _rest = templates["page"].partition("{% block sending %}")
    assert own
    loaded = set(re.findall(r"candor/(\w+\.js)", "".join(templates.values())))
    assert {"survey.js", "piping.js", "anonymous.js", "receipt.js"} <= loaded
    page = get(f"/s/a/{opened_anonymous().public_id}/").content.decode()
    assert set(re.findall(r'/static/candor/(\w+\.js)"', page)) <= loaded
    named = {path.removeprefix("candor/") for path in CLIENT_CODE}
    # The browser fetches the worker by an address of the round.
    assert modules_behind(loaded) | {"worker.js"} == named


def test_a_round_that_keeps_responses_says_that_the_first_sentence_does_not_hold() -> None:
    round_ = opened_anonymous(kept_responses_days=14)
    page = how(round_)
    assert "The first sentence does not hold yet." in page
    assert "kept for 14 days after the release, by a choice made before the round opened" in page
    assert "every single response is destroyed" not in page
    today = timezone.localdate()
    Round.objects.update(status=Round.Status.RELEASED, released_on=today, closed_on=today)
    assert f"That is until {said(today + timedelta(days=14))}." in how(round_)


def test_it_holds_only_once_they_are_really_gone() -> None:
    round_ = opened_anonymous(kept_responses_days=14)
    Device(people_of(round_)[0]).send()
    long_ago = timezone.localdate() - timedelta(days=20)
    Round.objects.update(status=Round.Status.RELEASED, released_on=long_ago, closed_on=long_ago)
    assert "does not hold yet" in how(round_)
    Response.objects.all().delete()
    page = how(round_)
    assert "does not hold yet" not in page
    assert f"until {said(long_ago + timedelta(days=14))}, by a choice made before" in page


def test_full_detail_is_said() -> None:
    assert "are told in full" not in how(opened_anonymous())
    overrule(Round.objects.all(), full_detail=True)
    assert "Groups of 5 to 9 answers are told in full" in how(Round.objects.get())


def test_a_confidential_round_says_that_it_is_not_anonymous() -> None:
    page = how(opened())
    assert page.startswith("How your answers are kept: confidential, not anonymous")
    assert "Until the round closes, the server could find out which answers are yours." in page
    assert "HMAC-SHA256 of your invitation under a key of the round" in page
    assert "stay anonymous" not in page
    assert "Check a receipt" not in page


def test_an_open_link_says_that_nobody_is_counted() -> None:
    page = how(opened(mode=Round.Mode.OPEN))
    assert page.startswith("How your answers are kept: an open link, without a head count")
    assert "more than once too" in page
    assert "stay anonymous" not in page
    assert "confidential" not in page


@pytest.mark.parametrize("status", [Round.Status.CLOSED, Round.Status.RELEASED])
def test_closed_and_released_rounds_keep_the_page(status: Round.Status) -> None:
    round_ = opened_anonymous()
    Round.objects.update(status=status, closed_on=date(2027, 4, 21))
    assert "closed on 21 Apr 2027" in how(round_)


PAGES = ("/s/how/{}/", "/s/manifest/{}.json", "/s/receipt/{}/", "/s/receipt/{}/ballots.txt")


@pytest.mark.parametrize("path", PAGES)
def test_drafts_and_unknown_rounds_have_none(path: str) -> None:
    round_ = draft()
    for public_id in (round_.public_id, "unknown"):
        response = get(path.format(public_id))
        assert response.status_code == 404
        assert "This link does not open a survey" in words(response)


def test_an_aborted_round_says_so() -> None:
    round_ = opened_anonymous()
    abort_round(round=round_, actor="test")
    for path in ("/s/how/{}/", "/s/receipt/{}/ballots.txt"):
        response = get(path.format(round_.public_id))
        assert response.status_code == 410
        assert "ended without results" in words(response)
    assert "there is no list" in words(get(f"/s/receipt/{round_.public_id}/"))


def test_a_used_link_leads_to_how_answers_are_kept() -> None:
    asked_ = make_open_round()
    Invitation.objects.update(used=True)
    page = get(asked_.path).content.decode()
    assert f'href="/s/how/{asked_.round.public_id}/"' in page


# The manifest ---------------------------------------------------------------------------------


@pytest.mark.parametrize("mode", [Round.Mode.CONFIDENTIAL, Round.Mode.OPEN, "anonymous"])
def test_the_manifest_is_the_file_that_has_the_fingerprint(mode: str) -> None:
    round_ = opened_anonymous() if mode == "anonymous" else opened(mode=mode)
    response = get(f"/s/manifest/{round_.public_id}.json")
    assert response.headers["Content-Type"] == "application/json"
    assert hashlib.sha256(response.content).hexdigest() == round_.manifest_sha256
    assert json.loads(response.content) == round_.manifest
    page = html.unescape(get(f"/s/how/{round_.public_id}/").content.decode())
    assert f"{settings.BASE_URL}/s/manifest/{round_.public_id}.json | sha256sum" in page


def test_the_fingerprint_is_in_the_mail_on_the_survey_and_in_what_is_released() -> None:
    round_ = opened_anonymous()
    told = [
        str(invitation(link=one, occasion=occasion_of(round_)).body)
        for one in issue_links(round=round_, actor="test")[:1]
    ]
    told.append(get(f"/s/a/{round_.public_id}/").content.decode())
    receipts_of(round_, 8)
    released = release_round(round=closed(round_), actor="test", today=TODAY)
    release = Round.objects.get().releases.get()
    facts = json.loads(release.content)["round"]
    assert (facts["manifest_sha256"], facts["mode"]) == (round_.manifest_sha256, "anonymous")
    reader = client_of(Persona.VIEWER)
    told += [
        reader.get(address).content.decode()
        for address in (
            "/results/dx/2027-spring/",
            "/results/dx/2027-spring/release.json",
            "/api/v1/programmes/dx/rounds/2027-spring/",
            "/api/v1/programmes/dx/rounds/2027-spring/release/",
        )
    ]
    assert len(round_.manifest_sha256) == 64
    for text in told:
        assert round_.manifest_sha256 in text
    assert 'mode_words":"anonymous"' in told[-2]
    assert "<span>anonymous</span>" in told[2]
    assert f"/s/manifest/{round_.public_id}.json" in told[2]
    assert released


# Receipts -------------------------------------------------------------------------------------


def receipts_of(round_: Round, people: int = 6) -> list[Receipt]:
    return [Device(person).send() for person in people_of(round_)[:people]]


def test_a_receipt_of_an_open_round_is_genuine_and_not_listed_yet() -> None:
    round_ = opened_anonymous()
    receipt = receipts_of(round_, 1)[0]
    response = paste(round_, f"> {receipt_text(receipt)}")
    assert response.status_code == 200
    page = words(response)
    assert "Genuine ✓ The receipt was signed by the key that the manifest names. Yes." in page
    assert "The list of all ballots handed in names it" not in page
    assert "come back" in page
    waiting = get(f"/s/receipt/{round_.public_id}/ballots.txt")
    assert waiting.status_code == 404
    assert "The list is not published yet" in words(waiting)
    assert receipt.digest not in waiting.content.decode()


def test_after_closing_it_is_on_the_list_that_anybody_can_take() -> None:
    round_ = opened_anonymous()
    receipts = receipts_of(round_)
    round_ = closed(round_)
    page = words(paste(round_, receipt_text(receipts[0])))
    assert "Genuine, and on the list" in page
    assert "✓ The list of all ballots handed in names it. Yes." in page
    assert "one of 6 that were handed in" in page
    listed = get(f"/s/receipt/{round_.public_id}/ballots.txt")
    assert listed.headers["Content-Type"].startswith("text/plain")
    assert listed.content.decode().splitlines() == sorted(one.digest for one in receipts)
    assert f"{round_.public_id}/ballots.txt | grep -c" in words(
        get(f"/s/receipt/{round_.public_id}/")
    )


def test_a_genuine_receipt_that_is_not_listed_is_evidence() -> None:
    round_ = opened_anonymous()
    receipts = receipts_of(round_)
    round_ = closed(round_)
    Round.objects.update(spent_tokens=(round_.spent_tokens or [])[:0])
    page = words(paste(round_, receipt_text(receipts[0])))
    assert "Genuine, but not on the list" in page
    assert "✕ The list of all ballots handed in names it. No." in page
    assert "it is evidence" in page
    assert RESPONSIBLE in page


def test_a_changed_receipt_and_one_of_another_round_are_told_apart() -> None:
    round_ = opened_anonymous()
    receipt = receipts_of(round_, 1)[0]
    changed = Receipt(receipt.round, "a" * 64, receipt.signature)
    page = words(paste(round_, receipt_text(changed)))
    assert "Not a receipt of this round" in page
    assert "✕ The receipt was signed by the key that the manifest names. No." in page
    other = Receipt("b" * 32, receipt.digest, receipt.signature)
    response = paste(round_, receipt_text(other))
    assert "A receipt of another round" in words(response)
    assert f'href="/s/receipt/{"b" * 32}/"' in response.content.decode()


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("", "Nothing was pasted."),
        ("hello <script>", "There is no receipt in this text."),
        ("candor-receipt/1\nround a", "Missing or cut short: ballot, signature."),
        ("candor-receipt/1\0", "Missing or cut short: round, ballot, signature."),
    ],
)
def test_what_is_no_receipt_is_said_in_words_and_comes_back(text: str, told: str) -> None:
    round_ = opened_anonymous()
    response = paste(round_, text)
    assert response.status_code == 422
    assert told in words(response)
    if "<" in text:
        assert "hello &lt;script&gt;</textarea>" in response.content.decode()


def test_a_text_that_is_too_long_is_refused() -> None:
    response = paste(opened_anonymous(), "x" * (settings.DATA_UPLOAD_MAX_MEMORY_SIZE or 0))
    assert response.status_code == 413


def test_nothing_that_is_pasted_is_stored_or_logged(caplog: pytest.LogCaptureFixture) -> None:
    round_ = opened_anonymous()
    receipt = sign_receipt(collected_key(round_), round=round_.public_id, digest="c7" * 32)
    with caplog.at_level(logging.DEBUG), CaptureQueriesContext(connection) as queries:
        assert "Genuine" in words(paste(round_, receipt_text(receipt)))
    asked_for = [query["sql"] for query in queries]
    assert asked_for
    assert all(sql.startswith("SELECT") for sql in asked_for)
    signature = receipt_text(receipt).split()[-1]
    for kept in (*asked_for, caplog.text, *map(everything_stored, ("default", "answers"))):
        assert receipt.digest not in kept
        assert signature not in kept


def collected_key(round_: Round) -> str:
    return CollectedRound.objects.get(pk=round_.public_id).receipt_key


@pytest.mark.parametrize("mode", [Round.Mode.CONFIDENTIAL, Round.Mode.OPEN])
def test_other_modes_give_no_receipts_and_say_so(mode: Round.Mode) -> None:
    round_ = opened(mode=mode)
    for response in (get(f"/s/receipt/{round_.public_id}/"), paste(round_, "candor-receipt/1")):
        assert response.status_code == 200
        assert words(response).startswith("This round gives no receipts")
        assert "<form" not in response.content.decode()
    assert get(f"/s/receipt/{round_.public_id}/ballots.txt").status_code == 404


def said(day: date) -> str:
    return f"{day.day} {day:%b %Y}"
