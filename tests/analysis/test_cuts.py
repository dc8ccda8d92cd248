"""Answers by attribute: which tables are told, what they count, what an attacker has of them."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

import numpy as np
import pytest

from analysis import cuts as module
from analysis.associations import count_round
from analysis.breakdowns import NO_ANSWER_TITLE, OTHER_TITLE
from analysis.cuts import told_cuts
from analysis.dataset import Responses, from_records
from analysis.disclosure import UnitFrame, release
from analysis.instrument import (
    AGREEMENT_5,
    Condition,
    Construct,
    Instrument,
    Item,
    Option,
    Scale,
    ScaleKind,
    likert,
)
from analysis.measures import BOXES, FAVOURABLE, item_measure
from analysis.release import (
    Breakdown,
    Hidden,
    Release,
    RoundFacts,
    Shown,
    dump_release,
    load_release,
)
from analysis.tally import Cut, Tally

AGREEMENT = likert("agreement_5", AGREEMENT_5, boxes=2)
ROLE = Scale(
    "role",
    ScaleKind.SINGLE,
    tuple(Option(code, code.title()) for code in ("dev", "ops", "qa", "data")),
)
TENURE = likert("tenure", ("New", "Some years", "Many years"), boxes=0)
TOOLS = Scale(
    "tools",
    ScaleKind.MULTIPLE,
    tuple(Option(code, code.title()) for code in ("editor", "build", "wiki")),
    max_choices=2,
)
ORDER = Scale(
    "order", ScaleKind.RANKING, tuple(Option(code, code) for code in ("speed", "care", "calm"))
)
ASKED = Instrument(
    "asked",
    "Asked",
    (),
    (
        Item("calm", "I work in calm.", AGREEMENT, construct="work"),
        Item("tired", "I am tired.", AGREEMENT, reverse=True, construct="work"),
        Item("slow", "What slows you down?", TOOLS),
        Item("first", "What comes first?", ORDER),
        Item("calmer", "What would help?", AGREEMENT, show_if=Condition("calm", frozenset("12"))),
        Item("role", "Your role?", ROLE, attribute=True),
        Item("tenure", "Since when?", TENURE, attribute=True),
    ),
    (Construct("work", "Work", ("calm", "tired")),),
)
FACTS = RoundFacts("dx", "2027", "Spring 2027", "confidential", 5)
K = 5


def answered(
    people: Mapping[tuple[str, str], int], seed: int = 1, asked: Instrument = ASKED
) -> Responses:
    """So many people of each unit and role, who answer at random."""
    generator = np.random.default_rng(seed)
    units, records = [], []
    for (unit, role), number in people.items():
        for _ in range(number):
            calm = str(generator.integers(1, 6))
            record: dict[str, Any] = {
                "calm": calm,
                "tired": str(generator.integers(1, 6)),
                "slow": [str(generator.choice(["editor", "build", "wiki"]))],
                "first": list(generator.permutation(["speed", "care", "calm"])),
                "role": role or None,
                "tenure": str(generator.integers(1, 4)),
            }
            if calm in "12":
                record["calmer"] = "4"
            units.append(unit)
            records.append({c: a for c, a in record.items() if asked.has_item(c)})
    return from_records(asked, records, units)


#: Two departments, the roles well mixed.
MIXED = {
    (unit, role): 25 for unit in ("Ops", "Web") for role in ("dev", "ops")
} | {("Ops", "qa"): 4, ("Web", "qa"): 3, ("Web", ""): 5}  # fmt: skip


def frame(responses: Responses) -> list[UnitFrame]:
    units = sorted({"", *responses.units, *(u.split("/")[0] for u in responses.units)})
    return [UnitFrame(u, u, u.rpartition("/")[0] if u else None, None) for u in units]


def released(responses: Responses) -> Release:
    counted = count_round(responses, k=K, generator=np.random.default_rng(1))
    return release(counted, responses.instrument, FACTS, frame(responses))


def table(shown: Release, attribute: str, within: str = "") -> Breakdown | None:
    found = [t for t in shown.breakdowns if (t.attribute, t.within) == (attribute, within)]
    return found[0] if found else None


def truth(responses: Responses, item: str, roles: Sequence[str], option: str) -> int:
    answers = responses.answers
    there = answers["role"].isin(roles)
    return int((answers[item][there] == option).sum())


def test_full_detail_tells_no_table_of_fewer_than_ten() -> None:
    """It lowers the number for groups of the tree. A role is no group that anybody asked to see."""
    responses = answered(MIXED)
    counted = count_round(responses, k=K, full_detail=True, generator=np.random.default_rng(1))
    facts = replace(FACTS, full_detail=True)
    shown = release(counted, responses.instrument, facts, frame(responses))
    tables = [table(shown, "role"), table(shown, "role", "Ops"), table(shown, "role", "Web")]
    assert tables[0] is not None
    for one in filter(None, tables):
        for group in one.groups:
            for cell in group.items.values():
                assert not isinstance(cell, Shown) or cell.counts.answered >= 10


def test_a_table_counts_the_valid_answers_of_each_category() -> None:
    responses = answered(MIXED)
    by_role = table(released(responses), "role")
    assert by_role is not None
    assert [group.path for group in by_role.groups] == ["dev", "ops", "_other"]
    assert [group.title for group in by_role.groups] == ["Dev", "Ops", OTHER_TITLE]
    members = {"dev": ["dev"], "ops": ["ops"], "_other": ["qa", "_skipped"]}
    for group in by_role.groups:
        cell = group.items["calm"]
        assert isinstance(cell, Shown)
        for option in AGREEMENT.options:
            assert cell.counts.options[option.code] == truth(
                responses, "calm", members[group.path], option.code
            )
        assert cell.counts.answered == sum(cell.counts.options.values())
        assert group.answers is None  # how many took part is not told, nor who gave no answer
        assert (cell.counts.missing, cell.counts.pairs) == (0, {})


def test_departments_have_tables_of_their_own() -> None:
    shown = released(answered(MIXED))
    ops = table(shown, "role", "Ops")
    assert ops is not None
    assert [group.path for group in ops.groups] == ["ops", "_other"]  # dev and qa
    assert all(group.parent == "Ops" for group in ops.groups)


def test_people_without_the_attribute_are_a_category() -> None:
    many = {**MIXED, ("Web", ""): 20, ("Ops", "qa"): 12}
    by_role = table(released(answered(many)), "role")
    assert by_role is not None
    assert NO_ANSWER_TITLE in [group.title for group in by_role.groups]


def test_what_is_not_to_be_told_by_attribute_is_not() -> None:
    by_role = table(released(answered(MIXED)), "role")
    assert by_role is not None
    for group in by_role.groups:
        # No attribute, no ranking, and nothing that was asked because of another answer.
        assert set(group.items) == {"calm", "tired", "slow"}
        cell = group.constructs["work"]
        if isinstance(cell, Shown):
            assert set(cell.counts.options) == set(BOXES)


def test_each_category_has_ten_answers_and_three_that_differ() -> None:
    for seed in range(4):
        shown = released(answered({key: n // 2 for key, n in MIXED.items()}, seed))
        for one in shown.breakdowns:
            for group in one.groups:
                for code, cell in group.items.items():
                    if isinstance(cell, Shown):
                        alike = item_measure(ASKED.item(code)).alike(cell.counts)
                        assert cell.counts.answered >= 10
                        assert cell.counts.answered - max(alike.values()) >= 3


def test_a_category_alike_hides_the_table_of_that_item_and_of_its_construct() -> None:
    responses = answered(MIXED)
    given = responses.answers.copy()
    given.loc[given["role"] == "ops", "calm"] = "5"
    shown = released(replace(responses, answers=given))
    by_role = table(shown, "role")
    assert by_role is not None
    assert all(isinstance(group.items["calm"], Hidden) for group in by_role.groups)
    assert all(isinstance(group.constructs["work"], Hidden) for group in by_role.groups)
    assert all(isinstance(group.items["slow"], Shown) for group in by_role.groups)


#: All data people are in the team Ops/Data, which has four others.
INSIDE = {
    ("Ops/Data", "data"): 14, ("Ops/Data", "dev"): 4, ("Ops/Build", "dev"): 30,
    ("Ops/Build", "ops"): 30,
}  # fmt: skip


def test_a_role_inside_a_team_is_not_told_beside_the_team() -> None:
    shown = released(answered(INSIDE))
    assert isinstance(
        shown.group("Ops/Data").items["calm"], Shown
    )  # there is something to subtract
    assert table(shown, "role") is None
    assert table(shown, "role", "Ops") is None


def test_with_the_audit_off_four_people_are_known_by_subtraction(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(module, "gives_someone_away", lambda *_: False)
    responses = answered(INSIDE)
    shown = released(responses)
    by_role = table(shown, "role")
    assert by_role is not None
    team = shown.group("Ops/Data").items["calm"]
    data = next(group for group in by_role.groups if group.path == "data").items["calm"]
    assert isinstance(team, Shown)
    assert isinstance(data, Shown)
    left = {code: n - data.counts.options[code] for code, n in team.counts.options.items()}
    others = (np.array(responses.units) == "Ops/Data") & (responses.answers["role"] == "dev")
    truly = responses.answers["calm"][others]
    assert sum(left.values()) == 4
    assert left == {code: int((truly == code).sum()) for code in left}


def test_where_one_attribute_can_be_told_it_is_the_first() -> None:
    # In everything but name, the second attribute differs from the first in five people.
    responses = answered({("", "dev"): 40, ("", "ops"): 40})
    given = responses.answers.copy()
    given["tenure"] = ["1" if role == "dev" else "2" for role in given["role"]]
    given.loc[:4, "tenure"] = "2"
    given["tenure"] = given["tenure"].astype(responses.answers["tenure"].dtype)
    near = replace(responses, answers=given)
    shown = released(near)
    assert table(shown, "role") is not None
    assert table(shown, "tenure") is None
    items = tuple(sorted(ASKED.items, key=lambda item: item.code == "role"))
    turned = replace(near, instrument=replace(ASKED, items=items))
    shown = released(turned)
    assert table(shown, "tenure") is not None
    assert table(shown, "role") is None


#: Teams of ten, in which each option has few people.
TIGHT = {
    (unit, role): number
    for unit in ("Ops/Build", "Ops/Cloud", "Web/Shop", "Web/Pay")
    for role, number in (("dev", 6), ("ops", 5))
}


def test_where_options_would_tell_boxes_may_not() -> None:
    shown = [released(answered(TIGHT, seed)) for seed in range(3)]
    cells = [
        group.items["calm"]
        for one in shown
        for breakdown in one.breakdowns
        for group in breakdown.groups
    ]
    in_boxes = [c for c in cells if isinstance(c, Shown) and FAVOURABLE in c.counts.options]
    assert in_boxes
    for cell in in_boxes:
        measure = item_measure(ASKED.item("calm"))
        assert sum(cell.counts.options.values()) == cell.counts.answered
        assert measure.favourable(cell.counts) == cell.counts.options[FAVOURABLE]
        assert measure.scores(cell.counts) == {}


def test_a_table_is_told_only_beside_what_it_was_judged_beside() -> None:
    responses = answered(MIXED)
    counted = count_round(responses, k=K, generator=np.random.default_rng(1))
    shown = release(counted, ASKED, FACTS, frame(responses))
    assert table(shown, "role") is not None
    # A department less, as a later gate might have it.
    groups = {path: group for path, group in counted.groups.items() if path != "Ops"}
    fewer = [unit for unit in frame(responses) if unit.path != "Ops"]
    assert release(replace(counted, groups=groups), ASKED, FACTS, fewer).breakdowns == ()


def test_few_people_have_no_tables() -> None:
    responses = answered({("", "dev"): 12, ("", "ops"): 7})
    counted = count_round(responses, k=K, generator=np.random.default_rng(1))
    assert told_cuts(responses, counted, k=K) == ()


def test_tables_come_back_from_a_stored_tally_and_from_a_release() -> None:
    responses = answered(MIXED)
    counted = count_round(responses, k=K, generator=np.random.default_rng(1))
    assert counted.cuts
    assert Tally.from_json(json.loads(json.dumps(counted.as_json()))) == counted
    shown = release(counted, ASKED, FACTS, frame(responses))
    assert load_release(dump_release(shown)) == shown
    assert (counted + counted).cuts == ()  # made of a whole round, like moments


def test_tallies_of_earlier_formats_have_none() -> None:
    counted = Tally(cuts=(Cut("role", "", {}, {}),))
    stored = counted.as_json()
    assert Tally.from_json({**stored, "format": "candor-tally/2"}) == counted
    del stored["cuts"]
    assert Tally.from_json({**stored, "format": "candor-tally/2"}).cuts == ()
    assert Tally.from_json(stored["groups"]).cuts == ()
