"""The forms of a new question set: what it is called, and what it begins with."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django import forms
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _

from analysis.instrument import Instrument, Section
from questionnaires.formats.item_bank_bundles import bundled
from questionnaires.formats.item_bank_yaml import item_bank
from questionnaires.formats.question_set_checks import RESERVED_CODES
from questionnaires.formats.question_set_parts import one_line
from questionnaires.services.draft_changes import new_code
from questionnaires.services.draft_library import begun_from_library
from surveyapp.views.editor_language_forms import language_choices
from surveyapp.views.named_forms import NamedForm


class CalledForm(NamedForm):
    """What a question set is called."""

    title_help = gettext_lazy("What respondents read at the top.")
    code_help = gettext_lazy(
        "Part of its address, and the same over the years. Empty: made of the title."
    )
    reserved = RESERVED_CODES

    def clean_title(self) -> str:
        """One line."""
        return one_line(self.cleaned_data["title"])


class BegunForm(CalledForm):
    """A question set that is nobody's copy: the language that it is written in, too."""

    language = forms.ChoiceField(
        label=gettext_lazy("Language"),
        choices=language_choices,
        help_text=gettext_lazy("The one that you write in; others can be started later."),
    )

    def __init__(self, data: Mapping[str, Any] | None = None, **options: Any) -> None:
        super().__init__(data, **options)
        self.initial.setdefault("language", get_language() or "en")

    def instrument(self) -> Instrument:
        """The question set as it begins."""
        raise NotImplementedError


class EmptyForm(BegunForm):
    """A question set with a section and no question."""

    section = forms.CharField(
        label=gettext_lazy("Title of the first section"),
        max_length=200,
        help_text=gettext_lazy("A section is a page of the survey. It can be renamed."),
    )

    def instrument(self) -> Instrument:
        """The question set with its one section."""
        data = self.cleaned_data
        title = one_line(data["section"])
        section = Section(new_code(title, (), "section"), title, ())
        return Instrument(data["code"], data["title"], (section,), (), language=data["language"])


class FromLibraryForm(BegunForm):
    """A question set of whole constructs of the library, and of single questions."""

    construct = forms.MultipleChoiceField(required=False, choices=lambda: _codes("construct"))
    item = forms.MultipleChoiceField(required=False, choices=lambda: _codes("code"))

    @property
    def names(self) -> list[forms.BoundField]:
        """The fields of its name; the page shows the ticks in its own way."""
        return [self[name] for name in ("title", "language", "code")]

    @property
    def ticked(self) -> tuple[frozenset[str], frozenset[str]]:
        """The constructs and the single questions that are ticked, whatever else is wrong."""
        constructs, items = self["construct"].value(), self["item"].value()
        return frozenset(constructs or ()), frozenset(items or ())

    @property
    def problems(self) -> list[str]:
        """What is wrong with the ticks, or with the whole."""
        return [*self.non_field_errors(), *self["construct"].errors, *self["item"].errors]

    @property
    def has_ticks(self) -> bool:
        """Whether something is ticked."""
        return any(self.ticked)

    def clean(self) -> dict[str, Any]:
        """At least one tick."""
        data = super().clean()
        if not data.get("construct") and not data.get("item"):
            self.add_error(None, _("Tick at least one line: a question set asks something."))
        return data

    def instrument(self) -> Instrument:
        """The question set with all that is ticked."""
        data = self.cleaned_data
        return begun_from_library(
            code=data["code"],
            title=data["title"],
            language=data["language"],
            chosen=[one.code for one in bundled(data["construct"], data["item"])],
        )


def _codes(name: str) -> list[tuple[str, str]]:
    """What can be ticked: the constructs of the bank, or the questions that measure none."""
    if name == "construct":
        found = {one.item.construct for one in item_bank() if one.item.construct}
    else:
        found = {one.code for one in item_bank() if not one.item.construct}
    return [(code, code) for code in sorted(found)]
