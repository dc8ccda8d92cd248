"""What a service says when it refuses."""

from __future__ import annotations

from django.core.exceptions import NON_FIELD_ERRORS, ValidationError
from django.db.models import Model

_LONGEST_QUOTE = 60


class ServiceError(Exception):
    """Something that cannot be done now. The message says what, where, and what to do instead."""


def invalid(instance: Model, error: ValidationError) -> ServiceError:
    """What a model refuses, with the name and the value of each field it refuses."""
    return ServiceError(
        " ".join(
            f"{_place(instance, field)}{' '.join(messages)}"
            for field, messages in error.message_dict.items()
        )
    )


def _place(instance: Model, field: str) -> str:
    if field == NON_FIELD_ERRORS:
        return ""
    value = str(getattr(instance, field, ""))
    shown = value if len(value) <= _LONGEST_QUOTE else value[:_LONGEST_QUOTE] + "…"
    return f"{instance._meta.verbose_name} {field} “{shown}”: "
