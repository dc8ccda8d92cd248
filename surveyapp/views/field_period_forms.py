"""The forms of a field period: a later last day, and the confirmation of an abort."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from questionnaires.models import Round


class LastDayForm(forms.Form):
    """The last day that people are told."""

    closes_on = forms.DateField(
        label=gettext_lazy("New last day"),
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
    )

    def __init__(self, *args: Any, round_: Round, **kwargs: Any) -> None:
        kwargs["label_suffix"] = ""
        super().__init__(*args, **kwargs)
        if round_.closes_on:
            self.fields["closes_on"].initial = round_.closes_on


class AbortForm(forms.Form):
    """The round's code, typed by hand: nothing is destroyed by a slip."""

    confirmed_code = forms.CharField(
        required=False,
        max_length=60,
        widget=forms.TextInput(attrs={"autocomplete": "off", "autocapitalize": "none"}),
    )

    def __init__(self, *args: Any, round_: Round, **kwargs: Any) -> None:
        kwargs["label_suffix"] = ""
        super().__init__(*args, **kwargs)
        self.code = round_.code
        self.fields["confirmed_code"].label = _("Type the code of the round: %(code)s") % {
            "code": round_.code
        }

    def clean_confirmed_code(self) -> str:
        """The code, and nothing but it."""
        typed: str = self.cleaned_data["confirmed_code"]
        if typed != self.code:
            raise forms.ValidationError(
                _("The code of this round is %(code)s. Nothing is destroyed."),
                params={"code": self.code},
            )
        return typed
