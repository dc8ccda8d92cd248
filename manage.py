#!/usr/bin/env python
"""Candor's command line."""

import os
import sys


def main() -> None:
    """Run a management command."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "surveyapp.settings")
    try:
        from django.core.management import execute_from_command_line  # noqa: PLC0415 -- see below
    except ModuleNotFoundError as error:
        raise SystemExit("Django is not installed here. Run: make setup") from error
    execute_from_command_line(sys.argv)


if __name__ == "__main__":
    main()
