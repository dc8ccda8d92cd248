"""``manage.py rename_unit PATH NEW_PATH``: another name or place for a unit."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from questionnaires.models import Unit
from questionnaires.services.units import rename_unit
from surveyapp.management.commands._rounds import service_errors
from surveyapp.views.units import renamed_words


class Command(BaseCommand):
    """Renames or moves a unit with all below it."""

    help = "Renames or moves a unit with all below it. It stays the same unit, with a history."

    def add_arguments(self, parser: CommandParser) -> None:
        """PATH and NEW_PATH."""
        parser.add_argument("path", help="the unit's path, as in Platform/Search")
        parser.add_argument("new_path", help="the path it gets, as in Platform/Discovery")

    def handle(self, *args: Any, **options: Any) -> None:
        """Rename, and say what changed."""
        unit = Unit.objects.filter(path=options["path"]).first()
        if unit is None:
            paths = Unit.objects.filter(retired_on=None).values_list("path", flat=True)
            raise CommandError(
                f"There is no unit “{options['path']}”. There are: {', '.join(paths) or 'none'}."
            )
        with service_errors():
            renamed = rename_unit(
                unit=unit, path=options["new_path"], actor="manage.py rename_unit"
            )
        self.stdout.write(renamed_words(renamed))
