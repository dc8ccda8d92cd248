"""Office files as LibreOffice shows them: drawn as PDF, and where each word then stands.

The font of the charts is given to it from where matplotlib carries it, so that texts are as wide as
on any machine that has the font. It stands for the font of workbooks too, which is narrower.
"""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from html import unescape
from pathlib import Path

from analysis.charts import theme

PROGRAMS = ("soffice", "pdftotext")
NO_OFFICE = (
    "LibreOffice or pdftotext is missing. On Debian: sudo apt-get install --no-install-recommends "
    "libreoffice-impress libreoffice-calc poppler-utils"
)
#: Seconds after which a conversion counts as hanging.
PATIENCE = 240
#: The share of the smaller of two words that may lie below the other; and how much lower, as a
#: share of its height, a word of the same line may begin.
TOUCHING, ONE_LINE = 0.1, 0.5
_FONTS = """<?xml version="1.0"?><!DOCTYPE fontconfig SYSTEM "fonts.dtd">
<fontconfig><dir>{carried}</dir><dir>/usr/share/fonts</dir><cachedir>{cache}</cachedir>
<alias binding="same"><family>Calibri</family><prefer><family>DejaVu Sans</family></prefer></alias>
</fontconfig>"""
_PAGE = re.compile(r'<page width="([\d.]+)" height="([\d.]+)">(.*?)</page>', re.DOTALL)
_WORD = re.compile(
    r'<word xMin="([-\d.]+)" yMin="([-\d.]+)" xMax="([-\d.]+)" yMax="([-\d.]+)">(.*?)</word>'
)


@dataclass(frozen=True, slots=True)
class Box:
    """A rectangle in points from the top left corner of a page."""

    left: float
    top: float
    right: float
    bottom: float

    def holds(self, other: Box, slack: float = 0.0) -> bool:
        """Whether the other lies inside, but for some points."""
        return (
            self.left - slack <= other.left
            and self.top - slack <= other.top
            and other.right <= self.right + slack
            and other.bottom <= self.bottom + slack
        )

    def below(self, other: Box) -> float:
        """The share of the smaller of the two that both cover."""
        wide = min(self.right, other.right) - max(self.left, other.left)
        high = min(self.bottom, other.bottom) - max(self.top, other.top)
        smaller = min(self.area, other.area)
        return wide * high / smaller if wide > 0 and high > 0 and smaller else 0.0

    @property
    def area(self) -> float:
        """Square points."""
        return (self.right - self.left) * (self.bottom - self.top)


@dataclass(frozen=True, slots=True)
class Word:
    """A word and where it stands."""

    text: str
    box: Box


@dataclass(frozen=True, slots=True)
class Page:
    """A page and the words on it, in the order in which they are read."""

    box: Box
    words: tuple[Word, ...]

    @property
    def letters(self) -> str:
        """All of it without spaces."""
        return letters(word.text for word in self.words)


def letters(texts: Iterable[str]) -> str:
    """Texts one after the other, without spaces, ligatures, and hyphens that break a line."""
    return "".join(unicodedata.normalize("NFKC", "".join(texts)).replace("\u00ad", "").split())


def missing_programs() -> list[str]:
    """Which of the programs are not on this machine."""
    return [name for name in PROGRAMS if shutil.which(name) is None]


def drawn(raw: bytes, ending: str, folder: Path) -> list[Page]:
    """The pages that LibreOffice makes of a file; ``ending`` is what the file's name ends with."""
    file = folder / f"file.{ending}"
    file.write_bytes(raw)
    fonts = folder / "fonts.conf"
    carried = Path(theme.font_file()).parent
    fonts.write_text(_FONTS.format(carried=carried, cache=folder / "fonts"))
    subprocess.run(
        [
            "soffice", f"-env:UserInstallation={(folder / 'profile').as_uri()}", "--headless",
            "--norestore", "--convert-to", "pdf", "--outdir", str(folder), str(file),
        ],
        env={**os.environ, "FONTCONFIG_FILE": str(fonts), "HOME": str(folder)},
        check=True,
        capture_output=True,
        timeout=PATIENCE,
    )  # fmt: skip
    return pages_of(folder / "file.pdf")


def pages_of(pdf: Path) -> list[Page]:
    """The pages of a PDF with their words."""
    found = subprocess.run(
        ["pdftotext", "-bbox", str(pdf), "-"],
        check=True,
        capture_output=True,
        text=True,
        timeout=PATIENCE,
    ).stdout
    return [
        Page(
            Box(0, 0, float(width), float(height)),
            tuple(
                Word(unescape(text), Box(*map(float, places)))
                for *places, text in _WORD.findall(body)
            ),
        )
        for width, height, body in _PAGE.findall(found)
    ]


def outside(page: Page) -> list[str]:
    """Words that leave the page."""
    return [word.text for word in page.words if not page.box.holds(word.box)]


def on_each_other(words: Sequence[Word]) -> list[str]:
    """Pairs of words of one line of which one runs into the other.

    Lines may stand close: the box of a word has room for letters that it does not have.
    """
    by_height = sorted(words, key=lambda word: word.box.top)
    found = []
    for place, one in enumerate(by_height):
        for other in by_height[place + 1 :]:
            if other.box.top - one.box.top > ONE_LINE * (one.box.bottom - one.box.top):
                break
            if one.box.below(other.box) > TOUCHING:
                found.append(f"{one.text} / {other.text}")
    return found
