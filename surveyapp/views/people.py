"""People: who can be invited, unit by unit, and one by one."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_safe

from questionnaires.models import Person
from questionnaires.queries.people import (
    code_of,
    declared_attributes,
    head_count,
    people_by_unit,
)
from questionnaires.queries.units import retired_units
from questionnaires.services.erasing import UnfinishedError
from questionnaires.services.people import delete_person, nameless_invitations, set_standing
from questionnaires.services.roster import field_period_rules
from surveyapp.access import Role, person_for, require

#: Above so many people a page lists units only, and people on the page of their unit.
PEOPLE_LISTED = 1_500


class StandingForm(forms.Form):
    """Whether a person is asked."""

    standing = forms.ChoiceField(
        label=gettext_lazy("Standing"), choices=Person.Standing.choices, widget=forms.RadioSelect
    )
    declined = forms.BooleanField(
        label=gettext_lazy("Has declined: does not want to be asked, in any round"), required=False
    )


@require_safe
def people(request: HttpRequest) -> HttpResponse:
    """Units with their people; ``?q=`` finds people."""
    require(request, Role.ADMIN)
    search = request.GET.get("q", "").strip()[:100]
    units = people_by_unit()
    found = people_by_unit(search=search) if search else units
    count = head_count(units)
    context = {
        "section": "people",
        "search": search,
        "units": found,
        "found": sum(len(unit.people) for unit in found),
        "count": count,
        "listed": bool(search) or count.total <= PEOPLE_LISTED,
        "retired": retired_units(),
        "attributes": declared_attributes(),
        "while_open": field_period_rules(),
    }
    return render(request, "people/people.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def person_detail(request: HttpRequest, code: str) -> HttpResponse:
    """What is known of a person; POST changes whether they are asked."""
    person = person_for(request, code)
    before = {"standing": person.standing, "declined": person.declined}
    form = StandingForm(request.POST if request.method == "POST" else None, initial=before)
    if form.is_bound and form.is_valid():
        set_standing(person=person, actor=request.user.get_username(), **form.cleaned_data)
        messages.success(request, _("The change is stored."))
        return redirect("person-detail", code=code)
    context = {
        "section": "people",
        "person": person,
        "code": code_of(person),
        "categories": _categories(person),
        "form": form,
        "while_open": field_period_rules(),
    }
    return render(request, "people/person.html", context, status=422 if form.errors else 200)


@require_http_methods(["GET", "HEAD", "POST"])
def person_delete(request: HttpRequest, code: str) -> HttpResponse:
    """What would remain of a person; POST with ``confirm`` deletes them."""
    person = person_for(request, code)
    if "confirm" in request.POST:
        try:
            delete_person(person=person, actor=request.user.get_username())
        except UnfinishedError as error:
            messages.warning(request, str(error))
        messages.success(request, _("The person is deleted."))
        return redirect("people")
    context = {
        "section": "people",
        "person": person,
        "code": code_of(person),
        "open_rounds": nameless_invitations(person),
    }
    status = 422 if request.method == "POST" else 200
    return render(request, "people/delete.html", context, status=status)


def _categories(person: Person) -> list[tuple[str, Any]]:
    """Title and category of each declared attribute."""
    return [
        (attribute.title, person.attributes.get(attribute.code, ""))
        for attribute in declared_attributes()
    ]
