"""Before a round opens: who would be told of, and with whom counted, while that can change."""

from __future__ import annotations

import re

import pytest
from django.test import Client

from questionnaires.models import Round
from questionnaires.services.invitations import issue_links
from questionnaires.services.roster import import_roster
from questionnaires.services.rounds import open_round, plan_opening
from surveyapp.expected_results import preview_of
from tests.rounds import TODAY, draft, roster
from tests.surveyapp.test_round_pages import ROUND, client, text

pytestmark = pytest.mark.django_db(databases=["default", "answers"])

#: Nine teams of the roster: Tiny is pooled with Pay from the start.
TEAMS = {
    "Ops/Build": 14, "Ops/Cloud": 8, "Ops/Data": 9, "Ops/Edge": 14, "Ops/Fleet": 30,
    "Shop/Pay": 12, "Shop/Search": 30, "Shop/Tiny": 3, "Shop/Web": 20,
}  # fmt: skip


def sentences(teams: dict[str, int] = TEAMS) -> tuple[str, ...]:
    import_roster(data=roster(teams), actor="test")
    round_ = draft()
    preview = preview_of(round_, plan_opening(round_))
    assert preview is not None
    return preview.sentences


def test_a_sentence_counts_departments_and_teams_of_the_roster() -> None:
    assert sentences() == (
        "With 60\u00a0%: 2 departments in full; 2 of 9 teams in full, 5 as a band, 2 pooled.",
        "With 80\u00a0%: 2 departments in full; 5 of 9 teams in full, 2 as a band, 2 pooled.",
        "With 100\u00a0%: 2 departments in full; 5 of 9 teams in full, 2 as a band, 2 pooled.",
    )


def test_what_is_pooled_at_close_is_counted_as_such() -> None:
    import_roster(data=roster({"Ops/A": 8, "Ops/B": 9, "Ops/C": 30, "Shop": 40}), actor="test")
    round_ = draft(k=6)
    preview = preview_of(round_, plan_opening(round_))
    assert preview is not None
    told = {row.path: (row.told[0].kind, row.told[0].words) for row in preview.rows}
    assert told["Ops/A"] == told["Ops/B"] == ("pooled", "pooled, in full")
    assert preview.sentences[0] == (
        "With 60\u00a0%: 1 department in full; 2 of 4 teams in full, 2 pooled."
    )


def test_what_is_hidden_is_counted_as_such_with_what_must_be_hidden_beside_it() -> None:
    import_roster(data=roster({"Lab/One": 8, "Ops/A": 40, "Ops/B": 50}), actor="test")
    round_ = draft(k=6)
    preview = preview_of(round_, plan_opening(round_))
    assert preview is not None
    assert {row.path: row.told[0].kind for row in preview.rows} == {
        "": "full", "Lab": "hidden", "Lab/One": "hidden", "Ops": "hidden", "Ops/A": "hidden",
        "Ops/B": "hidden",
    }  # fmt: skip
    assert preview.sentences[0] == "With 60\u00a0%: 2 departments hidden; 3 teams hidden."
    assert preview.has_less


def test_few_people_are_told_that_there_is_nothing() -> None:
    found = sentences({"Ops": 7})
    assert found[0].startswith("With 60\u00a0%: nothing, not of the whole either")
    assert found[1].startswith("With 80\u00a0%: the whole only as a band")


def test_the_page_that_opens_a_round_shows_the_preview_and_what_to_do() -> None:
    import_roster(data=roster(TEAMS), actor="test")
    draft()
    response = client("analyst").get(f"{ROUND}open/")
    page = text(response)
    assert "With 80 %: 2 departments in full; 5 of 9 teams in full" in page
    assert "change the tree now and not later" in page
    assert "Ask an admin" in page
    assert 'href="/people/"' not in response.content.decode()
    assert 'href="/people/"' in client("admin").get(f"{ROUND}open/").content.decode()
    rows = re.findall(r'<th scope="row">Ops/Build</th>(.*?)</tr>', response.content.decode())
    cells = [re.findall(r'<span class="told \w+">([^<]*)</span>', row) for row in rows]
    assert [found for found in cells if found] == [[
        "as a band", "in full", "in full",
    ]]  # fmt: skip
    # Who would be counted together, and as what.
    assert "Where one of these has fewer than 5 answers" in page
    assert "Ops/Cloud, Ops/Data" in page
    assert "Ops/Cloud + Data" in page


def test_the_page_of_an_open_round_goes_on_naming_the_pools() -> None:
    import_roster(data=roster(TEAMS), actor="test")
    open_round(round=draft(), actor="test", today=TODAY)
    page = text(client("analyst").get(ROUND))
    assert "Ops/Cloud + Data" in page
    assert "With 80" not in page


def test_behind_an_open_link_there_is_no_preview() -> None:
    draft(mode=Round.Mode.OPEN)
    page = text(client("analyst").get(f"{ROUND}open/"))
    assert "What will be told of whom" not in page


def test_who_is_asked_reads_with_whom_they_may_be_counted() -> None:
    import_roster(data=roster(TEAMS), actor="test")
    round_ = open_round(round=draft(), actor="test", today=TODAY)
    pages = {}
    for link in issue_links(round=round_, actor="test"):
        path = link.url.partition("//")[2].partition("/")[2]
        pages[link.mail] = f"/{path}"
    said = "may be counted together with"
    of_cloud = text(Client().get(pages["ops-cloud-1@example.org"]))
    assert f"Cloud {said} Data if one of them has fewer than 5 answers." in of_cloud
    assert said not in text(Client().get(pages["ops-fleet-1@example.org"]))
