"""A trial as a tester sees it: the survey itself, from which no answer can be sent.

As :mod:`surveyapp.views.survey`: no account, no session, no cookie, no log line. The page's policy
lets no form be sent at all (``form-action 'none'``); the one thing that a browser may say is how
many seconds each section took, if the tester presses the button.
"""

from __future__ import annotations

import json
from functools import partial
from http import HTTPStatus
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.translation import gettext as _

from analysis.translations import choose_language
from questionnaires.models import PilotLink
from questionnaires.queries.pilots import pilot_link_by_secret, timed_sections
from questionnaires.services.pilots import (
    MOST_SECONDS,
    STEP_SECONDS,
    PilotOverError,
    take_times,
)
from surveyapp.interface import interface_in, languages_wished
from surveyapp.middleware import drop_body
from surveyapp.survey_pages import survey_context
from surveyapp.views.survey import POLICY, compressed, respondent_page
from surveyapp.views.survey_messages import message, not_readable, page

#: No form is sent from here, whatever a browser or an extension tries.
TRIAL_POLICY = POLICY.replace("form-action 'self'", "form-action 'none'") + "; connect-src 'self'"
#: Octets of the largest message: a number for each section.
LARGEST_MESSAGE = 16 * 1024


@partial(respondent_page, content_types=("application/json",))
@compressed
def trial(request: HttpRequest, secret: str) -> HttpResponse:
    """``/s/pilot/<secret>/``: the questions that are tried out; POST tells the seconds."""
    link = pilot_link_by_secret(secret, today=timezone.localdate())
    if link is None:
        return unknown_trial()
    if request.method == "POST":
        return _take(request, link)
    pilot = link.pilot
    instrument = pilot.instrument
    language = choose_language(instrument, *languages_wished(request))
    shown = {
        "pilot": pilot,
        "timed": timed_sections(instrument),
        "step": STEP_SECONDS,
        "most": MOST_SECONDS,
    }
    with interface_in(language):
        context = {"trial": shown, **survey_context(instrument, language=language)}
        response = page("survey/trial.html", context)
    response.headers["Content-Security-Policy"] = TRIAL_POLICY
    return response


def _take(request: HttpRequest, link: PilotLink) -> HttpResponse:
    """204 whether the link was used before or not."""
    try:
        take_times(link=link, seconds=_seconds_in(request))
    except PilotOverError:
        return unknown_trial()
    except ValueError:
        return not_readable()
    return HttpResponse(status=HTTPStatus.NO_CONTENT)


def _seconds_in(request: HttpRequest) -> dict[str, Any]:
    """What a message says of seconds: ``{"seconds": {"delivery": 40}}`` and nothing beside."""
    if int(request.headers.get("Content-Length") or 0) > LARGEST_MESSAGE:
        drop_body(request)
        raise ValueError("too long")
    try:
        told = json.loads(request.body)
    except RecursionError as error:
        raise ValueError("nested too deeply") from error
    if not isinstance(told, dict) or set(told) != {"seconds"}:
        raise ValueError("not what the page sends")
    seconds = told["seconds"]
    if not isinstance(seconds, dict):
        raise ValueError("not what the page sends")
    return seconds


def unknown_trial() -> HttpResponse:
    """404: the same for a link that nobody made and for one whose pilot has ended."""
    return message(
        _("This link does not open a trial"),
        _(
            "It was not copied completely, or the trial has ended: its links are destroyed then. "
            "If you wanted to try the questions, ask the person who sent you the link."
        ),
        status=HTTPStatus.NOT_FOUND,
    )
