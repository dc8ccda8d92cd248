"""The library of questions: to read, and to add from to a draft."""

from __future__ import annotations

from http import HTTPStatus
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from questionnaires.formats.problems import QuestionSetError
from questionnaires.models import QuestionSetVersion
from questionnaires.services.draft_changes import ChangeError
from questionnaires.services.draft_library import AddFromLibrary
from questionnaires.services.editing import Edited, edit_version
from surveyapp.access import Role, require, version_for
from surveyapp.library_pages import library_of
from surveyapp.posted import posted

SECTION = {"section": "question-sets"}


@require_safe
def library(request: HttpRequest) -> HttpResponse:
    """The library, to read."""
    require(request, Role.AUTHOR)
    return render(request, "library/page.html", {**SECTION, "library": library_of(request.GET)})


@require_http_methods(["GET", "HEAD", "POST"])
def version_library(request: HttpRequest, code: str, number: int) -> HttpResponse:
    """The library beside a draft: GET looks for questions, POST adds those that are chosen."""
    user = require(request, Role.AUTHOR)
    version = version_for(request, code, number)
    if version.is_published:
        messages.info(
            request,
            _(
                "Version %(number)d is published and never changes. "
                "Make the next version to edit it."
            )
            % {"number": number},
        )
        return redirect("version-detail", code=code, number=number)
    problems: list[str] = []
    if request.method == "POST":
        try:
            edited = edit_version(
                version=version,
                base_sha256=posted(request, "base"),
                change=AddFromLibrary(
                    tuple(request.POST.getlist("item")), posted(request, "section")
                ),
                actor=user.get_username(),
            )
        except ChangeError as refused:
            problems = [str(refused)]
        except QuestionSetError as error:
            problems = [problem.message for problem in error.problems]
        else:
            messages.success(request, _said(edited))
            return redirect(request.get_full_path())
        version.refresh_from_db()
    return render(
        request,
        "library/page.html",
        _context(request, version, problems),
        status=HTTPStatus.UNPROCESSABLE_ENTITY if problems else HTTPStatus.OK,
    )


def _context(
    request: HttpRequest, version: QuestionSetVersion, problems: list[str]
) -> dict[str, Any]:
    draft = version.instrument
    return {
        **SECTION,
        "version": version,
        "draft": draft,
        "library": library_of(
            request.GET, draft=draft, chosen=frozenset(request.POST.getlist("item"))
        ),
        "to": request.POST.get("section", request.GET.get("to", "")),
        "problems": problems,
    }


def _said(edited: Edited) -> str:
    said = _("Saved. %(summary)s.") % {"summary": edited.summary}
    if edited.joined:
        said += " " + _("Edits of somebody else came in meanwhile and are kept too.")
    return said
