"""Fixtures that every folder of tests shares."""

from __future__ import annotations

import os
from collections.abc import Iterator

import pytest
from django.test import override_settings
from django.utils import translation
from hypothesis import settings

#: A site of its own, with settings of its own: no module to look for examples in.
collect_ignore = ["bench/floor.py"]

# Playwright's sync API runs an event loop in the test's thread; Django would refuse the database.
os.environ.setdefault("DJANGO_ALLOW_ASYNC_UNSAFE", "true")

# No test depends on the speed of the machine.
settings.register_profile("candor", deadline=None)
settings.load_profile("candor")


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Leave out what is about the other kind of database: see the marks in ``pyproject.toml``."""
    other = "sqlite" if "postgresql" in os.environ.get("DATABASE_URL", "") else "postgresql"
    left_out = [item for item in items if item.get_closest_marker(other)]
    if left_out:
        config.hook.pytest_deselected(items=left_out)
        items[:] = [item for item in items if not item.get_closest_marker(other)]


@pytest.fixture(autouse=True, scope="session")
def logged_in_is_enough() -> Iterator[None]:
    """``force_login`` shows no second factor. What it is for is tested in test_second_factor.py."""
    with override_settings(SECOND_FACTOR_REQUIRED=False):
        yield


@pytest.fixture(autouse=True)
def language_of_a_request_ends_with_its_test() -> Iterator[None]:
    """A request leaves its language active in its thread, and results are said in it."""
    yield
    translation.deactivate()
