"""Decisions on trends: asked of each change that respondents notice, kept, and obeyed."""

from __future__ import annotations

import pytest

from questionnaires.formats.question_set_diff import Kind
from questionnaires.models import QuestionSetVersion, TrendDecision
from questionnaires.queries.rewordings import rewordings_of
from questionnaires.services.errors import ServiceError
from questionnaires.services.question_sets import import_question_set, publish_version
from tests.question_sets import REPEATING, SMALL

pytestmark = pytest.mark.django_db

FIRST_TWO = SMALL[SMALL.index("      - code: deploy_ease") : SMALL.index("      - {code: on_call")]
SECOND = FIRST_TWO[FIRST_TWO.index("      - code: deploy_fear") :]


def imported(source: str) -> QuestionSetVersion:
    return import_question_set(source=source, filename="small.yaml", actor="ann")


def following(old: str, new: str, source: str = SMALL) -> QuestionSetVersion:
    """The draft after one replacement in a published file."""
    assert old in source
    publish_version(version=imported(source), actor="ann")
    return imported(source.replace(old, new))


def decisions() -> list[tuple[str, str, list[str], str]]:
    return [(one.item, one.says, one.kinds, one.note) for one in TrendDecision.objects.all()]


@pytest.mark.parametrize(
    ("old", "new", "item", "kind", "said"),
    [
        ("answers: [yes]", "answers: [no]", "woken", Kind.CONDITION, "asked of other people"),
        ("yes_no, na: off", "yes_no", "on_call", Kind.NA, "asked otherwise"),
        ("yes_no, na: off", "yes_no, na: off, required: true", "on_call", Kind.REQUIRED,
         "asked otherwise"),
        ('on call?", scale', 'on call?", help: Say so., scale', "on_call", Kind.HELP,
         "asked otherwise"),
    ],
)  # fmt: skip
def test_a_change_that_people_notice_needs_a_decision(
    old: str, new: str, item: str, kind: Kind, said: str
) -> None:
    draft = following(old, new)
    assert [(one.code, one.kinds, one.group) for one in rewordings_of(draft)] == [
        (item, frozenset({kind}), "")
    ]
    with pytest.raises(ServiceError, match=f"{item}.*{said}.*version 1"):
        publish_version(version=draft, actor="ann")
    publish_version(version=draft, actor="ann", same_meaning={item}, notes={item: " Few were. "})
    assert decisions() == [(item, "same", [kind], "Few were.")]
    published = QuestionSetVersion.objects.get(number=2)
    assert published.instrument.item(item).wording == 1


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("        devex: flow_state\n", ""),
        ("DORA, deployment automation", "DORA"),
        ("title: Delivery", "title: Releases"),
        ("title: Small set", "title: Smaller set"),
    ],
)
def test_what_only_readers_see_is_not_asked(old: str, new: str) -> None:
    draft = following(old, new)
    assert rewordings_of(draft) == ()
    assert publish_version(version=draft, actor="ann").is_published
    assert decisions() == []


def test_a_condition_that_asks_something_new_raises_the_wording() -> None:
    draft = following("answers: [yes]", "answers: [no]")
    published = publish_version(version=draft, actor="bo", new_meaning={"woken"})
    assert published.instrument.item("woken").wording == 2
    decision = TrendDecision.objects.get()
    assert (decision.version, decision.item, decision.before) == (published, "woken", 1)
    assert (decision.actor, decision.made_on) == ("bo", published.published_on)
    assert (decision.says, decision.kinds) == ("new", ["condition"])


def test_all_that_only_moved_is_one_decision() -> None:
    draft = following(SECOND, "")
    assert rewordings_of(draft) == ()  # what is gone has no trend, and its neighbours stayed
    moved = imported(SMALL.replace(FIRST_TWO, "").rstrip() + "\n" + FIRST_TWO)
    asked = rewordings_of(moved)
    assert {(one.code, one.group) for one in asked} == {
        ("deploy_ease", "@moved"),
        ("deploy_fear", "@moved"),
    }
    with pytest.raises(ServiceError, match=r"deploy_ease stands elsewhere.*@moved stands for all"):
        publish_version(version=moved, actor="ann", same_meaning={"deploy_fear"})
    publish_version(
        version=moved, actor="ann", same_meaning={"@moved"}, new_meaning={"deploy_fear"}
    )
    assert decisions() == [
        ("deploy_ease", "same", ["order"], ""),
        ("deploy_fear", "new", ["order"], ""),
    ]
    items = QuestionSetVersion.objects.get(number=2).instrument
    assert (items.item("deploy_ease").wording, items.item("deploy_fear").wording) == (1, 4)


def test_an_introduction_is_decided_for_its_section() -> None:
    draft = following("last three months", "last month")
    assert {one.group for one in rewordings_of(draft)} == {"@shipping"}
    publish_version(version=draft, actor="ann", new_meaning={"@shipping"})
    assert {(says, *kinds) for _item, says, kinds, _note in decisions()} == {("new", "intro")}
    assert len(decisions()) == 5


def test_a_translation_is_decided_for_all() -> None:
    draft = following(": Ja\n", ": Jawohl\n", REPEATING)
    assert {one.group for one in rewordings_of(draft)} == {"@translations"}
    publish_version(
        version=draft, actor="ann", same_meaning={"@translations"},
        notes={"@translations": "A slip."},
    )  # fmt: skip
    assert decisions() == [
        (item, "same", ["translation"], "A slip.") for item in ("tool", "role", "later")
    ]


def test_other_answers_are_a_new_measure_whatever_else_is_said() -> None:
    draft = following("max_choices: 2", "max_choices: 3")
    with pytest.raises(ServiceError, match="no trend can go on"):
        publish_version(version=draft, actor="ann", same_meaning={"fix_first"})
    assert decisions() == []
    publish_version(version=draft, actor="ann", new_meaning={"fix_first"})
    assert decisions() == [("fix_first", "new", ["scale"], "")]


def test_what_was_raised_in_the_draft_is_kept_too() -> None:
    draft = following("wording: 3", "wording: 4")
    publish_version(version=draft, actor="ann")
    assert decisions() == [("deploy_fear", "new", [], "")]


@pytest.mark.parametrize("name", ["@moved", "@nothing", "fix_first"])
def test_a_name_that_stands_for_nothing_is_a_mistake(name: str) -> None:
    draft = following("answers: [yes]", "answers: [no]")
    with pytest.raises(ServiceError, match=f"{name}: not reworded"):
        publish_version(version=draft, actor="ann", same_meaning={"woken", name})


def test_a_note_has_an_end() -> None:
    draft = following("answers: [yes]", "answers: [no]")
    with pytest.raises(ServiceError, match="at most 500"):
        publish_version(
            version=draft, actor="ann", same_meaning={"woken"}, notes={"woken": "x" * 501}
        )
