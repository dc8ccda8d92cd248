"""The slides as PowerPoint: 16:9, charts that can be edited where PowerPoint has them.

Lengths are pixels of a slide 1280 wide. Texts are measured and set smaller, or on another slide,
before they would leave their place. The same deck gives the same bytes.
"""

from __future__ import annotations

import io
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time

from pptx import Presentation
from pptx.presentation import Presentation as Opened
from pptx.slide import Slide as SlidePart
from pptx.util import Length

from analysis.charts import theme
from analysis.exports.pptx_charts import (
    add_bars,
    add_pairs,
    add_trend,
    bars_by_slide,
    pairs_by_slide,
)
from analysis.exports.pptx_file import reproducible
from analysis.exports.pptx_places import (
    BODY,
    EYEBROW,
    FACTS,
    FIRST_EYEBROW,
    FIRST_TITLE,
    HEIGHT,
    NUMBER,
    SOURCE,
    TITLE,
    WIDTH,
    Place,
    px,
)
from analysis.exports.pptx_texts import (
    FIRST_TITLES,
    QUIET,
    SENTENCES,
    TITLES,
    Text,
    describe_shape,
    fill,
    fitted,
    fitting,
    small,
    tall,
    write,
)
from analysis.exports.slides import Bars, Deck, Pairs, Sentences, Slide, Trends
from analysis.words import gettext as _
from analysis.words import spoken

#: Letters that the file can say of itself at once.
MOST_OF_A_FACT = 255
#: Of the template that the library carries: title only.
TITLE_ONLY = 5


@dataclass(frozen=True, slots=True)
class Image:
    """A picture as drawn for a slide: its title, its alt text, and where it is shown its PNG."""

    title: str
    alt: str
    png: bytes = b""
    width: float = 0.0
    height: float = 0.0


def report_pptx(deck: Deck, images: Mapping[str, Image], made: date) -> bytes:
    """The deck as a file; ``images`` are found by the stem of their figure.

    A slide whose picture was not drawn is left out. ``made`` is the day that the file names.
    """
    opened = Presentation()
    _shape_template(opened)
    _first_slide(opened, deck)
    for slide in deck.slides:
        image = images.get(slide.figure.stem) if slide.figure else None
        if slide.figure is None or image:
            _add(opened, slide, image, deck)
    _describe(opened, deck, made)
    raw = io.BytesIO()
    opened.save(raw)
    return reproducible(raw.getvalue(), made)


def _shape_template(opened: Opened) -> None:
    """The template is 4:3: everything on it becomes as much wider as the slide."""
    wider = px(WIDTH) / (opened.slide_width or px(WIDTH))
    opened.slide_width, opened.slide_height = px(WIDTH), px(HEIGHT)
    for place in (opened.slide_master, *opened.slide_layouts):
        for shape in place.shapes:
            shape.left, shape.width = Length(shape.left * wider), Length(shape.width * wider)


def _describe(opened: Opened, deck: Deck, made: date) -> None:
    known, day = opened.core_properties, datetime.combine(made, time())
    known.title, known.subject = deck.title[:MOST_OF_A_FACT], deck.source[:MOST_OF_A_FACT]
    known.comments = f"SHA-256 {deck.release_sha256}"
    known.author = known.last_modified_by = known.keywords = known.category = ""
    known.language = spoken()
    known.created = known.modified = day
    known.revision = 1


# ---------------------------------------------------------------------------------- slides


def _first_slide(opened: Opened, deck: Deck) -> None:
    """The title, who was asked, and the whole hash."""
    slide = _slide(opened, deck.title, FIRST_TITLE, FIRST_TITLES)
    write(slide, FIRST_EYEBROW, [Text(_("Results of a survey"), 18, colour=theme.INK_2)])
    facts = [f"{name}: {said}" for name, said in deck.facts.items()]
    write(slide, FACTS, fitting([(facts, False)], FACTS, (SENTENCES, QUIET)))
    digest = _("Release, SHA-256: {sha256}", sha256=deck.release_sha256)
    write(slide, SOURCE, small(digest, SOURCE))
    _say(slide, f"{deck.source}\n{digest}")


def _add(opened: Opened, slide: Slide, image: Image | None, deck: Deck) -> None:
    title = image.title if image else slide.title
    match slide.body:
        case Sentences():
            for page in _pages(slide.body):
                shown = _framed(opened, slide, title, deck)
                write(shown, BODY, page)
        case Bars():
            for rows in bars_by_slide(slide.body, BODY):
                shown = _framed(opened, slide, title, deck)
                add_bars(shown, rows, BODY, image.alt if image else title)
        case Pairs():
            for pairs in pairs_by_slide(slide.body, BODY):
                shown = _framed(opened, slide, title, deck)
                add_pairs(shown, pairs, BODY, image.alt if image else title, slide.about)
        case Trends():
            shown = _framed(opened, slide, title, deck)
            for number, line in enumerate(slide.body.lines):
                add_trend(shown, line, BODY, number)
        case None:
            shown = _framed(opened, slide, title, deck)
            if image:
                _picture(shown, image)


def _framed(opened: Opened, slide: Slide, title: str, deck: Deck) -> SlidePart:
    """A slide with what each has: title, what it is about, source, number, notes."""
    shown = _slide(opened, title, TITLE, TITLES)
    if slide.about:
        write(shown, EYEBROW, small(slide.about, EYEBROW, bold=True))
    write(shown, SOURCE, small(deck.source, SOURCE))
    write(shown, NUMBER, small(f"{len(opened.slides)}", NUMBER))
    _say(shown, slide.notes)
    return shown


def _slide(opened: Opened, title: str, place: Place, sizes: Sequence[float]) -> SlidePart:
    shown: SlidePart = opened.slides.add_slide(opened.slide_layouts[TITLE_ONLY])
    for shape in list(shown.placeholders):
        if shape.placeholder_format.idx != 0:
            shape.element.getparent().remove(shape.element)
    head = shown.shapes.title
    if head is not None:
        head.left, head.top, head.width, head.height = place.emu
        fill(head.text_frame, [fitted(title, place, sizes, bold=True)])
    return shown


def _picture(shown: SlidePart, image: Image) -> None:
    """As large as fits, in the middle."""
    scale = min(BODY.width / image.width, BODY.height / image.height)
    width, height = image.width * scale, image.height * scale
    place = Place(BODY.left + (BODY.width - width) / 2, BODY.top, width, height)
    left, top, wide, tall = place.emu
    picture = shown.shapes.add_picture(io.BytesIO(image.png), left, top, wide, tall)
    describe_shape(picture, image.title, image.alt)


def _say(slide: SlidePart, notes: str) -> None:
    frame = slide.notes_slide.notes_text_frame
    if frame is not None:
        frame.text = "\n".join(theme.printable(line) for line in notes.split("\n"))


def _pages(body: Sentences) -> Iterator[list[Text]]:
    """The sentences, on as many slides as they need at sizes that can be read."""
    page: list[Text] = []
    for one in fitting([(body.loud, False), (body.quiet, True)], BODY, (SENTENCES, QUIET)):
        if page and tall([*page, one], BODY.width) > BODY.height:
            yield page
            page = []
        page.append(one)
    yield page
