"""What changed between two versions of a question set, and a copy of one under another code."""

from __future__ import annotations

from http import HTTPStatus

from django import forms
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from questionnaires.formats.problems import QuestionSetError
from questionnaires.models import QuestionSetVersion
from questionnaires.queries.trend_decisions import decisions_of
from questionnaires.services.errors import ServiceError
from questionnaires.services.question_set_clones import clone_version
from surveyapp.access import Role, question_set_for, require, version_for
from surveyapp.version_changes import changes_between, kind_names
from surveyapp.views.new_question_set_forms import CalledForm

SECTION = {"section": "question-sets"}
#: Names the version of another question set that this one began as a copy of.
ORIGIN = "origin"


@require_safe
def question_set_changes(request: HttpRequest, code: str) -> HttpResponse:
    """Two versions, chosen in the address, and all in which they differ.

    Without a choice the newest and the one before it.
    """
    question_set = question_set_for(request, code)
    versions = {str(one.number): one for one in question_set.versions.order_by("-number")}
    if question_set.origin:
        versions[ORIGIN] = question_set.origin
    keys = list(versions)
    after = _chosen(request, "to", versions, keys[0] if keys else "")
    following = keys[keys.index(after) + 1 :] if after else []
    before = _chosen(request, "from", versions, following[0] if following else after)
    context = {
        **SECTION,
        "question_set": question_set,
        "choices": [(key, _version_name(key, one)) for key, one in versions.items()],
        "from": before,
        "to": after,
    }
    if before != after:
        old, new = versions[before], versions[after]
        context |= {
            "before": _version_name(before, old),
            "after": _version_name(after, new),
            "changes": changes_between(old.instrument, new.instrument),
            "decisions": [(one, kind_names(one.kinds)) for one in decisions_of(new)],
        }
    return render(request, "question_sets/changes.html", context)


def _chosen(
    request: HttpRequest, name: str, versions: dict[str, QuestionSetVersion], default: str
) -> str:
    key = request.GET.get(name, default)
    if versions and key not in versions:
        raise Http404
    return key


def _version_name(key: str, version: QuestionSetVersion) -> str:
    if key == ORIGIN:
        return _("%(title)s, version %(number)d") % {
            "title": version.question_set.title,
            "number": version.number,
        }
    if version.is_published:
        return _("Version %(number)d") % {"number": version.number}
    return _("Version %(number)d, draft") % {"number": version.number}


@require_http_methods(["GET", "HEAD", "POST"])
def version_clone(request: HttpRequest, code: str, number: int) -> HttpResponse:
    """GET asks what the copy is called; POST makes it and opens its document."""
    user = require(request, Role.AUTHOR)
    version = version_for(request, code, number)
    form = CalledForm(
        request.POST if request.method == "POST" else None,
        initial={"title": version.instrument.title, "code": f"{code[:50]}-copy"},
    )
    status = HTTPStatus.OK
    if form.is_bound:
        status = HTTPStatus.UNPROCESSABLE_ENTITY
        if form.is_valid():
            try:
                draft = clone_version(
                    version=version,
                    code=form.cleaned_data["code"],
                    title=form.cleaned_data["title"],
                    actor=user.get_username(),
                )
            except QuestionSetError as error:
                form.add_error(None, forms.ValidationError([p.message for p in error.problems]))
            except ServiceError as error:
                form.add_error("code", str(error))
            else:
                return redirect("version-detail", code=draft.question_set.code, number=1)
    context = {**SECTION, "version": version, "form": form}
    return render(request, "question_sets/clone.html", context, status=status)
