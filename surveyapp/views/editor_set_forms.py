"""The forms of the editor for the set as a whole: its texts, sections, constructs, languages."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from analysis.instrument import Instrument, is_in_hours
from questionnaires.services.draft_changes import Change, ChangeError, section_of
from questionnaires.services.draft_measures import (
    AddConstruct,
    ChangeConstruct,
    RemoveConstruct,
)
from questionnaires.services.draft_sections import (
    AddSection,
    ChangeSection,
    ChangeSet,
    MoveSection,
    RemoveSection,
)
from questionnaires.services.editing import Edited, bring_back_item, restore_revision, undo_edit
from surveyapp.editor_pages import short
from surveyapp.views.editor_forms import EditForm, long_text


class SetForm(EditForm):
    """Title, description, outcome and hours lost."""

    heading = gettext_lazy("Title, description and outcome")
    slot = "set"
    title = forms.CharField(label=gettext_lazy("Title"), max_length=200)
    description = long_text(gettext_lazy("What the survey is for"), 1000, rows=3)
    outcome = forms.ChoiceField(
        label=gettext_lazy("Outcome"),
        required=False,
        help_text=gettext_lazy(
            "The question that everything else is for. Results tell which constructs go along "
            "with it, where more than 25 people answered."
        ),
    )

    time_lost = forms.ChoiceField(
        label=gettext_lazy("Hours lost"),
        required=False,
        help_text=gettext_lazy(
            "The question whose values are hours that somebody loses in a week. Results tell "
            "them as engineer-hours."
        ),
    )

    def prepare(self) -> None:
        """The questions that something can go along with, and those that ask for numbers."""
        able = [i for i in self.desk.draft.items if i.scale.is_ordered and not i.attribute]
        self.choose("outcome", [("", _("None")), *((i.code, short(i.text)) for i in able)])
        hours = [i for i in able if is_in_hours(i)]
        self.choose("time_lost", [("", _("None")), *((i.code, short(i.text)) for i in hours)])

    def values(self, draft: Instrument) -> dict[str, Any]:
        """The texts of the set, its outcome and its hours lost."""
        return {
            "title": draft.title,
            "description": draft.description,
            "outcome": draft.outcome,
            "time_lost": draft.time_lost,
        }

    def change(self) -> Change:
        """The texts, the outcome and the hours lost."""
        data = self.cleaned_data
        return ChangeSet(data["title"], data["description"], data["outcome"], data["time_lost"])


class SectionForm(EditForm):
    """Title, introduction and order of a section."""

    heading = gettext_lazy("Section")
    slot = "section-{}"
    title = forms.CharField(label=gettext_lazy("Title"), max_length=200)
    intro = long_text(gettext_lazy("Introduction"), 1000)
    is_shuffled = forms.BooleanField(
        label=gettext_lazy("Show these in a random order to each person"), required=False
    )

    def values(self, draft: Instrument) -> dict[str, Any]:
        """The texts of the section, and its order."""
        section = section_of(draft, self.target)
        return {
            "title": section.title,
            "intro": section.intro,
            "is_shuffled": section.is_shuffled,
        }

    def change(self) -> Change:
        """The texts and the order."""
        data = self.cleaned_data
        return ChangeSection(self.target, data["title"], data["intro"], data["is_shuffled"])


class AddSectionForm(SectionForm):
    """A new section behind another one."""

    heading = gettext_lazy("New section")
    button = gettext_lazy("Add the section")
    slot = "add-section-{}"

    def values(self, draft: Instrument) -> dict[str, Any]:
        """Nothing yet."""
        section_of(draft, self.target)
        return {}

    def change(self) -> Change:
        """The section."""
        data = self.cleaned_data
        return AddSection(
            data["title"], data["intro"], after=self.target, is_shuffled=data["is_shuffled"]
        )


class MoveSectionForm(EditForm):
    """Another place for a section."""

    heading = gettext_lazy("Move the section")
    button = gettext_lazy("Move")
    slot = "section-{}"
    after = forms.ChoiceField(label=gettext_lazy("Where to"), required=False)

    def prepare(self) -> None:
        """The other sections."""
        others = [s for s in self.desk.draft.sections if s.code != self.target]
        behind = [(s.code, _("After %(title)s") % {"title": short(s.title)}) for s in others]
        self.choose("after", [("", _("At the beginning")), *behind])

    def change(self) -> Change:
        """The move."""
        return MoveSection(self.target, self.cleaned_data["after"])


class RemoveSectionForm(EditForm):
    """A section less."""

    heading = gettext_lazy("Remove the section")
    button = gettext_lazy("Remove")
    slot = "section-{}"
    is_danger = True

    @property
    def lead(self) -> str:
        """The questions that go along."""
        try:
            section = section_of(self.desk.draft, self.target)
        except ChangeError as gone:
            return str(gone)
        texts = "; ".join(self.desk.draft.item(code).text for code in section.items)
        names = {"title": section.title, "texts": texts}
        if not texts:
            return (
                _("“%(title)s” has no question. It can be brought back from the history.") % names
            )
        return (
            _("With “%(title)s” go: %(texts)s All of it can be brought back from the history.")
            % names
        )

    def change(self) -> Change:
        """The removal."""
        return RemoveSection(self.target)


class AddConstructForm(EditForm):
    """A new construct."""

    heading = gettext_lazy("New construct")
    button = gettext_lazy("Add the construct")
    slot = "constructs"
    title = forms.CharField(
        label=gettext_lazy("What results call it"),
        max_length=200,
        help_text=gettext_lazy("Questions that measure it together share one range of numbers."),
    )

    def change(self) -> Change:
        """The construct."""
        return AddConstruct(self.cleaned_data["title"])


class ConstructForm(AddConstructForm):
    """The title of a construct."""

    heading = gettext_lazy("Construct")
    button = gettext_lazy("Save")

    def values(self, draft: Instrument) -> dict[str, Any]:
        """The title."""
        titles = {c.code: c.title for c in draft.constructs}
        if self.target not in titles:
            raise ChangeError(_("That construct is not there any more."))
        return {"title": titles[self.target]}

    def change(self) -> Change:
        """The title."""
        return ChangeConstruct(self.target, self.cleaned_data["title"])


class RemoveConstructForm(EditForm):
    """A construct less."""

    heading = gettext_lazy("Remove the construct")
    button = gettext_lazy("Remove")
    slot = "constructs"
    is_danger = True

    def change(self) -> Change:
        """The removal."""
        return RemoveConstruct(self.target)


class UndoForm(EditForm):
    """The last edit undone."""

    heading = gettext_lazy("Undo")
    button = gettext_lazy("Undo")
    slot = "undo"

    def save(self, actor: str) -> Edited:
        """Undo it."""
        base = self.cleaned_data["base"]
        return undo_edit(version=self.desk.version, base_sha256=base, actor=actor)


class RestoreForm(EditForm):
    """A state of the history taken again."""

    heading = gettext_lazy("Go back")
    button = gettext_lazy("Go back to this state")
    slot = "title"

    def save(self, actor: str) -> Edited:
        """Take it again."""
        if not self.target.isdecimal():
            raise ChangeError(_("That state of the draft is not kept any more."))
        return restore_revision(
            version=self.desk.version,
            number=int(self.target[:9]),
            base_sha256=self.cleaned_data["base"],
            actor=actor,
        )


class BringBackForm(EditForm):
    """A removed question brought back."""

    heading = gettext_lazy("Bring back")
    button = gettext_lazy("Bring back")
    slot = "text-{}"

    def save(self, actor: str) -> Edited:
        """Bring it back."""
        base = self.cleaned_data["base"]
        return bring_back_item(
            version=self.desk.version, code=self.target, base_sha256=base, actor=actor
        )
