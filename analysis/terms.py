"""Terms of comments: what several people wrote in the same words, and what sets two groups apart.

A term is a word, or two words in a row, that says something alone. It is counted in people, never
in occurrences: to one question somebody writes one comment. What fewer people used than the gate
asks for is not told, neither as a term nor as a count beside another group's.
"""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field

from analysis.identifying import SHORTEST_TERM, NameWords, find_identifying
from analysis.stats.log_odds import log_odds_ratios
from analysis.stats.multiplicity import benjamini_hochberg
from analysis.stop_words import STOP_WORDS

#: Comments that each of two groups needs before they are compared, as any test here.
FEWEST_TO_COMPARE = 10
#: People that the prior weighs: as many as one group needs at least.
PRIOR = 10.0
#: Adjusted p-values below it are told.
LEVEL = 0.05
#: Terms that a page lists.
MOST_TERMS = 12
#: Begins with a letter, so no number is one; hyphens and apostrophes hold a word together.
_WORD = re.compile(r"(?<!\w)[^\W\d_][^\W_]{0,99}(?:['-][^\W_]{1,99}){0,9}(?!\w)")
_APOSTROPHES = str.maketrans({"\u2019": "'", "\u02bc": "'", "\u2010": "-", "\u2011": "-"})


@dataclass(frozen=True, slots=True)
class TermCounts:
    """How many of ``n`` people used each term.

    Terms are folded (``"größe"`` is ``"grösse"``); ``written`` has each as most people wrote it,
    in lower case.
    """

    n: int
    people: Mapping[str, int] = field(default_factory=dict)
    written: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Term:
    """A term that ``people`` of ``n`` used."""

    text: str
    people: int
    n: int


@dataclass(frozen=True, slots=True)
class TellingTerm:
    """A term that one group used more than the other, beyond what chance does.

    ``people`` of ``n`` here and ``others`` of ``others_n`` there; ``None``: fewer than may be told.
    ``z`` is positive where it is frequent here, ``None`` where one of the counts is untold, because
    it would give that count away.
    """

    text: str
    people: int | None
    n: int
    others: int | None
    others_n: int
    z: float | None
    is_frequent_here: bool


def terms_in(text: str, names: Iterable[str] = ()) -> dict[str, str]:
    """The terms of a text, folded, with each as it is written there in lower case.

    No term holds a number alone, a link, an address, or whatever else :mod:`analysis.identifying`
    finds, names of people among it; two words make a term where nothing but white space is between
    them and both say something alone.

    >>> sorted(terms_in("The slow Builds! Ada's builds are slow, see OPS-17.", ["Ada Lovelace"]))
    ['builds', 'slow', 'slow builds']
    """
    found: dict[str, str] = {}
    plain = unicodedata.normalize("NFKC", text).translate(_APOSTROPHES)
    for words in _rows_of_words(_without_identifying(plain, _name_words(names))):
        for first, *second in (words[place : place + 2] for place in range(len(words))):
            for written in (first, *(f"{first} {other}" for other in second)):
                found.setdefault(written.casefold(), written.lower())
    return found


def count_terms(texts: Iterable[str], names: Iterable[str] = ()) -> TermCounts:
    """How many of those who wrote these texts, one each, used each term."""
    words = _name_words(names)
    people: Counter[str] = Counter()
    written: dict[str, Counter[str]] = {}
    n = 0
    for text in texts:
        n += 1
        for term, as_written in terms_in(text, words).items():
            people[term] += 1
            written.setdefault(term, Counter())[as_written] += 1
    return TermCounts(n, dict(people), {term: _most(forms) for term, forms in written.items()})


def frequent_terms(counts: TermCounts, fewest: int, most: int = MOST_TERMS) -> tuple[Term, ...]:
    """The terms that most people used, at least ``fewest`` and two; most first, then by letter."""
    told = {term: people for term, people in counts.people.items() if people >= max(fewest, 2)}
    kept = sorted(_without_parts(told), key=lambda term: (-told[term], term))
    return tuple(Term(counts.written[term], told[term], counts.n) for term in kept[:most])


def telling_terms(
    here: TermCounts, there: TermCounts, fewest: int
) -> tuple[TellingTerm, ...] | None:
    """The terms that set two groups of people apart, the clearest first; ``None``: too few wrote.

    Compared are the terms that at least ``fewest`` people used in one of the groups. Told are those
    whose p-value, adjusted for all that are compared (Benjamini and Hochberg), is below
    :data:`LEVEL`, and which ``fewest`` used where they are frequent.
    """
    if min(here.n, there.n) < FEWEST_TO_COMPARE:
        return None
    terms = sorted(
        term
        for term in {**here.people, **there.people}
        if max(here.people.get(term, 0), there.people.get(term, 0)) >= max(fewest, 2)
    )
    if not terms:
        return ()
    used = [[counts.people.get(term, 0) for term in terms] for counts in (here, there)]
    ratios = log_odds_ratios(*used, n_first=here.n, n_second=there.n, prior=PRIOR)
    adjusted = dict(zip(terms, benjamini_hochberg(ratios.p_value).tolist(), strict=True))
    z = dict(zip(terms, ratios.z.tolist(), strict=True))
    frequent = {term: (here if z[term] > 0 else there).people.get(term, 0) for term in terms}
    told = {
        term: frequent[term]
        for term in terms
        if adjusted[term] < LEVEL and frequent[term] >= max(fewest, 2)
    }
    kept = sorted(_without_parts(told), key=lambda term: (-abs(z[term]), term))
    return tuple(_telling(term, z[term], here, there, fewest) for term in kept)


def _telling(term: str, z: float, here: TermCounts, there: TermCounts, fewest: int) -> TellingTerm:
    people, others = (
        count if (count := counts.people.get(term, 0)) >= fewest else None
        for counts in (here, there)
    )
    is_told = people is not None and others is not None
    written = (here if z > 0 else there).written[term]
    return TellingTerm(
        written, people, here.n, others, there.n, z if is_told else None, is_frequent_here=z > 0
    )


def _name_words(names: Iterable[str]) -> NameWords:
    """The words that are no terms, as short as a term can be."""
    return names if isinstance(names, NameWords) else NameWords(names, SHORTEST_TERM)


def _without_identifying(text: str, names: NameWords) -> str:
    """A full stop in the place of each finding, so that no two words meet over it."""
    parts, end = [], 0
    for found in find_identifying(text, names):
        parts += [text[end : found.start], "."]
        end = found.end
    return "".join([*parts, text[end:]])


def _rows_of_words(text: str) -> Iterator[list[str]]:
    """Words in a row: a row ends at punctuation and at every word that says nothing alone."""
    row: list[str] = []
    end = 0
    for match in _WORD.finditer(text):
        word = match[0].removesuffix("'s").removesuffix("'S")
        if text[end : match.start()].strip() and row:
            yield row
            row = []
        end = match.end()
        if len(word) >= SHORTEST_TERM and not {word.casefold(), match[0].casefold()} & STOP_WORDS:
            row.append(word)
        elif row:
            yield row
            row = []
    if row:
        yield row


def _without_parts(people: Mapping[str, int]) -> list[str]:
    """Terms without the words that nobody used but within two that are among them."""
    within = {(word, people[term]) for term in people if " " in term for word in term.split(" ")}
    return [term for term in people if " " in term or (term, people[term]) not in within]


def _most(forms: Counter[str]) -> str:
    return min(forms, key=lambda form: (-forms[form], form))
