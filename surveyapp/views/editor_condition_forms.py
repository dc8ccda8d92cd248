"""The form of the editor for a condition: an earlier question, then its answers or its numbers."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from analysis.instrument import Condition, Instrument, Item, ScaleKind
from questionnaires.formats.question_set_schema import schema
from questionnaires.services.draft_changes import Change, item_of
from questionnaires.services.draft_measures import SetCondition
from surveyapp.editor_pages import short
from surveyapp.question_set_pages import named_numbers
from surveyapp.views.editor_forms import EditForm


def can_be_named(item: Item) -> bool:
    """Whether a condition can name the answers of this question.

    Words are no options; everybody who answers it ranks all options of a whole ranking; and the
    format names no number with a fraction or below 0.
    """
    scale = item.scale
    if scale.kind is ScaleKind.RANKING and scale.ranks is None:
        return False
    pattern = schema()["$defs"]["option_code"]["pattern"]
    return bool(scale.options) and all(re.search(pattern, o.code) for o in scale.options)


def most_answers() -> int:
    """How many answers a condition names at most."""
    most: int = schema()["$defs"]["condition"]["properties"]["answers"]["maxItems"]
    return most


class ConditionForm(EditForm):
    """Show a question only after some answers to an earlier one."""

    heading = gettext_lazy("When it is shown")
    slot = "condition-{}"
    item_code = forms.ChoiceField(label=gettext_lazy("Only after the question"), required=False)
    answers = forms.MultipleChoiceField(
        label=gettext_lazy("Answered with one of"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    least = forms.IntegerField(label=gettext_lazy("Answered with a number from"))
    greatest = forms.IntegerField(label=gettext_lazy("to"))

    @property
    def asks_again(self) -> str:
        """The button that shows the answers of another question."""
        return _("Show its answers")

    def values(self, draft: Instrument) -> dict[str, Any]:
        """The condition that it has, or the question that was just chosen."""
        condition = item_of(draft, self.target).show_if
        chosen = self.asked.get("item_code")
        if condition is None or chosen not in (None, condition.item):
            return {"item_code": chosen or ""}
        found: dict[str, Any] = {"item_code": condition.item, "answers": sorted(condition.answers)}
        if draft.item(condition.item).scale.is_number:
            numbers = sorted(int(code) for code in condition.answers)
            found |= {"least": numbers[0], "greatest": numbers[-1]}
        return found

    def prepare(self) -> None:
        """Earlier questions whose answers can be named, and those answers."""
        earlier = [item for item in self._before() if can_be_named(item)]
        everybody = ("", _("none: everybody is asked"))
        self.choose("item_code", [everybody, *((i.code, short(i.text)) for i in earlier)])
        self.fields["item_code"].help_text = self._left_out()
        chosen = (self.data if self.is_bound else self.initial).get("item_code")
        asked = next((item for item in earlier if item.code == chosen), None)
        self.asked_item = asked
        is_number = asked is not None and asked.scale.is_number
        for name in ("least", "greatest") if not is_number else ():
            del self.fields[name]
        if asked is None or is_number:
            del self.fields["answers"]
        else:
            self.choose("answers", [(o.code, o.label) for o in asked.scale.options])
        if asked is not None and is_number:
            self._numbers(asked)

    def _before(self) -> Iterator[Item]:
        for item in self.desk.draft.items:
            if item.code == self.target:
                return
            yield item

    def _left_out(self) -> str:
        """Earlier questions with answers that no condition can name, and why."""
        left_out = [i for i in self._before() if i.scale.options and not can_be_named(i)]
        if not left_out:
            return ""
        return _(
            "Not offered: %(texts)s. A condition names whole numbers from 0 up, and no ranking of "
            "all options, which everybody who answers it gives."
        ) % {"texts": ", ".join(f"“{short(item.text)}”" for item in left_out)}

    def _numbers(self, asked: Item) -> None:
        numbers = asked.scale.range
        for name in ("least", "greatest"):
            field = self.fields[name]
            field.widget.attrs |= {"min": f"{numbers.minimum:g}", "max": f"{numbers.maximum:g}"}
        said = _("%(low)g to %(high)g %(unit)s, both included.") % {
            "low": numbers.minimum, "high": numbers.maximum, "unit": numbers.unit
        }  # fmt: skip
        condition = item_of(self.desk.draft, self.target).show_if
        if condition is not None and condition.item == asked.code:
            named = named_numbers(asked.scale, condition.answers)
            said += " " + _("Now: %(numbers)s.") % {"numbers": named}
        self.fields["greatest"].help_text = said

    def clean(self) -> dict[str, Any]:
        """Numbers that can be given, and not more than a condition names."""
        data = super().clean() or self.cleaned_data
        if "least" not in data or "greatest" not in data:
            return data
        codes = self._between(data["least"], data["greatest"])
        if not codes:
            self.add_error("greatest", _("Nobody can answer with a number between the two."))
        elif len(codes) > most_answers():
            self.add_error(
                "greatest",
                _("That are %(n)d numbers. A condition names %(most)d at most.")
                % {"n": len(codes), "most": most_answers()},
            )
        return data

    def _between(self, least: int, greatest: int) -> frozenset[str]:
        options = self.asked_item.scale.options if self.asked_item else ()
        return frozenset(o.code for o in options if least <= int(o.code) <= greatest)

    def change(self) -> Change:
        """The condition, or none."""
        data = self.cleaned_data
        if not data["item_code"]:
            return SetCondition(self.target, None)
        answers = frozenset(data.get("answers", ()))
        if "least" in data:
            answers = self._between(data["least"], data["greatest"])
        return SetCondition(self.target, Condition(data["item_code"], answers))
