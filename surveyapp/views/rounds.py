"""Rounds: listed, made, changed, looked at, released; their days are in ``field_periods``."""

from __future__ import annotations

from django.contrib import messages
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from questionnaires.formats.links_csv import write_links
from questionnaires.models import Round
from questionnaires.queries.rounds import all_programmes, programmes_visible_to
from questionnaires.services.errors import ServiceError
from questionnaires.services.fallback_pools import pools_of
from questionnaires.services.invitations import IssuedLink, issue_links
from questionnaires.services.programmes import create_programme
from questionnaires.services.releasing import release_round
from questionnaires.services.rounds import change_round, create_round
from questionnaires.services.successions import propose_next
from surveyapp.access import Role, require, roles_of, round_for
from surveyapp.round_pages import SECTION, address_of, facts_of, list_step, steps_of
from surveyapp.views.round_forms import MODE_MEANINGS, NewRoundForm, RoundForm


@require_safe
def round_list(request: HttpRequest) -> HttpResponse:
    """Programmes and their rounds: all for who runs them, released ones for readers."""
    roles = roles_of(require(request, Role.VIEWER))
    today = timezone.localdate()
    programmes = [
        {
            "shown": shown,
            "rounds": [(round_, list_step(round_, today=today)) for round_ in shown.rounds],
        }
        for shown in programmes_visible_to(roles, with_aborted=True)
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
        programme = all_programmes().get(code=code)
    return create_round(programme=programme, actor=actor, **form.rules)


@require_http_methods(["GET", "HEAD", "POST"])
def round_next(request: HttpRequest, programme: str, code: str) -> HttpResponse:
    """A new draft like this round, with all that can be proposed filled in."""
    like = round_for(request, Role.ANALYST, programme, code)
    proposed = propose_next(like, today=timezone.localdate())
    form = RoundForm(request.POST or None, like=proposed)
    if request.method == "POST" and form.is_valid():
        try:
            made = create_round(programme=like.programme, actor=_actor(request), **form.rules)
        except ServiceError as error:
            form.add_error(None, str(error))
        else:
            messages.success(request, _("%(round)s is a draft now.") % {"round": made.title})
            return redirect(address_of("round-detail", made))
    context = {**SECTION, "form": form, "like": like, "has_versions": True}
    context["newer"] = proposed.version if proposed.version != like.version else None
    return render(request, "rounds/form.html", context, status=_form_status(form))


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
    facts = facts_of(round_)
    steps = steps_of(round_, has_links=facts["has_links"], today=timezone.localdate())
    context = {
        **SECTION,
        **facts,
        "round": round_,
        "steps": steps,
        "meaning": MODE_MEANINGS.get(Round.Mode(round_.mode)),
        "units": round_.collection_units.all(),
        "pools": pools_of(round_.manifest or {}),
    }
    return render(request, "rounds/detail.html", context)


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
            said = (
                _("The round is released: everybody who was asked can read its results.")
                if round_.results_for == Round.ResultsFor.ASKED
                else _("The round is released: viewers can read its results.")
            )
            messages.success(request, said)
            return redirect(address_of("round-results", round_))
    context = {**SECTION, "round": round_, "error": error}
    context["can_release"] = round_.status == Round.Status.CLOSED and not round_.is_close_unfinished
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
    context = {**SECTION, **facts_of(round_), "round": round_, "error": error}
    return render(request, "rounds/links.html", context, status=409 if error else 200)


def _links_file(links: list[IssuedLink], filename: str) -> HttpResponse:
    body = write_links((link.person_name, link.mail, link.url) for link in links)
    response = HttpResponse(body, content_type="text/csv; charset=utf-8")
    disposition = content_disposition_header(as_attachment=True, filename=filename)
    response.headers["Content-Disposition"] = disposition or "attachment"
    response.headers["Cache-Control"] = "no-store"
    return response


def _actor(request: HttpRequest) -> str:
    return request.user.get_username()


def _form_status(form: RoundForm) -> int:
    return 422 if form.is_bound and form.errors else 200
