"""A password alone opens nothing of an account that has a role."""

from __future__ import annotations

import re
import time

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value
from django.db import transaction
from django.test import Client
from pytest_django import Settings

from surveyapp.second_factor import SHOWN
from tests.surveyapp.personas import ROWS, Persona, Row, World, build_world, user_of

pytestmark = pytest.mark.django_db(databases=["default", "answers"])

PASSWORD = "correct horse battery"
WITH_A_ROLE = [p for p in Persona if p not in (Persona.ANONYMOUS, Persona.STRANGER)]


@pytest.fixture(autouse=True)
def required(settings: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    """As a server runs: a second factor is required, and what waits for a commit is done in time.

    A test's own transaction never commits.
    """
    monkeypatch.setattr(transaction, "on_commit", lambda act, *rest, **named: act())
    settings.SECOND_FACTOR_REQUIRED = True
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]


def logged_in(persona: Persona) -> Client:
    """A browser that typed the password of a persona."""
    user = user_of(persona)
    assert user
    if not user.check_password(PASSWORD):
        user.set_password(PASSWORD)
        user.save()
    client = Client()
    client.post("/login/", {"login": persona.value, "password": PASSWORD})
    return client


def code_for(secret: str) -> str:
    """What an app shows now."""
    code: str = format_hotp_value(hotp_value(secret, int(time.time()) // 30))
    return code


def set_up(client: Client) -> str:
    """Set up an app; its key."""
    page = client.get("/account/second-factor/").content.decode()
    found = re.search(r'class="key">(\w+)<', page)
    assert found
    answer = client.post("/account/second-factor/", {"code": code_for(found[1])})
    assert answer.headers["Location"] == "/account/codes/"
    return found[1]


@pytest.mark.parametrize("persona", WITH_A_ROLE)
def test_whoever_has_a_role_is_led_to_set_one_up_and_back(persona: Persona) -> None:
    client = logged_in(persona)
    assert client.get("/rounds/").headers["Location"] == "/account/second-factor/"
    assert client.get("/").headers["Location"] == "/account/second-factor/"
    client.get("/rounds/")
    set_up(client)
    codes = client.get("/account/codes/").content.decode()
    assert 'href="/rounds/"' in codes
    assert len(re.findall(r"<li><code>\d{8}</code></li>", codes)) == 10
    assert client.get("/rounds/").status_code == 200


def test_the_page_shows_no_way_to_what_it_keeps_shut() -> None:
    page = logged_in(Persona.ADMIN).get("/account/second-factor/").content.decode()
    assert 'href="/people/"' not in page
    assert 'href="/rounds/"' not in page


def test_an_account_without_a_role_needs_none() -> None:
    assert logged_in(Persona.STRANGER).get("/").status_code == 200


def test_the_second_login_asks_for_a_code_and_for_nothing_else() -> None:
    secret = set_up(logged_in(Persona.ANALYST))
    client = logged_in(Persona.ANALYST)
    assert client.get("/rounds/").headers["Location"].startswith("/login/?")
    wrong = client.post("/login/second-factor/", {"code": "000000"})
    assert "does not fit" in wrong.content.decode()
    assert client.get("/rounds/").status_code == 302
    right = client.post("/login/second-factor/", {"code": code_for(secret)})
    assert right.status_code == 302
    assert client.get("/rounds/").status_code == 200


def test_a_recovery_code_lets_in_once() -> None:
    owner = logged_in(Persona.VIEWER)
    set_up(owner)
    found = re.search(r"<li><code>(\d{8})", owner.get("/account/codes/").content.decode())
    assert found
    for expected_status in (302, 200):
        client = logged_in(Persona.VIEWER)
        answer = client.post("/login/second-factor/", {"code": found[1]})
        assert answer.status_code == expected_status


def test_who_knows_the_password_gains_nothing_when_the_owner_sets_one_up() -> None:
    thief, owner = logged_in(Persona.ADMIN), logged_in(Persona.ADMIN)
    assert thief.get("/people/").status_code == 302
    set_up(owner)
    assert owner.get("/people/").status_code == 200
    answer = thief.get("/people/")
    assert answer.headers["Location"] == "/account/again/code/?next=/people/"
    for page in ("", "password/", "again/", "second-factor/remove/", "codes/", "codes/new/"):
        for ask in (thief.get, thief.post):
            answer = ask(f"/account/{page}")
            assert answer.headers["Location"].startswith("/account/again/code/?next=")
    assert Authenticator.objects.filter(type="totp").count() == 1


def test_who_removes_the_app_sets_up_another_at_once() -> None:
    client = logged_in(Persona.ANALYST)
    set_up(client)
    assert client.get("/rounds/").status_code == 200
    client.post("/account/second-factor/remove/")
    assert not Authenticator.objects.exists()
    assert client.get("/rounds/").headers["Location"] == "/account/second-factor/"


def test_a_mark_in_the_session_is_of_one_account() -> None:
    client = logged_in(Persona.VIEWER)
    set_up(client)
    shown = client.session[SHOWN]
    other = logged_in(Persona.ADMIN)
    session = other.session
    session[SHOWN] = shown
    session.save()
    assert other.get("/people/").status_code == 302


def test_on_this_machine_alone_it_can_be_left_out(settings: Settings) -> None:
    settings.SECOND_FACTOR_REQUIRED = False
    assert logged_in(Persona.ADMIN).get("/people/").status_code == 200


def test_the_api_refuses_with_json() -> None:
    answer = logged_in(Persona.VIEWER).get("/api/v1/programmes/")
    assert answer.status_code == 403
    assert "second factor" in answer.json()["detail"]


#: What an account without a role may see too: it holds nothing of a survey.
HARMLESS = frozenset(
    row.name for row in ROWS if row.name != "home" and row.get and Persona.STRANGER in row.get
)


def let_in(client: Client, row: Row, world: World) -> bool:
    """Whether a page or file is shown, and not the way to a second factor."""
    return client.get(world.address_of(row)).status_code in (200, 304)


def test_no_address_lets_a_password_in(settings: Settings) -> None:
    world = build_world()
    clients = {persona: logged_in(persona) for persona in WITH_A_ROLE}
    rows = [row for row in ROWS if row.name not in HARMLESS]
    shown = [(r.name, p) for r in rows for p, client in clients.items() if let_in(client, r, world)]
    assert shown == []
    settings.SECOND_FACTOR_REQUIRED = False
    readable = [row for row in rows if row.get and Persona.ADMIN in row.get]
    open_now = [row.name for row in readable if let_in(clients[Persona.ADMIN], row, world)]
    assert len(open_now) > len(readable) * 3 // 4, "others lead on to a page"
