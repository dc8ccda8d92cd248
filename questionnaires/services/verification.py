"""Checking a round: what was frozen still holds, and what is published agrees with itself.

Every check compares two things that are stored apart, or a thing and its hash. Whoever may write to
both databases can bend one of them; the hash in everybody's invitation they cannot.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from questionnaires.models import CollectedRound, Invitation, Round, SpentToken
from questionnaires.receipts import Receipt, is_genuine
from questionnaires.services.errors import ServiceError
from questionnaires.services.manifests import manifest_sha256
from questionnaires.services.rounds import name_of

#: Rules of a round that its manifest repeats.
_FROZEN = (
    *("mode", "k", "full_detail", "kept_responses_days", "population", "public_id"),
    "results_for",
)
#: What a manifest says that was made before there was such a rule.
_BEFORE_THERE_WAS_A_CHOICE = {"results_for": Round.ResultsFor.ROLES.value}


@dataclass(frozen=True, slots=True)
class Check:
    """One thing that was compared; ``problem`` is empty where it holds."""

    what: str
    problem: str = ""

    @property
    def holds(self) -> bool:
        """Whether nothing is wrong."""
        return not self.problem


def verify_round(round: Round) -> list[Check]:
    """What can be checked of a round that was opened; ``ServiceError`` for a draft or an import."""
    if not round.manifest:
        raise ServiceError(
            _("%(round)s has no manifest: it was not opened here, so nothing was frozen.")
            % {"round": name_of(round)}
        )
    return list(_checks(round, round.manifest))


def verify_receipt(round: Round, receipt: Receipt) -> list[Check]:
    """Whether a receipt is one of this round and, once it is closed, on its list."""
    public = (round.manifest or {}).get("receipt_key")
    if public is None:
        raise ServiceError(
            _("%(round)s gives no receipts: it is not anonymous.") % {"round": name_of(round)}
        )
    genuine = Check(
        _("The receipt was signed by the key that the manifest names."),
        "" if is_genuine(receipt, public) else _("It was not, or is of another round."),
    )
    if round.spent_tokens is None:
        return [genuine]
    listed = "" if receipt.digest in round.spent_tokens else _("It is not on the list.")
    return [genuine, Check(_("The list of all ballots handed in names it."), listed)]


def _checks(round: Round, manifest: Mapping[str, Any]) -> Iterator[Check]:
    found = manifest_sha256(manifest)
    yield Check(
        _("The manifest has the fingerprint that everybody was shown."),
        _differs(found, round.manifest_sha256),
    )
    frozen = _BEFORE_THERE_WAS_A_CHOICE | dict(manifest)
    changed = [name for name in _FROZEN if getattr(round, name) != frozen.get(name)]
    changed += _changed_units(round, manifest)
    yield Check(
        _("The rules of the round are those of the manifest."),
        _("Changed: %(names)s.") % {"names": ", ".join(changed)} if changed else "",
    )
    yield Check(
        _("The questions are those of the manifest."),
        _differs(round.version.sha256, manifest["question_set"]["sha256"]),
    )
    collected = CollectedRound.objects.filter(pk=round.public_id).first()
    if collected is not None:
        yield _answers_side(round, collected)
        yield Check(
            _("Both sides say whether answers are taken."),
            ""
            if collected.is_open == round.is_open
            else _(
                "One says open, the other closed: a close broke off, or one side was restored "
                "from a backup. Close the round again."
            ),
        )
    if round.mode == Round.Mode.ANONYMOUS:
        yield from _ballots(round)
    for release in round.releases.all():
        found = hashlib.sha256(release.content.encode()).hexdigest()
        yield Check(
            _("Release %(number)s has the hash that it was published with.")
            % {"number": release.number},
            _differs(found, release.sha256),
        )


def _changed_units(round: Round, manifest: Mapping[str, Any]) -> list[str]:
    units = {unit.path: (unit.members, unit.pooled) for unit in round.collection_units.all()}
    frozen = {unit["path"]: (unit["members"], unit["pooled"]) for unit in manifest["units"]}
    return sorted(
        path or _("everybody")
        for path in units.keys() | frozen.keys()
        if units.get(path) != frozen.get(path)
    )


def _answers_side(round: Round, collected: CollectedRound) -> Check:
    same = collected.manifest == round.manifest and collected.content == round.version.content
    return Check(
        _("The answers side holds the same manifest and the same questions."),
        "" if same else _("They differ."),
    )


def _ballots(round: Round) -> Iterator[Check]:
    if round.spent_tokens is None:
        if round.closed_on is not None:
            yield Check(
                _("The list of ballots handed in is there."),
                _("It is lost: people were restored from a backup made before the close."),
            )
        spent = SpentToken.objects.filter(round_id=round.public_id).count()
        drawn = Invitation.objects.filter(round=round, used=True).count()
        left = 0
    else:
        spent = len(set(round.spent_tokens))
        told = (round.response_rates or {}).get("answered", 0)
        # Below k answers their number is not kept, only that there were fewer.
        drawn = round.k - 1 if told is None else int(told)
        left = SpentToken.objects.filter(round_id=round.public_id).count()
        in_order = round.spent_tokens == sorted(set(round.spent_tokens))
        yield Check(
            _("The list of ballots handed in is sorted and names each once."),
            "" if in_order else _("It is not."),
        )
    again = sum(round.collection_units.values_list("reissued", flat=True))
    # How many were handed in is not told before the round has closed.
    yield Check(
        _("No more ballots were handed in than were drawn and issued again."),
        ""
        if spent <= drawn + again and not left
        else _(
            "There are more: somebody has made ballots, or people were restored from a backup "
            "made before some were drawn."
        ),
    )


def _differs(found: str, expected: str) -> str:
    if found == expected:
        return ""
    return _("It is %(found)s and should be %(expected)s.") % {
        "found": found,
        "expected": expected,
    }
