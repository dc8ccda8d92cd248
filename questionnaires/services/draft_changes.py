"""What an author can change in a draft: each change is a value that makes one draft of another.

A change names the parts of the draft that it was made on, so that the changes of two people can be
joined where neither touched what the other did. The changes stand in ``draft_sections``,
``draft_items`` and ``draft_measures``; here is what they share.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import fields, replace
from enum import StrEnum
from typing import Final

from django.utils.text import slugify
from django.utils.translation import gettext as _

from analysis.instrument import (
    Instrument,
    Item,
    Scale,
    Section,
)
from analysis.piping import repeated_in
from questionnaires.formats.question_set_diff import is_measured_alike, reads_alike
from questionnaires.formats.question_set_drafts import texts_by_group
from questionnaires.queries.rewordings import PublishedItem
from questionnaires.services.errors import ServiceError

#: A part of a draft that one person edits at a time: its kind, and its code.
Part = tuple[str, str]
#: Items of earlier published versions by code: a draft goes on with their trends, or ends them.
Published = Mapping[str, PublishedItem]

_LONGEST_CODE: Final = 40
_QUOTED: Final = 60


class Meaning(StrEnum):
    """What the author says of an item that was published with another text."""

    SAME = "same"
    NEW = "new"


class ChangeError(ServiceError):
    """A change that cannot be made; ``field`` names the input that it is about, if any."""

    def __init__(self, message: str, field: str = "") -> None:
        super().__init__(message)
        self.field = field


class Change:
    """One edit of a draft."""

    def parts(self) -> tuple[Part, ...]:
        """What must be as the author saw it for the change to be made."""
        raise NotImplementedError

    def summary(self, draft: Instrument) -> str:
        """What it does to this draft, in words, for the history."""
        raise NotImplementedError

    def applied(self, draft: Instrument, published: Published) -> Instrument:
        """The changed draft; raises :class:`ChangeError` where that cannot be."""
        raise NotImplementedError


def part_of(draft: Instrument, part: Part) -> object:
    """A part as a value to compare; ``None`` where it is not there."""
    kind, code = part
    match kind:
        case "set":
            return draft.title, draft.description, draft.outcome
        case "item" if draft.has_item(code):
            item = draft.item(code)
            own = (getattr(item, field.name) for field in fields(item) if field.name != "scale")
            return *own, item.scale.code
        case "place" if draft.has_item(code):
            return place_of(draft, code)
        case "section":
            return next((_own_words(s) for s in draft.sections if s.code == code), None)
        case "sections":
            return tuple(section.code for section in draft.sections)
        case "contents":
            return next((s.items for s in draft.sections if s.code == code), None)
        case "scale":
            return scales_of(draft).get(code)
        case "construct":
            return next((c.title for c in draft.constructs if c.code == code), None)
        case "language":
            return draft.translations.get(code)
        case "texts":
            return _texts_of_group(draft, *code.split(" ", 1))
        case _:
            return None


def _texts_of_group(draft: Instrument, language: str, group: str) -> object:
    """What is translated of a group of texts."""
    words = draft.translations.get(language, {})
    paths = texts_by_group(draft).get(group, {})
    return {path: words[path] for path in paths if path in words}


def _own_words(section: Section) -> object:
    """What a section says itself, and how it orders its questions."""
    return section.title, section.intro, section.is_shuffled


# Reading a draft ----------------------------------------------------------------------------------


def item_of(draft: Instrument, code: str) -> Item:
    """The item, or a refusal that says that it is gone."""
    if not draft.has_item(code):
        raise ChangeError(
            _("The question %(code)s is not in this draft any more. The history brings it back.")
            % {"code": code}
        )
    return draft.item(code)


def section_of(draft: Instrument, code: str) -> Section:
    """The section, or a refusal that says that it is gone."""
    for section in draft.sections:
        if section.code == code:
            return section
    raise ChangeError(_("The section %(code)s is not in this draft any more.") % {"code": code})


def place_of(draft: Instrument, code: str) -> tuple[str, str]:
    """The section of an item and the item before it there; empty for the first."""
    for section in draft.sections:
        if code in section.items:
            at = section.items.index(code)
            return section.code, section.items[at - 1] if at else ""
    raise ChangeError(_("The question %(code)s stands in no section.") % {"code": code})


def scales_of(draft: Instrument) -> dict[str, Scale]:
    """The scales that the draft uses, by code, in order of their use."""
    return {item.scale.code: item.scale for item in draft.items}


def depending_on(draft: Instrument, code: str) -> tuple[Item, ...]:
    """The items that are shown only after some answer to this one."""
    return tuple(i for i in draft.items if i.show_if is not None and i.show_if.item == code)


def repeated_by(draft: Instrument, item: Item) -> frozenset[str]:
    """The codes of the items whose answers the texts of an item repeat, in any language."""
    paths = [f"items.{item.code}.{key}" for key in ("text", "help")]
    translated = (texts.get(path, "") for texts in draft.translations.values() for path in paths)
    return frozenset({*item.repeats, *repeated_in(*translated)})


def repeating(draft: Instrument, codes: Collection[str]) -> tuple[Item, ...]:
    """The items that repeat an answer to one of these and are none of them."""
    return tuple(i for i in draft.items if i.code not in codes and repeated_by(draft, i) & {*codes})


def keep_repeated(draft: Instrument, gone: Collection[str]) -> None:
    """Refuse to let go of questions whose answers others repeat."""
    if others := repeating(draft, gone):
        raise ChangeError(
            _(
                "%(items)s: repeats an answer that would not be asked for any more. Reword this "
                "first, in all languages."
            )
            % {"items": listed(others)}
        )


def keep_outcome(draft: Instrument, gone: Collection[str]) -> None:
    """Refuse to let go of the question that key drivers, or the hours lost, are told for."""
    if draft.time_lost in gone:
        raise ChangeError(
            _(
                "%(text)s asks for the hours that results add up. Choose another question for "
                "them, or none, beside the title of the set first."
            )
            % {"text": quoted(draft.item(draft.time_lost).text)}
        )
    if draft.outcome in gone:
        raise ChangeError(
            _(
                "%(text)s is what everything else is for: results tell what goes along with it. "
                "Choose another outcome, or none, beside the title of the set first."
            )
            % {"text": quoted(draft.item(draft.outcome).text)}
        )


def quoted(text: str) -> str:
    """A text in quotation marks, cut where it is long."""
    return f"“{text if len(text) <= _QUOTED else text[: _QUOTED - 1].rstrip() + '…'}”"


def listed(items: Iterable[Item]) -> str:
    """The texts of items in quotation marks, parted by commas."""
    return ", ".join(quoted(item.text) for item in items)


def new_code(text: str, taken: Collection[str], fallback: str) -> str:
    """A code made of the first words of a text that nothing else has.

    >>> new_code("Are you on call?", {"are_you_on_call"}, "item")
    'are_you_on_call_2'
    >>> new_code("Что мешает?", set(), "item")
    'item'
    """
    words = slugify(text).replace("-", "_").strip("_").lstrip("0123456789_")
    cut = words[:_LONGEST_CODE]
    if len(words) > _LONGEST_CODE and "_" in cut:
        cut = cut.rpartition("_")[0]
    stem, number = cut or fallback, 2
    code = stem
    while code in taken:
        code, number = f"{stem}_{number}", number + 1
    return code


# Writing a draft ----------------------------------------------------------------------------------


def rebuilt(
    draft: Instrument,
    *,
    sections: Iterable[Section] | None = None,
    items: Iterable[Item] | None = None,
) -> Instrument:
    """The draft with other sections or items: order and constructs follow from them."""
    placed = draft.sections if sections is None else tuple(sections)
    known = {construct.code for construct in draft.constructs}
    given = draft.items if items is None else items
    by_code = {item.code: with_about_among(item, known) for item in given}
    ordered = tuple(by_code[code] for section in placed for code in section.items)
    return replace(
        draft,
        sections=placed,
        items=ordered,
        constructs=tuple(
            replace(c, items=tuple(i.code for i in ordered if i.construct == c.code))
            for c in draft.constructs
        ),
    )


def with_item(draft: Instrument, item: Item) -> Instrument:
    """The draft with this item in place of the one with its code."""
    return rebuilt(draft, items=(item if i.code == item.code else i for i in draft.items))


def placed_item(draft: Instrument, code: str, section: str, after: str) -> tuple[Section, ...]:
    """The sections with the item in one of them, behind another item or first."""
    section_of(draft, section)
    found: list[Section] = []
    for old in draft.sections:
        items = [item for item in old.items if item != code]
        if old.code == section:
            if after and after not in items:
                raise ChangeError(
                    _("The question that it was to follow is not in this section any more.")
                )
            items.insert(items.index(after) + 1 if after else 0, code)
        found.append(replace(old, items=tuple(items)))
    return tuple(found)


def check_order(draft: Instrument) -> Instrument:
    """The same draft, where conditions and repeated answers are those of items asked before."""
    before: set[str] = set()
    for item in draft.items:
        condition = item.show_if
        if condition is not None and condition.item not in before:
            names = {"later": quoted(item.text), "earlier": quoted(draft.item(condition.item).text)}
            raise ChangeError(
                _(
                    "%(later)s is shown only after some answers to %(earlier)s, which would then "
                    "be asked after it. Move both, or take the condition away first."
                )
                % names
            )
        for code in sorted(repeated_by(draft, item) - before):
            raise ChangeError(
                _(
                    "%(later)s repeats the answer to %(earlier)s, which would then be asked after "
                    "it. Move both, or reword it first."
                )
                % {"later": quoted(item.text), "earlier": quoted(item_of(draft, code).text)}
            )
        before.add(item.code)
    return draft


def settled_wording(item: Item, published: Published) -> Item:
    """The item with the wording that its answers ask for.

    Other answers are never the same measure: the wording is raised above the published one. An
    item that reads as it was published has the wording it was published with.
    """
    if (asked := published.get(item.code)) is None:
        return item
    if reads_alike(asked.item, item):
        return replace(item, wording=asked.item.wording)
    if not is_measured_alike(asked.item, item):
        return replace(item, wording=max(item.wording, asked.item.wording + 1))
    return item


def with_topics_among(scale: Scale, constructs: Collection[str]) -> Scale:
    """The scale, whose options are about these constructs or about none."""
    if all(option.construct is None or option.construct in constructs for option in scale.options):
        return scale
    options = (
        option if option.construct in constructs else replace(option, construct=None)
        for option in scale.options
    )
    return replace(scale, options=tuple(options))


def with_about_among(item: Item, constructs: Collection[str]) -> Item:
    """The item, whose words are about one of these constructs, or about none."""
    if item.about is None or (item.takes_words and item.about in constructs):
        return item
    return replace(item, about=None)


def fitting_scale(draft: Instrument, scale: Scale) -> Scale:
    """The scale, under a code of its own where the draft uses its code for other answers.

    What its options are about stays where the draft has that construct.
    """
    scale = with_topics_among(scale, {construct.code for construct in draft.constructs})
    used = scales_of(draft)
    if used.get(scale.code, scale) == scale:
        return scale
    for known in used.values():
        if replace(known, code=scale.code) == scale and known.code.startswith(scale.code):
            return known
    return replace(scale, code=new_code(scale.code, used.keys(), "scale"))
