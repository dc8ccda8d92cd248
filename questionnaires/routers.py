"""Which database a model lives in: people and rules in ``default``, answers in ``answers``."""

from typing import Any

from django.db.models import Model

ANSWERS = "answers"
#: Models of :mod:`questionnaires.models.answers`, in lower case as Django's hints name them.
ANSWERS_MODELS = frozenset({"collectedround", "response", "comment", "spenttoken", "storedtally"})


class AnswersRouter:
    """Keeps the two sides apart: no query and no relation crosses."""

    def db_for_read(self, model: type[Model], **hints: Any) -> str:
        """The database to read a model from."""
        return ANSWERS if _is_answers(model) else "default"

    def db_for_write(self, model: type[Model], **hints: Any) -> str:
        """The database to write a model to."""
        return self.db_for_read(model)

    def allow_relation(self, obj1: Model, obj2: Model, **hints: Any) -> bool:
        """Relations stay inside one database."""
        # Not type(): the user of a request is a lazy object that only says what class it is.
        return _is_answers(obj1.__class__) == _is_answers(obj2.__class__)

    def allow_migrate(
        self, db: str, app_label: str, model_name: str | None = None, **hints: Any
    ) -> bool:
        """The ``answers`` database gets the answers' tables and nothing else."""
        is_answers = app_label == "questionnaires" and (model_name or "") in ANSWERS_MODELS
        return is_answers == (db == ANSWERS)


def _is_answers(model: type[Model]) -> bool:
    meta = model._meta
    return meta.app_label == "questionnaires" and meta.model_name in ANSWERS_MODELS
