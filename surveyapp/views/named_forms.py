"""Forms of what has a title and a code: a question set, a round, a past round in its programme."""

from __future__ import annotations

from collections.abc import Set as AbstractSet
from typing import Any, ClassVar

from django import forms
from django.utils.text import slugify
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from questionnaires.models.question_sets import code_validator
from questionnaires.queries.rounds import all_programmes

LONGEST_CODE = 60


def code_of_title(title: str) -> str:
    """The code that a title makes; empty where it has no letters for one.

    >>> code_of_title("Spring 2027"), code_of_title("春")
    ('spring-2027', '')
    """
    return slugify(title)[:LONGEST_CODE].strip("-_")


class NamedForm(forms.Form):
    """A title, and a code that is written or made of it."""

    #: What each is for.
    title_help: ClassVar[Any] = ""
    code_help: ClassVar[Any] = ""
    #: Codes that are addresses of pages.
    reserved: ClassVar[AbstractSet[str]] = frozenset()

    title = forms.CharField(label=gettext_lazy("Title"), max_length=200)
    code = forms.CharField(
        label=gettext_lazy("Code"),
        max_length=LONGEST_CODE,
        required=False,
        validators=[code_validator],
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **{"label_suffix": "", **kwargs})
        self.fields["title"].help_text = self.title_help
        self.fields["code"].help_text = self.code_help

    def clean(self) -> dict[str, Any]:
        """A code that can be an address."""
        data: dict[str, Any] = super().clean() or self.cleaned_data
        if "code" in data and "title" in data:
            data["code"] = data["code"] or code_of_title(data["title"])
            if not data["code"]:
                self.add_error("code", _("The title has no letters to make a code of. Write one."))
            elif data["code"] in self.reserved:
                self.add_error("code", _("That is the address of a page. Write another code."))
        return data


class InProgrammeForm(NamedForm):
    """Something in a programme that is there or in a new one."""

    NEW = ""

    programme = forms.ChoiceField(
        label=gettext_lazy("Programme"),
        required=False,
        help_text=gettext_lazy(
            "The series that this round is compared within: a survey repeated, say, twice a year."
        ),
    )
    programme_title = forms.CharField(
        label=gettext_lazy("Title of a new programme"),
        max_length=200,
        required=False,
        help_text=gettext_lazy("Only for a new one: Developer experience"),
    )
    field_order = ["programme", "programme_title"]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        programmes = [(one.code, one.title) for one in all_programmes()]
        if programmes:
            self.fields["programme"].initial = programmes[0][0]
        choices = [*programmes, (self.NEW, _("A new one, named below"))]
        self.fields["programme"].choices = choices  # type: ignore[attr-defined]
