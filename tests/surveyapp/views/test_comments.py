"""Comments on pages: marked for who may release, withheld and withdrawn, and never too early."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest
from django.http import StreamingHttpResponse
from django.test import Client

from questionnaires.models import Comment, Person, ReleasedComments, Round
from questionnaires.services.closing import close_round
from questionnaires.services.releasing import release_round
from tests.frozen import overrule
from tests.rounds import TODAY, WOKEN, answer, opened
from tests.stored import logged_in, page_text
from tests.surveyapp.personas import ROWS, Persona, World, build_world, client_of

pytestmark = pytest.mark.django_db(transaction=True, databases=["default", "answers"])

ROUND = "/rounds/dx/2027-spring"
MODERATE, WITHDRAW = f"{ROUND}/comments/", f"{ROUND}/comments/withdraw/"
RESULTS = "/results/dx/2027-spring/comments/"
API = "/api/v1/programmes/dx/rounds/2027-spring/comments/"
HARM = "Ask Grace, not <b>me</b>:\ngrace@example.org, OPS-17 & 3f9c2ab."
PLAIN = "Quiet mornings."


def closed() -> Round:
    round_ = opened()
    Person.objects.filter(mail__startswith="ops-build-1@").update(name="Grace Hopper")
    answer(round_, 1, comments={"best_thing": HARM})
    answer(round_, 11, comments={"best_thing": PLAIN})
    return close_round(round=round_, actor="ann", today=TODAY)


def released() -> Round:
    round_ = closed()
    release_round(round=round_, actor="ann", today=TODAY)
    return round_


def keys(html: str) -> list[str]:
    return re.findall(r'name="comment" value="([0-9a-f]{64})"', html)


# Before the release ----------------------------------------------------------------------------


def test_what_may_identify_is_marked_and_comes_first() -> None:
    closed()
    html = page_text(MODERATE, "analyst")
    assert "12 comments · 1 with a mark" in html
    first = html.index("Ask ")
    assert first < html.index(PLAIN)
    assert '<mark title="a name on the roster">Grace</mark>' in html
    assert '<mark title="a mail address">grace@example.org</mark>' in html
    assert '<mark title="a ticket number">OPS-17</mark>' in html
    assert '<mark title="a commit hash">3f9c2ab</mark>' in html
    assert "It holds a name on the roster, a mail address, a ticket number, a commit hash." in html
    assert "not &lt;b&gt;me&lt;/b&gt;:" in html
    assert "<b>me</b>" not in html


def test_a_comment_is_withheld_put_back_and_withheld_again() -> None:
    closed()
    client = logged_in("analyst")
    key = keys(page_text(MODERATE, "analyst"))[0]
    held = client.post(MODERATE, {"comment": key, "reason": "names"}, follow=True)
    assert held.redirect_chain == [(MODERATE, 302)]
    html = page_text(MODERATE, "analyst")
    assert "<strong>Withheld:</strong> names or describes somebody" in html
    assert "1 withheld" in html
    back = client.post(MODERATE, {"comment": key, "put_back": "1"}, follow=True)
    assert "The comment will be released." in back.content.decode()
    assert "Withheld:" not in page_text(MODERATE, "analyst")


def test_without_a_reason_nothing_happens_and_the_page_says_so() -> None:
    closed()
    key = keys(page_text(MODERATE, "analyst"))[0]
    response = logged_in("analyst").post(MODERATE, {"comment": key, "reason": ""})
    assert response.status_code == 409
    html = response.content.decode()
    assert "Choose a reason" in html
    assert html.count('<details class="why" open>') == 1  # where it was tried


def test_the_results_say_how_many_were_withheld_and_why() -> None:
    round_ = closed()
    key = keys(page_text(MODERATE, "analyst"))[0]
    logged_in("analyst").post(MODERATE, {"comment": key, "reason": "names"})
    release_round(round=round_, actor="ann", today=TODAY)
    for persona in ("viewer", "analyst"):
        html = page_text(RESULTS, persona)
        assert PLAIN in html
        assert "Grace" not in html
        assert "Not released: 1 comment that names or describes somebody." in html
    (shown,) = logged_in("viewer").get(API).json()
    assert shown["texts"] == [PLAIN] * 11
    assert (shown["withheld"], shown["withdrawn"]) == ({"names": 1}, {})


def test_only_a_closed_round_shows_comments_to_who_moderates() -> None:
    round_ = opened()
    answer(round_, 12, comments={"best_thing": HARM})
    assert Comment.objects.filter(text=HARM).count() == 12
    states = {
        Round.Status.OPEN: "Nobody reads a comment before it is closed",
        Round.Status.DRAFT: "nobody has answered yet",
        Round.Status.ABORTED: "every comment was destroyed",
        Round.Status.RELEASED: "This round is released.",
        Round.Status.CLOSED: "broke off",  # without a day, as here
    }
    for status, words in states.items():
        overrule(Round.objects.filter(pk=round_.pk), status=status)
        html = page_text(MODERATE, "admin")
        assert words in html
        assert "OPS-17" not in html
        key = Comment.objects.values_list("id", flat=True)[0]
        refused = logged_in("admin").post(MODERATE, {"comment": key, "reason": "names"})
        assert refused.status_code == 409
        assert "OPS-17" not in refused.content.decode()


def test_a_round_with_too_few_comments_has_nothing_to_read() -> None:
    round_ = opened()
    answer(round_, 4, comments={"best_thing": HARM})
    answer(round_, 10)
    close_round(round=round_, actor="ann", today=TODAY)
    assert "There is nothing to read" in page_text(MODERATE, "analyst")


# After the release -----------------------------------------------------------------------------


def test_a_comment_is_withdrawn_and_the_results_say_so() -> None:
    released()
    assert "grace@example.org" in page_text(RESULTS)
    html = page_text(WITHDRAW, "analyst")
    assert '<mark title="a mail address">grace@example.org</mark>' in html
    assert html.count(PLAIN) == 1  # the same words are listed once
    done = logged_in("analyst").post(
        WITHDRAW, {"comment": keys(html)[0], "item": "best_thing", "reason": "asked"}, follow=True
    )
    assert "The comment is withdrawn." in done.content.decode()
    for address in (RESULTS, WITHDRAW, API):
        shown = logged_in("analyst").get(address).content.decode()
        assert PLAIN in shown
        assert "grace@example.org" not in shown
    said = "Withdrawn after the release: 1 comment that was taken back by its writer."
    assert said in page_text(RESULTS)
    assert logged_in("viewer").get(API).json()[0]["withdrawn"] == {"asked": 1}


def test_what_is_not_there_is_refused_and_nothing_changes() -> None:
    released()
    for form in (
        {"comment": "f" * 64, "item": "best_thing", "reason": "asked"},
        {"comment": "", "item": "", "reason": ""},
        {"comment": keys(page_text(WITHDRAW, "analyst"))[0], "item": "best_thing"},
    ):
        assert logged_in("analyst").post(WITHDRAW, form).status_code == 409
    assert len(ReleasedComments.objects.get().texts) == 12


def test_readers_are_not_led_to_withdrawing() -> None:
    released()
    assert WITHDRAW in page_text(RESULTS, "analyst")
    for persona in ("viewer", "lead", "author"):
        assert WITHDRAW not in page_text(RESULTS, persona)


# Below the thresholds --------------------------------------------------------------------------

MARKER = "quarxel-is-written-by-few"


def addresses(world: World) -> Iterator[str]:
    """Every address of the site and the API, and those of one round as those of the other."""
    for row in ROWS:
        address = world.address_of(row)
        yield address
        yield re.sub(r"/(engineering|next|dx)/(2027-\w+)", "/dx/2027-spring", address)
        yield address.replace("/engineering/rounds/2027-spring", "/dx/rounds/2027-spring")
        yield f"{address}{'&' if '?' in address else '?'}q={MARKER}&search={MARKER}"


def walk(world: World) -> tuple[int, list[str]]:
    """How many addresses answered, and which of them held the words of few."""
    answered, leaks = 0, []
    for persona in (Persona.ADMIN, Persona.VIEWER):
        client: Client = client_of(persona)
        for address in sorted(set(addresses(world))):
            response = client.get(address)
            content = (
                b"".join(response)
                if isinstance(response, StreamingHttpResponse)
                else response.content
            )
            answered += response.status_code == 200
            # A search gives back what was searched for.
            if MARKER.encode() in content and f"q={MARKER}" not in address:
                leaks.append(address)
            assert b"Four wrote" not in content, address
    return answered, leaks


def test_no_page_and_no_api_gives_comments_below_the_thresholds() -> None:
    """Walked with the round open, closed and released: not to read, and not to search."""
    world = build_world()
    words = f"Four wrote {MARKER}"
    answer(world.open, 4, comments={"best_thing": words})
    answer(world.open, 8, WOKEN, comments={"woken_why": words})
    answer(world.open, 6)
    assert Comment.objects.filter(text=words).count() == 12
    answered, leaks = walk(world)
    assert (answered > 200, leaks) == (True, [])
    close_round(round=world.open, actor="ann", today=TODAY)
    assert not Comment.objects.exists()
    assert walk(world)[1] == []
    release_round(round=world.open, actor="ann", today=TODAY)
    answered, leaks = walk(world)
    assert (answered > 200, leaks) == (True, [])


def test_the_walk_finds_what_is_above_the_thresholds() -> None:
    world = build_world()
    answer(world.open, 12, comments={"best_thing": MARKER})
    close_round(round=world.open, actor="ann", today=TODAY)
    assert walk(world)[1] == [MODERATE]
    release_round(round=world.open, actor="ann", today=TODAY)
    found = set(walk(world)[1])
    assert found >= {RESULTS, WITHDRAW, API}
    assert not [one for one in found if ".csv" in one or ".svg" in one or "release" in one]


def test_the_page_of_closing_says_how_many_comments_a_question_needs() -> None:
    round_ = opened()
    answer(round_, 12, comments={"best_thing": PLAIN})
    html = page_text(f"{ROUND}/close/", "analyst")
    assert "with fewer than 5 of them, and on questions that fewer than 10 people" in html
