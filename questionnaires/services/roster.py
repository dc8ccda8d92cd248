"""The roster: who can be invited, and where they work."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.db import transaction
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from questionnaires.formats.roster import RosterFile, read_roster
from questionnaires.formats.roster_values import Member, RosterProblem
from questionnaires.models import Attribute, Person, Round, Unit
from questionnaires.services.audit import record_act
from questionnaires.services.errors import ServiceError
from questionnaires.services.people import forget, stop_mail
from questionnaires.services.roster_changes import Difference, compare
from questionnaires.services.roster_words import Change, changes_of, sentences
from questionnaires.services.units import UnitTree


class ShrinkError(ServiceError):
    """The roster takes away half of the people or more, and nobody has confirmed that."""


@dataclass(frozen=True, slots=True)
class ImportResult:
    """What a roster file changes, or would change.

    ``total`` rows, of which ``created`` join and ``skipped`` change nothing; ``asked`` of them are
    the head count. ``changes`` say who, one line each, and ``notes`` what was not read. With
    ``problems`` nothing is written. ``text`` is the roster as CSV.
    """

    total: int
    asked: int = 0
    created: int = 0
    skipped: int = 0
    problems: tuple[RosterProblem, ...] = ()
    notes: tuple[str, ...] = ()
    changes: tuple[Change, ...] = ()
    shrinks: bool = False
    while_open: tuple[str, ...] = ()
    text: str = ""
    applied: bool = False

    @property
    def has_changes(self) -> bool:
        """Whether anything is otherwise than before."""
        return bool(self.changes)

    @property
    def in_words(self) -> str:
        """The difference as sentences: ``3 join, 2 leave, 1 moves.``"""
        return sentences(self.changes)

    def lines(self, kind: str) -> tuple[str, ...]:
        """Who does this; empty where nobody does."""
        return next((change.lines for change in self.changes if change.kind == kind), ())


def import_roster(
    *,
    data: bytes,
    actor: str,
    dry_run: bool = False,
    confirm_shrink: bool = False,
    today: date | None = None,
) -> ImportResult:
    """Afterwards the people are those of the file: who is missing there has left.

    Nothing is written with ``dry_run`` or where the file has a problem. People are recognised by
    their mail address, or by name and unit where that is another; units by their people.
    Invitations of people who leave stay, without their name. ``ShrinkError`` where half of the
    people would leave and ``confirm_shrink`` is not set.
    """
    file = read_roster(data, dict(Attribute.objects.values_list("code", "title")))
    if file.problems:
        return ImportResult(
            total=len(file.members), problems=file.problems, notes=file.notes, text=file.text
        )
    if dry_run:
        people = Person.objects.select_related("unit")
        return _result(file, compare(file.members, people, Unit.objects.all()))
    with transaction.atomic():
        tree = UnitTree.locked(today or timezone.localdate())
        people = Person.objects.select_for_update(of=("self",)).select_related("unit")
        difference = compare(file.members, people, tree.units.values())
        if difference.shrinks and not confirm_shrink:
            raise ShrinkError(_shrinks(difference))
        result = _result(file, difference, applied=True)
        _apply(difference, tree)
        counts = {change.kind: len(change.lines) for change in result.changes}
        record_act(actor=actor, action="import roster", subject="people", **counts)
    return result


def field_period_rules() -> list[str]:
    """For each open round with a head count: what a change of people means to it."""
    rounds = Round.objects.filter(status=Round.Status.OPEN, population__isnull=False)
    return [
        _(
            "%(round)s is open. Who is asked was fixed when it opened, on %(day)s: whoever joins "
            "is asked in the next round, whoever moves answers for the unit they were in, and "
            "whoever leaves keeps their link until the round closes and stays in the head count."
        )
        % {
            "round": round,
            "day": date_format(round.opened_on, "j M Y") if round.opened_on else "",
        }
        for round in rounds.select_related("programme").order_by("programme__title", "position")
    ]


def _result(file: RosterFile, difference: Difference, *, applied: bool = False) -> ImportResult:
    return ImportResult(
        total=len(file.members),
        asked=difference.asked_after,
        created=len(difference.joins),
        skipped=sum(not one.changes for one in difference.kept),
        notes=file.notes,
        changes=tuple(changes_of(difference)),
        shrinks=difference.shrinks,
        while_open=tuple(field_period_rules()),
        text=file.text,
        applied=applied,
    )


def _shrinks(difference: Difference) -> str:
    return _(
        "%(left)s of %(before)s people would leave, and %(after)s instead of %(asked)s would be "
        "asked. Nobody was changed. Check that the roster is whole, then confirm that so many go."
    ) % {
        "left": len(difference.leaves),
        "before": difference.before,
        "after": difference.asked_after,
        "asked": difference.asked_before,
    }


def _apply(difference: Difference, tree: UnitTree) -> None:
    for rename in difference.renames:
        tree.move(rename.former, rename.path)
    forget(difference.leaves)
    changed: list[Person] = []
    for kept in difference.kept:
        if kept.changes:
            person = kept.person
            person.name, person.unit = kept.member.name, tree.ensure(kept.member.unit)
            if kept.has_another_address:
                person.mail = kept.member.mail
            person.standing, person.declined = kept.standing, kept.declined
            person.attributes = kept.attributes
            changed.append(person)
    fields = ["name", "mail", "unit", "standing", "declined", "attributes"]
    Person.objects.bulk_update(changed, fields, batch_size=500)
    stop_mail(changed)
    Person.objects.bulk_create(_joining(difference.joins, tree), batch_size=500)
    # Units that come back with their people are there now; those that nobody works in go.
    tree.retire_empty()


def _joining(members: Iterable[Member], tree: UnitTree) -> list[Person]:
    return [
        Person(
            name=member.name,
            mail=member.mail,
            unit=tree.ensure(member.unit),
            standing=member.standing or Person.Standing.STAFF,
            declined=member.declined,
            attributes={code: one for code, one in member.attributes.items() if one},
        )
        for member in members
    ]
