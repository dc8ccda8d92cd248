"""Question sets from files and as files, for programs of authors."""

from __future__ import annotations

from typing import Any

from django.core.files.uploadedfile import UploadedFile
from django.http import Http404, HttpResponse
from django.utils.translation import gettext as _
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiResponse, extend_schema
from rest_framework import serializers
from rest_framework.exceptions import APIException, MethodNotAllowed
from rest_framework.parsers import MultiPartParser
from rest_framework.request import Request
from rest_framework.response import Response

from analysis.instrument import instrument_as_json
from questionnaires.formats.exchange import LARGEST_FILE, Fate, Reading
from questionnaires.formats.exchange_formats import FORMATS, READABLE, format_named, read_any
from questionnaires.formats.problems import QuestionSetError
from questionnaires.queries.question_set_imports import Meeting, meeting_of
from questionnaires.services.errors import ServiceError
from questionnaires.services.question_sets import (
    content_sha256,
    export_version,
    import_question_set,
)
from surveyapp import access
from surveyapp.api.serializers import ErrorSerializer
from surveyapp.api.views import ERRORS
from surveyapp.api.views import Reading as ReadingView


class FormatSerializer(serializers.Serializer[Any]):
    """A format that question sets come in, go out in, or both."""

    code = serializers.CharField()
    title = serializers.CharField()
    suffix = serializers.CharField()
    media_type = serializers.CharField()
    can_be_read = serializers.BooleanField()
    can_be_written = serializers.BooleanField()


class RemarkSerializer(serializers.Serializer[Any]):
    """What became of one part of a file."""

    where = serializers.CharField()
    fate = serializers.ChoiceField(choices=[fate.value for fate in Fate])
    what = serializers.CharField()
    why = serializers.CharField(allow_blank=True)


class QuestionFileSerializer(serializers.Serializer[Any]):
    """A file with questions. Nothing is stored unless `confirm` is true."""

    file = serializers.FileField()
    format = serializers.ChoiceField(
        choices=[one.code for one in READABLE],
        required=False,
        help_text="Left out, the format is found out from the file.",
    )
    confirm = serializers.BooleanField(required=False, default=False)
    over = serializers.CharField(
        required=False,
        allow_blank=True,
        help_text="With `confirm`: `draft` of an earlier answer, the draft that may be replaced. "
        "Needed where others worked on it (`others`); empty for none.",
    )


class ReadFileSerializer(serializers.Serializer[Any]):
    """What a file says, and what became of each part of it."""

    format = serializers.CharField()
    code = serializers.CharField(help_text="Code of the question set.")
    yaml = serializers.CharField(help_text="The question set as it is, or would be, stored.")
    remarks = RemarkSerializer(many=True)
    version = serializers.IntegerField(
        allow_null=True, help_text="Number of the draft; null where nothing was stored."
    )
    draft = serializers.CharField(
        allow_blank=True,
        help_text="SHA-256 of the draft of the question set as it is now; empty without one.",
    )
    others = serializers.ListField(
        child=serializers.CharField(), help_text="Who else worked on that draft."
    )


class UnreadableFile(APIException):
    """A file that is no question set, with everything that is wrong with it."""

    status_code = 422

    def __init__(self, error: QuestionSetError) -> None:
        super().__init__("\n".join(map(str, error.problems)))


class DraftOfOthers(APIException):
    """What would be replaced is not what the sender decided to replace."""

    status_code = 409


class FormatList(ReadingView):
    """The formats of question sets, for authors."""

    @extend_schema(responses={200: FormatSerializer(many=True), **ERRORS})
    def get(self, request: Request) -> Response:
        """All formats: which can be read, which can be written."""
        access.require(self.site_request, access.Role.AUTHOR)
        found = [
            {
                "code": one.code,
                "title": one.title,
                "suffix": one.suffix,
                "media_type": one.media_type,
                "can_be_read": one.read is not None,
                "can_be_written": one.write is not None,
            }
            for one in FORMATS
        ]
        return Response(FormatSerializer(found, many=True).data)


class QuestionFile(ReadingView):
    """A question set from a file, for authors."""

    http_method_names = ["post"]
    parser_classes = [MultiPartParser]

    def initial(self, request: Request, *args: Any, **kwargs: Any) -> None:
        """Nothing is read here, whoever asks."""
        if request.method != "POST":
            raise MethodNotAllowed(str(request.method))
        super().initial(request, *args, **kwargs)

    @extend_schema(
        request={"multipart/form-data": QuestionFileSerializer},
        responses={
            200: ReadFileSerializer,
            409: OpenApiResponse(
                ErrorSerializer,
                "With `confirm`: others worked on the draft and `over` was not sent, or the draft "
                "is another one by now. Nothing was stored.",
            ),
            422: OpenApiResponse(ErrorSerializer, "The file cannot be read; all problems."),
            **ERRORS,
        },
    )
    def post(self, request: Request) -> Response:
        """Read a file; with `confirm`, make it the draft of its question set.

        A draft that others worked on is replaced only where `over` names it.
        """
        user = access.require(self.site_request, access.Role.AUTHOR)
        asked = QuestionFileSerializer(data=request.data)
        asked.is_valid(raise_exception=True)
        upload: UploadedFile[bytes] = asked.validated_data["file"]
        if (upload.size or 0) > LARGEST_FILE:
            raise serializers.ValidationError(
                {"file": _("The file has more than %d MB.") % (LARGEST_FILE // 1024**2)}
            )
        name = str(upload.name)
        try:
            found, reading = read_any(upload.read(), name, asked.validated_data.get("format", ""))
            number = None
            if asked.validated_data["confirm"]:
                number = import_question_set(
                    source=reading.source,
                    filename=name,
                    actor=user.get_username(),
                    draft=found.code != "yaml",
                    over=_over(reading, user.get_username(), asked.validated_data.get("over")),
                ).number
        except QuestionSetError as error:
            raise UnreadableFile(error) from error
        except ServiceError as refusal:
            raise DraftOfOthers(str(refusal)) from refusal
        met = _meeting(reading, user.get_username())
        return Response(_read_file(found.code, reading, number, met))


class VersionFile(ReadingView):
    """A version of a question set as a file, for authors."""

    @extend_schema(responses={(200, "application/octet-stream"): OpenApiTypes.BINARY, **ERRORS})
    def get(self, request: Request, code: str, number: int, form: str) -> HttpResponse:
        """The version in this format."""
        version = access.version_for(self.site_request, code, number)
        try:
            found = format_named(form)
            writing = export_version(version=version, form=form)
        except KeyError as error:
            raise Http404 from error
        return HttpResponse(
            writing.data,
            content_type=found.media_type,
            headers={
                "Content-Disposition": f'attachment; filename="{code}-{number}{found.suffix}"'
            },
        )


def _meeting(reading: Reading, actor: str) -> Meeting:
    digest = content_sha256(instrument_as_json(reading.instrument))
    return meeting_of(reading.instrument, actor=actor, sha256=digest)


def _over(reading: Reading, actor: str, over: str | None) -> str:
    """The draft that may be replaced: the one named, else the sender's own as it is now."""
    if over is not None:
        return over
    met = _meeting(reading, actor)
    if met.others and not met.is_known:
        raise ServiceError(
            _(
                "%(names)s worked on the draft of %(code)s, and nothing was stored. To replace it, "
                "send over=%(digest)s."
            )
            % {"names": ", ".join(met.others), "code": met.code, "digest": met.digest}
        )
    return met.digest


def _read_file(form: str, reading: Reading, number: int | None, met: Meeting) -> dict[str, Any]:
    found = {
        "format": form,
        "code": reading.instrument.code,
        "yaml": reading.source,
        "version": number,
        "draft": met.digest,
        "others": met.others,
        "remarks": [
            {"where": one.where, "fate": one.fate.value, "what": one.what, "why": one.why}
            for one in reading.remarks
        ],
    }
    return dict(ReadFileSerializer(found).data)
