"""Advice on pages, without the script: judged as typed, overruled, listed, never in the way."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
from django.test import Client
from django.utils.translation import override

from questionnaires.advice.values import Advice, Rule
from questionnaires.models import OverruledAdvice, QuestionSetVersion
from questionnaires.services.question_sets import import_question_set, publish_version
from surveyapp.advice_pages import counsel_of
from surveyapp.advice_words import WORDS, sentence_of
from surveyapp.views.editor import FRAGMENT_HEADER
from tests.demo import PROJECT
from tests.question_sets import SMALL
from tests.stored import logged_in
from tests.surveyapp.views.test_editor import text

pytestmark = pytest.mark.django_db

SET = "/question-sets/small-set/1/"
BAD = "Builds are fast and reliable."
SAID = "“fast and reliable” may ask for two things at once."


@pytest.fixture
def draft() -> QuestionSetVersion:
    source = SMALL.replace("I can release a change whenever I decide to.", BAD)
    source = source.replace("Are you on call?", "Are you not on call?")
    return import_question_set(source=source, filename="small.yaml", actor="ann")


@pytest.fixture
def author() -> Client:
    return logged_in("author")


def fields(version: QuestionSetVersion, rule: Rule = Rule.DOUBLE_BARRELLED) -> dict[str, str]:
    """What the form below a piece of advice sends."""
    counsel = counsel_of(version, version.instrument, 0)
    advice = next(one.advice for one in counsel.all if one.advice.rule is rule)
    rule_name, place, digest = advice.key
    return {"rule": rule_name, "place": place, "digest": digest}


def judged(author: Client, kind: str, target: str, **data: Any) -> str:
    response = author.post(f"{SET}advice/{kind}/{target}/", data)
    assert response.status_code == 200
    return text(response)


def test_each_rule_has_words() -> None:
    assert set(WORDS) == set(Rule)
    for words in WORDS.values():
        assert all([words.name, words.reason, words.instead, words.source])


def test_each_rule_is_in_the_docs_with_its_reason_and_source() -> None:
    page = " ".join((PROJECT / "docs" / "advice.md").read_text().split())
    for rule, words in WORDS.items():
        part = page.split(f"### {words.name} `{rule.value}`. ")
        assert len(part) == 2, rule
        said = part[1].split(" ### ")[0]
        assert f"{words.reason} {words.instead} Source: {words.source}." in said, rule


@pytest.mark.parametrize("number", [0, 1, 7])
@pytest.mark.parametrize("found", ["", "this"])
def test_each_rule_has_a_sentence(found: str, number: int) -> None:
    for rule in Rule:
        said = sentence_of(Advice(rule, "items.a", "", found=found, number=number, limit=9))
        assert said.endswith(".")
        assert "%(" not in said
        assert "1 people" not in said
        assert "0 people" not in said


def test_a_sentence_names_what_was_found_or_says_something_else() -> None:
    sensitive = Advice(Rule.REQUIRED_SENSITIVE, "items.a", "")
    assert "“" not in sentence_of(sensitive)
    assert "“salary”" in sentence_of(replace(sensitive, found="salary"))
    crowd = Advice(Rule.IDENTIFYING, "items.a", "", found="9", number=1, limit=5)
    assert "about 1 person would give one" in sentence_of(crowd)
    assert "more than there are people" in sentence_of(replace(crowd, number=0))


def test_sentences_are_said_in_the_language_of_the_author() -> None:
    one, two = (Advice(Rule.THIN_CONSTRUCT, "constructs.a", "", number=n) for n in (1, 2))
    with override("de"):
        assert sentence_of(one) != sentence_of(two)
        assert not sentence_of(one).startswith("The construct")


def test_advice_stands_below_its_question(author: Client, draft: QuestionSetVersion) -> None:
    page = author.get(f"{SET}edit/")
    said = text(page)
    assert SAID in said
    assert str(WORDS[Rule.DOUBLE_BARRELLED].reason) in said
    assert "Source: Krosnick" in said
    line = page.content.decode().split('id="item-deploy_ease"')[1].split('id="item-deploy_fear"')[0]
    assert "may ask for two things" in line


def test_what_is_typed_is_judged_and_nothing_stored(
    author: Client, draft: QuestionSetVersion
) -> None:
    said = judged(author, "text", "deploy_ease", text="I do not trust the tests.")
    assert "“not” is a negation" in said
    assert "fast and reliable" not in said
    assert judged(author, "text", "deploy_ease", text="I trust the tests.") == ""
    draft.refresh_from_db()
    assert draft.instrument.item("deploy_ease").text == BAD


def test_tags_scales_and_new_questions_are_judged_too(
    author: Client, draft: QuestionSetVersion
) -> None:
    assert "cannot say so" in judged(author, "tags", "deploy_fear", reverse="on")
    assert judged(author, "tags", "deploy_fear", allows_na="on", reverse="on") == ""
    sensitive = judged(author, "tags", "deploy_fear", allows_na="on", required="on", dora="burnout")
    assert "It needs an answer, though it is a sensitive matter." in sensitive
    new = {"text": "I always know whom to ask.", "scale": "In this question set:frequency_5"}
    assert "“always” leaves no room" in judged(author, "add-item", "shipping", **new)
    assert judged(author, "scale", "deploy_fear", scale="In this question set:frequency_5") == ""
    assert judged(author, "add-item", "shipping", text="I always know.", scale="none") == ""


def test_what_is_gone_or_no_form_is_no_error(author: Client, draft: QuestionSetVersion) -> None:
    assert judged(author, "text", "removed", text="I do not.") == ""
    for kind in ("move", "undo", "unknown"):
        assert author.post(f"{SET}advice/{kind}/deploy_ease/").status_code == 404
    publish_version(version=draft, actor="ann")
    assert author.post(f"{SET}advice/text/deploy_ease/").status_code == 404


def test_hostile_text_is_shown_as_text(author: Client, draft: QuestionSetVersion) -> None:
    data = {"text": "Is <script>alert(1)</script> terrible, right?"}
    page = author.post(f"{SET}advice/text/deploy_ease/", data).content.decode()
    assert "terrible" in page
    assert "<script" not in page


def test_it_is_left_so_with_a_note_and_taken_up_again(
    author: Client, draft: QuestionSetVersion
) -> None:
    sent = fields(draft)
    response = author.post(f"{SET}advice/overrule/", sent | {"note": "They go together."})
    assert response.headers["Location"] == f"{SET}edit/#item-deploy_ease"
    said = text(author.get(f"{SET}edit/"))
    assert f"Left so: {SAID}" in said
    assert "“They go together.” (author, " in said
    response = author.post(f"{SET}advice/take-up/", sent | {"from_list": "yes"})
    assert response.headers["Location"] == f"{SET}advice/"
    assert not OverruledAdvice.objects.exists()
    assert f"Left so: {SAID}" not in text(author.get(f"{SET}edit/"))


def test_in_place_the_document_comes_back(author: Client, draft: QuestionSetVersion) -> None:
    part = {FRAGMENT_HEADER: "1"}
    page = author.post(f"{SET}advice/overrule/", fields(draft) | {"note": "So."}, headers=part)
    assert "data-says" in page.content.decode()
    assert f"Left so: {SAID}" in text(page)
    refused = author.post(f"{SET}advice/overrule/", {"rule": "x", "note": "So."}, headers=part)
    assert "That advice is not given any more." in refused.content.decode()


@pytest.mark.parametrize("note", ["", "  ", "x" * 501])
def test_without_a_note_nothing_is_overruled(
    author: Client, draft: QuestionSetVersion, note: str
) -> None:
    response = author.post(f"{SET}advice/overrule/", fields(draft) | {"note": note}, follow=True)
    assert "note" in text(response)
    assert not OverruledAdvice.objects.exists()


def test_advice_that_is_given_no_more_is_not_overruled(
    author: Client, draft: QuestionSetVersion
) -> None:
    sent = fields(draft) | {"note": "So.", "digest": "0" * 64}
    said = text(author.post(f"{SET}advice/overrule/", sent, follow=True))
    assert "That advice is not given any more." in said
    said = text(author.post(f"{SET}advice/take-up/", fields(draft), follow=True))
    assert "That advice is not overruled." in said


def test_the_list_and_the_version_say_how_many_stand(
    author: Client, draft: QuestionSetVersion
) -> None:
    assert len(counsel_of(draft, draft.instrument, 0).standing) == 2
    author.post(f"{SET}advice/overrule/", fields(draft) | {"note": "They go together."})
    listed = text(author.get(f"{SET}advice/"))
    assert "Worth a second look: 1" in listed
    assert "Left as it is, with a reason: 1" in listed
    assert "“They go together.”" in listed
    version = text(author.get(SET))
    assert version.count("1 piece of advice to look at") == 2  # beside, and in the form
    assert "They go together." in version


def test_the_list_names_each_question_once_in_the_order_of_the_set(
    author: Client, draft: QuestionSetVersion
) -> None:
    worded = draft.source.replace(BAD, "Builds are always fast and reliable.")
    other = worded.replace("code: small-set", "code: other-set")
    import_question_set(source=other, filename="other.yaml", actor="ann")
    said = text(author.get("/question-sets/other-set/1/advice/"))
    assert said.count("Builds are always fast and reliable.") == 1
    listed = ["Builds are always", "Two questions in one", "Absolute word", "Negation"]
    assert [said.index(one) for one in listed] == sorted(said.index(one) for one in listed)


def test_of_a_translation_the_text_is_told_and_its_language(draft: QuestionSetVersion) -> None:
    german = {"items.on_call.text": "Hast du keine Rufbereitschaft?"}
    translated = replace(draft.instrument, translations={"de": german})
    [first, second] = counsel_of(draft, translated, 0).of_item("on_call")
    assert (first.translation, first.language) == ("", "")
    assert (second.translation, second.language_name) == (
        "Hast du keine Rufbereitschaft?",
        "Deutsch (de)",
    )


def test_advice_keeps_nobody_from_publishing_and_notes_stay_to_be_read(
    author: Client, draft: QuestionSetVersion
) -> None:
    assert counsel_of(draft, draft.instrument, 0).standing
    author.post(f"{SET}advice/overrule/", fields(draft) | {"note": "They go together."})
    draft.refresh_from_db()
    author.post(f"{SET}publish/", {"confirm": "yes", "sha256": draft.sha256})
    draft.refresh_from_db()
    assert draft.is_published
    for page in (author.get(SET), author.get(f"{SET}advice/")):
        assert "They go together." in text(page)
        assert "Leave it so" not in text(page)
    sent = fields(draft)
    said = text(author.post(f"{SET}advice/take-up/", sent, follow=True))
    assert "is published and never changes" in said
    assert OverruledAdvice.objects.exists()
