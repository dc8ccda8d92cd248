"""What authors see of question sets, and how a draft differs from what was asked before."""

from __future__ import annotations

from dataclasses import dataclass, replace

from django.db.models import Prefetch, QuerySet

from analysis.instrument import Item, Scale
from questionnaires.models import QuestionSet, QuestionSetVersion


def question_sets_for_authors() -> QuerySet[QuestionSet]:
    """All question sets with their versions, newest first, without the versions' contents."""
    versions = QuestionSetVersion.objects.defer("source", "content").order_by("-number")
    return QuestionSet.objects.prefetch_related(Prefetch("versions", queryset=versions))


@dataclass(frozen=True, slots=True)
class Rewording:
    """An item of a draft that reads otherwise than when it was last published.

    ``scale_changed`` says that its answers cannot be compared at all: other options, numbers or
    boxes, or turned round. ``wording_lowered`` says that the draft counts back.
    """

    before: Item
    after: Item
    number: int
    scale_changed: bool
    wording_lowered: bool

    @property
    def code(self) -> str:
        """The item's code."""
        return self.after.code

    @property
    def must_be_raised(self) -> bool:
        """Whether no author can say that it still measures the same."""
        return self.scale_changed or self.wording_lowered

    @property
    def labels(self) -> tuple[tuple[str, str], ...]:
        """Before and after of the answers whose words changed; empty where the scale changed."""
        if self.scale_changed:
            return ()
        pairs = zip(self.before.scale.options, self.after.scale.options, strict=True)
        return tuple((old.label, new.label) for old, new in pairs if old.label != new.label)


def rewordings_of(version: QuestionSetVersion) -> tuple[Rewording, ...]:
    """Items that changed although their ``wording`` was not raised, in the order asked.

    Each is held against the last earlier published version that asks it.
    """
    last: dict[str, tuple[int, Item]] = {}
    earlier = QuestionSetVersion.objects.filter(
        question_set_id=version.question_set_id,
        status=QuestionSetVersion.Status.PUBLISHED,
        number__lt=version.number,
    )
    for published in earlier.order_by("number"):
        last |= {item.code: (published.number, item) for item in published.instrument.items}
    found: list[Rewording] = []
    for item in version.instrument.items:
        number, before = last.get(item.code, (0, item))
        if item.wording <= before.wording and _reads_otherwise(before, item):
            found.append(
                Rewording(
                    before,
                    item,
                    number,
                    scale_changed=_measured_by(before) != _measured_by(item),
                    wording_lowered=item.wording < before.wording,
                )
            )
    return tuple(found)


def _reads_otherwise(before: Item, after: Item) -> bool:
    return (
        before.text != after.text
        or before.wording != after.wording
        or before.reverse != after.reverse
        or _answers(before.scale) != _answers(after.scale)
    )


def _answers(scale: Scale) -> Scale:
    """The scale as far as it shows in answers: neither its name nor the longest text."""
    return replace(scale, code="", max_length=None)


def _measured_by(item: Item) -> tuple[Scale, bool]:
    """The answers without their words, and the direction."""
    scale = _answers(item.scale)
    options = tuple(replace(option, label="") for option in scale.options)
    return replace(scale, options=options), item.reverse
