"""The page of a large round: 200 units, 40 questions of six answers, about 50,000 answers.

``make bench`` runs this on a machine that does nothing else; it is not part of ``make check``. The
page is made from the release alone, so its cost does not grow with the number of answers.
"""

from __future__ import annotations

import time

import pytest
from django.urls import reverse

from tests.bench.bench_exports import made_up
from tests.stored import logged_in, stored_round

pytestmark = pytest.mark.django_db(transaction=True, databases=["default", "answers"])
#: The goals, in milliseconds of processor time: the first call, and the median of further ones.
FIRST, FURTHER = 400, 60
CALLS = 9


def test_the_page_of_a_large_round() -> None:
    release = made_up()
    round_ = stored_round(release)
    address = reverse("round-results", args=[round_.programme.code, round_.code])
    client = logged_in()
    spent = []
    for _ in range(1 + CALLS):
        begun = time.process_time()
        response = client.get(address)
        spent.append((time.process_time() - begun) * 1000)
        assert response.status_code == 200
    first, further = spent[0], sorted(spent[1:])[CALLS // 2]
    people = release.organisation.answers
    print(
        f"\nresults of {people} people, {len(response.content):,} octets: first {first:.0f} ms "
        f"(goal: {FIRST}), then {further:.0f} ms (goal: {FURTHER})"
    )
    assert first < FIRST
    assert further < FURTHER
