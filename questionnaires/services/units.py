"""Units: the tree of the organisation, in which a unit keeps its identity."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from questionnaires.formats.roster_values import unit_path, unit_problem
from questionnaires.models import Person, Unit, UnitPath
from questionnaires.services.audit import record_act
from questionnaires.services.errors import ServiceError


@dataclass(frozen=True, slots=True)
class Renamed:
    """A unit after it was renamed or moved.

    ``former`` is the path that it had; ``created`` are units above it that are new, ``returned``
    those that were retired, ``retired`` those above its former path that nobody works in any more.
    """

    unit: Unit
    former: str
    created: tuple[str, ...] = ()
    returned: tuple[str, ...] = ()
    retired: tuple[str, ...] = ()


@dataclass(slots=True)
class UnitTree:
    """All units by path, locked, to be changed within one transaction."""

    today: date
    units: dict[str, Unit] = field(default_factory=dict)
    created: list[str] = field(default_factory=list)
    returned: list[str] = field(default_factory=list)

    @classmethod
    def locked(cls, today: date) -> UnitTree:
        """The tree as it stands now."""
        units = Unit.objects.select_for_update().order_by("path")
        return cls(today, {unit.path: unit for unit in units})

    def ensure(self, path: str) -> Unit:
        """The unit with this path, made with its parents or brought back where it is not there."""
        unit = self.units.get(path)
        if unit is None:
            unit = Unit.objects.create(path=path, **self._place(path))
            self.units[path] = unit
            self.created.append(path)
        elif unit.retired_on is not None:
            self._place(path)
            unit.retired_on = None
            unit.save(update_fields=["retired_on"])
            self.returned.append(path)
        return unit

    def move(self, former: str, path: str) -> None:
        """Afterwards the unit and all below it have a path that begins with another one."""
        for old in sorted(one for one in self.units if is_in(one, former)):
            unit = self.units.pop(old)
            UnitPath.objects.create(unit=unit, path=old, until=self.today)
            unit.path = path + old.removeprefix(former)
            self.units[unit.path] = unit
            if old == former:
                for name, value in self._place(path).items():
                    setattr(unit, name, value)
            unit.save()

    def retire_empty(self) -> list[str]:
        """Afterwards units without people, in them and below them, are retired; says which."""
        filled: set[str] = set()
        for path in Person.objects.order_by().values_list("unit__path", flat=True).distinct():
            filled.update(with_parents([path]))
        empty = [
            unit
            for path, unit in self.units.items()
            if path not in filled and unit.retired_on is None
        ]
        for unit in empty:
            unit.retired_on = self.today
            unit.save(update_fields=["retired_on"])
        return sorted(unit.path for unit in empty)

    def _place(self, path: str) -> dict[str, Unit | str | None]:
        above, _slash, title = path.rpartition("/")
        return {"title": title, "parent": self.ensure(above) if above else None}


def rename_unit(*, unit: Unit, path: str, actor: str, today: date | None = None) -> Renamed:
    """Afterwards the unit, with all below it, has another path, and its history the former one.

    Units above that are not there are made, and said. Collection units of earlier rounds keep the
    path they had.
    """
    new = unit_path(path)
    with transaction.atomic():
        tree = UnitTree.locked(today or timezone.localdate())
        former = Unit.objects.get(pk=unit.pk).path
        _refuse_bad_path(former, new, tree)
        tree.move(former, new)
        retired = tree.retire_empty()
        record_act(actor=actor, action="rename unit", subject=new, former=former)
    return Renamed(
        tree.units[new], former, tuple(tree.created), tuple(tree.returned), tuple(retired)
    )


def is_in(path: str, unit: str) -> bool:
    """Whether a path is that of the unit or of one below it."""
    return path == unit or path.startswith(f"{unit}/")


def with_parents(paths: Iterable[str]) -> set[str]:
    """The paths and those of all units above.

    >>> sorted(with_parents(["A/B/C"]))
    ['A', 'A/B', 'A/B/C']
    """
    found: set[str] = set()
    for path in paths:
        titles = path.split("/")
        found.update("/".join(titles[:depth]) for depth in range(1, len(titles) + 1))
    return found


def _refuse_bad_path(former: str, new: str, tree: UnitTree) -> None:
    """``ServiceError`` where the unit cannot have the new path."""
    if new == former:
        raise ServiceError(_("The path is “%(path)s” already.") % {"path": new})
    problem = unit_problem(new)
    if problem:
        raise ServiceError(_("The path %(problem)s") % {"problem": problem})
    if is_in(new, former):
        raise ServiceError(
            _(
                "“%(unit)s” cannot move below itself, to “%(path)s”: that would be a cycle. Move "
                "it somewhere else."
            )
            % {"unit": former, "path": new}
        )
    _refuse_taken(former, new, tree)
    for below in tree.units:
        if is_in(below, former):
            problem = unit_problem(new + below.removeprefix(former))
            if problem:
                raise ServiceError(
                    _("“%(unit)s”, which moves along, %(problem)s")
                    % {"unit": below, "problem": problem}
                )


def _refuse_taken(former: str, new: str, tree: UnitTree) -> None:
    """Another unit has the path, or writes it otherwise; so may one above it."""
    others = {path.casefold(): path for path in tree.units if not is_in(path, former)}
    for path in sorted(with_parents([new])):
        spelt = others.get(path.casefold(), path)
        if spelt == path and path != new:
            continue
        if spelt != path:
            raise ServiceError(
                _("“%(path)s” is written “%(spelt)s”. Write it the same.")
                % {"path": path, "spelt": spelt}
            )
        if path in others.values():
            retired = tree.units[path].retired_on is not None
            raise ServiceError(
                (
                    _("“%(path)s” is a unit that is retired.")
                    if retired
                    else _("“%(path)s” is there.")
                )
                % {"path": path}
                + " "
                + _("Two units cannot have one path. Take another, or move its people by a roster.")
            )
