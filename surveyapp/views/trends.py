"""The trend of a programme over all its released rounds."""

from __future__ import annotations

from dataclasses import replace

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from questionnaires.queries.releases import released_rounds_of
from surveyapp import result_pictures, results
from surveyapp.access import released_programme_for
from surveyapp.outcome_pages import marked_targets
from surveyapp.result_documents import trend_documents
from surveyapp.trend_results import unit_paths, unit_trend
from surveyapp.views.results import chart_response


@require_safe
def programme_trend(request: HttpRequest, programme: str) -> HttpResponse:
    """Constructs and items over the rounds, with breaks where the words changed.

    ``?construct=`` and ``?unit=`` choose what is shown by unit, and of which part of the tree.
    """
    found = released_programme_for(request, programme)
    page = results.trend_page(found)
    chosen = request.GET.get("construct", ""), request.GET.get("unit", "")
    by_unit = unit_trend(found, page.documents, *chosen)
    if by_unit is None and any(chosen):
        raise Http404
    page = replace(page, by_unit=by_unit)
    return render(request, "results/trend.html", {"page": page, "section": "results"})


@require_safe
def trend_chart(request: HttpRequest, programme: str, name: str, form: str) -> HttpResponse:
    """A trend chart as SVG, PNG or PDF, with the events of the organisation and the targets."""
    found = released_programme_for(request, programme)
    documents = trend_documents(found)
    if not name.startswith(result_pictures.TREND_PICTURES):
        raise Http404
    events = results.events_of(found)
    targets = marked_targets(found)
    rounds = tuple(released_rounds_of(found)) if name == "trend-units" else ()
    units = unit_paths(rounds, [document.release for document in documents]) if rounds else ()
    return chart_response(request, name, form, documents, programme, events, targets, units)
