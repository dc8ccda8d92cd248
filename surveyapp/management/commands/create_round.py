"""``manage.py create_round PROGRAMME/ROUND``: a draft, whose rules can still change."""

from __future__ import annotations

from argparse import BooleanOptionalAction
from dataclasses import fields
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import transaction
from django.utils import timezone

from questionnaires.models import Programme, QuestionSetVersion, Round
from questionnaires.models.rounds import K_FLOOR
from questionnaires.services.programmes import create_programme
from questionnaires.services.rounds import MODES, create_round, name_of
from questionnaires.services.successions import propose_next
from surveyapp.management.commands._rounds import (
    ROUND_HELP,
    day,
    find_round,
    not_a_round,
    service_errors,
)

ACTOR = "manage.py create_round"
#: Options that are rules of the round, by their names in ``create_round``.
RULES = (
    "title", "mode", "k", "full_detail", "kept_responses_days", "closes_on", "purpose",
    "responsible", "audience", "results_for",
)  # fmt: skip
#: What is taken where nothing is said.
RULES_BY_DEFAULT: dict[str, Any] = {"mode": Round.Mode.ANONYMOUS.value}


class Command(BaseCommand):
    """Makes a draft, and its programme where there is none."""

    help = "Makes a draft of a round. Nothing is frozen before open_round."

    def add_arguments(self, parser: CommandParser) -> None:
        """PROGRAMME/ROUND and the rules, or a round to take them from."""
        parser.add_argument(
            "round", nargs="?", default="", help=f"{ROUND_HELP}; with --like a code is proposed"
        )
        parser.add_argument("--questions", metavar="CODE", help="question set")
        parser.add_argument(
            "--like", metavar="PROGRAMME/ROUND",
            help="take rules and information sheet from this round and the questions from its "
            "newest published version; other options replace what they name",
        )  # fmt: skip
        parser.add_argument(
            "--title",
            help="title of the round, as people read it: 'Spring 2027'; default: its code in words",
        )
        parser.add_argument(
            "--programme-title", metavar="TITLE",
            help="title of a new programme, as people read it: 'Engineering survey'; default: its "
            "code in words",
        )  # fmt: skip
        parser.add_argument(
            "--mode", choices=[mode.value for mode in MODES],
            help="anonymous: a link for each person of the roster and a ballot that is signed "
            "unseen, so that the server cannot tell whose answers are whose (needs JavaScript and "
            "https); confidential: a link for each person, until closing the server could tell; "
            "open: one link for all. Default: anonymous",
        )  # fmt: skip
        parser.add_argument("--k", type=int, help=f"smallest group, at least {K_FLOOR}")
        parser.add_argument(
            "--full-detail", action=BooleanOptionalAction, default=None,
            help="tell groups of k to 9 answers in full and not as a band: whoever knows some of "
            "the answers can then work out others; people and readers are told. Default: no",
        )  # fmt: skip
        parser.add_argument(
            "--keep-responses", type=int, metavar="DAYS", dest="kept_responses_days",
            help="keep responses so many days after release; labelled so. Default: none",
        )  # fmt: skip
        parser.add_argument(
            "--closes-on", type=day, metavar="DATE",
            help="last day that people are told, as in 2027-04-30; the round stays open until "
            "close_round",
        )  # fmt: skip
        _add_information_sheet(parser)

    def handle(self, *args: Any, **options: Any) -> None:
        """Make it, and say what comes next."""
        like = find_round(options["like"]) if options["like"] else None
        programme_code, code = _names(options["round"], like)
        rules: dict[str, Any] = _rules_like(like) if like else dict(RULES_BY_DEFAULT)
        if code and code != rules.get("code"):
            rules |= {"code": code, "title": in_words(code)}
        rules |= {name: options[name] for name in RULES if options[name] is not None}
        if options["questions"]:
            rules["version"] = newest_published(options["questions"])
        elif like is None:
            raise CommandError("Say what is asked: --questions CODE, or --like PROGRAMME/ROUND.")
        with service_errors(), transaction.atomic():
            programme = Programme.objects.filter(code=programme_code).first() or create_programme(
                code=programme_code,
                title=options["programme_title"] or in_words(programme_code),
                actor=ACTOR,
            )
            round_ = create_round(programme=programme, actor=ACTOR, **rules)
        self.stdout.write(
            f"{round_} is a draft: {round_.version}, {round_.get_mode_display()}, k = {round_.k}. "
            f"Open it: python manage.py open_round {name_of(round_)}"
        )


def in_words(code: str) -> str:
    """What people read where nobody wrote a title.

    >>> in_words("developer-experience"), in_words("2027-spring"), in_words("2027-09")
    ('Developer experience', 'Spring 2027', '2027-09')
    """
    year, dash, season = code.partition("-")
    if dash and year.isdecimal():
        return f"{season.capitalize()} {year}" if season.isalpha() else code
    return code.replace("-", " ").capitalize()


def _add_information_sheet(parser: CommandParser) -> None:
    """What people are told before they answer: who asks, why, and who reads the results."""
    parser.add_argument(
        "--responsible", metavar="NAME",
        help="who answers for the round, with an address: 'Platform team, "
        "platform@example.org'; people read it, and the round does not open without",
    )  # fmt: skip
    parser.add_argument(
        "--purpose", metavar="TEXT",
        help="what the round is for, as people read it; default: what the question set says",
    )  # fmt: skip
    parser.add_argument(
        "--audience", metavar="TEXT",
        help="who sees the results, as people read it; default: after the release, everybody "
        "who has an account with a role",
    )  # fmt: skip
    parser.add_argument(
        "--results-for", choices=Round.ResultsFor.values, dest="results_for",
        help="who reads the results on this site once they are released; people are told, and "
        "it is frozen when the round opens. asked: everybody who is asked, without account, "
        "all but the comments; link: people with a role, and others to whom they give a link that "
        "expires; roles: people with a role only. Default: asked",
    )  # fmt: skip


def _names(name: str, like: Round | None) -> tuple[str, str]:
    """Codes of programme and round; the round's is empty where it is to be proposed."""
    if not name and like is not None:
        return like.programme.code, ""
    programme_code, slash, code = name.partition("/")
    if not slash:
        raise CommandError(not_a_round(name))
    return programme_code, code


def _rules_like(like: Round) -> dict[str, Any]:
    proposed = propose_next(like, today=timezone.localdate())
    return {field.name: getattr(proposed, field.name) for field in fields(proposed)}


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
