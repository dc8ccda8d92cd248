"""The roster: who can be invited, and where they work."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from questionnaires.formats.roster import read_roster
from questionnaires.formats.roster_values import Member, RosterProblem
from questionnaires.models import Person, Unit
from questionnaires.services.audit import record_act


@dataclass(frozen=True, slots=True)
class ImportResult:
    """What a roster file changes, or would change.

    ``total`` rows, of which ``created`` join and ``skipped`` change nothing. ``joined``,
    ``left``, ``moved`` and ``renamed`` say who, one line each. With ``problems`` nothing is
    written.
    """

    total: int
    created: int = 0
    skipped: int = 0
    problems: tuple[RosterProblem, ...] = ()
    joined: tuple[str, ...] = ()
    left: tuple[str, ...] = ()
    moved: tuple[str, ...] = ()
    renamed: tuple[str, ...] = ()
    applied: bool = False

    @property
    def has_changes(self) -> bool:
        """Whether anybody joins, leaves, moves or is renamed."""
        return bool(self.joined or self.left or self.moved or self.renamed)

    @property
    def in_words(self) -> str:
        """The difference as a sentence: ``3 join, 2 leave, 1 moves.``"""
        parts = [
            ngettext("%(n)s joins", "%(n)s join", len(self.joined)) % {"n": len(self.joined)},
            ngettext("%(n)s leaves", "%(n)s leave", len(self.left)) % {"n": len(self.left)},
            ngettext("%(n)s moves", "%(n)s move", len(self.moved)) % {"n": len(self.moved)},
            ngettext("%(n)s is renamed", "%(n)s are renamed", len(self.renamed))
            % {"n": len(self.renamed)},
        ]
        counts = (self.joined, self.left, self.moved, self.renamed)
        said = [part for part, people in zip(parts, counts, strict=True) if people]
        return ", ".join(said) + "." if said else _("Nothing changes.")


@dataclass(frozen=True, slots=True)
class _Difference:
    joins: list[Member]
    leaves: list[Person]
    moves: list[tuple[Person, Member]]
    renames: list[tuple[Person, Member]]
    unchanged: int

    def result(self, total: int, *, applied: bool) -> ImportResult:
        return ImportResult(
            total=total,
            created=len(self.joins),
            skipped=self.unchanged,
            joined=tuple(f"{m.name}, {m.unit}" for m in self.joins),
            left=tuple(f"{p.name}, {p.unit.path}" for p in self.leaves),
            moved=tuple(f"{m.name}, {p.unit.path} → {m.unit}" for p, m in self.moves),
            renamed=tuple(f"{p.name} → {m.name}" for p, m in self.renames),
            applied=applied,
        )


def import_roster(*, data: bytes, actor: str, dry_run: bool = False) -> ImportResult:
    """Afterwards the people are those of the file: who is missing there has left.

    Nothing is written with ``dry_run`` or where the file has a problem. People are recognised by
    their mail address. Invitations of people who leave stay, without their name.
    """
    file = read_roster(data)
    members = file.members
    if file.problems:
        return ImportResult(total=len(members), problems=file.problems)
    if dry_run:
        return _compare(members).result(len(members), applied=False)
    with transaction.atomic():
        difference = _compare(members)
        result = difference.result(len(members), applied=True)
        _apply(members, difference)
        record_act(
            actor=actor,
            action="import roster",
            subject="people",
            joined=len(result.joined),
            left=len(result.left),
            moved=len(result.moved),
            renamed=len(result.renamed),
        )
    return result


def _compare(members: Iterable[Member]) -> _Difference:
    people = {person.mail.lower(): person for person in Person.objects.select_related("unit")}
    joins: list[Member] = []
    moves: list[tuple[Person, Member]] = []
    renames: list[tuple[Person, Member]] = []
    unchanged = 0
    for member in members:
        person = people.pop(member.mail, None)
        if person is None:
            joins.append(member)
            continue
        if person.unit.path != member.unit:
            moves.append((person, member))
        if person.name != member.name:
            renames.append((person, member))
        unchanged += person.unit.path == member.unit and person.name == member.name
    leaves = sorted(people.values(), key=lambda person: (person.unit.path, person.name))
    return _Difference(joins, leaves, moves, renames, unchanged)


def _apply(members: Iterable[Member], difference: _Difference) -> None:
    units = _ensure_units({member.unit for member in members})
    for person in difference.leaves:
        person.delete()
    for person, member in difference.moves:
        person.unit = units[member.unit]
    for person, member in difference.renames:
        person.name = member.name
    changed = {person.pk: person for person, _member in difference.moves + difference.renames}
    Person.objects.bulk_update(changed.values(), ["unit", "name"], batch_size=500)
    Person.objects.bulk_create(
        (Person(name=m.name, mail=m.mail, unit=units[m.unit]) for m in difference.joins),
        batch_size=500,
    )
    _remove_empty_units()


def _ensure_units(paths: Iterable[str]) -> dict[str, Unit]:
    """The units with these paths, made with their parents where they are new."""
    units = {unit.path: unit for unit in Unit.objects.all()}
    for path in sorted(paths):
        parent: Unit | None = None
        titles = path.split("/")
        for depth, title in enumerate(titles, start=1):
            above = "/".join(titles[:depth])
            if above not in units:
                units[above] = Unit.objects.create(path=above, title=title, parent=parent)
            parent = units[above]
    return units


def _remove_empty_units() -> None:
    """Deepest first, so that a department goes after its last team."""
    while Unit.objects.filter(people=None, children=None).delete()[0]:
        pass
