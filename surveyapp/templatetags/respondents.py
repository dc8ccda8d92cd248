"""Links between pages of respondents."""

from __future__ import annotations

from django import template
from django.urls import reverse

from surveyapp.interface import in_this_language

register = template.Library()


@register.simple_tag
def respondent_url(name: str, argument: str) -> str:
    """The address of a page of respondents, in the language that was asked for."""
    return in_this_language(reverse(name, args=[argument]))


@register.simple_tag
def this_language_in(address: str) -> str:
    """An address relative to a page of respondents, in the language that was asked for."""
    return in_this_language(address)
