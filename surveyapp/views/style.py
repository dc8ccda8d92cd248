"""The style page: the design system of the site, shown by its own templates and style sheets.

It belongs to the demonstration, so there is no such page where the site serves anybody but the
machine it runs on.
"""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import get_language
from django.views.decorators.http import require_safe

from analysis.translations import choose_language
from surveyapp import access
from surveyapp.answer_form import read_answers
from surveyapp.interface import interface_in
from surveyapp.style_pages import SENT, questions, style_context
from surveyapp.survey_pages import survey_context


@require_safe
def style(request: HttpRequest) -> HttpResponse:
    """Tokens, parts, every kind of question, and how results are told."""
    access.require_local()
    return render(request, "style/page.html", style_context())


@require_safe
def style_survey(request: HttpRequest) -> HttpResponse:
    """The questions of the style page as a survey, with the script that people get.

    With ``?sent`` it comes back as from a server that found something wrong.
    """
    access.require_local()
    instrument = questions()
    language = choose_language(instrument, request.GET.get("lang"), get_language())
    with interface_in(language):
        form = read_answers(instrument, SENT) if "sent" in request.GET else None
        context = survey_context(instrument, form=form, language=language) | {"preview": True}
        return render(request, "style/survey.html", context)
