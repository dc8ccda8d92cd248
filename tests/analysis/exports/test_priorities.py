"""What to work on first as a picture and as a table: titles, remarks, nothing of what is hidden."""

from __future__ import annotations

from dataclasses import replace

import pytest

from analysis.charts import theme
from analysis.exports.csv import table_bytes
from analysis.exports.pictures import draw_picture
from analysis.exports.priorities import (
    has_priorities,
    nothing_in_words,
    priorities_picture,
    priority_rows,
)
from analysis.instrument import Scale, ScaleKind
from analysis.priorities import candidates
from analysis.release import Hidden, HiddenReason, Release
from tests.analysis.charts.looking import collisions, outside, texts
from tests.priorities import OBSTACLES, OPTIONS, answers, instrument, released
from tests.releases import demo_release

CHOSEN = [["docs"], ["docs", "meetings"], ["docs", "goals"], ["other"]]


def hidden(shown: Release, **cells: HiddenReason) -> Release:
    """The release with constructs or items that are not shown."""
    whole = shown.organisation
    told = {code: Hidden(reason) for code, reason in cells.items()}
    constructs = {code: told.get(code, cell) for code, cell in whole.constructs.items()}
    items = {code: told.get(code, cell) for code, cell in whole.items.items()}
    return replace(shown, groups=(replace(whole, constructs=constructs, items=items),))


def test_the_title_names_what_stands_out_as_far_as_there_is_room() -> None:
    one = released(answers({"docs": 12}, 58, CHOSEN), 70)
    assert priorities_picture(one).title == "Documentation stands out among 4 constructs"
    two = released(answers({"docs": 12, "flow": 5}, 58, CHOSEN), 70)
    assert priorities_picture(two).title == ("Documentation and Flow stand out among 4 constructs")
    more = released(answers({"docs": 12, "flow": 5, "speed": 6}, 58, CHOSEN), 70)
    assert priorities_picture(more).title == "3 of 4 constructs stand out, Documentation most"
    none = released(answers({}, 60, [[option.code] for option in OPTIONS[:6]]), 70)
    assert candidates(none) == ()
    assert priorities_picture(none).title.startswith("No construct stands out")


@pytest.mark.parametrize("width", [theme.WIDE, theme.NARROW])
def test_numbers_and_what_is_not_drawn(width: float) -> None:
    shown = released(answers({"docs": 12}, 58, CHOSEN), 70)
    chart = draw_picture("priorities", [shown], width=width)
    assert "21\u00a0%" in chart.alt
    assert "chosen by 44 of 58" in chart.alt
    assert "No option is about: Culture." in chart.alt
    assert "nobody counts twice" in chart.alt
    assert "release " in chart.alt
    assert (collisions(chart), outside(chart)) == ([], [])


def test_of_a_ranking_it_says_that_first_places_count() -> None:
    ranking = Scale("obstacles", ScaleKind.RANKING, OPTIONS[:6], ranks=2)
    order = [["tests", "docs"], ["docs", "tests"], ["builds"]]
    shown = released(answers({}, 40, order), 50, instrument(obstacles=ranking))
    assert "Chosen: put in the first place." in priorities_picture(shown).alt


def test_the_round_before_decides_what_is_worse() -> None:
    before = released(answers({"speed": 52}), 70, code="before")
    after = released(answers({"speed": 33}, 58, CHOSEN), 70)
    assert "Speed of tests" not in draw_picture("priorities", [after]).title
    assert "Speed of tests" in draw_picture("priorities", [before, after]).title


def test_a_hidden_construct_is_named_without_figures() -> None:
    shown = released(answers({"docs": 12, "flow": 9}, 58, CHOSEN), 70)
    assert "16\u00a0%" in priorities_picture(shown).alt
    covered = hidden(shown, flow=HiddenReason.GIVES_AWAY)
    chart = priorities_picture(covered)
    assert "16\u00a0%" not in chart.alt
    assert "Not told in full, so not drawn: Flow." in " ".join(texts(chart))
    rows = {row["code"]: row for row in priority_rows(covered)}
    assert rows["flow"]["hidden"] == "hidden: it would give some answers away"
    for column in ("rank", "candidate", "favourable", "low", "high", "unfavourable_least"):
        assert rows["flow"][column] is None
        assert rows["docs"][column] is not None
    assert rows["flow"]["reasons"] == ""


def test_hidden_choices_leave_no_number_of_them() -> None:
    shown = released(answers({"docs": 12}, 58, CHOSEN), 70)
    assert has_priorities(shown)
    covered = hidden(shown, fix_first=HiddenReason.GIVES_AWAY)
    assert not has_priorities(covered)
    assert nothing_in_words(covered) == "hidden: it would give some answers away"
    assert priorities_picture(covered).title == "What people chose to fix first is not told"
    rows = {row["code"]: row for row in priority_rows(covered)}
    assert rows["docs"]["chosen_least"] is None
    assert rows["docs"]["spread_evenly"] is None
    assert rows["docs"]["candidate"] == 1, "the rating is told"


def test_why_there_is_no_quadrant() -> None:
    plain = replace(OBSTACLES, options=tuple(replace(o, construct=None) for o in OPTIONS))
    no_topics = released(answers({}, 58, CHOSEN), 70, instrument(obstacles=plain))
    assert nothing_in_words(no_topics).startswith("No question asks what to fix first")
    small = released(answers({}, 4, CHOSEN), 70)
    assert "fewer than 5 answers" in nothing_in_words(small)
    assert [*priority_rows(small)] == [
        {"hidden": "hidden: fewer than 5 answers in the whole round"}
    ]
    bare = replace(demo_release(2), instrument=replace(instrument(), constructs=()))
    assert "measures no constructs" in nothing_in_words(bare)
    for release in (no_topics, small):
        assert nothing_in_words(release).rstrip(".") in priorities_picture(release).alt


def test_a_table_of_an_older_set_has_its_ratings() -> None:
    table = table_bytes("priorities", [demo_release(1), demo_release(2)]).decode("utf-8-sig")
    first, *rows = table.splitlines()
    assert first.startswith("what,code,title,hidden,rank,candidate,reasons,favourable,low,high")
    assert len(rows) == 12
    assert any("clearly worse than in the round before" in row for row in rows)
