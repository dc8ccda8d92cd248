"""A draft, judged by every rule; or one question of it, while it is written."""

from __future__ import annotations

from collections.abc import Iterator

from analysis.instrument import Instrument, Item
from analysis.translations import languages_of, translated
from questionnaires.advice.identifying import attribute_advice, attributes_together
from questionnaires.advice.scales import answer_advice, scale_advice, scales_that_differ
from questionnaires.advice.structure import construct_advice, length_advice, required_advice
from questionnaires.advice.values import Advice, Circumstances
from questionnaires.advice.wording import wording_advice


def advice_on(instrument: Instrument, circumstances: Circumstances) -> tuple[Advice, ...]:
    """Everything worth a second look: the set, its constructs, then question by question.

    Texts are judged in every language that they have.
    """
    return tuple(_of_set(instrument, circumstances))


def advice_on_item(item: Item, language: str, circumstances: Circumstances) -> tuple[Advice, ...]:
    """Everything worth a second look in one question and its answers, in one language."""
    return tuple(_of_item(item, language, circumstances))


def _of_set(instrument: Instrument, circumstances: Circumstances) -> Iterator[Advice]:
    yield from length_advice(instrument, circumstances)
    yield from attributes_together(instrument, circumstances)
    yield from construct_advice(instrument)
    yield from scales_that_differ(instrument)
    for scale in dict.fromkeys(item.scale for item in instrument.items):
        yield from scale_advice(scale)
    others = [code for code in languages_of(instrument) if code != instrument.language]
    worded = {code: {i.code: i for i in translated(instrument, code).items} for code in others}
    for item in instrument.items:
        yield from _of_question(item, instrument.language, circumstances)
        for code, items in worded.items():
            if f"items.{item.code}.text" in instrument.translations[code]:
                yield from wording_advice(items[item.code], code)


def _of_item(item: Item, language: str, circumstances: Circumstances) -> Iterator[Advice]:
    yield from _of_question(item, language, circumstances)
    yield from scale_advice(item.scale)


def _of_question(item: Item, language: str, circumstances: Circumstances) -> Iterator[Advice]:
    yield from wording_advice(item, language)
    yield from answer_advice(item)
    yield from required_advice(item, language)
    yield from attribute_advice(item, circumstances)
