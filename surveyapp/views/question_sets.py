"""Question sets for their authors: read, try out, publish."""

from __future__ import annotations

from http import HTTPStatus
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from analysis.translations import choose_language
from questionnaires.models import QuestionSetVersion
from questionnaires.queries.question_sets import (
    meanings_of,
    newest_published_before,
    outdated_translations,
    question_sets_for_authors,
)
from questionnaires.queries.reviews import approval_of, waiting_review_of
from questionnaires.queries.rewordings import rewordings_of
from questionnaires.queries.trend_decisions import decisions_of
from questionnaires.services.errors import ServiceError
from questionnaires.services.question_sets import publish_version
from surveyapp.access import Role, question_set_for, require, version_for
from surveyapp.advice_pages import counsel_of
from surveyapp.overview_pages import tabs_of
from surveyapp.posted import posted, posted_below
from surveyapp.question_set_pages import document_of
from surveyapp.survey_pages import survey_context
from surveyapp.translation_pages import tongues_of
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


@require_safe
def version_detail(request: HttpRequest, code: str, number: int) -> HttpResponse:
    """A version as a document, and for a draft the way to publish it."""
    version = version_for(request, code, number)
    return _render_version(request, version)


def _render_version(
    request: HttpRequest, version: QuestionSetVersion, *, error: str = ""
) -> HttpResponse:
    """The document; with the reason when a publication was refused."""
    document = document_of(version)
    counsel = counsel_of(version, document.instrument, document.survey.most_minutes)
    context: dict[str, Any] = {**SECTION, "document": document, "counsel": counsel, "error": error}
    context |= {"tabs": tabs_of(version), "tab": "text" if version.is_published else ""}
    context["before"] = before = newest_published_before(version)
    if not version.is_published:
        context["outdated"] = tongues_of(version.instrument, outdated_translations(version))
        context["choices"] = choices_of(
            rewordings_of(version), meanings_of(version), request.POST.dict()
        )
        context |= {"approval": approval_of(version), "waiting": waiting_review_of(version)}
        if before is not None:
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
    meanings, notes = (posted_below(request, prefix) for prefix in ("meaning.", "note."))
    try:
        publish_version(
            version=version,
            actor=user.get_username(),
            same_meaning={item for item, value in meanings.items() if value == SAME},
            new_meaning={item for item, value in meanings.items() if value == NEW},
            notes=notes,
            sha256=posted(request, "sha256"),
        )
    except ServiceError as refusal:
        version.refresh_from_db()
        return _render_version(request, version, error=str(refusal))
    messages.success(
        request,
        _("Version %(number)d is published. Rounds can ask it; it never changes again.")
        % {"number": number},
    )
    return redirect("version-detail", code=code, number=number)
