"""The interface in German and Spanish: every text of it, compiled as it is written."""

from __future__ import annotations

import re
from collections import Counter
from functools import cache
from pathlib import Path

import pytest

import questionnaires
import surveyapp
from tests.catalogues import (
    Entry,
    Key,
    compiled,
    differences,
    entries_of,
    joined,
    messages_of_python,
    messages_of_template,
    untranslated,
)

SURVEYAPP = Path(surveyapp.__file__).parent
PACKAGES = (SURVEYAPP, Path(questionnaires.__file__).parent)
LANGUAGES = ["de", "es"]
#: What stands for something else, and markup: translators move it and never change it.
PLACEHOLDER = re.compile(r"%\([\w.]+\)[a-z]|%%|\{\w*\}|</?\w[^>]*>|&\w+;")
TOP_UP = "Run make messages, then translate what is empty or fuzzy (CONTRIBUTING.md)."


@cache
def asked_for() -> dict[Key, str]:
    """Every message of the sources, with a file that has it."""
    found: dict[Key, str] = {}
    for package in PACKAGES:
        for path in sorted(package.rglob("*")):
            if path.suffix == ".py":
                keys = messages_of_python(path.read_text(encoding="utf-8"))
            elif path.suffix in (".html", ".txt") and "templates" in path.parts:
                keys = messages_of_template(path.read_text(encoding="utf-8"))
            else:
                continue
            found |= dict.fromkeys(keys, str(path.relative_to(package.parent)))
    return found


def catalogue(language: str) -> Path:
    return SURVEYAPP / "locale" / language / "LC_MESSAGES" / "django.po"


@cache
def entries(language: str) -> tuple[Entry, ...]:
    """The messages without the head."""
    return tuple(entries_of(catalogue(language))[1:])


def test_messages_are_found_in_python_and_in_templates() -> None:
    python = """
_("One " "text")
translation.ngettext("%(n)s day", "%(n)s days", n)
pgettext("verb", "open")
str("not one")
"""
    assert list(messages_of_python(python)) == [
        ("", "One text", ""),
        ("", "%(n)s day", "%(n)s days"),
        ("verb", "open", ""),
    ]
    template = """{% load i18n %}<p title="{% translate 'It’s “so”' %}">{{ a|default:_("None") }}
{% blocktranslate count n=days with b=c trimmed %}
  {{ n }} day of {{ b }}
{% plural %}
  {{ n }} days,
  of {{ b }}
{% endblocktranslate %}{% translate "open" context "verb" %} gettext alone, 'no text'"""
    assert sorted(messages_of_template(template)) == [
        ("", "%(n)s day of %(b)s", "%(n)s days, of %(b)s"),
        ("", "It’s “so”", ""),
        ("", "None", ""),
        ("verb", "open", ""),
    ]
    assert len(asked_for()) > 1500  # or the tests below look at nothing


#: On the style page: names of units, and letters to look at.
MADE_UP = {"Payments", "Search", "Product", "Machine", "Learning", "Insight", "Aa"}


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_text_of_the_sources_is_in_the_catalogue(language: str) -> None:
    missing, left_over = differences(asked_for(), entries(language))
    assert not missing, TOP_UP
    assert not left_over, TOP_UP


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_text_is_translated(language: str) -> None:
    assert not untranslated(entries(language)), TOP_UP
    copied = [
        entry.key
        for entry in entries(language)
        if len(entry.key[1].split()) > 3 and entry.key[1] in entry.translations
    ]
    assert not copied, "These are still in English."


def test_no_text_of_a_template_goes_past_the_catalogues() -> None:
    past: dict[str, list[str]] = {}
    for path in sorted((SURVEYAPP / "templates").rglob("*")):
        if path.suffix in (".html", ".txt"):
            words = untranslated_words(path.read_text(encoding="utf-8"))
            if path.parent.name == "style":
                words = [word for word in words if word not in MADE_UP]
            past |= {str(path): words} if words else {}
    assert not past
    page = """{# A note #}{% block main_class %}narrow{% endblock %}<h1 class="big">{{ title }}</h1>
<p title="Look here" data-title="none">Some words</p><b data-text-page='Page {page}'
data-question="Really"></b><code>as_it_is</code>{% translate "Said" %} · Candor, CSV"""
    assert untranslated_words(page) == [
        *("Look", "here", "Page", "page", "Really"),
        *("Some", "words"),
    ]


#: Comments, and strings of JavaScript; a template's expressions are not words.
JAVASCRIPT = re.compile(
    r"""//[^\n]*|/\*.*?\*/|"(?:[^"\\\n]|\\.)*"|'(?:[^'\\\n]|\\.)*'|`(?:[^`\\]|\\.)*`""", re.DOTALL
)
#: What developers read.
FOR_DEVELOPERS = re.compile(r"(?:\w*Error|console\.\w+)\(\s*$")
ELEMENTS = {"input", "select", "textarea", "button", "not", "type", "hidden"}
#: Has lists of words that it looks for in what people write.
WORD_LISTS = "identifying.js"
#: Three words in a row.
SENTENCE = re.compile(r"[^\W\d_]+,? [^\W\d_]+,? [^\W\d_]+")


def sentences(script: str) -> list[str]:
    """Strings of a script that are sentences: their place is a template, to be translated."""
    found = []
    for match in JAVASCRIPT.finditer(script):
        text = match[0]
        if text.startswith("/") or FOR_DEVELOPERS.search(script[: match.start()]):
            continue
        if set(re.findall(r"\w+", text)) <= ELEMENTS:
            continue  # a selector
        if SENTENCE.search(re.sub(r"\$\{[^}]*\}", "", text)):
            found.append(text)
    return found


def test_no_script_says_anything_in_english() -> None:
    script = """// what is so and so
say("one two"); throw new Error("This is for developers"); const url = "/a/b c";
tell(`You have ${n} left to say`); tell('It was not sent'); /* nor is this one */"""
    assert sentences(script) == ["`You have ${n} left to say`", "'It was not sent'"]
    scripts = sorted((SURVEYAPP / "static").rglob("*.js"))
    assert len(scripts) >= 20
    said = {path.name: sentences(path.read_text(encoding="utf-8")) for path in scripts}
    assert said.pop(WORD_LISTS)
    assert not {name: found for name, found in said.items() if found}


#: Names, formats of files, and columns of a roster, which are written as in the file.
NAMES = {"Candor", "Johnson", "Alpha", "Omega", "admin", "standing", "parent"}
NAMES |= {"CSV", "SVG", "PNG", "PDF", "SHA"}
#: Django's tags, notes and variables; blocks of names of classes; what people do not read.
NOT_TEXT = re.compile(
    r"\{#.*?#\}|\{% comment %\}.*?\{% endcomment %\}"
    r"|\{% block (?:\w+_class|body_class) %\}.*?\{% endblock %\}"
    r"|\{% blocktranslate.*?\{% endblocktranslate %\}|\{%.*?%\}|\{\{.*?\}\}|&\w+;",
    re.DOTALL,
)
#: Attributes that are read, and those whose words scripts show.
SPOKEN_ATTRIBUTE = re.compile(
    r"""(?<![\w-])(?:title|alt|placeholder|aria-label|aria-description|aria-roledescription|aria-valuetext"""
    r"""|data-text(?:-[\w-]+)?|data-question|data-missing|data-range|data-incomplete"""
    r"""|data-too-long|data-unchosen)=(?:"([^"]*)"|'([^']*)')"""
)


def untranslated_words(template: str) -> list[str]:
    """Words that stand in a template as they are, in its text and in attributes that are read."""
    bare = NOT_TEXT.sub(" ", template)
    bare = re.sub(r"<(code|pre)\b.*?</\1>", " ", bare, flags=re.DOTALL)
    spoken = [double or single for double, single in SPOKEN_ATTRIBUTE.findall(bare)]
    texts = [*spoken, re.sub(r"<[^>]*>", " ", bare)]
    words = re.findall(r"[^\W\d_]{2,}", " ".join(texts))
    return [word for word in words if word not in NAMES]


@pytest.mark.parametrize("language", LANGUAGES)
def test_placeholders_and_markup_are_those_of_the_original(language: str) -> None:
    for entry in entries(language):
        _context, message, plural = entry.key
        for number, translation in enumerate(entry.translations):
            original = plural if plural and number else message
            assert Counter(PLACEHOLDER.findall(translation)) == Counter(
                PLACEHOLDER.findall(original)
            ), (original, translation)
            if not translation:
                continue  # test_every_text_is_translated says so
            # Texts stand in attributes as they are.
            assert ('"' in translation) <= ('"' in original), translation
            assert edges(translation) == edges(original), translation
            assert "!" not in translation


def edges(text: str) -> tuple[str, str]:
    """The blanks that a text begins and ends with: fragments of a sentence need theirs."""
    return text[: len(text) - len(text.lstrip())], text[len(text.rstrip()) :]


@pytest.mark.parametrize("language", LANGUAGES)
def test_what_is_compiled_is_what_is_written(language: str) -> None:
    """The .mo files are committed: a fresh machine has no GNU gettext."""
    path = catalogue(language)
    written = dict(joined(entry) for entry in entries_of(path) if all(entry.translations))
    assert compiled(path.with_suffix(".mo")) == written, TOP_UP


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_head_says_how_numbers_are_told_apart(language: str) -> None:
    head = entries_of(catalogue(language))[0].translations[0].splitlines()
    assert f"Language: {language}" in head
    assert "Content-Type: text/plain; charset=UTF-8" in head
    assert "Plural-Forms: nplurals=2; plural=(n != 1);" in head
