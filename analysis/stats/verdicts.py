"""What may be said about a change: four words, one rule."""

from __future__ import annotations

import math
from enum import StrEnum

#: Below this many answers in either round nothing is said about a change.
FEWEST_ANSWERS = 10
#: Adjusted p-values below these are evidence, and a hint.
CLEAR_BELOW = 0.05
POSSIBLE_BELOW = 0.10
#: A change is negligible when Cliff's delta is below what Cohen's small effect, d = 0.2, is on
#: its scale (2 Phi(d / sqrt 2) - 1) and the favourable share moved by less than 10 points.
SMALLEST_EFFECT = 0.112
SMALLEST_SHIFT = 0.10


class Verdict(StrEnum):
    """What a comparison supports."""

    CLEAR = "clear"
    POSSIBLE = "possible"
    NONE = "none"  # no evidence of change, which is not evidence of no change
    TOO_FEW = "too_few"


def change_verdict(
    fewest: int, p_adjusted: float, effect: float, difference: float, detectable: float
) -> Verdict:
    """What a comparison supports, from evidence, size and what could have been seen, together.

    ``fewest`` is the smallest n of the rounds compared, ``p_adjusted`` the p-value after adjusting
    for everything compared on the same page, ``effect`` Cliff's delta and ``difference`` the change
    of the favourable share (both from -1 to 1, positive is better), ``detectable`` the shift of the
    share that these n would show with a power of 80 % (NaN where none would).

    * ``TOO_FEW``: fewer than 10 answers in a round; or no shift at all would show, and none did.
    * ``CLEAR``: p < 0.05, the change is not negligible (an effect of 0.112, or 10 points), and the
      favourable share moved the same way as the answers as a whole.
    * ``POSSIBLE``: p < 0.10; or the share moved by as much as these n can show, although the
      test of the whole distribution does not confirm it.
    * ``NONE``: no evidence of change.

    >>> change_verdict(58, 0.001, 0.5, 0.34, 0.26).value
    'clear'
    >>> change_verdict(58, 0.6, 0.05, 0.03, 0.26).value
    'none'
    """
    if fewest < FEWEST_ANSWERS or math.isnan(p_adjusted):
        return Verdict.TOO_FEW
    agree = difference * effect > 0
    matters = abs(effect) >= SMALLEST_EFFECT or abs(difference) >= SMALLEST_SHIFT
    if p_adjusted < CLEAR_BELOW and matters and agree:
        return Verdict.CLEAR
    if p_adjusted < POSSIBLE_BELOW or abs(difference) >= detectable:
        return Verdict.POSSIBLE
    return Verdict.TOO_FEW if math.isnan(detectable) else Verdict.NONE
