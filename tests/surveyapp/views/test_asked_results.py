"""Results for everybody who was asked: what they read, what they do not, and when."""

from __future__ import annotations

import hashlib
import re
from typing import Any
from urllib.parse import urlsplit

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from analysis.exports.pictures import OF_ONE_CONSTRUCT, OF_TWO, PICTURES
from analysis.exports.tables import TABLES
from analysis.release import Release
from questionnaires.models import Action, ReleasedComments, Round
from surveyapp.result_documents import document_of
from tests.frozen import overrule
from tests.releases import demo_release, demo_releases
from tests.stored import logged_in, stored_programme, stored_round
from tests.surveyapp.personas import Persona, client_of
from tests.surveyapp.without_account import addresses_in, read, text

pytestmark = pytest.mark.django_db(databases=["default", "answers"])

FILES = (
    "charts/constructs.svg",
    "charts/constructs.png",
    "charts/items.pdf?item=shipping",
    "charts/heatmap.svg",
    "tables/items.csv",
    "tables/response-rates.csv",
    "release.json",
)
#: What needs an account.
CLOSED = ("/results/", "/login", "/rounds/", "/account", "/api/", "/programmes/", "/question-sets/")


def stored(release: Release | None = None, **fields: Any) -> Round:
    """A released round that everybody reads who was asked."""
    rules = {"results_for": Round.ResultsFor.ASKED, "manifest": {"results_for": "asked"}, **fields}
    return stored_round(release or demo_release(2), **rules)


def path(round_: Round, what: str = "") -> str:
    return f"/s/results/{round_.public_id}/{what}"


# What is read -----------------------------------------------------------------------------------


def test_everybody_reads_the_figures_without_an_account_and_without_a_query_of_sessions() -> None:
    round_ = stored()
    with CaptureQueriesContext(connection) as asked:
        response = read(path(round_))
    assert response.status_code == 200
    page = text(response)
    for expected in ("Spring 2027", "answered", "What was found", "Feedback loops", "SHA-256"):
        assert expected in page
    assert "<table" in page
    assert len(asked.captured_queries) > 1
    assert not [one for one in asked.captured_queries if "session" in one["sql"]]
    assert not [one for one in asked.captured_queries if "auth_user" in one["sql"]]
    policy = response.headers["Content-Security-Policy"]
    assert policy.startswith("default-src 'none'; script-src 'self'")
    assert "trusted-types 'none'" in policy


def test_the_figures_are_those_that_people_with_a_role_read() -> None:
    round_ = stored()
    mine = text(read(path(round_)))
    theirs = text(logged_in("viewer").get("/results/engineering/2027-spring/"))
    figures = [set(re.findall(r"<td[^>]*>.*?</td>", page)) for page in (mine, theirs)]
    assert len(figures[1]) > 100
    assert figures[0] == figures[1]


@pytest.mark.parametrize("what", FILES)
def test_files_come_through_the_gate_and_load_nothing(what: str) -> None:
    round_ = stored()
    response = read(path(round_, what))
    assert response.status_code == 200
    assert response.headers["Content-Security-Policy"].startswith("default-src 'none'")
    assert len(response.content) > 200


def test_every_address_on_the_page_answers_and_none_of_them_asks_for_an_account() -> None:
    stored(demo_release(1))
    round_ = stored()
    Action.objects.create(round=round_, said="x", done="y", published_on=round_.released_on)
    response = read(path(round_) + "?lang=de")
    found = [one for one in addresses_in(response) if not one.startswith("#")]
    assert [one for one in found if one.startswith("?")] == ["?lang=en", "?lang=es"]
    pages = [one for one in found if not one.startswith(("/static/", "?"))]
    assert [one for one in found if one.startswith(CLOSED)] == []
    assert "/" not in found
    assert {urlsplit(one).netloc for one in found} == {""}
    assert len(pages) > 20
    assert [one for one in pages if "lang=de" not in one] == []
    for address in sorted(set(pages)):
        if ".png" not in address and ".pdf" not in address:
            assert read(address).status_code == 200, address
    # And the page for people with a role has what is looked for here.
    theirs = addresses_in(logged_in("viewer").get("/results/engineering/2027-spring/"))
    assert [one for one in theirs if one.startswith(CLOSED)]


def test_the_page_speaks_the_language_that_was_asked_for() -> None:
    round_ = stored()
    german = read(path(round_) + "?lang=de")
    assert german.headers["Content-Language"] == "de"
    assert '<html lang="de"' in text(german)
    assert 'lang="es"' in text(read(path(round_), **{"accept-language": "es"}))
    assert 'lang="en"' in text(read(path(round_)))


def test_the_release_file_has_the_hash_of_the_page() -> None:
    round_ = stored()
    content = read(path(round_, "release.json")).content
    assert hashlib.sha256(content).hexdigest() in text(read(path(round_)))


# What is not ------------------------------------------------------------------------------------


def test_no_comment_is_on_it_and_no_name_of_an_account() -> None:
    round_ = stored_programme()[-1]
    overrule(Round.objects.filter(pk=round_.pk), results_for=Round.ResultsFor.ASKED)
    said = ReleasedComments.objects.get().texts[0][:20]
    assert said in text(logged_in("viewer").get("/results/engineering/2027-spring/comments/"))
    for client in (Client(), client_of(Persona.ADMIN)):
        page = text(client.get(path(round_)))
        assert said not in page
        assert "admin" not in page
        assert "Log out" not in page
        assert "masthead-nav" not in page
    assert said not in read(path(round_, "release.json")).content.decode()


@pytest.mark.parametrize("what", ["", *FILES, "charts/change-constructs.svg"])
@pytest.mark.parametrize(
    "fields",
    [
        {"results_for": "roles"},
        *({"status": status} for status in Round.Status if status != Round.Status.RELEASED),
    ],
    ids=str,
)
def test_nothing_is_read_that_is_not_released_or_is_for_others(
    what: str, fields: dict[str, str]
) -> None:
    stored(demo_release(1))
    round_ = stored()
    assert read(path(round_, what)).status_code == 200
    overrule(Round.objects.filter(pk=round_.pk), **fields)
    response = read(path(round_, what))
    aborted = fields.get("status") == "aborted" and not what
    assert response.status_code == (410 if aborted else 404)
    page = response.content.decode(errors="replace")
    assert "favourable" not in page
    assert round_.releases.get().sha256 not in page
    # An account changes nothing: here nobody is asked who they are.
    assert client_of(Persona.ADMIN).get(path(round_, what)).status_code != 200


def test_the_words_say_why_there_is_nothing() -> None:
    round_ = stored(audience="The platform team reads them.")
    told = {
        "open": "There are no results yet",
        "closed": "There are no results yet",
        "draft": "This link does not open a survey",
        "aborted": "This round was ended without results",
    }
    for status, words in told.items():
        overrule(Round.objects.all(), status=status)
        assert words in text(read(path(round_)))
    overrule(Round.objects.all(), status="released", results_for="roles")
    page = text(read(path(round_)))
    assert "The results of this round are not shown here" in page
    assert "The platform team reads them." in page
    assert "This link does not open" in text(read("/s/results/nothing/"))
    assert read("/s/results/nothing/").status_code == 404


@pytest.mark.parametrize("what", ["", "charts/constructs.svg", "tables/items.csv", "release.json"])
def test_it_is_only_read(what: str) -> None:
    assert Client().post(path(stored(), what)).status_code == 405


def test_an_import_is_for_nobody_who_was_asked_elsewhere() -> None:
    round_ = stored_round(demo_release(2), mode=Round.Mode.IMPORTED)
    assert round_.results_for == "roles"
    assert read(path(round_)).status_code == 404


def test_too_few_answers_tell_only_that() -> None:
    round_ = stored(demo_release(2, answers=4))
    page = text(read(path(round_)))
    assert "<table" not in page
    assert "favourable" not in page
    assert "4 answered" not in page


# The round before -------------------------------------------------------------------------------


def test_the_round_before_is_compared_with_where_its_people_were_told_so() -> None:
    first, _second, third = (stored(release) for release in demo_releases())
    page = text(read(path(third)))
    assert "Since Autumn 2026" in page
    assert read(path(third, "charts/change-constructs.svg")).status_code == 200
    assert read(path(third, "tables/changes.csv")).status_code == 200
    # Others have other readers, who may have been other people.
    assert first.public_id not in page
    assert "Spring 2026" not in page


def test_no_figure_of_a_round_for_others_is_told_by_comparing() -> None:
    before, round_ = stored(demo_release(1)), stored()
    changed = read(path(round_, "tables/changes.csv")).content
    overrule(Round.objects.filter(pk=before.pk), results_for="roles")
    page = text(read(path(round_)))
    assert page.count("Nothing is compared with the round before: its results are for others") == 1
    assert "This is the first released round" not in page
    # Whoever has the address reads this page, and that round is for people with a role.
    assert "Autumn 2026" not in page
    for what in ("charts/change-constructs.svg", "tables/changes.csv"):
        assert read(path(round_, what)).status_code == 404
    for what in (
        "charts/constructs.svg?against=2026-autumn",
        "tables/items.csv?against=2026-autumn",
    ):
        assert read(path(round_, what)).status_code == 200
        assert b"Autumn 2026" not in read(path(round_, what)).content
    assert b"Autumn 2026" in changed or b"2026-autumn" in changed
    assert "Since Autumn 2026" in text(logged_in("viewer").get("/results/engineering/2027-spring/"))


@pytest.mark.parametrize("query", ["", "?against=2026-autumn"])
def test_no_page_chart_or_table_tells_of_a_round_that_others_read(query: str) -> None:
    """All that there is, so that whatever is added is looked at too."""
    before, round_ = stored(demo_release(1)), stored()
    titles = (before.title, before.code, document_of(before).sha256[:12])
    item = round_.version.instrument.counted_items[0].code
    codes = dict.fromkeys(OF_ONE_CONSTRUCT, "?item=feedback") | {"item": f"?item={item}"}
    pages = ("", "priorities/", "delivery/", "constructs/feedback/", "heatmap/")
    addresses = [f"{page}{query}" for page in pages]
    addresses += [f"tables/{name}.csv{query}" for name in TABLES]
    addresses += [
        f"charts/{name}.svg{codes.get(name, '?')}{query.replace('?', '&')}" for name in PICTURES
    ]

    def telling() -> list[str]:
        answers = {what: read(path(round_, what)) for what in addresses}
        assert {one.status_code for one in answers.values()} <= {200, 404}
        assert sum(one.status_code == 200 for one in answers.values()) > 20
        return [
            what
            for what, one in answers.items()
            if one.status_code == 200 and any(title in text(one) for title in titles)
        ]

    # Of a round that they may read themselves they are told.
    comparing = ("", "priorities/", "constructs/feedback/")  # delivery was not asked for
    assert {f"{page}{query}" for page in comparing} <= {*telling()}
    overrule(Round.objects.filter(pk=before.pk), results_for="roles")
    assert telling() == []
    pictures = [name for name in PICTURES if name.startswith(("trend-", *OF_TWO))]
    assert {read(path(round_, f"charts/{one}.svg")).status_code for one in pictures} == {404}


def test_trends_over_all_rounds_are_for_people_with_a_role() -> None:
    stored(demo_release(1))
    round_ = stored()
    assert logged_in("viewer").get("/results/engineering/2027-spring/tables/trends.csv").content
    for what in (
        "tables/trends.csv",
        "charts/trend-constructs.svg",
        "report.pdf",
        "units/Platform/",
    ):
        assert read(path(round_, what)).status_code == 404


def test_people_with_a_role_are_told_who_else_reads_it() -> None:
    round_ = stored()
    address = "/results/engineering/2027-spring/"
    assert path(round_) in logged_in("viewer").get(address).content.decode()
    overrule(Round.objects.all(), results_for="roles")
    page = text(logged_in("viewer").get(address))
    assert path(round_) not in page
    assert "Only people with a role read this here." in page
