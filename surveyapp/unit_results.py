"""Release -> what the page of one unit shows: its figures beside those of everybody.

Everything comes from the release of the round; a unit that it does not hold has no figures here.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from questionnaires.models import Round
from questionnaires.queries.units import counted_at, is_unit, names_of
from surveyapp import result_pictures, results
from surveyapp.result_documents import Document, document_before, document_of
from surveyapp.result_pages import Picture, Row

if TYPE_CHECKING:
    from analysis.release import Release, ReleasedGroup


@dataclass(frozen=True, slots=True)
class Beside:
    """An item or construct in the unit, and among everybody."""

    unit: Row
    everybody: Row

    @property
    def both(self) -> tuple[Row, Row]:
        """The unit, then everybody."""
        return self.unit, self.everybody

    @property
    def apart(self) -> float | None:
        """Favourable share of the unit less that of everybody, from -1 to 1.

        ``None`` where one of the two is not shown in full. Nothing is tested: the unit is a part of
        everybody.
        """
        shares = [row.estimate.favourable for row in (self.unit, self.everybody) if row.estimate]
        if len(shares) < 2 or shares[0] is None or shares[1] is None:
            return None
        return shares[0].estimate - shares[1].estimate


@dataclass(frozen=True, slots=True)
class UnitPage:
    """What the page of a unit shows.

    ``asked`` is the path in the address, ``group`` what the release has of it: under a former
    name, or the pool that it was counted in. ``group`` is ``None`` where the round did not know
    the unit.
    """

    round: Round
    document: Document
    before: Release | None
    asked: str
    group: ReleasedGroup | None
    is_pooled: bool
    hidden_words: str
    constructs: tuple[Beside, ...]
    items: tuple[Beside, ...]
    others: tuple[ReleasedGroup, ...]
    picture: Picture | None

    @property
    def release(self) -> Release:
        """The release that everything comes from."""
        return self.document.release

    @property
    def is_taken_over(self) -> bool:
        """Whether it was asked as a unit of its own and counted with others at close."""
        return (
            self.is_pooled
            and self.group is not None
            and not self.round.collection_units.filter(path=self.group.path).exists()
        )

    @property
    def has_bands(self) -> bool:
        """Whether something of the unit is told as a band."""
        return any(pair.unit.band for pair in (*self.constructs, *self.items))

    @property
    def has_figures(self) -> bool:
        """Whether something of the unit is told in full."""
        return any(pair.unit.estimate for pair in (*self.constructs, *self.items))

    @property
    def title(self) -> str:
        """The last part of the path."""
        return self.asked.rpartition("/")[2]

    @property
    def above(self) -> ReleasedGroup | None:
        """The nearest unit above that is shown; ``None`` where only everybody is."""
        groups = {group.path: group for group in self.release.units}
        path = self.group.path if self.group else self.asked
        while "/" in path:
            path = path.rpartition("/")[0]
            group = groups.get(path)
            if group and group.hidden is None:
                return group
        return None

    @property
    def was_called(self) -> str:
        """The name that the unit had in the round, where it was another one."""
        if self.group is None or self.is_pooled or self.group.path == self.asked:
            return ""
        return self.group.path


def unit_page(round_: Round, path: str) -> UnitPage | None:
    """The page of a unit in a released round; ``None`` where no unit has or had this path."""
    from analysis.exports.words import unit_words

    document, before = (
        document_of(round_),
        document_before(round_),
    )
    release = document.release
    if "\0" in path:  # which PostgreSQL does not even compare
        return None
    group, is_pooled = _group_of(round_, release, path)
    if group is None and not is_unit(path):
        return None
    shown = group if group and group.hidden is None and not release.organisation.hidden else None
    return UnitPage(
        round=round_,
        document=document,
        before=before.release if before else None,
        asked=path,
        group=group,
        is_pooled=is_pooled,
        hidden_words=unit_words(release, group) if group else "",
        constructs=_beside(
            results.construct_rows(document, before, shown.path) if shown else (),
            results.construct_rows(document, None),
        ),
        items=_beside(
            results.item_rows(document, None, shown.path) if shown else (),
            results.item_rows(document, None),
        ),
        others=tuple(sorted(release.units, key=lambda one: one.path)),
        picture=result_pictures.picture("constructs", (document,), group=shown.path)
        if shown
        else None,
    )


def _group_of(round_: Round, release: Release, path: str) -> tuple[ReleasedGroup | None, bool]:
    """What the release has of a unit, and whether it is a pool of several."""
    groups = {group.path: group for group in release.units}
    if path in groups:
        return groups[path], False
    pools = counted_at(round_)
    for name in names_of(path):
        if name in groups:
            return groups[name], False
        for pool in pools.get(name, ()):
            if pool in groups:
                return groups[pool], True
    return None, False


def _beside(unit: Sequence[Row], everybody: Sequence[Row]) -> tuple[Beside, ...]:
    """The rows of the unit that have a favourable share in the whole, each with that."""
    whole = {row.code: row for row in everybody}
    return tuple(
        Beside(row, whole[row.code])
        for row in unit
        if row.code in whole and (whole[row.code].is_told or row.band or row.hidden)
    )
