"""The results of one unit, for every reader: what the release says of it, and no more."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_safe

from surveyapp.access import own_unit, released_round_for
from surveyapp.unit_results import unit_page


@require_safe
def round_unit(request: HttpRequest, programme: str, code: str, unit: str) -> HttpResponse:
    """A unit in a released round beside everybody; in words where nothing is shown of it."""
    page = unit_page(released_round_for(request, programme, code), unit)
    if page is None:
        raise Http404
    return render(request, "results/unit.html", {"page": page, "section": "results"})


@require_safe
def round_own_unit(request: HttpRequest, programme: str, code: str) -> HttpResponse:
    """Leads on to the unit that the reader leads; whoever leads none, to everybody.

    So one address can be sent to all leads.
    """
    round_ = released_round_for(request, programme, code)
    if unit := own_unit(request):
        return redirect("round-unit", round_.programme.code, round_.code, unit)
    return redirect("round-results", round_.programme.code, round_.code)
