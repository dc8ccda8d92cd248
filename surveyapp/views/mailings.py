"""The mails of a round: what they say, how far they are, and the next of them. Never to whom."""

from __future__ import annotations

from http import HTTPStatus
from typing import Any

from django import forms
from django.conf import settings
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.clickjacking import xframe_options_sameorigin
from django.views.decorators.http import require_http_methods, require_safe

from analysis.translations import choose_language
from questionnaires.models import Mailing, Round
from questionnaires.queries.mailings import mailings_of
from questionnaires.services.errors import ServiceError
from questionnaires.services.mailings import Again, next_kind, run_mailing
from surveyapp.access import Role, round_for
from surveyapp.emails import MESSAGES, html_of, occasion_of, writer
from surveyapp.mailers import prints_mail
from surveyapp.middleware import POLICY
from surveyapp.postbox import NoMailServerError, open_postbox
from surveyapp.survey_pages import survey_context
from surveyapp.trial_mails import sample_link, send_test

SECTION = {"section": "rounds"}
#: People who have their turn with one press; the script presses again.
TURNS_AT_ONCE = 20
#: Seconds' worth of turns with one press, where the operator bounds the mails a minute.
SECONDS_AT_ONCE = 10
PAGE_POLICY = f"{POLICY}; frame-src 'self'"
#: A mail is styled in its elements. It is shown in a frame that can do nothing else.
MAIL_POLICY = "default-src 'none'; style-src-attr 'unsafe-inline'; frame-ancestors 'self'; sandbox"


class TrialForm(forms.Form):
    """To whom a test goes, and of what."""

    address = forms.EmailField(label=gettext_lazy("Address"), max_length=254)
    kind = forms.ChoiceField(
        label=gettext_lazy("Mail"),
        choices=[(kind.value, capfirst(kind.label)) for kind in Mailing.Kind],
    )


@require_safe
def round_mail(request: HttpRequest, programme: str, code: str) -> HttpResponse:
    """What was sent, what the mails say, and what can be sent now."""
    round_ = round_for(request, Role.ANALYST, programme, code)
    return _page(request, round_)


@require_http_methods(["GET", "HEAD", "POST"])
def round_mail_send(request: HttpRequest, programme: str, code: str) -> HttpResponse:
    """POST: the next mails of a run. A GET comes from logging in again, or from reloading."""
    round_ = round_for(request, Role.ANALYST, programme, code)
    if request.method != "POST":
        return redirect("round-mail", programme, code)
    try:
        trouble = _send_next(request, round_)
    except ServiceError as refusal:
        return _page(request, round_, error=str(refusal), status=HTTPStatus.CONFLICT)
    except NoMailServerError as error:
        trouble = _("%(error)s Nobody got a mail.") % {"error": error}
    if trouble:
        return _page(request, round_, error=trouble, status=HTTPStatus.SERVICE_UNAVAILABLE)
    return redirect("round-mail", programme, code)


@require_http_methods(["GET", "HEAD", "POST"])
def round_mail_test(request: HttpRequest, programme: str, code: str) -> HttpResponse:
    """POST: one mail to an address that is typed. Its links lead to a preview."""
    round_ = round_for(request, Role.ANALYST, programme, code)
    if request.method != "POST":
        return redirect("round-mail", programme, code)
    form = TrialForm(request.POST)
    if not form.is_valid():
        return _page(request, round_, form=form, status=HTTPStatus.UNPROCESSABLE_ENTITY)
    address = form.cleaned_data["address"]
    error = send_test(
        round_, kind=form.cleaned_data["kind"], address=address, actor=request.user.get_username()
    )
    if error:
        status = HTTPStatus.SERVICE_UNAVAILABLE
        return _page(request, round_, form=form, error=error, status=status)
    messages.success(request, _("A test is on its way to %(address)s.") % {"address": address})
    return redirect("round-mail", programme, code)


@require_safe
@xframe_options_sameorigin
def round_mail_preview(request: HttpRequest, programme: str, code: str, kind: str) -> HttpResponse:
    """A mail as mail programs show it, for a frame of the page."""
    round_ = round_for(request, Role.ANALYST, programme, code)
    if kind not in MESSAGES:
        raise Http404
    message = MESSAGES[kind](link=sample_link(round_), occasion=occasion_of(round_))
    response = HttpResponse(html_of(message))
    response.headers["Content-Security-Policy"] = MAIL_POLICY
    return response


@require_safe
def round_survey_preview(request: HttpRequest, programme: str, code: str) -> HttpResponse:
    """The survey as respondents see it; nothing can be sent from here. Test mails lead here."""
    round_ = round_for(request, Role.ANALYST, programme, code)
    instrument = round_.version.instrument
    language = choose_language(instrument, request.GET.get("lang"))
    context = {"round": round_, "preview": True, **survey_context(instrument, language=language)}
    return render(request, "mailings/survey_preview.html", context)


def _send_next(request: HttpRequest, round_: Round) -> str:
    """The next turns; in words why the mail server ended them early, empty where it did not."""
    kind, seen = request.POST.get("kind", ""), request.POST.get("seen", "")
    if kind not in MESSAGES:
        raise ServiceError(_("Choose the invitation or the reminder."))
    again = Again(doubtful="doubtful" in request.POST, refused="refused" in request.POST)
    with open_postbox() as postbox:
        result = run_mailing(
            round=round_,
            kind=kind,
            actor=request.user.get_username(),
            write=writer(kind=kind, occasion=occasion_of(round_), postbox=postbox),
            again=again,
            at_most=turns_at_once(),
            seen=int(seen) if seen.isascii() and seen.isdecimal() else None,
        )
    if not result.stopped:
        return ""
    return _("The mail server stopped taking mails. %(trouble)s Go on when it is well.") % {
        "trouble": postbox.trouble
    }


def turns_at_once() -> int:
    """How many people have their turn with one press."""
    if not settings.MAIL_PER_MINUTE:
        return TURNS_AT_ONCE
    return max(1, min(TURNS_AT_ONCE, settings.MAIL_PER_MINUTE * SECONDS_AT_ONCE // 60))


def _page(
    request: HttpRequest,
    round_: Round,
    *,
    error: str = "",
    form: TrialForm | None = None,
    status: HTTPStatus = HTTPStatus.OK,
) -> HttpResponse:
    runs = mailings_of(round_)
    latest = runs[0] if runs else None
    can_send = round_.is_open and round_.is_personal
    own = getattr(request.user, "email", "")
    context = {
        **SECTION,
        "round": round_,
        "error": error,
        "runs": runs,
        "latest": latest,
        "kind": next_kind(latest),
        "can_send": can_send,
        "is_personal": round_.is_personal,
        "previews": _previews(round_) if round_.is_personal else [],
        "form": form or TrialForm(initial={"address": own, "kind": next_kind(latest)}),
        "sender": settings.DEFAULT_FROM_EMAIL,
        "prints": prints_mail(),
    }
    response = render(request, "mailings/page.html", context, status=status)
    response.headers["Content-Security-Policy"] = PAGE_POLICY
    return response


def _previews(round_: Round) -> list[dict[str, Any]]:
    """Each kind of mail with its subject and its text."""
    link, occasion = sample_link(round_), occasion_of(round_)
    return [
        {"kind": kind, "label": kind.label, "message": MESSAGES[kind](link=link, occasion=occasion)}
        for kind in Mailing.Kind
    ]
