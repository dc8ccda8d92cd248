"""Mails on their way to the mail server, and exactly what it did with each."""

from __future__ import annotations

import smtplib
import socket
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from typing import Any

from django.conf import settings
from django.core.mail import EmailMessage
from django.core.mail.backends.base import BaseEmailBackend
from django.core.mail.backends.smtp import EmailBackend
from django.utils.translation import gettext as _

from questionnaires.services.mailings import Outcome
from surveyapp.mailers import mail_connection, prints_mail

#: Seconds that a mail server may take to answer.
MAIL_TIMEOUT = 15
SECONDS_IN_A_MINUTE = 60
#: "Too many mails over this connection": the next one is welcome.
CLOSING = 421


class MayHaveGoneOutError(OSError):
    """The mail server was given a mail and did not say that it has it."""


class NoMailServerError(OSError):
    """There is no mail server to send with. The message says why and names nobody."""


class _SMTP(smtplib.SMTP):
    def data(self, msg: Any) -> tuple[int, bytes]:
        """Give the text of a mail. From here on, a silence leaves it in doubt."""
        try:
            return super().data(msg)
        except smtplib.SMTPResponseException:
            raise
        except OSError as error:
            raise MayHaveGoneOutError(str(error)) from error


class _SMTPOverTLS(_SMTP, smtplib.SMTP_SSL):
    pass


class SMTPBackend(EmailBackend):
    """Django's, which also says whether a mail that met with trouble may have gone out."""

    @property
    def connection_class(self) -> type[smtplib.SMTP]:
        """The protocol, with or without TLS from the first byte."""
        return _SMTPOverTLS if self.use_ssl else _SMTP


class Pace:
    """At most so many mails a minute, evenly; 0 is as fast as the mail server takes them."""

    def __init__(
        self,
        per_minute: int,
        *,
        clock: Callable[[], float] = time.monotonic,
        sleep: Callable[[float], None] = time.sleep,
    ) -> None:
        self._seconds = SECONDS_IN_A_MINUTE / per_minute if per_minute else 0.0
        self._clock, self._sleep = clock, sleep
        self._next = clock()

    def wait(self) -> None:
        """Return when the next mail may go."""
        early = self._next - self._clock()
        if early > 0:
            self._sleep(early)
        self._next = max(self._next, self._clock()) + self._seconds


class Postbox:
    """A connection to the mail server, opened anew where the server ended it."""

    def __init__(self, connection: BaseEmailBackend, pace: Pace) -> None:
        self._connection = connection
        self._used = False
        self.pace = pace
        #: What the mail server last said or did where it took no mail; names nobody.
        self.trouble = ""

    def hand_over(self, message: EmailMessage) -> Outcome:
        """Give one mail to the mail server, once.

        A second time only where it ended the connection before it was given the mail, as servers
        do after a number of mails or of idle minutes.
        """
        used, self._used = self._used, True
        outcome, is_over = self._try(message)
        if outcome is Outcome.POSTPONED and is_over and used:
            outcome, is_over = self._try(message)
        return outcome

    def close(self) -> None:
        """Say goodbye; what was sent is sent, whatever the mail server says to that."""
        with suppress(OSError):
            self._connection.close()

    def _try(self, message: EmailMessage) -> tuple[Outcome, bool]:
        """What became of it, and whether the connection is at its end."""
        try:
            self._connection.open()
        except OSError as error:
            self.trouble = trouble_in_words(error)
            self.close()
            return Outcome.POSTPONED, True
        try:
            self._connection.send_messages([message])
        except MayHaveGoneOutError:
            self.trouble = _("It was given a mail and did not say that it has it.")
            self.close()
            return Outcome.DOUBTFUL, True
        except (ValueError, smtplib.SMTPNotSupportedError):  # no address that it could take
            return Outcome.REFUSED, False
        except OSError as error:
            self.trouble = trouble_in_words(error)
            code = _code_of(error)
            if _is_about_address(error, code):
                return Outcome.REFUSED, False
            is_over = code in (0, CLOSING)
            if is_over:
                self.close()
            return Outcome.POSTPONED, is_over
        return Outcome.SENT, False


@contextmanager
def open_postbox(*, pace: Pace | None = None) -> Iterator[Postbox]:
    """One connection for many mails; :class:`NoMailServerError` where none can be opened."""
    if prints_mail() and not settings.IS_LOCAL:
        # The links would stand in whatever keeps the output.
        raise NoMailServerError(_("No mail server is set. Set CANDOR_EMAIL_URL."))
    connection = mail_connection()
    # An attribute of SMTP; the other kinds wait for nobody.
    connection.timeout = MAIL_TIMEOUT  # type: ignore[attr-defined]
    postbox = Postbox(connection, pace or Pace(settings.MAIL_PER_MINUTE))
    try:
        connection.open()
    except OSError as error:
        postbox.close()
        raise NoMailServerError(
            _("The mail server cannot be reached. %(trouble)s Check CANDOR_EMAIL_URL.")
            % {"trouble": trouble_in_words(error)}
        ) from error
    try:
        yield postbox
    finally:
        postbox.close()


def trouble_in_words(error: OSError) -> str:
    """What went wrong between us and the mail server, as a sentence.

    Its own words are left out: they often repeat the address.
    """
    if isinstance(error, smtplib.SMTPAuthenticationError):
        return _("It does not accept user and password.")
    code = _code_of(error)
    if isinstance(error, smtplib.SMTPSenderRefused) and code != CLOSING:
        return _("It takes no mail from %(sender)s (code %(code)s). Check CANDOR_EMAIL_FROM.") % {
            "sender": settings.DEFAULT_FROM_EMAIL,
            "code": code,
        }
    if code:
        return _("It answered with code %(code)s.") % {"code": code}
    if "timed out" in str(error).lower() or isinstance(error, TimeoutError):
        return _("It does not answer within %(seconds)s s.") % {"seconds": MAIL_TIMEOUT}
    if isinstance(error, ConnectionRefusedError):
        return _("Nothing answers at its address and port.")
    if isinstance(error, socket.gaierror):
        return _("Its name is not known.")
    if isinstance(error, smtplib.SMTPServerDisconnected):
        return _("It ended the connection.")
    return _("The connection failed: %(kind)s.") % {"kind": type(error).__name__}


def _code_of(error: OSError) -> int:
    """The mail server's code, 0 where it gave none."""
    if isinstance(error, smtplib.SMTPRecipientsRefused):
        return next((code for code, _text in error.recipients.values()), 0)
    if isinstance(error, smtplib.SMTPResponseException):
        return int(error.smtp_code)
    return 0


def _is_about_address(error: OSError, code: int) -> bool:
    """Refused for good, and not for who sends it."""
    of_the_mail = isinstance(error, smtplib.SMTPRecipientsRefused | smtplib.SMTPDataError)
    return of_the_mail and 500 <= code < 600
