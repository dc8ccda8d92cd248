"""What no page sends, over HTTP: refused in words, nothing stored, and nothing of it printed."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping
from typing import Any

import pytest

from questionnaires.models import Invitation, Round
from questionnaires.services.ballots import nobodys_ballot
from tests.servers import Server
from tests.submissions import (
    Phone,
    address,
    answered,
    as_message,
    assert_stored_once,
    forget_answers,
    invitations,
    opened_for_faults,
    signed_ballots,
    stored,
    submission,
)

#: Stands in every bad body, and must stand nowhere afterwards.
MARK = "heliotrope"
Body = Callable[[dict[str, Any]], bytes]


@pytest.fixture(scope="module")
def one_round(databases: None) -> Round:
    """Opening a round takes longer than all that is sent to it here."""
    return opened_for_faults("bad-requests")


@pytest.fixture
def round_(one_round: Round) -> Iterator[Round]:
    yield one_round
    forget_answers()
    Invitation.objects.filter(used=True).update(used=False, ballot=nobodys_ballot())


def with_answers(*pairs: Any) -> Body:
    """The message with these instead of its answers, or beside them where they are pairs."""
    return lambda message: json.dumps({**message, "answers": [*answered(), *pairs]}).encode()


def instead(**fields: Any) -> Body:
    return lambda message: json.dumps({**message, **fields}).encode()


def as_text(text: str) -> Body:
    return lambda _message: text.encode()


def said_twice(message: Mapping[str, Any]) -> bytes:
    other = json.dumps([["q.release_at_will", "1"], ["q.best_thing", MARK]])
    return json.dumps(message)[:-1].encode() + b', "answers": ' + other.encode() + b"}"


BAD: Mapping[str, tuple[Body, int, str]] = {
    "a megabyte": (with_answers(["q.best_thing", MARK * 100_000]), 413, "Shorten"),
    "an item that nobody knows": (with_answers([f"q.{MARK}", "1"]), 422, "no question"),
    "an option that nobody offers": (instead(answers=[["q.release_at_will", MARK]]), 422, "answer"),
    "an item that is hidden": (
        with_answers(["q.woken", "5"], ["q.woken_why", MARK]),
        422,
        "sleep?”: this was not asked",
    ),
    "a field without the form's prefix": (with_answers(["role", MARK]), 422, "this was not asked"),
    "two answers to a question that takes one": (
        with_answers(["q.release_at_will", "5"], ["q.best_thing", MARK]),
        422,
        "one answer only",
    ),
    "a huge number for an answer": (
        instead(answers=[["q.release_at_will", "9" * 5_000]]),
        422,
        "answer",
    ),
    "a huge number without quotes": (
        instead(answers=[["q.release_at_will", 10**4_000]]),
        400,
        "Load the page again",
    ),
    "a number too long to read": (as_text('{"unit": ' + "9" * 5_000 + "}"), 400, "again"),
    "a number beyond all numbers": (as_text(f'{{"{MARK}": 1e999}}'), 400, "again"),
    "no JSON": (as_text(f"q.best_thing={MARK}"), 400, "again"),
    "half of it": (as_text(f'{{"unit": "{MARK}'), 400, "again"),
    "a list": (as_text(f'["{MARK}"]'), 400, "again"),
    "nested deeply": (as_text("[" * 200_000 + f'"{MARK}"'), 400, "again"),
    "objects nested deeply": (as_text('{"a":' * 80_000 + f'"{MARK}"'), 400, "again"),
    "a name twice": (said_twice, 400, "again"),
    "answers that are one text": (instead(answers=MARK), 400, "again"),
    "answers that are an object": (instead(answers={"q.best_thing": MARK}), 400, "again"),
    "an answer that is a list": (with_answers(["q.fix_first", [MARK]]), 400, "again"),
    "an answer that is nothing": (with_answers([MARK, None]), 400, "again"),
    "an answer of three": (with_answers(["q.best_thing", MARK, MARK]), 400, "again"),
    "more fields than a form has": (with_answers(*[[f"q.{MARK}", "1"]] * 2_001), 400, "again"),
    "a unit that is a number": (instead(unit=7), 400, "again"),
    "a unit that is half a letter": (instead(unit=f"{MARK}\ud800"), 400, "again"),
    "a signature in other letters": (instead(signature=f"{MARK} +/="), 400, "again"),
    "a signature of four letters": (instead(signature=MARK[:4]), 403, "not one of this round"),
}


@pytest.mark.parametrize("name", BAD)
def test_it_is_refused_in_words_and_the_ballot_is_still_good(
    name: str, site: Server, round_: Round
) -> None:
    body, status, words = BAD[name]
    ballot = next(signed_ballots(round_))
    already = len(site.printed)
    reply = site.post(address(round_, "answers"), body(as_message(ballot, answered())))
    assert reply.status == status, reply
    assert words in json.loads(reply.body)["error"]
    assert stored(round_) == (0, 0, 0)
    good = submission(round_, ballot)
    assert site.post(good.path, good.body).status == 200
    assert_stored_once(round_, [good])
    printed = site.printed[already:]
    assert MARK not in printed
    assert printed == ""


def test_half_a_letter_in_an_answer_is_left_out_as_control_characters_are(
    site: Server, round_: Round
) -> None:
    ballot = next(signed_ballots(round_))
    answers = [*answered()[:2], ["q.best_thing", "Quiet\0 morning\ud800 0"]]
    body = json.dumps(as_message(ballot, answers)).encode()
    assert site.post(address(round_, "answers"), body).status == 200
    assert_stored_once(round_, [submission(round_, ballot)])


@pytest.mark.parametrize("secret", [f"{MARK}\ud800", f"{MARK}\0", MARK, "", 7, None, [MARK]])
@pytest.mark.parametrize("what", ["invitation", "ballot"])
def test_a_secret_that_no_link_holds_opens_nothing(
    what: str, secret: Any, site: Server, round_: Round
) -> None:
    phone = Phone(invitations(round_)[0])
    already = len(site.printed)
    body = json.dumps({**json.loads(phone.body), "secret": secret}).encode()
    reply = site.post(address(round_, what), body)
    assert reply.status in (400, 404), reply
    assert json.loads(reply.body)["error"]
    assert not Invitation.objects.filter(round=round_, used=True).exists()
    assert site.printed[already:] == ""
    assert site.post(phone.path, phone.body).status == 200


@pytest.mark.parametrize(
    "form", ["application/x-www-form-urlencoded", "multipart/form-data; boundary=b", "text/plain"]
)
def test_a_form_of_another_site_is_refused(form: str, site: Server, round_: Round) -> None:
    good = submission(round_, next(signed_ballots(round_)))
    assert site.post(good.path, good.body, form).status == 400
    assert stored(round_) == (0, 0, 0)
    assert site.post(good.path, good.body).status == 200


@pytest.mark.parametrize(
    "octets",
    [
        f"{MARK}\r\n\r\n",
        f"POST /{MARK}/ HTTP/9.9\r\n\r\n",
        f"POST /s/a/{MARK}/answers/ HTTP/9.9\r\n\r\n",
        f"POST / HTTP/1.1\r\nHost: localhost\r\nContent-Length: -1\r\n\r\n{MARK}",
        f"POST / HTTP/1.1\r\nHost: localhost\r\n{MARK}: {'a' * 20_000}\r\n\r\n",
    ],
)
def test_of_what_is_no_request_nothing_is_printed(octets: str, site: Server) -> None:
    already = len(site.printed)
    assert site.send_octets(octets.encode()).startswith(b"HTTP/1.1 4")
    assert site.printed[already:] == ""
