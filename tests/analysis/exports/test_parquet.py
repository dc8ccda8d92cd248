"""Parquet: a type for each column, and where the figures come from in the schema."""

from __future__ import annotations

import io
from datetime import date

import pandas as pd
import pyarrow.parquet as pq
import pytest

from analysis.exports.columns import COLUMNS, Kind
from analysis.exports.parquet import parquet_bytes
from analysis.exports.provenance import NO_DAY, made_on, provenance
from analysis.exports.tables import TABLES, make_table
from analysis.release import release_sha256
from tests.analysis.exports.small import small_release, small_releases
from tests.releases import demo_release


@pytest.mark.parametrize("name", TABLES)
def test_a_table_comes_back_as_it_was(name: str) -> None:
    table = make_table(name, small_releases())
    found = pq.read_table(io.BytesIO(parquet_bytes(name, small_releases())))
    assert tuple(found.column_names) == table.columns
    rows = list(zip(*(column.to_pylist() for column in found.columns), strict=True))
    assert rows == [tuple(row) for row in table.rows]


@pytest.mark.parametrize("name", TABLES)
def test_a_column_has_one_type_whatever_is_told(name: str) -> None:
    for releases in (small_releases(), [small_release(0, 25, south=3), small_release(1, 4)]):
        schema = pq.read_schema(io.BytesIO(parquet_bytes(name, releases)))
        for field in schema:
            kind = COLUMNS[field.name].kind
            expected = {Kind.TEXT: "string", Kind.WHOLE: "int64"}.get(kind, "double")
            assert str(field.type) == expected
            assert field.metadata[b"says"].decode() == COLUMNS[field.name].says


def test_the_schema_says_where_the_figures_come_from() -> None:
    schema = pq.read_schema(io.BytesIO(parquet_bytes("items", small_releases())))
    said = {name.decode(): value.decode() for name, value in schema.metadata.items()}
    assert said["candor.round"] == "2027"
    assert (said["candor.n"], said["candor.k"]) == ("30", "5")
    assert said["candor.mode"] == "confidential, not anonymous"
    assert said["candor.release_sha256"] == release_sha256(small_releases()[-1])
    assert said["candor.closed_on"] == "2027-04-20"
    assert said["candor.table"] == "items"


def test_pandas_reads_it_and_hidden_is_no_number() -> None:
    raw = parquet_bytes("items", [small_release(1, people=25, south=3)])
    frame = pd.read_parquet(io.BytesIO(raw))
    hidden = frame[(frame["group"] == "South") & (frame["code"] == "ease")]
    shown = frame[(frame["group"] == "") & (frame["code"] == "ease")]
    assert shown["n"].to_list() == [25]
    assert hidden["n"].isna().all()
    assert hidden["favourable"].isna().all()


def test_the_same_releases_are_the_same_bytes() -> None:
    assert parquet_bytes("answers", small_releases()) == parquet_bytes("answers", small_releases())


def test_a_number_of_answers_that_is_not_told_is_no_fact() -> None:
    told = provenance([small_release(1, people=8)])
    assert "n" not in told
    assert (told["n_at_least"], told["n_at_most"]) == (5, 9)
    assert provenance([small_release(1, people=30)])["n"] == 30


def test_a_round_without_days_has_a_day_all_the_same() -> None:
    assert made_on(demo_release(2)) == date(2027, 4, 20)
    assert made_on(demo_release(2, opened_on=None, closed_on=None)) == NO_DAY


def test_no_release_and_unknown_names_are_refused() -> None:
    with pytest.raises(ValueError, match="at least one release"):
        provenance([])
    with pytest.raises(KeyError):
        parquet_bytes("nothing", small_releases())
