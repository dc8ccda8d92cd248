"""Datasets: the responses of one round, checked, as one table.

Every check on answers is here, whether they come from the survey's database or from a file.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from typing import Any

import pandas as pd

from analysis.instrument import (
    NOT_APPLICABLE,
    NOT_SHOWN,
    SKIPPED,
    Broken,
    Instrument,
    Item,
    Scale,
    ScaleKind,
    broken_rule,
    shown_items,
)
from analysis.ranges import number_code

SPECIALS = (NOT_APPLICABLE, SKIPPED, NOT_SHOWN)

#: One cell of the table: an option code, the codes of a multiple choice, or one of ``SPECIALS``.
Answer = str | tuple[str, ...]

_PROBLEMS_IN_MESSAGE = 20


class DatasetError(ValueError):
    """Input that cannot be counted. ``problems`` says, one a line, what is wrong and where."""

    def __init__(self, problems: Sequence[str] | str) -> None:
        self.problems = (problems,) if isinstance(problems, str) else tuple(problems)
        shown = self.problems[:_PROBLEMS_IN_MESSAGE]
        more = len(self.problems) - len(shown)
        super().__init__("\n".join([*shown, f"... and {more} more."] if more else shown))


@dataclass(frozen=True, slots=True)
class Responses:
    """The responses of a round.

    ``answers`` has one row a response and one column a closed item, named by the item's code. A
    cell holds an option code, on multiple choice and rankings a tuple of them (a ranking's in
    order, the first place first), or ``"_na"``, ``"_skipped"``, ``"_not_shown"``. ``units`` holds,
    row by row, the path of the collection unit (``"Platform/Payments"``; ``""`` where only the
    organisation is known). The order of the rows means nothing.
    """

    instrument: Instrument
    answers: pd.DataFrame
    units: tuple[str, ...]

    def __len__(self) -> int:
        return len(self.units)


def from_records(
    instrument: Instrument, records: Iterable[Mapping[str, Any]], units: Sequence[str]
) -> Responses:
    """Check the answers of one round and put them into a table.

    ``records`` holds one mapping a response: item code to option code, to a list of option codes
    (multiple choice, rankings), to a number where one was asked for, or to ``"_na"``. An item that
    is absent, ``None`` or empty was skipped, or not shown where its condition does not hold; an
    answer to an item that was not shown does not count. ``units`` names the collection unit of each
    record.

    Raises :class:`DatasetError` with every problem found: records are numbered from 1.
    """
    problems = list(_instrument_problems(instrument))
    counted = instrument.counted_items
    cells: dict[str, list[Answer]] = {item.code: [] for item in counted}
    seen: dict[tuple[str, Any], Answer] = {}  # the same answer is checked once
    has_conditions = any(item.show_if for item in instrument.items)
    number = 0
    for number, record in enumerate(records, start=1):
        shown = {item.code for item in shown_items(instrument, record)} if has_conditions else None
        problems += _stray_problems(instrument, record, number, cells.keys())
        for item in counted:
            if shown is not None and item.code not in shown:
                cells[item.code].append(NOT_SHOWN)
                continue
            given = record.get(item.code)
            known = seen.get((item.code, given)) if isinstance(given, str) else None
            try:
                answer = known or _read_answer(item, given)
            except ValueError as problem:
                problems.append(f"Record {number}, item {item.code}: {problem}")
                continue
            cells[item.code].append(answer)
            if isinstance(given, str):
                seen[item.code, given] = answer
    problems += _unit_problems(units, number)
    if problems:
        raise DatasetError(problems)
    columns = {item.code: _column(item, cells[item.code]) for item in counted}
    return Responses(instrument, pd.DataFrame(columns, index=pd.RangeIndex(number)), tuple(units))


def _column(item: Item, answers: list[Answer]) -> pd.Series[Any]:
    if item.scale.takes_several:
        return pd.Series(answers, dtype=object)
    codes = [option.code for option in item.scale.options]
    return pd.Series(pd.Categorical(answers, categories=[*codes, *SPECIALS]))


def _read_answer(item: Item, answer: Any) -> Answer:
    """One checked cell; ``ValueError`` with the reason where the item does not offer it."""
    given = list(answer) if isinstance(answer, list | tuple | set) else [answer]
    codes = [_code(one, item.scale) for one in given if one is not None and one != ""]
    if not codes:
        return SKIPPED
    if codes == [NOT_APPLICABLE]:
        if not item.allows_na:
            raise ValueError('"not applicable" is not offered.')
        return NOT_APPLICABLE
    if item.scale.kind is not ScaleKind.RANKING:
        codes = sorted(set(codes))  # a choice that stands twice is one
    broken = broken_rule(item.scale, codes)
    if broken:
        raise ValueError(_in_words(broken, item.scale, codes))
    return tuple(codes) if item.scale.takes_several else codes[0]


def _in_words(broken: Broken, scale: Scale, codes: Sequence[str]) -> str:
    offered = {option.code for option in scale.options}
    return {
        Broken.UNKNOWN: (
            f"{next((code for code in codes if code not in offered), '')!r} is not an option of "
            f"the scale {scale.code}."
        ),
        Broken.TWICE: "an option stands in two places.",
        Broken.ONE_ONLY: f"{len(codes)} answers to a single choice.",
        Broken.TOO_MANY: (
            f"{len(codes)} choices; at most {scale.places or scale.max_choices} are allowed."
        ),
        Broken.NOT_ALONE: "an option that excludes all others is chosen beside others.",
        Broken.INCOMPLETE: f"{len(codes)} of {scale.places} options are ranked.",
    }[broken]


def _code(answer: Any, scale: Scale) -> str:
    is_number = isinstance(answer, int | float) and not isinstance(answer, bool)
    if scale.is_number and (is_number or isinstance(answer, str)) and answer != NOT_APPLICABLE:
        try:
            return number_code(str(answer))
        except ValueError:
            return str(answer)  # said to be no option
    if isinstance(answer, str) or (is_number and isinstance(answer, int)):
        return str(answer)
    raise ValueError(f"{answer!r} is not an option code.")


def _stray_problems(
    instrument: Instrument, record: Mapping[str, Any], number: int, counted: AbstractSet[str]
) -> Iterator[str]:
    for code in record.keys() - counted:
        if instrument.has_item(code):
            yield (
                f"Record {number}, item {code}: is answered in words, which are stored apart "
                "from the other answers and never counted."
            )
        else:
            yield f"Record {number}: there is no item {code!r} in {instrument.code}."


def _unit_problems(units: Sequence[str], records: int) -> Iterator[str]:
    if len(units) != records:
        yield f"{records} records, but {len(units)} units: each record needs its unit."
    for number, unit in enumerate(units, start=1):
        if unit and not all(part.strip() for part in unit.split("/")):
            yield f"Record {number}: the unit {unit!r} has an empty part in its path."


def _instrument_problems(instrument: Instrument) -> Iterator[str]:
    for construct in instrument.constructs:
        for code in construct.items:
            if not instrument.has_item(code):
                yield f"Construct {construct.code}: there is no item {code!r}."
            elif not instrument.item(code).scale.is_ordered:
                yield f"Construct {construct.code}: the answers of {code} are not numbers."
