"""Numbers that people give: from where to where, in which steps, of what."""

from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

#: Steps from the least to the most that a scale of numbers may have: each is counted.
MOST_STEPS = 500
#: The first number with more digits than any that is read.
TOO_LARGE = 10**12
_NUMBER = re.compile(r"-?[0-9]{1,12}(\.[0-9]{1,12})?")


@dataclass(frozen=True, slots=True)
class NumberRange:
    """The numbers that can be given: from ``minimum`` to ``maximum`` by ``step``, of a ``unit``.

    ``low`` and ``high`` name the ends. Where one direction is better, ``good`` is the last
    favourable number and ``bad`` the last unfavourable one, seen from their ends: hours lost are
    good up to 2 and bad from 8 (``good`` < ``bad``: less is better).
    """

    minimum: float
    maximum: float
    step: float = 1
    unit: str = ""
    low: str = ""
    high: str = ""
    good: float | None = None
    bad: float | None = None

    @property
    def codes(self) -> tuple[str, ...]:
        """The numbers as they are stored, lowest first. ``ValueError`` where they do not fit.

        >>> NumberRange(0, 1, 0.25).codes
        ('0', '0.25', '0.5', '0.75', '1')
        """
        given = (self.minimum, self.maximum, self.step)
        if not all(type(n) in (int, float) and abs(n) < TOO_LARGE for n in given):
            raise ValueError(f"{given!r:.100} are not three numbers below {TOO_LARGE:g}")
        low, high, step = (Decimal(str(n)) for n in given)
        steps, rest = divmod(high - low, step) if step > 0 else (Decimal(0), Decimal(1))
        if rest or not 1 <= steps <= MOST_STEPS:
            raise ValueError(f"{low} to {high} is not 1 to {MOST_STEPS} steps of {step}")
        return tuple(_number_text(low + place * step) for place in range(int(steps) + 1))

    def label(self, code: str) -> str:
        """A number with its unit.

        >>> NumberRange(0, 60, unit="hours a week").label("3")
        '3 hours a week'
        """
        return f"{code} {self.unit}" if self.unit else code

    def side(self, *, good: bool) -> frozenset[str]:
        """The favourable numbers, or the unfavourable ones; empty where there is no direction.

        >>> sorted(NumberRange(0, 5, good=1, bad=4).side(good=False))
        ['4', '5']
        """
        if self.good is None or self.bad is None:
            return frozenset()
        edge = self.good if good else self.bad
        takes_low = (self.good < self.bad) is good
        return frozenset(
            code
            for code in self.codes
            if (float(code) <= edge if takes_low else float(code) >= edge)
        )


PERCENT = NumberRange(0, 100, 1, "%")


def number_code(typed: str) -> str:
    """A number as it is stored, whatever way it was typed; ``ValueError`` for anything else.

    >>> number_code("2,50"), number_code("-0.0"), number_code("007")
    ('2.5', '0', '7')
    """
    text = typed.strip().replace("\N{MINUS SIGN}", "-").replace(",", ".")
    if not _NUMBER.fullmatch(text):
        raise ValueError(f"{typed[:20]!r} is no number")
    return _number_text(Decimal(text))


def _number_text(number: Decimal) -> str:
    text = format(number.normalize(), "f")
    return "0" if text == "-0" else text


def plain_number(value: Any) -> Any:
    """4.0 as 4, so that equal numbers are equal texts; anything else as it is."""
    return int(value) if isinstance(value, float) and value.is_integer() else value
