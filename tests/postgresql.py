"""Runs the tests on two PostgreSQL servers: ``python -m pytest -p tests.postgresql``.

The servers start before Django reads its settings; the processes of a parallel run inherit them.
"""

from __future__ import annotations

import os
from collections.abc import Generator

import pytest

from tests.clusters import Clusters, start_clusters

_started: list[Clusters] = []


@pytest.hookimpl(wrapper=True, tryfirst=True)
def pytest_load_initial_conftests() -> Generator[None, None, None]:
    """Start the servers; in the worker processes of a parallel run this is never called."""
    clusters = start_clusters()
    _started.append(clusters)
    os.environ["DATABASE_URL"] = clusters.url("people")
    os.environ["ANSWERS_DATABASE_URL"] = clusters.url("answers")
    return (yield)


def pytest_unconfigure() -> None:
    """Stop them, also after Ctrl-C."""
    while _started:
        _started.pop().stop()
