"""Links between what belongs to the results of a round, for whoever reads the page."""

from __future__ import annotations

from typing import TYPE_CHECKING
from urllib.parse import urlencode

from django import template
from django.template import Context
from django.urls import reverse

from surveyapp.result_addresses import result_address

if TYPE_CHECKING:
    from analysis.release import Release
    from surveyapp.result_pages import RoundPage, TrendPage

register = template.Library()


@register.simple_tag(takes_context=True)
def result_url(context: Context, what: str, *arguments: str, **query: str | int | None) -> str:
    """The address of something that belongs to the results which the page shows."""
    page: RoundPage = context["page"]
    return result_address(page.round, page.readers, what, *arguments, **query)


@register.simple_tag(takes_context=True)
def trend_url(context: Context, name: str, form: str, **query: str | int | None) -> str:
    """The address of a chart of all rounds of the programme that the page shows."""
    page: TrendPage = context["page"]
    address = reverse("trend-chart", args=[page.programme.code, name, form])
    asked_for = urlencode({key: value for key, value in query.items() if value})
    return f"{address}?{asked_for}" if asked_for else address


@register.filter
def title_of(release: Release, code: str) -> str:
    """The title of a construct, or the question of an item; the code of what only others asked."""
    instrument = release.instrument
    titles = {one.code: one.title for one in instrument.constructs}
    titles |= {one.code: one.text for one in instrument.items}
    return titles.get(code, code)


@register.filter
def asks_delivery(release: Release) -> bool:
    """Whether a round asked anything that the page about software delivery tells of."""
    from analysis.delivery import asks_delivery as asked

    return asked(release.instrument)
