"""How hard a text is to read, by the length of its sentences and words.

Three formulas, each made for its language: Flesch 1948 for English, Amstad 1978 for German,
Fernández Huerta 1959 for Spanish. They were made for texts of a hundred words and more; of one
question they say little, so that only what is far out is called hard. Syllables are counted by the
groups of vowels, which is right for about nine words in ten.
"""

from __future__ import annotations

import re

_WORD = re.compile(r"[^\W\d_]+(?:['\u2019-][^\W\d_]+)*")
_SENTENCE_END = re.compile(r"[.!?:;]+(?:\s|$)")
#: No word of a question has more letters; what has is something else, and is cut.
_LONGEST_WORD = 60

_ENGLISH_GROUPS = re.compile(r"[aeiouy]+")
_ENGLISH_SILENT = re.compile(r"(?:[^laeiouy]es|[^td]ed|[^l]e)$")
_GERMAN_GROUPS = re.compile(r"aa|ee|oo|ie|ei|ai|au|eu|äu|[aeiouyäöü]")
_SPANISH_GROUPS = re.compile(
    r"[iuü]?[aeoáéó][iuüy]?(?![aeoáéóíú])|[iuü]?[aeoáéó]|[íú]|[iuü]+|y(?![aeiou])"
)


def words_of(text: str) -> list[str]:
    """The words of a text.

    >>> words_of("On-call work: 3 nights, don't you?")
    ['On-call', 'work', 'nights', "don't", 'you']
    """
    return [word[:_LONGEST_WORD] for word in _WORD.findall(text)]


def sentences_in(text: str) -> int:
    """How many sentences a text has, one at least."""
    return max(1, len(_SENTENCE_END.findall(text.strip())))


def english_syllables(word: str) -> int:
    """Syllables of an English word.

    >>> [english_syllables(word) for word in ("change", "tested", "deployment", "table", "quality")]
    [1, 2, 3, 2, 3]
    """
    lower = word.lower()
    count = len(_ENGLISH_GROUPS.findall(lower))
    if count > 1 and _ENGLISH_SILENT.search(lower):
        count -= 1
    return max(1, count)


def german_syllables(word: str) -> int:
    """Syllables of a German word.

    >>> [german_syllables(word) for word in ("Arbeit", "Auslieferung", "ist", "Bauer")]
    [2, 4, 1, 2]
    """
    return max(1, len(_GERMAN_GROUPS.findall(word.lower())))


def spanish_syllables(word: str) -> int:
    """Syllables of a Spanish word; two strong vowels, or a weak one with an accent, are two.

    >>> [spanish_syllables(word) for word in ("trabajo", "despliegue", "guía", "leo", "prueba")]
    [3, 3, 2, 2, 2]
    """
    lower = word.lower().replace("qu", "k")
    lower = re.sub(r"gu(?=[eéií])", "g", lower)
    return max(1, len(_SPANISH_GROUPS.findall(lower)))


def flesch_reading_ease(words: float, syllables: float) -> float:
    """Flesch 1948 by words a sentence and syllables a word; 100 is very easy, 0 very hard.

    >>> round(flesch_reading_ease(10, 1.5), 3)
    69.785
    """
    return 206.835 - 1.015 * words - 84.6 * syllables


def amstad_reading_ease(words: float, syllables: float) -> float:
    """Amstad 1978, the same for German, whose words are longer.

    >>> round(amstad_reading_ease(10, 1.5), 3)
    82.25
    """
    return 180 - words - 58.5 * syllables


def fernandez_huerta_reading_ease(words: float, syllables: float) -> float:
    """Fernández Huerta 1959, the same for Spanish.

    >>> round(fernandez_huerta_reading_ease(10, 1.5), 3)
    106.64
    """
    return 206.84 - 1.02 * words - 60 * syllables
