"""Question sets from files and as files: shown with all that is lost before anything is stored."""

from __future__ import annotations

from http import HTTPStatus
from pathlib import PurePath
from typing import Any

from django.conf import settings
from django.contrib import messages
from django.core.files.uploadedfile import UploadedFile
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from analysis.instrument import instrument_as_json
from questionnaires.formats.exchange import LARGEST_FILE, ExchangeFormat, Fate, Reading
from questionnaires.formats.exchange_formats import READABLE, WRITABLE, format_named, read_any
from questionnaires.formats.located_yaml import MAX_BYTES, decode
from questionnaires.formats.problems import QuestionSetError
from questionnaires.formats.question_set_yaml import read_question_set
from questionnaires.models import QuestionSetVersion
from questionnaires.queries.question_set_imports import meeting_of, unstored_version
from questionnaires.services.errors import ServiceError
from questionnaires.services.question_sets import (
    content_sha256,
    export_version,
    import_question_set,
)
from surveyapp.access import Role, require, version_for
from surveyapp.posted import posted
from surveyapp.question_set_pages import Handed, document_of, handed_back

SECTION = {"section": "question-sets"}
YAML = "yaml"
LONGEST_NAME = 200


@require_http_methods(["GET", "HEAD", "POST"])
def question_set_import(request: HttpRequest) -> HttpResponse:
    """A question set from a file or from pasted text.

    Our own YAML is stored at once, with everything wrong with it listed. The file of another tool,
    and what would replace the draft of somebody else, is shown first and stored when confirmed.
    """
    user = require(request, Role.AUTHOR)
    if request.method != "POST":
        return _form(request, Handed())
    if "confirm" in request.POST:
        return _confirmed(request, user.get_username())
    upload = request.FILES.get("file")
    if upload is None:
        text = request.POST.get("text", "").replace("\r\n", "\n")
        if not text.strip():
            error = _("Nothing was handed in. Choose a file, or paste the text of one.")
            return _form(request, Handed(error=error))
        name, data = _("pasted text"), text.encode("utf-8", "replace")
        code = request.POST.get("format") or YAML
    else:
        name, code = str(upload.name), request.POST.get("format", "")
        if too_large := _too_large(upload, name):
            return _form(request, Handed(error=too_large))
        data, text = upload.read(), ""
    return _taken(request, user.get_username(), name, data, code, text)


def _taken(
    request: HttpRequest, actor: str, name: str, data: bytes, code: str, text: str
) -> HttpResponse:
    """What was handed in: stored, or shown first, or given back with its problems."""
    try:
        found, reading = read_any(data, name, code)
    except QuestionSetError as error:
        shown = text or _text_of(data, name, code)
        handed = (
            handed_back(shown, error.problems) if shown else Handed(problems=tuple(error.problems))
        )
        return _form(request, handed)
    if found.code != YAML or _is_of_others(reading, actor):
        return _report(request, actor, name, found, reading)
    return _stored(request, actor=actor, name=name, source=reading.source)


def _text_of(data: bytes, name: str, code: str) -> str:
    """The text of a YAML file, to be corrected on the page; of no other file."""
    is_yaml = code == YAML or (not code and name.lower().endswith((".yaml", ".yml")))
    try:
        return decode(data, name).replace("\r\n", "\n") if is_yaml else ""
    except QuestionSetError:
        return ""


def _is_of_others(reading: Reading, actor: str) -> bool:
    met = _meeting(reading, actor)
    return bool(met.others) and not met.is_known


def _meeting(reading: Reading, actor: str) -> Any:
    digest = content_sha256(instrument_as_json(reading.instrument))
    return meeting_of(reading.instrument, actor=actor, sha256=digest)


def _report(
    request: HttpRequest,
    actor: str,
    name: str,
    found: ExchangeFormat,
    reading: Reading,
    *,
    error: str = "",
) -> HttpResponse:
    """What became of each part of the file, and the question set as it would be."""
    remarks = {fate.value: [one for one in reading.remarks if one.fate is fate] for fate in Fate}
    context = {
        **SECTION,
        "name": name,
        "format": found,
        "source": reading.source,
        "remarks": remarks,
        "document": document_of(unstored_version(reading.instrument)),
        "met": _meeting(reading, actor),
        "error": error,
    }
    status = HTTPStatus.CONFLICT if error else HTTPStatus.OK
    return render(request, "question_sets/import_report.html", context, status=status)


def _confirmed(request: HttpRequest, actor: str) -> HttpResponse:
    """The question set that was shown, stored unless its draft has changed since."""
    source = request.POST.get("source", "").replace("\r\n", "\n")
    name = posted(request, "name")[:LONGEST_NAME] or _("pasted text")
    return _stored(request, actor=actor, name=name, source=source, over=posted(request, "over"))


def _stored(
    request: HttpRequest, *, actor: str, name: str, source: str, over: str | None = None
) -> HttpResponse:
    try:
        version = import_question_set(
            source=source, filename=name, actor=actor, draft=over is not None, over=over
        )
    except QuestionSetError as error:
        return _form(request, handed_back(source, error.problems))
    except ServiceError as refusal:
        instrument = read_question_set(source, name, draft=True)
        reading = Reading(instrument, source, ())
        return _report(request, actor, name, format_named(YAML), reading, error=str(refusal))
    messages.success(request, _imported(version))
    return redirect("version-detail", code=version.question_set.code, number=version.number)


def _form(request: HttpRequest, handed: Handed) -> HttpResponse:
    status = HTTPStatus.UNPROCESSABLE_ENTITY if handed.is_refused else HTTPStatus.OK
    context = {
        **SECTION,
        "handed": handed,
        "formats": READABLE,
        "chosen": request.POST.get("format", ""),
        "suffixes": ",".join(dict.fromkeys(one.suffix for one in READABLE)) + ",.yml,.xlsm,.tsv",
    }
    return render(request, "question_sets/import.html", context, status=status)


def _too_large(upload: UploadedFile[bytes], name: str) -> str:
    most = MAX_BYTES if name.lower().endswith((".yaml", ".yml")) else LARGEST_FILE
    limit = min(most, settings.UPLOAD_MAX_BYTES)
    if (upload.size or 0) <= limit:
        return ""
    return _(
        "%(name)s has %(size).1f MB; a question set has at most %(limit)d MB. Choose another file."
    ) % {"name": name, "size": (upload.size or 0) / 1024**2, "limit": limit // 1024**2}


def _imported(version: QuestionSetVersion) -> str:
    names = {"number": version.number}
    if version.is_published:
        return _("This is version %(number)d, which is published already.") % names
    return _("Version %(number)d is a draft now. Nobody is asked before it is published.") % names


@require_safe
def version_export(request: HttpRequest, code: str, number: int, form: str = YAML) -> HttpResponse:
    """The version as a file; its YAML is the file that :func:`question_set_import` takes."""
    version = version_for(request, code, number)
    try:
        found = format_named(form)
        writing = export_version(version=version, form=form)
    except KeyError as error:
        raise Http404 from error
    charset = "; charset=utf-8" if found.suffix != ".xlsx" else ""
    return HttpResponse(
        writing.data,
        content_type=f"{found.media_type}{charset}",
        headers={"Content-Disposition": f'attachment; filename="{_file_name(version, found)}"'},
    )


@require_safe
def version_exports(request: HttpRequest, code: str, number: int) -> HttpResponse:
    """All formats that the version can be had in, each with what it cannot hold."""
    version = version_for(request, code, number)
    formats = []
    for found in WRITABLE:
        writing = export_version(version=version, form=found.code)
        lost = [one for one in writing.remarks if one.fate is not Fate.KEPT]
        formats.append({"format": found, "name": _file_name(version, found), "lost": lost})
    context = {**SECTION, "version": version, "formats": formats}
    return render(request, "question_sets/exports.html", context)


def _file_name(version: QuestionSetVersion, found: ExchangeFormat) -> str:
    name = f"{version.question_set.code}-{version.number}"
    return str(PurePath(name).name) + found.suffix
