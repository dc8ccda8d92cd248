"""The page and the command that issue a lost ballot again."""

from __future__ import annotations

import re

import pytest
from django.core.management import CommandError

from questionnaires.models import AuditEntry, CollectionUnit, Round
from tests.devices import Device, opened_anonymous, people_of
from tests.rounds import opened
from tests.surveyapp.personas import Persona, client_of
from tests.surveyapp.test_commands import run
from tests.surveyapp.test_round_pages import text

pytestmark = pytest.mark.django_db(databases=["default", "answers"])

ROUND = "/rounds/dx/2027-spring/"
PAGE = f"{ROUND}ballot/"
MAIL = "ops-build-1@example.org"
LINK = re.compile(r'<code class="address">([^<]+)<')


def test_an_open_anonymous_round_leads_an_admin_there() -> None:
    opened_anonymous()
    assert f'href="{PAGE}"' in client_of(Persona.ADMIN).get(ROUND).content.decode()
    assert PAGE not in client_of(Persona.ANALYST).get(ROUND).content.decode()
    assert client_of(Persona.ANALYST).get(PAGE).status_code == 404


def test_other_rounds_have_no_ballots() -> None:
    opened()
    admin = client_of(Persona.ADMIN)
    assert PAGE not in admin.get(ROUND).content.decode()
    page = admin.get(PAGE)
    assert "There are none here." in text(page)
    assert "<form method" not in page.content.decode().partition("<main")[2]
    refused = admin.post(PAGE, {"mail": MAIL})
    assert refused.status_code == 409
    assert "is not anonymous" in text(refused)


def test_the_page_says_what_it_means_and_shows_the_link_once() -> None:
    opened_anonymous()
    admin = client_of(Persona.ADMIN)
    before = text(admin.get(PAGE))
    assert "The lost ballot cannot be revoked." in before
    assert "It counts in every case, also for somebody who had drawn none" in before
    assert "Issued again so far" not in before
    answered = admin.post(PAGE, {"mail": MAIL})
    assert answered.status_code == 200
    assert answered.headers["Cache-Control"] == "no-store"
    (url,) = LINK.findall(answered.content.decode())
    after = admin.get(PAGE)
    assert url not in after.content.decode()
    assert "Ops/Build 1 of at most 1" in text(after)
    assert MAIL not in after.content.decode()


def test_the_page_says_the_same_of_whoever_had_drawn_a_ballot_and_who_had_not() -> None:
    round_ = opened_anonymous()
    Device(people_of(round_, "Ops/Build")[0]).draw()
    admin = client_of(Persona.ADMIN)
    said = []
    for path in ("Ops/Build", "Ops/Cloud"):
        invitation = people_of(round_, path)[0]
        assert invitation.person is not None
        assert invitation.used is (path == "Ops/Build")
        answered = admin.post(PAGE, {"mail": invitation.person.mail})
        (url,) = LINK.findall(answered.content.decode())
        said.append((answered.status_code, text(answered).replace(url, "LINK")))
    assert said[0] == said[1]
    assert "nobody is told that, you neither." in said[0][1]
    assert "Ops/Build 1 of at most 1 Ops/Cloud 1 of at most 1" in text(admin.get(PAGE))


def test_what_is_refused_is_said_beside_the_form() -> None:
    opened_anonymous()
    admin = client_of(Persona.ADMIN)
    assert admin.post(PAGE, {"mail": "nobody"}).status_code == 422
    unknown = admin.post(PAGE, {"mail": "nobody@example.org"})
    assert unknown.status_code == 409
    assert "Nobody with the address nobody@example.org was invited" in text(unknown)
    assert admin.post(PAGE, {"mail": MAIL}).status_code == 200
    used_up = admin.post(PAGE, {"mail": MAIL})
    assert used_up.status_code == 409
    assert "has no ballot left that could be issued again" in text(used_up)
    assert not LINK.findall(used_up.content.decode())
    assert CollectionUnit.objects.get(path="Ops/Build").reissued == 1


def test_the_command_prints_the_link_and_does_the_same() -> None:
    round_ = opened_anonymous()
    said, url = run("reissue_ballot", "dx/2027-spring", "--mail", MAIL).split("\n")[:2]
    assert said.startswith("One ballot more than people in this unit, whether or not")
    assert url.startswith("http")
    with pytest.raises(CommandError, match="has no ballot left"):
        run("reissue_ballot", "dx/2027-spring", "--mail", MAIL)
    assert AuditEntry.objects.filter(actor="manage.py reissue_ballot").count() == 2
    assert Round.objects.get() == round_
