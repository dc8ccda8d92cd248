"""What may be said about a change: four words, one rule."""

from __future__ import annotations

import math
from enum import StrEnum

from analysis.stats.proportions import Difference

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
    p_adjusted: float, effect: float, difference: Difference, detectable: float
) -> Verdict:
    """What a comparison supports, from evidence, size and what could have been seen, together.

    ``p_adjusted`` is the p-value after adjusting for everything compared on the same page (NaN
    where nothing was tested), ``effect`` Cliff's delta, ``difference`` the change of the favourable
    share with its interval (both from -1 to 1, positive is better), ``detectable`` the shift of the
    share that these n would show with a power of 80 % (NaN where none would).

    * ``TOO_FEW``: fewer than 10 answers in a round; or no shift at all would show, and none did.
    * ``CLEAR``: p < 0.05, the change is not negligible (an effect of 0.112, or 10 points), and the
      favourable share moved the same way as the answers as a whole, its interval leaving out 0.
    * ``POSSIBLE``: p < 0.10; or the share moved by as much as these n can show, although the
      test of the whole distribution does not confirm it.
    * ``NONE``: no evidence of change.

    >>> change_verdict(0.001, 0.5, Difference(57, 58, 0.34, 0.16, 0.49), 0.26).value
    'clear'
    >>> change_verdict(0.6, 0.05, Difference(57, 58, 0.03, -0.15, 0.21), 0.26).value
    'none'
    """
    if min(difference.n1, difference.n2) < FEWEST_ANSWERS or math.isnan(p_adjusted):
        return Verdict.TOO_FEW
    moved = difference.estimate
    agree = moved * effect > 0 and (difference.low > 0 or difference.high < 0)
    matters = abs(effect) >= SMALLEST_EFFECT or abs(moved) >= SMALLEST_SHIFT
    if p_adjusted < CLEAR_BELOW and matters and agree:
        return Verdict.CLEAR
    if p_adjusted < POSSIBLE_BELOW or abs(moved) >= detectable:
        return Verdict.POSSIBLE
    return Verdict.TOO_FEW if math.isnan(detectable) else Verdict.NONE
