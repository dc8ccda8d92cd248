"""A questionnaire in another language: the texts change, the codes that are stored do not."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from analysis.instrument import Instrument, Scale, with_numbers
from analysis.ranges import NumberRange


def languages_of(instrument: Instrument) -> tuple[str, ...]:
    """The languages that a questionnaire can be read in, in order of their codes."""
    return tuple(sorted({instrument.language, *instrument.translations}))


def choose_language(instrument: Instrument, *wishes: str | None) -> str:
    """The first wish that can be met (``de-at`` is met by ``de``), else the language it has."""
    offered = {code.lower(): code for code in languages_of(instrument)}
    for wish in filter(None, wishes):
        code = wish.lower()
        if found := offered.get(code) or offered.get(code.split("-")[0]):
            return found
    return instrument.language


def translated(instrument: Instrument, language: str) -> Instrument:
    """The same questionnaire with the texts of a language; a missing text stays as it is."""
    texts = instrument.translations.get(language)
    if not texts:
        return instrument
    return replace(
        instrument,
        title=texts.get("title", instrument.title),
        description=texts.get("description", instrument.description),
        sections=tuple(
            replace(
                section,
                title=texts.get(f"sections.{section.code}.title", section.title),
                intro=texts.get(f"sections.{section.code}.intro", section.intro),
            )
            for section in instrument.sections
        ),
        items=tuple(
            replace(item, scale=_translated_scale(item.scale, texts)).worded(
                texts.get(f"items.{item.code}.text", item.written_text),
                texts.get(f"items.{item.code}.help", item.written_help),
            )
            for item in instrument.items
        ),
        constructs=tuple(
            replace(
                construct,
                title=texts.get(f"constructs.{construct.code}.title", construct.title),
            )
            for construct in instrument.constructs
        ),
    )


def _translated_scale(scale: Scale, texts: Mapping[str, str]) -> Scale:
    if scale.numbers:
        return _translated_numbers(scale, scale.numbers, texts)
    prefix = f"scales.{scale.code}.options."
    if not any(path.startswith(prefix) for path in texts):
        return scale
    options = (
        replace(option, label=texts.get(prefix + option.code, option.label))
        for option in scale.options
    )
    return replace(scale, options=tuple(options))


def _translated_numbers(scale: Scale, numbers: NumberRange, texts: Mapping[str, str]) -> Scale:
    """A scale of numbers with its unit and its ends in another language."""
    prefix = f"scales.{scale.code}."
    worded = replace(
        numbers,
        unit=texts.get(f"{prefix}unit", numbers.unit),
        low=texts.get(f"{prefix}low", numbers.low),
        high=texts.get(f"{prefix}high", numbers.high),
    )
    return with_numbers(scale, worded)
