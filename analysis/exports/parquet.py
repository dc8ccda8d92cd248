"""Tables as Parquet: a type for each column, and where the figures come from in the schema.

The same release gives the same bytes; they name the version of Arrow that made them.
"""

from __future__ import annotations

import io
from collections.abc import Mapping, Sequence
from datetime import date

import pyarrow as pa
import pyarrow.parquet as pq

from analysis.exports.columns import COLUMNS, ROWS, Kind
from analysis.exports.provenance import Fact, provenance
from analysis.exports.tables import Table, make_table
from analysis.loudness import RequestsBeside
from analysis.release import Release

#: Every other kind is a fraction or a number with digits behind the point.
TYPES = {Kind.TEXT: pa.string(), Kind.WHOLE: pa.int64()}
#: What the names of the facts in the schema begin with.
PREFIX = "candor."


def parquet_bytes(
    name: str, releases: Sequence[Release], asked: RequestsBeside | None = None
) -> bytes:
    """A table of :func:`analysis.exports.tables.make_table` as Parquet; releases oldest first.

    A column has the same type in every release. The schema's metadata has the facts of
    :func:`analysis.exports.provenance.provenance` under ``candor.round`` and so on, and says under
    ``candor.table`` and ``candor.row`` what the table is; the metadata of a field says what stands
    in it. Errors are those of making the table.
    """
    table = make_table(name, releases, asked)
    facts = {"table": name, "row": ROWS[name], **provenance(releases)}
    raw = io.BytesIO()
    pq.write_table(_arrow(table, facts), raw, compression="zstd")
    return raw.getvalue()


def _arrow(table: Table, facts: Mapping[str, Fact]) -> pa.Table:
    schema = pa.schema(
        [
            pa.field(
                name,
                TYPES.get(COLUMNS[name].kind, pa.float64()),
                metadata={"kind": COLUMNS[name].kind.value, "says": COLUMNS[name].says},
            )
            for name in table.columns
        ],
        metadata={f"{PREFIX}{name}": _text(fact) for name, fact in facts.items()},
    )
    cells = zip(*table.rows, strict=True) if table.rows else ((),) * len(table.columns)
    columns = [
        pa.array(column, type=field.type) for column, field in zip(cells, schema, strict=True)
    ]
    return pa.Table.from_arrays(columns, schema=schema)


def _text(fact: Fact) -> str:
    return fact.isoformat() if isinstance(fact, date) else str(fact)
