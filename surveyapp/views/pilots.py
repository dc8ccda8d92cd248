"""Pilots for authors: made with their links, read, ended, deleted; notes beside the items."""

from __future__ import annotations

from datetime import date, timedelta
from http import HTTPStatus
from typing import Any

from django import forms
from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from questionnaires.formats.pilot_notes_csv import write_pilot_notes
from questionnaires.models import Pilot
from questionnaires.models.pilots import FEWEST_LINKS, MOST_LINKS, MOST_TOLD
from questionnaires.queries.pilots import pilots_of
from questionnaires.services.errors import ServiceError
from questionnaires.services.pilots import (
    MOST_DAYS,
    USUAL_DAYS,
    MadePilot,
    PilotOverError,
    delete_note,
    delete_pilot,
    end_pilot,
    make_pilot,
    write_note,
)
from surveyapp.access import pilot_for, pilot_note_for, version_for
from surveyapp.pilot_pages import SECTION, exported_notes, pilot_page
from surveyapp.posted import posted

#: Links that a pilot has unless told.
USUAL_LINKS = 8


class PilotForm(forms.Form):
    """What the pilot is called, what testers read, for how many it is and until when."""

    title = forms.CharField(
        label=gettext_lazy("Title"),
        max_length=Pilot._meta.get_field("title").max_length,
        help_text=gettext_lazy("For you, so that you find it again. Testers do not see it."),
    )
    told = forms.CharField(
        label=gettext_lazy("What testers read first"),
        required=False,
        max_length=MOST_TOLD,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=gettext_lazy("Who asks, what to look out for, whom to tell what was unclear."),
    )
    links = forms.IntegerField(
        label=gettext_lazy("Links"),
        min_value=FEWEST_LINKS,
        max_value=MOST_LINKS,
        initial=USUAL_LINKS,
        help_text=gettext_lazy(
            "One for each tester, at least five. Make some more than you need: not everybody "
            "sends times."
        ),
    )
    ends_on = forms.DateField(
        label=gettext_lazy("Last day"),
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
    )

    def __init__(self, *args: Any, today: date, **kwargs: Any) -> None:
        kwargs["label_suffix"] = ""
        kwargs["initial"] = {"ends_on": today + timedelta(days=USUAL_DAYS)}
        super().__init__(*args, **kwargs)
        day = self.fields["ends_on"]
        day.help_text = _("%(days)s days from now at the latest.") % {"days": MOST_DAYS}
        last = today + timedelta(days=MOST_DAYS)
        day.widget.attrs |= {"min": today.isoformat(), "max": last.isoformat()}


@require_http_methods(["GET", "HEAD", "POST"])
def version_pilots(request: HttpRequest, code: str, number: int) -> HttpResponse:
    """All pilots of a version with a form; POST makes one and shows its links this once."""
    version = version_for(request, code, number)
    today = timezone.localdate()
    form, made = PilotForm(request.POST or None, today=today), None
    if request.method == "POST" and form.is_valid():
        try:
            made = make_pilot(
                version=version, actor=request.user.get_username(), **form.cleaned_data
            )
        except ServiceError as error:
            form.add_error(None, str(error))
        else:
            form = PilotForm(today=today)
    context = {
        **SECTION,
        "version": version,
        "form": form,
        "made": made.pilot if made else None,
        "addresses": _addresses(made) if made else [],
        "pilots": pilots_of(version),
        "today": today,
    }
    status = HTTPStatus.UNPROCESSABLE_ENTITY if form.errors else HTTPStatus.OK
    response = render(request, "pilots/list.html", context, status=status)
    if made:  # secrets stay in no cache
        response.headers["Cache-Control"] = "no-store"
    return response


def _addresses(made: MadePilot) -> list[str]:
    return [settings.BASE_URL + reverse("trial", args=[secret]) for secret in made.secrets]


@require_http_methods(["GET", "HEAD", "POST"])
def pilot_detail(request: HttpRequest, code: str, number: int, pilot: str) -> HttpResponse:
    """A pilot: how it stands, times once it has ended, notes; POST writes a note."""
    found = pilot_for(request, code, number, pilot)
    item, text, error = posted(request, "item"), posted(request, "text"), ""
    if request.method == "POST":
        try:
            write_note(pilot=found, item=item, text=text, actor=request.user.get_username())
        except ServiceError as refusal:
            error = str(refusal)
        else:
            return redirect(f"{_address('pilot-detail', found)}#item-{item}")
    return _render_pilot(request, found, item=item, text=text, note_error=error)


def _render_pilot(request: HttpRequest, pilot: Pilot, **said: Any) -> HttpResponse:
    """The page; ``note_error`` and ``error`` say what was refused, with what was typed."""
    page = pilot_page(pilot, today=timezone.localdate())
    refused = any(said.get(name) for name in ("note_error", "error"))
    status = HTTPStatus.UNPROCESSABLE_ENTITY if refused else HTTPStatus.OK
    context = {**SECTION, "version": pilot.version, "page": page, **said}
    return render(request, "pilots/detail.html", context, status=status)


@require_POST
def pilot_end(request: HttpRequest, code: str, number: int, pilot: str) -> HttpResponse:
    """End a pilot: its links open nothing any more, and medians take the place of times."""
    found = pilot_for(request, code, number, pilot)
    try:
        end_pilot(pilot=found, actor=request.user.get_username())
    except PilotOverError as over:
        messages.info(request, str(over))
        return redirect("version-pilots", code=code, number=number)
    messages.success(request, _("The pilot is ended. Its links and all times are destroyed."))
    return redirect(_address("pilot-detail", found))


@require_POST
def pilot_delete(request: HttpRequest, code: str, number: int, pilot: str) -> HttpResponse:
    """Delete a pilot with its notes, once the box is ticked."""
    found = pilot_for(request, code, number, pilot)
    if "confirm" not in request.POST:
        error = _("Tick the box below: what is deleted cannot be brought back.")
        return _render_pilot(request, found, error=error)
    delete_pilot(pilot=found, actor=request.user.get_username())
    messages.success(request, _("The pilot is deleted, with its notes."))
    return redirect("version-pilots", code=code, number=number)


@require_safe
def pilot_notes(request: HttpRequest, code: str, number: int, pilot: str) -> HttpResponse:
    """The notes as CSV, in the order of the items."""
    found = pilot_for(request, code, number, pilot)
    return HttpResponse(
        write_pilot_notes(exported_notes(found)),
        content_type="text/csv; charset=utf-8",
        headers={"Content-Disposition": f'attachment; filename="{code}-{number}-notes.csv"'},
    )


@require_POST
def pilot_note_delete(
    request: HttpRequest, code: str, number: int, pilot: str, note: str
) -> HttpResponse:
    """Delete one note."""
    found = pilot_note_for(request, code, number, pilot, note)
    delete_note(note=found)
    messages.success(request, _("The note is deleted."))
    return redirect(f"{_address('pilot-detail', found.pilot)}#item-{found.item}")


def _address(name: str, pilot: Pilot) -> str:
    version = pilot.version
    return reverse(name, args=[version.question_set.code, version.number, pilot.code])
