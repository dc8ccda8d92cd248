"""What the rules on wording need to know of a language: word lists, compiled once."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass


def phrases(*blocks: str) -> re.Pattern[str]:
    """Any of these words and phrases, as whole words in whatever case.

    A block is a regular expression with one alternative or more a line, in which a space stands for
    white space.

    >>> phrases("of course", "best[- ]practices?\\nsynergy").search("Of  course it is.")[0]
    'Of  course'
    """
    lines = (line for block in blocks for line in block.strip().splitlines())
    joined = "|".join(lines).replace(" ", r"\s+")
    return re.compile(rf"(?<!\w)(?:{joined})(?!\w)", re.IGNORECASE)


def listed(words: str, endings: str = "") -> str:
    """A list of words as a block, each with these endings or none.

    >>> listed("klar schnell", "e|en")
    '(?:klar|schnell)(?:e|en)?'
    """
    joined = f"(?:{'|'.join(words.split())})"
    return f"{joined}(?:{endings})?" if endings else joined


def both_ends(pairs: str, joins: str, endings: str = "") -> str:
    """Words for the two ends of one scale as a block, joined in either order.

    >>> phrases(both_ends("fast slow;easy hard", "or")).search("How slow or fast is it?")[0]
    'slow or fast'
    """
    ends = [pair.split() for line in pairs.strip().splitlines() for pair in line.split(";")]
    both = ((a, b) for low, high in ends for a, b in ((low, high), (high, low)))
    return "|".join(f"{a}{endings} (?:{joins}) {b}{endings}" for a, b in both)


@dataclass(frozen=True, slots=True)
class Language:
    """One language, as far as the rules go.

    ``joins`` are the words between two things; ``qualities``, ``aspects`` and ``actors`` match
    whole words that stand for one judgement each, so that two of them side by side are two
    questions; ``clauses`` match a second clause, ``pairs`` two things of one kind that are named
    apart, ``fixed`` pairs that are one thing. ``asks_for_facts`` matches the beginning of questions
    in which a second clause narrows what is counted. ``syllables`` counts those of a word,
    ``ease`` is how easy a text is (more is easier) by words a sentence and syllables a word,
    ``hard_below`` where it is called hard.
    """

    code: str
    joins: re.Pattern[str]
    qualities: re.Pattern[str]
    aspects: re.Pattern[str]
    actors: re.Pattern[str]
    clauses: re.Pattern[str]
    pairs: re.Pattern[str]
    fixed: re.Pattern[str]
    asks_for_facts: re.Pattern[str]
    leading: re.Pattern[str]
    negation: re.Pattern[str]
    jargon: re.Pattern[str]
    absolute: re.Pattern[str]
    harmless: re.Pattern[str]
    sensitive: re.Pattern[str]
    syllables: Callable[[str], int]
    ease: Callable[[float, float], float]
    hard_below: float
