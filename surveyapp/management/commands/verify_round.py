"""``manage.py verify_round PROGRAMME/ROUND``: whether what was frozen still holds."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from questionnaires.receipts import RECEIPT_FORMAT, Receipt, UnreadableReceiptError, read_receipt
from questionnaires.services.verification import verify_receipt, verify_round
from surveyapp.management.commands._rounds import (
    ROUND_HELP,
    find_round,
    service_errors,
    write_checks,
)


class Command(BaseCommand):
    """Checks a round, and a receipt of it."""

    help = (
        "Checks that the rules, questions and releases of a round are those that were frozen "
        "and published."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        """PROGRAMME/ROUND, and a receipt."""
        parser.add_argument("round", help=ROUND_HELP)
        parser.add_argument(
            "--receipt", metavar="FILE", help="a receipt that somebody kept, to be checked too"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        """One line a check; an error where one does not hold."""
        round_ = find_round(options["round"])
        with service_errors():
            checks = verify_round(round_)
            if options["receipt"]:
                checks += verify_receipt(round_, receipt_in(Path(options["receipt"])))
        failed = write_checks(self.stdout.write, round_, checks)
        if failed:
            raise CommandError(f"{failed} of {len(checks)} checks failed.")
        self.stdout.write(f"All {len(checks)} checks hold.")


def receipt_in(path: Path) -> Receipt:
    """The receipt in a file; ``CommandError`` where it holds none."""
    try:
        return read_receipt(path.read_text(errors="replace"))
    except OSError as error:
        raise CommandError(f"{path} cannot be read: {error.strerror}") from error
    except UnreadableReceiptError as error:
        raise CommandError(
            f"{path} holds no receipt. It is the text that the page showed after sending, four "
            f"lines from “{RECEIPT_FORMAT}” on. Not found: {', '.join(error.missing)}."
        ) from error
