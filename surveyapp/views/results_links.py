"""Links to the results of a round that expire: made, listed and ended by who runs rounds."""

from __future__ import annotations

from datetime import date, timedelta
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
from django.views.decorators.http import require_http_methods, require_POST

from questionnaires.models import ResultsLink
from questionnaires.queries.results_links import results_links_of
from questionnaires.services.errors import ServiceError
from questionnaires.services.results_links import (
    MOST_DAYS,
    USUAL_DAYS,
    end_results_link,
    make_results_link,
)
from surveyapp.access import results_link_for, round_with_links_for
from surveyapp.round_pages import SECTION, address_of


class ResultsLinkForm(forms.Form):
    """Until when a link opens the results, and whom it is for."""

    expires_on = forms.DateField(
        label=gettext_lazy("Last day"),
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
    )
    made_for = forms.CharField(
        label=gettext_lazy("Whom it is for"),
        required=False,
        max_length=ResultsLink._meta.get_field("made_for").max_length,
        help_text=gettext_lazy("A group or a meeting, so that you find it again in the list."),
    )

    def __init__(self, *args: Any, today: date, **kwargs: Any) -> None:
        kwargs["label_suffix"] = ""
        kwargs["initial"] = {"expires_on": today + timedelta(days=USUAL_DAYS)}
        super().__init__(*args, **kwargs)
        last = today + timedelta(days=MOST_DAYS)
        day = self.fields["expires_on"]
        day.help_text = _("%(days)s days from now at the latest.") % {"days": MOST_DAYS}
        day.widget.attrs |= {"min": today.isoformat(), "max": last.isoformat()}


@require_http_methods(["GET", "HEAD", "POST"])
def round_results_links(request: HttpRequest, programme: str, code: str) -> HttpResponse:
    """All links of a round with a form; POST makes one and shows its address this once."""
    round_ = round_with_links_for(request, programme, code)
    today = timezone.localdate()
    form, address, made = ResultsLinkForm(request.POST or None, today=today), "", None
    if request.method == "POST" and form.is_valid():
        try:
            made = make_results_link(
                round=round_, actor=request.user.get_username(), **form.cleaned_data
            )
        except ServiceError as error:
            form.add_error(None, str(error))
        else:
            address = settings.BASE_URL + reverse("linked-results", args=[made.secret])
            form = ResultsLinkForm(today=today)
    context = {
        **SECTION,
        "round": round_,
        "form": form,
        "address": address,
        "made": made.link if made else None,
        "links": results_links_of(round_),
        "today": today,
    }
    response = render(
        request, "rounds/results_links.html", context, status=422 if form.errors else 200
    )
    if address:  # a secret stays in no cache
        response.headers["Cache-Control"] = "no-store"
    return response


@require_POST
def round_results_link_end(
    request: HttpRequest, programme: str, code: str, link: str
) -> HttpResponse:
    """End a link: it opens nothing any more."""
    found = results_link_for(request, programme, code, link)
    end_results_link(link=found, actor=request.user.get_username())
    messages.success(request, _("The link is ended. It opens nothing any more."))
    return redirect(address_of("round-results-links", found.round))
