"""The shell of the site: home, and the pages that say what went wrong."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from http import HTTPStatus

from django.core.exceptions import RequestDataTooBig, TooManyFieldsSent, TooManyFilesSent
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from questionnaires.models import QuestionSetVersion, Round
from questionnaires.queries.question_sets import drafts_for_authors
from questionnaires.queries.releases import latest_rounds_for_viewers
from questionnaires.queries.rounds import all_programmes, unfinished_rounds
from surveyapp.access import NotReleased, Roles, own_unit, visitor_of

API_PREFIX = "/api/"
TOO_LARGE = (RequestDataTooBig, TooManyFieldsSent, TooManyFilesSent)


@dataclass(frozen=True, slots=True)
class Step:
    """Something that waits for the reader: a sentence, and the link that does it."""

    sentence: str
    link: str
    address: str


def home(request: HttpRequest) -> HttpResponse:
    """What Candor is; for somebody with a role, the newest results and what to do next."""
    roles = visitor_of(request)
    if roles is None:
        return render(request, "site/welcome.html")
    context = {
        "rounds": latest_rounds_for_viewers() if roles.viewer else [],
        "steps": next_steps(roles),
        "has_role": bool(roles.held),
        "own_unit": own_unit(request) if roles.lead else "",
    }
    return render(request, "site/home.html", context)


def next_steps(roles: Roles) -> list[Step]:
    """What somebody with these roles can do next, the most pressing first."""
    steps: list[Step] = []
    if roles.analyst:
        steps += _round_steps(unfinished_rounds())
    if roles.admin and not all_programmes().exists():
        sentence = _("Nobody has been asked yet.")
        steps.append(Step(sentence, _("Make the first round"), reverse("round-create")))
    if roles.author:
        steps += _draft_steps(drafts_for_authors())
    return steps


def _round_steps(rounds: Iterable[Round]) -> list[Step]:
    """Closed rounds wait for release, open ones for their last day, drafts for opening."""
    order = {Round.Status.CLOSED: 0, Round.Status.OPEN: 1, Round.Status.DRAFT: 2}
    return [
        _round_step(round_)
        for round_ in sorted(rounds, key=lambda r: order[Round.Status(r.status)])
    ]


def _round_step(round_: Round) -> Step:
    names = {"round": f"{round_.programme.title}, {round_.title}"}
    if round_.status == Round.Status.CLOSED:
        sentence = _("%(round)s is closed and counted. Nobody sees anything before its release.")
        link = _("Release it")
    elif round_.is_open:
        sentence = _("%(round)s is open.")
        link = _("See how many have answered")
    else:
        sentence = _("%(round)s is a draft.")
        link = _("Check it and open it")
    address = reverse("round-detail", args=[round_.programme.code, round_.code])
    return Step(sentence % names, link, address)


def _draft_steps(drafts: Iterable[QuestionSetVersion]) -> list[Step]:
    return [
        Step(
            _("Version %(number)s of %(title)s is not published.")
            % {"number": draft.number, "title": draft.question_set.title},
            _("Read it and publish it"),
            reverse("version-detail", args=[draft.question_set.code, draft.number]),
        )
        for draft in drafts
    ]


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:
    """``handler400``: a request that cannot be read; too large a form is 413."""
    if isinstance(exception, TOO_LARGE):
        return _error(request, HTTPStatus.REQUEST_ENTITY_TOO_LARGE)
    return _error(request, HTTPStatus.BAD_REQUEST)


def permission_denied(request: HttpRequest, exception: Exception) -> HttpResponse:
    """``handler403``."""
    return _error(request, HTTPStatus.FORBIDDEN)


def page_not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    """``handler404``; a round that is not released says so to whoever runs it."""
    if isinstance(exception, NotReleased):
        context = {"round": exception.round}
        return render(request, "results/not_released.html", context, status=HTTPStatus.NOT_FOUND)
    return _error(request, HTTPStatus.NOT_FOUND)


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    """``CSRF_FAILURE_VIEW``: the form is not from this site, or the browser sent no cookie."""
    return render(request, "403_csrf.html", status=HTTPStatus.FORBIDDEN)


def _error(request: HttpRequest, status: HTTPStatus) -> HttpResponse:
    """A page for people, JSON below ``/api/``. Neither asks who the reader is."""
    if request.path.startswith(API_PREFIX):
        return JsonResponse({"detail": status.phrase}, status=status)
    return render(request, f"{status.value}.html", status=status)
