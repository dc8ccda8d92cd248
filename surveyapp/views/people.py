"""People: who can be invited, unit by unit, and the roster that says so."""

from __future__ import annotations

from dataclasses import dataclass

from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods

from questionnaires.models import Round
from questionnaires.queries.people import people_by_unit
from questionnaires.services.roster import ImportResult, import_roster
from surveyapp.access import Role, require

PROBLEMS_SHOWN = 20
_MEGABYTE = 1024 * 1024


@dataclass(frozen=True, slots=True)
class Roster:
    """What somebody handed in: the text, and why it cannot be read."""

    text: str = ""
    data: bytes = b""
    error: str = ""


@require_http_methods(["GET", "HEAD", "POST"])
def people(request: HttpRequest) -> HttpResponse:
    """Units with their people. POST checks a roster; with ``apply`` it is applied."""
    user = require(request, Role.ADMIN)
    roster, result = Roster(), None
    if request.method == "POST":
        roster = read_upload(request)
        if not roster.error:
            dry_run = "apply" not in request.POST
            result = import_roster(data=roster.data, actor=user.get_username(), dry_run=dry_run)
            if result.applied:
                messages.success(request, _applied(result))
                return redirect("people")
    units = people_by_unit()
    context = {
        "section": "people",
        "units": units,
        "total": sum(len(unit.people) for unit in units),
        "roster": roster,
        "result": result,
        "problems": result.problems[:PROBLEMS_SHOWN] if result else (),
        "more_problems": max(0, len(result.problems) - PROBLEMS_SHOWN) if result else 0,
        "open_rounds": Round.objects.filter(
            status=Round.Status.OPEN, mode=Round.Mode.CONFIDENTIAL
        ).select_related("programme"),
    }
    bad = bool(roster.error or (result and result.problems))
    return render(request, "people/people.html", context, status=422 if bad else 200)


def read_upload(request: HttpRequest) -> Roster:
    """The roster as a file or, after a first look, as text; bounded before it is read."""
    text = request.POST.get("text", "")
    upload = request.FILES.get("file")
    if upload is None:
        if not text.strip():
            return Roster(error=_("No file is chosen. Choose a CSV file, then press “Check”."))
        return Roster(text=text, data=text.encode())
    size, limit = upload.size or 0, roster_limit()
    if size > limit:
        return Roster(
            error=_(
                "%(name)s has %(size).1f MB; a roster may have %(limit).1f MB here. For a larger "
                "one: python manage.py import_roster FILE"
            )
            % {
                "name": upload.name,
                "size": size / _MEGABYTE,
                "limit": limit / _MEGABYTE,
            }
        )
    data = upload.read()
    try:
        return Roster(text=data.decode("utf-8-sig"), data=data)
    except UnicodeDecodeError:
        return Roster(data=data)  # the service says where it is not UTF-8


def roster_limit() -> int:
    """Bytes that a roster may have: it comes back as text in a form, which is bounded too."""
    form = settings.DATA_UPLOAD_MAX_MEMORY_SIZE or settings.UPLOAD_MAX_BYTES
    return int(min(settings.UPLOAD_MAX_BYTES, form) * 4 // 5)


def _applied(result: ImportResult) -> str:
    total = ngettext("%(n)s person in all.", "%(n)s people in all.", result.total)
    return f"{_('The roster is applied.')} {result.in_words} {total % {'n': result.total}}"
