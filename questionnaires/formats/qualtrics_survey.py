"""The parts of a Qualtrics survey file: its questions, its blocks, and the order of both."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from questionnaires.formats.exchange_json import list_of, object_of, objects_of, words_of
from questionnaires.formats.exchange_questions import Wish

TRASH = "Trash"
_CHOICE = re.compile(r"q://(?P<question>QID\w+)/SelectableChoice/(?P<choice>\w+)")
_FLOW_OF_BLOCKS = ("Block", "Standard", "Default")


@dataclass(frozen=True, slots=True)
class Step:
    """A step of the flow: a block by its identifier, or something else by its name.

    ``wish`` is when a branch leads there; ``is_branch`` that one does, whether or not that can be
    said here.
    """

    name: str
    block: str = ""
    wish: Wish | None = None
    is_branch: bool = False


@dataclass(frozen=True, slots=True)
class Survey:
    """A file in its parts. ``others`` are the elements that are no questions, blocks or flow."""

    entry: Mapping[str, Any]
    questions: Mapping[str, Mapping[str, Any]]
    blocks: Mapping[str, Mapping[str, Any]]
    steps: Sequence[Step]
    others: Sequence[str]


def parts_of(root: Mapping[str, Any]) -> Survey:
    """The parts of a file, as far as they can be made out."""
    questions: dict[str, Mapping[str, Any]] = {}
    blocks: dict[str, Mapping[str, Any]] = {}
    steps: list[Step] = []
    others: list[str] = []
    for element in objects_of(root.get("SurveyElements")):
        kind, payload = words_of(element.get("Element")), element.get("Payload")
        if kind == "SQ":
            question = object_of(payload)
            name = words_of(question.get("QuestionID")) or words_of(element.get("PrimaryAttribute"))
            questions[name] = question
        elif kind == "BL":
            for number, block in enumerate(objects_of(payload)):
                blocks[words_of(block.get("ID")) or f"block {number + 1}"] = block
        elif kind == "FL":
            steps += _steps(object_of(payload), None, is_branch=False)
        else:
            others.append(f"{kind} ({words_of(element.get('PrimaryAttribute'))})")
    if not steps:
        steps = [Step(name, name) for name, block in blocks.items() if block.get("Type") != TRASH]
    return Survey(object_of(root.get("SurveyEntry")), questions, blocks, steps, others)


def _steps(flow: Mapping[str, Any], wish: Wish | None, *, is_branch: bool) -> Iterator[Step]:
    for entry in objects_of(flow.get("Flow")):
        kind = words_of(entry.get("Type"))
        name = f"{kind} {words_of(entry.get('FlowID'))}".strip()
        if kind in _FLOW_OF_BLOCKS:
            yield Step(name, words_of(entry.get("ID")), wish, is_branch)
            continue
        found = wish_of(entry.get("BranchLogic")) if kind == "Branch" else None
        inner = found if not is_branch else None  # two branches must both lead there
        yield Step(name, wish=inner, is_branch=kind == "Branch")
        if kind == "Branch":
            yield from _steps(entry, inner, is_branch=True)
        else:
            yield from _steps(entry, wish, is_branch=is_branch)


def keyed(value: object) -> dict[str, Any]:
    """The entries of an object by key, and of a list by their numbers."""
    if isinstance(value, dict):
        return value
    return {str(n): entry for n, entry in enumerate(value)} if isinstance(value, list) else {}


def ordered(entries: object, order: object) -> dict[str, Mapping[str, Any]]:
    """Choices by key in the order in which they are shown; those without a place come last."""
    found = {key: object_of(entry) for key, entry in keyed(entries).items()}
    wanted = [name for key in list_of(order) if (name := words_of(key)) in found]
    return {key: found[key] for key in dict.fromkeys([*wanted, *found])}


def wish_of(logic: object) -> Wish | None:
    """One condition on choices of one question, any of them; ``None`` where there is more."""
    groups = [group for key, group in keyed(logic).items() if key.isdigit()]
    terms = [
        (object_of(term), number)
        for group in groups
        for number, (key, term) in enumerate(keyed(group).items())
        if key.isdigit()
    ]
    if not terms or any(not isinstance(group, dict) for group in groups):
        return None
    if any(words_of(group.get("Type")) == "AndIf" for group in groups):
        return None
    questions: set[str] = set()
    choices: list[str] = []
    for term, number in terms:
        link = words_of(term.get("Conjunction")) or words_of(term.get("Conjuction"))
        place = _CHOICE.fullmatch(words_of(term.get("LeftOperand")))
        is_said = words_of(term.get("LogicType")) == "Question" and place is not None
        if not is_said or place is None or words_of(term.get("Operator")) != "Selected":
            return None
        if number and link != "Or":
            return None
        questions.add(place["question"])
        choices.append(place["choice"])
    if len(questions) > 1:
        return None
    question = questions.pop()
    listed = ", ".join(choices)
    return Wish(question, tuple(choices), f"{question} answered with choice {listed}")
