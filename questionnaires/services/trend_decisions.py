"""Whether the trends of changed items go on: asked of whoever publishes, and kept."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, field
from datetime import date
from typing import Self

from django.utils.translation import gettext as _

from questionnaires.formats.question_set_diff import Kind
from questionnaires.models import QuestionSetVersion, TrendDecision
from questionnaires.queries.rewordings import (
    Rewording,
    changed_items,
    named_items,
    rewordings_of,
    unknown_groups,
)
from questionnaires.services.errors import ServiceError

LONGEST_NOTE = 500


@dataclass(frozen=True, slots=True)
class Decisions:
    """What somebody says of the changed items of a draft, by their codes.

    ``same`` keeps the trend of an item, ``new`` ends it. ``notes`` say why.
    """

    same: frozenset[str] = frozenset()
    new: frozenset[str] = frozenset()
    notes: Mapping[str, str] = field(default_factory=dict)

    @classmethod
    def on(
        cls,
        version: QuestionSetVersion,
        same: AbstractSet[str],
        new: AbstractSet[str],
        notes: Mapping[str, str],
    ) -> Self:
        """The decisions by item, where groups of items were named too (``@moved``).

        Raises :class:`ServiceError` where one is missing, not asked for, or impossible.
        """
        asked = rewordings_of(version)
        for_itself = {name for name in same | new if not name.startswith("@")}
        decided = cls(
            named_items(asked, same) - (for_itself - same),
            named_items(asked, new) - (for_itself - new),
            {
                one.code: note
                for one in asked
                if (note := (notes.get(one.code) or notes.get(one.group) or "").strip())
            },
        )
        _check(asked, decided, unknown_groups(asked, same | new))
        return decided


def record_decisions(
    *, version: QuestionSetVersion, decided: Decisions, actor: str, today: date
) -> None:
    """Afterwards it is kept what was decided of each item, in the draft or at publication.

    Called while the version can still be compared with what was published before it.
    """
    TrendDecision.objects.bulk_create(
        TrendDecision(
            version=version,
            item=one.code,
            kinds=sorted(one.kinds),
            before=one.number,
            origin=one.origin,
            says=TrendDecision.Says.SAME if one.code in decided.same else TrendDecision.Says.NEW,
            note=decided.notes.get(one.code, ""),
            actor=actor,
            made_on=today,
        )
        for one in changed_items(version)
    )


def refusal(rewordings: Sequence[Rewording]) -> str:
    """Why these items cannot be published as they are, one a line."""
    return "\n".join(_reason(rewording) for rewording in rewordings)


def _check(asked: Sequence[Rewording], decided: Decisions, no_groups: frozenset[str]) -> None:
    """Refuse a publication that would join or break a trend without anybody saying so."""
    reworded = {rewording.code: rewording for rewording in asked}
    if both := decided.same & decided.new:
        raise ServiceError(
            _("%(codes)s: the same meaning or a new one, not both.")
            % {"codes": ", ".join(sorted(both))}
        )
    if unknown := ((decided.same | decided.new) - reworded.keys()) | no_groups:
        raise ServiceError(
            _("%(codes)s: not reworded in this version. Leave it out.")
            % {"codes": ", ".join(sorted(unknown))}
        )
    if any(len(note) > LONGEST_NOTE for note in decided.notes.values()):
        raise ServiceError(
            _("A note on a decision has at most %(limit)d characters. Shorten it.")
            % {"limit": LONGEST_NOTE}
        )
    undecided = [
        rewording
        for code, rewording in reworded.items()
        if code not in decided.new and (code not in decided.same or rewording.must_be_raised)
    ]
    if undecided:
        raise ServiceError(refusal(undecided))


def _reason(rewording: Rewording) -> str:
    names = {
        "code": rewording.code,
        "number": rewording.number,
        "before": rewording.before.written_text,
        "after": rewording.after.written_text,
        "wording": rewording.before.wording,
        "next": rewording.before.wording + 1,
    }
    if rewording.wording_lowered:
        return (
            _(
                "%(code)s: its wording was %(wording)d in version %(number)d already. Write "
                "wording: %(wording)d if it asks the same as then, else wording: %(next)d."
            )
            % names
        )
    if rewording.scale_changed:
        return (
            _(
                "%(code)s: its answers are other ones than in version %(number)d, so that no trend "
                "can go on. Raise its wording to %(next)d, or give back the old scale."
            )
            % names
        )
    if names["before"] != names["after"]:
        return (
            _(
                "%(code)s reads “%(after)s”, and “%(before)s” in version %(number)d. Say whether "
                "it still measures the same, which keeps its trend, or raise its wording to "
                "%(next)d."
            )
            % names
        )
    if Kind.LABELS in rewording.kinds:
        return (
            _(
                "%(code)s: the words of its answers are other ones than in version %(number)d. Say "
                "whether it still measures the same, which keeps its trend, or raise its wording "
                "to %(next)d."
            )
            % names
        )
    return _otherwise(rewording, names)


def _otherwise(rewording: Rewording, names: Mapping[str, object]) -> str:
    """Why an item of which all words are the same is asked about."""
    if Kind.CONDITION in rewording.kinds:
        return (
            _(
                "%(code)s is asked of other people than in version %(number)d. Say whether it "
                "still measures the same, which keeps its trend, or raise its wording to %(next)d."
            )
            % names
        )
    if rewording.group == "@moved":
        return (
            _(
                "%(code)s stands elsewhere than in version %(number)d. Say whether it still "
                "measures the same, which keeps its trend, or raise its wording to %(next)d. "
                "@moved stands for all that only moved."
            )
            % names
        )
    return (
        _(
            "%(code)s is asked otherwise than in version %(number)d: its help, the introduction "
            "of its section, a translation, or whether it needs an answer. Say whether it still "
            "measures the same, which keeps its trend, or raise its wording to %(next)d."
        )
        % names
    )
