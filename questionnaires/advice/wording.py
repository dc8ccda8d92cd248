"""Rules on the words of one question, in English, German and Spanish.

In any other language only its length is judged. A rule looks for forms, never for meanings: it
misses much, and what it says is a reason to read the question once more.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from analysis.instrument import Item, ScaleKind
from questionnaires.advice.english import ENGLISH
from questionnaires.advice.german import GERMAN
from questionnaires.advice.languages import Language
from questionnaires.advice.reading import sentences_in, words_of
from questionnaires.advice.spanish import SPANISH
from questionnaires.advice.values import Advice, Rule

LANGUAGES = {language.code: language for language in (ENGLISH, GERMAN, SPANISH)}
#: Words of a question; Payne 1951 asks for twenty at most, and our own sets keep below this.
MOST_WORDS = 25
#: Of fewer words no formula says anything.
FEWEST_WORDS_TO_READ = 7
#: To write, or to count what did not happen, is not to disagree.
_DENIES_NOTHING = frozenset({ScaleKind.TEXT, ScaleKind.PERCENTAGE, ScaleKind.AMOUNT})
#: A word counts for no more syllables than this: one long word does not make a sentence hard.
_LONGEST_SYLLABLES = 4


def wording_advice(item: Item, language: str) -> Iterator[Advice]:
    """What is worth a second look in the words of a question."""
    text = item.text
    words = words_of(text)
    place = f"items.{item.code}"
    if len(words) > MOST_WORDS:
        yield Advice(Rule.TOO_LONG, place, text, language, number=len(words), limit=MOST_WORDS)
    known = LANGUAGES.get(language.lower().split("-")[0])
    if known is None:
        return
    for rule, found in _found(text, item, known):
        yield Advice(rule, place, text, language, found=found)
    if len(words) >= FEWEST_WORDS_TO_READ:
        ease = reading_ease(text, known)
        if ease < known.hard_below:
            yield Advice(
                Rule.HARD_TO_READ, place, text, language, number=round(ease), limit=known.hard_below
            )


def reading_ease(text: str, language: Language) -> float:
    """How easy a text is to read, by the formula of its language; more is easier."""
    words = words_of(text)
    if not words:
        return 100.0
    syllables = sum(min(language.syllables(word), _LONGEST_SYLLABLES) for word in words)
    return language.ease(len(words) / sentences_in(text), syllables / len(words))


def _found(text: str, item: Item, language: Language) -> Iterator[tuple[Rule, str]]:
    """Each rule that goes by words, and the words that it goes by."""
    if two := double_barrelled(text, language):
        yield Rule.DOUBLE_BARRELLED, two
    led = language.leading.search(text)
    if led:
        yield Rule.LEADING, _trimmed(led[0])
    plain = language.harmless.sub(" ", text)
    stated = plain.replace(led[0], " ") if led else plain  # "don't you think" is told once
    no = language.negation.search(stated)
    if no and item.scale.kind not in _DENIES_NOTHING:
        yield Rule.NEGATION, no[0]
    if jargon := language.jargon.search(text):
        yield Rule.JARGON, jargon[0]
    if absolute := language.absolute.search(plain):
        yield Rule.ABSOLUTE, absolute[0].strip()


def double_barrelled(text: str, language: Language) -> str:
    """The words that ask for two things at once; empty where none do.

    >>> double_barrelled("Builds are fast and reliable.", ENGLISH)
    'fast and reliable'
    >>> double_barrelled("Builds and tests are fast.", ENGLISH)
    ''
    """
    plain = language.fixed.sub("_", text)
    is_fact = plain.rstrip().endswith("?") and language.asks_for_facts.match(plain.lstrip())
    named = () if is_fact else (language.aspects, language.actors)  # one sum of hours or events
    for join in language.joins.finditer(plain):
        for kind in (language.qualities, *named):
            before, after = _ends_with(kind, plain[: join.start()]), kind.match(plain, join.end())
            if before and after:
                return f"{before}{join[0]}{after[0]}"
    if pair := language.pairs.search(plain):
        return pair[0]
    clause = None if is_fact else language.clauses.search(plain)
    return clause[0] if clause else ""


def _ends_with(kind: re.Pattern[str], text: str) -> str:
    """The last word or two of a text, if they are of this kind."""
    start = max(0, len(text) - 40)
    for found in kind.finditer(text, start):
        if found.end() == len(text):
            return found[0]
    return ""


def _trimmed(found: str) -> str:
    return found.strip(" ,")
