"""A ballot issued again to somebody who lost theirs: for admins, who know the addresses."""

from __future__ import annotations

from typing import Any

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods

from questionnaires.models import Round
from questionnaires.services.errors import ServiceError
from questionnaires.services.invitations import IssuedLink
from questionnaires.services.reissues import most_reissued, reissue_ballot
from surveyapp.access import Role, round_for
from surveyapp.round_pages import SECTION


class ReissueForm(forms.Form):
    """Whose ballot was lost."""

    mail = forms.EmailField(
        label=_("Mail address of the person"),
        widget=forms.EmailInput(attrs={"autocomplete": "off"}),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kwargs["label_suffix"] = ""
        super().__init__(*args, **kwargs)


@require_http_methods(["GET", "HEAD", "POST"])
def round_ballot(request: HttpRequest, programme: str, code: str) -> HttpResponse:
    """What issuing a ballot again means; POST issues one and shows its link this once."""
    round_ = round_for(request, Role.ADMIN, programme, code)
    form = ReissueForm(request.POST or None)
    link: IssuedLink | None = None
    error = ""
    if request.method == "POST" and form.is_valid():
        try:
            link = reissue_ballot(
                round=round_,
                mail=form.cleaned_data["mail"],
                actor=request.user.get_username(),
            )
        except ServiceError as refusal:
            error = str(refusal)
    context = {
        **SECTION,
        "round": round_,
        "form": form,
        "link": link,
        "error": error,
        "has_ballots": round_.is_open and round_.mode == Round.Mode.ANONYMOUS,
        "reissued": [
            (unit, most_reissued(unit.members))
            for unit in round_.collection_units.filter(reissued__gt=0)
        ],
    }
    status = 409 if error else 422 if form.errors else 200
    response = render(request, "rounds/ballot.html", context, status=status)
    response.headers["Cache-Control"] = "no-store"
    return response
