"""Accounts: the own one, and for admins those of everybody with a role."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from http import HTTPStatus
from typing import Concatenate, ParamSpec

from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import render
from requests import RequestException

from surveyapp.access import owner_of

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
