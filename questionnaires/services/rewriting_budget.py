"""How much time a process spends on rewriting files: all it needs in an ordinary round, no more."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager

#: Seconds of rewriting that a process may spend at once: seventy answers in a minute and more.
AT_ONCE = 3.0
#: The part of all time that it may spend in the long run.
SHARE = 0.02


class RewritingBudget:
    """A bucket of seconds, which fills with time and from which each rewriting takes its own.

    So answers that come seconds or minutes apart are each followed by a rewriting, and of a load
    that lasts only a few are. What is left is known in memory alone and stored nowhere: it says
    how much was answered lately. ``clock`` counts seconds and never goes back.
    """

    def __init__(
        self,
        *,
        at_once: float = AT_ONCE,
        share: float = SHARE,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._at_once = at_once
        self._share = share
        self._clock = clock
        self._filled = clock()
        self._left = at_once

    @property
    def is_left(self) -> bool:
        """Whether something may be rewritten now."""
        now = self._clock()
        self._left = min(self._at_once, self._left + (now - self._filled) * self._share)
        self._filled = now
        return self._left > 0

    @contextmanager
    def spending(self) -> Iterator[None]:
        """Takes out what the block lasts, also more than is left, and where the block fails."""
        begun = self._clock()
        try:
            yield
        finally:
            self._left -= self._clock() - begun
