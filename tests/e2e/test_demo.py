"""``make demo`` in a copy of the tree, as a newcomer runs it: twice, and looked at over HTTP."""

from __future__ import annotations

import http.cookiejar
import json
import re
import socket
import subprocess
import sys
import urllib.parse
import urllib.request
from collections.abc import Iterator
from html import unescape
from pathlib import Path

import pytest

from analysis.estimates import (
    Change,
    NotCompared,
    NotComparedReason,
    Verdict,
    compare_constructs,
    compare_items,
)
from analysis.exports.overview import Question, overview
from analysis.findings import FindingKind
from analysis.release import Band, Release, Shown, load_release
from questionnaires.services import demonstration as planted
from tests.demo import MAKE_DEMO, address, copy_of_the_tree, environment_of, make_demo


@pytest.fixture(scope="module")
def checkout(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return copy_of_the_tree(tmp_path_factory.mktemp("demo"))


@pytest.fixture(scope="module")
def port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@pytest.fixture(scope="module")
def first_run(checkout: Path, port: int) -> Iterator[str]:
    with make_demo(checkout, port) as printed:
        yield printed


class Visitor:
    """A browser without pictures: cookies and forms."""

    def __init__(self, base: str) -> None:
        self.base = base
        self.opener = urllib.request.build_opener(
            urllib.request.HTTPCookieProcessor(http.cookiejar.CookieJar())
        )

    def get(self, url: str) -> str:
        with self.opener.open(url) as answer:
            return str(answer.read().decode())

    def log_in(self, name: str, password: str) -> None:
        page = self.get(f"{self.base}/login/")
        token = re.search(r'name="csrfmiddlewaretoken" value="(\w+)"', page)
        assert token
        form = {"login": name, "password": password, "csrfmiddlewaretoken": token[1]}
        request = urllib.request.Request(  # noqa: S310 -- an address of this test
            f"{self.base}/login/",
            data=urllib.parse.urlencode(form).encode(),
            headers={"Referer": f"{self.base}/login/"},
        )
        with self.opener.open(request) as answer:
            assert not answer.url.endswith("/login/"), "the login was refused"


def asked(checkout: Path, script: str) -> str:
    """The last line that a script prints inside the demonstration's site."""
    printed = subprocess.run(
        [sys.executable, "manage.py", "shell", "--verbosity", "0", "-c", script],
        cwd=checkout,
        env=environment_of(checkout),
        capture_output=True,
        text=True,
        check=True,
    ).stdout
    return printed.splitlines()[-1]


def releases(checkout: Path) -> list[Release]:
    """The releases that the demonstration stored, oldest first."""
    script = (
        "import json; from questionnaires.models import StoredRelease;"
        "rows = StoredRelease.objects.filter(round__programme__code='developer-experience');"
        "rows = rows.order_by('round__position');"
        "print(json.dumps([row.content for row in rows]))"
    )
    return [load_release(content) for content in json.loads(asked(checkout, script))]


def test_it_prints_the_addresses_and_a_login_for_each_role(first_run: str, port: int) -> None:
    base = f"http://127.0.0.1:{port}"
    assert address(first_run, "Candor") == f"{base}/"
    for role in ("admin", "analyst", "author", "viewer"):
        visitor = Visitor(base)
        visitor.log_in(role, address(first_run, f"  {role}"))
        assert "Developer experience" in visitor.get(address(first_run, "Results"))
        assert "Autumn" in visitor.get(address(first_run, "Trend"))


def test_the_survey_can_be_answered_without_a_login(first_run: str, port: int) -> None:
    link = address(first_run, "Answer a survey")
    assert len(link.partition("#")[2]) > 60, "who answers stands behind the #"
    page = Visitor(f"http://127.0.0.1:{port}").get(link.partition("#")[0])
    assert "<form" in page
    assert "Anonymous: they are handed in with a ballot" in page
    assert "Confidential" not in page


def test_the_design_system_is_shown_without_a_login(first_run: str, port: int) -> None:
    page = Visitor(f"http://127.0.0.1:{port}").get(address(first_run, "Style"))
    assert "--accent-soft" in page
    assert page.count("<fieldset") == 25


def test_every_kind_of_question_can_be_answered_and_looked_at(first_run: str, port: int) -> None:
    visitor = Visitor(f"http://127.0.0.1:{port}")
    survey = visitor.get(address(first_run, "Every kind"))
    for text in ("hours a week", "It wears me out", "Other, namely", "I do not wait for anything"):
        assert text in survey
    visitor.log_in("viewer", address(first_run, "  viewer"))
    results = visitor.get(address(first_run, r"\.\.\. as results"))
    for text in ("hours a week", "middle half", "First three", "Most often chosen together"):
        assert text in results
    comments = visitor.get(f"{address(first_run, r'[.]{3} as results')}comments/")
    assert "The test environment" in comments, "words beside Other"


def test_everybody_asked_reads_the_results_and_what_is_done_without_a_login(
    first_run: str, port: int
) -> None:
    visitor = Visitor(f"http://127.0.0.1:{port}")
    results = visitor.get(address(first_run, "Results for all"))
    assert "Feedback loops" in results
    assert "/s/did/" in results
    assert "Log in" not in results
    done = visitor.get(address(first_run, "You said, we did"))
    assert done.count("action-state") == 3
    assert "Two mornings a week without meetings" in done


def test_strangers_see_no_result(first_run: str, port: int) -> None:
    page = Visitor(f"http://127.0.0.1:{port}").get(address(first_run, "Results"))
    assert "Log in" in page
    assert "favourable" not in page


def test_the_report_is_there(first_run: str, checkout: Path) -> None:
    report = checkout / "demo-report"
    assert "<h1" in (report / "index.html").read_text()
    assert list(report.glob("**/*.svg"))
    assert list(report.glob("**/*.png"))
    assert list(report.glob("**/*.csv"))


def test_what_was_planted_is_found(first_run: str, checkout: Path) -> None:
    _oldest, before, after = releases(checkout)
    assert after.organisation.invited == 70
    assert after.organisation.response_rate == pytest.approx(0.8, abs=0.07)
    changes = {change.code: change for change in compare_constructs(before, after)}
    improved, worsened = changes[planted.IMPROVED], changes[planted.WORSENED]
    assert isinstance(improved, Change)
    assert isinstance(worsened, Change)
    assert improved.verdict is Verdict.CLEAR
    assert improved.difference.estimate >= 0.30
    assert worsened.verdict is Verdict.CLEAR
    assert worsened.difference.estimate <= -0.30
    clear = {
        code
        for code, change in changes.items()
        if isinstance(change, Change) and change.verdict is Verdict.CLEAR
    }
    assert clear == {planted.IMPROVED, planted.WORSENED}
    noise = changes[planted.NOISE]
    assert isinstance(noise, Change)
    assert noise.verdict is Verdict.NONE
    items = {change.code: change for change in compare_items(before, after)}
    reworded = items[planted.REWORDED]
    assert isinstance(reworded, NotCompared)
    assert reworded.reason is NotComparedReason.REWORDED


def test_the_overview_states_what_was_planted_and_no_other_change(
    first_run: str, checkout: Path
) -> None:
    _oldest, before, after = releases(checkout)
    found = {answer.question: answer for answer in overview(after, before)}
    changed = found[Question.CHANGED]
    said = {one.code: one.text for one in changed.loud}
    assert set(said) == {planted.IMPROVED, planted.WORSENED}
    assert "clearly better" in said[planted.IMPROVED]
    assert "clearly worse" in said[planted.WORSENED]
    assert planted.NOISE in {one.code for one in changed.quiet}
    assert all("no evidence of change" in one.text for one in changed.quiet)
    untold = found[Question.CANNOT_TELL].statements
    (construct,) = (one for one in after.instrument.constructs if planted.REWORDED in one.items)
    not_compared = [one for one in untold if one.kind is FindingKind.NOT_COMPARED]
    assert [one.code for one in not_compared] == [construct.code]
    assert "asked differently before" in not_compared[0].text
    pooled = [one.text for one in untold if "Data + Machine Learning" in one.text]
    assert len(pooled) == 1, "the team of six is counted together with another one"
    assert not any(re.search(r"\bData\b(?! \+)", one.text) for one in untold)


def plain(page: str) -> str:
    """The words of a page, each run of white space as one space."""
    return re.sub(r"\s+", " ", unescape(re.sub(r"<[^>]+>", " ", page)))


def test_the_page_says_what_was_planted_and_no_other_change(
    first_run: str, checkout: Path, port: int
) -> None:
    """As the people read it who lead the platform: the page, and the page beside it."""
    after = releases(checkout)[-1]
    titles = {one.code: one.title for one in after.instrument.constructs}
    visitor = Visitor(f"http://127.0.0.1:{port}")
    visitor.log_in("viewer", address(first_run, "  viewer"))
    results = address(first_run, "Results")
    page = visitor.get(results)
    parts = dict(re.findall(r'<div id="found-(\w+)">(.*?)</div>', page, re.DOTALL))
    changed = [
        plain(one) for one in re.findall(r"(?s)<li data-copy=[^>]*>(.*?)<span", parts["changed"])
    ]
    stated = [one for one in changed if "no evidence of change" not in one]
    assert [one.partition(",")[0].strip() for one in stated] == [
        f"{titles[planted.IMPROVED]}: clearly better",
        f"{titles[planted.WORSENED]}: clearly worse",
    ]
    noise = f"{titles[planted.NOISE]}: no evidence of change"
    assert [one for one in changed if one.strip().startswith(noise)]
    # Nowhere else on the page either: not of a construct, not in the words of a chart.
    whole = plain(page.replace("No evidence of change", ""))
    for name in titles.values():
        told = name in (titles[planted.IMPROVED], titles[planted.WORSENED])
        assert bool(re.search(rf"{re.escape(name)}: (?:clearly|possibly)", whole)) == told, name
    (reworded,) = (one for one in after.instrument.constructs if planted.REWORDED in one.items)
    untold = plain(parts["cannot_tell"])
    assert f"{reworded.title}: asked differently before, so not compared." in untold
    assert "Data + Machine Learning: " in untold
    problems = plain(parts["look_at"])
    assert f"Loud, but no problem in the survey: {titles[planted.IMPROVED]} (44 of 63" in problems
    loud = plain(visitor.get(f"{results}loud-and-silent/"))
    assert f"Loud, but no problem in the survey: {titles[planted.IMPROVED]} (44 of 63" in loud
    silent = re.search(r"Silent problems?: (.*?); no loud one is found", loud)
    assert silent
    assert silent[1].startswith(f"{titles[planted.WORSENED]} (2 of 63 requests, ")


def test_departments_are_told_in_full_and_small_teams_in_bands(
    first_run: str, checkout: Path
) -> None:
    newest = releases(checkout)[-1]
    by_depth = {group.path: group for group in newest.units}
    assert not [group.path for group in newest.units if not group.parent and group.hidden]
    teams = [group for group in newest.units if group.parent]
    assert {group.title for group in teams} >= {"Payments", "Build"}
    small = [group for group in teams if group.answers is None]
    assert small
    assert any(group.between == (5, 9) for group in small)
    cells = [cell for group in small for cell in group.items.values()]
    assert any(isinstance(cell, Band) for cell in cells)
    assert not any(isinstance(cell, Shown) for cell in cells)
    pooled = [path for path in by_depth if "Data + " in path]
    assert pooled, "the team of six is counted with a sibling"
    assert "Insight/Data" not in by_depth


def test_no_single_answer_is_left_of_released_rounds(first_run: str, checkout: Path) -> None:
    script = (
        "from questionnaires.models import Response, CollectedRound, StoredTally;"
        "print(Response.objects.count(), StoredTally.objects.count())"
    )
    assert asked(checkout, script) == "0 4"


def test_a_second_run_keeps_what_stands(first_run: str, checkout: Path, port: int) -> None:
    """Runs last: a taken port is refused with what to do, a free one starts with the same data."""
    before = releases(checkout)
    taken = subprocess.run(
        MAKE_DEMO,
        cwd=checkout,
        env={**environment_of(checkout), "CANDOR_BASE_URL": f"http://127.0.0.1:{port}"},
        capture_output=True,
        text=True,
        check=False,
    )
    assert taken.returncode != 0
    assert f"Something answers at 127.0.0.1:{port} already" in taken.stderr
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        other = int(probe.getsockname()[1])
    with make_demo(checkout, other) as printed:
        assert "loaded already" in printed
    assert releases(checkout) == before
