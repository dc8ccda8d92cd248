"""Pilots: what testers' times become, that nothing ties them to anybody, and when they are told."""

from __future__ import annotations

import base64
import json
import subprocess
import sys
from collections.abc import Mapping
from dataclasses import replace
from datetime import date, timedelta
from itertools import permutations
from pathlib import Path
from typing import Any

import pytest
from django.db import IntegrityError, connection, transaction

from analysis.instrument import Condition
from questionnaires.models import AuditEntry, Pilot, PilotLink, PilotNote, QuestionSetVersion
from questionnaires.queries.invitations import secret_digest
from questionnaires.queries.pilots import (
    SECRET_LENGTH,
    has_enough,
    notes_by_item,
    pilot_link_by_secret,
    pilots_of,
    timed_sections,
)
from questionnaires.services import pilots
from questionnaires.services.errors import ServiceError
from questionnaires.services.pilots import (
    MOST_DAYS,
    MOST_SECONDS,
    USUAL_DAYS,
    MadePilot,
    PilotOverError,
    delete_note,
    delete_pilot,
    end_pilot,
    end_pilots_that_are_over,
    make_pilot,
    take_times,
    write_note,
)
from tests.demo import PROJECT
from tests.instruments import all_scales
from tests.programs import environment
from tests.rounds import everything_stored, version

pytestmark = pytest.mark.django_db(databases=["default", "answers"])

TODAY = date(2027, 4, 6)
#: Sections that everybody sees.
TIMED = timed_sections(all_scales())


def made(links: int = 5, asked: QuestionSetVersion | None = None, **fields: Any) -> MadePilot:
    return make_pilot(
        version=asked or version(published=False),
        title="Three colleagues",
        links=links,
        actor="ann",
        today=TODAY,
        **fields,
    )


def opens(secret: str, on: date = TODAY) -> PilotLink | None:
    return pilot_link_by_secret(secret, today=on)


def link_of(secret: str) -> PilotLink:
    link = opens(secret)
    assert link is not None
    return link


def times(*seconds: int) -> dict[str, int]:
    """Seconds for each timed section, the last for all that remain."""
    return {section: seconds[min(place, len(seconds) - 1)] for place, section in enumerate(TIMED)}


def send(secret: str, seconds: Mapping[str, int]) -> None:
    take_times(link=link_of(secret), seconds=seconds)


def sent_by(pilot: MadePilot, all_times: list[dict[str, int]]) -> Pilot:
    for secret, seconds in zip(pilot.secrets, all_times, strict=False):
        send(secret, seconds)
    return Pilot.objects.get(pk=pilot.pilot.pk)


# Links --------------------------------------------------------------------------------------------


def test_every_link_opens_the_pilot_until_its_last_day() -> None:
    pilot = made(ends_on=TODAY + timedelta(days=3))
    assert len(set(pilot.secrets)) == 5
    for secret in pilot.secrets:
        for days in range(4):
            link = opens(secret, TODAY + timedelta(days=days))
            assert link is not None
            assert link.pilot == pilot.pilot
        assert opens(secret, TODAY + timedelta(days=4)) is None


def test_a_secret_has_256_random_bits_and_only_its_digest_is_stored() -> None:
    pilot = made()
    stored = everything_stored("default") + everything_stored("answers")
    for secret in pilot.secrets:
        assert len(secret) == SECRET_LENGTH
        assert len(base64.urlsafe_b64decode(secret + "=")) == 32
        assert secret_digest(secret) in stored, "something of it is stored"
        assert secret not in stored


def test_what_is_nearly_a_secret_opens_nothing() -> None:
    secret = made().secrets[0]
    assert opens(secret)
    for guess in (
        "", "x", secret[:-1], secret + "A", secret.swapcase(), secret_digest(secret),
        f" {secret}", "\0" * SECRET_LENGTH, "\u00e9" * SECRET_LENGTH,
    ):  # fmt: skip
        assert opens(guess) is None, guess


def test_it_lasts_two_weeks_unless_told_and_sixty_days_at_most() -> None:
    asked = version(published=False)
    assert made(asked=asked).pilot.ends_on == TODAY + timedelta(days=USUAL_DAYS)
    assert made(asked=asked, ends_on=TODAY + timedelta(days=MOST_DAYS)).pilot.pk
    for day in (TODAY + timedelta(days=MOST_DAYS + 1), TODAY - timedelta(days=1)):
        with pytest.raises(ServiceError, match="60 days at the latest"):
            made(asked=asked, ends_on=day)
    assert len(pilots_of(asked)) == 2


@pytest.mark.parametrize("links", [-1, 0, 4, 51])
def test_it_has_five_to_fifty_links(links: int) -> None:
    with pytest.raises(ServiceError, match="5 to 50 links"):
        made(links)
    assert not Pilot.objects.exists()


@pytest.mark.parametrize("published", [True, False])
def test_drafts_and_published_versions_are_tried_out(published: bool) -> None:  # noqa: FBT001
    asked = version(published=published)
    assert made(asked=asked).pilot.version == asked


def test_a_version_without_questions_is_not_tried_out() -> None:
    empty = replace(all_scales(), items=(), sections=(), constructs=(), outcome="", time_lost="")
    with pytest.raises(ServiceError, match="no question yet"):
        made(asked=version(empty, published=False))


def test_a_pilot_without_a_title_is_refused() -> None:
    with pytest.raises(ServiceError, match="title"):
        make_pilot(version=version(), title=" ", links=5, actor="ann", today=TODAY)


def test_what_is_tried_out_stays_when_the_draft_is_edited() -> None:
    asked = version(published=False)
    pilot = made(asked=asked).pilot
    before = pilot.instrument
    asked.content = {**asked.content, "title": "Another title"}
    asked.sha256 = "aa" * 32
    asked.save()
    found = Pilot.objects.select_related("version").get(pk=pilot.pk)
    assert found.instrument == before == all_scales()
    assert not found.is_of_today
    assert pilot.sha256 == "5e" * 32


# Times --------------------------------------------------------------------------------------------


def test_sections_that_hang_on_an_answer_are_not_timed() -> None:
    whole = all_scales()
    assert tuple(section.code for section in whole.sections) == TIMED
    first = whole.sections[0]
    hidden = Condition("on_call", frozenset({"yes"}))
    later = tuple(
        replace(item, show_if=hidden) if item.code in first.items else item for item in whole.items
    )
    assert timed_sections(replace(whole, items=later)) == TIMED[1:]
    assert timed_sections(replace(whole, sections=(replace(first, items=()),))) == ()


def test_times_are_counted_by_section_and_nothing_else_is_stored() -> None:
    pilot = made()
    stored = sent_by(pilot, [times(40, 10), times(40, 25), times(5, 10)])
    assert stored.times[TIMED[0]] == {"5": 1, "40": 2}
    assert stored.times[TIMED[1]] == {"10": 2, "25": 1}
    assert set(stored.times) == set(TIMED)
    fields = {field.name for field in PilotLink._meta.get_fields()}
    assert fields == {"digest", "pilot", "sent"}, "a link knows of no time, day or order"
    fields = {field.name for field in Pilot._meta.get_fields()}
    assert fields == {
        "id", "code", "version", "title", "told", "content", "sha256", "links_made", "made_by",
        "made_on", "ends_on", "times", "ended_on", "sent", "medians", "links", "notes",
    }  # fmt: skip


def test_the_order_in_which_times_came_leaves_no_trace() -> None:
    """Whoever sent first: the rows are the same, byte for byte."""
    asked = version(published=False)
    told = [times(40, 10), times(300, 5), times(5, 25)]
    rows = set()
    for order in permutations(range(3)):
        pilot = made(asked=asked)
        for place in order:
            send(pilot.secrets[place], told[place])
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT times, ended_on, sent, medians FROM questionnaires_pilot WHERE id = %s",
                [pilot.pilot.pk],
            )
            rows.add(str(cursor.fetchone()))
        marks = set(PilotLink.objects.filter(pilot=pilot.pilot).values_list("sent", flat=True))
        assert marks == {True, False}
    assert len(rows) == 1


def test_which_times_of_two_sections_came_together_is_not_stored() -> None:
    """Other people with other times, section by section the same numbers: the same rows."""
    asked = version(published=False)
    one = sent_by(made(asked=asked), [times(40, 10), times(300, 5), times(5, 25)])
    other = sent_by(made(asked=asked), [times(5, 5), times(40, 25), times(300, 10)])
    assert json.dumps(one.times) == json.dumps(other.times)


def test_no_tester_and_no_time_is_in_the_log() -> None:
    pilot = made()
    before = AuditEntry.objects.count()
    stored = sent_by(pilot, [times(40), times(55), times(65)])
    assert AuditEntry.objects.count() == before
    end_pilot(pilot=stored, actor="ben", today=TODAY)
    ended, begun = AuditEntry.objects.order_by("-pk")[:2]
    assert (begun.actor, begun.action) == ("ann", "make pilot")
    assert begun.detail == {"pilot": stored.code, "links": 5, "ends_on": "2027-04-20"}
    assert (ended.actor, ended.action, ended.detail) == ("ben", "end pilot", {"pilot": stored.code})


def test_a_link_counts_once_and_does_not_tell_that_it_was_used() -> None:
    pilot = made()
    send(pilot.secrets[0], times(40))
    before = everything_stored("default")
    send(pilot.secrets[0], times(90))
    assert everything_stored("default") == before
    assert link_of(pilot.secrets[0]).pilot == pilot.pilot, "it still opens the questions"


@pytest.mark.parametrize(
    "wrong",
    [
        {},
        times(40) | {"another": 5},
        times(40) | {TIMED[0]: 41},
        times(40) | {TIMED[0]: -5},
        times(40) | {TIMED[0]: MOST_SECONDS + 5},
        times(40) | {TIMED[0]: 5.0},
        times(40) | {TIMED[0]: True},
        times(40) | {TIMED[0]: "40"},
        times(40) | {TIMED[0]: None},
    ],
    ids=str,
)
def test_anything_but_steps_for_the_timed_sections_is_refused(wrong: dict[str, Any]) -> None:
    secret = made().secrets[0]
    before = everything_stored("default")
    with pytest.raises(ValueError, match="Times are"):
        send(secret, wrong)
    assert everything_stored("default") == before
    send(secret, times(0))
    assert everything_stored("default") != before


@pytest.mark.sqlite("reads the bytes of its files; on PostgreSQL the tables are rewritten")
def test_files_hold_no_state_but_the_present(tmp_path: Path) -> None:
    """Else the state before, taken away, would be one tester's times."""
    done = subprocess.run(
        [sys.executable, "-m", "tests.pilots_on_files", str(tmp_path)],
        cwd=PROJECT,
        env=environment(tmp_path),
        capture_output=True,
        text=True,
        check=False,
        timeout=120,
    )
    assert done.returncode == 0, done.stderr
    said = json.loads(done.stdout.splitlines()[-1])
    assert said == {
        "held": [[True], [False, True], [False, False, True], [False, False, False, True]],
        "after the end": [False] * 4,
        "secrets": [],
    }


# Medians ------------------------------------------------------------------------------------------


def test_medians_are_told_of_five_testers_and_not_of_four() -> None:
    pilot = made()
    told = [times(40, 10), times(50, 20), times(45, 10), times(300, 40)]
    four = sent_by(pilot, told)
    assert not has_enough(four)
    send(pilot.secrets[4], times(95, 45))
    five = Pilot.objects.get(pk=four.pk)
    assert has_enough(five)
    ended = end_pilot(pilot=five, actor="ann", today=TODAY)
    assert (ended.sent, has_enough(ended)) == (5, True)
    assert ended.medians == times(45, 15)

    few = end_pilot(pilot=sent_by(made(), told), actor="ann", today=TODAY)
    assert (few.sent, few.medians, has_enough(few)) == (4, {}, False)


def test_of_an_even_number_the_median_is_between_the_two_in_the_middle() -> None:
    pilot = sent_by(made(6), [times(n) for n in (10, 20, 25, 60, 600, 600)])
    assert end_pilot(pilot=pilot, actor="ann").medians == times(45)  # of 42.5 seconds


@pytest.mark.parametrize(("sent", "told"), [(0, 15), (5, 15), (20, 15), (25, 30), (600, 600)])
def test_medians_are_kept_in_steps_of_fifteen_seconds(sent: int, told: int) -> None:
    pilot = sent_by(made(), [times(sent)] * 5)
    assert end_pilot(pilot=pilot, actor="ann").medians == times(told)


def test_who_holds_two_links_of_three_learns_nothing_of_the_third() -> None:
    """Sent by them: nothing, and the most that there is."""
    pilot = sent_by(made(), [times(0), times(600), times(40)])
    assert end_pilot(pilot=pilot, actor="ann").medians == {}


def test_ending_destroys_links_and_times_and_is_done_once() -> None:
    pilot = made()
    running = sent_by(pilot, [times(40, 35), times(40, 35), times(40, 35)])
    link = link_of(pilot.secrets[3])
    ended = end_pilot(pilot=running, actor="ann", today=TODAY)
    assert ended.times == {}
    assert not PilotLink.objects.exists()
    assert not any(secret_digest(s) in everything_stored("default") for s in pilot.secrets)
    assert all(opens(secret) is None for secret in pilot.secrets)
    with pytest.raises(PilotOverError):
        take_times(link=link, seconds=times(40))
    again = end_pilot(pilot=running, actor="ben", today=TODAY + timedelta(days=1))
    assert again.ended_on == TODAY
    assert AuditEntry.objects.filter(action="end pilot").count() == 1


def test_a_pilot_that_is_deleted_meanwhile_is_over() -> None:
    pilot = made()
    link = link_of(pilot.secrets[0])
    delete_pilot(pilot=Pilot.objects.get(), actor="ben")
    acts = AuditEntry.objects.count()
    with pytest.raises(PilotOverError):
        take_times(link=link, seconds=times(40))
    with pytest.raises(PilotOverError, match="deleted meanwhile"):
        end_pilot(pilot=pilot.pilot, actor="ann")
    with pytest.raises(PilotOverError, match="deleted meanwhile"):
        note_on(pilot.pilot, "on_call", "Clear.")
    assert AuditEntry.objects.count() == acts


def test_the_nightly_end_passes_over_a_pilot_that_is_deleted_meanwhile(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    asked = version(published=False)
    gone, over = (made(asked=asked, ends_on=TODAY).pilot for _each in range(2))

    def deleting(**given: Any) -> Pilot:
        Pilot.objects.filter(pk=gone.pk).delete()
        return end_pilot(**given)

    monkeypatch.setattr(pilots, "end_pilot", deleting)
    assert end_pilots_that_are_over(today=TODAY + timedelta(days=1)) == [over]


def test_the_database_refuses_times_of_a_pilot_that_ended() -> None:
    ended = end_pilot(pilot=made().pilot, actor="ann", today=TODAY)
    with pytest.raises(IntegrityError), transaction.atomic():
        Pilot.objects.filter(pk=ended.pk).update(times={"start": {"5": 1}})
    with pytest.raises(IntegrityError), transaction.atomic():
        Pilot.objects.filter(pk=ended.pk).update(ends_on=TODAY - timedelta(days=1))


def test_what_nobody_ended_ends_by_itself_after_its_last_day() -> None:
    asked = version(published=False)
    over = made(asked=asked, ends_on=TODAY).pilot
    running = made(asked=asked, ends_on=TODAY + timedelta(days=1)).pilot
    tomorrow = TODAY + timedelta(days=1)
    assert end_pilots_that_are_over(today=TODAY) == []
    assert end_pilots_that_are_over(today=tomorrow, dry_run=True) == [over]
    assert Pilot.objects.filter(ended_on=None).count() == 2
    assert end_pilots_that_are_over(today=tomorrow) == [over]
    assert list(Pilot.objects.filter(ended_on=None)) == [running]
    assert AuditEntry.objects.get(action="end pilot").actor == "retain"


# Notes --------------------------------------------------------------------------------------------


def note_on(pilot: Pilot, item: str, text: str) -> PilotNote:
    return write_note(pilot=pilot, item=item, text=text, actor="ann", today=TODAY)


def test_notes_stand_beside_their_item_and_stay_when_the_pilot_ends() -> None:
    pilot = made().pilot
    first = note_on(pilot, "on_call", " “On call” was read as being reachable by phone.\n")
    note_on(pilot, "lead_time", "Two did not know what to count from.")
    note_on(pilot, "on_call", "Fine for one.")
    end_pilot(pilot=pilot, actor="ann", today=TODAY)
    texts = {item: [note.text for note in notes] for item, notes in notes_by_item(pilot).items()}
    assert texts == {
        "on_call": ["“On call” was read as being reachable by phone.", "Fine for one."],
        "lead_time": ["Two did not know what to count from."],
    }
    delete_note(note=first)
    assert [note.text for note in notes_by_item(pilot)["on_call"]] == ["Fine for one."]


def test_a_note_needs_an_item_and_words() -> None:
    pilot = made().pilot
    with pytest.raises(ServiceError, match="does not ask “another”"):
        note_on(pilot, "another", "Words.")
    for text in ("", " \n ", "x" * 2001):
        with pytest.raises(ServiceError, match="text"):
            note_on(pilot, "on_call", text)
    assert not PilotNote.objects.exists()


def test_deleting_a_pilot_leaves_nothing_of_it_but_the_log() -> None:
    pilot = made()
    note_on(pilot.pilot, "on_call", "A word that nobody else writes: quokka.")
    assert "quokka" in everything_stored("default")
    delete_pilot(pilot=pilot.pilot, actor="ann")
    assert [*Pilot.objects.all(), *PilotLink.objects.all(), *PilotNote.objects.all()] == []
    assert "quokka" not in everything_stored("default")
    assert AuditEntry.objects.latest("pk").action == "delete pilot"
