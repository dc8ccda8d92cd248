"""``make demo`` in a copy of the tree, for tests and for the pictures of the README."""

from __future__ import annotations

import os
import re
import shutil
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from pathlib import Path

from tests.programs import environment

PROJECT = Path(__file__).resolve().parent.parent
VENV = Path(sys.executable).parent.parent
#: Make takes the environment that runs the tests, as it stands.
MAKE_DEMO = ["make", "demo", f"VENV={VENV}", "-o", str(VENV / ".installed")]


def copy_of_the_tree(folder: Path) -> Path:
    """The files of the project, without what was built or stored."""
    ignored = shutil.ignore_patterns(".*", "var", "demo-report", "__pycache__", "*.egg-info")
    return Path(shutil.copytree(PROJECT, folder / "candor", ignore=ignored))


@cache
def environment_of(checkout: Path) -> dict[str, str]:
    """The environment of all programs that run in a copy: they share its databases."""
    return environment(checkout / "var")


@contextmanager
def make_demo(checkout: Path, port: int) -> Iterator[str]:
    """Everything that ``make demo`` prints until it serves; the server stops afterwards."""
    process = subprocess.Popen(
        MAKE_DEMO,
        cwd=checkout,
        env={**environment_of(checkout), "CANDOR_BASE_URL": f"http://127.0.0.1:{port}"},
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        start_new_session=True,
    )
    try:
        lines: list[str] = []
        assert process.stdout
        for line in process.stdout:
            lines.append(line)
            if line.startswith("Serving on"):
                break
        printed = "".join(lines)
        assert "Serving on" in printed, printed
        wait_for(port)
        yield printed
    finally:
        os.killpg(process.pid, signal.SIGTERM)
        process.wait(timeout=30)
        if process.stdout:
            process.stdout.close()


def wait_for(port: int) -> None:
    for _ in range(200):
        with socket.socket() as probe:
            if probe.connect_ex(("127.0.0.1", port)) == 0:
                return
        time.sleep(0.1)
    raise AssertionError(f"nothing answers at port {port}")


def address(printed: str, label: str) -> str:
    found = re.search(rf"^{label}\s+(\S+)$", printed, flags=re.MULTILINE)
    assert found, printed
    return found[1]
