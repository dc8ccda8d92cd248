"""What a respondent reads when there is no survey to show: what is so, and what to do."""

from __future__ import annotations

from collections.abc import Collection
from datetime import timedelta
from http import HTTPStatus
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse, QueryDict
from django.template.loader import render_to_string
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from questionnaires.models import Round
from questionnaires.queries.rounds import days_of_aborted_rounds
from surveyapp.after_sending import AfterSending, after_sending
from surveyapp.answer_form import FIELD_PREFIX
from surveyapp.asked import asked_by
from surveyapp.middleware import drop_body

#: Seconds after which a browser or a person may try again when a database does not answer.
RETRY_AFTER = 30
#: Days for which an unknown link says that a round was aborted: mails with its links are around.
ABORTED_TOLD_DAYS = 90
#: The button that switches the language and sends the form along, so that nothing typed is lost.
LANGUAGE = "language"
#: How browsers send the form of a survey.
FORM = ("application/x-www-form-urlencoded", "")


def unknown_link(request: HttpRequest, link: str = "") -> HttpResponse:
    """404. The links of a round that has ended are destroyed: they look like any unknown one.

    ``link`` is its name on a device that has opened it before.

    The page is the same for every link. Where a round was aborted lately it says so, and names
    the day and not the round: anybody can open it.
    """
    return message(
        _("This link does not open a survey"),
        *_aborted_lately(),
        _(
            "It was not copied completely, or its round has ended: the links of a round are "
            "destroyed when it closes."
        ),
        _(
            "Where everybody who was asked may read the results, the page that followed sending "
            "leads to them, and so does the page about how answers are kept that the mail names."
        ),
        _(
            "Open the link from the mail or message again. If that does not help, ask the people "
            "who sent it for a new one."
        ),
        status=HTTPStatus.NOT_FOUND,
        words=words_of(request),
        unknown_link=link,
    )


def _aborted_lately() -> list[str]:
    """What became of rounds that ended without results in the last months; nothing if none did."""
    since = timezone.localdate() - timedelta(days=ABORTED_TOLD_DAYS)
    days = [date_format(day, "j M Y") for day in days_of_aborted_rounds(since=since)]
    if not days:
        return []
    return [
        _(
            "A round was ended without results on %(days)s. If your link was one of that round, "
            "there is nothing left to answer: what people had sent was destroyed and not counted, "
            "and nobody will see a result."
        )
        % {"days": ", ".join(days)}
    ]


def already_answered(round_: Round, draft: str) -> HttpResponse:
    """200: the link did what it was for; nothing of it stays on the device."""
    return message(
        _("You have already answered"),
        _("This link was used, and your answers are stored. One link counts once."),
        _(
            "There is nothing to do. Answers cannot be seen or changed afterwards, because no page "
            "shows a single answer. If it was not you who used the link, tell the people who sent "
            "it."
        ),
        round_=round_,
        over=draft,
    )


def round_aborted(request: HttpRequest, round_: Round) -> HttpResponse:
    """410: it ended without results."""
    when = ""
    if round_.aborted_on:
        when = _("It ended on %(day)s.") % {"day": date_format(round_.aborted_on, "j M Y")}
    return message(
        _("This round was ended without results"),
        " ".join(filter(None, [when, _("It takes no more answers.")])),
        _(
            "What people had sent was destroyed and not counted. Nobody will see a result. There "
            "is nothing left to do; the people who sent you the link can say why."
        ),
        status=HTTPStatus.GONE,
        words=words_of(request),
        ended=round_,
    )


def round_closed(request: HttpRequest, round_: Round | None) -> HttpResponse:
    """410: it was here and will not come back."""
    if round_ and round_.is_aborted:
        return round_aborted(request, round_)
    when = ""
    if round_ and round_.closed_on:
        when = _("It closed on %(day)s.") % {"day": date_format(round_.closed_on, "j M Y")}
    return message(
        _("This round is closed"),
        " ".join(filter(None, [when, _("It takes no more answers.")])),
        _(
            "If you meant to answer, tell the people who sent you the link; the next round asks "
            "again."
        ),
        status=HTTPStatus.GONE,
        words=words_of(request),
        round_=round_,
        ended=round_,
        after=after_sending(round_) if round_ else None,
    )


def not_yet_open(round_: Round) -> HttpResponse:
    """404: there will be something here."""
    return message(
        _("This round has not opened yet"),
        _("Keep the link of %(round)s: the survey will be here once the round opens.")
        % {"round": round_.title},
        status=HTTPStatus.NOT_FOUND,
    )


def not_stored() -> str:
    """Why a valid form comes back. The answers may be stored, and the mark of the link not."""
    return _(
        "The database did not respond, so it is not sure that your answers are stored. All that "
        "you answered is still here. Wait half a minute and send again; sending twice counts once."
    )


def nothing_answered() -> str:
    """Why an empty form comes back: it would use up the link."""
    return _(
        "Nothing was sent, because no question has an answer. Answer at least one; if you do not "
        "want to take part, close this page."
    )


def unavailable(request: HttpRequest) -> HttpResponse:
    """503 where not even the round can be read: what was typed waits behind one button."""
    sent = sent_form(request)
    what, button = _("Wait half a minute and open the link again."), _("Send again")
    if LANGUAGE in sent:  # the button has to go on with that, and must not send
        what = _(
            "Nothing was sent yet, and all that you answered is still here. Wait half a minute and "
            "go on."
        )
        button = _("Go on")
    elif sent:
        what = not_stored()
    return message(
        _("The database does not respond"),
        what,
        status=HTTPStatus.SERVICE_UNAVAILABLE,
        resend=[(name, value) for name, values in sent.lists() for value in values],
        button=button,
    )


def not_readable() -> HttpResponse:
    """400: not what this form sends."""
    return message(
        _("What was sent cannot be read"),
        _("Nothing was stored. Go back to the survey and send it again from there."),
        status=HTTPStatus.BAD_REQUEST,
    )


def refusal_of_upload(
    request: HttpRequest, content_types: Collection[str] = FORM
) -> HttpResponse | None:
    """413 or 415 before anything of the body is read: the form sends short fields and no files."""
    if request.method != "POST":
        return None
    try:
        length = int(request.headers.get("Content-Length") or 0)
    except ValueError:
        return not_readable()
    if length > settings.DATA_UPLOAD_MAX_MEMORY_SIZE:
        drop_body(request)
        return message(
            _("That is too much for one survey"),
            _(
                "Nothing was stored. Go back, shorten the longest comments and send again; a "
                "comment has room for some pages."
            ),
            status=HTTPStatus.REQUEST_ENTITY_TOO_LARGE,
        )
    if request.content_type not in content_types:
        drop_body(request)
        return message(
            _("This page takes the survey's form only"),
            _("Nothing was stored. Open the link in a browser and answer there."),
            status=HTTPStatus.UNSUPPORTED_MEDIA_TYPE,
        )
    return None


def words_of(request: HttpRequest) -> list[str]:
    """Whatever in a form looks like words, to be given back where the form itself cannot be."""
    return [
        value.strip()
        for name, values in sent_form(request).lists()
        for value in values
        if name.startswith(FIELD_PREFIX) and len(value.split()) > 1
    ]


def message(
    title: str,
    *paragraphs: str,
    status: HTTPStatus = HTTPStatus.OK,
    words: list[str] | None = None,
    resend: list[tuple[str, str]] | None = None,
    button: str = "",
    round_: Round | None = None,
    ended: Round | None = None,
    over: str = "",
    unknown_link: str = "",
    after: AfterSending | None = None,
) -> HttpResponse:
    """A page that says one thing and what to do, and how the answers of a round are kept.

    ``after`` is what has become of ``round_``, whose results the page then leads to. Nothing may
    stay on a device of a round that ``ended``, of a draft that is ``over`` and of an
    ``unknown_link``: the script removes it, and says so.
    """
    context: dict[str, Any] = {
        "title": title,
        "paragraphs": paragraphs,
        "words": words,
        "resend": resend,
        "button": button,
        "kept": round_,
        "over": over,
        "unknown_link": unknown_link,
        "after": after,
        "asked": asked_by(round_) if round_ and after else None,
    }
    if ended:
        context["ended"] = ended.public_id
        context["counts"] = ended.mode == Round.Mode.ANONYMOUS and not ended.is_aborted
    return page("survey/message.html", context, status)


def page(
    template: str, context: dict[str, Any], status: HTTPStatus = HTTPStatus.OK
) -> HttpResponse:
    """Render without the request: no context processor may ask for a session or a user."""
    response = HttpResponse(render_to_string(template, context), status=status)
    response.headers["Content-Language"] = get_language() or settings.LANGUAGE_CODE
    if status is HTTPStatus.SERVICE_UNAVAILABLE:
        response.headers["Retry-After"] = str(RETRY_AFTER)
    return response


def sent_form(request: HttpRequest) -> QueryDict:
    """The form's fields; none where nothing was sent."""
    return request.POST if request.method == "POST" else QueryDict()
