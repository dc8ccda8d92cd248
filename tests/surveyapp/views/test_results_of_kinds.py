"""The results page of a round with every kind of question, from answers to words on the page."""

from __future__ import annotations

import html
import re
from datetime import date

import pytest
from django.test import Client

from questionnaires.models import CollectedRound, Round
from questionnaires.services.closing import close_round
from questionnaires.services.demonstration_of_kinds import load_demonstration_of_kinds
from questionnaires.services.releasing import release_round
from questionnaires.services.responses import accept_response
from tests.rounds import ANSWERS, opened
from tests.stored import logged_in

pytestmark = pytest.mark.django_db(transaction=True, databases=["default", "answers"])


def released(people: int) -> Round:
    """An open-link round that so many people answered, a third of them with words of their own."""
    round_ = opened(mode=Round.Mode.OPEN)
    collected = CollectedRound.objects.get(pk=round_.public_id)
    for number in range(people):
        says = number % 3 == 0
        order = ["docs", "builds", "calm"] if number % 2 else ["builds"]
        accept_response(
            collected=collected,
            unit="",
            answers={
                **ANSWERS,
                "release_at_will": str(1 + number % 5),
                "hours_lost": f"{number % 12 / 2:g}",
                "ease_of_work": str(40 + number),
                "waiting_slows": str(1 + number % 5),
                "improve_first": order,
                "valued": ["care", "calm", "speed"] if number % 4 else ["speed", "care", "calm"],
                "tools_slow": ["ci", "wiki"] if number % 4 else ["ide"],
                "waits_for": ["reviews", "other"] if says else ["nothing"],
            },
            comments={"waits_for": f"Badge number {number}"} if says else {},
        )
    round_ = close_round(round=round_, actor="test", today=date(2027, 4, 27))
    release_round(round=round_, actor="test", today=date(2027, 4, 28))
    return round_


def page_of(round_: Round, client: Client) -> str:
    answer = client.get(f"/results/{round_.programme.code}/{round_.code}/")
    assert answer.status_code == 200
    return re.sub(r"\s+", " ", html.unescape(answer.content.decode()))


def comments_of(round_: Round) -> str:
    """The page with what people wrote."""
    answer = logged_in().get(f"/results/{round_.programme.code}/{round_.code}/comments/")
    assert answer.status_code == 200
    return str(answer.content.decode())


def test_every_kind_is_shown_in_its_own_words() -> None:
    round_ = released(30)
    text = page_of(round_, logged_in())
    assert re.search(r"Mean 2\.4\d? hours a week, interval|Mean 2\.5 hours a week, interval", text)
    assert "median 2.25, the middle half from 1 to 4" in text
    assert "Most often first: Faster builds and tests, 15 of 30 (50" in text
    assert re.search(r"First three</th><th[^>]*>Points", text)
    assert re.search(r"First three</th><th[^>]*>Mean rank", text)
    assert "Most often chosen together" in text
    assert "Badge number 3" in comments_of(round_)  # ten people wrote beside "Other"
    assert text.count("favourable") > 1


def test_few_words_beside_other_and_few_pairs_are_not_shown() -> None:
    round_ = released(12)
    text = page_of(round_, logged_in())
    assert "Most often first" in text
    assert "Badge number" not in comments_of(round_)  # four people wrote
    assert "Most often chosen together" not in text


def test_without_levels_there_is_no_chart_of_favourable_answers() -> None:
    """Amounts, sliders and rankings have nothing to put on it."""
    made = load_demonstration_of_kinds(today=date(2026, 11, 23))
    (round_,) = made.released
    client = logged_in()
    text = page_of(round_, client)
    assert "Most often first" in text
    assert "hours a week" in text
    assert "charts/items.svg" not in text
    listed = client.get(f"/api/v1/programmes/waiting/rounds/{round_.code}/charts/").json()
    assert "item" in [one["name"] for one in listed]
    assert "items" not in [one["name"] for one in listed]


def test_with_levels_there_is_one() -> None:
    round_ = released(12)
    assert "charts/items.svg" in page_of(round_, logged_in())
