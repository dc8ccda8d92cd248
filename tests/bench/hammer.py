"""Sends requests that were prepared before, one after the other, as fast as they are answered.

A program of its own that imports little and keeps out of the way of the server it measures. It
says ``ready``, waits for a line, then prints as JSON the milliseconds of each request and how many
were answered with each status.
"""

from __future__ import annotations

import json
import socket
import struct
import sys
import time
from collections import Counter
from collections.abc import Iterable, Iterator
from pathlib import Path


def write_requests(path: Path, requests: Iterable[bytes]) -> None:
    """Each with its length before it."""
    path.write_bytes(b"".join(struct.pack("!I", len(one)) + one for one in requests))


def read_requests(path: Path) -> Iterator[bytes]:
    """What :func:`write_requests` wrote."""
    content, at = path.read_bytes(), 0
    while at < len(content):
        (length,) = struct.unpack_from("!I", content, at)
        yield content[at + 4 : at + 4 + length]
        at += 4 + length


def ask(port: int, request: bytes) -> bytes:
    """The whole answer of a server that closes the connection after it."""
    with socket.create_connection(("127.0.0.1", port)) as one:
        one.sendall(request)
        parts = []
        while part := one.recv(65536):
            parts.append(part)
    return b"".join(parts)


def main(port: int, path: Path) -> None:
    """Say how long each request took."""
    requests = list(read_requests(path))
    print("ready", flush=True)
    sys.stdin.readline()
    taken: list[float] = []
    statuses: Counter[str] = Counter()
    begun = time.monotonic()
    for request in requests:
        sent = time.perf_counter()
        answer = ask(port, request)
        taken.append((time.perf_counter() - sent) * 1000)
        statuses[answer[9:12].decode()] += 1
    print(json.dumps({"begun": begun, "ended": time.monotonic(), "taken": taken, "said": statuses}))


if __name__ == "__main__":
    main(int(sys.argv[1]), Path(sys.argv[2]))
