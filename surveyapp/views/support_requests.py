"""Support requests of a programme: files imported and deleted, topics placed at constructs."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping
from typing import Any

from django import forms
from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.http import require_http_methods

from questionnaires.models import Programme, SupportImport
from questionnaires.queries.support_requests import (
    Topic,
    constructs_asked,
    guess,
    support_imports,
    topics_of,
)
from questionnaires.services.errors import ServiceError
from questionnaires.services.support_requests import (
    SupportImportResult,
    delete_support_import,
    import_support_requests,
    place_topics,
)
from surveyapp.access import Role, programme_for, support_import_for
from surveyapp.round_pages import SECTION

PROBLEMS_SHOWN = 20
_MEGABYTE = 1024 * 1024
#: What a choice says of a topic: not decided, and none of the constructs.
NOT_DECIDED, NONE_OF_THEM = "", "-"


class SupportFileForm(forms.Form):
    """A file, what is in it, and whether it takes the place of another."""

    kind = forms.ChoiceField(
        label=gettext_lazy("What is in the file"), choices=SupportImport.Kind.choices
    )
    file = forms.FileField(
        label=gettext_lazy("CSV file"),
        widget=forms.FileInput(attrs={"accept": ".csv,text/csv"}),
        allow_empty_file=True,  # the service says what the first row should be
    )
    replace = forms.BooleanField(
        label=gettext_lazy("It takes the place of the file with the same content or name"),
        required=False,
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kwargs["label_suffix"] = ""
        super().__init__(*args, **kwargs)

    def clean_file(self) -> Any:
        """Bounded before it is read."""
        file = self.cleaned_data["file"]
        if file.size > settings.UPLOAD_MAX_BYTES:
            raise forms.ValidationError(
                _(
                    "%(name)s has %(size).1f MB; a file may have %(limit).1f MB here. For a larger "
                    "one: python manage.py import_support_requests PROGRAMME FILE"
                )
                % {
                    "name": file.name,
                    "size": file.size / _MEGABYTE,
                    "limit": settings.UPLOAD_MAX_BYTES / _MEGABYTE,
                }
            )
        return file


class TopicsForm(forms.Form):
    """For each topic the construct that it belongs to; a guess stands beside it, not in it."""

    def __init__(
        self, *args: Any, topics: Iterable[Topic], titles: Mapping[str, str], **kwargs: Any
    ) -> None:
        kwargs["label_suffix"] = ""
        super().__init__(*args, **kwargs)
        self.names: dict[str, str] = {}
        choices = [
            (NOT_DECIDED, _("not decided")),
            (NONE_OF_THEM, _("none of them")),
            *titles.items(),
        ]
        for topic in topics:
            # By its name: another file may bring further topics while the page is open.
            field = f"topic-{hashlib.sha256(topic.name.encode()).hexdigest()[:16]}"
            self.names[field] = topic.name
            self.fields[field] = forms.ChoiceField(
                label=topic.name,
                choices=choices,
                required=False,
                initial=_choice(topic),
                help_text=_about(topic, titles),
            )

    @property
    def places(self) -> dict[str, str | None]:
        """Where each topic belongs, as :func:`place_topics` takes it."""
        by_choice = {NOT_DECIDED: None, NONE_OF_THEM: ""}
        chosen = {self.names[field]: value for field, value in self.cleaned_data.items()}
        return {name: by_choice.get(value, value) for name, value in chosen.items()}


@require_http_methods(["GET", "HEAD", "POST"])
def programme_support_requests(request: HttpRequest, code: str) -> HttpResponse:
    """The files of a programme; POST imports one, as counts."""
    programme = programme_for(request, Role.ANALYST, code)
    form = SupportFileForm(request.POST or None, request.FILES or None)
    result: SupportImportResult | None = None
    if request.method == "POST" and form.is_valid():
        file = form.cleaned_data["file"]
        try:
            result = import_support_requests(
                programme=programme,
                data=file.read(),
                filename=file.name,
                kind=form.cleaned_data["kind"],
                replace=form.cleaned_data["replace"],
                actor=request.user.get_username(),
            )
        except ServiceError as error:
            form.add_error(None, str(error))
        else:
            if not result.problems:
                return _imported(request, programme, result)
    problems = result.problems if result else ()
    context = {
        **SECTION,
        "programme": programme,
        "form": form,
        "files": support_imports(programme),
        "problems": problems[:PROBLEMS_SHOWN],
        "more_problems": max(0, len(problems) - PROBLEMS_SHOWN),
    }
    bad = bool(form.errors or problems)
    return render(request, "support/requests.html", context, status=422 if bad else 200)


@require_http_methods(["GET", "HEAD", "POST"])
def support_topics(request: HttpRequest, code: str) -> HttpResponse:
    """To which construct each topic belongs; POST stores what was chosen."""
    programme = programme_for(request, Role.ANALYST, code)
    topics, titles = topics_of(programme), constructs_asked(programme)
    form = TopicsForm(request.POST or None, topics=topics, titles=titles)
    if request.method == "POST" and form.is_valid():
        try:
            number = place_topics(
                programme=programme, places=form.places, actor=request.user.get_username()
            )
        except ServiceError as error:
            form.add_error(None, str(error))
        else:
            said = ngettext("%(n)s topic is changed.", "%(n)s topics are changed.", number)
            messages.success(request, said % {"n": number})
            return redirect("support-topics", code)
    context = {**SECTION, "programme": programme, "form": form, "titles": titles}
    return render(request, "support/topics.html", context, status=422 if form.errors else 200)


@require_http_methods(["GET", "HEAD", "POST"])
def support_import_delete(request: HttpRequest, code: str, file: str) -> HttpResponse:
    """Asks before a file goes; POST deletes all that came of it."""
    found = support_import_for(request, code, file)
    if request.method == "POST":
        delete_support_import(support_import=found, actor=request.user.get_username())
        messages.success(request, _("“%(file)s” is deleted.") % {"file": found.filename})
        return redirect("programme-support-requests", code)
    context = {**SECTION, "programme": found.programme, "file": found}
    return render(request, "support/delete.html", context)


def _imported(
    request: HttpRequest, programme: Programme, result: SupportImportResult
) -> HttpResponse:
    said = ngettext("%(n)s row is counted.", "%(n)s rows are counted.", result.rows)
    messages.success(request, " ".join([said % {"n": result.rows}, *result.notes]))
    where = "support-topics" if result.undecided else "programme-support-requests"
    return redirect(where, programme.code)


def _choice(topic: Topic) -> str:
    if topic.construct is None:
        return NOT_DECIDED
    return topic.construct or NONE_OF_THEM


def _about(topic: Topic, titles: Mapping[str, str]) -> str:
    """How much there is of a topic, and a guess where nobody has decided."""
    parts = []
    if topic.requests:
        said = ngettext("%(n)s request", "%(n)s requests", topic.requests)
        parts.append(said % {"n": topic.requests})
    if topic.findings:
        said = ngettext("%(n)s finding", "%(n)s findings", topic.findings)
        parts.append(said % {"n": topic.findings})
    found = guess(topic.name, titles) if topic.construct is None else ""
    if found:
        parts.append(_("a guess by equal words: %(construct)s") % {"construct": titles[found]})
    return " · ".join(parts)
