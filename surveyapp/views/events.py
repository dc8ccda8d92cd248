"""Events of the organisation: a list with a form, for those who run the rounds of a programme."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST

from questionnaires.models import Event
from questionnaires.services.errors import ServiceError
from questionnaires.services.events import add_event, remove_event
from surveyapp.access import Role, programme_for
from surveyapp.round_pages import SECTION


class EventForm(forms.Form):
    """A day and a few words."""

    on = forms.DateField(
        label=gettext_lazy("Day"),
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
    )
    title = forms.CharField(
        label=gettext_lazy("What happened"),
        max_length=Event._meta.get_field("title").max_length,
        help_text=gettext_lazy("A few words, as they stand in the chart: New CI"),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kwargs["label_suffix"] = ""
        super().__init__(*args, **kwargs)


@require_http_methods(["GET", "HEAD", "POST"])
def programme_events(request: HttpRequest, code: str) -> HttpResponse:
    """The events of a programme by day; POST adds one."""
    programme = programme_for(request, Role.ANALYST, code)
    form = EventForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            event = add_event(
                programme=programme, actor=request.user.get_username(), **form.cleaned_data
            )
        except ServiceError as error:
            form.add_error(None, str(error))
        else:
            messages.success(request, _("“%(title)s” is added.") % {"title": event.title})
            return redirect("programme-events", code)
    context = {**SECTION, "programme": programme, "form": form, "events": programme.events.all()}
    return render(request, "rounds/events.html", context, status=422 if form.errors else 200)


@require_POST
def event_remove(request: HttpRequest, code: str) -> HttpResponse:
    """Take an event back; it can be added again."""
    programme = programme_for(request, Role.ANALYST, code)
    form = EventForm(request.POST)
    event = programme.events.filter(**form.cleaned_data).first() if form.is_valid() else None
    if event is not None:
        remove_event(event=event, actor=request.user.get_username())
        messages.success(request, _("“%(title)s” is removed.") % {"title": event.title})
    return redirect("programme-events", code)
