"""What is read after a release: the page of a round, its charts, its tables, its file."""

from __future__ import annotations

import hashlib

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.cache import get_conditional_response, patch_cache_control
from django.utils.http import content_disposition_header
from django.views.decorators.http import require_safe

from analysis.events import Event
from surveyapp import results
from surveyapp.access import earlier_round_for, released_round_for

#: A chart styles itself and loads nothing.
SVG_POLICY = "default-src 'none'; style-src 'unsafe-inline'"
CONTENT_TYPES = {
    "svg": "image/svg+xml",
    "png": "image/png",
    "pdf": "application/pdf",
    "csv": "text/csv; charset=utf-8",
    "json": "application/json",
}


@require_safe
def round_results(request: HttpRequest, programme: str, code: str) -> HttpResponse:
    """The results of a released round: sentences, pictures, tables.

    ``?against=`` names an earlier round to compare with; it is the one before otherwise.
    """
    round_ = released_round_for(request, programme, code)
    page = results.round_page(round_, earlier_round_for(request, round_))
    return render(request, "results/round.html", {"page": page, "section": "results"})


@require_safe
def round_chart(
    request: HttpRequest, programme: str, code: str, name: str, form: str
) -> HttpResponse:
    """A chart of a round as SVG, PNG or PDF."""
    round_ = released_round_for(request, programme, code)
    if name.startswith(results.TREND_PICTURES):
        raise Http404
    documents = results.documents_of(round_, earlier_round_for(request, round_))
    return chart_response(request, name, form, documents, f"{programme}-{code}")


@require_safe
def round_table(request: HttpRequest, programme: str, code: str, name: str) -> HttpResponse:
    """A table of a round as CSV; ``trends`` covers all rounds up to this one."""
    round_ = released_round_for(request, programme, code)
    documents = (
        results.trend_documents(round_.programme, until=round_)
        if name == "trends"
        else results.documents_of(round_, earlier_round_for(request, round_))
    )
    body = results.table(name, documents)
    if body is None:
        raise Http404
    filename = f"{programme}-{code}-{name}.csv"
    return file_response(request, body, filename, documents[-1], as_attachment=True)


@require_safe
def round_release_file(request: HttpRequest, programme: str, code: str) -> HttpResponse:
    """The release itself: the file whose SHA-256 the pages and charts name."""
    document = results.document_of(released_round_for(request, programme, code))
    filename = f"{programme}-{code}-release.json"
    return file_response(request, document.content.encode(), filename, document)


@require_safe
def round_report(request: HttpRequest, programme: str, code: str) -> HttpResponse:
    """The whole report on a round as one PDF, with the trends of all rounds up to it."""
    round_ = released_round_for(request, programme, code)
    documents = results.trend_documents(round_.programme, until=round_)
    body = results.report(documents, results.events_of(round_.programme))
    filename = f"{programme}-{code}-report.pdf"
    return file_response(request, body, filename, documents[-1], as_attachment=True)


def chart_response(
    request: HttpRequest,
    name: str,
    form: str,
    documents: tuple[results.Document, ...],
    file_stem: str,
    events: tuple[Event, ...] = (),
) -> HttpResponse:
    """A chart with the item, unit and width that the address asks for; 404 where there is none."""
    code, group = request.GET.get("item", ""), request.GET.get("unit", "")
    width = results.NARROW if "narrow" in request.GET else results.WIDE
    if form == "svg":
        picture = results.picture(
            name, documents, group=group, code=code, width=width, events=events
        )
        body = picture.svg if picture else None
    elif form in results.OTHER_FORMS:
        body = results.picture_file(
            form, name, documents, group=group, code=code, width=width, events=events
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
    document: results.Document,
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
