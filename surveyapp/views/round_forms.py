"""The form of a round: every rule with what it means, checked where it is typed."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from questionnaires.models import Round
from questionnaires.models.rounds import K_DEFAULT, K_FLOOR, LONGEST_KEPT_DAYS
from questionnaires.queries.question_sets import versions_to_ask
from questionnaires.services.information_sheets import default_audience
from questionnaires.services.rounds import MODES
from questionnaires.services.successions import NextRound
from surveyapp.views.named_forms import InProgrammeForm, NamedForm, code_of_title

#: What each mode means, for the person who chooses it.
MODE_MEANINGS = {
    Round.Mode.ANONYMOUS: gettext_lazy(
        "Each person on the roster gets a link that counts once, so response rates and units are "
        "known. Answers come with a ballot that the server signed without seeing it, so that it "
        "cannot tell whose they are, and everybody can check it. Needs JavaScript in the browser "
        "and https."
    ),
    Round.Mode.CONFIDENTIAL: gettext_lazy(
        "Each person on the roster gets a link that counts once, so response rates and units are "
        "known. Until the round closes, the server could find out who gave which answers; at "
        "closing this link is destroyed. Every page says so."
    ),
    Round.Mode.OPEN: gettext_lazy(
        "One link for all. Nothing links answers to people, but anybody with the link can answer, "
        "more than once too: there is no head count, no response rate and no unit."
    ),
}

#: What it means who reads the results, for the person who chooses it.
RESULTS_FOR_MEANINGS = {
    Round.ResultsFor.ASKED: gettext_lazy(
        "After the release the page of a receipt leads to a page with all figures, sentences and "
        "charts that the release tells, without comments. It takes no account: whoever has its "
        "address can read it and pass it on. The next rounds are compared with this one there."
    ),
    Round.ResultsFor.LINK: gettext_lazy(
        "Whoever has no account with a role sees nothing of the results here, unless somebody who "
        "runs rounds gives them a link. It shows the same as above, for 90 days at the most, and "
        "can be ended at any time. The next rounds are compared with this one there."
    ),
    Round.ResultsFor.ROLES: gettext_lazy(
        "Whoever has no account with a role sees nothing of the results here. What you pass on in "
        "another way is up to you: say it below."
    ),
}


class RoundForm(NamedForm):
    """A draft's rules."""

    title_help = gettext_lazy("As people read it: Spring 2027")
    code_help = gettext_lazy("For addresses and commands: 2027-spring. Empty: from the title.")
    version = forms.ModelChoiceField(
        label=gettext_lazy("Questions"),
        queryset=versions_to_ask().none(),
        empty_label=None,
        help_text=gettext_lazy("Published versions. A published version never changes."),
    )
    mode = forms.ChoiceField(
        label=gettext_lazy("How answers and people are kept apart"),
        widget=forms.RadioSelect,
        initial=Round.Mode.ANONYMOUS.value,
    )
    k = forms.IntegerField(
        label=gettext_lazy("Smallest number of answers behind a figure (k)"),
        min_value=K_FLOOR,
        max_value=1000,
        initial=K_DEFAULT,
        help_text=gettext_lazy(
            "With fewer answers nothing of the round is shown. 5 is usual, 4 the least. "
            "Below 10, groups are told as a band, unless you choose full detail."
        ),
    )
    full_detail = forms.BooleanField(
        label=gettext_lazy("Full detail from k answers"),
        required=False,
        help_text=gettext_lazy(
            "Tells groups of k to 9 answers in full, not only as a band such as “60 % or more "
            "favourable”. The price: with so few, whoever knows some of the answers, their own to "
            "begin with, can work out others. People read it before they answer, every page with "
            "results says it, and answers may be less honest for it."
        ),
    )
    results_for = forms.ChoiceField(
        label=gettext_lazy("Who reads the results on this site"),
        widget=forms.RadioSelect,
        initial=Round.ResultsFor.ASKED.value,
    )
    kept_responses_days = forms.IntegerField(
        label=gettext_lazy("Days to keep single responses after the release"),
        min_value=0,
        max_value=LONGEST_KEPT_DAYS,
        initial=0,
        help_text=gettext_lazy(
            "0 destroys them when the round closes: the safest for people. With more, the survey "
            "and the results say until when single responses exist."
        ),
    )
    closes_on = forms.DateField(
        label=gettext_lazy("Announced last day"),
        required=False,
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        help_text=gettext_lazy("Told to people. The round stays open until you close it."),
    )
    purpose = forms.CharField(
        label=gettext_lazy("What the round is for"),
        required=False,
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=gettext_lazy(
            "Two sentences: why you ask, and what comes of it. The first thing that people read. "
            "Empty: the description of the question set."
        ),
    )
    responsible = forms.CharField(
        label=gettext_lazy("Who is responsible"),
        required=False,
        max_length=300,
        help_text=gettext_lazy(
            "A person or a team, with an address where questions are answered: Platform team, "
            "platform@example.org. The round does not open without."
        ),
    )
    audience = forms.CharField(
        label=gettext_lazy("Who sees the results"),
        required=False,
        initial=default_audience,
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=gettext_lazy(
            "Filled in with what this site does. Where you pass results on, say so too: people "
            "answer because of it."
        ),
    )

    def __init__(
        self,
        *args: Any,
        current: Round | None = None,
        like: NextRound | None = None,
        **kwargs: Any,
    ) -> None:
        source = current or like
        if source is not None:
            kwargs["initial"] = {name: getattr(source, name) for name in self.base_fields}
        super().__init__(*args, **kwargs)
        self.fields["mode"].choices = [(mode.value, mode.label) for mode in MODES]  # type: ignore[attr-defined]
        self.fields["results_for"].choices = Round.ResultsFor.choices  # type: ignore[attr-defined]
        versions = versions_to_ask(besides=current.version_id if current else None)
        self.fields["version"].queryset = versions  # type: ignore[attr-defined]

    @property
    def readers(self) -> list[dict[str, Any]]:
        """Who may read the results, as radio buttons with what each means."""
        return [
            {
                "button": button,
                "meaning": RESULTS_FOR_MEANINGS[Round.ResultsFor(button.data["value"])],
            }
            for button in self["results_for"]
        ]

    @property
    def modes(self) -> list[dict[str, Any]]:
        """The radio buttons with what each means."""
        return [
            {"button": button, "meaning": MODE_MEANINGS[Round.Mode(button.data["value"])]}
            for button in self["mode"]
        ]

    @property
    def rules(self) -> dict[str, Any]:
        """What ``create_round`` and ``change_round`` take."""
        return {name: self.cleaned_data[name] for name in RoundForm.base_fields}


class NewRoundForm(InProgrammeForm, RoundForm):
    """A new round, in a programme that is there or in a new one."""

    def clean(self) -> dict[str, Any]:
        """A programme is chosen, or a new one is named, not both."""
        data = super().clean()
        title = (data.get("programme_title") or "").strip()
        if data.get("programme") and title:
            self.add_error(
                "programme_title",
                _("A programme is chosen above. Empty this field, or choose “A new one”."),
            )
        elif not data.get("programme") and "programme" not in self.errors:
            data["programme_code"] = code_of_title(title)
            if not title:
                self.add_error("programme_title", _("Name the new programme, or choose one above."))
            elif not data["programme_code"]:
                self.add_error("programme_title", _("Use some letters: its code is made of them."))
        return data
