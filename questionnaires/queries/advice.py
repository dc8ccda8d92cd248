"""Which advice was overruled in a question set."""

from __future__ import annotations

from questionnaires.models import OverruledAdvice, QuestionSetVersion


def overruled_for(version: QuestionSetVersion) -> dict[tuple[str, str, str], OverruledAdvice]:
    """The notes of a version's question set, by what they overrule.

    Those on texts that were changed since are among them; nothing asks for them any more.
    """
    notes = OverruledAdvice.objects.filter(question_set_id=version.question_set_id)
    return {note.key: note for note in notes}
