"""What a form sent, as text that every database can hold."""

from __future__ import annotations

from django.http import HttpRequest


def posted(request: HttpRequest, name: str, default: str = "") -> str:
    """The field with this name, every NUL character a space: PostgreSQL takes none in a text."""
    return _storable(request.POST.get(name, default))


def posted_below(request: HttpRequest, prefix: str) -> dict[str, str]:
    """All fields whose names begin so, by what follows: ``note.on_call`` by ``on_call``."""
    return {
        _storable(name.removeprefix(prefix)): _storable(str(value))
        for name, value in request.POST.items()
        if name.startswith(prefix)
    }


def _storable(text: str) -> str:
    return text.replace("\0", " ")
