"""The set's own texts, and its sections: changed, added, moved, removed."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, replace

from django.utils.translation import gettext as _

from analysis.instrument import Instrument, Section
from questionnaires.formats.question_set_parts import one_line
from questionnaires.services.draft_changes import (
    Change,
    ChangeError,
    Part,
    Published,
    check_order,
    item_of,
    keep_outcome,
    keep_repeated,
    listed,
    new_code,
    quoted,
    rebuilt,
    section_of,
)


@dataclass(frozen=True, slots=True)
class ChangeSet(Change):
    """Another title or description of the whole, another outcome or hours lost; empty: none."""

    title: str
    description: str = ""
    outcome: str = ""
    time_lost: str = ""

    def parts(self) -> tuple[Part, ...]:
        """The texts of the set, its outcome and its hours lost."""
        return (("set", ""),)

    def summary(self, draft: Instrument) -> str:
        """In words."""
        if self.outcome == draft.outcome:
            return self._hours_in_words(draft)
        if not self.outcome:
            return _("Chose no outcome")
        return _("Chose the outcome %(text)s") % {"text": quoted(item_of(draft, self.outcome).text)}

    def _hours_in_words(self, draft: Instrument) -> str:
        if self.time_lost == draft.time_lost:
            return _("Changed the title or the description")
        if not self.time_lost:
            return _("Chose no question for the hours lost")
        text = quoted(item_of(draft, self.time_lost).text)
        return _("Chose %(text)s for the hours lost") % {"text": text}

    def applied(self, draft: Instrument, published: Published) -> Instrument:
        """The draft under its new title, with its outcome and its hours lost."""
        for named in filter(None, (self.outcome, self.time_lost)):
            item_of(draft, named)
        return replace(
            draft,
            title=one_line(self.title),
            description=one_line(self.description),
            outcome=self.outcome,
            time_lost=self.time_lost,
        )


@dataclass(frozen=True, slots=True)
class ChangeSection(Change):
    """Another title, introduction or order of a section."""

    code: str
    title: str
    intro: str = ""
    is_shuffled: bool = False

    def parts(self) -> tuple[Part, ...]:
        """The texts of the section."""
        return (("section", self.code),)

    def summary(self, draft: Instrument) -> str:
        """In words."""
        return _("Changed the section %(title)s") % {"title": quoted(self.title)}

    def applied(self, draft: Instrument, published: Published) -> Instrument:
        """The draft with the section's new texts and its order."""
        old = section_of(draft, self.code)
        new = replace(
            old,
            title=one_line(self.title),
            intro=one_line(self.intro),
            is_shuffled=self.is_shuffled,
        )
        return replace(draft, sections=tuple(new if s is old else s for s in draft.sections))


@dataclass(frozen=True, slots=True)
class AddSection(Change):
    """A new section without questions yet, behind another one (empty: first)."""

    title: str
    intro: str = ""
    after: str = ""
    is_shuffled: bool = False

    def parts(self) -> tuple[Part, ...]:
        """Nothing that is there already."""
        return ()

    def summary(self, draft: Instrument) -> str:
        """In words."""
        return _("Added the section %(title)s") % {"title": quoted(self.title)}

    def applied(self, draft: Instrument, published: Published) -> Instrument:
        """The draft with one section more."""
        title = one_line(self.title)
        code = new_code(title, {section.code for section in draft.sections}, "section")
        section = Section(code, title, (), one_line(self.intro), self.is_shuffled)
        return replace(draft, sections=_behind(draft.sections, section, self.after))


@dataclass(frozen=True, slots=True)
class MoveSection(Change):
    """A section with its questions, behind another one (empty: first)."""

    code: str
    after: str = ""

    def parts(self) -> tuple[Part, ...]:
        """The order of the sections."""
        return (("sections", ""),)

    def summary(self, draft: Instrument) -> str:
        """In words."""
        title = section_of(draft, self.code).title
        return _("Moved the section %(title)s") % {"title": quoted(title)}

    def applied(self, draft: Instrument, published: Published) -> Instrument:
        """The draft with its sections in another order."""
        moved = section_of(draft, self.code)
        rest = tuple(section for section in draft.sections if section is not moved)
        return check_order(rebuilt(draft, sections=_behind(rest, moved, self.after)))


@dataclass(frozen=True, slots=True)
class RemoveSection(Change):
    """A section less, with all its questions."""

    code: str

    def parts(self) -> tuple[Part, ...]:
        """The section and the questions in it."""
        return ("section", self.code), ("contents", self.code)

    def summary(self, draft: Instrument) -> str:
        """In words."""
        title = section_of(draft, self.code).title
        return _("Removed the section %(title)s") % {"title": quoted(title)}

    def applied(self, draft: Instrument, published: Published) -> Instrument:
        """The draft without it; refused where it is the last, or others depend on it."""
        gone = section_of(draft, self.code)
        if len(draft.sections) == 1:
            raise ChangeError(_("This is the only section. Add another before you remove it."))
        keep_outcome(draft, gone.items)
        keep_repeated(draft, gone.items)
        _refuse_orphans(draft, gone.items)
        return rebuilt(draft, sections=(s for s in draft.sections if s is not gone))


def _behind(sections: tuple[Section, ...], section: Section, after: str) -> tuple[Section, ...]:
    codes = [s.code for s in sections]
    if after and after not in codes:
        raise ChangeError(_("The section that it was to follow is not there any more."))
    at = codes.index(after) + 1 if after else 0
    return *sections[:at], section, *sections[at:]


def _refuse_orphans(draft: Instrument, gone: Collection[str]) -> None:
    orphans = [
        item
        for item in draft.items
        if item.show_if is not None and item.show_if.item in gone and item.code not in gone
    ]
    if orphans:
        raise ChangeError(
            _(
                "%(items)s: shown only after an answer that would not be asked for any more. "
                "Remove this too, or take its condition away first."
            )
            % {"items": listed(orphans)}
        )
