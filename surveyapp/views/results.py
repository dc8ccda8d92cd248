"""What is read after a release: the page of a round, its charts, its tables, its file."""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.cache import get_conditional_response, patch_cache_control
from django.utils.http import content_disposition_header
from django.views.decorators.http import require_safe

from analysis.events import Event
from analysis.targets import Target
from surveyapp import exported_results, result_pictures, results
from surveyapp.access import earlier_round_for, own_unit, released_round_for
from surveyapp.comment_results import report_quotes
from surveyapp.loud_results import requests_beside
from surveyapp.outcome_pages import marked_targets
from surveyapp.result_documents import Document, document_of, documents_of, trend_documents

if TYPE_CHECKING:
    from analysis.estimates import UnitPaths

#: A chart styles itself and loads nothing.
SVG_POLICY = "default-src 'none'; style-src 'unsafe-inline'"
CONTENT_TYPES = {
    "svg": "image/svg+xml",
    "png": "image/png",
    "pdf": "application/pdf",
    "csv": "text/csv; charset=utf-8",
    "json": "application/json",
    "html": "text/html; charset=utf-8",
    "parquet": "application/vnd.apache.parquet",
    "pptx": "application/vnd.openxmlformats-officedocument.presentationml.presentation",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}


@require_safe
def round_results(request: HttpRequest, programme: str, code: str) -> HttpResponse:
    """The results of a released round: sentences, pictures, tables.

    ``?against=`` names an earlier round to compare with; it is the one before otherwise.
    ``?bars=whole`` draws answers in bars of 100 %. ``?sort=`` and ``?order=`` are of the table of
    units by constructs.
    """
    round_ = released_round_for(request, programme, code)
    bars, sort, order = (request.GET.get(name, "") for name in ("bars", "sort", "order"))
    against = earlier_round_for(request, round_)
    page = results.round_page(round_, against, bars=bars, sort=sort, order=order)
    if page.figures.heat and not page.heat:
        raise Http404
    context = {"page": page, "section": "results", "own_unit": own_unit(request)}
    return render(request, "results/round.html", context)


@require_safe
def round_chart(
    request: HttpRequest, programme: str, code: str, name: str, form: str
) -> HttpResponse:
    """A chart of a round as SVG, PNG or PDF."""
    round_ = released_round_for(request, programme, code)
    if name.startswith(result_pictures.TREND_PICTURES):
        raise Http404
    documents = documents_of(round_, earlier_round_for(request, round_))
    return chart_response(request, name, form, documents, f"{programme}-{code}")


@require_safe
def round_table(
    request: HttpRequest, programme: str, code: str, name: str, form: str = "csv"
) -> HttpResponse:
    """A table of a round as CSV or Parquet; ``trends`` covers all rounds up to this one."""
    round_ = released_round_for(request, programme, code)
    documents = (
        trend_documents(round_.programme, until=round_)
        if name == exported_results.OF_ALL_ROUNDS
        else documents_of(round_, earlier_round_for(request, round_))
    )
    body = (
        result_pictures.table(name, documents)
        if form == "csv"
        else exported_results.table_as(form, name, documents)
    )
    if body is None:
        raise Http404
    filename = f"{programme}-{code}-{name}.{form}"
    return file_response(request, body, filename, documents[-1], as_attachment=True)


@require_safe
def round_workbook(request: HttpRequest, programme: str, code: str) -> HttpResponse:
    """All tables of a round as one workbook, with the trends of all rounds up to it.

    ``?against=`` compares with an earlier round as the page does; then it covers these two.
    """
    round_ = released_round_for(request, programme, code)
    against = earlier_round_for(request, round_)
    documents = (
        documents_of(round_, against)
        if against
        else trend_documents(round_.programme, until=round_)
    )
    body = exported_results.workbook(documents, asked=requests_beside(round_))
    filename = f"{programme}-{code}-tables.xlsx"
    return file_response(request, body, filename, documents[-1], as_attachment=True)


@require_safe
def round_release_file(request: HttpRequest, programme: str, code: str) -> HttpResponse:
    """The release itself: the file whose SHA-256 the pages and charts name."""
    document = document_of(released_round_for(request, programme, code))
    filename = f"{programme}-{code}-release.json"
    return file_response(request, document.content.encode(), filename, document)


@require_safe
def round_report(
    request: HttpRequest, programme: str, code: str, form: str = "pdf"
) -> HttpResponse:
    """The whole report on a round, with the trends of all rounds up to it: PDF, HTML or slides."""
    round_ = released_round_for(request, programme, code)
    if form not in ("pdf", *exported_results.REPORT_FORMS):
        raise Http404
    documents = trend_documents(round_.programme, until=round_)
    events = results.events_of(round_.programme)
    targets, asked = marked_targets(round_.programme), requests_beside(round_)
    if quotes := report_quotes(round_):
        body = exported_results.report_with_quotes(form, documents, events, targets, quotes, asked)
    elif form == "pdf":
        body = result_pictures.report(documents, events, targets, asked)
    else:
        body = exported_results.report_as(form, documents, events, targets, asked)
    filename = f"{programme}-{code}-report.{form}"
    return file_response(request, body, filename, documents[-1], as_attachment=True)


def chart_response(
    request: HttpRequest,
    name: str,
    form: str,
    documents: tuple[Document, ...],
    file_stem: str,
    events: tuple[Event, ...] = (),
    targets: tuple[Target, ...] = (),
    units: tuple[UnitPaths, ...] = (),
) -> HttpResponse:
    """A chart with the item, unit and width that the address asks for; 404 where there is none."""
    code, group = request.GET.get("item", ""), request.GET.get("unit", "")
    width = result_pictures.NARROW if "narrow" in request.GET else result_pictures.WIDE
    if form == "svg":
        picture = result_pictures.picture(
            name,
            documents,
            group=group,
            code=code,
            width=width,
            events=events,
            targets=targets,
            units=units,
        )
        body = picture.svg if picture else None
    elif form in result_pictures.OTHER_FORMS:
        body = result_pictures.picture_file(
            form,
            name,
            documents,
            group=group,
            code=code,
            width=width,
            events=events,
            targets=targets,
            units=units,
        )
    else:
        body = None
    if body is None:
        raise Http404
    parts = [file_stem, name, code, *group.split("/")]
    filename = "-".join(part.replace(" ", "-").lower() for part in parts if part)
    return file_response(request, body, f"{filename}.{form}", documents[-1])


def file_response(
    request: HttpRequest,
    body: bytes,
    filename: str,
    document: Document,
    *,
    as_attachment: bool = False,
) -> HttpResponse:
    """A file made from a release; a browser that has it already gets a short answer."""
    etag = f'"{document.sha256[:16]}-{hashlib.sha256(body).hexdigest()[:16]}"'
    form = filename.rpartition(".")[2]
    response = HttpResponse(body, content_type=CONTENT_TYPES[form])
    attachment = as_attachment or "download" in request.GET
    disposition = content_disposition_header(attachment, filename)
    response.headers["Content-Disposition"] = disposition or "inline"
    response.headers["ETag"] = etag
    response.headers["Content-Security-Policy"] = SVG_POLICY
    patch_cache_control(response, private=True, no_cache=True)
    return get_conditional_response(request, etag, response=response) or response
