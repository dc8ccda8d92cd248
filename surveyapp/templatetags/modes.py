"""How pages say in which mode a round asks; ``analysis.exports.words`` says it for exports."""

from __future__ import annotations

from datetime import timedelta

from django import template
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from questionnaires.models import Round

register = template.Library()


@register.filter
def mode_words(round_: Round) -> str:
    """The mode as it must be said.

    An anonymous round promises that no single response is left once it is closed. Where some are
    kept, that does not hold before they are destroyed, so it is not called anonymous until then.
    """
    days = round_.kept_responses_days
    if round_.mode != Round.Mode.ANONYMOUS or not days:
        return round_.get_mode_display()
    if round_.released_on:
        until = round_.released_on + timedelta(days=days)
        return _("anonymous from %(day)s, responses kept until then") % {
            "day": date_format(until, "j M Y")
        }
    return ngettext(
        "anonymous from %(days)s day after release, responses kept until then",
        "anonymous from %(days)s days after release, responses kept until then",
        days,
    ) % {"days": days}
