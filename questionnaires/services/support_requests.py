"""Support requests and findings: imported as counts, placed at constructs, taken out again.

The log has codes of files and how many rows they had, never what anybody asked or wrote: nor what a
file is called, which somebody wrote too, as nothing can be taken out of the log again.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from django.db import transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from analysis.concentration import busiest_tenth
from questionnaires.formats.roster_values import RosterProblem, tidy
from questionnaires.formats.support_requests_csv import (
    SupportRequestsFile,
    TeamFindingsFile,
    read_support_requests,
    read_team_findings,
)
from questionnaires.models import (
    Programme,
    SupportCount,
    SupportImport,
    SupportTopic,
    TeamFinding,
)
from questionnaires.queries.support_requests import (
    constructs_asked,
    support_imports,
    topics_of,
    unit_names,
)
from questionnaires.services.audit import record_act
from questionnaires.services.errors import ServiceError

#: From so many requesters on a tenth of them is three people, of whom none can work out the number
#: of another by taking away their own. Of fewer not even how many they were is kept: of two, each
#: would know the number of the other, and where as many units asked, each unit has one.
FEWEST_REQUESTERS = 21
_LONGEST_FILENAME = 200

File = SupportRequestsFile | TeamFindingsFile


class ImportedBeforeError(ServiceError):
    """The file is there already, or one of the same name is; it can be replaced."""


@dataclass(frozen=True, slots=True)
class SupportImportResult:
    """What a file of ``rows`` brought, or would bring: nothing where it has ``problems``.

    ``notes`` say what was not read, and which files have a month in common with this one;
    ``undecided`` are topics of which nobody has said where they belong.
    """

    rows: int
    problems: tuple[RosterProblem, ...] = ()
    notes: tuple[str, ...] = ()
    undecided: tuple[str, ...] = ()
    first_month: date | None = None
    last_month: date | None = None
    stored: SupportImport | None = None


def import_support_requests(
    *,
    programme: Programme,
    data: bytes,
    filename: str,
    actor: str,
    kind: str = SupportImport.Kind.REQUESTS,
    replace: bool = False,
    dry_run: bool = False,
    today: date | None = None,
) -> SupportImportResult:
    """Afterwards the programme has the counts of a file of requests, or the findings of another.

    Nothing is written with ``dry_run`` or where the file has a problem.
    :class:`ImportedBeforeError` where a file of the same content or name is there, unless
    ``replace`` is set: then this one stands in its place.
    """
    day = today or timezone.localdate()
    read = read_support_requests if kind == SupportImport.Kind.REQUESTS else read_team_findings
    file: File = read(data, units=unit_names(programme), today=day)
    if file.problems:
        return SupportImportResult(_rows(file), problems=file.problems, notes=file.notes)
    new = _unsaved(programme, kind, filename, data, file, day)
    with transaction.atomic():
        Programme.objects.select_for_update().get(pk=programme.pk)
        same = list(_same(new))
        if same and not replace:
            raise ImportedBeforeError(_is_there(same[0], new))
        notes = (*file.notes, *_in_common(new, same))
        if not dry_run:
            for one in same:
                delete_support_import(support_import=one, actor=actor)
            _store(new, file)
            record_act(
                actor=actor, action="import support requests", subject=programme.code,
                file=new.code, kind=kind, rows=new.rows, sha256=new.sha256,
            )  # fmt: skip
        placed = set(
            SupportTopic.objects.filter(programme=programme).values_list("name", flat=True)
        )
    return SupportImportResult(
        rows=new.rows,
        notes=notes,
        undecided=tuple(sorted(_topics(file, programme) - placed)),
        first_month=new.first_month,
        last_month=new.last_month,
        stored=None if dry_run else new,
    )


@transaction.atomic
def delete_support_import(*, support_import: SupportImport, actor: str) -> None:
    """Afterwards nothing of a file is left; to delete it twice changes nothing.

    Where its topics belong stays decided, for a file to come.
    """
    if SupportImport.objects.filter(pk=support_import.pk).delete()[0]:
        record_act(
            actor=actor,
            action="delete support import",
            subject=support_import.programme.code,
            file=support_import.code,
            sha256=support_import.sha256,
        )


@transaction.atomic
def place_topics(*, programme: Programme, places: Mapping[str, str | None], actor: str) -> int:
    """Afterwards topics belong where ``places`` says; the number of those that changed.

    By topic the code of a construct, empty text for none of them, ``None`` for not decided.
    """
    Programme.objects.select_for_update().get(pk=programme.pk)
    titles = constructs_asked(programme)
    topics = {topic.name: topic.construct for topic in topics_of(programme)}
    for name, construct in places.items():
        if construct and construct not in titles:
            raise ServiceError(
                _("No round of %(programme)s has a construct “%(code)s”.")
                % {"programme": programme, "code": construct}
            )
        if name not in topics:
            raise ServiceError(_("There is no topic “%(name)s”.") % {"name": name})
    changed = {name: code for name, code in places.items() if topics[name] != code}
    SupportTopic.objects.filter(programme=programme, name__in=changed).delete()
    SupportTopic.objects.bulk_create(
        SupportTopic(programme=programme, name=name, construct=code)
        for name, code in changed.items()
        if code is not None
    )
    if changed:
        record_act(actor=actor, action="place topics", subject=programme.code, topics=len(changed))
    return len(changed)


def _unsaved(
    programme: Programme, kind: str, filename: str, data: bytes, file: File, day: date
) -> SupportImport:
    months = _months(file)
    new = SupportImport(
        programme=programme,
        kind=kind,
        filename=tidy(filename)[:_LONGEST_FILENAME] or "requests.csv",
        sha256=hashlib.sha256(data).hexdigest(),
        imported_on=day,
        rows=_rows(file),
        first_month=min(months),
        last_month=max(months),
    )
    if isinstance(file, SupportRequestsFile) and len(file.by_requester) >= FEWEST_REQUESTERS:
        tenth = busiest_tenth(file.by_requester)
        new.requesters, new.busiest = tenth.of, tenth.busiest
        new.from_busiest, new.with_requester = tenth.sent, tenth.total
    return new


def _store(new: SupportImport, file: File) -> None:
    new.full_clean()
    new.save()
    spelt = _spellings(new.programme)
    if isinstance(file, SupportRequestsFile):
        SupportCount.objects.bulk_create(
            (
                SupportCount(
                    support_import=new, topic=spelt.get(one.topic.casefold(), one.topic),
                    unit=one.unit, month=one.month, requests=one.requests,
                )
                for one in file.counts
            ),
            batch_size=500,
        )  # fmt: skip
        return
    TeamFinding.objects.bulk_create(
        (
            TeamFinding(
                support_import=new, on=one.on, topic=spelt.get(one.topic.casefold(), one.topic),
                unit=one.unit, text=one.text,
            )
            for one in file.findings
        ),
        batch_size=500,
    )  # fmt: skip


def _same(new: SupportImport) -> Sequence[SupportImport]:
    before = support_imports(new.programme).filter(kind=new.kind)
    return list(before.filter(Q(sha256=new.sha256) | Q(filename=new.filename)))


def _is_there(one: SupportImport, new: SupportImport) -> str:
    said = {"file": one.filename, "day": date_format(one.imported_on, "j M Y"), "rows": one.rows}
    if one.sha256 == new.sha256:
        message = _(
            "This file was imported on %(day)s as %(file)s, with %(rows)s rows. Nothing was "
            "changed. Import another file, or say that this one takes its place."
        )
    else:
        message = _(
            "Another file %(file)s was imported on %(day)s, with %(rows)s rows. Nothing was "
            "changed. Rename this one, or say that it takes the place of the other."
        )
    return message % said


def _in_common(new: SupportImport, replaced: Sequence[SupportImport]) -> list[str]:
    """A note for each file that has a month in common: the same request may be in both."""
    others = support_imports(new.programme).filter(
        kind=new.kind, first_month__lte=new.last_month, last_month__gte=new.first_month
    )
    return [
        _(
            "%(file)s has months in common with this file. Where the same request is in both, it "
            "counts twice: delete one of them then."
        )
        % {"file": other.filename}
        for other in others.exclude(pk__in=[one.pk for one in replaced])
    ]


def _topics(file: File, programme: Programme) -> set[str]:
    spelt = _spellings(programme)
    rows = file.counts if isinstance(file, SupportRequestsFile) else file.findings
    return {spelt.get(one.topic.casefold(), one.topic) for one in rows}


def _spellings(programme: Programme) -> dict[str, str]:
    """Each topic of the programme as it was first written: case makes no other topic."""
    return {topic.name.casefold(): topic.name for topic in topics_of(programme)}


def _rows(file: File) -> int:
    return file.total if isinstance(file, SupportRequestsFile) else len(file.findings)


def _months(file: File) -> list[date]:
    if isinstance(file, SupportRequestsFile):
        return [one.month for one in file.counts]
    return [one.on.replace(day=1) for one in file.findings]
