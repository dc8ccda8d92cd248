"""The re-linking attacker: given everything, he finds nobody; given a careless build, he finds all.

Each trial is a whole round in a program of its own (``tests/relinking.py``), on files or servers as
they are served. Sixty people answer in six cells of ten, a cell being a unit and a role. A random
matching is right for one person in each cell on average, so six are right by chance; what the best
of some hundred methods may reach is such that chance exceeds it once in a million.
"""

from __future__ import annotations

import json
import os
import random
import subprocess
import sys
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from analysis.counting import tally
from analysis.dataset import from_records
from analysis.small_groups import forget_small_groups
from surveyapp.privacy_pages import LINKED_BY_COPIES
from tests.attackers.daily_copies import lines, simulated
from tests.attackers.field import drawn_answers, questionnaire
from tests.attackers.order import allowed_by_chance, least_by_chance
from tests.attackers.whole_numbers import certain_responses
from tests.programs import environment, environment_with_tables

PROJECT = Path(__file__).resolve().parents[3]
ON_POSTGRESQL = "postgresql" in os.environ.get("DATABASE_URL", "")
CELLS = [10] * 6


@pytest.fixture(scope="module")
def trial(tmp_path_factory: pytest.TempPathFactory) -> Any:
    """What a trial says; each is run once."""

    @cache
    def run(name: str) -> dict[str, Any]:
        folder = tmp_path_factory.mktemp(name)
        # Where both sides are one database, the trial makes its tables itself.
        made = environment if name == "one_side" else environment_with_tables
        done = subprocess.run(
            [sys.executable, PROJECT / "tests" / "relinking.py", folder, name],
            env=made(folder),
            cwd=PROJECT,
            capture_output=True,
            text=True,
            check=False,
        )
        assert done.returncode == 0, done.stderr
        said: dict[str, Any] = json.loads(done.stdout)
        return said

    return run


def links_everybody(said: dict[str, Any]) -> bool:
    return bool(said["correct"] == said["answered"] == 60)


def is_chance(said: dict[str, Any]) -> bool:
    assert said["answered"] == 60
    assert said["methods"] > 200  # there was something to try
    return bool(said["correct"] <= said["allowed"] < 30)


def test_chance_is_bounded_by_what_permutations_leave_in_their_places() -> None:
    """Fixed points are all but Poisson: 6 on average, more than 17 once in some 17,000."""
    assert allowed_by_chance(CELLS, tries=1, risk=1 / 17_000) == 17
    assert 20 < allowed_by_chance(CELLS, tries=400) < 30
    assert least_by_chance([1] * 5) == allowed_by_chance([1] * 5, tries=1) == 5


def test_after_the_daily_rewriting_no_trace_links_better_than_chance(trial: Any) -> None:
    """Nothing is rewritten as answers come, so that all of the remedy is the daily one."""
    said = trial("open_round")
    assert links_everybody(said["order kept"])
    assert is_chance(said["rewritten once a day"]), said


def test_rewritten_after_each_answer_no_trace_does_but_the_log_of_postgresql(trial: Any) -> None:
    said = trial("open_round")
    assert is_chance(said["the same, without the write-ahead log"]), said
    assert is_chance(said["rewritten after each answer and once a day"]), said
    # Said under "What is not stopped": until the next day the log of that server keeps the order.
    assert is_chance(said["rewritten after each answer"]) != ON_POSTGRESQL, said


@pytest.mark.parametrize("build", ["digest_kept", "times_kept", "order_kept"])
def test_a_careless_build_links_everybody(build: str, trial: Any) -> None:
    assert links_everybody(trial("weakened")[build])


def test_one_transaction_for_both_sides_links_everybody(trial: Any) -> None:
    said = trial("one_side")["one_transaction"]
    assert links_everybody(said)
    if ON_POSTGRESQL:
        assert said["best"] == "invitation: _xmin against _xmin"


def test_repeat_check_hashes_confirm_no_guess(trial: Any) -> None:
    """The guesses are what people really answered and wrote, with everybody's receipt in hand."""
    said = trial("guessed")
    assert said["without message"] == {"guessed": 60, "confirmed": 60}
    assert said["as it is"] == {"guessed": 60, "confirmed": 0}


def test_after_the_close_no_single_response_is_read_or_reckoned(trial: Any) -> None:
    said = trial("closed")
    assert said["open"]["rows"] == said["open"]["read"] == 60
    assert len(said["open"]["traces"]) == 4
    after = said["as it is"]
    assert {"Ops/Build", "Ops/Cloud", "Product/Search"} <= set(after.pop("counts of"))
    assert after.pop("tables by attribute") > 0  # the integer program had all that to go by
    assert after == {"rows": 0, "read": 0, "traces": [], "certain": 0}


def test_the_integer_program_finds_the_response_of_a_group_of_one() -> None:
    """Twelve people and one whose unit was counted alone; closing forgets such counts."""
    rng = random.Random(3)  # noqa: S311 -- the same people each time
    rows = [drawn_answers(rng) | {"role": "data", "tenure": "new"} for _ in range(13)]
    units = ["Ops/Build"] * 12 + ["Ops/Cloud"]
    counted = tally(from_records(questionnaire(), rows, units))
    cells = [(unit, "data", "new") for unit in units]
    found = certain_responses(questionnaire(), counted, cells)
    alone = {code: rows[-1][code] for code in rows[-1] if code not in ("role", "tenure")}
    assert [{code: list(way) for code, way in one.items()} for one in found] == [
        {code: way if isinstance(way, list) else [way] for code, way in alone.items()}
    ]
    assert certain_responses(questionnaire(), forget_small_groups(counted, 5), cells) == []


def test_responses_kept_beside_the_counts_are_read_and_led_back_to_their_units(trial: Any) -> None:
    """Rows without unit, role and tenure: twenty of sixty are put together again, three times."""
    said = trial("closed")["responses kept"]
    assert said["rows"] == said["read"] == 60
    assert said["members of units known"] == ["Ops/Build", "Ops/Cloud", "Product/Search"]


def test_copied_every_day_as_much_is_linked_as_day_unit_and_attributes_tell(trial: Any) -> None:
    said = trial("every_day")
    assert set(said) == {"unit", "unit and role", "unit, role and tenure"}
    for name, found in said.items():
        print(
            f"copied every day, by {name}: {found['correct']} of 70, {found['by chance']} expected"
        )
        assert found["at least"] <= found["correct"] <= found["at most"], name
    assert said["unit"]["by chance"] < said["unit, role and tenure"]["by chance"]


def test_the_privacy_page_quotes_what_is_measured() -> None:
    shares = simulated()
    print("\n".join(lines(shares)))
    page = " ".join((PROJECT / "docs" / "privacy.md").read_text().split())
    for copies in ("one copy", "daily"):
        told = [f"{100 * share:.0f} %" for share in shares[copies].values()]
        assert f"{told[0]} by unit, {told[1]} by unit and role, {told[2]} with tenure" in page


def test_the_page_of_a_round_quotes_the_same() -> None:
    shares = simulated()
    for name, copies in (("once", "one copy"), ("daily", "daily")):
        by = shares[copies]
        assert LINKED_BY_COPIES[f"{name}_by_unit"] == round(100 * by["unit"])
        assert LINKED_BY_COPIES[f"{name}_by_all"] == round(100 * by["unit, role and tenure"])
