"""Support requests of a programme: what is imported, of which topics, and of which period."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from django.db.models import QuerySet, Sum

from questionnaires.models import (
    CollectionUnit,
    Programme,
    Round,
    SupportCount,
    SupportImport,
    SupportTopic,
    TeamFinding,
    Unit,
    UnitPath,
)
from questionnaires.queries.units import counted_at

#: Words of topics and titles that say nothing of what they are about have fewer letters.
_SHORTEST_WORD = 4


@dataclass(frozen=True, slots=True)
class Period:
    """Whole months: ``first`` and ``last`` are their first days, the ends included."""

    first: date
    last: date

    @property
    def ends(self) -> date:
        """The first day after it."""
        return _months_later(self.last, 1)


@dataclass(frozen=True, slots=True)
class Topic:
    """A topic with its requests and findings. ``construct``: ``None`` where nobody has decided."""

    name: str
    requests: int
    findings: int
    construct: str | None


def period_until(closed_on: date, closed_before: date | None) -> Period:
    """The months after the one in which the round before closed, up to that of this close.

    A year where there is no round before; at least the month of the close. Days are not stored.

    >>> period_until(date(2027, 4, 21), date(2026, 10, 27))
    Period(first=datetime.date(2026, 11, 1), last=datetime.date(2027, 4, 1))
    >>> period_until(date(2027, 4, 21), None).first
    datetime.date(2026, 5, 1)
    """
    last = closed_on.replace(day=1)
    if closed_before is None:
        return Period(_months_later(last, -11), last)
    return Period(min(last, _months_later(closed_before.replace(day=1), 1)), last)


def support_imports(programme: Programme) -> QuerySet[SupportImport]:
    """The files of a programme, by their first month."""
    return SupportImport.objects.filter(programme=programme)


def imports_within(programme: Programme, period: Period) -> QuerySet[SupportImport]:
    """Files of requests that have a month in a period."""
    return support_imports(programme).filter(
        kind=SupportImport.Kind.REQUESTS,
        first_month__lte=period.last,
        last_month__gte=period.first,
    )


def requests_within(programme: Programme, period: Period) -> dict[tuple[str, str], int]:
    """Requests by topic and by the path of the unit as it was imported, in a period."""
    rows = (
        _counts(programme, period)
        .values_list("topic", "unit")
        .order_by("topic", "unit")
        .annotate(Sum("requests"))
    )
    return {(topic, unit): total for topic, unit, total in rows}


def findings_within(programme: Programme, period: Period) -> QuerySet[TeamFinding]:
    """What was found in working with teams in a period, by day. For analysts; others may count."""
    return TeamFinding.objects.filter(
        support_import__programme=programme, on__gte=period.first, on__lt=period.ends
    )


def topics_of(programme: Programme) -> list[Topic]:
    """Every topic of a programme, those that nobody has placed first, then by requests.

    Those of deleted files too where it stays decided what they belong to: a topic is a word that
    somebody wrote, and what is listed can be taken back.
    """
    requests: Counter[str] = Counter()
    counted = _counts(programme).values_list("topic").order_by("topic").annotate(Sum("requests"))
    requests.update(dict(counted))
    found = TeamFinding.objects.filter(support_import__programme=programme)
    findings = Counter(found.values_list("topic", flat=True))
    placed = constructs_by_topic(programme)
    topics = [
        Topic(name, requests[name], findings[name], placed.get(name))
        for name in requests.keys() | findings.keys() | placed.keys()
    ]
    return sorted(
        topics, key=lambda one: (one.construct is not None, -one.requests, -one.findings, one.name)
    )


def constructs_by_topic(programme: Programme) -> dict[str, str]:
    """Where topics belong, as somebody decided: the code of a construct, empty for none."""
    placed = SupportTopic.objects.filter(programme=programme)
    return dict(placed.values_list("name", "construct"))


def constructs_asked(programme: Programme) -> dict[str, str]:
    """Titles of the constructs of all rounds of a programme by code, as the newest calls them."""
    rounds = Round.objects.filter(programme=programme).exclude(status=Round.Status.ABORTED)
    titles: dict[str, str] = {}
    for round_ in rounds.select_related("version").order_by("-position"):
        for construct in round_.version.instrument.constructs:
            titles.setdefault(construct.code, construct.title)
    return titles


def guess(topic: str, titles: Mapping[str, str]) -> str:
    """The code of the construct whose title or code shares most words with a topic; else empty.

    It is offered and never applied. Empty where two share as many.

    >>> guess("Slow feedback", {"feedback_loops": "Feedback loops", "flow": "Focus time"})
    'feedback_loops'
    >>> guess("Quality time", {"quality": "Quality", "flow": "Focus time"})
    ''
    """
    own = _words_of(topic)
    shared = {code: len(own & _words_of(f"{title} {code}")) for code, title in titles.items()}
    most = max(shared.values(), default=0)
    best = [code for code, many in shared.items() if many == most and most]
    return best[0] if len(best) == 1 else ""


def unit_names(programme: Programme) -> dict[str, str]:
    """The path of each unit by every name that a file may call it, case-folded.

    Names are its path, former paths, and its title where only one unit has it; units of earlier
    rounds too. Empty where no unit is known.
    """
    paths = set(Unit.objects.values_list("path", flat=True))
    former = dict(UnitPath.objects.order_by("until").values_list("path", "unit__path"))
    counted = CollectionUnit.objects.filter(round__programme=programme, pooled=[])
    paths |= set(counted.values_list("path", flat=True)) - former.keys()
    above = {path.rpartition("/")[0] for path in paths} - {""}
    every = paths | above
    by_title: dict[str, set[str]] = defaultdict(set)
    for path in every:
        by_title[path.rpartition("/")[2].casefold()].add(path)
    names = {title: found.pop() for title, found in by_title.items() if len(found) == 1}
    names |= {path.casefold(): now for path, now in former.items()}
    return names | {path.casefold(): path for path in every}


def units_in_round(round_: Round, paths: Iterable[str], shown: Iterable[str]) -> dict[str, str]:
    """For each path of a unit the one of ``shown`` that it was counted at in a round.

    Found under any name that the unit has had, and in the pool that it was counted in; empty where
    the round did not know it. Costs the same for one path and for many.
    """
    groups = set(shown)
    pools = counted_at(round_)
    names = _names_of_all()
    return {path: _counted_as(names.get(path, (path,)), groups, pools) for path in set(paths)}


def _counted_as(
    names: Iterable[str], groups: set[str], pools: Mapping[str, tuple[str, ...]]
) -> str:
    for name in names:
        for path in (name, *pools.get(name, ())):
            if path in groups:
                return path
    return ""


def _names_of_all() -> dict[str, tuple[str, ...]]:
    """All names of the unit that has or had a path, by each of them, that one first."""
    of_unit: dict[int, list[str]] = {}
    for key, path in Unit.objects.values_list("pk", "path"):
        of_unit[key] = [path]
    former = UnitPath.objects.order_by("-until", "-pk").values_list("unit", "path")
    for key, path in former:
        of_unit[key].append(path)
    bearers: dict[str, list[str]] = {}
    for _key, path in former:  # the newest bearer of a former name counts
        bearers.setdefault(path, of_unit[_key])
    bearers |= {paths[0]: paths for paths in of_unit.values()}
    return {path: tuple(dict.fromkeys([path, *paths])) for path, paths in bearers.items()}


def _counts(programme: Programme, period: Period | None = None) -> QuerySet[SupportCount]:
    counts = SupportCount.objects.filter(support_import__programme=programme)
    if period is None:
        return counts
    return counts.filter(month__gte=period.first, month__lte=period.last)


def _words_of(text: str) -> set[str]:
    words = text.replace("_", " ").replace("-", " ").casefold().split()
    return {word for word in words if len(word) >= _SHORTEST_WORD}


def _months_later(first: date, months: int) -> date:
    number = first.year * 12 + first.month - 1 + months
    return date(number // 12, number % 12 + 1, 1)
