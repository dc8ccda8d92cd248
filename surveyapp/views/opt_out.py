"""No more mail: said, and taken back, by whoever holds a link. Nothing of it is logged."""

from __future__ import annotations

from functools import partial
from http import HTTPStatus

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect

from questionnaires.queries.invitations import invitation_by_secret
from questionnaires.queries.mailings import MailChoices, mail_choices
from questionnaires.services.invitations import choose_mails
from surveyapp.interface import in_this_language
from surveyapp.views.survey import respondent_page
from surveyapp.views.survey_messages import FORM, page, unknown_link

#: The field that a mail program sends when its own button is pressed (RFC 8058).
ONE_CLICK = "List-Unsubscribe"


@partial(respondent_page, content_types=(*FORM, "multipart/form-data"))
def survey_opt_out(request: HttpRequest, secret: str) -> HttpResponse:
    """``/s/<secret>/opt-out/``: which mails come. GET shows and changes nothing."""
    invitation = invitation_by_secret(secret)
    if invitation is None:
        return unknown_link(request)
    choices = mail_choices(invitation)
    one_click = ONE_CLICK in request.POST
    if request.method == "POST":
        choices = MailChoices(
            no_reminders=one_click or "no_reminders" in request.POST,
            declined=choices.declined if one_click else "declined" in request.POST,
        )
        choose_mails(
            invitation=invitation, no_reminders=choices.no_reminders, declined=choices.declined
        )
        if not one_click:  # a mail program follows no redirect
            return HttpResponseRedirect(in_this_language("?saved"), status=HTTPStatus.SEE_OTHER)
    context = {
        "choices": choices,
        "round": invitation.round,
        "has_person": invitation.person_id is not None,
        "saved": one_click or "saved" in request.GET,
    }
    return page("mailings/opt_out.html", context)
