"""Question sets that begin as a copy of a version of another one."""

from __future__ import annotations

from dataclasses import replace

from django.db import transaction
from django.utils.translation import gettext as _

from analysis.instrument import instrument_as_json
from questionnaires.formats.question_set_drafts import settle_draft
from questionnaires.models import QuestionSet, QuestionSetVersion
from questionnaires.services.audit import record_act
from questionnaires.services.errors import ServiceError
from questionnaires.services.question_sets import content_sha256, subject_of


@transaction.atomic
def clone_version(
    *, version: QuestionSetVersion, code: str, title: str, actor: str
) -> QuestionSetVersion:
    """Afterwards there is a new question set whose first draft asks what this version asks.

    Items keep their codes and wordings, so that rounds of both compare; translations of the old
    title go with it. Versions of the copy are reviewed where those of the original are. Raises
    :class:`ServiceError` where the code is taken, and :class:`QuestionSetError` where code or title
    can be none.
    """
    before = version.instrument
    texts = before.translations
    if title != before.title:
        texts = {
            language: {path: text for path, text in known.items() if path != "title"}
            for language, known in texts.items()
        }
    source, instrument = settle_draft(
        replace(before, code=code, title=title, translations=texts), f"{code}.yaml"
    )
    begun = {
        "title": title,
        "origin": version,
        "is_reviewed": QuestionSet.objects.get(pk=version.question_set_id).is_reviewed,
    }
    question_set, is_new = QuestionSet.objects.get_or_create(code=code, defaults=begun)
    if not is_new:
        raise ServiceError(
            _("There is a question set %(code)s already. Write another code.") % {"code": code}
        )
    content = instrument_as_json(instrument)
    draft = QuestionSetVersion.objects.create(
        question_set=question_set,
        number=1,
        source=source,
        content=content,
        sha256=content_sha256(content),
    )
    record_act(
        actor=actor,
        action="clone question set",
        subject=subject_of(draft),
        origin=subject_of(version),
    )
    return draft
