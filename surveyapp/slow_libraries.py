"""What draws and estimates: read by the first page of results in a process, and never again."""

from __future__ import annotations

import gc
from functools import cache


@cache
def read_slow_libraries() -> None:
    """All that the page of a round needs is read, once in a process.

    From then on Python looks for garbage among what came later only. A quarter of a million values
    belong to the libraries and stay; to search them all takes a tenth of a second, which would
    fall on whoever opens a large round: its release is ten thousand values more.
    """
    import analysis.exports.overview
    import analysis.exports.pictures
    import analysis.nonresponse
    import analysis.quality  # noqa: F401 -- read here, used by others

    gc.freeze()
