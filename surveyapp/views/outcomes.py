"""Targets: everybody with a role reads what became of them, whoever runs rounds sets them."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_safe

from questionnaires.models import OutcomeTarget, Programme
from questionnaires.queries.releases import released_rounds_of
from questionnaires.services.errors import ServiceError
from questionnaires.services.targets import change_target, drop_target, is_answered, set_target
from surveyapp.access import programme_with_targets_for, released_programme_for, target_for
from surveyapp.outcome_pages import (
    is_mean,
    near_goal,
    outcomes_page,
    start_of,
    starting_choices,
)

SECTION = {"section": "results"}
#: Favourable shares are typed in percent.
PERCENT = 100


class AimForm(forms.Form):
    """What is to be reached, in which round, by whom."""

    to_value = forms.FloatField(
        label=gettext_lazy("To reach"),
        help_text=gettext_lazy(
            "Of a favourable share the percentage: 65. Of a question that asks for a number the "
            "mean, in its unit. Of software delivery the score, up to 10: answers in six bands "
            "count 0, 2, 4, 6, 8 and 10, a rate of 15 per cent counts 8.5."
        ),
        widget=forms.NumberInput(attrs={"step": "any", "inputmode": "decimal"}),
    )
    due = forms.CharField(
        label=gettext_lazy("In which round"),
        max_length=OutcomeTarget._meta.get_field("due").max_length,
        help_text=gettext_lazy(
            "Its code, which need not be there yet: 2027-autumn. The target is answered when that "
            "round is released."
        ),
    )
    by = forms.CharField(
        label=gettext_lazy("Who works on it"),
        required=False,
        max_length=OutcomeTarget._meta.get_field("by").max_length,
        help_text=gettext_lazy("A team, where you want to say so."),
    )
    objective = forms.CharField(
        label=gettext_lazy("Objective"),
        required=False,
        max_length=OutcomeTarget._meta.get_field("objective").max_length,
        help_text=gettext_lazy("The objective or key result that it belongs to, in a few words."),
    )
    note = forms.CharField(
        label=gettext_lazy("Note"),
        required=False,
        max_length=OutcomeTarget._meta.get_field("note").max_length,
        widget=forms.Textarea(attrs={"rows": 3}),
    )

    def __init__(self, *args: Any, current: OutcomeTarget | None = None, **kwargs: Any) -> None:
        kwargs["label_suffix"] = ""
        self.is_mean = current is not None and is_mean(current.round, current.kind, current.measure)
        if current is not None:
            initial = {name: getattr(current, name) for name in AimForm.base_fields}
            shown = current.to_value if self.is_mean else round(current.to_value * PERCENT, 6)
            kwargs["initial"] = initial | {"to_value": f"{shown:g}"}
        super().__init__(*args, **kwargs)

    def clean_to_value(self) -> float:
        """A share as a fraction, as it is stored."""
        typed: float = self.cleaned_data["to_value"]
        return typed if self.is_mean else typed / PERCENT


class TargetForm(AimForm):
    """The same, and which figure it is about."""

    measure = forms.ChoiceField(label=gettext_lazy("What"))
    field_order = ("measure", "to_value", "due", "by", "objective", "note")

    def __init__(self, *args: Any, programme: Programme, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.newest = released_rounds_of(programme).latest("position")
        self.fields["measure"].choices = starting_choices(programme)  # type: ignore[attr-defined]

    def clean_measure(self) -> str:
        """Which kind of figure decides how the value is read."""
        chosen: str = self.cleaned_data["measure"]
        kind, _colon, code = chosen.partition(":")
        self.is_mean = is_mean(self.newest, kind, code)
        return chosen


class NoteForm(forms.Form):
    """What is written beside a target that is answered."""

    note = forms.CharField(
        label=gettext_lazy("Note"),
        required=False,
        max_length=OutcomeTarget._meta.get_field("note").max_length,
        widget=forms.Textarea(attrs={"rows": 3}),
    )


class DropForm(forms.Form):
    """Why a target is given up."""

    because = forms.CharField(
        label=gettext_lazy("Why"),
        max_length=OutcomeTarget._meta.get_field("dropped_because").max_length,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text=gettext_lazy("It stands beside the target, which stays on the page."),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kwargs["label_suffix"] = ""
        super().__init__(*args, **kwargs)


@require_safe
def programme_outcomes(request: HttpRequest, programme: str) -> HttpResponse:
    """All targets of a programme, open ones first, with what became of them."""
    page = outcomes_page(released_programme_for(request, programme))
    return render(request, "results/outcomes.html", {**SECTION, "page": page})


@require_http_methods(["GET", "HEAD", "POST"])
def target_new(request: HttpRequest, programme: str) -> HttpResponse:
    """Set a target on what the newest release shows; ``?measure=`` names a figure to start from."""
    found = programme_with_targets_for(request, programme)
    initial = {"measure": request.GET.get("measure", "")}
    form = TargetForm(request.POST or None, programme=found, initial=initial)
    if request.method == "POST" and form.is_valid():
        values = dict(form.cleaned_data)
        kind, _colon, code = values.pop("measure").partition(":")
        try:
            target = set_target(
                round=form.newest, kind=kind, measure=code, actor=_actor(request), **values
            )
        except ServiceError as error:
            form.add_error(None, str(error))
        else:
            return _told(request, target, _("The target is set."))
    context = {**SECTION, "programme": found, "form": form, "round": form.newest}
    return render(request, "results/target_new.html", context, status=422 if form.errors else 200)


@require_http_methods(["GET", "HEAD", "POST"])
def target_detail(request: HttpRequest, programme: str, target: str) -> HttpResponse:
    """A target to change; of one that is answered the note alone."""
    entry = target_for(request, programme, target)
    form: forms.Form
    if is_answered(entry) or entry.is_dropped:
        form = NoteForm(request.POST or None, initial={"note": entry.note}, label_suffix="")
    else:
        form = AimForm(request.POST or None, current=entry)
    if request.method == "POST" and form.is_valid():
        try:
            target_ = change_target(target=entry, actor=_actor(request), **form.cleaned_data)
        except ServiceError as error:
            form.add_error(None, str(error))
        else:
            return _told(request, target_, _("The target is changed."))
    context = {
        **SECTION,
        "target": entry,
        "form": form,
        "start": start_of(entry),
        "is_note": isinstance(form, NoteForm),
    }
    return render(request, "results/target.html", context, status=422 if form.errors else 200)


@require_http_methods(["GET", "HEAD", "POST"])
def target_drop(request: HttpRequest, programme: str, target: str) -> HttpResponse:
    """Asks why before a target is given up; POST gives it up."""
    entry = target_for(request, programme, target)
    form = DropForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            drop_target(target=entry, actor=_actor(request), **form.cleaned_data)
        except ServiceError as error:
            form.add_error(None, str(error))
        else:
            messages.success(request, _("The target is given up."))
            return redirect("programme-outcomes", programme)
    context = {**SECTION, "target": entry, "form": form, "start": start_of(entry)}
    return render(request, "results/target_drop.html", context, status=422 if form.errors else 200)


def _told(request: HttpRequest, target: OutcomeTarget, said: str) -> HttpResponse:
    """Back to all targets, with a warning where this one is nearer than would show."""
    messages.success(request, said)
    if not is_answered(target) and (near := near_goal(target)):
        messages.warning(request, near)
    return redirect("programme-outcomes", target.programme.code)


def _actor(request: HttpRequest) -> str:
    return request.user.get_username()
