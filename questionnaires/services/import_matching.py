"""Matching: the file of a survey tool becomes a plain table, and each column what it probably asks.

Nothing of a file is stored here. What is kept for the next file of the same tool is its mapping.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import TYPE_CHECKING

from django.utils import timezone
from django.utils.translation import gettext as _

from analysis.instrument import Item
from questionnaires.formats.answers_xlsx import csv_of_workbook, is_workbook
from questionnaires.formats.roster_values import UnreadableError
from questionnaires.models import ImportMapping, Programme, QuestionSetVersion, Round
from questionnaires.models.rounds import K_DEFAULT
from questionnaires.services.errors import ServiceError

if TYPE_CHECKING:
    from analysis.sources.mapping import MappedColumn
    from analysis.sources.pastrounds import PastRound
    from analysis.sources.plain import PlainTable
    from analysis.sources.tables import Table


#: A page has so many fields at most: five a column, one a label.
MOST_COLUMNS, MOST_LABELS = 300, 1_500


@dataclass(frozen=True, slots=True)
class MatchedColumn:
    """A column of a file, and what it is said to ask.

    ``code`` is the item that was asked before, empty for a question that is new; ``kind`` is empty
    where the column is left out. ``sureness``: kept, sure, likely, guess, or empty where somebody
    chose. ``answers`` people gave one of ``different`` answers.
    """

    column: str
    question: str
    code: str = ""
    kind: str = ""
    options: tuple[str, ...] = ()
    reverse: bool = False
    separator: str = ""
    labels: tuple[tuple[str, str], ...] = ()
    sureness: str = ""
    answers: int = 0
    different: int = 0

    @property
    def is_kept(self) -> bool:
        """Whether an earlier file was matched in the same way."""
        return self.sureness == "kept"


@dataclass(frozen=True, slots=True)
class LabelToMatch:
    """A label that is no option yet: how often it was given, what it probably is.

    ``becomes`` is a label of ``options``, ``n/a`` or ``skip``.
    """

    column: str
    question: str
    label: str
    times: int
    becomes: str
    options: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class AnswersFile:
    """What is read of a file: its answers as a plain table in CSV, and what its columns ask.

    ``metadata`` and ``words`` name what was left out; ``previews`` rows were no responses.
    """

    preset: str
    title: str
    responses: int
    table: str
    columns: tuple[MatchedColumn, ...]
    metadata: tuple[str, ...]
    words: tuple[str, ...]
    previews: int

    @property
    def left_out(self) -> int:
        """How many columns were left out."""
        return len(self.metadata) + len(self.words)


def preset_titles() -> dict[str, str]:
    """The tools whose files are read, by code."""
    from analysis.sources.presets import PRESETS  # slow import

    return {code: preset.title for code, preset in PRESETS.items()}


def read_answers_file(
    *,
    data: bytes,
    name: str,
    preset: str = "",
    programme: str = "",
    version: QuestionSetVersion | None = None,
) -> AnswersFile:
    """What a file of a tool holds, each column with a proposal.

    ``preset`` is the tool, empty: as recognised. ``ServiceError`` says, a line each, why a file
    cannot be read.
    """
    from analysis.sources.presets import PRESETS  # slow import
    from analysis.sources.proposals import propose_columns  # slow import

    plain = _plain(data, name, preset)
    _refuse_many_columns(len(plain.columns))
    kept = kept_mapping(programme, plain.preset)
    proposals = propose_columns(
        plain, asked_items(programme, version), {one.column: one for one in kept}
    )
    return AnswersFile(
        preset=plain.preset,
        title=PRESETS[plain.preset].title,
        responses=len(plain.table),
        table=_as_text(plain.table),
        columns=tuple(_matched(one.mapped, plain.table, one.sureness.value) for one in proposals),
        metadata=plain.metadata,
        words=plain.words,
        previews=plain.previews,
    )


def columns_of(*, table: str, mapping: bytes) -> tuple[MatchedColumn, ...]:
    """The columns of a plain table with what a mapping says of each."""
    from analysis.dataset import DatasetError  # slow import
    from analysis.sources.mapping import read_mapping  # slow import

    try:
        read = _read_text(table)
        said = {one.column: one for one in read_mapping(mapping, _("the mapping"))}
    except DatasetError as error:
        raise ServiceError("\n".join(error.problems)) from error
    _refuse_many_columns(len(read.header))
    return tuple(_matched(said[one], read, "") for one in read.header if one in said)


def mapping_of(columns: Sequence[MatchedColumn]) -> bytes:
    """The mapping file of columns that were matched."""
    from analysis.sources.mapping import MappedColumn, write_mapping  # slow import

    return write_mapping(
        MappedColumn(
            column=one.column,
            question=one.question,
            code=one.code or None,
            kind=one.kind or "ignore",
            options=one.options,
            line=0,
            reverse=one.reverse,
            labels=one.labels,
            separator=one.separator,
        )
        for one in columns
    )


def labels_to_match(
    *,
    table: str,
    mapping: bytes,
    programme: str,
    version: QuestionSetVersion | None = None,
    again: bool = False,
) -> tuple[LabelToMatch, ...]:
    """The labels of a table that match no option, each with a proposal.

    With ``again`` also those of which the mapping says what they become. ``ServiceError`` where
    they are more than anybody reads.
    """
    from analysis.dataset import DatasetError  # slow import
    from analysis.sources.mapping import read_mapping  # slow import
    from analysis.sources.pastrounds import match_past_round  # slow import
    from analysis.sources.proposals import propose_labels  # slow import

    try:
        mapped = read_mapping(mapping, _("the mapping"))
        said = {(one.column, label): ours for one in mapped for label, ours in one.labels}
        read = _read_text(table)
        _refuse_many_columns(len(read.header))
        past = match_past_round(
            read,
            [replace(one, labels=()) for one in mapped] if again else mapped,
            _("the mapping"),
            asked=asked_items(programme, version),
        )
    except DatasetError as error:
        raise ServiceError("\n".join(error.problems)) from error
    number = sum(len(one.unknown) for one in past.columns)
    if number > MOST_LABELS:
        raise ServiceError(
            _("%(n)s labels match no option. Are some of the columns words? Leave these out.")
            % {"n": number}
        )
    items = {one.mapped.column: one.item for one in past.columns}
    return tuple(
        LabelToMatch(
            column=one.column,
            question=items[one.column].text,
            label=one.label,
            times=one.times,
            becomes=said.get((one.column, one.label), one.becomes),
            options=tuple(option.label for option in items[one.column].scale.options),
        )
        for one in propose_labels(past)
    )


def mapping_with_labels(*, mapping: bytes, labels: Mapping[tuple[str, str], str]) -> bytes:
    """The mapping file with what labels become, by column and label, instead of what was said."""
    from analysis.dataset import DatasetError  # slow import
    from analysis.sources.mapping import read_mapping, write_mapping  # slow import
    from analysis.sources.proposals import with_labels  # slow import

    try:
        mapped = [_without(one, labels) for one in read_mapping(mapping, _("the mapping"))]
        return write_mapping(with_labels(mapped, labels))
    except DatasetError as error:
        raise ServiceError("\n".join(error.problems)) from error


def _without(one: MappedColumn, labels: Mapping[tuple[str, str], str]) -> MappedColumn:
    kept = tuple(pair for pair in one.labels if (one.column, pair[0]) not in labels)
    return replace(one, labels=kept)


def asked_items(programme: str, version: QuestionSetVersion | None = None) -> dict[str, Item]:
    """Items that a column can be, by code: those of the programme's rounds, the newest last.

    The questions of ``version`` come first. Rankings, amounts and words are not among them.
    """
    from analysis.sources.proposals import MATCHED_KINDS  # slow import

    rounds = Round.objects.filter(programme__code=programme).order_by("position")
    instruments = [one.version.instrument for one in rounds.select_related("version")]
    if version is not None:
        instruments.append(version.instrument)
    found: dict[str, Item] = {}
    for instrument in instruments:
        found = {item.code: item for item in instrument.items} | {
            code: item for code, item in found.items() if not instrument.has_item(code)
        }
    return {code: item for code, item in found.items() if item.scale.kind in MATCHED_KINDS}


def kept_mapping(programme: str, preset: str) -> tuple[MappedColumn, ...]:
    """How the last file of a tool was matched in a programme; nothing where there was none."""
    from analysis.sources.mapping import read_mapping  # slow import

    kept = ImportMapping.objects.filter(programme__code=programme, preset=preset).first()
    return read_mapping(kept.content.encode(), preset) if kept else ()


def saved_mapping(*, programme: str, preset: str) -> bytes:
    """The mapping file that was kept for a tool; ``ServiceError`` where there is none."""
    kept = ImportMapping.objects.filter(programme__code=programme, preset=preset).first()
    if kept is None:
        raise ServiceError(
            _("No file of %(tool)s was brought into %(programme)s yet, so no mapping is kept.")
            % {"tool": preset, "programme": programme}
        )
    return kept.content.encode()


def keep_mapping(
    programme: Programme, preset: str, mapping: bytes, past: PastRound, *, today: date | None = None
) -> None:
    """Afterwards the next file of the tool is matched like this one; own words are not kept."""
    from analysis.sources.mapping import read_mapping, write_mapping  # slow import
    from analysis.sources.proposals import worth_keeping  # slow import

    columns = worth_keeping(read_mapping(mapping, preset), past, K_DEFAULT)
    names = {one.column for one in columns}
    earlier = [one for one in kept_mapping(programme.code, preset) if one.column not in names]
    ImportMapping.objects.update_or_create(
        programme=programme,
        preset=preset,
        defaults={
            "content": write_mapping([*columns, *earlier]).decode(),
            "changed_on": today or timezone.localdate(),
        },
    )


def table_of(data: bytes, name: str, *, preset: str) -> Table:
    """The plain table of a tool's file. ``DatasetError`` where it cannot be read."""
    from analysis.dataset import DatasetError  # slow import
    from analysis.sources.presets import read_preset  # slow import

    try:
        return read_preset(_as_csv(data), name, preset).table
    except UnreadableError as error:
        raise DatasetError(f"{name}: {error}") from error


def _refuse_many_columns(number: int) -> None:
    if number > MOST_COLUMNS:
        raise ServiceError(
            _(
                "The file has %(n)s columns with answers; at most %(most)s are matched here. "
                "Leave some out, or use: python manage.py import_round FILE"
            )
            % {"n": number, "most": MOST_COLUMNS}
        )


def _plain(data: bytes, name: str, preset: str) -> PlainTable:
    from analysis.dataset import DatasetError  # slow import
    from analysis.sources.presets import read_preset  # slow import

    try:
        return read_preset(_as_csv(data), name, preset)
    except DatasetError as error:
        raise ServiceError("\n".join(error.problems)) from error
    except UnreadableError as error:
        raise ServiceError(f"{name}: {error}") from error


def _as_csv(data: bytes) -> bytes:
    return csv_of_workbook(data) if is_workbook(data) else data


def _matched(one: MappedColumn, table: Table, sureness: str) -> MatchedColumn:
    given = [cell.strip() for cell in table.columns[one.column] if cell.strip()]
    return MatchedColumn(
        column=one.column,
        question=one.question,
        code=one.code or "",
        kind=one.kind if one.is_read else "",
        options=one.options,
        reverse=one.reverse,
        separator=one.separator,
        labels=one.labels,
        sureness=sureness,
        answers=len(given),
        different=len(set(given)),
    )


def _as_text(table: Table) -> str:
    text = io.StringIO(newline="")
    writer = csv.writer(text, lineterminator="\r\n")
    writer.writerow(table.header)
    writer.writerows(zip(*(table.columns[name] for name in table.header), strict=True))
    return text.getvalue()


def _read_text(text: str) -> Table:
    from analysis.sources.tables import read_plain_table  # slow import

    return read_plain_table(text.encode(), _("the file"))
