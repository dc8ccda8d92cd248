"""Stretches of time as authors read them."""

from __future__ import annotations

from django.utils.translation import gettext as _

_MINUTE = 60


def spoken_time(seconds: float) -> str:
    """Seconds as people say them.

    >>> spoken_time(42.5), spoken_time(60), spoken_time(200)
    ('42 s', '1 min', '3 min 20 s')
    """
    minutes, rest = divmod(round(seconds), _MINUTE)
    if not minutes:
        return _("%(seconds)d s") % {"seconds": rest}
    if not rest:
        return _("%(minutes)d min") % {"minutes": minutes}
    return _("%(minutes)d min %(seconds)d s") % {"minutes": minutes, "seconds": rest}
