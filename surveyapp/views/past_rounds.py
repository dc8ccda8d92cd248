"""Past rounds: a file of a survey tool is matched step by step, looked at, and brought in.

The server keeps nothing of the file meanwhile: each page carries what is left of it to the next.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.contrib import messages
from django.contrib.auth.models import User
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.cache import cache_control
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_safe

from questionnaires.models.rounds import K_DEFAULT
from questionnaires.services.errors import ServiceError
from questionnaires.services.import_matching import (
    AnswersFile,
    MatchedColumn,
    asked_items,
    columns_of,
    labels_to_match,
    mapping_of,
    mapping_with_labels,
    read_answers_file,
)
from questionnaires.services.imported_rounds import refuse_second_import
from questionnaires.services.importing import ImportedColumn, ImportResult, import_round
from surveyapp.access import Role, require
from surveyapp.round_pages import SECTION
from surveyapp.views.past_round_forms import CANDOR, ColumnForm, FactsForm, LabelsForm
from surveyapp.views.release_imports import is_release_upload, uploaded_release_page

PROBLEMS_SHOWN = 20
_MEGABYTE = 1024 * 1024

private = cache_control(no_store=True, private=True)


@dataclass(frozen=True, slots=True)
class Step:
    """What a page carries to the next one: the facts, the answers as CSV, the mapping as CSV."""

    facts: FactsForm
    table: str
    mapping: str

    @property
    def context(self) -> dict[str, Any]:
        """For the templates."""
        return {**SECTION, "facts": self.facts, "table": self.table, "mapping": self.mapping}


@require_safe
@private
def round_import(request: HttpRequest) -> HttpResponse:
    """Asks for a file and what it does not say."""
    require(request, Role.ANALYST)
    return _facts_page(request, FactsForm())


@require_http_methods(["GET", "HEAD", "POST"])
@sensitive_post_parameters()
@private
def round_import_columns(request: HttpRequest) -> HttpResponse:
    """POST of a file proposes what each column asks; of an earlier step, shows it again.

    A release of Candor has no columns: what would come in is shown at once.
    """
    require(request, Role.ANALYST)
    if is_release_upload(request):
        try:
            return uploaded_release_page(request)
        except ServiceError as error:
            begun = {"preset": CANDOR, "programme_title": request.POST.get("programme_title", "")}
            return _facts_page(request, FactsForm(initial=begun), error)
    step = _carried(request)
    if isinstance(step, HttpResponse):
        return step
    facts = step.facts
    try:
        if "table" in request.POST:
            columns = columns_of(table=step.table, mapping=step.mapping.encode())
            return _columns_page(request, step, _column_forms(None, columns, facts))
        file = _read_file(request, facts)
        data = request.POST.copy()
        data["preset"] = file.preset
        step = Step(_checked(data), file.table, mapping_of(file.columns).decode())
        if all(column.is_kept for column in file.columns):
            messages.info(request, _("All columns are matched as last time."))
            return _labels_or_check(request, step)
    except ServiceError as error:
        return _facts_page(request, facts, error)
    return _columns_page(request, step, _column_forms(None, file.columns, facts), file)


@require_http_methods(["GET", "HEAD", "POST"])
@sensitive_post_parameters()
@private
def round_import_labels(request: HttpRequest) -> HttpResponse:
    """POST of what columns ask shows the labels that are no option yet, or what would come in."""
    require(request, Role.ANALYST)
    step = _carried(request)
    if isinstance(step, HttpResponse):
        return step
    try:
        if "again" in request.POST:
            return _labels_or_check(request, step, again=True)
        columns = columns_of(table=step.table, mapping=step.mapping.encode())
    except ServiceError as error:
        return _facts_page(request, step.facts, error)
    forms = _column_forms(request.POST, columns, step.facts)
    if [form for form in forms if not form.is_valid()]:
        return _columns_page(request, step, forms)
    mapping = mapping_of([form.matched for form in forms]).decode()
    try:
        return _labels_or_check(request, Step(step.facts, step.table, mapping))
    except ServiceError as error:
        return _columns_page(request, step, forms, error=error)


@require_http_methods(["GET", "HEAD", "POST"])
@sensitive_post_parameters()
@private
def round_import_check(request: HttpRequest) -> HttpResponse:
    """POST of what labels mean shows what would come in."""
    require(request, Role.ANALYST)
    step = _carried(request)
    if isinstance(step, HttpResponse):
        return step
    again = "again" in request.POST
    try:
        labels = labels_to_match(
            table=step.table, mapping=step.mapping.encode(), again=again, **step.facts.asked
        )
        form = LabelsForm(request.POST, labels=labels)
        if not form.is_valid():
            return _labels_page(request, step, form, again=again)
        mapping = mapping_with_labels(mapping=step.mapping.encode(), labels=form.chosen)
        return _check_page(request, Step(step.facts, step.table, mapping.decode()))
    except ServiceError as error:
        return _facts_page(request, step.facts, error)


@require_http_methods(["GET", "HEAD", "POST"])
@sensitive_post_parameters()
@private
def round_import_confirm(request: HttpRequest) -> HttpResponse:
    """POST brings the round in; what the page carried is gone with it."""
    user = require(request, Role.ANALYST)
    step = _carried(request)
    if isinstance(step, HttpResponse):
        return step
    try:
        result = _imported(step, user, dry_run=False)
        if result.round is None:
            return _check_page(request, step)
    except ServiceError as error:
        return _facts_page(request, step.facts, error)
    said = ngettext(
        "%(n)s response is counted. Nothing of the file is stored.",
        "%(n)s responses are counted. Nothing of the file is stored.",
        result.created,
    )
    messages.success(request, said % {"n": result.created})
    return redirect("round-results", result.round.programme.code, result.round.code)


@require_http_methods(["GET", "HEAD", "POST"])
@sensitive_post_parameters()
@private
def round_import_mapping(request: HttpRequest) -> HttpResponse:
    """POST gives back the mapping as the file that ``import_round`` reads."""
    require(request, Role.ANALYST)
    if request.method != "POST":
        return redirect("round-import")
    try:  # read and written anew, so that no cell of it is a formula
        mapping = mapping_with_labels(
            mapping=request.POST.get("mapping", "").encode(), labels={}
        ).decode()
    except ServiceError as error:
        return _facts_page(request, FactsForm(request.POST), error)
    response = HttpResponse(mapping.encode("utf-8-sig"), content_type="text/csv; charset=utf-8")
    response.headers["Content-Disposition"] = 'attachment; filename="mapping.csv"'
    return response


# ------------------------------------------------------------------ the pages


def _facts_page(
    request: HttpRequest, facts: FactsForm, error: ServiceError | None = None
) -> HttpResponse:
    problems = str(error).splitlines() if error else []
    context = {
        **SECTION,
        "facts": facts,
        "problems": problems[:PROBLEMS_SHOWN],
        "more_problems": max(0, len(problems) - PROBLEMS_SHOWN),
    }
    status = 422 if error or facts.errors else 200
    return render(request, "past_rounds/file.html", context, status=status)


def _columns_page(
    request: HttpRequest,
    step: Step,
    forms: list[ColumnForm],
    file: AnswersFile | None = None,
    error: ServiceError | None = None,
) -> HttpResponse:
    context = {
        **step.context,
        "file": file,
        "asked": [form for form in forms if not form.column.is_kept],
        "kept": [form for form in forms if form.column.is_kept],
        "problems": str(error).splitlines() if error else (),
    }
    bad = error or any(form.errors for form in forms)
    return render(request, "past_rounds/columns.html", context, status=422 if bad else 200)


def _labels_or_check(request: HttpRequest, step: Step, *, again: bool = False) -> HttpResponse:
    """The labels, or what would come in where each of them is an option."""
    labels = labels_to_match(
        table=step.table, mapping=step.mapping.encode(), again=again, **step.facts.asked
    )
    if not labels:
        return _check_page(request, step)
    return _labels_page(request, step, LabelsForm(labels=labels), again=again)


def _labels_page(
    request: HttpRequest, step: Step, form: LabelsForm, *, again: bool
) -> HttpResponse:
    context = {**step.context, "form": form, "again": again}
    status = 422 if form.errors else 200
    return render(request, "past_rounds/labels.html", context, status=status)


def _check_page(request: HttpRequest, step: Step) -> HttpResponse:
    result = _imported(step, require(request, Role.ANALYST), dry_run=True)
    context = {
        **step.context,
        "result": result,
        "columns": [(column, *_shown(column)) for column in result.columns],
        "problems": result.problems[:PROBLEMS_SHOWN],
        "k": K_DEFAULT,
    }
    status = 422 if result.problems else 200
    return render(request, "past_rounds/check.html", context, status=status)


# ------------------------------------------------------------------ what they need


def _carried(request: HttpRequest) -> Step | HttpResponse:
    """What the page before carried; the first page where it cannot be gone on with."""
    if request.method != "POST":
        return redirect("round-import")
    facts = FactsForm(request.POST)
    if not facts.is_valid():
        return _facts_page(request, facts)
    table = request.POST.get("table", "")
    try:
        _refuse_large(table, _("the file"))
    except ServiceError as error:
        return _facts_page(request, facts, error)
    return Step(facts, table, request.POST.get("mapping", ""))


def _checked(data: QueryDict) -> FactsForm:
    """Facts that are known to be valid, with the tool that was recognised."""
    facts = FactsForm(data)
    facts.is_valid()
    return facts


def _read_file(request: HttpRequest, facts: FactsForm) -> AnswersFile:
    """What a file holds; bounded before it is read."""
    refuse_second_import(facts.cleaned_data["programme"], facts.cleaned_data["code"])
    file = request.FILES.get("file")
    if file is None:
        raise ServiceError(_("No file is chosen. Choose a file, then press “Read the file”."))
    if (file.size or 0) > settings.UPLOAD_MAX_BYTES:
        raise _too_large(file.name or "", file.size or 0, settings.UPLOAD_MAX_BYTES)
    found = read_answers_file(
        data=file.read(),
        name=file.name or _("the file"),
        preset=facts.cleaned_data["preset"],
        **facts.asked,
    )
    _refuse_large(found.table, file.name or "")
    return found


def _refuse_large(table: str, name: str) -> None:
    """Refuse answers for which a page has no room beside the rest of its form."""
    form = settings.DATA_UPLOAD_MAX_MEMORY_SIZE or settings.UPLOAD_MAX_BYTES
    size, limit = len(table.encode()), form * 3 // 4
    if size > limit:
        raise _too_large(name, size, limit)


def _too_large(name: str, size: int, limit: int) -> ServiceError:
    return ServiceError(
        _(
            "%(name)s has %(size).1f MB; a file may have %(limit).1f MB here. For a larger one: "
            "python manage.py import_round FILE"
        )
        % {"name": name, "size": size / _MEGABYTE, "limit": limit / _MEGABYTE}
    )


def _column_forms(
    data: QueryDict | None, columns: tuple[MatchedColumn, ...], facts: FactsForm
) -> list[ColumnForm]:
    items = asked_items(**facts.asked)
    return [
        ColumnForm(data, column=column, items=items, prefix=f"c{number}")
        for number, column in enumerate(columns)
    ]


def _imported(step: Step, user: User, *, dry_run: bool) -> ImportResult:
    return import_round(
        data=step.table.encode(),
        mapping=step.mapping.encode(),
        actor=user.get_username(),
        dry_run=dry_run,
        name=_("the file"),
        mapping_name=_("the mapping"),
        version=step.facts.cleaned_data["version"],
        kept_as=step.facts.cleaned_data["preset"],
        **step.facts.rules,
    )


def _shown(column: ImportedColumn) -> tuple[list[tuple[str, int]], int]:
    """Answers by label, and how many more stand under labels that few people wrote."""
    given = [(label, n) for label, n in column.matched.items() if n]
    if not column.is_learned:
        return given, 0
    shown = [(label, n) for label, n in given if n >= K_DEFAULT]
    return shown, column.answers - sum(n for _label, n in shown)
