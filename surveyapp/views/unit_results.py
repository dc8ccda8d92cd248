"""The results of one unit, for every reader: what the release says of it, and no more."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from surveyapp.access import released_round_for
from surveyapp.unit_results import unit_page


@require_safe
def round_unit(request: HttpRequest, programme: str, code: str, unit: str) -> HttpResponse:
    """A unit in a released round beside everybody; in words where nothing is shown of it."""
    page = unit_page(released_round_for(request, programme, code), unit)
    if page is None:
        raise Http404
    return render(request, "results/unit.html", {"page": page, "section": "results"})
