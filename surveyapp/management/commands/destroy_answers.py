"""``manage.py destroy_answers ID --confirm ID``: answers of a round that no people side knows."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from questionnaires.services.aborting import destroy_unknown_answers
from surveyapp.management.commands._rounds import service_errors


class Command(BaseCommand):
    """Destroys what nobody could ever close."""

    help = (
        "Destroys the answers of a round that only the answers database knows, because people "
        "were restored from a backup made before it opened. `restore` names its id."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        """ID and the confirmation."""
        parser.add_argument("id", help="the id that `restore` named")
        parser.add_argument("--confirm", default="", metavar="ID", help="the id once more")

    def handle(self, *args: Any, **options: Any) -> None:
        """Destroy, where it is confirmed."""
        public_id: str = options["id"]
        if options["confirm"] != public_id:
            raise CommandError(
                f"Nothing is destroyed yet. To destroy all answers of it: --confirm {public_id}"
            )
        with service_errors():
            destroy_unknown_answers(public_id=public_id, actor="manage.py destroy_answers")
        self.stdout.write(f"Nothing of the answers of {public_id} is left.")
