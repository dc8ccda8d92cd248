"""What may identify somebody, in words: the survey warns of it, a moderator is shown it."""

from __future__ import annotations

import json

from django.utils.translation import gettext as _

from analysis.identifying import Kind


def kind_words() -> dict[Kind, str]:
    """What was found, with an article, for the middle of a sentence."""
    return {
        Kind.MAIL: _("a mail address"),
        Kind.URL: _("a link"),
        Kind.HANDLE: _("a user name"),
        Kind.TICKET: _("a ticket number"),
        Kind.COMMIT: _("a commit hash"),
        Kind.PHONE: _("a phone number"),
        Kind.NAME: _("a name on the roster"),
    }


def kinds_for_script() -> str:
    """The words as JSON for ``identifying.js``, which knows nobody's name and goes by its form."""
    return json.dumps(kind_words() | {Kind.NAME: _("what looks like a name")})
