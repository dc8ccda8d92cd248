"""A draft as the editor shows it: the document, and what each part of it can be made to do."""

from __future__ import annotations

import re
from dataclasses import dataclass

from django.utils.translation import gettext as _

from analysis.instrument import Instrument, Scale
from analysis.scales import BUILT_IN
from questionnaires.formats.question_set_drafts import texts_to_translate
from questionnaires.models import DraftRevision, QuestionSetVersion
from questionnaires.queries.question_sets import newest_instruments
from questionnaires.queries.rewordings import PublishedItem, published_items
from questionnaires.services.draft_changes import depending_on, scales_of
from questionnaires.services.editing import Edited, edit_to_undo
from surveyapp.advice_pages import Counsel, Shown, counsel_of
from surveyapp.question_set_pages import Document, Entry, document_of

_SHORT = 70
#: The end of a sentence that is quoted: another full stop behind it would be one too many.
_ENDED = re.compile(r"\.[”“»]$")
_SHOWN_LABELS = 3


@dataclass(frozen=True, slots=True)
class Line:
    """A question in the editor: what it says, and where it can go (``section:after``)."""

    entry: Entry
    up: str | None
    down: str | None
    has_dependants: bool
    published: PublishedItem | None
    advice: tuple[Shown, ...] = ()

    @property
    def is_reworded(self) -> bool:
        """Whether it reads otherwise than it was published."""
        asked, item = self.published, self.entry.item
        return asked is not None and asked.item.written_text != item.written_text

    @property
    def begins_anew(self) -> bool:
        """Whether its trend ends at the published version."""
        asked = self.published
        return asked is not None and self.entry.item.wording > asked.item.wording


@dataclass(frozen=True, slots=True)
class Chapter:
    """A section in the editor; ``up`` and ``down`` are sections to follow."""

    code: str
    title: str
    intro: str
    is_shuffled: bool
    lines: tuple[Line, ...]
    up: str | None
    down: str | None


@dataclass(frozen=True, slots=True)
class Gap:
    """What is missing before the draft can be published, and where."""

    text: str
    anchor: str = ""
    language: str = ""


@dataclass(frozen=True, slots=True)
class Manuscript:
    """All that ``editor/document.html`` shows."""

    document: Document
    chapters: tuple[Chapter, ...]
    gaps: tuple[Gap, ...]
    undo: DraftRevision | None
    counsel: Counsel

    @property
    def version(self) -> QuestionSetVersion:
        """The draft."""
        return self.document.version


def saved_words(edited: Edited) -> str:
    """What became of an edit, in words."""
    if not edited.changed:
        return _("Nothing changed.")
    said = _("Saved. %(summary)s.") % {"summary": edited.summary}
    if _ENDED.search(edited.summary):
        said = said.removesuffix(".")
    if edited.joined:
        said += " " + _("Edits of somebody else came in meanwhile and are kept too.")
    return said


def manuscript_of(version: QuestionSetVersion) -> Manuscript:
    """A draft as the editor shows it."""
    document, published = document_of(version), published_items(version)
    draft = document.instrument
    counsel = counsel_of(version, draft, document.survey.most_minutes)
    codes = ["", *(section.code for section in draft.sections)]
    return Manuscript(
        document=document,
        chapters=tuple(
            Chapter(
                part.code,
                part.title,
                part.intro,
                part.is_shuffled,
                tuple(_line(entry, draft, published, counsel) for entry in part.entries),
                up=codes[at - 2] if at > 1 else None,
                down=codes[at + 1] if at + 1 < len(codes) else None,
            )
            for at, part in enumerate(document.parts, start=1)
        ),
        gaps=tuple(gaps_of(draft)),
        undo=edit_to_undo(version),
        counsel=counsel,
    )


def _line(
    entry: Entry, draft: Instrument, published: dict[str, PublishedItem], counsel: Counsel
) -> Line:
    up, down = neighbours(draft, entry.item.code)
    return Line(
        entry,
        up,
        down,
        bool(depending_on(draft, entry.item.code)),
        published.get(entry.item.code),
        counsel.of_item(entry.item.code),
    )


def neighbours(draft: Instrument, code: str) -> tuple[str | None, str | None]:
    """The places one step up and one step down, in the sections around too."""
    sections = draft.sections
    at = next(n for n, section in enumerate(sections) if code in section.items)
    here = sections[at].items
    place = here.index(code)
    up = down = None
    if place:
        up = f"{sections[at].code}:{here[place - 2] if place > 1 else ''}"
    elif at:
        before = sections[at - 1]
        up = f"{before.code}:{before.items[-1] if before.items else ''}"
    if place + 1 < len(here):
        down = f"{sections[at].code}:{here[place + 1]}"
    elif at + 1 < len(sections):
        down = f"{sections[at + 1].code}:"
    return up, down


def gaps_of(draft: Instrument) -> list[Gap]:
    """What is missing before this draft can be published."""
    found = [
        Gap(
            _("The section “%(title)s” has no question.") % {"title": section.title},
            f"section-{section.code}",
        )
        for section in draft.sections
        if not section.items
    ]
    found += [
        Gap(_("No question measures “%(title)s”.") % {"title": c.title}, "constructs")
        for c in draft.constructs
        if not c.items
    ]
    if draft.translations:
        known = texts_to_translate(draft)
        for language, texts in sorted(draft.translations.items()):
            if missing := len(known.keys() - texts.keys()):
                said = _("Texts missing in %(language)s: %(n)d") % {
                    "language": language,
                    "n": missing,
                }
                found.append(Gap(said, language=language))
    return found


def scale_label(scale: Scale) -> str:
    """A scale in a menu: its code and its first and last answers.

    >>> from analysis.scales import BUILT_IN
    >>> scale_label(BUILT_IN["agreement_5"])
    'agreement_5: Strongly disagree … Strongly agree'
    """
    labels = [option.label for option in scale.options]
    if len(labels) > _SHOWN_LABELS:
        labels = [labels[0], labels[-1]]
        return f"{scale.code}: {' … '.join(labels)}"
    return f"{scale.code}: {', '.join(labels)}" if labels else scale.code


def short(text: str) -> str:
    """A text cut to the width of a menu.

    >>> short("word " * 30)[-7:]
    'd word…'
    """
    return text if len(text) <= _SHORT else text[: _SHORT - 1].rstrip() + "…"


def scales_to_choose(version: QuestionSetVersion, draft: Instrument) -> dict[str, list[Scale]]:
    """Scales by where they come from: this draft, those built in, other question sets."""
    own = scales_of(draft)
    seen = set(own.values())
    built_in = [scale for scale in BUILT_IN.values() if scale not in seen]
    seen |= set(built_in)
    groups = {_("In this question set"): list(own.values()), _("Built in"): built_in}
    for instrument in newest_instruments(besides=version.question_set_id):
        others = [s for s in scales_of(instrument).values() if s not in seen]
        if others:
            groups[instrument.title] = others
            seen |= set(others)
    return groups
