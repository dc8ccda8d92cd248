"""The report says what to work on first and how delivery stands, where that was asked."""

from __future__ import annotations

from itertools import cycle

from analysis.exports.blocks import Figure, Listing, Part
from analysis.exports.document import report_document
from tests.deliveries import delivery_releases
from tests.priorities import answers, released

PRIORITIES, DELIVERY = "What to work on first", "Software delivery"


def parts(*releases: object) -> dict[str, Part]:
    return {one.title: one for one in report_document(releases).parts}  # type: ignore[arg-type]


def said(part: Part) -> str:
    return " ".join(text for one in part.blocks if isinstance(one, Listing) for text in one.items)


def drawn(part: Part) -> list[str]:
    return [one.name for one in part.blocks if isinstance(one, Figure)]


def test_priorities_are_drawn_with_their_reasons_and_the_hours_lost() -> None:
    given = answers({"docs": 10}, chosen=(["docs"], ["docs", "builds"], ["meetings"]))
    lost = cycle(("none", "few", "many"))
    part = parts(released([{**one, "lost": next(lost)} for one in given], 70))[PRIORITIES]
    assert drawn(part) == ["priorities"]
    assert "Documentation: fewer than half favourable (10 of 58)" in said(part)
    assert "engineer-hours a week for all 70 people" in said(part)


def test_delivery_is_drawn_with_what_changed() -> None:
    part = parts(*delivery_releases())[DELIVERY]
    assert drawn(part) == ["delivery"]
    assert "Change lead time" in said(part)


def test_what_was_not_asked_or_gives_no_reason_has_no_part() -> None:
    plain = parts(released(answers({"docs": 30}), 70))
    assert PRIORITIES not in plain
    assert DELIVERY not in plain
    assert "Constructs" in plain
