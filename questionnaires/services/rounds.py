"""Rounds: made as drafts, opened with rules that are frozen and hashed."""

from __future__ import annotations

import secrets
from collections.abc import Callable, Iterable
from datetime import date
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Count, Max
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from questionnaires.models import (
    Attribute,
    CollectedRound,
    CollectionUnit,
    Invitation,
    Programme,
    QuestionSetVersion,
    Round,
)
from questionnaires.models.rounds import K_DEFAULT, K_FLOOR, LONGEST_KEPT_DAYS
from questionnaires.queries.people import people_asked
from questionnaires.routers import ANSWERS
from questionnaires.services.audit import record_act
from questionnaires.services.ballots import nobodys_ballot
from questionnaires.services.collection_units import (
    MEMBERS_MINIMUM,
    PlannedUnit,
    plan_units,
)
from questionnaires.services.errors import ServiceError, invalid
from questionnaires.services.fallback_pools import FallbackPool, fallback_pools
from questionnaires.services.information_sheets import (
    fill_in_information,
    problems_of_information,
)
from questionnaires.services.manifests import (
    OpeningPlan,
    RoundKeys,
    build_manifest,
    make_keys,
    manifest_sha256,
    refuse_missing_keys,
)

#: What of a draft can be changed; nothing of a round that was opened.
CHANGEABLE = frozenset(
    {"code", "title", "version", "mode", "k", "full_detail", "kept_responses_days", "closes_on"}
    | {"purpose", "responsible", "audience", "results_for"}
)
#: Codes that a page of the programme's results has in addresses.
RESERVED_CODES = frozenset({"outcomes"})
#: Modes that somebody can choose for a round to come.
MODES = (Round.Mode.ANONYMOUS, Round.Mode.CONFIDENTIAL, Round.Mode.OPEN)


def create_round(
    *,
    programme: Programme,
    code: str,
    title: str,
    version: QuestionSetVersion,
    mode: str,
    k: int = K_DEFAULT,
    full_detail: bool = False,
    kept_responses_days: int = 0,
    closes_on: date | None = None,
    purpose: str = "",
    responsible: str = "",
    audience: str = "",
    results_for: str = Round.ResultsFor.ASKED,
    actor: str,
) -> Round:
    """Afterwards the programme has one more draft, after all its other rounds.

    An empty ``purpose`` is the question set's description, an empty ``audience`` what this site
    does. A round without ``responsible`` (name and address) is not opened. ``full_detail`` tells
    groups of k to 9 answers in full and not as a band. ``results_for``: everybody who is asked
    reads the results, or people with a role only.
    """
    with transaction.atomic():
        Programme.objects.select_for_update().get(pk=programme.pk)
        last = programme.rounds.aggregate(last=Max("position"))["last"]
        round = Round(
            programme=programme,
            code=code,
            title=title.strip(),
            version=version,
            mode=mode,
            k=k,
            full_detail=full_detail,
            kept_responses_days=kept_responses_days,
            closes_on=closes_on,
            purpose=purpose,
            responsible=responsible,
            audience=audience,
            results_for=results_for,
            position=1 if last is None else last + 1,
        )
        _check_draft(round)
        round.save()
        record_act(actor=actor, action="create round", subject=name_of(round))
    return round


def change_round(*, round: Round, actor: str, **fields: Any) -> Round:
    """Afterwards a draft has other rules. Once opened it is refused, and that is logged."""
    unknown = sorted(fields.keys() - CHANGEABLE)
    if unknown:
        raise ServiceError(_("%(name)s cannot be changed.") % {"name": ", ".join(unknown)})
    with transaction.atomic():
        current = locked(round)
        if current.is_draft:
            for name, value in fields.items():
                setattr(current, name, value)
            _check_draft(current)
            current.save()
            record_act(
                actor=actor,
                action="change round",
                subject=name_of(current),
                fields=sorted(fields),
            )
            return current
        record_act(
            actor=actor,
            action="refused: change round",
            subject=name_of(current),
            fields=sorted(fields),
        )
    raise ServiceError(
        _("%(round)s is %(status)s. Its rules were frozen when it opened and cannot change.")
        % {"round": current, "status": current.get_status_display()}
    )


def plan_opening(round: Round, *, today: date | None = None) -> OpeningPlan:
    """What opening this draft would freeze, and what stands in the way."""
    problems = _problems_of_rules(round, today or timezone.localdate())
    if round.mode == Round.Mode.OPEN:
        return OpeningPlan((PlannedUnit("", "", 0),), None, tuple(problems))
    head_counts = dict(
        people_asked().order_by().values_list("unit__path").annotate(people=Count("pk"))
    )
    population = sum(head_counts.values())
    units = plan_units(head_counts)
    pools = fallback_pools(units, round.k)
    problems += _problems_of_people(round, population, [unit.path for unit in units], pools)
    return OpeningPlan(tuple(units), population, tuple(problems), pools)


def open_round(
    *,
    round: Round,
    actor: str,
    today: date | None = None,
    progress: Callable[[str], None] | None = None,
    small_units_confirmed: bool = False,
) -> Round:
    """Afterwards the rules are frozen and hashed, everybody is invited, and answers are accepted.

    ``small_units_confirmed``: whoever opens has seen how likely a unit of fewer than eight people
    is to give k answers, and wants it all the same; without it such a round stays a draft.
    In anonymous mode keys are made first, which takes some 0.2 s for each collection unit. The
    answers side is written inside the transaction of the people side: where that one fails, what
    the answers side got is replaced by the next try. It is a draft until the last step: to an
    opened round no unit can be added (:mod:`questionnaires.services.freezing`).
    """
    day = today or timezone.localdate()
    # Before the transaction, which others would have to wait for.
    keys = make_keys(round, plan_opening(round, today=day), progress)
    with transaction.atomic():
        current = locked(round)
        if not current.is_draft:
            raise ServiceError(
                _("%(round)s is %(status)s. Only a draft can be opened.")
                % {"round": current, "status": current.get_status_display()}
            )
        plan = plan_opening(current, today=day)
        if plan.problems:
            raise ServiceError(" ".join(plan.problems))
        if not small_units_confirmed:
            _refuse_small_units(current, plan)
        current.opened_on = day
        current.population = plan.population
        refuse_missing_keys(current, plan, keys)
        current.manifest = build_manifest(current, plan, keys)
        current.manifest_sha256 = manifest_sha256(current.manifest)
        if current.mode == Round.Mode.CONFIDENTIAL:
            current.response_key = secrets.token_hex(32)
        _invite(current, plan, keys)
        current.status = Round.Status.OPEN
        current.save()
        record_act(
            actor=actor,
            action="open round",
            subject=name_of(current),
            manifest_sha256=current.manifest_sha256,
        )
        with transaction.atomic(using=ANSWERS):
            _forget_broken_opening(current)
            CollectedRound.objects.create(
                id=current.public_id,
                status=CollectedRound.Status.OPEN,
                manifest=current.manifest,
                content=current.version.content,
                receipt_key=keys.receipts,
            )
    return current


def _refuse_small_units(round: Round, plan: OpeningPlan) -> None:
    if round.mode == Round.Mode.ANONYMOUS and plan.small_units:
        raise ServiceError(
            _(
                "Fewer than %(people)s people are asked. Confirm that you have seen how likely "
                "they are to give the %(k)s answers that anything can be told of."
            )
            % {"people": MEMBERS_MINIMUM, "k": round.k}
        )


def name_of(round: Round) -> str:
    """``programme/round``, as commands and the audit log name it."""
    return f"{round.programme.code}/{round.code}"


def locked(round: Round) -> Round:
    """The round as it stands now, locked until the transaction ends."""
    rounds = Round.objects.select_for_update(of=("self",))
    return rounds.select_related("programme", "version__question_set").get(pk=round.pk)


def _check_draft(round: Round) -> None:
    fill_in_information(round)
    if round.code in RESERVED_CODES:
        raise ServiceError(_("“%(code)s” is the address of a page.") % {"code": round.code})
    if round.mode not in MODES:
        raise ServiceError(_("The mode is “anonymous”, “confidential” or “open”."))
    if round.k < K_FLOOR:
        raise ServiceError(
            _("The smallest group shown (k) is %(k)s. It is never below %(floor)s.")
            % {"k": round.k, "floor": K_FLOOR}
        )
    if not 0 <= round.kept_responses_days <= LONGEST_KEPT_DAYS:
        raise ServiceError(
            _("Responses can be kept for 0 to %(longest)s days after the release, not %(days)s.")
            % {"longest": LONGEST_KEPT_DAYS, "days": round.kept_responses_days}
        )
    taken = Round.objects.filter(programme=round.programme, code=round.code).exclude(pk=round.pk)
    if taken.exists():
        raise ServiceError(
            _("%(programme)s has a round %(code)s already. Take another code.")
            % {"programme": round.programme, "code": round.code}
        )
    try:
        round.full_clean()
    except ValidationError as error:
        raise invalid(round, error) from error


def _problems_of_rules(round: Round, today: date) -> list[str]:
    problems: list[str] = []
    if not round.version.is_published:
        problems.append(
            _("%(version)s is a draft. Publish it first, so that its questions cannot change.")
            % {"version": round.version}
        )
    if round.k < K_FLOOR:
        problems.append(_("k is below %(floor)s.") % {"floor": K_FLOOR})
    if round.closes_on and round.closes_on < today:
        problems.append(
            _("The announced last day, %(day)s, has passed. Choose a later one.")
            % {"day": date_format(round.closes_on, "j M Y")}
        )
    problems += problems_of_information(round)
    still_open = Round.objects.filter(programme=round.programme, status=Round.Status.OPEN)
    problems += [
        _(
            "%(round)s is still open. Close it first: two rounds of one programme at once "
            "would ask the same people the same questions twice."
        )
        % {"round": other.title}
        for other in still_open.exclude(pk=round.pk)
    ]
    return problems


def _problems_of_people(
    round: Round, population: int, paths: list[str], pools: Iterable[FallbackPool]
) -> list[str]:
    if population == 0:
        return [_("There is nobody to ask. Import a roster under People first.")]
    if population < round.k:
        return [
            _("There are %(people)s people, fewer than k = %(k)s: nothing could ever be shown.")
            % {"people": population, "k": round.k}
        ]
    paths += [pool.path for pool in pools if not pool.is_parent]
    if len(set(paths)) < len(paths) or any(len(path) > 300 for path in paths):
        return [
            _(
                "Small units cannot be pooled under names of their own. Shorten the titles of "
                "units, and keep “ + ” out of them."
            )
        ]
    return []


def _forget_broken_opening(round: Round) -> None:
    """What an opening that broke off left on the answers side goes; nobody had a link to it.

    ``ServiceError`` where somebody has answered all the same, or it was closed: then the people
    side is not what it was, and these are answers to another manifest.
    """
    rounds = CollectedRound.objects.select_for_update()
    left = rounds.filter(pk=round.public_id).first()
    if left is None:
        return
    traces = (left.responses, left.comments, left.spent_tokens)
    if not left.is_open or any(trace.exists() for trace in traces):
        raise ServiceError(
            _(
                "The answers database knows %(round)s as a round that was answered or closed. "
                "Check DATABASE_URL, ANSWERS_DATABASE_URL and CANDOR_DATA_DIR, or ask in a new "
                "round."
            )
            % {"round": round}
        )
    left.delete()


def _invite(round: Round, plan: OpeningPlan, keys: RoundKeys) -> None:
    """Freeze the collection units and give everybody in them one invitation."""
    units = CollectionUnit.objects.bulk_create(
        CollectionUnit(
            round=round,
            path=unit.path,
            title=unit.title or _("Everybody"),
            members=unit.members,
            pooled=list(unit.pooled),
            signing_key=keys.by_unit.get(unit.path, ""),
        )
        for unit in plan.units
    )
    if plan.population is None:
        return
    home: dict[str, CollectionUnit] = {}
    for planned, unit in zip(plan.units, units, strict=True):
        home |= dict.fromkeys(planned.pooled or (planned.path,), unit)
    declared = set(Attribute.objects.values_list("code", flat=True))
    # In random order, so that the numbers of invitations say nothing.
    invitations = [
        Invitation(
            round=round,
            person_id=pk,
            collection_unit=home[path],
            attributes={code: known[code] for code in sorted(declared & known.keys())},
            ballot=nobodys_ballot() if round.mode == Round.Mode.ANONYMOUS else "",
        )
        for pk, path, known in people_asked().values_list("pk", "unit__path", "attributes")
    ]
    secrets.SystemRandom().shuffle(invitations)
    Invitation.objects.bulk_create(invitations, batch_size=500)
