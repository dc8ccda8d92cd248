"""A server, clients that hammer it, and what came of it."""

from __future__ import annotations

import json
import os
import socket
import statistics
import subprocess
import sys
from collections import Counter
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from tests.demo import PROJECT, wait_for
from tests.programs import OURS

HAMMER = Path(__file__).with_name("hammer.py")
WORKERS = 2


@dataclass(frozen=True, slots=True)
class Outcome:
    """What the clients saw together; ``p95`` and ``median`` in milliseconds."""

    statuses: Mapping[str, int]
    a_second: float
    median: float
    p95: float

    def __str__(self) -> str:
        return f"{self.a_second:,.0f} a second, median {self.median:.1f} ms, p95 {self.p95:.1f} ms"


@contextmanager
def serving(application: str, folder: Path, **variables: str) -> Iterator[int]:
    """The port at which gunicorn serves an application from the databases of a folder."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = int(probe.getsockname()[1])
    inherited = {key: value for key, value in os.environ.items() if not key.startswith(OURS)}
    server = subprocess.Popen(
        [
            *(sys.executable, "-m", "gunicorn", application, "--bind", f"127.0.0.1:{port}"),
            *("--workers", str(WORKERS), "--log-level", "error"),
        ],
        cwd=PROJECT,
        env={**inherited, "CANDOR_DATA_DIR": str(folder), "BENCH_FOLDER": str(folder), **variables},
    )
    try:
        wait_for(port)
        yield port
    finally:
        server.terminate()
        server.wait(timeout=30)


def hammer(port: int, files: list[Path]) -> Outcome:
    """One client a file, all beginning at once."""
    clients = [
        subprocess.Popen(
            [sys.executable, str(HAMMER), str(port), str(file)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )
        for file in files
    ]
    for client in clients:
        assert client.stdout
        assert client.stdout.readline() == "ready\n"
    for client in clients:
        assert client.stdin
        client.stdin.write("\n")
        client.stdin.flush()
    said = [json.loads(client.communicate()[0]) for client in clients]
    taken = sorted(one for saw in said for one in saw["taken"])
    seconds = max(saw["ended"] for saw in said) - min(saw["begun"] for saw in said)
    return Outcome(
        statuses=sum((Counter(saw["said"]) for saw in said), Counter[str]()),
        a_second=len(taken) / seconds,
        median=statistics.median(taken),
        p95=taken[int(0.95 * len(taken))],
    )
