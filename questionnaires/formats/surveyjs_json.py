"""SurveyJS: pages of elements as JSON.

What ours say beyond it stands in a property ``candor`` of the survey and of each question. SurveyJS
loads a survey with it, and leaves it out of what its designer saves.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from analysis.instrument import Instrument, Item, Scale, ScaleKind, Section
from questionnaires.formats.exchange import ExchangeFormat, Writing, changed, kept
from questionnaires.formats.exchange_cells import item_cells, number_word, scale_cells
from questionnaires.formats.exchange_writing import ExactTexts, losses_of, translations_besides
from questionnaires.formats.surveyjs_reader import read
from questionnaires.formats.surveyjs_values import CANDOR

#: Up to so many characters a text is one line.
ONE_LINE = 200


def write(instrument: Instrument) -> Writing:
    """A survey that SurveyJS shows with the same questions, answers and conditions."""
    exact, shown = ExactTexts(), set[str]()
    texts = _Texts(instrument, exact, shown)
    survey: dict[str, Any] = {
        "title": texts.told(instrument.title, "title"),
        "description": texts.told(instrument.description, "description"),
        "locale": instrument.language,
        "pages": [_page(section, instrument, texts) for section in instrument.sections],
    }
    translations_besides(instrument, exact, shown)
    survey[CANDOR] = {
        "code": instrument.code,
        "constructs": {c.code: c.title for c in instrument.constructs},
        "texts": exact.texts,
    }
    remarks = [
        kept(f"page {section.code}", f"question {code}")
        for section in instrument.sections
        for code in section.items
    ]
    why = "SurveyJS shows the survey without it, and its designer saves the survey without it."
    remarks.append(changed("survey", f"property {CANDOR}", why))
    remarks += losses_of(instrument, "SurveyJS")
    data = json.dumps(_filled(survey), ensure_ascii=False, indent=2) + "\n"
    return Writing(data.encode(), tuple(remarks))


class _Texts:
    """Texts as SurveyJS has them: one, or one for each language."""

    def __init__(self, instrument: Instrument, exact: ExactTexts, shown: set[str]) -> None:
        self.translations = instrument.translations
        self.exact = exact
        self.shown = shown

    def told(self, text: str, path: str) -> str | dict[str, str]:
        """The text at this path, with its translations."""
        if not text:
            return ""
        self.shown.add(path)
        others = {
            language: self.exact.plain(texts[path], path, language)
            for language, texts in self.translations.items()
            if path in texts
        }
        first = self.exact.plain(text, path)
        return {"default": first, **others} if others else first


def _page(section: Section, instrument: Instrument, texts: _Texts) -> dict[str, Any]:
    path = f"sections.{section.code}"
    return {
        "name": section.code,
        "title": texts.told(section.title, f"{path}.title"),
        "description": texts.told(section.intro, f"{path}.intro"),
        "questionOrder": "random" if section.is_shuffled else "",
        "elements": [_element(instrument.item(code), instrument, texts) for code in section.items],
    }


def _element(item: Item, instrument: Instrument, texts: _Texts) -> dict[str, Any]:
    path = f"items.{item.code}"
    return {
        **_answers(item.scale, texts),
        "name": item.code,
        "title": texts.told(item.written_text, f"{path}.text"),
        "description": texts.told(item.written_help, f"{path}.help"),
        "isRequired": item.required,
        "visibleIf": _visible_if(item, instrument),
        CANDOR: _beyond(item, instrument),
    }


def _beyond(item: Item, instrument: Instrument) -> dict[str, str]:
    native = ("minimum", "maximum", "step", "max_choices", "ranks", "max_length")
    cells = item_cells(item, instrument) | scale_cells(item.scale)
    return {name: text for name, text in cells.items() if name not in native}


def _visible_if(item: Item, instrument: Instrument) -> str:
    if item.show_if is None:
        return ""
    asked = instrument.item(item.show_if.item).scale
    answers = sorted(item.show_if.answers)
    listed = ", ".join(answers if asked.is_number else (f"'{code}'" for code in answers))
    return f"{{{item.show_if.item}}} anyof [{listed}]"


def _answers(scale: Scale, texts: _Texts) -> dict[str, Any]:
    match scale.kind:
        case ScaleKind.TEXT:
            is_short = scale.max_length is not None and scale.max_length <= ONE_LINE
            return {"type": "text" if is_short else "comment", "maxLength": scale.max_length}
        case ScaleKind.PERCENTAGE | ScaleKind.AMOUNT | ScaleKind.SLIDER:
            span = scale.range
            is_slider = scale.kind is ScaleKind.SLIDER
            return {
                "type": "slider" if is_slider else "text",
                "inputType": "" if is_slider else "number",
                **{
                    name: json.loads(number_word(value))
                    for name, value in (
                        ("min", span.minimum),
                        ("max", span.maximum),
                        ("step", span.step),
                    )
                },
            }
        case ScaleKind.ORDINAL:
            return {
                "type": "rating",
                "displayMode": "buttons",
                "rateValues": _choices(scale, texts),
            }
        case ScaleKind.RANKING:
            most: dict[str, Any] = {}
            if scale.ranks is not None:
                most = {"selectToRankEnabled": True, "maxSelectedChoices": scale.ranks}
            return {"type": "ranking", "choices": _choices(scale, texts), **most}
        case ScaleKind.MULTIPLE:
            return {
                "type": "checkbox",
                "choices": _choices(scale, texts),
                "maxSelectedChoices": scale.max_choices,
            }
        case _:
            return {"type": "radiogroup", "choices": _choices(scale, texts)}


def _choices(scale: Scale, texts: _Texts) -> list[dict[str, Any]]:
    return [
        {
            "value": option.code,
            "text": texts.told(option.label, f"scales.{scale.code}.options.{option.code}"),
            "showCommentArea": option.say,
            "isExclusive": option.exclusive,
        }
        for option in scale.options
    ]


def _filled(value: Any) -> Any:
    """Without what says nothing; numbers stay, zero too."""
    if isinstance(value, Mapping):
        found = {name: _filled(one) for name, one in value.items()}
        return {
            n: v
            for n, v in found.items()
            if v is not None and v is not False and v not in ("", {}, [])
        }
    return [_filled(one) for one in value] if isinstance(value, list) else value


def _recognises(data: bytes, filename: str) -> bool:
    if not filename.lower().endswith(".json"):
        return False
    return any(f'"{name}"'.encode() in data for name in ("pages", "elements"))


FORMAT = ExchangeFormat(
    code="surveyjs",
    title="SurveyJS JSON",
    suffix=".json",
    media_type="application/json",
    recognises=_recognises,
    read=read,
    write=write,
)

__all__ = ["FORMAT", "read", "write"]
