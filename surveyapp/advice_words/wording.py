"""Rules on the words of a question, in words."""

from __future__ import annotations

from django.utils.translation import gettext_lazy

from questionnaires.advice.values import Rule
from surveyapp.advice_words.rule_words import KROSNICK, PAYNE, RuleWords

WORDS: dict[Rule, RuleWords] = {
    Rule.DOUBLE_BARRELLED: RuleWords(
        gettext_lazy("Two questions in one"),
        gettext_lazy("“%(found)s” may ask for two things at once."),
        gettext_lazy(
            "Where only one of the two is true there is no right answer, and nobody can tell which "
            "one was answered."
        ),
        gettext_lazy("Ask for one of them, or make two questions."),
        KROSNICK,
    ),
    Rule.LEADING: RuleWords(
        gettext_lazy("Leading or loaded"),
        gettext_lazy("“%(found)s” may lead to an answer."),
        gettext_lazy(
            "Words that judge, or that expect an answer, pull answers towards it. The figure then "
            "tells how it was asked."
        ),
        gettext_lazy("Say what is meant without a judgement, or name both ends: easy or hard."),
        KROSNICK,
    ),
    Rule.NEGATION: RuleWords(
        gettext_lazy("Negation"),
        gettext_lazy("“%(found)s” is a negation: to disagree would be to deny twice."),
        gettext_lazy(
            "To disagree with “not” is to deny twice. Some overlook the word, and answer the "
            "opposite of what they mean."
        ),
        gettext_lazy("Say it without the word; turn the scores round where agreeing is bad."),
        KROSNICK,
    ),
    Rule.JARGON: RuleWords(
        gettext_lazy("Jargon"),
        gettext_lazy("“%(found)s” may be jargon."),
        gettext_lazy(
            "Words of management and abbreviations mean different things to different people, or "
            "nothing."
        ),
        gettext_lazy("Write what people see or do, in words that they use themselves."),
        KROSNICK,
    ),
    Rule.ABSOLUTE: RuleWords(
        gettext_lazy("Absolute word"),
        gettext_lazy("“%(found)s” leaves no room for an exception."),
        gettext_lazy(
            "One exception makes it untrue, so that people who mostly agree must disagree. The "
            "scale has its own words for how much."
        ),
        gettext_lazy("Leave the word out, or ask how often."),
        PAYNE,
    ),
    Rule.TOO_LONG: RuleWords(
        gettext_lazy("Too long"),
        gettext_lazy("It has %(n)d words; up to %(limit)d are read well."),
        gettext_lazy(
            "What is long is read in part, and people answer the part that they read. Payne asks "
            "for twenty words at most."
        ),
        gettext_lazy("Cut it, or move what to think of to the introduction of the section."),
        PAYNE,
    ),
    Rule.HARD_TO_READ: RuleWords(
        gettext_lazy("Hard to read"),
        gettext_lazy("Its words and sentences are long for what they say."),
        gettext_lazy(
            "Long words in long sentences cost time, and those who read in a second language cost "
            "them most. The formula is crude: Lenzner 2014 shows what it misses."
        ),
        gettext_lazy("Use shorter words, and verbs where there are nouns."),
        "Flesch 1948, A new readability yardstick; Amstad 1978, Wie verständlich sind unsere "
        "Zeitungen?; Fernández Huerta 1959, Medidas sencillas de lecturabilidad",
    ),
}
