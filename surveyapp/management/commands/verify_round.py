"""``manage.py verify_round PROGRAMME/ROUND``: whether what was frozen still holds."""

from __future__ import annotations

import json
from base64 import urlsafe_b64decode
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from questionnaires.receipts import Receipt
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
                checks += verify_receipt(round_, read_receipt(Path(options["receipt"])))
        failed = write_checks(self.stdout.write, round_, checks)
        if failed:
            raise CommandError(f"{failed} of {len(checks)} checks failed.")
        self.stdout.write(f"All {len(checks)} checks hold.")


def read_receipt(path: Path) -> Receipt:
    """A receipt as a device keeps it; ``CommandError`` where the file holds none."""
    try:
        kept = json.loads(path.read_text())
        signature = str(kept["signature"])
        octets = urlsafe_b64decode(signature + "=" * (-len(signature) % 4))
        return Receipt(str(kept["round"]), str(kept["digest"]), octets)
    except OSError as error:
        raise CommandError(f"{path} cannot be read: {error.strerror}") from error
    except (ValueError, KeyError, TypeError) as error:
        raise CommandError(
            f"{path} holds no receipt. It is the text that the page showed after sending: "
            '{"round": …, "digest": …, "signature": …}'
        ) from error
