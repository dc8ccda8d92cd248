"""The digest of a round, for people with a role."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from surveyapp.access import earlier_round_for, released_round_for
from surveyapp.digest_results import digest_page


@require_safe
def round_digest(request: HttpRequest, programme: str, code: str) -> HttpResponse:
    """The overview in short, to paste into a chat; ``?against=`` as on the overview."""
    round_ = released_round_for(request, programme, code)
    page = digest_page(round_, earlier_round_for(request, round_))
    return render(request, "results/digest.html", {"page": page, "section": "results"})
