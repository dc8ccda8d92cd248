"""The field period of a round: opened, extended, closed, aborted. Each step says what it does."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from questionnaires.models import Round
from questionnaires.queries.comments import Fewest
from questionnaires.services.aborting import abort_round
from questionnaires.services.closing import close_round
from questionnaires.services.errors import ServiceError
from questionnaires.services.expected_results import chance_of_k
from questionnaires.services.field_periods import extend_field_period
from questionnaires.services.manifests import seconds_of_keys
from questionnaires.services.rounds import open_round, plan_opening
from surveyapp.access import Role, round_for
from surveyapp.expected_results import preview_of
from surveyapp.planned_results import could_show
from surveyapp.round_pages import SECTION, address_of, facts_of
from surveyapp.views.field_period_forms import AbortForm, LastDayForm
from surveyapp.views.round_forms import MODE_MEANINGS

#: What a round could show is planned as if this share of people answered.
RATE = 0.8


@require_http_methods(["GET", "HEAD", "POST"])
def round_open(request: HttpRequest, programme: str, code: str) -> HttpResponse:
    """What opening freezes; POST opens."""
    round_ = round_for(request, Role.ANALYST, programme, code)
    error = ""
    if request.method == "POST":
        try:
            open_round(
                round=round_,
                actor=request.user.get_username(),
                small_units_confirmed="small_units" in request.POST,
            )
        except ServiceError as refusal:
            error = str(refusal)
        else:
            messages.success(request, _("The round is open. Its rules are frozen."))
            return redirect(address_of("round-detail", round_))
    plan = plan_opening(round_) if round_.is_draft else None
    is_small = plan and plan.small_units and round_.mode == Round.Mode.ANONYMOUS
    head_counts = {unit.path: unit.members for unit in plan.units} if plan else {}
    context = {
        **SECTION,
        "round": round_,
        "error": error,
        "plan": plan,
        "could_show": could_show(head_counts, RATE) if plan and plan.population else (),
        "rate": RATE,
        "preview": preview_of(round_, plan) if plan else None,
        "pools": plan.fallback_pools if plan else (),
        "chance": chance_of_k(plan.population or 0, round_.k) if plan and is_small else None,
        "key_seconds": seconds_of_keys(round_, plan) if plan else 0,
        "meaning": MODE_MEANINGS.get(Round.Mode(round_.mode)),
    }
    return render(request, "rounds/open.html", context, status=409 if error else 200)


@require_http_methods(["GET", "HEAD", "POST"])
def round_extend(request: HttpRequest, programme: str, code: str) -> HttpResponse:
    """A later last day; POST announces it."""
    round_ = round_for(request, Role.ANALYST, programme, code)
    form = LastDayForm(request.POST or None, round_=round_)
    status = 200
    if request.method == "POST" and form.is_valid():
        day = form.cleaned_data["closes_on"]
        try:
            extend_field_period(round=round_, closes_on=day, actor=request.user.get_username())
        except ServiceError as refusal:
            form.add_error("closes_on", str(refusal))
            status = 409
        else:
            said = _("The announced last day is %(day)s now.")
            messages.success(request, said % {"day": date_format(day, "j M Y")})
            return redirect(address_of("round-detail", round_))
    if form.errors and status == 200:
        status = 422
    context = {**SECTION, "round": round_, "form": form}
    return render(request, "rounds/extend.html", context, status=status)


@require_http_methods(["GET", "HEAD", "POST"])
def round_close(request: HttpRequest, programme: str, code: str) -> HttpResponse:
    """What closing counts and destroys; POST closes."""
    round_ = round_for(request, Role.ANALYST, programme, code)
    error = ""
    if request.method == "POST":
        try:
            close_round(round=round_, actor=request.user.get_username())
        except ServiceError as refusal:
            error = str(refusal)
            round_.refresh_from_db()
        else:
            messages.success(request, _("The round is closed and counted. Nothing is shown yet."))
            return redirect(address_of("round-detail", round_))
    context = {**SECTION, **facts_of(round_), "round": round_, "error": error}
    context["fewest"] = Fewest.of(round_.k)
    context["can_close"] = round_.is_open or round_.is_close_unfinished
    return render(request, "rounds/close.html", context, status=409 if error else 200)


@require_http_methods(["GET", "HEAD", "POST"])
def round_abort(request: HttpRequest, programme: str, code: str) -> HttpResponse:
    """What aborting destroys and what remains; POST with the round's code aborts."""
    round_ = round_for(request, Role.ANALYST, programme, code)
    form = AbortForm(request.POST or None, round_=round_)
    error = ""
    if request.method == "POST" and form.is_valid():
        try:
            abort_round(round=round_, actor=request.user.get_username(), today=timezone.localdate())
        except ServiceError as refusal:
            error = str(refusal)
            round_.refresh_from_db()
        else:
            messages.success(request, _("The round is aborted. Nothing of its answers is left."))
            return redirect(address_of("round-detail", round_))
    context = {**SECTION, **facts_of(round_), "round": round_, "error": error, "form": form}
    context["can_abort"] = round_.is_open or round_.is_abort_unfinished
    status = 409 if error else 422 if form.errors else 200
    return render(request, "rounds/abort.html", context, status=status)
