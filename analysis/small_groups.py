"""What closing forgets and merges: groups, categories and labels of a few people."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import replace

import numpy as np

from analysis.hierarchy import Hierarchy
from analysis.instrument import Instrument, Item
from analysis.release import OTHER
from analysis.suppression import Needs, Sizes, told_in_full
from analysis.tally import ORGANISATION, GroupTally, ItemCounts, Tally


def forget_small_groups(tally: Tally, k: int) -> Tally:
    """The tally without the counts of groups of fewer than k people; their number stays.

    The counts of one person are that person's response, so they are not to be kept where
    responses are destroyed. Nor is what they could be had from by subtraction: of the siblings of
    such a group as few are forgotten with it as make k people, and nothing below a forgotten one
    is kept. The gate begins with this, so it tells the same before and after.

    >>> one = ItemCounts(answered=1, options={"yes": 1})
    >>> counts = {"": GroupTally(9, {"q": one}), "A": GroupTally(8, {"q": one}), "B": GroupTally(1)}
    >>> kept = forget_small_groups(Tally(counts), 5).groups
    >>> len(kept[""].items), kept["A"]
    (1, GroupTally(respondents=8, items={}, constructs={}))
    """
    paths = sorted({ORGANISATION, *tally.groups}, key=lambda path: path.split("/") if path else [])
    people = np.array([_people(tally, path) for path in paths], dtype=np.int64)
    everyone = np.ones(len(paths), dtype=bool)
    sizes = Sizes(people, people, np.empty((len(paths), 0), dtype=np.int64), everyone)
    kept = told_in_full(Hierarchy.of(paths), sizes, Needs(answers=k, apart=0), everyone)
    groups = {
        path: tally.groups[path] if is_kept else GroupTally(_people(tally, path))
        for path, is_kept in zip(paths, kept, strict=True)
        if path in tally.groups
    }
    return replace(tally, groups=groups)


def _people(tally: Tally, path: str) -> int:
    return tally.groups[path].respondents if path in tally.groups else 0


def merge_small_categories(counts: ItemCounts, item: Item, k: int) -> ItemCounts:
    """Merge the options that fewer than k people chose, and more while the pool is below k.

    On multiple choice the pool's people are at least as many as chose its largest option; only
    that number is relied on.

    >>> from analysis.instrument import Item, Option, Scale, ScaleKind
    >>> role = Scale("role", ScaleKind.SINGLE, tuple(Option(c, c) for c in ("dev", "ops", "qa")))
    >>> counts = ItemCounts(answered=20, options={"dev": 12, "ops": 6, "qa": 2})
    >>> merge_small_categories(counts, Item("role", "Role?", role), 5).options
    {'dev': 12, '_other': 8}
    """
    smallest_first = sorted(counts.options, key=lambda code: (counts.options[code], code))
    pool = [code for code in smallest_first if counts.options[code] < k]
    if not any(counts.options[code] for code in pool):
        return counts
    people = max if item.scale.takes_several else sum
    for code in smallest_first[len(pool) :]:
        if people([counts.options[code] for code in pool]) >= k:
            break
        pool.append(code)
    options = {code: n for code, n in counts.options.items() if code not in pool}
    options[OTHER] = sum(counts.options[code] for code in pool)
    return ItemCounts(
        counts.answered, counts.not_applicable, counts.skipped, counts.not_shown, options
    )


def forget_rare_options(
    instrument: Instrument, tally: Tally, items: Collection[str], k: int
) -> Instrument:
    """The instrument without the options of these items that fewer than k people chose.

    For options that were learned from the answers: there, the label alone says that somebody gave
    that answer, and perhaps who. Their counts stay in the tally, and the gate merges them.
    """

    def forget(item: Item) -> Item:
        if item.code not in items:
            return item
        counts = tally.organisation.items.get(item.code, ItemCounts()).options
        kept = tuple(one for one in item.scale.options if counts.get(one.code, 0) >= k)
        return replace(item, scale=replace(item.scale, options=kept))

    return replace(instrument, items=tuple(forget(item) for item in instrument.items))
