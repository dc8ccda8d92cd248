"""The survey as a respondent sees it: no account, no session, no cookie, no log line.

A link is all that anybody has here. What it opens is looked up anew with every request, and
nothing of an unfinished answer stays on the server.
"""

from __future__ import annotations

import hashlib
import re
import secrets
from collections.abc import Callable, Collection, Mapping
from dataclasses import replace
from functools import partial, wraps
from http import HTTPStatus
from pathlib import Path
from typing import Any, Concatenate, ParamSpec

from django.core.exceptions import SuspiciousOperation
from django.db import DatabaseError
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.http.request import UnreadablePostError
from django.middleware.gzip import GZipMiddleware
from django.urls import reverse
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods, require_safe

from analysis.translations import choose_language
from questionnaires.models import Round
from questionnaires.queries.invitations import invitation_by_secret
from questionnaires.queries.rounds import round_by_public_id
from questionnaires.services.responses import (
    RoundNotOpenError,
    answer_invitation,
    answer_open_round,
)
from surveyapp.after_sending import after_sending
from surveyapp.answer_form import AnswerForm, read_answers
from surveyapp.answer_host import answers_address, connect_sources
from surveyapp.asked import Asked, asked_by, draft_name
from surveyapp.interface import (
    in_this_language,
    interface_asked_for,
    interface_in,
    languages_wished,
)
from surveyapp.survey_pages import survey_context
from surveyapp.views.survey_messages import (
    FORM,
    LANGUAGE,
    already_answered,
    not_readable,
    not_stored,
    not_yet_open,
    nothing_answered,
    page,
    refusal_of_upload,
    round_aborted,
    round_closed,
    unavailable,
    unknown_link,
)

POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; form-action 'self'; "
    "base-uri 'none'; frame-ancestors 'none'; require-trusted-types-for 'script'; "
    "trusted-types 'none'"
)
SUBMISSION = re.compile(r"[0-9a-f]{64}")
#: Of an anonymous round: its script speaks with the server and keeps the page for the way through a
#: tunnel. One name may make the address of that worker; nothing else is ever made a script of.
ANONYMOUS_POLICY = (
    POLICY.replace("trusted-types 'none'", "trusted-types candor-worker") + "; worker-src 'self'"
)
WORKER = Path(__file__).parents[1] / "static" / "candor" / "worker.js"
#: Where the holder of a link wants no mail, seen from the link: no page names a secret.
OPT_OUT = "opt-out/"

Params = ParamSpec("Params")
View = Callable[Concatenate[HttpRequest, Params], HttpResponse]


def respondent_page(view: View[Params], *, content_types: Collection[str] = FORM) -> View[Params]:
    """A page for somebody who answers: its policy, and words for whatever goes wrong.

    Exempt from the CSRF check: it protects people who are logged in from requests made in their
    name. Here nobody is, no cookie is read, and a request can do only what its address allows;
    who could forge it would have to know the secret. A token would need a cookie.
    """

    @csrf_exempt
    @require_http_methods(["GET", "HEAD", "POST"])
    @wraps(view)
    def answer(
        request: HttpRequest, /, *args: Params.args, **kwargs: Params.kwargs
    ) -> HttpResponse:
        with interface_asked_for(request.GET.get("lang")):
            try:
                refusal = refusal_of_upload(request, content_types)
                response = refusal or view(request, *args, **kwargs)
            except (SuspiciousOperation, UnreadablePostError):
                response = not_readable()
            except RoundNotOpenError:
                response = round_closed(request, None)
            except DatabaseError:
                response = unavailable(request)
        response.headers.setdefault("Content-Security-Policy", POLICY)
        return response

    return answer


_GZIP = GZipMiddleware(lambda _request: HttpResponse())


def compressed(view: View[Params]) -> View[Params]:
    """A page that comes compressed, and what it asks for by its script.

    Not what is given back of a form: its length would tell of an answer. The rest holds no secret
    beside something that a stranger may choose, so that the length of one tells of the other.
    """

    @wraps(view)
    def answer(
        request: HttpRequest, /, *args: Params.args, **kwargs: Params.kwargs
    ) -> HttpResponse:
        response = view(request, *args, **kwargs)
        if request.method == "POST" and request.content_type in FORM:
            return response
        _GZIP.process_response(request, response)  # changes the response itself
        return response

    return answer


@respondent_page
@compressed
def survey(request: HttpRequest, secret: str) -> HttpResponse:
    """``/s/<secret>/``: the survey behind a personal link."""
    invitation = invitation_by_secret(secret)
    link = device_name(secret)
    if invitation is None or invitation.round.mode == Round.Mode.ANONYMOUS:
        return unknown_link(request, link)
    draft = draft_name(invitation)
    if invitation.used:
        return (
            receipt(invitation.round)
            if request.method == "POST"
            else already_answered(invitation.round, draft)
        )
    if not invitation.round.is_open:
        return round_closed(request, invitation.round)

    def store(form: AnswerForm) -> None:
        answer_invitation(invitation=invitation, answers=form.answers, comments=form.comments)

    decline = in_this_language(OPT_OUT)
    asked = asked_by(invitation.round, invitation, decline_address=decline)
    keeping = {"round": invitation.round.public_id, "draft": draft, "link": link}
    return _survey(request, invitation.round, asked, store, keeping)


@respondent_page
@compressed
def survey_open(request: HttpRequest, public_id: str) -> HttpResponse:
    """``/s/open/<public_id>/``: the survey behind a link for everybody."""
    round_ = round_by_public_id(public_id)
    if round_ is None or round_.mode != Round.Mode.OPEN:
        return unknown_link(request)
    if round_.is_draft:
        return not_yet_open(round_)
    if not round_.is_open:
        return round_closed(request, round_)
    submission = request.POST.get("submission", "")
    if not SUBMISSION.fullmatch(submission):
        submission = secrets.token_hex(32)

    def store(form: AnswerForm) -> None:
        answer_open_round(
            round=round_, submission=submission, answers=form.answers, comments=form.comments
        )

    keeping = {"round": public_id, "draft": f"open {public_id}"}
    return _survey(request, round_, asked_by(round_), store, keeping, submission)


@require_safe
@respondent_page
@compressed
def survey_anonymous(request: HttpRequest, public_id: str) -> HttpResponse:
    """``/s/a/<public_id>/``: the survey of an anonymous round, the same for everybody.

    Who reads it stands behind the ``#`` of the link. Nothing is taken here: a device sends to the
    addresses of :mod:`surveyapp.views.ballots`.
    """
    round_ = round_by_public_id(public_id)
    if round_ is None or round_.mode != Round.Mode.ANONYMOUS:
        return unknown_link(request)
    if round_.is_draft:
        return not_yet_open(round_)
    if not round_.is_open:
        return round_closed(request, round_)
    instrument = round_.version.instrument
    language = choose_language(instrument, *languages_wished(request))
    with interface_in(language):
        context = survey_context(
            instrument, asked=asked_by(round_), language=language, sending=addresses_of(round_)
        )
        response = page("survey/anonymous.html", context)
    connecting = f"{ANONYMOUS_POLICY}; connect-src {connect_sources()}"
    response.headers["Content-Security-Policy"] = connecting
    return response


@require_safe
@respondent_page
def survey_worker(request: HttpRequest, public_id: str) -> HttpResponse:
    """``/s/a/<public_id>/worker.js``: keeps the page beside it for when there is no network.

    Served here and not as a static file, because its folder is what it may touch.
    """
    response = HttpResponse(WORKER.read_text(), content_type="text/javascript")
    response.headers["Content-Security-Policy"] = "default-src 'none'; connect-src 'self'"
    return response


@respondent_page
def survey_done(request: HttpRequest, public_id: str) -> HttpResponse:
    """``/s/done/<public_id>/``: the receipt, and after the release the way to what came of it.

    It holds nothing of the answer or the link.
    """
    round_ = round_by_public_id(public_id)
    if round_ is None or round_.mode == Round.Mode.IMPORTED or round_.is_draft:
        return unknown_link(request)
    if round_.is_aborted:
        return round_aborted(request, round_)
    shown = {"asked": asked_by(round_), "after": after_sending(round_)}
    return page("survey/done.html", shown)


def _survey(
    request: HttpRequest,
    round_: Round,
    asked: Asked,
    store: Callable[[AnswerForm], None],
    keeping: Mapping[str, str],
    submission: str = "",
) -> HttpResponse:
    """Show the form, or store it, or give it back, in the language that its questions are in."""
    instrument = round_.version.instrument
    language = choose_language(instrument, *languages_wished(request))
    show = partial(
        survey_context,
        instrument,
        asked=asked,
        submission=submission,
        language=language,
        keeping=keeping,
    )
    with interface_in(language):
        return _shown_or_stored(request, round_, show, store)


def _shown_or_stored(
    request: HttpRequest,
    round_: Round,
    show: Callable[..., dict[str, Any]],
    store: Callable[[AnswerForm], None],
) -> HttpResponse:
    """Show the form, or store it, or give it back with all that was typed."""
    if request.method != "POST":
        return page("survey/page.html", show())
    form = read_answers(round_.version.instrument, request.POST)
    if LANGUAGE in request.POST:  # only switched, without the script
        return page("survey/page.html", show(form=replace(form, errors={})))
    status, notice = HTTPStatus.UNPROCESSABLE_ENTITY, ""
    if form.is_empty:
        notice = nothing_answered()
    elif form.is_valid:
        try:
            store(form)
        except DatabaseError:
            status, notice = HTTPStatus.SERVICE_UNAVAILABLE, not_stored()
        except RoundNotOpenError:
            round_.refresh_from_db(fields=["status", "closed_on", "aborted_on"])
            return round_closed(request, round_)
        else:
            return receipt(round_)
    return page("survey/page.html", show(form=form, notice=notice), status)


def device_name(secret: str) -> str:
    """Under which name a device keeps what a link opened: made one way from the link."""
    return hashlib.sha256(f"candor-device/1\n{secret}".encode()).hexdigest()


def addresses_of(round_: Round) -> dict[str, str]:
    """What ``anonymous.js`` has to know of a round."""

    def address(name: str) -> str:
        return reverse(name, args=[round_.public_id])

    return {
        "round": round_.public_id,
        "manifest-sha256": round_.manifest_sha256,
        "invitation": address("ballot-invitation"),
        "ballot": address("ballot"),
        "answers": answers_address(round_),
        "worker": address("survey-worker"),
        "done": in_this_language(address("survey-done")),
    }


def receipt(round_: Round) -> HttpResponse:
    """On to a page without the secret in its address, which can be reloaded and left open."""
    done = in_this_language(reverse("survey-done", args=[round_.public_id]))
    response = HttpResponseRedirect(done)
    response.status_code = HTTPStatus.SEE_OTHER
    return response
