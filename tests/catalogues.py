"""Catalogues and what they have to hold, read without GNU gettext, and nothing forgiven."""

from __future__ import annotations

import ast
import re
import struct
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from django.utils.translation.template import templatize

#: A message as gettext knows it: its context, itself, its plural. Empty where there is none.
Key = tuple[str, str, str]


@dataclass
class Entry:
    """One message of a catalogue with what a translator made of it."""

    flags: set[str] = field(default_factory=set)
    places: list[str] = field(default_factory=list)
    texts: dict[str, str] = field(default_factory=dict)
    is_obsolete: bool = False

    @property
    def key(self) -> Key:
        texts = self.texts
        return texts.get("msgctxt", ""), texts["msgid"], texts.get("msgid_plural", "")

    @property
    def translations(self) -> list[str]:
        """The one translation, or one for each form of number, in their order."""
        if "msgid_plural" not in self.texts:
            return [self.texts["msgstr"]]
        forms = sorted(name for name in self.texts if name.startswith("msgstr["))
        return [self.texts[name] for name in forms]


def entries_of(path: Path) -> list[Entry]:
    """All messages of a catalogue, its head (the empty message) among them; no obsolete ones."""
    return [entry for entry in _entries(path) if entry.texts and not entry.is_obsolete]


def differences(
    asked_for: Mapping[Key, str], entries: Sequence[Entry]
) -> tuple[dict[Key, str], set[Key]]:
    """What a catalogue lacks of the sources, with a file that has it; and what it has left over."""
    there = {entry.key for entry in entries}
    missing = {key: path for key, path in asked_for.items() if key not in there}
    return missing, there - asked_for.keys()


def untranslated(entries: Sequence[Entry]) -> list[Key]:
    """Messages that lack a translation or a form of number, or that nobody has looked at since."""
    return [
        entry.key
        for entry in entries
        if "fuzzy" in entry.flags
        or not all(entry.translations)
        or len(entry.translations) != (2 if entry.key[2] else 1)
    ]


def _entries(path: Path) -> Iterator[Entry]:
    entry, name = Entry(), ""
    for number, line in enumerate([*path.read_text(encoding="utf-8").splitlines(), ""], start=1):
        if not line:
            yield entry
            entry, name = Entry(), ""
        elif line.startswith("#~"):
            entry.is_obsolete = True
        elif line.startswith("#,"):
            entry.flags |= {flag.strip() for flag in line[2:].split(",")}
        elif line.startswith("#:"):
            entry.places += line[2:].split()
        elif not line.startswith("#"):
            word, _space, rest = line.partition(" ")
            if line.startswith('"'):
                word, rest = name, line
            elif word in entry.texts:
                raise ValueError(f"{path}:{number}: {word} comes twice; an empty line is missing")
            name = word
            text = ast.literal_eval(rest)
            if not name or not isinstance(text, str):
                raise ValueError(f"{path}:{number}: this is no line of a catalogue: {line}")
            entry.texts[name] = entry.texts.get(name, "") + text


def compiled(path: Path) -> dict[str, str]:
    """What a .mo file says: original to translation, plurals and contexts as gettext joins them."""
    octets = path.read_bytes()
    magic, _revision, count, originals, translations = struct.unpack("<5I", octets[:20])
    if magic != 0x950412DE:
        raise ValueError(f"{path} is no compiled catalogue")

    def texts(table: int) -> list[str]:
        pairs = struct.iter_unpack("<2I", octets[table : table + 8 * count])
        return [octets[start : start + length].decode() for length, start in pairs]

    return dict(zip(texts(originals), texts(translations), strict=True))


def joined(entry: Entry) -> tuple[str, str]:
    """An entry as a .mo file has it."""
    context, singular, plural = entry.key
    original = f"{singular}\0{plural}" if plural else singular
    return (f"{context}\x04{original}" if context else original), "\0".join(entry.translations)


# What the sources ask for --------------------------------------------------------------------

#: Functions that translate, by the arguments that are texts: context, message, plural.
_FUNCTIONS = {
    "_": (None, 0, None),
    "gettext": (None, 0, None),
    "gettext_lazy": (None, 0, None),
    "gettext_noop": (None, 0, None),
    "ngettext": (None, 0, 1),
    "ngettext_lazy": (None, 0, 1),
    "pgettext": (0, 1, None),
    "pgettext_lazy": (0, 1, None),
    "npgettext": (0, 1, 2),
}
_STRING = r"""u?(?:'(?:[^'\\]|\\.)*'|"(?:[^"\\]|\\.)*")"""
_CALL = re.compile(rf"(?<![\w.])({'|'.join(_FUNCTIONS)})\(\s*({_STRING}(?:\s*,\s*{_STRING})*)")


def messages_of_python(source: str) -> Iterator[Key]:
    """Every message that a module translates."""
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Call):
            name = getattr(node.func, "id", "") or getattr(node.func, "attr", "")
            texts = [arg.value if isinstance(arg, ast.Constant) else None for arg in node.args]
            if name in _FUNCTIONS and texts:
                yield _key(name, texts)


def messages_of_template(source: str) -> Iterator[Key]:
    """Every message that a template translates."""
    for name, arguments in _CALL.findall(templatize(source)):
        texts = [ast.literal_eval(text) for text in re.findall(_STRING, arguments)]
        yield _key(name, texts)


def _key(name: str, texts: Sequence[object]) -> Key:
    def text(place: int | None) -> str:
        found = "" if place is None else texts[place]
        if not isinstance(found, str):
            raise TypeError(f"{name}() is given something else than a text: no catalogue has it")
        return found

    context, message, plural = _FUNCTIONS[name]
    return text(context), text(message), text(plural)
