"""Questions of the bank taken into a draft, with what they measure and their translations."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from analysis.instrument import Instrument, Item, Scale, Section
from questionnaires.formats.item_bank import BankItem
from questionnaires.formats.item_bank_yaml import item_bank
from questionnaires.formats.question_set_diff import is_measured_alike
from questionnaires.formats.question_set_drafts import texts_to_translate
from questionnaires.services.draft_changes import (
    Change,
    ChangeError,
    Part,
    Published,
    fitting_scale,
    new_code,
    placed_item,
    rebuilt,
    scales_of,
    section_of,
    settled_wording,
    with_item,
)
from questionnaires.services.draft_items import can_be_met

#: What stands for the whole, and the hours that are added up, wherever the bank is asked for them.
_OUTCOME, _TIME_LOST = "recommend", "time_lost"


def begun_from_library(
    *, code: str, title: str, language: str, chosen: Iterable[str]
) -> Instrument:
    """A question set of these questions of the bank, those of each theme in a section of its own.

    Sections are named after themes and not after constructs: respondents read them, and “Freedom
    from burnout” above a question would answer it. Raises :class:`ChangeError` for no question.
    """
    items = item_bank().chosen(chosen)
    themes = {one.theme.code: one.theme for one in items}
    sections = tuple(Section(theme.code, theme.title(language), ()) for theme in themes.values())
    draft = Instrument(code, title, sections, (), language=language)
    if not items:
        raise ChangeError(_("Choose at least one question."))
    for theme in themes:
        codes = tuple(one.code for one in items if one.theme.code == theme)
        draft = AddFromLibrary(codes, theme).applied(draft, {})
    return replace(
        draft,
        outcome=_OUTCOME if draft.has_item(_OUTCOME) else "",
        time_lost=_TIME_LOST if draft.has_item(_TIME_LOST) else "",
    )


@dataclass(frozen=True, slots=True)
class AddFromLibrary(Change):
    """Questions of the bank at the end of a section; without one, of sections named after what they
    measure, which are made where they are missing."""

    codes: tuple[str, ...]
    section: str = ""

    def parts(self) -> tuple[Part, ...]:
        """Nothing that is there already."""
        return ()

    def summary(self, draft: Instrument) -> str:
        """In words."""
        n = len(self._missing(draft))
        return ngettext(
            "Added %(n)d question from the library", "Added %(n)d questions from the library", n
        ) % {"n": n}

    def applied(self, draft: Instrument, published: Published) -> Instrument:
        """The draft with those of the questions that it has not, in the order of the bank."""
        if not self.codes:
            raise ChangeError(_("Choose at least one question."))
        bank = item_bank()
        for code in self.codes:
            if bank.get(code) is None:
                raise ChangeError(_("The library has no question %(code)s.") % {"code": code})
        missing = self._missing(draft)
        if not missing:
            raise ChangeError(_("The draft has all of these already."))
        if self.section:
            section_of(draft, self.section)
        for one in missing:
            draft = _with(draft, one, self.section, published)
        return draft

    def _missing(self, draft: Instrument) -> tuple[BankItem, ...]:
        there = codes_in(draft)
        return tuple(one for one in item_bank().chosen(self.codes) if one.code not in there)


def codes_in(draft: Instrument) -> frozenset[str]:
    """The codes of the questions of the bank that a draft has: under their code, or in their
    words."""
    codes = {item.code for item in draft.items}
    texts = {item.text for item in draft.items}
    return frozenset(
        one.code
        for one in item_bank()
        if one.code in codes or one.in_language(draft.language).items[0].text in texts
    )


def library_words(draft: Instrument, language: str) -> dict[str, str]:
    """What the bank says in another language of the texts that the draft has from it, by path.

    Only of texts that read as the bank has them: what an author reworded is theirs to translate.
    """
    known = texts_to_translate(draft)
    found: dict[str, str] = {}
    for one in item_bank():
        if draft.has_item(one.code) and one.speaks(language) and one.speaks(draft.language):
            here, there = one.texts(draft.language), one.texts(language)
            same = (path for path in here if known.get(path) == here[path])
            found |= {path: there[path] for path in same if path in there}
    return found


def _with(draft: Instrument, one: BankItem, section: str, published: Published) -> Instrument:
    """The draft with one question of the bank, in the language of the draft."""
    alone = one.in_language(draft.language)
    (item,), (heading,) = alone.items, alone.sections
    came = [f"items.{item.code}."]  # beginnings of the paths of the texts that come with it
    if item.construct and all(known.code != item.construct for known in draft.constructs):
        draft = replace(draft, constructs=(*draft.constructs, *alone.constructs))
        came.append(f"constructs.{item.construct}.")
    if not section and all(known.code != heading.code for known in draft.sections):
        draft = replace(draft, sections=(*draft.sections, replace(heading, items=())))
        came.append(f"sections.{heading.code}.")
    scale = _scale_for(draft, item)
    if scale.code not in scales_of(draft):
        came.append(f"scales.{item.scale.code}.")
    code = _free_code(item, draft, published)
    names = {f"items.{item.code}.": f"items.{code}."}
    names[f"scales.{item.scale.code}."] = f"scales.{scale.code}."
    draft = replace(draft, translations=_translations(draft, one, came, names))
    item = settled_wording(replace(item, code=code, scale=scale), published)
    return _placed(draft, item, section or heading.code)


def _placed(draft: Instrument, item: Item, section: str) -> Instrument:
    """The draft with the item at the end of a section, its condition where that can be met."""
    after = (section_of(draft, section).items or ("",))[-1]
    sections = placed_item(draft, item.code, section, after)
    draft = rebuilt(draft, sections=sections, items=(*draft.items, item))
    return draft if can_be_met(draft, item) else with_item(draft, replace(item, show_if=None))


def _scale_for(draft: Instrument, item: Item) -> Scale:
    """The scale of the draft that has the same name and the same answers, in whatever words; else
    the one of the bank, under a name that is free."""
    known = scales_of(draft).get(item.scale.code)
    if known is not None and is_measured_alike(replace(item, scale=known), item):
        return known
    return fitting_scale(draft, item.scale)


def _free_code(item: Item, draft: Instrument, published: Published) -> str:
    """The code of the bank, unless a version asked something else under it."""
    asked = published.get(item.code)
    if asked is None or asked.item.text == item.text:
        return item.code
    return new_code(item.code, {*published, *(one.code for one in draft.items)}, "question")


def _translations(
    draft: Instrument, one: BankItem, came: Iterable[str], names: Mapping[str, str]
) -> dict[str, dict[str, str]]:
    """The translations of the draft, with the texts that came in each of its languages."""
    found: dict[str, dict[str, str]] = {}
    for language, texts in draft.translations.items():
        words = one.texts(language) if one.speaks(language) else {}
        new = {path: text for path, text in words.items() if path.startswith(tuple(came))}
        found[language] = {**texts, **{_renamed(path, names): text for path, text in new.items()}}
    return found


def _renamed(path: str, names: Mapping[str, str]) -> str:
    """A path under the codes that the draft has for what it names."""
    for old, new in names.items():
        if path.startswith(old):
            return new + path.removeprefix(old)
    return path
