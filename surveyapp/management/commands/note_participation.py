"""``manage.py note_participation``: count once a day how many have answered open rounds."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand
from django.utils.formats import date_format

from questionnaires.queries.participation import noted_participation
from questionnaires.queries.rounds import unfinished_rounds
from questionnaires.services.participation import note_participation
from questionnaires.services.rounds import name_of
from surveyapp.management.commands._rounds import service_errors


class Command(BaseCommand):
    """Counts participation in all open rounds; run it daily."""

    help = (
        "Counts how many have answered each open round, coarsely, for the pages of rounds. Counts "
        "once a day, however often it is run."
    )

    def handle(self, *args: Any, **options: Any) -> None:
        """One line a round: the day that its number is of."""
        rounds = [round_ for round_ in unfinished_rounds() if round_.is_open]
        for round_ in rounds:
            with service_errors():
                noted = noted_participation(note_participation(round=round_))
            if noted is not None:
                day = date_format(noted.day, "j M Y")
                told = f", at least {noted.at_least} answers" if noted.at_least else ""
                self.stdout.write(f"{name_of(round_)}: counted on {day}{told}.")
        if not rounds:
            self.stdout.write("No round is open.")
