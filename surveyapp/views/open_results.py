"""Results without an account: one set of pages and two doors.

Everybody who was asked comes by the public id of the round (``/s/results/<public_id>/``), where its
rules say so; others by a link that expires (``/s/link/<secret>/``). No account, session or cookie
is asked for, and nothing is noted of who reads. Both read the same: nothing before the release, no
comments, and no way to other rounds.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from http import HTTPStatus

from django.http import Http404, HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from analysis.translations import choose_language
from questionnaires.models import Round
from questionnaires.queries.results_links import round_by_results_link
from questionnaires.queries.rounds import round_by_public_id
from surveyapp import exported_results, result_pictures, results
from surveyapp.after_sending import actions_page, after_sending
from surveyapp.construct_results import construct_page
from surveyapp.delivery_results import delivery_page
from surveyapp.digest_results import digest_page
from surveyapp.heatmap_results import heatmap_page
from surveyapp.priority_results import priority_page
from surveyapp.result_addresses import read_by_link
from surveyapp.result_documents import document_of, documents_of
from surveyapp.views.results import chart_response, file_response
from surveyapp.views.survey import respondent_page
from surveyapp.views.survey_messages import message, page, round_aborted, unknown_link

#: Given the request, the round, its readers, and what else the address names.
Shown = Callable[..., HttpResponse]

# The doors ---------------------------------------------------------------------------------------


def for_asked(show: Shown) -> Shown:
    """A page of the round with a public id, for everybody who was asked.

    Where there is none a page says why; a file of :data:`FILES` is a plain 404.
    """

    @require_safe
    @respondent_page
    @wraps(show)
    def answer(request: HttpRequest, /, public_id: str, **named: str) -> HttpResponse:
        round_ = round_by_public_id(public_id)
        if round_ is None or not round_.is_read_by_asked:
            if show in FILES:
                raise Http404
            return nothing_to_read(request, round_)
        return show(request, round_, Round.ResultsFor.ASKED, **named)

    return answer


def by_link(show: Shown) -> Shown:
    """A page of the round that the secret in its address opens today.

    A link that is unknown, expired or ended opens what any address opens that nobody made.
    """

    @require_safe
    @respondent_page
    @wraps(show)
    def answer(request: HttpRequest, /, secret: str, **named: str) -> HttpResponse:
        round_ = round_by_results_link(secret, today=timezone.localdate())
        if round_ is None:
            return nothing_behind_it()
        with read_by_link(secret):
            return show(request, round_, Round.ResultsFor.LINK, **named)

    return answer


# What is behind them -----------------------------------------------------------------------------


def overview(request: HttpRequest, round_: Round, readers: str) -> HttpResponse:
    """The results of a round without its comments.

    ``?bars=whole`` for bars of 100 %, ``?sort=`` and ``?order=`` for units by constructs.
    """
    bars, sort, order = (request.GET.get(name, "") for name in ("bars", "sort", "order"))
    shown = results.round_page(round_, readers=readers, bars=bars, sort=sort, order=order)
    if shown.figures.heat and not shown.heat:
        raise Http404
    if readers == Round.ResultsFor.LINK:
        return page("results/linked.html", {"page": shown})
    return page("results/asked.html", {"page": shown, "after": after_sending(round_)})


def chart(request: HttpRequest, round_: Round, readers: str, name: str, form: str) -> HttpResponse:
    """A chart of these results as SVG, PNG or PDF."""
    if name.startswith(result_pictures.TREND_PICTURES):
        raise Http404
    return chart_response(request, name, form, documents_of(round_, readers=readers), _stem(round_))


def table(request: HttpRequest, round_: Round, readers: str, name: str) -> HttpResponse:
    """A table of these results as CSV; what covers other rounds is for people with a role."""
    documents = documents_of(round_, readers=readers)
    is_of_one = name != exported_results.OF_ALL_ROUNDS
    body = result_pictures.table(name, documents) if is_of_one else None
    if body is None:
        raise Http404
    filename = f"{_stem(round_)}-{name}.csv"
    return file_response(request, body, filename, documents[-1], as_attachment=True)


def workbook(request: HttpRequest, round_: Round, readers: str) -> HttpResponse:
    """All tables of these results as one workbook; what covers other rounds is not among them."""
    documents = documents_of(round_, readers=readers)
    body = exported_results.workbook(documents, is_for_asked=True)
    filename = f"{_stem(round_)}-tables.xlsx"
    return file_response(request, body, filename, documents[-1], as_attachment=True)


def release(request: HttpRequest, round_: Round, readers: str) -> HttpResponse:
    """The release itself: the file whose SHA-256 the page and the charts name."""
    document = document_of(round_)
    filename = f"{_stem(round_)}-release.json"
    return file_response(request, document.content.encode(), filename, document)


def digest(request: HttpRequest, round_: Round, readers: str) -> HttpResponse:
    """The overview in short; behind a link without one, which nobody passes on by a button."""
    return page("results/digest.html", {"page": digest_page(round_, readers=readers)})


def priorities(request: HttpRequest, round_: Round, readers: str) -> HttpResponse:
    """What to work on first, and why."""
    return page("results/priorities.html", {"page": priority_page(round_, readers=readers)})


def heatmap(request: HttpRequest, round_: Round, readers: str) -> HttpResponse:
    """Units by constructs; ``?heat=`` chooses the figures, ``?sort=`` and ``?order=`` the rows."""
    kind, sort, order = (request.GET.get(name, "") for name in ("heat", "sort", "order"))
    return _shown("heatmap", heatmap_page(round_, kind, sort, order, readers))


def delivery(request: HttpRequest, round_: Round, readers: str) -> HttpResponse:
    """Software delivery; ``?industry=`` names a baseline."""
    industry = request.GET.get("industry", "")
    return _shown("delivery", delivery_page(round_, industry=industry, readers=readers))


def construct(request: HttpRequest, round_: Round, readers: str, construct: str) -> HttpResponse:
    """One construct; ``?bars=whole`` for bars of 100 %."""
    bars = request.GET.get("bars", "")
    return _shown("construct", construct_page(round_, construct, bars=bars, readers=readers))


FILES = frozenset({chart, table, workbook, release})


def _shown(name: str, shown: object | None) -> HttpResponse:
    """A page; 404 where the round has no such."""
    if shown is None:
        raise Http404
    return page(f"results/{name}.html", {"page": shown})


def _stem(round_: Round) -> str:
    return f"{round_.programme.code}-{round_.code}"


# What is done about it ---------------------------------------------------------------------------


@require_safe
@respondent_page
def survey_actions(request: HttpRequest, public_id: str) -> HttpResponse:
    """``/s/did/<public_id>/``: what was said, and what is done about it."""
    round_ = round_by_public_id(public_id)
    if round_ is None or not round_.is_released or round_.mode == Round.Mode.IMPORTED:
        return nothing_to_read(request, round_)
    language = choose_language(round_.version.instrument, request.GET.get("lang"), get_language())
    return page("survey/actions.html", {"page": actions_page(round_, language)})


# Where there is nothing --------------------------------------------------------------------------


def nothing_to_read(request: HttpRequest, round_: Round | None) -> HttpResponse:
    """404 in words, or 410 of an aborted round. Of a draft or an import nobody was told."""
    if round_ is None or round_.is_draft or round_.mode == Round.Mode.IMPORTED:
        return unknown_link(request)
    if round_.is_aborted:
        return round_aborted(request, round_)
    if round_.is_released:
        return message(
            _("The results of this round are not shown here"),
            _("Who reads them was fixed before the round opened, and nobody can widen it."),
            status=HTTPStatus.NOT_FOUND,
            round_=round_,
            after=after_sending(round_),
        )
    return message(
        _("There are no results yet"),
        _("Nobody sees results before the round has closed and they are released."),
        _("Open this address again then; it stays the same."),
        status=HTTPStatus.NOT_FOUND,
        round_=round_,
    )


def nothing_behind_it() -> HttpResponse:
    """404, the same whether a link has expired, was ended or was never made."""
    return message(
        _("This link opens no results"),
        _(
            "It has expired, somebody ended it, or it was not copied completely. The page does not "
            "tell which."
        ),
        _(
            "Ask whoever gave it to you for a new one. Whoever has an account with a role reads "
            "the results after logging in."
        ),
        status=HTTPStatus.NOT_FOUND,
    )
