"""What changed between any two rounds, for people with a role."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from surveyapp.access import earlier_round_for, released_round_for
from surveyapp.slope_results import slope_page


@require_safe
def round_between(request: HttpRequest, programme: str, code: str) -> HttpResponse:
    """A released round beside an earlier one; ``?against=`` names another than the one before."""
    round_ = released_round_for(request, programme, code)
    page = slope_page(round_, earlier_round_for(request, round_))
    return render(request, "results/between.html", {"page": page, "section": "results"})
