"""The forms of the editor for other languages: every text, beside the original."""

from __future__ import annotations

from functools import cached_property
from typing import Any

from django import forms
from django.conf.locale import LANG_INFO
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from analysis.instrument import Instrument
from analysis.translations import languages_of
from questionnaires.formats.question_set_drafts import texts_by_group, texts_to_translate
from questionnaires.queries.question_sets import outdated_translations
from questionnaires.services.draft_changes import Change, ChangeError
from questionnaires.services.draft_library import library_words
from questionnaires.services.draft_measures import Translate
from surveyapp.language_names import language_name
from surveyapp.translation_pages import title_of_group
from surveyapp.views.editor_forms import EditForm, long_text

LONGEST = 1000
#: The beginning of the name of a tick that says that an older translation is still right.
STILL_RIGHT = "right."


def language_choices() -> list[tuple[str, str]]:
    """Languages by code, under the name that their speakers read; by code in order."""
    named = sorted(code for code, info in LANG_INFO.items() if "name_local" in info)
    return [(code, language_name(code)) for code in named]


class LanguageForm(EditForm):
    """All texts in another language."""

    slot = "languages"
    #: The texts of one group alone; empty: all.
    group = ""

    @property
    def heading(self) -> str:
        """The language."""
        return _("Texts in %(language)s") % {"language": self.target}

    @property
    def lead(self) -> str:
        """When it can be published."""
        return _("A language is complete before it is published. Remove all texts to leave it out.")

    @cached_property
    def texts(self) -> dict[str, str]:
        """What to translate, by path."""
        return texts_to_translate(self.desk.draft)

    @property
    def language(self) -> str:
        """The language that is written."""
        return self.target

    def values(self, draft: Instrument) -> dict[str, Any]:
        """What is translated already."""
        return dict(draft.translations.get(self.target, {}))

    def prepare(self) -> None:
        """One field a text, in its language."""
        older = outdated_translations(self.desk.version).get(self.language, {})
        for path, text in self.texts.items():
            field = long_text(text, LONGEST, rows=1 + len(text) // 60)
            if self.language:
                field.widget.attrs["lang"] = self.language
            self.fields[path] = field
            if path in older:
                field.help_text = _("Translated when this read: “%(text)s”") % {"text": older[path]}
                still = forms.BooleanField(label=_("Still right as it is"), required=False)
                self.fields[f"{STILL_RIGHT}{path}"] = still

    def change(self) -> Change:
        """The texts, and those that are still right."""
        data = self.cleaned_data
        return Translate(
            self.language,
            {path: data[path] for path in self.texts},
            group=self.group,
            confirmed=frozenset(p for p in self.texts if data.get(f"{STILL_RIGHT}{p}")),
        )


class TextsForm(LanguageForm):
    """The texts of one section in another language: ``de--section-shipping``."""

    slot = "texts-{}"

    @property
    def heading(self) -> str:
        """The section, and the language."""
        title = title_of_group(self.desk.draft, self.group)
        return _("“%(title)s” in %(language)s") % {"title": title, "language": self.language}

    @property
    def language(self) -> str:
        """The language that is written."""
        return self.target.partition("--")[0]

    @property
    def group(self) -> str:  # type: ignore[override]
        """The texts that are written."""
        return self.target.partition("--")[2]

    @cached_property
    def texts(self) -> dict[str, str]:
        """What to translate, by path; a refusal where it is gone."""
        draft = self.desk.draft
        groups = texts_by_group(draft) if self.language in draft.translations else {}
        if self.group not in groups:
            raise ChangeError(_("These texts are not in this draft any more."))
        return groups[self.group]

    def values(self, draft: Instrument) -> dict[str, Any]:
        """What is translated already."""
        words = draft.translations.get(self.language, {})
        return {path: words.get(path, "") for path in self.texts}


class StartLanguageForm(LanguageForm):
    """A language that the draft does not have yet, with its first texts."""

    heading = gettext_lazy("Start a language")  # type: ignore[assignment]
    button = gettext_lazy("Start the language")
    new_language = forms.ChoiceField(label=gettext_lazy("Language"))

    @property
    def lead(self) -> str:
        """When it can be published."""
        return _(
            "Write as much as you have: the rest can follow. A language is complete before it is "
            "published. Questions of the library come with their words in English, German and "
            "Spanish."
        )

    @property
    def language(self) -> str:
        """The language that was chosen."""
        return str((self.data if self.is_bound else self.asked).get("new_language", ""))

    @property
    def asks_again(self) -> str:
        """For those without a script; with one, choosing a language asks."""
        return _("Fill in what the library says")

    def values(self, draft: Instrument) -> dict[str, Any]:
        """What was typed, and of the other texts what the library says in that language."""
        language = str(self.asked.get("new_language", ""))
        words = library_words(draft, language) if language else {}
        typed = {path: text for path in self.texts if (text := self.asked.get(path))}
        return {**words, **typed, "new_language": language}

    def prepare(self) -> None:
        """The languages that are not there, and every text."""
        super().prepare()
        there = languages_of(self.desk.draft)
        free = [choice for choice in language_choices() if choice[0] not in there]
        self.choose("new_language", [("", _("Choose one")), *free])

    def clean(self) -> dict[str, Any]:
        """A language is there once one of its texts is."""
        data = super().clean() or self.cleaned_data
        if "new_language" in data and not any(data.get(path) for path in self.texts):
            self.add_error(None, _("Write at least one text: without any there is no language."))
        return data
