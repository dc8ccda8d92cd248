"""Runs a command as if today were another day: ``python -m tests.on_a_day 2027-04-06 invite ...``.

Everything that has to do with days asks ``timezone.localdate``; the clock goes on as it does.
"""

from __future__ import annotations

import sys
from datetime import date

from django.utils import timezone

import manage


def main(day: date, *arguments: str) -> None:
    """What ``manage.py`` does, on that day."""
    timezone.localdate = lambda *_value, **_zone: day
    sys.argv = ["manage.py", *arguments]
    manage.main()


if __name__ == "__main__":
    main(date.fromisoformat(sys.argv[1]), *sys.argv[2:])
