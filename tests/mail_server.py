"""A real mail server on this machine's loopback, for tests, which can be made to misbehave.

with MailServer() as server:
    server.serve(settings)          # pytest-django's fixture
    ...
    assert server.recipients == [...]
"""

from __future__ import annotations

import asyncio
import email
import email.policy
import socket
import threading
from collections import Counter
from dataclasses import dataclass, field
from email.message import EmailMessage
from types import TracebackType
from typing import Any, Self

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, Envelope, Session

from surveyapp.mailers import CONSOLE_BACKEND, SMTP_BACKEND, mail_settings

TAKEN = "250 Taken"


@dataclass
class MailServer:
    """Takes mail and keeps it. Each field after ``messages`` is a way to misbehave."""

    messages: list[EmailMessage] = field(default_factory=list)
    #: Addresses that it does not know: 550.
    refuses: set[str] = field(default_factory=set)
    #: What it says to whoever mails come from: "553 5.7.1 Not yours".
    says_to_sender: str = ""
    #: What it says to every address: "450 4.2.0 Try later".
    says_to_all: str = ""
    #: What it says to the text of a mail, as "552 Too large".
    says_to_text: str = ""
    #: Says nothing once it has the text of a mail, which it keeps, until :meth:`release`.
    holds: bool = False
    #: Does so with the mail of this number.
    holds_with: int | None = None
    #: Says nothing when it is told an address.
    hangs: bool = False
    #: Seconds that it takes over each mail.
    delay: float = 0.0
    #: Ends each connection after so many mails.
    mails_a_connection: int | None = None
    #: Is gone, for every connection, when it has so many mails.
    dies_with: int | None = None

    def __post_init__(self) -> None:
        self.holding = threading.Event()
        self._released = threading.Event()
        self._controller = _Controller(_Handler(self), hostname="127.0.0.1", port=0)

    def __enter__(self) -> Self:
        self._controller.start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._released.set()
        self._controller.stop()

    def serve(self, settings: Any) -> None:
        """Afterwards the site sends its mail here."""
        send_to(settings, self.port)

    @property
    def port(self) -> int:
        """Where it listens on 127.0.0.1."""
        return int(self._controller.port)

    @property
    def url(self) -> str:
        """For ``CANDOR_EMAIL_URL``."""
        return f"smtp://127.0.0.1:{self.port}"

    @property
    def recipients(self) -> list[str]:
        """Who got mail, once for each."""
        return [str(message["X-RcptTo"]) for message in self.messages]

    @property
    def counts(self) -> Counter[str]:
        """How many mails each address got."""
        return Counter(self.recipients)

    def release(self) -> None:
        """Afterwards it answers what it held back, and holds no more."""
        self.holds = self.hangs = False
        self.holds_with = None
        self._released.set()

    @property
    def is_dead(self) -> bool:
        """Whether it is gone."""
        return self.dies_with is not None and len(self.messages) >= self.dies_with

    async def pause(self) -> None:
        """Say nothing until somebody calls :meth:`release`."""
        self.holding.set()
        while not self._released.is_set():
            await asyncio.sleep(0.01)


def send_to(settings: Any, port: int) -> None:
    """Afterwards the site sends its mail to a port of this machine."""
    set_all(settings, mail_settings(SMTP_BACKEND, host="127.0.0.1", port=port, use_tls=False))


def print_mail(settings: Any) -> None:
    """Afterwards the site prints its mail."""
    set_all(settings, mail_settings(CONSOLE_BACKEND))


def set_all(settings: Any, values: dict[str, Any]) -> None:
    """Give pytest-django's fixture several settings at once."""
    for name, value in values.items():
        setattr(settings, name, value)


def unused_port() -> int:
    """A port at which nobody answers."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


class _Handler:
    def __init__(self, owner: MailServer) -> None:
        self.owner = owner
        self.taken: Counter[int] = Counter()

    async def handle_MAIL(  # noqa: N802 -- aiosmtpd's name
        self, server: SMTP, session: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        if self.owner.is_dead:
            _drop(server)
        if self.taken[id(session)] == self.owner.mails_a_connection:
            _drop(server)
            return "421 Too many mails over this connection"
        if self.owner.says_to_sender:
            return self.owner.says_to_sender
        envelope.mail_from = address
        return TAKEN

    async def handle_RCPT(  # noqa: N802
        self, server: SMTP, session: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        if self.owner.hangs:
            await self.owner.pause()
        if self.owner.says_to_all:
            return self.owner.says_to_all
        if address in self.owner.refuses:
            return f"550 5.1.1 <{address}> is not known here"
        envelope.rcpt_tos.append(address)
        return TAKEN

    async def handle_DATA(  # noqa: N802
        self, server: SMTP, session: Session, envelope: Envelope
    ) -> str:
        if self.owner.says_to_text:
            return self.owner.says_to_text
        content = envelope.content
        assert isinstance(content, bytes)
        message = email.message_from_bytes(content, policy=email.policy.default)
        message["X-RcptTo"] = ", ".join(envelope.rcpt_tos)
        self.owner.messages.append(message)
        self.taken[id(session)] += 1
        await asyncio.sleep(self.owner.delay)
        if self.owner.holds or len(self.owner.messages) == self.owner.holds_with:
            await self.owner.pause()
        return TAKEN


def _drop(server: SMTP) -> None:
    transport = server.transport
    if transport is not None:
        transport.abort()  # type: ignore[attr-defined]


class _Controller(Controller):
    def _trigger_server(self) -> None:
        assert isinstance(self.server, asyncio.Server)
        # Whatever port was free.
        self.port = self.server.sockets[0].getsockname()[1]
        super()._trigger_server()  # type: ignore[no-untyped-call]
