"""Every page of results in a browser and on paper: the list is the table of addresses itself.

An address below ``results/``, ``s/results/`` and ``s/did/`` must stand in the table of
:mod:`tests.surveyapp.personas`; those of them that answer with a page are visited here, so that a
new page is looked at without a line in this file.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import Any

import pytest
from django.conf import settings
from django.test import Client
from playwright.sync_api import Page
from pytest_django.live_server_helper import LiveServer

from questionnaires.models import Action, Round
from questionnaires.services.actions import publish_action
from surveyapp import urls
from surveyapp.result_addresses import NAMES
from tests.deliveries import delivery_releases
from tests.e2e.conftest import barriers, wider
from tests.frozen import overrule
from tests.pdfs import text_of
from tests.releases import demo_release
from tests.stored import logged_in, stored_round
from tests.surveyapp.personas import ROWS, build_world, named_patterns

pytestmark = [
    pytest.mark.browser,
    pytest.mark.django_db(transaction=True, databases=["default", "answers"]),
]

FOLDERS = ("results/", "s/results/", "s/link/", "s/did/")
#: The round of which the table's addresses tell, and what stands for it in other worlds.
ROUND = "/engineering/2027-spring/"
OTHER_ROUNDS = {
    "first": "/engineering/2026-spring/",
    "too few": "/small/2026-spring/",
    "delivery": "/delivery/2027-spring/",
}
#: What n is on pages without a line that says who answered; ``None`` where there is no figure.
OTHER_N = {
    "programme-trend": "n 58",
    "programme-outcomes": "58 of 70 answered",
    "target-new": "n 58",
    "target-detail": None,
    "target-drop": None,
    "survey-actions": None,
}
#: What nobody can press on paper.
PRESSED = ".masthead, .skip, nav a, button, a.button, input[type=submit]"
#: All that is folded, but for pictures that are only drawn when somebody opens them.
UNFOLD = """() => document.querySelectorAll('main details:not(.more, .answers, .section)')
  .forEach((one) => { one.open = true })"""
LOADED = """() => [...document.images].filter((i) => i.src)
  .every((i) => i.complete && i.naturalWidth > 0)"""
EAGER = "() => document.querySelectorAll('img').forEach((one) => { one.loading = 'eager' })"

#: A picture without words, something to press, and rules of style.
PLANT = """(rules) => { const sheet = new CSSStyleSheet();
  sheet.replaceSync(rules);
  document.adoptedStyleSheets = [sheet];
  document.querySelectorAll('main > img, main > button').forEach((one) => one.remove());
  const button = document.createElement('button');
  button.textContent = 'Press';
  document.querySelector('main').append(document.createElement('img'), button) }"""


@dataclass(frozen=True, slots=True)
class Visited:
    """A page of results: the name of its address, the address, whether it is beside the survey."""

    name: str
    address: str

    @property
    def is_for_asked(self) -> bool:
        """Whether it asks for no account."""
        return self.address.startswith("/s/")


@dataclass(frozen=True, slots=True)
class Site:
    """A running server and its pages of results; ``others`` tell of other kinds of rounds."""

    url: str
    pages: list[Visited]
    others: list[Visited]
    session: str


def names_of_results() -> set[str]:
    """The name of every address below the folders of results."""
    patterns = named_patterns(urls.urlpatterns)
    return {name for name, route in patterns if route.startswith(FOLDERS)}


def pages_of(client: Client, addresses: Iterable[tuple[str, str]]) -> list[Visited]:
    """Those that a browser shows: no file, which has an ending, and not what such a round lacks."""
    shown = []
    for name, address in addresses:
        if address.endswith("/"):
            response = client.get(address)
            assert response.headers["Content-Type"].startswith("text/html"), address
            if response.status_code == 200:
                shown.append(Visited(name, address))
    return shown


@pytest.fixture
def site(live_server: LiveServer) -> Site:
    """Rounds of every kind: one with all there is, a first one, a tiny one, one about delivery."""
    world = build_world()
    asked = {"results_for": Round.ResultsFor.ASKED, "manifest": {"results_for": "asked"}}
    overrule(Round.objects.filter(programme__code="engineering"), **asked)
    for action in Action.objects.all():
        publish_action(action=action, actor="test")
    stored_round(demo_release(0, answers=3, programme="small"), **asked)
    for release in delivery_releases():
        facts = replace(release.round, programme="delivery")
        stored_round(replace(release, round=facts), **asked)
    client = logged_in("analyst")
    listed = [(r.name, world.address_of(r)) for r in ROWS if r.name in names_of_results()]
    others = [
        (f"{name}, {kind}", address.replace(ROUND, round_))
        for kind, round_ in OTHER_ROUNDS.items()
        for name, address in listed
        if ROUND in address
    ]
    session = client.cookies[settings.SESSION_COOKIE_NAME].value
    return Site(live_server.url, pages_of(client, listed), pages_of(client, others), session)


class Reader:
    """A browser that reads pages: with a role those behind one, without any those beside it."""

    def __init__(self, site: Site, tabs: Any, **options: Any) -> None:
        self.with_role: Page = tabs.open(base_url=site.url, **options)
        cookie = {"name": settings.SESSION_COOKIE_NAME, "value": site.session, "url": site.url}
        self.with_role.context.add_cookies([cookie])
        self.without: Page = tabs.open(base_url=site.url, **options)

    def visit(self, visited: Visited) -> Page:
        """The page, unfolded, once the pictures in view are drawn: else their pipes break."""
        page = self.without if visited.is_for_asked else self.with_role
        page.goto(visited.address, wait_until="networkidle")
        page.evaluate(UNFOLD)
        return page


def sideways(page: Page) -> list[str]:
    """What is wrong with its width."""
    pixels = wider(page)
    return [f"scrolls sideways by {pixels} px"] if pixels > 0 else []


def letters(text: str) -> str:
    """The text without spaces and ligatures: a print knows places and no spaces."""
    return "".join(unicodedata.normalize("NFKC", text).split())


def missing_on_paper(page: Page, visited: Visited) -> list[str]:
    """What the print of a page lacks of its title and of n, and what should not be on it."""
    answered = page.locator(".facts .answered").all_inner_texts()
    n = OTHER_N.get(visited.name, answered[0] if answered else "no line says who answered")
    wanted = [page.locator("h1").inner_text(), *([n] if n else [])]
    page.evaluate(EAGER)
    page.wait_for_function(LOADED)
    raw = page.pdf(format="A4")
    said = letters(text_of(raw))
    problems = [f"not on paper: {one}" for one in wanted if letters(one) not in said]
    page.emulate_media(media="print")
    pressed = [one for one in page.locator(PRESSED).all() if one.is_visible()]
    problems += [f"on paper: {one.evaluate('(one) => one.outerHTML')[:200]}" for one in pressed]
    problems += sideways(page)
    page.emulate_media(media="null")  # "screen" would hold for the next print, too
    return problems


def told(problems: dict[str, list[str]]) -> str:
    return "\n".join(f"{name}: {one}" for name, found in problems.items() for one in found)


def test_every_address_of_results_is_in_the_table() -> None:
    listed = {row.name for row in ROWS}
    assert {"programme-trend", "survey-actions", "round-unit"} < names_of_results()
    assert names_of_results() <= listed
    assert {name for names in NAMES.values() for name in names.values()} <= names_of_results()


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [375, 1280])
def test_every_page_is_accessible_and_as_wide_as_the_screen(
    tabs: Any, site: Site, width: int, scheme: str
) -> None:
    reader = Reader(site, tabs, color_scheme=scheme, viewport={"width": width, "height": 900})
    problems = {}
    for visited in site.pages:
        page = reader.visit(visited)
        problems[visited.name] = sideways(page) + barriers(page)
    assert len(problems) >= len(site.pages) >= 19, "pages were visited"
    assert not any(problems.values()), told(problems)
    assert reader.without.context.cookies() == []


def test_pages_of_other_rounds_are_accessible_on_the_smallest_phone_in_german(
    tabs: Any, site: Site
) -> None:
    phone = {"width": 320, "height": 700}
    reader = Reader(site, tabs, locale="de-DE", viewport=phone, forced_colors="active")
    problems = {}
    for visited in [*site.others, *site.pages]:
        page = reader.visit(visited)
        problems[visited.name] = sideways(page)
        if visited in site.others:
            problems[visited.name] += barriers(page)
        assert page.locator("html").get_attribute("lang") == "de"
    assert {name.partition(", ")[2] for name in problems} == {"", *OTHER_ROUNDS}
    assert not any(problems.values()), told(problems)


def test_every_page_is_printed_with_title_and_n_and_without_what_is_pressed(
    tabs: Any, site: Site
) -> None:
    reader = Reader(site, tabs, color_scheme="dark", viewport={"width": 1280, "height": 900})
    problems = {}
    for visited in site.pages:
        page = reader.visit(visited)
        assert page.locator(PRESSED).first.is_visible(), "there is something to be left out"
        problems[visited.name] = missing_on_paper(page, visited)
    assert not any(problems.values()), told(problems)


def test_paper_is_light_for_a_reader_in_the_dark(tabs: Any, site: Site) -> None:
    page = Reader(site, tabs, color_scheme="dark").visit(site.pages[0])
    ink = "getComputedStyle(document.body).color"
    assert page.evaluate(ink) == "rgb(232, 234, 240)"
    page.emulate_media(media="print")
    assert page.evaluate(ink) == "rgb(28, 31, 38)"


def test_what_is_wrong_is_found(tabs: Any, site: Site) -> None:
    """Faults planted in a page: each is found by what looks for it."""
    reader = Reader(site, tabs, viewport={"width": 1280, "height": 900})
    visited = next(one for one in site.pages if one.name == "round-priorities")
    page = reader.visit(visited)
    assert sideways(page) + missing_on_paper(page, visited) == []
    page.evaluate(PLANT, "p { width: 1900px; color: #ccc; background: #fff }")
    assert sideways(page)[0].startswith("scrolls sideways by ")
    assert {one.partition(":")[0] for one in barriers(page)} >= {"color-contrast", "image-alt"}
    page.evaluate(PLANT, "@media print { h1, .answered { display: none } }")
    found = missing_on_paper(page, visited)
    wanted = ("What to work on first", "58 of 70 answered (83\u00a0%)")
    assert found[:2] == [f"not on paper: {one}" for one in wanted]
    assert found[2:] == ["on paper: <button>Press</button>"]
