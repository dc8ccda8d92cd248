"""The pages of "You said, we did": for those who write it, and for everybody who was asked."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client

from questionnaires.models import Action, AuditEntry, Round
from questionnaires.services.actions import add_action, publish_action
from tests.frozen import overrule
from tests.releases import demo_release
from tests.rounds import TODAY
from tests.stored import stored_round
from tests.surveyapp.test_round_pages import client, text

pytestmark = pytest.mark.django_db(databases=["default", "answers"])

PAGE = "/rounds/engineering/2027-spring/actions/"
FORM = {
    "said": "Builds take too long.",
    "construct": "feedback",
    "state": "under_way",
    "done": "One build cache.\n\nThen shorter tests.",
    "by": "Team Build",
    "on": "2027-09-01",
}


@pytest.fixture
def round_() -> Round:
    return stored_round(
        demo_release(2),
        results_for=Round.ResultsFor.ASKED,
        responsible="Platform team, platform@example.org",
        manifest={"results_for": "asked"},
    )


@pytest.fixture
def analyst() -> Client:
    return client("analyst")


def read(round_: Round, query: str = "") -> Any:
    response = Client().get(f"/s/did/{round_.public_id}/{query}")
    assert not response.cookies
    assert "trusted-types 'none'" in response.headers["Content-Security-Policy"]
    return response


def test_an_entry_goes_from_the_form_to_everybody_who_was_asked(
    analyst: Client, round_: Round
) -> None:
    assert "No entry yet." in text(analyst.get(PAGE))
    assert "Nothing is published yet about what is done." in text(read(round_))
    stored = analyst.post(PAGE, FORM, follow=True)
    assert stored.redirect_chain == [(PAGE, 302)]
    assert "a draft, which nobody reads who was asked" in text(stored)
    assert "Builds take too long." not in text(read(round_))
    entry = Action.objects.get()
    analyst.post(f"{PAGE}{entry.code}/publish/")
    told = text(read(round_))
    for words in (
        "Builds take too long.", "Under way", "1 Sep 2027", "Team Build", "about: Feedback loops",
        "One build cache.", "Then shorter tests.", "Platform team",
    ):  # fmt: skip
        assert words in told
    assert f"/s/results/{round_.public_id}/" in read(round_).content.decode()
    changed = analyst.post(f"{PAGE}{entry.code}/", {**FORM, "state": "done"}, follow=True)
    assert changed.redirect_chain == [(PAGE, 302)]
    assert "Done" in text(read(round_))
    analyst.post(f"{PAGE}{entry.code}/publish/", {"draft": "1"})
    assert "Builds take too long." not in text(read(round_))
    assert AuditEntry.objects.filter(actor="analyst").count() == 4


def test_an_entry_is_removed_after_a_question(analyst: Client, round_: Round) -> None:
    analyst.post(PAGE, FORM)
    entry = Action.objects.get()
    address = f"{PAGE}{entry.code}/remove/"
    asked = text(analyst.get(address))
    assert "Builds take too long." in asked
    assert "cannot be undone" in asked
    assert Action.objects.exists()
    assert analyst.post(address).headers["Location"] == PAGE
    assert not Action.objects.exists()
    assert analyst.post(address).status_code == 404


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"said": " "}, "This field is required."),
        ({"done": ""}, "This field is required."),
        ({"said": "x" * 501}, "at most 500 characters"),
        ({"construct": "weather"}, "Select a valid choice."),
        ({"on": "soon"}, "Enter a valid date."),
    ],
)
def test_a_bad_entry_comes_back_with_what_was_typed(
    analyst: Client, round_: Round, change: dict[str, str], said: str
) -> None:
    analyst.post(PAGE, FORM)
    for address in (PAGE, f"{PAGE}{Action.objects.get().code}/"):
        response = analyst.post(address, {**FORM, "by": "Team Typed", **change})
        assert response.status_code == 422
        assert said in text(response)
        assert 'value="Team Typed"' in response.content.decode()
    assert Action.objects.get().by == "Team Build"


def test_constructs_are_chosen_from_those_that_were_asked(analyst: Client, round_: Round) -> None:
    page = analyst.get(PAGE).content.decode()
    for construct in round_.version.instrument.constructs:
        assert f'<option value="{construct.code}">{construct.title}</option>' in page


def test_whoever_writes_is_warned_of_quoting_and_of_figures(analyst: Client, round_: Round) -> None:
    warning = "tell no figures here"
    page = text(analyst.get(PAGE))
    assert "Do not quote a comment" in page
    assert warning not in page
    overrule(Round.objects.all(), results_for="roles")
    assert warning in text(analyst.get(PAGE))


def test_the_page_is_there_after_the_release_only(analyst: Client, round_: Round) -> None:
    action = add_action(round=round_, said="Slow.", done="A cache.", actor="ann")
    publish_action(action=action, actor="ann", today=TODAY)
    assert "A cache." in text(read(round_))
    told = {
        "draft": (404, "This link does not open a survey"),
        "open": (404, "There are no results yet"),
        "closed": (404, "There are no results yet"),
        "aborted": (410, "This round was ended without results"),
    }
    for status, (code, words) in told.items():
        overrule(Round.objects.all(), status=status)
        response = read(round_)
        assert response.status_code == code
        assert words in text(response)
        assert "A cache." not in text(response)
        assert analyst.get(PAGE).status_code == 404
        assert analyst.post(f"{PAGE}{action.code}/remove/").status_code == 404
    assert Action.objects.exists()
    overrule(Round.objects.all(), status="released", mode="imported")
    assert read(round_).status_code == 404
    assert analyst.get(PAGE).status_code == 404
    assert "actions/" not in analyst.get("/rounds/engineering/2027-spring/").content.decode()


def test_an_entry_of_another_round_is_not_reached(analyst: Client, round_: Round) -> None:
    other = stored_round(demo_release(1))
    entry = add_action(round=other, said="Slow.", done="A cache.", actor="ann")
    assert analyst.get(f"{PAGE}{entry.code}/").status_code == 404
    assert analyst.get(f"/rounds/engineering/2026-autumn/actions/{entry.code}/").status_code == 200
    publish_action(action=entry, actor="ann")
    assert "A cache." not in text(read(round_))


def test_words_are_words_and_no_markup(round_: Round) -> None:
    bad = "<script>alert(1)</script>"
    entry = add_action(round=round_, said=bad, done=bad, by=bad, actor="ann")
    publish_action(action=entry, actor="ann")
    assert "<script>alert" not in read(round_).content.decode()
    assert read(round_).content.decode().count("&lt;script&gt;") == 3


def test_the_way_to_it_is_on_the_pages_of_the_round(analyst: Client, round_: Round) -> None:
    assert PAGE in analyst.get("/rounds/engineering/2027-spring/").content.decode()
    assert PAGE in analyst.get("/results/engineering/2027-spring/").content.decode()
    viewer = client("viewer").get("/results/engineering/2027-spring/").content.decode()
    assert PAGE not in viewer
    assert f"/s/did/{round_.public_id}/" in viewer


def test_constructs_are_told_in_the_language_of_the_reader(round_: Round) -> None:
    entry = add_action(round=round_, said="S.", done="D.", construct="feedback", actor="ann")
    publish_action(action=entry, actor="ann")
    content = {**round_.version.content}
    content["translations"] = {"de": {"constructs.feedback.title": "Rückmeldung"}}
    overrule(type(round_.version).objects.filter(pk=round_.version_id), content=content)
    german = read(round_, "?lang=de")
    assert "Rückmeldung" in text(german)
    assert german.headers["Content-Language"] == "de"
    assert "Rückmeldung" not in text(read(round_))
