"""The one way to write the audit log."""

from __future__ import annotations

from typing import Any

from questionnaires.models import AuditEntry


def record_act(*, actor: str, action: str, subject: str, **detail: Any) -> AuditEntry:
    """Afterwards the log says what somebody with a role did. Never called for a respondent."""
    return AuditEntry.objects.create(actor=actor, action=action, subject=subject, detail=detail)
