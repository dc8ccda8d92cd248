"""Software delivery in a round: DORA's metrics, what was published of others, capabilities."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from surveyapp.access import earlier_round_for, released_round_for
from surveyapp.delivery_results import delivery_page


@require_safe
def round_delivery(request: HttpRequest, programme: str, code: str) -> HttpResponse:
    """``?industry=`` names the baseline, ``?against=`` an earlier round to compare with."""
    round_ = released_round_for(request, programme, code)
    page = delivery_page(
        round_,
        industry=request.GET.get("industry", ""),
        against=earlier_round_for(request, round_),
    )
    if page is None:
        raise Http404
    return render(request, "results/delivery.html", {"page": page, "section": "results"})
