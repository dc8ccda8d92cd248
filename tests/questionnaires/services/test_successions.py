"""Successions: the next round is proposed like the last one, with a code that is free."""

from __future__ import annotations

from dataclasses import asdict, replace
from datetime import date
from typing import Any

import pytest

from questionnaires.models import Round
from questionnaires.services.manifests import manifest_sha256
from questionnaires.services.rounds import create_round, open_round
from questionnaires.services.successions import NextRound, propose_next
from tests.instruments import all_scales
from tests.rounds import TODAY, draft, opened, programme, version

pytestmark = pytest.mark.django_db(databases=["default", "answers"])


def proposed(round_: Round, today: date = TODAY) -> NextRound:
    return propose_next(round_, today=today)


def test_the_next_round_has_the_rules_of_the_last_and_a_draft_can_be_made_of_it() -> None:
    told = {"purpose": "To fix it.", "responsible": "Ann, a@example.org", "audience": "All."}
    last = opened(k=7, full_detail=True, kept_responses_days=3, closes_on=date(2027, 4, 21), **told)
    found = proposed(last)
    assert asdict(replace(found, version=last.version)) == {
        "code": "2027-autumn",
        "title": "Autumn 2027",
        "version": last.version,
        "mode": "confidential",
        "k": 7,
        "full_detail": True,
        "kept_responses_days": 3,
        "closes_on": date(2027, 10, 20),
        "results_for": "asked",
        **told,
    }
    rules: dict[str, Any] = {name: getattr(found, name) for name in NextRound.__slots__}
    made = create_round(programme=last.programme, actor="ann", **rules)
    assert made.is_draft
    assert (made.position, made.code) == (2, "2027-autumn")
    last.refresh_from_db()
    assert last.is_open


def test_the_newest_published_version_of_the_same_questions_is_taken() -> None:
    first = version()
    last = draft(version=first)
    second = version(replace(all_scales(), description="Another purpose."))
    version(published=False)
    version(replace(all_scales(), code="other"))
    found = proposed(last)
    assert found.version == second
    # A purpose that was the questionnaire's own is so again.
    assert found.purpose == "Another purpose."
    assert proposed(draft("b", version=first, purpose="Ours.")).purpose == "Ours."


@pytest.mark.parametrize(
    ("code", "title", "next_code", "next_title"),
    [
        ("2027-spring", "Spring 2027", "2027-autumn", "Autumn 2027"),
        ("2027-autumn", "Autumn 2027", "2028-spring", "Spring 2028"),
        ("autumn-2027", "DX, AUTUMN 2027", "spring-2028", "DX, Spring 2028"),
        ("pulse", "Pulse", "pulse-2", "Pulse 2"),
        ("pulse-9", "Pulse 9", "pulse-10", "Pulse 10"),
        ("2027-09", "September", "2027-10", "September 2"),
        ("2027", "2027", "2028", "2028"),
        ("spring", "Spring cleaning", "spring-2", "Spring cleaning 2"),
    ],
)
def test_names_of_the_next(code: str, title: str, next_code: str, next_title: str) -> None:
    found = proposed(draft(code, title=title))
    assert (found.code, found.title) == (next_code, next_title)


def test_a_code_that_is_taken_is_passed_over() -> None:
    last = draft("2027-spring", closes_on=date(2027, 4, 21))
    draft("2027-autumn", title="Autumn 2027")
    found = proposed(last)
    assert (found.code, found.title) == ("2028-spring", "Spring 2028")
    assert found.closes_on == date(2028, 4, 19)


def test_what_was_aborted_is_asked_again_under_a_number() -> None:
    aborted = draft("2027-spring", closes_on=date(2027, 4, 21))
    Round.objects.update(status=Round.Status.ABORTED, opened_on=date(2027, 4, 7))
    aborted.refresh_from_db()
    found = proposed(aborted, today=date(2027, 5, 1))
    assert (found.code, found.title) == ("2027-spring-2", "Spring 2027")
    assert found.closes_on == date(2027, 5, 15)
    again = draft(found.code)
    Round.objects.update(status=Round.Status.ABORTED)
    again.refresh_from_db()
    assert proposed(again).code == "2027-spring-3"


def test_the_last_day_is_as_long_from_now_as_it_was() -> None:
    last = opened("pulse", closes_on=date(2027, 4, 9))
    assert proposed(last, today=date(2027, 6, 1)).closes_on == date(2027, 6, 4)
    assert proposed(draft("silent"), today=date(2027, 6, 1)).closes_on == date(2027, 6, 15)
    # Half a year on has passed by now.
    late = draft("2020-spring", closes_on=date(2020, 4, 20))
    assert proposed(late).closes_on > TODAY


def test_an_imported_round_is_followed_by_an_anonymous_one() -> None:
    imported = draft("2026", title="2026")
    Round.objects.update(mode=Round.Mode.IMPORTED, results_for=Round.ResultsFor.ROLES)
    imported.refresh_from_db()
    found = proposed(imported)
    assert (found.mode, found.code, found.results_for) == ("anonymous", "2027", "asked")


def test_the_manifests_of_two_such_rounds_differ_in_what_is_their_own() -> None:
    first = opened()
    Round.objects.filter(pk=first.pk).update(status=Round.Status.RELEASED)
    found = proposed(first)
    rules: dict[str, Any] = {name: getattr(found, name) for name in NextRound.__slots__}
    draft_ = create_round(programme=programme(), actor="ann", **rules)
    second = open_round(round=draft_, actor="ann", today=TODAY)
    assert first.manifest is not None
    assert second.manifest is not None
    own = {"round", "title", "public_id"}
    assert {key for key in first.manifest if first.manifest[key] != second.manifest[key]} == own
    assert manifest_sha256(first.manifest) != manifest_sha256(second.manifest)
