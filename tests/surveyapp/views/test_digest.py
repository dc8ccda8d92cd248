"""The digest of a round as a page and in the API: to whom it is shown, and where it leads."""

from __future__ import annotations

import html
import re
from dataclasses import replace

import pytest
from django.conf import settings
from django.test import Client
from django.urls import reverse
from django.utils import translation

from analysis.release import HiddenReason
from questionnaires.models import Round
from surveyapp.digest_results import digest_page
from tests.releases import demo_releases
from tests.stored import logged_in, page_text, stored_round

pytestmark = pytest.mark.django_db(databases=["default", "answers"])

TOLD = {"results_for": Round.ResultsFor.ASKED, "manifest": {"results_for": "asked"}}


def pasted(page: str) -> list[str]:
    """What stands in the boxes of a page."""
    found = re.findall(r'<pre class="digest"[^>]*>(.*?)</pre>', page, re.DOTALL)
    return [html.unescape(one) for one in found]


def address_of(name: str, round_: Round) -> str:
    return reverse(name, args=[round_.programme.code, round_.code])


def test_people_with_a_role_read_text_markdown_and_picture() -> None:
    before, after = demo_releases()[-2:]
    stored_round(before)
    round_ = stored_round(after)
    response = logged_in().get(address_of("round-digest", round_))
    page = response.content.decode()
    text, markdown, alt = pasted(page)
    assert "Ease of release: clearly better" in text
    assert "58 of 70 answered (83 %)." in text
    assert text.splitlines()[0].endswith("Spring 2027")
    assert markdown.startswith("**")
    assert "clear changes" in alt
    assert f"{address_of('round-results', round_)}charts/digest.png?download=1" in page
    picture = logged_in().get(f"{address_of('round-results', round_)}charts/digest.png")
    assert picture.content.startswith(b"\x89PNG")
    assert address_of("round-digest", round_) in page_text(address_of("round-results", round_))


def test_the_link_of_a_round_for_roles_leads_to_its_page_and_says_who_reads_it() -> None:
    round_ = stored_round(demo_releases()[-1])
    page = page_text(address_of("round-digest", round_))
    assert f"Results: {settings.BASE_URL}{address_of('round-results', round_)}" in page
    assert "its link opens nothing for others" in page


def test_the_link_of_a_round_for_everybody_asked_needs_no_account() -> None:
    round_ = stored_round(demo_releases()[-1], **TOLD)
    page = page_text(address_of("round-digest", round_))
    assert f"Results: {settings.BASE_URL}/s/results/{round_.public_id}/" in page
    assert "which takes no account" in page


def test_everybody_asked_reads_it_without_an_account_or_cookie() -> None:
    round_ = stored_round(demo_releases()[-1], **TOLD)
    response = Client().get(reverse("survey-results-digest", args=[round_.public_id]))
    assert response.status_code == 200
    assert not response.cookies
    assert response.headers["Cache-Control"] == "no-store"
    page = response.content.decode()
    assert f"/s/results/{round_.public_id}/charts/digest.png" in page
    assert "/results/p/" not in page.replace("/s/results/", "")
    assert len(pasted(page)) == 3
    hidden = stored_round(demo_releases()[-2])
    refused = Client().get(reverse("survey-results-digest", args=[hidden.public_id]))
    assert refused.status_code == 404
    assert not pasted(refused.content.decode())


def test_they_are_told_of_no_change_since_a_round_that_is_for_others() -> None:
    before, after = demo_releases()[-2:]
    stored_round(before)
    round_ = stored_round(after, **TOLD)
    for_roles = page_text(address_of("round-digest", round_))
    assert "clearly better, 19 % -&gt; 78 %" in for_roles, "there is a change to tell of"
    told = Client().get(reverse("survey-results-digest", args=[round_.public_id]))
    text, _markdown, alt = pasted(told.content.decode())
    assert "clearly" not in text.replace("What clearly changed", "")
    assert "Nothing is compared with the round before: its results are for others to read." in text
    assert "Nothing is compared with an earlier round." in alt


def test_another_round_to_compare_with_is_named_by_link_and_picture() -> None:
    first, second, third = demo_releases()
    for one in (first, second):
        stored_round(one)
    round_ = stored_round(third)
    address = f"{address_of('round-digest', round_)}?against={first.round.code}"
    page = page_text(address)
    assert f"digest.svg?against={first.round.code}" in page
    assert f"{address_of('round-results', round_)}?against={first.round.code}" in page
    assert logged_in().get(f"{address_of('round-digest', round_)}?against=none").status_code == 404


def test_a_round_that_is_too_small_says_so_alone() -> None:
    release = demo_releases()[-1]
    hidden = replace(
        release.organisation, hidden=HiddenReason.ROUND_TOO_SMALL, answers=None, items={},
        constructs={},
    )  # fmt: skip
    round_ = stored_round(replace(release, groups=(hidden,)))
    for name in ("round-results", "round-digest"):
        page = page_text(address_of(name, round_))
        assert "Fewer than 5 people answered, so nothing of this round is shown." in page
    assert "favourable" not in " ".join(pasted(page))


def test_it_speaks_the_language_of_its_reader() -> None:
    round_ = stored_round(demo_releases()[-1], **TOLD)
    with translation.override("de"):
        german = digest_page(round_)
    assert "Worauf zu achten ist" in german.text
    assert "Worauf zu achten ist" not in digest_page(round_).text
    page = Client().get(f"/s/results/{round_.public_id}/digest/?lang=de").content.decode()
    assert "Worauf zu achten ist" in page


def test_the_api_says_the_same_and_names_the_picture() -> None:
    before, after = demo_releases()[-2:]
    stored_round(before)
    round_ = stored_round(after)
    client = logged_in()
    address = address_of("api-digest", round_)
    told = client.get(address).json()
    page = digest_page(round_)
    assert (told["text"], told["markdown"]) == (page.text, page.markdown)
    assert page.picture
    assert told["alt"] == page.picture.alt
    assert told["sha256"] == page.document.sha256
    png, svg = told["pictures"]
    assert client.get(png).content.startswith(b"\x89PNG")
    assert client.get(svg).headers["Content-Type"] == "image/svg+xml"
    german = client.get(address, headers={"Accept-Language": "de"}).json()
    assert "Worauf zu achten ist" in german["text"]
