"""The results of a unit: what the release shows of it, and nothing else."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from datetime import date

import pytest
from django.contrib.auth.models import User
from django.urls import reverse

from analysis.estimates import Estimate, estimate_construct, estimate_item
from analysis.release import Band, Hidden, HiddenReason, Release, Shown
from questionnaires.models import CollectionUnit, Round, Unit, UnitLead, UnitPath
from surveyapp.templatetags.figures import band_words, percent, percent_range, points
from surveyapp.unit_results import UnitPage, unit_page
from tests.frozen import overrule, thawed
from tests.releases import demo_release, demo_releases
from tests.stored import logged_in, persona, stored_programme, stored_round

pytestmark = pytest.mark.django_db(databases=["default", "answers"])

BASE = "/results/engineering/2027-spring/units"


def shown(address: str, name: str = "viewer", status: int = 200) -> str:
    response = logged_in(name).get(address)
    assert response.status_code == status
    return re.sub(r"[ \n]+", " ", response.content.decode())


def page_of(round_: Round, path: str) -> UnitPage:
    page = unit_page(round_, path)
    assert page is not None
    return page


def full_unit(release: Release) -> str:
    """A unit of which the release tells the answers in full, but for some questions."""
    return next(group.path for group in release.units if group.answers is not None)


def banded_unit(release: Release) -> str:
    """A unit of which everything that is told is told as a band."""
    return next(group.path for group in release.units if group.between == (5, 9))


def hidden_unit(release: Release) -> str:
    """A unit that the release hides."""
    return next(group.path for group in release.units if group.hidden is not None)


def test_every_figure_of_a_unit_is_that_of_the_release() -> None:
    release = demo_releases()[-1]
    page = page_of(stored_programme()[-1], full_unit(release))
    assert page.group is not None
    path = page.group.path
    assert len(page.constructs) == len(release.instrument.constructs)
    assert len(page.items) > 20
    for pair in page.constructs:
        for group, row in ((path, pair.unit), ("", pair.everybody)):
            told = estimate_construct(release, group, row.code)
            assert (row.estimate or row.band) == told
    assert {type(pair.unit.band or pair.unit.estimate) for pair in page.constructs} == {
        Band,
        Estimate,
    }
    for pair in page.items:
        for group, row in ((path, pair.unit), ("", pair.everybody)):
            cell = estimate_item(release, group, row.code)
            assert row.estimate == (cell if isinstance(cell, Estimate) else None)
            assert row.band == (cell if isinstance(cell, Band) else None)
            assert row.hidden == (cell.reason if isinstance(cell, Hidden) else "")


def test_the_page_shows_the_unit_beside_everybody() -> None:
    release = demo_releases()[-1]
    round_ = stored_programme()[-1]
    path = full_unit(release)
    text = shown(f"{BASE}/{path}/")
    pair = next(pair for pair in page_of(round_, path).constructs if pair.unit.estimate)
    assert pair.unit.estimate
    assert pair.everybody.estimate
    for row in (pair.unit, pair.everybody):
        assert row.estimate
        favourable = row.estimate.favourable
        assert favourable
        assert f"<b>{percent(favourable.estimate)}</b>" in text
        assert percent_range(favourable) in text
    assert pair.apart is not None
    assert points(pair.apart) in text
    assert "is not tested" in text


def test_a_hidden_unit_says_why_and_shows_no_figure() -> None:
    release = demo_release(2, answers=30)
    round_ = stored_round(release)
    path = hidden_unit(release)
    page = page_of(round_, path)
    assert page.items == page.constructs == ()
    assert page.picture is None
    text = shown(f"{BASE}/{path}/")
    assert "are not shown." in text
    # Bands are told from five answers on, so a unit of which nothing is shown has fewer.
    assert release.group(path).hidden is HiddenReason.TOO_FEW
    assert "Hidden: fewer than 5 answers" in text
    assert "hidden: fewer than 5 answers" in shown("/results/engineering/2027-spring/").lower()
    assert 'href="/results/engineering/2027-spring/"' in text
    assert " % " not in text.replace("\xa0", " ")


def test_a_unit_told_in_bands_says_what_a_band_is_and_why_and_shows_nothing_else() -> None:
    release = demo_releases()[-1]
    path = banded_unit(release)
    page = page_of(stored_programme()[-1], path)
    assert page.has_bands
    assert not page.has_figures
    assert page.group
    assert page.group.answers is None
    for pair in (*page.constructs, *page.items):
        assert (pair.unit.estimate, pair.unit.change, pair.apart) == (None, None, None)
    text = shown(f"{BASE}/{path}/")
    assert "This unit is told in bands." in text
    assert "5–9 people answered. With so few, exact figures would tell whoever knows" in text
    assert f"{page.group.invited} people, 5–9 answered" in text
    bands = [pair.unit.band for pair in (*page.constructs, *page.items) if pair.unit.band]
    assert len(bands) > 10
    for band in bands:
        assert f'<span>{band_words(band)},</span> <span class="quiet">5–9 answers</span>' in text
    cells = re.findall(r"<tr> <th scope=\"row\">.*?</th>\s*<td[^>]*>(.*?)</td>", text)
    assert len(cells) == len(page.constructs) + len(page.items)
    for cell in cells:
        assert "<b>" not in cell
        assert "n 5" not in cell


def test_a_unit_told_in_bands_for_a_smaller_sibling_says_so() -> None:
    release = demo_release(2, answers=30)
    (path,) = [group.path for group in release.units if group.between == (10, None)]
    page = page_of(stored_round(release), path)
    assert not page.has_figures
    text = shown(f"{BASE}/{path}/")
    assert "would reveal a smaller one beside it by subtraction" in text
    assert "people, 10 or more answered" in text


def test_a_unit_of_which_some_is_told_as_a_band_says_so() -> None:
    release = demo_releases()[-1]
    path = full_unit(release)
    page = page_of(stored_programme()[-1], path)
    assert page.has_bands
    assert page.has_figures
    text = shown(f"{BASE}/{path}/")
    assert "Some of this unit is told as a band." in text
    assert "10 or more answers" in text


def test_full_detail_is_said_near_the_top_and_takes_the_bands_away() -> None:
    said = "Groups of 5 to 9 answers are told in full here, because whoever opened the round"
    release = demo_release(2)
    path = banded_unit(release)
    stored_round(release)
    assert said not in shown(f"{BASE}/{path}/")
    detailed = demo_release(2, full_detail=True, code="2027-autumn")
    page = page_of(stored_round(detailed), path)
    assert page.has_figures
    assert not page.has_bands
    text = shown(f"/results/engineering/2027-autumn/units/{path}/")
    assert said in text[: text.index("</header> <nav")]
    assert said in shown(f"/results/engineering/2027-autumn/units/{full_unit(detailed)}/")


def test_a_hidden_team_leads_to_its_department_where_that_is_shown() -> None:
    release = demo_release(2, answers=30)
    round_ = stored_round(release)
    teams = [g for g in release.units if g.hidden and "/" in g.path]
    assert {release.group(team.parent or "").hidden for team in teams} == {None}
    found = {team.path: page_of(round_, team.path).above for team in teams}
    assert teams
    for path, above in found.items():
        parent = release.group(path.rpartition("/")[0])
        assert above == (None if parent.hidden else parent)


def test_a_hidden_question_of_a_unit_is_hidden_here_too() -> None:
    release = demo_releases()[-1]
    path = full_unit(release)
    cells = release.group(path).items
    code = next(code for code, cell in cells.items() if isinstance(cell, Shown))
    groups = []
    for group in release.groups:
        if group.path == path:
            group = replace(group, items={**group.items, code: Hidden(HiddenReason.TOO_FEW)})
        groups.append(group)
    round_ = stored_round(replace(release, groups=tuple(groups)))
    (pair,) = [pair for pair in page_of(round_, path).items if pair.unit.code == code]
    assert (pair.unit.code, pair.unit.estimate, pair.apart) == (code, None, None)
    assert pair.everybody.estimate is not None
    assert "hidden: fewer than 10 answers" in shown(f"{BASE}/{path}/")


def counted_at(round_: Round, path: str, pooled: Sequence[str] = ()) -> None:
    """The round, which is released by now, has one more collection unit."""
    with thawed("default"):
        CollectionUnit.objects.create(
            round=round_, path=path, title=path, members=12, pooled=list(pooled)
        )


def test_a_pooled_unit_opens_at_its_pool() -> None:
    release = demo_releases()[-1]
    round_ = stored_programme()[-1]
    pool = full_unit(release)
    counted_at(round_, pool, pooled=["Platform/Tiny", "Platform/Two"])
    Unit.objects.create(path="Platform/Tiny", title="Tiny")
    page = page_of(round_, "Platform/Tiny")
    assert page.is_pooled
    assert page.group
    assert page.group.path == pool
    text = shown(f"{BASE}/Platform/Tiny/")
    assert f"counted together with others as {pool}" in text


def test_a_unit_that_a_pool_took_over_says_that_too_few_answered() -> None:
    release = demo_releases()[-1]
    round_ = stored_programme()[-1]
    pool = full_unit(release)
    Unit.objects.create(path="Platform/Quiet", title="Quiet")
    counted_at(round_, "Platform/Quiet")
    pools = [{"path": pool, "title": pool, "units": ["Platform/Quiet"]}]
    overrule(Round.objects.filter(pk=round_.pk), manifest={"fallback_pools": pools})
    page = page_of(Round.objects.get(pk=round_.pk), "Platform/Quiet")
    assert page.is_pooled
    assert page.is_taken_over
    text = shown(f"{BASE}/Platform/Quiet/")
    assert "because too few people answered in one of these units" in text
    assert "too small to be counted alone" not in text


def test_a_unit_that_was_renamed_is_found_under_its_former_name_and_under_both() -> None:
    release = demo_releases()[-1]
    round_ = stored_programme()[-1]
    former = full_unit(release)
    unit = Unit.objects.create(path="New/Name", title="Name")
    UnitPath.objects.create(unit=unit, path=former, until=date(2027, 9, 1))
    page = page_of(round_, "New/Name")
    assert page.group
    assert page.group.path == former
    assert f"New/Name was called {former}" in shown(f"{BASE}/New/Name/")
    assert "was called" not in shown(f"{BASE}/{former}/")


def test_a_renamed_unit_that_was_pooled_opens_at_its_pool() -> None:
    release = demo_releases()[-1]
    round_ = stored_programme()[-1]
    pool = full_unit(release)
    counted_at(round_, pool, pooled=["Old/Tiny"])
    unit = Unit.objects.create(path="New/Tiny", title="Tiny")
    UnitPath.objects.create(unit=unit, path="Old/Tiny", until=date(2027, 9, 1))
    page = page_of(round_, "New/Tiny")
    assert page.is_pooled
    assert page.group
    assert page.group.path == pool


def test_a_unit_that_the_round_did_not_know_says_so() -> None:
    stored_programme()
    Unit.objects.create(path="Made/Later", title="Later")
    text = shown(f"{BASE}/Made/Later/")
    assert "Made/Later had no people in Spring 2027" in text


@pytest.mark.parametrize("path", ["Nobody/Knows", "Platform%00", "Platform/%2e%2e"])
def test_what_is_no_unit_is_not_found(path: str) -> None:
    stored_programme()
    shown(f"{BASE}/{path}/", status=404)


def test_an_open_round_shows_no_unit() -> None:
    from tests.stored import open_round_beside

    open_round_beside(stored_programme()[-1])
    Unit.objects.create(path="Platform", title="Platform")
    for name in ("viewer", "lead", "admin"):
        address = "/results/engineering/2027-autumn/units/Platform/"
        assert logged_in(name).get(address).status_code == 404


def lead_of(path: str) -> User:
    user = persona("lead")
    unit = Unit.objects.create(path=path, title=path.rpartition("/")[2])
    UnitLead.objects.create(user=user, unit=unit)
    return user


def test_results_open_at_the_unit_of_a_lead() -> None:
    stored_programme()
    path = full_unit(demo_releases()[-1])
    lead_of(path)
    text = shown("/", "lead")
    assert f'<h3><a href="{BASE}/{path}/">' in text
    assert 'href="/results/engineering/2027-spring/"' in text
    assert f"{BASE}/" not in shown("/", "viewer")


def test_a_lead_without_a_unit_begins_where_everybody_begins() -> None:
    stored_programme()
    assert f"{BASE}/" not in shown("/", "lead")


def test_a_lead_sees_what_a_viewer_sees_word_for_word() -> None:
    release = demo_releases()[-1]
    stored_programme()
    lead_of(full_unit(release))
    token = re.compile(r'name="csrfmiddlewaretoken" value="\w+"')
    for group in release.units:
        address = reverse("round-unit", args=["engineering", "2027-spring", group.path])
        pages = [
            token.sub("", shown(address, name)).replace(f">{name}<", ">somebody<")
            for name in ("viewer", "lead")
        ]
        assert pages[0] == pages[1]


def test_one_address_leads_every_lead_to_the_own_unit_and_all_others_to_everybody() -> None:
    stored_programme()
    path = full_unit(demo_releases()[-1])
    lead_of(path)
    address = reverse("round-own-unit", args=["engineering", "2027-spring"])
    response = logged_in("lead").get(address)
    assert (response.status_code, response.headers["Location"]) == (302, f"{BASE}/{path}/")
    assert logged_in("lead").get(f"{BASE}/{path}/").status_code == 200
    for name in ("viewer", "analyst", "admin"):
        response = logged_in(name).get(address)
        assert response.headers["Location"] == "/results/engineering/2027-spring/", name
    assert logged_in("stranger").get(address).status_code == 404


def test_the_overview_leads_a_lead_to_the_own_unit_and_is_else_what_a_viewer_reads() -> None:
    stored_programme()
    path = full_unit(demo_releases()[-1])
    lead_of(path)
    address = "/results/engineering/2027-spring/"
    own = re.compile(
        rf'<p><a href="{BASE}/{path}/">Results of {path}</a> <span[^>]*>[^<]*</span></p>'
    )
    token = re.compile(r'name="csrfmiddlewaretoken" value="\w+"')
    viewer, lead = (
        re.sub(r"\s+", " ", token.sub("", shown(address, name)).replace(f">{name}<", ">somebody<"))
        for name in ("viewer", "lead")
    )
    assert own.search(lead)
    assert not own.search(viewer)
    assert re.sub(r"\s+", "", own.sub("", lead)) == re.sub(r"\s+", "", viewer)


def test_a_lead_of_a_unit_that_had_no_people_then_is_led_to_words() -> None:
    stored_programme()
    lead_of("Brand New")
    address = reverse("round-own-unit", args=["engineering", "2027-spring"])
    page = logged_in("lead").get(address, follow=True)
    assert "Brand New had no people in Spring 2027" in page.content.decode()
