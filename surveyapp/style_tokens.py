"""The design tokens as values, read from ``tokens.css``: what the style page shows and measures.

Nothing is said twice: colours, sizes and lengths stand in the style sheet alone. What stands here
is what each colour is for, and on which ground it has to be read.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

TOKENS_CSS = Path(__file__).parent / "static" / "candor" / "tokens.css"

_COMMENT = re.compile(r"/\*.*?\*/", re.DOTALL)
_TOKEN = re.compile(r"--([a-z0-9-]+):\s*([^;]+);")
_DARK = "@media screen and (prefers-color-scheme: dark)"

#: Contrast ratios of WCAG 2: text for everybody, text, and what is no text.
ENHANCED, TEXT, SHAPE = 7.0, 4.5, 3.0

#: What each colour is for, by group.
COLOURS: Mapping[str | Promise, Mapping[str, str | Promise]] = {
    _("Ground and text"): {
        "paper": _("The page"),
        "surface": _("Cards and fields"),
        "line": _("Hairlines"),
        "line-strong": _("Edges of controls"),
        "ink": _("Text"),
        "ink-2": _("Secondary text"),
    },
    _("Actions and errors"): {
        "accent": _("Actions, links, the current round"),
        "accent-ink": _("Text on the accent"),
        "accent-soft": _("Behind what is chosen"),
        "danger": _("Errors, and what destroys"),
        "danger-soft": _("Behind errors"),
        "focus-inner": _("The ring of the focus, outside"),
        "focus-outer": _("The ring of the focus, inside"),
    },
    _("Answers, and nothing else"): {
        "favourable-2": _("Favourable"),
        "favourable-1": _("Favourable, one step weaker"),
        "neutral": _("Neither"),
        "unfavourable-1": _("Unfavourable, one step weaker"),
        "unfavourable-2": _("Unfavourable"),
    },
    _("A favourable share"): {
        "step-0": "0\N{EN DASH}20\N{NO-BREAK SPACE}%",
        "step-1": "20\N{EN DASH}40\N{NO-BREAK SPACE}%",
        "step-2": "40\N{EN DASH}60\N{NO-BREAK SPACE}%",
        "step-3": "60\N{EN DASH}80\N{NO-BREAK SPACE}%",
        "step-4": "80\N{EN DASH}100\N{NO-BREAK SPACE}%",
        "on-pale": _("Text on the three lower steps"),
        "on-dark": _("Text on the two upper steps"),
    },
}

#: What is seen on what, and the least contrast that it needs.
PAIRS: tuple[tuple[str, str, float], ...] = (
    ("ink", "paper", ENHANCED),
    ("ink", "surface", ENHANCED),
    ("ink", "accent-soft", ENHANCED),
    ("ink", "danger-soft", ENHANCED),
    ("ink-2", "paper", ENHANCED),
    ("ink-2", "surface", ENHANCED),
    ("accent", "paper", TEXT),
    ("accent", "surface", TEXT),
    ("accent-ink", "accent", TEXT),
    ("danger", "paper", TEXT),
    ("danger", "danger-soft", TEXT),
    ("on-pale", "step-0", TEXT),
    ("on-pale", "step-1", TEXT),
    ("on-pale", "step-2", TEXT),
    ("on-dark", "step-3", TEXT),
    ("on-dark", "step-4", TEXT),
    ("line-strong", "paper", SHAPE),
    ("line-strong", "surface", SHAPE),
    ("favourable-2", "paper", SHAPE),
    ("unfavourable-2", "paper", SHAPE),
    ("focus-outer", "focus-inner", SHAPE),
)


@dataclass(frozen=True, slots=True)
class Colour:
    """A colour by name, as it is in each scheme."""

    name: str
    light: str
    dark: str
    use: str | Promise


@dataclass(frozen=True, slots=True)
class Pair:
    """Something seen on a ground, with its contrast in each scheme and the least that it needs."""

    seen: str
    ground: str
    light: float
    dark: float
    least: float

    @property
    def is_text(self) -> bool:
        """Whether letters are what is seen."""
        return self.least >= TEXT


class Tokens:
    """What a style sheet of tokens says, in light and in dark."""

    def __init__(self, css: str) -> None:
        light, _dark, rest = _COMMENT.sub("", css).partition(_DARK)
        dark, _end, _rest = rest.partition("@media")
        self.light: dict[str, str] = {name: value.strip() for name, value in _TOKEN.findall(light)}
        self.dark: dict[str, str] = self.light | {
            name: value.strip() for name, value in _TOKEN.findall(dark)
        }

    @cached_property
    def colour_names(self) -> tuple[str, ...]:
        """The tokens that are colours, in the order of the sheet."""
        return tuple(name for name, value in self.light.items() if value.startswith("#"))

    def colours(self) -> list[tuple[str | Promise, list[Colour]]]:
        """Every colour, by group."""
        return [
            (group, [Colour(n, self.light[n], self.dark[n], use) for n, use in uses.items()])
            for group, uses in COLOURS.items()
        ]

    def pairs(self) -> list[Pair]:
        """Everything that is seen on something, measured."""
        return [
            Pair(
                seen,
                ground,
                contrast(self.light[seen], self.light[ground]),
                contrast(self.dark[seen], self.dark[ground]),
                least,
            )
            for seen, ground, least in PAIRS
        ]

    def numbered(self, family: str) -> list[tuple[str, str]]:
        """Name and value of the tokens of a family, ``space-1`` and so on, in order."""
        return [(n, v) for n, v in self.light.items() if re.fullmatch(rf"{family}-\d", n)]


def read_tokens() -> Tokens:
    """The tokens that every page has."""
    return Tokens(TOKENS_CSS.read_text(encoding="utf-8"))


def luminance(colour: str) -> float:
    """Relative luminance of ``#rrggbb`` as WCAG 2 defines it, from 0 to 1.

    >>> luminance("#ffffff"), luminance("#000000")
    (1.0, 0.0)
    """
    channels = [int(colour[start : start + 2], 16) / 255 for start in (1, 3, 5)]
    red, green, blue = (
        c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels
    )
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    """Contrast ratio as WCAG 2 defines it, from 1 to 21.

    >>> contrast("#000000", "#ffffff"), contrast("#777777", "#777777")
    (21.0, 1.0)
    """
    light, dark = sorted((luminance(one), luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)
