"""Ways to look into a PDF in a test: its pages, its objects, the words on it.

Enough of the format for what typst and a browser write: objects, streams packed with Flate, and
text that is shown by glyph through a table from glyphs to letters.
"""

from __future__ import annotations

import re
import zlib
from functools import lru_cache

_OBJECT = re.compile(rb"(?:^|\n)(\d+) 0 obj\s(.*?)\nendobj", re.DOTALL)
_STREAM = re.compile(rb"^(<<.*?>>)\s*stream\r?\n(.*)\r?\nendstream", re.DOTALL)
#: A place, a font, or glyphs: as they are drawn one after the other.
#: A string between brackets may hold pairs of brackets.
_INSIDE = rb"(?:\\.|[^()\\]|\((?:\\.|[^()\\])*\))*"
_PLAIN = rb"\((" + _INSIDE + rb")\)"
_TEXT = rb"\(" + _INSIDE + rb"\)|<\w*>"
_DRAWN = re.compile(
    rb"([\d.-]+) ([\d.-]+) (cm|Tm)|/(\w+) [\d.-]+ Tf"
    rb"|(" + _TEXT + rb"|\[(?:" + _TEXT + rb"|[^]()<>])*\]) ?T[jJ]",
    re.DOTALL,
)
_STRING = re.compile(_PLAIN + rb"|<(\w*)>", re.DOTALL)
_ESCAPED = re.compile(rb"\\([0-7]{1,3}|.)", re.DOTALL)
_NAMED = {b"n": b"\n", b"r": b"\r", b"t": b"\t", b"b": b"\b", b"f": b"\f"}
#: Glyphs further apart than this, in the units of the drawing, belong to two runs.
APART = 40.0


@lru_cache(maxsize=8)
def objects(raw: bytes) -> dict[int, tuple[bytes, bytes]]:
    """Every object by its number: dictionary, and its stream unpacked (empty where it has none)."""
    found: dict[int, tuple[bytes, bytes]] = {}
    for number, body in _OBJECT.findall(raw):
        stream = _STREAM.match(body)
        head, packed = (stream[1], stream[2]) if stream else (body, b"")
        plain = zlib.decompress(packed) if packed and b"FlateDecode" in head else packed
        found[int(number)] = head, plain
        if b"/ObjStm" in head:
            found |= _inside(head, plain)
    return found


def streams(raw: bytes) -> bytes:
    """Everything that the file says, unpacked."""
    return b"\n".join(part for both in objects(raw).values() for part in both)


def strings(raw: bytes) -> list[str]:
    """Every text of the objects that is no drawing: titles, bookmarks, alt texts."""
    heads = b"\n".join(head for head, _ in objects(raw).values())
    wide = [
        bytes.fromhex(one.decode()).decode("utf-16-be")
        for one in re.findall(rb"<FEFF(\w*)>", heads)
    ]
    plain = [one.decode("latin-1") for one in re.findall(_PLAIN, heads)]
    return wide + [re.sub(r"\\(.)", r"\1", one) for one in plain]


def page_sizes(raw: bytes) -> list[tuple[float, float]]:
    """Width and height of each page in points."""
    boxes = (re.search(rb"/MediaBox\s*\[([^\]]+)\]", head) for head in _pages(raw))
    numbers = [[float(one) for one in box[1].split()] for box in boxes if box]
    return [(right - left, top - bottom) for left, bottom, right, top in numbers]


def page_count(raw: bytes) -> int:
    """How many pages there are."""
    return len(_pages(raw))


def text_of(raw: bytes) -> str:
    """The words that are drawn, one run of letters a line."""
    known = objects(raw)
    pieces = [(page, known[_reference(page, b"Contents")][1]) for page in _pages(raw)]
    pieces += [both for both in known.values() if re.search(rb"/Subtype\s*/Form", both[0])]
    return "\n".join(run for head, drawn in pieces for run in _runs(raw, head, drawn))


def _pages(raw: bytes) -> list[bytes]:
    return [head for head, _ in objects(raw).values() if re.search(rb"/Type\s*/Page\b", head)]


def _runs(raw: bytes, head: bytes, drawn: bytes) -> list[str]:
    """Letters on one height and not far apart are one run."""
    fonts, letters, said = _fonts(raw, head), dict[int, str](), [""]
    base = here = last = (0.0, 0.0)
    for x, y, sign, font, shown in _DRAWN.findall(drawn):
        if sign == b"cm":
            base = float(x), float(y)
        elif sign:
            here = base[0] + float(x), base[1] + float(y)
        elif font:
            letters = fonts.get(font, {})
        elif shown:
            if here[1] != last[1] or abs(here[0] - last[0]) > APART:
                said.append("")
            last = here
            said[-1] += "".join(letters.get(glyph, "") for glyph in _glyphs(shown))
    return said


def _glyphs(shown: bytes) -> list[int]:
    """Numbers of two bytes each, from strings in brackets or in hexadecimal digits."""
    packed = b"".join(
        bytes.fromhex(digits.decode()) if digits else _unescaped(plain)
        for plain, digits in _STRING.findall(shown)
    )
    return [int.from_bytes(packed[i : i + 2], "big") for i in range(0, len(packed), 2)]


def _unescaped(plain: bytes) -> bytes:
    def byte(found: re.Match[bytes]) -> bytes:
        sign = found[1]
        return bytes([int(sign, 8)]) if sign.isdigit() else _NAMED.get(sign, sign)

    return _ESCAPED.sub(byte, plain)


def _fonts(raw: bytes, head: bytes) -> dict[bytes, dict[int, str]]:
    """The letters of each glyph, by the name that a page has for the font."""
    known = objects(raw)
    inline = re.search(rb"/Resources\s*<<", head)
    resources = head if inline else known[_reference(head, b"Resources")][0]
    listed = re.search(rb"/Font\s*<<(.*?)>>", resources, re.DOTALL)
    return {
        name: _letters(known[_reference(known[int(number)][0], b"ToUnicode")][1])
        for name, number in re.findall(rb"/(\w+) (\d+) 0 R", listed[1] if listed else b"")
    }


@lru_cache(maxsize=64)
def _letters(table: bytes) -> dict[int, str]:
    single = re.findall(rb"^<(\w{4})> ?<(\w+)>\s*$", table, re.MULTILINE)
    found = {int(glyph, 16): bytes.fromhex(to.decode()).decode("utf-16-be") for glyph, to in single}
    spans = re.findall(rb"^<(\w{4})> <(\w{4})> <(\w{4})>\s*$", table, re.MULTILINE)
    for first, last, to in ([int(one, 16) for one in span] for span in spans):
        found |= {first + step: chr(to + step) for step in range(last - first + 1)}
    return found


def _inside(head: bytes, plain: bytes) -> dict[int, tuple[bytes, bytes]]:
    """The objects that are packed together in one stream."""
    count, first = (_number(head, name) for name in (b"N", b"First"))
    table = [int(one) for one in plain[:first].split()[: 2 * count]]
    starts = [*(first + start for start in table[1::2]), len(plain)]
    return {
        number: (plain[starts[place] : starts[place + 1]], b"")
        for place, number in enumerate(table[::2])
    }


def _reference(head: bytes, name: bytes) -> int:
    return _number(head, name)


def _number(head: bytes, name: bytes) -> int:
    found = re.search(rb"/" + name + rb"\s+(\d+)", head)
    assert found, (name, head)
    return int(found[1])
