"""The real program behind a port of its own: gunicorn, and a client that can hang up on it.

For tests of what a request meets in production: several processes, files, sockets that break. A
server is started on a socket that the test has opened, so no two servers take the same port, and
nobody has to wait until it listens.
"""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from http.client import HTTPConnection, HTTPException, HTTPResponse
from pathlib import Path

from django.core.management import call_command
from django.db import connections

from surveyapp.databases import database

PROJECT = Path(__file__).resolve().parent.parent
HOST = "127.0.0.1"
JSON = "application/json"
#: Seconds after which something counts as hanging.
PATIENCE = 240
#: Which variable names which database, and the file that stands for it on SQLite.
DATABASES = {
    "default": ("DATABASE_URL", "people.sqlite3"),
    "answers": ("ANSWERS_DATABASE_URL", "answers.sqlite3"),
}


@dataclass(frozen=True, slots=True)
class Reply:
    """What came back."""

    status: int
    body: bytes
    retry_after: str | None = None


@dataclass(frozen=True, slots=True)
class Server:
    """A running gunicorn: its first process, its port, and the file with all that it printed."""

    process: subprocess.Popen[bytes]
    port: int
    log: Path
    #: By which name it is asked. By another than the machine's own it is as in production, behind
    #: a proxy that speaks https with the world.
    name: str = HOST

    @property
    def address(self) -> str:
        """Where a browser finds it."""
        return f"http://{self.name}:{self.port}"

    @property
    def headers(self) -> dict[str, str]:
        """What a proxy would add to each request."""
        return {} if self.name == HOST else {"X-Forwarded-Proto": "https"}

    @property
    def printed(self) -> str:
        """Everything that it wrote to its output and its error output."""
        return self.log.read_text(errors="replace")

    @property
    def workers(self) -> list[int]:
        """The processes that answer requests at this moment."""
        pid = self.process.pid
        return [
            int(child) for child in Path(f"/proc/{pid}/task/{pid}/children").read_text().split()
        ]

    def ask(
        self, method: str, path: str, body: bytes | None = None, content_type: str = JSON
    ) -> Reply:
        """One request on a connection of its own; ``OSError`` or ``HTTPException`` if it breaks."""
        connection = HTTPConnection(HOST, self.port, timeout=PATIENCE)
        try:
            headers = {"Host": f"{self.name}:{self.port}", **self.headers}
            connection.request(
                method, path, body, headers | ({"Content-Type": content_type} if body else {})
            )
            return _reply(connection.getresponse())
        finally:
            connection.close()

    def post(self, path: str, body: bytes, content_type: str = JSON) -> Reply:
        """What is answered to a body."""
        return self.ask("POST", path, body, content_type)

    def post_and_hang_up(self, path: str, body: bytes) -> None:
        """Send all of a request and close the connection without having read a reply."""
        with socket.create_connection((HOST, self.port), timeout=PATIENCE) as line:
            line.sendall(_request(path, body))

    def send_octets(self, octets: bytes) -> bytes:
        """What comes back for anything at all that is no request of HTTP."""
        with socket.create_connection((HOST, self.port), timeout=PATIENCE) as line:
            line.sendall(octets)
            line.shutdown(socket.SHUT_WR)
            return b"".join(iter(lambda: line.recv(65_536), b""))

    @contextmanager
    def begun(self, path: str, body: bytes) -> Iterator[Callable[[], Reply]]:
        """A request without its last octet, which keeps a process busy; call it for the rest."""
        request = _request(path, body)
        with socket.create_connection((HOST, self.port), timeout=PATIENCE) as line:
            line.sendall(request[:-1])

            def finish() -> Reply:
                line.sendall(request[-1:])
                response = HTTPResponse(line, method="POST")
                response.begin()
                return _reply(response)

            yield finish

    def stop(self) -> None:
        """Afterwards none of its processes is left, however it took the request to end."""
        orphans = self.workers if self.process.poll() is None else []
        self.process.terminate()
        try:
            self.process.wait(timeout=30)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait(timeout=30)
            for pid in orphans:
                with suppress(ProcessLookupError):
                    os.kill(pid, signal.SIGKILL)


@contextmanager
def serving(
    environment: Mapping[str, str],
    *,
    workers: int = 2,
    options: Sequence[str] = (),
    name: str = HOST,
) -> Iterator[Server]:
    """Gunicorn with the environment of :func:`tests.programs.environment`, until it is left."""
    log = Path(environment["CANDOR_DATA_DIR"]) / "printed-by-the-server"
    with socket.create_server((HOST, 0), backlog=256) as listening, log.open("ab") as file:
        port = listening.getsockname()[1]
        base = f"{'http' if name == HOST else 'https'}://{name}:{port}"
        process = subprocess.Popen(
            [
                *(sys.executable, "-m", "gunicorn", "surveyapp.wsgi"),
                *("--bind", f"fd://{listening.fileno()}", "--workers", str(workers)),
                # No worker is ended for being slow: the machine that runs the tests may be busy.
                *("--timeout", "0", "--log-level", "warning", "--no-control-socket", *options),
            ],
            cwd=PROJECT,
            env={**environment, "CANDOR_BASE_URL": base},
            stdout=file,
            stderr=subprocess.STDOUT,
            pass_fds=[listening.fileno()],
            start_new_session=True,
        )
    server = Server(process, port, log, name)
    try:
        assert _first(server) == 404, server.printed
        until(lambda: len(server.workers) == workers, "all processes are there")
        yield server
    finally:
        server.stop()


def _first(server: Server) -> int:
    """What the first request is answered; where nothing is, say what the server printed."""
    try:
        return server.ask("GET", "/s/").status
    except (OSError, HTTPException) as error:
        ended = server.process.poll()
        raise AssertionError(
            f"no reply ({error!r}); process ended: {ended}; it printed:\n{server.printed[-4000:]}"
        ) from error


@contextmanager
def databases_of(environment: Mapping[str, str]) -> Iterator[None]:
    """The models of this process read and write the databases of a program."""
    folder = Path(environment["CANDOR_DATA_DIR"])
    kept = {alias: (connections[alias], connections.databases[alias]) for alias in DATABASES}
    for alias, (variable, file) in DATABASES.items():
        address = environment.get(variable) or f"sqlite:///{folder / file}"
        connections.databases[alias] = {
            **kept[alias][1],
            **database(variable, address),
            "CONN_MAX_AGE": 0,
        }
        del connections[alias]
    try:
        yield
    finally:
        for alias, (connection, settings) in kept.items():
            connections[alias].close()
            connections.databases[alias] = settings
            connections[alias] = connection


def migrate(environment: Mapping[str, str]) -> None:
    """Afterwards the databases of a program have their tables."""
    with databases_of(environment):
        for alias in DATABASES:
            call_command("migrate", database=alias, verbosity=0)


def until(holds: Callable[[], bool], what: str) -> None:
    """Wait for something; fail where it does not come."""
    end = time.monotonic() + PATIENCE
    while not holds():
        if time.monotonic() > end:
            raise AssertionError(f"waited in vain: {what}")
        time.sleep(0.01)


def _request(path: str, body: bytes) -> bytes:
    head = (
        f"POST {path} HTTP/1.1\r\nHost: {HOST}\r\nConnection: close\r\n"
        f"Content-Type: {JSON}\r\nContent-Length: {len(body)}\r\n\r\n"
    )
    return head.encode() + body


def _reply(response: HTTPResponse) -> Reply:
    return Reply(response.status, response.read(), response.getheader("Retry-After"))
