"""Question sets for tests: one small file, and a strategy for every instrument a file can say."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import Any

from hypothesis import strategies as st

from analysis.instrument import (
    NUMBER_KINDS,
    PIPED_KINDS,
    Condition,
    Construct,
    Instrument,
    Item,
    Option,
    Scale,
    ScaleKind,
    Section,
    is_in_hours,
    number_scale,
)
from analysis.ranges import NumberRange, plain_number
from analysis.scales import BUILT_IN
from questionnaires.formats.question_set_parts import one_line

SMALL = """\
# A comment that an author wants to keep.
code: small-set
title: Small set
scales:
  - code: area
    kind: multiple
    max_choices: 2
    options:
      - {code: tests, label: Tests}
      - {code: docs, label: Documents}
      - {code: reviews, label: Reviews}
constructs:
  - {code: delivery, title: Delivery}
sections:
  - code: shipping
    title: Getting changes out
    intro: Think of the last three months.
    items:
      - code: deploy_ease  # stable
        text: I can release a change whenever I decide to.
        scale: agreement_5
        construct: delivery
        space: efficiency
        devex: flow_state
        dora: deployment_automation
        source: DORA, deployment automation
      - code: deploy_fear
        text: I put off releases because they tend to go wrong.
        scale: agreement_5
        reverse: true
        wording: 3
        construct: delivery
      - {code: on_call, text: "Are you on call?", scale: yes_no, na: off}
      - code: woken
        text: How often does on-call work wake you?
        scale: frequency_5
        show_if: {item: on_call, answers: [yes]}
      - code: fix_first
        text: What should be fixed first?
        scale: area
"""

#: Kinds of which options can be about a construct.
WITH_TOPICS = (ScaleKind.SINGLE, ScaleKind.MULTIPLE, ScaleKind.RANKING)

#: A section in a random order, and a question that repeats the answer to an earlier one.
REPEATING = """\
code: tools
title: Tools
sections:
  - code: tools
    title: Tools
    order: random
    items:
      - code: tool
        text: Do you use a debugger?
        scale: yes_no
      - code: role
        text: Do you lead a team?
        scale: yes_no
        attribute: true
      - code: words
        text: What else?
        scale: long_text
      - code: fails
        text: How often does {tool|the debugger} fail?
        help: You said {tool|nothing yet}.
        scale: frequency_5
      - code: later
        text: Does it matter?
        scale: yes_no
translations:
  de:
    title: Werkzeuge
    sections.tools.title: Werkzeuge
    items.tool.text: Benutzt du einen Debugger?
    items.role.text: Leitest du ein Team?
    items.words.text: Was noch?
    items.fails.text: Wie oft versagt {tool|der Debugger}?
    items.fails.help: Du sagtest {tool|noch nichts}.
    items.later.text: Ist das wichtig?
    scales.yes_no.options.yes: Ja
    scales.yes_no.options.no: Nein
    scales.frequency_5.options.1: Nie
    scales.frequency_5.options.2: Selten
    scales.frequency_5.options.3: Manchmal
    scales.frequency_5.options.4: Oft
    scales.frequency_5.options.5: Immer
"""

#: Characters that a text may hold; a line break in a file is a space.
_CHARACTERS = st.characters(
    exclude_categories=("Cs", "Cc", "Cn"), exclude_characters="\ufeff\u2028\u2029"
)
words = (
    st.text(_CHARACTERS, min_size=1, max_size=40)
    .map(one_line)
    .filter(str.strip)
    .filter(lambda text: not re.search(r"\{[^{}]*[|\w][^{}]*\}", text))  # repeats no answer
)
codes = st.from_regex(r"[a-z][a-z0-9_]{0,11}", fullmatch=True)
option_codes = st.from_regex(r"[a-z0-9][a-z0-9_]{0,7}", fullmatch=True)
flags = st.booleans()


@st.composite
def options(draw: st.DrawFn, *, with_values: bool) -> tuple[Option, ...]:
    names = draw(st.lists(option_codes, min_size=2, max_size=6, unique=True))
    labels = draw(st.lists(words, min_size=len(names), max_size=len(names), unique=True))
    values: list[float | None] = [None] * len(names)
    if with_values:
        numbers = st.integers(-100, 100) | st.floats(-1e6, 1e6, allow_nan=False).map(
            lambda number: round(number, 6)
        )
        drawn = draw(st.lists(numbers, min_size=len(names), max_size=len(names), unique=True))
        values = [*sorted(drawn)]
    return tuple(Option(*parts) for parts in zip(names, labels, values, strict=True))


@st.composite
def number_ranges(draw: st.DrawFn, kind: ScaleKind) -> NumberRange:
    step = draw(st.sampled_from([1, 2, 5, 0.5, 0.25, 0.1]))
    places = draw(st.integers(1, 40))
    low = 0 if kind is ScaleKind.AMOUNT else draw(st.integers(-20, 20))
    high = plain_number(float(round(low + places * step, 6)))
    edges = draw(st.none() | st.lists(st.sampled_from([low, high]), min_size=2, max_size=2))
    good, bad = edges if edges and edges[0] != edges[1] else (None, None)
    is_slider = kind is ScaleKind.SLIDER
    return NumberRange(
        low,
        high,
        step,
        unit=draw(words) if not is_slider or draw(flags) else "",
        low=draw(words) if is_slider else "",
        high=draw(words) if is_slider else "",
        good=good,
        bad=bad,
    )


@st.composite
def own_scales(draw: st.DrawFn, code: str) -> Scale:
    kind = draw(st.sampled_from(ScaleKind))
    if kind is ScaleKind.PERCENTAGE:
        return Scale(code, kind, BUILT_IN["percentage"].options)
    if kind is ScaleKind.TEXT:
        return Scale(code, kind, max_length=draw(st.none() | st.integers(1, 10_000)))
    if kind in NUMBER_KINDS:
        return number_scale(code, kind, draw(number_ranges(kind)))
    is_ordinal = kind is ScaleKind.ORDINAL
    chosen = draw(options(with_values=is_ordinal))
    boxes = draw(st.integers(0, len(chosen) // 2)) if is_ordinal else 0
    some = st.none() | st.integers(2, len(chosen))
    return Scale(
        code,
        kind,
        _marked(draw, kind, chosen),
        favourable=frozenset(option.code for option in chosen[len(chosen) - boxes :]),
        unfavourable=frozenset(option.code for option in chosen[:boxes]),
        max_choices=draw(some) if kind is ScaleKind.MULTIPLE else None,
        unipolar=is_ordinal and draw(flags),
        ranks=draw(st.none() | st.integers(1, len(chosen))) if kind is ScaleKind.RANKING else None,
    )


def _marked(draw: st.DrawFn, kind: ScaleKind, chosen: tuple[Option, ...]) -> tuple[Option, ...]:
    """Perhaps with "Other, please say" at the end and, on multiple choice, "None" before it."""
    *others, before, last = chosen
    if kind in (ScaleKind.SINGLE, ScaleKind.MULTIPLE):
        last = replace(last, say=draw(flags))
    if kind is ScaleKind.MULTIPLE:
        before = replace(before, exclusive=draw(flags))
    return (*others, before, last)


def _has_direction(scale: Scale) -> bool:
    return scale.kind is ScaleKind.ORDINAL and bool(scale.favourable)


def _answers_for_conditions(item: Item) -> list[str]:
    """The answers that a condition can name: not those of a full ranking, nor broken numbers."""
    if item.scale.places and item.scale.ranks is None:
        return []
    return [o.code for o in item.scale.options if re.fullmatch(r"[a-z0-9][a-z0-9_]*", o.code)]


@st.composite
def piped_texts(draw: st.DrawFn, before: list[Item]) -> str:
    """A text that may repeat the answer to one of these items."""
    text = draw(words)
    able = [i for i in before if i.scale.kind in PIPED_KINDS and not i.attribute]
    if not able or draw(flags):
        return text
    otherwise = draw(words.filter(lambda text: not {*text} & {*"{}"} and bool(text.strip())))
    return f"{{{draw(st.sampled_from(able)).code}|{otherwise}}} {text}"


@st.composite
def items(draw: st.DrawFn, code: str, scales: list[Scale], before: list[Item]) -> Item:
    scale: Scale = draw(st.sampled_from(scales))
    asked = [item for item in before if _answers_for_conditions(item)]
    condition, has_condition = None, draw(flags)
    if asked and has_condition:
        earlier = draw(st.sampled_from(asked))
        answers = st.sampled_from(_answers_for_conditions(earlier))
        chosen = draw(st.sets(answers, min_size=1, max_size=3))
        condition = Condition(earlier.code, frozenset(chosen))
    can_describe = scale.kind in (ScaleKind.SINGLE, ScaleKind.ORDINAL) and not scale.say
    optional: dict[str, Any] = {
        "space": st.none() | st.sampled_from(["satisfaction", "activity"]),
        "devex": st.none() | st.sampled_from(["flow_state"]),
        "dora": st.none() | st.sampled_from(["burnout"]),
        "source": st.just("") | words,
        "required": flags,
        "allows_na": flags,
        "wording": st.integers(1, 9),
        "attribute": flags if can_describe else st.just(False),
        "reverse": flags if _has_direction(scale) else st.just(False),
    }
    item = Item(
        code,
        "",
        scale,
        show_if=condition,
        **{key: draw(strategy) for key, strategy in optional.items()},
    )
    return item.worded(draw(piped_texts(before)), draw(st.just("") | piped_texts(before)))


@st.composite
def instruments(draw: st.DrawFn) -> Instrument:
    """Every kind of scale, condition, tag, construct and translation that a file can say."""
    own = [draw(own_scales(code)) for code in draw(st.lists(codes, max_size=3, unique=True))]
    names = {scale.code for scale in own}
    scales = own + [scale for scale in BUILT_IN.values() if scale.code not in names]
    asked: list[Item] = []
    for code in draw(st.lists(codes, min_size=1, max_size=6, unique=True)):
        asked.append(draw(items(code, scales, asked)))
    constructs: list[Construct] = []
    for code in draw(st.lists(codes, max_size=2, unique=True)):
        asked, made = _with_construct(code, draw(words), asked, draw(st.sampled_from(asked)))
        constructs += made
    able = [item.code for item in asked if item.scale.is_ordered and not item.attribute]
    cut = draw(st.integers(1, len(asked)))
    parts = [part for part in (asked[:cut], asked[cut:]) if part]
    sections = tuple(
        Section(
            f"s{n}",
            draw(words),
            tuple(i.code for i in part),
            draw(st.just("") | words),
            is_shuffled=draw(flags),
        )
        for n, part in enumerate(parts)
    )
    instrument = Instrument(
        code=draw(st.from_regex(r"[a-z0-9]{1,5}(-[a-z0-9]{1,5}){0,2}", fullmatch=True)),
        title=draw(words),
        description=draw(st.just("") | words),
        language=draw(st.sampled_from(["en", "de", "pt-BR"])),
        sections=sections,
        items=tuple(asked),
        constructs=tuple(constructs),
        outcome=draw(st.sampled_from(["", *able])),
        time_lost=draw(st.sampled_from(["", *(i.code for i in asked if is_in_hours(i))])),
    )
    instrument = _about(draw, _with_topics(draw, instrument))
    return _translated(draw, instrument) if draw(flags) else instrument


def _with_topics(draw: st.DrawFn, instrument: Instrument) -> Instrument:
    """Perhaps with an option of some scale that is about a construct."""
    able = [item.scale for item in instrument.items if item.scale.kind in WITH_TOPICS]
    if not able or not instrument.constructs or draw(flags):
        return instrument
    old = draw(st.sampled_from(able))
    topic = draw(st.sampled_from(instrument.constructs)).code
    first, *others = old.options
    new = replace(old, options=(replace(first, construct=topic), *others))
    items = (replace(i, scale=new) if i.scale == old else i for i in instrument.items)
    return replace(instrument, items=tuple(items))


def _about(draw: st.DrawFn, instrument: Instrument) -> Instrument:
    """Perhaps with an item whose words are about a construct."""
    able = instrument.worded_items
    if not able or not instrument.constructs or draw(flags):
        return instrument
    topic = draw(st.sampled_from(instrument.constructs)).code
    chosen = draw(st.sampled_from(able)).code
    items = (replace(i, about=topic) if i.code == chosen else i for i in instrument.items)
    return replace(instrument, items=tuple(items))


def _with_construct(
    code: str, title: str, asked: list[Item], first: Item
) -> tuple[list[Item], list[Construct]]:
    """Give the items on one scale to a construct, where that scale can be averaged."""
    free = not first.attribute and first.construct is None
    good = [option.value or 0 for option in first.scale.options if option.code in first.favourable]
    low_is_good = bool(good) and min(good) == min(first.scale.values) and not first.reverse
    if not free or not first.scale.is_ordered or (first.scale.numbers and low_is_good):
        return asked, []
    alike = [
        item.code
        for item in asked
        if item.scale == first.scale and not item.attribute and item.construct is None
    ]
    tagged = [replace(item, construct=code) if item.code in alike else item for item in asked]
    return tagged, [Construct(code, title, tuple(alike))]


def text_paths(instrument: Instrument) -> list[str]:
    """The paths of all texts that people read, as :class:`Instrument` describes them."""
    paths = ["title"] + (["description"] if instrument.description else [])
    for section in instrument.sections:
        paths.append(f"sections.{section.code}.title")
        paths += [f"sections.{section.code}.intro"] if section.intro else []
    for item in instrument.items:
        paths.append(f"items.{item.code}.text")
        paths += [f"items.{item.code}.help"] if item.help else []
        named = {f"options.{o.code}": o.label for o in item.scale.options}
        if item.scale.is_number:
            ends = item.scale.numbers or NumberRange(0, 1)
            named = {"unit": ends.unit, "low": ends.low, "high": ends.high}
        words = [name for name, text in named.items() if any(map(str.isalpha, text))]
        paths += [f"scales.{item.scale.code}.{name}" for name in words]
    paths += [f"constructs.{construct.code}.title" for construct in instrument.constructs]
    return list(dict.fromkeys(paths))


def _translated(draw: st.DrawFn, instrument: Instrument) -> Instrument:
    texts = {path: draw(words) for path in text_paths(instrument)}
    for at, item in enumerate(instrument.items):
        texts[f"items.{item.code}.text"] = draw(piped_texts([*instrument.items[:at]]))
    return replace(instrument, translations={"fr": texts})
