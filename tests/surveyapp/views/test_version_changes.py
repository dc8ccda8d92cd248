"""Pages of versions: what changed, decisions on trends, copies, and review by a second person."""

from __future__ import annotations

import pytest
from django.test import Client

from questionnaires.models import QuestionSet, QuestionSetVersion, TrendDecision, VersionReview
from questionnaires.services.question_sets import import_question_set, publish_version
from tests.question_sets import SMALL
from tests.stored import persona
from tests.surveyapp.views.test_question_sets import client, publish, text

pytestmark = pytest.mark.django_db(databases=["default", "answers"])

SET = "/question-sets/small-set/"
CHANGED = (
    SMALL.replace("Are you on call?", "Were you on call?")
    .replace("answers: [yes]", "answers: [no]")
    .replace("last three months", "last month")
)


def imported(source: str = SMALL, actor: str = "ann") -> QuestionSetVersion:
    return import_question_set(source=source, filename="small.yaml", actor=actor)


def two_versions() -> QuestionSetVersion:
    publish_version(version=imported(), actor="ann")
    return imported(CHANGED)


@pytest.fixture
def author() -> Client:
    return client("author")


def second_author() -> Client:
    other = persona("author").groups.get().user_set.create(username="bo")
    browser = Client()
    browser.force_login(other)
    return browser


def test_the_newest_two_are_compared_word_by_word(author: Client) -> None:
    two_versions()
    response = author.get(f"{SET}changes/")
    page, html = text(response), response.content.decode()
    assert "From Version 1 to Version 2, draft" in page
    assert "<del>Are </del>you on call?" in html
    assert "<ins>Were </ins>you on call?" in html
    assert "Who is asked" in page
    assert "Only after “No” to “Were you on call?”" in page
    assert "Introduction of a section (shipping)" in page
    assert "deploy_ease" not in page  # which nothing but the introduction concerns


def test_versions_are_chosen_and_turned_round(author: Client) -> None:
    two_versions()
    response = author.get(f"{SET}changes/", {"from": "2", "to": "1"})
    assert "<del>Were </del>you on call?" in response.content.decode()
    same = text(author.get(f"{SET}changes/", {"from": "1", "to": "1"}))
    assert "Choose two versions." in same


@pytest.mark.parametrize("number", ["3", "origin", "", "x", "1' OR 1"])
def test_versions_that_are_not_there(author: Client, number: str) -> None:
    two_versions()
    assert author.get(f"{SET}changes/", {"from": number}).status_code == 404


def test_one_version_has_nothing_to_compare(author: Client) -> None:
    imported()
    assert "There is one version so far" in text(author.get(f"{SET}changes/"))


def test_what_is_written_in_a_version_is_text_on_the_page(author: Client) -> None:
    publish_version(version=imported(), actor="ann")
    imported(SMALL.replace("Are you on call?", "<script>alert(1)</script> you?"))
    for address in (f"{SET}changes/", f"{SET}2/", f"{SET}2/review/"):
        html = author.get(address).content.decode()
        assert "&lt;script&gt;" in html, address
        assert "<script>alert" not in html, address


def test_publishing_asks_of_each_change_and_of_a_section_once(author: Client) -> None:
    draft = two_versions()
    page = author.get(f"{SET}2/").content.decode()
    assert page.count('value="same"') == 3
    assert "checked" not in page.partition('id="publish"')[2]
    assert 'name="meaning.@shipping"' in page
    refused = publish(author, draft, **{"meaning.on_call": "same", "note.on_call": "A slip."})
    assert refused.status_code == 422
    assert 'value="A slip."' in refused.content.decode()
    assert not TrendDecision.objects.exists()
    said = {
        "meaning.on_call": "same",
        "note.on_call": "A slip.",
        "meaning.woken": "new",
        "meaning.@shipping": "same",
        "note.@shipping": "Nobody read it.",
    }
    assert publish(author, draft, **said).status_code == 302
    kept = {one.item: (one.says, one.note) for one in TrendDecision.objects.all()}
    assert kept == {
        "on_call": ("same", "A slip."),
        "woken": ("new", ""),
        **dict.fromkeys(("deploy_ease", "deploy_fear", "fix_first"), ("same", "Nobody read it.")),
    }
    for address in (f"{SET}2/", f"{SET}changes/"):
        page = text(author.get(address))
        assert (
            "on_call (Text, Introduction of the section): the same measure as in version 1" in page
        )
        assert "“A slip.” author," in page
        assert "a new measure; the trend of version 1 ends" in page


def test_a_copy_is_made_and_compared_with_its_origin(author: Client) -> None:
    publish_version(version=imported(), actor="ann")
    form = {"title": "Ours", "code": "ours"}
    response = author.post(f"{SET}1/clone/", form, follow=True)
    assert response.redirect_chain == [("/question-sets/ours/1/", 302)]
    page = text(author.get("/question-sets/ours/"))
    assert "It began as a copy of version 1 of Small set" in page
    compared = text(author.get("/question-sets/ours/changes/"))
    assert "From Small set, version 1 to Version 1, draft" in compared
    assert "not asked any more" not in compared


@pytest.mark.parametrize(
    ("code", "said"),
    [
        ("small-set", "There is a question set small-set already."),
        ("new", "That is the address of a page."),
        ("Not A Code", "A code has lower-case letters"),
    ],
)
def test_copies_that_cannot_be(author: Client, code: str, said: str) -> None:
    publish_version(version=imported(), actor="ann")
    response = author.post(f"{SET}1/clone/", {"title": "Ours", "code": code})
    assert response.status_code == 422
    assert said in text(response)
    assert QuestionSet.objects.count() == 1


def test_a_review_from_asking_to_publishing(author: Client) -> None:
    imported(actor="author")
    assert author.post(f"{SET}review/", {"on": "yes"}).status_code == 302
    draft = QuestionSetVersion.objects.get()
    assert "A second person reads it first." in text(author.get(f"{SET}1/"))
    refused = publish(author, draft)
    assert (refused.status_code, draft.is_published) == (422, False)
    ask = {"sha256": draft.sha256, "request": "Is it short enough?"}
    assert author.post(f"{SET}1/review/ask/", ask).status_code == 302
    assert "waits for review" in text(author.get("/question-sets/"))
    assert "You asked for this review" in text(author.get(f"{SET}1/review/"))
    answer = {"sha256": draft.sha256, "outcome": "approved"}
    assert author.post(f"{SET}1/review/", answer).status_code == 422
    other = second_author()
    assert "“Is it short enough?”" in text(other.get(f"{SET}1/review/"))
    remarks = {"outcome": "changes", "remark.on_call": "Since when?"}
    assert other.post(f"{SET}1/review/", answer | remarks).status_code == 302
    seen = text(author.get(f"{SET}1/review/"))
    assert "changes asked for" in seen
    assert "on_call Are you on call? “Since when?”" in seen
    assert author.post(f"{SET}1/review/ask/", ask).status_code == 302
    assert other.post(f"{SET}1/review/", answer).status_code == 302
    assert "approved by bo" in text(author.get(f"{SET}1/"))
    assert publish(author, draft).status_code == 302
    assert QuestionSetVersion.objects.get().is_published


def test_a_remark_that_is_refused_comes_back(author: Client) -> None:
    draft = imported(actor="author")
    author.post(f"{SET}1/review/ask/", {"sha256": draft.sha256})
    other = second_author()
    answer = {"sha256": "0" * 64, "outcome": "changes", "remark.on_call": "Since when?"}
    response = other.post(f"{SET}1/review/", answer)
    assert response.status_code == 422
    assert ">Since when?</textarea>" in response.content.decode()
    assert VersionReview.objects.get().outcome == "waiting"


def test_nul_characters_of_requests_and_remarks_are_spaces(author: Client) -> None:
    draft = imported(actor="author")
    ask = {"sha256": draft.sha256, "request": "Short\0enough?"}
    assert author.post(f"{SET}1/review/ask/", ask).status_code == 302
    answer = {"sha256": draft.sha256, "outcome": "changes", "remark": "No\0.",
              "remark.on_call": "Since\0when?"}  # fmt: skip
    assert second_author().post(f"{SET}1/review/", answer).status_code == 302
    review = VersionReview.objects.get()
    assert (review.request, review.remark) == ("Short enough?", "No .")
    assert review.remarks == {"on_call": "Since when?"}


def test_nul_characters_of_notes_on_decisions_are_spaces(author: Client) -> None:
    draft = two_versions()
    said = {f"meaning.{name}": "new" for name in ("on_call", "woken", "@shipping")}
    assert publish(author, draft, **said, **{"note.on_call": "A\0slip."}).status_code == 302
    assert TrendDecision.objects.get(item="on_call").note == "A slip."


def test_whoever_wrote_in_a_draft_is_told_who_may_review_it(author: Client) -> None:
    draft = imported(actor="author")
    page = text(author.get(f"{SET}1/review/"))
    assert "so that nobody is left to review it" in page
    other = second_author()
    author.post(f"{SET}1/review/ask/", {"sha256": draft.sha256})
    page = text(author.get(f"{SET}1/review/"))
    assert "Who can review it: bo" in page
    assert "nobody is left" not in page
    other.logout()
    persona("author").groups.get().user_set.filter(username="bo").update(is_active=False)
    assert "so that nobody is left" in text(author.get(f"{SET}1/review/"))


def test_a_version_leads_to_what_changed_in_it(author: Client) -> None:
    two_versions()
    link = f'href="{SET}changes/?from=1&amp;to=2"'
    assert link in author.get(f"{SET}2/").content.decode()
    first = author.get(f"{SET}1/").content.decode()
    assert "changes/?from" not in first
    assert author.get(f"{SET}changes/?from=1&to=2").status_code == 200


def test_only_an_admin_ends_reviews(author: Client) -> None:
    imported()
    author.post(f"{SET}review/", {"on": "yes"})
    assert "Stop requiring reviews" not in text(author.get(SET))
    assert author.post(f"{SET}review/", {"on": "no"}).status_code == 404
    assert QuestionSet.objects.get().is_reviewed
    admin = client("admin")
    assert "Stop requiring reviews" in text(admin.get(SET))
    assert admin.post(f"{SET}review/", {"on": "no"}).status_code == 302
    assert not QuestionSet.objects.get().is_reviewed


@pytest.mark.parametrize("end", ["changes/", "2/review/", "1/clone/"])
def test_pages_of_a_reader_are_not_there(end: str) -> None:
    two_versions()
    assert client("author").get(SET + end).status_code == 200
    for name in ("viewer", "analyst", "stranger"):
        assert client(name).get(SET + end).status_code == 404
