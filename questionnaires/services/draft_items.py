"""Questions of a draft: added, reworded, tagged, moved, removed, brought back."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, fields, replace
from typing import Any

from django.utils.translation import gettext as _

from analysis.instrument import (
    PIPED_KINDS,
    Instrument,
    Item,
    Scale,
    instrument_as_json,
    instrument_from_json,
)
from analysis.piping import plain_text, with_renamed
from questionnaires.formats.question_set_parts import one_line
from questionnaires.services.draft_changes import (
    Change,
    ChangeError,
    Meaning,
    Part,
    Published,
    check_order,
    depending_on,
    fitting_scale,
    item_of,
    keep_outcome,
    keep_repeated,
    listed,
    new_code,
    place_of,
    placed_item,
    quoted,
    rebuilt,
    repeated_by,
    section_of,
    settled_wording,
    with_item,
)


@dataclass(frozen=True, slots=True)
class AddItem(Change):
    """A new question in a section, behind another one there (empty: first)."""

    section: str
    text: str
    scale: Scale
    after: str = ""
    help: str = ""
    code: str = ""

    def parts(self) -> tuple[Part, ...]:
        """Nothing that is there already."""
        return ()

    def summary(self, draft: Instrument) -> str:
        """In words."""
        return _("Added %(text)s") % {"text": quoted(plain_text(self.text))}

    def applied(self, draft: Instrument, published: Published) -> Instrument:
        """The draft with one item more, under a code that no version used."""
        text = one_line(self.text)
        taken = {item.code for item in draft.items} | published.keys()
        code = self.code or new_code(plain_text(text), taken, "question")
        if code in taken:
            raise ChangeError(_taken(code, draft, published), "code")
        item = Item(code, "", fitting_scale(draft, self.scale))
        item = item.worded(text, one_line(self.help))
        after = self.after if self.after in section_of(draft, self.section).items else ""
        if self.after and not after:  # the one before it went meanwhile: the end is near enough
            after = (section_of(draft, self.section).items or ("",))[-1]
        return rebuilt(
            draft,
            sections=placed_item(draft, code, self.section, after),
            items=(*draft.items, item),
        )


def _taken(code: str, draft: Instrument, published: Published) -> str:
    if draft.has_item(code):
        return _("The code %(code)s is the one of %(text)s. Write another.") % {
            "code": code,
            "text": quoted(draft.item(code).text),
        }
    asked = published[code]
    return _(
        "Version %(number)d asked %(text)s under the code %(code)s. Rounds are compared by code: "
        "write another for another question."
    ) % {"number": asked.number, "text": quoted(asked.item.text), "code": code}


@dataclass(frozen=True, slots=True)
class ChangeText(Change):
    """Another text or help of a question; of a published one with what that means."""

    code: str
    text: str
    help: str = ""
    meaning: Meaning | None = None

    def parts(self) -> tuple[Part, ...]:
        """The item."""
        return (("item", self.code),)

    def summary(self, draft: Instrument) -> str:
        """In words."""
        return _("Reworded %(text)s") % {"text": quoted(plain_text(self.text))}

    def applied(self, draft: Instrument, published: Published) -> Instrument:
        """The draft with the new text, its wording kept or raised."""
        old = item_of(draft, self.code)
        item = old.worded(one_line(self.text), one_line(self.help))
        asked = published.get(self.code)
        if asked is not None and item.written_text != asked.item.written_text:
            if self.meaning is None and item.written_text != old.written_text:
                raise ChangeError(
                    _("Version %(number)d asked %(text)s. Say whether it still measures the same.")
                    % {"number": asked.number, "text": quoted(asked.item.written_text)},
                    "meaning",
                )
            if self.meaning is Meaning.SAME:
                item = replace(item, wording=asked.item.wording)
            elif self.meaning is Meaning.NEW:
                item = replace(item, wording=max(old.wording, asked.item.wording + 1))
        return with_item(draft, settled_wording(item, published))


@dataclass(frozen=True, slots=True)
class ChangeItem(Change):
    """Other properties of a question: how it is asked, and what it measures."""

    code: str
    required: bool
    allows_na: bool
    reverse: bool
    attribute: bool
    construct: str | None = None
    space: str | None = None
    devex: str | None = None
    dora: str | None = None
    source: str = ""
    about: str | None = None

    def parts(self) -> tuple[Part, ...]:
        """The item."""
        return (("item", self.code),)

    def summary(self, draft: Instrument) -> str:
        """In words."""
        text = item_of(draft, self.code).text
        return _("Changed the properties of %(text)s") % {"text": quoted(text)}

    def applied(self, draft: Instrument, published: Published) -> Instrument:
        """The draft with the item's new properties."""
        values: dict[str, Any] = {
            field.name: getattr(self, field.name) for field in fields(self) if field.name != "code"
        }
        constructs = {construct.code for construct in draft.constructs}
        for name in ("construct", "about"):
            if values[name] and values[name] not in constructs:
                raise ChangeError(_("That construct is not there any more."), name)
        values["source"] = one_line(self.source)
        item = replace(item_of(draft, self.code), **values)
        return with_item(draft, settled_wording(item, published))


@dataclass(frozen=True, slots=True)
class ChangeCode(Change):
    """Another code of a question that no published version asks."""

    code: str
    new: str

    def parts(self) -> tuple[Part, ...]:
        """The item."""
        return (("item", self.code),)

    def summary(self, draft: Instrument) -> str:
        """In words."""
        return _("Named %(old)s %(new)s") % {"old": self.code, "new": self.new}

    def applied(self, draft: Instrument, published: Published) -> Instrument:
        """The draft with the new code wherever the old one stood."""
        item_of(draft, self.code)
        if self.code in published:
            raise ChangeError(
                _(
                    "Version %(number)d was published with this code, which rounds are compared "
                    "by: it stays. A question that asks something else is a new one."
                )
                % {"number": published[self.code].number},
                "new",
            )
        if self.new == self.code:
            return draft
        if draft.has_item(self.new) or self.new in published:
            raise ChangeError(_taken(self.new, draft, published), "new")
        return self._renamed(draft)

    def _renamed(self, draft: Instrument) -> Instrument:
        def name(code: str) -> str:
            return self.new if code == self.code else code

        def reword(text: str) -> str:
            return with_renamed(text, self.code, self.new)

        items = (
            replace(
                item,
                code=name(item.code),
                show_if=item.show_if and replace(item.show_if, item=name(item.show_if.item)),
                piped_text=reword(item.piped_text),
                piped_help=reword(item.piped_help),
            )
            for item in draft.items
        )
        sections = (replace(s, items=tuple(map(name, s.items))) for s in draft.sections)
        old, new = f"items.{self.code}.", f"items.{self.new}."
        translations = {
            language: {
                new + path.removeprefix(old) if path.startswith(old) else path: reword(text)
                if path.startswith("items.")
                else text
                for path, text in texts.items()
            }
            for language, texts in draft.translations.items()
        }
        named = replace(
            draft,
            translations=translations,
            outcome=name(draft.outcome),
            time_lost=name(draft.time_lost),
        )
        return rebuilt(named, sections=tuple(sections), items=tuple(items))


@dataclass(frozen=True, slots=True)
class MoveItem(Change):
    """A question to another place: into a section, behind another question (empty: first)."""

    code: str
    section: str
    after: str = ""

    def parts(self) -> tuple[Part, ...]:
        """Where it stands."""
        return (("place", self.code),)

    def summary(self, draft: Instrument) -> str:
        """In words."""
        return _("Moved %(text)s") % {"text": quoted(item_of(draft, self.code).text)}

    def applied(self, draft: Instrument, published: Published) -> Instrument:
        """The draft in its new order; refused where a condition would come before its question."""
        item_of(draft, self.code)
        if self.after == self.code:
            return draft
        sections = placed_item(draft, self.code, self.section, self.after)
        return check_order(rebuilt(draft, sections=sections))


@dataclass(frozen=True, slots=True)
class RemoveItem(Change):
    """A question less; ``drops_conditions`` shows to everybody what depended on it."""

    code: str
    drops_conditions: bool = False

    def parts(self) -> tuple[Part, ...]:
        """The item."""
        return (("item", self.code),)

    def summary(self, draft: Instrument) -> str:
        """In words."""
        return _("Removed %(text)s") % {"text": quoted(item_of(draft, self.code).text)}

    def applied(self, draft: Instrument, published: Published) -> Instrument:
        """The draft without it; refused while it is the outcome, or others rest on it."""
        item_of(draft, self.code)
        keep_outcome(draft, (self.code,))
        keep_repeated(draft, (self.code,))
        dependants = depending_on(draft, self.code)
        if dependants and not self.drops_conditions:
            raise ChangeError(
                _("%(items)s: shown only after some answers to this one. Say what becomes of it.")
                % {"items": listed(dependants)},
                "drops_conditions",
            )
        freed = (replace(i, show_if=None) if i in dependants else i for i in draft.items)
        sections = (
            replace(s, items=tuple(code for code in s.items if code != self.code))
            for s in draft.sections
        )
        return rebuilt(draft, sections=tuple(sections), items=tuple(freed))


@dataclass(frozen=True, slots=True)
class BringBack(Change):
    """A question that was removed, where it stood, as far as that is still there."""

    kept: Mapping[str, Any]

    def parts(self) -> tuple[Part, ...]:
        """Nothing that is there already."""
        return ()

    def summary(self, draft: Instrument) -> str:
        """In words."""
        return _("Brought back %(text)s") % {"text": quoted(self._instrument().items[0].text)}

    def applied(self, draft: Instrument, published: Published) -> Instrument:
        """The draft with the question, without a condition that cannot be met any more.

        Where an answer that it repeats is not asked for before it, plain words stand there.
        """
        before = self._instrument()
        item, home = before.items[0], before.sections[0]
        if draft.has_item(item.code):
            raise ChangeError(_("%(text)s is in the draft.") % {"text": quoted(item.text)})
        if home.code not in {section.code for section in draft.sections}:
            draft = replace(draft, sections=(*draft.sections, replace(home, items=())))
        after, here = str(self.kept.get("after", "")), section_of(draft, home.code).items
        sections = placed_item(draft, item.code, home.code, after if after in here else "")
        if item.construct and all(c.code != item.construct for c in draft.constructs):
            draft = replace(draft, constructs=(*draft.constructs, *before.constructs))
        item = replace(item, scale=fitting_scale(draft, item.scale))
        draft = rebuilt(draft, sections=sections, items=(*draft.items, item))
        draft = replace(draft, translations=_joined(draft, before, item.code))
        if not _can_repeat(draft, item):
            draft = _without_repeats(draft, item)
        item = draft.item(item.code)
        return draft if can_be_met(draft, item) else with_item(draft, replace(item, show_if=None))

    def _instrument(self) -> Instrument:
        return instrument_from_json(self.kept["content"])


def can_be_met(draft: Instrument, item: Item) -> bool:
    """Whether the condition of an item rests on answers to an item that is asked before it."""
    condition, codes = item.show_if, [i.code for i in draft.items]
    if condition is None:
        return True
    if condition.item not in codes[: codes.index(item.code)]:
        return False
    return condition.answers <= {o.code for o in draft.item(condition.item).scale.options}


def _can_repeat(draft: Instrument, item: Item) -> bool:
    """Whether all that an item repeats is answered before it, with one choice."""
    codes = [i.code for i in draft.items]
    before = draft.items[: codes.index(item.code)]
    able = {i.code for i in before if i.scale.kind in PIPED_KINDS and not i.attribute}
    return repeated_by(draft, item) <= able


def _without_repeats(draft: Instrument, item: Item) -> Instrument:
    """The draft where the item repeats no answer, in any language."""
    own = f"items.{item.code}."
    translations = {
        language: {
            path: plain_text(text) if path.startswith(own) else text for path, text in texts.items()
        }
        for language, texts in draft.translations.items()
    }
    plain = item.worded(item.text, item.help)
    return with_item(replace(draft, translations=translations), plain)


def _joined(draft: Instrument, before: Instrument, code: str) -> dict[str, dict[str, str]]:
    """The translations of the draft, with those of one item added."""
    prefix = f"items.{code}."
    return {
        language: {
            **texts,
            **{
                path: text
                for path, text in before.translations.get(language, {}).items()
                if path.startswith(prefix)
            },
        }
        for language, texts in draft.translations.items()
    }


def kept_items(before: Instrument, codes: Iterable[str]) -> list[dict[str, Any]]:
    """What :class:`BringBack` needs to bring back each of these items, as plain data."""
    found: list[dict[str, Any]] = []
    for code in codes:
        item, (home, after) = before.item(code), place_of(before, code)
        alone = rebuilt(
            replace(
                before,
                outcome="",
                time_lost="",
                constructs=tuple(c for c in before.constructs if c.code == item.construct),
                translations={
                    language: {p: t for p, t in texts.items() if p.startswith(f"items.{code}.")}
                    for language, texts in before.translations.items()
                },
            ),
            sections=(replace(section_of(before, home), items=(code,)),),
        )
        found.append({"content": instrument_as_json(alone), "after": after})
    return found
