"""All pages of those who are asked: in every size and colour, at twice the size, by key.

What axe cannot see is here too: that the focus can be seen and is never caught, that colours of the
system leave what is chosen visible, and that nothing moves where somebody wants it so. What a
screen reader says is in ``test_by_ear.py``. The pictures of ``docs/img/survey`` are taken here:
``make screenshots``.
"""

from __future__ import annotations

import io
import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from PIL import Image, ImageChops
from playwright.sync_api import Locator, Page, ViewportSize
from pytest_django.live_server_helper import LiveServer

from tests.demo import PROJECT
from tests.e2e.anonymous import expect_complaints
from tests.e2e.conftest import barriers, wider
from tests.e2e.respondent_pages import PAGES, brought_up
from tests.e2e.test_survey import TOO_SMALL

pytestmark = [
    pytest.mark.browser,
    pytest.mark.django_db(transaction=True, databases=["default", "answers"]),
]

WIDTHS = (320, 375, 1280)
SCHEMES = ("light", "dark")
HEIGHT = 760
#: Of a page so much is in its picture.
TALLEST = 1_400
#: Where the pictures go that the docs show; elsewhere the test only looks.
PICTURES = PROJECT / "docs" / "img" / "survey"
GALLERY = PROJECT / "docs" / "survey-pages.md"
#: A link within a sentence has the height of its line.
TOO_SMALL_ALONE = TOO_SMALL.replace(
    "a:not(.skip)", "a:not(.skip, :is(p, li, dd) a:not(.button, .how-link))"
)
#: Where nothing is answered and tables have links: the least that WCAG 2.2 asks for.
READ = TOO_SMALL_ALONE.replace("43.9", "23.9")
#: What stands across the edge of the screen, or is cut off by a box that does not scroll.
CUT_OFF = """() => {
  const scrolls = (e) => e !== null && e !== document.body
    && (['auto', 'scroll'].includes(getComputedStyle(e).overflowX) || scrolls(e.parentElement));
  return [...document.querySelectorAll('main *, header *, footer *')]
  .filter((e) => e.checkVisibility({ visibilityProperty: true }) && !e.closest('.visually-hidden'))
  .filter((e) => !scrolls(e) && !e.matches('.word') && !e.childElementCount && e.textContent.trim())
  .filter((e) => { const box = e.getBoundingClientRect();
    return box.width > 1 && (box.left < -1 || box.right > innerWidth + 1
      || (getComputedStyle(e).overflowX === 'hidden' && e.scrollWidth > e.clientWidth + 1)); })
  .map((e) => e.textContent.trim());
}"""
#: The element that shows the focus: itself, or what stands for it; nothing where the page ends.
FOCUS = """() => {
  const focused = document.activeElement;
  if (!focused || focused === document.body) return null;
  window.stops ??= [];
  const before = stops.indexOf(focused);
  stops.push(focused);
  const face = focused.nextElementSibling?.matches('.face') ? [focused.nextElementSibling] : [];
  const shown = [focused, ...face, focused.closest('.choice')].filter(Boolean).some((e) => {
    const { outlineStyle, outlineWidth } = getComputedStyle(e);
    return outlineStyle !== 'none' && parseFloat(outlineWidth) >= 3;
  });
  const box = (face[0] ?? focused.closest('label') ?? focused).getBoundingClientRect();
  const head = document.querySelector('.survey-masthead').getBoundingClientRect();
  const free = focused.closest('.survey-masthead, .skip') || box.top >= head.bottom - 1;
  const tall = focused.matches('textarea'); // scrolls to the line that is written
  const end = tall ? box.top + 44 : box.bottom;
  const inside = end <= innerHeight + 1 && box.right <= innerWidth + 1;
  return { name: focused.id || focused.className || focused.textContent.trim(),
    before, shown, inside: Boolean(free) && inside };
}"""
#: What Tab has to stop at: of radio buttons that belong together at one.
REACHED = """() => {
  const groups = new Set();
  return [...document.querySelectorAll(
      'a[href], button, input, select, textarea, summary, [tabindex]')]
    .filter((e) => e.tabIndex >= 0 && !e.matches(':disabled') && !e.closest('[inert]')
      && e.checkVisibility({ visibilityProperty: true, contentVisibilityAuto: true }))
    .filter((e) => e.type !== 'radio' || !groups.has(e.name) && groups.add(e.name))
    .map((e) => e.name || e.id || e.textContent.trim());
}"""
#: Where a browser has something to say that belongs there: a network or a script that is away.
AWAY = {"unsent", "without-script", "without-script-anonymous"}


@pytest.mark.parametrize("name", PAGES)
def test_axe_finds_nothing_and_all_fits(
    tabs: Any, live_server: LiveServer, tmp_path: Path, name: str
) -> None:
    page = brought_up(name, tabs, live_server)
    pictures: list[Image.Image] = []
    for scheme in SCHEMES:
        for width in WIDTHS:
            page.emulate_media(color_scheme=scheme)  # type: ignore[arg-type]
            page.set_viewport_size(ViewportSize(width=width, height=HEIGHT))
            where = f"{name}, {scheme}, {width}"
            assert barriers(page) == [], where
            assert wider(page) <= 0, where
            assert page.evaluate(CUT_OFF) == [], where
            assert page.evaluate(READ if name == "results" else TOO_SMALL_ALONE) == [], where
            whole = Image.open(io.BytesIO(page.screenshot(full_page=True)))
            pictures.append(whole.crop((0, 0, width, min(whole.height, TALLEST))))
    folder = PICTURES if os.environ.get("CANDOR_PICTURES") else tmp_path
    folder.mkdir(parents=True, exist_ok=True)
    together(pictures).save(folder / f"{name}.png", optimize=True)
    close(page, tabs, name)


def close(page: Page, tabs: Any, name: str) -> None:
    """The end of a page; what it complained of fails the test, but for networks that are away."""
    page.context.close()
    if name in AWAY:
        expect_complaints(tabs, "net::ERR_")


def together(pictures: list[Image.Image]) -> Image.Image:
    """The widths beside each other, light above dark, small enough for a page of the docs."""
    gap = 16
    rows = [pictures[: len(WIDTHS)], pictures[len(WIDTHS) :]]
    width = sum(WIDTHS) + gap * (len(WIDTHS) - 1)
    heights = [max(one.height for one in row) for row in rows]
    sheet = Image.new("RGB", (width, sum(heights) + gap), "#808080")
    for row, top in zip(rows, (0, heights[0] + gap), strict=True):
        left = 0
        for picture in row:
            sheet.paste(picture, (left, top))
            left += picture.width + gap
    small = sheet.resize((sheet.width * 6 // 10, sheet.height * 6 // 10), Image.Resampling.LANCZOS)
    return small.quantize(48)


def test_the_gallery_shows_every_page() -> None:
    shown = GALLERY.read_text()
    for name in PAGES:
        assert f"img/survey/{name}.png" in shown, name
        assert (PICTURES / f"{name}.png").exists(), name
    assert len(list(PICTURES.iterdir())) == len(PAGES)


@pytest.mark.parametrize("width", [375, 1280])
@pytest.mark.parametrize("name", PAGES)
def test_at_twice_the_size_of_text_nothing_is_cut_off(
    tabs: Any, live_server: LiveServer, name: str, width: int
) -> None:
    page = brought_up(name, tabs, live_server)
    page.set_viewport_size(ViewportSize(width=width, height=HEIGHT))
    # As in the settings of a browser: media queries follow it, which no style sheet brings about.
    session = page.context.new_cdp_session(page)
    session.send("Page.setFontSizes", {"fontSizes": {"standard": 32, "fixed": 26}})
    assert page.evaluate("parseFloat(getComputedStyle(document.body).fontSize)") == 32
    assert page.evaluate(CUT_OFF) == []
    assert wider(page) <= 0
    close(page, tabs, name)


def stops(page: Page) -> Iterator[dict[str, Any]]:
    """Every place where Tab stops, from the top of the page to its end."""
    page.locator(".skip").focus()
    page.keyboard.press("Shift+Tab")
    page.keyboard.press("Tab")  # as somebody who uses the keyboard
    for number in range(200):
        here = page.evaluate(FOCUS)
        if here is None or (number and here["before"] == 0):  # the browser begins anew
            return
        assert here["before"] == -1, f"Tab is caught: it comes back to {here['name']}"
        yield here
        page.keyboard.press("Tab")
    pytest.fail("Tab does not come to an end")


@pytest.mark.parametrize("forced", ["none", "active"])
@pytest.mark.parametrize(
    "name", ["start", "language", "scales", "every-kind", "refused", "review", "how", "check"]
)
def test_the_focus_is_always_seen_and_never_caught(
    tabs: Any, live_server: LiveServer, name: str, forced: str
) -> None:
    page = brought_up(name, tabs, live_server, forced_colors=forced)
    reached = page.evaluate(REACHED)
    found = list(stops(page))
    assert len(found) > 3
    assert len(found) == len(reached), (found, reached)
    assert [stop["name"] for stop in found if not stop["shown"]] == []
    assert [stop["name"] for stop in found if not stop["inside"]] == []


def test_a_place_that_catches_the_focus_would_be_found(tabs: Any, live_server: LiveServer) -> None:
    page = brought_up("check", tabs, live_server)
    page.locator("textarea").evaluate(
        "trap => trap.addEventListener('blur', () => queueMicrotask(() => trap.focus()))"
    )
    page.locator(".skip").focus()
    with pytest.raises(AssertionError, match="Tab is caught"):
        list(stops(page))


def test_in_the_colours_of_the_system_what_is_chosen_is_seen(
    tabs: Any, live_server: LiveServer
) -> None:
    page = brought_up("scales", tabs, live_server, forced_colors="active")
    assert page.evaluate("matchMedia('(forced-colors: active)').matches")
    ground = "e => getComputedStyle(e).backgroundColor"
    faces = page.locator("#q-release_at_will .face")
    grounds = [face.evaluate(ground) for face in faces.all()]
    chosen = grounds.pop(3)
    assert len(set(grounds)) == 1
    assert chosen not in grounds
    assert barriers(page) == []


def picture_of(page: Page, selector: str) -> Image.Image:
    """An element as it is seen, in shades of grey."""
    return Image.open(io.BytesIO(page.locator(selector).screenshot())).convert("L")


def test_in_the_colours_of_the_system_a_slider_has_a_track_and_a_thumb(
    tabs: Any, live_server: LiveServer
) -> None:
    page = brought_up("every-kind", tabs, live_server, forced_colors="active")
    slider = picture_of(page, "#q-ease_of_work-slider")  # stands at 40 of 100

    def thickness(share: float) -> int:
        column = slider.crop((int(slider.width * share), 0, int(slider.width * share) + 1, 999))
        ground = slider.getpixel((0, 0))
        assert isinstance(ground, int)
        shades = [column.getpixel((0, y)) for y in range(slider.height)]
        return sum(isinstance(shade, int) and abs(shade - ground) > 90 for shade in shades)

    track = thickness(0.8)
    assert track >= 2
    assert max(thickness(0.4 + step / 100) for step in range(-3, 4)) >= track + 8


def test_in_the_colours_of_the_system_lists_and_rankings_show_what_is_chosen(
    tabs: Any, live_server: LiveServer
) -> None:
    page = brought_up("every-kind", tabs, live_server, forced_colors="active")
    chosen, other = (
        picture_of(page, f"#q-waits_for-{code}").resize((24, 24)) for code in ("other", "builds")
    )
    differing = ImageChops.difference(chosen, other).point(lambda shade: 255 * (shade > 90))
    assert differing.histogram()[255] > 40
    placed = page.locator("#q-improve_first .is-placed")
    assert placed.count() == 2
    for place in placed.locator("[data-place-shown]").all():
        low, high = shades_of(place)
        assert high - low > 120  # the number stands out from its ground
    border = "e => [getComputedStyle(e).borderStyle, parseFloat(getComputedStyle(e).borderWidth)]"
    rows = page.locator("#q-improve_first .ranked").all()
    assert len(rows) == 5
    for row in rows:
        assert row.evaluate(border) == ["solid", 1]
    buttons = page.locator("#q-improve_first .move:visible").all()
    assert len(buttons) == 2 * 3 + 3
    for button in buttons:
        low, high = shades_of(button)
        assert high - low > 120


def shades_of(place: Locator) -> tuple[int, int]:
    """The darkest and the lightest shade of an element."""
    shades = Image.open(io.BytesIO(place.screenshot())).convert("L").histogram()
    there = [shade for shade, count in enumerate(shades) if count]
    return there[0], there[-1]


def test_nothing_moves_where_somebody_wants_it_so(tabs: Any, live_server: LiveServer) -> None:
    page = brought_up("every-kind", tabs, live_server, reduced_motion="reduce")
    moving = """() => [...document.querySelectorAll('*')].filter((e) => {
      const { transitionDuration: t, animationDuration: a } = getComputedStyle(e);
      return [t, a].some((d) => d.split(',').some((one) => parseFloat(one) > 0));
    }).map((e) => e.className)"""
    assert page.evaluate(moving) == []
    assert page.evaluate("getComputedStyle(document.documentElement).scrollBehavior") == "auto"
    page.add_style_tag(content="main { transition: color 1s }")
    assert page.evaluate(moving) == ["narrow survey-main"]  # so it would have been found
