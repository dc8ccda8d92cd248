"""Links between pages of respondents."""

from __future__ import annotations

from django import template
from django.conf import settings
from django.urls import reverse
from django.utils.translation import get_language, get_language_info

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


@register.simple_tag
def other_interface_languages() -> list[tuple[str, str]]:
    """Codes and own names of the languages of the interface besides the one of this page."""
    return [
        (code, str(get_language_info(code)["name_local"]))
        for code, _name in settings.LANGUAGES
        if code != get_language()
    ]
