"""The editor's pages without the script: forms that change the draft, refuse, and show both."""

from __future__ import annotations

import re
from html import unescape
from typing import Any

import pytest
from django.test import Client

from analysis.scales import BUILT_IN
from questionnaires.models import QuestionSetVersion
from questionnaires.services.draft_items import AddItem
from questionnaires.services.editing import edit_version
from questionnaires.services.question_sets import (
    import_library,
    import_question_set,
    publish_version,
    start_next_version,
)
from surveyapp.views.editor import FORMS, FRAGMENT_HEADER
from tests.question_sets import SMALL
from tests.stored import logged_in

pytestmark = pytest.mark.django_db

EDIT = "/question-sets/small-set/1/edit/"


@pytest.fixture
def draft() -> QuestionSetVersion:
    return import_question_set(source=SMALL, filename="small.yaml", actor="ann")


@pytest.fixture
def author() -> Client:
    return logged_in("author")


def text(response: Any) -> str:
    words = unescape(re.sub(r"<[^>]*>", " ", response.content.decode())).split()
    return re.sub(r" ([,;.)”])", r"\1", " ".join(words))


def change(
    browser: Client, version: QuestionSetVersion, kind: str, target: str, /, **fields: Any
) -> Any:
    version.refresh_from_db()
    address = f"/question-sets/small-set/{version.number}/edit/{kind}/{target}/"
    response = browser.post(address, {"base": version.sha256} | fields)
    version.refresh_from_db()
    return response


def test_every_part_of_the_document_leads_to_a_form_that_opens(
    author: Client, draft: QuestionSetVersion
) -> None:
    html = author.get(EDIT).content.decode()
    found = set(re.findall(r'href="(/question-sets/small-set/1/edit/[^"]+)"', html))
    assert len(found) > 20
    for address in sorted(found):
        assert author.get(unescape(address)).status_code == 200, address


def test_the_document(author: Client, draft: QuestionSetVersion) -> None:
    page = author.get(EDIT)
    said = text(page)
    for words in ("Small set", "Think of the last three months.", "Are you on call?", "Reviews"):
        assert words in said
    assert "Only after “Yes” to “Are you on call?”" in said
    assert "frame-src 'self'" in page.headers["Content-Security-Policy"]
    assert "unsafe" not in page.headers["Content-Security-Policy"]


def test_a_text_is_changed_by_a_plain_form(author: Client, draft: QuestionSetVersion) -> None:
    response = change(author, draft, "text", "on_call", text="Were you on call?", help="Ever.")
    assert response.status_code == 302
    assert response.headers["Location"] == f"{EDIT}#text-on_call"
    assert "Saved. Reworded “Were you on call?”." in text(author.get(EDIT))
    assert draft.instrument.item("on_call").help == "Ever."


def test_the_outcome_is_chosen_beside_the_title(author: Client, draft: QuestionSetVersion) -> None:
    form = author.get(f"{EDIT}set/whole/").content.decode()
    assert '<option value="woken">' in form
    assert '<option value="on_call">' not in form, "nothing goes along with yes or no"
    change(author, draft, "set", "whole", title="Small set", outcome="woken")
    assert draft.instrument.outcome == "woken"
    assert "Outcome what everything else is for" in text(author.get(EDIT))
    assert '<option value="woken" selected>' in author.get(f"{EDIT}set/whole/").content.decode()
    refused = change(author, draft, "remove", "woken")
    assert (refused.status_code, "Choose another outcome, or none" in text(refused)) == (422, True)


def test_the_hours_lost_are_chosen_beside_the_title(
    author: Client, draft: QuestionSetVersion
) -> None:
    form = author.get(f"{EDIT}set/whole/").content.decode()
    menu = form[form.index('name="time_lost"') :]
    assert '<option value="woken">' in menu
    assert '<option value="on_call">' not in menu
    change(author, draft, "set", "whole", title="Small set", time_lost="woken")
    assert draft.instrument.time_lost == "woken"
    assert "Hours lost results add them up" in text(author.get(EDIT))


def test_what_an_option_is_about_is_chosen_and_kept(
    author: Client, draft: QuestionSetVersion
) -> None:
    scale = draft.instrument.item("fix_first").scale
    fields = {"most": "2"}
    for place, option in enumerate(scale.options, start=1):
        fields |= {f"label.{option.code}": option.label, f"place.{option.code}": str(place)}
    assert "About the construct" in text(author.get(f"{EDIT}options/area/"))
    change(author, draft, "options", "area", **fields, **{"topic.docs": "delivery"})
    scale = draft.instrument.item("fix_first").scale
    assert [option.construct for option in scale.options] == [None, "delivery", None]
    assert "Delivery chosen by “Documents”" in text(author.get(EDIT))
    change(author, draft, "text", "fix_first", text="What comes first?")
    assert draft.instrument.item("fix_first").scale == scale


def test_the_script_gets_the_document_and_what_to_say(
    author: Client, draft: QuestionSetVersion
) -> None:
    response = author.post(
        f"{EDIT}text/on_call/",
        {"base": draft.sha256, "text": "Were you?"},
        headers={FRAGMENT_HEADER: "1"},
    )
    html = response.content.decode()
    assert response.status_code == 200
    assert "<html" not in html
    assert 'data-says="Saved. Reworded “Were you?”."' in html
    assert 'data-goes-to="text-on_call"' in html


def test_a_refused_form_comes_back_filled_in(author: Client, draft: QuestionSetVersion) -> None:
    response = change(author, draft, "text", "on_call", text=" ", help="A help that was typed")
    assert response.status_code == 422
    html = response.content.decode()
    assert "A help that was typed" in html
    assert 'aria-invalid="true"' in html
    response = change(author, draft, "tags", "on_call", reverse="on", source="A typed source")
    assert response.status_code == 422
    assert "reverse turns round a scale with a good end" in text(response)
    assert "A typed source" in response.content.decode()


def test_properties_tags_and_code(author: Client, draft: QuestionSetVersion) -> None:
    fields = {"required": "on", "space": "activity", "source": "Ours"}
    assert change(author, draft, "tags", "on_call", **fields).status_code == 302
    item = draft.instrument.item("on_call")
    assert (item.required, item.allows_na, item.space, item.source) == (
        True, False, "activity", "Ours",
    )  # fmt: skip
    assert change(author, draft, "code", "on_call", new="On Call").status_code == 422
    response = change(author, draft, "code", "on_call", new="standby")
    assert response.headers["Location"] == f"{EDIT}#tags-standby"
    assert draft.instrument.has_item("standby")


def test_questions_come_move_and_go(author: Client, draft: QuestionSetVersion) -> None:
    scale = re.search(
        r'value="([^"]*:agreement_5)"', author.get(f"{EDIT}add-item/shipping/").content.decode()
    )
    assert scale
    fields = {"text": "Are tests quick?", "scale": unescape(scale[1]), "after": "deploy_ease"}
    assert change(author, draft, "add-item", "shipping", **fields).status_code == 302
    assert draft.instrument.sections[0].items[1] == "are_tests_quick"
    change(author, draft, "move", "are_tests_quick", place="shipping:")
    assert draft.instrument.sections[0].items[0] == "are_tests_quick"
    response = change(author, draft, "move", "woken", place="shipping:")
    assert response.status_code == 422
    assert "is shown only after some answers to" in text(response)
    assert change(author, draft, "remove", "are_tests_quick").status_code == 302
    assert not draft.instrument.has_item("are_tests_quick")
    assert "Bring back" in text(author.get(f"{EDIT}history/"))
    assert change(author, draft, "bring-back", "are_tests_quick").status_code == 302
    assert draft.instrument.has_item("are_tests_quick")


def test_removing_what_others_depend_on_asks(author: Client, draft: QuestionSetVersion) -> None:
    asked = text(author.get(f"{EDIT}remove/on_call/"))
    assert "“How often does on-call work wake you?”" in asked
    assert change(author, draft, "remove", "on_call").status_code == 422
    assert change(author, draft, "remove", "on_call", drops_conditions="on").status_code == 302
    assert draft.instrument.item("woken").show_if is None


def test_a_condition_from_menus(author: Client, draft: QuestionSetVersion) -> None:
    menu = text(author.get(f"{EDIT}condition/woken/"))
    assert "Are you on call?" in menu
    assert "What should be fixed first?" not in menu  # asked later
    html = author.get(f"{EDIT}condition/fix_first/?item_code=on_call").content.decode()
    assert re.findall(r'name="answers" value="([^"]*)"', html) == ["yes", "no"]
    fields = {"item_code": "on_call", "answers": ["no"]}
    assert change(author, draft, "condition", "fix_first", **fields).status_code == 302
    condition = draft.instrument.item("fix_first").show_if
    assert condition is not None
    assert condition.answers == {"no"}
    assert change(author, draft, "condition", "fix_first", item_code="on_call").status_code == 422
    assert change(author, draft, "condition", "fix_first", item_code="").status_code == 302
    assert draft.instrument.item("fix_first").show_if is None


def test_scales_are_chosen_made_and_changed(author: Client, draft: QuestionSetVersion) -> None:
    import_library(actor="test")
    html = author.get(f"{EDIT}scale/fix_first/").content.decode()
    chosen = re.search(r'value="([^"]*:obstacles)"', html)
    assert chosen, "a scale of another question set"
    assert change(author, draft, "scale", "fix_first", scale=unescape(chosen[1])).status_code == 302
    assert len(draft.instrument.item("fix_first").scale.options) > 10
    fields = {"name": "Hours", "kind": "ordinal", "options": "Few\nSome\nMany\n", "end": "low"}
    assert change(author, draft, "new-scale", "fix_first", **fields).status_code == 302
    scale = draft.instrument.item("fix_first").scale
    assert (scale.code, scale.favourable, scale.values) == (
        "hours",
        frozenset("1"),
        (1.0, 2.0, 3.0),
    )
    rows = {
        **{f"label.{n}": label for n, label in (("1", "Hardly any"), ("2", "Some"), ("3", ""))},
        **{f"place.{n}": n for n in "123"},
        **{f"value.{n}": n for n in "123"},
        "side.1": "good",
        "side.2": "bad",
        "more": "No end of them",
    }
    response = change(author, draft, "options", "hours", **rows)
    assert response.status_code == 302
    scale = draft.instrument.item("fix_first").scale
    assert [option.label for option in scale.options] == ["Hardly any", "Some", "No end of them"]
    assert (scale.favourable, scale.unfavourable) == (frozenset("1"), frozenset("2"))
    assert scale.values == (1, 2, 3)


def test_sections_constructs_and_languages(author: Client, draft: QuestionSetVersion) -> None:
    change(author, draft, "set", "whole", title="Ours", description="For us.")
    change(author, draft, "section", "shipping", title="Shipping", intro="")
    change(author, draft, "add-section", "shipping", title="Later", intro="")
    change(author, draft, "move-section", "later", after="")
    assert [s.title for s in draft.instrument.sections] == ["Later", "Shipping"]
    change(author, draft, "add-construct", "new", title="Nights")
    change(author, draft, "construct", "nights", title="Calm nights")
    page = text(author.get(EDIT))
    assert "The section “Later” has no question." in page
    assert "No question measures “Calm nights”." in page
    change(author, draft, "remove-construct", "nights")
    change(author, draft, "remove-section", "later")
    change(author, draft, "language", "de", title="Unsere")
    assert draft.instrument.translations == {"de": {"title": "Unsere"}}
    assert "Texts missing in de:" in text(author.get(EDIT))


def test_a_section_is_shown_in_a_random_order(author: Client, draft: QuestionSetVersion) -> None:
    said = "In a random order for each person."
    assert said not in text(author.get(EDIT))
    change(author, draft, "section", "shipping", title="Shipping", intro="", is_shuffled="on")
    assert draft.instrument.sections[0].is_shuffled
    assert said in text(author.get(EDIT))
    assert said in text(author.get("/question-sets/small-set/1/"))
    form = author.get(f"{EDIT}section/shipping/").content.decode()
    assert re.search(r'<input type="checkbox" name="is_shuffled"[^>]* checked', form)
    assert "Show these in a random order to each person" in form
    phone = author.get(f"{EDIT}phone/shipping/")
    assert "data-shuffle" in phone.content.decode()
    change(author, draft, "section", "shipping", title="Shipping", intro="")
    assert not draft.instrument.sections[0].is_shuffled


def test_a_repeated_answer_is_written_in_the_form_and_read_in_the_document(
    author: Client, draft: QuestionSetVersion
) -> None:
    written = "How often does {on_call|on-call work} wake you?"
    change(author, draft, "text", "woken", text=written, help="")
    assert draft.instrument.item("woken").written_text == written
    page = text(author.get(EDIT))
    assert "{on_call|" not in page
    assert "Repeats the answer to “Are you on call?”" in page
    assert written in text(author.get(f"{EDIT}text/woken/"))
    refused = change(author, draft, "text", "woken", text="Does {oncall|it} wake you?", help="")
    assert refused.status_code == 422
    assert "Did you mean 'on_call'?" in text(refused)
    moved = change(author, draft, "move", "on_call", place="shipping:fix_first")
    assert "would then be asked after it" in text(moved)


def test_undo_and_going_back(author: Client, draft: QuestionSetVersion) -> None:
    change(author, draft, "set", "whole", title="One")
    change(author, draft, "set", "whole", title="Two")
    change(author, draft, "undo", "last")
    assert draft.instrument.title == "One"
    change(author, draft, "restore", "3")
    assert draft.instrument.title == "Two"
    assert change(author, draft, "restore", "99").status_code == 422
    assert change(author, draft, "restore", "x").status_code == 422


def test_the_next_version_asks_what_a_rewording_means(
    author: Client, draft: QuestionSetVersion
) -> None:
    published = publish_version(version=draft, actor="ann")
    assert "Make the next version" in text(author.get("/question-sets/small-set/1/"))
    response = author.post("/question-sets/small-set/1/next/")
    assert response.headers["Location"] == "/question-sets/small-set/2/edit/"
    following = QuestionSetVersion.objects.get(number=2)
    asked = text(author.get("/question-sets/small-set/2/edit/text/on_call/"))
    assert "Version 1 asks: “Are you on call?”" in asked
    response = change(author, following, "text", "on_call", text="Were you on call?")
    assert response.status_code == 422
    assert "Say whether it still measures the same." in text(response)
    fields = {"text": "Were you on call?", "meaning": "same"}
    assert change(author, following, "text", "on_call", **fields).status_code == 302
    assert following.instrument.item("on_call").wording == 1
    html = author.get("/question-sets/small-set/2/").content.decode()
    assert 'name="meaning.on_call" value="same" required checked' in html
    assert published.instrument.item("on_call").text == "Are you on call?"


def test_a_published_version_is_read_only(author: Client, draft: QuestionSetVersion) -> None:
    publish_version(version=draft, actor="ann")
    for address in (EDIT, f"{EDIT}history/", f"{EDIT}set/whole/"):
        assert author.get(address).headers["Location"] == "/question-sets/small-set/1/"
    assert change(author, draft, "set", "whole", title="Other").status_code == 302
    assert draft.instrument.title == "Small set"


def test_both_texts_are_shown_and_one_is_chosen(author: Client, draft: QuestionSetVersion) -> None:
    seen = draft.sha256
    change(logged_in("admin"), draft, "text", "on_call", text="Theirs?", help="Their help.")
    mine = {"base": seen, "text": "Mine?", "help": ""}
    response = author.post(f"{EDIT}text/on_call/", mine)
    assert response.status_code == 409
    said, html = text(response), response.content.decode()
    assert "admin changed this while you wrote." in said
    assert "The question, or the statement to agree with, stored meanwhile Theirs?" in said
    assert ">\nMine?</textarea>" in html
    assert ">\nTheir help.</textarea>" in html  # which I had not touched
    base = re.search(r'name="base" value="([0-9a-f]{64})"', html)
    assert base
    assert base[1] != seen
    fields = {"base": base[1], "text": "Mine?", "help": "Their help."}
    assert author.post(f"{EDIT}text/on_call/", fields).status_code == 302
    draft.refresh_from_db()
    item = draft.instrument.item("on_call")
    assert (item.text, item.help) == ("Mine?", "Their help.")


def test_a_text_for_a_question_that_went_is_not_lost(
    author: Client, draft: QuestionSetVersion
) -> None:
    seen = draft.sha256
    change(logged_in("admin"), draft, "remove", "woken")
    response = author.post(f"{EDIT}text/woken/", {"base": seen, "text": "Mine?"})
    assert response.status_code == 409
    assert "is not in this draft any more" in text(response)
    assert ">\nMine?</textarea>" in response.content.decode()
    assert author.get(f"{EDIT}text/woken/").status_code == 302


def test_edits_elsewhere_are_joined_and_said(author: Client, draft: QuestionSetVersion) -> None:
    seen = draft.sha256
    change(logged_in("admin"), draft, "text", "woken", text="Theirs?")
    author.post(f"{EDIT}text/on_call/", {"base": seen, "text": "Mine?"})
    draft.refresh_from_db()
    assert (draft.instrument.item("woken").text, draft.instrument.item("on_call").text) == (
        "Theirs?",
        "Mine?",
    )
    assert "Edits of somebody else came in meanwhile" in text(author.get(EDIT))


def test_the_phone_shows_a_section_by_the_templates_of_the_survey(
    author: Client, draft: QuestionSetVersion
) -> None:
    response = author.get(f"{EDIT}phone/shipping/?framed")
    html = response.content.decode()
    assert 'name="q.deploy_ease"' in html
    assert 'type="submit"' not in html
    assert response.headers["X-Frame-Options"] == "SAMEORIGIN"
    assert "frame-ancestors 'self'" in response.headers["Content-Security-Policy"]
    assert author.get(f"{EDIT}phone/none/").status_code == 404


def test_what_is_no_change_is_no_page(author: Client, draft: QuestionSetVersion) -> None:
    assert author.get(f"{EDIT}nothing/whole/").status_code == 404
    assert author.get(f"{EDIT}text/gone/").status_code == 302


@pytest.mark.parametrize("kind", FORMS)
@pytest.mark.parametrize("name", ["viewer", "analyst", "stranger"])
def test_only_authors_edit(draft: QuestionSetVersion, kind: str, name: str) -> None:
    before = draft.sha256
    for target in ("whole", "on_call", "shipping"):
        assert change(logged_in(name), draft, kind, target, title="X").status_code == 404
    assert draft.sha256 == before


def test_a_form_needs_a_token_of_this_site(draft: QuestionSetVersion) -> None:
    browser = Client(enforce_csrf_checks=True)
    browser.cookies = logged_in("author").cookies
    assert change(browser, draft, "set", "whole", title="X").status_code == 403


def test_the_document_takes_the_same_queries_for_few_and_many_questions(
    author: Client, draft: QuestionSetVersion, django_assert_max_num_queries: Any
) -> None:
    start_next_version(version=publish_version(version=draft, actor="ann"), actor="ann")
    with django_assert_max_num_queries(12):
        author.get("/question-sets/small-set/2/edit/")
    import_library(actor="test")
    long = QuestionSetVersion.objects.get(question_set__code="developer-experience")
    start_next_version(version=long, actor="ann")
    with django_assert_max_num_queries(12):
        assert author.get("/question-sets/developer-experience/2/edit/").status_code == 200


def test_what_is_written_is_about_a_construct_where_something_is_written(
    author: Client, draft: QuestionSetVersion
) -> None:
    add = AddItem("shipping", "What gets in the way?", BUILT_IN["long_text"], code="worded")
    edit_version(version=draft, base_sha256=draft.sha256, change=add, actor="ann")
    counted = next(i.code for i in draft.instrument.items if not i.takes_words)
    label = "What is written is about"
    assert label in text(author.get(f"{EDIT}tags/worded/"))
    assert label not in text(author.get(f"{EDIT}tags/{counted}/"))
    change(author, draft, "tags", "worded", about="delivery", allows_na="on")
    assert draft.instrument.item("worded").about == "delivery"
    assert "Written about" in text(author.get(EDIT))
    change(author, draft, "tags", "worded", allows_na="on")
    assert draft.instrument.item("worded").about is None
