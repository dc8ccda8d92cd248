"""Release files that come from elsewhere: bounded, read without trust, and kept as they are.

A release is canonical JSON: the same release is the same text. So a file is one only if what was
read from it writes exactly that text again, and nothing can stand in it that nobody looked at.
"""

from __future__ import annotations

import math
import re
from collections.abc import Mapping
from dataclasses import dataclass, fields, is_dataclass
from enum import StrEnum
from functools import cache
from types import NoneType, UnionType
from typing import Any, Union, get_args, get_origin, get_type_hints

from analysis.instrument import Scale
from analysis.release import FORMATS, Release, dump_release, load_release

#: A round of 1,000 groups and 60 items and constructs has some 14 MB.
MAX_BYTES = 20 * 1000 * 1000
#: Lists and objects, and values in all, of one file.
MOST_CONTAINERS, MOST_VALUES = 400_000, 2_000_000
#: No count and no value of a scale is larger.
LARGEST_NUMBER = 1_000_000_000
LONGEST_TEXT = 100_000

#: Options of all questions together; those that share a scale are looked at again.
MOST_OPTIONS = 100_000
_FORMAT = re.compile(r'"format":\s*"(candor-release/[0-9]{1,6})"')
#: Signs that stand in no text, and in no chart or workbook.
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]")
#: What any broken document may raise while values are made of it.
_BROKEN = (KeyError, TypeError, ValueError, AttributeError, IndexError, ArithmeticError)


class Flaw(StrEnum):
    """Why a file is no release that can be read."""

    TOO_LARGE = "too_large"
    NO_RELEASE = "no_release"
    OTHER_FORMAT = "other_format"  # written by a later version
    DAMAGED = "damaged"  # begins like one, and cannot be read
    CHANGED = "changed"  # says the same in another text, or more than a release says


class ReleaseFileError(ValueError):
    """A file that is no release; ``told`` is what is known besides: a format, or what is wrong."""

    def __init__(self, flaw: Flaw, told: str = "") -> None:
        super().__init__(f"{flaw.value}: {told}" if told else flaw.value)
        self.flaw = flaw
        # Halves of a sign, which JSON can name, stand in no answer of a server.
        self.told = told.encode("utf-8", "backslashreplace").decode()


@dataclass(frozen=True, slots=True)
class ReleaseFile:
    """A release and the very text that it was read from."""

    release: Release
    text: str


def read_release_file(data: bytes) -> ReleaseFile:
    """The release that a file holds; :class:`ReleaseFileError` for anything else.

    What it tells is not judged: that is :mod:`analysis.vetting`.
    """
    if len(data) > MAX_BYTES:
        raise ReleaseFileError(Flaw.TOO_LARGE, f"{len(data) / 1e6:.0f}")
    try:
        text = data.decode("utf-8")
    except UnicodeDecodeError as error:
        raise ReleaseFileError(Flaw.NO_RELEASE) from error
    named = _FORMAT.search(text)
    if named is None:
        raise ReleaseFileError(Flaw.NO_RELEASE)
    if named[1] not in FORMATS:
        raise ReleaseFileError(Flaw.OTHER_FORMAT, named[1])
    containers = text.count("[") + text.count("{")
    if containers > MOST_CONTAINERS or containers + text.count(",") > MOST_VALUES:
        raise ReleaseFileError(Flaw.TOO_LARGE, f"{len(data) / 1e6:.0f}")
    if text.startswith("\ufeff"):
        raise ReleaseFileError(Flaw.CHANGED)
    try:
        release = load_release(text)
        if sum(len(item.scale.options) for item in release.instrument.items) > MOST_OPTIONS:
            raise ReleaseFileError(Flaw.TOO_LARGE, f"{len(data) / 1e6:.0f}")
        wrong = _wrong(release, Release, "release")
        is_same = not wrong and dump_release(release) == text
    except ReleaseFileError:
        raise
    except RecursionError as error:
        raise ReleaseFileError(Flaw.DAMAGED, "nested too deeply") from error
    except _BROKEN as error:
        raise ReleaseFileError(Flaw.DAMAGED, f"{error}"[:200]) from error
    if wrong:
        raise ReleaseFileError(Flaw.DAMAGED, wrong)
    if not is_same:
        raise ReleaseFileError(Flaw.CHANGED)
    return ReleaseFile(release, text)


def _wrong(value: Any, hint: Any, place: str) -> str:
    """Where a value is not what its annotation says; empty where everything is.

    Whole numbers are counts: none is negative.
    """
    kind: Any = hint
    if is_dataclass(kind):
        if type(value) is not kind:
            return place
        return next(
            (
                wrong
                for name, inside in _hints(hint)
                if (wrong := _wrong(getattr(value, name), inside, f"{place}.{name}"))
            ),
            "",
        )
    origin, parts = get_origin(hint), get_args(hint)
    if origin in (UnionType, Union):
        return _wrong_of_union(value, parts, place)
    if origin is not None and issubclass(origin, Mapping):
        return _wrong_of_mapping(value, parts, place)
    if origin in (tuple, frozenset):
        return _wrong_of_sequence(value, origin, parts, place)
    return "" if _is_plain(value, hint) else place


def _wrong_of_union(value: Any, kinds: tuple[Any, ...], place: str) -> str:
    if value is None:
        return "" if NoneType in kinds else place
    for kind in kinds:
        if type(value) is kind:
            return _wrong(value, kind, place)
    others = [kind for kind in kinds if not is_dataclass(kind) and kind is not NoneType]
    return "" if any(not _wrong(value, kind, place) for kind in others) else place


def _wrong_of_mapping(value: Any, kinds: tuple[Any, ...], place: str) -> str:
    key, kind = kinds
    if not isinstance(value, Mapping) or any(_wrong(name, key, place) for name in value):
        return place
    places = ((f"{place}.{name}", one) for name, one in value.items())
    return next((wrong for inside, one in places if (wrong := _wrong(one, kind, inside))), "")


def _wrong_of_sequence(value: Any, origin: Any, kinds: tuple[Any, ...], place: str) -> str:
    if type(value) is not origin:
        return place
    if origin is tuple and Ellipsis not in kinds:
        if len(value) != len(kinds):
            return place
        pairs = list(zip(value, kinds, strict=True))
    else:
        pairs = [(one, kinds[0]) for one in value]
    return next((wrong for one, kind in pairs if (wrong := _wrong(one, kind, place))), "")


def _is_plain(value: Any, kind: Any) -> bool:
    if kind is int:
        return type(value) is int and 0 <= value <= LARGEST_NUMBER
    if kind is float:
        return type(value) in (int, float) and math.isfinite(value) and abs(value) <= LARGEST_NUMBER
    if kind is str:
        return type(value) is str and len(value) <= LONGEST_TEXT and not _CONTROL.search(value)
    return isinstance(value, kind)


#: Made of the others, and so never wrong by themselves.
_DERIVED = {Scale: ("by_code", "say"), Release: ("verified", "shown_from")}


@cache
def _hints(kind: Any) -> tuple[tuple[str, Any], ...]:
    hints = get_type_hints(kind)
    left_out = _DERIVED.get(kind, ())
    return tuple((one.name, hints[one.name]) for one in fields(kind) if one.name not in left_out)
