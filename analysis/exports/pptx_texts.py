"""Texts on slides: measured first, so that none leaves its place. Sizes are pixels."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from pptx.dml.color import RGBColor
from pptx.enum.text import MSO_ANCHOR, PP_ALIGN
from pptx.slide import Slide
from pptx.text.text import TextFrame, _Paragraph
from pptx.util import Length, Pt

from analysis.charts import theme
from analysis.exports.pptx_places import POINTS, Place

#: Type in pixels, the largest first: the first that fits is taken.
TITLES, SENTENCES, QUIET, SMALL = (30, 26, 22, 19), (22, 20, 18), (17, 16, 15), (14, 12, 10)
FIRST_TITLES = (44, 36, 30)
LEADING = 1.3
#: Room below a sentence, as a share of the type size.
BELOW = 0.45


@dataclass(frozen=True, slots=True)
class Text:
    """A paragraph: its words, its size in pixels, how it looks, and the room below it as a share
    of its size."""

    text: str
    size: float
    bold: bool = False
    colour: str = theme.INK
    below: float = BELOW

    def height(self, width: float) -> float:
        """What it needs in a place so wide, with the room below it."""
        lines = theme.wrap(theme.printable(self.text), self.size, width, bold=self.bold)
        return self.size * (len(lines) * LEADING + self.below)


def fitting(
    parts: Sequence[tuple[Sequence[str], bool]], place: Place, sizes: tuple[Sequence[float], ...]
) -> list[Text]:
    """Loud and quiet texts at the largest sizes that fit a place, or else at the smallest."""
    texts: list[Text] = []
    for loud, quiet in zip(*sizes, strict=True):
        texts = [
            Text(text, quiet if is_quiet else loud, colour=theme.INK_2 if is_quiet else theme.INK)
            for said, is_quiet in parts
            for text in said
        ]
        if tall(texts, place.width) <= place.height:
            break
    return texts


def tall(texts: Sequence[Text], width: float) -> float:
    return sum(one.height(width) for one in texts)


def fitted(
    text: str, place: Place, sizes: Sequence[float], colour: str = theme.INK, *, bold: bool = False
) -> Text:
    """A text at the largest size at which it fits; cut at the smallest where it still does not."""
    for size in sizes:
        made = Text(text, size, bold, colour)
        if made.height(place.width) <= place.height:
            return made
    rest = theme.printable(text)
    while Text(f"{rest}…", sizes[-1], bold).height(place.width) > place.height:
        rest = rest[:-8].rstrip()
    return Text(f"{rest}…", sizes[-1], bold, colour)


def small(text: str, place: Place, colour: str = theme.INK_2, *, bold: bool = False) -> list[Text]:
    return [fitted(text, place, SMALL, colour, bold=bold)]


def write(slide: Slide, place: Place, texts: Sequence[Text]) -> None:
    left, top, width, height = place.emu
    frame = slide.shapes.add_textbox(left, top, width, height).text_frame
    fill(frame, texts)


def fill(frame: TextFrame, texts: Sequence[Text]) -> None:
    frame.word_wrap = True
    frame.vertical_anchor = MSO_ANCHOR.TOP
    frame.margin_left = frame.margin_right = frame.margin_top = frame.margin_bottom = Length(0)
    for number, one in enumerate(texts):
        paragraph = frame.paragraphs[0] if number == 0 else frame.add_paragraph()
        _set(paragraph, one)


def _set(paragraph: _Paragraph, one: Text) -> None:
    paragraph.line_spacing = Pt(one.size * LEADING * POINTS)
    paragraph.space_after = Pt(one.size * one.below * POINTS)
    paragraph.space_before = Pt(0)
    paragraph.alignment = PP_ALIGN.LEFT
    run = paragraph.add_run()
    run.text = theme.printable(one.text)
    run.font.size = Pt(one.size * POINTS)
    run.font.bold = one.bold
    run.font.color.rgb = RGBColor(*bytes.fromhex(one.colour[1:]))


def describe_shape(shape: Any, name: str, alt: str) -> None:
    """What a reader who does not see a shape is told."""
    (properties,) = shape.element.xpath("./*/p:cNvPr")
    properties.set("name", theme.printable(name)[:80])
    properties.set("descr", alt)
