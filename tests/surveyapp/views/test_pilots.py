"""Pilots for authors: made, read, ended and deleted, with notes beside the questions."""

from __future__ import annotations

import re
from datetime import timedelta
from typing import Any

import pytest
from django.conf import settings
from django.utils import timezone

from questionnaires.models import Pilot, PilotLink, PilotNote, QuestionSetVersion
from questionnaires.queries.pilots import pilot_link_by_secret, timed_sections
from questionnaires.services.pilots import MadePilot, end_pilot, make_pilot, take_times, write_note
from surveyapp.spoken_times import spoken_time
from tests.instruments import all_scales
from tests.rounds import version
from tests.stored import logged_in

pytestmark = pytest.mark.django_db(databases=["default", "answers"])

PILOTS = "/question-sets/all-scales/1/pilots/"
TIMED = timed_sections(all_scales())


def form(**fields: Any) -> dict[str, Any]:
    day = timezone.localdate() + timedelta(days=7)
    return {"title": "Three colleagues", "links": 6, "ends_on": day.isoformat()} | fields


def read(address: str) -> Any:
    return logged_in("author").get(address)


def post(address: str, **fields: Any) -> Any:
    return logged_in("author").post(address, fields)


def text(response: Any) -> str:
    return re.sub(r"[ \n]+", " ", response.content.decode())


def made(*, published: bool = False) -> MadePilot:
    asked = QuestionSetVersion.objects.first() or version(published=published)
    return make_pilot(version=asked, title="Three colleagues", links=5, actor="ann")


def page_of(pilot: MadePilot, end: str = "") -> str:
    return f"{PILOTS}{pilot.pilot.code}/{end}"


def send(pilot: MadePilot, *seconds: int) -> None:
    """So many testers send times, each the same for every section."""
    for secret, number in zip(pilot.secrets, seconds, strict=False):
        link = pilot_link_by_secret(secret, today=timezone.localdate())
        assert link is not None
        take_times(link=link, seconds=dict.fromkeys(TIMED, number))


def test_the_links_are_shown_once_and_open_the_questions() -> None:
    version(published=False)
    response = post(PILOTS, **form(told="Ada asks."))
    assert response.headers["Cache-Control"] == "no-store"
    links = re.findall(r'href="([^"]*/s/pilot/[^"]+)"', response.content.decode())
    assert len(set(links)) == 6
    for link in links:
        assert link.startswith(settings.BASE_URL)
        opened = logged_in("author").get(link.removeprefix(settings.BASE_URL))
        assert "Ada asks." in text(opened)
    assert "/s/pilot/" not in text(read(PILOTS))
    assert "/s/pilot/" not in text(read(f"{PILOTS}{Pilot.objects.get().code}/"))


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ({"title": ""}, "This field is required."),
        ({"links": 4}, "greater than or equal to 5"),
        ({"links": 51}, "less than or equal to 50"),
        ({"links": "many"}, "Enter a whole number."),
        ({"ends_on": "2001-01-01"}, "A pilot ends today at the earliest"),
        ({"ends_on": "2999-01-01"}, "in 60 days at the latest"),
        ({"told": "x" * 1001}, "at most 1000 characters"),
    ],
    ids=str,
)
def test_what_is_wrong_is_said_beside_what_was_typed(wrong: dict[str, Any], said: str) -> None:
    version(published=False)
    response = post(PILOTS, **form(**{"told": "Ada asks.", **wrong}))
    assert response.status_code == 422
    assert said in text(response)
    assert "told" in wrong or "Ada asks." in text(response)
    assert not Pilot.objects.exists()


def test_version_and_editor_lead_to_the_pilots() -> None:
    version(published=False)
    for page in ("/question-sets/all-scales/1/", "/question-sets/all-scales/1/edit/"):
        assert f'href="{PILOTS}"' in read(page).content.decode()


def test_while_it_runs_the_page_tells_only_whether_five_have_sent_times() -> None:
    pilot = made()
    send(pilot, 485, 490, 490, 500)
    before = text(read(page_of(pilot)))
    assert "Fewer than five testers have sent their times so far." in before
    none = made()
    same = text(read(page_of(none))).replace(none.pilot.code, pilot.pilot.code)
    token = re.compile(r'name="csrfmiddlewaretoken" value="\w+"')
    assert token.sub("", same) == token.sub("", before), "four testers look like none"
    send(pilot, 0, 0, 0, 0, 495)
    after = text(read(page_of(pilot)))
    assert "Five testers or more have sent their times." in after
    for seconds in ("485", "490", "495", "8 min 5 s", "8 min 10 s", "8 min 15 s"):
        assert seconds not in after


def test_medians_stand_beside_the_estimate_once_it_has_ended() -> None:
    pilot = made()
    send(pilot, 485, 490, 490, 500, 600)
    response = logged_in("author").post(page_of(pilot, "end/"), follow=True)
    page = text(response)
    assert "The pilot is ended. Its links and all times are destroyed." in page
    assert "5 of 5 links were used to send times." in page
    assert page.count("8 min 15 s") == len(TIMED)
    assert "8 min 5 s" not in page
    assert "8 min 10 s" not in page
    assert spoken_time(495 * len(TIMED)) in page
    assert "Estimated" in page
    assert not PilotLink.objects.exists()


def test_of_four_testers_no_median_is_told() -> None:
    pilot = made()
    send(pilot, 485, 495, 490, 490)
    page = text(logged_in("author").post(page_of(pilot, "end/"), follow=True))
    assert "4 of 5 links were used to send times." in page
    assert "Medians are told of five testers or more" in page
    for seconds in ("8 min 5 s", "8 min 10 s", "8 min 15 s"):
        assert seconds not in page


def test_a_pilot_whose_last_day_is_over_says_so() -> None:
    pilot = made()
    yesterday = timezone.localdate() - timedelta(days=1)
    Pilot.objects.update(made_on=yesterday, ends_on=yesterday)
    assert "The last day is over" in text(read(page_of(pilot)))
    assert "its last day was" in text(read(PILOTS))


def test_a_note_is_written_beside_its_item_exported_and_deleted() -> None:
    pilot = made()
    response = post(page_of(pilot), item="on_call", text="Read as “reachable”.\n=2+2")
    assert response.headers["Location"].endswith("#item-on_call")
    page = read(page_of(pilot)).content.decode()
    item = page[page.index('id="item-on_call"') : page.index('id="item-woken"')]
    assert "Read as “reachable”.<br>=2+2" in item
    write_note(pilot=pilot.pilot, item="lead_time", text="=cmd", actor="ben")
    exported = read(page_of(pilot, "notes.csv"))
    assert (
        exported.headers["Content-Disposition"] == 'attachment; filename="all-scales-1-notes.csv"'
    )
    rows = exported.content.decode("utf-8-sig").splitlines()
    assert rows[0] == "item,text,note,written_by,written_on"
    assert rows[1].startswith("lead_time,How long does a change take")
    assert ",'=cmd,ben," in rows[1]
    assert ",Read as “reachable”. =2+2,author," in rows[2]
    for note in PilotNote.objects.all():
        post(page_of(pilot, f"notes/{note.code}/delete/"))
    assert not PilotNote.objects.exists()


def test_a_note_that_is_refused_is_given_back() -> None:
    pilot = made()
    for item, words in (("on_call", " "), ("on_call", "x" * 2001), ("another", "Words.")):
        response = post(page_of(pilot), item=item, text=words)
        assert response.status_code == 422
        assert "The note is not written" in text(response)
        assert item == "another" or words in response.content.decode()
    assert not PilotNote.objects.exists()


def test_words_of_authors_are_shown_as_words() -> None:
    pilot = made()
    write_note(pilot=pilot.pilot, item="on_call", text="<script>alert(1)</script>", actor="ann")
    page = read(page_of(pilot)).content.decode()
    assert "&lt;script&gt;alert(1)" in page
    assert "<script>alert" not in page


def test_a_pilot_is_deleted_with_its_notes_once_the_box_is_ticked() -> None:
    pilot = made()
    write_note(pilot=pilot.pilot, item="on_call", text="Clear.", actor="ann")
    refused = post(page_of(pilot, "delete/"))
    assert refused.status_code == 422
    assert "Tick the box below" in text(refused)
    assert Pilot.objects.exists()
    assert "deleted, with its notes" in text(
        logged_in("author").post(page_of(pilot, "delete/"), {"confirm": "yes"}, follow=True)
    )
    assert [*Pilot.objects.all(), *PilotNote.objects.all()] == []


def test_a_pilot_that_is_deleted_while_it_is_ended(monkeypatch: pytest.MonkeyPatch) -> None:
    pilot = made()

    def deleting(**given: Any) -> Pilot:
        Pilot.objects.all().delete()
        return end_pilot(**given)

    monkeypatch.setattr("surveyapp.views.pilots.end_pilot", deleting)
    response = logged_in("author").post(page_of(pilot, "end/"), follow=True)
    assert response.redirect_chain == [(PILOTS, 302)]
    assert "The pilot was deleted meanwhile." in text(response)


def test_nul_characters_of_a_note_are_spaces_and_of_a_title_none() -> None:
    pilot = made()
    assert post(page_of(pilot), item="on_call", text="Read\0twice.").status_code == 302
    assert PilotNote.objects.get().text == "Read twice."
    assert post(page_of(pilot), item="on_call\0", text="Lost.").status_code == 422
    for field in ("title", "told"):
        assert post(PILOTS, **form(**{field: "a\0b"})).status_code == 422
    assert PilotNote.objects.count() == Pilot.objects.count() == 1


def test_a_pilot_and_a_note_belong_to_their_own_version() -> None:
    pilot, other = made(), version(published=False)
    note = write_note(pilot=pilot.pilot, item="on_call", text="Clear.", actor="ann")
    elsewhere = make_pilot(version=other, title="x", links=5, actor="ann").pilot
    assert read(f"/question-sets/all-scales/2/pilots/{pilot.pilot.code}/").status_code == 404
    wrong = f"/question-sets/all-scales/2/pilots/{elsewhere.code}/notes/{note.code}/delete/"
    assert post(wrong).status_code == 404
    assert PilotNote.objects.exists()


def test_a_draft_that_was_edited_since_is_named() -> None:
    pilot = made()
    QuestionSetVersion.objects.update(sha256="aa" * 32)
    assert "The draft was edited since." in text(read(page_of(pilot)))


def test_the_pages_ask_as_much_of_the_database_for_one_as_for_three(
    django_assert_max_num_queries: Any,
) -> None:
    client = logged_in("author")
    pilot = made()
    end_pilot(pilot=pilot.pilot, actor="ann")
    write_note(pilot=pilot.pilot, item="on_call", text="Clear.", actor="ann")
    counts = []
    for _each in range(2):
        with django_assert_max_num_queries(60) as asked:
            client.get(PILOTS)
            client.get(page_of(pilot))
        counts.append(len(asked))
        for item in ("on_call", "lead_time"):
            write_note(pilot=pilot.pilot, item=item, text="Clear.", actor="ann")
        made()
        made()
    assert counts[0] == counts[1]
