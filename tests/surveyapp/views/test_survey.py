"""Pages of respondents: what each link opens, what is said otherwise, and what is never done."""

from __future__ import annotations

import logging
import re
from dataclasses import replace
from datetime import date, timedelta
from typing import Any
from urllib.parse import urlencode

import pytest
from django.contrib.auth.models import User
from django.db import OperationalError
from django.http import HttpResponse
from django.test import Client
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.html import strip_tags

from questionnaires.models import CollectedRound, Comment, Invitation, Response, Round
from questionnaires.services.responses import RoundNotOpenError
from surveyapp.views import survey as views
from tests.devices import opened_anonymous
from tests.frozen import overrule
from tests.instruments import all_scales
from tests.open_rounds import OpenRound, make_open_round

pytestmark = pytest.mark.django_db(databases=["default", "answers"])

ANSWERED = {
    "q.release_at_will": "4",
    "q.fix_first": ["builds", "docs"],
    "q.best_thing": "So it is.",
}
FORM = "application/x-www-form-urlencoded"


def get(path: str) -> HttpResponse:
    response: HttpResponse = Client().get(path)  # type: ignore[assignment]
    return response


def post(path: str, fields: dict[str, Any]) -> HttpResponse:
    body = urlencode(fields, doseq=True)
    response: HttpResponse = Client().post(path, body, content_type=FORM)  # type: ignore[assignment]
    return response


def text(response: HttpResponse) -> str:
    return " ".join(response.content.decode().split())


def title(response: HttpResponse) -> str:
    found = re.search(r"<h1[^>]*>(.*?)</h1>", text(response))
    assert found
    return found[1]


# What a link opens ----------------------------------------------------------------------------


def test_a_personal_link_opens_the_survey() -> None:
    asked = make_open_round()
    response = get(asked.path)
    page = text(response)
    assert response.status_code == 200
    assert "You answer as: Payments, one of 8 people." in page
    assert "Confidential, not anonymous" in page
    assert "21 Apr 2027" in page
    assert asked.round.manifest_sha256 in page
    assert "Ada" not in page
    assert not Invitation.objects.filter(used=True).exists()


def test_an_answer_leads_to_the_receipt() -> None:
    asked = make_open_round()
    response = post(asked.path, ANSWERED)
    assert response.status_code == 303
    assert response.headers["Location"] == f"/s/done/{asked.round.public_id}/"
    assert Response.objects.get().answers == {
        "release_at_will": "4",
        "fix_first": ["builds", "docs"],
    }
    assert Comment.objects.get().text == "So it is."
    receipt = get(response.headers["Location"])
    assert title(receipt) == "Your answers are stored"
    assert "21 Apr 2027" in text(receipt)


def test_a_used_link_says_so_and_a_retry_shows_the_receipt() -> None:
    asked = make_open_round()
    post(asked.path, ANSWERED)
    response = get(asked.path)
    assert response.status_code == 200
    assert title(response) == "You have already answered"
    again = post(asked.path, {**ANSWERED, "q.release_at_will": "1"})
    assert again.status_code == 303
    assert Response.objects.get().answers["release_at_will"] == "4"
    assert Comment.objects.count() == 1


def test_an_open_link_says_that_nobody_is_counted() -> None:
    asked = make_open_round(mode=Round.Mode.OPEN)
    page = text(get(asked.path))
    assert "nobody is counted" in page
    assert "You answer as" not in page
    assert "Confidential" not in page


def test_an_open_form_carries_a_number_that_makes_a_retry_count_once() -> None:
    asked = make_open_round(mode=Round.Mode.OPEN)

    def submission() -> str:
        found = re.search(r'name="submission" value="([0-9a-f]{64})"', text(get(asked.path)))
        assert found
        return found[1]

    first, second = submission(), submission()
    assert first != second
    for number in (first, first, second):
        assert post(asked.path, {**ANSWERED, "submission": number}).status_code == 303
    assert Response.objects.count() == 2
    assert {response.unit for response in Response.objects.all()} == {""}
    post(asked.path, {**ANSWERED, "submission": "made up"})
    assert Response.objects.count() == 3


def test_a_form_that_comes_back_keeps_its_number() -> None:
    asked = make_open_round(mode=Round.Mode.OPEN)
    response = post(asked.path, {"submission": "a" * 64})
    assert f'value="{"a" * 64}"' in text(response)


def test_a_round_that_keeps_responses_says_so() -> None:
    assert "answers are counted and destroyed" in text(get(make_open_round().path))
    overrule(Round.objects.all(), kept_responses_days=14)
    page = text(get(f"/s/{fresh_secret()}/"))
    assert "kept for 14 days after the release" in page
    assert "answers are counted and destroyed" not in page


@pytest.mark.parametrize("mode", [Round.Mode.CONFIDENTIAL, Round.Mode.OPEN])
def test_the_information_sheet_stands_before_the_first_question(mode: Round.Mode) -> None:
    asked = make_open_round(mode=mode)
    words = {"purpose": "To fix the builds.", "audience": "The platform team reads it."}
    overrule(Round.objects.all(), **words)
    page = text(get(asked.path))
    sheet, question, _rest = page.partition('data-item="release_at_will"')
    assert question
    for told in (
        "To fix the builds.",
        '<a href="mailto:platform@example.org">platform@example.org</a>',
        "The platform team reads it.",
        "Voluntary, and without consequences.",
        "An answer cannot be changed or taken back after sending",
        "answers are counted and every single one is destroyed",
        "No figure stands for fewer than 5 answers.",
        "no results before the round has closed; its announced last day is 21 Apr 2027",
    ):
        assert told in sheet
    assert all_scales().description not in sheet
    assert ("Nobody is shown who has answered" in sheet) == (mode is Round.Mode.CONFIDENTIAL)
    receipt = text(get(f"/s/done/{asked.round.public_id}/"))
    assert "The platform team reads it." in receipt


def quiet(page: str) -> str:
    """What the sheet says without being opened: before the first question, and in no details."""
    sheet, question, _rest = page.partition('data-item="release_at_will"')
    assert question
    shut = re.compile(r"<details.*?</details>", re.DOTALL)
    assert shut.search(sheet)
    return " ".join(strip_tags(shut.sub("", sheet)).split())


@pytest.mark.parametrize("mode", [Round.Mode.CONFIDENTIAL, Round.Mode.OPEN])
def test_what_cannot_be_taken_back_is_said_without_opening_anything(mode: Round.Mode) -> None:
    told = quiet(text(get(make_open_round(mode=mode).path)))
    assert "after that an answer cannot be changed or taken back" in told
    declines = mode is Round.Mode.CONFIDENTIAL
    assert ("I do not want to take part Then no further mail comes." in told) == declines
    assert ("Not your unit? Do not answer yet" in told) == declines
    assert ("On leave, or gone?" in told) == declines


@pytest.mark.django_db(transaction=True, databases=["default", "answers"])
def test_an_anonymous_round_says_the_same_before_answering() -> None:
    page = text(get(f"/s/a/{opened_anonymous().public_id}/"))
    told = quiet(page)
    for words in (
        "after that an answer cannot be changed or taken back",
        "I do not want to take part Then no further mail comes.",
        "Not your unit? Do not answer yet",
        "On leave, or gone?",
    ):
        assert words in told
    # Both come with the link about mails, which the script makes.
    assert page.count("data-mails=") == 2


def test_the_information_sheet_says_for_how_long_answers_are_kept() -> None:
    page = text(get(make_open_round(kept_responses_days=14).path))
    assert "single answers are kept for 14 days after the release, then destroyed" in page
    assert "every single one is destroyed" not in page


def test_the_information_sheet_says_what_is_told_of_few() -> None:
    page = text(get(make_open_round().path))
    assert "Fewer than 10 answers are told only as a band" in page
    assert "told in full" not in page
    overrule(Round.objects.all(), full_detail=True)
    page = text(get(f"/s/{fresh_secret()}/"))
    assert "Groups of 5 to 9 answers are told in full, by a choice made before" in page
    assert "only as a band" not in page


def test_a_purpose_that_is_the_questionnaire_s_own_is_translated() -> None:
    texts = {"description": "Um das Schlimmste zu beheben."}
    asked = make_open_round(instrument=replace(all_scales(), translations={"de": texts}))
    assert "Um das Schlimmste zu beheben." in text(get(asked.path + "?lang=de"))
    overrule(Round.objects.all(), purpose="To fix the builds.")
    assert "To fix the builds." in text(get(asked.path + "?lang=de"))


def test_markup_in_the_information_sheet_is_text() -> None:
    asked = make_open_round()
    bad = "<script>alert(1)</script> a@example.org"
    overrule(Round.objects.all(), purpose=bad, responsible=bad, audience=bad)
    for path in (asked.path, f"/s/done/{asked.round.public_id}/"):
        page = text(get(path))
        assert "<script>alert" not in page
        assert page.count("&lt;script&gt;alert(1)") >= 3


def test_declining_is_offered_to_who_has_a_link_of_their_own() -> None:
    asked = make_open_round()
    assert '<a href="opt-out/">I do not want to take part</a>' in text(get(asked.path))
    assert get(asked.path + "opt-out/").status_code == 200


def test_behind_an_open_link_there_is_nothing_to_decline() -> None:
    page = text(get(make_open_round(mode=Round.Mode.OPEN).path))
    assert "opt-out" not in page
    assert "If you do not want to take part, do nothing." in page


# Rounds that ended without results ------------------------------------------------------------


def aborted(round_: Round, days_ago: int = 0) -> date:
    """As :func:`abort_round` leaves it; what that destroys is proven with the service."""
    day = timezone.localdate() - timedelta(days=days_ago)
    Invitation.objects.all().delete()
    CollectedRound.objects.update(status=CollectedRound.Status.CLOSED)
    Round.objects.filter(pk=round_.pk).update(status=Round.Status.ABORTED, aborted_on=day)
    return day


def test_a_link_of_an_aborted_round_says_that_it_was_ended_without_results() -> None:
    asked = make_open_round()
    assert "ended without results" not in text(get("/s/unknown/"))
    day = aborted(asked.round)
    for path in (asked.path, "/s/unknown/"):
        page = text(get(path))
        assert f"A round was ended without results on {date_format(day, 'j M Y')}." in page
        # Anybody can open this page: it names no round.
        assert asked.round.title not in page
        assert asked.round.programme.title not in page


def test_after_some_months_an_unknown_link_is_just_that() -> None:
    asked = make_open_round()
    aborted(asked.round, days_ago=91)
    assert "ended without results" not in text(get(asked.path))
    Round.objects.update(aborted_on=timezone.localdate() - timedelta(days=90))
    assert "ended without results" in text(get(asked.path))


def test_the_open_link_and_the_receipt_of_an_aborted_round_say_so() -> None:
    asked = make_open_round(mode=Round.Mode.OPEN)
    day = aborted(asked.round)
    for path in (asked.path, f"/s/done/{asked.round.public_id}/"):
        response = get(path)
        assert response.status_code == 410
        assert title(response) == "This round was ended without results"
        assert date_format(day, "j M Y") in text(response)
    assert "ended without results" not in text(get("/s/unknown/"))


def test_who_is_answering_while_the_round_is_aborted_gets_the_words_back(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    asked = make_open_round(mode=Round.Mode.OPEN)

    def meanwhile(**_answer: Any) -> None:
        aborted(asked.round)
        raise RoundNotOpenError

    monkeypatch.setattr(views, "answer_open_round", meanwhile)
    response = post(asked.path, ANSWERED)
    assert response.status_code == 410
    assert title(response) == "This round was ended without results"
    assert "So it is." in text(response)


def fresh_secret() -> str:
    """A further link for somebody, as a reminder makes one."""
    from questionnaires.models import InvitationSecret
    from questionnaires.queries.invitations import secret_digest

    invitation = Invitation.objects.first()
    assert invitation
    InvitationSecret.objects.create(invitation=invitation, digest=secret_digest("further"))
    return "further"


# What is said otherwise -----------------------------------------------------------------------


@pytest.mark.parametrize("path", ["/s/unknown/", "/s/open/unknown/", "/s/done/unknown/"])
def test_an_unknown_link(path: str) -> None:
    make_open_round()
    response = get(path)
    assert response.status_code == 404
    assert title(response) == "This link does not open a survey"
    assert "ask the people who sent it" in text(response)


def test_a_confidential_round_has_no_open_link() -> None:
    asked = make_open_round()
    response = get(f"/s/open/{asked.round.public_id}/")
    assert response.status_code == 404


@pytest.mark.parametrize("mode", [Round.Mode.CONFIDENTIAL, Round.Mode.OPEN])
def test_a_closed_round_gives_the_words_back(mode: Round.Mode) -> None:
    asked = make_open_round(mode=mode)
    Round.objects.update(status=Round.Status.CLOSED, closed_on=date(2027, 4, 22))
    response = get(asked.path)
    assert response.status_code == 410
    assert title(response) == "This round is closed"
    assert "It closed on 22 Apr 2027." in text(response)
    response = post(asked.path, {**ANSWERED, "q.best_thing": "Much <i>text</i>."})
    assert response.status_code == 410
    assert "Much &lt;i&gt;text&lt;/i&gt;." in text(response)
    assert not Response.objects.exists()


def test_a_round_that_closes_while_somebody_answers() -> None:
    """The people side still says open; the answers side is asked inside the transaction."""
    asked = make_open_round()
    CollectedRound.objects.update(status=CollectedRound.Status.CLOSED)
    response = post(asked.path, ANSWERED)
    assert response.status_code == 410
    assert "So it is." in text(response)
    assert not Response.objects.exists()
    assert not Invitation.objects.filter(used=True).exists()


def test_a_link_of_a_closed_round_still_gives_the_words_back() -> None:
    asked = make_open_round()
    Invitation.objects.all().delete()
    response = post(asked.path, ANSWERED)
    assert response.status_code == 404
    assert "So it is." in text(response)


def test_a_round_that_is_not_open_yet() -> None:
    asked = make_open_round(mode=Round.Mode.OPEN)
    overrule(Round.objects.all(), status=Round.Status.DRAFT)
    response = get(asked.path)
    assert response.status_code == 404
    assert title(response) == "This round has not opened yet"
    assert get(f"/s/done/{asked.round.public_id}/").status_code == 404


def test_errors_stand_beside_the_question_and_at_the_top() -> None:
    asked = make_open_round()
    response = post(
        asked.path, {"q.change_fail": "lots", "q.best_thing": "</textarea><b>x", "q.role": "data"}
    )
    page = text(response)
    assert response.status_code == 422
    assert page.count("Write a whole number from 0 to 100, without a unit.</p>") == 1
    assert '<a href="#q-change_fail">' in page
    assert 'id="q-change_fail-error">Write a whole number' in page
    assert 'value="lots"' in page
    assert "&lt;/textarea&gt;&lt;b&gt;x" in page
    assert re.search(r'id="q-role-data"[^>]* checked', page)
    assert not Response.objects.exists()


# When the databases do not answer -------------------------------------------------------------


def fail(*args: Any, **kwargs: Any) -> None:
    raise OperationalError("no connection")


def test_a_failing_answers_database_gives_everything_back(monkeypatch: pytest.MonkeyPatch) -> None:
    asked = make_open_round()
    monkeypatch.setattr(views, "answer_invitation", fail)
    response = post(asked.path, ANSWERED)
    page = text(response)
    assert response.status_code == 503
    assert response.headers["Retry-After"] == "30"
    assert "it is not sure that your answers are stored" in page
    assert "So it is.</textarea>" in page
    assert re.search(r'id="q-release_at_will-4"[^>]* checked', page)
    assert "no connection" not in page
    monkeypatch.undo()
    assert post(asked.path, ANSWERED).status_code == 303


def test_a_failing_people_database_keeps_the_form_behind_a_button(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    asked = make_open_round()
    monkeypatch.setattr(views, "invitation_by_secret", fail)
    response = post(asked.path, ANSWERED)
    page = text(response)
    assert response.status_code == 503
    assert response.headers["Retry-After"] == "30"
    hidden = dict.fromkeys(
        re.findall(r'<input type="hidden" name="([^"]+)" value="([^"]+)">', page)
    )
    assert list(hidden) == [
        ("q.release_at_will", "4"),
        ("q.fix_first", "builds"),
        ("q.fix_first", "docs"),
        ("q.best_thing", "So it is."),
    ]
    assert "Send again" in page
    assert get(asked.path).status_code == 503


def test_a_language_that_cannot_be_switched_is_no_form_that_was_sent(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    asked = make_open_round()
    with monkeypatch.context() as broken:
        broken.setattr(views, "invitation_by_secret", fail)
        page = text(post(asked.path, ANSWERED | {"language": "en"}))
    assert "it is not sure that your answers are stored" not in page
    assert "Nothing was sent yet, and all that you answered is still here." in page
    hidden = re.findall(r'<input type="hidden" name="([^"]+)" value="([^"]+)">', page)
    assert ("q.best_thing", "So it is.") in hidden
    # The button goes on with switching: a form that nobody sent is not sent by it.
    assert ("language", "en") in hidden
    assert "Send again" not in page
    assert "So it is.</textarea>" in text(post(asked.path, dict(hidden)))
    assert not Response.objects.exists()


# What is sent instead of the form -------------------------------------------------------------


def test_an_upload_is_refused() -> None:
    asked = make_open_round()
    response: Any = Client().post(asked.path, b"x" * 6 * 1024**2, content_type=FORM)
    assert response.status_code == 413
    assert "Nothing was stored" in text(response)
    response = Client().post(asked.path, {"q.best_thing": "x"})  # multipart
    assert response.status_code == 415


@pytest.mark.parametrize("mode", [Round.Mode.CONFIDENTIAL, Round.Mode.OPEN])
def test_an_empty_form_does_not_use_up_a_link(mode: Round.Mode) -> None:
    """Of a questionnaire in which every question may be left out."""
    everything = all_scales()
    items = tuple(replace(item, required=False) for item in everything.items)
    asked = make_open_round(instrument=replace(everything, items=items), mode=mode)
    assert "Every question may be left out" in text(get(asked.path))
    response = post(asked.path, {"q.best_thing": "  "})
    assert response.status_code == 422
    assert "no question has an answer" in text(response)
    assert "data-typed" not in text(response)  # and so the page can be closed without a question
    assert not Invitation.objects.filter(used=True).exists()
    assert not Response.objects.exists()
    assert post(asked.path, {"q.best_thing": "Words alone."}).status_code == 303


@pytest.mark.parametrize("fields", [{f"q.{n}": "1" for n in range(3_000)}])
def test_too_many_fields(fields: dict[str, str]) -> None:
    response = post(make_open_round().path, fields)
    assert response.status_code == 400
    assert "cannot be read" in text(response)


@pytest.mark.parametrize("body", [b"", b"\xff\xfe=%ff&q.role=%00", b"&&&===", b"q.role"])
def test_any_body_gets_an_answer(body: bytes) -> None:
    response: Any = Client().post(make_open_round().path, body, content_type=FORM)
    assert response.status_code == 422


def test_other_methods() -> None:
    response: Any = Client().put(make_open_round().path)
    assert response.status_code == 405


# What is never done ---------------------------------------------------------------------------


def all_pages(asked: OpenRound) -> list[HttpResponse]:
    return [
        get(asked.path),
        post(asked.path, {}),
        post(asked.path, ANSWERED),
        get(asked.path),
        get(f"/s/done/{asked.round.public_id}/"),
        get("/s/unknown/"),
    ]


def test_headers_of_every_page() -> None:
    pages = all_pages(make_open_round())
    assert [page.status_code for page in pages] == [200, 422, 303, 200, 200, 404]
    for page in pages:
        policy = page.headers["Content-Security-Policy"]
        assert "default-src 'none'" in policy
        assert "require-trusted-types-for 'script'" in policy
        assert "unsafe" not in policy
        assert page.headers["Referrer-Policy"] == "no-referrer"
        assert page.headers["Cache-Control"] == "no-store"
        assert page.headers["X-Frame-Options"] == "DENY"


@pytest.mark.parametrize("method", ["get", "put", "options"])
@pytest.mark.parametrize("end", ["", "/", "/more/"])
def test_no_answer_below_s_is_kept_or_named_to_others(method: str, end: str) -> None:
    """Also a redirect, a refusal and an address that is mistyped hold the secret."""
    path = make_open_round().path.rstrip("/") + end
    response: Any = getattr(Client(), method)(path)
    assert response.status_code in {200, 301, 404, 405}
    assert response.headers["Cache-Control"] == "no-store"
    assert response.headers["Referrer-Policy"] == "no-referrer"


def test_no_session_and_no_cookie_even_for_somebody_who_is_logged_in() -> None:
    asked = make_open_round()
    for page in all_pages(asked):
        assert page.cookies == {}
    client = Client()
    client.force_login(User.objects.create_user("ann"))
    # Elsewhere it matters who reads, and the answer says so.
    assert "Cookie" in client.get("/login/").headers["Vary"]
    response: Any = client.get(f"/s/{asked.secrets[1]}/")
    assert response.status_code == 200
    assert response.cookies == {}
    assert "Cookie" not in response.headers.get("Vary", "")


def test_a_page_names_no_secret() -> None:
    asked = make_open_round()
    for page in all_pages(asked):
        assert asked.secrets[0] not in page.content.decode()
        assert asked.secrets[0] not in str(page.headers)


def test_nothing_is_logged(caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)
    Client().get("/nowhere/")
    assert "nowhere" in caplog.text  # somebody who logs 404s would be seen
    caplog.clear()
    for page in all_pages(make_open_round()):
        assert page.status_code < 500
    seen = [r for r in caplog.records if not r.name.startswith("django.db")]
    handler = logging.getLogger("django").handlers[0]
    assert [r for r in seen if handler.filter(r)] == []


@pytest.mark.parametrize("name", ["django.request", "gunicorn.error"])
def test_an_error_is_logged_without_the_address(name: str) -> None:
    """The server writes its own line where a request breaks outside Django."""
    logger = logging.getLogger(name)
    while logger.propagate and logger.parent:
        logger = logger.parent
    assert logger is not logging.getLogger()  # what is set for it holds
    handler = logger.handlers[0]
    for path in ("/s/aBc123/", "/S/ABC123/"):
        line = "Error handling request %s %s"
        record = logging.LogRecord(name, logging.ERROR, "", 1, line, ("GET", path), None)
        assert path in handler.format(record)
        assert handler.filter(record)
        assert handler.format(record) == f"ERROR {name}: A survey page failed: error"


def test_the_page_costs_the_same_for_every_link(
    django_assert_num_queries: Any,
) -> None:
    asked = make_open_round()
    for path in (asked.path, f"/s/{asked.secrets[5]}/"):
        with django_assert_num_queries(1):
            get(path)
    # One more for what became of rounds lately, whatever the link is.
    for path in ("/s/unknown/", "/s/another/"):
        with django_assert_num_queries(2):
            get(path)


def test_a_questionnaire_in_two_languages() -> None:
    german = {"title": "Wie wir bauen", "items.on_call.text": "Hattest du Bereitschaft?"}
    asked = make_open_round(instrument=replace(all_scales(), translations={"de": german}))
    english = text(get(asked.path))
    assert 'formaction="?lang=de"' in english
    assert "Have you been on call" in english
    page = text(get(f"{asked.path}?lang=de"))
    assert 'lang="de" dir="ltr" data-survey' in page
    assert "Hattest du Bereitschaft?" in page
    assert "Hattest du Bereitschaft?" in text(post(f"{asked.path}?lang=de", {}))
    response: Any = Client().get(asked.path, headers={"accept-language": "de-AT,en;q=0.5"})
    assert "Hattest du Bereitschaft?" in text(response)
    switched = {**ANSWERED, "q.best_thing": "Quiet mornings", "q.change_fail": "many"}
    page = text(post(f"{asked.path}?lang=de", {**switched, "language": "de"}))
    assert "Hattest du Bereitschaft?" in page
    assert "Quiet mornings" in page
    assert 'value="many"' in page
    assert 'id="problems"' not in page  # nothing was sent yet
    assert not Response.objects.exists()
    assert post(f"{asked.path}?lang=de", {**ANSWERED, "q.on_call": "yes"}).status_code == 303
    assert Response.objects.get().answers["on_call"] == "yes"
