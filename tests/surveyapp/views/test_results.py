"""The results of a round: who may read them, what stands there, what must not."""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from django.db import connections
from django.test import Client
from django.urls import reverse

from analysis.charts import theme
from analysis.charts.numbers import whole
from analysis.estimates import Estimate, estimate_construct
from analysis.exports.pictures import item_picture
from analysis.release import Band, Hidden, HiddenReason, Release
from questionnaires.models import CollectedRound, Event, ReleasedComments, Round
from questionnaires.routers import ANSWERS
from surveyapp import result_pictures, results
from surveyapp.result_documents import document_of
from surveyapp.templatetags.figures import band_words
from tests.analysis.charts.looking import contrast
from tests.frozen import overrule
from tests.pdfs import page_count, text_of
from tests.releases import OPEN_QUESTION, demo_release, demo_releases
from tests.stored import (
    PERSONAS,
    logged_in,
    open_round_beside,
    page_text,
    persona,
    stored_programme,
    stored_round,
)

pytestmark = pytest.mark.django_db

READERS = {"admin", "analyst", "author", "lead", "viewer"}


def addresses(programme: str = "engineering", code: str = "2027-spring") -> dict[str, str]:
    """Every address of a round's results."""
    chart = "round-chart"
    return {
        "page": reverse("round-results", args=[programme, code]),
        "svg": reverse(chart, args=[programme, code, "constructs", "svg"]),
        "png": reverse(chart, args=[programme, code, "change-constructs", "png"]),
        "pdf": reverse(chart, args=[programme, code, "items", "pdf"]) + "?item=shipping",
        "heatmap": reverse(chart, args=[programme, code, "heatmap", "svg"]),
        "report": reverse("round-report", args=[programme, code]),
        "item": reverse(chart, args=[programme, code, "item", "svg"]) + "?item=fix_first",
        "table": reverse("round-table", args=[programme, code, "items"]),
        "trends": reverse("round-table", args=[programme, code, "trends"]),
        "file": reverse("round-release-file", args=[programme, code]),
    }


def page_of(release: Release, before: Release | None = None, **fields: Any) -> str:
    """The page of a release, as a viewer sees it."""
    if before:
        stored_round(before)
    round_ = stored_round(release, **fields)
    address = reverse("round-results", args=[round_.programme.code, round_.code])
    return page_text(address)


@contextmanager
def answers_unreachable() -> Iterator[None]:
    """Every query on the answers database fails."""

    def refuse(*args: object, **kwargs: object) -> None:
        raise AssertionError("The answers database was asked.")

    with connections[ANSWERS].execute_wrapper(refuse):
        yield


# Who may read ----------------------------------------------------------------------------------


@pytest.mark.parametrize("name", PERSONAS)
@pytest.mark.parametrize("what", list(addresses()))
def test_readers_read_and_a_stranger_finds_nothing(name: str, what: str) -> None:
    stored_programme()
    response = logged_in(name).get(addresses()[what])
    assert response.status_code == (200 if name in READERS else 404)


@pytest.mark.parametrize("what", list(addresses()))
def test_without_an_account_one_is_sent_to_log_in(what: str) -> None:
    stored_programme()
    response = Client().get(addresses()[what])
    assert response.status_code == 302
    assert response.headers["Location"].startswith("/login/?next=/results/")


@pytest.mark.parametrize("what", list(addresses()))
def test_results_are_only_read(what: str) -> None:
    stored_programme()
    assert logged_in("admin").post(addresses()[what]).status_code == 405


@pytest.mark.parametrize("name", PERSONAS)
@pytest.mark.parametrize("what", list(addresses()))
def test_an_open_round_shows_nothing_to_anybody(name: str, what: str) -> None:
    rounds = stored_programme()
    open_round_beside(rounds[-1])
    response = logged_in(name).get(addresses(code="2027-autumn")[what])
    assert response.status_code == 404
    explained = "open until 19 Oct 2027. Nothing is shown before" in " ".join(
        response.content.decode().split()
    )
    assert explained == (name in {"admin", "analyst"})


@pytest.mark.parametrize("status", [Round.Status.DRAFT, Round.Status.CLOSED])
def test_neither_a_draft_nor_a_closed_round_shows_anything(status: str) -> None:
    round_ = open_round_beside(stored_programme()[-1])
    overrule(Round.objects.filter(pk=round_.pk), status=status)
    for name in READERS:
        assert logged_in(name).get(addresses(code=round_.code)["page"]).status_code == 404
    assert (
        "before it is released"
        in logged_in("analyst").get(addresses(code=round_.code)["page"]).content.decode()
        or status == Round.Status.DRAFT
    )


def test_unknown_rounds_charts_and_tables_are_404() -> None:
    stored_programme()
    client = logged_in()
    for address in (
        addresses("nothing")["page"],
        addresses(code="nothing")["page"],
        reverse("round-chart", args=["engineering", "2027-spring", "nothing", "svg"]),
        reverse("round-chart", args=["engineering", "2027-spring", "constructs", "gif"]),
        reverse("round-chart", args=["engineering", "2027-spring", "trend-constructs", "svg"]),
        reverse("round-chart", args=["engineering", "2027-spring", "item", "svg"]) + "?item=no",
        reverse("round-chart", args=["engineering", "2027-spring", "items", "svg"]) + "?unit=No",
        reverse("round-chart", args=["engineering", "2026-spring", "change-items", "svg"]),
        reverse("round-table", args=["engineering", "2027-spring", "nothing"]),
        reverse("round-table", args=["engineering", "2026-spring", "changes"]),
    ):
        assert client.get(address).status_code == 404, address


# What stands there -----------------------------------------------------------------------------


def test_the_page_says_who_answered_how_and_what_was_found() -> None:
    stored_programme()
    page = page_text(addresses()["page"])
    for said in (
        "58 of 70 answered (83\u00a0%)",
        "confidential, not anonymous",
        "k = 5",
        document_of(Round.objects.get(code="2027-spring")).sha256,
        "Ease of release: clearly better",
        "Documentation: clearly worse",
        "No evidence of change in",
        "Small batches: asked differently before, so not compared.",
        "what do our 70 people say?",
        "did something change?",
        "5 comments",  # which stand on a page of their own
    ):
        assert said in page, said
    assert page.count('loading="lazy"') > 3


def test_every_question_stands_there_with_its_figures() -> None:
    stored_programme()
    page = page_text(addresses()["page"])
    release = demo_releases()[-1]
    for item in release.instrument.counted_items:
        assert f'id="question-{item.code}"' in page
    for construct in release.instrument.constructs:
        assert f'id="construct-{construct.code}"' in page
    assert "Asked differently before, so not compared" in page
    assert "Not asked in the earlier round, so there is nothing to compare with" in page


def test_hidden_units_have_a_word_and_no_number() -> None:
    release = demo_release(2, answers=30)
    page = page_of(release)
    hidden = [unit for unit in release.units if unit.hidden]
    assert len(hidden) == 8
    tables = re.findall(r'<table class="hidden-units">.*?</table>', page)
    assert len(tables) == 3
    for unit in hidden:
        row = next(row for table in tables for row in table.split("<tr>") if unit.title in row)
        assert f'<td class="number">{unit.invited}</td><td class="hatched"><span>hidden: ' in row


def test_a_hidden_unit_is_a_column_among_its_siblings() -> None:
    release = demo_release(2)
    cell = Hidden(HiddenReason.TOO_FEW)
    groups = [
        replace(
            group, answers=None, between=None, hidden=cell.reason,
            items=dict.fromkeys(group.items, cell),
            constructs=dict.fromkeys(group.constructs, cell),
        )
        if group.path == "Platform/Cloud"
        else group
        for group in release.groups
    ]  # fmt: skip
    page = page_of(replace(release, groups=tuple(groups)))
    start = page.index('aria-label="Construct by unit, Platform"')
    table = page[start : page.index("</table>", start)]
    heads = re.findall(r'<th scope="col"><a href="[^"]+">([^<]+)</a>', table)
    assert heads == ["Build", "Cloud", "Reliability"]
    rows = len(release.instrument.constructs)
    assert table.count(f'<td class="hatched" rowspan="{rows}"><span>hidden: fewer than') == 1


def test_a_band_is_a_bar_over_its_range_and_words_without_a_figure() -> None:
    release = demo_release(2)
    page = page_of(release)
    start = page.index('aria-label="Construct by unit, Platform"')
    table = page[start : page.index("</table>", start)]
    cells = re.findall(r'<td class="banded">(.*?)</td>', table)
    bands = [
        cell
        for construct in release.instrument.constructs
        for team in ("Build", "Cloud", "Reliability")
        if isinstance(cell := estimate_construct(release, f"Platform/{team}", construct.code), Band)
    ]
    assert len(cells) == len(bands) > 20
    for cell, band in zip(cells, bands, strict=True):
        assert f'x="{whole(band.low)}" width="{whole(band.high) - whole(band.low)}"' in cell
        assert f"<span>{band_words(band)},</span>" in cell
        assert "5–9 answers" in cell
        assert "<b>" not in cell
    assert "8 people, 5–9 answered" in table
    assert "only a band tells where the share lies" in page


def test_full_detail_is_said_once_near_the_top() -> None:
    said = "Groups of 5 to 9 answers are told in full here, because whoever opened the round"
    assert said not in page_of(demo_release(2))
    page = page_of(demo_release(2, programme="detailed", full_detail=True))
    assert page.count(said) == 1
    assert page.index(said) < page.index("</header> <nav")
    assert 'class="banded"' not in page
    trend = page_text(reverse("programme-trend", args=["detailed"]))
    assert "Spring 2027 tells groups from 5 answers on in full" in trend
    assert "in full, because" not in page_text(reverse("programme-trend", args=["engineering"]))


def test_a_unit_says_what_changed_in_it_and_whether_that_can_be_told() -> None:
    page = page_of(demo_release(2), before=demo_release(1))
    units = page.partition('id="units"')[2].partition("</section>")[0]
    documents = [document_of(one) for one in Round.objects.order_by("-position")]
    table = results.figures(documents[0], documents[1]).units[0]
    cells = [cell for row in table.constructs for _column, cell in row.cells]
    changes = [cell.change for cell in cells if cell.change]
    assert len({change.p_adjusted for change in changes}) > 1
    for cell in cells:
        assert cell.verdict_words in units
    assert "since Autumn 2026 in points, with its interval" in units
    assert "asked differently before" in units
    first = demo_release(0)
    alone = page_of(replace(first, round=replace(first.round, programme="another")))
    assert 'class="since' not in alone


def test_only_the_overview_is_drawn_at_once_and_every_picture_has_a_text() -> None:
    stored_programme()
    page = page_text(addresses()["page"])
    images = re.findall(r"<img [^>]*>", page)
    assert len(images) > 40
    assert not [image for image in images if 'alt=""' in image]
    at_once = [image for image in images if "width=" in image]
    assert len(at_once) == 3  # constructs, their change, and the units side by side
    drawn = re.search(r'src="([^"]+items[.]svg[?]item=[^"]+)"', page)
    assert drawn
    assert logged_in().get(drawn[1]).status_code == 200


def test_who_people_are_has_no_mean() -> None:
    def row_of(release: Release) -> str:
        page = page_of(release).partition('id="question-change_fail"')[2]
        return page.partition("<details")[0] + page.partition("</details>")[2].partition("</tr>")[0]

    release = demo_release(0)
    assert "Mean" in row_of(release)
    assert "On average" in item_picture(release, "change_fail").alt
    items = tuple(
        replace(item, attribute=True) if item.code == "change_fail" else item
        for item in release.instrument.items
    )
    apart = replace(
        release,
        round=replace(release.round, code="apart"),
        instrument=replace(release.instrument, items=items),
    )
    row = row_of(apart)
    assert "Most often: " in row
    assert "Mean" not in row
    assert "On average" not in item_picture(apart, "change_fail").alt


def test_a_section_says_how_many_questions_changed_clearly() -> None:
    stored_programme()
    page = " ".join(page_text(addresses()["page"]).split())
    sections = re.findall(r"<summary><h3>(.*?)</h3>(.*?)</summary>", page)
    assert any("clearly better" in said for _, said in sections)
    assert all("question" in said or "comment" in said for _, said in sections)


def test_the_first_round_says_what_will_stand_there() -> None:
    page = page_of(demo_release(0))
    assert "What changed stands here once a second one is released." in page
    assert "Since " not in page
    assert "change-constructs" not in page


def test_a_round_with_fewer_than_k_answers_shows_that_sentence_and_nothing_else() -> None:
    page = page_of(demo_release(2, answers=3), before=demo_release(1))
    main = page.partition("<main")[2].partition("</main>")[0]
    assert "Fewer than 5 people answered, so nothing of this round is shown." in main
    for absent in ("<img", "<table", "csv", "release.json"):
        assert absent not in main, absent
    read = re.sub(r"<[^>]+>", " ", main)  # addresses have random digits
    for absent in ("70", "3 ", "%", "answered ("):
        assert absent not in read, absent


def test_an_open_link_has_no_head_count_and_says_why() -> None:
    page = page_of(demo_release(1, counted=False))
    assert "how many were asked is not known" in page
    assert "open link, no head count" in page
    assert "everybody with the link could answer" in page
    assert "what do our" not in page


def test_an_imported_round_has_a_rate_only_where_the_head_count_is_known() -> None:
    unknown = page_of(demo_release(1, counted=False, mode="imported"), mode="imported")
    assert "imported from a file" in unknown
    assert "does not say how many people were asked" in unknown
    known = page_of(
        demo_release(2, units=False, mode="imported", programme="past"), mode="imported"
    )
    assert "58 of 70 answered (83\u00a0%)" in known


def test_kept_responses_are_said() -> None:
    page = page_of(demo_release(2, kept_responses_days=30))
    assert "Responses of this round are kept for 30 days after release." in page


@pytest.mark.parametrize("rounds", [1, 3])
def test_a_page_costs_the_same_number_of_queries_however_many_rounds(
    rounds: int, django_assert_max_num_queries: Any
) -> None:
    for release in demo_releases()[:rounds]:
        stored_round(release)
    code = demo_releases()[rounds - 1].round.code
    client = logged_in()
    client.get(addresses(code=code)["page"])
    with django_assert_max_num_queries(15):
        assert client.get(addresses(code=code)["page"]).status_code == 200


# What must not ---------------------------------------------------------------------------------


SCRIPT = "<script>alert(1)</script>"


def test_texts_of_others_are_never_markup() -> None:
    release = demo_releases()[-1]
    asked = release.instrument
    option = asked.item("role").scale.options[0]
    scale = replace(
        asked.item("role").scale,
        options=(replace(option, label=SCRIPT), *asked.item("role").scale.options[1:]),
    )
    planted = replace(
        release,
        round=replace(release.round, title=f"Spring {SCRIPT}"),
        instrument=replace(
            asked,
            title=SCRIPT,
            items=tuple(
                replace(item, text=f"{item.code} {SCRIPT}")
                if item.code != "role"
                else replace(item, scale=scale)
                for item in asked.items
            ),
            constructs=tuple(
                replace(one, title=f"{one.code} {SCRIPT}") for one in asked.constructs
            ),
            sections=tuple(replace(one, title=f"{one.code} {SCRIPT}") for one in asked.sections),
        ),
        groups=tuple(replace(group, title=f"{group.title} {SCRIPT}") for group in release.groups),
    )
    before = replace(planted, round=replace(planted.round, code="2026-autumn"))
    earlier = stored_round(before, title=SCRIPT)
    earlier.programme.title = SCRIPT
    earlier.programme.save()
    round_ = stored_round(planted, title=SCRIPT)
    ReleasedComments.objects.create(round=round_, item=OPEN_QUESTION, texts=[SCRIPT])
    client = logged_in()
    for name, address in {
        **addresses(),
        "programme": reverse("programme-trend", args=["engineering"]),
        "home": reverse("home"),
    }.items():
        body = client.get(address).content
        assert b"<script>alert" not in body or name in (
            "table", "trends", "file", "png", "pdf", "report",
        ), name  # fmt: skip
    page = client.get(addresses()["page"]).content.decode()
    assert page.count("&lt;script&gt;alert(1)&lt;/script&gt;") > 100


@pytest.mark.django_db(databases=["default", "answers"])
def test_nothing_here_needs_the_answers_database() -> None:
    stored_programme()
    client = logged_in()
    with answers_unreachable():
        with pytest.raises(AssertionError, match="was asked"):
            CollectedRound.objects.exists()
        for address in addresses().values():
            for cache in (
                results.figures,
                result_pictures.caption,
                result_pictures.picture,
                result_pictures.picture_file,
                result_pictures.table,
            ):
                cache.cache_clear()
            assert client.get(address).status_code == 200, address


def test_a_damaged_release_shows_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    round_ = stored_round(demo_release(0))
    stored = round_.releases.get()
    damaged = stored.content.replace("54", "55")
    assert overrule(type(stored).objects.filter(pk=stored.pk), content=damaged) == 1
    client = Client(raise_request_exception=False)
    client.force_login(persona("viewer"))
    response = client.get(addresses(code=round_.code)["page"])
    assert response.status_code == 500
    assert b"Ease of release" not in response.content


# Files -----------------------------------------------------------------------------------------


def test_a_chart_carries_its_own_policy_and_is_fetched_once() -> None:
    stored_programme()
    client = logged_in()
    response = client.get(addresses()["svg"])
    policy = response.headers["Content-Security-Policy"]
    assert policy == "default-src 'none'; style-src 'unsafe-inline'"
    assert response.headers["Content-Type"] == "image/svg+xml"
    assert response.headers["Cache-Control"] == "private, no-cache"
    assert response.headers["Content-Disposition"] == (
        'inline; filename="engineering-2027-spring-constructs.svg"'
    )
    sha = document_of(Round.objects.get(code="2027-spring")).sha256
    assert response.headers["ETag"].startswith(f'"{sha[:16]}-')
    again = client.get(addresses()["svg"], headers={"If-None-Match": response.headers["ETag"]})
    assert again.status_code == 304
    assert again.content == b""
    narrow = client.get(addresses()["svg"] + "?narrow=1")
    assert narrow.headers["ETag"] != response.headers["ETag"]
    assert b'width="360px"' in narrow.content


def test_download_asks_for_a_file_with_a_name_that_says_what_it_is() -> None:
    stored_programme()
    response = logged_in().get(addresses()["item"] + "&unit=Platform&download=1")
    assert response.headers["Content-Disposition"] == (
        'attachment; filename="engineering-2027-spring-item-fix_first-platform.svg"'
    )


def test_the_table_is_the_one_of_the_exports() -> None:
    stored_programme()
    response = logged_in().get(addresses()["table"])
    assert response.headers["Content-Type"] == "text/csv; charset=utf-8"
    assert "attachment" in response.headers["Content-Disposition"]
    lines = response.content.decode("utf-8-sig").splitlines()
    release = demo_releases()[-1]
    assert len(lines) == 1 + len(release.groups) * len(release.instrument.counted_items)


def test_the_release_file_has_the_hash_that_the_page_names() -> None:
    stored_programme()
    body = logged_in().get(addresses()["file"]).content
    assert json.loads(body)["format"] == "candor-release/3"
    assert hashlib.sha256(body).hexdigest() in page_text(addresses()["page"])


# Units side by side, and the report -------------------------------------------------------------


def test_units_stand_by_constructs_with_share_and_n_in_every_cell() -> None:
    stored_programme()
    page = page_text(addresses()["page"])
    start = page.index('<table class="heat">')
    table = page[start : page.index("</table>", start)]
    rows = re.findall(r"<tr class.*?</tr>", page[start:])
    release = demo_release()
    constructs = release.instrument.constructs
    shown = [group for group in release.groups if group.answers is not None]
    assert "Ease of release" in table
    for group, row in zip(shown, [one for one in rows if "step" in one], strict=False):
        assert (group.title if group.path else "Everybody") in row
        assert f"{group.answers} of {group.invited}" in row
        cells = re.findall(r'<td class="step step-\d"><b>(\d+)\xa0%</b> <span>n&nbsp;(\d+)', row)
        told = [estimate_construct(release, group.path, one.code) for one in constructs]
        full = [one for one in told if isinstance(one, Estimate)]
        bands = [one for one in told if isinstance(one, Band)]
        assert row.count('<td class="banded">') == len(bands)
        for (share, n), estimate in zip(cells, full, strict=True):
            assert estimate.favourable is not None
            assert (int(n), int(share)) == (estimate.n, whole(estimate.favourable.estimate))


def test_hidden_units_have_a_word_and_no_number_in_the_table() -> None:
    page = page_of(demo_release(2, answers=30))
    start = page.index('<table class="heat">')
    rows = re.findall(
        r'<tr class="not-shown">.*?</tr>', page[start : page.index("</table>", start)]
    )
    assert len(rows) == 8
    for row in rows:
        assert "hidden: fewer than" in row
        assert not re.search(r"<b>|n&nbsp;", row)
    assert [re.sub("<[^>]+>", "", row).split()[0] for row in rows][2:5] == [
        "Build",
        "Cloud",
        "Reliability",
    ]


def test_without_units_there_is_no_heatmap() -> None:
    round_ = stored_round(demo_release(0, counted=False))
    names = [round_.programme.code, round_.code]
    assert "heat" not in page_text(reverse("round-results", args=names))
    assert (
        logged_in().get(reverse("round-chart", args=[*names, "heatmap", "svg"])).status_code == 404
    )


def test_text_on_every_shade_of_the_table_is_legible_in_light_and_dark() -> None:
    css = (Path(results.__file__).parent / "static" / "candor" / "tokens.css").read_text()
    light, dark = css.split("prefers-color-scheme: dark")
    for part in (light, dark):
        colours = dict(re.findall(r"--([\w-]+): (#[0-9a-f]{6});", part))
        for step in range(5):
            ink = colours["on-pale" if step < 3 else "on-dark"]
            assert contrast(colours[f"step-{step}"], ink) >= 5
    assert tuple(re.findall(r"--step-\d: (#\w+)", light)) == theme.STEPS


def test_the_report_is_one_pdf_with_the_trend_and_its_events() -> None:
    programme = stored_programme()[-1].programme
    Event.objects.create(programme=programme, on=date(2026, 7, 14), title="new CI")
    response = logged_in().get(addresses()["report"])
    assert response["Content-Type"] == "application/pdf"
    assert "engineering-2027-spring-report.pdf" in response["Content-Disposition"]
    assert page_count(response.content) > 10
    said = text_of(response.content)
    assert "Developer experience, Spring 2027" in said
    assert "new CI" in said
    again = logged_in().get(addresses()["report"], headers={"If-None-Match": response["ETag"]})
    assert again.status_code == 304


def test_the_report_of_an_earlier_round_knows_nothing_of_later_ones() -> None:
    stored_programme()
    said = text_of(logged_in().get(addresses(code="2026-autumn")["report"]).content)
    assert "Autumn 2026" in said
    assert "Spring 2026" in said
    assert "Spring 2027" not in said


def test_the_page_links_the_report_and_says_that_it_takes_a_while() -> None:
    stored_programme()
    page = page_text(addresses()["page"])
    assert f'href="{addresses()["report"]}"' in page
    assert "which takes a few seconds" in page
