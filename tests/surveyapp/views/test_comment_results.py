"""The page of released comments: terms, tags and quotes, for people with a role alone."""

from __future__ import annotations

import html as markup
import re
from dataclasses import replace

import pytest
from django.test import Client
from django.urls import reverse

from questionnaires.models import CommentQuote, CommentTag, Person, ReleasedComments, Round
from questionnaires.services.comment_marks import quote_comment, tag_comment
from questionnaires.services.roster import import_roster
from questionnaires.services.withdrawals import withdraw_comment
from surveyapp import exported_results, result_pictures
from tests.frozen import overrule
from tests.releases import OPEN_QUESTION, demo_releases
from tests.rounds import roster
from tests.stored import logged_in, page_text, stored_programme, stored_round
from tests.surveyapp.personas import Persona, client_of

pytestmark = pytest.mark.django_db(transaction=True, databases=["default", "answers"])

SPRING = "/results/engineering/2027-spring"
PAGE, MARK = f"{SPRING}/comments/", f"{SPRING}/comments/mark/"
CHART = f"{SPRING}/charts/terms.svg?item={OPEN_QUESTION}"
NOW = [f"Slow builds, number {n}." for n in range(14)] + ["Fewer meetings."] * 5 + ["Docs."] * 11
BEFORE = ["Fewer meetings, please."] * 20 + ["Docs."] * 8 + ["Slow builds."] * 4


def programme() -> Round:
    """Three rounds; the last two have comments on one question."""
    rounds = stored_programme()
    ReleasedComments.objects.filter(round=rounds[-1]).update(texts=NOW)
    ReleasedComments.objects.create(round=rounds[-2], item=OPEN_QUESTION, texts=BEFORE)
    return rounds[-1]


def digest_of(text: str, round_: Round) -> str:
    return ReleasedComments.objects.get(round=round_).digest_of(text)


def mark(client: Client, round_: Round, text: str = NOW[0], **form: str) -> int:
    digest = digest_of(text, round_)
    posted = {"item": OPEN_QUESTION, "comment": digest, **form}
    return client.post(MARK, posted).status_code


def rows(html: str) -> list[list[str]]:
    """The table of terms: what stands in its cells."""
    body = html.partition('<table class="matrix">')[2].partition("</table>")[0]
    found = re.findall(r"<tr>(.*?)</tr>", body)
    return [re.findall(r"<t[hd][^>]*>(.*?)</t[hd]>", row) for row in found]


# What is read ----------------------------------------------------------------------------------


def test_comments_stand_by_question_with_what_several_people_wrote() -> None:
    programme()
    html = page_text(PAGE)
    assert "What one thing would you change?" in html
    assert "30 comments" in html
    assert "at least 10 people were asked the question and 5 wrote to it" in html
    assert all(text in html for text in NOW)
    assert "<li>slow builds <b>14</b></li>" in html
    assert "<li>docs <b>11</b></li>" in html
    assert "of 30 who wrote; no term of fewer than 5 is told" in html


def test_what_sets_it_apart_from_the_round_before_and_no_count_below_k() -> None:
    programme()
    html = page_text(PAGE)
    found = {row[0]: row[1:] for row in rows(html)}
    assert found["Term"] == ["Spring 2027", "Autumn 2026", "z"]
    # Four people wrote of slow builds before: fewer than k, so neither their number nor z.
    assert found["slow builds"] == ["14 of 30", "fewer than 5 of 32", "–"]
    assert found["fewer meetings"][:2] == ["5 of 30", "20 of 32"]
    assert re.fullmatch(r"−\d,\d|−\d\.\d", found["fewer meetings"][2])
    assert "docs" not in found  # 11 of 30 and 8 of 32: it is there, and does not stand out
    assert "More people than in Autumn 2026 wrote" in html
    assert "/charts/terms.svg" in html
    assert "4 of 32" not in markup.unescape(html)


def test_the_chart_of_terms_is_for_readers_and_not_for_strangers() -> None:
    programme()
    for persona in (Persona.VIEWER, Persona.LEAD, Persona.AUTHOR, Persona.ANALYST, Persona.ADMIN):
        for form in ("svg", "png", "pdf"):
            response = client_of(persona).get(CHART.replace(".svg", f".{form}"))
            assert response.status_code == 200
    svg = client_of(Persona.VIEWER).get(CHART).content.decode()
    assert "slow builds" in svg
    assert client_of(Persona.STRANGER).get(CHART).status_code == 404
    assert client_of(Persona.ANONYMOUS).get(CHART).status_code == 302
    for wrong in ("item=no_such", "item=", f"item={OPEN_QUESTION}%00"):
        address = CHART.partition("?")[0]
        assert client_of(Persona.VIEWER).get(f"{address}?{wrong}").status_code == 404
    assert client_of(Persona.VIEWER).get(CHART.replace(".svg", ".csv")).status_code == 404


def test_names_on_the_roster_are_no_terms() -> None:
    round_ = programme()
    ReleasedComments.objects.filter(round=round_).update(texts=["Grace merges late."] * 12)
    assert "<li>grace merges <b>12</b></li>" in page_text(PAGE)
    import_roster(data=roster(), actor="test")
    Person.objects.filter(mail__startswith="ops-build-1@").update(name="Grace Hopper")
    html = page_text(PAGE)
    assert "Grace merges late." in html
    assert "<li>merges late <b>12</b></li>" in html
    assert not re.search(r"<li>[^<]*grace", html)


@pytest.mark.parametrize("sent", [{"item": "\0"}, {"comment": "\0"}, {"tag": "\0"}])
def test_a_nul_names_no_comment_and_is_no_tag(sent: dict[str, str]) -> None:
    """PostgreSQL does not even compare it: the page failed instead of saying what is wrong."""
    round_, client = programme(), client_of(Persona.ANALYST)
    assert mark(client, round_, **sent) == 409
    assert mark(client, round_, untag="\0") == 302
    withdrawn = client.post(
        "/rounds/engineering/2027-spring/comments/withdraw/",
        {"item": "\0", "comment": digest_of(NOW[0], round_), "reason": "asked"},
    )
    assert withdrawn.status_code == 409


def test_names_of_two_letters_are_no_terms_either() -> None:
    round_ = programme()
    import_roster(data=roster(), actor="test")
    Person.objects.filter(mail__startswith="ops-build-1@").update(name="Wei Li")
    ReleasedComments.objects.filter(round=round_).update(texts=["Li merges late."] * 12)
    html = page_text(PAGE)
    assert "<li>merges late <b>12</b></li>" in html
    assert not re.search(r"<li>li\b", html)
    chart = logged_in().get(CHART).content.decode()
    assert "merges late" in chart
    assert not re.search(r"\bli merges", chart)


@pytest.mark.parametrize(
    ("before", "said"),
    [
        ([], "Autumn 2026 shows no comments on this question."),
        (BEFORE[:9], "there are 30 here, and 9 in Autumn 2026"),
        (NOW, "No term stands out against Autumn 2026."),
    ],
)
def test_why_nothing_is_compared_is_said(before: list[str], said: str) -> None:
    programme()
    stored = ReleasedComments.objects.get(round__code="2026-autumn")
    if before:
        stored.texts = before
        stored.save()
    else:
        stored.delete()
    html = page_text(PAGE)
    assert said in html
    assert not rows(html)
    assert "/charts/terms.svg" not in html


def test_a_question_in_other_words_is_another_question() -> None:
    autumn, spring = demo_releases()[-2:]
    asked = autumn.instrument
    items = (
        replace(item, wording=2) if item.code == OPEN_QUESTION else item for item in asked.items
    )
    stored_round(replace(autumn, instrument=replace(asked, items=tuple(items))))
    stored_round(spring)
    for round_, texts in zip(Round.objects.order_by("position"), (BEFORE, NOW), strict=True):
        ReleasedComments.objects.create(round=round_, item=OPEN_QUESTION, texts=texts)
    html = page_text(PAGE)
    assert "Autumn 2026 asked another question, so nothing is compared." in html
    assert not rows(html)


def test_a_first_round_and_one_without_comments_have_words() -> None:
    round_ = stored_round(demo_releases()[-1])
    html = page_text(PAGE)
    assert "This round shows no comments." in html
    assert "at least 10 people were asked the question and 5 wrote to it" in html
    ReleasedComments.objects.create(round=round_, item=OPEN_QUESTION, texts=["One word."] * 4)
    html = page_text(PAGE)
    assert "No earlier round stands beside this one" in html
    assert "No word was used by 5 people or more." in html


def test_withdrawing_takes_a_comment_out_of_its_terms() -> None:
    round_ = programme()
    stored = ReleasedComments.objects.get(round=round_)
    stored.digests = sorted(stored.digest_of(text) for text in stored.texts)
    stored.save()
    assert "<li>slow builds <b>14</b></li>" in page_text(PAGE)
    for text in NOW[:10]:
        withdraw_comment(
            round=round_, item=OPEN_QUESTION, digest=digest_of(text, round_),
            reason="asked", actor="ann",
        )  # fmt: skip
    html = page_text(PAGE)
    assert NOW[10] in html
    assert not re.search(r"<li>[^<]*slow", html)  # four people are left, who are not told
    assert "Withdrawn after the release: 10 comments" in html


# By construct ----------------------------------------------------------------------------------


def about_docs() -> Round:
    """The last round, whose open question is about the construct ``docs``."""
    programme()
    release = demo_releases()[-1]
    items = (
        replace(item, about="docs") if item.code == OPEN_QUESTION else item
        for item in release.instrument.items
    )
    instrument = replace(release.instrument, items=tuple(items))
    later = replace(
        release, instrument=instrument, round=replace(release.round, code="2027-autumn")
    )
    made = stored_round(later)
    ReleasedComments.objects.create(round=made, item=OPEN_QUESTION, texts=NOW)
    return made


def test_comments_on_a_construct_stand_on_its_page_and_are_filtered_by_it() -> None:
    about_docs()
    base = "/results/engineering/2027-autumn"
    docs = page_text(f"{base}/constructs/docs/")
    assert "What one thing would you change?" in docs
    assert NOW[0] in docs
    assert f'href="{base}/comments/?construct=docs"' in docs
    other = page_text(f"{base}/constructs/focus/")
    assert "No open question is about it." in other
    assert NOW[0] not in other
    assert NOW[0] in page_text(f"{base}/comments/?construct=docs")
    none = page_text(f"{base}/comments/?construct=focus")
    assert "No question about this has comments that are shown." in none
    assert NOW[0] not in none
    assert logged_in().get(f"{base}/comments/?construct=no_such").status_code == 404


def test_a_construct_about_which_too_few_wrote_says_so() -> None:
    about_docs().released_comments.all().delete()
    said = "Too few people wrote about it: no comment is shown."
    assert said in page_text("/results/engineering/2027-autumn/constructs/docs/")


# Everybody who was asked -----------------------------------------------------------------------


def test_no_page_for_everybody_asked_has_a_comment_a_term_or_a_tag() -> None:
    round_ = about_docs()
    tag_comment(
        round=round_, item=OPEN_QUESTION, digest=digest_of(NOW[0], round_), tag="quarxel", actor="x"
    )
    overrule(Round.objects.filter(pk=round_.pk), results_for=Round.ResultsFor.ASKED)
    assert "quarxel" in page_text("/results/engineering/2027-autumn/comments/", "viewer")
    for end in ("", "constructs/docs/", "priorities/"):
        html = Client().get(f"/s/results/{round_.public_id}/{end}").content.decode()
        assert html
        for words in ("Slow builds", "slow builds", "quarxel", "/comments/"):
            assert words not in html
    assert Client().get(f"/s/results/{round_.public_id}/comments/").status_code == 404
    chart = f"/s/results/{round_.public_id}/charts/terms.svg?item={OPEN_QUESTION}"
    assert Client().get(chart).status_code == 404


# Tags and quotes -------------------------------------------------------------------------------


def test_an_analyst_tags_and_everybody_with_a_role_reads_by_tag() -> None:
    round_ = programme()
    assert mark(logged_in("analyst"), round_, tag="build times") == 302
    for persona in ("viewer", "lead", "author", "analyst", "admin"):
        html = page_text(f"{PAGE}?tag=build+times", persona)
        assert NOW[0] in html
        assert NOW[1] not in html
        assert "1 of 30 comments" in html
        assert '<span class="tag">build times</span>' in html
    assert f'href="{PAGE}?tag=build+times"' in page_text(PAGE)
    assert mark(logged_in("analyst"), round_, untag="build times") == 302
    assert not CommentTag.objects.exists()
    assert "No comment here has the tag “build times”." in page_text(f"{PAGE}?tag=build+times")


def test_the_number_beside_a_tag_counts_comments_with_the_same_words_each() -> None:
    round_ = programme()
    mark(logged_in("analyst"), round_, text="Docs.", tag="docs")
    assert 'docs <span class="quiet">11</span>' in page_text(PAGE)


def test_what_sets_a_tag_apart_is_compared_with_the_rest_of_the_question() -> None:
    round_ = programme()
    for text in NOW[:13]:
        tag_comment(
            round=round_, item=OPEN_QUESTION, digest=digest_of(text, round_), tag="b", actor="x"
        )
    found = {row[0]: row[1:] for row in rows(page_text(f"{PAGE}?tag=b"))}
    assert found["Term"] == ["b", "Other comments", "z"]
    assert found["slow builds"] == ["13 of 13", "fewer than 5 of 17", "–"]
    CommentTag.objects.exclude(digest=digest_of(NOW[0], round_)).delete()
    assert "at least 10 of both" in page_text(f"{PAGE}?tag=b")


def test_only_analysts_see_what_marks_a_comment_and_a_quote_takes_its_own_button() -> None:
    round_ = programme()
    for persona in ("viewer", "lead", "author"):
        html = page_text(PAGE, persona)
        assert MARK not in html
        assert digest_of(NOW[0], round_) not in html
    html = page_text(PAGE, "analyst")
    assert html.count('name="quote"') == 30
    assert not CommentQuote.objects.exists()
    assert mark(logged_in("analyst"), round_, quote="1") == 302
    assert "quoted in the report" in page_text(PAGE, "viewer")
    assert mark(logged_in("analyst"), round_, unquote="1") == 302
    assert not CommentQuote.objects.exists()


def test_somebody_is_led_back_to_the_comment_with_what_was_chosen() -> None:
    round_ = programme()
    posted = {
        "item": OPEN_QUESTION, "comment": digest_of(NOW[0], round_), "tag": "b", "chosen": "a b",
        "at": f"c-{OPEN_QUESTION}-3",
    }  # fmt: skip
    response = logged_in("analyst").post(MARK, posted)
    assert response.headers["Location"] == f"{PAGE}?tag=a+b#c-{OPEN_QUESTION}-3"
    response = logged_in("analyst").post(MARK, posted | {"at": "//evil.example"})
    assert response.headers["Location"] == f"{PAGE}?tag=a+b"
    response = logged_in("analyst").post(f"{MARK}?against=2026-spring", posted)
    assert "tag=a+b&against=2026-spring#" in response.headers["Location"]


def test_what_cannot_be_done_is_said_on_the_page() -> None:
    round_ = programme()
    response = logged_in("analyst").post(
        MARK, {"item": OPEN_QUESTION, "comment": digest_of(NOW[0], round_), "tag": "x" * 41}
    )
    assert response.status_code == 409
    assert "A tag has at most 40 characters." in response.content.decode()
    assert NOW[0] in response.content.decode()
    gone = logged_in("analyst").post(MARK, {"item": OPEN_QUESTION, "comment": "f" * 64})
    assert gone.status_code == 409
    assert "not there" in gone.content.decode()


@pytest.mark.parametrize("persona", ["viewer", "lead", "author", "stranger"])
def test_nobody_else_marks_a_comment(persona: str) -> None:
    round_ = programme()
    for form in ({"tag": "b"}, {"quote": "1"}, {"unquote": "1"}, {"untag": "b"}):
        assert mark(logged_in(persona), round_, **form) == 404
    assert not CommentTag.objects.exists()
    assert not CommentQuote.objects.exists()
    assert logged_in("analyst").get(MARK).status_code == 405


def test_words_of_people_and_tags_are_text_and_never_markup() -> None:
    round_ = programme()
    nasty = "<script>alert(1)</script>"
    texts = [f"{nasty} slow"] * 12
    ReleasedComments.objects.filter(round=round_).update(texts=texts)
    tag_comment(
        round=round_, item=OPEN_QUESTION, digest=digest_of(texts[0], round_),
        tag='"><img src=x>', actor="x",
    )  # fmt: skip
    quote_comment(round=round_, item=OPEN_QUESTION, digest=digest_of(texts[0], round_), actor="x")
    for persona in ("viewer", "analyst"):
        html = page_text(PAGE, persona)
        assert "&lt;script&gt;" in html
        assert "<script>alert" not in html
        assert "<img src=x>" not in html


def test_the_overview_leads_to_the_comments_and_does_not_repeat_them() -> None:
    programme()
    html = page_text(f"{SPRING}/")
    assert f'href="{PAGE}#item-{OPEN_QUESTION}"' in html
    assert "30 comments" in html
    assert NOW[0] not in html
    assert reverse("round-read-comments", args=["engineering", "2027-spring"]) == PAGE


# The report ------------------------------------------------------------------------------------


def test_a_quote_is_in_every_report_until_it_is_taken_back_or_withdrawn() -> None:
    round_ = programme()
    stored = ReleasedComments.objects.get(round=round_)
    stored.digests = sorted(stored.digest_of(text) for text in stored.texts)
    stored.save()
    report = f"{SPRING}/report.html"
    api = "/api/v1/programmes/engineering/rounds/2027-spring/report.html"

    def said() -> list[bool]:
        bodies = [logged_in().get(one).content.decode() for one in (report, api)]
        assert all(NOW[1] not in one for one in bodies)
        return [f"“{NOW[0]}”" in one for one in bodies]

    assert said() == [False, False]
    mark(logged_in("analyst"), round_, quote="1")
    assert said() == [True, True]
    mark(logged_in("analyst"), round_, unquote="1")
    assert said() == [False, False]
    mark(logged_in("analyst"), round_, quote="1")
    withdraw_comment(
        round=round_, item=OPEN_QUESTION, digest=digest_of(NOW[0], round_),
        reason="asked", actor="ann",
    )  # fmt: skip
    assert said() == [False, False]


def test_no_process_remembers_a_report_with_quotes() -> None:
    round_ = programme()
    remembering = (result_pictures.report, exported_results.report_as)
    before = [one.cache_info().currsize for one in remembering]
    mark(logged_in("analyst"), round_, quote="1")
    assert f"“{NOW[0]}”" in logged_in().get(f"{SPRING}/report.html").content.decode()
    assert [one.cache_info().currsize for one in remembering] == before


def test_quotes_of_one_round_are_not_in_the_report_of_another() -> None:
    round_ = programme()
    mark(logged_in("analyst"), round_, quote="1")
    other = logged_in().get("/results/engineering/2026-autumn/report.html").content.decode()
    assert NOW[0] not in other
