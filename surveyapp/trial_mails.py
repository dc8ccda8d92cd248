"""Mails to try out: what they say is real, the links in them are nobody's."""

from __future__ import annotations

from django.conf import settings
from django.urls import reverse
from django.utils.translation import gettext as _

from questionnaires.models import Round
from questionnaires.services.audit import record_act
from questionnaires.services.invitations import IssuedLink
from questionnaires.services.mailings import Outcome
from questionnaires.services.rounds import name_of
from surveyapp.emails import MESSAGES, occasion_of
from surveyapp.postbox import NoMailServerError, open_postbox


def sample_link(round_: Round, address: str = "ada@example.org") -> IssuedLink:
    """A link of nobody, which leads to a preview."""
    names = [round_.programme.code, round_.code]
    preview = settings.BASE_URL + reverse("round-survey-preview", args=names)
    return IssuedLink(_("Ada Example"), address, preview, preview)


def send_test(round_: Round, *, kind: str, address: str, actor: str) -> str:
    """Afterwards a test mail is with the mail server; else what went wrong, in words."""
    link, occasion = sample_link(round_, address), occasion_of(round_)
    message = MESSAGES[kind](link=link, occasion=occasion, test=True)
    try:
        with open_postbox() as postbox:
            outcome = postbox.hand_over(message)
    except NoMailServerError as error:
        return str(error)
    record_act(actor=actor, action="mail test", subject=name_of(round_))
    said = {"trouble": postbox.trouble}
    if outcome is Outcome.REFUSED:
        return _("The mail server does not take mail for this address. %(trouble)s") % said
    if outcome is not Outcome.SENT:
        return _("The mail server did not take the mail. %(trouble)s") % said
    return ""
