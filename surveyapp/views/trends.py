"""The trend of a programme over all its released rounds."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from surveyapp import results
from surveyapp.access import released_programme_for
from surveyapp.views.results import chart_response


@require_safe
def programme_trend(request: HttpRequest, programme: str) -> HttpResponse:
    """Constructs and items over the rounds, with breaks where the words changed."""
    page = results.trend_page(released_programme_for(request, programme))
    return render(request, "results/trend.html", {"page": page, "section": "results"})


@require_safe
def trend_chart(request: HttpRequest, programme: str, name: str, form: str) -> HttpResponse:
    """A trend chart as SVG, PNG or PDF, with the events of the organisation."""
    found = released_programme_for(request, programme)
    documents = results.trend_documents(found)
    if not name.startswith(results.TREND_PICTURES):
        raise Http404
    events = results.events_of(found)
    return chart_response(request, name, form, documents, programme, events)
