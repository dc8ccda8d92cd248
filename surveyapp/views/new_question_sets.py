"""A wholly new question set: the ways to begin one, and the two that begin it here."""

from __future__ import annotations

from http import HTTPStatus
from typing import Any

from django import forms
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from questionnaires.formats.exchange_formats import READABLE
from questionnaires.formats.item_bank_bundles import bundle_of
from questionnaires.formats.item_bank_yaml import SETS, item_bank
from questionnaires.formats.problems import QuestionSetError
from questionnaires.queries.question_sets import question_sets_for_authors
from questionnaires.services.errors import ServiceError
from questionnaires.services.question_sets import import_library, start_question_set
from surveyapp.access import Role, require
from surveyapp.beginnings import beginnings, shelves_of, title_of, versions_to_copy
from surveyapp.views.new_question_set_forms import BegunForm, EmptyForm, FromLibraryForm

SECTION = {"section": "question-sets"}


@require_safe
def question_set_new(request: HttpRequest) -> HttpResponse:
    """The ways to begin: from the library, as a copy, from a file, with nothing."""
    require(request, Role.AUTHOR)
    question_sets = list(question_sets_for_authors())
    context = {
        **SECTION,
        "beginnings": beginnings(),
        "total": len(item_bank()),
        "versions": versions_to_copy(question_sets),
        "missing": missing_sets({one.code for one in question_sets}),
        "formats": [one.title for one in READABLE],
    }
    return render(request, "question_sets/new.html", context)


def missing_sets(there: set[str]) -> int:
    """How many of the question sets that ship are not there yet."""
    return len(set(SETS) - there)


@require_http_methods(["GET", "HEAD", "POST"])
def question_set_from_library(request: HttpRequest) -> HttpResponse:
    """GET asks for a title and shows what can be ticked, a bundle ticked already; POST makes it."""
    user = require(request, Role.AUTHOR)
    code = request.GET.get("bundle", "")
    bundle = bundle_of(code)
    if code and bundle is None:
        raise Http404
    ticked = {"construct": bundle.constructs, "item": bundle.singles} if bundle else {}
    form = FromLibraryForm(request.POST if request.method == "POST" else None, initial=ticked)
    if response := _begun(request, form, user.get_username()):
        return response
    context = {
        **SECTION,
        "form": form,
        "heading": title_of(bundle) if bundle else _("From the library"),
        "shelves": shelves_of(*form.ticked),
    }
    return render(request, "question_sets/new_from_library.html", context, status=_status(form))


@require_http_methods(["GET", "HEAD", "POST"])
def question_set_empty(request: HttpRequest) -> HttpResponse:
    """GET asks what it is called; POST makes it, with one section and no question."""
    user = require(request, Role.AUTHOR)
    form = EmptyForm(request.POST if request.method == "POST" else None)
    if response := _begun(request, form, user.get_username()):
        return response
    context: dict[str, Any] = {**SECTION, "form": form}
    return render(request, "question_sets/new_empty.html", context, status=_status(form))


def _begun(request: HttpRequest, form: BegunForm, actor: str) -> HttpResponse | None:
    """The way to the editor of the question set that was made; nothing where none was."""
    if not form.is_valid():
        return None
    try:
        draft = start_question_set(first=form.instrument(), actor=actor)
    except QuestionSetError as error:
        form.add_error(None, forms.ValidationError([p.message for p in error.problems]))
    except ServiceError as error:
        form.add_error("code", str(error))
    else:
        n = len(draft.instrument.items)
        said = _("The question set is made: a draft, which nobody is asked before it is published.")
        if n:
            said += " " + ngettext(
                "It has %(n)d question; reword, remove and add as you like.",
                "It has %(n)d questions; reword, remove and add as you like.",
                n,
            ) % {"n": n}
        messages.success(request, said)
        return redirect("version-edit", code=draft.question_set.code, number=draft.number)
    return None


def _status(form: BegunForm) -> HTTPStatus:
    return HTTPStatus.UNPROCESSABLE_ENTITY if form.is_bound else HTTPStatus.OK


@require_POST
def question_sets_shipped(request: HttpRequest) -> HttpResponse:
    """Bring in the question sets that ship, published, to be asked or copied."""
    user = require(request, Role.AUTHOR)
    import_library(actor=user.get_username())
    messages.success(request, _("The question sets that ship with Candor are here, published."))
    return redirect("question-set-list")
