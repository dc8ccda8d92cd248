"""Advice on a draft: while it is typed, in a list, overruled with a note."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from analysis.instrument import Item
from questionnaires.advice.judging import advice_on_item
from questionnaires.models import QuestionSetVersion
from questionnaires.services.advice import overrule_advice, take_up_advice
from questionnaires.services.draft_changes import ChangeError, item_of
from questionnaires.services.errors import ServiceError
from surveyapp.access import Role, require, version_for
from surveyapp.advice_pages import Shown, circumstances, counsel_of, shown
from surveyapp.editor_pages import manuscript_of
from surveyapp.question_set_pages import document_of
from surveyapp.views.editor import FORMS, FRAGMENT_HEADER, SECTION
from surveyapp.views.editor_forms import Desk, EditForm

#: The forms that are judged while they are filled in.
JUDGED = ("text", "add-item", "tags", "scale")
#: The code of a question that has none yet.
NEW = "new"


@require_safe
def version_advice(request: HttpRequest, code: str, number: int) -> HttpResponse:
    """All advice on a version: what stands, and what was overruled and why."""
    version = version_for(request, code, number)
    return render(request, "question_sets/advice.html", _listed(version))


@require_POST
def version_judged(
    request: HttpRequest, code: str, number: int, kind: str, target: str
) -> HttpResponse:
    """Advice on a form as it is filled in; nothing is stored."""
    require(request, Role.AUTHOR)
    version = version_for(request, code, number)
    if kind not in JUDGED or version.is_published:
        raise Http404
    desk = Desk(version, version.instrument)
    try:
        item = _written(FORMS[kind](request.POST, desk=desk, target=target), kind)
    except ChangeError:
        item = None  # it was removed meanwhile: saving will say so
    given = advice_on_item(item, desk.draft.language, circumstances()) if item else ()
    about = [one for one in shown(given, version, desk.draft) if one.overruled is None]
    return render(request, "editor/advice_found.html", {"about": about})


@require_POST
def version_overrule(request: HttpRequest, code: str, number: int) -> HttpResponse:
    """Keep something as it is, with a note."""
    user = require(request, Role.AUTHOR)
    version = version_for(request, code, number)
    found = _asked_for(request, version)
    if found is None:
        return _back(request, version, _("That advice is not given any more."), is_refused=True)
    try:
        overrule_advice(
            version=version,
            advice=found.advice,
            note=request.POST.get("note", ""),
            actor=user.get_username(),
        )
    except ServiceError as refused:
        return _back(request, version, str(refused), found.anchor, is_refused=True)
    said = _("Left as it is. The advice comes back when what it is about changes.")
    return _back(request, version, said, found.anchor)


@require_POST
def version_take_up(request: HttpRequest, code: str, number: int) -> HttpResponse:
    """Take advice up again that was overruled."""
    user = require(request, Role.AUTHOR)
    version = version_for(request, code, number)
    found = _asked_for(request, version)
    if found is None or found.overruled is None:
        return _back(request, version, _("That advice is not overruled."), is_refused=True)
    try:
        take_up_advice(version=version, overruled=found.overruled, actor=user.get_username())
    except ServiceError as refused:
        return _back(request, version, str(refused), found.anchor, is_refused=True)
    return _back(request, version, _("The advice stands again."), found.anchor)


def _written(form: EditForm, kind: str) -> Item | None:
    """The question as the form has it, with what is wrong in it left out."""
    form.is_valid()
    data: dict[str, Any] = form.cleaned_data
    if kind == "add-item":
        if "scale" not in data:
            return None
        chosen = form.chosen()  # type: ignore[attr-defined]
        return Item(NEW, "", chosen).worded(data.get("text", ""), data.get("help", ""))
    item = item_of(form.desk.draft, form.target)
    if kind == "text":
        return item.worded(data.get("text", ""), data.get("help", ""))
    if kind == "scale":
        return replace(item, scale=form.chosen()) if "scale" in data else None  # type: ignore[attr-defined]
    return replace(
        item,
        required=data.get("required", False),
        allows_na=data.get("allows_na", False),
        reverse=data.get("reverse", False),
        attribute=data.get("attribute", False),
        dora=data.get("dora") or None,
    )


def _asked_for(request: HttpRequest, version: QuestionSetVersion) -> Shown | None:
    """The advice that a form names, if it is still given."""
    key = tuple(request.POST.get(name, "") for name in ("rule", "place", "digest"))
    document = document_of(version)
    counsel = counsel_of(version, document.instrument, document.survey.most_minutes)
    return next((one for one in counsel.all if one.advice.key == key), None)


def _listed(version: QuestionSetVersion) -> dict[str, Any]:
    document = document_of(version)
    counsel = counsel_of(version, document.instrument, document.survey.most_minutes)
    return {**SECTION, "version": version, "counsel": counsel, "from_list": True}


def _back(
    request: HttpRequest,
    version: QuestionSetVersion,
    said: str,
    anchor: str = "",
    *,
    is_refused: bool = False,
) -> HttpResponse:
    """The page that the form stood on, which says what became of it."""
    if FRAGMENT_HEADER in request.headers and not version.is_published:
        context = {**SECTION, "manuscript": manuscript_of(version), "said": said, "anchor": anchor}
        return render(request, "editor/document.html", context)
    (messages.error if is_refused else messages.success)(request, said)
    number = version.number
    if "from_list" in request.POST or version.is_published:
        return redirect("version-advice", code=version.question_set.code, number=number)
    address = reverse("version-edit", args=[version.question_set.code, number])
    return HttpResponseRedirect(f"{address}#{anchor}")
