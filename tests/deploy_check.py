"""Runs Django's deployment checks with production settings; any warning fails.

``make check`` calls this file. It is a program, not a test, because settings are read once.
"""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

PROJECT = Path(__file__).resolve().parent.parent
PRODUCTION = {
    "CANDOR_BASE_URL": "https://candor.example.org",
    "CANDOR_SECRET_KEY": "only-for-this-check-" + "0123456789abcdefghijklmnopqrstuvwxyzABCDEFGH",
    "CANDOR_EMAIL_URL": "smtps://candor@mail.example.org",
}


def main() -> int:
    """Exit with what ``manage.py check --deploy`` says."""
    command = [sys.executable, "manage.py", "check", "--deploy", "--fail-level", "WARNING"]
    return subprocess.run(
        command, cwd=PROJECT, env={**os.environ, **PRODUCTION}, check=False
    ).returncode


if __name__ == "__main__":
    sys.exit(main())
