"""What every request passes: its policy, a bound on its size, the way to the login page."""

from __future__ import annotations

from collections.abc import Callable

from django.conf import settings
from django.contrib.auth.models import User
from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import RequestDataTooBig
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse

from surveyapp.access import LoginRequired, SecondFactorRequired
from surveyapp.logs import SURVEY_PREFIX
from surveyapp.second_factor import NEXT, has_authenticator

POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; "
    "font-src 'self'; connect-src 'self'; form-action 'self'; base-uri 'none'; "
    "frame-ancestors 'none'"
)
#: Below /s/ the address is a secret: also of a redirect, a refusal, an address that is mistyped.
RESPONDENT_HEADERS = {
    "Referrer-Policy": "no-referrer",
    "Cache-Control": "no-store",
    "X-Robots-Tag": "noindex, nofollow",
}


class ContentSecurityPolicyMiddleware:
    """Sets the strict policy unless the view chose a stricter one, and what keeps /s/ a secret."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Answer a request."""
        response = self.get_response(request)
        response.headers.setdefault("Content-Security-Policy", POLICY)
        if request.path_info.startswith(SURVEY_PREFIX):  # wherever the site is mounted
            for name, value in RESPONDENT_HEADERS.items():
                response.headers[name] = value
        return response


class RequestSizeMiddleware:
    """Answers 413 to a request larger than any form or file that a page takes."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Answer a request."""
        length = request.headers.get("Content-Length") or "0"
        if length.isdecimal() and int(length) > largest_request():
            drop_body(request)
            raise RequestDataTooBig
        return self.get_response(request)


def drop_body(request: HttpRequest) -> None:
    """Read what is being sent and forget it, a mebibyte at a time.

    A server that closes the connection while a browser is still sending shows people an error of
    the network and not the page that helps.
    """
    while request.read(1024 * 1024):
        pass


def largest_request() -> int:
    """Bytes of the largest request that makes sense: a file, and the fields beside it."""
    return settings.UPLOAD_MAX_BYTES + (settings.DATA_UPLOAD_MAX_MEMORY_SIZE or 0)


class LoginMiddleware:
    """Leads whoever may not go on yet to the login page, or to the second factor, and back."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Answer a request."""
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        """Answer :class:`LoginRequired` and :class:`SecondFactorRequired`."""
        if isinstance(exception, LoginRequired):
            return redirect_to_login(request.get_full_path())
        if isinstance(exception, SecondFactorRequired):
            return to_second_factor(request)
        return None


def to_second_factor(request: HttpRequest) -> HttpResponse:
    """On to typing a code, or to setting up the app that makes them; and back to a page read."""
    back = request.get_full_path() if request.method == "GET" else reverse("home")
    if isinstance(request.user, User) and has_authenticator(request.user):
        return redirect_to_login(back, reverse("mfa_reauthenticate"))
    request.session[NEXT] = back
    return redirect("mfa_activate_totp")
