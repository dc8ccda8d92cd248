"""CSV: numbers stay numbers, text is never a formula, hidden figures stay hidden."""

from __future__ import annotations

import csv
import io
from typing import Any

import pytest

from analysis.estimates import Change, Estimate, compare_constructs, estimate_item
from analysis.exports.csv import safe_text, table_bytes
from analysis.exports.tables import TABLES
from tests.analysis.exports.small import HOSTILE, small_release, small_releases

SIGNS = "=+-@\uff1d\uff0b\uff0d\uff20\u2212"


def read(raw: bytes) -> list[dict[str, Any]]:
    """The rows of a table as a program reads them."""
    return list(csv.DictReader(io.StringIO(raw.decode("utf-8-sig"), newline="")))


def cell(rows: list[dict[str, Any]], column: str, **where: str) -> str:
    """One cell of the only row that fits."""
    found = [row for row in rows if all(row[name] == value for name, value in where.items())]
    assert len(found) == 1, where
    return str(found[0][column])


@pytest.mark.parametrize("sign", SIGNS)
@pytest.mark.parametrize("before", ["", " ", "\t", "\r", "\n", "\x00", "\r\n ", "\u00a0"])
def test_no_text_begins_like_a_formula(sign: str, before: str) -> None:
    assert safe_text(f"{before}{sign}1+1").startswith("'")


@pytest.mark.parametrize("control", ["\t", "\r", "\n", "\x00"])
def test_control_characters_do_not_survive(control: str) -> None:
    assert safe_text(f"{control}cmd").startswith("'")
    assert control not in safe_text(f"{control}a{control}b")


def test_a_formula_behind_a_semicolon_is_defused_too() -> None:
    assert safe_text("a;=1+1") == "a;'=1+1"
    assert safe_text("a; @x") == "a; '@x"


@pytest.mark.parametrize("text", ["on-call", "1 + 1", "a=b", "me@example.org", "Ease; focus", ""])
def test_plain_text_is_left_alone(text: str) -> None:
    assert safe_text(text) == text


@pytest.mark.parametrize("name", TABLES)
def test_no_cell_of_any_table_is_a_formula(name: str) -> None:
    raw = table_bytes(name, small_releases())
    assert raw.startswith(b"\xef\xbb\xbf")
    hostile = 0
    for row in csv.reader(io.StringIO(raw.decode("utf-8-sig"), newline="")):
        for text in row:
            hostile += text.startswith("'")
            if text and text[0] in SIGNS:
                float(text)  # a negative number, and nothing else
    assert hostile


def test_a_negative_number_stays_a_number() -> None:
    releases = small_releases()
    rows = read(table_bytes("changes", list(reversed(releases))))
    (change,) = compare_constructs(releases[1], releases[0])
    assert isinstance(change, Change)
    assert change.difference.estimate < 0
    written = cell(rows, "change", what="construct", code="flow")
    assert written.startswith("-")
    assert float(written) == change.difference.estimate


def test_numbers_are_not_rounded() -> None:
    release = small_release()
    rows = read(table_bytes("items", [release]))
    estimate = estimate_item(release, "", "ease")
    assert isinstance(estimate, Estimate)
    assert estimate.favourable is not None
    for column, number in (
        ("mean", estimate.mean),
        ("favourable", estimate.favourable.estimate),
        ("low", estimate.favourable.low),
        ("high", estimate.favourable.high),
        ("unfavourable", estimate.unfavourable),
    ):
        assert float(cell(rows, column, code="ease", group="")) == number
    assert cell(rows, "n", code="ease", group="") == str(estimate.n)
    assert cell(rows, "question", code="ease", group="") == f"'{HOSTILE}"


def test_counts_by_label_are_all_there() -> None:
    rows = read(table_bytes("answers", small_releases()))
    counts = [int(r["count"]) for r in rows if (r["code"], r["group"]) == ("ease", "")]
    assert len(counts) == 5
    assert sum(counts) == 30


def test_hidden_cells_say_why_and_nothing_else() -> None:
    shown = read(table_bytes("items", [small_release(1)]))
    assert cell(shown, "n", code="ease", group="South") == "10"
    hidden = read(table_bytes("items", [small_release(1, people=25, south=3)]))
    row = next(r for r in hidden if (r["code"], r["group"]) == ("ease", "South"))
    assert row["hidden"] == "hidden: fewer than 10 answers"
    kept = {"code", "question", "construct", "group", "group_title", "hidden", "mode"}
    assert not any(value for name, value in row.items() if name not in kept)


def test_a_band_has_its_ends_in_the_last_columns_and_nothing_else() -> None:
    release = small_release(1, people=27)
    for name in ("items", "constructs", "answers"):
        columns = list(read(table_bytes(name, [release]))[0])
        assert columns[-4:] == ["band_low", "band_high", "n_at_least", "n_at_most"]
        assert list(read(table_bytes(name, [small_release(1)]))[0]) == columns
        for unit, people in (("South", ("5", "9")), ("North", ("10", ""))):
            rows = [r for r in read(table_bytes(name, [release])) if r["group"] == unit]
            row = next(r for r in rows if r["code"] in ("ease", "flow"))
            assert row["hidden"] == "told as a band, not in full"
            assert (row["n_at_least"], row["n_at_most"]) == people
            assert (row["band_low"], row["band_high"]) in {
                ("0.0", "0.4"), ("0.4", "0.6"), ("0.6", "1.0"),
            }  # fmt: skip
            kept = {"code", "question", "construct", "items", "group", "group_title", "hidden"}
            kept.add("mode")
            assert not any(row[one] for one in columns[:-4] if one not in kept)


def test_response_rates_tell_a_range_of_answers() -> None:
    rows = read(table_bytes("response-rates", [small_release(1, people=27)]))
    assert cell(rows, "answers", group="South") == cell(rows, "response_rate", group="South") == ""
    assert cell(rows, "n_at_least", group="South") == "5"
    assert cell(rows, "n_at_most", group="South") == "9"
    assert list(rows[0])[-2:] == ["n_at_least", "n_at_most"]


def test_response_rates_of_hidden_units_are_hidden() -> None:
    rows = read(table_bytes("response-rates", [small_release(1, people=27)]))
    assert cell(rows, "answers", group="") == "27"
    assert cell(rows, "answers", group="South") == ""
    assert cell(rows, "response_rate", group="South") == ""


def test_the_same_releases_are_the_same_bytes() -> None:
    for name in TABLES:
        assert table_bytes(name, small_releases()) == table_bytes(name, small_releases())


def test_too_few_releases_and_unknown_names_are_refused() -> None:
    with pytest.raises(ValueError, match="changes needs 2 releases, not 1"):
        table_bytes("changes", [small_release()])
    with pytest.raises(KeyError):
        table_bytes("nothing", small_releases())


@pytest.mark.parametrize("name", TABLES)
def test_every_table_says_in_which_mode_was_asked(name: str) -> None:
    for mode, said in (("open", "open link, no head count"), ("anonymous", "anonymous")):
        releases = [small_release(0, 30, mode), small_release(1, 30, mode)]
        rows = read(table_bytes(name, releases))
        told = [value for row in rows for key, value in row.items() if key.startswith("mode")]
        assert set(told) == ({said} if rows else set())
        assert rows or name in ("by-attribute", "drivers", "reliability")
