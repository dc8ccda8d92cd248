"""A unit over the rounds is one line under all its names, and never one with others or a pool."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from analysis.estimates import UnitPaths
from analysis.release import Release
from questionnaires.models import Round, Unit, UnitPath
from surveyapp.result_documents import trend_documents
from surveyapp.trend_results import UnitTrend, unit_paths, unit_trend
from tests.frozen import overrule, thawed
from tests.releases import demo_releases
from tests.stored import logged_in, page_text, stored_programme, stored_round

pytestmark = pytest.mark.django_db(databases=["default", "answers"])

PAGE = "/results/engineering/"
CHART = "/results/engineering/charts/trend-units.svg"


def renamed(release: Release, old: str, new: str) -> Release:
    """A round that knew a unit by another name."""
    groups = tuple(
        replace(one, path=new, title=new.rpartition("/")[2]) if one.path == old else one
        for one in release.groups
    )
    return replace(release, groups=groups)


def stored(*releases: Release) -> list[Round]:
    return [stored_round(release) for release in releases]


def paths(rounds: list[Round]) -> dict[str, UnitPaths]:
    documents = trend_documents(rounds[0].programme)
    found = unit_paths(rounds, [one.release for one in documents])
    return {unit.path: unit for unit in found}


def part(rounds: list[Round], **chosen: str) -> UnitTrend:
    programme = rounds[0].programme
    found = unit_trend(programme, trend_documents(programme), **chosen)
    assert found
    return found


def test_without_another_name_a_unit_has_one_path() -> None:
    found = paths(stored(*demo_releases()))
    assert len(found) == 11
    assert found["Product"].paths == ("Product", "Product", "Product")
    assert not found["Product"].pooled


def test_a_renamed_unit_is_one_line_under_both_names() -> None:
    first, second, third = demo_releases()
    rounds = stored(first, second, renamed(third, "Product", "Commerce"))
    assert paths(rounds)["Commerce"].paths == (None, None, "Commerce")
    unit = Unit.objects.create(path="Commerce", title="Commerce")
    UnitPath.objects.create(unit=unit, path="Product", until=date(2027, 1, 1))
    assert paths(rounds)["Commerce"].paths == ("Product", "Product", "Commerce")
    shown = part(rounds)
    assert ("Commerce", "Product", "Spring 2026") in shown.renamed
    text = page_text(PAGE)
    assert "Commerce was Product in Spring 2026" in text


def test_a_new_unit_of_an_old_name_is_not_the_one_that_had_it() -> None:
    """Product became Commerce; another unit is called Product since."""
    first, second, third = demo_releases()
    last = renamed(renamed(third, "Product", "Commerce"), "Insight", "Product")
    rounds = stored(first, second, last)
    commerce = Unit.objects.create(path="Commerce", title="Commerce")
    UnitPath.objects.create(unit=commerce, path="Product", until=date(2027, 1, 1))
    Unit.objects.create(path="Product", title="Product")
    found = paths(rounds)
    assert found["Commerce"].paths == ("Product", "Product", "Commerce")
    assert found["Product"].paths == (None, None, "Product")


def test_a_round_that_pooled_a_unit_says_so_and_lends_it_no_figure() -> None:
    first, second, third = demo_releases()
    pool = "Product + Insight"
    rounds = stored(renamed(first, "Product", pool), second, third)
    assert paths(rounds)["Product"] == UnitPaths("Product", "Product", (None, "Product", "Product"))
    with thawed():
        rounds[0].collection_units.create(
            path=pool, title=pool, members=25, pooled=["Product", "Insight"]
        )
    found = paths(rounds)["Product"]
    assert found.paths == (None, "Product", "Product")
    assert found.pooled == {0}
    shown = part(rounds)
    (row,) = [one for one in shown.rows if one.line.title == "Product"]
    assert (row.cells[0].reason, row.cells[0].share) == ("pooled", None)
    assert row.cells[1].share is not None
    assert (pool, "Spring 2026") in shown.gone
    text = page_text(PAGE)
    assert "counted together with others" in text
    assert "Product + Insight (Spring 2026)" in text


def test_a_unit_that_a_pool_would_have_taken_over_and_did_not_keeps_its_line() -> None:
    rounds = stored(*demo_releases())
    pools = [{"path": "Product + Insight", "units": ["Product"]}]
    overrule(Round.objects.filter(pk=rounds[0].pk), manifest={"fallback_pools": pools})
    rounds[0].refresh_from_db()
    assert paths(rounds)["Product"].paths[0] == "Product"
    assert not paths(rounds)["Product"].pooled


def test_the_table_says_what_the_chart_draws() -> None:
    rounds = stored(*demo_releases())
    shown = part(rounds, code="release")
    (product,) = [row for row in shown.rows if row.line.title == "Product"]
    share = product.cells[2].share
    assert share
    assert f"Spring 2027 {share.estimate * 100:.0f}\xa0% (interval" in shown.picture.alt
    assert product.line.verdict == "clear"
    part_of = part(rounds, code="release", group="Product")
    assert [row.line.title for row in part_of.rows] == [
        "Product / Payments", "Product / Search", "Product / Shop",
    ]  # fmt: skip
    # Whichever are shown, all units are judged together.
    whole = {row.line.title: row.line for row in shown.rows}
    assert all(whole[row.line.title] == row.line for row in part_of.rows)


def test_construct_and_part_are_chosen_without_a_script() -> None:
    stored_programme()
    page = page_text(f"{PAGE}?construct=docs&unit=Product")
    assert '<form class="choose" method="get" action="#units">' in page
    assert '<option value="docs" selected>Documentation</option>' in page
    assert '<option value="Product" selected>Product</option>' in page
    assert "charts/trend-units.svg?item=docs&amp;unit=Product" in page
    assert "By unit: Documentation" in page
    assert "By unit: Ease of release" in page_text(PAGE)


def test_the_page_of_a_unit_leads_to_all_rounds_by_unit() -> None:
    stored_programme()
    link = f'href="{PAGE}#units"'
    assert link in page_text(f"{PAGE}2027-spring/units/Product/")
    # In a first round there is nothing to lead to.
    assert link not in page_text(f"{PAGE}2026-spring/units/Product/")


@pytest.mark.parametrize(
    "query", ["construct=nothing", "unit=Nowhere", "unit=Product/Shop", "construct=release_1"]
)
def test_what_is_not_there_is_404(query: str) -> None:
    stored_programme()
    assert logged_in().get(f"{PAGE}?construct=release&unit=Product").status_code == 200
    assert logged_in().get(f"{PAGE}?{query}").status_code == 404


def test_the_chart_follows_names_in_every_form() -> None:
    first, second, third = demo_releases()
    stored(first, second, renamed(third, "Product", "Commerce"))
    unit = Unit.objects.create(path="Commerce", title="Commerce")
    UnitPath.objects.create(unit=unit, path="Product", until=date(2027, 1, 1))
    chart = logged_in().get(f"{CHART}?item=release").content.decode()
    assert "Commerce: Spring 2026 5" in chart
    assert logged_in().get(CHART.replace("svg", "png")).status_code == 200
    assert logged_in().get(f"{CHART}?item=nothing").status_code == 404


def test_a_programme_without_units_has_no_such_part() -> None:
    from tests.releases import demo_release

    rounds = [stored_round(demo_release(number, units=False)) for number in (0, 1)]
    assert unit_trend(rounds[0].programme, trend_documents(rounds[0].programme)) is None
    assert "By unit:" not in page_text(PAGE)
    assert logged_in().get(CHART).status_code == 404
