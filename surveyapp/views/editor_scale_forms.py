"""The form of the editor for a scale that is there, changed for all questions that use it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from analysis.instrument import Instrument, Option, Scale, ScaleKind
from questionnaires.formats.question_set_parts import one_line
from questionnaires.services.draft_changes import Change, ChangeError, new_code, scales_of
from questionnaires.services.draft_measures import ChangeScale
from surveyapp.views.editor_forms import EditForm
from surveyapp.views.editor_new_scale_forms import (
    FIELDS,
    LONGEST_LABEL,
    lines_of,
    most_field,
    most_of,
    unipolar_field,
)
from surveyapp.views.editor_number_fields import (
    number_fields,
    number_problems,
    number_values,
    scale_of_numbers,
)

GOOD, BAD = "good", "bad"
#: The parts of the row of an option.
PARTS = ("label", "place", "value", "side", "say", "exclusive", "topic")
MARKS = ("say", "exclusive")
#: Kinds of which an option can be about a construct.
WITH_TOPICS = (ScaleKind.SINGLE, ScaleKind.MULTIPLE, ScaleKind.RANKING)


class OptionsForm(EditForm):
    """The options of a scale of the draft, for all questions that use it."""

    button = gettext_lazy("Save for all of them")
    slot = "scale-{}"
    more = forms.CharField(
        label=gettext_lazy("Further options, one a line"),
        required=False,
        max_length=20_000,
        widget=forms.Textarea(attrs={"rows": 3}),
    )

    @property
    def heading(self) -> str:
        """The scale."""
        return _("Options of the scale %(code)s") % {"code": self.target}

    @property
    def lead(self) -> str:
        """Who is affected."""
        users = [i for i in self.desk.draft.items if i.scale.code == self.target]
        said = _("Used by: %(texts)s") % {"texts": "; ".join(f"“{i.text}”" for i in users)}
        said += " " + _("An option without words goes.")
        if any(item.code in self.desk.published for item in users):
            said += " " + _("Other options, numbers or good ends begin their trends anew.")
        return said

    @property
    def anchor(self) -> str:
        """The first question that uses it."""
        users = (i.code for i in self.desk.draft.items if i.scale.code == self.target)
        return self.slot.format(next(users, ""))

    @property
    def scale(self) -> Scale:
        """The scale as it is now."""
        scale = scales_of(self.desk.draft).get(self.target)
        if scale is None:
            raise ChangeError(
                _("No question uses the scale %(code)s any more.") % {"code": self.target}
            )
        return scale

    def values(self, draft: Instrument) -> dict[str, Any]:
        """Every option, and the limits."""
        scale = scales_of(draft).get(self.target)
        if scale is None:
            raise ChangeError(_("No question uses that scale any more."))
        found: dict[str, Any] = {"most": most_of(scale), "unipolar": scale.unipolar}
        if scale.numbers is not None:
            found |= number_values(scale.numbers, scale.kind)
        for place, option in enumerate(() if scale.is_number else scale.options, start=1):
            found |= {
                f"label.{option.code}": option.label,
                f"place.{option.code}": place,
                f"value.{option.code}": option.value,
                f"side.{option.code}": _side(scale, option.code),
                f"say.{option.code}": option.say,
                f"exclusive.{option.code}": option.exclusive,
                f"topic.{option.code}": option.construct or "",
            }
        return found

    def prepare(self) -> None:
        """A row an option; numbers and ends only where the kind has them."""
        scale = scales_of(self.desk.draft).get(self.target)
        if scale is None:
            return
        if scale.is_number or scale.kind is ScaleKind.TEXT:
            del self.fields["more"]
        if scale.numbers is not None:
            self.fields |= number_fields(scale.kind)
        for option in () if scale.is_number else scale.options:
            self._option_fields(scale, option)
        if "unipolar" in FIELDS.get(scale.kind, ()):
            self.fields["unipolar"] = unipolar_field()
        if "most" in FIELDS.get(scale.kind, ()):
            self.fields["most"] = most_field(scale.kind)

    def _option_fields(self, scale: Scale, option: Option) -> None:
        code, kind = option.code, scale.kind
        self.fields[f"label.{code}"] = forms.CharField(
            label=_("Words of %(code)s") % {"code": code},
            required=False,
            max_length=LONGEST_LABEL,
        )
        self.fields[f"place.{code}"] = forms.IntegerField(
            label=_("Place"), min_value=1, max_value=1000
        )
        if kind is ScaleKind.ORDINAL:
            self.fields[f"value.{code}"] = forms.FloatField(label=_("Number"), required=False)
            self.fields[f"side.{code}"] = forms.ChoiceField(
                label=_("Speaks"),
                required=False,
                choices=[("", _("neither")), (GOOD, _("well")), (BAD, _("ill"))],
            )
        labels = {"say": _("Asks for words"), "exclusive": _("Chosen alone")}
        for mark in MARKS:
            if mark in FIELDS.get(kind, ()):
                self.fields[f"{mark}.{code}"] = forms.BooleanField(
                    label=labels[mark], required=False
                )

        constructs = self.desk.draft.constructs
        if kind in WITH_TOPICS and constructs:
            self.fields[f"topic.{code}"] = forms.ChoiceField(
                label=_("About the construct"),
                required=False,
                choices=[("", _("none")), *((c.code, c.title) for c in constructs)],
            )

    def clean(self) -> dict[str, Any]:
        """Numbers that fit each other, and one option at most that asks for words."""
        data = super().clean() or self.cleaned_data
        scale = scales_of(self.desk.draft).get(self.target)
        if scale is None:
            return data
        if scale.numbers is not None:
            for name, said in number_problems(scale.kind, data):
                self.add_error(name, said)
        asking = [name for name in data if name.startswith("say.") and data[name]]
        for name in asking[1:]:
            self.add_error(name, _("Only one option can ask for words: they name no option."))
        return data

    @property
    def rows(self) -> Iterator[list[forms.BoundField]]:
        """The fields of each option."""
        for name in self.fields:
            if name.startswith("label."):
                code = name.removeprefix("label.")
                parts = (f"{part}.{code}" for part in PARTS)
                yield [self[part] for part in parts if part in self.fields]

    @property
    def shown_fields(self) -> Iterator[forms.BoundField]:
        """The fields beside the rows."""
        return (field for field in super().shown_fields if "." not in field.name)

    def change(self) -> Change:
        """The scale with what was typed; what has no field here stays."""
        scale, data = self.scale, self.cleaned_data
        if scale.numbers is not None:
            return ChangeScale(scale_of_numbers(scale.code, scale.kind, data))
        kept = [o for o in scale.options if data.get(f"label.{o.code}")]
        kept.sort(key=lambda option: data[f"place.{option.code}"])
        options = [
            replace(
                o,
                label=one_line(data[f"label.{o.code}"]),
                say=bool(data.get(f"say.{o.code}")),
                exclusive=bool(data.get(f"exclusive.{o.code}")),
                construct=data.get(f"topic.{o.code}") or None,
            )
            for o in kept
        ]
        options += self._further(scale, options)
        if scale.kind is ScaleKind.ORDINAL:
            options = _numbered(options, [data.get(f"value.{o.code}") for o in options])
        changed = replace(
            scale,
            options=tuple(options),
            favourable=self._codes(options, GOOD),
            unfavourable=self._codes(options, BAD),
            unipolar=bool(data.get("unipolar")),
        )
        return ChangeScale(_with_most(changed, data.get("most")))

    def _further(self, scale: Scale, options: list[Option]) -> list[Option]:
        taken, found = [option.code for option in scale.options], []
        for line in lines_of(self.cleaned_data.get("more", "")):
            code = new_code(line, taken, "option")
            taken.append(code)
            found.append(Option(code, line))
        return found

    def _codes(self, options: list[Option], side: str) -> frozenset[str]:
        return frozenset(
            option.code
            for option in options
            if self.cleaned_data.get(f"side.{option.code}") == side
        )


def _numbered(options: list[Option], values: list[float | None]) -> list[Option]:
    """The options with their numbers; one without continues from the one before."""
    found: list[Option] = []
    for option, value in zip(options, values, strict=True):
        before = found[-1].value if found else 0
        number = value if value is not None else (before or 0) + 1
        whole = int(number) if float(number).is_integer() else number
        found.append(replace(option, value=whole))
    return found


def _side(scale: Scale, code: str) -> str:
    return GOOD if code in scale.favourable else BAD if code in scale.unfavourable else ""


def _with_most(scale: Scale, most: int | None) -> Scale:
    match scale.kind:
        case ScaleKind.TEXT:
            return replace(scale, max_length=most)
        case ScaleKind.RANKING:
            return replace(scale, ranks=most)
        case ScaleKind.MULTIPLE:
            return replace(scale, max_choices=most)
        case _:
            return scale
