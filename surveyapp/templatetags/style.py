"""Words of the style page."""

from __future__ import annotations

from django import template
from django.utils.formats import number_format

register = template.Library()


@register.filter
def ratio(value: float) -> str:
    """A contrast ratio with one decimal, cut and never rounded up to a limit that it misses.

    >>> ratio(4.49)
    '4.4'
    """
    return str(number_format(int(value * 10) / 10, decimal_pos=1))
