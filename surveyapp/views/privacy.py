"""How answers are kept, and what anybody needs to check it: no account, no session, no cookie.

These pages are the same for whoever asks. What somebody pastes is compared and forgotten.
"""

from __future__ import annotations

from http import HTTPStatus

from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.translation import gettext as _

from questionnaires.models import Round
from questionnaires.queries.rounds import round_by_public_id
from questionnaires.services.manifests import canonical_json
from surveyapp.after_sending import after_sending
from surveyapp.asked import asked_by
from surveyapp.privacy_pages import privacy_page, receipt_page
from surveyapp.views.survey import respondent_page
from surveyapp.views.survey_messages import message, page, round_aborted, unknown_link


@respondent_page
def survey_privacy(request: HttpRequest, public_id: str) -> HttpResponse:
    """``/s/how/<public_id>/``: how the answers of a round stay anonymous, or how they are kept."""
    round_ = _opened(public_id)
    if round_ is None:
        return unknown_link(request)
    if round_.is_aborted:
        return round_aborted(request, round_)
    shown = privacy_page(round_, asked_by(round_), today=timezone.localdate())
    context = {"page": shown, "asked": shown.asked, "after": after_sending(round_)}
    return page("survey/privacy.html", context)


@respondent_page
def survey_manifest(request: HttpRequest, public_id: str) -> HttpResponse:
    """``/s/manifest/<public_id>.json``: exactly the octets that the fingerprint was made of."""
    round_ = _opened(public_id)
    if round_ is None:
        return unknown_link(request)
    return _file(canonical_json(round_.manifest or {}), "application/json", f"manifest-{public_id}")


@respondent_page
def survey_receipt(request: HttpRequest, public_id: str) -> HttpResponse:
    """``/s/receipt/<public_id>/``: whether a receipt is genuine, and on the list after closing."""
    round_ = _opened(public_id)
    if round_ is None:
        return unknown_link(request)
    pasted = request.POST.get("receipt", "") if request.method == "POST" else None
    shown = receipt_page(round_, asked_by(round_), pasted)
    status = HTTPStatus.UNPROCESSABLE_ENTITY if shown.error else HTTPStatus.OK
    return page("survey/receipt.html", {"page": shown, "asked": shown.asked}, status)


@respondent_page
def survey_ballots(request: HttpRequest, public_id: str) -> HttpResponse:
    """``/s/receipt/<public_id>/ballots.txt``: every ballot handed in, after closing."""
    round_ = _opened(public_id)
    if round_ is None or round_.mode != Round.Mode.ANONYMOUS:
        return unknown_link(request)
    if round_.spent_tokens is None:
        if round_.is_aborted:
            return round_aborted(request, round_)
        return message(
            _("The list is not published yet"),
            _("It is published when the round closes: every ballot that was handed in, sorted."),
            _("Keep your receipt until then."),
            status=HTTPStatus.NOT_FOUND,
            round_=round_,
        )
    if len(round_.spent_tokens) < round_.k:
        return message(
            _("The list of this round is not published"),
            _(
                "Fewer than %(k)s ballots were handed in, and the list would tell how many. A "
                "receipt can be checked all the same."
            )
            % {"k": round_.k},
            status=HTTPStatus.NOT_FOUND,
            round_=round_,
        )
    lines = "".join(f"{digest}\n" for digest in round_.spent_tokens)
    return _file(lines, "text/plain; charset=utf-8", f"ballots-{public_id}")


def _opened(public_id: str) -> Round | None:
    """A round that was opened here, whatever has become of it."""
    round_ = round_by_public_id(public_id)
    return round_ if round_ is not None and round_.manifest else None


def _file(text: str, content_type: str, name: str) -> HttpResponse:
    response = HttpResponse(text.encode(), content_type=content_type)
    end = "json" if content_type.endswith("json") else "txt"
    response.headers["Content-Disposition"] = f'inline; filename="{name}.{end}"'
    return response
