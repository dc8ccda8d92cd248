"""Question sets as YAML: read with every problem named, written so that reading gives the same.

The format is described in ``docs/question-sets.md`` and in ``question_set.schema.json``.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import chain, islice
from typing import Any

import yaml

from analysis.instrument import (
    RANDOM,
    Condition,
    Construct,
    Instrument,
    Item,
    Option,
    Scale,
    Section,
)
from analysis.ranges import NumberRange, plain_number
from analysis.scales import BUILT_IN
from questionnaires.formats.located_yaml import Located, read_yaml
from questionnaires.formats.problems import Problem, QuestionSetError
from questionnaires.formats.question_set_checks import reference_problems
from questionnaires.formats.question_set_parts import Parts, one_line, text_of, words_of
from questionnaires.formats.question_set_schema import shape_problems

MOST_PROBLEMS = 100

_FLAGS = ("required", "reverse", "attribute")
_WORDS = ("construct", "about", "space", "devex", "dora")


def read_question_set(text: str, filename: str, *, draft: bool = False) -> Instrument:
    """The instrument that a file describes; of a ``draft``, gaps are no problem.

    Raises :class:`QuestionSetError` with all problems, in the order of their lines.
    """
    root, found_before = read_yaml(text, filename)
    return instrument_of(root, filename, found_before=found_before, draft=draft)


def instrument_of(
    root: Located, filename: str, *, found_before: Iterable[Problem] = (), draft: bool = False
) -> Instrument:
    """The instrument that the values of a file describe; raises as :func:`read_question_set`."""
    found = chain(found_before, shape_problems(root, filename), reference_problems(root, filename))
    told = (problem for problem in found if not (draft and problem.is_gap))
    problems = list(islice(told, MOST_PROBLEMS))
    if len(problems) == MOST_PROBLEMS:
        message = f"There are more problems than these {MOST_PROBLEMS}. Mend them first."
        problems.append(Problem(filename, 0, message))
    if problems:
        raise QuestionSetError(problems)
    return _instrument(Parts.of(root))


def raise_wordings(text: str, codes: Iterable[str]) -> str:
    """The same file with the ``wording`` of these items raised by one; comments stay.

    ``KeyError`` for a code that is no item of the file. The text must be one that can be read.
    """
    text = text.removeprefix("\ufeff")
    items = {item.word("code"): item for item in Parts.of(read_yaml(text, "")[0]).items}
    edits: list[tuple[int, int, str]] = []
    for code in set(codes):
        item, wording = items[code], items[code].get("wording")
        if wording is not None:
            end = wording.end
            edits.append((end - len(wording.text), end, str(wording.value + 1)))
        else:
            place = item.value["code"]
            # In front of the first key of the item, which stands in the item's own column.
            edits.append((place.end, place.end, _new_key(text, item, "wording: 2")))
    for start, end, replacement in sorted(edits, reverse=True):
        text = text[:start] + replacement + text[end:]
    return text


def _new_key(text: str, item: Located, entry: str) -> str:
    """A further key of an item, to be written behind the value of an earlier one."""
    is_flow = text[item.value["code"].end :].lstrip(" ")[:1] in (",", "}")
    return f", {entry}" if is_flow else f"\n{' ' * item.column}{entry}"


def _instrument(parts: Parts) -> Instrument:
    root = parts.root
    items = tuple(_item(place, parts) for place in parts.items)
    return Instrument(
        code=str(root.word("code")),
        title=text_of(root, "title"),
        description=text_of(root, "description"),
        language=root.word("language") or "en",
        sections=tuple(
            Section(
                code=str(place.word("code")),
                title=text_of(place, "title"),
                intro=text_of(place, "intro"),
                items=tuple(str(item.word("code")) for item in place.entries("items")),
                is_shuffled=place.word("order") == RANDOM,
            )
            for place in root.entries("sections")
        ),
        items=items,
        constructs=tuple(
            Construct(
                code, text_of(place, "title"), tuple(i.code for i in items if i.construct == code)
            )
            for code, place in parts.constructs.items()
        ),
        translations=_translations(root),
        outcome=root.word("outcome") or "",
        time_lost=root.word("time_lost") or "",
    )


def _item(place: Located, parts: Parts) -> Item:
    condition, wording = place.get("show_if"), place.get("wording")
    flags: dict[str, Any] = {key: found.value for key in _FLAGS if (found := place.get(key))}
    words: dict[str, Any] = {key: place.word(key) for key in _WORDS}
    item = Item(
        code=str(place.word("code")),
        text="",
        scale=parts.scales[str(place.word("scale"))],
        wording=wording.value if wording else 1,
        allows_na=place.word("na") != "off",
        source=text_of(place, "source"),
        show_if=Condition(str(condition.word("item")), words_of(condition, "answers"))
        if condition
        else None,
        **flags,
        **words,
    )
    return item.worded(text_of(place, "text"), text_of(place, "help"))


def _translations(root: Located) -> dict[str, dict[str, str]]:
    languages = root.get("translations")
    if languages is None:
        return {}
    return {
        language: {path: one_line(text.value) for path, text in texts.value.items()}
        for language, texts in languages.value.items()
    }


def write_question_set(instrument: Instrument) -> str:
    """The file that :func:`read_question_set` reads as this instrument.

    ``ValueError`` where items stand in no section or in another order than the sections.
    """
    order = [code for section in instrument.sections for code in section.items]
    if order != [item.code for item in instrument.items]:
        raise ValueError(f"{instrument.code}: every item must stand in one section, in order.")
    document = {
        "code": instrument.code,
        "title": instrument.title,
        "description": instrument.description,
        "language": instrument.language,
        "scales": [_scale_as_yaml(scale) for scale in _own_scales(instrument)],
        "constructs": [{"code": c.code, "title": c.title} for c in instrument.constructs],
        "outcome": instrument.outcome,
        "time_lost": instrument.time_lost,
        "sections": [_section_as_yaml(section, instrument) for section in instrument.sections],
        "translations": {lang: dict(texts) for lang, texts in instrument.translations.items()},
    }
    return yaml.dump(
        _without_empty(document), Dumper=_Dumper, sort_keys=False, allow_unicode=True, width=100
    )


def _own_scales(instrument: Instrument) -> Iterator[Scale]:
    """The scales that are not built in, in order of their use."""
    seen: set[str] = set()
    for item in instrument.items:
        scale = item.scale
        if scale.code not in seen and BUILT_IN.get(scale.code) != scale:
            yield scale
        seen.add(scale.code)


def _section_as_yaml(section: Section, instrument: Instrument) -> dict[str, Any]:
    return _without_empty(
        {
            "code": section.code,
            "title": section.title,
            "intro": section.intro,
            "order": RANDOM if section.is_shuffled else None,
            "items": [_item_as_yaml(instrument.item(code)) for code in section.items],
        }
    )


def _item_as_yaml(item: Item) -> dict[str, Any]:
    return _without_empty(
        {
            "code": item.code,
            "text": item.written_text,
            "help": item.written_help,
            "scale": item.scale.code,
            "wording": item.wording if item.wording != 1 else None,
            "na": None if item.allows_na else "off",
            **{key: getattr(item, key) or None for key in (*_FLAGS, *_WORDS)},
            "source": item.source,
            "show_if": item.show_if
            and {"item": item.show_if.item, "answers": sorted(item.show_if.answers)},
        }
    )


def _scale_as_yaml(scale: Scale) -> dict[str, Any]:
    is_number = scale.is_number
    return _without_empty(
        {
            "code": scale.code,
            "kind": scale.kind.value,
            "options": [] if is_number else [_option_as_yaml(o) for o in scale.options],
            "favourable": [] if is_number else _codes(scale, scale.favourable),
            "unfavourable": [] if is_number else _codes(scale, scale.unfavourable),
            "max_choices": scale.max_choices,
            "max_length": scale.max_length,
            "unipolar": scale.unipolar or None,
            "ranks": scale.ranks,
            **({} if scale.numbers is None else _numbers_as_yaml(scale.numbers)),
        }
    )


def _numbers_as_yaml(numbers: NumberRange) -> dict[str, Any]:
    return {name: plain_number(getattr(numbers, name)) for name in NumberRange.__slots__}


def _codes(scale: Scale, codes: frozenset[str]) -> list[str]:
    """Option codes in the order of the scale."""
    return [option.code for option in scale.options if option.code in codes]


def _option_as_yaml(option: Option) -> dict[str, Any]:
    return _without_empty(
        {
            "code": option.code,
            "label": option.label,
            "value": plain_number(option.value),
            "say": option.say or None,
            "exclusive": option.exclusive or None,
            "construct": option.construct,
        }
    )


def _without_empty(data: dict[str, Any]) -> dict[str, Any]:
    return {key: value for key, value in data.items() if value not in (None, "", [], {})}


class _Dumper(yaml.SafeDumper):
    """Indents lists below their key; quotes what YAML 1.1 would misread, so that tools agree."""

    def increase_indent(self, flow: bool = False, indentless: bool = False) -> None:  # noqa: FBT001, FBT002 -- PyYAML's signature
        """PyYAML's hook: begin a deeper block."""
        super().increase_indent(flow=flow, indentless=False)

    def ignore_aliases(self, data: Any) -> bool:
        """PyYAML's hook: repeated values are written out, as aliases are refused in reading."""
        return True
