"""``manage.py create_round PROGRAMME/ROUND``: a draft, whose rules can still change."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import transaction

from questionnaires.models import Programme, QuestionSetVersion, Round
from questionnaires.models.rounds import K_DEFAULT
from questionnaires.services.programmes import create_programme
from questionnaires.services.rounds import MODES, create_round
from surveyapp.management.commands._rounds import (
    ROUND_HELP,
    day,
    not_a_round,
    service_errors,
)

ACTOR = "manage.py create_round"


class Command(BaseCommand):
    """Makes a draft, and its programme where there is none."""

    help = "Makes a draft of a round. Nothing is frozen before open_round."

    def add_arguments(self, parser: CommandParser) -> None:
        """PROGRAMME/ROUND and the rules."""
        parser.add_argument("round", help=ROUND_HELP)
        parser.add_argument("--questions", required=True, metavar="CODE", help="question set")
        parser.add_argument("--title", default="", help="title of the round; default: its code")
        parser.add_argument(
            "--mode", default=Round.Mode.CONFIDENTIAL.value, choices=[mode.value for mode in MODES],
            help="confidential: a link for each person of the roster, until closing the server "
            "could tell whose answers are whose; open: one link for all. Default: confidential",
        )  # fmt: skip
        parser.add_argument("--k", type=int, default=K_DEFAULT, help="smallest group, at least 4")
        parser.add_argument(
            "--keep-responses", type=int, default=0, metavar="DAYS",
            help="keep responses so many days after release; labelled so. Default: none",
        )  # fmt: skip
        parser.add_argument(
            "--closes-on", type=day, metavar="DATE",
            help="last day that people are told, as in 2027-04-30; the round stays open until "
            "close_round",
        )  # fmt: skip
        parser.add_argument(
            "--responsible", default="", metavar="NAME",
            help="who answers for the round, with an address: 'Platform team, "
            "platform@example.org'; people read it, and the round does not open without",
        )  # fmt: skip
        parser.add_argument(
            "--purpose", default="", metavar="TEXT",
            help="what the round is for, as people read it; default: what the question set says",
        )  # fmt: skip
        parser.add_argument(
            "--audience", default="", metavar="TEXT",
            help="who sees the results, as people read it; default: after the release, everybody "
            "who has an account with a role",
        )  # fmt: skip

    def handle(self, *args: Any, **options: Any) -> None:
        """Make it, and say what comes next."""
        programme_code, slash, code = options["round"].partition("/")
        if not slash:
            raise CommandError(not_a_round(options["round"]))
        version = newest_published(options["questions"])
        with service_errors(), transaction.atomic():
            programme = Programme.objects.filter(code=programme_code).first() or create_programme(
                code=programme_code, title=programme_code.replace("-", " "), actor=ACTOR
            )
            round_ = create_round(
                programme=programme,
                code=code,
                title=options["title"] or code,
                version=version,
                mode=options["mode"],
                k=options["k"],
                kept_responses_days=options["keep_responses"],
                closes_on=options["closes_on"],
                purpose=options["purpose"],
                responsible=options["responsible"],
                audience=options["audience"],
                actor=ACTOR,
            )
        self.stdout.write(
            f"{round_} is a draft: {version}, {round_.get_mode_display()}, k = {round_.k}. "
            f"Open it: python manage.py open_round {options['round']}"
        )


def newest_published(code: str) -> QuestionSetVersion:
    """The newest published version of a question set; ``CommandError`` names those that exist."""
    published = QuestionSetVersion.objects.filter(status=QuestionSetVersion.Status.PUBLISHED)
    version = published.filter(question_set__code=code).order_by("-number").first()
    if version is None:
        codes = sorted(set(published.values_list("question_set__code", flat=True)))
        known = (
            f"There are: {', '.join(codes)}."
            if codes
            else "None is: python manage.py publish_question_set CODE"
        )
        raise CommandError(f"No published question set is called “{code}”. {known}")
    return version
