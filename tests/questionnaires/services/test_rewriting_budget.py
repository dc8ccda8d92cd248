"""How often files are rewritten: after each answer of an ordinary round, rarely under a load."""

from __future__ import annotations

import pytest
from django.db import connections
from django.test.utils import CaptureQueriesContext

from questionnaires.models import Round
from questionnaires.services import erasing
from questionnaires.services.rewriting_budget import RewritingBudget
from tests.devices import Device, opened_anonymous, people_of
from tests.rounds import answer, opened


class Clock:
    """Seconds that pass when a test says so."""

    def __init__(self) -> None:
        self.now = 1000.0

    def __call__(self) -> float:
        return self.now

    def rewrite(self, budget: RewritingBudget, seconds: float) -> bool:
        """Whether a rewriting that takes so long was begun."""
        if not budget.is_left:
            return False
        with budget.spending():
            self.now += seconds
        return True

    def rewritten(
        self, budget: RewritingBudget, *, every: float, answers: int, taking: float
    ) -> int:
        """After how many answers the file was rewritten."""
        count = 0
        for _ in range(answers):
            self.now += every
            count += self.rewrite(budget, taking)
        return count


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def spent(clock: Clock) -> RewritingBudget:
    """A budget that is spent, at a time that stands still."""
    budget = RewritingBudget(at_once=1, clock=clock)
    assert clock.rewrite(budget, 10)
    return budget


@pytest.mark.parametrize(
    ("every", "answers", "taking"),
    [
        (60, 500, 0.02),  # a week of a small organisation
        (2, 5000, 0.04),  # the hour after a reminder
        (0.85, 70, 0.04),  # seventy in a minute
    ],
)
def test_an_ordinary_round_is_rewritten_after_each_answer(
    clock: Clock, every: float, answers: int, taking: float
) -> None:
    budget = RewritingBudget(clock=clock)
    assert clock.rewritten(budget, every=every, answers=answers, taking=taking) == answers


def test_a_load_that_lasts_is_not_slowed_down(clock: Clock) -> None:
    """500 answers a second for a minute: what may be spent at once, then two per cent."""
    budget = RewritingBudget(clock=clock)
    begun = clock.now
    spent = 0.05 * clock.rewritten(budget, every=0.002, answers=30_000, taking=0.05)
    assert 3 < spent <= 3 + 0.02 * (clock.now - begun) + 0.05
    # What was spent comes back with time, and no more than that.
    assert clock.rewritten(budget, every=0.002, answers=10, taking=0.05) <= 1
    clock.now += 3600
    again = 0.05 * clock.rewritten(budget, every=0.002, answers=1000, taking=0.05)
    assert 3 < again < 3.3


def test_a_rewriting_longer_than_all_that_is_left_is_paid_for_later(clock: Clock) -> None:
    budget = RewritingBudget(at_once=3, share=0.02, clock=clock)
    assert clock.rewrite(budget, 5)
    clock.now += 90  # 1.8 + 0.1 seconds have come back, of 2 that are missing
    assert not budget.is_left
    clock.now += 10
    assert budget.is_left


def test_a_rewriting_that_fails_is_paid_for_too(clock: Clock) -> None:
    budget = RewritingBudget(at_once=1, clock=clock)

    def fail() -> None:
        with budget.spending():
            clock.now += 2
            raise RuntimeError

    with pytest.raises(RuntimeError):
        fail()
    assert not budget.is_left


def statements(alias: str) -> CaptureQueriesContext:
    return CaptureQueriesContext(connections[alias])


def rewritings(context: CaptureQueriesContext) -> int:
    """How often the tables of a database were written anew."""
    sql = [query["sql"] for query in context.captured_queries]
    return (
        sql.count("VACUUM")
        + sum(line.startswith("CLUSTER ") for line in sql)
        + (sum(line == 'TRUNCATE "questionnaires_response"' for line in sql))
    )


@pytest.mark.django_db(transaction=True, databases=["default", "answers"])
def test_where_the_budget_is_spent_an_answer_is_stored_and_nothing_is_rewritten(
    spent: RewritingBudget, monkeypatch: pytest.MonkeyPatch
) -> None:
    round_ = opened(mode=Round.Mode.OPEN)
    monkeypatch.setitem(erasing.BUDGETS, "answers", RewritingBudget())
    with statements("answers") as ordinary:
        answer(round_, 2)
    monkeypatch.setitem(erasing.BUDGETS, "answers", spent)
    with statements("answers") as loaded:
        answer(round_, 2)
    assert rewritings(ordinary) == 2
    assert rewritings(loaded) == 0


@pytest.mark.postgresql
@pytest.mark.django_db(transaction=True, databases=["default", "answers"])
def test_drawing_and_answering_have_budgets_of_their_own(
    spent: RewritingBudget, monkeypatch: pytest.MonkeyPatch
) -> None:
    round_ = opened_anonymous()
    first, second, third = people_of(round_)[:3]
    monkeypatch.setitem(erasing.BUDGETS, "answers", RewritingBudget())
    monkeypatch.setitem(erasing.BUDGETS, "default", RewritingBudget())
    with statements("default") as people, statements("answers") as answers:
        Device(first).send()
    assert (rewritings(people), rewritings(answers)) == (1, 1)
    monkeypatch.setitem(erasing.BUDGETS, "default", spent)
    with statements("default") as people, statements("answers") as answers:
        Device(second).send()
    assert (rewritings(people), rewritings(answers)) == (0, 1)
    monkeypatch.setitem(erasing.BUDGETS, "default", RewritingBudget())
    monkeypatch.setitem(erasing.BUDGETS, "answers", spent)
    with statements("default") as people, statements("answers") as answers:
        Device(third).send()
    assert (rewritings(people), rewritings(answers)) == (1, 0)
