"""Where answers are taken: beside the site, or on a host of their own that has nothing of it.

Whoever runs the two hosts as two sites, with two logs and two people who look after them, can let
neither know what the other was told. Either way the address takes a short path: nothing that
belongs to people who log in is asked.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from http import HTTPStatus
from urllib.parse import urlsplit

from django.conf import settings
from django.core.exceptions import DisallowedHost
from django.http import HttpRequest, HttpResponse
from django.urls import Resolver404, resolve, reverse
from django.utils import translation

from questionnaires.models import Round
from surveyapp.middleware import RESPONDENT_HEADERS

URLS = "surveyapp.answer_urls"
#: What any page of the site may ask of it without being a part of it (Fetch, 3.2).
PREFLIGHT = {
    "Access-Control-Allow-Methods": "POST",
    "Access-Control-Allow-Headers": "content-type",
    "Access-Control-Max-Age": "7200",
}
_ANSWERS = re.compile(r"/s/a/[^/]+/answers/")


def answers_address(round_: Round) -> str:
    """Where the answers to a round are handed in: a path, or an address on the other host."""
    path = reverse("ballot-answers", args=[round_.public_id])
    return f"{_answers_origin()}{path}" if settings.ANSWER_HOST else path


def connect_sources() -> str:
    """With what the survey page may speak, as its policy says it (``connect-src``)."""
    return f"'self' {_answers_origin()}" if settings.ANSWER_HOST else "'self'"


class AnswersMiddleware:
    """Serves the address of the answers side on its host, and nothing else there.

    No session, cookie, account or row of the people side is read on the way. Where answers have a
    host of their own, the site itself takes none.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Answer a request."""
        try:
            own_host = request.get_host().lower() == settings.ANSWER_HOST
        except DisallowedHost:
            return self.get_response(request)
        if not own_host and not _ANSWERS.fullmatch(request.path_info):
            return self.get_response(request)
        # What is not there can be read by nobody further on.
        request.META.pop("HTTP_COOKIE", None)
        response = _answered(request, own_host=own_host)
        response.headers.setdefault("Content-Security-Policy", "default-src 'none'")
        response.headers.setdefault("Content-Length", str(len(response.content)))
        response.headers["X-Frame-Options"] = "DENY"
        for name, value in RESPONDENT_HEADERS.items():
            response.headers[name] = value
        if own_host:
            response.headers["Access-Control-Allow-Origin"] = _origin_of(settings.BASE_URL)
            response.headers["Access-Control-Expose-Headers"] = "Retry-After"
        return response


def _answered(request: HttpRequest, *, own_host: bool) -> HttpResponse:
    request.urlconf = URLS
    try:
        match = resolve(request.path_info, URLS)
    except Resolver404:
        return HttpResponse("Not found.\n", content_type="text/plain", status=HTTPStatus.NOT_FOUND)
    if own_host != bool(settings.ANSWER_HOST):
        return HttpResponse(
            "Answers are taken elsewhere.\n", content_type="text/plain", status=HTTPStatus.NOT_FOUND
        )
    if own_host and request.method == "OPTIONS":
        return HttpResponse(status=HTTPStatus.NO_CONTENT, headers=PREFLIGHT)
    with translation.override(translation.get_language_from_request(request)):
        response: HttpResponse = match.func(request, *match.args, **match.kwargs)
    return response


def _answers_origin() -> str:
    return f"{urlsplit(settings.BASE_URL).scheme}://{settings.ANSWER_HOST}"


def _origin_of(address: str) -> str:
    """Scheme, host and port of an address, as a browser names it.

    >>> _origin_of("https://candor.example.org:8443/")
    'https://candor.example.org:8443'
    """
    parts = urlsplit(address)
    return f"{parts.scheme}://{parts.netloc}"
