"""Questions of the library in a draft: in its languages, with what they measure, and taken back."""

from __future__ import annotations

import pytest

from analysis.instrument import Condition, Instrument
from analysis.scales import BUILT_IN
from questionnaires.formats.item_bank import LANGUAGES
from questionnaires.formats.item_bank_yaml import item_bank
from questionnaires.formats.problems import QuestionSetError
from questionnaires.formats.question_set_drafts import texts_to_translate
from questionnaires.formats.question_set_yaml import read_question_set
from questionnaires.models import QuestionSetVersion
from questionnaires.services.draft_changes import Change, ChangeError
from questionnaires.services.draft_items import ChangeText, RemoveItem
from questionnaires.services.draft_library import AddFromLibrary, codes_in, library_words
from questionnaires.services.draft_measures import Translate
from questionnaires.services.draft_sections import AddSection, RemoveSection
from questionnaires.services.editing import Edited, edit_version, undo_edit
from questionnaires.services.question_sets import (
    import_library,
    import_question_set,
    publish_version,
    start_next_version,
)
from tests.question_sets import SMALL, text_paths

pytestmark = pytest.mark.django_db

GERMAN = """\
code: unsere
title: Unsere Umfrage
language: de
sections:
  - code: arbeit
    title: Arbeit
    items:
      - {code: gut, text: "Läuft es gut?", scale: yes_no}
translations:
  en:
    title: Our survey
    sections.arbeit.title: Work
    items.gut.text: Does it go well?
    scales.yes_no.options.yes: Yes
    scales.yes_no.options.no: "No"
"""


@pytest.fixture
def draft() -> QuestionSetVersion:
    return import_question_set(source=SMALL, filename="small.yaml", actor="ann")


@pytest.fixture
def german() -> QuestionSetVersion:
    return import_question_set(source=GERMAN, filename="unsere.yaml", actor="ann")


def edit(
    version: QuestionSetVersion, change: Change, *, base: str = "", who: str = "ann"
) -> Edited:
    done = edit_version(
        version=version, base_sha256=base or version.sha256, change=change, actor=who
    )
    version.refresh_from_db()
    return done


def with_added(version: QuestionSetVersion, *codes: str, section: str = "") -> Instrument:
    edit(version, AddFromLibrary(codes, section))
    return version.instrument


def missing(instrument: Instrument, language: str) -> set[str]:
    return texts_to_translate(instrument).keys() - instrument.translations[language].keys()


def test_questions_come_with_what_they_measure(draft: QuestionSetVersion) -> None:
    after = with_added(draft, "purpose_users", "mastery_time", "purpose_aims", "hours_meetings")
    assert [section.code for section in after.sections] == [
        "shipping",
        "week",
        "mastery",
        "purpose",
    ]
    assert after.sections[-1].title == "Purpose"
    assert after.sections[-1].items == ("purpose_users", "purpose_aims")
    assert after.construct("purpose").items == ("purpose_users", "purpose_aims")
    item = after.item("purpose_users")
    assert item == item_bank().get("purpose_users").item  # type: ignore[union-attr]
    assert (item.space, item.dora) == ("satisfaction", "user_centricity")
    assert "Drive" in item.source
    assert after.item("hours_meetings").scale.range.unit == "hours a week"
    assert not any(one.required for one in after.items)


def test_they_go_to_the_end_of_a_section(draft: QuestionSetVersion) -> None:
    after = with_added(draft, "autonomy_say", "deploy_daytime", section="shipping")
    assert after.sections[0].items[-3:] == ("fix_first", "deploy_daytime", "autonomy_say")
    assert len(after.sections) == 1
    assert [c.code for c in after.constructs] == ["delivery", "deployment", "autonomy"]
    again = with_added(draft, "autonomy_order")
    assert again.construct("autonomy").items == ("autonomy_say", "autonomy_order")
    assert again.sections[-1].code == "autonomy"


def test_the_history_says_how_many_and_undo_takes_them_back(draft: QuestionSetVersion) -> None:
    before = draft.instrument
    assert edit(draft, AddFromLibrary(("autonomy_say",))).summary == (
        "Added 1 question from the library"
    )
    done = edit(draft, AddFromLibrary(("autonomy_say", "purpose_users", "mastery_time")))
    assert done.summary == "Added 2 questions from the library"  # one was there
    undo_edit(version=draft, base_sha256=draft.sha256, actor="ann")
    draft.refresh_from_db()
    assert draft.instrument.has_item("autonomy_say")
    undo_edit(version=draft, base_sha256=draft.sha256, actor="ann")
    draft.refresh_from_db()
    assert draft.instrument == before


def test_the_words_come_in_every_language_of_the_draft(draft: QuestionSetVersion) -> None:
    paths = text_paths(draft.instrument)
    for language in ("de", "es", "fr"):
        edit(draft, Translate(language, {path: f"{language} {path}" for path in paths}))
    after = with_added(draft, "purpose_users", "hours_unplanned", "reviews_satisfied", "worn_out")
    assert missing(after, "de") == missing(after, "es") == set()
    german, spanish = after.translations["de"], after.translations["es"]
    assert german["items.purpose_users.text"] == "Ich kann sagen, wem meine Arbeit hilft."
    assert spanish["constructs.purpose.title"] == "Propósito"
    assert spanish["sections.feedback.title"] == "Recibir feedback"
    assert german["scales.hours_a_week.unit"] == "Stunden pro Woche"
    assert german["items.hours_unplanned.help"].startswith("Anfragen")
    assert german["scales.satisfaction_5.options.1"] == "Sehr unzufrieden"
    # The draft had this scale in words of its own, which stay.
    assert german["scales.agreement_5.options.1"] == "de scales.agreement_5.options.1"
    assert "items.purpose_users.text" in missing(after, "fr")  # which the bank does not speak


def test_a_draft_in_german_gets_german_questions(german: QuestionSetVersion) -> None:
    after = with_added(german, "purpose_users", "on_call", "mastery_time")
    assert after.item("purpose_users").text == "Ich kann sagen, wem meine Arbeit hilft."
    assert after.construct("purpose").title == "Sinn"
    labels = [option.label for option in after.item("purpose_users").scale.options]
    assert labels[0] == "Stimme gar nicht zu"
    assert after.item("mastery_time").scale == after.item("purpose_users").scale
    assert after.item("purpose_users").scale.code == "agreement_5"
    assert after.item("on_call").scale == BUILT_IN["yes_no"]  # as the draft has it already
    english = after.translations["en"]
    assert english["items.purpose_users.text"] == "I can tell whom my work helps."
    assert english["sections.purpose.title"] == "Purpose"
    assert english["scales.agreement_5.options.5"] == "Strongly agree"
    assert missing(after, "en") == set()
    assert codes_in(after) == {"purpose_users", "on_call", "mastery_time"}


def test_the_whole_library_can_be_added_and_published(german: QuestionSetVersion) -> None:
    """In two goes, as a set has 50 sections at most: then it says so, and nothing is stored."""
    codes = [one.code for one in item_bank()]
    with pytest.raises(QuestionSetError, match=r"Sections has \d+ entries. Write at most 50"):
        with_added(german, *codes)
    german.refresh_from_db()
    assert german.source == GERMAN
    with_added(german, *codes[80:], section="arbeit")
    after = with_added(german, *codes)
    assert len(after.items) == len(codes) + 1
    publish_version(version=german, actor="ann")
    german.refresh_from_db()
    assert german.is_published


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_question_leaves_anything_untranslated(language: str) -> None:
    others = [other for other in LANGUAGES if other != language]
    lines = "".join(
        f"  {other}:\n    title: T {other}\n    sections.a.title: A {other}\n"
        f"    items.q.text: Q {other}\n"
        for other in others
    )
    source = (
        f"code: one\ntitle: T\nlanguage: {language}\nsections:\n  - code: a\n    title: A\n"
        f"    items: [{{code: q, text: Q, scale: short_text}}]\ntranslations:\n{lines}"
    )
    before = read_question_set(source, "one.yaml")
    after = AddFromLibrary(tuple(one.code for one in item_bank())).applied(before, {})
    assert len(after.items) == len(item_bank()) + 1
    for other in others:
        assert missing(after, other) == set()
        assert len(after.translations[other]) > 2 * len(item_bank())


def test_a_condition_comes_along_where_it_can_be_met(draft: QuestionSetVersion) -> None:
    met = with_added(draft, "on_call_nights", section="shipping")  # the draft asks on_call
    assert met.item("on_call_nights").show_if == Condition("on_call", frozenset({"yes"}))
    assert codes_in(met) >= {"deploy_ease", "on_call", "fix_first", "on_call_nights"}


def test_a_condition_that_cannot_be_met_stays_behind(german: QuestionSetVersion) -> None:
    assert with_added(german, "on_call_nights").item("on_call_nights").show_if is None
    edit(german, RemoveItem("on_call_nights"))
    both = with_added(german, "on_call_nights", "on_call")
    assert both.item("on_call_nights").show_if == Condition("on_call", frozenset({"yes"}))


def test_a_code_that_asked_something_else_is_not_given_again(draft: QuestionSetVersion) -> None:
    assert draft.instrument.item("fix_first").text == "What should be fixed first?"
    following = start_next_version(version=publish_version(version=draft, actor="a"), actor="a")
    edit(following, RemoveItem("woken"))
    edit(following, RemoveItem("deploy_fear"))
    edit(following, RemoveItem("deploy_ease"))
    back = with_added(following, "deploy_ease")
    asked = draft.instrument.item("deploy_ease")
    assert (back.item("deploy_ease").text, back.item("deploy_ease").wording) == (asked.text, 1)


def test_the_trend_of_other_words_is_left_alone(draft: QuestionSetVersion) -> None:
    edit(draft, ChangeText("on_call", "Do you take calls?"))
    following = start_next_version(version=publish_version(version=draft, actor="a"), actor="a")
    edit(following, RemoveItem("on_call", drops_conditions=True))
    after = with_added(following, "on_call", "on_call_nights", section="shipping")
    assert after.item("on_call_2").text == "Were you on call in the last three months?"
    assert after.item("on_call_nights").show_if is None
    assert codes_in(after) >= {"on_call"}  # known by its words


def test_what_is_there_is_not_added_again(draft: QuestionSetVersion) -> None:
    with pytest.raises(ChangeError, match="has all of these already"):
        with_added(draft, "deploy_ease", "on_call")
    with pytest.raises(ChangeError, match="Choose at least one"):
        with_added(draft)
    with pytest.raises(ChangeError, match="has no question nothing"):
        with_added(draft, "nothing", "purpose_users")
    with pytest.raises(ChangeError, match="The section gone is not in this draft any more"):
        with_added(draft, "purpose_users", section="gone")
    assert not draft.revisions.exists()


def test_a_construct_on_another_scale_is_explained_and_nothing_stored() -> None:
    source = SMALL.replace("{code: delivery, title: Delivery}", "{code: deployment, title: D}")
    source = source.replace("construct: delivery", "construct: deployment")
    source = source.replace("scale: agreement_5", "scale: agreement_7")
    draft = import_question_set(source=source, filename="small.yaml", actor="ann")
    with pytest.raises(QuestionSetError, match="Construct deployment: deploy_effort runs from 1"):
        with_added(draft, "deploy_effort")
    draft.refresh_from_db()
    assert draft.source == source


def test_two_people_at_once(draft: QuestionSetVersion) -> None:
    base = draft.sha256
    with_added(draft, "purpose_users")
    done = edit(draft, AddFromLibrary(("purpose_users", "mastery_time")), base=base, who="bea")
    assert done.joined
    assert done.summary == "Added 1 question from the library"
    assert draft.instrument.construct("purpose").items == ("purpose_users",)
    assert draft.instrument.has_item("mastery_time")


def test_a_section_that_went_meanwhile(draft: QuestionSetVersion) -> None:
    edit(draft, AddSection("More", after="shipping"))
    base = draft.sha256
    edit(draft, RemoveSection("more"))
    with pytest.raises(ChangeError, match="The section more is not in this draft any more"):
        edit(draft, AddFromLibrary(("purpose_users",), "more"), base=base, who="bea")
    assert not draft.instrument.has_item("purpose_users")


def test_the_pulse_takes_constructs_from_no_one() -> None:
    pulse = next(v for v in import_library(actor="a") if v.question_set.code == "pulse")
    following = start_next_version(version=pulse, actor="a")
    assert len(codes_in(following.instrument)) == 10
    after = with_added(following, "purpose_users", section="work")
    assert [c.code for c in after.constructs] == ["purpose"]
    assert missing(after, "de") == missing(after, "es") == set()


def test_a_language_that_comes_later_has_the_words_of_the_library(
    draft: QuestionSetVersion,
) -> None:
    after = with_added(draft, "purpose_users", "purpose_aims")
    bank = item_bank().get("purpose_users")
    assert bank is not None
    words = library_words(after, "es")
    assert words["items.purpose_users.text"] == bank.texts("es")["items.purpose_users.text"]
    assert words["constructs.purpose.title"] == "Propósito"
    assert words["scales.agreement_5.options.1"] == bank.texts("es")["scales.agreement_5.options.1"]
    assert words.keys() <= texts_to_translate(after).keys()
    assert "items.deploy_ease.text" not in library_words(draft.instrument, "fr")
    assert library_words(after, "fr") == {}


def test_a_reworded_question_has_no_words_in_the_library(draft: QuestionSetVersion) -> None:
    with_added(draft, "purpose_users")
    edit(draft, ChangeText("purpose_users", "My work helps somebody.", ""))
    assert "items.purpose_users.text" not in library_words(draft.instrument, "de")
