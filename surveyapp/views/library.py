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
from questionnaires.services.editing import edit_version
from surveyapp.access import Role, require, version_for
from surveyapp.editor_pages import saved_words
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
            messages.success(request, saved_words(edited))
            return redirect(_further(request))
        version.refresh_from_db()
    return render(
        request,
        "library/page.html",
        _context(request, version, problems),
        status=HTTPStatus.UNPROCESSABLE_ENTITY if problems else HTTPStatus.OK,
    )


def _further(request: HttpRequest) -> str:
    """The same page, looking for the same, with no tick left."""
    asked = request.GET.copy()
    asked.pop("item", None)
    return f"{request.path}?{asked.urlencode()}" if asked else request.path


def _context(
    request: HttpRequest, version: QuestionSetVersion, problems: list[str]
) -> dict[str, Any]:
    draft = version.instrument
    ticked = (request.POST if request.method == "POST" else request.GET).getlist("item")
    return {
        **SECTION,
        "version": version,
        "draft": draft,
        "library": library_of(request.GET, draft=draft, chosen=frozenset(ticked)),
        "to": request.POST.get("section", request.GET.get("to", "")),
        "problems": problems,
    }
