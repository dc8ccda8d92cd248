"""Bundles of the bank: what a first survey of one kind asks, to begin from and to change."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

from questionnaires.formats.item_bank import BankItem
from questionnaires.formats.item_bank_yaml import item_bank


@dataclass(frozen=True, slots=True)
class Bundle:
    """Whole constructs, and single questions that measure none."""

    code: str
    constructs: tuple[str, ...]
    singles: tuple[str, ...]

    @property
    def items(self) -> tuple[BankItem, ...]:
        """Its questions, in the order of the bank."""
        return bundled(self.constructs, self.singles)


def bundled(constructs: Collection[str], singles: Collection[str]) -> tuple[BankItem, ...]:
    """The questions of whole constructs and those chosen alone, in the order of the bank."""
    return tuple(
        one for one in item_bank() if one.item.construct in constructs or one.code in singles
    )


#: What each asks at its end: the whole in one number, and what to fix.
_ENDING = ("recommend", "fix_first", "change_most")

#: The one to begin with who has never made a survey comes first.
BUNDLES = (
    Bundle(
        "whole",
        ("deployment", "feedback_loops", "cognitive_load", "documentation", "flow", "tooling",
         "collaboration", "productivity", "burnout"),
        ("lead_time", "deploy_frequency", "time_lost", *_ENDING),
    ),
    Bundle(
        "devex",
        ("feedback_loops", "code_review", "cognitive_load", "documentation", "flow", "meetings",
         "engagement", "productivity"),
        ("time_lost", *_ENDING),
    ),
    Bundle(
        "dora",
        ("continuous_delivery", "deployment_automation", "small_batches", "continuous_integration",
         "test_automation", "loose_coupling", "culture", "productivity"),
        ("lead_time", "deploy_frequency", "change_fail", "recovery_time", "rework", *_ENDING),
    ),
    Bundle(
        "space",
        ("quality", "code_review", "flow", "little_rework", "tooling", "collaboration",
         "autonomy", "productivity", "satisfaction"),
        ("reviews_satisfied", "hours_new_work", "hours_meetings", *_ENDING),
    ),
    Bundle(
        "ai",
        ("code_review", "cognitive_load", "flow", "ai_assistance", "mastery", "productivity"),
        ("ai_use", *_ENDING),
    ),
)  # fmt: skip


def bundle_of(code: str) -> Bundle | None:
    """The bundle with a code; ``None`` where there is none."""
    return next((one for one in BUNDLES if one.code == code), None)
