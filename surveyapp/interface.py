"""The language that pages of respondents speak: the one that was asked for, or of the questions.

A respondent has no account, session or cookie that could remember a choice. It stands in the
address (``?lang=de``), and links to further pages of respondents carry it along.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from urllib.parse import urlencode

from django.http import HttpRequest
from django.utils import translation
from django.utils.translation.trans_real import parse_accept_lang_header

#: What the address of the page being made asked for; empty where it did not.
_asked_for: ContextVar[str] = ContextVar("asked_for", default="")


def interface_code(language: str) -> str:
    """The language of the interface nearest to one of questions; empty where there is none.

    >>> interface_code("de-AT"), interface_code("tlh")
    ('de', '')
    """
    try:
        return translation.get_supported_language_variant(language.lower())
    except (LookupError, ValueError):  # no such language, or far too long for a code
        return ""


def languages_wished(request: HttpRequest) -> list[str]:
    """What a reader wishes to read, first wishes first: as chosen, as the browser says, as here.

    Questions may speak a language of which the interface has no catalogue.
    """
    said = parse_accept_lang_header(request.headers.get("Accept-Language", "")[:500])
    wishes = [request.GET.get("lang"), *(code for code, _q in said), translation.get_language()]
    return [wish for wish in wishes if wish]


@contextmanager
def interface_in(language: str | None) -> Iterator[None]:
    """Pages made inside speak a language where there is a catalogue for it, else as before."""
    code = interface_code(language or "")
    if not code:
        yield
        return
    with translation.override(code):
        yield


@contextmanager
def interface_asked_for(language: str | None) -> Iterator[None]:
    """As ``interface_in``, and links made inside carry the language along."""
    token = _asked_for.set(interface_code(language or ""))
    try:
        with interface_in(language):
            yield
    finally:
        _asked_for.reset(token)


def in_this_language(address: str) -> str:
    """An address of another page of respondents, with the language that was asked for."""
    code = _asked_for.get()
    if not code:
        return address
    return f"{address}{'&' if '?' in address else '?'}{urlencode({'lang': code})}"
