"""The files of the bank: one a theme, each text in all languages beside each other.

A file is a question set in another layout, and is checked as one. An item without a text is asked
by a question set that ships: it has its words from there, so that nothing is written twice.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from analysis.instrument import Construct, Instrument, Section
from analysis.scales import BUILT_IN
from questionnaires.formats.item_bank import LANGUAGES, BankItem, ItemBank, Theme, Words
from questionnaires.formats.located_yaml import Located, read_yaml
from questionnaires.formats.problems import Problem, QuestionSetError, suggestion
from questionnaires.formats.question_set_parts import one_line
from questionnaires.formats.question_set_yaml import instrument_of

LIBRARY = Path(__file__).resolve().parent.parent / "library"
#: Question sets that ship, those first whose items say what they measure.
SETS = ("developer-experience", "dora-quick-check", "pulse")
#: The files of the bank, in the order that they are shown in.
THEMES = (
    "delivery", "feedback", "systems", "week", "tools", "together", "people", "priorities",
)  # fmt: skip

_KEYS = ("code", "title", "constructs", "scales", "translations", "items")
_ENGLISH, *_OTHERS = LANGUAGES


@dataclass(frozen=True, slots=True)
class Shipped:
    """A question set that ships, as its file says it and as it is read."""

    root: Located
    instrument: Instrument


@cache
def item_bank() -> ItemBank:
    """The bank that ships."""
    sets = tuple(read_shipped(_text(f"{name}.yaml"), name) for name in SETS)
    files = [(_text(f"items/{name}.yaml"), f"{name}.yaml") for name in THEMES]
    return read_bank(files, sets)


def _text(path: str) -> str:
    return (LIBRARY / path).read_text(encoding="utf-8")


def read_shipped(text: str, filename: str) -> Shipped:
    """A question set that items of the bank can be taken from."""
    root, found = read_yaml(text, filename)
    return Shipped(root, instrument_of(root, filename, found_before=found))


def read_bank(files: Iterable[tuple[str, str]], sets: tuple[Shipped, ...]) -> ItemBank:
    """The bank that these files describe, each a text and its name.

    Raises :class:`QuestionSetError` with all problems of the first file that has some.
    """
    items: list[BankItem] = []
    for text, filename in files:
        root, found = read_yaml(text, filename)
        taken = {one.code for one in items}
        problems = [*found, *_problems(root, filename, sets, taken)]
        if problems:
            raise QuestionSetError(problems)
        items += _items(root, filename, sets)
    return ItemBank(tuple(items))


# What is wrong with a file ------------------------------------------------------------------------


def _problems(
    root: Located, filename: str, sets: tuple[Shipped, ...], taken: set[str]
) -> Iterator[Problem]:
    """What a question set has not: words in every language, and items of other files."""
    if not isinstance(root.value, dict):
        yield Problem(filename, 1, "The file is no mapping. Write code, title and items.")
        return
    for key in root.value:
        if key not in _KEYS:
            hint = suggestion(key, _KEYS)
            yield Problem(filename, root.line_of(key), f"The key {key!r} is unknown. {hint}")
    yield from _unspoken(root, "title", "the theme", filename)
    for place in root.entries("constructs"):
        yield from _unspoken(place, "title", f"construct {place.word('code')}", filename)
    known = {item.code for one in sets for item in one.instrument.items}
    for place in root.entries("items"):
        code = place.word("code") or ""
        where = f"item {code or 'without a code'}"
        if code in taken:
            message = f"There are two items with the code {code!r}. Write another."
            yield Problem(filename, place.line, message)
        taken.add(code)
        yield from _unspoken(place, "low", where, filename)
        if _is_own(place):
            yield from _unspoken(place, "text", where, filename)
            if place.get("help"):
                yield from _unspoken(place, "help", where, filename)
            if code in known:
                message = f"A question set asks {code} already. Leave its text to it."
                yield Problem(filename, place.line_of("text"), message)
        elif code not in known:
            message = f"{where[0].upper()}{where[1:]}: no question set asks it. Write its text."
            yield Problem(filename, place.line, message)


def _unspoken(place: Located, key: str, where: str, filename: str) -> Iterator[Problem]:
    """A text that is missing in a language, or written in one that the bank has not."""
    found = place.get(key)
    spoken = set(found.value) if found and isinstance(found.value, dict) else set()
    for language in LANGUAGES:
        if found is None or not (found.word(language) or "").strip():
            message = f"{where[0].upper()}{where[1:]}: {key} is missing in {language}."
            yield Problem(filename, place.line_of(key), message)
    for language in sorted(spoken - set(LANGUAGES)):
        message = f"{where[0].upper()}{where[1:]}: the bank is not written in {language!r}."
        yield Problem(filename, place.line_of(key), message)


def _is_own(place: Located) -> bool:
    """Whether an item is written here, and not in a question set that ships."""
    return place.get("text") is not None


# The items of a file ------------------------------------------------------------------------------


def _items(root: Located, filename: str, sets: tuple[Shipped, ...]) -> Iterator[BankItem]:
    theme = Theme(str(root.word("code")), _words(root, "title"))
    places = root.entries("items")
    sources = [one.instrument for one in sets]
    if any(_is_own(place) for place in places):
        own = instrument_of(_as_question_set(root, sets), filename)
        sources.insert(0, own)
    for place in places:
        code = str(place.word("code"))
        source = next(one for one in sources if one.has_item(code))
        yield BankItem(_alone(source, code, theme), theme, _words(place, "low"))


def _words(place: Located, key: str) -> Words:
    found = place.get(key)
    return {language: one_line((found and found.word(language)) or "") for language in LANGUAGES}


def _alone(source: Instrument, code: str, theme: Theme) -> Instrument:
    """The question set that asks one item of another."""
    item = source.item(code)
    constructs = tuple(
        Construct(one.code, one.title, (code,))
        for one in source.constructs
        if one.code == item.construct
    )
    heading = constructs[0].code if constructs else theme.code
    title = constructs[0].title if constructs else theme.titles[_ENGLISH]
    paths = (f"items.{code}.", f"scales.{item.scale.code}.", f"constructs.{item.construct}.")
    translations: dict[str, dict[str, str]] = {}
    for language in _OTHERS:
        texts = source.translations[language]
        kept = {path: text for path, text in texts.items() if path.startswith(paths)}
        own = texts[f"constructs.{heading}.title"] if constructs else theme.titles[language]
        translations[language] = kept | {f"sections.{heading}.title": own}
    return Instrument(
        code=code.replace("_", "-"),
        title=title,
        sections=(Section(heading, title, (code,)),),
        items=(item,),
        constructs=constructs,
        translations=translations,
    )


# A file as a question set -------------------------------------------------------------------------


def _as_question_set(root: Located, sets: tuple[Shipped, ...]) -> Located:
    """The items that a file writes itself as a question set, its values where they stand.

    Scales and constructs of question sets that ship are lent to it, with their translations.
    """
    items = [place for place in root.entries("items") if _is_own(place)]
    own = {
        kind: {place.word("code"): place for place in root.entries(kind)}
        for kind in ("scales", "constructs")
    }
    used = {key: _named(items, key) for key in ("scale", "construct")}
    scales = _lent(sets, "scales", used["scale"] - own["scales"].keys() - BUILT_IN.keys())
    constructs = _lent(sets, "constructs", used["construct"] - own["constructs"].keys())
    mine = [
        _with(place, {"title": _english(place, "title")})
        for code, place in own["constructs"].items()
        if code in used["construct"]
    ]
    asked = [
        _with(place, {"low": None, **{key: _english(place, key) for key in ("text", "help")}})
        for place in items
    ]
    section = {"code": root.get("code"), "title": _english(root, "title"), "items": _list(asked)}
    document = {
        "code": root.get("code"),
        "title": _english(root, "title"),
        "scales": _list([*root.entries("scales"), *scales]),
        "constructs": _list([*mine, *constructs]),
        "sections": _list([_with(_new({}, root), section)]),
    }
    lent = {f"scales.{code}." for code in used["scale"]}
    lent |= {f"constructs.{place.word('code')}." for place in constructs}
    languages = {
        language: _new(
            {**_lent_texts(sets, language, tuple(lent)), **_own_texts(root, items, mine, language)},
            root,
        )
        for language in _OTHERS
    }
    return _with(_new({}, root), {**document, "translations": _new(languages, root)})


def _named(items: Iterable[Located], key: str) -> set[str]:
    return {word for place in items if (word := place.word(key))}


def _lent(sets: tuple[Shipped, ...], kind: str, codes: set[str]) -> list[Located]:
    """The entries with these codes in question sets that ship, the first of each."""
    found: dict[str, Located] = {}
    for one in sets:
        for place in one.root.entries(kind):
            if (code := place.word("code")) in codes:
                found.setdefault(str(code), place)
    return list(found.values())


def _lent_texts(
    sets: tuple[Shipped, ...], language: str, beginnings: tuple[str, ...]
) -> dict[str, Located]:
    """Translations of what question sets lend, with their places there."""
    found: dict[str, Located] = {}
    for one in sets:
        texts = one.root.value["translations"].value[language].value
        for path, text in texts.items():
            if path.startswith(beginnings):
                found.setdefault(path, text)
    return found


def _own_texts(
    root: Located, items: Iterable[Located], constructs: Iterable[Located], language: str
) -> dict[str, Located]:
    """The words of a file in a language by their paths; those of scales stand there as paths."""
    written = root.get("translations")
    scales = written.get(language) if written else None
    code = root.word("code")
    found: dict[str, Located] = dict(scales.value) if scales else {}
    found["title"] = found[f"sections.{code}.title"] = _in(root, "title", language)
    titles = {place.word("code"): place for place in root.entries("constructs")}
    for construct in constructs:
        one = construct.word("code")
        found[f"constructs.{one}.title"] = _in(titles[one], "title", language)
    for place in items:
        for key in ("text", "help"):
            if place.get(key):
                found[f"items.{place.word('code')}.{key}"] = _in(place, key, language)
    return found


def _in(place: Located, key: str, language: str) -> Located:
    """A text in a language, which was seen to be there."""
    found: Located = place.value[key].value[language]
    return found


def _english(place: Located, key: str) -> Located | None:
    return _in(place, key, _ENGLISH) if place.get(key) else None


def _new(value: Any, near: Located) -> Located:
    return Located(value, near.line, near.column, near.end)


def _list(places: list[Located]) -> Located | None:
    """A list where its first entry stands; nothing where there is none."""
    return _new(places, places[0]) if places else None


def _with(place: Located, changes: Mapping[str, Located | None]) -> Located:
    """A mapping with other values under some keys, or none."""
    entries = {key: value for key, value in place.value.items() if key not in changes}
    entries |= {key: value for key, value in changes.items() if value is not None}
    lines = {key: place.key_lines.get(key, entries[key].line) for key in entries}
    return Located(entries, place.line, place.column, place.end, key_lines=lines)
