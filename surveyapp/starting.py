"""What a web server looks at before it serves anybody."""

from __future__ import annotations

import logging

from django.core.checks import Tags, run_checks
from django.core.exceptions import ImproperlyConfigured
from django.db import OperationalError, connections

log = logging.getLogger(__name__)


def refuse_unsafe_databases() -> None:
    """``ImproperlyConfigured`` where a system check of the databases finds an error.

    A database that is away is no reason to stay away too: requests then say when to try again.
    """
    try:
        found = run_checks(tags=[Tags.database], databases=list(connections))
    except OperationalError:
        log.warning("A database is away: the server starts without having looked at it.")
        return
    finally:
        # A server that divides itself into processes must not share connections between them.
        connections.close_all()
    errors = [str(problem) for problem in found if problem.is_serious()]
    if errors:
        raise ImproperlyConfigured("\n".join(["Not started.", *errors]))
