"""The receipt and old links after a round has closed: they lead to what came of it."""

from __future__ import annotations

import re
from typing import Any

import pytest
from django.test import Client

from questionnaires.models import Round
from questionnaires.services.actions import add_action, publish_action
from questionnaires.services.closing import close_round
from questionnaires.services.invitations import issue_links
from questionnaires.services.releasing import release_round
from questionnaires.services.rounds import open_round
from tests.devices import Device, opened_anonymous, people_of
from tests.frozen import overrule
from tests.open_rounds import make_open_round
from tests.rounds import TODAY, answer, draft, opened

pytestmark = pytest.mark.django_db(transaction=True, databases=["default", "answers"])

MODES = (Round.Mode.ANONYMOUS, Round.Mode.CONFIDENTIAL, Round.Mode.OPEN)
DAY = TODAY.strftime("%-d %b %Y")


def text(response: Any) -> str:
    assert not response.cookies
    return re.sub(r"[ \n]+", " ", response.content.decode())


def page(round_: Round, what: str = "done") -> str:
    response = Client().get(f"/s/{what}/{round_.public_id}/")
    assert response.status_code == 200
    return text(response)


def round_of(mode: str, **fields: Any) -> Round:
    """An open round with twelve answers."""
    if mode == Round.Mode.ANONYMOUS:
        round_ = opened_anonymous(**fields)
        for person in people_of(round_)[:12]:
            Device(person).send()
        return round_
    if mode == Round.Mode.OPEN:
        made = draft(mode=mode, **fields)
        round_ = open_round(round=made, actor="test", today=TODAY)
    else:
        round_ = opened(mode=mode, **fields)
    answer(round_, 12)
    return round_


def closed(round_: Round) -> Round:
    return close_round(round=round_, actor="test", today=TODAY)


def released(round_: Round) -> Round:
    if Round.objects.get(pk=round_.pk).is_open:
        closed(round_)
    release_round(round=round_, actor="test", today=TODAY)
    round_.refresh_from_db()
    return round_


def tell(round_: Round) -> None:
    """Afterwards something is published about what is done."""
    action = add_action(round=round_, said="Slow.", done="A cache.", actor="test")
    publish_action(action=action, actor="test")


def leads_to(told: str, round_: Round) -> tuple[bool, bool]:
    """Whether a page leads to the results, and to what is done about them."""
    return f"/s/results/{round_.public_id}/" in told, f"/s/did/{round_.public_id}/" in told


@pytest.mark.parametrize("mode", MODES)
def test_the_receipt_says_what_comes_next_and_then_leads_there(mode: str) -> None:
    round_ = round_of(mode)
    before = page(round_)
    assert "Your answers are stored" in before
    assert "this page leads to them then" in before
    assert "This device keeps no copy" in before
    assert leads_to(before, round_) == (False, False)

    meanwhile = page(closed(round_))
    assert f"The round closed on {DAY}, and the answers are counted." in meanwhile
    assert leads_to(meanwhile, round_) == (False, False)

    after = page(released(round_))
    assert f"The results were released on {DAY}." in after
    assert leads_to(after, round_) == (True, False)
    assert "Nothing is published yet about what is done." in after
    tell(round_)
    assert leads_to(page(round_), round_) == (True, True)
    for told in (meanwhile, after):
        for claim in ("is open", "stays open", "are stored", "keeps no copy", "leave"):
            assert claim not in told
    for what in ("results", "did"):
        assert Client().get(f"/s/{what}/{round_.public_id}/").status_code == 200


def test_a_close_that_broke_off_does_not_say_that_the_round_is_open() -> None:
    round_ = round_of(Round.Mode.CONFIDENTIAL)
    overrule(Round.objects.all(), status=Round.Status.CLOSED)
    told = page(round_)
    assert "The round takes no more answers, and they are being counted." in told
    assert "is open" not in told


def test_results_for_people_with_a_role_are_told_in_words_and_linked_nowhere() -> None:
    round_ = round_of(
        Round.Mode.CONFIDENTIAL, results_for="roles", audience="The board reads a report."
    )
    assert "On this site people with a role read them." in page(round_)
    released(round_)
    told = page(round_)
    assert "On this site people with a role read them." in told
    assert "The board reads a report." in told
    assert leads_to(told, round_) == (False, False)
    tell(round_)
    assert leads_to(page(round_), round_) == (False, True)


@pytest.mark.parametrize(
    ("mode", "start"), [(Round.Mode.ANONYMOUS, "/s/a/"), (Round.Mode.OPEN, "/s/open/")]
)
def test_an_old_link_leads_there_too(mode: str, start: str) -> None:
    round_ = closed(round_of(mode))
    link = f"{start}{round_.public_id}/?lang=de"
    before = Client().get(link)
    assert before.status_code == 410
    assert leads_to(text(before), round_) == (False, False)
    tell(released(round_))
    after = Client().get(link)
    assert after.status_code == 410
    assert leads_to(text(after), round_) == (True, True)
    assert f"/s/results/{round_.public_id}/?lang=de" in text(after)


def test_a_confidential_link_is_destroyed_and_its_page_says_where_results_are_found() -> None:
    round_ = round_of(Round.Mode.CONFIDENTIAL)
    link = issue_links(round=round_, actor="test")[0].url
    assert Client().get(link).status_code == 200
    tell(released(round_))
    response = Client().get(link)
    assert response.status_code == 404
    assert "the page that followed sending leads to them" in text(response)
    assert round_.public_id not in text(response)
    # The mail also names the page about how answers are kept.
    assert leads_to(page(round_, "how"), round_) == (True, True)


@pytest.mark.parametrize("mode", MODES)
def test_who_reads_the_results_is_said_before_answering(mode: str) -> None:
    everybody = "Everybody who is asked, after the release: all figures of groups"
    role = "On this site, people with a role here only."
    round_ = round_of(mode, audience="The board, too.")
    address = {
        Round.Mode.ANONYMOUS: f"/s/a/{round_.public_id}/",
        Round.Mode.OPEN: f"/s/open/{round_.public_id}/",
    }.get(Round.Mode(mode)) or issue_links(round=round_, actor="test")[0].url
    for read in (address, f"/s/how/{round_.public_id}/", f"/s/done/{round_.public_id}/"):
        told = text(Client().get(read))
        assert everybody in told
        assert role not in told
        assert "The board, too." in told
    manifest = {**(round_.manifest or {}), "results_for": "roles"}
    overrule(Round.objects.all(), results_for="roles", manifest=manifest)
    told = text(Client().get(address))
    assert role in told
    assert everybody not in told


def test_a_round_opened_before_there_was_a_choice_says_its_own_words_alone() -> None:
    made = make_open_round()
    assert "results_for" not in (made.round.manifest or {})
    told = text(Client().get(made.path))
    assert "After the release, everybody with a role here." in told
    assert "Everybody who is asked, after" not in told
    assert "people with a role here only" not in told
