"""Fixtures that every folder of tests shares."""

from __future__ import annotations

import os

# Playwright's sync API runs an event loop in the test's thread; Django would refuse the database.
os.environ.setdefault("DJANGO_ALLOW_ASYNC_UNSAFE", "true")
