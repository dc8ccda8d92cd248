"""Released comments: read by people with a role, tagged and quoted by analysts."""

from __future__ import annotations

import re

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from questionnaires.models import Round
from questionnaires.services.comment_marks import (
    quote_comment,
    tag_comment,
    unquote_comment,
    untag_comment,
)
from questionnaires.services.errors import ServiceError
from surveyapp import result_pictures
from surveyapp.access import earlier_round_for, released_round_for, round_with_comments_for
from surveyapp.comment_results import comments_page
from surveyapp.result_addresses import result_address
from surveyapp.result_documents import document_of
from surveyapp.term_results import terms_file
from surveyapp.views.results import file_response

#: Where on the page somebody was: the anchor of a comment.
PLACE = re.compile(r"c-[a-z][a-z0-9_]*-\d+")


@require_safe
def round_read_comments(request: HttpRequest, programme: str, code: str) -> HttpResponse:
    """``?construct=`` and ``?tag=`` leave fewer, ``?against=`` names an earlier round."""
    round_ = released_round_for(request, programme, code)
    return _page(request, round_, request.GET.get("construct", ""), request.GET.get("tag", ""))


@require_POST
def round_comment_mark(request: HttpRequest, programme: str, code: str) -> HttpResponse:
    """Tags a comment, takes a tag off, quotes it in the report or does so no more."""
    round_ = round_with_comments_for(request, programme, code)
    construct, tag = request.POST.get("construct", ""), request.POST.get("chosen", "")
    try:
        messages.success(request, _marked(request, round_))
    except ServiceError as refusal:
        return _page(request, round_, construct, tag, error=str(refusal))
    against = request.GET.get("against", "")
    address = result_address(
        round_, "roles", "comments", construct=construct, tag=tag, against=against
    )
    place = PLACE.fullmatch(request.POST.get("at", ""))
    return redirect(f"{address}#{place[0]}" if place else address)


@require_safe
def round_terms_chart(request: HttpRequest, programme: str, code: str, form: str) -> HttpResponse:
    """The chart of terms of the question that ``?item=`` names, as SVG, PNG or PDF."""
    round_ = released_round_for(request, programme, code)
    item = request.GET.get("item", "")
    body = terms_file(
        round_,
        item,
        form,
        against=earlier_round_for(request, round_),
        width=result_pictures.NARROW if "narrow" in request.GET else result_pictures.WIDE,
    )
    if body is None:
        raise Http404
    return file_response(
        request, body, f"{programme}-{code}-terms-{item}.{form}", document_of(round_)
    )


def _page(
    request: HttpRequest, round_: Round, construct: str, tag: str, *, error: str = ""
) -> HttpResponse:
    page = comments_page(
        round_, construct=construct, tag=tag, against=earlier_round_for(request, round_)
    )
    if page is None:
        raise Http404
    context = {"page": page, "section": "results", "error": error}
    return render(request, "results/read_comments.html", context, status=409 if error else 200)


def _marked(request: HttpRequest, round_: Round) -> str:
    """What was done, in words."""
    item, digest = request.POST.get("item", ""), request.POST.get("comment", "")
    actor, tag = request.user.get_username(), request.POST.get("tag", "")
    if "untag" in request.POST:
        name = request.POST["untag"]
        untag_comment(round=round_, item=item, digest=digest, tag=name, actor=actor)
        return _("The tag is taken off.")
    if "quote" in request.POST:
        quote_comment(round=round_, item=item, digest=digest, actor=actor)
        return _("The comment stands in the report.")
    if "unquote" in request.POST:
        unquote_comment(round=round_, item=item, digest=digest, actor=actor)
        return _("The comment stands in the report no more.")
    tag_comment(round=round_, item=item, digest=digest, tag=tag, actor=actor)
    return _("The comment is tagged.")
