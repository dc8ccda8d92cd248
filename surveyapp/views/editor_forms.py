"""The forms of the editor: one a change, filled from the draft, with what is wrong beside it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any, ClassVar

from django import forms
from django.core.validators import RegexValidator
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from analysis.instrument import Instrument, Item, Scale
from questionnaires.models import QuestionSetVersion
from questionnaires.queries.rewordings import PublishedItem, published_items
from questionnaires.services.draft_changes import (
    Change,
    Meaning,
    depending_on,
    item_of,
    place_of,
    section_of,
)
from questionnaires.services.draft_items import (
    AddItem,
    ChangeCode,
    ChangeText,
    MoveItem,
    RemoveItem,
)
from questionnaires.services.draft_measures import UseScale
from questionnaires.services.editing import (
    Edited,
    edit_version,
)
from surveyapp.editor_pages import scale_label, scales_to_choose, short


@dataclass(frozen=True)
class Desk:
    """The draft that is being edited."""

    version: QuestionSetVersion
    draft: Instrument

    @cached_property
    def published(self) -> dict[str, PublishedItem]:
        """What earlier versions asked."""
        return published_items(self.version)

    @cached_property
    def scales(self) -> dict[str, list[Scale]]:
        """The scales that can be chosen, by where they come from."""
        return scales_to_choose(self.version, self.draft)


def long_text(label: Any, longest: int, *, required: bool = False, rows: int = 2) -> Any:
    """A text that wraps."""
    return forms.CharField(
        label=label,
        max_length=longest,
        required=required,
        widget=forms.Textarea(attrs={"rows": rows}),
    )


class EditForm(forms.Form):
    """One change of a draft. Subclasses say of what, and make the change."""

    heading: ClassVar[Any]
    button: ClassVar[Any] = gettext_lazy("Save")
    #: The part of the page that the form stands in the place of, and where the reader goes back to.
    slot: ClassVar[str] = ""
    is_danger: ClassVar[bool] = False
    base = forms.CharField(widget=forms.HiddenInput, required=False, max_length=64)
    #: The page that it was opened on, which its reader goes back to.
    view = forms.CharField(widget=forms.HiddenInput, required=False, max_length=60)

    def __init__(
        self,
        data: Mapping[str, Any] | None = None,
        *,
        desk: Desk,
        target: str,
        asked: Mapping[str, Any] | None = None,
    ) -> None:
        self.desk, self.target, self.asked = desk, target, asked or {}
        base = str(self.asked.get("base") or desk.version.sha256)
        initial = {**(self.values(desk.draft) if data is None else {}), "base": base}
        initial["view"] = str(self.asked.get("view", ""))
        name = f"{type(self).__name__.removesuffix('Form').lower()}-{target}"
        super().__init__(data, initial=initial, label_suffix="", auto_id=f"{name}-%s")
        self.prepare()

    def values(self, draft: Instrument) -> dict[str, Any]:
        """The fields as this draft fills them; raises :class:`ChangeError` where it cannot."""
        return {}

    def prepare(self) -> None:
        """Fill menus and drop fields that do not apply."""

    def change(self) -> Change:
        """What was asked for."""
        raise NotImplementedError

    def save(self, actor: str) -> Edited:
        """Make the change."""
        return edit_version(
            version=self.desk.version,
            base_sha256=self.cleaned_data["base"],
            change=self.change(),
            actor=actor,
        )

    @property
    def lead(self) -> str:
        """What to know before answering."""
        return ""

    @property
    def afterwards(self) -> str:
        """What to know once it is made."""
        return ""

    @property
    def asks_again(self) -> str:
        """The words of a button that asks for other fields; empty where the form has one set."""
        return ""

    @property
    def anchor(self) -> str:
        """The id that the reader comes back to."""
        return self.slot.format(self.target)

    @property
    def shown_fields(self) -> Iterator[forms.BoundField]:
        """The fields without the hidden ones."""
        return (field for field in self if not field.is_hidden)

    def choose(self, name: str, choices: Iterable[Any]) -> None:
        """Fill a menu."""
        self.fields[name].choices = list(choices)  # type: ignore[attr-defined]

    def item(self) -> Item:
        """The item of an edit; a refusal where it is gone."""
        return item_of(self.desk.draft, self.target)


class TextForm(EditForm):
    """Text and help of a question."""

    heading = gettext_lazy("Question")
    slot = "text-{}"
    text = long_text(
        gettext_lazy("The question, or the statement to agree with"), 500, required=True
    )
    help = long_text(gettext_lazy("A sentence below it"), 500, rows=1)
    meaning = forms.ChoiceField(
        label=gettext_lazy("Does it still measure the same?"),
        required=False,
        widget=forms.RadioSelect,
        choices=[
            (Meaning.SAME.value, gettext_lazy("The same: the trend goes on")),
            (Meaning.NEW.value, gettext_lazy("Something new: the trend begins anew")),
        ],
    )

    def values(self, draft: Instrument) -> dict[str, Any]:
        """The texts, and what was said of them."""
        item = item_of(draft, self.target)
        asked = self.desk.published.get(self.target)
        said = ""
        if asked and item.written_text != asked.item.written_text:
            said = Meaning.NEW if item.wording > asked.item.wording else Meaning.SAME
        return {"text": item.written_text, "help": item.written_help, "meaning": said}

    def prepare(self) -> None:
        """Ask for the meaning only where there is a trend."""
        asked = self.desk.published.get(self.target)
        if asked is None:
            del self.fields["meaning"]
            return
        self.fields["text"].widget.attrs["data-published"] = asked.item.written_text
        self.fields["meaning"].help_text = _(
            "Version %(number)d asks: “%(text)s” To be said where the question reads otherwise."
        ) % {"number": asked.number, "text": asked.item.written_text}

    def change(self) -> Change:
        """The texts."""
        meaning = self.cleaned_data.get("meaning")
        return ChangeText(
            self.target,
            self.cleaned_data["text"],
            self.cleaned_data["help"],
            Meaning(meaning) if meaning else None,
        )


class CodeForm(EditForm):
    """The code of a question that was not published yet."""

    heading = gettext_lazy("Code")
    slot = "tags-{}"
    new = forms.CharField(
        label=gettext_lazy("Code"),
        max_length=60,
        validators=[
            RegexValidator(
                r"^[a-z][a-z0-9_]*$",
                gettext_lazy("Lower-case letters, digits and underscores; a letter first."),
            )
        ],
        help_text=gettext_lazy(
            "Rounds are compared by it. It is fixed once a version with it is published."
        ),
    )

    def values(self, draft: Instrument) -> dict[str, Any]:
        """The code."""
        return {"new": item_of(draft, self.target).code}

    def change(self) -> Change:
        """The new code."""
        return ChangeCode(self.target, self.cleaned_data["new"])

    @property
    def anchor(self) -> str:
        """The item under its new code."""
        new = self.cleaned_data.get("new") if self.is_bound and self.is_valid() else self.target
        return self.slot.format(new)


class ScaleChoice(EditForm):
    """A form with a menu of scales."""

    scale = forms.ChoiceField(label=gettext_lazy("Answers"))

    def prepare(self) -> None:
        """Every scale by its code and labels."""
        self.choose(
            "scale",
            [
                (group, [(f"{group}:{scale.code}", scale_label(scale)) for scale in scales])
                for group, scales in self.desk.scales.items()
            ],
        )

    def chosen(self) -> Scale:
        """The scale that was chosen."""
        group, _colon, code = self.cleaned_data["scale"].rpartition(":")
        return next(scale for scale in self.desk.scales[group] if scale.code == code)

    def name_of(self, scale: Scale) -> str:
        """The value of a scale in the menu."""
        for group, scales in self.desk.scales.items():
            if scale in scales:
                return f"{group}:{scale.code}"
        return ""


class AddItemForm(ScaleChoice):
    """A new question behind another one, or first in its section."""

    heading = gettext_lazy("New question")
    button = gettext_lazy("Add the question")
    slot = "add-item-{}"
    after = forms.CharField(widget=forms.HiddenInput, required=False, max_length=60)
    text = long_text(
        gettext_lazy("The question, or the statement to agree with"), 500, required=True
    )
    help = long_text(gettext_lazy("A sentence below it"), 500)
    field_order = ("text", "help", "scale")

    def values(self, draft: Instrument) -> dict[str, Any]:
        """Behind the last one unless told otherwise, with the scale of that one."""
        items = section_of(draft, self.target).items
        after = str(self.asked.get("after", items[-1] if items else ""))
        scale = self.name_of(draft.item(after).scale) if draft.has_item(after) else ""
        return {"after": after, "scale": scale}

    def change(self) -> Change:
        """The question."""
        data = self.cleaned_data
        return AddItem(
            self.target, data["text"], self.chosen(), after=data["after"], help=data["help"]
        )


class MoveForm(EditForm):
    """Another place for a question, in any section."""

    heading = gettext_lazy("Move the question")
    button = gettext_lazy("Move")
    slot = "tools-{}"
    place = forms.ChoiceField(label=gettext_lazy("Where to"))

    def values(self, draft: Instrument) -> dict[str, Any]:
        """Where it stands."""
        return {"place": ":".join(place_of(draft, self.target))}

    def prepare(self) -> None:
        """Every place, by section."""
        draft = self.desk.draft
        self.choose(
            "place",
            [
                (
                    section.title,
                    [
                        (f"{section.code}:", _("First in “%(title)s”") % {"title": section.title}),
                        *(
                            (f"{section.code}:{code}", self._behind(draft.item(code)))
                            for code in section.items
                            if code != self.target
                        ),
                    ],
                )
                for section in draft.sections
            ],
        )

    def _behind(self, item: Item) -> str:
        return _("After “%(text)s”") % {"text": short(item.text)}

    def change(self) -> Change:
        """The move."""
        section, _colon, after = self.cleaned_data["place"].partition(":")
        return MoveItem(self.target, section, after)


class RemoveForm(EditForm):
    """A question less."""

    heading = gettext_lazy("Remove the question")
    button = gettext_lazy("Remove")
    slot = "tools-{}"
    is_danger = True
    drops_conditions = forms.BooleanField(
        label=gettext_lazy("Ask everybody what depended on it"), required=False
    )

    @property
    def afterwards(self) -> str:
        """What becomes of the answers that rounds have."""
        asked = self.desk.published.get(self.target)
        if asked is None:
            return ""
        return _(
            "Version %(number)d asked it: rounds keep their answers, its trend ends there, and its "
            "code is not given again."
        ) % {"number": asked.number}

    def prepare(self) -> None:
        """Ask about conditions only where some rest on it."""
        if not depending_on(self.desk.draft, self.target):
            del self.fields["drops_conditions"]

    @property
    def lead(self) -> str:
        """What becomes of its answers, and what depends on it."""
        said = [self.afterwards]
        if dependants := depending_on(self.desk.draft, self.target):
            said.append(
                _("Shown only after some answers to this question: %(texts)s")
                % {"texts": "; ".join(f"“{item.text}”" for item in dependants)}
            )
        else:
            said.append(_("It can be brought back from the history."))
        return " ".join(filter(None, said))

    def change(self) -> Change:
        """The removal."""
        return RemoveItem(self.target, self.cleaned_data.get("drops_conditions", False))


class ScaleForm(ScaleChoice):
    """Other answers for a question, from the scales that are there."""

    heading = gettext_lazy("Answers")
    slot = "scale-{}"

    def prepare(self) -> None:
        """Every scale; a refusal where the question is gone."""
        self.item()
        super().prepare()

    def values(self, draft: Instrument) -> dict[str, Any]:
        """The scale that it has."""
        return {"scale": self.name_of(item_of(draft, self.target).scale)}

    @property
    def lead(self) -> str:
        """What another scale does to a trend."""
        if self.target in self.desk.published:
            return _("It was published. With other answers its trend begins anew.")
        return ""

    def change(self) -> Change:
        """The scale."""
        return UseScale(self.target, self.chosen())
