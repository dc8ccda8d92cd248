"""Columns that tell who answered, and cells that only cost time."""

from __future__ import annotations

from time import process_time

import pytest

from analysis.sources import metadata
from analysis.sources.metadata import is_metadata
from analysis.sources.presets import read_preset

LONG = 131_000


@pytest.mark.parametrize(
    "cell",
    ["ann@example.org", "a@b.c.d", "a@b..c", "a+b@x-y.example", "198.51.100.7", "2026-03-02 09:00"],
)
def test_who_and_when_is_metadata(cell: str) -> None:
    assert is_metadata("Contact", [cell, "", cell])


@pytest.mark.parametrize(
    "cell", ["a@b", "a@.", "a@b.", "@b.c", "a@b@c.d", "a b@c.d", "a@b.c d", "a@.c"]
)
def test_what_only_resembles_a_mail_address_is_none(cell: str) -> None:
    assert not is_metadata("Contact", [cell, "", cell])


def test_what_resembles_a_mail_address_is_read_once() -> None:
    began = process_time()
    assert not metadata._MAIL.fullmatch("a@" + "." * LONG + "@")
    assert process_time() - began < 10  # minutes, where each point was tried as the last


def test_no_cell_is_longer_than_an_address() -> None:
    mail = "a@" + "b" * 314 + ".org"
    assert is_metadata("Contact", [mail])
    assert not is_metadata("Contact", [f"{mail}s"])
    assert not is_metadata("Contact", ["1" * 321, "2" * 321])


def test_a_column_with_a_long_cell_is_words() -> None:
    lines = ["Easy?,Why?", *["Agree,Because"] * 9, f"Agree,a@{'.' * 400}@"]
    plain = read_preset("\n".join(lines).encode(), "round.csv")
    assert (plain.words, [one.name for one in plain.columns]) == (("Why?",), ["Easy?"])
