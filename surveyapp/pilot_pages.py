"""A pilot as its author reads it: sections with their times, items with the notes beside them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from analysis.instrument import Item
from questionnaires.models import Pilot, PilotNote
from questionnaires.queries.pilots import has_enough, notes_by_item, timed_sections
from surveyapp.spoken_times import spoken_time
from surveyapp.survey_pages import survey_context

SECTION = {"section": "question-sets"}


@dataclass(frozen=True, slots=True)
class NotedItem:
    """An item with what was noted about it."""

    item: Item
    notes: tuple[PilotNote, ...]


@dataclass(frozen=True, slots=True)
class TimedSection:
    """A section: what it was estimated to take, and took; ``taken`` is empty without medians."""

    code: str
    title: str
    items: tuple[NotedItem, ...]
    estimated: str
    taken: str
    is_timed: bool


@dataclass(frozen=True, slots=True)
class PilotPage:
    """A pilot from top to bottom."""

    pilot: Pilot
    sections: tuple[TimedSection, ...]
    #: Of the timed sections together; the medians added up, where there are any.
    estimated: str
    taken: str
    notes: int
    has_enough: bool
    is_past: bool


def pilot_page(pilot: Pilot, *, today: date) -> PilotPage:
    """What the page of a pilot shows."""
    instrument = pilot.instrument
    notes = notes_by_item(pilot)
    timed = timed_sections(instrument)
    sections: list[TimedSection] = []
    estimate = 0
    for page in survey_context(instrument)["survey"].pages:
        code = page.id.removeprefix("page-")
        asked_of_all = [q for q in page.questions if q.item.show_if is None]
        seconds = sum(question.seconds for question in asked_of_all)
        estimate += seconds if code in timed else 0
        sections.append(
            TimedSection(
                code=code,
                title=page.title,
                items=tuple(
                    NotedItem(question.item, tuple(notes.get(question.item.code, ())))
                    for question in page.questions
                ),
                estimated=spoken_time(seconds),
                taken=spoken_time(pilot.medians[code]) if code in pilot.medians else "",
                is_timed=code in timed,
            )
        )
    return PilotPage(
        pilot=pilot,
        sections=tuple(sections),
        estimated=spoken_time(estimate),
        taken=spoken_time(sum(pilot.medians.values())) if pilot.medians else "",
        notes=sum(map(len, notes.values())),
        has_enough=has_enough(pilot),
        is_past=pilot.ends_on < today,
    )


def exported_notes(pilot: Pilot) -> Iterator[tuple[str, str, str, str, str]]:
    """Every note in the order of the items: code, text, note, who wrote it, when."""
    notes = notes_by_item(pilot)
    for item in pilot.instrument.items:
        for note in notes.get(item.code, ()):
            yield (
                item.code,
                item.written_text,
                note.text,
                note.written_by,
                note.written_on.isoformat(),
            )
