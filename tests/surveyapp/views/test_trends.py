"""The trend of a programme: with one round, two and three, with breaks and hidden rounds."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest
from django.test import Client
from django.urls import reverse

from questionnaires.models import Event, Programme
from tests.pdfs import strings
from tests.releases import demo_release, demo_releases
from tests.stored import (
    PERSONAS,
    logged_in,
    open_round_beside,
    page_text,
    stored_programme,
    stored_round,
)

pytestmark = pytest.mark.django_db

READERS = {"admin", "analyst", "author", "lead", "viewer"}
PAGE = "/results/engineering/"
CHART = "/results/engineering/charts/trend-constructs.svg"
LINE = "/results/engineering/charts/trend-items.png?item=release_1"
PDF = "/results/engineering/charts/trend-constructs.pdf"


@pytest.mark.parametrize("name", PERSONAS)
@pytest.mark.parametrize("address", [PAGE, CHART, LINE, PDF])
def test_readers_read_and_a_stranger_finds_nothing(name: str, address: str) -> None:
    stored_programme()
    assert logged_in(name).get(address).status_code == (200 if name in READERS else 404)


@pytest.mark.parametrize("address", [PAGE, CHART, LINE, PDF])
def test_without_an_account_one_is_sent_to_log_in(address: str) -> None:
    stored_programme()
    assert Client().get(address).status_code == 302


def test_a_programme_without_a_released_round_is_404() -> None:
    round_ = stored_round(demo_release(0))
    other = open_round_beside(round_)
    round_.releases.all().delete()
    round_.delete()
    assert other.programme.code == "engineering"
    assert logged_in("admin").get(PAGE).status_code == 404


def test_names_and_addresses_agree() -> None:
    assert reverse("programme-trend", args=["engineering"]) == PAGE
    assert reverse("trend-chart", args=["engineering", "trend-constructs", "svg"]) == CHART


@pytest.mark.parametrize("name", ["constructs", "nothing", "item"])
def test_charts_of_a_round_and_unknown_ones_are_404(name: str) -> None:
    stored_programme()
    assert logged_in().get(f"/results/engineering/charts/{name}.svg").status_code == 404
    assert logged_in().get("/results/engineering/charts/trend-items.svg?item=no").status_code == 404


def test_three_rounds_are_tested_and_said_in_words() -> None:
    stored_programme()
    page = page_text(PAGE)
    for said in (
        "Clear trend, better.",
        "Clear trend, worse.",
        "No evidence of a trend. Shows from ",
        "\u201cShows from 26\u201d",
        "Too few rounds with the same wording to tell: a trend needs three.",
        "asked in other words",
        "not asked",
        '<span class="break">reworded</span>',
        "did something change?",
        "not narrowed by the head count",
    ):
        assert said in page, said
    for release in demo_releases():
        assert release.round.title in page
    assert "tables/trends.csv" in page


def happened(*events: tuple[str, str]) -> None:
    """Three released rounds, and what happened in the organisation."""
    programme = stored_programme()[-1].programme
    for on, title in events:
        Event.objects.create(programme=programme, on=date.fromisoformat(on), title=title)


def test_events_are_marked_on_the_chart_and_listed_in_the_table() -> None:
    happened(("2027-01-12", "reorganisation <b>"), ("2026-07-14", "new CI"), ("2030-01-01", "end"))
    page = page_text(PAGE)
    row = page[page.index("Events since the round before") :]
    assert row.index("new CI") < row.index("reorganisation &lt;b&gt;") < row.index("</tr>")
    assert "14 Jul 2026" in row
    assert "After the last round: end" in page
    for form, said in (("svg", b"new CI"), ("png", b"PNG"), ("pdf", b"new CI")):
        whole = logged_in().get(f"/results/engineering/charts/trend-constructs.{form}").content
        assert said in (whole if form != "pdf" else "\n".join(strings(whole)).encode())
    other = logged_in().get("/results/engineering/2027-spring/charts/constructs.svg").content
    assert b"new CI" not in other


def test_an_event_that_was_removed_is_gone_from_the_chart() -> None:
    happened(("2026-07-14", "new CI"))
    assert b"new CI" in logged_in().get(CHART).content
    Event.objects.all().delete()
    assert b"new CI" not in logged_in().get(CHART).content
    assert "Events since" not in page_text(PAGE)


def test_events_of_another_programme_are_not_there() -> None:
    happened()
    other = Programme.objects.create(code="other", title="Other")
    Event.objects.create(programme=other, on=date(2026, 7, 14), title="elsewhere")
    assert b"elsewhere" not in logged_in().get(CHART).content
    assert "elsewhere" not in page_text(PAGE)


def test_an_unreleased_round_is_not_on_the_line() -> None:
    open_round_beside(stored_programme()[-1])
    assert "Autumn 2027" not in page_text(PAGE, "admin")


def test_one_round_says_when_a_trend_begins() -> None:
    stored_round(demo_release(0))
    page = page_text(PAGE)
    assert "One round is released so far. A trend begins with the second" in page
    assert "Ease of release" in page
    assert "Clear trend" not in page


def test_two_rounds_point_to_the_comparison() -> None:
    for release in demo_releases()[:2]:
        stored_round(release)
    page = page_text(PAGE)
    assert "Two rounds are released so far." in page
    assert "No evidence of a trend" not in page


def test_a_round_that_was_too_small_is_hidden_with_a_word() -> None:
    stored_round(demo_release(0))
    stored_round(demo_release(1, answers=3))
    stored_round(demo_release(2))
    page = page_text(PAGE)
    assert 'class="hatched"' in page
    assert "hidden: too few answered the round" in page


def test_a_programme_that_cannot_be_followed_says_so() -> None:
    release = demo_release(0)
    text_only = replace(
        release,
        instrument=replace(
            release.instrument,
            items=release.instrument.text_items,
            constructs=(),
            sections=(),
        ),
        groups=tuple(replace(g, items={}, constructs={}) for g in release.groups[:1]),
    )
    stored_round(text_only)
    assert "Nothing of these rounds can be followed" in page_text(PAGE)
