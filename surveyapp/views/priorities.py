"""What to work on first, and why: a page beside the results of a round."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from surveyapp.access import earlier_round_for, released_round_for
from surveyapp.priority_results import priority_page


@require_safe
def round_priorities(request: HttpRequest, programme: str, code: str) -> HttpResponse:
    """Candidates with their reasons, the quadrant, the table, hours lost.

    ``?against=`` names an earlier round to compare with; it is the one before otherwise.
    """
    round_ = released_round_for(request, programme, code)
    page = priority_page(round_, earlier_round_for(request, round_))
    return render(request, "results/priorities.html", {"page": page, "section": "results"})
