"""Participation: counted once a day, in numbers from which nobody's ballot can be read."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from datetime import date, timedelta
from functools import cache
from itertools import product

import pytest

from questionnaires.models import AuditEntry, Invitation, Round
from questionnaires.queries.participation import (
    NotedParticipation,
    UnitParticipation,
    noted_participation,
    told_in_steps,
)
from questionnaires.services.aborting import abort_round
from questionnaires.services.ballots import draw_ballot
from questionnaires.services.closing import close_round
from questionnaires.services.errors import ServiceError
from questionnaires.services.participation import Counted, note_participation, told_participation
from questionnaires.services.roster import import_roster
from questionnaires.services.rounds import open_round
from tests.devices import Device, opened_anonymous, people_of
from tests.rounds import TODAY, answer, draft, opened, roster

DATABASES = ["default", "answers"]
TOMORROW = TODAY + timedelta(days=1)

#: People by collection unit: siblings, two departments, small units, an own team of a department.
ORGANISATIONS: tuple[Mapping[str, int], ...] = (
    {"Build": 16, "Cloud": 18},
    {"Ops/Build": 16, "Ops/Cloud": 8, "Web": 15},
    {"Ops": 6, "Ops/Cloud": 10, "Web": 15},
    {"Build": 8, "Cloud": 9, "Web": 8},
    {"Build": 20, "Cloud": 12, "Web": 9},
)
World = tuple[int, ...]


def told(organisation: Mapping[str, int], answered: World) -> NotedParticipation:
    return _told(tuple(organisation.items()), answered)


@cache
def _told(organisation: tuple[tuple[str, int], ...], answered: World) -> NotedParticipation:
    units = [
        Counted(path, people, n) for (path, people), n in zip(organisation, answered, strict=True)
    ]
    return told_participation(units, TODAY)


def exact(organisation: Mapping[str, int], answered: World) -> object:
    """What must not be told: the number of everybody and of each unit with ten answers."""
    return sum(answered), tuple(n if n >= 10 else 0 for n in answered)


def worlds(organisation: Mapping[str, int]) -> Iterator[World]:
    return product(*(range(people + 1) for people in organisation.values()))


def fewest_left(
    organisation: Mapping[str, int], telling: Callable[[Mapping[str, int], World], object]
) -> int:
    """How many numbers a unit that is told of can have had, where that is least."""
    alike: dict[object, list[set[int]]] = defaultdict(lambda: [set() for _ in organisation])
    for world in worlds(organisation):
        for numbers, n in zip(alike[telling(organisation, world)], world, strict=True):
            numbers.add(n)
    return min(len(numbers) for possible in alike.values() for numbers in possible)


@pytest.mark.parametrize("organisation", ORGANISATIONS, ids="+".join)
def test_from_all_that_is_told_on_a_day_no_unit_has_fewer_than_three_numbers(
    organisation: Mapping[str, int],
) -> None:
    assert fewest_left(organisation, exact) == 1
    assert fewest_left(organisation, told) >= 3


def test_units_that_are_told_can_pin_each_other_down_unless_the_whole_is_told_lower() -> None:
    """Five units of fourteen each: 5 x 14 is 70, and "10 to 14" five times is at most 70."""
    organisation = dict.fromkeys("ABCDE", 40)
    shown = told(organisation, (14,) * 5)
    assert [unit.at_least for unit in shown.units] == [10] * 5
    assert told_in_steps(70, 200) == 70
    assert shown.at_least == 65


@pytest.mark.parametrize("organisation", ORGANISATIONS, ids="+".join)
def test_whoever_makes_a_number_rise_is_one_of_at_least_five(
    organisation: Mapping[str, int],
) -> None:
    """Each world, and the same with one answer more: what the next day tells of it."""
    rises = 0
    everybody = sum(organisation.values())
    shown = {world: told(organisation, world) for world in worlds(organisation)}
    for world, before in shown.items():
        for place, (path, people) in enumerate(organisation.items()):
            if world[place] == people:
                continue
            after = shown[(*world[:place], world[place] + 1, *world[place + 1 :])]
            assert [part.titles for part in before.units] == [part.titles for part in after.units]
            for part, later in zip(before.units, after.units, strict=True):
                if part.at_least != later.at_least:
                    rises += 1
                    assert part.people - answers_in(part, organisation, world) >= 5, (world, path)
            if before.at_least != after.at_least:
                rises += 1
                assert everybody - sum(world) >= 5, (world, path)
    assert rises


def answers_in(part: UnitParticipation, organisation: Mapping[str, int], world: World) -> int:
    inside = ["/".join(filter(None, (part.within, title))) for title in part.titles]
    found = [
        (people, n)
        for (path, people), n in zip(organisation.items(), world, strict=True)
        if any(
            path == one or (path.startswith(f"{one}/") and "" not in part.titles) for one in inside
        )
    ]
    assert sum(people for people, _n in found) == part.people
    return sum(n for _people, n in found)


def test_a_unit_of_which_all_have_answered_looks_like_one_that_lacks_some() -> None:
    organisation = {"Build": 24, "Cloud": 30}
    shown = {n: told(organisation, (n, 17)).units for n in range(15, 25)}
    assert shown[15] == shown[19] == shown[24]
    assert [unit.at_least for unit in shown[24]] == [15, 15]
    everybody = {n: told({"": 38}, (n,)).at_least for n in (33, 38)}
    assert everybody == {33: 30, 38: 30}


def test_small_units_are_pooled_with_siblings_and_else_told_as_their_parent() -> None:
    organisation = {
        "Ops": 9,
        "Ops/Build": 20,
        "Ops/Cloud": 12,
        "Ops/Data": 15,
        "Web/App": 20,
        "Web/Site": 9,
    }
    assert told(organisation, (2, 15, 8, 9, 9, 4)).units == (
        UnitParticipation("Ops", ("", "Cloud"), 21, 10),
        UnitParticipation("Ops", ("Build",), 20, 15),
        UnitParticipation("Ops", ("Data",), 15, 0),
        UnitParticipation("", ("Web",), 29, 10),
    )
    assert told({"Build": 8, "Cloud": 20}, (8, 20)).units == ()
    assert told({"Ops/Build": 20, "Ops/Cloud": 20}, (11, 12)).units == (
        UnitParticipation("Ops", ("Build",), 20, 10),
        UnitParticipation("Ops", ("Cloud",), 20, 10),
    )


def test_pooling_by_answers_would_give_units_away() -> None:
    """Why pools hang on people: this is the rule that was tried first."""
    organisation = {"Build": 20, "Cloud": 12, "Web": 9}

    def by_answers(organisation: Mapping[str, int], answered: World) -> object:
        build, *small = answered
        alone = told_in_steps(build, 20) >= 10 and told_in_steps(sum(small), 21) >= 10
        whole = told_in_steps(sum(answered), 41)
        return (whole, told_in_steps(build, 20), told_in_steps(sum(small), 21)) if alone else whole

    assert fewest_left(organisation, by_answers) == 1
    assert fewest_left(organisation, told) == 4


# On rounds


@pytest.mark.django_db(databases=DATABASES)
@pytest.mark.parametrize("mode", [Round.Mode.CONFIDENTIAL, Round.Mode.OPEN])
def test_a_day_counts_once(mode: Round.Mode) -> None:
    round_ = opened(mode=mode)
    assert noted_participation(round_) is None
    answer(round_, 6)
    assert noted(round_, TODAY).at_least == 5
    before = AuditEntry.objects.count()
    answer(round_, 14)
    assert noted(round_, TODAY).at_least == 5
    # Nor on a day that has passed.
    assert noted(round_, TODAY - timedelta(days=1)) == NotedParticipation(TODAY, 5)
    tomorrow = noted(round_, TOMORROW)
    assert (tomorrow.day, tomorrow.at_least) == (TOMORROW, 20)
    assert AuditEntry.objects.count() == before
    round_.refresh_from_db()
    assert noted_participation(round_) == tomorrow


def noted(round_: Round, today: date) -> NotedParticipation:
    found = noted_participation(note_participation(round=round_, today=today))
    assert found is not None
    return found


@pytest.mark.django_db(databases=DATABASES)
def test_a_round_tells_its_units() -> None:
    teams = {"Ops/Build": 20, "Ops/Cloud": 20, "Web/Data": 7, "Web/Search": 9}
    round_ = opened_anonymous(teams=teams)
    for path, people in {"Ops/Build": 12, "Ops/Cloud": 15, "Web/Data + Search": 9}.items():
        found = Invitation.objects.filter(round=round_, collection_unit__path=path)[:people]
        Invitation.objects.filter(pk__in=[one.pk for one in found]).update(used=True)
    assert noted(round_, TODAY) == NotedParticipation(
        TODAY,
        35,
        (
            UnitParticipation("Ops", ("Build",), 20, 10),
            UnitParticipation("Ops", ("Cloud",), 20, 15),
            UnitParticipation("", ("Web",), 16, 0),
        ),
    )


@pytest.mark.django_db(databases=DATABASES)
def test_a_drawn_ballot_counts_whether_or_not_it_was_handed_in() -> None:
    round_ = opened_anonymous(teams={"Ops/Build": 20})
    people = people_of(round_)
    for invitation in people[:5]:
        device = Device(invitation)
        draw_ballot(invitation=invitation, blinded=device.blinding.blinded)
    assert noted(round_, TODAY).at_least == 5


@pytest.mark.django_db(databases=DATABASES)
def test_no_number_falls() -> None:
    """Else the fall would say that a ballot that was issued again had been drawn."""
    import_roster(data=roster({"Ops/Build": 20, "Ops/Cloud": 20}), actor="test")
    round_ = open_round(round=draft(), actor="test", today=TODAY)
    answer(round_, 15)
    before = noted(round_, TODAY)
    Invitation.objects.filter(pk=Invitation.objects.filter(used=True)[0].pk).update(used=False)
    after = noted(round_, TOMORROW)
    assert (before.at_least, [unit.at_least for unit in before.units]) == (15, [15, 0])
    assert after == replace(before, day=TOMORROW)


@pytest.mark.django_db(databases=DATABASES)
def test_only_open_rounds_are_counted() -> None:
    with pytest.raises(ServiceError, match=r"“draft”\. Participation is of open rounds"):
        note_participation(round=draft(), today=TODAY)


@pytest.mark.django_db(databases=DATABASES, transaction=True)
@pytest.mark.parametrize("end", [close_round, abort_round])
def test_at_the_end_of_a_round_the_count_goes(end: Callable[..., Round]) -> None:
    round_ = opened()
    answer(round_, 12)
    assert noted(round_, TODAY).at_least == 10
    end(round=round_, actor="ann", today=TODAY)
    round_.refresh_from_db()
    assert round_.participation is None
    assert noted_participation(round_) is None
