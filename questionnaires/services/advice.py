"""Advice, overruled with a note and taken up again. It never stops anybody."""

from __future__ import annotations

from django.db import transaction
from django.utils.translation import gettext as _

from questionnaires.advice.values import Advice
from questionnaires.models import OverruledAdvice, QuestionSetVersion
from questionnaires.services.audit import record_act
from questionnaires.services.errors import ServiceError
from questionnaires.services.question_sets import subject_of


@transaction.atomic
def overrule_advice(
    *, version: QuestionSetVersion, advice: Advice, note: str, actor: str
) -> OverruledAdvice:
    """Afterwards the advice is overruled in every version, for as long as nothing of it changes.

    To do so again is to write another note.
    """
    words = " ".join(note.replace("\0", " ").split())
    if not words:
        raise ServiceError(_("Say in a note why it is meant so: reviewers read it."))
    if len(words) > OverruledAdvice.MOST_CHARACTERS:
        raise ServiceError(
            _("A note has at most %(most)s characters.") % {"most": OverruledAdvice.MOST_CHARACTERS}
        )
    _refuse_published(version)
    rule, place, digest = advice.key
    overruled, _new = OverruledAdvice.objects.update_or_create(
        question_set_id=version.question_set_id,
        rule=rule,
        place=place,
        digest=digest,
        defaults={"note": words, "actor": actor},
    )
    record_act(
        actor=actor,
        action="overrule advice",
        subject=subject_of(version),
        rule=rule,
        place=place,
        note=words,
    )
    return overruled


@transaction.atomic
def take_up_advice(*, version: QuestionSetVersion, overruled: OverruledAdvice, actor: str) -> None:
    """Afterwards the advice stands again. Who overruled it, and why, stays in the audit log."""
    _refuse_published(version)
    gone, _by_model = OverruledAdvice.objects.filter(
        pk=overruled.pk, question_set_id=version.question_set_id
    ).delete()
    if gone:
        record_act(
            actor=actor,
            action="take up advice",
            subject=subject_of(version),
            rule=overruled.rule,
            place=overruled.place,
        )


def _refuse_published(version: QuestionSetVersion) -> None:
    if version.is_published:
        raise ServiceError(
            _("Version %(number)d is published and never changes. Edit the next version instead.")
            % {"number": version.number}
        )
