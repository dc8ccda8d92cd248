"""What `analysis` says, in German and Spanish: every text of it, compiled as it is written."""

from __future__ import annotations

import ast
import re
from collections import Counter
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest

import analysis
from analysis.words import CATALOGUES, DOMAIN, LANGUAGES
from tests.catalogues import (
    Entry,
    Key,
    compiled,
    differences,
    entries_of,
    joined,
    messages_of_python,
    untranslated,
)

ANALYSIS = Path(analysis.__file__).parent
TRANSLATED = LANGUAGES[1:]
#: Names stand in braces, with a format by none: numbers are written before.
NAME = re.compile(r"\{\w*\}")
TOP_UP = "Run make messages, then translate what is empty or fuzzy (CONTRIBUTING.md)."
#: What people read, from values to pictures and the report. Tables for machines and terminals,
#: input and the gate say what they say in English.
SPEAKING = (
    "charts/*.py", "exports/*.py", "findings.py", "quality.py", "nonresponse.py", "planning.py",
    "estimates.py", "breakdowns.py", "reasons.py",
)  # fmt: skip
FOR_MACHINES = {
    "exports/codebook.py", "exports/columns.py", "exports/csv.py", "exports/figures.py",
    "exports/parquet.py", "exports/provenance.py", "exports/sheet_rows.py", "exports/style.py",
    "exports/tables.py", "exports/terminal.py", "exports/xlsx.py",
}  # fmt: skip


@cache
def asked_for() -> dict[Key, str]:
    """Every message of the sources, with a file that has it."""
    found: dict[Key, str] = {}
    for path in sorted(ANALYSIS.rglob("*.py")):
        keys = messages_of_python(path.read_text(encoding="utf-8"))
        found |= dict.fromkeys(keys, str(path.relative_to(ANALYSIS)))
    return found


def catalogue(language: str) -> Path:
    return CATALOGUES / language / "LC_MESSAGES" / f"{DOMAIN}.po"


@cache
def entries(language: str) -> tuple[Entry, ...]:
    """The messages without the head."""
    return tuple(entries_of(catalogue(language))[1:])


def test_there_is_something_to_translate() -> None:
    assert len(asked_for()) > 400  # or the tests below look at nothing
    assert ("", "no evidence of change", "") in asked_for()
    assert ("", "{n} question", "{n} questions") in asked_for()


@pytest.mark.parametrize("language", TRANSLATED)
def test_every_text_of_the_sources_is_in_the_catalogue(language: str) -> None:
    missing, left_over = differences(asked_for(), entries(language))
    assert not missing, TOP_UP
    assert not left_over, TOP_UP


@pytest.mark.parametrize("language", TRANSLATED)
def test_every_text_is_translated(language: str) -> None:
    assert not untranslated(entries(language)), TOP_UP
    copied = [
        entry.key
        for entry in entries(language)
        if len(NAME.sub("", entry.key[1]).split()) > 3 and entry.key[1] in entry.translations
    ]
    assert not copied, "These are still in English."


@pytest.mark.parametrize("language", TRANSLATED)
def test_names_and_edges_are_those_of_the_original(language: str) -> None:
    for entry in entries(language):
        _context, message, plural = entry.key
        for number, translation in enumerate(entry.translations):
            original = plural if plural and number else message
            assert Counter(NAME.findall(translation)) == Counter(NAME.findall(original)), original
            assert translation.count("{") == len(NAME.findall(translation)), translation
            assert edges(translation) == edges(original), translation
            assert translation.endswith(".") == original.endswith(".") or len(original) < 5
            assert "!" not in translation


def edges(text: str) -> tuple[str, str]:
    """The blanks that a text begins and ends with."""
    return text[: len(text) - len(text.lstrip())], text[len(text.rstrip()) :]


@pytest.mark.parametrize("language", TRANSLATED)
def test_what_is_compiled_is_what_is_written(language: str) -> None:
    """The .mo files are committed: a fresh machine has no GNU gettext."""
    path = catalogue(language)
    written = dict(joined(entry) for entry in entries_of(path) if all(entry.translations))
    assert compiled(path.with_suffix(".mo")) == written, TOP_UP


@pytest.mark.parametrize("language", TRANSLATED)
def test_no_language_says_that_nothing_changed(language: str) -> None:
    """No evidence of change is never no change."""
    said = [text for entry in entries(language) for text in entry.translations]
    denied = {"de": r"keine (Ver)?änderung", "es": r"sin cambios?\b|ningún cambio"}[language]
    evidence = {"de": "kein Beleg", "es": "sin indicios"}[language]
    assert sum(evidence in text for text in said) > 2
    assert not [text for text in said if re.search(denied, text, re.IGNORECASE)]


# Texts that are not marked ----------------------------------------------------------------------

MARKS = {"_", "gettext", "ngettext", "pgettext", "gettext_noop"}
#: Names of fonts and of classes, what is put into an SVG, and what a browser may load.
NOT_READ = re.compile(
    r"DejaVu Sans|^Glyph|stroke-linecap|font-variant-numeric|^findings quiet$|^default-src"
)
#: Of HTML and SVG, what is no text.
MARKUP = re.compile(r"<[^>]*>?|^[^<]*>|[\w-]+=$|^[\w-]+$")


def unmarked(source: str) -> list[str]:
    """Pieces of text of two words or more that no catalogue is asked for.

    Errors are for developers, and docstrings for readers of the source.
    """
    return list(_unmarked(ast.parse(source)))


def _unmarked(node: ast.AST) -> Iterator[str]:
    for child in ast.iter_child_nodes(node):
        if isinstance(child, ast.Raise) or _is_docstring(child) or _is_marked(child):
            continue
        if isinstance(child, ast.Constant) and isinstance(child.value, str):
            text = "" if NOT_READ.search(child.value) else MARKUP.sub(" ", child.value)
            if re.search(r"[A-Za-z]{2,}[,;:]? +[A-Za-z]{2,}", text):
                yield child.value
        yield from _unmarked(child)


def _is_docstring(node: ast.AST) -> bool:
    return isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant)


def _is_marked(node: ast.AST) -> bool:
    return isinstance(node, ast.Call) and getattr(node.func, "id", "") in MARKS


def test_texts_that_are_not_marked_are_found() -> None:
    source = '''
"""A docstring of words."""
SAID = gettext_noop("marked in a constant")
def f(n):
    """Another of these."""
    if n < 0:
        raise ValueError("no such thing as that")
    return _("marked as it should be") + f"{n} people answered" + '<p class="one two">' + "k = 5"
'''
    assert unmarked(source) == [" people answered"]


def test_no_text_that_people_read_goes_past_the_catalogues() -> None:
    paths = {path for pattern in SPEAKING for path in ANALYSIS.glob(pattern)}
    assert len(paths) > 25
    found = {
        str(path.relative_to(ANALYSIS)): unmarked(path.read_text(encoding="utf-8"))
        for path in sorted(paths)
        if str(path.relative_to(ANALYSIS)) not in FOR_MACHINES
    }
    assert {path: texts for path, texts in found.items() if texts} == {}
