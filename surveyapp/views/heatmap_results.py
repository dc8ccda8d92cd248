"""Units side by side, for people with a role."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from surveyapp.access import released_round_for
from surveyapp.heatmap_results import heatmap_page


@require_safe
def round_heatmap(request: HttpRequest, programme: str, code: str) -> HttpResponse:
    """Units by constructs; ``?heat=`` chooses the figures, ``?sort=`` and ``?order=`` the rows."""
    round_ = released_round_for(request, programme, code)
    kind, sort, order = (request.GET.get(name, "") for name in ("heat", "sort", "order"))
    page = heatmap_page(round_, kind, sort, order)
    if page is None:
        raise Http404
    return render(request, "results/heatmap.html", {"page": page, "section": "results"})
