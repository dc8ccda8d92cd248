"""A question of another tool, and when it is shown, before it becomes an item."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from questionnaires.formats.exchange_answers import Answers, Words

#: What a report shows of one text; the longest of ours has twice as many letters.
_LONGEST_SHOWN = 250
_LANGUAGE = re.compile(r"[a-z]{2,3}(-[A-Za-z0-9]{2,8})*")
_LANGUAGE_NAMES = {"zh-s": "zh-Hans", "zh-t": "zh-Hant", "es-eu": "es-ES", "sr-me": "cnr"}


@dataclass(frozen=True, slots=True)
class Wish:
    """A question is to be shown after one of these answers, by key, to an earlier question.

    ``words`` is how the file says that.
    """

    question: str
    answers: tuple[str, ...]
    words: str = ""


@dataclass(frozen=True, slots=True)
class Question:
    """A question of a file. ``key`` is how the file refers to it, ``name`` what it calls it."""

    where: str
    key: str
    name: str
    text: Words
    answers: Answers
    help: Words = field(default_factory=lambda: Words(""))
    required: bool = False
    shown_after: Wish | None = None
    source: str = ""

    @property
    def letters(self) -> int:
        """How much it says in all, in all languages."""
        words = (self.text, self.help, *(option.label for option in self.answers.options))
        return sum(1 + len(text) for one in words for text in (one.text, *one.others.values()))


def language_of(name: str) -> str:
    """A language code as it is written here; empty for anything else.

    >>> language_of("EN"), language_of("PT-BR"), language_of("ZH-T"), language_of("Klingon")
    ('en', 'pt-BR', 'zh-Hant', '')
    """
    known = _LANGUAGE_NAMES.get(name.strip().casefold())
    language, _, rest = name.strip().replace("_", "-").partition("-")
    code = known or language.lower() + (f"-{rest}" if rest else "")
    return code if len(code) <= 35 and _LANGUAGE.fullmatch(code) else ""


def shown(text: str) -> str:
    """A text as a report names it, cut where it is very long."""
    return text if len(text) <= _LONGEST_SHOWN else text[: _LONGEST_SHOWN - 1] + "…"
