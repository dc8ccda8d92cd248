"""Release -> files to take elsewhere: reports and slides, workbooks, tables with types.

As :mod:`surveyapp.results`, everything is made from stored releases and remembered; libraries that
are slow to import are imported when the first file is asked for.
"""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING

from analysis.events import Event
from analysis.targets import Target
from analysis.words import remembered
from surveyapp.result_documents import REMEMBERED, Document

if TYPE_CHECKING:
    from analysis.exports.quotes import Quotes
    from analysis.loudness import RequestsBeside

#: The forms of the whole report besides the PDF, and of a table besides CSV.
REPORT_FORMS = ("html", "pptx")
TABLE_FORMS = ("parquet",)
#: What covers other rounds is for people with a role.
OF_ALL_ROUNDS = "trends"


@remembered(maxsize=REMEMBERED // 4)
def report_as(
    form: str,
    documents: tuple[Document, ...],
    events: tuple[Event, ...],
    targets: tuple[Target, ...] = (),
    asked: RequestsBeside | None = None,
) -> bytes:
    """The whole report on the last of the documents, oldest first; ``KeyError`` for other forms."""
    from analysis.report import html_of_report, pptx_of_report

    made = {"html": html_of_report, "pptx": pptx_of_report}[form]
    releases = [document.release for document in documents]
    return made(releases, events=events, targets=targets, asked=asked)


def report_with_quotes(
    form: str,
    documents: tuple[Document, ...],
    events: tuple[Event, ...],
    targets: tuple[Target, ...],
    quotes: tuple[Quotes, ...],
    asked: RequestsBeside | None = None,
) -> bytes:
    """The same, or the PDF, with comments; ``KeyError`` for other forms.

    Made anew each time: what is remembered would keep the words of one that is withdrawn.
    """
    from analysis.report import html_of_report, pdf_of_report, pptx_of_report

    made = {"pdf": pdf_of_report, "html": html_of_report, "pptx": pptx_of_report}[form]
    releases = [document.release for document in documents]
    return made(releases, events=events, targets=targets, asked=asked, quotes=quotes)


@lru_cache(maxsize=REMEMBERED // 4)
def workbook(
    documents: tuple[Document, ...],
    *,
    is_for_asked: bool = False,
    asked: RequestsBeside | None = None,
) -> bytes:
    """All tables of the last of the documents, oldest first, as XLSX.

    Everybody asked gets those that they are given one by one, so never support requests.
    """
    from analysis.exports.tables import names_of_tables
    from analysis.exports.xlsx import workbook_bytes

    asked = None if is_for_asked else asked
    names = names_of_tables(len(documents), asked)
    if is_for_asked:
        names = [name for name in names if name != OF_ALL_ROUNDS]
    return workbook_bytes([document.as_stored for document in documents], names, asked)


@lru_cache(maxsize=REMEMBERED)
def table_as(form: str, name: str, documents: tuple[Document, ...]) -> bytes | None:
    """A table as Parquet; ``None`` for another form or name, or where there are too few rounds."""
    from analysis.exports.parquet import parquet_bytes

    if form not in TABLE_FORMS:
        return None
    try:
        return parquet_bytes(name, [document.as_stored for document in documents])
    except (KeyError, ValueError):
        return None
