"""Ballots of an anonymous round: drawn, issued again, handed in. What a release says of them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from analysis.release import Ballots, Release, ReleasedGroup
from analysis.tally import ORGANISATION


def with_ballots(
    release: Release, *, drawn: int | None, handed_in: int, reissued: Mapping[str, int]
) -> Release:
    """The release with its ballots; ``reissued`` has the numbers by the unit that was counted.

    ``drawn`` is the number of people who drew one, ``None`` where it is not known. Numbers of
    ballots are told where the number of answers is, those issued again with every group that is
    not hidden: each of them may be one answer more than there are people.
    """
    groups = tuple(
        group if group.hidden else replace(group, reissued=_inside(group, reissued))
        for group in release.groups
    )
    told = None
    if drawn is not None and release.organisation.answers is not None:
        told = Ballots(drawn, sum(reissued.values()), handed_in)
    return replace(release, groups=groups, ballots=told)


def reissued_where(release: Release) -> dict[str, int]:
    """Ballots issued again, by the smallest group that tells them; the path ``""`` is everybody."""
    found: dict[str, int] = {}
    for group in release.groups:
        below = [one for one in release.groups if one.parent == group.path and one is not group]
        own = group.reissued - sum(one.reissued for one in below)
        if own > 0:
            found[group.path] = own
    return found


def _inside(group: ReleasedGroup, reissued: Mapping[str, int]) -> int:
    return sum(
        n
        for path, n in reissued.items()
        if group.path == ORGANISATION or f"{path}/".startswith(f"{group.path}/")
    )
