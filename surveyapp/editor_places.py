"""The pages that a change of a draft is made from, and shown on once it is made."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from django.urls import reverse

from questionnaires.models import QuestionSetVersion
from surveyapp.editor_pages import manuscript_of
from surveyapp.translation_pages import side_by_side


@dataclass(frozen=True, slots=True)
class Place:
    """A page of a draft: its address, and the template of the part that a change replaces."""

    version: QuestionSetVersion
    address: str
    template: str
    language: str = ""
    only_open: bool = False

    def shown(self) -> Mapping[str, Any]:
        """What the template shows, of the draft as it is now."""
        if self.template == "overviews/translations.html":
            page = side_by_side(self.version, self.language, only_open=self.only_open)
            return {"page": page or side_by_side(self.version, only_open=self.only_open)}
        return {"manuscript": manuscript_of(self.version)}


def place_of(version: QuestionSetVersion, view: str) -> Place:
    """The page that a form was opened on: ``outline``, ``translations:de:open``, else the text."""
    at = [version.question_set.code, version.number]
    match view.split(":"):
        case ["outline"]:
            return Place(version, reverse("version-outline", args=at), "overviews/outline.html")
        case ["translations", language, *rest] if language in version.instrument.translations:
            address = reverse("version-language", args=[*at, language])
            query = f"?{urlencode({'only': 'open'})}" if rest else ""
            template = "overviews/translations.html"
            return Place(version, address + query, template, language, bool(rest))
        case ["translations", *_rest]:
            address = reverse("version-translations", args=at)
            return Place(version, address, "overviews/translations.html")
        case _:
            return Place(version, reverse("version-edit", args=at), "editor/document.html")
