"""What a roster changes: who joins, leaves and moves, and which units are the same as before."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from questionnaires.formats.roster_values import Member
from questionnaires.models import Person, Unit
from questionnaires.services.units import is_in, with_parents


@dataclass(frozen=True, slots=True)
class PathChange:
    """A unit that is renamed or moves, with all below it; told once, for the uppermost."""

    former: str
    path: str


@dataclass(frozen=True, slots=True)
class Kept:
    """Somebody who stays, with the row of the file and the path of their unit after renames."""

    person: Person
    member: Member
    unit: str

    @property
    def moves(self) -> bool:
        """Whether they work in another unit than before."""
        return self.unit != self.member.unit

    @property
    def has_another_address(self) -> bool:
        """Whether they are recognised by name and unit, because the mail address is another."""
        return self.person.mail.lower() != self.member.mail

    @property
    def standing(self) -> str:
        """As it will be: where the file says nothing, as it was."""
        return self.member.standing or self.person.standing

    @property
    def declined(self) -> bool:
        """As it will be: a roster can set it, and never takes it back."""
        return self.person.declined or self.member.declined

    @property
    def attributes(self) -> dict[str, str]:
        """As they will be: columns that the file lacks change nothing."""
        known = {**self.person.attributes, **self.member.attributes}
        return {code: category for code, category in sorted(known.items()) if category}

    @property
    def changes(self) -> bool:
        """Whether anything is otherwise than before."""
        return (
            self.moves
            or self.has_another_address
            or (
                self.person.name,
                self.person.standing,
                self.person.declined,
                self.person.attributes,
            )
            != (self.member.name, self.standing, self.declined, self.attributes)
        )


@dataclass(frozen=True, slots=True)
class Difference:
    """A roster against the people and units of now."""

    joins: tuple[Member, ...]
    leaves: tuple[Person, ...]
    kept: tuple[Kept, ...]
    renames: tuple[PathChange, ...] = ()
    new_units: tuple[str, ...] = ()
    returning: tuple[str, ...] = ()
    retiring: tuple[str, ...] = ()

    @property
    def before(self) -> int:
        """How many people there are."""
        return len(self.leaves) + len(self.kept)

    @property
    def asked_before(self) -> int:
        """How many of them are asked."""
        people = [*self.leaves, *(one.person for one in self.kept)]
        return sum(_is_asked(one.standing, declined=one.declined) for one in people)

    @property
    def asked_after(self) -> int:
        """How many will be asked."""
        kept = sum(_is_asked(one.standing, declined=one.declined) for one in self.kept)
        return kept + sum(
            _is_asked(one.standing or Person.Standing.STAFF, declined=one.declined)
            for one in self.joins
        )

    @property
    def shrinks(self) -> bool:
        """Whether half of the people or more leave, or half of those asked or more are left out."""
        return (self.before > 0 and 2 * len(self.leaves) >= self.before) or (
            self.asked_before > 0 and 2 * self.asked_after <= self.asked_before
        )


def compare(
    members: Sequence[Member], people: Iterable[Person], units: Iterable[Unit]
) -> Difference:
    """What the members change. People are recognised by mail address, units by their people.

    Who would leave while somebody of the same name joins the same unit has another mail address.
    ``people`` come with their units.
    """
    by_mail = {person.mail.lower(): person for person in people}
    former = _former_addresses(members, by_mail)
    known = {one.mail: former.get(one.mail, one.mail) for one in members}
    stay = [(by_mail.pop(mail), one) for one in members if (mail := known[one.mail]) in by_mail]
    staying = {member.mail for _person, member in stay}
    tree = _Tree(
        active={unit.path for unit in units if unit.retired_on is None},
        retired={unit.path for unit in units if unit.retired_on is not None},
    )
    wanted = with_parents(member.unit for member in members)
    tree.rename([(person.unit.path, member.unit) for person, member in stay], wanted)
    return Difference(
        joins=tuple(member for member in members if member.mail not in staying),
        leaves=tuple(sorted(by_mail.values(), key=lambda one: (one.unit.path, one.name, one.mail))),
        kept=tuple(Kept(person, member, tree.now(person.unit.path)) for person, member in stay),
        renames=tuple(tree.renames),
        new_units=tuple(sorted(wanted - tree.active - tree.retired)),
        returning=tuple(sorted(wanted & tree.retired)),
        retiring=tuple(sorted(tree.active - wanted)),
    )


def _former_addresses(
    members: Sequence[Member], by_mail: Mapping[str, Person]
) -> Mapping[str, str]:
    """The former mail address by the new one, of who is alone with their name in their unit."""
    before: dict[tuple[str, str], list[str]] = {}
    after: dict[tuple[str, str], list[str]] = {}
    for mail, person in by_mail.items():
        before.setdefault((person.name, person.unit.path), []).append(mail)
    for member in members:
        after.setdefault((member.name, member.unit), []).append(member.mail)
    mails = {member.mail for member in members}
    pairs = [(before.get(who, []), now) for who, now in after.items()]
    return {
        now[0]: then[0]
        for then, now in pairs
        if len(then) == len(now) == 1 and then[0] not in mails and now[0] not in by_mail
    }


@dataclass(slots=True)
class _Tree:
    """The paths of units, as they become by renames."""

    active: set[str]
    retired: set[str]
    renames: list[PathChange] = field(default_factory=list)

    def now(self, path: str) -> str:
        """What became of a path."""
        for change in self.renames:
            if is_in(path, change.former):
                path = change.path + path.removeprefix(change.former)
        return path

    def rename(self, ways: Sequence[tuple[str, str]], wanted: set[str]) -> None:
        """Finds the units that are the same under another path.

        ``ways`` are the former and the new path of each person who stays. A unit is renamed where
        its path disappears and all of its people who stay go to one path that is new, to which
        no other unit that disappears goes.
        """
        images = _images(ways, gone=self.active - wanted, new=wanted - self.active - self.retired)
        # What comes to lie above others first, so that it is not made anew for them.
        for former in sorted(images, key=lambda path: (images[path].count("/"), path)):
            path, current = images[former], self.now(former)
            # Below a unit that was renamed it may be where it should by now, or another one is.
            if path in self.active | self.retired or is_in(path, current):
                continue
            self.renames.append(PathChange(current, path))
            change = _Tree(set(), set(), [self.renames[-1]])
            self.active = {change.now(one) for one in self.active}
            self.retired = {change.now(one) for one in self.retired}


def _images(ways: Sequence[tuple[str, str]], *, gone: set[str], new: set[str]) -> Mapping[str, str]:
    """The new path of each unit that disappears and whose people stay together, by the former."""
    own: dict[str, set[str]] = {}
    targets: dict[str, set[str]] = {}
    for former, path in ways:
        own.setdefault(former, set()).add(path)
        for unit in with_parents([former]):
            targets.setdefault(unit, set()).add(path)
    children: dict[str, set[str]] = {}
    for unit in targets:
        children.setdefault(unit.rpartition("/")[0], set()).add(unit)
    images: dict[str, str] = {}
    for unit in sorted(gone & targets.keys(), key=lambda path: -path.count("/")):
        below = children.get(unit, set())
        hints = own.get(unit, set()) | {
            images[one].rpartition("/")[0] for one in below if one in images
        }
        if below <= images.keys() and len(hints) == 1:
            (path,) = hints
            if path in new and all(is_in(target, path) for target in targets[unit]):
                images[unit] = path
    taken = Counter(images.values())
    return {unit: path for unit, path in images.items() if taken[path] == 1}


def _is_asked(standing: str, *, declined: bool) -> bool:
    return standing == Person.Standing.STAFF and not declined
