"""Question sets for their authors: read, bring in, try out, publish."""

from __future__ import annotations

from http import HTTPStatus
from typing import Any

from django.conf import settings
from django.contrib import messages
from django.core.files.uploadedfile import UploadedFile
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from analysis.translations import choose_language
from questionnaires.formats.located_yaml import MAX_BYTES, decode
from questionnaires.formats.problems import QuestionSetError
from questionnaires.models import QuestionSetVersion
from questionnaires.queries.question_sets import (
    meanings_of,
    newest_published_before,
    question_sets_for_authors,
)
from questionnaires.queries.reviews import approval_of, waiting_review_of
from questionnaires.queries.rewordings import rewordings_of
from questionnaires.queries.trend_decisions import decisions_of
from questionnaires.services.errors import ServiceError
from questionnaires.services.question_sets import (
    import_question_set,
    publish_version,
    source_of,
)
from surveyapp.access import Role, question_set_for, require, version_for
from surveyapp.question_set_pages import Handed, document_of, handed_back
from surveyapp.survey_pages import survey_context
from surveyapp.version_changes import changes_between, choices_of, kind_names

SECTION = {"section": "question-sets"}
SAME, NEW = "same", "new"


@require_safe
def question_set_list(request: HttpRequest) -> HttpResponse:
    """All question sets with their versions."""
    require(request, Role.AUTHOR)
    context = {**SECTION, "question_sets": question_sets_for_authors()}
    return render(request, "question_sets/list.html", context)


@require_safe
def question_set_detail(request: HttpRequest, code: str) -> HttpResponse:
    """One question set: its versions, and the rounds that asked them."""
    question_set = question_set_for(request, code)
    versions = question_set.versions.defer("source", "content").prefetch_related(
        "rounds__programme"
    )
    context = {**SECTION, "question_set": question_set, "versions": versions}
    return render(request, "question_sets/detail.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def question_set_import(request: HttpRequest) -> HttpResponse:
    """A question set from a file or from pasted text; everything wrong with it is listed."""
    user = require(request, Role.AUTHOR)
    handed = Handed()
    if request.method == "POST":
        handed, name = read_upload(request)
        if not handed.is_refused:
            try:
                version = import_question_set(
                    source=handed.text, filename=name, actor=user.get_username()
                )
            except QuestionSetError as error:
                handed = handed_back(handed.text, error.problems)
            else:
                messages.success(request, _imported(version))
                return redirect(
                    "version-detail", code=version.question_set.code, number=version.number
                )
    status = HTTPStatus.UNPROCESSABLE_ENTITY if handed.is_refused else HTTPStatus.OK
    context = {**SECTION, "handed": handed}
    return render(request, "question_sets/import.html", context, status=status)


def read_upload(request: HttpRequest) -> tuple[Handed, str]:
    """What was handed in and what to call it; bounded before it is read."""
    upload = request.FILES.get("file")
    if upload is None:
        text = request.POST.get("text", "").replace("\r\n", "\n")
        if text.strip():
            return Handed(text), _("pasted text")
        return Handed(error=_("Nothing was handed in. Choose a YAML file, or paste its text.")), ""
    name = str(upload.name)
    if too_large := _too_large(upload, name):
        return Handed(error=too_large), name
    try:
        return Handed(decode(upload.read(), name).replace("\r\n", "\n")), name
    except QuestionSetError as error:
        return Handed(problems=tuple(error.problems)), name


def _too_large(upload: UploadedFile[bytes], name: str) -> str:
    limit = min(MAX_BYTES, settings.UPLOAD_MAX_BYTES)
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
def version_detail(request: HttpRequest, code: str, number: int) -> HttpResponse:
    """A version as a document, and for a draft the way to publish it."""
    version = version_for(request, code, number)
    return _render_version(request, version)


def _render_version(
    request: HttpRequest, version: QuestionSetVersion, *, error: str = ""
) -> HttpResponse:
    """The document; with the reason when a publication was refused."""
    context: dict[str, Any] = {**SECTION, "document": document_of(version), "error": error}
    if not version.is_published:
        context["choices"] = choices_of(
            rewordings_of(version), meanings_of(version), request.POST.dict()
        )
        context |= {"approval": approval_of(version), "waiting": waiting_review_of(version)}
        if before := newest_published_before(version):
            context["before"] = before
            context["changes"] = changes_between(before.instrument, version.instrument)
    else:
        context["decisions"] = [(one, kind_names(one.kinds)) for one in decisions_of(version)]
    status = HTTPStatus.UNPROCESSABLE_ENTITY if error else HTTPStatus.OK
    return render(request, "question_sets/version.html", context, status=status)


@require_safe
def version_preview(request: HttpRequest, code: str, number: int) -> HttpResponse:
    """The survey as a respondent sees it; nothing can be sent from here."""
    version = version_for(request, code, number)
    instrument = version.instrument
    language = choose_language(instrument, request.GET.get("lang"))
    context = {"version": version, "preview": True}
    context |= survey_context(instrument, language=language)
    return render(request, "question_sets/preview.html", context)


@require_safe
def version_export(request: HttpRequest, code: str, number: int) -> HttpResponse:
    """The version as the YAML file that :func:`question_set_import` takes."""
    version = version_for(request, code, number)
    name = f"{code}-{number}.yaml"
    return HttpResponse(
        source_of(version),
        content_type="application/yaml; charset=utf-8",
        headers={"Content-Disposition": f'attachment; filename="{name}"'},
    )


@require_http_methods(["GET", "HEAD", "POST"])
def version_publish(request: HttpRequest, code: str, number: int) -> HttpResponse:
    """Freeze a draft, once its author has said what every rewording means.

    A GET comes from reloading a refusal, or from logging in again: the document has the form.
    """
    user = require(request, Role.AUTHOR)
    version = version_for(request, code, number)
    if request.method != "POST":
        return redirect("version-detail", code=code, number=number)
    if version.is_published:
        messages.info(request, _("Version %(number)d is published already.") % {"number": number})
        return redirect("version-detail", code=code, number=number)
    if "confirm" not in request.POST:
        return _render_version(
            request,
            version,
            error=_("Tick the box below: a published version can never be changed or taken back."),
        )
    if request.POST.get("sha256") != version.sha256:
        return _render_version(
            request,
            version,
            error=_("The draft was replaced while you read it. Read it again, then publish."),
        )
    meanings, notes = (
        {
            name.removeprefix(prefix): str(value)
            for name, value in request.POST.items()
            if name.startswith(prefix)
        }
        for prefix in ("meaning.", "note.")
    )
    try:
        publish_version(
            version=version,
            actor=user.get_username(),
            same_meaning={item for item, value in meanings.items() if value == SAME},
            new_meaning={item for item, value in meanings.items() if value == NEW},
            notes=notes,
        )
    except ServiceError as refusal:
        return _render_version(request, version, error=str(refusal))
    messages.success(
        request,
        _("Version %(number)d is published. Rounds can ask it; it never changes again.")
        % {"number": number},
    )
    return redirect("version-detail", code=code, number=number)
