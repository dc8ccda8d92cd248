"""Whether whoever is logged in has shown a second factor, in this session.

A password alone opens nothing of an account that has a role. What counts is the session: somebody
who knows the password gains nothing when the owner sets up a second factor elsewhere.
"""

from __future__ import annotations

from typing import Any

from allauth.account.signals import authentication_step_completed
from allauth.mfa.models import Authenticator
from allauth.mfa.signals import authenticator_added, authenticator_removed
from django.conf import settings
from django.contrib.auth.models import User
from django.dispatch import receiver
from django.http import HttpRequest

#: Key in the session: the account whose second factor was shown.
SHOWN = "second_factor_of"
#: Key in the session: where to go after it.
NEXT = "second_factor_next"
#: Steps of a login that count: an own second factor, or the organisation's login, which is
#: trusted to have asked for one.
METHODS = frozenset({"mfa", "socialaccount"})


def has_second_factor(request: HttpRequest) -> bool:
    """Whether the person of the request may use the roles of the account."""
    return not settings.SECOND_FACTOR_REQUIRED or was_shown(request)


def was_shown(request: HttpRequest) -> bool:
    """Whether a second factor of this account was shown in this session."""
    return bool(request.session.get(SHOWN) == str(request.user.pk))


def has_authenticator(user: User) -> bool:
    """Whether an app that makes codes is set up for the account."""
    apps = Authenticator.objects.filter(user=user, type=Authenticator.Type.TOTP)
    return bool(apps.exists())


@receiver(authentication_step_completed)
def note_step(*, request: HttpRequest, user: User, method: str, **kwargs: Any) -> None:
    """Remember a second factor that was shown."""
    if method in METHODS:
        request.session[SHOWN] = str(user.pk)


@receiver(authenticator_added)
def note_added(*, request: HttpRequest, user: User, **kwargs: Any) -> None:
    """Whoever has just set one up has shown it."""
    request.session[SHOWN] = str(user.pk)


@receiver(authenticator_removed)
def forget_removed(*, request: HttpRequest, **kwargs: Any) -> None:
    """Whoever has removed the own one sets up another before going on."""
    request.session.pop(SHOWN, None)
