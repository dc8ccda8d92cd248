"""The library of questions as its pages show it: what was looked for, and what was found."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from itertools import groupby
from typing import Any

from django import forms
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _

from analysis.instrument import Instrument
from questionnaires.formats.item_bank import FRAMEWORKS, BankItem, ItemBank
from questionnaires.formats.item_bank_search import Found, Wanted, search_bank, under_headings
from questionnaires.formats.item_bank_yaml import item_bank
from questionnaires.services.draft_library import codes_in
from surveyapp.editor_pages import scale_label
from surveyapp.question_set_pages import Tag, entry_of
from surveyapp.tag_names import tag_name

#: The frameworks that tag items, as their authors write them.
TAGGED = {"space": "SPACE", "devex": "DevEx", "dora": "DORA"}


@dataclass(frozen=True, slots=True)
class Pick:
    """A question of the library: what is read of it, and whether the draft has it.

    ``added_as`` is its text in the language of the draft, where that is another one.
    """

    code: str
    text: str
    help: str
    scale: str
    tags: tuple[Tag, ...]
    source: str
    low: str
    is_in_draft: bool
    is_chosen: bool
    added_as: str


@dataclass(frozen=True, slots=True)
class Group:
    """Questions that measure one construct, or belong to one theme and measure none."""

    code: str
    title: str
    picks: tuple[Pick, ...]
    is_open: bool


@dataclass(frozen=True, slots=True)
class Shelf:
    """The groups of one theme."""

    title: str
    groups: tuple[Group, ...]


@dataclass(frozen=True, slots=True)
class Library:
    """All that ``library/page.html`` shows."""

    form: SearchForm
    shelves: tuple[Shelf, ...]
    found: int
    total: int
    is_searched: bool


class SearchForm(forms.Form):
    """What is looked for; what cannot be read is not looked for."""

    q = forms.CharField(
        label=gettext_lazy("Words"),
        required=False,
        max_length=100,
        widget=forms.TextInput(attrs={"type": "search", "autocomplete": "off"}),
    )
    construct = forms.ChoiceField(label=gettext_lazy("Construct"), required=False)
    framework = forms.ChoiceField(
        label=gettext_lazy("Framework that its source names"), required=False
    )
    dimension = forms.ChoiceField(label=gettext_lazy("Dimension or capability"), required=False)
    missing = forms.BooleanField(
        label=gettext_lazy("Only what this draft has not yet"), required=False
    )

    def __init__(self, data: Mapping[str, Any], *, bank: ItemBank, has_draft: bool) -> None:
        super().__init__(data, label_suffix="")
        language = get_language() or "en"
        titles = {
            one.heading: one.in_language(language).constructs[0].title
            for one in bank
            if one.item.construct
        }
        self._choose("construct", sorted(titles.items(), key=lambda pair: pair[1].casefold()))
        self._choose("framework", [(name, name) for name in FRAMEWORKS])
        self._choose("dimension", _dimensions(bank))
        if not has_draft:
            del self.fields["missing"]

    def _choose(self, name: str, choices: list[Any]) -> None:
        self.fields[name].choices = [("", _("Any")), *choices]  # type: ignore[attr-defined]

    def wanted(self, there: frozenset[str]) -> Wanted:
        """What is looked for, with the codes that the draft has."""
        self.is_valid()
        given = self.cleaned_data
        return Wanted(
            words=given.get("q", ""),
            framework=given.get("framework", ""),
            dimension=given.get("dimension", ""),
            construct=given.get("construct", ""),
            without=there if given.get("missing") else frozenset(),
        )


def _dimensions(bank: ItemBank) -> list[Any]:
    """The tags that items have, by framework."""
    found: dict[str, dict[str, str]] = {framework: {} for framework in TAGGED}
    for one in bank:
        for framework, value in one.dimensions:
            found[framework][f"{framework}:{value}"] = tag_name(value)
    return [
        (TAGGED[framework], sorted(values.items(), key=lambda pair: pair[1]))
        for framework, values in found.items()
    ]


@dataclass(frozen=True, slots=True)
class Reader:
    """Who reads the library: in which language, and for which draft, if for one."""

    language: str
    draft: Instrument | None
    there: frozenset[str]
    chosen: frozenset[str]

    def group(self, found: Found, *, is_open: bool) -> Group:
        """A heading with its questions."""
        picks = tuple(self.pick(one) for one in found.items)
        return Group(found.code, found.title(self.language), picks, is_open)

    def pick(self, one: BankItem) -> Pick:
        """A question in the reader's language."""
        alone = one.in_language(self.language)
        item = alone.items[0]
        entry = entry_of(replace(item, show_if=None), alone)
        added = one.in_language(self.draft.language).items[0].text if self.draft else item.text
        return Pick(
            code=one.code,
            text=item.text,
            help=item.help,
            scale=entry.kind if item.scale.is_number else scale_label(item.scale),
            tags=tuple(tag for tag in entry.tags if tag.name != _("Construct")),
            source=item.source,
            low=one.low_in(self.language),
            is_in_draft=one.code in self.there,
            is_chosen=one.code in self.chosen,
            added_as=added if added != item.text else "",
        )


def library_of(
    asked: Mapping[str, Any],
    *,
    draft: Instrument | None = None,
    chosen: frozenset[str] = frozenset(),
) -> Library:
    """The library as somebody looks for something in it, perhaps for a draft.

    What was ``chosen`` stays in sight, whatever is looked for.
    """
    bank, language = item_bank(), get_language() or "en"
    reader = Reader(language, draft, codes_in(draft) if draft else frozenset(), chosen)
    form = SearchForm(asked, bank=bank, has_draft=draft is not None)
    wanted = form.wanted(reader.there)
    found = search_bank(bank, wanted, language)
    is_open = wanted != Wanted()
    if chosen:
        shown = {one.code for group in found for one in group.items}
        found = under_headings(one for one in bank if one.code in shown | chosen)
    shelves = tuple(
        Shelf(
            theme.title(language),
            tuple(
                reader.group(one, is_open=is_open or any(i.code in chosen for i in one.items))
                for one in groups
            ),
        )
        for theme, groups in groupby(found, key=lambda group: group.theme)
    )
    n = sum(len(group.items) for group in found)
    return Library(form, shelves, n, len(bank), is_open)
