"""``create_round``: a round from the command line, from draft to release."""

from __future__ import annotations

from datetime import date

import pytest
from django.core.management import CommandError

from questionnaires.models import Programme, Round
from tests.rounds import draft
from tests.surveyapp.test_commands import run

pytestmark = pytest.mark.django_db(databases=["default", "answers"])


def test_a_draft_with_its_rules_is_made() -> None:
    question_set = draft().version.question_set
    said = run(
        "create_round", "engineering/2027-autumn", "--questions", question_set.code,
        "--title", "Autumn 2027", "--mode", "open", "--k", 6, "--full-detail",
        "--keep-responses", 14, "--closes-on", "2027-11-30",
        "--responsible", "Ann, ann@example.org",
        "--purpose", "To fix the builds.", "--audience", "The platform team.",
    )  # fmt: skip
    made = Round.objects.get(code="2027-autumn")
    assert made.is_draft
    assert (made.programme.code, made.title, made.mode) == ("engineering", "Autumn 2027", "open")
    assert (made.k, made.kept_responses_days, made.closes_on) == (6, 14, date(2027, 11, 30))
    assert made.full_detail
    assert made.responsible == "Ann, ann@example.org"
    assert (made.purpose, made.audience) == ("To fix the builds.", "The platform team.")
    assert "python manage.py open_round engineering/2027-autumn" in said


def test_what_cannot_be_made_is_said_and_nothing_is_written() -> None:
    question_set = draft().version.question_set
    for arguments, message in (
        (
            ("no-slash", "--questions", question_set.code),
            "“no-slash” names no round. Write PROGRAMME/ROUND: ",
        ),
        (("a/b",), "Say what is asked: --questions CODE, or --like PROGRAMME/ROUND."),
        (("", "--questions", question_set.code), "“” names no round"),
        (("a/b", "--like", "dx/never"), "dx has no round “never”"),
        (("dx/2027-spring", "--like", "dx/2027-spring"), "a round 2027-spring already"),
        (("a/b", "--questions", "never"), f"“never”. There are: {question_set.code}"),
        (("new/2027-autumn", "--questions", question_set.code, "--k", 3), "4"),
        (("D X/a", "--questions", question_set.code), "programme code “D X”: A code has"),
        (("new/A b", "--questions", question_set.code), "round code “A b”: A code has"),
        *(
            (
                ("new/a", "--questions", question_set.code, "--keep-responses", days),
                f"for 0 to 3650 days after the release, not {days}",
            )
            for days in (-1, 3651)
        ),
        (
            ("new/a", "--questions", question_set.code, "--closes-on", "30.4.2027"),
            "'30.4.2027' is no date. Write year, month and day: 2027-04-30",
        ),
    ):
        before = (Round.objects.count(), Programme.objects.count())
        with pytest.raises(CommandError, match=message):
            run("create_round", *arguments)
        assert (Round.objects.count(), Programme.objects.count()) == before


def test_a_round_like_another_gets_its_rules_and_a_code_of_its_own() -> None:
    told = {"purpose": "To fix it.", "responsible": "Ann, a@example.org", "audience": "All."}
    last = draft(mode=Round.Mode.OPEN, k=7, full_detail=True, kept_responses_days=3, **told)
    said = run("create_round", "--like", "dx/2027-spring")
    made = Round.objects.get(code="2027-autumn")
    for name in ("programme", "version", "mode", "k", "full_detail", "kept_responses_days", *told):
        assert getattr(made, name) == getattr(last, name)
    assert (made.title, made.is_draft) == ("Autumn 2027", True)
    assert made.closes_on
    assert "python manage.py open_round dx/2027-autumn" in said


def test_full_detail_is_never_the_default_and_can_be_taken_back() -> None:
    last = draft()
    assert not last.full_detail
    Round.objects.update(full_detail=True)
    run("create_round", "--like", "dx/2027-spring", "--no-full-detail")
    assert not Round.objects.get(code="2027-autumn").full_detail


def test_everybody_asked_reads_results_unless_the_command_or_the_last_round_says_otherwise() -> (
    None
):
    draft()
    run("create_round", "dx/pulse", "--like", "dx/2027-spring")
    run("create_round", "dx/roles", "--like", "dx/2027-spring", "--results-for", "roles")
    run("create_round", "dx/again", "--like", "dx/roles")
    run("create_round", "dx/asked", "--like", "dx/roles", "--results-for", "asked")
    told = dict(Round.objects.values_list("code", "results_for"))
    assert told == {
        "2027-spring": "asked",
        "pulse": "asked",
        "roles": "roles",
        "again": "roles",
        "asked": "asked",
    }
    with pytest.raises(CommandError, match="invalid choice: 'friends'"):
        run("create_round", "dx/other", "--like", "dx/roles", "--results-for", "friends")


def test_other_options_replace_what_is_taken_from_the_other_round() -> None:
    draft(k=7)
    other = ("--k", 5, "--responsible", "Bo, bo@example.org", "--closes-on", "2030-01-31")
    run("create_round", "dx/pulse", "--like", "dx/2027-spring", *other)
    made = Round.objects.get(code="pulse")
    assert (made.title, made.k, made.responsible) == ("Pulse", 5, "Bo, bo@example.org")
    assert made.closes_on == date(2030, 1, 31)
    run("create_round", "dx/2027-autumn", "--like", "dx/2027-spring")
    assert Round.objects.get(code="2027-autumn").title == "Autumn 2027"


@pytest.mark.parametrize(
    ("given", "read"),
    [
        (("--programme-title", "Engineering survey"), "Engineering survey, Spring 2027"),
        (("--title", "The first one"), "Developer experience, The first one"),
        ((), "Developer experience, Spring 2027"),
    ],
)
def test_people_read_titles_and_no_codes(given: tuple[str, ...], read: str) -> None:
    question_set = draft().version.question_set
    name = "developer-experience/2027-spring"
    said = run("create_round", name, "--questions", question_set.code, *given)
    assert said.startswith(f"{read} is a draft: ")
