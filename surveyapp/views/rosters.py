"""Rosters: looked at before they are applied, and asked about twice where many people would go."""

from __future__ import annotations

from dataclasses import dataclass

from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods

from questionnaires.queries.people import declared_attributes
from questionnaires.services.roster import ImportResult, ShrinkError, import_roster
from surveyapp.access import Role, require

PROBLEMS_SHOWN = 20
_MEGABYTE = 1024 * 1024


@dataclass(frozen=True, slots=True)
class Upload:
    """What somebody handed in: the text to hand back, the bytes, and why they cannot be read."""

    text: str = ""
    data: bytes = b""
    error: str = ""


@require_http_methods(["GET", "HEAD", "POST"])
def roster_import(request: HttpRequest) -> HttpResponse:
    """POST checks a roster and says what would change; with ``apply`` it is applied."""
    user = require(request, Role.ADMIN)
    upload, result, refused = Upload(), None, ""
    if request.method == "POST":
        upload = read_upload(request)
        if not upload.error:
            try:
                result = import_roster(
                    data=upload.data,
                    actor=user.get_username(),
                    dry_run="apply" not in request.POST,
                    confirm_shrink="confirm_shrink" in request.POST,
                )
            except ShrinkError as error:
                refused = str(error)
                result = import_roster(data=upload.data, actor=user.get_username(), dry_run=True)
            if result.applied:
                messages.success(request, _applied(result))
                return redirect("people")
            upload = _to_hand_back(upload, result)
    context = {
        "section": "people",
        "upload": upload,
        "result": result,
        "refused": refused,
        "problems": result.problems[:PROBLEMS_SHOWN] if result else (),
        "more_problems": max(0, len(result.problems) - PROBLEMS_SHOWN) if result else 0,
        "attributes": declared_attributes(),
    }
    bad = bool(upload.error or refused or (result and result.problems))
    return render(request, "people/roster.html", context, status=422 if bad else 200)


def read_upload(request: HttpRequest) -> Upload:
    """The roster as a file or, after a first look, as text; bounded before it is read."""
    text = request.POST.get("text", "")
    file = request.FILES.get("file")
    if file is None:
        if not text.strip():
            return Upload(error=_("No file is chosen. Choose a file, then press “Check”."))
        return Upload(text=text, data=text.encode())
    size, limit = file.size or 0, roster_limit()
    if size > limit:
        return Upload(error=_too_large(file.name or "", size, limit))
    data = file.read()
    if data.startswith(b"PK"):
        return Upload(data=data)  # a workbook; its text is what the service reads in it
    try:
        return Upload(text=data.decode("utf-8-sig"), data=data)
    except UnicodeDecodeError:
        return Upload(data=data)  # the service says where it is not UTF-8


def roster_limit() -> int:
    """Bytes that a roster may have: it comes back as text in a form, which is bounded too."""
    form = settings.DATA_UPLOAD_MAX_MEMORY_SIZE or settings.UPLOAD_MAX_BYTES
    return int(min(settings.UPLOAD_MAX_BYTES, form) * 4 // 5)


def _to_hand_back(upload: Upload, result: ImportResult) -> Upload:
    """With the text that the next form carries; nothing is kept on the server meanwhile."""
    if upload.text:
        return upload
    size, limit = len(result.text.encode()), roster_limit()
    if size > limit:
        return Upload(error=_too_large(_("The workbook as text"), size, limit))
    return Upload(text=result.text, data=upload.data)


def _too_large(name: str, size: int, limit: int) -> str:
    return _(
        "%(name)s has %(size).1f MB; a roster may have %(limit).1f MB here. For a larger "
        "one: python manage.py import_roster FILE"
    ) % {"name": name, "size": size / _MEGABYTE, "limit": limit / _MEGABYTE}


def _applied(result: ImportResult) -> str:
    total = ngettext("%(n)s person in all.", "%(n)s people in all.", result.total)
    applied = _("The roster is applied.")
    return f"{applied} {result.in_words} {total % {'n': result.total}}"
