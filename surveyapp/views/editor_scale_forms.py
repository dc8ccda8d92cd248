"""The forms of the editor for scales: made new, or changed for all questions that use them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from analysis.instrument import Instrument, Option, Scale, ScaleKind, number_scale
from analysis.ranges import NumberRange
from analysis.scales import BUILT_IN
from questionnaires.formats.question_set_parts import one_line
from questionnaires.services.draft_changes import Change, ChangeError, item_of, new_code, scales_of
from questionnaires.services.draft_measures import ChangeScale, UseScale
from surveyapp.views.editor_forms import EditForm

#: Boxes of a new scale of levels: two at each end, one where there are few levels.
TWO_BOXES = 5
HIGH, LOW, NEITHER = "high", "low", ""
GOOD, BAD = "good", "bad"
NUMBERS = ("minimum", "maximum", "step", "unit", "low", "high")

KINDS = (
    (ScaleKind.ORDINAL, gettext_lazy("levels, from the lowest to the highest")),
    (ScaleKind.SINGLE, gettext_lazy("one of several")),
    (ScaleKind.MULTIPLE, gettext_lazy("several of several")),
    (ScaleKind.RANKING, gettext_lazy("several, put in order")),
    (ScaleKind.AMOUNT, gettext_lazy("an amount, from 0 up")),
    (ScaleKind.TEXT, gettext_lazy("words")),
)


def lines_of(text: str) -> list[str]:
    """The lines of a text that say something."""
    return [line for raw in text.splitlines() if (line := one_line(raw))]


class NewScaleForm(EditForm):
    """Answers of one's own, from a template: the kind, and the options one a line."""

    heading = gettext_lazy("New scale")
    button = gettext_lazy("Use it for this question")
    slot = "scale-{}"
    name = forms.CharField(
        label=gettext_lazy("Name"),
        max_length=60,
        help_text=gettext_lazy("Authors find it by this name: obstacles, hours a week."),
    )
    kind = forms.ChoiceField(
        label=gettext_lazy("How it is answered"),
        choices=[(kind.value, label) for kind, label in KINDS],
    )
    options = forms.CharField(
        label=gettext_lazy("Options, one a line"),
        required=False,
        max_length=20_000,
        widget=forms.Textarea(attrs={"rows": 6}),
        help_text=gettext_lazy("Levels from the lowest to the highest. Not for amounts and words."),
    )
    good = forms.ChoiceField(
        label=gettext_lazy("Which end of the levels is good"),
        required=False,
        choices=[
            (NEITHER, gettext_lazy("neither")),
            (HIGH, gettext_lazy("the last")),
            (LOW, gettext_lazy("the first")),
        ],
    )
    most = forms.IntegerField(
        label=gettext_lazy("At most so many"),
        required=False,
        min_value=1,
        max_value=10_000,
        help_text=gettext_lazy(
            "Choices, places of a ranking, the largest amount, or characters. Empty: no limit."
        ),
    )
    unit = forms.CharField(label=gettext_lazy("Unit of an amount"), required=False, max_length=60)

    def values(self, draft: Instrument) -> dict[str, Any]:
        """A template where one was asked for, else nothing."""
        item_of(draft, self.target)
        like = {**BUILT_IN, **scales_of(draft)}.get(str(self.asked.get("like", "")))
        if like is None or like.is_number:
            return {}
        ends = [option.code in like.favourable for option in like.options] or [False]
        return {
            "kind": like.kind.value,
            "options": "\n".join(option.label for option in like.options),
            "good": HIGH if ends[-1] else LOW if ends[0] else NEITHER,
        }

    def clean(self) -> dict[str, Any]:
        """Options where the kind has some, each once."""
        data = super().clean() or self.cleaned_data
        kind, lines = data.get("kind"), lines_of(data.get("options") or "")
        if kind in (ScaleKind.AMOUNT, ScaleKind.TEXT):
            if kind == ScaleKind.AMOUNT and not data.get("unit"):
                self.add_error("unit", _("Name the unit: hours a week."))
            if kind == ScaleKind.AMOUNT and not data.get("most"):
                self.add_error("most", _("Write the largest amount that can be given."))
        elif len(lines) < 2:
            self.add_error("options", _("Write at least two options, one a line."))
        elif len(set(lines)) < len(lines):
            self.add_error("options", _("Write each option once."))
        return data

    def change(self) -> Change:
        """The scale on the question."""
        data = self.cleaned_data
        taken = scales_of(self.desk.draft).keys() | BUILT_IN.keys()
        code = new_code(data["name"], taken, "scale")
        return UseScale(self.target, _new_scale(code, ScaleKind(data["kind"]), data))


def _new_scale(code: str, kind: ScaleKind, data: dict[str, Any]) -> Scale:
    most = data["most"]
    if kind is ScaleKind.TEXT:
        return Scale(code, kind, max_length=most)
    if kind is ScaleKind.AMOUNT:
        return number_scale(code, kind, NumberRange(0, most, unit=one_line(data["unit"])))
    lines, is_ordinal = lines_of(data["options"]), kind is ScaleKind.ORDINAL
    codes: list[str] = []
    for number, line in enumerate(lines, start=1):
        codes.append(str(number) if is_ordinal else new_code(line, codes, "option"))
    options = tuple(
        Option(name, line, number if is_ordinal else None)
        for number, (name, line) in enumerate(zip(codes, lines, strict=True), start=1)
    )
    boxes = 2 if len(codes) >= TWO_BOXES else 1
    first, last = frozenset(codes[:boxes]), frozenset(codes[-boxes:])
    ends = {HIGH: (last, first), LOW: (first, last)} if is_ordinal else {}
    good, bad = ends.get(data["good"], (frozenset[str](), frozenset[str]()))
    return Scale(
        code,
        kind,
        options,
        favourable=good,
        unfavourable=bad,
        max_choices=most if kind is ScaleKind.MULTIPLE else None,
        ranks=most if kind is ScaleKind.RANKING else None,
    )


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
        found: dict[str, Any] = {
            name: getattr(scale.numbers, name) for name in NUMBERS if scale.numbers
        }
        for place, option in enumerate(() if scale.is_number else scale.options, start=1):
            found |= {
                f"label.{option.code}": option.label,
                f"place.{option.code}": place,
                f"value.{option.code}": option.value,
                f"side.{option.code}": _side(scale, option.code),
            }
        return found | {"most": _most(scale)}

    def prepare(self) -> None:
        """A row an option; numbers and ends only where the kind has them."""
        scale = scales_of(self.desk.draft).get(self.target)
        if scale is None:
            return
        if scale.is_number or scale.kind is ScaleKind.TEXT:
            del self.fields["more"]
        if scale.numbers is not None:
            self._number_fields(scale.numbers)
        for option in () if scale.is_number else scale.options:
            self._option_fields(scale, option)
        if scale.kind in (ScaleKind.MULTIPLE, ScaleKind.RANKING, ScaleKind.TEXT):
            self.fields["most"] = forms.IntegerField(
                label=_("At most so many"), required=False, min_value=1, max_value=10_000
            )

    def _number_fields(self, numbers: NumberRange) -> None:
        labels = (_("From"), _("To"), _("In steps of"), _("Unit"), _("Low end"), _("High end"))
        for name, label in zip(NUMBERS, labels, strict=True):
            is_text = isinstance(getattr(numbers, name), str)
            self.fields[name] = (
                forms.CharField(label=label, required=False, max_length=60)
                if is_text
                else forms.FloatField(label=label)
            )

    def _option_fields(self, scale: Scale, option: Option) -> None:
        code = option.code
        self.fields[f"label.{code}"] = forms.CharField(
            label=_("Words of %(code)s") % {"code": code},
            required=False,
            max_length=200,
        )
        self.fields[f"place.{code}"] = forms.IntegerField(
            label=_("Place"), min_value=1, max_value=1000
        )
        if scale.kind is ScaleKind.ORDINAL:
            self.fields[f"value.{code}"] = forms.FloatField(label=_("Number"), required=False)
            self.fields[f"side.{code}"] = forms.ChoiceField(
                label=_("Speaks"),
                required=False,
                choices=[("", _("neither")), (GOOD, _("well")), (BAD, _("ill"))],
            )

    @property
    def rows(self) -> Iterator[list[forms.BoundField]]:
        """The fields of each option."""
        for name in self.fields:
            if name.startswith("label."):
                code = name.removeprefix("label.")
                parts = (f"{part}.{code}" for part in ("label", "place", "value", "side"))
                yield [self[part] for part in parts if part in self.fields]

    @property
    def shown_fields(self) -> Iterator[forms.BoundField]:
        """The fields beside the rows."""
        return (field for field in super().shown_fields if "." not in field.name)

    def change(self) -> Change:
        """The scale with what was typed; what has no field here stays."""
        scale, data = self.scale, self.cleaned_data
        if scale.numbers is not None:
            try:
                numbers = replace(scale.numbers, **{name: data[name] for name in NUMBERS})
                return ChangeScale(number_scale(scale.code, scale.kind, numbers))
            except ValueError as error:
                raise ChangeError(str(error), "maximum") from error
        kept = [o for o in scale.options if data.get(f"label.{o.code}")]
        kept.sort(key=lambda option: data[f"place.{option.code}"])
        options = [replace(o, label=one_line(data[f"label.{o.code}"])) for o in kept]
        options += self._further(scale, options)
        if scale.kind is ScaleKind.ORDINAL:
            options = _numbered(options, [data.get(f"value.{o.code}") for o in options])
        changed = replace(
            scale,
            options=tuple(options),
            favourable=self._codes(options, GOOD),
            unfavourable=self._codes(options, BAD),
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


def _most(scale: Scale) -> int | None:
    if scale.kind is ScaleKind.TEXT:
        return scale.max_length
    return scale.ranks if scale.kind is ScaleKind.RANKING else scale.max_choices


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
