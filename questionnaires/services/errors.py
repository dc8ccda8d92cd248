"""What a service says when it refuses."""

from __future__ import annotations


class ServiceError(Exception):
    """Something that cannot be done now. The message says what, where, and what to do instead."""
