"""Rules on attributes that tell who answered, in words."""

from __future__ import annotations

from django.utils.translation import gettext_lazy, ngettext_lazy

from questionnaires.advice.values import Rule
from surveyapp.advice_words.rule_words import RuleWords

WORDS: dict[Rule, RuleWords] = {
    Rule.IDENTIFYING: RuleWords(
        gettext_lazy("Groups that are too small"),
        ngettext_lazy(
            "With %(found)s answers, about %(n)d person would give one; results tell of %(limit)d "
            "or more.",
            "With %(found)s answers, about %(n)d people would share one; results tell of %(limit)d "
            "or more.",
            "n",
        ),
        gettext_lazy(
            "Results hide groups as small as this, so that it is asked in vain; and people who see "
            "that few share their answer stop being open."
        ),
        gettext_lazy("Join answers until each is given by many, or leave the question out."),
        "Sweeney 2002, k-anonymity: a model for protecting privacy, International Journal of "
        "Uncertainty, Fuzziness and Knowledge-Based Systems 10",
    ),
    Rule.IDENTIFYING_TOGETHER: RuleWords(
        gettext_lazy("Attributes that identify together"),
        ngettext_lazy(
            "The attributes have %(found)s combinations, so that about %(n)d person would have "
            "one; results tell of %(limit)d or more.",
            "The attributes have %(found)s combinations, so that about %(n)d people would share "
            "one; results tell of %(limit)d or more.",
            "n",
        ),
        gettext_lazy(
            "Each alone is harmless; together they fit hardly anybody twice. Results never cross "
            "them all, but who answers does not know that and may stop being open."
        ),
        gettext_lazy("Ask for fewer attributes, or for fewer answers to each."),
        "Sweeney 2000, Simple demographics often identify people uniquely, Carnegie Mellon",
    ),
}

#: Where there are more answers than people.
SAID_OF_NOBODY = {
    Rule.IDENTIFYING: gettext_lazy("It has %(found)s answers, more than there are people."),
    Rule.IDENTIFYING_TOGETHER: gettext_lazy(
        "The attributes have %(found)s combinations, more than there are people."
    ),
}
