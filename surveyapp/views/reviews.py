"""Review of a draft by a second person: asked for, answered, switched on and off."""

from __future__ import annotations

from http import HTTPStatus
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from questionnaires.models import QuestionSetVersion, VersionReview
from questionnaires.queries.question_sets import newest_published_before
from questionnaires.queries.reviews import (
    approval_of,
    barred_from_review,
    cannot_review,
    waiting_review_of,
)
from questionnaires.services.errors import ServiceError
from questionnaires.services.reviews import answer_review, ask_for_review, switch_review
from surveyapp.access import Role, question_set_for, require, version_for
from surveyapp.accounts import names_of_authors
from surveyapp.posted import posted, posted_below
from surveyapp.version_changes import changes_between

SECTION = {"section": "question-sets"}


@require_POST
def question_set_review(request: HttpRequest, code: str) -> HttpResponse:
    """Review before publishing on, by any author, or off, by an admin only."""
    user = require(request, Role.AUTHOR)
    on = request.POST.get("on") == "yes"
    if not on:
        require(request, Role.ADMIN)
    question_set = question_set_for(request, code)
    switch_review(question_set=question_set, on=on, actor=user.get_username())
    messages.success(
        request,
        _("From now on a second person reads each version before it is published.")
        if on
        else _("Versions are published without a review."),
    )
    return redirect("question-set-detail", code=code)


@require_http_methods(["GET", "HEAD", "POST"])
def version_review(request: HttpRequest, code: str, number: int) -> HttpResponse:
    """GET shows what is to be read and what was said; POST approves or asks for changes."""
    user = require(request, Role.AUTHOR)
    version = version_for(request, code, number)
    if request.method != "POST":
        return _render(request, version)
    approved = request.POST.get("outcome") == VersionReview.Outcome.APPROVED
    try:
        answer_review(
            version=version,
            sha256=posted(request, "sha256"),
            approved=approved,
            actor=user.get_username(),
            remark=posted(request, "remark"),
            remarks=posted_below(request, "remark."),
        )
    except ServiceError as refusal:
        return _render(request, version, error=str(refusal))
    messages.success(
        request,
        _("Approved. It can be published as long as nobody changes it.")
        if approved
        else _("Your remarks are kept beside the questions."),
    )
    return redirect("version-review", code=code, number=number)


@require_POST
def version_review_ask(request: HttpRequest, code: str, number: int) -> HttpResponse:
    """Ask for a review of exactly the draft that was shown."""
    user = require(request, Role.AUTHOR)
    version = version_for(request, code, number)
    try:
        ask_for_review(
            version=version,
            sha256=posted(request, "sha256"),
            request=posted(request, "request"),
            actor=user.get_username(),
        )
    except ServiceError as refusal:
        return _render(request, version, error=str(refusal))
    messages.success(request, _("It waits for review. The list of question sets says so."))
    return redirect("version-review", code=code, number=number)


def _render(request: HttpRequest, version: QuestionSetVersion, *, error: str = "") -> HttpResponse:
    waiting = waiting_review_of(version)
    refusal = cannot_review(version, request.user.get_username())
    is_stale = waiting is not None and waiting.sha256 != version.sha256
    context: dict[str, Any] = {
        **SECTION,
        "version": version,
        "error": error,
        "waiting": waiting,
        "is_stale": is_stale,
        "approval": approval_of(version),
        "refusal": refusal,
        "can_answer": bool(waiting and not is_stale and not refusal and not version.is_published),
        "answered": _answered(version),
    }
    if not version.is_published and not context["can_answer"]:
        barred = barred_from_review(version)
        context["readers"] = [name for name in names_of_authors() if name not in barred]
    before = newest_published_before(version)
    if before is not None:
        context |= {
            "before": before,
            "changes": changes_between(before.instrument, version.instrument),
        }
    if context["can_answer"]:
        changed = {item.code for item in context["changes"].items} if before else set()
        context["remarks"] = [
            (item, posted(request, f"remark.{item.code}"), item.code in changed)
            for item in version.instrument.items
        ]
    status = HTTPStatus.UNPROCESSABLE_ENTITY if error else HTTPStatus.OK
    return render(request, "question_sets/review.html", context, status=status)


def _answered(version: QuestionSetVersion) -> list[dict[str, Any]]:
    """The reviews that were answered, the newest first, with the texts that remarks are about."""
    instrument = version.instrument
    reviews = version.reviews.exclude(outcome=VersionReview.Outcome.WAITING)
    return [
        {
            "review": review,
            "is_stale": review.sha256 != version.sha256 and not version.is_published,
            "remarks": [
                (code, instrument.item(code).text if instrument.has_item(code) else "", text)
                for code, text in review.remarks.items()
            ],
        }
        for review in reviews.order_by("-answered_at", "-pk")
    ]
