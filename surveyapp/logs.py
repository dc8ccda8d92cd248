"""Logging that knows nothing about respondents."""

from __future__ import annotations

import logging

#: Where respondents' addresses begin; they carry the secret of an invitation.
SURVEY_PREFIX = "/s/"
#: Where answers of past rounds are brought in; an error may repeat a piece of one.
IMPORT_PREFIX = "/past-rounds/import/"
#: How gunicorn says that it could not read a request; the address of a person and what they sent
#: follow. Nobody knows whose it was, so it may have been a respondent.
UNREADABLE = "Invalid request from ip="


class HideRespondents(logging.Filter):
    """Drops what Django logs about a respondent's request: its path, its time, its traceback.

    An error there still shows as one line without any of these, so that it is not missed. So does
    one where answers of a past round are brought in.
    """

    def filter(self, record: logging.LogRecord) -> bool:
        """Let a record pass, changed where it speaks of a respondent."""
        if record.getMessage().startswith(UNREADABLE):
            return False
        request = getattr(record, "request", None)
        path = getattr(request, "path", "")
        # Whatever its case: a mail program may have changed that of a whole address.
        about = f"{path} {record.getMessage()}".lower()
        if SURVEY_PREFIX in about:
            if record.levelno < logging.ERROR:
                return False
            _tell_kind_alone(record, "A survey page failed: %s")
        elif IMPORT_PREFIX in about and record.exc_info:
            _tell_kind_alone(record, "Bringing in a past round failed: %s")
        return True


def _tell_kind_alone(record: logging.LogRecord, message: str) -> None:
    """Leave of an error what kind it was: its text and its traceback may quote answers."""
    kind = record.exc_info[0].__name__ if record.exc_info and record.exc_info[0] else "error"
    record.msg, record.args = message, (kind,)
    record.exc_info = record.exc_text = record.stack_info = None
