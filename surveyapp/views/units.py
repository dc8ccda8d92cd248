"""A unit: its people, its history, and a new name or place for it."""

from __future__ import annotations

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods

from questionnaires.formats.roster_values import LONGEST_PATH
from questionnaires.queries.people import people_by_unit
from questionnaires.services.errors import ServiceError
from questionnaires.services.roster import field_period_rules
from questionnaires.services.units import Renamed, rename_unit
from surveyapp.access import unit_for


class PathForm(forms.Form):
    """Where a unit is."""

    path = forms.CharField(
        label=gettext_lazy("Path"),
        max_length=LONGEST_PATH,
        help_text=gettext_lazy(
            "Department/Team. Another last part renames it, another beginning moves it; all below "
            "it goes along. Units above it that are not there are made."
        ),
    )


@require_http_methods(["GET", "HEAD", "POST"])
def unit_detail(request: HttpRequest, path: str) -> HttpResponse:
    """A unit with its people and former paths; POST renames or moves it."""
    unit = unit_for(request, path)
    form = PathForm(request.POST if request.method == "POST" else None, initial={"path": path})
    if form.is_bound and form.is_valid():
        try:
            renamed = rename_unit(
                unit=unit, path=form.cleaned_data["path"], actor=request.user.get_username()
            )
        except ServiceError as error:
            form.add_error("path", str(error))
        else:
            messages.success(request, renamed_words(renamed))
            return redirect("unit-detail", path=renamed.unit.path)
    here = people_by_unit(unit=unit.path)
    context = {
        "section": "people",
        "unit": unit,
        "form": form,
        "people": here[0].people if here else (),
        "below": unit.children.filter(retired_on=None),
        "former": unit.former_paths.order_by("-until", "-pk"),
        "while_open": field_period_rules(),
    }
    return render(request, "people/unit.html", context, status=422 if form.errors else 200)


def renamed_words(renamed: Renamed) -> str:
    """What renaming a unit has done, as sentences."""
    said = [
        _("%(former)s is %(path)s now.") % {"former": renamed.former, "path": renamed.unit.path},
        *(_("%(path)s is a new unit.") % {"path": path} for path in renamed.created),
        *(_("%(path)s has come back.") % {"path": path} for path in renamed.returned),
        *(
            _("%(path)s is retired: nobody works there any more.") % {"path": path}
            for path in renamed.retired
        ),
    ]
    return " ".join(said)
