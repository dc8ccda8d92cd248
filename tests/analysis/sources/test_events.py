"""Events from a CSV file: what is understood, and what is said about the rest."""

from __future__ import annotations

from datetime import date

import pytest

from analysis.dataset import DatasetError
from analysis.events import Event
from analysis.sources.events import MAX_EVENTS, read_events

CI = Event(date(2026, 7, 14), "new CI")


@pytest.mark.parametrize(
    "text",
    [
        "date,title\n2026-07-14,new CI\n",
        "title;date\nnew CI; 2026-07-14\n",
        "date\ttitle\tnote\n2026-07-14\t new   CI \twhatever\n",
        "date,title\n2026-07-14,new CI\n2026-07-14,new CI\n",
    ],
)
def test_a_file_is_read(text: str) -> None:
    assert read_events(text.encode(), "e.csv") == (CI,)


def test_events_come_in_order_and_in_every_script() -> None:
    data = "date,title\n2027-01-12,переезд\n2026-07-14,new CI\n".encode()
    assert read_events(data, "e.csv") == (CI, Event(date(2027, 1, 12), "переезд"))
    assert read_events(b"date,title\n", "e.csv") == ()


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("day,title\n2026-07-14,x\n", "no column date"),
        ("a,b\n1,2\n", "no column date and no column title"),
        ("date,title\n14.07.2026,x\n", "row 2 (line 2): '14.07.2026' is no day"),
        ("date,title\n2026-07-14,\n", "row 2 (line 2): no title"),
        ("date,title\n2026-07-14," + "x" * 61, "61 characters; at most 60"),
        ("", "is empty"),
        ("date,title\n" + "2026-07-14,x\n" * (MAX_EVENTS + 1), "201 events; at most 200"),
    ],
)
def test_what_is_wrong_is_said_with_its_place(text: str, said: str) -> None:
    with pytest.raises(DatasetError) as caught:
        read_events(text.encode(), "e.csv")
    assert said in str(caught.value)
    assert "e.csv" in str(caught.value)


def test_every_wrong_row_is_listed() -> None:
    with pytest.raises(DatasetError) as caught:
        read_events(b"date,title\nx,a\n2026-07-14,b\ny,c\n", "e.csv")
    assert len(caught.value.problems) == 2
