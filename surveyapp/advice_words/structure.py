"""Rules on the set as a whole, in words."""

from __future__ import annotations

from django.utils.translation import gettext_lazy, ngettext_lazy

from questionnaires.advice.values import Rule
from surveyapp.advice_words.rule_words import RuleWords

WORDS: dict[Rule, RuleWords] = {
    Rule.THIN_CONSTRUCT: RuleWords(
        gettext_lazy("Fewer than two questions"),
        ngettext_lazy(
            "The construct is measured by %(n)d question.",
            "The construct is measured by %(n)d questions.",
            "n",
        ),
        gettext_lazy(
            "A construct of one question has all of its errors, and nobody can tell how large they "
            "are: reliability needs two questions at least."
        ),
        gettext_lazy("Add a question that measures the same, or take the construct away."),
        "Nunnally & Bernstein 1994, Psychometric Theory",
    ),
    Rule.REQUIRED_SENSITIVE: RuleWords(
        gettext_lazy("Sensitive and required"),
        gettext_lazy("It needs an answer, though “%(found)s” may be a sensitive matter."),
        gettext_lazy(
            "Who does not want to tell makes something up, or leaves. Both do more harm than an "
            "answer that is missing."
        ),
        gettext_lazy("Let people leave it out."),
        "Tourangeau & Yan 2007, Sensitive questions in surveys, Psychological Bulletin 133",
    ),
    Rule.OPEN_QUESTIONS: RuleWords(
        gettext_lazy("Many questions to write to"),
        gettext_lazy("%(n)d questions ask people to write; up to %(limit)d are advised."),
        gettext_lazy(
            "Each takes as long as three others, most are left empty, and somebody has to read "
            "them all before others may."
        ),
        gettext_lazy("Keep the three that somebody will act on."),
        "Reja, Lozar Manfreda, Hlebec & Vehovar 2003, Open-ended vs. close-ended questions in web "
        "questionnaires, Developments in Applied Statistics",
    ),
    Rule.LONG_SET: RuleWords(
        gettext_lazy("Longer than ten minutes"),
        gettext_lazy("It takes about %(n)d minutes; up to %(limit)d are advised."),
        gettext_lazy(
            "The longer a survey says it takes, the fewer begin and the fewer finish; later "
            "questions are answered faster and more alike."
        ),
        gettext_lazy("Leave out what nobody will act on, or ask it in another round."),
        "Galesic & Bosnjak 2009, Effects of questionnaire length, Public Opinion Quarterly 73",
    ),
}

#: Where the tags of the question, and no word, say that it is sensitive.
SAID_OF_NO_WORD = {
    Rule.REQUIRED_SENSITIVE: gettext_lazy("It needs an answer, though it is a sensitive matter."),
}
