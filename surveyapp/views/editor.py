"""The editor of a draft: the document, one address for every change, the phone beside it."""

from __future__ import annotations

from http import HTTPStatus
from typing import Any

from django import forms
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.clickjacking import xframe_options_sameorigin
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from questionnaires.formats.problems import QuestionSetError
from questionnaires.models import QuestionSetVersion
from questionnaires.services.draft_changes import ChangeError
from questionnaires.services.editing import EditConflictError, Edited
from questionnaires.services.question_sets import start_next_version
from surveyapp.access import Role, require, version_for
from surveyapp.editor_pages import manuscript_of, saved_words
from surveyapp.editor_places import Place, place_of
from surveyapp.middleware import POLICY
from surveyapp.overview_pages import tabs_of
from surveyapp.survey_pages import survey_context
from surveyapp.views import editor_forms as edits
from surveyapp.views import editor_set_forms as wholes
from surveyapp.views.editor_condition_forms import ConditionForm
from surveyapp.views.editor_forms import Desk, EditForm
from surveyapp.views.editor_language_forms import LanguageForm, StartLanguageForm, TextsForm
from surveyapp.views.editor_new_scale_forms import NewScaleForm
from surveyapp.views.editor_scale_forms import OptionsForm
from surveyapp.views.editor_tag_forms import PropertiesForm

SECTION = {"section": "question-sets"}
#: The editor shows the phone in a frame; nobody but this site may frame the phone.
FRAMING = f"{POLICY}; frame-src 'self'"
FRAMED = POLICY.replace("frame-ancestors 'none'", "frame-ancestors 'self'")
#: What the script sends with its requests: it wants a part of the page, not a page.
FRAGMENT_HEADER = "X-Candor-Fragment"

#: Every change by its part of the address.
FORMS: dict[str, type[EditForm]] = {
    "set": wholes.SetForm,
    "section": wholes.SectionForm,
    "add-section": wholes.AddSectionForm,
    "move-section": wholes.MoveSectionForm,
    "remove-section": wholes.RemoveSectionForm,
    "text": edits.TextForm,
    "tags": PropertiesForm,
    "code": edits.CodeForm,
    "add-item": edits.AddItemForm,
    "move": edits.MoveForm,
    "remove": edits.RemoveForm,
    "scale": edits.ScaleForm,
    "new-scale": NewScaleForm,
    "options": OptionsForm,
    "condition": ConditionForm,
    "add-construct": wholes.AddConstructForm,
    "construct": wholes.ConstructForm,
    "remove-construct": wholes.RemoveConstructForm,
    "language": LanguageForm,
    "texts": TextsForm,
    "start-language": StartLanguageForm,
    "undo": wholes.UndoForm,
    "restore": wholes.RestoreForm,
    "bring-back": wholes.BringBackForm,
}


@require_POST
def version_next(request: HttpRequest, code: str, number: int) -> HttpResponse:
    """The draft that follows a published version, to edit."""
    user = require(request, Role.AUTHOR)
    version = version_for(request, code, number)
    draft = start_next_version(version=version, actor=user.get_username())
    return redirect("version-edit", code=code, number=draft.number)


@require_safe
def version_edit(request: HttpRequest, code: str, number: int) -> HttpResponse:
    """The draft from top to bottom; every text leads to the form that changes it."""
    version = version_for(request, code, number)
    if version.is_published:
        return _read_only(request, version)
    context = {**SECTION, "manuscript": manuscript_of(version)}
    context |= {"tabs": tabs_of(version), "tab": "text"}
    template = "editor/document.html" if wants_part(request) else "editor/editor.html"
    response = render(request, template, context)
    response.headers["Content-Security-Policy"] = FRAMING
    return response


@require_safe
def version_history(request: HttpRequest, code: str, number: int) -> HttpResponse:
    """Every edit of a draft, to go back to, and the questions that were removed."""
    version = version_for(request, code, number)
    if version.is_published:
        return _read_only(request, version)
    present = {item.code for item in version.instrument.items}
    revisions = list(version.revisions.defer("source"))
    removed: dict[str, str] = {}
    for revision in revisions:
        for kept in revision.removed:
            item = kept["content"]["items"][0]
            if item["code"] not in present:
                removed.setdefault(item["code"], item["text"])
    context = {**SECTION, "version": version, "revisions": revisions, "removed": removed}
    return render(request, "editor/history.html", context)


@require_safe
@xframe_options_sameorigin
def version_phone(request: HttpRequest, code: str, number: int, section: str) -> HttpResponse:
    """One section as a phone shows it, by the survey's own templates."""
    version = version_for(request, code, number)
    survey = survey_context(version.instrument)["survey"]
    page = next((page for page in survey.pages if page.id == f"page-{section}"), None)
    if page is None:
        raise Http404
    context = {"version": version, "survey": survey, "page": page, "preview": True}
    context["is_framed"] = "framed" in request.GET
    response = render(request, "editor/phone.html", context)
    response.headers["Content-Security-Policy"] = FRAMED
    return response


@require_http_methods(["GET", "HEAD", "POST"])
def version_change(
    request: HttpRequest, code: str, number: int, kind: str, target: str
) -> HttpResponse:
    """One change: GET asks, POST makes it, and shows both texts where somebody was faster."""
    user = require(request, Role.AUTHOR)
    version = version_for(request, code, number)
    if version.is_published:
        return _read_only(request, version)
    if kind not in FORMS:
        raise Http404
    desk = Desk(version, version.instrument)
    is_sent = request.method == "POST" and "ask" not in request.POST
    try:
        # What only asks stores nothing yet: other fields, for what was chosen.
        form = FORMS[kind](
            request.POST if is_sent else None,
            desk=desk,
            target=target,
            asked=request.POST if "ask" in request.POST else request.GET,
        )
    except ChangeError as gone:
        return _gone(request, version, str(gone))
    if not is_sent:
        return _ask(request, form, kind)
    theirs: dict[str, str] = {}
    if form.is_valid():
        try:
            return _done(request, form.save(user.get_username()), form)
        except EditConflictError as conflict:
            form, theirs = _both(form, conflict, request)
            form.add_error(None, str(conflict))
        except ChangeError as refused:
            form.add_error(refused.field if refused.field in form.fields else None, str(refused))
        except QuestionSetError as error:
            form.add_error(None, forms.ValidationError([p.message for p in error.problems]))
    status = HTTPStatus.CONFLICT if theirs else HTTPStatus.UNPROCESSABLE_ENTITY
    return _ask(request, form, kind, theirs=theirs, status=status)


def _both(
    form: EditForm, conflict: EditConflictError, request: HttpRequest
) -> tuple[EditForm, dict[str, str]]:
    """The form on the draft as it is now: mine where I wrote, theirs beside it.

    What I did not touch takes their text, so that saving mine takes nothing of theirs away.
    """
    desk = Desk(form.desk.version, conflict.stored)
    desk.version.refresh_from_db()
    data = request.POST.copy()
    data["base"] = conflict.sha256
    theirs: dict[str, str] = {}
    try:
        before = form.values(conflict.base) if conflict.base is not None else {}
        now = form.values(conflict.stored)
    except ChangeError as gone:
        theirs[""] = str(gone)
        before = now = {}
    for name, stored in now.items():
        if name not in form.fields or before.get(name) == stored:
            continue
        mine = form.cleaned_data.get(name)
        if mine == before.get(name):
            _put(data, name, stored)
        elif mine != stored:
            theirs[name] = _in_words(form, name, stored)
    again = type(form)(data, desk=desk, target=form.target, asked=form.asked)
    again.is_valid()
    return again, theirs or {"": _("Look at it as it is now, then decide again.")}


def _put(data: Any, name: str, value: Any) -> None:
    """A value as a browser would send it."""
    if isinstance(value, bool):
        data.pop(name, None)
        if value:
            data[name] = "on"
    elif isinstance(value, list | tuple):
        data.setlist(name, [str(one) for one in value])
    else:
        data[name] = "" if value is None else str(value)


def _in_words(form: EditForm, name: str, value: Any) -> str:
    """A stored value as its menu shows it."""
    if isinstance(value, bool):
        return _("yes") if value else _("no")
    field = form.fields[name]
    values = value if isinstance(value, list) else [value]
    choices = dict(getattr(field, "choices", ())) if hasattr(field, "choices") else {}
    said = ", ".join(str(choices.get(one, one)) for one in values if one not in (None, ""))
    return said or _("nothing")


def _ask(
    request: HttpRequest,
    form: EditForm,
    kind: str,
    *,
    theirs: dict[str, str] | None = None,
    status: HTTPStatus = HTTPStatus.OK,
) -> HttpResponse:
    version = form.desk.version
    context = {
        **SECTION,
        "form": form,
        "kind": kind,
        "version": version,
        "action": reverse(
            "version-change", args=[version.question_set.code, version.number, kind, form.target]
        ),
        "back": _place(request, version).address,
        "theirs": [(form.fields[n].label if n else "", text) for n, text in (theirs or {}).items()],
        "is_part": wants_part(request),
    }
    template = "editor/form.html" if wants_part(request) else "editor/change.html"
    return render(request, template, context, status=status)


def _done(request: HttpRequest, edited: Edited, form: EditForm) -> HttpResponse:
    said = saved_words(edited)
    if edited.changed and form.afterwards:
        said += " " + form.afterwards
    place = _place(request, edited.version)
    if wants_part(request):
        context = {**_standing(place), "said": said, "anchor": form.anchor}
        return render(request, place.template, context)
    messages.success(request, said)
    return HttpResponseRedirect(f"{place.address}#{form.anchor}")


def _place(request: HttpRequest, version: QuestionSetVersion) -> Place:
    """The page that the form was opened on."""
    return place_of(version, request.POST.get("view", request.GET.get("view", "")))


def _standing(place: Place) -> dict[str, Any]:
    """What the part of a page needs to show the draft as it is now."""
    version = place.version
    return {**SECTION, **place.shown(), "version": version, "code": version.question_set.code}


def _gone(request: HttpRequest, version: QuestionSetVersion, message: str) -> HttpResponse:
    """What was to be changed is not there; the document says so."""
    place = _place(request, version)
    if wants_part(request):
        context = {**_standing(place), "said": message}
        return render(request, place.template, context, status=HTTPStatus.GONE)
    messages.error(request, message)
    return redirect(place.address)


def _read_only(request: HttpRequest, version: QuestionSetVersion) -> HttpResponse:
    messages.info(
        request,
        _("Version %(number)d is published and never changes. Make the next version to edit it.")
        % {"number": version.number},
    )
    return redirect("version-detail", code=version.question_set.code, number=version.number)


def wants_part(request: HttpRequest) -> bool:
    """Whether the script asks, for a part of the page."""
    return FRAGMENT_HEADER in request.headers
