"""Advice in words: what was found, why it matters, what to write instead, and its source."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from questionnaires.advice.values import Advice, Rule

KROSNICK = "Krosnick & Presser 2010, Question and questionnaire design, Handbook of Survey Research"
DILLMAN = "Dillman, Smyth & Christian 2014, Internet, Phone, Mail, and Mixed-Mode Surveys"
FOWLER = "Fowler 1995, Improving Survey Questions"
PAYNE = "Payne 1951, The Art of Asking Questions"


@dataclass(frozen=True, slots=True)
class RuleWords:
    """A rule in words: its name, why it is one, what to do, and its source."""

    name: Any
    reason: Any
    instead: Any
    source: str


WORDS: dict[Rule, RuleWords] = {
    Rule.DOUBLE_BARRELLED: RuleWords(
        gettext_lazy("Two questions in one"),
        gettext_lazy(
            "Where only one of the two is true there is no right answer, and nobody can tell which "
            "one was answered."
        ),
        gettext_lazy("Ask for one of them, or make two questions."),
        KROSNICK,
    ),
    Rule.LEADING: RuleWords(
        gettext_lazy("Leading or loaded"),
        gettext_lazy(
            "Words that judge, or that expect an answer, pull answers towards it. The figure then "
            "tells how it was asked."
        ),
        gettext_lazy("Say what is meant without a judgement, or name both ends: easy or hard."),
        KROSNICK,
    ),
    Rule.NEGATION: RuleWords(
        gettext_lazy("Negation"),
        gettext_lazy(
            "To disagree with “not” is to deny twice. Some overlook the word, and answer the "
            "opposite of what they mean."
        ),
        gettext_lazy("Say it without the word; turn the scores round where agreeing is bad."),
        KROSNICK,
    ),
    Rule.JARGON: RuleWords(
        gettext_lazy("Jargon"),
        gettext_lazy(
            "Words of management and abbreviations mean different things to different people, or "
            "nothing."
        ),
        gettext_lazy("Write what people see or do, in words that they use themselves."),
        KROSNICK,
    ),
    Rule.ABSOLUTE: RuleWords(
        gettext_lazy("Absolute word"),
        gettext_lazy(
            "One exception makes it untrue, so that people who mostly agree must disagree. The "
            "scale has its own words for how much."
        ),
        gettext_lazy("Leave the word out, or ask how often."),
        PAYNE,
    ),
    Rule.TOO_LONG: RuleWords(
        gettext_lazy("Too long"),
        gettext_lazy(
            "What is long is read in part, and people answer the part that they read. Payne asks "
            "for twenty words at most."
        ),
        gettext_lazy("Cut it, or move what to think of to the introduction of the section."),
        PAYNE,
    ),
    Rule.HARD_TO_READ: RuleWords(
        gettext_lazy("Hard to read"),
        gettext_lazy(
            "Long words in long sentences cost time, and those who read in a second language cost "
            "them most. The formula is crude: Lenzner 2014 shows what it misses."
        ),
        gettext_lazy("Use shorter words, and verbs where there are nouns."),
        "Flesch 1948, A new readability yardstick; Amstad 1978, Wie verständlich sind unsere "
        "Zeitungen?; Fernández Huerta 1959, Medidas sencillas de lecturabilidad",
    ),
    Rule.UNBALANCED_SCALE: RuleWords(
        gettext_lazy("The scale leans"),
        gettext_lazy(
            "With more answers on one side, more answers fall on that side, whatever people think."
        ),
        gettext_lazy("Offer as many good levels as bad ones."),
        DILLMAN,
    ),
    Rule.MIXED_SCALE: RuleWords(
        gettext_lazy("Two scales in one"),
        gettext_lazy(
            "Levels of different kinds do not exclude each other: one can agree and do so rarely. "
            "Then their order means nothing, and neither does a mean."
        ),
        gettext_lazy("Keep to one kind of levels: how much, how often, or how good."),
        FOWLER,
    ),
    Rule.SCALES_DIFFER: RuleWords(
        gettext_lazy("Like another scale, and different"),
        gettext_lazy(
            "Scales with the same ends of another length, or the other way round, are taken for "
            "each other while people answer, and cannot be compared."
        ),
        gettext_lazy("Use one of the two for all questions of this kind."),
        DILLMAN,
    ),
    Rule.BARE_NUMBERS: RuleWords(
        gettext_lazy("Levels without words"),
        gettext_lazy(
            "A number means another thing to each reader. Scales of which each level has words are "
            "answered more reliably."
        ),
        gettext_lazy("Give each level words."),
        KROSNICK,
    ),
    Rule.NO_NA: RuleWords(
        gettext_lazy("No “Not applicable”"),
        gettext_lazy(
            "Whom the question does not fit takes the middle, or any level, and is counted as "
            "somebody with an opinion."
        ),
        gettext_lazy("Offer “Not applicable”, or ask only those whom it fits, by a condition."),
        DILLMAN,
    ),
    Rule.NO_DIRECTION: RuleWords(
        gettext_lazy("No favourable end"),
        gettext_lazy(
            "Without it results have no favourable share of this question, and cannot say whether "
            "a change is for the better."
        ),
        gettext_lazy("Set which end of the scale is favourable, or mark it as an attribute."),
        "Candor, docs/methods/favourable-share.md",
    ),
    Rule.THIN_CONSTRUCT: RuleWords(
        gettext_lazy("Fewer than two questions"),
        gettext_lazy(
            "A construct of one question has all of its errors, and nobody can tell how large they "
            "are: reliability needs two questions at least."
        ),
        gettext_lazy("Add a question that measures the same, or take the construct away."),
        "Nunnally & Bernstein 1994, Psychometric Theory",
    ),
    Rule.REQUIRED_SENSITIVE: RuleWords(
        gettext_lazy("Sensitive and required"),
        gettext_lazy(
            "Who does not want to tell makes something up, or leaves. Both do more harm than an "
            "answer that is missing."
        ),
        gettext_lazy("Let people leave it out."),
        "Tourangeau & Yan 2007, Sensitive questions in surveys, Psychological Bulletin 133",
    ),
    Rule.OPEN_QUESTIONS: RuleWords(
        gettext_lazy("Many questions to write to"),
        gettext_lazy(
            "Each takes a minute, most are left empty, and somebody has to read them all before "
            "others may."
        ),
        gettext_lazy("Keep the three that somebody will act on."),
        "Reja, Lozar Manfreda, Hlebec & Vehovar 2003, Open-ended vs. close-ended questions in web "
        "questionnaires, Developments in Applied Statistics",
    ),
    Rule.LONG_SET: RuleWords(
        gettext_lazy("Longer than ten minutes"),
        gettext_lazy(
            "The longer a survey says it takes, the fewer begin and the fewer finish; later "
            "questions are answered faster and more alike."
        ),
        gettext_lazy("Leave out what nobody will act on, or ask it in another round."),
        "Galesic & Bosnjak 2009, Effects of questionnaire length, Public Opinion Quarterly 73",
    ),
    Rule.IDENTIFYING: RuleWords(
        gettext_lazy("Groups that are too small"),
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
        gettext_lazy(
            "Each alone is harmless; together they fit hardly anybody twice. Results never cross "
            "them all, but who answers does not know that and may stop being open."
        ),
        gettext_lazy("Ask for fewer attributes, or for fewer answers to each."),
        "Sweeney 2000, Simple demographics often identify people uniquely, Carnegie Mellon",
    ),
}


def sentence_of(advice: Advice) -> str:
    """What was found, in a sentence."""
    given = {
        "found": advice.found,
        "n": round(advice.number),
        "limit": round(advice.limit),
    }
    match advice.rule:
        case Rule.DOUBLE_BARRELLED:
            said = _("“%(found)s” may ask for two things at once.")
        case Rule.LEADING:
            said = _("“%(found)s” may lead to an answer.")
        case Rule.NEGATION:
            said = _("“%(found)s” is a negation: to disagree would be to deny twice.")
        case Rule.JARGON:
            said = _("“%(found)s” may be jargon.")
        case Rule.ABSOLUTE:
            said = _("“%(found)s” leaves no room for an exception.")
        case Rule.TOO_LONG:
            said = _("It has %(n)d words; up to %(limit)d are read well.")
        case Rule.HARD_TO_READ:
            said = _("Its words and sentences are long for what they say.")
        case Rule.UNBALANCED_SCALE:
            said = _("%(n)d levels speak well and %(limit)d ill.")
        case Rule.MIXED_SCALE:
            said = _("Its levels are of different kinds: %(found)s.")
        case Rule.SCALES_DIFFER:
            said = _("This scale has the ends of “%(found)s”, but not its levels.")
        case Rule.BARE_NUMBERS:
            said = _("Some levels have no words: %(found)s.")
        case Rule.NO_NA:
            said = _("People whom it does not fit cannot say so.")
        case Rule.NO_DIRECTION:
            said = _("No end of its scale is favourable.")
        case Rule.THIN_CONSTRUCT:
            said = ngettext(
                "The construct is measured by %(n)d question.",
                "The construct is measured by %(n)d questions.",
                round(advice.number),
            )
        case Rule.REQUIRED_SENSITIVE if advice.found:
            said = _("It needs an answer, though “%(found)s” may be a sensitive matter.")
        case Rule.REQUIRED_SENSITIVE:
            said = _("It needs an answer, though it is a sensitive matter.")
        case Rule.OPEN_QUESTIONS:
            said = _("%(n)d questions ask people to write; up to %(limit)d are advised.")
        case Rule.LONG_SET:
            said = _("It takes about %(n)d minutes; up to %(limit)d are advised.")
        case Rule.IDENTIFYING:
            said = _(
                "With %(found)s answers, about %(n)d people would share one; results tell of "
                "%(limit)d or more."
            )
        case Rule.IDENTIFYING_TOGETHER:
            said = _(
                "The attributes have %(found)s combinations, so that about %(n)d people would "
                "share one; results tell of %(limit)d or more."
            )
    return said % given
