"""The addresses of the API. Reading only; every one begins with :mod:`surveyapp.access`."""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.utils.translation import gettext as _
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter, OpenApiResponse, extend_schema
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.reverse import reverse
from rest_framework.views import APIView

from analysis.words import DATA, language, words_in
from questionnaires.models import Round
from questionnaires.queries.comments import comments_of
from surveyapp import access, loud_results, result_pictures, results
from surveyapp.api import serializers
from surveyapp.digest_results import digest_page
from surveyapp.result_documents import (
    Document,
    document_before,
    document_of,
    documents_of,
    trend_documents,
)
from surveyapp.views import loud_results as loud_pages
from surveyapp.views import results as pages
from surveyapp.views import trends as trend_pages

UNIT = OpenApiParameter(
    "unit", str, description="Path of a unit, for example Platform/Payments; empty for everybody."
)
AGAINST = OpenApiParameter(
    "against", str, description="Code of an earlier round to compare with, not the one before."
)
ERRORS = {
    403: OpenApiResponse(serializers.ErrorSerializer, "Nobody is logged in."),
    404: OpenApiResponse(serializers.ErrorSerializer, "There is no such thing for this reader."),
}


class Reading(APIView):
    """Answers GET and nothing else. Whoever asks, words of results are those of data files."""

    http_method_names = ["get", "head"]
    #: What results speak; empty: the language of the reader.
    speaks = DATA

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        """As any view."""
        with words_in(self.speaks or language()):
            return super().dispatch(request, *args, **kwargs)

    @property
    def site_request(self) -> HttpRequest:
        """The request as the site knows it, for :mod:`surveyapp.access`."""
        request: HttpRequest = self.request._request
        return request


class Drawing(Reading):
    """Answers with what people look at, in their language, as pages do."""

    speaks = ""


class QuestionSetList(Reading):
    """Question sets, for authors."""

    @extend_schema(responses={200: serializers.QuestionSetSerializer(many=True), **ERRORS})
    def get(self, request: Request) -> Response:
        """All question sets and their versions."""
        found = access.question_sets_for(self.site_request)
        return Response(serializers.QuestionSetSerializer(found, many=True).data)


class Version(Reading):
    """One version of a question set, for authors."""

    @extend_schema(responses={200: serializers.VersionSerializer, **ERRORS})
    def get(self, request: Request, code: str, number: int) -> Response:
        """The version with everything that it asks."""
        version = access.version_for(self.site_request, code, number)
        return Response(serializers.VersionSerializer(version).data)


class ProgrammeList(Reading):
    """Programmes and the rounds of them that the reader may see."""

    @extend_schema(responses={200: serializers.ProgrammeSerializer(many=True), **ERRORS})
    def get(self, request: Request) -> Response:
        """Readers see released rounds, analysts all of them."""
        found = access.programmes_for(self.site_request)
        return Response(serializers.ProgrammeSerializer(found, many=True).data)


class RoundDetail(Reading):
    """A round that the reader may see."""

    @extend_schema(responses={200: serializers.RoundSerializer, **ERRORS})
    def get(self, request: Request, programme: str, code: str) -> Response:
        """The round and its rules."""
        round_ = access.visible_round_for(self.site_request, programme, code)
        return Response(serializers.RoundSerializer(round_).data)


class ReleaseDetail(Reading):
    """The release of a round."""

    @extend_schema(responses={200: serializers.ReleaseSerializer, **ERRORS})
    def get(self, request: Request, programme: str, code: str) -> Response:
        """Its hash and its groups."""
        round_ = access.released_round_for(self.site_request, programme, code)
        document = document_of(round_)
        data = {
            "sha256": document.sha256,
            "number": document.release.number,
            "manifest_sha256": document.release.round.manifest_sha256,
            "groups": document.release.groups,
            "file": reverse("round-release-file", args=[programme, code]),
        }
        return Response(serializers.ReleaseSerializer(data).data)


class _Rows(Reading):
    def rows(self, programme: str, code: str, what: str) -> Response:
        round_ = access.released_round_for(self.site_request, programme, code)
        against = access.earlier_round_for(self.site_request, round_)
        document, before = (
            document_of(round_),
            document_before(round_, against),
        )
        unit = self.request.GET.get("unit", "")
        make = results.item_rows if what == "items" else results.construct_rows
        _check_unit(document, unit)
        rows = make(document, before, unit)
        data = {
            "round": code,
            "unit": unit,
            "compared_with": before.release.round.code if before else None,
            "rows": [row for row in rows if row.estimate or row.band or row.hidden],
        }
        return Response(serializers.RowsSerializer(data).data)


class Items(_Rows):
    """The closed questions of a round."""

    @extend_schema(
        parameters=[UNIT, AGAINST], responses={200: serializers.RowsSerializer, **ERRORS}
    )
    def get(self, request: Request, programme: str, code: str) -> Response:
        """Every item with its figures and its change since the round before."""
        return self.rows(programme, code, "items")


class Constructs(_Rows):
    """The constructs of a round."""

    @extend_schema(
        parameters=[UNIT, AGAINST], responses={200: serializers.RowsSerializer, **ERRORS}
    )
    def get(self, request: Request, programme: str, code: str) -> Response:
        """Every construct with its figures and its change since the round before."""
        return self.rows(programme, code, "constructs")


class Comparison(Reading):
    """A round compared with another one of its programme."""

    @extend_schema(
        parameters=[
            UNIT,
            OpenApiParameter("with", str, description="Code of the earlier round.", required=True),
        ],
        responses={200: serializers.ComparisonSerializer, **ERRORS},
    )
    def get(self, request: Request, programme: str, code: str) -> Response:
        """What changed from the round ``with`` to this one."""
        after = document_of(access.released_round_for(self.site_request, programme, code))
        other = request.GET.get("with", "")
        before = document_of(access.released_round_for(self.site_request, programme, other))
        unit = request.GET.get("unit", "")
        _check_unit(after, unit)
        data = {
            "before": other,
            "after": code,
            "unit": unit,
            "constructs": results.construct_rows(after, before, unit),
            "items": results.item_rows(after, before, unit),
        }
        return Response(serializers.ComparisonSerializer(data).data)


class Trend(Reading):
    """A programme over all its released rounds."""

    @extend_schema(parameters=[UNIT], responses={200: serializers.TrendSerializer, **ERRORS})
    def get(self, request: Request, programme: str) -> Response:
        """Favourable shares of constructs and items, oldest round first."""
        found = access.released_programme_for(self.site_request, programme)
        documents = trend_documents(found)
        unit = request.GET.get("unit", "")
        _check_unit(documents[-1], unit)
        constructs, items = results.trends(documents, unit)
        data = {
            "programme": programme,
            "unit": unit,
            "rounds": [document.release.round.code for document in documents],
            "events": results.events_of(found),
            "constructs": constructs,
            "items": items,
        }
        return Response(serializers.TrendSerializer(data).data)


class DigestDetail(Drawing):
    """The overview of a round in short, to paste into a chat."""

    @extend_schema(parameters=[AGAINST], responses={200: serializers.DigestSerializer, **ERRORS})
    def get(self, request: Request, programme: str, code: str) -> Response:
        """As plain text, as Markdown and as a picture, in the language of the reader."""
        round_ = access.released_round_for(self.site_request, programme, code)
        against = access.earlier_round_for(self.site_request, round_)
        page = digest_page(round_, against)
        query = f"?against={page.against}" if page.against else ""
        data = {
            "title": page.title,
            "text": page.text,
            "markdown": page.markdown,
            "link": page.link,
            "alt": page.picture.alt if page.picture else "",
            "pictures": [
                reverse("api-chart", args=[programme, code, "digest", form]) + query
                for form in ("png", "svg")
            ],
            "sha256": page.document.sha256,
        }
        return Response(serializers.DigestSerializer(data).data)


class Comments(Reading):
    """What people wrote, where it may be shown."""

    @extend_schema(responses={200: serializers.CommentsSerializer(many=True), **ERRORS})
    def get(self, request: Request, programme: str, code: str) -> Response:
        """The released comments by question."""
        round_ = access.released_round_for(self.site_request, programme, code)
        shown = comments_of(round_)
        data = [
            {
                "item": item.code,
                "question": item.text,
                "texts": shown[item.code].texts,
                "withheld": shown[item.code].withheld,
                "withdrawn": shown[item.code].withdrawn,
            }
            for item in document_of(round_).release.instrument.worded_items
            if item.code in shown
        ]
        return Response(serializers.CommentsSerializer(data, many=True).data)


class ChartList(Reading):
    """The charts of a round."""

    @extend_schema(responses={200: serializers.FileSerializer(many=True), **ERRORS})
    def get(self, request: Request, programme: str, code: str) -> Response:
        """Their names and addresses. `item` wants `?item=`, `construct` too; all take `?unit=`."""
        round_ = access.released_round_for(self.site_request, programme, code)
        names = result_pictures.picture_names(documents_of(round_)) + _beside(round_)
        return _files(names, ("svg", "png", "pdf"), "api-chart", programme, code)


class Chart(Drawing):
    """A chart of a round."""

    @extend_schema(
        parameters=[
            UNIT,
            OpenApiParameter(
                "item",
                str,
                description="Code: of the item for `item`, of a section for `items`, of the "
                "construct for `construct`; for `delivery` an industry.",
            ),
            OpenApiParameter("narrow", str, description="Present: drawn for a phone."),
            AGAINST,
        ],
        responses={
            (200, "image/svg+xml"): OpenApiTypes.BINARY,
            (200, "image/png"): OpenApiTypes.BINARY,
            (200, "application/pdf"): OpenApiTypes.BINARY,
            **ERRORS,
        },
    )
    def get(
        self, request: Request, programme: str, code: str, name: str, form: str
    ) -> HttpResponse:
        """SVG, PNG or PDF, the same bytes as on the page."""
        if name == loud_results.NAME:
            return loud_pages.round_loud_chart(self.site_request, programme, code, form)
        return pages.round_chart(self.site_request, programme, code, name, form)


class Report(Drawing):
    """The whole report on a round."""

    @extend_schema(
        responses={
            (200, "application/pdf"): OpenApiTypes.BINARY,
            (200, "text/html"): OpenApiTypes.BINARY,
            (200, pages.CONTENT_TYPES["pptx"]): OpenApiTypes.BINARY,
            **ERRORS,
        }
    )
    def get(self, request: Request, programme: str, code: str, form: str) -> HttpResponse:
        """PDF, HTML in one file, or slides (PPTX), the same bytes as on the page.

        It takes a few seconds the first time.
        """
        return pages.round_report(self.site_request, programme, code, form)


class TrendChart(Drawing):
    """A chart of a programme over its rounds."""

    @extend_schema(
        parameters=[
            UNIT,
            OpenApiParameter("item", str, description="Code of a single line."),
            OpenApiParameter("narrow", str, description="Present: drawn for a phone."),
        ],
        responses={
            (200, "image/svg+xml"): OpenApiTypes.BINARY,
            (200, "image/png"): OpenApiTypes.BINARY,
            (200, "application/pdf"): OpenApiTypes.BINARY,
            **ERRORS,
        },
    )
    def get(self, request: Request, programme: str, name: str, form: str) -> HttpResponse:
        """SVG, PNG or PDF, the same bytes as on the page."""
        return trend_pages.trend_chart(self.site_request, programme, name, form)


class TableList(Reading):
    """The tables of a round."""

    @extend_schema(responses={200: serializers.FileSerializer(many=True), **ERRORS})
    def get(self, request: Request, programme: str, code: str) -> Response:
        """Their names and addresses."""
        round_ = access.released_round_for(self.site_request, programme, code)
        names = result_pictures.table_names(has_before=document_before(round_) is not None)
        names += _beside(round_)
        return _files(names, ("csv", "parquet"), "api-table", programme, code)


class Table(Reading):
    """A table of a round."""

    @extend_schema(
        parameters=[AGAINST],
        responses={
            (200, "text/csv"): OpenApiTypes.BINARY,
            (200, pages.CONTENT_TYPES["parquet"]): OpenApiTypes.BINARY,
            **ERRORS,
        },
    )
    def get(
        self, request: Request, programme: str, code: str, name: str, form: str
    ) -> HttpResponse:
        """CSV or Parquet, unrounded, the same bytes as on the page."""
        if name == loud_results.NAME:
            return loud_pages.round_loud_table(self.site_request, programme, code, form)
        return pages.round_table(self.site_request, programme, code, name, form)


class Workbook(Reading):
    """All tables of a round."""

    @extend_schema(
        parameters=[AGAINST],
        responses={(200, pages.CONTENT_TYPES["xlsx"]): OpenApiTypes.BINARY, **ERRORS},
    )
    def get(self, request: Request, programme: str, code: str) -> HttpResponse:
        """XLSX, unrounded, with methods and codebook; the same bytes as on the page."""
        return pages.round_workbook(self.site_request, programme, code)


def _beside(round_: Round) -> list[str]:
    """What support requests beside the round are called as a chart and as a table, if any are."""
    return [loud_results.NAME] if loud_results.requests_beside(round_) else []


def _check_unit(document: Document, path: str) -> None:
    if path not in {group.path for group in document.release.groups}:
        raise Http404(_("The release has no unit %(path)r.") % {"path": path})


def _files(
    names: list[str], forms: tuple[str, ...], view: str, programme: str, code: str
) -> Response:
    data: list[dict[str, Any]] = [
        {
            "name": name,
            "files": [reverse(view, args=[programme, code, name, form]) for form in forms],
        }
        for name in names
    ]
    return Response(serializers.FileSerializer(data, many=True).data)
