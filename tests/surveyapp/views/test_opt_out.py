"""No more mail: chosen by whoever holds a link, taken back there, and noticed by nobody."""

from __future__ import annotations

import logging
import re
from html import unescape
from typing import Any

import pytest
from django.core import mail
from django.test import Client
from django.utils.html import strip_tags

from questionnaires.models import AuditEntry, Invitation, InvitationSecret, Person, Round
from questionnaires.services.mailings import Outcome, run_mailing
from tests.frozen import overrule
from tests.open_rounds import OpenRound, make_open_round

pytestmark = pytest.mark.django_db(databases=["default", "answers"])


@pytest.fixture
def asked() -> OpenRound:
    return make_open_round()


def opt_out(asked: OpenRound) -> str:
    return f"{asked.path}opt-out/"


def text(response: Any) -> str:
    return " ".join(unescape(strip_tags(response.content.decode())).split())


def ticked(response: Any) -> set[str]:
    boxes = re.findall(
        r'<input type="checkbox" name="(\w+)"( checked)?>', response.content.decode()
    )
    assert {name for name, _checked in boxes} == {"no_reminders", "declined"}
    return {name for name, checked in boxes if checked}


def chosen(asked: OpenRound) -> tuple[bool, bool]:
    """What is stored for the first person: no reminders, not asked again."""
    invitation = asked.invitation(asked.secrets[0])
    assert invitation.person is not None
    return invitation.no_reminders, invitation.person.declined


def test_the_page_shows_two_choices_and_a_get_changes_nothing(asked: OpenRound) -> None:
    response: Any = Client().get(opt_out(asked))
    assert response.status_code == 200
    assert ticked(response) == set()
    said = text(response)
    assert "No reminders of this round" in said
    assert "Do not ask me in later rounds either" in said
    assert "Your link works whatever you choose here." in said
    assert chosen(asked) == (False, False)
    assert "Ada" not in response.content.decode()


@pytest.mark.parametrize(
    ("form", "stored"),
    [
        ({"no_reminders": "on"}, (True, False)),
        ({"declined": "on"}, (False, True)),
        ({"no_reminders": "on", "declined": "on"}, (True, True)),
    ],
)
def test_a_choice_is_stored_for_this_person_alone_shown_again_and_taken_back(
    asked: OpenRound, form: dict[str, str], stored: tuple[bool, bool]
) -> None:
    client = Client(enforce_csrf_checks=True)
    response = client.post(opt_out(asked), form)
    assert (response.status_code, response.headers["Location"]) == (303, "?saved")
    page: Any = client.get(opt_out(asked) + "?saved")
    assert "Saved. No log says that you were here." in text(page)
    assert ticked(page) == set(form)
    assert chosen(asked) == stored
    assert Invitation.objects.filter(no_reminders=True).count() == stored[0]
    assert Person.objects.filter(declined=True).count() == stored[1]
    client.post(opt_out(asked), {})
    assert chosen(asked) == (False, False)


def test_the_link_works_as_before(asked: OpenRound) -> None:
    Client().post(opt_out(asked), {"no_reminders": "on", "declined": "on"})
    page: Any = Client().get(asked.path)
    assert page.status_code == 200
    assert "data-survey" in page.content.decode()


@pytest.mark.parametrize(
    "content_type", ["application/x-www-form-urlencoded", "multipart/form-data; boundary=cut"]
)
def test_the_button_of_a_mail_program_ends_the_reminders_and_nothing_else(
    asked: OpenRound, content_type: str
) -> None:
    """RFC 8058: a POST without cookies, in either encoding, which follows no redirect."""
    body = "List-Unsubscribe=One-Click"
    if content_type.startswith("multipart"):
        disposition = 'Content-Disposition: form-data; name="List-Unsubscribe"'
        body = f"--cut\r\n{disposition}\r\n\r\nOne-Click\r\n--cut--\r\n"
    Person.objects.filter(name="Ada").update(declined=True)
    response = Client(enforce_csrf_checks=True).generic(
        "POST", opt_out(asked), body, content_type=content_type
    )
    assert response.status_code == 200
    assert chosen(asked) == (True, True)
    Person.objects.filter(name="Ada").update(declined=False)
    Client().generic("POST", opt_out(asked), body, content_type=content_type)
    assert chosen(asked) == (True, False)


def test_whoever_has_answered_can_still_choose(asked: OpenRound) -> None:
    Invitation.objects.update(used=True)
    Client().post(opt_out(asked), {"declined": "on"})
    assert chosen(asked) == (False, True)


def test_where_the_person_was_deleted_only_this_round_is_offered(asked: OpenRound) -> None:
    Person.objects.get(name="Ada").delete()
    page: Any = Client().get(opt_out(asked))
    assert "later rounds" not in text(page)
    Client().post(opt_out(asked), {"no_reminders": "on", "declined": "on"})
    assert asked.invitation(asked.secrets[0]).no_reminders
    assert not Person.objects.filter(declined=True).exists()


def test_another_link_opens_nothing(asked: OpenRound) -> None:
    for method in ("get", "post"):
        response: Any = getattr(Client(), method)("/s/unknown/opt-out/")
        assert response.status_code == 404
    InvitationSecret.objects.all().delete()  # closed
    assert Client().post(opt_out(asked), {"declined": "on"}).status_code == 404
    assert not Person.objects.filter(declined=True).exists()


def test_nothing_is_logged_kept_or_named(
    asked: OpenRound, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    Client().get("/nowhere/")
    assert "nowhere" in caplog.text  # somebody who logs 404s would be seen
    caplog.clear()
    client = Client()
    responses: list[Any] = [
        client.get(opt_out(asked)),
        client.post(opt_out(asked), {"declined": "on"}),
        client.post(opt_out(asked), {"List-Unsubscribe": "One-Click"}),
        client.get(opt_out(asked).rstrip("/")),
        client.get("/s/unknown/opt-out/"),
        client.put(opt_out(asked)),
    ]
    handler = logging.getLogger("django").handlers[0]
    seen = [r for r in caplog.records if not r.name.startswith("django.db")]
    assert [r for r in seen if handler.filter(r)] == []
    assert not AuditEntry.objects.exists()
    for response in responses:
        assert response.cookies == {}
        assert response.headers["Cache-Control"] == "no-store"
        assert response.headers["Referrer-Policy"] == "no-referrer"
        assert asked.secrets[0] not in response.content.decode()


def test_the_survey_leads_there_without_naming_the_secret(asked: OpenRound) -> None:
    page: Any = Client().get(asked.path)
    assert 'href="opt-out/"' in page.content.decode()
    assert asked.secrets[0] not in page.content.decode()


def test_it_is_respected_by_the_next_reminder(asked: OpenRound) -> None:
    overrule(Round.objects.all(), population=len(asked.secrets))
    Client().post(opt_out(asked), {"no_reminders": "on"})
    Client().post(f"/s/{asked.secrets[1]}/opt-out/", {"declined": "on"})
    written_to: list[str] = []

    def write(link: Any) -> Any:
        written_to.append(link.mail)
        return lambda: Outcome.SENT

    run_mailing(round=asked.round, kind="reminder", actor="ann", write=write)
    assert sorted(written_to) == sorted(
        Person.objects.exclude(name__in=["Ada", "Bela"]).values_list("mail", flat=True)
    )
    assert mail.outbox == []
