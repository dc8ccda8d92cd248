"""Loud and silent: support requests beside the survey, for people with a role."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from questionnaires.models import Round
from surveyapp import result_pictures
from surveyapp.access import reads_findings, released_round_for
from surveyapp.loud_results import NAME, TABLE_FORMS, loud_file, loud_part
from surveyapp.views.results import file_response


@require_safe
def round_loud_and_silent(request: HttpRequest, programme: str, code: str) -> HttpResponse:
    """Which problems are loud and which are silent; in words where nothing can be put together."""
    round_ = released_round_for(request, programme, code)
    page = loud_part(round_, reads_findings=reads_findings(request))
    return render(request, "results/loud_and_silent.html", {"page": page, "section": "results"})


@require_safe
def round_loud_chart(request: HttpRequest, programme: str, code: str, form: str) -> HttpResponse:
    """The chart of it as SVG, PNG or PDF."""
    round_ = released_round_for(request, programme, code)
    width = result_pictures.NARROW if "narrow" in request.GET else result_pictures.WIDE
    if form in TABLE_FORMS:
        raise Http404
    return _file(request, round_, form, width)


@require_safe
def round_loud_table(
    request: HttpRequest, programme: str, code: str, form: str = "csv"
) -> HttpResponse:
    """The figures of it as CSV or Parquet."""
    round_ = released_round_for(request, programme, code)
    if form not in TABLE_FORMS:
        raise Http404
    return _file(request, round_, form)


def _file(
    request: HttpRequest, round_: Round, form: str, width: float = result_pictures.WIDE
) -> HttpResponse:
    made = loud_file(round_, form, width)
    if made is None:
        raise Http404
    body, document = made
    filename = f"{round_.programme.code}-{round_.code}-{NAME}.{form}"
    return file_response(request, body, filename, document, as_attachment=form in TABLE_FORMS)
