#!/usr/bin/env python
"""Candor's command line."""

import os
import sys


def main() -> None:
    """Run a management command."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "surveyapp.settings")
    try:
        from django.core.exceptions import ImproperlyConfigured  # noqa: PLC0415 -- see below
        from django.core.management import execute_from_command_line  # noqa: PLC0415 -- see below
        from django.db.utils import OperationalError, ProgrammingError  # noqa: PLC0415 -- see below
    except ModuleNotFoundError as error:
        raise SystemExit(
            "Django is not installed for this Python. Run: make setup && . .venv/bin/activate"
        ) from error
    try:
        execute_from_command_line(sys.argv)
    except ImproperlyConfigured as error:
        raise SystemExit(f"Not started: {error}") from None
    except (OperationalError, ProgrammingError) as error:
        # SQLite and PostgreSQL on a database that "migrate" has not seen, or not since an upgrade.
        if not any(words in str(error) for words in ("no such", "does not exist")):
            raise
        raise SystemExit(
            f"The databases are not ready ({str(error).splitlines()[0]}). Run: "
            "python manage.py migrate && python manage.py migrate --database answers"
        ) from None


if __name__ == "__main__":
    main()
