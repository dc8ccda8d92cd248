"""Units by title and by the title of the unit above: put together into paths."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from questionnaires.formats.roster_values import RosterProblem


@dataclass(frozen=True, slots=True)
class Placed:
    """A row that says where a unit is: below ``parent``, or at the top where that is empty."""

    row: int
    unit: str
    parent: str


def assemble_paths(rows: Iterable[Placed]) -> tuple[dict[str, str], list[RosterProblem]]:
    """The path of each unit by its title, and what keeps the rows from being a tree.

    A unit that is only ever named as a parent is at the top.

    >>> paths, problems = assemble_paths([Placed(2, "Search", "Platform")])
    >>> paths, problems
    ({'Search': 'Platform/Search', 'Platform': 'Platform'}, [])
    """
    places = [place for place in rows if place.unit]
    problems = list(_not_titles(places))
    above: dict[str, Placed] = {}
    for place in places:
        first = above.setdefault(place.unit, place)
        if first.parent != place.parent:
            problems.append(_two_parents(first, place))
    problems += _cycles(above)
    if problems:
        return {}, problems
    titles = dict.fromkeys([*above, *(place.parent for place in places if place.parent)])
    return {title: "/".join(_line(title, above)) for title in titles}, []


def _not_titles(places: Iterable[Placed]) -> Iterable[RosterProblem]:
    for place in places:
        for column, title in (("unit", place.unit), ("parent", place.parent)):
            if "/" in title:
                message = (
                    f"“{title[:80]}” is a path. Beside a column parent, write the title alone, "
                    "or leave the column parent out."
                )
                yield RosterProblem(place.row, column, message)


def _two_parents(first: Placed, place: Placed) -> RosterProblem:
    def words(parent: str) -> str:
        return f"below “{parent}”" if parent else "at the top"

    message = (
        f"“{place.unit}” is {words(place.parent)} here and {words(first.parent)} in row "
        f"{first.row}. Two units of one title need paths: leave the column parent out and write "
        "Department/Team in the column unit."
    )
    return RosterProblem(place.row, "parent", message)


def _cycles(above: dict[str, Placed]) -> Iterable[RosterProblem]:
    """Each cycle once, at the first of its rows."""
    done: set[str] = set()
    for start in above:
        way: list[str] = []
        title = start
        while title in above and title not in done:
            if title in way:
                yield _cycle(way[way.index(title) :], above)
                break
            way.append(title)
            title = above[title].parent
        done.update(way)


def _cycle(titles: list[str], above: dict[str, Placed]) -> RosterProblem:
    row = min(above[title].row for title in titles)
    if len(titles) == 1:
        return RosterProblem(row, "parent", f"“{titles[0]}” is below itself.")
    first, *others = titles
    links = [f"“{first}” is below “{above[first].parent}”"]
    links += [f"“{title}” below “{above[title].parent}”" for title in others]
    message = f"{', '.join(links)}: a cycle. One of them has to be below none of the others."
    return RosterProblem(row, "parent", message)


def _line(title: str, above: dict[str, Placed]) -> list[str]:
    """The titles from the top down to this one."""
    line = [title]
    while (place := above.get(line[0])) and place.parent:
        line.insert(0, place.parent)
    return line
