"""What a roster changes, in words."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from questionnaires.formats.roster_values import Member
from questionnaires.models import Attribute, Person
from questionnaires.services.roster_changes import Difference, Kept

#: Renamed units that a sentence names; more are counted.
_NAMED = 3


@dataclass(frozen=True, slots=True)
class Change:
    """One kind of change: how many in words, a heading, and who or what, one line each."""

    kind: str
    words: str
    label: str
    lines: tuple[str, ...]
    of_units: bool = False


def changes_of(difference: Difference) -> Iterator[Change]:
    """What changes, by kind; kinds of which there is nothing are left out."""
    for kind, lines in _lines_of_people(difference):
        if lines:
            words, label = _PEOPLE[kind]
            yield Change(kind, words(len(lines)), str(label), tuple(lines))
    renames = [f"{rename.former} → {rename.path}" for rename in difference.renames]
    for kind, paths in (
        ("renamed units", renames),
        ("new units", difference.new_units),
        ("returning units", difference.returning),
        ("retired units", difference.retiring),
    ):
        if paths:
            words, label = _UNITS[kind]
            said = words(len(paths))
            if kind == "renamed units" and len(paths) <= _NAMED:
                said = f"{said}: {', '.join(paths)}"
            yield Change(kind, said, str(label), tuple(paths), of_units=True)


def sentences(changes: Iterable[Change]) -> str:
    """``3 join, 2 leave. 1 unit is new.``"""
    told = list(changes)
    people = ", ".join(change.words for change in told if not change.of_units)
    said = [people, *(change.words for change in told if change.of_units)]
    return " ".join(f"{one}." for one in said if one) or _("Nothing changes.")


def _lines_of_people(difference: Difference) -> Iterator[tuple[str, list[str]]]:
    standing = {value: str(label) for value, label in Person.Standing.choices}
    titles = dict(Attribute.objects.values_list("code", "title"))
    yield "joined", [_joining(member, standing) for member in difference.joins]
    yield "left", [f"{one.name}, {one.unit.path}" for one in difference.leaves]
    kept = difference.kept
    yield (
        "moved",
        [f"{one.member.name}, {one.unit} → {one.member.unit}" for one in kept if one.moves],
    )
    yield (
        "readdressed",
        [
            f"{one.member.name}, {one.person.mail} → {one.member.mail}"
            for one in kept
            if one.has_another_address
        ],
    )
    for kind in Person.Standing.values:
        yield (
            kind,
            [
                f"{one.member.name}, {standing[one.person.standing]} → {standing[kind]}"
                for one in kept
                if one.standing == kind != one.person.standing
            ],
        )
    yield (
        "declined",
        [
            f"{one.member.name}, {one.member.unit}"
            for one in kept
            if one.declined and not one.person.declined
        ],
    )
    yield (
        "categories",
        [
            f"{one.member.name}, {', '.join(_categories(one, titles))}"
            for one in kept
            if one.attributes != one.person.attributes
        ],
    )
    yield (
        "renamed",
        [
            f"{one.person.name} → {one.member.name}"
            for one in kept
            if one.person.name != one.member.name
        ],
    )


def _joining(member: Member, standing: dict[str, str]) -> str:
    marks = [standing[member.standing]] if member.standing in {"contractor", "on-leave"} else []
    marks += [_("declined")] * member.declined
    return f"{member.name}, {member.unit}" + (f" ({', '.join(marks)})" if marks else "")


def _categories(kept: Kept, titles: dict[str, str]) -> Iterator[str]:
    before, after, nothing = kept.person.attributes, kept.attributes, _("not known")
    for code in sorted(before.keys() | after.keys()):
        if before.get(code) != after.get(code):
            title = titles.get(code, code)
            yield f"{title}: {before.get(code, nothing)} → {after.get(code, nothing)}"


_Words = dict[str, tuple[Callable[[int], str], Promise]]

_PEOPLE: _Words = {
    "joined": (
        lambda n: ngettext("%(n)s joins", "%(n)s join", n) % {"n": n},
        gettext_lazy("Join"),
    ),
    "left": (
        lambda n: ngettext("%(n)s leaves", "%(n)s leave", n) % {"n": n},
        gettext_lazy("Leave: missing in this roster"),
    ),
    "moved": (
        lambda n: ngettext("%(n)s moves", "%(n)s move", n) % {"n": n},
        gettext_lazy("Move"),
    ),
    "readdressed": (
        lambda n: (
            ngettext("%(n)s has another mail address", "%(n)s have another mail address", n)
            % {"n": n}
        ),
        gettext_lazy("Another mail address: the same name in the same unit"),
    ),
    "staff": (
        lambda n: ngettext("%(n)s is staff now", "%(n)s are staff now", n) % {"n": n},
        gettext_lazy("Staff from now on: asked in the next round"),
    ),
    "contractor": (
        lambda n: ngettext("%(n)s is a contractor now", "%(n)s are contractors now", n) % {"n": n},
        gettext_lazy("Contractors from now on: not asked in the next round"),
    ),
    "on-leave": (
        lambda n: ngettext("%(n)s goes on leave", "%(n)s go on leave", n) % {"n": n},
        gettext_lazy("Go on leave: not asked in the next round"),
    ),
    "declined": (
        lambda n: ngettext("%(n)s declines", "%(n)s decline", n) % {"n": n},
        gettext_lazy("Decline: not asked, and no mail"),
    ),
    "categories": (
        lambda n: ngettext("%(n)s changes category", "%(n)s change category", n) % {"n": n},
        gettext_lazy("Other category of an attribute"),
    ),
    "renamed": (
        lambda n: ngettext("%(n)s is renamed", "%(n)s are renamed", n) % {"n": n},
        gettext_lazy("Renamed"),
    ),
}
_UNITS: _Words = {
    "renamed units": (
        lambda n: ngettext("%(n)s unit is renamed", "%(n)s units are renamed", n) % {"n": n},
        gettext_lazy("Renamed or moved units: all who stay go along"),
    ),
    "new units": (
        lambda n: ngettext("%(n)s unit is new", "%(n)s units are new", n) % {"n": n},
        gettext_lazy("New units"),
    ),
    "returning units": (
        lambda n: ngettext("%(n)s unit comes back", "%(n)s units come back", n) % {"n": n},
        gettext_lazy("Units that come back"),
    ),
    "retired units": (
        lambda n: ngettext("%(n)s unit is retired", "%(n)s units are retired", n) % {"n": n},
        gettext_lazy("Retired units: nobody works there any more"),
    ),
}
