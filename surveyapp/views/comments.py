"""Comments: read before a release by who may release, and withdrawn after it."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from questionnaires.models import CommentReason
from questionnaires.queries.comments import can_be_moderated
from questionnaires.services.errors import ServiceError
from questionnaires.services.moderation import put_back_comment, withhold_comment
from questionnaires.services.withdrawals import withdraw_comment
from surveyapp.access import Role, round_for
from surveyapp.comment_pages import items_to_moderate, items_to_withdraw
from surveyapp.round_pages import SECTION, address_of


@require_http_methods(["GET", "HEAD", "POST"])
def round_comments(request: HttpRequest, programme: str, code: str) -> HttpResponse:
    """What a release will show of the words of people; POST withholds one or puts it back."""
    round_ = round_for(request, Role.ANALYST, programme, code)
    comment, error = request.POST.get("comment", ""), ""
    if request.method == "POST":
        actor = request.user.get_username()
        try:
            if "put_back" in request.POST:
                put_back_comment(round=round_, comment=comment, actor=actor)
                said = _("The comment will be released.")
            else:
                reason = request.POST.get("reason", "")
                withhold_comment(round=round_, comment=comment, reason=reason, actor=actor)
                said = _("The comment will not be released.")
        except ServiceError as refusal:
            error = str(refusal)
        else:
            messages.success(request, said)
            return redirect(address_of("round-comments", round_))
    context = {
        **SECTION,
        "round": round_,
        "error": error,
        "wrong": comment if error else "",
        "reasons": CommentReason.choices,
        "can_moderate": can_be_moderated(round_),
        "items": items_to_moderate(round_),
    }
    return render(request, "rounds/comments.html", context, status=409 if error else 200)


@require_http_methods(["GET", "HEAD", "POST"])
def round_comments_withdraw(request: HttpRequest, programme: str, code: str) -> HttpResponse:
    """The comments that readers see; POST withdraws one for good."""
    round_ = round_for(request, Role.ANALYST, programme, code)
    digest, error = request.POST.get("comment", ""), ""
    if request.method == "POST":
        try:
            gone = withdraw_comment(
                round=round_,
                item=request.POST.get("item", ""),
                digest=digest,
                reason=request.POST.get("reason", ""),
                actor=request.user.get_username(),
            )
        except ServiceError as refusal:
            error = str(refusal)
        else:
            if gone:
                messages.success(request, _("The comment is withdrawn. Its words are gone here."))
            else:
                messages.success(request, _("The comment was withdrawn before."))
            return redirect(address_of("round-comments-withdraw", round_))
    context = {
        **SECTION,
        "round": round_,
        "error": error,
        "wrong": digest if error else "",
        "reasons": CommentReason.choices,
        "items": items_to_withdraw(round_),
    }
    return render(request, "rounds/comments_withdraw.html", context, status=409 if error else 200)
