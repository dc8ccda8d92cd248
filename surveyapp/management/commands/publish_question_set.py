"""``manage.py publish_question_set CODE``: freeze the draft of a question set."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from questionnaires.models import QuestionSet, QuestionSetVersion
from questionnaires.queries.question_sets import outdated_translations
from questionnaires.services.errors import ServiceError
from questionnaires.services.question_sets import publish_version


class Command(BaseCommand):
    """Publishes a draft."""

    help = "Publishes the draft of a question set. Afterwards that version never changes."

    def add_arguments(self, parser: CommandParser) -> None:
        """The question set, and what its rewordings mean."""
        parser.add_argument("code", help="code of the question set: developer-experience")
        parser.add_argument(
            "--same-meaning",
            nargs="+",
            default=[],
            metavar="ITEM",
            help="reworded items that still measure the same: their trends go on",
        )
        parser.add_argument(
            "--new-meaning",
            nargs="+",
            default=[],
            metavar="ITEM",
            help="reworded items that measure something else now: their wording is raised by one",
        )

    def handle(self, *args: Any, **options: Any) -> None:
        """Publish, or say what an author has to decide first."""
        code: str = options["code"]
        drafts = QuestionSetVersion.objects.select_related("question_set").filter(
            question_set__code=code, status=QuestionSetVersion.Status.DRAFT
        )
        if (draft := drafts.first()) is None:
            raise CommandError(no_draft(code))
        outdated = outdated_translations(draft)
        try:
            version = publish_version(
                version=draft,
                actor="manage.py publish_question_set",
                same_meaning=frozenset(options["same_meaning"]),
                new_meaning=frozenset(options["new_meaning"]),
            )
        except ServiceError as error:
            raise CommandError(
                f"{error}\nNothing was published. Decide with --same-meaning ITEM or "
                "--new-meaning ITEM."
            ) from error
        self.stdout.write(f"{code}, version {version.number}: published. It never changes again.")
        for language, paths in sorted(outdated.items()):
            self.stdout.write(
                f"Older than the texts they translate, and taken as right in {language}: "
                f"{', '.join(sorted(paths))}"
            )


def no_draft(code: str) -> str:
    """Why there is nothing to publish: all is published, or the name is another one."""
    advice = "Import one: python manage.py import_question_set FILE"
    if QuestionSet.objects.filter(code=code).exists():
        return f"{code} has no draft; its versions are published already. {advice}"
    drafts = QuestionSet.objects.filter(versions__status=QuestionSetVersion.Status.DRAFT)
    codes = ", ".join(sorted(set(drafts.values_list("code", flat=True))))
    there_is = f"There are drafts of: {codes}." if codes else f"There is no draft. {advice}"
    return f"No question set is called “{code}”. {there_is}"
