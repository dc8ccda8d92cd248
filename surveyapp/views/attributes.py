"""Attributes of people: declared and removed; for response rates and nothing else."""

from __future__ import annotations

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods

from questionnaires.queries.people import declared_attributes
from questionnaires.services.attributes import MOST_ATTRIBUTES, add_attribute, remove_attribute
from questionnaires.services.errors import ServiceError
from surveyapp.access import Role, attribute_for, require


class AttributeForm(forms.Form):
    """A new attribute."""

    title = forms.CharField(
        label=gettext_lazy("Title"),
        max_length=100,
        help_text=gettext_lazy("Also the heading of its column in a roster: Site"),
    )
    code = forms.CharField(
        label=gettext_lazy("Code"),
        max_length=60,
        required=False,
        help_text=gettext_lazy("Lower-case letters, digits, hyphens. Empty: from the title."),
    )


@require_http_methods(["GET", "HEAD", "POST"])
def attribute_list(request: HttpRequest) -> HttpResponse:
    """The declared attributes; POST declares one more."""
    user = require(request, Role.ADMIN)
    form = AttributeForm(request.POST if request.method == "POST" else None)
    if form.is_bound and form.is_valid():
        try:
            attribute = add_attribute(actor=user.get_username(), **form.cleaned_data)
        except ServiceError as error:
            form.add_error(None, str(error))
        else:
            messages.success(
                request,
                _("“%(title)s” is declared. The next roster can have a column of it.")
                % {"title": attribute.title},
            )
            return redirect("attribute-list")
    attributes = declared_attributes()
    context = {
        "section": "people",
        "form": form,
        "attributes": attributes,
        "most": MOST_ATTRIBUTES,
        "has_room": len(attributes) < MOST_ATTRIBUTES,
    }
    return render(request, "people/attributes.html", context, status=422 if form.errors else 200)


@require_http_methods(["GET", "HEAD", "POST"])
def attribute_remove(request: HttpRequest, code: str) -> HttpResponse:
    """What removing an attribute means; POST removes it from everybody."""
    attribute = attribute_for(request, code)
    if request.method == "POST":
        remove_attribute(attribute=attribute, actor=request.user.get_username())
        messages.success(request, _("“%(title)s” is removed.") % {"title": attribute.title})
        return redirect("attribute-list")
    context = {"section": "people", "attribute": attribute}
    return render(request, "people/attribute_remove.html", context)
