"""A wholly new question set: its code, title and language, a first section and a first question."""

from __future__ import annotations

from http import HTTPStatus
from typing import Any

from django import forms
from django.core.validators import RegexValidator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.text import slugify
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods

from analysis.instrument import Instrument, Item, Section
from analysis.scales import BUILT_IN
from questionnaires.formats.problems import QuestionSetError
from questionnaires.formats.question_set_checks import RESERVED_CODES
from questionnaires.formats.question_set_parts import one_line
from questionnaires.services.draft_changes import new_code
from questionnaires.services.errors import ServiceError
from questionnaires.services.question_sets import start_question_set
from surveyapp.access import Role, require
from surveyapp.editor_pages import scale_label
from surveyapp.views.editor_forms import long_text
from surveyapp.views.editor_language_forms import language_choices

SECTION = {"section": "question-sets"}
LONGEST_CODE = 60


class NewQuestionSetForm(forms.Form):
    """What a question set cannot be without."""

    title = forms.CharField(
        label=gettext_lazy("Title"),
        max_length=200,
        help_text=gettext_lazy("What respondents read at the top."),
    )
    code = forms.CharField(
        label=gettext_lazy("Code"),
        required=False,
        max_length=LONGEST_CODE,
        validators=[
            RegexValidator(
                r"^[a-z0-9]+(-[a-z0-9]+)*$",
                gettext_lazy("Lower-case letters and digits, in parts joined by hyphens."),
            )
        ],
        help_text=gettext_lazy(
            "Part of its address, and the same over the years. Empty: made of the title."
        ),
    )
    language = forms.ChoiceField(
        label=gettext_lazy("Language"),
        choices=language_choices,
        initial="en",
        help_text=gettext_lazy("The one that you write in; others can be started later."),
    )
    section = forms.CharField(label=gettext_lazy("Title of the first section"), max_length=200)
    text = long_text(
        gettext_lazy("The first question, or statement to agree with"), 500, required=True
    )
    scale = forms.ChoiceField(
        label=gettext_lazy("Answers"),
        choices=[(scale.code, scale_label(scale)) for scale in BUILT_IN.values()],
        help_text=gettext_lazy("Scales of your own are made in the editor."),
    )

    def clean(self) -> dict[str, Any]:
        """A code, written or made of the title."""
        data = super().clean() or self.cleaned_data
        if "code" in data and "title" in data:
            data["code"] = data["code"] or slugify(data["title"])[:LONGEST_CODE].strip("-_")
            if not data["code"]:
                self.add_error("code", _("Write a code: the title has no letters for one."))
            elif data["code"] in RESERVED_CODES:
                self.add_error("code", _("That is the address of a page. Write another code."))
        return data

    def instrument(self) -> Instrument:
        """The question set with one section and one question."""
        data = {name: one_line(value) for name, value in self.cleaned_data.items()}
        item = Item(new_code(data["text"], (), "question"), data["text"], BUILT_IN[data["scale"]])
        code = new_code(data["section"], (), "section")
        section = Section(code, data["section"], (item.code,))
        return Instrument(
            data["code"], data["title"], (section,), (item,), language=data["language"]
        )


@require_http_methods(["GET", "HEAD", "POST"])
def question_set_new(request: HttpRequest) -> HttpResponse:
    """GET asks for the beginnings of a question set; POST makes it and opens the editor."""
    user = require(request, Role.AUTHOR)
    form = NewQuestionSetForm(request.POST if request.method == "POST" else None, label_suffix="")
    status = HTTPStatus.OK
    if form.is_bound:
        status = HTTPStatus.UNPROCESSABLE_ENTITY
        if form.is_valid():
            try:
                draft = start_question_set(first=form.instrument(), actor=user.get_username())
            except QuestionSetError as error:
                form.add_error(None, forms.ValidationError([p.message for p in error.problems]))
            except ServiceError as error:
                form.add_error("code", str(error))
            else:
                return redirect("version-edit", code=draft.question_set.code, number=draft.number)
    return render(request, "question_sets/new.html", {**SECTION, "form": form}, status=status)
