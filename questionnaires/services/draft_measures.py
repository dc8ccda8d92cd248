"""What a draft measures with: scales, conditions, constructs, and the texts of other languages."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

from django.utils.translation import gettext as _

from analysis.instrument import Condition, Construct, Instrument, Item, Scale
from questionnaires.formats.question_set_parts import one_line
from questionnaires.services.draft_changes import (
    Change,
    ChangeError,
    Part,
    Published,
    depending_on,
    fitting_scale,
    item_of,
    listed,
    new_code,
    quoted,
    rebuilt,
    scales_of,
    settled_wording,
    with_about_among,
    with_item,
    with_topics_among,
)


@dataclass(frozen=True, slots=True)
class UseScale(Change):
    """Other answers to a question: a scale that is there, or a new one."""

    code: str
    scale: Scale

    def parts(self) -> tuple[Part, ...]:
        """The item."""
        return (("item", self.code),)

    def summary(self, draft: Instrument) -> str:
        """In words."""
        return _("Gave %(text)s the scale %(scale)s") % {
            "text": quoted(item_of(draft, self.code).text),
            "scale": self.scale.code,
        }

    def applied(self, draft: Instrument, published: Published) -> Instrument:
        """The draft with the scale, its wording raised where the answers are other ones."""
        old = item_of(draft, self.code)
        others = rebuilt(
            draft,
            sections=(
                replace(s, items=tuple(c for c in s.items if c != self.code))
                for s in draft.sections
            ),
        )
        item = replace(old, scale=fitting_scale(others, self.scale))
        return _checked(with_item(draft, settled_wording(item, published)), (item,))


@dataclass(frozen=True, slots=True)
class ChangeScale(Change):
    """Other options of a scale, for all questions that use it."""

    scale: Scale

    def parts(self) -> tuple[Part, ...]:
        """The scale."""
        return (("scale", self.scale.code),)

    def summary(self, draft: Instrument) -> str:
        """In words."""
        return _("Changed the scale %(scale)s") % {"scale": self.scale.code}

    def applied(self, draft: Instrument, published: Published) -> Instrument:
        """The draft with the scale's new options wherever it is used."""
        if self.scale.code not in scales_of(draft):
            raise ChangeError(
                _("No question uses the scale %(code)s any more.") % {"code": self.scale.code}
            )
        users = tuple(
            settled_wording(replace(item, scale=self.scale), published)
            for item in draft.items
            if item.scale.code == self.scale.code
        )
        changed = {item.code: item for item in users}
        items = (changed.get(item.code, item) for item in draft.items)
        return _checked(rebuilt(draft, items=tuple(items)), users)


def _checked(draft: Instrument, changed: tuple[Item, ...]) -> Instrument:
    """The draft, where every condition on a changed scale still names answers that it offers."""
    for item in changed:
        offered = {option.code for option in item.scale.options}
        for dependant in depending_on(draft, item.code):
            if dependant.show_if is not None and not dependant.show_if.answers <= offered:
                raise ChangeError(
                    _(
                        "%(later)s is shown only after answers to %(earlier)s that would not be "
                        "offered any more. Take that condition away first."
                    )
                    % {"later": quoted(dependant.text), "earlier": quoted(item.text)}
                )
    return draft


@dataclass(frozen=True, slots=True)
class SetCondition(Change):
    """Show a question only after some answers to an earlier one; none: to everybody."""

    code: str
    condition: Condition | None

    def parts(self) -> tuple[Part, ...]:
        """The item, and the one that the condition rests on."""
        asked = (("item", self.condition.item),) if self.condition else ()
        return ("item", self.code), *asked

    def summary(self, draft: Instrument) -> str:
        """In words."""
        text = {"text": quoted(item_of(draft, self.code).text)}
        if self.condition is None:
            return _("Showed %(text)s to everybody") % text
        return _("Gave %(text)s a condition") % text

    def applied(self, draft: Instrument, published: Published) -> Instrument:
        """The draft with the condition, which rests on an earlier item and on its options."""
        item = item_of(draft, self.code)
        if self.condition is not None:
            self._check(draft, self.condition)
        return with_item(draft, replace(item, show_if=self.condition))

    def _check(self, draft: Instrument, condition: Condition) -> None:
        asked = item_of(draft, condition.item)
        codes = [item.code for item in draft.items]
        if codes.index(asked.code) >= codes.index(self.code):
            raise ChangeError(
                _("%(text)s is asked only afterwards. Choose an earlier question.")
                % {"text": quoted(asked.text)},
                "item",
            )
        offered = {option.code for option in asked.scale.options}
        if not condition.answers or not condition.answers <= offered:
            raise ChangeError(
                _("Choose at least one answer that %(text)s offers.")
                % {"text": quoted(asked.text)},
                "answers",
            )


@dataclass(frozen=True, slots=True)
class AddConstruct(Change):
    """A new construct, which no question measures yet."""

    title: str

    def parts(self) -> tuple[Part, ...]:
        """Nothing that is there already."""
        return ()

    def summary(self, draft: Instrument) -> str:
        """In words."""
        return _("Added the construct %(title)s") % {"title": quoted(self.title)}

    def applied(self, draft: Instrument, published: Published) -> Instrument:
        """The draft with one construct more."""
        title = one_line(self.title)
        code = new_code(title, {c.code for c in draft.constructs}, "construct")
        return replace(draft, constructs=(*draft.constructs, Construct(code, title, ())))


@dataclass(frozen=True, slots=True)
class ChangeConstruct(Change):
    """Another title of a construct."""

    code: str
    title: str

    def parts(self) -> tuple[Part, ...]:
        """The construct."""
        return (("construct", self.code),)

    def summary(self, draft: Instrument) -> str:
        """In words."""
        return _("Changed the construct %(title)s") % {"title": quoted(self.title)}

    def applied(self, draft: Instrument, published: Published) -> Instrument:
        """The draft with the construct under its new title."""
        _check_construct(draft, self.code)
        title = one_line(self.title)
        constructs = (
            replace(c, title=title) if c.code == self.code else c for c in draft.constructs
        )
        return replace(draft, constructs=tuple(constructs))


@dataclass(frozen=True, slots=True)
class RemoveConstruct(Change):
    """A construct less, once no question measures it."""

    code: str

    def parts(self) -> tuple[Part, ...]:
        """The construct."""
        return (("construct", self.code),)

    def summary(self, draft: Instrument) -> str:
        """In words."""
        return _("Removed the construct %(code)s") % {"code": self.code}

    def applied(self, draft: Instrument, published: Published) -> Instrument:
        """The draft without it, nothing about it any more; refused while questions measure it."""
        _check_construct(draft, self.code)
        if users := draft.items_of(self.code):
            raise ChangeError(
                _("%(items)s: measured by it. Choose another construct for them first.")
                % {"items": listed(users)}
            )
        rest = tuple(c for c in draft.constructs if c.code != self.code)
        left = {construct.code for construct in rest}
        items = (
            replace(with_about_among(i, left), scale=with_topics_among(i.scale, left))
            for i in draft.items
        )
        return replace(draft, constructs=rest, items=tuple(items))


def _check_construct(draft: Instrument, code: str) -> None:
    if all(construct.code != code for construct in draft.constructs):
        raise ChangeError(_("The construct %(code)s is not there any more.") % {"code": code})


@dataclass(frozen=True, slots=True)
class Translate(Change):
    """The texts of another language by path; one that is empty is missing. No text: no language.

    With a ``group`` of :func:`texts_by_group` the texts are all of that group, and the others stay
    as they are. ``confirmed`` are the paths of translations that are still right although their
    text was reworded.
    """

    language: str
    texts: Mapping[str, str]
    group: str = ""
    confirmed: frozenset[str] = frozenset()

    def parts(self) -> tuple[Part, ...]:
        """All texts of the language, or those of the group."""
        if self.group:
            return (("texts", f"{self.language} {self.group}"),)
        return (("language", self.language),)

    def summary(self, draft: Instrument) -> str:
        """In words."""
        return _("Changed the texts in %(language)s") % {"language": self.language}

    def applied(self, draft: Instrument, published: Published) -> Instrument:
        """The draft with the texts of the language as given."""
        if self.language == draft.language:
            raise ChangeError(_("That is the language of the questions themselves."), "language")
        kept: dict[str, str] = {}
        if self.group:
            old = draft.translations.get(self.language, {})
            kept = {path: text for path, text in old.items() if path not in self.texts}
        texts = {path: one_line(text) for path, text in self.texts.items() if one_line(text)}
        others = {name: old for name, old in draft.translations.items() if name != self.language}
        texts = kept | texts
        return replace(draft, translations=others | ({self.language: texts} if texts else {}))
