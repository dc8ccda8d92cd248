"""The fields of the editor for scales of numbers: from where to where, of what, what is better."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from analysis.instrument import Scale, ScaleKind, number_scale
from analysis.ranges import MOST_STEPS, NumberRange, plain_number
from questionnaires.formats.question_set_parts import MOST_ON_A_SLIDER, one_line

LONGEST_WORDS = 60
#: What an author says of the numbers of each kind, in this order.
NUMBER_FIELDS: Mapping[ScaleKind, tuple[str, ...]] = {
    ScaleKind.PERCENTAGE: (),
    ScaleKind.AMOUNT: ("unit", "minimum", "maximum", "step", "good", "bad"),
    ScaleKind.SLIDER: ("low", "high", "minimum", "maximum", "step", "unit", "good", "bad"),
}
_REQUIRED = {
    ScaleKind.AMOUNT: ("unit", "minimum", "maximum", "step"),
    ScaleKind.SLIDER: ("low", "high", "minimum", "maximum", "step"),
}
_WORDS = {
    "unit": gettext_lazy("Unit"),
    "low": gettext_lazy("What the low end means"),
    "high": gettext_lazy("What the high end means"),
}
_NUMBERS = {
    "minimum": gettext_lazy("From"),
    "maximum": gettext_lazy("To"),
    "step": gettext_lazy("In steps of"),
    "good": gettext_lazy("Last favourable number"),
    "bad": gettext_lazy("Last unfavourable number"),
}


def number_fields(kind: ScaleKind) -> dict[str, forms.Field]:
    """The fields of this kind by name, in the order in which they are asked."""
    helps = {
        "unit": _("What is counted: hours a week."),
        "good": _(
            "Counted from its end. Hours lost: favourable up to 2, unfavourable from 8. The order "
            "of the two says which way is better. Both empty: neither is."
        ),
    }
    found: dict[str, forms.Field] = {}
    for name in NUMBER_FIELDS[kind]:
        if name in _WORDS:
            found[name] = forms.CharField(
                label=_WORDS[name],
                required=name in _REQUIRED[kind],
                max_length=LONGEST_WORDS,
                help_text=helps.get(name, ""),
            )
        else:
            found[name] = forms.FloatField(
                label=_NUMBERS[name],
                required=name in _REQUIRED[kind],
                help_text=helps.get(name, ""),
            )
            found[name].widget.attrs["step"] = "any"
    return found


def number_values(numbers: NumberRange | None, kind: ScaleKind) -> dict[str, Any]:
    """The fields as a range fills them; those of a new one where there is none yet."""
    if numbers is None:
        top = MOST_ON_A_SLIDER if kind is ScaleKind.SLIDER else None
        return {"minimum": 0, "maximum": top, "step": 1}
    return {name: plain_number(getattr(numbers, name)) for name in NUMBER_FIELDS[kind]}


def number_problems(kind: ScaleKind, data: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    """Fields whose numbers do not fit each other, and what to write instead."""
    low, high, step = (data.get(name) for name in ("minimum", "maximum", "step"))
    if low is None or high is None or step is None:
        return
    if kind is ScaleKind.AMOUNT and low < 0:
        yield "minimum", _("An amount begins at 0 or above. A slider may begin below.")
    if high <= low:
        yield "maximum", _("Write a number above %(low)g.") % {"low": low}
        return
    try:
        NumberRange(low, high, step).codes  # noqa: B018 -- it refuses what is no range
    except ValueError:
        yield (
            "step",
            _("From %(low)g to %(high)g is not a whole number of such steps, at most %(most)d.")
            % {"low": low, "high": high, "most": MOST_STEPS},
        )
    good, bad = data.get("good"), data.get("bad")
    for name, edge in (("good", good), ("bad", bad)):
        if edge is not None and not low <= edge <= high:
            yield name, _("Write a number from %(low)g to %(high)g.") % {"low": low, "high": high}
    if (good is None) != (bad is None):
        yield "good" if good is None else "bad", _("Write both, or neither.")
    elif good is not None and good == bad:
        yield "bad", _("%(number)g cannot be favourable and unfavourable.") % {"number": good}


def scale_of_numbers(code: str, kind: ScaleKind, data: Mapping[str, Any]) -> Scale:
    """The scale that the fields say; they were checked."""
    asked = NUMBER_FIELDS[kind]
    words: dict[str, Any] = {
        name: one_line(data.get(name) or "") for name in asked if name in _WORDS
    }
    numbers: dict[str, Any] = {
        name: plain_number(data.get(name)) for name in asked if name in _NUMBERS
    }
    return number_scale(code, kind, NumberRange(**words, **numbers))
