"""Advice: what it costs to judge a large set, and one question while it is typed.

``make bench`` runs this on a machine that does nothing else; it is not part of ``make check``. Each
goal prints one line: the median of its repetitions, in milliseconds of the processor.
"""

from __future__ import annotations

from dataclasses import replace

from analysis.instrument import Instrument, Item
from questionnaires.advice.judging import advice_on, advice_on_item
from questionnaires.advice.values import Circumstances
from questionnaires.formats.question_set_yaml import read_question_set
from tests.bench.bench_blindrsa import median_ms
from tests.demo import PROJECT
from tests.questionnaires.advice.cases import examples

#: The goals, in milliseconds on one core.
SET, QUESTION = 250.0, 5.0
TEXTS = [
    case.name
    for one in examples().values()
    for case in (*one.bad, *one.good)
    if case.language == "en"
]


def hundred() -> Instrument:
    """A set of 100 questions in three languages."""
    path = PROJECT / "questionnaires" / "library" / "developer-experience.yaml"
    asked = read_question_set(path.read_text(), path.name)
    items: tuple[Item, ...] = tuple(
        replace(asked.items[6], code=f"i{n}", text=TEXTS[n]) for n in range(100)
    )
    texts = {code: {f"items.i{n}.text": TEXTS[n] for n in range(100)} for code in ("de", "es")}
    return replace(asked, items=items, translations=texts, constructs=())


def test_a_set_of_a_hundred_questions() -> None:
    asked = hundred()
    assert len(advice_on(asked, Circumstances())) > 50
    taken = median_ms(lambda: advice_on(asked, Circumstances()), 9)
    print(f"\nAdvice on 100 questions in 3 languages: {taken:.1f} ms (goal: under {SET:g} ms)")
    assert taken < SET


def test_a_question_while_it_is_typed() -> None:
    item = hundred().items[0]
    taken = median_ms(lambda: advice_on_item(item, "en", Circumstances()), 99)
    print(f"\nAdvice on one question: {taken:.2f} ms (goal: under {QUESTION:g} ms)")
    assert taken < QUESTION
