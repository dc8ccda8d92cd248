"""Languages under the names that their speakers read."""

from __future__ import annotations

from django.conf.locale import LANG_INFO


def language_name(code: str) -> str:
    """The name of a language and its code; the code alone where Django does not know it.

    >>> language_name("de"), language_name("tlh")
    ('Deutsch (de)', 'tlh')
    """
    name = LANG_INFO.get(code, {}).get("name_local")
    return f"{name} ({code})" if name else code
