"""The API: the same readers as the pages, the same numbers as the release, reading only."""

from __future__ import annotations

import io
import json
import math
from datetime import date
from typing import Any

import pytest
from django.core.management import call_command
from django.db import connections
from django.http import HttpResponse
from django.test import Client
from django.urls import resolve

from analysis.estimates import Change, Estimate, compare_items, estimate_item
from analysis.exports.pictures import OF_ONE_CONSTRUCT
from analysis.release import Hidden, dump_release
from questionnaires.models import CollectedRound, Event, Round
from questionnaires.routers import ANSWERS
from surveyapp import results
from tests.frozen import overrule
from tests.releases import NEW_IN_LAST, REWORDED, demo_release, demo_releases
from tests.stored import (
    PERSONAS,
    logged_in,
    open_round_beside,
    stored_programme,
    stored_round,
)

pytestmark = pytest.mark.django_db

V1 = "/api/v1/"
ROUND = f"{V1}programmes/engineering/rounds/2027-spring/"
READING = (
    f"{V1}programmes/",
    f"{V1}programmes/engineering/trend/",
    f"{V1}programmes/engineering/trend/charts/trend-items.svg",
    f"{V1}programmes/engineering/targets/",
    ROUND,
    f"{ROUND}release/",
    f"{ROUND}items/",
    f"{ROUND}constructs/",
    f"{ROUND}comparison/?with=2026-spring",
    f"{ROUND}digest/",
    f"{ROUND}comments/",
    f"{ROUND}charts/",
    f"{ROUND}charts/constructs.svg",
    f"{ROUND}charts/item.png?item=role",
    f"{ROUND}charts/constructs.pdf",
    f"{ROUND}report.pdf",
    f"{ROUND}tables/",
    f"{ROUND}tables/items.csv",
    f"{ROUND}tables/items.parquet",
    f"{ROUND}tables.xlsx",
)
AUTHORING = (
    f"{V1}question-sets/",
    f"{V1}question-sets/developer-experience/versions/1/",
    f"{V1}question-sets/developer-experience/versions/1/files/yaml/",
    f"{V1}question-formats/",
)
READERS = {"admin", "analyst", "author", "lead", "viewer"}
AUTHORS = {"admin", "author"}


def get(address: str, name: str = "viewer") -> Any:
    response = logged_in(name).get(address)
    assert response.status_code == 200, response.content
    return response.json()


# Who may read ----------------------------------------------------------------------------------


@pytest.mark.parametrize("name", PERSONAS)
@pytest.mark.parametrize("address", [*READING, *AUTHORING])
def test_the_roles_are_those_of_the_pages(name: str, address: str) -> None:
    stored_programme()
    may = AUTHORS if address in AUTHORING else READERS
    response = logged_in(name).get(address)
    assert response.status_code == (200 if name in may else 404)


@pytest.mark.parametrize("address", [*READING, *AUTHORING, f"{V1}schema/"])
def test_without_an_account_the_answer_is_403_as_json(address: str) -> None:
    stored_programme()
    response = Client().get(address)
    assert response.status_code == 403
    assert response.json() == {"detail": "Authentication credentials were not provided."}


@pytest.mark.parametrize("method", ["post", "put", "patch", "delete", "options"])
@pytest.mark.parametrize("address", [*READING, *AUTHORING])
def test_everything_but_reading_is_405(method: str, address: str) -> None:
    stored_programme()
    response: HttpResponse = getattr(logged_in("admin"), method)(address)
    assert response.status_code == 405


def test_an_open_round_has_rules_for_analysts_and_results_for_nobody() -> None:
    open_round_beside(stored_programme()[-1])
    address = f"{V1}programmes/engineering/rounds/2027-autumn/"
    for name in PERSONAS:
        expected = 200 if name in {"admin", "analyst"} else 404
        assert logged_in(name).get(address).status_code == expected
        for part in ("release/", "items/", "constructs/", "charts/", "tables/", "comments/"):
            assert logged_in(name).get(address + part).status_code == 404
        compared = logged_in(name).get(f"{ROUND}comparison/?with=2027-autumn")
        assert compared.status_code == 404
    assert (
        "Nothing is shown before" in logged_in("analyst").get(f"{address}items/").json()["detail"]
    )
    listed = {name: _rounds(name) for name in READERS}
    assert "2027-autumn" in listed["analyst"]
    assert "2027-autumn" not in listed["viewer"]
    assert "2027-spring" in listed["viewer"]


def _rounds(name: str) -> list[str]:
    (programme,) = get(f"{V1}programmes/", name)
    return [round_["code"] for round_ in programme["rounds"]]


def test_no_answer_names_a_key_of_the_round() -> None:
    round_ = stored_programme()[-1]
    overrule(Round.objects.filter(pk=round_.pk), response_key="5ec3e7" * 10)
    for address in (*READING, *AUTHORING):
        body = logged_in("admin").get(address).content
        assert b"5ec3e7" not in body
        assert round_.public_id.encode() not in body


@pytest.mark.django_db(databases=["default", "answers"])
def test_nothing_here_needs_the_answers_database() -> None:
    stored_programme()

    def refuse(*args: object, **kwargs: object) -> None:
        raise AssertionError("The answers database was asked.")

    client = logged_in("admin")
    with connections[ANSWERS].execute_wrapper(refuse):
        with pytest.raises(AssertionError, match="was asked"):
            CollectedRound.objects.exists()
        for cache in (results.item_rows, results.construct_rows, results.trends):
            cache.cache_clear()
        for address in (*READING, *AUTHORING):
            assert client.get(address).status_code == 200


# What it says ----------------------------------------------------------------------------------


def test_items_are_the_estimates_of_the_release_unrounded() -> None:
    stored_programme()
    release = demo_releases()[-1]
    rows = {row["code"]: row for row in get(f"{ROUND}items/")["rows"]}
    assert list(rows) == [item.code for item in release.instrument.counted_items]
    for code, row in rows.items():
        expected = estimate_item(release, "", code)
        assert isinstance(expected, Estimate)
        figures = row["figures"]["shown"]
        assert figures["n"] == expected.n
        assert figures["mean"] == expected.mean
        assert [a["people"] for a in figures["answers"]] == list(expected.counts)
        if expected.favourable is None:
            assert figures["favourable"] is None
        else:
            assert figures["favourable"]["low"] == expected.favourable.low
            assert figures["favourable"]["estimate"] == expected.favourable.estimate


def test_changes_are_those_of_the_analysis() -> None:
    stored_programme()
    before, after = demo_releases()[1:]
    body = get(f"{ROUND}items/")
    assert body["compared_with"] == "2026-autumn"
    rows = {row["code"]: row["change"] for row in body["rows"]}
    for one in compare_items(before, after):
        if isinstance(one, Change):
            assert rows[one.code]["difference"] == one.difference.estimate
            assert rows[one.code]["p_adjusted"] == one.p_adjusted
            assert rows[one.code]["verdict"] == one.verdict.value
        else:
            assert rows[one.code] == {"not_compared": one.reason.value}
    assert rows[REWORDED] == {"not_compared": "reworded"}


def test_the_first_round_is_compared_with_nothing() -> None:
    stored_round(demo_release(0))
    body = get(f"{V1}programmes/engineering/rounds/2026-spring/constructs/")
    assert body["compared_with"] is None
    assert {row["change"]["not_compared"] for row in body["rows"]} == {"first_round"}


def test_a_band_is_that_of_the_release_and_nothing_else() -> None:
    stored_programme()
    release = demo_releases()[-1]
    told = json.loads(dump_release(release))
    (build,) = [group for group in told["groups"] if group["path"] == "Platform/Build"]
    kinds = set()
    for part in ("items", "constructs"):
        for row in get(f"{ROUND}{part}/?unit=Platform/Build")["rows"]:
            assert row["figures"] == build[part][row["code"]]
            kinds |= set(row["figures"])
            assert set(row["change"]) == {"not_compared"}
    assert kinds == {"band", "n", "hidden"}
    groups = {group["path"]: group for group in get(f"{ROUND}release/")["groups"]}
    assert groups["Platform/Build"]["answers"] is None
    assert groups["Platform/Build"]["response_rate"] is None
    assert groups["Platform/Build"]["between"] == [5, 9]
    assert groups["Platform/Build"]["hidden"] is None
    points = [
        point
        for line in get(f"{V1}programmes/engineering/trend/?unit=Platform/Build")["constructs"]
        for point in line["points"]
    ]
    assert {"band"} <= {point["reason"] for point in points}
    for point in points:
        assert point["share"] is None
        assert (point["band"] is not None) == (point["reason"] == "band")


def test_a_hidden_cell_is_its_reason_and_nothing_else() -> None:
    release = demo_release(2, answers=30)
    stored_round(release)
    assert isinstance(estimate_item(release, "Platform/Build", "release_1"), Hidden)
    for part in ("items", "constructs"):
        rows = get(f"{ROUND}{part}/?unit=Platform/Build")["rows"]
        assert len(rows) > 10
        assert all(row["figures"] == {"hidden": "too_few"} for row in rows)
    groups = {group["path"]: group for group in get(f"{ROUND}release/")["groups"]}
    assert groups["Platform/Build"]["answers"] is None
    assert groups["Platform/Build"]["response_rate"] is None
    assert groups["Platform/Build"]["between"] is None
    assert groups["Platform/Build"]["hidden"] == "too_few"
    assert groups[""]["answers"] == 30


def test_a_round_below_k_says_only_that() -> None:
    stored_round(demo_release(2, answers=3))
    groups = get(f"{ROUND}release/")["groups"]
    assert [(g["answers"], g["hidden"]) for g in groups] == [(None, "round_too_small")]
    for part in ("items", "constructs"):
        rows = get(f"{ROUND}{part}/")["rows"]
        assert {tuple(row["figures"].items()) for row in rows} == {(("hidden", "round_too_small"),)}


def test_a_unit_that_is_not_there_is_404() -> None:
    stored_programme()
    response = logged_in().get(f"{ROUND}items/?unit=Nowhere")
    assert response.status_code == 404
    assert "Nowhere" in response.json()["detail"]


def test_any_two_rounds_are_compared() -> None:
    stored_programme()
    body = get(f"{ROUND}comparison/?with=2026-spring&unit=Platform")
    assert (body["before"], body["after"], body["unit"]) == (
        "2026-spring",
        "2027-spring",
        "Platform",
    )
    by_code = {row["code"]: row for row in body["items"]}
    assert by_code[NEW_IN_LAST]["change"] == {"not_compared": "new"}
    compared = [row["change"]["n_after"] for row in body["items"] if "n_after" in row["change"]]
    assert compared
    assert max(compared) <= 21
    assert logged_in().get(f"{ROUND}comparison/").status_code == 404


def test_a_trend_has_the_events_of_its_programme() -> None:
    programme = stored_programme()[-1].programme
    Event.objects.create(programme=programme, on=date(2026, 7, 14), title="new CI")
    body = get(f"{V1}programmes/engineering/trend/")
    assert body["events"] == [{"on": "2026-07-14", "title": "new CI"}]
    chart = logged_in().get(f"{V1}programmes/engineering/trend/charts/trend-constructs.svg")
    assert b"new CI" in chart.content


def test_trends_have_a_share_or_a_reason() -> None:
    stored_programme()
    body = get(f"{V1}programmes/engineering/trend/")
    assert body["rounds"] == ["2026-spring", "2026-autumn", "2027-spring"]
    for line in [*body["constructs"], *body["items"]]:
        assert len(line["points"]) == 3
        for point in line["points"]:
            assert (point["share"] is None) == bool(point["reason"])
    reworded = next(line for line in body["items"] if line["code"] == REWORDED)
    assert [point["reason"] for point in reworded["points"]] == ["reworded", "reworded", ""]
    assert [point["reworded"] for point in reworded["points"]] == [False, False, True]


#: Charts of one question or construct, and its code.
OF_ONE = {"item": "release_1", **dict.fromkeys(OF_ONE_CONSTRUCT, "release")}


def test_charts_and_tables_are_the_bytes_of_the_pages() -> None:
    stored_programme()
    client = logged_in()
    for name, forms in (("charts", ("svg", "png", "pdf")), ("tables", ("csv", "parquet"))):
        for listed in client.get(f"{ROUND}{name}/").json():
            assert len(listed["files"]) == len(forms)
            for address in listed["files"]:
                code = OF_ONE.get(listed["name"])
                query = f"?item={code}" if code else ""
                page = address.replace("/api/v1/programmes/", "/results/").replace("/rounds/", "/")
                one, other = client.get(address + query), client.get(page + query)
                assert one.status_code == 200
                assert one.content == other.content


def test_question_sets_list_versions_and_give_their_content() -> None:
    stored_programme()
    (question_set,) = get(f"{V1}question-sets/", "author")
    assert question_set["code"] == "developer-experience"
    version = question_set["versions"][0]
    content = get(version["address"], "author")
    assert content["number"] == version["number"]
    assert content["content"]["items"]


def test_lists_cost_the_same_queries_with_one_row_and_with_three(
    django_assert_max_num_queries: Any,
) -> None:
    client = logged_in("admin")
    for release in demo_releases():
        stored_round(release)
        for address in (f"{V1}programmes/", f"{V1}question-sets/"):
            with django_assert_max_num_queries(8):
                assert client.get(address).status_code == 200


# The schema ------------------------------------------------------------------------------------


def test_the_schema_is_valid_and_without_a_warning() -> None:
    call_command("spectacular", validate=True, fail_on_warn=True, stdout=io.StringIO())


def test_the_schema_describes_every_address_and_reading_but_for_question_files() -> None:
    stored_programme()
    schema = get(f"{V1}schema/")
    posted = schema["paths"].pop(f"{V1}question-files/")
    assert [*posted] == ["post"]
    assert {method for path in schema["paths"].values() for method in path} == {"get"}
    tested = {resolve(address.partition("?")[0]).url_name for address in (*READING, *AUTHORING)}
    tested.add("api-target")  # tests/surveyapp/api/test_targets.py: here is none to ask for
    assert len(schema["paths"]) == len(tested)
    figures = schema["components"]["schemas"]["Figures"]
    assert {one["$ref"].rpartition("/")[2] for one in figures["oneOf"]} == {
        "Shown", "Band", "Hidden",
    }  # fmt: skip


def test_nothing_is_not_a_number() -> None:
    stored_round(demo_release(0, answers=11))
    stored_round(demo_release(1, answers=11))
    body = get(f"{V1}programmes/engineering/rounds/2026-autumn/items/?unit=")
    numbers = [row["change"].get("p_value") for row in body["rows"]]
    assert numbers
    assert all(number is None or not math.isnan(number) for number in numbers)


def test_the_root_leads_to_the_docs() -> None:
    response = logged_in("viewer").get("/api/v1/")
    assert (response.status_code, response.headers["Location"]) == (302, "/api/v1/docs/")


def test_the_docs_page_is_for_people_with_an_account() -> None:
    assert Client().get(f"{V1}docs/").status_code == 302
    page = logged_in().get(f"{V1}docs/")
    assert page.status_code == 200
    assert b"<style" not in page.content
    script = logged_in().get(f"{V1}docs/?script=")
    assert script.headers["Content-Type"].startswith("application/javascript")
