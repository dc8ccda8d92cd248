"""How allauth behaves here: nobody signs up, and what it says is said in our words."""

from __future__ import annotations

import hashlib
import hmac
import time
from typing import TYPE_CHECKING, Any

from allauth.account import app_settings
from allauth.account.adapter import DefaultAccountAdapter
from allauth.account.authentication import get_authentication_records
from allauth.core.exceptions import ImmediateHttpResponse
from allauth.mfa.adapter import DefaultMFAAdapter
from allauth.socialaccount.adapter import DefaultSocialAccountAdapter
from django.conf import settings
from django.contrib.auth.models import User
from django.http import HttpRequest
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from questionnaires.services.audit import record_act

if TYPE_CHECKING:
    from allauth.socialaccount.models import SocialLogin

WRONG_PASSWORD = _(
    "User name and password do not match. Upper and lower case count. Nobody can read your "
    "password: set a new one below."
)
TOO_MANY = _("Too many attempts in a row. Wait five minutes, then try again.")
WRONG_CODE = _("The code does not fit. Codes change every 30 seconds: type the one shown now.")


class AccountAdapter(DefaultAccountAdapter):
    """Local accounts. An admin makes them; there is no sign-up."""

    error_messages = {
        **DefaultAccountAdapter.error_messages,
        "username_password_mismatch": WRONG_PASSWORD,
        "email_password_mismatch": WRONG_PASSWORD,
        "too_many_login_attempts": TOO_MANY,
        "rate_limited": TOO_MANY,
        "incorrect_code": WRONG_CODE,
        "incorrect_password": _("That is not your password."),
        "enter_current_password": _("That is not your password as it is now."),
    }

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        """Never."""
        return False

    def get_reset_password_from_key_url(self, key: str) -> str:
        """The link of a mail begins with the address of the site, not with what a request says."""
        return password_link(key)

    def is_reauthentication_required(self, *, app: str, **kwargs: Any) -> bool:
        """Not within five minutes of logging in: the password was typed just now."""
        records = get_authentication_records(self.request, self.request.user)
        age = time.time() - records[-1]["at"] if records else float("inf")
        return bool(age > app_settings.REAUTHENTICATION_TIMEOUT)

    def get_password_change_redirect_url(self, request: HttpRequest) -> str:
        """Back to the own account."""
        return reverse("mfa_index")


class SecondFactorAdapter(DefaultMFAAdapter):
    """Codes of an app."""

    error_messages = {**DefaultMFAAdapter.error_messages, "incorrect_code": WRONG_CODE}

    def get_totp_issuer(self) -> str:
        """What the app shows beside the code."""
        return "Candor"


class ProviderAdapter(DefaultSocialAccountAdapter):
    """The login of the organisation, by OpenID Connect."""

    def is_open_for_signup(self, request: HttpRequest, sociallogin: SocialLogin) -> bool:
        """Whoever the organisation lets in gets an account, without a role."""
        return True

    def pre_social_login(self, request: HttpRequest, sociallogin: SocialLogin) -> None:
        """Refuse a login whose mail nobody has verified: it could be anybody's.

        It may be new, or known by the identifier that the provider gave before; nothing else
        leads to an account, and nobody attaches a login to the account that is open.
        """
        verified = any(address.verified for address in sociallogin.email_addresses)
        connects = sociallogin.state.get("process") == "connect"
        if connects or not (sociallogin.is_existing or verified):
            context = {"provider": settings.OIDC_NAME, "unverified": not verified}
            page = render(request, "socialaccount/refused.html", context, status=403)
            raise ImmediateHttpResponse(page)

    def populate_user(
        self, request: HttpRequest, sociallogin: SocialLogin, data: dict[str, Any]
    ) -> User:
        """The mail is the user name, as of accounts that an admin makes."""
        user: User = super().populate_user(request, sociallogin, data)
        length = User._meta.get_field("username").max_length or 0
        user.username = user.email if len(user.email) <= length else ""
        return user

    def save_user(self, request: HttpRequest, sociallogin: SocialLogin, form: Any = None) -> User:
        """Afterwards there is an account without a role, and the log says where it came from."""
        user: User = super().save_user(request, sociallogin, form)
        name = user.get_username()
        record_act(actor=name, action="log in for the first time", subject=name)
        return user


def password_link(key: str) -> str:
    """The address at which a password is set, once, with this key."""
    path = reverse("account_reset_password_from_key", kwargs={"uidb36": "UID", "key": "KEY"})
    return settings.BASE_URL + path.replace("UID-KEY", key)


def cache_key(key: str, prefix: str, version: int) -> str:
    """``KEY_FUNCTION`` of the cache: it counts attempts, and stores neither address nor name."""
    named = f"{prefix}:{version}:{key}".encode()
    return hmac.new(settings.SECRET_KEY.encode(), named, hashlib.sha256).hexdigest()
