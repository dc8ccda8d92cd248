"""What a draft would tell of whom, in words: the preview on the page that opens a round."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from questionnaires.models import Round
from questionnaires.services.expected_results import (
    SHARES,
    ExpectedResult,
    ExpectedUnit,
    expected_results,
)
from questionnaires.services.manifests import OpeningPlan
from surveyapp.templatetags.figures import percent

#: What a team can come to, as sentences and the table name it.
_POOLED = "pooled"
_ORDER = ("full", "band", _POOLED, "hidden")


@dataclass(frozen=True, slots=True)
class Told:
    """A cell of the table: ``kind`` is one of full, band, pooled and hidden."""

    kind: str
    words: str


@dataclass(frozen=True, slots=True)
class PreviewRow:
    """A unit, and what would be told of it at each share."""

    path: str
    told: tuple[Told, ...]


@dataclass(frozen=True, slots=True)
class Preview:
    """What a draft would tell. ``has_less`` says that not every team is told in full."""

    shares: tuple[str, ...]
    sentences: tuple[str, ...]
    rows: tuple[PreviewRow, ...]
    has_less: bool


def preview_of(round: Round, plan: OpeningPlan) -> Preview | None:
    """What this draft would tell; ``None`` where nobody is counted by unit."""
    units = expected_results(round, plan)
    if not units:
        return None
    rows = tuple(PreviewRow(unit.path, tuple(map(_told, unit.results))) for unit in units)
    shares = tuple(percent(share) for share in SHARES)
    return Preview(
        shares=shares,
        sentences=tuple(
            _sentence(share, units, [row.told[place].kind for row in rows])
            for place, share in enumerate(shares)
        ),
        rows=rows,
        has_less=any(told.kind != "full" for row in rows for told in row.told),
    )


def _told(result: ExpectedResult) -> Told:
    kind = result.told.value
    words = _words()[kind]
    if result.pool is None or kind == "hidden":
        return Told(kind, words)
    return Told(_POOLED, _("pooled, %(told)s") % {"told": words})


def _words() -> dict[str, str]:
    return {
        "full": _("in full"),
        "band": _("as a band"),
        _POOLED: _("pooled"),
        "hidden": _("hidden"),
    }


def _sentence(share: str, units: Sequence[ExpectedUnit], kinds: Sequence[str]) -> str:
    """``With 80 %: 3 departments in full; 6 of 9 teams as a band, 2 pooled, 1 hidden.``"""
    departments: Counter[str] = Counter()
    teams: Counter[str] = Counter()
    for unit, kind in zip(units, kinds, strict=True):
        if unit.teams:
            # Those pooled at opening are told as their pool, if at all.
            teams[_POOLED if unit.teams > 1 and kind != "hidden" else kind] += unit.teams
        elif unit.path:
            departments[kind] += 1
    everybody = _everybody(kinds[0])
    parts = [
        *([everybody] if kinds[0] != "full" or not (departments or teams) else []),
        _of_departments(departments),
        _of_teams(teams),
    ]
    return _("With %(share)s: %(told)s.") % {"share": share, "told": "; ".join(filter(None, parts))}


def _everybody(kind: str) -> str:
    return {
        "full": _("the whole in full"),
        "band": _("the whole only as a band"),
        "hidden": _("nothing, not of the whole either"),
    }[kind]


def _of_departments(kinds: Counter[str]) -> str:
    n = kinds.total()
    return _listed(
        kinds,
        ngettext("%(n)d department", "%(n)d departments", n),
        ngettext("%(some)d of %(n)d department", "%(some)d of %(n)d departments", n),
    )


def _of_teams(kinds: Counter[str]) -> str:
    n = kinds.total()
    return _listed(
        kinds,
        ngettext("%(n)d team", "%(n)d teams", n),
        ngettext("%(some)d of %(n)d team", "%(some)d of %(n)d teams", n),
    )


def _listed(kinds: Counter[str], every: str, some: str) -> str:
    """``6 of 9 teams as a band, 2 pooled``; empty where there are none."""
    words = _words()
    found = [kind for kind in _ORDER if kinds[kind]]
    if not found:
        return ""
    first, *rest = found
    numbers = {"some": kinds[first], "n": kinds.total()}
    name = (some if rest else every) % numbers
    return ", ".join([f"{name} {words[first]}", *(f"{kinds[k]} {words[k]}" for k in rest)])
