"""The messages of a device: what each is answered, and that nothing else gets in."""

from __future__ import annotations

import hashlib
import json
from base64 import urlsafe_b64decode, urlsafe_b64encode
from collections.abc import Mapping
from typing import Any

import pytest
from django.db import OperationalError, connections
from django.test import Client
from django.test.utils import CaptureQueriesContext

from questionnaires.blindrsa import RANDOMIZED, finalize
from questionnaires.models import Comment, Invitation, Response, Round
from questionnaires.receipts import Receipt, is_genuine
from questionnaires.services.closing import close_round
from questionnaires.services.invitations import issue_links
from surveyapp.views.ballots import LARGEST_REQUEST
from tests.devices import Device, opened_anonymous
from tests.frozen import overrule
from tests.rounds import ANSWERS, TODAY, opened

pytestmark = pytest.mark.django_db(transaction=True, databases=["default", "answers"])
FIELDS = [
    ["q.release_at_will", "4"],
    ["q.fix_first", "builds"],
    ["q.role", "data"],
    ["q.best_thing", "Quiet mornings"],
]


def base64url(octets: bytes) -> str:
    return urlsafe_b64encode(octets).rstrip(b"=").decode()


def octets(text: str) -> bytes:
    return urlsafe_b64decode(text + "=" * (-len(text) % 4))


class Phone:
    """A device that speaks with the site."""

    def __init__(self, round_: Round) -> None:
        self.client = Client(enforce_csrf_checks=True)
        self.round = round_
        link = issue_links(round=round_, actor="test")[0]
        self.secret = link.url.rpartition("#")[2].partition(".")[0]
        invitation = Invitation.objects.get(round=round_, person__mail=link.mail)
        self.device = Device(invitation)

    def post(self, what: str, body: Any) -> Any:
        text = body if isinstance(body, bytes) else json.dumps(body).encode()
        address = f"/s/a/{self.round.public_id}/{what}/"
        response = self.client.post(address, text, content_type="application/json", secure=False)
        assert not response.cookies
        assert response.headers["Cache-Control"] == "no-store"
        return response

    def draw(self) -> Any:
        blinded = base64url(self.device.blinding.blinded)
        return self.post("ballot", {"secret": self.secret, "blinded": blinded})

    def fields(self, answers: Any = FIELDS) -> dict[str, Any]:
        drawn = self.draw().json()["signature"]
        signature = finalize(
            self.device.key,
            self.device.message,
            octets(drawn),
            self.device.blinding.inverse,
            RANDOMIZED,
        )
        return {
            "unit": self.device.unit,
            "message": base64url(self.device.message),
            "signature": base64url(signature),
            "answers": answers,
        }

    def handed_in(self, answers: Any = FIELDS, **changed: Any) -> Any:
        return self.post("answers", self.fields(answers) | changed)


def test_a_link_says_as_whom_one_answers_and_stores_nothing() -> None:
    round_ = opened_anonymous()
    phone = Phone(round_)
    told = phone.post("invitation", {"secret": phone.secret}).json()
    assert told["unit"] == phone.device.unit
    assert hashlib.sha256(told["manifest"].encode()).hexdigest() == round_.manifest_sha256
    assert json.loads(told["manifest"]) == round_.manifest
    assert told.keys() == {"manifest", "unit", "draft"}
    assert not Invitation.objects.filter(used=True).exists()


def test_answers_are_stored_as_a_form_stores_them_and_a_receipt_comes_back() -> None:
    round_ = opened_anonymous()
    phone = Phone(round_)
    response = phone.handed_in()
    assert response.status_code == 200
    kept = response.json()
    receipt = Receipt(kept["round"], kept["digest"], octets(kept["signature"]))
    assert is_genuine(receipt, (round_.manifest or {})["receipt_key"])
    assert Response.objects.get().answers == ANSWERS
    assert Comment.objects.get().text == "Quiet mornings"
    assert phone.handed_in().json() == kept


def test_a_ballot_with_other_answers_is_a_conflict() -> None:
    phone = Phone(opened_anonymous())
    phone.handed_in()
    changed = phone.handed_in([*FIELDS[:2], ["q.role", "other"]])
    assert changed.status_code == 409
    assert "first ones count" in changed.json()["error"]


def test_whoever_holds_a_link_learns_from_it_only_by_answering_whether_it_was_used() -> None:
    phone = Phone(opened_anonymous())

    def learned() -> list[Any]:
        asked = [phone.post("invitation", {"secret": phone.secret})]
        asked += [
            phone.post("ballot", {"secret": phone.secret, "blinded": blinded})
            for blinded in ("", "AAAA", base64url(b"\xff" * 384))
        ]
        return [(reply.status_code, reply.content) for reply in asked]

    before = learned()
    phone.draw()
    assert Invitation.objects.filter(used=True).exists()
    assert learned() == before


def test_a_second_ballot_is_a_conflict() -> None:
    phone = Phone(opened_anonymous())
    assert phone.draw().status_code == 200
    phone.device = Device(phone.device.invitation)
    drawn = phone.draw()
    assert drawn.status_code == 409
    assert "another device" in drawn.json()["error"]


@pytest.mark.parametrize(
    ("answers", "status", "told"),
    [
        ([], 422, "needs an answer"),
        ([["q.release_at_will", "4"], ["q.nobody_asks", "1"]], 422, "no question “q.nobody_asks”"),
        ([["q.release_at_will", "4"], ["q.woken", "5"]], 422, "take your sleep?”: this was not"),
        ([["q.release_at_will", "17"]], 422, "decide to.”: That is not one of the answers"),
        ([["q.role", "data"]], 422, "needs an answer"),
        ([["q.release_at_will", "4"], ["q.best_thing", "a" * 6_000]], 422, "6"),
        ("release_at_will", 400, "Load the page again"),
        ([["q.release_at_will"]], 400, "Load the page again"),
        ([["q.release_at_will", 4]], 400, "Load the page again"),
        ({"q.release_at_will": "4"}, 400, "Load the page again"),
    ],
)
def test_answers_that_no_form_sends_are_refused_in_words(
    answers: Any, status: int, told: str
) -> None:
    phone = Phone(opened_anonymous())
    response = phone.handed_in(answers)
    assert response.status_code == status
    assert told in response.json()["error"]
    assert not Response.objects.exists()
    assert phone.handed_in().status_code == 200  # the ballot is not used up


@pytest.mark.parametrize(
    "changed",
    [
        {"signature": base64url(b"\1" * 384)},
        {"signature": ""},
        {"message": ""},
        {"unit": "Ops"},
    ],
)
def test_a_forged_ballot_is_forbidden(changed: Mapping[str, str]) -> None:
    response = Phone(opened_anonymous()).handed_in(**changed)
    assert response.status_code == 403
    assert not Response.objects.exists()


def test_a_forged_ballot_is_forbidden_before_any_query() -> None:
    first = Phone(opened_anonymous())
    foreign = {"message": base64url(first.device.message)}
    Round.objects.update(status=Round.Status.ABORTED)
    round_ = opened_anonymous("2027-autumn")
    phone = Phone(round_)
    good = phone.fields()
    flipped = bytearray(octets(good["signature"]))
    flipped[100] ^= 1
    forgeries = {
        "another unit": {"unit": "Ops/Cloud"},
        "a unit that nobody knows": {"unit": "Ops"},
        "another round": foreign,
        "one flipped bit": {"signature": base64url(bytes(flipped))},
        "a made-up signature": {"signature": base64url(b"\1" * 384)},
    }
    assert phone.device.unit != "Ops/Cloud"
    # The first request of a process reads keys and items.
    assert phone.post("answers", good | forgeries["one flipped bit"]).status_code == 403
    for name, forged in forgeries.items():
        with (
            CaptureQueriesContext(connections["default"]) as people,
            CaptureQueriesContext(connections["answers"]) as answers,
        ):
            assert phone.post("answers", good | forged).status_code == 403
        assert (len(people), len(answers)) == (0, 0), name
    with (
        CaptureQueriesContext(connections["default"]) as people,
        CaptureQueriesContext(connections["answers"]) as answers,
    ):
        assert phone.post("answers", good).status_code == 200
    assert len(people) == 0
    assert len(answers) > 2
    assert Response.objects.count() == 1


@pytest.mark.parametrize(
    "body", [b"", b"[]", b"{", b"\xff", b"[" * 100_000, {}, {"secret": 1}, {"secret": "x" * 9}]
)
@pytest.mark.parametrize("what", ["invitation", "ballot", "answers"])
def test_what_no_page_sends_is_refused(what: str, body: Any) -> None:
    assert Phone(opened_anonymous()).post(what, body).status_code in (400, 404)


@pytest.mark.parametrize("blinded", ["", "A", "ä", "AAAA", base64url(b"\xff" * 384)])
def test_a_value_that_cannot_be_signed_is_refused(blinded: str) -> None:
    phone = Phone(opened_anonymous())
    response = phone.post("ballot", {"secret": phone.secret, "blinded": blinded})
    assert response.status_code == 400
    assert phone.draw().status_code == 200


def test_too_much_is_refused_in_words() -> None:
    response = Phone(opened_anonymous()).post("answers", b" " * (LARGEST_REQUEST + 1))
    assert response.status_code == 413
    assert "Shorten" in response.json()["error"]


def test_a_link_of_another_round_or_mode_opens_nothing() -> None:
    phone = Phone(opened_anonymous())
    other = {"secret": phone.secret}
    address = f"/s/a/{'f' * 32}/invitation/"
    assert phone.client.post(address, other, content_type="application/json").status_code == 404
    overrule(Round.objects.all(), mode=Round.Mode.CONFIDENTIAL)
    assert phone.post("invitation", other).status_code == 404
    assert phone.draw().status_code == 404


def test_a_confidential_round_takes_no_ballot() -> None:
    round_ = opened()
    address = f"/s/a/{round_.public_id}/answers/"
    fields = {"unit": "Ops/Build", "message": "", "signature": "", "answers": FIELDS}
    response = Client().post(address, fields, content_type="application/json")
    assert response.status_code == 403


def test_after_the_close_everything_is_gone() -> None:
    round_ = opened_anonymous()
    phone = Phone(round_)
    fields = {"unit": "Ops/Build", "message": "", "signature": "", "answers": FIELDS}
    close_round(round=round_, actor="test", today=TODAY)
    assert phone.post("invitation", {"secret": phone.secret}).status_code == 404
    assert phone.draw().status_code == 404
    assert phone.post("answers", fields).status_code == 403


def test_trouble_with_a_database_is_said_and_can_be_tried_again(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    phone = Phone(opened_anonymous())

    def full(*_arguments: object, **_more: object) -> None:
        raise OperationalError("disk full")

    with monkeypatch.context() as patch:
        patch.setattr("questionnaires.services.spent_tokens.store_response", full)
        response = phone.handed_in()
    assert response.status_code == 503
    assert response.headers["Retry-After"]
    assert "stay on this device" in response.json()["error"]
    assert phone.handed_in().status_code == 200
    assert Response.objects.count() == 1


@pytest.mark.parametrize("what", ["invitation", "ballot", "answers"])
def test_only_posts_are_taken(what: str) -> None:
    round_ = opened_anonymous()
    assert Client().get(f"/s/a/{round_.public_id}/{what}/").status_code == 405
