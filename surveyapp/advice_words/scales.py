"""Rules on scales and answers, in words."""

from __future__ import annotations

from django.utils.translation import gettext_lazy

from questionnaires.advice.values import Rule
from surveyapp.advice_words.rule_words import DILLMAN, FOWLER, KROSNICK, RuleWords

WORDS: dict[Rule, RuleWords] = {
    Rule.UNBALANCED_SCALE: RuleWords(
        gettext_lazy("The scale leans"),
        gettext_lazy("Good levels: %(n)d; bad levels: %(limit)d."),
        gettext_lazy(
            "With more answers on one side, more answers fall on that side, whatever people think."
        ),
        gettext_lazy("Offer as many good levels as bad ones."),
        DILLMAN,
    ),
    Rule.MIXED_SCALE: RuleWords(
        gettext_lazy("Two scales in one"),
        gettext_lazy("Its levels are of different kinds: %(found)s."),
        gettext_lazy(
            "Levels of different kinds do not exclude each other: one can agree and do so rarely. "
            "Then their order means nothing, and neither does a mean."
        ),
        gettext_lazy("Keep to one kind of levels: how much, how often, or how good."),
        FOWLER,
    ),
    Rule.SCALES_DIFFER: RuleWords(
        gettext_lazy("Like another scale, and different"),
        gettext_lazy("This scale has the ends of “%(found)s”, but not its levels."),
        gettext_lazy(
            "Scales with the same ends of another length, or the other way round, are taken for "
            "each other while people answer, and cannot be compared."
        ),
        gettext_lazy("Use one of the two for all questions of this kind."),
        DILLMAN,
    ),
    Rule.BARE_NUMBERS: RuleWords(
        gettext_lazy("Levels without words"),
        gettext_lazy("Some levels have no words: %(found)s."),
        gettext_lazy(
            "A number means another thing to each reader. Scales of which each level has words are "
            "answered more reliably."
        ),
        gettext_lazy("Give each level words."),
        KROSNICK,
    ),
    Rule.NO_NA: RuleWords(
        gettext_lazy("No “Not applicable”"),
        gettext_lazy("People whom it does not fit cannot say so."),
        gettext_lazy(
            "Whom the question does not fit takes the middle, or any level, and is counted as "
            "somebody with an opinion."
        ),
        gettext_lazy("Offer “Not applicable”, or ask only those whom it fits, by a condition."),
        DILLMAN,
    ),
    Rule.NO_DIRECTION: RuleWords(
        gettext_lazy("No favourable end"),
        gettext_lazy("No end of its scale is favourable."),
        gettext_lazy(
            "Without it results have no favourable share of this question, and cannot say whether "
            "a change is for the better."
        ),
        gettext_lazy("Set which end of the scale is favourable, or mark it as an attribute."),
        "Candor, docs/methods/favourable-share.md",
    ),
}
