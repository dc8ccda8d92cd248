"""The login of the organisation, against a provider on loopback."""

from __future__ import annotations

import urllib.request
from collections.abc import Iterator
from email.message import Message
from typing import Any

import pytest
from allauth.account.models import EmailAddress
from allauth.socialaccount.models import SocialAccount
from django.contrib.auth.models import Group, User
from django.http import HttpResponseBase
from django.test import Client
from pytest_django import Settings

from questionnaires.models import AuditEntry
from tests.oidc_provider import CLIENT_ID, SECRET, Provider, running_provider
from tests.surveyapp.personas import Persona, client_of

pytestmark = pytest.mark.django_db(databases=["default", "answers"])

ADA = {"sub": "ada-17", "email": "ada@example.org", "email_verified": True, "name": "Ada Lovelace"}


@pytest.fixture(scope="module")
def running() -> Iterator[Provider]:
    with running_provider() as provider:
        yield provider


@pytest.fixture
def provider(running: Provider, settings: Settings) -> Provider:
    """The provider, as settings name it; Ada logs in there."""
    app = {
        "provider_id": "oidc",
        "name": "Example Ltd",
        "client_id": CLIENT_ID,
        "secret": SECRET,
        "settings": {"server_url": running.address},
    }
    configured = {"openid_connect": {"OAUTH_PKCE_ENABLED": True, "APPS": [app]}}
    settings.SOCIALACCOUNT_PROVIDERS = configured
    settings.OIDC_NAME = "Example Ltd"
    settings.SECOND_FACTOR_REQUIRED = True
    running.person, running.wrong = dict(ADA), {}
    running.asked.clear()
    return running


class NotFurther(urllib.request.HTTPRedirectHandler):
    def redirect_request(self, *args: Any) -> None:
        """A redirect is read, not followed."""


def callback_of(client: Client, address: str = "/login/oidc/") -> str:
    """Begin at the site, log in at the provider; the address to come back to."""
    begun = client.get(address)
    assert begun.status_code == 302
    opener = urllib.request.build_opener(NotFurther)
    try:
        headers: Message = opener.open(begun.headers["Location"]).headers
    except urllib.error.HTTPError as redirect:
        headers = redirect.headers
    return str(headers["Location"])


def log_in(client: Client, address: str = "/login/oidc/") -> HttpResponseBase:
    return client.get(callback_of(client, address))


def local_account(mail: str, *, role: str = "viewer", verified: bool = True) -> User:
    user = User.objects.create_user(mail, mail, "correct horse battery")
    user.groups.add(Group.objects.get_or_create(name=role)[0])
    EmailAddress.objects.create(user=user, email=mail, verified=verified, primary=True)
    return user


def test_the_login_page_offers_it_where_it_is_configured(provider: Provider) -> None:
    page = Client().get("/login/?next=/rounds/").content.decode()
    assert "Log in with Example Ltd" in page
    assert "next=%2Frounds%2F" in page


def test_without_settings_there_is_none() -> None:
    assert "Log in with" not in Client().get("/login/").content.decode()
    assert Client().get("/login/oidc/").status_code == 404


def test_a_first_login_gets_an_account_and_no_role(provider: Provider) -> None:
    client = Client()
    answer = log_in(client)
    assert answer.headers["Location"] == "/"
    user = User.objects.get()
    assert (user.username, user.email, user.first_name) == (
        "ada@example.org", "ada@example.org", "Ada",
    )  # fmt: skip
    assert not user.groups.exists()
    assert not user.has_usable_password()
    assert "Your account has no role yet" in client.get("/").content.decode()
    assert client.get("/rounds/").status_code == 404
    assert AuditEntry.objects.get().action == "log in for the first time"
    assert set(provider.asked) == {
        "/.well-known/openid-configuration", "/authorization", "/token", "/userinfo",
    }  # fmt: skip


def test_the_second_login_is_the_same_account_and_goes_where_it_was_headed(
    provider: Provider,
) -> None:
    log_in(Client())
    User.objects.get().groups.add(Group.objects.get_or_create(name="viewer")[0])
    provider.person["email"] = "ada.king@example.org"
    client = Client()
    assert log_in(client, "/login/oidc/?next=/rounds/").headers["Location"] == "/rounds/"
    assert User.objects.count() == 1
    assert client.get("/rounds/").status_code == 200


def test_the_provider_is_trusted_for_the_second_factor(provider: Provider) -> None:
    local_account("ada@example.org")
    by_password = Client()
    by_password.post("/login/", {"login": "ada@example.org", "password": "correct horse battery"})
    assert by_password.get("/rounds/").headers["Location"] == "/account/second-factor/"
    client = Client()
    log_in(client)
    assert client.get("/rounds/").status_code == 200


def test_a_verified_mail_leads_to_the_account_that_is_there(provider: Provider) -> None:
    there = local_account("ada@example.org", role="analyst")
    log_in(Client())
    assert User.objects.get() == there
    assert SocialAccount.objects.get().user == there
    there.refresh_from_db()
    assert there.check_password("correct horse battery")


@pytest.mark.parametrize("claims", [{"email_verified": False}, {}])
def test_a_mail_that_nobody_verified_leads_nowhere(
    provider: Provider, claims: dict[str, Any]
) -> None:
    there = local_account("ada@example.org", role="admin")
    del provider.person["email_verified"]
    provider.person |= claims
    client = Client()
    answer = log_in(client)
    assert answer.status_code == 403
    assert b"does not say that your mail address is verified" in answer.content  # type: ignore[attr-defined]
    assert client.get("/rounds/").status_code == 302
    assert not SocialAccount.objects.exists()
    assert User.objects.get() == there


def test_an_account_that_is_switched_off_stays_so(provider: Provider) -> None:
    there = local_account("ada@example.org")
    User.objects.filter(pk=there.pk).update(is_active=False)
    client = Client()
    assert log_in(client).headers["Location"] == "/login/inactive/"
    assert client.get("/rounds/").headers["Location"].startswith("/login/?")


def test_nobody_attaches_a_login_to_the_account_that_is_open(provider: Provider) -> None:
    client = client_of(Persona.ADMIN)
    answer = log_in(client, "/login/oidc/?process=connect")
    assert answer.status_code == 403
    assert not SocialAccount.objects.exists()


@pytest.mark.parametrize(
    "wrong", [{"iss": "https://elsewhere.example"}, {"aud": "another"}, {"exp": 1}]
)
def test_a_token_for_somebody_else_is_refused(provider: Provider, wrong: dict[str, Any]) -> None:
    provider.wrong = wrong
    client = Client()
    answer = log_in(client)
    assert answer.status_code == 401
    assert b"did not work" in answer.content  # type: ignore[attr-defined]
    assert not User.objects.exists()


def test_an_answer_belongs_to_the_browser_that_began(provider: Provider) -> None:
    callback = callback_of(Client())
    other = Client()
    assert other.get(callback).status_code == 401
    assert not User.objects.exists()


def test_a_code_works_once(provider: Provider) -> None:
    client = Client()
    callback = callback_of(client)
    assert client.get(callback).status_code == 302
    assert client.get(callback).status_code == 401


def test_a_provider_that_is_away_is_said(provider: Provider, settings: Settings) -> None:
    app = settings.SOCIALACCOUNT_PROVIDERS["openid_connect"]["APPS"][0]
    app["settings"] = {"server_url": "http://127.0.0.1:1"}
    answer = Client().get("/login/oidc/")
    assert answer.status_code == 503
    assert "CANDOR_OIDC_URL" in answer.content.decode()
