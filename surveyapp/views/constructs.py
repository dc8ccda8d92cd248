"""One construct in a round: its questions, its units, how well it was measured."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from surveyapp.access import earlier_round_for, released_round_for
from surveyapp.construct_results import construct_page


@require_safe
def round_construct(
    request: HttpRequest, programme: str, code: str, construct: str
) -> HttpResponse:
    """``?bars=whole`` draws bars of 100 %, ``?against=`` names an earlier round."""
    round_ = released_round_for(request, programme, code)
    page = construct_page(
        round_,
        construct,
        bars=request.GET.get("bars", ""),
        against=earlier_round_for(request, round_),
    )
    if page is None:
        raise Http404
    return render(request, "results/construct.html", {"page": page, "section": "results"})
