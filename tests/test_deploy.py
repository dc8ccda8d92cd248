"""The configurations in ``deploy/``: a real nginx before a real gunicorn, and what both write."""

from __future__ import annotations

import http.client
import json
import os
import re
import runpy
import shutil
import socket
import ssl
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from questionnaires.blindrsa import RANDOMIZED, PublicKey, blind, finalize, prepare
from tests.demo import PROJECT
from tests.programs import environment
from tests.surveyapp.views.test_ballots import FIELDS, base64url, octets

pytestmark = pytest.mark.sqlite("what web servers write; the database behind them is all the same")

SITE, ANSWERS = "candor.example.org", "answers.example.org"
NO_NGINX = "No nginx found: install nginx-light (Debian) or nginx."
#: What a careless operator would have: the usual log of either side.
CARELESS = {
    "access_log off;": "access_log {folder}/access.log;",
    "candor.log emerg;": "candor.log error;",
}


@pytest.fixture(scope="module")
def nginx() -> str:
    """The path of nginx; without one the tests are skipped, and fail where ``CI=true``."""
    found = shutil.which("nginx", path=f"{os.environ['PATH']}:/usr/sbin:/usr/local/sbin")
    if found is None:
        if os.environ.get("CI") == "true":
            pytest.fail(NO_NGINX)
        pytest.skip(NO_NGINX)
    return found


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def write_certificate(folder: Path) -> None:
    """A certificate for both names that signs itself."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, SITE)])
    names = x509.SubjectAlternativeName([x509.DNSName(SITE), x509.DNSName(ANSWERS)])
    now = datetime.now(UTC)
    certificate = (
        x509.CertificateBuilder(name, name, key.public_key(), x509.random_serial_number())
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + timedelta(days=1))
        .add_extension(names, critical=False)
        .sign(key, hashes.SHA256())
    )
    pem, plain = serialization.Encoding.PEM, serialization.NoEncryption()
    (folder / "fullchain.pem").write_bytes(certificate.public_bytes(pem))
    (folder / "privkey.pem").write_bytes(
        key.private_bytes(pem, serialization.PrivateFormat.PKCS8, plain)
    )


def filled_in(folder: Path, port: int, **changes: str) -> Path:
    """``deploy/nginx.conf`` with what an operator fills in, and other places for its files."""
    text = (PROJECT / "deploy" / "nginx.conf").read_text()
    for before, after in {
        "user www-data;": "user root;" if os.getuid() == 0 else "",
        "/run/nginx.pid": f"{folder}/nginx.pid",
        "/var/log/nginx/": f"{folder}/",
        "/run/candor/": f"{folder}/",
        "/etc/candor/tls/": f"{folder}/tls/",
        "listen 443 ssl": f"listen 127.0.0.1:{port} ssl",
        "listen 80 ": f"listen 127.0.0.1:{free_port()} ",
        **{before: after.format(folder=folder) for before, after in changes.items()},
    }.items():
        assert before in text, before
        text = text.replace(before, after)
    for kind in ("client_body", "proxy", "fastcgi", "uwsgi", "scgi"):
        text = text.replace("http {", f"http {{\n    {kind}_temp_path {folder}/{kind};", 1)
    conf = folder / "tls" / "nginx.conf"
    conf.write_text(text)
    return conf


@dataclass
class Served:
    """Two servers, what they are asked, and the folder into which they write."""

    folder: Path
    port: int
    gunicorn: subprocess.Popen[str]

    def post(self, host: str, path: str, body: Any, method: str = "POST") -> tuple[int, Any]:
        """Status and answer, as a device gets them."""
        context = ssl.create_default_context(cafile=str(self.folder / "tls" / "fullchain.pem"))
        plain = socket.create_connection(("127.0.0.1", self.port), timeout=60)
        connection = http.client.HTTPConnection(host, timeout=60)
        connection.sock = context.wrap_socket(plain, server_hostname=host)
        headers = {"Content-Type": "application/json", "X-Forwarded-For": "203.0.113.7"}
        text = body if isinstance(body, bytes) else json.dumps(body).encode()
        try:
            connection.request(method, path, text, headers)
            answer = connection.getresponse()
            said = answer.read()
            return answer.status, json.loads(said) if said[:1] == b"{" else said
        finally:
            connection.close()


@contextmanager
def served(nginx: str, folder: Path, env: dict[str, str], **changes: str) -> Iterator[Served]:
    """The site behind both configurations; stopped afterwards."""
    (folder / "tls").mkdir()
    write_certificate(folder / "tls")
    port = free_port()
    conf = filled_in(folder, port, **changes)
    started = folder / "nginx.output"
    careless = ["--access-logfile", "-"] if changes else []
    socket_file = folder / "candor.sock"
    with (folder / "gunicorn.output").open("w") as output, started.open("w") as said:
        gunicorn = subprocess.Popen(
            [
                *(sys.executable, "-m", "gunicorn", "-c", str(PROJECT / "deploy/gunicorn.conf.py")),
                *("--bind", f"unix:{socket_file}", *careless, "surveyapp.wsgi"),
            ],
            cwd=PROJECT,
            env=env,
            stdout=output,
            stderr=output,
            text=True,
        )
        server = None
        try:
            command = [nginx, "-e", str(started), "-p", str(folder), "-c", str(conf)]
            subprocess.run([*command, "-t", "-q"], stdout=said, stderr=said, check=True)
            server = subprocess.Popen([*command, "-g", "daemon off;"], stdout=said, stderr=said)
            wait_until(socket_file.exists)
            wait_until(lambda: is_open(port))
            yield Served(folder, port, gunicorn)
        finally:
            for process in (server, gunicorn):
                if process is not None:
                    process.terminate()
                    process.wait(timeout=60)


def wait_until(what: Any) -> None:
    for _ in range(600):
        if what():
            return
        time.sleep(0.1)
    raise AssertionError("the servers did not start")


def is_open(port: int) -> bool:
    with socket.socket() as probe:
        return probe.connect_ex(("127.0.0.1", port)) == 0


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> tuple[dict[str, str], dict[str, Any]]:
    """The environment of a production start, and the round that is open there."""
    data = tmp_path_factory.mktemp("site")
    env = environment(
        data,
        CANDOR_BASE_URL=f"https://{SITE}",
        ANSWER_HOST=ANSWERS,
        CANDOR_SECRET_KEY="k" * 30 + "0123456789abcdefghij",
    )
    made = subprocess.run(
        [sys.executable, "tests/served_round.py"],
        cwd=PROJECT,
        env=env,
        capture_output=True,
        text=True,
        check=False,
    )
    assert made.returncode == 0, made.stderr
    return env, json.loads(made.stdout)


def answer(served: Served, told: dict[str, Any], number: int) -> list[str]:
    """Somebody draws and hands in; what of it nobody must write down."""
    public_id, (secret, unit) = told["public_id"], told["links"][number]
    key = PublicKey.from_jwk(next(one["key"] for one in told["units"] if one["path"] == unit))
    message = prepare(f"candor-ballot/1\n{public_id}\n{unit}".encode(), RANDOMIZED)
    blinding = blind(key, message, RANDOMIZED)
    blinded = base64url(blinding.blinded)
    draw = f"/s/a/{public_id}/ballot/"
    status, drawn = served.post(SITE, draw, {"secret": secret, "blinded": blinded})
    assert status == 200, drawn
    signature = finalize(key, message, octets(drawn["signature"]), blinding.inverse, RANDOMIZED)
    fields = {
        "unit": unit,
        "message": base64url(message),
        "signature": base64url(signature),
        "answers": FIELDS,
    }
    hand_in = f"/s/a/{public_id}/answers/"
    assert served.post(SITE, hand_in, fields)[0] == 404  # answers are taken at the other host
    status, receipt = served.post(ANSWERS, hand_in, fields)
    assert status == 200, receipt
    assert receipt["round"] == public_id
    return [secret, public_id, blinded, fields["message"], fields["signature"], receipt["digest"]]


def trouble(served: Served, told: dict[str, Any]) -> None:
    """What servers like to write about: refusals, and a site that is away."""
    hand_in = f"/s/a/{told['public_id']}/answers/"
    assert served.post(ANSWERS, hand_in, b"{")[0] == 400
    assert served.post(ANSWERS, hand_in, b" " * 600_000)[0] == 413
    assert served.post(ANSWERS, hand_in, b" " * 2_200_000)[0] == 413
    assert served.post(ANSWERS, "/login/", b"", "GET")[0] == 404
    assert served.post(SITE, "/s/a/nobody/", b"", "GET")[0] == 404
    served.gunicorn.terminate()
    served.gunicorn.wait(timeout=60)
    assert served.post(ANSWERS, hand_in, b"{}")[0] == 502


def written(folder: Path) -> str:
    """Everything that lies in the folder, without what the operator put there."""
    files = [
        file
        for file in folder.rglob("*")
        if file.is_file() and file.parent.name != "tls" and file.suffix != ".pid"
    ]
    return "\n".join(f"{file.name}: {file.read_text(errors='replace')}" for file in files)


def found(text: str, needles: list[str]) -> set[str]:
    """Which of these, of addresses and of times stand in a text."""
    times = re.findall(r"\d\d:\d\d:\d\d", text)
    return {needle for needle in [*needles, "127.0.0.1", "203.0.113.7"] if needle in text} | set(
        times
    )


def test_what_is_shipped_writes_nothing_of_anybody(
    nginx: str, site: tuple[dict[str, str], dict[str, Any]], tmp_path: Path
) -> None:
    env, told = site
    with served(nginx, tmp_path, env) as servers:
        needles = answer(servers, told, 0)
        trouble(servers, told)
        assert "candor.log" in written(tmp_path)  # the file is there, and empty
    assert found(written(tmp_path), needles) == set()
    assert (tmp_path / "candor.log").read_text() == ""
    assert "/s/" not in written(tmp_path)


def test_a_careless_operator_would_have_written_it(
    nginx: str, site: tuple[dict[str, str], dict[str, Any]], tmp_path: Path
) -> None:
    """The same with the usual logs: so there is something that could be found."""
    env, told = site
    with served(nginx, tmp_path, env, **CARELESS) as servers:
        public_id = answer(servers, told, 1)[1]
        trouble(servers, told)
    leaked = found(written(tmp_path), [public_id])
    assert {public_id, "127.0.0.1"} < leaked  # and the times
    by_file = {line.partition(":")[0] for line in written(tmp_path).splitlines()}
    assert {"access.log", "candor.log", "gunicorn.output"} <= by_file


def test_no_body_is_larger_than_its_buffer() -> None:
    """What does not fit would be written to a file."""
    text = (PROJECT / "deploy" / "nginx.conf").read_text()
    (buffer,) = re.findall(r"client_body_buffer_size (\d+)m;", text)
    largest = [int(size) for size in re.findall(r"client_max_body_size (\d+)m;", text)]
    assert len(largest) > 1
    assert max(largest) < int(buffer)


def test_opening_a_large_round_is_waited_for() -> None:
    """Keys for 200 units may take a minute (docs/performance.md), within one request."""
    workers = runpy.run_path(str(PROJECT / "deploy" / "gunicorn.conf.py"))["timeout"]
    text = (PROJECT / "deploy" / "nginx.conf").read_text()
    (waiting,) = re.findall(r"proxy_read_timeout (\d+)s;", text)
    assert 60 < workers < int(waiting)
