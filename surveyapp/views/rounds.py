"""Rounds: made, opened, closed, released. Each step says first what it will do."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.contrib import messages
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from questionnaires.formats.links_csv import write_links
from questionnaires.models import InvitationSecret, Programme, Round
from questionnaires.queries.rounds import answered_at_least, programmes_visible_to
from questionnaires.services.closing import close_round
from questionnaires.services.errors import ServiceError
from questionnaires.services.invitations import IssuedLink, issue_links
from questionnaires.services.programmes import create_programme
from questionnaires.services.releasing import release_round
from questionnaires.services.rounds import change_round, create_round, open_round, plan_opening
from surveyapp.access import Role, require, roles_of, round_for
from surveyapp.views.round_forms import MODE_MEANINGS, NewRoundForm, RoundForm

SECTION = {"section": "rounds"}


@dataclass(frozen=True, slots=True)
class NextStep:
    """What can be done with a round now."""

    label: str
    address: str


@require_safe
def round_list(request: HttpRequest) -> HttpResponse:
    """Programmes and their rounds: all for who runs them, released ones for readers."""
    roles = roles_of(require(request, Role.VIEWER))
    programmes = [
        {"shown": shown, "rounds": [(round_, next_step(round_)) for round_ in shown.rounds]}
        for shown in programmes_visible_to(roles)
    ]
    return render(request, "rounds/list.html", {**SECTION, "programmes": programmes})


@require_http_methods(["GET", "HEAD", "POST"])
def round_create(request: HttpRequest) -> HttpResponse:
    """A new draft, in a programme that is there or in a new one."""
    user = require(request, Role.ANALYST)
    form = NewRoundForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            round_ = _create(form, actor=user.get_username())
        except ServiceError as error:
            form.add_error(None, str(error))
        else:
            messages.success(request, _("%(round)s is a draft now.") % {"round": round_.title})
            return redirect(address_of("round-detail", round_))
    context = {**SECTION, "form": form, "has_versions": form.fields["version"].queryset.exists()}  # type: ignore[attr-defined]
    return render(request, "rounds/form.html", context, status=_form_status(form))


@transaction.atomic
def _create(form: NewRoundForm, *, actor: str) -> Round:
    """The programme, where it is new, and the round: both or neither."""
    code = form.cleaned_data["programme"]
    if code == NewRoundForm.NEW:
        programme = create_programme(
            code=form.cleaned_data["programme_code"],
            title=form.cleaned_data["programme_title"],
            actor=actor,
        )
    else:
        programme = Programme.objects.get(code=code)
    return create_round(programme=programme, actor=actor, **form.rules)


@require_http_methods(["GET", "HEAD", "POST"])
def round_edit(request: HttpRequest, programme: str, code: str) -> HttpResponse:
    """Other rules for a draft."""
    round_ = round_for(request, Role.ANALYST, programme, code)
    if not round_.is_draft:
        messages.error(request, _("The rules were frozen when the round opened."))
        return redirect(address_of("round-detail", round_))
    form = RoundForm(request.POST or None, current=round_)
    if request.method == "POST" and form.is_valid():
        try:
            changed = change_round(round=round_, actor=_actor(request), **form.rules)
        except ServiceError as error:
            form.add_error(None, str(error))
        else:
            messages.success(request, _("The draft is changed."))
            return redirect(address_of("round-detail", changed))
    context = {**SECTION, "form": form, "round": round_, "has_versions": True}
    return render(request, "rounds/form.html", context, status=_form_status(form))


@require_safe
def round_detail(request: HttpRequest, programme: str, code: str) -> HttpResponse:
    """Facts, rules and what can be done next; never who answered."""
    round_ = round_for(request, Role.ANALYST, programme, code)
    context = {
        **SECTION,
        **_asked(round_),
        "round": round_,
        "step": next_step(round_),
        "meaning": MODE_MEANINGS.get(Round.Mode(round_.mode)),
        "units": round_.collection_units.all(),
    }
    return render(request, "rounds/detail.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def round_open(request: HttpRequest, programme: str, code: str) -> HttpResponse:
    """What opening freezes; POST opens."""
    round_ = round_for(request, Role.ANALYST, programme, code)
    error = ""
    if request.method == "POST":
        try:
            open_round(round=round_, actor=_actor(request))
        except ServiceError as refusal:
            error = str(refusal)
        else:
            messages.success(request, _("The round is open. Its rules are frozen."))
            return redirect(address_of("round-detail", round_))
    context = {
        **SECTION,
        "round": round_,
        "error": error,
        "plan": plan_opening(round_) if round_.is_draft else None,
        "meaning": MODE_MEANINGS.get(Round.Mode(round_.mode)),
    }
    return render(request, "rounds/open.html", context, status=409 if error else 200)


@require_http_methods(["GET", "HEAD", "POST"])
def round_close(request: HttpRequest, programme: str, code: str) -> HttpResponse:
    """What closing counts and destroys; POST closes."""
    round_ = round_for(request, Role.ANALYST, programme, code)
    error = ""
    if request.method == "POST":
        try:
            close_round(round=round_, actor=_actor(request))
        except ServiceError as refusal:
            error = str(refusal)
            round_.refresh_from_db()
        else:
            messages.success(request, _("The round is closed and counted. Nothing is shown yet."))
            return redirect(address_of("round-detail", round_))
    context = {**SECTION, **_asked(round_), "round": round_, "error": error}
    context["can_close"] = round_.is_open or is_unfinished(round_)
    return render(request, "rounds/close.html", context, status=409 if error else 200)


@require_http_methods(["GET", "HEAD", "POST"])
def round_release(request: HttpRequest, programme: str, code: str) -> HttpResponse:
    """What a release shows; POST releases."""
    round_ = round_for(request, Role.ANALYST, programme, code)
    error = ""
    if request.method == "POST":
        try:
            release_round(round=round_, actor=_actor(request))
        except ServiceError as refusal:
            error = str(refusal)
            round_.refresh_from_db()
        else:
            messages.success(request, _("The round is released: viewers can read its results."))
            return redirect(address_of("round-results", round_))
    context = {**SECTION, "round": round_, "error": error}
    context["can_release"] = round_.status == Round.Status.CLOSED and not is_unfinished(round_)
    return render(request, "rounds/release.html", context, status=409 if error else 200)


@require_http_methods(["GET", "HEAD", "POST"])
def round_links(request: HttpRequest, programme: str, code: str) -> HttpResponse:
    """Personal links as CSV, made when the button is pressed and kept nowhere."""
    round_ = round_for(request, Role.ANALYST, programme, code)
    error = ""
    if request.method == "POST":
        try:
            # For everybody: a list of who is missing would say who has answered.
            links = issue_links(round=round_, actor=_actor(request), everybody=True)
        except ServiceError as refusal:
            error = str(refusal)
        else:
            return _links_file(links, f"{programme}-{code}-links.csv")
    context = {**SECTION, **_asked(round_), "round": round_, "error": error}
    return render(request, "rounds/links.html", context, status=409 if error else 200)


def _links_file(links: list[IssuedLink], filename: str) -> HttpResponse:
    body = write_links((link.person_name, link.mail, link.url) for link in links)
    response = HttpResponse(body, content_type="text/csv; charset=utf-8")
    disposition = content_disposition_header(as_attachment=True, filename=filename)
    response.headers["Content-Disposition"] = disposition or "attachment"
    response.headers["Cache-Control"] = "no-store"
    return response


def next_step(round_: Round) -> NextStep:
    """The one thing to do next."""
    if round_.is_draft:
        return NextStep(_("Check and open"), address_of("round-open", round_))
    if round_.is_open:
        return NextStep(_("Close"), address_of("round-close", round_))
    if is_unfinished(round_):
        return NextStep(_("Finish closing"), address_of("round-close", round_))
    if round_.is_released:
        return NextStep(_("Results"), address_of("round-results", round_))
    return NextStep(_("Release"), address_of("round-release", round_))


def is_unfinished(round_: Round) -> bool:
    """Whether closing broke off and has to be done again."""
    return round_.status == Round.Status.CLOSED and round_.closed_on is None


def address_of(name: str, round_: Round) -> str:
    """The address of one of a round's pages."""
    return reverse(name, args=[round_.programme.code, round_.code])


def _asked(round_: Round) -> dict[str, Any]:
    """How many are asked and, coarsely, how many have answered; the open link."""
    has_link = round_.is_open and round_.mode == Round.Mode.OPEN
    address = reverse("survey-open", args=[round_.public_id])
    return {
        "answered": answered_at_least(round_),
        "open_link": settings.BASE_URL + address if has_link else "",
        "has_links": InvitationSecret.objects.filter(invitation__round=round_).exists(),
        "is_personal": round_.mode == Round.Mode.CONFIDENTIAL,
        "is_unfinished": is_unfinished(round_),
    }


def _actor(request: HttpRequest) -> str:
    return request.user.get_username()


def _form_status(form: RoundForm) -> int:
    return 422 if form.is_bound and form.errors else 200
