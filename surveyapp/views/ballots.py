"""What a device says in an anonymous round: JSON, without account, session, cookie or log line.

Two of the addresses are of the people side (who may answer, and the one ballot of an invitation),
one is of the answers side, and neither side learns what the other was told. Secrets stand in the
body of a request, never in its address.
"""

from __future__ import annotations

import json
import re
from base64 import urlsafe_b64decode, urlsafe_b64encode
from collections.abc import Callable, Mapping, Sequence
from functools import wraps
from http import HTTPStatus
from typing import Any

from django.conf import settings
from django.core.exceptions import SuspiciousOperation
from django.db import DatabaseError
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.http.request import UnreadablePostError
from django.utils.datastructures import MultiValueDict
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST

from analysis.instrument import Instrument
from analysis.translations import choose_language, translated
from questionnaires.blindrsa import BlindRSAError
from questionnaires.models import Invitation, Round
from questionnaires.queries.invitations import invitation_by_ballot_secret
from questionnaires.services.ballots import BallotDrawnError, draw_ballot
from questionnaires.services.errors import ServiceError
from questionnaires.services.manifests import canonical_json
from questionnaires.services.responses import RoundNotOpenError
from questionnaires.services.spent_tokens import (
    AnsweredOtherwiseError,
    Ballot,
    ForgedBallotError,
    examine_ballot,
    hand_in_ballot,
)
from surveyapp.answer_form import FIELD_PREFIX, AnswerForm, read_answers, unread_fields
from surveyapp.asked import draft_name
from surveyapp.middleware import drop_body
from surveyapp.views.survey import POLICY, compressed
from surveyapp.views.survey_messages import RETRY_AFTER

#: Octets of the largest request: every comment of a long questionnaire, filled to its end.
LARGEST_REQUEST = 512 * 1024
#: What each refusal of a service means to the device; the first that fits.
STATUS: Mapping[type[Exception], HTTPStatus] = {
    RoundNotOpenError: HTTPStatus.GONE,
    ForgedBallotError: HTTPStatus.FORBIDDEN,
    BallotDrawnError: HTTPStatus.CONFLICT,
    AnsweredOtherwiseError: HTTPStatus.CONFLICT,
    ServiceError: HTTPStatus.UNPROCESSABLE_ENTITY,
}
_BASE64URL = re.compile(r"[A-Za-z0-9_-]{0,1024}")
_Fields = dict[str, Any]


class _UnreadableError(Exception):
    """The request is not what the survey page sends."""


class _TooLargeError(Exception):
    """More than :data:`LARGEST_REQUEST`."""


class _UnknownLinkError(Exception):
    """No invitation to this round has this secret."""


def device_message(
    view: Callable[[str, _Fields], _Fields],
) -> Callable[..., HttpResponse]:
    """A view that takes one JSON object and gives one; words for whatever goes wrong.

    Exempt from the CSRF check for the reason of :func:`surveyapp.views.survey.respondent_page`.
    """

    @csrf_exempt
    @require_POST
    @wraps(view)
    def answer(request: HttpRequest, public_id: str) -> HttpResponse:
        try:
            response: HttpResponse = JsonResponse(view(public_id, _fields_of(request)))
        except tuple(STATUS) as error:
            status = next(status for kind, status in STATUS.items() if isinstance(error, kind))
            response = _refusal(status, str(error))
        except _TooLargeError:
            drop_body(request)
            response = _refusal(
                HTTPStatus.REQUEST_ENTITY_TOO_LARGE,
                _("This is more than the questions take. Shorten what you wrote, and send again."),
            )
        except (_UnreadableError, BlindRSAError, SuspiciousOperation, UnreadablePostError):
            response = _refusal(
                HTTPStatus.BAD_REQUEST,
                _("The message was not complete. Load the page again and send once more."),
            )
        except _UnknownLinkError:
            response = _refusal(
                HTTPStatus.NOT_FOUND,
                _("This link does not open a survey. Open the link from the mail again."),
            )
        except DatabaseError:
            response = _refusal(
                HTTPStatus.SERVICE_UNAVAILABLE,
                _("The answers could not be stored just now. They stay on this device."),
            )
            response.headers["Retry-After"] = str(RETRY_AFTER)
        response.headers["Content-Security-Policy"] = POLICY
        return response

    return answer


@compressed
@device_message
def invited(public_id: str, fields: _Fields) -> _Fields:
    """``POST /s/a/<public_id>/invitation/``: who the holder of a link answers as. Stores nothing.

    ``{secret}`` -> ``{manifest, unit, draft}``. The manifest is the text that is hashed:
    what the device needs to know of the unit it reads there. ``draft`` names the invitation to the
    device and nobody else, so that a further link finds what was typed. Whether a ballot was drawn
    is not told: people who make links could watch who answers.
    """
    invitation = _invitation(public_id, fields)
    return {
        "manifest": canonical_json(invitation.round.manifest or {}),
        "unit": invitation.collection_unit.path,
        "draft": draft_name(invitation),
    }


@device_message
def ballot(public_id: str, fields: _Fields) -> _Fields:
    """``POST /s/a/<public_id>/ballot/``: the one ballot of an invitation, signed unseen.

    ``{secret, blinded}`` -> ``{signature}``, numbers as base64url.
    """
    signature = draw_ballot(
        invitation=_invitation(public_id, fields), blinded=_octets(fields, "blinded")
    )
    return {"signature": _base64url(signature)}


@device_message
def answers(public_id: str, fields: _Fields) -> _Fields:
    """``POST /s/a/<public_id>/answers/``: the answers of somebody who holds a ballot.

    ``{unit, message, signature, answers}`` -> the receipt, ``{round, digest, signature}``. Answers
    are the fields of the form as pairs of name and value, read as those of any other mode are.
    """
    given = Ballot(
        round=public_id,
        unit=_text(fields, "unit"),
        message=_octets(fields, "message"),
        signature=_octets(fields, "signature"),
    )
    genuine = examine_ballot(given)
    data = _form(fields, "answers")
    form = read_answers(genuine.instrument, data)
    unasked = unread_fields(genuine.instrument, data, form)
    if form.errors or unasked:
        raise ServiceError(_what_is_wrong(genuine.instrument, form, unasked))
    receipt = hand_in_ballot(ballot=genuine, answers=form.answers, comments=form.comments)
    return {
        "round": receipt.round,
        "digest": receipt.digest,
        "signature": _base64url(receipt.signature),
    }


def _what_is_wrong(instrument: Instrument, form: AnswerForm, unasked: Sequence[str]) -> str:
    """A sentence for each question, which it quotes: the form that was sent is elsewhere."""
    asked = translated(instrument, choose_language(instrument, get_language()))
    texts = {item.code: item.text for item in asked.items}
    wrong = [
        _("“%(question)s”: %(problem)s") % {"question": texts[code], "problem": problem}
        for code, problem in form.errors.items()
    ]
    for name in unasked:
        code = name.removeprefix(FIELD_PREFIX).partition(".")[0]
        if code in texts:
            words = _("“%(question)s”: this was not asked, because of another answer.")
            wrong.append(words % {"question": texts[code]})
        else:
            words = _("This survey has no question “%(name)s”. Load the page again and send again.")
            wrong.append(words % {"name": name})
    return " ".join(wrong)


def _invitation(public_id: str, fields: _Fields) -> Invitation:
    invitation = invitation_by_ballot_secret(_text(fields, "secret"))
    if (
        invitation is None
        or invitation.round.public_id != public_id
        or invitation.round.mode != Round.Mode.ANONYMOUS
    ):
        raise _UnknownLinkError
    if not invitation.round.is_open:
        raise RoundNotOpenError(_("This round takes no answers any more."))
    return invitation


def _fields_of(request: HttpRequest) -> _Fields:
    length = request.headers.get("Content-Length") or "0"
    if not length.isdecimal() or int(length) > LARGEST_REQUEST:
        raise _TooLargeError
    if request.content_type != "application/json":
        raise _UnreadableError
    try:
        fields = json.loads(request.body, object_pairs_hook=_named_once)
    except (ValueError, RecursionError) as error:
        raise _UnreadableError from error
    if not isinstance(fields, dict):
        raise _UnreadableError
    return fields


def _named_once(pairs: list[tuple[str, Any]]) -> _Fields:
    """An object; of a name that stands there twice nobody could say which value was meant."""
    fields = dict(pairs)
    if len(fields) < len(pairs):
        raise _UnreadableError
    return fields


def _text(fields: _Fields, name: str) -> str:
    value = fields.get(name)
    if not isinstance(value, str):
        raise _UnreadableError
    try:
        value.encode()
    except UnicodeEncodeError as error:  # half of a pair of surrogates, which JSON can write
        raise _UnreadableError from error
    return value


def _octets(fields: _Fields, name: str) -> bytes:
    text = _text(fields, name)
    if not _BASE64URL.fullmatch(text) or len(text) % 4 == 1:
        raise _UnreadableError
    return urlsafe_b64decode(text + "=" * (-len(text) % 4))


def _form(fields: _Fields, name: str) -> MultiValueDict[str, str]:
    pairs = fields.get(name)
    if not isinstance(pairs, list) or len(pairs) > (settings.DATA_UPLOAD_MAX_NUMBER_FIELDS or 0):
        raise _UnreadableError
    form: dict[str, list[str]] = {}
    for pair in pairs:
        if not (
            isinstance(pair, list) and len(pair) == 2 and all(isinstance(one, str) for one in pair)
        ):
            raise _UnreadableError
        form.setdefault(pair[0], []).append(pair[1])
    return MultiValueDict(form)


def _base64url(octets: bytes) -> str:
    return urlsafe_b64encode(octets).rstrip(b"=").decode()


def _refusal(status: HTTPStatus, words: str) -> HttpResponse:
    return JsonResponse({"error": words}, status=status)
