"""A release of another Candor comes in as it is, or not at all."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from analysis.disclosure import whole_file_release
from analysis.estimates import Change, compare_items
from analysis.release import Release, dump_release, load_release, release_sha256
from analysis.tally import Tally
from questionnaires.formats.question_set_yaml import write_question_set
from questionnaires.models import (
    AuditEntry,
    Programme,
    QuestionSetVersion,
    Response,
    Round,
    StoredRelease,
)
from questionnaires.services.errors import ServiceError
from questionnaires.services.question_sets import import_question_set, publish_version
from questionnaires.services.release_imports import FoundRelease, found_release, import_release
from tests.releases import demo_release, demo_releases

pytestmark = pytest.mark.django_db(databases=["default", "answers"])

TODAY = date(2027, 6, 1)
NEWEST = demo_releases()[-1]
OTHER = replace(NEWEST, round=replace(NEWEST.round, title="Another spring"))
TEXT = dump_release(NEWEST)
#: A smaller one, to be changed.
EXAMPLE = (Path(__file__).parents[3] / "docs" / "howto" / "example" / "release.json").read_text()
Document = dict[str, Any]


def found(release: Release) -> FoundRelease:
    return found_release(data=dump_release(release).encode(), name="release.json")


def bring(release: Release, **more: Any) -> Round:
    return import_release(found=found(release), actor="ann", today=TODAY, **more)


def written(document: Document) -> bytes:
    """As Candor writes it."""
    return (json.dumps(document, ensure_ascii=False, sort_keys=True, indent=1) + "\n").encode()


def refusal(data: bytes) -> str:
    """What is said; nothing may be there afterwards."""
    with pytest.raises(ServiceError) as refused:
        found_release(data=data, name="release.json")
    assert not Round.objects.exists()
    assert not Programme.objects.exists()
    return str(refused.value)


def test_a_round_is_there_as_it_was_released() -> None:
    release = NEWEST
    looked = found(release)
    assert (looked.programme, looked.version) == (None, None)
    assert not Round.objects.exists()
    round_ = import_release(found=looked, actor="ann", programme_title="Engineering", today=TODAY)
    stored = StoredRelease.objects.get()
    assert stored.content == dump_release(release)
    assert stored.sha256 == release_sha256(release)
    assert stored.sha256 == hashlib.sha256(stored.content.encode()).hexdigest()
    assert load_release(stored.content) == release
    round_.refresh_from_db()
    assert (round_.mode, round_.status, round_.results_for) == ("imported", "released", "roles")
    assert (round_.k, round_.population, round_.title) == (5, 70, "Spring 2027")
    assert (round_.opened_on, round_.closed_on, round_.released_on) == (
        date(2027, 4, 6), date(2027, 4, 20), TODAY,
    )  # fmt: skip
    assert (round_.programme.code, round_.programme.title) == ("engineering", "Engineering")
    assert not Response.objects.exists()
    entry = AuditEntry.objects.get(action="import release")
    assert entry.detail["sha256"] == stored.sha256
    assert entry.detail["responses"] == release.organisation.answers


def test_rounds_stand_in_the_order_of_their_days() -> None:
    for release in reversed(demo_releases()):
        bring(release)
    codes = Round.objects.order_by("position").values_list("code", flat=True)
    assert list(codes) == ["2026-spring", "2026-autumn", "2027-spring"]
    assert Programme.objects.get().title == "Engineering"


def test_its_questions_are_published_with_it_once() -> None:
    first, second, _third = demo_releases()
    one, two = bring(first), bring(second)
    assert one.version == two.version
    assert one.version.is_published
    assert one.version.question_set.code == "engineering-imported"
    assert one.version.instrument.items == first.instrument.items


def test_questions_that_were_published_here_are_used() -> None:
    asked = NEWEST
    source = write_question_set(asked.instrument)
    draft = import_question_set(source=source, filename="ours.yaml", actor="ann")
    assert found(asked).version is None  # a draft may change any day
    version = publish_version(version=draft, actor="ann")
    assert found(asked).version == version
    assert bring(asked).version == version
    assert QuestionSetVersion.objects.count() == 1


def test_a_trend_goes_on_over_a_round_that_came_in() -> None:
    for release in demo_releases():
        bring(release)
    before, after = (
        load_release(one.content) for one in StoredRelease.objects.order_by("round__position")[1:]
    )
    here = [one for one in compare_items(before, after) if isinstance(one, Change)]
    there = [one for one in compare_items(*demo_releases()[1:]) if isinstance(one, Change)]
    assert here == there
    assert here


def test_a_round_of_which_nothing_is_told_comes_in_too() -> None:
    round_ = bring(demo_release(answers=3))
    assert AuditEntry.objects.get(action="import release").detail["responses"] is None
    assert round_.population == 70


# What is there already


def test_the_same_release_does_not_come_in_twice() -> None:
    bring(NEWEST)
    with pytest.raises(ServiceError, match="here already, as 2027-spring of engineering"):
        found(NEWEST)
    assert Round.objects.count() == 1


def test_another_release_of_the_same_round_is_refused_with_what_to_do() -> None:
    bring(NEWEST)
    with pytest.raises(ServiceError, match="keeps the codes under which it was published"):
        found(OTHER)


def test_a_round_that_came_meanwhile_is_not_overwritten() -> None:
    one, other = found(NEWEST), found(OTHER)
    import_release(found=one, actor="ann")
    with pytest.raises(ServiceError, match="has a round 2027-spring already"):
        import_release(found=other, actor="bob")
    assert StoredRelease.objects.get().content == one.text


# What is no release, or none of this gate

NO_RELEASES: dict[str, tuple[bytes, str]] = {
    "a table": (b"q1,q2\n1,2\n", "is not a release"),
    "nothing": (b"", "is not a release"),
    "other JSON": (b'{"format": "surveyjs"}', "is not a release"),
    "UTF-16": ('{"format": "candor-release/1"}'.encode("utf-16"), "is not a release"),
    "a later format": (b'{"format": "candor-release/4"}', "Upgrade Candor here"),
    "a format alone": (b'{"format": "candor-release/3"}', "is damaged"),
    "cut off": (TEXT.encode()[:-200], "is damaged"),
    "brackets": (b'{"format": "candor-release/3", "a": ' + b"[" * 200_000, "is damaged"),
    "many objects": (
        b'{"format": "candor-release/3", "a": [' + b"{}," * 500_000 + b"{}]}",
        "larger than any release",
    ),
    "a huge file": (
        b'{"format": "candor-release/3", "a": "' + b"x" * 20_000_000 + b'"}',
        "larger than any release",
    ),
}


@pytest.mark.parametrize("name", NO_RELEASES)
def test_a_file_that_is_no_release_is_refused(name: str) -> None:
    data, said = NO_RELEASES[name]
    assert said in refusal(data)


CHANGED: dict[str, Callable[[str], str]] = {
    "line ends": lambda text: text.replace("\n", "\r\n"),
    "a byte order mark": lambda text: "\ufeff" + text,
    "without line breaks": lambda text: json.dumps(json.loads(text), sort_keys=True),
    "a key twice": lambda text: text.replace('"number": 1,', '"number": 1,\n "number": 1,'),
    "more than a release says": lambda text: text.replace(
        '"number": 1,', '"names": ["Ann"],\n "number": 1,'
    ),
    "a count in quotes": lambda text: text.replace('"answered": 52,', '"answered": "58",', 1),
}


@pytest.mark.parametrize("name", CHANGED)
def test_a_text_that_candor_did_not_write_is_refused(name: str) -> None:
    text = EXAMPLE
    changed = CHANGED[name](text)
    assert changed != text
    assert "was changed after it was downloaded" in refusal(changed.encode())


def test_the_same_text_in_other_order_is_refused() -> None:
    document = json.loads(EXAMPLE)
    text = json.dumps(dict(reversed(document.items())), ensure_ascii=False, indent=1) + "\n"
    assert "was changed" in refusal(text.encode())


def _round(**facts: Any) -> Callable[[Document], None]:
    return lambda document: document["round"].update(facts)


def _first_item(**values: Any) -> Callable[[Document], None]:
    return lambda document: document["instrument"]["items"][0].update(values)


def _thousand_by_thousand(document: Document) -> None:
    instrument = document["instrument"]
    options = [{"code": f"o{n}", "label": "", "value": None} for n in range(1000)]
    instrument["scales"][instrument["items"][0]["scale"]].update(options=options, kind="single")
    instrument["items"] = [instrument["items"][0]] * 1000


TAMPERED: dict[str, tuple[Callable[[Document], None], str]] = {
    "k below the minimum": (_round(k=3), "On this site a round tells of 4 people at least"),
    "k as a text": (_round(k="5"), "is damaged: release.round.k"),
    "k below nothing": (_round(k=-5), "is damaged: release.round.k"),
    "an unknown way of asking": (_round(mode="guessed"), "“guessed” is no way"),
    "a data file's": (_round(mode="file"), "passed no gate"),
    "no day": (_round(closed_on="soon"), "“soon” is no day"),
    "a day before there were browsers": (_round(closed_on="0001-01-01"), "“0001-01-01” is no day"),
    "a day in another way": (_round(closed_on="20270420"), "“20270420” is no day"),
    "days the wrong way round": (_round(opened_on="2027-06-01"), "closed before it opened"),
    "a code that is an address": (_round(code="outcomes"), "is the address of a page"),
    "a code that is none": (_round(code="../../x"), "round code “../../x”"),
    "a programme that is none": (_round(programme="A B"), "programme code “A B”"),
    "an endless title": (_round(title="T" * 300), "title"),
    "a sign that is none": (_round(title="Spring\x1b[2J"), "is damaged: release.round.title"),
    "no correction": (lambda document: document.update(number=2), "A correction says"),
    "a question's code with a slash": (_first_item(code="a/b"), "is damaged|Its questions"),
    "a question that is a number": (_first_item(text=7), "is damaged: release.instrument"),
    "a scale that counts to a billion": (
        lambda document: document["instrument"]["scales"]["agreement_5"].update(
            kind="slider", options=[], numbers={
                "minimum": 0, "maximum": 1_000_000_000, "step": 1, "unit": "", "low": "a",
                "high": "b", "good": None, "bad": None,
            },
        ),
        "is damaged",
    ),
    "numbers of a million digits": (
        lambda document: document["instrument"]["scales"]["agreement_5"].update(
            kind="slider", options=[], numbers={
                "minimum": "0", "maximum": "500e999990", "step": "1e999990", "unit": "", "low": "a",
                "high": "b", "good": None, "bad": None,
            },
        ),
        "are not three numbers",
    ),
    "options of a thousand questions": (_thousand_by_thousand, "larger than any release"),
    "not a number": (
        lambda document: document["instrument"]["scales"]["agreement_5"]["options"][0].update(
            value=float("nan")
        ),
        "is damaged: release.instrument",
    ),
    "a cell of too few": (
        lambda document: document["groups"][0]["items"]["release_at_will"]["shown"].update(
            answered=4, options={"1": 1, "2": 1, "3": 1, "4": 1, "5": 0}
        ),
        "would not have let this through",
    ),
}  # fmt: skip


@pytest.mark.parametrize("name", TAMPERED)
def test_a_release_that_somebody_changed_is_refused(name: str) -> None:
    change, said = TAMPERED[name]
    document = json.loads(EXAMPLE)
    change(document)
    told = refusal(written(document))
    assert any(part in told for part in said.split("|")), told


def test_what_the_command_line_made_of_a_file_passed_no_gate() -> None:
    facts = demo_release(mode="file").round
    made = whole_file_release(Tally(), NEWEST.instrument, facts)
    assert "passed no gate" in refusal(dump_release(made).encode())


def test_half_a_sign_is_told_in_a_way_that_a_page_can_hold() -> None:
    data = written(json.loads(EXAMPLE)).replace(b'"round": {', b'"round": {"\\ud800": 1,')
    assert "\\ud800" in refusal(data)
