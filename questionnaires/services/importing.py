"""Importing: a past round from a file is counted, passes the gate, and is stored as a release.

Not one response of the file is stored; what is left of it are counts of everybody.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from analysis.tally import ORGANISATION
from questionnaires.models import Programme, QuestionSetVersion, Round
from questionnaires.models.rounds import K_DEFAULT
from questionnaires.services.errors import ServiceError
from questionnaires.services.import_matching import asked_items, keep_mapping, table_of
from questionnaires.services.imported_rounds import (
    check_facts,
    imported_set_code,
    refuse_second_import,
    store_imported,
    titled,
)

if TYPE_CHECKING:
    from analysis.release import Release
    from analysis.sources.pastrounds import ColumnMatch, KnownItem, PastRound


@dataclass(frozen=True, slots=True)
class ImportedColumn:
    """How the answers of one column were understood.

    ``matched`` counts answers by label; ``unknown`` lists label, times and first place of those
    that match nothing; ``left_out`` counts those that the mapping says to leave out. The options
    of a column that ``is_learned`` are what people wrote.
    """

    column: str
    item: str
    kind: str
    matched: Mapping[str, int]
    not_applicable: int
    blank: int
    unknown: tuple[tuple[str, int, str], ...]
    left_out: int = 0
    is_learned: bool = False

    @property
    def answers(self) -> int:
        """How many answers are counted: of a multiple choice, how many choices."""
        return sum(self.matched.values())


@dataclass(frozen=True, slots=True)
class ImportResult:
    """What an import did, or would do.

    ``total`` responses are in the file and ``created`` of them were counted: all, or none where
    nothing was written. ``skipped`` answers match no option and were left out, or would be.
    ``problems`` says what was not understood. ``missing`` names columns that the file lacks,
    ``unmapped`` those that the mapping does not name.
    """

    total: int
    created: int = 0
    skipped: int = 0
    problems: tuple[str, ...] = ()
    columns: tuple[ImportedColumn, ...] = ()
    missing: tuple[str, ...] = ()
    unmapped: tuple[str, ...] = ()
    round: Round | None = None


def import_round(
    *,
    programme: str,
    code: str,
    title: str,
    data: bytes,
    mapping: bytes,
    actor: str,
    skip_unknown: bool = False,
    dry_run: bool = False,
    population: int | None = None,
    closed_on: date | None = None,
    today: date | None = None,
    name: str = "the file",
    mapping_name: str = "the mapping file",
    programme_title: str = "",
    version: QuestionSetVersion | None = None,
    preset: str = "",
    kept_as: str = "",
) -> ImportResult:
    """Afterwards the programme has one more released round, made of the counts of the file.

    The programme is made where there is none with that code. Nothing is written with ``dry_run``,
    or where something was not understood and ``skip_unknown`` is not set. ``population`` is the
    number of people asked, where known; ``closed_on`` puts the round in its place among the
    others. Questions of ``version``, where given, count as asked before. ``preset`` names the tool
    that wrote the file; the mapping is kept for the next file of the tool ``kept_as``.
    ``ServiceError`` where the round is there already, or a fact about it is wrong.
    """
    from analysis.dataset import DatasetError  # slow import
    from analysis.release import dump_release, release_sha256  # slow import
    from analysis.sources.pastrounds import read_past_round  # slow import

    refuse_second_import(programme, code)
    try:
        past = read_past_round(
            data,
            mapping,
            name=name,
            mapping_name=mapping_name,
            known=_known_items(programme),
            asked=asked_items(programme, version),
            read=partial(table_of, preset=preset) if preset else None,
        )
    except DatasetError as error:
        return ImportResult(total=0, problems=error.problems)
    result = _result(past)
    if population is not None and population < past.rows:
        raise ServiceError(
            _("%(rows)s people answered, more than the %(population)s who are said to be asked.")
            % {"rows": past.rows, "population": population}
        )
    draft = Round(
        programme=Programme(code=programme, title=programme_title.strip() or titled(programme)),
        code=code,
        title=title.strip() or titled(code),
        mode=Round.Mode.IMPORTED,
        status=Round.Status.RELEASED,
        results_for=Round.ResultsFor.ROLES,  # nobody was asked here
        k=K_DEFAULT,
        population=population,
        closed_on=closed_on,
        released_on=today or timezone.localdate(),
    )
    check_facts(draft)
    if dry_run or (past.problems and not skip_unknown):
        return result
    release = _count(past, draft)
    told = past.rows if release.organisation.answers is not None else None
    with transaction.atomic():
        stored = store_imported(
            draft,
            instrument=release.instrument,
            content=dump_release(release),
            sha256=release_sha256(release),
            actor=actor,
            responses=told,
        )
        if kept_as:
            keep_mapping(stored.programme, kept_as, mapping, past, today=draft.released_on)
    return replace(result, created=result.total, round=stored)


def read_import_file(path: Path) -> bytes:
    """The bytes of a file; ``ServiceError`` where it cannot be read, or is too large to be."""
    from analysis.dataset import DatasetError  # slow import
    from analysis.sources.tables import read_bytes  # slow import

    try:
        return read_bytes(path)
    except DatasetError as error:
        raise ServiceError(str(error)) from error


def _known_items(programme: str) -> dict[str, KnownItem]:
    """Items of the programme's other rounds by the slug of their question; the newest wins."""
    from analysis.sources.labels import slug  # slow import
    from analysis.sources.pastrounds import KnownItem  # slow import

    rounds = Round.objects.filter(programme__code=programme).order_by("position")
    return {
        slug(item.text): KnownItem(item.code, item.wording, item.reverse)
        for one in rounds.select_related("version")
        for item in one.version.instrument.items
    }


def _result(past: PastRound) -> ImportResult:
    return ImportResult(
        total=past.rows,
        skipped=past.unknown_answers + past.left_out,
        problems=past.problems,
        columns=tuple(_column(column) for column in past.columns),
        missing=tuple(one.column for one in past.missing),
        unmapped=past.unmapped,
    )


def _column(column: ColumnMatch) -> ImportedColumn:
    return ImportedColumn(
        column=column.mapped.column,
        item=column.item.code,
        kind=column.mapped.kind,
        matched=column.matched,
        not_applicable=column.not_applicable,
        blank=column.blank,
        unknown=tuple((one.label, one.times, one.place) for one in column.unknown),
        left_out=sum(column.left_out.values()),
        is_learned=column.is_learned,
    )


def _count(past: PastRound, draft: Round) -> Release:
    """The counts of everybody after the gate. Labels that few people wrote are forgotten."""
    from analysis.associations import count_round  # slow import
    from analysis.disclosure import UnitFrame, release  # slow import
    from analysis.release import RoundFacts  # slow import
    from analysis.small_groups import forget_rare_options  # slow import

    counted = count_round(
        past.responses(imported_set_code(draft.programme), draft.title, skip_unknown=True),
        k=draft.k,
        by_attribute=False,  # nobody declared them before it was asked
    )
    learned = {column.item.code for column in past.columns if column.is_learned}
    instrument = forget_rare_options(
        past.instrument(imported_set_code(draft.programme), draft.title),
        counted,
        learned,
        draft.k,
    )
    facts = RoundFacts(
        programme=draft.programme.code,
        code=draft.code,
        title=draft.title,
        mode=draft.mode,
        k=draft.k,
        closed_on=draft.closed_on.isoformat() if draft.closed_on else None,
    )
    everybody = UnitFrame(ORGANISATION, _("Everybody"), None, draft.population)
    return release(counted, instrument, facts, [everybody])
