"""Programmes: the series that makes rounds comparable."""

from __future__ import annotations

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from questionnaires.models import Programme
from questionnaires.services.audit import record_act
from questionnaires.services.errors import ServiceError, invalid


@transaction.atomic
def create_programme(*, code: str, title: str, actor: str) -> Programme:
    """Afterwards rounds can be made in a new programme."""
    if Programme.objects.filter(code=code).exists():
        raise ServiceError(
            _("There is a programme %(code)s already. Choose it, or take another code.")
            % {"code": code}
        )
    programme = Programme(code=code, title=title.strip())
    try:
        programme.full_clean()
    except ValidationError as error:
        raise invalid(programme, error) from error
    programme.save()
    record_act(actor=actor, action="create programme", subject=code)
    return programme
