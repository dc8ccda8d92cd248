"""Accounts: made by an admin, changed by an admin, and never without one."""

from __future__ import annotations

import io
import re
from typing import Any

import pytest
from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from allauth.socialaccount.models import SocialAccount
from django.contrib.auth.models import User
from django.core import mail
from django.core.cache import cache
from django.core.management import CommandError, call_command
from django.db import connections
from django.test import Client
from django.test.utils import CaptureQueriesContext
from pytest_django import Settings

from questionnaires.models import AuditEntry, Unit, UnitLead
from questionnaires.services.errors import ServiceError
from surveyapp.access import Role, roles_of
from surveyapp.accounts import accounts, add_account, change_account, switch_account
from tests.mail_server import send_to, unused_port
from tests.surveyapp.personas import ROWS, Persona, build_world, client_of, user_of

pytestmark = pytest.mark.django_db(databases=["default", "answers"])

ADA = "ada@example.org"
PASSWORD = "correct horse battery"
LINK = re.compile(r"http://127\.0\.0\.1:8000(/password/set/[\w-]+/)")


def add(**changes: Any) -> User:
    fields: dict[str, Any] = {"mail": ADA, "name": "Ada Lovelace", "roles": {Role.VIEWER}}
    return add_account(**(fields | {"actor": "test"} | changes))


def post(path: str, form: dict[str, Any], persona: Persona = Persona.ADMIN) -> Any:
    return client_of(persona).post(f"/accounts/{path}", form)


def set_password(text: str) -> None:
    """Follow the link in a text, and set the password."""
    found = LINK.search(text)
    assert found
    client = Client()
    form = client.get(found[1]).headers["Location"]
    assert "set-password" in form
    answer = client.post(form, {"password1": PASSWORD, "password2": PASSWORD})
    assert answer.headers["Location"] == "/password/reset/done/"
    assert "does not work any more" in client.get(found[1]).content.decode()


# Adding ----------------------------------------------------------------------------------------


def test_a_new_account_gets_a_link_by_mail_that_is_shown_once() -> None:
    answer = post("new/", {"mail": " Ada@Example.org", "name": "Ada Lovelace", "role": "analyst"})
    page = answer.content.decode()
    assert "is on its way to ada@example.org" in page
    assert "no-store" in answer.headers["Cache-Control"]
    (letter,) = mail.outbox
    assert letter.to == [ADA]
    assert LINK.search(str(letter.body))[0] == LINK.search(page)[0]  # type: ignore[index]
    set_password(page)
    client = Client()
    client.post("/login/", {"login": ADA, "password": PASSWORD})
    assert client.get("/rounds/new/").status_code == 200
    assert client.get("/accounts/").status_code == 404
    assert {entry.action for entry in AuditEntry.objects.all()} == {
        "add account", "make password link",
    }  # fmt: skip


def test_a_mail_server_that_is_away_loses_nothing(settings: Settings) -> None:
    send_to(settings, unused_port())
    page = post("new/", {"mail": ADA, "role": "viewer"}).content.decode()
    assert "The mail server took no mail" in page
    set_password(page)


@pytest.mark.parametrize(
    ("form", "said"),
    [
        ({"mail": "nobody"}, "“nobody” is no mail address."),
        ({"mail": ""}, "is no mail address."),
        ({"mail": f"{'a' * 150}@example.org"}, "more than 150"),
        ({"mail": "ADA@example.org"}, "has an account already"),
        ({"mail": "new@example.org", "role": "lead"}, "A lead needs a unit"),
        ({"mail": "new@example.org", "role": "lead", "unit": "X"}, "There is no unit “X”."),
    ],
)
def test_what_cannot_be_added_comes_back_as_it_was_typed(form: dict[str, str], said: str) -> None:
    add()
    before = User.objects.exclude(username="admin").count()
    answer = post("new/", {"name": "Somebody <b>else</b>", **form})
    page = answer.content.decode()
    assert answer.status_code == 422
    assert said in page
    assert "Somebody &lt;b&gt;else&lt;/b&gt;" in page
    assert User.objects.exclude(username="admin").count() == before
    assert not mail.outbox


def test_the_command_prints_a_link() -> None:
    out = io.StringIO()
    call_command("add_account", ADA, "--role", "admin", "--name", "Ada Lovelace", stdout=out)
    assert "ada@example.org has an account (admin)." in out.getvalue()
    set_password(out.getvalue())
    assert roles_of(User.objects.get()).admin
    with pytest.raises(CommandError, match="has an account already"):
        call_command("add_account", ADA, stdout=out)


# Changing --------------------------------------------------------------------------------------


def test_a_lead_has_a_unit_and_loses_it_with_the_role() -> None:
    unit = Unit.objects.create(path="Ops/Build", title="Build")
    user = add()
    post(f"{ADA}/", {"role": ["lead"], "unit": "Ops/Build"})
    assert UnitLead.objects.get(user=user).unit == unit
    assert "Ops/Build" in client_of(Persona.ADMIN).get("/accounts/").content.decode()
    post(f"{ADA}/", {"role": ["author", "analyst"], "unit": "Ops/Build"})
    assert not UnitLead.objects.exists()
    roles = roles_of(User.objects.get(pk=user.pk))
    assert (roles.author, roles.analyst, roles.lead, roles.admin) == (True, True, False, False)
    entry = AuditEntry.objects.filter(action="change account").first()
    assert entry is not None
    assert entry.actor == "admin"
    assert (entry.detail["before"], entry.detail["roles"]) == (["lead"], ["analyst", "author"])


@pytest.mark.parametrize("act", ["role", "off"])
def test_the_last_admin_stays(act: str) -> None:
    admin = user_of(Persona.ADMIN)
    assert admin
    if act == "role":
        answer = post("admin/", {"role": "viewer"})
    else:
        answer = post("admin/switch/", {"to": "off"})
    assert answer.status_code == 409
    assert "admin is the last admin" in answer.content.decode()
    admin.refresh_from_db()
    assert admin.is_active
    assert roles_of(admin).admin
    add(roles={Role.ADMIN})
    change_account(user=admin, roles={Role.VIEWER}, actor="test")
    assert not roles_of(User.objects.get(pk=admin.pk)).admin


def test_an_admin_who_is_switched_off_does_not_count() -> None:
    off = add(roles={Role.ADMIN})
    admin = user_of(Persona.ADMIN)
    assert admin
    switch_account(user=off, on=False, actor="test")
    with pytest.raises(ServiceError, match="last admin"):
        change_account(user=admin, roles=set(), actor="test")


def test_an_account_that_is_switched_off_is_out_at_once() -> None:
    user = add()
    client = Client()
    client.force_login(user)
    assert client.get("/rounds/").status_code == 200
    post(f"{ADA}/switch/", {"to": "off"})
    assert client.get("/rounds/").headers["Location"].startswith("/login/?")
    user.set_password(PASSWORD)
    User.objects.filter(pk=user.pk).update(password=user.password)
    answer = Client().post("/login/", {"login": ADA, "password": PASSWORD})
    assert answer.headers["Location"] == "/login/inactive/"
    post(f"{ADA}/switch/", {"to": "on"})
    answer = Client().post("/login/", {"login": ADA, "password": PASSWORD})
    assert answer.headers["Location"] == "/"


def test_taking_the_second_factor_away_logs_out_everywhere() -> None:
    user = add()
    Authenticator.objects.create(user=user, type="totp", data={"secret": "x"})
    client = Client()
    client.force_login(user)
    assert client.get("/rounds/").status_code == 200
    assert "With a second factor" in client_of(Persona.ADMIN).get("/accounts/").content.decode()
    post(f"{ADA}/second-factor/", {})
    assert not Authenticator.objects.exists()
    assert client.get("/rounds/").status_code == 302
    assert AuditEntry.objects.filter(action="reset second factor").count() == 1


def test_the_list_says_the_day_of_a_login_and_no_hour() -> None:
    user = add()
    assert accounts()[0].last_day is None
    User.objects.filter(pk=user.pk).update(last_login="2027-04-21T09:41:17Z")
    page = client_of(Persona.ADMIN).get("/accounts/").content.decode()
    assert "Last here on 21 Apr 2027" in page
    assert "09:41" not in page
    assert "9:41" not in page


# Passwords and attempts ------------------------------------------------------------------------


def test_a_reset_says_the_same_for_every_address_and_mails_to_accounts_alone() -> None:
    add()
    answers = [
        Client().post("/password/reset/", {"email": address})
        for address in (ADA, "nobody@example.org")
    ]
    assert {answer.headers["Location"] for answer in answers} == {"/password/reset/sent/"}
    (letter,) = mail.outbox
    assert letter.to == [ADA]
    set_password(str(letter.body))


def test_guessing_is_stopped_for_everybody_and_says_for_how_long() -> None:
    user = add()
    user.set_password(PASSWORD)
    user.save()
    for _ in range(5):
        answer = Client().post("/login/", {"login": ADA, "password": "a guess"})
        assert "do not match" in answer.content.decode()
    answer = Client().post("/login/", {"login": ADA, "password": PASSWORD})
    assert "Wait five minutes" in answer.content.decode()
    assert "_auth_user_id" not in answer.client.session


def test_the_cache_is_shared_and_stores_neither_name_nor_address() -> None:
    Client().post("/login/", {"login": ADA, "password": "a guess"}, REMOTE_ADDR="203.0.113.9")
    with connections["default"].cursor() as cursor:
        cursor.execute("SELECT cache_key FROM login_attempts")
        keys = [row[0] for row in cursor.fetchall()]
    assert keys
    assert all(re.fullmatch(r"[0-9a-f]{64}", key) for key in keys)
    cache.set("a", 1)
    assert cache.get("a") == 1


def test_migrating_makes_its_table() -> None:
    def tables() -> list[str]:
        return connections["default"].introspection.table_names()

    with connections["default"].cursor() as cursor:
        cursor.execute("DROP TABLE login_attempts")
    assert "login_attempts" not in tables()
    call_command("migrate", verbosity=0)
    assert "login_attempts" in tables()


def test_who_may_log_in_is_known_to_the_people_side_alone() -> None:
    tables = connections["answers"].introspection.table_names()
    assert "questionnaires_response" in tables
    of_accounts = [
        model._meta.db_table for model in (User, EmailAddress, SocialAccount, Authenticator)
    ]
    assert set(of_accounts) <= set(connections["default"].introspection.table_names())
    assert not set(of_accounts) & set(tables)
    assert "login_attempts" not in tables


def test_a_survey_asks_neither_sessions_nor_accounts_nor_the_cache() -> None:
    world = build_world()
    client = client_of(Persona.ADMIN)
    private = ("auth_user", "django_session", "login_attempts", "account_", "mfa_")
    with CaptureQueriesContext(connections["default"]) as home:
        client.get("/")
    assert [query for query in home if any(name in query["sql"] for name in private)]
    for row in [row for row in ROWS if row.address.startswith("/s/")]:
        for ask in (client.get, client.post):
            with CaptureQueriesContext(connections["default"]) as asked:
                answer = ask(world.address_of(row))
            reads = row.get is not None and row.name != "survey-worker"  # a file, as it stands
            assert asked.captured_queries or ask == client.post or not reads
            assert not [q for q in asked if any(name in q["sql"] for name in private)]
            assert not answer.cookies


def test_nobody_signs_up() -> None:
    for address in ("/signup/", "/accounts/signup/", "/login/signup/"):
        assert Client().get(address).status_code in (302, 404)
    assert not User.objects.exists()
