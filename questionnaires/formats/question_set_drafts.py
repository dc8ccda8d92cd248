"""Drafts of question sets: kept while something is missing, never while something is wrong."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import replace
from typing import Final

from analysis.instrument import Instrument
from questionnaires.formats.located_yaml import read_yaml
from questionnaires.formats.question_set_parts import Parts
from questionnaires.formats.question_set_yaml import read_question_set, write_question_set

#: Translations that are older than the text they stand for: the text that they were made of, by
#: language and path.
Outdated = Mapping[str, Mapping[str, str]]

#: The groups of texts that belong to no section.
SET, SCALES = "set", "scales"
_SECTION: Final = "section-"


def settle_draft(instrument: Instrument, filename: str) -> tuple[str, Instrument]:
    """A draft as a file, and as that file is read: exactly what an import of it would give.

    Translations of texts that are not there any more go; so do scales that nothing uses. Raises
    :class:`QuestionSetError` for everything that is wrong, not for what is only missing.
    """
    text = write_question_set(instrument)
    known = _texts(text)
    kept = {
        language: {path: words for path, words in texts.items() if path in known}
        for language, texts in instrument.translations.items()
    }
    kept = {language: texts for language, texts in kept.items() if texts}
    if kept != instrument.translations:
        text = write_question_set(replace(instrument, translations=kept))
    return text, read_question_set(text, filename, draft=True)


def texts_to_translate(instrument: Instrument) -> dict[str, str]:
    """All texts that people read, by their path, in the order of the file."""
    return _texts(write_question_set(instrument))


def texts_by_group(instrument: Instrument) -> dict[str, dict[str, str]]:
    """The texts to translate in groups of a page's length, each by path, in the order asked.

    First the set's own, then ``section-`` and its code with the questions of each section, then the
    answers of all scales.
    """
    homes = {code: section.code for section in instrument.sections for code in section.items}
    sections = {f"{_SECTION}{section.code}": section.code for section in instrument.sections}
    found: dict[str, dict[str, str]] = {SET: {}, **{name: {} for name in sections}, SCALES: {}}
    for path, text in texts_to_translate(instrument).items():
        kind, _dot, rest = path.partition(".")
        code = rest.partition(".")[0]
        home = {"sections": code, "items": homes.get(code, "")}.get(kind, "")
        found[SCALES if kind == SCALES else f"{_SECTION}{home}" if home else SET][path] = text
    return {name: texts for name, texts in found.items() if texts}


def outdated_after(
    before: Instrument,
    after: Instrument,
    known: Outdated,
    confirmed: Mapping[str, Collection[str]],
    seen: Mapping[str, str] | None = None,
) -> dict[str, dict[str, str]]:
    """The translations that are older than their text once ``before`` has become ``after``.

    ``known`` are those that were so before; ``confirmed`` are paths, by language, of which somebody
    said that the translation is still right. A translation in other words is new: it was made of
    the text ``seen``, where that is not the one of ``before``. One whose text is again what it was
    made of is right again.
    """
    if not after.translations:
        return {}
    old_texts, new_texts = texts_to_translate(before), texts_to_translate(after)
    found: dict[str, dict[str, str]] = {}
    for language, words in after.translations.items():
        old_words = before.translations.get(language, {})
        marked = known.get(language, {})
        # A question under another code keeps its translations, and with them their marks.
        moved = {old_words.get(p, ""): text for p, text in marked.items() if p not in new_texts}
        for path, word in words.items():
            if path in confirmed.get(language, ()):
                made_of = (seen or {}).get(path)
            elif path not in old_texts:
                made_of = moved.get(word)
            elif old_words.get(path) != word:
                made_of = (seen or {}).get(path)
            else:
                made_of = marked.get(path, old_texts[path])
            if made_of is not None and path in new_texts and made_of != new_texts[path]:
                found.setdefault(language, {})[path] = made_of
    return found


def _texts(text: str) -> dict[str, str]:
    return Parts.of(read_yaml(text, "")[0]).texts()
