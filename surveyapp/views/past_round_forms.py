"""The forms of an import: facts about the round, what its columns ask, what its labels mean."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from analysis.instrument import Item
from questionnaires.models import QuestionSetVersion
from questionnaires.queries.question_sets import versions_to_ask
from questionnaires.services.import_matching import LabelToMatch, MatchedColumn, preset_titles
from surveyapp.views.named_forms import InProgrammeForm, code_of_title

#: How new questions were answered: the kinds of a mapping file.
KINDS = {
    "agreement": gettext_lazy("Agreement, of five levels"),
    "agreement-7": gettext_lazy("Agreement, of seven levels"),
    "frequency": gettext_lazy("How often, from never to always"),
    "satisfaction": gettext_lazy("Satisfaction, of five levels"),
    "0-10": gettext_lazy("A number from 0 to 10"),
    "percentage": gettext_lazy("A whole number from 0 to 100"),
    "lead-time": gettext_lazy("Time to get a change out, in the bands of DORA"),
    "recovery-time": gettext_lazy("Time to recover, in the bands of DORA"),
    "deployment-frequency": gettext_lazy("How often is deployed, in the bands of DORA"),
    "yes-no": gettext_lazy("Yes or no"),
    "single": gettext_lazy("One of several answers"),
    "background": gettext_lazy("One of several, about the person"),
    "multiple": gettext_lazy("Any of several answers"),
}
#: Candor itself, whose files are no answers: it stands among the tools, and is no preset.
CANDOR = "candor"
#: Kinds whose options can be listed.
LISTED = ("single", "background", "multiple")
LEAVE_OUT, NEW = "", "+"
#: What a label can become beside an option, in words.
BESIDES = {
    "n/a": gettext_lazy("not applicable"),
    "skip": gettext_lazy("leave these answers out"),
}
SURENESS = {
    "kept": gettext_lazy("as last time"),
    "sure": gettext_lazy("the same words"),
    "likely": gettext_lazy("nearly the same: look at it"),
    "guess": gettext_lazy("a guess: look at it"),
}
#: The same of a new question, where the answers alone tell how they were given.
SURENESS_OF_NEW = {
    **SURENESS,
    "sure": gettext_lazy("a new question, plain by its answers"),
    "likely": gettext_lazy("a new question, probably: look at it"),
}


class FactsForm(InProgrammeForm):
    """What a file does not say: its series, its code, when it was and how many were asked."""

    title_help = gettext_lazy("As people read it: Spring 2025")
    code_help = gettext_lazy("For addresses and commands: 2025-spring. Empty: from the title.")
    closed_on = forms.DateField(
        label=gettext_lazy("Last day"),
        required=False,
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        help_text=gettext_lazy("Puts the round in its place among the others."),
    )
    population = forms.IntegerField(
        label=gettext_lazy("How many people were asked"),
        required=False,
        min_value=1,
        max_value=10_000_000,
        help_text=gettext_lazy("Empty where nobody knows."),
    )
    version = forms.ModelChoiceField(
        label=gettext_lazy("Questions to compare with"),
        required=False,
        queryset=versions_to_ask().none(),
        empty_label=gettext_lazy("those of the programme's rounds alone"),
        help_text=gettext_lazy(
            "A column that asks what one of these questions asks becomes that question."
        ),
    )
    preset = forms.ChoiceField(
        label=gettext_lazy("Which tool wrote the file"),
        required=False,
        help_text=gettext_lazy("Choose one where the file is taken for another tool's."),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["version"].queryset = versions_to_ask()  # type: ignore[attr-defined]
        candor = (CANDOR, _("Candor: a release, release.json"))
        tools = [("", _("recognise it")), *preset_titles().items(), candor]
        self.fields["preset"].choices = tools  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        """The code of a new programme is made of its title."""
        data = super().clean()
        if data.get("preset") == CANDOR:  # of a table, whatever somebody chose
            data["preset"] = ""
        if not data.get("programme") and "programme" not in self.errors:
            data["programme"] = code_of_title(data.get("programme_title") or "")
            if not data["programme"]:
                self.add_error("programme_title", _("Name the new programme, or choose one above."))
        return data

    @property
    def rules(self) -> dict[str, Any]:
        """What ``import_round`` takes."""
        names = ("programme", "programme_title", "code", "title", "closed_on", "population")
        return {name: self.cleaned_data[name] for name in names}

    @property
    def asked(self) -> dict[str, Any]:
        """Whose questions a column can be."""
        version: QuestionSetVersion | None = self.cleaned_data["version"]
        return {"programme": self.cleaned_data["programme"], "version": version}


class ColumnForm(forms.Form):
    """What one column asks."""

    match = forms.ChoiceField(label=gettext_lazy("It asks"), required=False)
    question = forms.CharField(label=gettext_lazy("The question"), required=False, max_length=500)
    kind = forms.ChoiceField(
        label=gettext_lazy("How it was answered"), required=False, choices=list(KINDS.items())
    )
    options = forms.CharField(
        label=gettext_lazy("Its options, one a line"),
        required=False,
        max_length=20_000,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=gettext_lazy(
            "Where several answers can be chosen from. Empty: they are learned from the answers, "
            "and shown where at least five people chose them."
        ),
    )
    reverse = forms.BooleanField(label=gettext_lazy("Agreeing is bad"), required=False)

    def __init__(
        self, *args: Any, column: MatchedColumn, items: Mapping[str, Item], **kwargs: Any
    ) -> None:
        kwargs["label_suffix"] = ""
        kwargs["initial"] = {
            "match": LEAVE_OUT if not column.kind else column.code if column.code in items else NEW,
            "question": column.question,
            "kind": column.kind if column.kind in KINDS else "single",
            "options": "\n".join(column.options),
            "reverse": column.reverse,
        }
        super().__init__(*args, **kwargs)
        self.column = column
        before = [(code, item.text) for code, item in items.items()]
        choices: list[Any] = [(LEAVE_OUT, _("leave it out")), (NEW, _("a new question"))]
        if before:
            choices.append((_("asked before"), before))
        self.fields["match"].choices = choices  # type: ignore[attr-defined]

    @property
    def is_new(self) -> bool:
        """Whether it is a question that was not asked before."""
        return bool(self["match"].value() == NEW)

    @property
    def kind_in_words(self) -> Any:
        """How a new question was answered."""
        return KINDS.get(str(self["kind"].value()), "")

    @property
    def sureness(self) -> Any:
        """How sure the proposal is, in words; empty where somebody chose."""
        words = SURENESS if self.column.kind == "as-asked" else SURENESS_OF_NEW
        return words.get(self.column.sureness, "") if self.column.kind else ""

    def clean(self) -> dict[str, Any]:
        """A new question has a text and a kind; options belong to some kinds."""
        data: dict[str, Any] = super().clean() or self.cleaned_data
        if data.get("match") == NEW:
            if not (data.get("question") or "").strip():
                self.add_error("question", _("Write the question that was asked."))
            if "|" in (data.get("options") or ""):
                self.add_error("options", _("Write options without vertical bars."))
        return data

    @property
    def matched(self) -> MatchedColumn:
        """The column as it was matched here."""
        data, column = self.cleaned_data, self.column
        if data["match"] == LEAVE_OUT:
            return replace(column, code="", kind="", options=(), reverse=False, labels=())
        if data["match"] != NEW:
            item: str = data["match"]
            found = replace(column, code=item, kind="as-asked", options=(), reverse=False)
        else:
            kind = data["kind"]
            lines = data["options"].splitlines() if kind in LISTED else ()
            options = tuple(line.strip() for line in lines if line.strip())
            found = replace(
                column,
                code="" if column.kind == "as-asked" else column.code,
                kind=kind,
                question=" ".join(data["question"].split()),
                options=options,
                reverse=data["reverse"],
            )
        is_same = (found.code, found.kind, found.options) == (
            column.code, column.kind, column.options,
        )  # fmt: skip
        return found if is_same else replace(found, labels=())


class LabelsForm(forms.Form):
    """For each label that matches no option the option that it is."""

    def __init__(self, *args: Any, labels: Sequence[LabelToMatch], **kwargs: Any) -> None:
        kwargs["label_suffix"] = ""
        super().__init__(*args, **kwargs)
        self.labels = labels
        for number, one in enumerate(labels):
            self.fields[f"label-{number}"] = forms.ChoiceField(
                label=one.label,
                choices=[*((option, option) for option in one.options), *BESIDES.items()],
                initial=one.becomes,
            )

    @property
    def groups(self) -> list[tuple[str, list[tuple[Any, int]]]]:
        """Per column the fields, each with how often its label was given."""
        found: dict[str, list[tuple[Any, int]]] = {}
        for number, one in enumerate(self.labels):
            found.setdefault(one.column, []).append((self[f"label-{number}"], one.times))
        return list(found.items())

    @property
    def chosen(self) -> dict[tuple[str, str], str]:
        """What each label becomes, by column and label."""
        return {
            (one.column, one.label): self.cleaned_data[f"label-{number}"]
            for number, one in enumerate(self.labels)
        }
