"""Accounts: the own one, and for admins those of everybody with a role."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from http import HTTPStatus
from typing import Any, Concatenate, ParamSpec

from django.contrib import messages
from django.contrib.auth.models import User
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe
from requests import RequestException

from questionnaires.services.errors import ServiceError
from surveyapp.access import Role, account_for, owner_of, require
from surveyapp.accounts import (
    ROLE_MEANINGS,
    accounts,
    add_account,
    change_account,
    make_password_link,
    reset_second_factor,
    switch_account,
    units_to_lead,
)
from surveyapp.accounts_mail import send_password_mail

SECTION = {"section": "accounts"}

Params = ParamSpec("Params")
View = Callable[Concatenate[HttpRequest, Params], HttpResponseBase]


def own(view: View[Params]) -> View[Params]:
    """A page of allauth's about the own account, behind our door."""

    @wraps(view)
    def answer(
        request: HttpRequest, /, *args: Params.args, **kwargs: Params.kwargs
    ) -> HttpResponseBase:
        owner_of(request)
        return view(request, *args, **kwargs)

    return answer


def of_provider(view: View[Params]) -> View[Params]:
    """A page of allauth's that asks the organisation's login, and says so when that is away."""

    @wraps(view)
    def answer(
        request: HttpRequest, /, *args: Params.args, **kwargs: Params.kwargs
    ) -> HttpResponseBase:
        try:
            return view(request, *args, **kwargs)
        except (RequestException, KeyError):  # no answer, or none that OpenID Connect knows
            page = "socialaccount/authentication_error.html"
            return render(request, page, status=HTTPStatus.SERVICE_UNAVAILABLE)

    return answer


@require_safe
def account_list(request: HttpRequest) -> HttpResponse:
    """All accounts: their roles, and whether they have a second factor."""
    require(request, Role.ADMIN)
    return render(request, "accounts/list.html", {**SECTION, "accounts": accounts()})


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def account_add(request: HttpRequest) -> HttpResponse:
    """A new account; POST makes it, mails the link to set its password, and shows that once."""
    actor = require(request, Role.ADMIN).get_username()
    asked, error = _asked(request), ""
    if request.method == "POST":
        try:
            user = add_account(
                mail=request.POST.get("mail", ""),
                name=request.POST.get("name", ""),
                roles=asked["roles"],
                unit=asked["unit"],
                actor=actor,
            )
        except ServiceError as refusal:
            error = str(refusal)
        else:
            return _show_link(request, user, actor, is_new=True)
    context = {
        **SECTION,
        **_choices(asked["roles"], asked["unit"]),
        "mail": request.POST.get("mail", ""),
        "name": request.POST.get("name", ""),
        "error": error,
    }
    status = HTTPStatus.UNPROCESSABLE_ENTITY if error else HTTPStatus.OK
    return render(request, "accounts/add.html", context, status=status)


@require_http_methods(["GET", "HEAD", "POST"])
def account_detail(request: HttpRequest, name: str) -> HttpResponse:
    """One account; POST changes its roles."""
    user = account_for(request, name)
    error = ""
    if request.method == "POST":
        asked = _asked(request)
        try:
            change_account(
                user=user, roles=asked["roles"], unit=asked["unit"], actor=_actor(request)
            )
        except ServiceError as refusal:
            error = str(refusal)
        else:
            messages.success(request, _("The roles of %(name)s are changed.") % {"name": name})
            return redirect("account-list")
    return _detail(request, user, error=error)


@require_http_methods(["GET", "HEAD", "POST"])
def account_switch(request: HttpRequest, name: str) -> HttpResponse:
    """POST switches an account off, or on again."""
    user = account_for(request, name)
    if request.method == "POST":
        on = request.POST.get("to") == "on"
        try:
            switch_account(user=user, on=on, actor=_actor(request))
        except ServiceError as refusal:
            return _detail(request, user, error=str(refusal))
        said = _("%(name)s can log in again.") if on else _("%(name)s can no longer log in.")
        messages.success(request, said % {"name": name})
    return redirect("account-detail", name=name)


@require_http_methods(["GET", "HEAD", "POST"])
def account_second_factor(request: HttpRequest, name: str) -> HttpResponse:
    """POST takes the second factor away: for somebody who lost the phone."""
    user = account_for(request, name)
    if request.method == "POST":
        reset_second_factor(user=user, actor=_actor(request))
        messages.success(
            request,
            _("%(name)s sets up another second factor at the next login.") % {"name": name},
        )
    return redirect("account-detail", name=name)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def account_link(request: HttpRequest, name: str) -> HttpResponse:
    """POST makes a link to set the password, mails it, and shows it once."""
    user = account_for(request, name)
    if request.method == "POST":
        return _show_link(request, user, _actor(request), is_new=False)
    return redirect("account-detail", name=name)


def _show_link(request: HttpRequest, user: User, actor: str, *, is_new: bool) -> HttpResponse:
    link = make_password_link(user=user, actor=actor)
    context = {
        **SECTION,
        "account": user,
        "link": link,
        "is_mailed": send_password_mail(user=user, link=link),
        "is_new": is_new,
    }
    return render(request, "accounts/link.html", context)


def _detail(request: HttpRequest, user: User, *, error: str) -> HttpResponse:
    """The account with its roles, or those that were asked for when they were refused."""
    shown = next(account for account in accounts() if account.user.pk == user.pk)
    asked = _asked(request) if error and "role" in request.POST else None
    context = {
        **SECTION,
        **_choices(
            asked["roles"] if asked else {Role(role) for role in shown.roles},
            asked["unit"] if asked else shown.unit,
        ),
        "account": shown,
        "error": error,
    }
    status = HTTPStatus.CONFLICT if error else HTTPStatus.OK
    return render(request, "accounts/detail.html", context, status=status)


def _asked(request: HttpRequest) -> dict[str, Any]:
    """Roles and unit of a form; what is no role is left out."""
    named = request.POST.getlist("role")
    return {
        "roles": {role for role in Role if role.value in named},
        "unit": request.POST.get("unit", ""),
    }


def _choices(held: set[Role], unit: str) -> dict[str, Any]:
    """What a form of roles offers, and what is chosen in it."""
    return {
        "choices": [(role.value, ROLE_MEANINGS[role], role in held) for role in Role],
        "units": units_to_lead(),
        "unit": unit,
    }


def _actor(request: HttpRequest) -> str:
    return request.user.get_username()
