"""Pages that are read without an account: asked for as by a stranger, and what they lead to."""

from __future__ import annotations

import re
from typing import Any

from django.test import Client


def read(address: str, **headers: str) -> Any:
    """An answer to somebody without account, session and cookie; it gives none."""
    response = Client().get(address, headers=headers)
    assert not response.cookies
    assert response.headers["Cache-Control"] == "no-store"
    assert response.headers["Referrer-Policy"] == "no-referrer"
    assert response.headers["X-Robots-Tag"] == "noindex, nofollow"
    return response


def text(response: Any) -> str:
    """The page in one line."""
    return re.sub(r"[ \n]+", " ", response.content.decode())


def addresses_in(response: Any) -> list[str]:
    """Everything that a page links to, loads or sends to."""
    found = re.findall(r'(?:href|src|srcset|action)="([^"]*)"', response.content.decode())
    return [address.replace("&amp;", "&") for address in found]
