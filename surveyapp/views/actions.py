"""What is done about the results of a round: written, published and taken back by who runs it."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST

from questionnaires.models import Action, OutcomeTarget, Round
from questionnaires.queries.actions import all_actions
from questionnaires.queries.targets import targets_of
from questionnaires.services.actions import (
    add_action,
    change_action,
    publish_action,
    remove_action,
    take_back_action,
)
from questionnaires.services.errors import ServiceError
from surveyapp.access import action_for, round_with_actions_for
from surveyapp.after_sending import construct_titles
from surveyapp.outcome_pages import names_of_targets
from surveyapp.round_pages import SECTION, address_of


class ActionForm(forms.Form):
    """What was said, and what is done about it."""

    said = forms.CharField(
        label=gettext_lazy("What was said"),
        max_length=Action._meta.get_field("said").max_length,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text=gettext_lazy("In your words, as the figures say it: Builds take too long."),
    )
    construct = forms.ChoiceField(
        label=gettext_lazy("Construct"),
        required=False,
        help_text=gettext_lazy("Of the questions that it is about, where there is one."),
    )
    target = forms.ChoiceField(
        label=gettext_lazy("Target"),
        required=False,
        help_text=gettext_lazy("That it is meant to reach; everybody who was asked reads it too."),
    )
    state = forms.ChoiceField(label=gettext_lazy("State"), choices=Action.State.choices)
    done = forms.CharField(
        label=gettext_lazy("What is done, or why not"),
        max_length=Action._meta.get_field("done").max_length,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=gettext_lazy("Of what you decided against, the reason."),
    )
    by = forms.CharField(
        label=gettext_lazy("Who does it"),
        required=False,
        max_length=Action._meta.get_field("by").max_length,
        help_text=gettext_lazy("A team, where you want to say so."),
    )
    on = forms.DateField(
        label=gettext_lazy("Day"),
        required=False,
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        help_text=gettext_lazy("When it was done, or is to be done, where you know."),
    )

    def __init__(
        self, *args: Any, round_: Round, current: Action | None = None, **kwargs: Any
    ) -> None:
        if current is not None:
            kwargs["initial"] = {name: getattr(current, name) for name in self.base_fields}
            kwargs["initial"]["target"] = current.target.code if current.target else ""
        kwargs["label_suffix"] = ""
        super().__init__(*args, **kwargs)
        titles = construct_titles(round_.version.instrument)
        self.targets = {
            one.code: one
            for one in targets_of(round_.programme)
            if not one.is_dropped or (current is not None and current.target_id == one.pk)
        }
        names = names_of_targets(self.targets.values())
        named = [(code, names[one.pk]) for code, one in self.targets.items()]
        self.fields["target"].choices = [("", _("none")), *named]  # type: ignore[attr-defined]
        self.fields["construct"].choices = [("", _("none")), *titles.items()]  # type: ignore[attr-defined]

    def clean_target(self) -> OutcomeTarget | None:
        """The target of that code."""
        return self.targets.get(self.cleaned_data["target"])


@require_http_methods(["GET", "HEAD", "POST"])
def round_actions(request: HttpRequest, programme: str, code: str) -> HttpResponse:
    """All entries of a round with a form; POST adds one as a draft.

    ``?target=`` names a target that the next entry is meant to reach.
    """
    round_ = round_with_actions_for(request, programme, code)
    initial = {"target": request.GET.get("target", "")}
    form = ActionForm(request.POST or None, round_=round_, initial=initial)
    if request.method == "POST" and form.is_valid():
        try:
            add_action(round=round_, actor=request.user.get_username(), **form.cleaned_data)
        except ServiceError as error:
            form.add_error(None, str(error))
        else:
            messages.success(request, _("The entry is stored as a draft."))
            return redirect(address_of("round-actions", round_))
    titles = construct_titles(round_.version.instrument)
    found = all_actions(round_).select_related("target__round__programme")
    names = names_of_targets({one.target for one in found if one.target})
    entries = [
        (one, titles.get(one.construct, ""), names.get(one.target_id or 0, "")) for one in found
    ]
    context = {**SECTION, "round": round_, "form": form, "entries": entries}
    return render(request, "rounds/actions.html", context, status=422 if form.errors else 200)


@require_http_methods(["GET", "HEAD", "POST"])
def round_action(request: HttpRequest, programme: str, code: str, action: str) -> HttpResponse:
    """One entry to change; a published one is changed for everybody at once."""
    entry = action_for(request, programme, code, action)
    form = ActionForm(request.POST or None, round_=entry.round, current=entry)
    if request.method == "POST" and form.is_valid():
        try:
            change_action(action=entry, actor=request.user.get_username(), **form.cleaned_data)
        except ServiceError as error:
            form.add_error(None, str(error))
        else:
            messages.success(request, _("The entry is changed."))
            return redirect(address_of("round-actions", entry.round))
    context = {**SECTION, "round": entry.round, "entry": entry, "form": form}
    return render(request, "rounds/action.html", context, status=422 if form.errors else 200)


@require_POST
def round_action_publish(
    request: HttpRequest, programme: str, code: str, action: str
) -> HttpResponse:
    """Show an entry to everybody who was asked, or (``draft``) to nobody of them any more.

    It leads back to the entries, or (``outcomes``) to the targets.
    """
    entry = action_for(request, programme, code, action)
    actor = request.user.get_username()
    if "draft" in request.POST:
        take_back_action(action=entry, actor=actor)
        messages.success(request, _("The entry is a draft again."))
    else:
        publish_action(action=entry, actor=actor)
        messages.success(request, _("The entry is published: everybody who was asked can read it."))
    if "outcomes" in request.POST:
        return redirect("programme-outcomes", programme)
    return redirect(address_of("round-actions", entry.round))


@require_http_methods(["GET", "HEAD", "POST"])
def round_action_remove(
    request: HttpRequest, programme: str, code: str, action: str
) -> HttpResponse:
    """Asks before an entry goes; POST removes it."""
    entry = action_for(request, programme, code, action)
    if request.method == "POST":
        remove_action(action=entry, actor=request.user.get_username())
        messages.success(request, _("The entry is removed."))
        return redirect(address_of("round-actions", entry.round))
    context = {**SECTION, "round": entry.round, "entry": entry}
    return render(request, "rounds/action_remove.html", context)
