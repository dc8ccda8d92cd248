"""What a version asks about, and what it leaves out: SPACE by DevEx, and DORA's capabilities."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from django.urls import reverse
from django.utils.translation import gettext as _

from analysis.instrument import Item, ScaleKind
from questionnaires.formats.question_set_schema import schema
from questionnaires.models import QuestionSetVersion
from surveyapp.question_set_pages import ENOUGH_DIMENSIONS, SPACE
from surveyapp.tag_names import tag_name

#: The dimensions of DevEx, in its own order.
DEVEX = ("feedback_loops", "cognitive_load", "flow_state")
#: What was delivered, and no perception of it.
DELIVERY = frozenset(
    {
        "change_lead_time",
        "deployment_frequency",
        "failed_deployment_recovery_time",
        "change_fail_rate",
        "deployment_rework_rate",
    }
)
_JUDGED = (ScaleKind.ORDINAL, ScaleKind.SLIDER)


@dataclass(frozen=True, slots=True)
class Cell:
    """The questions about one thing, or about two at once."""

    items: tuple[Item, ...]


@dataclass(frozen=True, slots=True)
class Row:
    """A dimension of SPACE (empty: none) by the dimensions of DevEx, the last cell for none."""

    name: str
    cells: tuple[Cell, ...]
    items: int


@dataclass(frozen=True, slots=True)
class Capability:
    """A capability, metric or outcome of DORA's research with its questions."""

    name: str
    items: tuple[Item, ...]


@dataclass(frozen=True, slots=True)
class Warn:
    """Something that a question set should not be without: what, why, and what to add."""

    text: str
    advice: str


@dataclass(frozen=True, slots=True)
class Coverage:
    """All that ``overviews/coverage.html`` shows."""

    version: QuestionSetVersion
    devex: tuple[str, ...]
    rows: tuple[Row, ...]
    totals: tuple[int, ...]
    questions: int
    capabilities: tuple[Capability, ...]
    not_asked: tuple[str, ...]
    perceptual: tuple[Item, ...]
    warnings: tuple[Warn, ...]
    #: Where a question is added; empty where nothing can be.
    add_address: str


def coverage_of(version: QuestionSetVersion) -> Coverage:
    """What the questions of a version are about. Attributes describe people, and count nowhere."""
    instrument = version.instrument
    items = tuple(item for item in instrument.items if not item.attribute)
    columns = (*DEVEX, None)
    rows = tuple(
        Row(
            tag_name(space or ""),
            tuple(Cell(_tagged(items, space, devex)) for devex in columns),
            sum(item.space == space for item in items),
        )
        for space in (*SPACE, None)
    )
    known = schema()["$defs"]["item"]["properties"]["dora"]["enum"]
    asked = {name: tuple(i for i in items if i.dora == name) for name in known}
    perceptual = tuple(item for item in items if is_perceptual(item))
    return Coverage(
        version=version,
        devex=tuple(tag_name(name) for name in DEVEX),
        rows=rows,
        totals=tuple(sum(item.devex == devex for item in items) for devex in columns),
        questions=len(items),
        capabilities=tuple(Capability(tag_name(n), found) for n, found in asked.items() if found),
        not_asked=tuple(tag_name(name) for name, found in asked.items() if not found),
        perceptual=perceptual,
        warnings=tuple(_warnings(items, perceptual)),
        add_address=_add_address(version),
    )


def is_perceptual(item: Item) -> bool:
    """Whether it asks how somebody finds the work, and not what happened.

    Levels and sliders ask for a judgement; amounts, lists and the metrics of delivery do not.
    """
    return item.scale.kind in _JUDGED and not item.attribute and item.dora not in DELIVERY


def _tagged(items: Iterable[Item], space: str | None, devex: str | None) -> tuple[Item, ...]:
    return tuple(item for item in items if (item.space, item.devex) == (space, devex))


def _warnings(items: tuple[Item, ...], perceptual: tuple[Item, ...]) -> Iterable[Warn]:
    covered = {item.space for item in items if item.space}
    missing = ", ".join(tag_name(name) for name in SPACE if name not in covered)
    if len(covered) < ENOUGH_DIMENSIONS:
        yield Warn(
            _("It covers %(n)d of the 5 dimensions of SPACE; its authors ask for three or more.")
            % {"n": len(covered)},
            _(
                "One measure alone invites gains in it at the cost of the others. Not asked: "
                "%(all)s."
            )
            % {"all": missing},
        )
    if covered == {"activity"}:
        yield Warn(
            _("Activity is asked about alone."),
            _(
                "How much is done says nothing about whether it was worth doing, or at what price. "
                "Ask about satisfaction or performance beside it."
            ),
        )
    if not perceptual:
        yield Warn(
            _("No question asks how people find their work."),
            _(
                "SPACE asks for at least one perceptual measure: what tools and logs cannot tell. "
                "Ask how far somebody agrees, how often, or how satisfied they are."
            ),
        )


def _add_address(version: QuestionSetVersion) -> str:
    """Where questions are found for what is missing; a published version takes none."""
    if version.is_published:
        return ""
    return reverse("version-library", args=[version.question_set.code, version.number])
