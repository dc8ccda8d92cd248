"""Where things stand on a slide of 1280 by 720 pixels: 16:9, as wide as a slide of 13.33 inches."""

from __future__ import annotations

from dataclasses import dataclass

from pptx.util import Length

WIDTH, HEIGHT, MARGIN = 1280.0, 720.0, 64.0
#: English metric units and points of a pixel.
UNITS, POINTS = 9525, 0.75


def px(pixels: float) -> Length:
    """A length as the file has it."""
    return Length(round(pixels * UNITS))


@dataclass(frozen=True, slots=True)
class Place:
    """A rectangle in pixels from the top left corner."""

    left: float
    top: float
    width: float
    height: float

    @property
    def emu(self) -> tuple[Length, Length, Length, Length]:
        """The same as the file has it."""
        return px(self.left), px(self.top), px(self.width), px(self.height)


#: What every slide has: what it is about, what was found, what shows it, where it comes from.
EYEBROW = Place(MARGIN, 30, WIDTH - 2 * MARGIN, 26)
TITLE = Place(MARGIN, 58, WIDTH - 2 * MARGIN, 92)
BODY = Place(MARGIN, 158, WIDTH - 2 * MARGIN, 486)
SOURCE = Place(MARGIN, 660, WIDTH - 2 * MARGIN - 80, 42)
NUMBER = Place(WIDTH - MARGIN - 60, 660, 60, 26)
#: What the first slide has.
FIRST_EYEBROW = Place(MARGIN, 106, WIDTH - 2 * MARGIN, 36)
FIRST_TITLE = Place(MARGIN, 150, WIDTH - 2 * MARGIN, 150)
FACTS = Place(MARGIN, 320, WIDTH - 2 * MARGIN, 240)
