"""Advice in words: what was found, why it matters, what to write instead, and its source.

One module for each family of rules, as in ``questionnaires/advice``. Where nothing can be named
or nobody is left to be counted, something else is said.
"""

from __future__ import annotations

from typing import Any

from questionnaires.advice.values import Advice, Rule
from surveyapp.advice_words import identifying, scales, structure, wording
from surveyapp.advice_words.rule_words import RuleWords

WORDS: dict[Rule, RuleWords] = {
    **wording.WORDS,
    **scales.WORDS,
    **structure.WORDS,
    **identifying.WORDS,
}


def sentence_of(advice: Advice) -> str:
    """What was found, in a sentence."""
    said: str = _said_of(advice) % {
        "found": advice.found,
        "n": round(advice.number),
        "limit": round(advice.limit),
    }
    return said


def _said_of(advice: Advice) -> Any:
    if not advice.found and advice.rule in structure.SAID_OF_NO_WORD:
        return structure.SAID_OF_NO_WORD[advice.rule]
    if not advice.number and advice.rule in identifying.SAID_OF_NOBODY:
        return identifying.SAID_OF_NOBODY[advice.rule]
    return WORDS[advice.rule].said
