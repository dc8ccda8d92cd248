"""What authors see of question sets, and how a draft differs from what was asked before."""

from __future__ import annotations

from dataclasses import dataclass, replace

from django.db.models import Prefetch, Q, QuerySet

from analysis.instrument import Instrument, Item, Scale
from questionnaires.formats.question_set_drafts import Outdated, outdated_after
from questionnaires.models import QuestionSet, QuestionSetVersion


def question_sets_for_authors() -> QuerySet[QuestionSet]:
    """All question sets with their versions, newest first, without the versions' contents."""
    versions = QuestionSetVersion.objects.defer("source", "content").order_by("-number")
    return QuestionSet.objects.prefetch_related(Prefetch("versions", queryset=versions))


def drafts_for_authors() -> QuerySet[QuestionSetVersion]:
    """Versions that nobody can be asked yet, by the title of their question set."""
    drafts = QuestionSetVersion.objects.filter(status=QuestionSetVersion.Status.DRAFT)
    return drafts.select_related("question_set").order_by("question_set__title", "number")


def versions_to_ask(*, besides: int | None = None) -> QuerySet[QuestionSetVersion]:
    """Published versions, newest first in each question set, and the one with this key."""
    usable = Q(status=QuestionSetVersion.Status.PUBLISHED)
    if besides is not None:
        usable |= Q(pk=besides)
    versions = QuestionSetVersion.objects.filter(usable).select_related("question_set")
    return versions.order_by("question_set__title", "-number")


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
        pairs = zip(_words(self.before.scale), _words(self.after.scale), strict=True)
        return tuple((old, new) for old, new in pairs if old != new)


def rewordings_of(version: QuestionSetVersion) -> tuple[Rewording, ...]:
    """Items that changed although their ``wording`` was not raised, in the order asked.

    Each is held against the last earlier published version that asks it.
    """
    last = published_items(version)
    found: list[Rewording] = []
    for item in version.instrument.items:
        asked = last.get(item.code)
        if asked is None or item.wording > asked.item.wording:
            continue
        if asked.item.wording != item.wording or not reads_alike(asked.item, item):
            found.append(
                Rewording(
                    asked.item,
                    item,
                    asked.number,
                    scale_changed=not is_measured_alike(asked.item, item),
                    wording_lowered=item.wording < asked.item.wording,
                )
            )
    return tuple(found)


@dataclass(frozen=True, slots=True)
class PublishedItem:
    """An item as the version with this number asked it."""

    item: Item
    number: int


def published_items(version: QuestionSetVersion) -> dict[str, PublishedItem]:
    """Every item that a version before this one asked, by code, as it was last published."""
    earlier = QuestionSetVersion.objects.filter(
        question_set_id=version.question_set_id,
        status=QuestionSetVersion.Status.PUBLISHED,
        number__lt=version.number,
    )
    return {
        item.code: PublishedItem(item, published.number)
        for published in earlier.order_by("number")
        for item in published.instrument.items
    }


def reads_alike(before: Item, after: Item) -> bool:
    """Whether respondents read the same question with the same answers."""
    return (
        before.written_text == after.written_text
        and before.reverse == after.reverse
        and _answers(before.scale) == _answers(after.scale)
    )


def is_measured_alike(before: Item, after: Item) -> bool:
    """Whether the answers can be compared, whatever their words: options, numbers, direction."""
    return _measured_by(before) == _measured_by(after)


def _answers(scale: Scale) -> Scale:
    """The scale as far as it shows in answers: no name, no longest text, no topics of options."""
    options = tuple(replace(option, construct=None) for option in scale.options)
    return replace(scale, code="", max_length=None, options=options)


def _measured_by(item: Item) -> tuple[Scale, bool]:
    """The answers without their words, and the direction."""
    scale = _answers(item.scale)
    options = tuple(replace(option, label="") for option in scale.options)
    numbers = scale.numbers and replace(scale.numbers, unit="", low="", high="")
    return replace(scale, options=options, numbers=numbers), item.reverse


def _words(scale: Scale) -> tuple[str, ...]:
    """What is read of the answers: of numbers their unit and ends."""
    if scale.numbers:
        return scale.numbers.unit, scale.numbers.low, scale.numbers.high
    return tuple(option.label for option in scale.options)


def meanings_of(version: QuestionSetVersion) -> dict[str, str]:
    """What the authors of a draft said of its reworded items, ``same`` or ``new``, by code.

    Only of texts that are still the ones they said it of.
    """
    texts = {item.code: item.written_text for item in version.instrument.items}
    found: dict[str, str] = {}
    for said in version.revisions.order_by("number").values_list("meanings", flat=True):
        found |= {code: one["says"] for code, one in said.items() if one["text"] == texts.get(code)}
    return found


def outdated_translations(version: QuestionSetVersion) -> Outdated:
    """The translations of a draft that are older than their text, with the text they were made of.

    Of a draft that nobody edited yet, those that the last published version has in the same words
    for another text. What is published was taken as right.
    """
    if version.is_published:
        return {}
    edits = version.revisions.order_by("-number").values_list("outdated", flat=True)
    newest: Outdated | None = edits.first()
    if newest is not None:
        return newest
    before = (
        QuestionSetVersion.objects.filter(
            question_set_id=version.question_set_id,
            status=QuestionSetVersion.Status.PUBLISHED,
            number__lt=version.number,
        )
        .order_by("-number")
        .first()
    )
    if before is None or before.sha256 == version.sha256:
        return {}
    return outdated_after(before.instrument, version.instrument, {}, {})


def newest_instruments(*, besides: int) -> list[Instrument]:
    """The newest published version of every other question set, by title."""
    published = QuestionSetVersion.objects.filter(status=QuestionSetVersion.Status.PUBLISHED)
    newest = {
        version.question_set_id: version
        for version in published.exclude(question_set_id=besides)
        .select_related("question_set")
        .order_by("question_set__title", "number")
    }
    return [version.instrument for version in newest.values()]
