"""Other ways to look at a version: outline, coverage, minutes, translations side by side."""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from questionnaires.models import QuestionSetVersion
from surveyapp.access import version_for
from surveyapp.coverage_pages import coverage_of
from surveyapp.editor_pages import manuscript_of
from surveyapp.overview_pages import minutes_of, tabs_of
from surveyapp.translation_pages import side_by_side
from surveyapp.views.editor import SECTION, wants_part


@require_safe
def version_outline(request: HttpRequest, code: str, number: int) -> HttpResponse:
    """Sections and questions as a list; those of a draft can be moved in it."""
    version = version_for(request, code, number)
    return _shown(request, version, "outline", {"manuscript": manuscript_of(version)})


@require_safe
def version_coverage(request: HttpRequest, code: str, number: int) -> HttpResponse:
    """What is asked about, and what is not."""
    version = version_for(request, code, number)
    return _shown(request, version, "coverage", {"coverage": coverage_of(version)})


@require_safe
def version_minutes(request: HttpRequest, code: str, number: int) -> HttpResponse:
    """How long it takes, by section and by kind."""
    version = version_for(request, code, number)
    return _shown(request, version, "minutes", {"page": minutes_of(version)})


@require_safe
def version_translations(
    request: HttpRequest, code: str, number: int, language: str = ""
) -> HttpResponse:
    """All texts beside those of another language; ``?only=open`` leaves out what is right."""
    version = version_for(request, code, number)
    page = side_by_side(version, language, only_open=request.GET.get("only") == "open")
    if page is None:
        raise Http404
    return _shown(request, version, "translations", {"page": page})


def _shown(
    request: HttpRequest, version: QuestionSetVersion, name: str, context: dict[str, Any]
) -> HttpResponse:
    """The page with its tabs; for the script of the editor the part below them."""
    context |= {**SECTION, "version": version, "code": version.question_set.code}
    if wants_part(request):
        return render(request, f"overviews/{name}.html", context)
    context |= {"tabs": tabs_of(version), "tab": name, "part": f"overviews/{name}.html"}
    return render(request, "overviews/page.html", context)
