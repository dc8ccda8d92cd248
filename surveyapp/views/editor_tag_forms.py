"""How a question is asked and what it measures: the form beside it."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from analysis.instrument import Instrument
from questionnaires.formats.question_set_schema import schema
from questionnaires.services.draft_changes import Change, item_of
from questionnaires.services.draft_items import ChangeItem
from surveyapp.tag_names import tag_name
from surveyapp.views.editor_forms import EditForm


def tags_of(key: str) -> list[tuple[str, str]]:
    """The values that a tag may have, with no tag first."""
    values = schema()["$defs"]["item"]["properties"][key]["enum"]
    return [("", _("none")), *((value, tag_name(value)) for value in values)]


class PropertiesForm(EditForm):
    """How a question is asked, and what it measures."""

    heading = gettext_lazy("How it is asked, and what it measures")
    slot = "tags-{}"
    required = forms.BooleanField(
        label=gettext_lazy("Needs an answer"),
        required=False,
        help_text=gettext_lazy("Nobody can send without one. Leave that to very few questions."),
    )
    allows_na = forms.BooleanField(
        label=gettext_lazy("“Not applicable” is offered"),
        required=False,
        help_text=gettext_lazy("So that nobody has to rate what they do not do."),
    )
    reverse = forms.BooleanField(
        label=gettext_lazy("Reverse-scored: agreeing is bad"),
        required=False,
        help_text=gettext_lazy("Results turn it round before anything is added up."),
    )
    attribute = forms.BooleanField(
        label=gettext_lazy("Describes the respondent, not the work"),
        required=False,
        help_text=gettext_lazy("Role or tenure: a round can break its results down by it."),
    )
    construct = forms.ChoiceField(
        label=gettext_lazy("Construct"),
        required=False,
        help_text=gettext_lazy("What it measures together with others: results give them a score."),
    )
    about = forms.ChoiceField(
        label=gettext_lazy("What is written is about"),
        required=False,
        help_text=gettext_lazy("Results show its comments beside that construct."),
    )
    space = forms.ChoiceField(
        label=gettext_lazy("SPACE"),
        required=False,
        help_text=gettext_lazy("The dimension of work it looks at; cover three or more."),
    )
    devex = forms.ChoiceField(
        label=gettext_lazy("DevEx"),
        required=False,
        help_text=gettext_lazy("Which side of an engineer's day it looks at, if one of the three."),
    )
    dora = forms.ChoiceField(
        label=gettext_lazy("DORA"),
        required=False,
        help_text=gettext_lazy("The metric, capability or outcome of DORA's research, if one."),
    )
    source = forms.CharField(
        label=gettext_lazy("Source"),
        required=False,
        max_length=500,
        help_text=gettext_lazy("Where the idea comes from. The words are yours."),
    )
    FIELDS = (
        "required", "allows_na", "reverse", "attribute", "construct", "about", "space", "devex",
        "dora", "source",
    )  # fmt: skip

    def values(self, draft: Instrument) -> dict[str, Any]:
        """The properties."""
        item = item_of(draft, self.target)
        return {name: getattr(item, name) for name in self.FIELDS}

    def prepare(self) -> None:
        """Constructs of the draft, and the tags of the format."""
        constructs = self.desk.draft.constructs
        named = [("", _("none")), *((c.code, c.title) for c in constructs)]
        self.choose("construct", named)
        if self.item().takes_words:
            self.choose("about", named)
        else:
            del self.fields["about"]
        for key in ("space", "devex", "dora"):
            self.choose(key, tags_of(key))

    def change(self) -> Change:
        """The properties; an empty tag is none."""
        data = self.cleaned_data
        values: dict[str, Any] = {name: data.get(name) for name in self.FIELDS}
        tags = ("construct", "about", "space", "devex", "dora")
        values |= {key: values[key] or None for key in tags}
        return ChangeItem(self.target, **values)
