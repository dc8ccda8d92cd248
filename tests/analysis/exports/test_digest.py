"""A digest says what the overview says, in short, and nothing beside it."""

from __future__ import annotations

import re
from dataclasses import replace

import pytest

from analysis.charts import theme
from analysis.exports import words
from analysis.exports.digest import (
    MOST_CHANGES,
    digest,
    digest_markdown,
    digest_picture,
    digest_text,
)
from analysis.exports.overview import FIRST_ROUND, Question, overview
from analysis.findings import FindingKind
from analysis.instrument import Construct, Section
from analysis.release import HiddenReason, Release
from analysis.words import words_in
from tests.analysis.exports.asked_more import asking_more
from tests.analysis.exports.test_overview import INSTRUMENT, ITEMS, answer, release_of
from tests.priorities import answers, released
from tests.releases import demo_releases

LINK = "https://candor.example.org/s/results/0123/"
EVEN = [15, 15, 0, 15, 15]


def demonstration() -> tuple[Release, Release]:
    before, after = demo_releases()[-2:]
    return before, after


def numbers(text: str) -> set[str]:
    return set(re.findall(r"\d+", text.replace("\u2212", "-")))


def test_every_sentence_is_one_of_the_overview() -> None:
    before, after = map(asking_more, demonstration())
    stated = {one.text for part in overview(after, before) for one in part.statements}
    told = digest(after, before)
    said = [told.answered, *(one for part in told.parts for one in part.sentences)]
    assert len(said) > 4
    assert set(said) <= stated


def test_there_is_no_number_that_the_overview_does_not_have() -> None:
    """But those that count what is left out, and the places of what to look at."""
    before, after = demonstration()
    copied = " ".join(one.copied for part in overview(after, before) for one in part.statements)
    known = numbers(copied) | numbers(words.foot(after, "", theme.WHAT_CHANGED))
    places = {str(place) for place in range(1, 6)}
    chart = digest_picture(after, before)
    found = numbers(digest_text(digest(after, before))) | numbers(chart.alt)
    assert found & known, "there are numbers to find"
    assert found - known <= places


def test_only_clear_changes_are_named_and_possible_ones_counted() -> None:
    before, after = demonstration()
    changed = answer(overview(after, before), Question.CHANGED)
    possible = [one for one in changed.loud if "possibly" in one.text]
    assert len(possible) == 1, "something that could be named"
    told = digest(after, before).parts[0]
    assert [one.split(":")[0] for one in told.sentences] == ["Ease of release", "Documentation"]
    assert all("clearly" in one for one in told.sentences)
    assert told.remark == "1 more possibly changed."
    assert possible[0].text not in digest_text(digest(after, before))


def test_a_round_without_change_says_as_far_as_it_can_tell() -> None:
    rows = [EVEN] * 4
    after, before = release_of(rows, 70), release_of(rows, 70, "before")
    changed = digest(after, before).parts[0]
    assert changed.sentences == ()
    assert changed.remark.startswith("Nothing clearly or possibly changed since Before")
    assert digest_picture(after, before).title == "Now: no clear change"
    assert "Nothing stands out" in digest(after, before).parts[1].remark


def test_a_round_with_possible_changes_alone_counts_them() -> None:
    before = release_of([EVEN] * 4, 70, "before")
    after = release_of([[8, 8, 0, 22, 22], EVEN, EVEN, EVEN], 70)
    stated = answer(overview(after, before), Question.CHANGED).loud
    assert [one.kind for one in stated] == [FindingKind.CHANGE]
    assert "possibly better" in stated[0].text
    told = digest(after, before).parts[0]
    assert (told.sentences, told.remark) == ((), "Nothing; 1 thing possibly changed.")


def test_a_first_round_and_one_that_is_compared_with_nothing() -> None:
    first = demo_releases()[0]
    assert digest(first).parts[0].remark == FIRST_ROUND
    why = "Its results are for others to read."
    assert digest(first, alone=why).parts[0].remark == why
    chart = digest_picture(first)
    assert chart.title.endswith(": what was found")
    # A picture does not know why there is no earlier round.
    assert "Nothing is compared with an earlier round." in chart.alt
    assert "first" not in chart.alt


def test_a_round_that_is_too_small_says_that_alone() -> None:
    shown = release_of([[1, 1, 1, 1, 1]] * 4, 8)
    hidden = replace(shown.organisation, hidden=HiddenReason.ROUND_TOO_SMALL, answers=None)
    release = replace(shown, groups=(hidden,))
    told = digest(release)
    assert told.answered == "Fewer than 5 people answered, so nothing of this round is shown."
    assert told.parts == ()
    assert told.answered in digest_picture(release).alt
    assert "favourable" not in digest_picture(release).alt


def test_hours_lost_are_left_to_the_page_of_priorities() -> None:
    records = [
        {**one, "lost": ("none", "few", "many")[n % 3]}
        for n, one in enumerate(answers({"docs": 10}, 57))
    ]
    release = released(records, 70)
    stated = [one.text for one in answer(overview(release), Question.LOOK_AT).loud]
    assert "engineer-hours" in stated[-1], "there are hours to leave out"
    assert list(digest(release).parts[1].sentences) == stated[:-1]
    assert len(stated) > 1


def test_at_most_five_changes_are_named_and_the_others_counted() -> None:
    codes = tuple(f"i{number}" for number in range(7))
    items = tuple(replace(ITEMS[0], code=code, text=f"Yes to {code}.") for code in codes)
    instrument = replace(
        INSTRUMENT, sections=(Section("all", "All", codes),), items=items,
        constructs=tuple(Construct(f"c_{code}", f"Of {code}", (code,)) for code in codes),
    )  # fmt: skip

    def of(counts: list[int], code: str) -> Release:
        made = release_of([counts] * 4, 70, code)
        cell = made.organisation.items["ease"]
        group = replace(
            made.organisation,
            items=dict.fromkeys(codes, cell),
            constructs={f"c_{one}": cell for one in codes},
        )
        return replace(made, instrument=instrument, groups=(group,))

    before, after = of([20, 20, 0, 10, 10], "before"), of([8, 8, 0, 22, 22], "now")
    told = digest(after, before).parts[0]
    assert len(told.sentences) == MOST_CHANGES
    assert told.remark == "2 more clearly changed."
    chart = digest_picture(after, before)
    assert chart.title == "Now: 7 clear changes"
    assert "2 more clearly changed." in chart.alt


def test_text_has_the_link_and_the_source_at_its_end() -> None:
    before, after = demonstration()
    told = digest(after, before, programme="Developer experience")
    *_rest, link, source = digest_text(told, LINK).splitlines()
    assert link == f"Results: {LINK}"
    assert source == words.foot(after, "")
    assert digest_text(told).startswith("Developer experience, Spring 2027\n58 of 70 answered")
    assert "Results:" not in digest_text(told)
    assert "\n1. Documentation: " in digest_text(told)
    assert "\n\u2022 Ease of release: " in digest_text(told)


def test_markdown_says_the_same_and_nothing_in_it_is_markup_by_accident() -> None:
    before, after = demonstration()
    named = replace(
        after.instrument,
        constructs=tuple(
            replace(one, title=f"*{one.title}* [a](b) <i>_x_ `y` |z~~")
            for one in after.instrument.constructs
        ),
    )
    told = digest(replace(after, instrument=named), before)
    said = digest_markdown(told, LINK)
    assert f"[All results](<{LINK}>)" in said
    assert "\\*Ease of release\\* \\[a\\](b) \\<i>\\_x\\_ \\`y\\` \\|z\\~\\~" in said
    unescaped = re.sub(r"\\(.)", r"\1", said)
    for part in told.parts:
        assert all(one in unescaped for one in part.sentences)


@pytest.mark.parametrize("language", ["de", "es"])
def test_it_speaks_the_language_of_its_reader(language: str) -> None:
    before, after = demonstration()
    english = digest_text(digest(after, before))
    with words_in(language):
        assert digest_text(digest(after, before)) != english
        assert digest_picture(after, before).alt != english


def test_items_are_named_where_there_are_no_constructs() -> None:
    low = [30, 30, 0, 0, 0]
    after = release_of([low, EVEN, EVEN, EVEN], 70)
    alone = replace(after, instrument=replace(INSTRUMENT, constructs=()))
    told = digest(alone).parts[1]
    assert told.sentences[0].startswith("“I can say yes to ease”: 0 of 60 favourable")
    assert "1: “I can say yes to ease”: 0 of 60 favourable" in digest_picture(alone).alt
