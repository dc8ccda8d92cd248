"""Manifests: what opening a round freezes, as plain data with a hash, and the keys it names."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from math import ceil
from typing import Any

from django.utils.translation import gettext as _

from analysis.instrument import Instrument
from questionnaires.blindrsa import public_jwk
from questionnaires.models import Round
from questionnaires.receipts import generate_receipt_key, public_receipt_key
from questionnaires.services.ballots import signing_keys
from questionnaires.services.collection_units import MEMBERS_MINIMUM, PlannedUnit
from questionnaires.services.errors import ServiceError
from questionnaires.services.fallback_pools import FallbackPool

MANIFEST_FORMAT = "candor-manifest/1"
#: Days after release until the counts themselves are destroyed, or longer if responses are kept.
TALLY_DAYS = 30
#: How long the key of a collection unit takes (docs/performance.md).
SECONDS_A_KEY = 0.2


@dataclass(frozen=True, slots=True)
class OpeningPlan:
    """What opening a round would freeze. ``problems`` say what stands in the way.

    ``fallback_pools`` are counted together at close where one of their members has too few answers.
    """

    units: tuple[PlannedUnit, ...]
    population: int | None
    problems: tuple[str, ...] = ()
    fallback_pools: tuple[FallbackPool, ...] = ()

    @property
    def small_units(self) -> tuple[PlannedUnit, ...]:
        """Collection units of fewer people than one should have: only where all are so few."""
        return tuple(unit for unit in self.units if 0 < unit.members < MEMBERS_MINIMUM)

    @property
    def pools(self) -> tuple[PlannedUnit, ...]:
        """The collection units made of several units."""
        return tuple(unit for unit in self.units if unit.pooled)


@dataclass(frozen=True, slots=True)
class RoundKeys:
    """Private keys as PEM, by the path of a collection unit; none but in anonymous mode."""

    by_unit: Mapping[str, str]
    receipts: str


NO_KEYS = RoundKeys({}, "")


def make_keys(
    round: Round, plan: OpeningPlan, progress: Callable[[str], None] | None = None
) -> RoundKeys:
    """New keys for an anonymous round; for any other, and for one that cannot open, none."""
    if round.mode != Round.Mode.ANONYMOUS or plan.problems or not round.is_draft:
        return NO_KEYS
    units = [unit.path for unit in plan.units]
    return RoundKeys(signing_keys(units, progress), generate_receipt_key())


def seconds_of_keys(round: Round, plan: OpeningPlan) -> int:
    """How long making them takes, roughly; 0 where there are none to make."""
    return ceil(len(plan.units) * SECONDS_A_KEY) if round.mode == Round.Mode.ANONYMOUS else 0


def refuse_missing_keys(round: Round, plan: OpeningPlan, keys: RoundKeys) -> None:
    """``ServiceError`` where keys were made for other units than those of the plan."""
    if round.mode != Round.Mode.ANONYMOUS:
        return
    if not keys.receipts or {unit.path for unit in plan.units} != keys.by_unit.keys():
        raise ServiceError(
            _("Units or rules have changed while keys were made. Open %(round)s again.")
            % {"round": round}
        )


def build_manifest(round: Round, plan: OpeningPlan, keys: RoundKeys = NO_KEYS) -> dict[str, Any]:
    """The frozen rules of a round as plain data; its hash is shown to everybody who is asked.

    In anonymous mode it names the public keys: a device takes no other.
    """
    manifest = _manifest(round, plan)
    if round.mode == Round.Mode.ANONYMOUS:
        for unit in manifest["units"]:
            unit["key"] = public_jwk(keys.by_unit[unit["path"]])
        manifest["receipt_key"] = public_receipt_key(keys.receipts)
    return manifest


def _manifest(round: Round, plan: OpeningPlan) -> dict[str, Any]:
    instrument = round.version.instrument
    return {
        "format": MANIFEST_FORMAT,
        "programme": round.programme.code,
        "round": round.code,
        "public_id": round.public_id,
        "title": round.title,
        "question_set": {
            "code": round.version.question_set.code,
            "version": round.version.number,
            "sha256": round.version.sha256,
        },
        "mode": round.mode,
        "k": round.k,
        "full_detail": round.full_detail,
        "kept_responses_days": round.kept_responses_days,
        "results_for": round.results_for,
        "kept_tally_days": max(TALLY_DAYS, round.kept_responses_days),
        "population": plan.population,
        "units": [
            {
                "path": unit.path,
                "title": unit.title,
                "members": unit.members,
                "pooled": list(unit.pooled),
            }
            for unit in plan.units
        ],
        "fallback_pools": [
            {"path": pool.path, "title": pool.title, "units": list(pool.units)}
            for pool in plan.fallback_pools
        ],
        "information": {
            "purpose": round.purpose,
            "responsible": round.responsible,
            "audience": round.audience,
        },
        "breakdowns": _breakdowns(instrument, plan),
        "opened_on": round.opened_on.isoformat() if round.opened_on else None,
    }


def _breakdowns(instrument: Instrument, plan: OpeningPlan) -> list[str]:
    """By what answers may be told: units, attributes, and these again within each department."""
    attributes = [item.code for item in instrument.counted_items if item.attribute]
    has_departments = any(unit.path for unit in plan.units)
    return [
        *(["units"] if plan.population is not None else []),
        *attributes,
        *(f"{code} by department" for code in attributes if has_departments),
    ]


def canonical_json(manifest: Mapping[str, Any]) -> str:
    """The manifest as the one text that has its fingerprint: sorted, without spaces, UTF-8."""
    return json.dumps(manifest, ensure_ascii=False, sort_keys=True, separators=(",", ":"))


def manifest_sha256(manifest: Mapping[str, Any]) -> str:
    """The SHA-256 of :func:`canonical_json`, as 64 hexadecimal digits."""
    return hashlib.sha256(canonical_json(manifest).encode()).hexdigest()
