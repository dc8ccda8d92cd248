"""``manage.py daily``: all that has to be done every day, in one go or for ever."""

from __future__ import annotations

import time
from argparse import ArgumentParser
from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Any

from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError
from django.db import DatabaseError, connections
from django.utils import timezone

#: Commands in their order: what is told of a day is counted before the order of its answers goes.
STEPS = ("note_participation", "rewrite_answers", "retain")
#: When few people answer, in the time zone of the site.
HOUR = 3


class Command(BaseCommand):
    """Runs what a timer would have to run; each may be run again at any time."""

    help = (
        "Does what has to be done every day: counts participation, takes the order out of the "
        "databases, destroys what was kept for a number of days. --loop goes on for ever."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        """--loop."""
        parser.add_argument(
            "--loop", action="store_true",
            help=f"do it now, and again every night at {HOUR}, until it is stopped",
        )  # fmt: skip

    def handle(self, *args: Any, **options: Any) -> None:
        """Do it; what fails stops nothing else, and is named at the end."""
        while True:
            failed = list(self.failures())
            if not options["loop"]:
                break
            for failure in failed:
                self.stderr.write(failure)
            connections.close_all()  # a server may drop what is idle all day
            time.sleep(seconds_until_night(timezone.localtime()))
        if failed:
            raise CommandError(" ".join(failed))

    def failures(self) -> Iterator[str]:
        """Run each step; what could not be done, in words."""
        for step in STEPS:
            try:
                call_command(step, stdout=self.stdout, stderr=self.stderr)
            except (CommandError, DatabaseError) as error:
                yield f"{step}: {error}"


def seconds_until_night(now: datetime) -> float:
    """How long it is until the next :data:`HOUR`, at least a minute.

    >>> [seconds_until_night(datetime(2027, 4, 6, hour)) for hour in (1, 3)]
    [7200.0, 86400.0]
    """
    night = now.replace(hour=HOUR, minute=0, second=0, microsecond=0)
    if night <= now:
        night += timedelta(days=1)
    return max(60.0, (night - now).total_seconds())
