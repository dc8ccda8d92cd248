"""Accounts: the own one, and for admins those of everybody with a role."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Concatenate, ParamSpec

from django.http import HttpRequest, HttpResponseBase

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
