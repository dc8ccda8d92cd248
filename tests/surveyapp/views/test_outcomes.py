"""The page of outcomes: targets are set, judged, changed, given up; and what those asked read."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from analysis.release import Hidden, HiddenReason, Release, dump_release, release_sha256
from questionnaires.models import Action, OutcomeTarget, Round, StoredRelease
from questionnaires.services.actions import add_action, publish_action
from questionnaires.services.targets import drop_target, set_target
from tests.analysis.test_outcomes import hours
from tests.deliveries import delivery_releases
from tests.frozen import overrule
from tests.releases import demo_releases, facts
from tests.stored import logged_in, page_text, stored_round

pytestmark = pytest.mark.django_db(databases=["default", "answers"])

PAGE = "/results/engineering/outcomes/"
NEW = f"{PAGE}new/"
#: Focus time: 43, 30 and 38 % over the three rounds; ease of release 7, 19 and 78 %.
FORM = {
    "measure": "construct:release",
    "to_value": "60",
    "due": "2027-spring",
    "by": "Team Build",
    "objective": "O2",
    "note": "Because of the queue.",
}


def store(number: int, **fields: Any) -> Round:
    return stored_round(demo_releases()[number], **fields)


@pytest.fixture
def before() -> Round:
    """The second of three rounds, for everybody who was asked; the third is not there yet."""
    store(0)
    return store(1, results_for=Round.ResultsFor.ASKED, manifest={"results_for": "asked"})


@pytest.fixture
def analyst() -> Client:
    return logged_in("analyst")


def aim(round_: Round, measure: str = "release", goal: float = 0.6, **fields: Any) -> OutcomeTarget:
    values: dict[str, Any] = {"due": "2027-spring", "kind": "construct"} | fields
    return set_target(round=round_, measure=measure, to_value=goal, actor="ann", **values)


def words(response: Any) -> str:
    return " ".join(response.content.decode().split())


def test_addresses() -> None:
    assert reverse("programme-outcomes", args=["engineering"]) == PAGE
    assert reverse("target-new", args=["engineering"]) == NEW


def test_before_any_target_the_page_says_so(before: Round) -> None:
    page = page_text(PAGE)
    assert "No target is set yet" in page
    assert "Autumn 2026" in page
    assert "Set a target" not in page
    assert "Set a target" in page_text(PAGE, "analyst")


def test_a_target_goes_from_the_form_to_the_page(analyst: Client, before: Round) -> None:
    form = words(analyst.get(f"{NEW}?measure=construct:focus"))
    assert (
        '<option value="construct:focus" selected>Focus time (30 % favourable, n 57; shows' in form
    )
    assert '<optgroup label="Questions">' in form
    stored = analyst.post(NEW, FORM, follow=True)
    assert stored.redirect_chain == [(PAGE, 302)]
    target = OutcomeTarget.objects.get()
    assert (target.to_value, target.measure, target.due) == (0.6, "release", "2027-spring")
    page = page_text(PAGE)
    for said in (
        "from 19 % to <b>60 % favourable</b> in 2027-spring", "Team Build", "O2",
        "No later round than Autumn 2026 is released yet", "Because of the queue.",
        "trend-constructs.svg?item=release",
    ):  # fmt: skip
        assert said in page


def test_a_target_nearer_than_would_show_is_warned_of_and_kept(
    analyst: Client, before: Round
) -> None:
    stored = words(analyst.post(NEW, {**FORM, "to_value": "30"}, follow=True))
    assert OutcomeTarget.objects.get().to_value == 0.3
    assert stored.count("points would probably not show with 57 answers") == 2
    far = words(analyst.post(NEW, {**FORM, "measure": "construct:focus"}, follow=True))
    assert far.count("would probably not show") == 1


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"to_value": "10"}, "better than what it starts from"),
        ({"to_value": "101"}, "better than what it starts from"),
        ({"to_value": "much"}, "Enter a number."),
        ({"measure": "construct:weather"}, "Select a valid choice"),
        ({"due": "2026-spring"}, "is no later round than"),
        ({"due": ""}, "This field is required."),
    ],
)
def test_what_is_no_target_comes_back_with_what_was_typed(
    analyst: Client, before: Round, change: dict[str, str], said: str
) -> None:
    response = analyst.post(NEW, FORM | change)
    assert response.status_code == 422
    assert said in words(response)
    assert 'value="Team Build"' in words(response)
    assert not OutcomeTarget.objects.exists()


def test_the_later_round_answers_it(before: Round) -> None:
    aim(before)
    aim(before, "docs", 0.9)
    aim(before, "focus", 0.6, due="2027-autumn")
    store(2)
    page = page_text(PAGE)
    opened, answered = page.index('id="open"'), page.index('id="answered"')
    assert opened < page.index("So far: no evidence of change") < answered
    assert answered < page.index("Moved away")
    assert answered < page.index("Met</strong>")
    assert "45 of 58 favourable (78\u00a0%" in page
    assert "Since Autumn 2026: clearly better, 19\u00a0% \u2192 78\u00a0% favourable" in page
    assert "/results/engineering/2027-spring/?against=2026-autumn" in page
    assert "No later round" not in page
    trend = page_text("/results/engineering/")
    assert "target 60\u00a0% in 2027-autumn" in trend
    assert "target 60\u00a0% in Spring 2027" in trend


def test_an_answered_target_is_changed_by_a_note_alone(analyst: Client, before: Round) -> None:
    target = aim(before)
    address = f"{PAGE}{target.code}/"
    assert 'value="60"' in words(analyst.get(address))
    analyst.post(address, {**FORM, "to_value": "70"})
    assert OutcomeTarget.objects.get().to_value == 0.7
    assert "changed on" in page_text(PAGE)
    store(2)
    assert "to_value" not in words(analyst.get(address))
    analyst.post(address, {**FORM, "to_value": "50", "note": "Well."})
    kept = OutcomeTarget.objects.get()
    assert (kept.to_value, kept.note) == (0.7, "Well.")
    refused = analyst.post(f"{address}drop/", {"because": "Missed."})
    assert refused.status_code == 422
    assert "answers this target" in words(refused)
    assert "Give up" not in page_text(PAGE, "analyst")


def test_a_target_is_given_up_with_a_reason_and_stays(analyst: Client, before: Round) -> None:
    target = aim(before)
    address = f"{PAGE}{target.code}/drop/"
    assert analyst.post(address, {"because": " "}).status_code == 422
    analyst.post(address, {"because": "Another aim."})
    page = page_text(PAGE)
    assert page.index('id="dropped"') < page.index("Another aim.")
    assert "trend-constructs.svg" not in page
    assert "target 60" not in page_text("/results/engineering/")
    store(2)
    assert "clearly better" not in page_text(PAGE)


def test_a_start_that_a_correction_took_out_is_told_nowhere(before: Round) -> None:
    aim(before)
    store(2)
    assert "19 %" in page_text(PAGE)
    release = demo_releases()[1]
    whole = release.groups[0]
    told = {**whole.constructs, "release": Hidden(HiddenReason.WITHDRAWN)}
    corrected = replace(
        release, number=2, groups=(replace(whole, constructs=told), *release.groups[1:])
    )
    StoredRelease.objects.create(
        round=before, number=2, content=dump_release(corrected), sha256=release_sha256(corrected)
    )
    page = page_text(PAGE)
    assert "19 %" not in page
    assert "Cannot tell" in page
    assert "was corrected after this target was set" in page
    assert "taken out by a correction" in page


class TestActions:
    def add(self, target: OutcomeTarget, **fields: Any) -> Action:
        return add_action(
            round=target.round, said="Releases hurt.", done="One button.", target=target,
            actor="ann", **fields,
        )  # fmt: skip

    def read(self, round_: Round) -> str:
        response = Client().get(f"/s/did/{round_.public_id}/")
        assert not response.cookies
        return words(response)

    def test_they_name_a_target_and_are_published_from_its_page(
        self, analyst: Client, before: Round
    ) -> None:
        target = aim(before)
        page = f"/rounds/engineering/{before.code}/actions/"
        form = words(analyst.get(f"{page}?target={target.code}"))
        assert f'<option value="{target.code}" selected>Ease of release: 60 % favourable by' in form
        analyst.post(
            page,
            {"said": "Slow.", "done": "Cache.", "state": "planned", "target": target.code},
        )
        action = Action.objects.get()
        assert action.target == target
        assert f'value="{target.code}" selected' in words(analyst.get(f"{page}{action.code}/"))
        assert "You said: Slow." in page_text(PAGE)
        assert "Publish" not in page_text(PAGE)
        done = analyst.post(f"{page}{action.code}/publish/", {"outcomes": "1"}, follow=True)
        assert done.redirect_chain == [(PAGE, 302)]
        assert Action.objects.get().is_published

    def test_everybody_asked_reads_target_and_verdict(self, before: Round) -> None:
        target = aim(before)
        action = self.add(target)
        assert "60 %" not in self.read(before)
        publish_action(action=action, actor="ann")
        aim_told = "Target: Ease of release, from 19 % to 60 % favourable in "
        assert f"{aim_told}2027-spring." in self.read(before)
        after = store(2, results_for=Round.ResultsFor.ASKED)
        assert f"{aim_told}Spring 2027." in self.read(before)
        assert "What became of it: met. Spring 2027: 45 of 58 favourable" in self.read(before)
        # Of a round that is for people with a role nobody asked reads a figure, on either side.
        overrule(Round.objects.filter(pk=after.pk), results_for=Round.ResultsFor.ROLES)
        assert "What became of it" not in self.read(before)
        assert "78 %" not in self.read(before)
        overrule(Round.objects.all(), results_for=Round.ResultsFor.ASKED)
        assert "78 %" in self.read(before)
        overrule(Round.objects.filter(pk=before.pk), results_for=Round.ResultsFor.ROLES)
        told = self.read(before)
        assert "A target is set on Ease of release for Spring 2027." in told
        assert "%" not in told.partition("<main")[2].partition("</main>")[0]

    def test_what_was_given_up_is_said_without_figures(self, before: Round) -> None:
        target = aim(before)
        publish_action(action=self.add(target), actor="ann")
        drop_target(target=target, because="A secret reason.", actor="ann")
        told = self.read(before)
        assert "There was a target on Ease of release for 2027-spring, which was given up." in told
        assert "secret reason" not in told


def test_where_nothing_is_shown_no_target_can_be_set(analyst: Client) -> None:
    release = demo_releases()[0]
    empty = tuple(
        replace(one, answers=3, hidden=HiddenReason.ROUND_TOO_SMALL, items={}, constructs={})
        for one in release.groups[:1]
    )
    small: Release = replace(release, groups=empty, round=facts(0))
    stored_round(small)
    assert "shows no figure in full that a target could start from" in words(analyst.get(NEW))
    assert analyst.post(NEW, FORM).status_code == 422
    assert "No target is set yet" in page_text(PAGE)


def test_a_number_is_typed_and_told_in_its_unit(analyst: Client) -> None:
    round_ = stored_round(hours(0, 0, 0, 5, 20, 20, 5))
    page = f"/results/{round_.programme.code}/outcomes/"
    form = {"measure": "item:meetings", "to_value": "4.5", "due": "later"}
    analyst.post(f"{page}new/", form)
    target = OutcomeTarget.objects.get()
    assert (target.from_value, target.to_value) == (9.0, 4.5)
    told = page_text(page)
    assert "from 9.0 to <b>a mean of 4.5 hours</b> in later" in told
    assert "trend-items.svg" not in told  # which draws favourable shares
    assert 'value="4.5"' in words(analyst.get(f"{page}{target.code}/"))


class TestMetrics:
    DELIVERY = "/results/engineering/{}/delivery/"
    FORM = {"measure": "metric:lead_time", "to_value": "6", "due": "2027-spring"}
    BESIDE = "Target: Change lead time, from 3.7 to a score of {} of 10 in {}. <a href"

    @pytest.fixture
    def asked(self) -> Round:
        """The first of two rounds that asked for software delivery."""
        return stored_round(delivery_releases()[0])

    def test_a_score_goes_from_the_form_to_its_verdict(self, analyst: Client, asked: Round) -> None:
        form = words(analyst.get(f"{NEW}?measure=metric:lead_time"))
        assert '<optgroup label="Software delivery">' in form
        assert '"metric:lead_time" selected>Change lead time (3.7 of 10, n 58)</option>' in form
        assert "answers in six bands count 0, 2, 4, 6, 8 and 10" in form
        stored = words(analyst.post(NEW, self.FORM, follow=True))
        target = OutcomeTarget.objects.get()
        assert (target.kind, target.measure, target.to_value) == ("metric", "lead_time", 6.0)
        assert "from 3.7 to <b>a score of 6 of 10</b> in 2027-spring" in stored
        assert "target-picture" not in stored  # trends draw favourable shares
        address = f"{PAGE}{target.code}/"
        assert 'value="6"' in words(analyst.get(address))
        analyst.post(address, {**self.FORM, "to_value": "9.5"})
        start = page_text(self.DELIVERY.format(asked.code))
        assert self.BESIDE.format("9.5", "2027-spring") in start
        stored_round(delivery_releases()[1])
        page = page_text(PAGE)
        assert "Moving towards it</strong>" in page
        assert "6.1 of 10 (interval" in page
        assert "most frequent answer: " in page
        verdict = "3.7 → 6.1, clear change: better; shows from 22"
        assert verdict in page
        # The page that it leads to says the same of it.
        compared = f"{self.DELIVERY.format('2027-spring')}?against={asked.code}"
        assert f'href="{compared}"' in page
        assert verdict in page_text(compared)
        assert self.BESIDE.format("9.5", "Spring 2027") in page_text(compared)

    def test_trends_say_it_in_words(self, asked: Round) -> None:
        stored_round(delivery_releases()[1])
        newest = Round.objects.latest("position")
        aim(newest, "frequency", 9.0, kind="metric", due="soon")
        assert "target: score 9 of 10 in soon" in page_text("/results/engineering/")

    @pytest.mark.parametrize(
        ("change", "said"),
        [
            ({"to_value": "3.7"}, "A target on one is better than what it starts from"),
            ({"to_value": "11"}, "A score runs from 0 to 10."),
            ({"to_value": "-1"}, "A score runs from 0 to 10."),
            ({"measure": "metric:deploy_frequency"}, "Select a valid choice"),
            ({"measure": "metric:weather"}, "Select a valid choice"),
        ],
    )
    def test_what_is_no_target_is_refused(
        self, analyst: Client, asked: Round, change: dict[str, str], said: str
    ) -> None:
        response = analyst.post(NEW, self.FORM | change)
        assert response.status_code == 422
        assert said in words(response)
        assert not OutcomeTarget.objects.exists()

    def test_others_read_it_below_the_entry_alone(self, asked: Round) -> None:
        target = aim(asked, "lead_time", 6.0, kind="metric")
        action = add_action(round=asked, said="Slow.", done="A queue.", target=target, actor="ann")
        publish_action(action=action, actor="ann")
        after = stored_round(delivery_releases()[1])
        overrule(Round.objects.all(), results_for=Round.ResultsFor.ASKED)
        told = words(Client().get(f"/s/did/{asked.public_id}/"))
        aimed = "Target: Change lead time, from 3.7 to a score of 6 of 10 in Spring 2027."
        assert f"{aimed}</p><p>What became of it: met. Spring 2027: 6.1 of 10" in told
        shown = words(Client().get(f"/s/results/{after.public_id}/delivery/"))
        assert "6.1" in shown
        assert "Target:" not in shown
        assert "Target:" in page_text(self.DELIVERY.format(after.code))

    def test_what_was_given_up_or_is_long_past_does_not_stand_beside_scores(
        self, asked: Round
    ) -> None:
        target = aim(asked, "lead_time", 6.0, kind="metric")
        address = self.DELIVERY.format(asked.code)
        assert "Target: Change lead time" in page_text(address)
        after = stored_round(delivery_releases()[1])
        release = delivery_releases()[1]
        past = stored_round(replace(release, round=replace(release.round, code="2027-autumn")))
        assert "Target:" in page_text(self.DELIVERY.format(after.code))
        assert "Target:" not in page_text(self.DELIVERY.format(past.code))
        overrule(OutcomeTarget.objects.filter(pk=target.pk), dropped_on=date(2027, 1, 5))
        assert "Target:" not in page_text(address)


def test_days_are_told(before: Round) -> None:
    aim(before, today=date(2027, 1, 5))
    assert "set on 5 Jan 2027 from Autumn 2026" in page_text(PAGE)
