"""Accounts of those who have a role. Who answers a survey has none, and is not found here."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date

from allauth.account.app_settings import PASSWORD_RESET_TOKEN_GENERATOR
from allauth.account.models import EmailAddress
from allauth.account.utils import user_pk_to_url_str
from allauth.mfa.models import Authenticator
from django.contrib.auth.models import Group, User
from django.contrib.sessions.models import Session
from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db import transaction
from django.db.models import Exists, OuterRef, Q
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from questionnaires.models import Unit, UnitLead
from questionnaires.services.audit import record_act
from questionnaires.services.errors import ServiceError
from surveyapp.access import INCLUDES, Role
from surveyapp.accounts_login import password_link

ROLE_MEANINGS = {
    Role.ADMIN: gettext_lazy("Everything: people, accounts, rounds, question sets, results."),
    Role.ANALYST: gettext_lazy("Runs rounds, and reads results."),
    Role.AUTHOR: gettext_lazy("Writes question sets, and reads results."),
    Role.LEAD: gettext_lazy("Reads results, which open at the own unit. Sees no more than others."),
    Role.VIEWER: gettext_lazy("Reads results."),
}


@dataclass(frozen=True, slots=True)
class Account:
    """An account as the list shows it. ``last_day`` is the day of the last login."""

    user: User
    roles: tuple[str, ...]
    unit: str
    has_second_factor: bool
    last_day: date | None


def accounts() -> list[Account]:
    """All accounts by user name, in two queries."""
    apps = Authenticator.objects.filter(user=OuterRef("pk"), type=Authenticator.Type.TOTP)
    users = User.objects.select_related("leads__unit").prefetch_related("groups")
    return [
        Account(
            user=user,
            roles=_roles(user),
            unit=user.leads.unit.path if hasattr(user, "leads") else "",
            has_second_factor=user.has_app,
            last_day=timezone.localtime(user.last_login).date() if user.last_login else None,
        )
        for user in users.annotate(has_app=Exists(apps)).order_by("username")
    ]


def _roles(user: User) -> tuple[str, ...]:
    held = {group.name for group in user.groups.all()}
    if user.is_superuser:
        held.add(Role.ADMIN.value)
    return tuple(role.value for role in Role if role.value in held)


def names_of_authors() -> list[str]:
    """User names of everybody who may write question sets, and so review them."""
    groups = [role.value for role in Role if Role.AUTHOR in INCLUDES[role]]
    may = Q(groups__name__in=groups) | Q(is_superuser=True)
    users = User.objects.filter(may, is_active=True).order_by("username")
    return list(users.values_list("username", flat=True).distinct())


def units_to_lead() -> list[str]:
    """Paths of the units that somebody can lead."""
    return list(
        Unit.objects.filter(retired_on=None).order_by("path").values_list("path", flat=True)
    )


@transaction.atomic
def add_account(
    *, mail: str, name: str, roles: Collection[Role], unit: str = "", actor: str
) -> User:
    """Afterwards there is an account with these roles and without a password.

    Its mail counts as verified: an admin names it, and nobody can sign up with that of another.
    """
    address = _checked_mail(mail)
    first, _space, last = name.strip().partition(" ")
    user = User(username=address, email=address, first_name=first[:150], last_name=last[:150])
    user.set_unusable_password()
    user.save()
    EmailAddress.objects.create(user=user, email=address, verified=True, primary=True)
    _give(user, roles, unit)
    record_act(actor=actor, action="add account", subject=address, roles=sorted(roles), unit=unit)
    return user


def _checked_mail(mail: str) -> str:
    address = mail.strip().lower()
    longest = User._meta.get_field("username").max_length or 0
    try:
        validate_email(address)
        User.username_validator(address)
    except ValidationError:
        raise ServiceError(_("“%(mail)s” is no mail address.") % {"mail": mail[:80]}) from None
    if len(address) > longest:
        raise ServiceError(
            _("The mail address has more than %(n)d characters. Take a shorter one.")
            % {"n": longest}
        )
    taken = Q(username__iexact=address) | Q(email__iexact=address)
    if User.objects.filter(taken).exists():
        raise ServiceError(_("%(mail)s has an account already. Change that.") % {"mail": address})
    return address


@transaction.atomic
def change_account(*, user: User, roles: Collection[Role], unit: str = "", actor: str) -> None:
    """Afterwards the account has these roles and no other."""
    before = _roles(user)
    if Role.ADMIN not in roles:
        _keep_an_admin(without=user)
    User.objects.filter(pk=user.pk).update(is_superuser=False)
    _give(user, roles, unit)
    record_act(
        actor=actor,
        action="change account",
        subject=user.get_username(),
        roles=sorted(roles),
        before=sorted(before),
        unit=unit,
    )


@transaction.atomic
def switch_account(*, user: User, on: bool, actor: str) -> None:
    """Afterwards the account can be used, or cannot be used by anybody, at once."""
    if not on:
        _keep_an_admin(without=user)
        _end_sessions(user)
    User.objects.filter(pk=user.pk).update(is_active=on)
    action = "switch account on" if on else "switch account off"
    record_act(actor=actor, action=action, subject=user.get_username())


@transaction.atomic
def reset_second_factor(*, user: User, actor: str) -> None:
    """Afterwards the account has no second factor, and sets up another at the next login."""
    Authenticator.objects.filter(user=user).delete()
    _end_sessions(user)
    record_act(actor=actor, action="reset second factor", subject=user.get_username())


def make_password_link(*, user: User, actor: str) -> str:
    """The address at which the account's password can be set, once, for three days."""
    key = f"{user_pk_to_url_str(user)}-{PASSWORD_RESET_TOKEN_GENERATOR().make_token(user)}"
    record_act(actor=actor, action="make password link", subject=user.get_username())
    return password_link(key)


def _give(user: User, roles: Collection[Role], unit: str) -> None:
    """The groups of these roles; for a lead the unit too."""
    led = Unit.objects.filter(path=unit, retired_on=None).first()
    if Role.LEAD in roles and led is None:
        if unit:
            raise ServiceError(_("There is no unit “%(unit)s”.") % {"unit": unit[:80]})
        raise ServiceError(_("A lead needs a unit at which results open. Choose one."))
    user.groups.set(Group.objects.get_or_create(name=role.value)[0] for role in roles)
    UnitLead.objects.filter(user=user).delete()
    if Role.LEAD in roles and led is not None:
        UnitLead.objects.create(user=user, unit=led)


def _keep_an_admin(*, without: User) -> None:
    """Refuse to leave nobody who can make accounts. Two at once wait for each other."""
    group, _new = Group.objects.get_or_create(name=Role.ADMIN.value)
    Group.objects.select_for_update().get(pk=group.pk)
    admins = User.objects.filter(Q(groups=group) | Q(is_superuser=True), is_active=True)
    if admins.filter(pk=without.pk).exists() and not admins.exclude(pk=without.pk).exists():
        raise ServiceError(
            _("%(name)s is the last admin. Make somebody else one first.")
            % {"name": without.get_username()}
        )


def _end_sessions(user: User) -> None:
    """Log the account out, wherever it is logged in."""
    for session in Session.objects.filter(expire_date__gte=timezone.now()):
        if session.get_decoded().get("_auth_user_id") == str(user.pk):
            session.delete()
