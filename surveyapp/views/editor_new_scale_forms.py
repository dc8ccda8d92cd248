"""The form of the editor for a new scale: its kind, then what an author says of that kind."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from analysis.instrument import Instrument, Option, Scale, ScaleKind
from analysis.scales import BUILT_IN
from questionnaires.formats.question_set_parts import one_line
from questionnaires.services.draft_changes import Change, item_of, new_code, scales_of
from questionnaires.services.draft_measures import UseScale
from surveyapp.views.editor_forms import EditForm
from surveyapp.views.editor_number_fields import (
    NUMBER_FIELDS,
    number_fields,
    number_problems,
    number_values,
    scale_of_numbers,
)

#: Boxes of a new scale of levels: two at each end, one where there are few levels.
TWO_BOXES = 5
HIGH, LOW, NEITHER = "high", "low", ""
LONGEST_LABEL = 200

KINDS = (
    (ScaleKind.ORDINAL, gettext_lazy("levels, from the lowest to the highest")),
    (ScaleKind.SINGLE, gettext_lazy("one of several")),
    (ScaleKind.MULTIPLE, gettext_lazy("several of several")),
    (ScaleKind.RANKING, gettext_lazy("several, put in order")),
    (ScaleKind.PERCENTAGE, gettext_lazy("a percentage, 0 to 100")),
    (ScaleKind.AMOUNT, gettext_lazy("an amount, from 0 up")),
    (ScaleKind.SLIDER, gettext_lazy("a slider between two ends")),
    (ScaleKind.TEXT, gettext_lazy("words")),
)
#: What an author says of a kind that is not made of numbers.
FIELDS: Mapping[ScaleKind, tuple[str, ...]] = {
    ScaleKind.ORDINAL: ("options", "end", "unipolar"),
    ScaleKind.SINGLE: ("options", "say"),
    ScaleKind.MULTIPLE: ("options", "say", "exclusive", "most"),
    ScaleKind.RANKING: ("options", "most"),
    ScaleKind.TEXT: ("most",),
}


def lines_of(text: str) -> list[str]:
    """The lines of a text that say something."""
    return [line for raw in text.splitlines() if (line := one_line(raw))]


def most_field(kind: ScaleKind) -> forms.IntegerField:
    """The limit of a kind that has one."""
    label, least = {
        ScaleKind.MULTIPLE: (_("At most so many answers"), 2),
        ScaleKind.RANKING: (_("So many places, the first ones"), 1),
    }.get(kind, (_("At most so many characters"), 1))
    help_text = _("Empty: all of them are put in order.") if kind is ScaleKind.RANKING else ""
    return forms.IntegerField(
        label=label, required=False, min_value=least, max_value=10_000, help_text=help_text
    )


def unipolar_field() -> forms.BooleanField:
    """Whether levels measure how much of one thing."""
    return forms.BooleanField(
        label=_("How much of one thing: it begins at nothing, and no level is neutral"),
        required=False,
    )


class NewScaleForm(EditForm):
    """Answers of one's own: the kind, a name, and what an author says of the kind."""

    heading = gettext_lazy("New scale")
    button = gettext_lazy("Use it for this question")
    slot = "scale-{}"
    kind = forms.ChoiceField(
        label=gettext_lazy("How it is answered"),
        choices=[(kind.value, label) for kind, label in KINDS],
    )
    name = forms.CharField(
        label=gettext_lazy("Name"),
        max_length=60,
        help_text=gettext_lazy("Authors find it by this name: obstacles, hours a week."),
    )
    options = forms.CharField(
        label=gettext_lazy("Options, one a line"),
        max_length=20_000,
        widget=forms.Textarea(attrs={"rows": 6}),
    )
    say = forms.CharField(
        label=gettext_lazy("Last, an option that asks for words"),
        required=False,
        max_length=LONGEST_LABEL,
        help_text=gettext_lazy(
            "“Other, namely”. The words are kept apart from the answer, as a comment. Empty: none."
        ),
    )
    exclusive = forms.CharField(
        label=gettext_lazy("And one that is chosen alone"),
        required=False,
        max_length=LONGEST_LABEL,
        help_text=gettext_lazy("“None of these”. Empty: none."),
    )
    end = forms.ChoiceField(
        label=gettext_lazy("Which end of the levels is good"),
        required=False,
        choices=[
            (NEITHER, gettext_lazy("neither")),
            (HIGH, gettext_lazy("the last")),
            (LOW, gettext_lazy("the first")),
        ],
    )

    @property
    def asks_again(self) -> str:
        """The button of a form whose fields follow from its first answer."""
        return _("Show what it asks for")

    @property
    def chosen(self) -> ScaleKind:
        """The kind that the fields are of."""
        value = (self.data if self.is_bound else self.initial).get("kind")
        return ScaleKind(value) if value in list(ScaleKind) else ScaleKind.ORDINAL

    def values(self, draft: Instrument) -> dict[str, Any]:
        """A template where one was asked for, and what was typed before the kind was chosen."""
        item_of(draft, self.target)
        like = {**BUILT_IN, **scales_of(draft)}.get(str(self.asked.get("like", "")))
        typed = {name: str(value) for name, value in self.asked.items() if value}
        numbers = number_values(None, ScaleKind(typed["kind"])) if _has_numbers(typed) else {}
        return (_template(like) if like else numbers) | typed

    def prepare(self) -> None:
        """Only the fields of the kind."""
        kind = self.chosen
        own = FIELDS.get(kind, ())
        for name in ("options", "say", "exclusive", "end"):
            if name not in own:
                del self.fields[name]
        if "options" in own and kind is ScaleKind.ORDINAL:
            self.fields["options"].help_text = _("From the lowest level to the highest.")
        if "unipolar" in own:
            self.fields["unipolar"] = unipolar_field()
        if "most" in own:
            self.fields["most"] = most_field(kind)
        if kind in NUMBER_FIELDS:
            self.fields |= number_fields(kind)

    def clean(self) -> dict[str, Any]:
        """Options each once, and numbers that fit each other."""
        data = super().clean() or self.cleaned_data
        labels = _labels(data)
        if "options" in data and len(labels) < 2:
            self.add_error("options", _("Write at least two options, one a line."))
        elif len(set(labels)) < len(labels):
            self.add_error("options", _("Write each option once."))
        if "most" in data and labels and (data["most"] or 0) > len(labels):
            self.add_error("most", _("There are %(n)d options.") % {"n": len(labels)})
        if self.chosen in NUMBER_FIELDS:
            for name, said in number_problems(self.chosen, data):
                self.add_error(name, said)
        return data

    def change(self) -> Change:
        """The scale on the question."""
        data = self.cleaned_data
        taken = scales_of(self.desk.draft).keys() | BUILT_IN.keys()
        code = new_code(data["name"], taken, "scale")
        return UseScale(self.target, _new_scale(code, self.chosen, data))


def _has_numbers(typed: Mapping[str, str]) -> bool:
    return typed.get("kind") in [kind.value for kind, names in NUMBER_FIELDS.items() if names]


def _template(like: Scale) -> dict[str, Any]:
    """The fields as a scale that is there fills them."""
    found: dict[str, Any] = {"kind": like.kind.value, "unipolar": like.unipolar}
    found["most"] = most_of(like)
    if like.numbers is not None:
        return found | number_values(like.numbers, like.kind)
    ends = [option.code in like.favourable for option in like.options] or [False]
    plain = [o.label for o in like.options if not (o.say or o.exclusive)]
    return found | {
        "options": "" if like.is_number else "\n".join(plain),
        "say": "".join(o.label for o in like.options if o.say),
        "exclusive": next((o.label for o in like.options if o.exclusive and not o.say), ""),
        "end": HIGH if ends[-1] else LOW if ends[0] else NEITHER,
    }


def most_of(scale: Scale) -> int | None:
    """The limit of a scale, whatever its kind calls it."""
    if scale.kind is ScaleKind.TEXT:
        return scale.max_length
    return scale.ranks if scale.kind is ScaleKind.RANKING else scale.max_choices


def _labels(data: Mapping[str, Any]) -> list[str]:
    """All options in their order; the marked ones are the last."""
    marked = (one_line(data.get(name) or "") for name in ("say", "exclusive"))
    return [*lines_of(data.get("options") or ""), *(label for label in marked if label)]


def _new_scale(code: str, kind: ScaleKind, data: Mapping[str, Any]) -> Scale:
    if kind is ScaleKind.PERCENTAGE:
        return Scale(code, kind, BUILT_IN["percentage"].options)
    if kind in NUMBER_FIELDS:
        return scale_of_numbers(code, kind, data)
    most = data.get("most")
    if kind is ScaleKind.TEXT:
        return Scale(code, kind, max_length=most)
    if kind is ScaleKind.ORDINAL:
        return _levels(code, data)
    say, exclusive = (one_line(data.get(name) or "") for name in ("say", "exclusive"))
    codes: list[str] = []
    options: list[Option] = []
    for label in _labels(data):
        codes.append(new_code(label, codes, "option"))
        options.append(
            Option(codes[-1], label, say=label == say != "", exclusive=label == exclusive != "")
        )
    return Scale(
        code,
        kind,
        tuple(options),
        max_choices=most if kind is ScaleKind.MULTIPLE else None,
        ranks=most if kind is ScaleKind.RANKING else None,
    )


def _levels(code: str, data: Mapping[str, Any]) -> Scale:
    labels = _labels(data)
    options = tuple(Option(str(n), label, n) for n, label in enumerate(labels, start=1))
    codes = [option.code for option in options]
    boxes = 2 if len(codes) >= TWO_BOXES else 1
    first, last = frozenset(codes[:boxes]), frozenset(codes[-boxes:])
    ends = {HIGH: (last, first), LOW: (first, last)}
    good, bad = ends.get(data.get("end", ""), (frozenset[str](), frozenset[str]()))
    return Scale(
        code,
        ScaleKind.ORDINAL,
        options,
        favourable=good,
        unfavourable=bad,
        unipolar=bool(data.get("unipolar")),
    )
