"""Results behind a link that expires: what it opens, and that there is no way past it."""

from __future__ import annotations

import logging
import re
from collections.abc import Callable
from datetime import timedelta
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
from django.conf import settings
from django.test import Client
from django.utils import timezone

from questionnaires.models import AuditEntry, ReleasedComments, ResultsLink, Round
from questionnaires.services.results_links import MadeLink, end_results_link, make_results_link
from surveyapp.logs import HideRespondents
from surveyapp.result_documents import document_of
from tests.frozen import overrule
from tests.releases import demo_release, demo_releases
from tests.stored import logged_in, stored_programme, stored_round
from tests.surveyapp.without_account import addresses_in, text
from tests.surveyapp.without_account import read as read_page

pytestmark = pytest.mark.django_db(databases=["default", "answers"])

PAGES = ("", "digest/", "priorities/", "heatmap/", "constructs/docs/")
FILES = (
    "charts/constructs.svg", "charts/digest.png", "charts/heatmap.svg", "tables/items.csv",
    "tables.xlsx", "release.json",
)  # fmt: skip
DAY = timedelta(days=1)


def told(number: int = 2, results_for: str = Round.ResultsFor.LINK, **fields: Any) -> Round:
    """A released round of which people were told that such links may be given."""
    return stored_round(
        demo_release(number), results_for=results_for, manifest={"results_for": results_for},
        **fields,
    )  # fmt: skip


def link_to(round_: Round) -> MadeLink:
    return make_results_link(round=round_, actor="ann")


def read(secret: str, what: str = "", **headers: str) -> Any:
    """What somebody without account, session and cookie reads by a link."""
    return read_page(f"/s/link/{secret}/{what}", **headers)


# What it opens ------------------------------------------------------------------------------------


def test_it_opens_the_results_without_an_account() -> None:
    page = text(read(link_to(told()).secret))
    for expected in ("Spring 2027", "58 of 70 answered", "What was found", "Feedback loops"):
        assert expected in page
    assert "Behind a link that somebody gave you, and that expires." in page


def test_units_are_sorted_as_on_every_other_overview() -> None:
    secret = link_to(told()).secret
    ways = [one for one in addresses_in(read(secret)) if "?sort=" in one and "heatmap" not in one]
    assert len(ways) > 2, "each column has its way"
    for way in ways:
        head = text(read_page(way.partition("#")[0])).partition("aria-sort=")[2]
        sorted_by = parse_qs(urlsplit(way).query)["sort"]
        assert head, "a column is marked"
        following = re.search(r'href="([^"]*)"', head)
        assert following
        query = parse_qs(urlsplit(following[1].replace("&amp;", "&")).query)
        assert query["sort"] == sorted_by, "it is the one that was asked for"
    assert read(secret, "?sort=nothing").status_code == 404


@pytest.mark.parametrize("what", [*PAGES, *FILES])
def test_all_that_belongs_to_the_release_is_behind_it(what: str) -> None:
    response = read(link_to(told()).secret, what)
    assert response.status_code == 200
    assert len(response.content) > 500


def test_the_files_are_those_of_everybody_who_was_asked() -> None:
    round_ = told(results_for=Round.ResultsFor.ASKED)
    secret = link_to(round_).secret
    for what in FILES:
        asked = Client().get(f"/s/results/{round_.public_id}/{what}")
        assert read(secret, what).content == asked.content, what


@pytest.mark.parametrize("results_for", [Round.ResultsFor.LINK, Round.ResultsFor.ASKED])
def test_nothing_on_a_page_leads_past_the_link(results_for: str) -> None:
    """Else a link that has expired would go on by another address: that of everybody asked."""
    round_ = told(results_for=results_for)
    secret = link_to(round_).secret
    assert round_.public_id in Client().get(f"/s/how/{round_.public_id}/").content.decode()
    for what in PAGES:
        response = read(secret, what)
        assert round_.public_id not in response.content.decode(), what
        for address in addresses_in(response):
            path = urlsplit(address).path
            own = path.startswith((f"/s/link/{secret}/", "/static/"))
            assert own or not path, (what, address)


def test_every_address_on_its_pages_answers() -> None:
    secret = link_to(told()).secret
    found = {one for what in PAGES for one in addresses_in(read(secret, what))}
    pages = [one for one in found if one.startswith("/s/link/") and "/charts/" not in one]
    assert len(pages) > 10
    for address in pages:
        assert Client().get(address).status_code == 200, address


def test_comments_other_rounds_and_the_report_are_not_behind_it() -> None:
    round_ = stored_programme()[-1]
    overrule(Round.objects.filter(pk=round_.pk), results_for=Round.ResultsFor.LINK)
    round_.refresh_from_db()
    said = ReleasedComments.objects.get().texts[0][:20]
    address = f"/results/{round_.programme.code}/{round_.code}/"
    by_role = logged_in().get(address)
    assert said in text(logged_in().get(f"{address}comments/")), "there is something to leak"
    secret = link_to(round_).secret
    page = text(read(secret))
    assert all(said not in text(read(secret, what)) for what in PAGES)
    assert "Autumn 2026" in text(by_role)
    assert "Autumn 2026" not in page
    for what in (
        "report.pdf", "report.html", "charts/trend-constructs.svg", "tables/trends.csv",
        "units/Platform/Build/", "two-rounds/", "loud-and-silent/", "comments/",
        "tables/items.parquet",
    ):  # fmt: skip
        assert read(secret, what).status_code == 404, what


def test_it_is_compared_with_a_round_whose_people_were_told_so_and_with_no_other() -> None:
    before = told(1, Round.ResultsFor.ROLES)
    after = told(2)
    by_role = logged_in().get(f"/results/{after.programme.code}/{after.code}/")
    assert "clearly better" in by_role.content.decode(), "there is a change that could be told"
    secret = link_to(after).secret
    assert "clearly better" not in text(read(secret))
    assert "its results are for others to read" in text(read(secret))
    assert read(secret, "tables/changes.csv").status_code == 404
    for results_for in (Round.ResultsFor.LINK, Round.ResultsFor.ASKED):
        overrule(Round.objects.filter(pk=before.pk), results_for=results_for)
        assert "clearly better" in text(read(secret))


def test_everybody_asked_is_told_no_change_since_a_round_for_links() -> None:
    told(1, Round.ResultsFor.LINK)
    after = told(2, Round.ResultsFor.ASKED)
    asked = Client().get(f"/s/results/{after.public_id}/").content.decode()
    assert "clearly better" not in asked


def test_a_link_shows_no_more_than_everybody_asked_reads() -> None:
    """Whoever makes one for such a round is told so: not the change since a round for links."""
    told(1, Round.ResultsFor.LINK)
    after = told(2, Round.ResultsFor.ASKED)
    secret = link_to(after).secret
    for what in ("", "priorities/", "digest/", "tables/changes.csv"):
        page, asked = read(secret, what), Client().get(f"/s/results/{after.public_id}/{what}")
        assert page.status_code == asked.status_code, what
        for word in ("clearly better", "Autumn 2026"):
            assert (word in text(page)) == (word in text(asked)), (what, word)


def test_a_round_for_links_has_no_page_of_everybody_asked() -> None:
    round_ = told()
    response = Client().get(f"/s/results/{round_.public_id}/")
    assert response.status_code == 404
    assert "Feedback loops" not in response.content.decode()


def test_its_address_stays_a_secret_where_the_site_is_mounted_below_another() -> None:
    """A server may set SCRIPT_NAME: then the path of a request does not begin with /s/."""
    secret = link_to(told()).secret
    for what in ("", "release.json", "heatmap/?heat=other", "nothing/"):
        response = Client().get(f"/s/link/{secret}/{what}", SCRIPT_NAME="/candor")
        assert response.headers["Cache-Control"] == "no-store", what
        assert response.headers["Referrer-Policy"] == "no-referrer", what
        assert response.headers["X-Robots-Tag"] == "noindex, nofollow", what


# What it does not open ----------------------------------------------------------------------------


def expire(link: ResultsLink) -> None:
    today = timezone.localdate()
    ResultsLink.objects.filter(pk=link.pk).update(made_on=today - 14 * DAY, expires_on=today - DAY)


def end(link: ResultsLink) -> None:
    end_results_link(link=link, actor="ann")


@pytest.mark.parametrize("close", [expire, end])
def test_expired_ended_and_unknown_are_one_page(close: Callable[[ResultsLink], None]) -> None:
    round_ = told()
    link = link_to(round_)
    assert read(link.secret).status_code == 200
    unknown = read("A" * len(link.secret))
    close(link.link)
    for what in (*PAGES, *FILES):
        refused = read(link.secret, what)
        assert refused.status_code == unknown.status_code == 404
        assert refused.content == unknown.content, what
    said = text(unknown)
    assert "This link opens no results" in said
    assert "Ask whoever gave it to you for a new one." in said
    assert round_.title not in said


def test_another_rounds_pages_are_not_reached_by_a_link() -> None:
    other = told(1)
    secret = link_to(told(2)).secret
    release = read(secret, "release.json")
    assert release.content.decode() != document_of(other).content
    for what in (f"?against={other.code}", f"priorities/?against={other.code}"):
        page = text(read(secret, what))
        assert "Spring 2027" in page
    for path in (
        f"/s/results/{secret}/",
        f"/s/how/{secret}/",
        f"/s/did/{secret}/",
        f"/s/{secret}/",
    ):
        assert Client().get(path).status_code == 404, path
    assert Client().get(f"/s/link/{other.public_id}/").status_code == 404


def test_guesses_all_get_the_same_page() -> None:
    link = link_to(told())
    unknown = read("A" * 43)
    for guess in (link.link.code, link.link.digest, link.secret[:-1], link.secret.swapcase(), "x"):
        assert read(guess).content == unknown.content


def test_it_takes_no_form_and_deletes_nothing() -> None:
    secret = link_to(told()).secret
    for method in ("post", "put", "patch", "delete"):
        assert getattr(Client(), method)(f"/s/link/{secret}/").status_code == 405


# Nothing is noted ---------------------------------------------------------------------------------


def test_reading_leaves_no_trace() -> None:
    link = link_to(told())
    before = (AuditEntry.objects.count(), list(ResultsLink.objects.values()))
    assert read(link.secret).status_code == 200
    assert (AuditEntry.objects.count(), list(ResultsLink.objects.values())) == before


def test_no_log_line_has_the_secret(caplog: pytest.LogCaptureFixture) -> None:
    secret = link_to(told()).secret
    caplog.set_level(logging.DEBUG)
    Client().get(f"/s/link/{secret}/nothing/")
    unfiltered = [one for one in caplog.records if secret in one.getMessage()]
    assert unfiltered, "Django has something to log"
    hide = HideRespondents()
    assert not any(hide.filter(one) and secret in one.getMessage() for one in unfiltered)


def test_a_browser_that_has_a_file_already_is_told_so_and_keeps_none() -> None:
    secret = link_to(told()).secret
    first = read(secret, "charts/constructs.svg")
    again = read(secret, "charts/constructs.svg", **{"If-None-Match": first.headers["ETag"]})
    assert again.status_code == 304


def test_it_speaks_the_language_that_it_is_asked_for_and_keeps_to_it() -> None:
    secret = link_to(told()).secret
    response = read(secret, "?lang=de")
    assert '<html lang="de"' in response.content.decode()
    links = [one for one in addresses_in(response) if one.startswith(f"/s/link/{secret}/")]
    assert len(links) > 5
    assert all("lang=de" in one for one in links)


# Making and ending them ---------------------------------------------------------------------------


def links_page(round_: Round) -> str:
    return f"/rounds/{round_.programme.code}/{round_.code}/results-links/"


def test_an_analyst_makes_a_link_and_sees_its_address_once() -> None:
    round_ = told()
    day = timezone.localdate() + 30 * DAY
    client = logged_in("analyst")
    form = {"expires_on": day.isoformat(), "made_for": "Board"}
    response = client.post(links_page(round_), form)
    assert response.status_code == 200
    assert response.headers["Cache-Control"] == "no-store"
    (address,) = set(re.findall(r'id="made-link" href="([^"]+)"', response.content.decode()))
    path = address.removeprefix(settings.BASE_URL)
    assert Client().get(path).status_code == 200
    secret = path.split("/")[3]
    later = client.get(links_page(round_)).content.decode()
    assert secret not in later
    assert "Board" in later
    assert "by analyst" in later


def test_it_is_ended_at_once() -> None:
    round_ = told()
    link = link_to(round_)
    client = logged_in("analyst")
    response = client.post(f"{links_page(round_)}{link.link.code}/end/", follow=True)
    page = re.sub(r"\s+", " ", response.content.decode())
    assert "The link is ended." in page
    assert "ended on" in page
    assert "by analyst" in page
    assert "End it now" not in page
    assert read(link.secret).status_code == 404


@pytest.mark.parametrize("days", [-1, 91, None])
def test_a_day_that_is_too_far_away_or_none_is_refused_in_words(days: int | None) -> None:
    round_ = told()
    day = "soon" if days is None else (timezone.localdate() + days * DAY).isoformat()
    response = logged_in("analyst").post(links_page(round_), {"expires_on": day})
    assert response.status_code == 422
    assert not ResultsLink.objects.exists()
    assert ("90 days at the latest" in text(response)) or days is None


def test_where_people_were_told_otherwise_the_page_says_so_and_has_no_form() -> None:
    round_ = told(results_for=Round.ResultsFor.ROLES)
    client = logged_in("analyst")
    page = text(client.get(links_page(round_)))
    assert "No link can be made for this round." in page
    assert "expires_on" not in page
    day = (timezone.localdate() + DAY).isoformat()
    refused = client.post(links_page(round_), {"expires_on": day})
    assert refused.status_code == 422
    assert "nobody can widen that afterwards" in text(refused)
    assert not ResultsLink.objects.exists()


def test_an_import_has_no_such_page() -> None:
    round_ = stored_round(demo_release(2), mode=Round.Mode.IMPORTED)
    assert logged_in("analyst").get(links_page(round_)).status_code == 404


def test_the_link_of_another_round_cannot_be_ended_here() -> None:
    round_, other = told(2), told(1)
    link = link_to(other)
    address = f"{links_page(round_)}{link.link.code}/end/"
    assert logged_in("analyst").post(address).status_code == 404
    assert read(link.secret).status_code == 200


@pytest.mark.parametrize("links", [1, 3])
def test_a_list_of_links_costs_the_same_however_long(
    links: int, django_assert_max_num_queries: Any
) -> None:
    round_ = told()
    for _each in range(links):
        link_to(round_)
    client = logged_in("analyst")
    with django_assert_max_num_queries(10):
        page = client.get(links_page(round_)).content.decode()
    assert page.count("End it now") == links


# What people are told -----------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("results_for", "said"),
    [
        (Round.ResultsFor.LINK, "a link that expires after at most 90 days"),
        (Round.ResultsFor.ROLES, "people with a role here only"),
    ],
)
def test_the_page_about_a_round_says_who_reads_it(results_for: str, said: str) -> None:
    round_ = told(results_for=results_for)
    page = text(Client().get(f"/s/how/{round_.public_id}/"))
    assert said in page


def test_releases_are_those_of_the_demonstration() -> None:
    assert len(demo_releases()) == 3, "told(0) to told(2) are there"
