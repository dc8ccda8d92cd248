"""The pages on methods: every part, examples that run, every function, a chart that is drawn."""

from __future__ import annotations

import doctest
import os
import re
from importlib import import_module
from pathlib import Path

import pytest

from analysis.charts import theme
from tests.analysis.stats.names import NAMES, PATHS, function
from tests.demo import PROJECT
from tests.methods_chart import GIVEN, MARK, METHOD, PICTURE, USES, WIDTH, chart, with_chart

FOLDER = PROJECT / "docs" / "methods"
CONTENTS = FOLDER / "README.md"
#: Tables of a simulation, with a test of their own.
TABLES = FOLDER / "coverage.md"
PAGES = sorted(page for page in FOLDER.glob("*.md") if page not in {CONTENTS, TABLES})
PARTS = [
    "What it answers",
    "Formula",
    "Worked example",
    "When it misleads",
    "Source and check",
]
EXAMPLE = re.compile(r"^```pycon\n(.*?)^```$", re.MULTILINE | re.DOTALL)
CODE = re.compile(r"`analysis\.([\w.]+)\.(\w+)`")
SHARED = Path(os.environ.get("CANDOR_SHARED_DIR", PROJECT.parent / "shared"))

on_each_page = pytest.mark.parametrize("page", PAGES, ids=lambda page: page.stem)


def _links(page: Path) -> set[Path]:
    found = re.findall(r"\]\(([\w./-]+\.(?:md|svg))(?:#[^)]*)?\)", page.read_text())
    return {(page.parent / target).resolve() for target in found}


@on_each_page
def test_a_page_has_each_part_in_order_and_fills_it(page: Path) -> None:
    title, *parts = re.split(r"^## (.+)$", page.read_text(), flags=re.MULTILINE)
    assert title.startswith("# ")
    assert parts[::2] == PARTS
    assert all(text.strip() for text in parts[1::2])
    assert len(page.read_text().split()) < 1000, "two minutes are enough for a page"


@on_each_page
def test_the_examples_of_a_page_are_right(page: Path) -> None:
    text = page.read_text()
    examples = "\n".join(EXAMPLE.findall(text))
    assert text.count(">>> ") == examples.count(">>> "), "an example stands outside of ```pycon"
    test = doctest.DocTestParser().get_doctest(examples, {}, page.stem, str(page), 0)
    said: list[str] = []
    result = doctest.DocTestRunner().run(test, out=said.append)
    assert result.attempted > 0
    assert result.failed == 0, "".join(said)
    assert any(example.want for example in test.examples)


@on_each_page
def test_a_page_names_its_code_and_uses_it(page: Path) -> None:
    text = page.read_text()
    named = CODE.findall(text.partition("## Source and check")[2])
    assert named
    for module, name in named:
        assert callable(getattr(import_module(f"analysis.{module}"), name))
    examples = "\n".join(EXAMPLE.findall(text))
    assert any(re.search(rf"\b{name}\(", examples) for _module, name in named)


def test_every_function_has_a_page_and_an_example() -> None:
    text = "\n".join(page.read_text() for page in PAGES)
    named = {f"{module}.{name}" for module, name in CODE.findall(text)}
    assert not {f"stats.{path}" for path in PATHS} - named
    examples = "\n".join(example for page in PAGES for example in EXAMPLE.findall(page.read_text()))
    without = [path for path in PATHS if f"{path.partition('.')[2]}(" not in examples]
    assert not without


@pytest.mark.parametrize("path", PATHS)
def test_the_docstring_of_a_function_has_its_formula_and_its_source(path: str) -> None:
    explained, source, _rest = (function(path).__doc__ or "").partition("Source")
    assert source
    assert any(
        re.search(r"[/^*=<]| [-+] ", formula) for formula in re.findall("``([^`]+)``", explained)
    )


def test_every_page_is_reached_from_the_contents() -> None:
    assert len(PAGES) > 15
    assert {*PAGES, TABLES} <= _links(CONTENTS)


@pytest.mark.parametrize("page", [*PAGES, TABLES, CONTENTS], ids=lambda page: page.stem)
def test_no_link_is_dead(page: Path) -> None:
    assert not [str(target) for target in _links(page) if not target.exists()]


def test_the_chart_and_its_table_are_those_that_are_drawn_now() -> None:
    assert theme.svg_bytes(chart()) == PICTURE.read_bytes(), "run python -m tests.methods_chart"
    text = CONTENTS.read_text()
    assert with_chart(text) == text, "run python -m tests.methods_chart"
    assert text.count(f"![{chart().alt}](../img/{PICTURE.name})") == 1


def test_the_chart_names_every_page_with_a_test_and_leads_to_it() -> None:
    uses = [use for several in USES.values() for use in several]
    drawn = PICTURE.read_text()
    assert all(use.method.replace("'", "&apos;") in drawn or use.method in drawn for use in uses)
    without_a_test = {
        "construct-scores", "loud-and-silent", "outcomes", "priorities", "response-rate",
        "verdicts",
    }  # fmt: skip
    assert {page.stem for page in PAGES} == {use.page for use in uses} | without_a_test


def test_the_chart_leaves_room_between_what_one_has_and_its_mark() -> None:
    for uses in USES.values():
        for use in uses:
            assert theme.text_width(use.given, theme.TEXT) * theme.SLACK < MARK - GIVEN - 6, use
            assert theme.text_width(use.method, theme.TEXT) * theme.SLACK < WIDTH - METHOD - 16, use


@pytest.mark.skipif(
    not (SHARED / "STATISTICS.md").is_file() and os.environ.get("CANDOR_SHARED") != "1",
    reason="needs the page that gives the names",
)
def test_the_names_are_those_that_were_given() -> None:
    names = (SHARED / "STATISTICS.md").read_text().partition("## 3. Names")[2].partition("## 4.")[0]
    given = dict(re.findall(r"^    analysis\.stats\.(\w+)\s+(.+)$", names, re.MULTILINE))
    assert {module: tuple(listed.split()) for module, listed in given.items()} == NAMES
