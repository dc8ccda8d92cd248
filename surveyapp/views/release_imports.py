"""Releases of another Candor: one is looked at, and brought in as it is.

As with past rounds, the server keeps nothing meanwhile: the page carries the release, packed, to
the next step. Read there, it is judged anew.
"""

from __future__ import annotations

import base64
import binascii
import zlib
from typing import Any

from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.dateparse import parse_date
from django.utils.translation import gettext as _
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_http_methods

from questionnaires.formats.question_set_parts import one_line
from questionnaires.models import Round
from questionnaires.services.errors import ServiceError
from questionnaires.services.imported_rounds import titled
from questionnaires.services.release_imports import (
    FoundRelease,
    found_release,
    import_release,
    looks_like_release,
)
from surveyapp.access import Role, require
from surveyapp.posted import posted
from surveyapp.round_pages import SECTION
from surveyapp.views.past_round_forms import CANDOR

_MEGABYTE = 1024 * 1024
#: Enough of a file to see whether it is an object of JSON.
_BEGINNING = 64


def is_release_upload(request: HttpRequest) -> bool:
    """Whether a release is sent, or should be: the tool is said to be Candor."""
    if request.method != "POST" or "table" in request.POST:
        return False
    file = request.FILES.get("file")
    if file is None:
        return request.POST.get("preset") == CANDOR
    beginning = file.read(_BEGINNING)
    file.seek(0)
    return request.POST.get("preset") == CANDOR or looks_like_release(beginning)


def uploaded_release_page(request: HttpRequest) -> HttpResponse:
    """What would come in of an uploaded release; ``ServiceError`` where it cannot."""
    require(request, Role.ANALYST)
    file = request.FILES.get("file")
    if file is None:
        raise ServiceError(_("No file is chosen. Choose a file, then press “Read the file”."))
    if (file.size or 0) > settings.UPLOAD_MAX_BYTES:
        raise _too_large(file.name or "", file.size or 0)
    name = file.name or _("the file")
    found = found_release(data=file.read(), name=name)
    title = one_line(posted(request, "programme_title"))
    return _release_page(request, found, packed(found.text), title)


@require_http_methods(["GET", "HEAD", "POST"])
@cache_control(no_store=True, private=True)
def round_import_release(request: HttpRequest) -> HttpResponse:
    """POST brings the release in that the page carried."""
    user = require(request, Role.ANALYST)
    if request.method != "POST":
        return redirect("round-import")
    title = one_line(posted(request, "programme_title"))
    try:
        data = unpacked(request.POST.get("release", ""))
        round_ = import_release(
            found=found_release(data=data, name=_("the file")),
            actor=user.get_username(),
            programme_title=title,
        )
    except ServiceError as error:
        context = {**SECTION, "problems": str(error).splitlines()}
        return render(request, "past_rounds/release.html", context, status=422)
    said = _("%(round)s came in as it was released, byte for byte.")
    messages.success(request, said % {"round": round_.title})
    return redirect("round-results", round_.programme.code, round_.code)


def packed(text: str) -> str:
    """A text for a hidden field, whose line ends a browser would change."""
    return base64.b64encode(zlib.compress(text.encode(), 9)).decode()


def unpacked(field: str) -> bytes:
    """The inverse of :func:`packed`, bounded; ``ServiceError`` for anything else."""
    reading = zlib.decompressobj()
    try:
        data = reading.decompress(
            base64.b64decode(field, validate=True), settings.UPLOAD_MAX_BYTES + 1
        )
    except (binascii.Error, ValueError, zlib.error) as error:
        raise ServiceError(
            _("The page did not carry the release on. Choose the file again.")
        ) from error
    if len(data) > settings.UPLOAD_MAX_BYTES:
        raise _too_large(_("the file"), len(data))
    return data


def _too_large(name: str, size: int) -> ServiceError:
    return ServiceError(
        _(
            "%(name)s has %(size).1f MB; a file may have %(limit).1f MB here. For a larger one: "
            "python manage.py import_release FILE"
        )
        % {
            "name": name,
            "size": size / _MEGABYTE,
            "limit": settings.UPLOAD_MAX_BYTES / _MEGABYTE,
        }
    )


def _release_page(
    request: HttpRequest, found: FoundRelease, carried: str, programme_title: str
) -> HttpResponse:
    if len(carried) > (settings.DATA_UPLOAD_MAX_MEMORY_SIZE or 0) * 3 // 4:
        raise _too_large(_("the file"), len(found.text.encode()))
    facts, everybody = found.release.round, found.release.organisation
    context: dict[str, Any] = {
        **SECTION,
        "found": found,
        "facts": facts,
        "everybody": everybody,
        "units": len(found.release.units),
        "mode": dict(Round.Mode.choices)[facts.mode],
        "opened_on": parse_date(facts.opened_on or ""),
        "closed_on": parse_date(facts.closed_on or ""),
        "told": found.cells["Shown"],
        "bands": found.cells["Band"],
        "hidden": found.cells["Hidden"],
        "rounds": found.programme.rounds.count() if found.programme else 0,
        "programme_title": programme_title or titled(facts.programme),
        "carried": carried,
    }
    return render(request, "past_rounds/release.html", context)
