"""Drafts of question sets: kept while something is missing, never while something is wrong."""

from __future__ import annotations

from dataclasses import replace

from analysis.instrument import Instrument
from questionnaires.formats.located_yaml import read_yaml
from questionnaires.formats.question_set_parts import Parts
from questionnaires.formats.question_set_yaml import read_question_set, write_question_set


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


def _texts(text: str) -> dict[str, str]:
    return Parts.of(read_yaml(text, "")[0]).texts()
