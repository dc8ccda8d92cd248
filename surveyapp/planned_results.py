"""What a round that is still planned could show, from head counts alone."""

from __future__ import annotations

from collections.abc import Mapping

from surveyapp.result_pages import CouldShow


def could_show(head_counts: Mapping[str, int], rate: float) -> tuple[CouldShow, ...]:
    """What a round and one like it could show of everybody and of each unit, parents first.

    ``head_counts`` are people by the path of the unit that they are counted in, ``rate`` is the
    share of them who will answer.
    """
    from analysis.exports.words import plan_words
    from analysis.planning import plan_comparisons

    people: dict[str, int] = {}
    for path in sorted(head_counts):
        titles = path.split("/") if path else []
        for depth in range(len(titles) + 1):
            above = "/".join(titles[:depth])
            people[above] = people.get(above, 0) + head_counts[path]
    return tuple(
        CouldShow(row.group, row.people, row.answers, row.detectable, plan_words(row))
        for row in plan_comparisons(people, rate)
    )
